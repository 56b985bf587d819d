"""promtext.py FILE... - reads text metrics as node_exporter's textfile collector does

Prints `name{labels} value` of each sample, sorted. Refuses what the collector refuses: a sample
whose family has no TYPE, samples of one family that do not stand together, two samples of the same
name and labels in all files together, timestamps, help texts of one family that differ, a value
that is no number, a last line without its end.
"""
import re
import sys

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"'
SAMPLE = re.compile(rf"^({NAME})(?:\{{((?:{LABEL})(?:,{LABEL})*)\}})? (\S+)$")

helps, samples = {}, {}
for path in sys.argv[1:]:
    with open(path) as file:
        text = file.read()
    assert text.endswith("\n"), f"{path}: no end of line at its end"
    types, done, current = {}, set(), None
    for number, line in enumerate(text.splitlines(), 1):
        at = f"{path}:{number}"
        if line.startswith("# HELP "):
            name, words = line[7:].split(" ", 1)
            assert helps.setdefault(name, words) == words, f"{at}: another help for {name}"
        elif line.startswith("# TYPE "):
            name, kind = line[7:].split(" ")
            assert name not in types, f"{at}: a second TYPE of {name}"
            assert kind in ("gauge", "counter", "untyped"), f"{at}: type {kind}"
            types[name] = kind
        else:
            match = SAMPLE.match(line)
            assert match, f"{at}: no sample: {line!r}"
            name, labels, value = match.group(1), match.group(2) or "", match.groups()[-1]
            assert name in types, f"{at}: {name} has no TYPE"
            if name != current:
                assert name not in done, f"{at}: samples of {name} do not stand together"
                done.add(name)
                current = name
            key = f"{name}{{{labels}}}"
            assert key not in samples, f"{at}: {key} twice"
            samples[key] = float(value)
for key in sorted(samples):
    print(f"{key} {samples[key]:g}" if abs(samples[key]) < 1e6 else f"{key} {samples[key]:.3f}")
