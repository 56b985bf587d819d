#!/usr/bin/python3
"""Spoil a good workbook in many ways and see that workbook.py notices each.

    workbook_test.py SHEETS good.xlsx

SHEETS describes the workbook as `cwreports doc sheets` would, under the report `unit`. It needs a
page with a chart, a link and a table, and a detail sheet (sheet 2). Every finding that workbook.py
can write must have been written for one of the spoiled workbooks: a check that cannot fail is none.
"""
import os
import re
import sys
import tempfile
import warnings
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True
import workbook  # noqa: E402

warnings.simplefilter("ignore")  # of zipfile, about names that appear twice
PAGE, ROWS = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"

# part, pattern, what stands there instead (None: the part is dropped), words of the finding
SPOILED = [
    (ROWS, r"</sheetData>", "</sheetDat>", "not well-formed"),
    (ROWS, r'(<c r="C2"[^>]*>)<v>', r"\1<f>1+1</f><v>", "holds a formula"),
    (ROWS, r"</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="A2:B2"/></mergeCells>',
     "merged cells"),
    (ROWS, r' customHeight="1"', "", "no height of its own"),
    (ROWS, r'showGridLines="0" ', "", "gridlines"),
    (ROWS, r'state="frozen"', 'state="split"', "not frozen"),
    (ROWS, r'orientation="landscape"', 'orientation="portrait"', "landscape"),
    (ROWS, r'fitToHeight="0"', 'fitToHeight="1"', "fitted"),
    (ROWS, r"CONFIDENTIAL", "Confidential", "CONFIDENTIAL"),
    (ROWS, r"Page &amp;P of &amp;N", "", "incomplete"),
    (ROWS, r"<ignoredErrors>.*</ignoredErrors>", "", "stored as text"),
    (ROWS, r'sqref="H2:H\d+"', 'sqref="H2:H99"', "a rule covers"),
    (ROWS, r'dxfId="\d+"', 'dxfId="77"', "names a format"),
    (ROWS, r'<row r="2" ', '<row r="2" hidden="1" ', "is hidden"),
    (ROWS, r"<v>46326</v>", "<v>46326000</v>", "is no date"),
    (ROWS, r't="str"><v>', 't="str"><v>' + "x" * 40000, "text of"),
    (ROWS, r"<sheetFormatPr", '<dimension ref="A1:B2"/><sheetFormatPr', "dimension"),
    (PAGE, r"location=\"[^\"]*\"", "location=\"'Nowhere'!A1\"", "links to"),
    (PAGE, r'tabSelected="1" ', "", "selected"),
    ("xl/tables/table2.xml", r'ref="A1:I3"', 'ref="A1:I2"', "the sheet has"),
    ("xl/tables/table2.xml", r'name="Child ID"', 'name="Child"', "headings"),
    ("xl/tables/table2.xml", r"<autoFilter[^>]*/>", "", "no filter"),
    ("xl/tables/table2.xml", r'displayName="\w+"', 'displayName="Trend"', "used twice"),
    ("xl/tables/table1.xml", r"<tableStyleInfo ", '<tableStyleInfo name="TableStyleLight9" ',
     "has style"),
    ("xl/drawings/drawing1.xml", r' descr="[^"]*"', "", "no alt text"),
    ("xl/charts/chart1.xml", r"<c:title>.*?</c:title>", "", "no title"),
    ("xl/charts/chart1.xml", r"(<c:valAx>.*?)<c:title>.*?</c:title>", r"\1", "no name"),
    ("xl/charts/chart1.xml", r"(<c:val>.*?)<c:pt .*</c:pt>", r"\1", "no numbers"),
    ("xl/charts/chart1.xml", r'sz="1000"', 'sz="800"', "points"),
    ("xl/workbook.xml", r'(<sheet name="[^"]*" sheetId="2")', r'\1 state="hidden"', "is hidden"),
    ("xl/workbook.xml", r"<definedName [^>]*>[^<]*</definedName>", "", "repeated in print"),
    ("xl/styles.xml", r"FF1F3864", "FF00B050", "none of the design"),
    ("xl/styles.xml", r'<name val="Calibri"/>', '<name val="Arial"/>', "in font"),
    ("xl/styles.xml", r'FF1A1A1A', "FFD0D5DB", "contrast"),
    ("docProps/core.xml", r"(<dcterms:modified[^>]*>)2026", r"\g<1>2027", "modified"),
    ("docProps/core.xml", r"<cp:lastModifiedBy>[^<]*", "<cp:lastModifiedBy>root", "somebody else"),
    ("xl/theme/theme1.xml", None, None, "missing"),
    ("xl/worksheets/_rels/sheet1.xml.rels", r'Target="\.\./drawings',
     'TargetMode="External" Target="http://x/drawings', "leads outside"),
    ("[Content_Types].xml", r'<Override PartName="/xl/styles.xml"[^>]*/>', "", "has no type"),
    ("xl/styles.xml", r'<sz val="10"/>', '<sz val="7"/>', "in 7.0 points"),
    ("xl/workbook.xml", r'name="To act on"', 'name="To/act on"', "is not legal"),
    ("xl/workbook.xml", r"<workbookView ", '<workbookView activeTab="1" ', "active one"),
    ("xl/workbook.xml", r"_xlnm.Print_Titles", "Somewhere", "defined name"),
    ("xl/workbook.xml", r"<calcPr", "<externalReferences/><calcPr", "external references"),
    ("xl/workbook.xml", r'name="Summary"', 'name="Sheet1"', "a name of its own"),
    ("xl/sharedStrings.xml", r"<t>Child ID", "<t>Child No", "expected ['Office', 'Child ID'"),
    # cells
    (ROWS, r"<v>0012345", "<v>_x0001_", "forbidden"),
    (ROWS, r'<c r="A3"', '<c r="A9"', "stands in row"),
    (ROWS, r'<c r="C2"', '<c t="b" r="C2"', "type b"),
    (ROWS, r'<c r="B2".*?</c>', '<c r="B2" s="1"><v>5</v></c>', "a number in a column of id"),
    (ROWS, r'(r="C2" s="7"><v>)7', r"\g<1>7.5", "is no whole number"),
    (ROWS, r'r="D2" s="8"', 'r="D2" s="7"', "one decimal"),
    (ROWS, r'r="E2" s="9"', 'r="E2" s="7"', "as a percent"),
    (ROWS, r'r="F2" s="11"', 'r="F2" s="7"', "not as a date"),
    (ROWS, r'r="F2" s="11"', 'r="F2" s="12"', "a time in a column"),
    (ROWS, r'r="G2" s="12"', 'r="G2" s="11"', "time that is not shown"),
    (ROWS, r'<c r="C2".*?</c>', '<c r="C2" t="inlineStr"><is><t>7</t></is></c>',
     "a number written as text"),
    (ROWS, r"1899-12-31", "1999-12-31", "a date written as text"),
    # views, print, rules
    (ROWS, r'xSplit="2"', 'xSplit="1"', "1 columns are frozen"),
    (ROWS, r'<selection pane="bottomRight"/>', '<selection pane="bottomRight" activeCell="C9"/>',
     "active cell"),
    (ROWS, r' paperSize="1"', "", "paper size"),
    (ROWS, r"<pageMargins[^>]*/>", "", "no margins"),
    (ROWS, r"</oddHeader>", "x" * 300 + "</oddHeader>", "a header or footer of"),
    (ROWS, r'priority="2"', 'priority="1"', "same priority"),
    (ROWS, r"<pageMargins", '<dataValidations count="1"><dataValidation type="list" sqref="H2:H3">'
     '<formula1>"' + "x" * 300 + '"</formula1></dataValidation></dataValidations><pageMargins',
     "over 255"),
    (ROWS, r"<pageMargins", '<dataValidations count="1"><dataValidation type="list" sqref="H2:H9">'
     '<formula1>"x"</formula1></dataValidation></dataValidations><pageMargins', "choices cover"),
    (ROWS, r'<col min="1"', '<col hidden="1" min="1"', "hidden column"),
    # tables, links
    ("xl/tables/table2.xml", r'displayName="\w+"', 'displayName="To Act"', "is not legal"),
    ("xl/tables/table2.xml", r'name="Due"', 'name="Status"', "two equal headings"),
    ("xl/tables/table2.xml", r'<autoFilter ref="A1:I3"', '<autoFilter ref="A1:I2"', "filter A1:I2"),
    ("xl/tables/table1.xml", r'ref="A3:B5"', 'ref="A3:B9"', "beyond the cells"),
    ("xl/tables/table1.xml", r" totalsRowShown", ' headerRowCount="0" totalsRowShown',
     "no header row"),
    (PAGE, r'(<row r="5"[^>]*>).*?</row>', r"\1</row>", "row 5 is empty"),
    ("xl/worksheets/_rels/sheet1.xml.rels", r"<Relationship [^>]*table1.xml[^>]*/>", "",
     "has no table"),
    (PAGE, r'<hyperlink ref="B5"', '<hyperlink r:id="rId1" ref="B5"', "links outside"),
    (ROWS, r"<pageMargins", '<hyperlinks><hyperlink ref="A2" location="Summary!A1"/></hyperlinks>'
     "<pageMargins", "a link among the data"),
    # charts
    ("xl/charts/chart1.xml", r"(<c:val><c:numRef><c:f>)Summary", r"\1Other", "takes its numbers"),
    ("xl/charts/chart1.xml", r"(<c:val><c:numRef><c:f>)[^<]*", r"\1Summary!$B$14:$B$15",
     "in no table"),
    ("xl/charts/chart1.xml", r"<c:v>0.5</c:v>", "<c:v>0.9</c:v>", "other numbers"),
    ("xl/charts/chart1.xml", r"<c:cat>.*</c:cat>", "", "no categories"),
    ("xl/charts/chart1.xml", r"<c:tx><c:v>.*?</c:tx>", "", "no name"),
    ("docProps/core.xml", r"<dc:title>[^<]*", "<dc:title>", "title or author"),
]


