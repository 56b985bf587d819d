#!/usr/bin/python3
"""Check a workbook with readers that share nothing with the writer.

    cwreports doc sheets >FILE
    workbook.py [--created 2026-11-01T02:15:00Z] --sheets FILE book.xlsx ...

The package is read with zipfile and expat, then once more with openpyxl. FILE says which sheets
and columns each report has; the report is told by the file's name, or --report. Every finding is
one line; none: exit 0.
"""
import argparse
import collections
import posixpath
import re
import sys
import xml.etree.ElementTree as ET
import zipfile
import zlib

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PACK = "{http://schemas.openxmlformats.org/package/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DRAW = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
CORE = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
DC = "{http://purl.org/dc/elements/1.1/}"
DCTERMS = "{http://purl.org/dc/terms/}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"

# the tokens of the design; any other colour in a style is a mistake
PALETTE = set("""1A1A1A 1F3864 595959 0B4F8A FFFFFF E3E8EF D0D5DB F3F5F8 8C1D18 FBE3C0 5C2E00 E6EEF7
EDEDED FFF8DC 7F7F7F 767676 F2C382 C9D6E8 E1E4E8 000000""".split())

# sheets of few cells, which may hold links and charts
PAGES = ("Summary", "Data quality", "Definitions", "Page")


def contrast(one, two):
    def luminance(color):
        parts = [int(color[i:i + 2], 16) / 255 for i in (0, 2, 4)]
        r, g, b = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * r + 0.7152 * g + 0.0722 * b
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def column(letters):
    n = 0
    for letter in letters:
        n = n * 26 + ord(letter) - 64
    return n


def corner(text):
    m = re.fullmatch(r"\$?([A-Z]+)\$?(\d+)", text)
    return column(m.group(1)), int(m.group(2))


def area(ref):
    first, _, last = ref.partition(":")
    return corner(first) + corner(last or first)


def units(text):
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class Sheet:
    def __init__(self, name, path, state):
        self.name, self.path, self.state = name, path, state
        self.texts = {}     # of headings: (col, row) -> text
        self.numbers = {}   # of pages: (col, row) -> number
        self.filled = set() # of pages: (col, row) that hold something
        self.links = []
        self.widths = []
        self.columns = None # of a detail sheet: (heading, kind of cell, note)
        self.rows = 0
        self.last = (0, 0)
        self.tables = []


