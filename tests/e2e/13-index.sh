#!/usr/bin/env bash
# The index page of a month: what it says, and that it works in a real browser on the real share.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

agency famlink
set_key agency.name 'Children & <b>Families</b> "West"'
set_key workbook.confidential 'CONFIDENTIAL <i>records</i>'
cw init
exits 0 'init works'
share=$CW_E2E/share/files/${folder%/}

# what the page of a month says: the text of what a selector finds, one line each
says() { # month, tag, attribute and value or nothing
    /usr/bin/python3 - "$share/$1/index.html" "$2" "${3:-}" <<'PY'
import html.parser, sys
class Reader(html.parser.HTMLParser):
    depth, texts = 0, []
    def handle_starttag(self, tag, attrs):
        if self.depth: self.depth += tag not in ('link', 'meta', 'br')
        elif tag == sys.argv[2] and (not sys.argv[3] or sys.argv[3] in [f'{k}={v}' for k, v in attrs]):
            self.depth = 1; self.texts.append('')
    def handle_endtag(self, tag):
        self.depth -= self.depth > 0
    def handle_data(self, data):
        if self.depth: self.texts[-1] += ' ' * (self.texts[-1] != '') + data.strip()
reader = Reader()
reader.feed(open(sys.argv[1], encoding='utf-8').read())
print('\n'.join(' '.join(t.split()) for t in reader.texts))
PY
}

db "$source" -c "update famlink.people_dim set tx_last_name = 'Canarybird', tx_first_name = 'Zuzu'"
cw --month 2019-12 run
exits 0 'December is published'
is "$(says 2019-12 h1)" 'Reports for December 2019' 'its page says the month'
is "$(says 2019-12 p class=agency)" 'Children & <b>Families</b> "West"' 'and the agency, as text'
like "$(says 2019-12 footer)" 'CONFIDENTIAL <i>records</i>$' 'and that it is confidential'
is "$(says 2019-12 p class=band)" '' 'no band: the month is final'
unlike "$(says 2019-12 h2)" 'What is new' 'no month to compare with'
unlike "$(says 2019-12 nav)" 'Earlier' 'no earlier page'

# January, first while the source has not all of it
db "$source" -c "update famlink.ref_last_dw_transfer set cutoff_date = '2020-01-20 02:15:00'"
cw --month 2020-01 run
exits 0 'January is published, preliminary'
like "$(says 2020-01 p class=band)" '^PRELIMINARY\.' 'its page says so'
is "$(says 2020-01 span class=late | sort -u)" PRELIMINARY 'and each workbook'
like "$(says 2020-01 dl)" 'As of January 20, 2020 Data up to January 20, 2020, 02:15 agency time' 'as of when'
first=$(sha256sum <"$share/2020-01/index.html")
db "$source" -c "update famlink.ref_last_dw_transfer set cutoff_date = '2020-02-01 02:15:00'"
cw --month 2020-01 run
exits 0 'January is published, final'
is "$(says 2020-01 p class=band)" '' 'the band is gone'
unlike "$(sha256sum <"$share/2020-01/index.html")" "$first" 'the page was replaced'
like "$(says 2020-01 h2)" '^What is new since December 2019$' 'December is what it compares with'
like "$(says 2020-01 nav)" 'Earlier: December 2019$' 'and leads to'
is "$(find "$share/2020-01" -name '*.xlsx' -newer "$share/2020-01/index.html" | grep -c .)" 0 \
    'the page came after the workbooks'
ok "$([ ! "$share/2020-01/index.html" -nt "$share/2020-01/manifest.json" ] && echo true)" \
    'and not after the manifest'
is "$(db "$mart" -c "select string_agg(path, ' ' order by verified_at) from etl.receipt
    where run_id = (select max(run_id) from etl.run) and report = ''")" \
    '2020-01/index.html 2020-01/manifest.json' 'but before it'
is "$(/usr/bin/python3 -c "import json, sys; print(json.load(open(sys.argv[1]))['index']['sha256'])" \
    "$share/2020-01/manifest.json")" "$(sha256sum <"$share/2020-01/index.html" | cut -d' ' -f1)" \
    'which knows its digest'
is "$(grep -Eci 'canarybird|zuzu' "$share/2020-01/index.html" || true)" 0 'no person is named'

# what it says of December against January comes from the same rows as the workbooks
state=ftdm_completion/ftdm_completion_2020-01_state.xlsx
rows() { db "$mart" -c "select rows from etl.receipt where path = '$1/ftdm_completion/ftdm_completion_$1_state.xlsx'
    order by delivery_id desc limit 1"; }
like "$(says 2020-01 section aria-labelledby=new)" \
    "FTDM completion $(rows 2020-01) $(rows 2019-12) [+-][0-9]+ none none" 'rows now and then'
like "$(says 2020-01 tr role=row | grep '^Statewide' | head -n 1)" \
    "^Statewide $(rows 2020-01) [+-]?[0-9a-z ]+ [0-9.]+ kB Final $(sha256sum <"$share/2020-01/$state" | cut -c1-12)\$" \
    'a workbook in one row'

# restated: the same page says which version stands
cw --month 2020-01 --restate --report home_study run
exits 0 'a report is restated'
is "$(says 2020-01 span class=wait | sort -u)" 'Restated, version 2' 'its workbooks say so'
like "$(says 2020-01 tr role=row | grep '^Statewide' | head -n 1)" ' Final ' 'the others are final as before'
page=$(sha256sum <"$share/2020-01/index.html")
cw --month 2020-01 run
exits 0 'running again works'
is "$(sha256sum <"$share/2020-01/index.html")" "$page" 'the same facts give the same page'

# an office that is no longer there, and one that is new
db "$mart" -c "update etl.artifact set scope = 'office-999' where month = '2019-12-01'
    and scope = (select min(scope) from etl.artifact where scope like 'office-%')"
cw --month 2020-01 --restate --report ftdm_completion run
exits 0 'restated once more'
like "$(says 2020-01 section aria-labelledby=new)" 'FTDM completion [0-9]+ [0-9]+ [^;]* \([0-9]+\) office-999' \
    'a new workbook and one that is no longer made'
like "$(says 2020-01 tr role=row)" ' new [0-9.]+ kB ' 'new in its row'

# in the browser, as its readers meet it
/usr/bin/python3 "$root/tests/lib/browser.py" "${share_url}${folder}2020-01/index.html" \
    --ca "$CW_E2E/share/ca.pem" --user "$(cat "$CW_E2E/share/user")" \
    --password-file "$CW_E2E/share/password" --folder "$share/2020-01" >"$work/browser" 2>"$work/browser.err" ||
    ok false 'the browser works' "$(tail -n 5 "$work/browser.err")"
while IFS=$'\t' read -r verdict what seen; do
    ok "$([ "$verdict" = ok ] && echo true || echo false)" "browser: $what" "$seen"
done <"$work/browser"
is "$(grep -c . "$work/browser")" 23 'the browser looked at everything'

# attorneys are known by their id
agency faces
cw init
cw --month "$month" run
exits 0 'a child listing is published'
share=$CW_E2E/share/files/${folder%/}
db "$mart" -c "select distinct name from fact.scope where scope_kind = 'attorney' and name <> code" >"$work/names"
is "$(grep -cFf "$work/names" "$share/$month/index.html" || true)" 0 'no attorney is named'
like "$(grep -c . "$work/names")" '^[1-9]' 'who all have names'
like "$(says "$month" tr role=row)" '^Attorney [A-Z0-9]+ ' 'but known by id'
finish
