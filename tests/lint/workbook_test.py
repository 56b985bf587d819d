#!/usr/bin/python3
"""Spoil a good workbook in many ways and see that workbook.py notices each.

    workbook_test.py good.xlsx

The workbook needs a page with a chart, a link and a table, and a detail sheet (sheet 2).
"""
import os
import re
import subprocess
import sys
import tempfile
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
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
    (ROWS, r"<is><t>", "<is><t>" + "x" * 40000, "text of"),
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


def lint(path):
    done = subprocess.run([os.path.join(HERE, "workbook.py"), "--brief", path],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, universal_newlines=True, check=False)
    return done.returncode, done.stdout


def main():
    good, missed = sys.argv[1], 0
    status, said = lint(good)
    if status != 0:
        sys.exit("the good workbook is not good:\n" + said)
    with tempfile.TemporaryDirectory() as folder:
        bad = os.path.join(folder, "bad.xlsx")
        for part, pattern, instead, words in SPOILED:
            if not spoil(good, bad, part, pattern, instead):
                print("%s: nothing matches %s" % (part, pattern))
                missed += 1
                continue
            status, said = lint(bad)
            if status != 1 or words not in said:
                print("%s: %s not noticed (%s):\n%s" % (part, words, pattern, said))
                missed += 1
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
