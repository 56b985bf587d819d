"""tests/bench/pipeline.py - a month of the sample agencies, step by step, and its delivery"""
import os
import re
import subprocess
import sys
import time

KINDS = {"famlink": (1, "America/Los_Angeles", "2020-01"), "faces": (2, "America/Chicago", "2018-03")}
STEPS = ("extract", "model", "report")
ENTRY = re.compile(r"^\S+ \S+ \S+ \[\d+\] cwreports/(\w+) LOG:  duration: ([0-9.]+) ms(?:  (.*))?$")


def load(bench, size):
    """The sources, made once. Returns the seconds they took; None: they were there."""
    begin = time.monotonic()
    made = False
    for kind in KINDS:
        name = f"{kind}_{size}"
        if bench.psql("postgres", "-c", f"select 1 from pg_database where datname = '{name}'"):
            continue
        made = True
        bench.cluster("createdb", name + "_new")
        script = (f"'{bench.build}/sample' --kind {kind} --size {size} | psql -Xq -v ON_ERROR_STOP=1"
                  f" -o /dev/null '{bench.conninfo(name + '_new')}'")
        subprocess.run(["bash", "-o", "pipefail", "-c", script], check=True)
        bench.psql("postgres", "-c", f"alter database {name}_new rename to {name}")
    return time.monotonic() - begin if made else None


def write_ini(bench, kind, size, mart, spool, more=""):
    number, zone, _ = KINDS[kind]
    path = os.path.join(bench.work, f"{mart}.ini")
    os.makedirs(spool, mode=0o700, exist_ok=True)
    with open(path, "w", encoding="ascii") as out:
        out.write(f"""[agency]
id = {number}
name = Sample agency
timezone = {zone}
contact = nobody@agency.example
[source]
kind = {kind}
conninfo = {bench.conninfo(f'{kind}_{size}')}
[mart]
conninfo = {bench.conninfo(mart)}
[codemap]
dir = {bench.root}/conf/codemap
[spool]
dir = {spool}
[log]
file = {bench.work}/{mart}.log
{more}""")
    return path


def fresh(bench, kind, size, name, more=""):
    """An empty mart and spool with a configuration; what an earlier run left goes."""
    mart = f"{name}_{kind}_{size}"
    spool = os.path.join(bench.work, f"spool_{mart}")
    bench.psql("postgres", "-c", "set client_min_messages = warning",
               "-c", f"drop database if exists {mart} with (force)", "-c", f"create database {mart}")
    subprocess.run(["rm", "-rf", spool], check=True)
    for end in (".log",):
        if os.path.exists(os.path.join(bench.work, mart + end)):
            os.unlink(os.path.join(bench.work, mart + end))
    ini = write_ini(bench, kind, size, mart, spool, more)
    program(bench, ini, "init")
    return mart, ini


def program(bench, ini, *words):
    return bench.run([os.path.join(bench.build, "cwreports"), "--config", ini, "--quiet", *words])


def rows_of(bench, mart, step):
    """As the program's log tells: rows of a step."""
    with open(os.path.join(bench.work, mart + ".log"), encoding="utf-8") as lines:
        for line in lines:
            if "event=step_end" in line and f"step={step} " in line:
                return int(re.search(r"rows=(\d+)", line).group(1))
    sys.exit(f"bench: the log of {mart} does not tell of {step}")


# ---- the SQL alone ----

def statements(path, begin):
    """(purpose, milliseconds, text) of each statement that the server's log has after `begin`."""
    found = []
    with open(path, encoding="utf-8", errors="replace") as lines:
        lines.seek(begin)
        for line in lines:
            entry = ENTRY.match(line.rstrip("\n"))
            if entry:
                found.append([entry.group(1), float(entry.group(2)), entry.group(3) or ""])
            elif line.startswith("\t") and found:
                found[-1][2] += "\n" + line[1:].rstrip("\n")
    return found