class Book:
    def __init__(self, path):
        self.path = path
        self.findings = []
        self.where = path
        self.zip = zipfile.ZipFile(path)
        self.names = [info.filename for info in self.zip.infolist()]

    def say(self, text):
        self.findings.append("%s: %s" % (self.where, text))

    def at(self, part):
        self.where = "%s: %s" % (self.path, part)

    def xml(self, part):
        return ET.fromstring(self.zip.read(part))

    # ---- the package ----
    def package(self):
        self.at("package")
        for name, n in collections.Counter(self.names).items():
            if n > 1:
                self.say("member %s appears %d times" % (name, n))
        for info in self.zip.infolist():
            if info.date_time != (1980, 1, 1, 0, 0, 0):
                self.say("member %s carries a time, %s" % (info.filename, info.date_time))
            if info.filename.startswith("/") or ".." in info.filename:
                self.say("member %s has an unsafe name" % info.filename)
            if re.search(r"vba|macro|externalLink|\.bin$|activeX", info.filename, re.I):
                self.say("member %s is active or external" % info.filename)
        broken = self.zip.testzip()
        if broken:
            self.say("member %s does not match its checksum" % broken)
            return
        for name in self.names:
            if re.search(r"\.(xml|rels|vml)$", name):
                try:
                    with self.zip.open(name) as part:
                        for _, element in ET.iterparse(part):
                            element.clear()
                except ET.ParseError as error:
                    self.say("%s is not well-formed: %s" % (name, error))

    def content_types(self):
        self.at("[Content_Types].xml")
        root = self.xml("[Content_Types].xml")
        defaults = {e.get("Extension").lower() for e in root.iter(TYPES + "Default")}
        overrides = [e.get("PartName").lstrip("/") for e in root.iter(TYPES + "Override")]
        for name in self.names:
            if name == "[Content_Types].xml" or name in overrides:
                continue
            extension = name.rsplit(".", 1)[-1].lower()
            if extension not in defaults or (extension == "xml"):
                self.say("%s has no type" % name)
        for name in overrides:
            if name not in self.names:
                self.say("%s is declared and missing" % name)

    def relations(self, part):
        folder, file = posixpath.split(part)
        name = posixpath.join(folder, "_rels", file + ".rels")
        found = {}
        if name not in self.names:
            return found
        for e in self.xml(name).iter(PACK + "Relationship"):
            if e.get("TargetMode") == "External":
                self.at(name)
                self.say("leads outside: %s" % e.get("Target"))
                continue
            target = e.get("Target")
            target = target.lstrip("/") if target.startswith("/") else \
                posixpath.normpath(posixpath.join(folder, target))
            if target not in self.names:
                self.at(name)
                self.say("target %s is missing" % target)
            found[e.get("Id")] = (e.get("Type").rsplit("/", 1)[-1], target)
        return found

    # ---- styles ----
    def styles(self):
        self.at("xl/styles.xml")
        root = self.xml("xl/styles.xml")

        def color(e):
            if e is None or e.get("rgb") is None:
                return None
            return e.get("rgb")[-6:].upper()
        for e in root.iter():
            rgb = e.get("rgb")
            if rgb and rgb[-6:].upper() not in PALETTE:
                self.say("colour %s is none of the design's" % rgb)
        fonts = []
        for e in root.find(MAIN + "fonts"):
            name = e.find(MAIN + "name").get("val")
            fonts.append((color(e.find(MAIN + "color")) or "000000",
                          float(e.find(MAIN + "sz").get("val")), name))
        fills = [color(e.find(MAIN + "patternFill/" + MAIN + "fgColor")) or "FFFFFF"
                 for e in root.find(MAIN + "fills")]
        formats = {int(e.get("numFmtId")): e.get("formatCode")
                   for e in root.iter(MAIN + "numFmt")}
        self.formats = []
        for e in root.find(MAIN + "cellXfs"):
            ink, size, font = fonts[int(e.get("fontId"))]
            if font != "Calibri":
                self.say("a cell in font %s" % font)
            ground = fills[int(e.get("fillId"))]
            if contrast(ink, ground) < 4.5:
                self.say("%s on %s has a contrast of %.1f" % (ink, ground, contrast(ink, ground)))
            if size < 9:
                self.say("a cell in %s points" % size)
            number = int(e.get("numFmtId"))
            self.formats.append(formats.get(number, "General" if number == 0 else str(number)))
        dxfs = root.find(MAIN + "dxfs")
        self.n_rules = len(dxfs) if dxfs is not None else 0
        for e in dxfs if dxfs is not None else ():
            ink, ground = color(e.find(MAIN + "font/" + MAIN + "color")), None
            fill = e.find(MAIN + "fill/" + MAIN + "patternFill")
            if fill is not None:
                ground = color(fill.find(MAIN + "bgColor"))
            if ink and contrast(ink, ground or "FFFFFF") < 4.5:
                self.say("rule: %s on %s has too little contrast" % (ink, ground))

    def is_date(self, style):
        return bool(re.search(r"[ymdh]", re.sub(r'"[^"]*"|\\.', "", self.formats[style])))

    # ---- workbook ----
    def workbook(self):
        self.at("xl/workbook.xml")
        root = self.xml("xl/workbook.xml")
        relations = self.relations("xl/workbook.xml")
        self.sheets = [Sheet(e.get("name"), relations[e.get(REL + "id")][1], e.get("state"))
                       for e in root.iter(MAIN + "sheet")]
        for sheet in self.sheets:
            if sheet.state:
                self.say("sheet %s is %s" % (sheet.name, sheet.state))
            if units(sheet.name) > 31 or re.search(r"[\[\]:*?/\\]", sheet.name):
                self.say("sheet name %s is not legal" % sheet.name)
        view = root.find(MAIN + "bookViews/" + MAIN + "workbookView")
        if view is not None and view.get("activeTab", "0") != "0":
            self.say("the first sheet is not the active one")
        self.titles = collections.defaultdict(str)
        for e in root.iter(MAIN + "definedName"):
            if e.get("name") == "_xlnm.Print_Titles":
                self.titles[int(e.get("localSheetId"))] = e.text
            elif e.get("name") != "_xlnm._FilterDatabase":
                self.say("defined name %s" % e.get("name"))
        if root.find(MAIN + "externalReferences") is not None:
            self.say("external references")

    def order(self, brief, sheets):
        """Summary, the described sheets with their continuations, the pages at the end."""
        self.at("sheets")
        names = [sheet.name for sheet in self.sheets]
        if any(re.fullmatch(r"Sheet ?\d*", name) for name in names):
            self.say("a sheet without a name of its own: %s" % ", ".join(names))
        if brief and not sheets:
            return
        if not sheets:
            self.say("no description: say --report")
            return
        for sheet in self.sheets:
            base = re.sub(r" \(\d+\)$", "", sheet.name)
            sheet.columns = sheets.get(base)
        if brief:
            return
        found = [name for name in names if not re.search(r" \(\d+\)$", name)]
        wanted = ["Summary"] + [n for n in sheets if n != "Rows to cure" or n in names] + \
            ["Data quality", "Definitions"]
        if found != wanted:
            self.say("%s, expected %s" % (", ".join(found), ", ".join(wanted)))

    def shared(self):
        self.strings = []
        if "xl/sharedStrings.xml" not in self.names:
            return
        self.at("xl/sharedStrings.xml")
        with self.zip.open("xl/sharedStrings.xml") as part:
            for _, e in ET.iterparse(part):
                if e.tag == MAIN + "si":
                    text = "".join(t.text or "" for t in e.iter(MAIN + "t"))
                    self.strings.append(text)
                    self.text(text, "shared string %d" % len(self.strings))
                    e.clear()

    def text(self, text, place):
        plain = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m.group(1), 16)), text)
        if units(plain) > 32767:
            self.say("%s: text of %d units" % (place, units(plain)))
        if re.search(r"[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]", plain):
            self.say("%s: a forbidden character" % place)

    # ---- sheets ----
    def cell(self, sheet, e, row, wanted):
        place = e.get("r")
        col, at = corner(place)
        if at != row:
            self.say("%s stands in row %d" % (place, row))
        sheet.last = (max(sheet.last[0], col), max(sheet.last[1], row))
        value, kind = e.find(MAIN + "v"), e.get("t", "n")
        if e.find(MAIN + "f") is not None:
            self.say("%s holds a formula" % place)
        style = int(e.get("s", "0"))
        if kind == "n" and value is not None:
            number = float(value.text)
            if self.is_date(style) and not 61 <= number < 2958466:
                self.say("%s: %s is no date" % (place, value.text))
            if sheet.page:
                sheet.numbers[col, row] = number
                sheet.filled.add((col, row))
            if sheet.columns and row > 1 and col <= len(sheet.columns):
                self.number_fits(place, sheet.columns[col - 1][1], number, self.formats[style])
            return
        if kind == "s":
            text = self.strings[int(value.text)]
        elif kind in ("inlineStr", "str"):  # the latter is a constant: there is no formula
            text = "".join(t.text or "" for t in e.iter() if t.tag in (MAIN + "t", MAIN + "v"))
            self.text(text, place)
        elif value is None:
            return
        else:
            self.say("%s: type %s" % (place, kind))
            return
        if row in wanted:
            sheet.texts[col, row] = text
        if sheet.page and text:
            sheet.filled.add((col, row))
        if sheet.columns and row > 1 and col <= len(sheet.columns):
            self.text_fits(place, sheet.columns[col - 1][1], text)
        if row > 1 and re.fullmatch(r"-?\d+(\.\d+)?", text):
            sheet.digits.append((col, row))

    def number_fits(self, place, kind, number, shown):
        """A number in a column that is described."""
        if kind in ("text", "id"):
            self.say("%s: a number in a column of %s" % (place, kind))
        elif kind == "count" and (number != int(number) or shown != "#,##0_)"):
            self.say("%s: %s as %s is no whole number" % (place, number, shown))
        elif kind == "number" and shown != "#,##0.0_)":
            self.say("%s: shown as %s, not with one decimal" % (place, shown))
        elif kind == "percent" and shown != "0.0%_)":
            self.say("%s: shown as %s, not as a percent" % (place, shown))
        elif kind in ("date", "month", "stamp"):
            timed = "h" in shown
            if not re.search("y", shown):
                self.say("%s: shown as %s, not as a date" % (place, shown))
            elif timed and kind != "stamp":
                self.say("%s: a time in a column of days" % place)
            elif not timed and number != int(number):
                self.say("%s: %s has a time that is not shown" % (place, number))

    def text_fits(self, place, kind, text):
        """A text in a column of values is a word such as `Not recorded`, never a value."""
        if kind in ("count", "number", "percent") and re.fullmatch(r"[-+]?[\d.,]+%?", text):
            self.say("%s: a number written as text, %s" % (place, text))
        early = re.match(r"(0\d{3}|1[0-8]\d\d|1900-0[12])-", text)  # no day of Excel's calendar
        if kind in ("date", "stamp", "month") and not early and \
                re.match(r"\d+[-/]\d+[-/]\d+", text):
            self.say("%s: a date written as text, %s" % (place, text))

    def sheet_data(self, sheet, wanted):
        """Cells as a stream; everything around them as a small tree."""
        sheet.digits = []
        path, row, top = [], 0, None
        with self.zip.open(sheet.path) as part:
            for event, e in ET.iterparse(part, events=("start", "end")):
                if event == "start":
                    path.append(e.tag)
                    top = top if top is not None else e
                    if e.tag == MAIN + "row":
                        row = int(e.get("r"))
                        sheet.rows += 1
                        if not e.get("ht") or e.get("customHeight") != "1":
                            self.say("row %d has no height of its own" % row)
                        if e.get("hidden"):
                            self.say("row %d is hidden" % row)
                    continue
                path.pop()
                if e.tag == MAIN + "c":
                    self.cell(sheet, e, row, wanted)
                    e.clear()
                elif e.tag == MAIN + "row":
                    e.clear()
        data = top.find(MAIN + "sheetData")
        if data is not None:
            data.clear()
        for e in top.iter(MAIN + "col"):
            n = int(e.get("max")) - int(e.get("min")) + 1
            sheet.widths += [round(float(e.get("width")) * 7)] * n
        return top

    def views(self, sheet, root, detail, index):
        view = root.find(MAIN + "sheetViews/" + MAIN + "sheetView")
        if view.get("showGridLines") != "0":
            self.say("gridlines are on")
        if (view.get("tabSelected") == "1") != (index == 0):
            self.say("a tab other than the first is selected, or the first is not")
        pane = view.find(MAIN + "pane")
        split = (pane is not None and pane.get("state") == "frozen" and pane.get("ySplit") == "1")
        if detail and not split:
            self.say("row 1 is not frozen")
        if sheet.columns:
            most = sum(1 for column in sheet.columns if column[2] == "frozen")
            while most and sum(sheet.widths[:most]) > 560:
                most -= 1
            frozen = int(pane.get("xSplit", "0")) if pane is not None else 0
            if frozen != most:
                self.say("%d columns are frozen, %d are described" % (frozen, most))
        corner_pane = pane.get("activePane") if pane is not None else None
        for e in view.iter(MAIN + "selection"):
            if e.get("pane") == corner_pane and e.get("activeCell", "A1") != "A1":
                self.say("the active cell is %s" % e.get("activeCell"))
        if detail and "$1:$1" not in self.titles[index]:
            self.say("row 1 is not repeated in print")

    def print_setup(self, root):
        setup, fit = root.find(MAIN + "pageSetup"), root.find(MAIN + "sheetPr/" + MAIN + "pageSetUpPr")
        if setup is None or setup.get("orientation") != "landscape":
            self.say("is not landscape")
            return
        if not setup.get("paperSize"):
            self.say("has no paper size")
        if fit is None or fit.get("fitToPage") != "1" or setup.get("fitToHeight", "1") != "0" or \
                int(setup.get("fitToWidth", "1")) > 2:
            self.say("is not fitted to the page's width")
        if root.find(MAIN + "pageMargins") is None:
            self.say("has no margins")
        texts = [root.findtext(MAIN + "headerFooter/" + MAIN + tag) or ""
                 for tag in ("oddHeader", "oddFooter")]
        for text in texts:
            if len(text) > 255:
                self.say("a header or footer of %d characters" % len(text))
        if "&L" not in texts[0] or "Page &P of &N" not in texts[1] or "&A" not in texts[1]:
            self.say("header or footer is incomplete")
        if "CONFIDENTIAL" not in texts[1]:
            self.say("the footer has no CONFIDENTIAL line")

    def rules(self, sheet, root, detail):
        priorities = []
        for e in root.iter(MAIN + "cfRule"):
            priorities.append(e.get("priority"))
            if e.get("dxfId") and int(e.get("dxfId")) >= self.n_rules:
                self.say("a rule names a format that is not there")
        if len(set(priorities)) != len(priorities):
            self.say("two rules have the same priority")
        for e in root.iter(MAIN + "conditionalFormatting"):
            for ref in e.get("sqref").split():
                _, top, _, bottom = area(ref)
                if detail and (top > 3 or bottom not in (sheet.rows, sheet.rows - 1)):
                    self.say("a rule covers %s of %d rows" % (ref, sheet.rows))
        for e in root.iter(MAIN + "dataValidation"):
            if len(e.findtext(MAIN + "formula1") or "") > 257:
                self.say("a list of choices of over 255 characters")
            _, top, _, bottom = area(e.get("sqref"))
            if detail and (top, bottom) != (2, sheet.rows):
                self.say("choices cover %s of %d rows" % (e.get("sqref"), sheet.rows))
        ignored = [area(ref) for e in root.iter(MAIN + "ignoredError")
                   if e.get("numberStoredAsText") == "1" for ref in e.get("sqref").split()]
        columns = collections.defaultdict(int)
        for col, row in sheet.digits:
            if not any(a <= col <= c and b <= row <= d for a, b, c, d in ignored):
                columns[col] += 1
        for col, n in sorted(columns.items()):
            self.say("column %d: %d numbers stored as text are flagged" % (col, n))

    def read_tables(self, sheet, relations):
        for kind, target in relations.values():
            if kind == "table":
                sheet.tables.append(self.xml(target))

    def tables(self, sheet, detail):
        for root in sheet.tables:
            name, ref = root.get("displayName"), root.get("ref")
            left, top, right, bottom = area(ref)
            if name.lower() in self.table_names:
                self.say("table name %s is used twice" % name)
            self.table_names.add(name.lower())
            if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.]*", name):
                self.say("table name %s is not legal" % name)
            titles = [e.get("name") for e in root.iter(MAIN + "tableColumn")]
            cells = [sheet.texts.get((col, top)) for col in range(left, right + 1)]
            if titles != cells:
                self.say("table %s: headings %s, cells %s" % (name, titles, cells))
            if len({t.lower() for t in titles}) != len(titles):
                self.say("table %s has two equal headings" % name)
            style = root.find(MAIN + "tableStyleInfo")
            if style is not None and style.get("name"):
                self.say("table %s has style %s" % (name, style.get("name")))
            auto = root.find(MAIN + "autoFilter")
            if auto is not None and auto.get("ref") != ref:
                self.say("table %s: filter %s, range %s" % (name, auto.get("ref"), ref))
            if bottom > sheet.last[1] or right > sheet.last[0]:
                self.say("table %s reaches beyond the cells" % name)
            if root.get("headerRowCount", "1") != "1":
                self.say("table %s has no header row" % name)
            if sheet.page:
                for row in range(top + 1, bottom + 1):
                    if not any((col, row) in sheet.filled for col in range(left, right + 1)):
                        self.say("table %s: row %d is empty" % (name, row))
            if detail and top == 1:
                if auto is None:
                    self.say("table %s has no filter" % name)
                if (left, bottom, right) != (1, sheet.rows, sheet.last[0]):
                    self.say("table %s is %s, the sheet has %d rows" % (name, ref, sheet.rows))

    def drawings(self, sheet, relations):
        for kind, target in relations.values():
            if kind != "drawing":
                continue
            self.at(target)
            inner = self.relations(target)
            for e in self.xml(target).iter(DRAW + "cNvPr"):
                if not e.get("descr") and not e.get("decorative"):
                    self.say("%s has no alt text" % e.get("name"))
            for inner_kind, part in inner.values():
                if inner_kind == "chart":
                    self.chart(sheet, part)

    def cached(self, sheet, series):
        """The numbers that a viewer draws are those of the cells, which stand in a table."""
        for values in series.iter(CHART + "val"):
            ref = values.findtext(CHART + "numRef/" + CHART + "f") or ""
            name, _, cells = ref.rpartition("!")
            if name.strip("'").replace("''", "'") != sheet.name or not cells:
                self.say("a series takes its numbers from %s" % ref)
                continue
            left, top, _, bottom = area(cells)
            if not any(a <= left <= c and b < top and bottom <= d for a, b, c, d in
                       (area(root.get("ref")) for root in sheet.tables)):
                self.say("the numbers of %s stand in no table" % cells)
            points = {int(pt.get("idx")): float(pt.findtext(CHART + "v"))
                      for pt in values.iter(CHART + "pt") if pt.findtext(CHART + "v")}
            there = {row - top: sheet.numbers[left, row] for row in range(top, bottom + 1)
                     if (left, row) in sheet.numbers}
            if any(abs(points.get(i, 0) - value) > 1e-9 for i, value in there.items()):
                self.say("%s: the chart shows other numbers than the cells" % cells)

    def chart(self, sheet, part):
        self.at(part)
        root = self.xml(part)
        plot = root.find(CHART + "chart")

        def words(e):
            return "".join(t.text or "" for t in e.iter(A + "t")) if e is not None else ""
        if not words(plot.find(CHART + "title")):
            self.say("has no title")
        for axis in list(root.iter(CHART + "catAx")) + list(root.iter(CHART + "valAx")) + \
                list(root.iter(CHART + "dateAx")):
            if not words(axis.find(CHART + "title")):
                self.say("an axis has no name")
        for series in root.iter(CHART + "ser"):
            points = series.findall(CHART + "val//" + CHART + "pt")
            if not points:
                self.say("a series has no numbers of its own to draw without the sheet")
            if not series.findall(CHART + "cat//" + CHART + "pt"):
                self.say("a series has no categories of its own")
            if series.find(CHART + "tx") is None:
                self.say("a series has no name")
            self.cached(sheet, series)
        for e in root.iter():
            if e.tag in (A + "defRPr", A + "rPr") and e.get("sz") and int(e.get("sz")) < 1000:
                self.say("text of %s points" % (int(e.get("sz")) / 100))

    def links(self, sheet, root):
        for e in root.iter(MAIN + "hyperlink"):
            target = e.get("location", "").rsplit("!", 1)[0].strip("'").replace("''", "'")
            if e.get(REL + "id"):
                self.say("%s links outside" % e.get("ref"))
            elif target not in {s.name for s in self.sheets}:
                self.say("%s links to %s" % (e.get("ref"), e.get("location")))
            elif not sheet.page:
                self.say("%s is a link among the data" % e.get("ref"))

    def headings(self, sheet):
        if sheet.columns:
            found = [sheet.texts.get((col + 1, 1)) for col in range(sheet.last[0])]
            wanted = [column[0] for column in sheet.columns]
            if found != wanted:
                self.say("headings %s, expected %s" % (found, wanted))

    def each_sheet(self):
        self.table_names = set()
        for index, sheet in enumerate(self.sheets):
            relations = self.relations(sheet.path)
            self.read_tables(sheet, relations)
            wanted = {area(root.get("ref"))[1] for root in sheet.tables} | {1}
            detail = any(area(root.get("ref"))[1] == 1 for root in sheet.tables)
            sheet.page = sheet.name in PAGES
            self.at(sheet.name)
            if not sheet.tables:
                self.say("has no table: nothing marks its headings")
            root = self.sheet_data(sheet, wanted)
            if root.find(MAIN + "mergeCells") is not None:
                self.say("has merged cells")
            for e in root.iter(MAIN + "col"):
                if e.get("hidden"):
                    self.say("has a hidden column")
            self.links(sheet, root)
            dimension = root.find(MAIN + "dimension")
            if dimension is not None and sheet.rows and \
                    area(dimension.get("ref"))[2:] != sheet.last:
                self.say("the dimension says %s" % dimension.get("ref"))
            self.views(sheet, root, detail, index)
            self.print_setup(root)
            self.rules(sheet, root, detail)
            self.tables(sheet, detail)
            self.headings(sheet)
            self.drawings(sheet, relations)

    # ---- properties ----
    def properties(self, created):
        self.at("docProps/core.xml")
        root = self.xml("docProps/core.xml")
        dates = [root.findtext(DCTERMS + tag) for tag in ("created", "modified")]
        if dates[0] != dates[1]:
            self.say("created %s, modified %s" % tuple(dates))
        if created and dates[0] != created:
            self.say("created %s, the data's cutoff is %s" % (dates[0], created))
        if not root.findtext(DC + "title") or not root.findtext(DC + "creator"):
            self.say("title or author is missing")
        if root.findtext(CORE + "lastModifiedBy") != root.findtext(DC + "creator"):
            self.say("last modified by somebody else than the author")

    def second_reader(self, path):
        self.at("openpyxl")
        try:
            import openpyxl
            book = openpyxl.load_workbook(path, read_only=True)
            if book.sheetnames != [sheet.name for sheet in self.sheets]:
                self.say("sees other sheets: %s" % book.sheetnames)
                return
            for sheet in self.sheets:
                most = min(sheet.last[1], 20000)  # it is slow
                rows = sum(1 for _ in book[sheet.name].iter_rows(max_row=20001))
                if rows != sheet.last[1] and rows <= most:
                    self.say("%s: sees %d rows of %d" % (sheet.name, rows, sheet.last[1]))
        except Exception as error:  # any failure to read is the finding
            self.say("cannot read it: %r" % error)

    def check(self, args, described):
        self.package()
        if not self.findings:
            stem = re.match(r"([a-z][a-z_]*)_\d{4}-\d{2}_", posixpath.basename(self.path))
            report = args.report or (stem.group(1) if stem else "")
            self.content_types()
            self.relations("")
            self.styles()
            self.workbook()
            self.order(args.brief, described.get(report, {}))
            self.shared()
            self.each_sheet()
            self.properties(args.created)
            self.second_reader(self.path)
        return self.findings


def describe(path):
    """report -> sheet -> [(heading, kind of cell, note)]"""
    reports = {}
    with open(path, encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            report, sheet, heading, kind, note = line.rstrip("\n").split("\t")[:5]
            reports.setdefault(report, {}).setdefault(sheet, []).append((heading, kind, note))
    return reports


def findings(path, args, described):
    try:
        return Book(path).check(args, described)
    except (OSError, zipfile.BadZipFile, zlib.error, LookupError, ValueError, TypeError,
            ET.ParseError) as error:
        return ["%s: cannot be read: %r" % (path, error)]


def parse(words):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("workbook", nargs="+")
    parser.add_argument("--created", help="what the created property must say")
    parser.add_argument("--sheets", help="file: what `cwreports doc sheets` prints")
    parser.add_argument("--report", help="the report, where the file's name does not tell it")
    parser.add_argument("--brief", action="store_true", help="any sheets in any order")
    return parser.parse_args(words)


def main():
    args = parse(sys.argv[1:])
    described = describe(args.sheets) if args.sheets else {}
    failed = 0
    for path in args.workbook:
        found = findings(path, args, described)
        for finding in found:
            print(finding)
        failed += bool(found)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
