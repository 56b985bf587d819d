#!/usr/bin/python3
"""Let LibreOffice open workbooks and write them again: is anything lost?

    office.py book.xlsx ...
    office.py --with OTHER book.xlsx     compared with a file that is there, nothing is converted

One process converts all of them. The cells of each sheet, as they are before and after, are read
from the packages themselves: the same sheets in the same order, the same number of cells that hold
something, the same values; the same charts. Every difference is one line; none: exit 0.
"""
import os
import posixpath
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
import zipfile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PACK = "{http://schemas.openxmlformats.org/package/2006/relationships}"


def strings(book):
    found = []
    if "xl/sharedStrings.xml" in book.namelist():
        with book.open("xl/sharedStrings.xml") as part:
            for _, e in ET.iterparse(part):
                if e.tag == MAIN + "si":
                    found.append("".join(t.text or "" for t in e.iter(MAIN + "t")))
                    e.clear()
    return found


def shown(text):
    """Excel's escapes; a line end is one character in every program."""
    text = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m.group(1), 16)), text)
    return text.replace("\r\n", "\n")


def cells(book, part, shared):
    """Texts as they stand in the file."""
    found = {}
    with book.open(part) as stream:
        for _, e in ET.iterparse(stream):
            if e.tag != MAIN + "c":
                continue
            value, kind = e.find(MAIN + "v"), e.get("t", "n")
            if kind == "inlineStr":
                found[e.get("r")] = "".join(t.text or "" for t in e.iter(MAIN + "t"))
            elif value is not None and value.text is not None:
                found[e.get("r")] = shared[int(value.text)] if kind == "s" else \
                    value.text if kind == "str" else float(value.text)
            e.clear()
    return {place: value for place, value in found.items() if value != ""}


def read(path):
    """[(sheet, {cell: value})], number of charts"""
    sheets = []
    with zipfile.ZipFile(path) as book:
        shared = strings(book)
        targets = {e.get("Id"): e.get("Target") for e in
                   ET.fromstring(book.read("xl/_rels/workbook.xml.rels")).iter(PACK + "Relationship")}
        for e in ET.fromstring(book.read("xl/workbook.xml")).iter(MAIN + "sheet"):
            target = targets[e.get(REL + "id")]
            part = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
            sheets.append((e.get("name"), cells(book, part, shared)))
        charts = sum(1 for n in book.namelist() if re.fullmatch(r"xl/charts/chart\d+\.xml", n))
    return sheets, charts


def same(one, two):
    if isinstance(one, float) and isinstance(two, float):
        return abs(one - two) <= 1e-9 * max(1.0, abs(one))
    if isinstance(one, str) and isinstance(two, str):
        # LibreOffice does not write an escape where the text itself looks like one
        return shown(one) in (shown(two), two)
    return one == two


def compare(path, again):
    found = []
    (before, charts), (after, charts_after) = read(path), read(again)
    if [name for name, _ in before] != [name for name, _ in after]:
        return ["%s: sheets %s" % (path, [name for name, _ in after])]
    if charts != charts_after:
        found.append("%s: %d charts of %d" % (path, charts_after, charts))
    for (name, one), (_, two) in zip(before, after):
        if len(one) != len(two):
            found.append("%s: %s: %d cells of %d" % (path, name, len(two), len(one)))
        wrong = [place for place in one if not same(one[place], two.get(place))]
        for place in wrong[:3]:
            found.append("%s: %s!%s: %r became %r" % (path, name, place, one[place],
                                                     two.get(place)))
    return found


def convert(paths, folder):
    """All files through one process, under names that cannot meet: 0001.xlsx, ..."""
    for i, path in enumerate(paths):
        os.symlink(os.path.abspath(path), os.path.join(folder, "%04d.xlsx" % i))
    home = os.path.join(folder, "home")
    out = os.path.join(folder, "out")
    done = subprocess.run(
        ["soffice", "-env:UserInstallation=file://" + home, "--headless", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML", "--outdir", out] +
        [os.path.join(folder, "%04d.xlsx" % i) for i in range(len(paths))],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True, check=False,
        env=dict(os.environ, HOME=folder))
    return out, done.stdout


def main():
    paths, findings = sys.argv[1:], []
    if not paths or paths[0] == "--with" and len(paths) != 3:
        sys.exit(__doc__)
    if paths[0] == "--with":
        found = compare(paths[2], paths[1])
        print("\n".join(found))
        sys.exit(1 if found else 0)
    with tempfile.TemporaryDirectory() as folder:
        out, said = convert(paths, folder)
        for i, path in enumerate(paths):
            again = os.path.join(out, "%04d.xlsx" % i)
            if os.path.exists(again):
                findings += compare(path, again)
            else:
                findings.append("%s: LibreOffice did not write it: %s" % (path, said.strip()[-300:]))
    for finding in findings:
        print(finding)
    sys.exit(1 if findings else 0)


if __name__ == "__main__":
    main()