def sql_alone(bench, kind, size, month):
    """Seconds of the same SQL, one statement after the other: a run with one worker and one source
    connection, each statement as the server timed it. Queries that feed workbooks wait for the
    program; they are timed again by psql, into /dev/null."""
    mart, ini = fresh(bench, kind, size, "alone",
                      "[report]\nworkers = 1\n[source]\nconnections = 1\n")
    log = os.path.join(bench.work, "cluster/postgres.log")
    bench.psql("postgres", "-c", f"alter database {mart} set log_min_duration_statement = 0")
    begin = os.path.getsize(log)
    for step in STEPS:
        program(bench, ini, "--month", month, step)
    feeds = os.path.join(bench.work, "feeds.sql")
    seconds = 0
    with open(feeds, "w", encoding="utf-8") as out:
        out.write("begin isolation level repeatable read read only;\n")
        for purpose, ms, text in statements(log, begin):
            if purpose == "report" and text.startswith("statement: copy (") and "to stdout" in text:
                out.write(text[len("statement: "):] + ";\n")
            else:
                seconds += ms / 1000
    bench.psql("postgres", "-c", f"alter database {mart} reset log_min_duration_statement")
    seconds += bench.run(["psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-o", "/dev/null", "-f", feeds,
                          bench.conninfo(mart)])["wall"]
    bench.psql("postgres", "-c", f"drop database {mart} with (force)")
    return seconds


# ---- how the server answered ----

EXPLAIN = ("session_preload_libraries = 'auto_explain'", "auto_explain.log_min_duration = 0",
           "auto_explain.log_format = 'json'", "auto_explain.log_analyze = on",
           "auto_explain.log_buffers = on", "auto_explain.log_timing = off", "log_temp_files = 0",
           "work_mem = '4MB'")  # PostgreSQL's own default: the program must not lean on the server's


def settings(bench, database, on):
    for setting in EXPLAIN:
        what = f"set {setting}" if on else f"reset {setting.split(' = ')[0]}"
        bench.psql("postgres", "-c", f"alter database {database} {what}")


def judged(bench, kind, size, month):
    """The plan of every statement of a month, source's and mart's, in a mart with years before it:
    none reads another month, a large table once per child, or (but for a nation's model) the disk."""
    mart, ini = fresh(bench, kind, size, "judged")
    bench.psql(mart, "-c", "select fact.open_month(m::date) from generate_series("
               f"date '{month}-01' - interval '4 years', date '{month}-01' - interval '2 years', "
               "interval '1 month') as m")
    log = os.path.join(bench.work, "cluster/postgres.log")
    try:
        for database in (mart, f"{kind}_{size}"):
            settings(bench, database, True)
        begin = os.path.getsize(log)
        for step in STEPS:
            program(bench, ini, "--month", month, step)
    finally:
        settings(bench, f"{kind}_{size}", False)
    said = subprocess.run([os.path.join(bench.root, "tests/lib/plans"), log, month, "--from", str(begin),
                           "--disk", "6000" if size == "nation" else "0"],
                          text=True, stdout=subprocess.PIPE, check=False)
    if said.returncode != 0:
        bench.wrong.append(f"{kind}, {size}: the server's plans:\n{said.stdout}")
    seen = int(said.stdout.rsplit("\n", 2)[-2].split(" ")[0])
    with open(log, encoding="utf-8", errors="replace") as lines:
        lines.seek(begin)
        spilled = sum(int(line.rsplit(" ", 1)[1]) for line in lines
                      if "cwreports/" in line and "LOG:  temporary file:" in line)
    bench.table.value("pipeline", f"{size}, {kind}: on the server's disk, {seen} statements",
                      spilled / 1e6, f"pipeline/{size}/{kind}/spill", "MB")
    bench.psql("postgres", "-c", f"drop database {mart} with (force)")


# ---- the month ----

def month_of(bench, size):
    """Both agencies' month: step -> seconds, rows; the largest process."""
    seconds, rows, largest = dict.fromkeys(STEPS, 0.0), dict.fromkeys(STEPS, 0), 0
    for kind, (_, _, month) in KINDS.items():
        mart, ini = fresh(bench, kind, size, "mart")
        for step in STEPS:
            run = program(bench, ini, "--month", month, step)
            seconds[step] += run["wall"]
            rows[step] += rows_of(bench, mart, step)
            largest = max(largest, run["rss_kb"])
    return seconds, rows, largest


def one(seconds, rss=0):
    return [{"wall": seconds, "cpu": 0.0, "rss_kb": rss}]


