#!/usr/bin/python3
"""The listing as a Python programmer writes it: rows.py LIBRARY CONNINFO TABLE OUT

LIBRARY: xlsxwriter (constant memory), openpyxl (write only), pandas. Rows by a server-side cursor;
dates, numbers and empty cells typed by psycopg2; filter, frozen header and three rules where the
library has them in that mode.
"""
import sys

import psycopg2

COLUMNS = ("region, office, unit, supervisor, caseworker, intake_id, intake_type, received, response,"
           " case_id, child_id, child, age, due, extended, seen, hours, days, filed, why")


def cursor(conninfo, table):
    connection = psycopg2.connect(conninfo)
    rows = connection.cursor(name="rows")
    rows.itersize = 5000
    rows.execute(f"select {COLUMNS} from {table} order by row_no")
    return rows


def with_xlsxwriter(conninfo, table, out):
    import datetime
    import xlsxwriter
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet("Rows")
    date = book.add_format({"num_format": "mm/dd/yyyy"})
    stamp = book.add_format({"num_format": "mm/dd/yyyy hh:mm"})
    sheet.freeze_panes(1, 2)
    names = COLUMNS.replace(" ", "").split(",")
    sheet.write_row(0, 0, names)
    last = 0
    for last, row in enumerate(cursor(conninfo, table), 1):
        for col, value in enumerate(row):
            if value is None:
                continue
            if isinstance(value, str):
                sheet.write_string(last, col, value)
            elif isinstance(value, datetime.datetime):
                sheet.write_datetime(last, col, value, stamp)
            elif isinstance(value, datetime.date):
                sheet.write_datetime(last, col, value, date)
            else:
                sheet.write_number(last, col, value)
    sheet.autofilter(0, 0, last, len(names) - 1)
    bold = book.add_format({"bold": True})
    for text in ("Not seen", "Extended", "Seen"):
        sheet.conditional_format(1, 19, last, 19, {"type": "text", "criteria": "begins with",
                                                   "value": text, "format": bold})
    book.close()


def with_openpyxl(conninfo, table, out):
    import openpyxl
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Rows")
    sheet.freeze_panes = "C2"
    sheet.append(COLUMNS.replace(" ", "").split(","))
    last = 1
    for last, row in enumerate(cursor(conninfo, table), 2):
        sheet.append(row)
    sheet.auto_filter.ref = f"A1:T{last}"
    book.save(out)


def with_pandas(conninfo, table, out):
    import warnings
    import pandas
    warnings.simplefilter("ignore")  # it would rather have SQLAlchemy
    connection = psycopg2.connect(conninfo)
    frame = pandas.read_sql(f"select {COLUMNS} from {table} order by row_no", connection)
    frame.to_excel(out, index=False, freeze_panes=(1, 2))


if __name__ == "__main__":
    library, *rest = sys.argv[1:]
    {"xlsxwriter": with_xlsxwriter, "openpyxl": with_openpyxl, "pandas": with_pandas}[library](*rest)