def spoil(good, bad, part, pattern, instead):
    changed = pattern is None
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        for info in source.infolist():
            content = source.read(info)
            if info.filename == part:
                if pattern is None:
                    continue
                text = content.decode("utf-8")
                content = re.sub(pattern, instead, text, flags=re.S).encode("utf-8")
                changed = content.decode("utf-8") != text
            target.writestr(zipfile.ZipInfo(info.filename), content)
    return changed


def repack(good, bad, change):
    """The package itself spoiled: change(name, content) gives the members to write."""
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        for info in source.infolist():
            for name, when, content in change(info.filename, source.read(info)):
                target.writestr(zipfile.ZipInfo(name, when), content)


THEN = (1980, 1, 1, 0, 0, 0)
PACKED = [
    (lambda name, content: [(name, THEN, content)] * (2 if name == PAGE else 1), "appears 2 times"),
    (lambda name, content: [(name, (2026, 1, 1, 0, 0, 0), content)], "carries a time"),
    (lambda name, content: [(name, THEN, content)] +
     ([("../x.xml", THEN, b"<a/>")] if name == PAGE else []), "unsafe name"),
    (lambda name, content: [(name, THEN, content)] +
     ([("xl/vbaProject.bin", THEN, b"x")] if name == PAGE else []), "active or external"),
]


