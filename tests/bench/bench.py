#!/usr/bin/python3
"""tests/bench/bench.py - measures the program against floors and peers, one table and JSON

    bench.py WORKDIR            called by `make bench`, as an ordinary user

ONLY=name[,name]  some groups: rows, instructions, fan, copy, pipeline, deliver
QUICK=1           14,000 and 140,000 rows, small agencies: under three minutes
GOALS=1           of the peers only what a goal is about
NATION=1          the pipeline also at a nation's size (needs 10 GB below WORKDIR)

Everything is timed from outside, whole processes, the programs of one comparison in turn; a figure
is the median, the ratio the median of the ratios of one turn. Seconds of different runs, machines or
hours do not compare; ratios do. Memory is the largest resident set of the client process. The
servers are private and die with this program.
"""
import json
import os
import shutil
import subprocess
import sys
import time

from pipeline import deliver, pipeline
from figures import GOALS, Table

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.join(ROOT, os.environ.get("CW_BUILD", "build"))
QUICK = os.environ.get("QUICK", "") not in ("", "0")


class Bench:
    """Where things are, and how a program is run and watched."""

    def __init__(self, work):
        self.work = work
        self.root = ROOT
        self.build = BUILD
        self.quick = QUICK
        self.nation = os.environ.get("NATION", "") not in ("", "0")
        self.out = os.path.join(work, "out")
        self.table = Table()
        self.wrong = []  # what is told when all is measured, and fails
        os.makedirs(self.out, exist_ok=True)

    def tool(self, name):
        return os.path.join(self.build, "bench", name)

    def lib(self, script, *args, **more):
        run = subprocess.run([os.path.join(ROOT, "tests/lib", script), *args], text=True,
                             stdout=subprocess.PIPE, check=True, **more)
        return run.stdout.strip()

    def cluster(self, *args):
        return self.lib("cluster.sh", args[0], os.path.join(self.work, "cluster"), *args[1:])

    def conninfo(self, database):
        return self.cluster("conninfo", database)

    def psql(self, database, *args, stdin=None):
        command = ["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", self.conninfo(database), *args]
        run = subprocess.run(command, stdin=stdin, text=True, stdout=subprocess.PIPE, check=True)
        return run.stdout.strip()

    def run(self, command, env=None):
        """Wall seconds, CPU seconds, peak resident kilobytes of one run."""
        for name in os.listdir(self.out):
            path = os.path.join(self.out, name)
            shutil.rmtree(path) if os.path.isdir(path) else os.unlink(path)
        os.makedirs(os.path.join(self.out, "books"))
        report = os.path.join(self.work, "watched")
        code = subprocess.call([self.tool("watch"), report, *command], cwd=self.out, env=env,
                               stdout=subprocess.DEVNULL)
        if code != 0:
            sys.exit(f"bench: {command[0]} ended with {code}")
        with open(report, encoding="ascii") as line:
            wall, cpu, rss, written = line.read().split()
        size = sum(e.stat().st_size for e in os.scandir(self.out) if e.is_file())
        return {"wall": float(wall), "cpu": float(cpu), "rss_kb": int(rss), "bytes": size,
                "beside": max(0, int(written) - size)}

    def turns(self, commands, times, env=None):
        """commands: name -> argv. Runs all of them in turn, `times` times."""
        runs = {name: [] for name in commands}
        for _ in range(times):
            for name, command in commands.items():
                runs[name].append(self.run(command, env))
        return runs

    def instructions(self, command):
        log = os.path.join(self.work, "callgrind.log")
        self.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
                  f"--log-file={log}", *command])
        with open(log, encoding="ascii") as lines:
            return next(int(line.split(":")[1]) for line in lines if "Collected" in line)


# ---- one large sheet ----

def listing(bench, rows):
    name = f"listing_{rows}"
    there = bench.psql("bench", "-c", f"select count(*) from pg_class where relname = '{name}'")
    if there == "0":
        with open(os.path.join(ROOT, "tests/bench/rows.sql"), encoding="utf-8") as sql:
            bench.psql("bench", "-v", f"rows={rows}", "-v", f"name={name}", stdin=sql)
    return name


