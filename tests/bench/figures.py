"""tests/bench/figures.py - the goals, and the table in which figures stand beside them"""
import statistics

# figure -> (what, what is compared, must, proud); "ratio" is ours / other, "times" other / ours
GOALS = {
    "rows/1000000/floor C1": ("ratio", 1.25, 1.1),
    "rows/1000000/psql COPY": ("ratio", 1.7, 1.4),
    "rows/1000000/libxlsxwriter": ("times", 10, 14),
    "rows/14000/libxlsxwriter": ("times", 5, 6.5),
    "rows/1000000/XlsxWriter": ("times", 30, 40),
    "rows/1000000/exceljs": ("times", 25, 32),
    "memory": ("MB", 32, 16),
    "disk/1000000": ("MB", 1, 1),  # nothing for the rows; the library's own parts are small
    "instructions/libxlsxwriter": ("million", 350, 260),
    "fan/250 workbooks": ("ratio", 0.45, 0.2),
    "copy/bare binary pump": ("ratio", 1.1, 0.9),
    "pipeline/state/SQL alone": ("ratio", 1.5, 1.2),
    "pipeline/state/SQL alone, on all cores": ("ratio", 1.5, 1.2),
    "pipeline/state/famlink/spill": ("MB", 0, 0),
    "pipeline/state/faces/spill": ("MB", 0, 0),
    "deliver/rclone": ("ratio", 1.0, 0.7),
    "pipeline/nation/extract": ("ratio", 1.2, 1.0),
    "pipeline/nation/model": ("ratio", 1.2, 1.0),
    "pipeline/nation/report": ("ratio", 1.2, 1.0),
}


def summary(values):
    return {"median": statistics.median(values), "min": min(values), "max": max(values)}


class Table:
    def __init__(self):
        self.rows = []

    def add(self, group, what, ours, other, theirs, key):
        """ours, theirs: runs of the same turns."""
        ratios = [a["wall"] / b["wall"] for a, b in zip(ours, theirs)]
        self.rows.append({
            "group": group, "key": key, "what": what, "other": other, "turns": len(ratios),
            "ours": summary([r["wall"] for r in ours]), "theirs": summary([r["wall"] for r in theirs]),
            "ratio": summary(ratios), "cpu": summary([r["cpu"] for r in ours]),
            "their_cpu": summary([r["cpu"] for r in theirs]),
            "rss_kb": max(r["rss_kb"] for r in ours), "their_rss_kb": max(r["rss_kb"] for r in theirs),
            "bytes": ours[-1].get("bytes"), "their_bytes": theirs[-1].get("bytes")})

    def count(self, group, what, ours, other, theirs, key):
        self.rows.append({"group": group, "key": key, "what": what, "other": other, "turns": 1,
                          "ours": summary([ours]), "theirs": summary([theirs]),
                          "ratio": summary([ours / theirs])})

    def value(self, group, what, ours, key, unit):
        self.rows.append({"group": group, "key": key, "what": what, "other": unit, "turns": 1,
                          "ours": summary([ours])})

    def show(self, group):
        line = "{:34} {:>18} {:26} {:>9} {:>16} {:>9} {:>9}"
        print(line.format("", "ours, s", "other", "s", "ours / other", "MB", "MB other"))
        for row in self.rows:
            if row["group"] != group:
                continue
            ours = row["ours"]
            spread = f"{ours['median']:.4g} ({ours['min']:.4g}-{ours['max']:.4g})"
            if "theirs" not in row:
                print(line.format(row["what"], f"{ours['median']:.4g}", row["other"], "", "", "", ""))
                continue
            ratio = row["ratio"]
            memory = [f"{row[k] / 1024:.0f}" if k in row else "" for k in ("rss_kb", "their_rss_kb")]
            print(line.format(row["what"], spread, row["other"], f"{row['theirs']['median']:.4g}",
                              f"{ratio['median']:.2f} ({ratio['min']:.2f}-{ratio['max']:.2f})", *memory))

    def measured(self, key):
        """The figure that a goal is about, and how many turns it rests on; None: not measured."""
        kind = GOALS[key][0]
        if key == "memory":
            sizes = [r["rss_kb"] for r in self.rows if r.get("rss_kb") and r["group"] in
                     ("rows", "fan", "copy", "pipeline", "deliver") and r["key"] != "deliver/rclone"]
            return (max(sizes) / 1024, len(sizes)) if sizes else None
        for row in self.rows:
            if row["key"] != key:
                continue
            if kind == "ratio":
                return row["ratio"]["median"], row["turns"]
            if kind == "times":
                return 1 / row["ratio"]["median"], row["turns"]
            return row["ours"]["median"], row["turns"]
        return None

    def goals(self):
        line = "{:34} {:>12} {:>10} {:>8} {:>8}  {}"
        print(line.format("goal", "measured", "", "must", "proud", ""))
        for key, (kind, must, proud) in GOALS.items():
            found = self.measured(key)
            if not found:
                continue
            value, turns = found
            better = (lambda a, b: a >= b) if kind == "times" else (lambda a, b: a <= b)
            verdict = "proud" if better(value, proud) else "met" if better(value, must) else "MISSED"
            print(line.format(key, f"{value:.4g}", kind, must, proud, f"{verdict} (n={turns})"))