def lint(path, sheets, *words):
    args = workbook.parse(["--sheets", sheets, *(words or ("--brief", "--report", "unit")), path])
    found = workbook.findings(path, args, workbook.describe(sheets))
    return 1 if found else 0, "".join(text + "\n" for text in found)


def disagree(good, other):
    """What the second reader says of a file that is not the one read first."""
    book = workbook.Book(good)
    book.workbook()
    for sheet in book.sheets:
        sheet.last = (9, 99)
    for path in (good, other, __file__):
        book.second_reader(path)
    return "\n".join(book.findings)


def findings():
    """A pattern for each text that workbook.py may say."""
    with open(os.path.join(HERE, "workbook.py"), encoding="utf-8") as source:
        texts = re.findall(r'self\.say\(\s*"((?:[^"\\]|\\.)*)"', source.read())
    return {text: re.compile(re.sub(r"%(\\\.1f|[sdr])", ".*", re.escape(text).replace("\\%", "%")))
            for text in texts}


def main():
    sheets, good, missed, heard = sys.argv[1], sys.argv[2], 0, ""
    status, said = lint(good, sheets)
    if status != 0:
        sys.exit("the good workbook is not good:\n" + said)
    with tempfile.TemporaryDirectory() as folder:
        bad = os.path.join(folder, "bad.xlsx")

        def expect(words, place, *options):
            nonlocal heard
            status, said = lint(bad, sheets, *options)
            heard += said
            if status == 1 and words in said:
                return 0
            print("%s: %s not noticed (%d):\n%s" % (place, words, status, said))
            return 1
        for part, pattern, instead, words in SPOILED:
            if not spoil(good, bad, part, pattern, instead):
                print("%s: nothing matches %s" % (part, pattern))
                missed += 1
            else:
                missed += expect(words, "%s, %s" % (part, pattern))
        for change, words in PACKED:
            repack(good, bad, change)
            missed += expect(words, "package")
        repack(good, bad, lambda name, content: [(name, THEN, content)])
        missed += expect("data's cutoff", "created", "--brief", "--created", "2020-01-01T00:00:00Z")
        missed += expect("no description", "report", "--report", "nobody")
        missed += expect("expected Summary, To act on, Data quality", "order", "--report", "unit")
        with open(bad, "r+b") as torn:  # nothing is compressed there
            torn.seek(torn.read().index(b"IFF timeliness"))
            torn.write(b"X")
        missed += expect("checksum", "package")
        spoil(good, bad, "xl/workbook.xml", 'name="To act on"', 'name="Another"')
        heard += disagree(good, bad)
    for text, pattern in findings().items():
        if not pattern.search(heard):
            print("no spoiled workbook made it say: %s" % text)
            missed += 1
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