def writers(bench, table):
    conninfo = bench.conninfo("bench")
    columns = bench.psql("bench", "-c", "select string_agg(attname, ', ' order by attnum) from "
                         f"pg_attribute where attrelid = '{table}'::regclass and attnum > 1")
    peer = os.path.join(ROOT, "tests/bench/peers")
    python = ["/usr/bin/python3", os.path.join(peer, "rows.py")]
    out = os.path.join(bench.out, "book.xlsx")
    return {
        "ours": [bench.tool("sheet"), conninfo, table, out],
        "ours, zlib 6": [bench.tool("sheet"), conninfo, table, out, "6"],
        "floor C1": [bench.tool("floor_sheet"), conninfo, table, out],
        "psql COPY": ["psql", "-XqAt", "-o", "/dev/null", conninfo, "-c",
                      f"copy (select {columns} from {table} order by row_no) to stdout"],
        "libxlsxwriter": [bench.tool("stock_sheet"), conninfo, table, out, "constant"],
        "libxlsxwriter, default": [bench.tool("stock_sheet"), conninfo, table, out, "default"],
        "XlsxWriter": python + ["xlsxwriter", conninfo, table, out],
        "openpyxl": python + ["openpyxl", conninfo, table, out],
        "pandas": python + ["pandas", conninfo, table, out],
        "exceljs": ["node", os.path.join(peer, "rows.js"), conninfo, table, out],
    }


def cells(path, sheet):
    """The first 2,000 rows as an independent reader finds them; days to the second."""
    import openpyxl
    found = []
    book = openpyxl.load_workbook(path, read_only=True)
    for row in book[sheet].iter_rows(min_row=2, max_row=2001, max_col=20, values_only=True):
        found.append([v.replace(microsecond=0) if hasattr(v, "hour") else v for v in row])
    return found


def same_cells(bench, rows):
    """A figure is worth nothing when the programs write different things."""
    commands = writers(bench, listing(bench, rows))
    read = {}
    for name, sheet in (("ours", "All intakes"), ("libxlsxwriter", "Rows"), ("floor C1", "Rows")):
        bench.run(commands[name])
        read[name] = cells(os.path.join(bench.out, "book.xlsx"), sheet)
    for name, found in read.items():
        if len(found) != 2000:
            sys.exit(f"bench: {len(found)} of 2000 rows are in the workbook of {name}")
        for number, (one, two) in enumerate(zip(read["ours"], found), 2):
            if one != two:
                sys.exit(f"bench: row {number} of {name} is not ours: {two} is not {one}")


def rows_group(bench):
    same_cells(bench, 14000)
    node = dict(os.environ, NODE_PATH=os.path.join(bench.build, "bench/node/node_modules"))
    # the slow ones get few turns, and not the largest sheet: an hour would tell no more
    plan = [(14000, 5, ["floor C1", "psql COPY", "libxlsxwriter"]),
            (14000, 2, ["XlsxWriter", "openpyxl", "pandas", "exceljs"]),
            (140000, 5, ["floor C1", "psql COPY"]),
            (140000, 1, ["libxlsxwriter", "XlsxWriter", "exceljs"])]
    if not bench.quick:
        plan += [(140000, 1, ["openpyxl", "pandas", "ours, zlib 6", "libxlsxwriter, default"]),
                 (1000000, 5, ["floor C1", "psql COPY"]),
                 (1000000, 1, ["libxlsxwriter", "ours, zlib 6", "XlsxWriter", "exceljs"])]
    if os.environ.get("GOALS", "") not in ("", "0"):
        plan = [(rows, times, [o for o in others if f"rows/{rows}/{o}" in GOALS])
                for rows, times, others in plan]
    for rows, times, others in plan:
        if not others:
            continue
        commands = writers(bench, listing(bench, rows))
        chosen = {name: commands[name] for name in ["ours", *others]}
        runs = bench.turns(chosen, times, node)
        bench.table.value("rows", f"{rows:,} rows: written beside the file",
                          min(r["beside"] for r in runs["ours"]) / 1e6, f"disk/{rows}", "MB")
        for other in others:
            bench.table.add("rows", f"{rows:,} rows x 20", runs["ours"], other, runs[other],
                            key=f"rows/{rows}/{other}")


def instructions_group(bench):
    commands = writers(bench, listing(bench, 14000))
    ours = bench.instructions(commands["ours"])
    for other in ("floor C1", "libxlsxwriter"):
        bench.table.count("instructions", "14,000 rows x 20: million instructions", ours / 1e6, other,
                          bench.instructions(commands[other]) / 1e6, key=f"instructions/{other}")