def pipeline(bench):
    cores = len(os.sched_getaffinity(0))
    sizes = ["small" if bench.quick else "state"] + (["nation"] if bench.nation else [])
    per_row = {}
    for size in sizes:
        took = load(bench, size)
        if took is not None:
            bench.table.value("pipeline", f"{size}: both samples made and loaded", took,
                              f"pipeline/{size}/load", "s")
        seconds, rows, largest = month_of(bench, size)
        for step in STEPS:
            bench.table.value("pipeline", f"{size}: {step}, {rows[step]:,} rows", seconds[step],
                              f"pipeline/{size}/{step}", "s")
            per_row[size, step] = seconds[step] / rows[step]
        for kind, (_, _, month) in KINDS.items():
            judged(bench, kind, size, month)
        if size != "nation":
            alone = sum(sql_alone(bench, kind, size, month)
                        for kind, (_, _, month) in KINDS.items())
            # one statement after the other; and as if all cores shared it without a gap
            for shared, name in ((1, "SQL alone"), (cores, "SQL alone, on all cores")):
                bench.table.add("pipeline", f"{size}: extract to sealed files",
                                one(sum(seconds.values()), largest), name, one(alone / shared),
                                key=f"pipeline/{size}/{name}")
    if "nation" in sizes:
        for step in STEPS:
            bench.table.add("pipeline", f"{step}: seconds a row", one(per_row["nation", step]),
                            "state", one(per_row["state", step]), key=f"pipeline/nation/{step}")


# ---- delivery ----

def secret(bench, name):
    with open(os.path.join(bench.work, "share", name), encoding="ascii") as line:
        return line.readline().strip()


def rclone_env(bench, share, url):
    password = subprocess.run(["rclone", "obscure", secret(bench, "password")], text=True,
                              stdout=subprocess.PIPE, check=True).stdout.strip()
    return dict(os.environ, RCLONE_CONFIG="/dev/null", RCLONE_CONFIG_SHARE_TYPE="webdav",
                RCLONE_CONFIG_SHARE_URL=url, RCLONE_CONFIG_SHARE_VENDOR="other",
                RCLONE_CONFIG_SHARE_USER=secret(bench, "user"),
                RCLONE_CONFIG_SHARE_PASS=password, RCLONE_CA_CERT=os.path.join(share, "ca.pem"))


def copy_database(bench, old, new):
    bench.psql("postgres", "-c", "set client_min_messages = warning",
               "-c", f"drop database if exists {new} with (force)",
               "-c", f"create database {new} template {old}")


def seal(bench, size, share, url):
    """The month's workbooks once more, with a share to go to; returns spool and configuration."""
    mart = f"mart_famlink_{size}"
    if not bench.psql("postgres", "-c", f"select 1 from pg_database where datname = '{mart}'"):
        load(bench, size)
        month_of(bench, size)
    copy_database(bench, mart, "sealed")
    spool = os.path.join(bench.work, "spool_sealed")
    subprocess.run(["rm", "-rf", spool], check=True)
    more = f"""[share]
kind = webdav
url = {url}/ours/
user = {secret(bench, 'user')}
password_file = {share}/password
ca_file = {share}/ca.pem
"""
    ini = write_ini(bench, "famlink", size, "sealed", spool, more)
    program(bench, ini, "--month", KINDS["famlink"][2], "report")
    return spool, write_ini(bench, "famlink", size, "sent", spool, more)


def deliver(bench):
    size = "small" if bench.quick else "state"
    share = os.path.join(bench.work, "share")
    bench.lib("share.sh", "start", share)
    try:
        url = bench.lib("share.sh", "url", share).rstrip("/")
        env = rclone_env(bench, share, url)
        spool, ini = seal(bench, size, share, url)
        copy = (f"rclone copy -q '{spool}' share:theirs --exclude '.*/**' && "
                f"rclone check -q --download '{spool}' share:theirs --exclude '.*/**'")
        runs = {"ours": [], "rclone": []}
        for _ in range(3 if bench.quick else 5):
            for place in ("ours", "theirs"):
                subprocess.run(["rm", "-rf", f"{share}/files/{place}"], check=True)
                os.mkdir(f"{share}/files/{place}")
            copy_database(bench, "sealed", "sent")
            runs["ours"].append(program(bench, ini, "deliver"))
            runs["rclone"].append(bench.run(["bash", "-c", copy], env))
            same(spool, f"{share}/files/ours")
        files = sum(name.endswith(".xlsx") for _, _, names in os.walk(spool) for name in names)
        bench.table.add("deliver", f"{files} files, read back", runs["ours"], "rclone copy + check",
                        runs["rclone"], key="deliver/rclone")
    finally:
        bench.lib("share.sh", "stop", share)


def same(spool, sent):
    """What was delivered is what was sealed, or the figure is worth nothing."""
    for folder, _, names in os.walk(spool):
        for name in names:
            if not name.endswith(".xlsx"):
                continue
            path = os.path.join(folder, name)
            other = os.path.join(sent, os.path.relpath(path, spool))
            with open(path, "rb") as one, open(other, "rb") as two:
                if one.read() != two.read():
                    sys.exit(f"bench: {name} was not delivered as it was sealed")
