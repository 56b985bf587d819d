"""json_schema.py SCHEMA FILE - prints what in a JSON file is not as its schema says; nothing: all is

Knows the part of JSON Schema that conf/*.schema.json use: type, const, enum, pattern, properties,
required, additionalProperties, items, minimum, $ref into $defs. A keyword it does not know is an
error: a rule that nobody checks is worse than none.
"""
import json
import re
import sys

KNOWN = {"$schema", "$id", "$defs", "$ref", "title", "description", "type", "const", "enum",
         "pattern", "properties", "required", "additionalProperties", "items", "minimum"}
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}


def is_type(value, name):
    if name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def check(value, schema, root, at):
    unknown = set(schema) - KNOWN
    if unknown:
        raise SystemExit(f"{at}: the schema uses {sorted(unknown)}")
    if "$ref" in schema:
        yield from check(value, root["$defs"][schema["$ref"].rsplit("/", 1)[1]], root, at)
        return
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(is_type(value, t) for t in types):
        yield f"{at}: {value!r} is not {' or '.join(types)}"
        return
    if "const" in schema and value != schema["const"]:
        yield f"{at}: {value!r} is not {schema['const']!r}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {value!r} is none of {schema['enum']}"
    if isinstance(value, str) and "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{at}: {value!r} does not match {schema['pattern']}"
    if "minimum" in schema and is_type(value, "integer") and value < schema["minimum"]:
        yield f"{at}: {value} is less than {schema['minimum']}"
    if isinstance(value, dict):
        known = schema.get("properties", {})
        for name in schema.get("required", []):
            if name not in value:
                yield f"{at}: \"{name}\" is missing"
        for name, inner in value.items():
            if name in known:
                yield from check(inner, known[name], root, f"{at}.{name}")
            elif schema.get("additionalProperties") is False:
                yield f"{at}: \"{name}\" is not described"
    if isinstance(value, list) and "items" in schema:
        for i, inner in enumerate(value):
            yield from check(inner, schema["items"], root, f"{at}[{i}]")


with open(sys.argv[1]) as file:
    schema = json.load(file)
with open(sys.argv[2]) as file:
    problems = list(check(json.load(file), schema, schema, "$"))
print("\n".join(problems), end="")
sys.exit(bool(problems))