# ---- many small ones ----

def fan_group(bench):
    conninfo = bench.conninfo("bench")
    table = listing(bench, 14000)
    books = os.path.join(bench.out, "books")
    for name, each in (("250 workbooks", 56), ("10 workbooks", 1400)):
        runs = bench.turns({
            "ours": [bench.tool("sheet"), conninfo, table, books, "fan", str(each), "2"],
            "libxlsxwriter, 1 process": [bench.tool("stock_sheet"), conninfo, table, books, "fan",
                                         str(each)]}, 5 if bench.quick else 9)
        bench.table.add("fan", name, runs["ours"], "libxlsxwriter, 1 process",
                        runs["libxlsxwriter, 1 process"], key=f"fan/{name}")


# ---- from one database into another ----

def copy_group(bench):
    rows = 140000 if bench.quick else 1000000
    table = listing(bench, rows)
    bench.cluster("createdb", "target")
    bench.psql("target", "-c", "drop table if exists rows")
    like = os.path.join(bench.work, "like.sql")
    with open(like, "w", encoding="utf-8") as out:
        out.write(f"create table rows (row_no int, region text, office text, unit text, supervisor "
                  "text, caseworker text, intake_id text, intake_type text, received timestamp, "
                  "response text, case_id text, child_id text, child text, age int, due timestamp, "
                  "extended text, seen timestamp, hours numeric(8,1), days int, filed date, why text)")
    bench.psql("target", "-f", like)
    source, target = bench.conninfo("bench"), bench.conninfo("target")
    pipe = (f"psql -XqAt '{source}' -c 'copy {table} to stdout' | "
            f"psql -XqAt1 '{target}' -c 'truncate rows' -c 'copy rows from stdin'")
    runs = bench.turns({
        "ours": [bench.tool("sheet"), source, table, "-", "copy", target, "rows"],
        "bare binary pump": [bench.tool("floor_pump"), source, table, target, "rows"],
        "psql | psql": ["bash", "-c", pipe]}, 5)
    for other in ("bare binary pump", "psql | psql"):
        bench.table.add("copy", f"copy of {rows:,} rows", runs["ours"], other, runs[other],
                        key=f"copy/{other}")


GROUPS = {"rows": rows_group, "instructions": instructions_group, "fan": fan_group,
          "copy": copy_group, "pipeline": pipeline, "deliver": deliver}


def machine():
    model = "unknown processor"
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as lines:
        for line in lines:
            if line.startswith("model name"):
                model = line.split(":")[1].strip()
    return {"processor": model, "cores": len(os.sched_getaffinity(0)), "load": os.getloadavg()[0]}


def main():
    only = [name for name in os.environ.get("ONLY", "").replace(",", " ").split() if name]
    for name in only:
        if name not in GROUPS:
            sys.exit(f"bench: there is no '{name}'; there are {', '.join(GROUPS)}")
    bench = Bench(os.path.abspath(sys.argv[1]))
    before = machine()
    bench.cluster("start", "--unsafe")
    try:
        bench.cluster("createdb", "bench")
        bench.psql("postgres", "-c", "alter database bench set synchronize_seqscans = off")
        for name, group in GROUPS.items():
            if not only or name in only:
                print(f"# {name}", flush=True)
                begin = time.monotonic()
                group(bench)
                bench.table.show(name)
                print(f"# {name}: {time.monotonic() - begin:.0f} s", flush=True)
    finally:
        bench.cluster("stop")
    print()
    bench.table.goals()
    print(f"\n{before['processor']}, {before['cores']} cores, load {before['load']:.1f} before, "
          f"{os.getloadavg()[0]:.1f} after")
    result = {"machine": before, "quick": bench.quick, "figures": bench.table.rows,
              "goals": GOALS}
    target = os.environ.get("CW_BENCH_JSON_FD")
    with (os.fdopen(int(target), "w") if target else
          open(os.path.join(bench.work, "bench.json"), "w", encoding="utf-8")) as out:
        json.dump(result, out, indent=1)
    if bench.wrong:
        sys.exit("\nbench: " + "\n".join(bench.wrong))


if __name__ == "__main__":
    main()
