#!/usr/bin/env python3
"""Writes lwm2m-agent.yaml(5): the keys come from the JSON Schema, what frames them from a template.

schema_page.py SCHEMA TEMPLATE PAGE"""
import json
import pathlib
import sys

FORMS = {"duration": "duration", "size": "size", "path": "path", "argv": "list", "template": "template", "text": "text", "uri": "text",
         "id": "number", "short_id": "number", "lwm2m_version": "text", "match": "text"}
TYPES = {"string": "text", "integer": "number", "number": "number", "boolean": "true or false", "array": "list"}


def escaped(text):
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text.startswith((".", "'")) else text


class Page:
    def __init__(self, schema):
        self.schema, self.lines, self.described = schema, [], {}

    def maps_of(self, node):
        """(name of its definition, map) of every map that may stand where `node` does."""
        if "$ref" in node:
            name = node["$ref"].rsplit("/", 1)[1]
            return [(known or name, found) for known, found in self.maps_of(self.schema["$defs"][name])]
        found = [(None, node)] if "properties" in node else []
        inner = node.get("oneOf", []) + list(node.get("patternProperties", {}).values())
        inner += [node["items"]] if isinstance(node.get("items"), dict) else []
        return found + [one for part in inner for one in self.maps_of(part)]

    def form(self, node):
        if "enum" in node:
            words = [word for word in node["enum"] if isinstance(word, str)]
            return " | ".join(words) if words else "number"
        if "const" in node:
            return str(node["const"])
        if "$ref" in node:
            name = node["$ref"].rsplit("/", 1)[1]
            return FORMS[name] if name in FORMS else self.form(self.schema["$defs"][name])
        if "oneOf" in node:
            return " | ".join(dict.fromkeys(self.form(one) for one in node["oneOf"]))
        kind = node.get("type", "object")
        return TYPES.get(kind if isinstance(kind, str) else kind[0], "map")

    def keys(self, title, node):
        self.lines.append(f".SS {escaped(title)}")
        inner = []
        for key, value in node["properties"].items():
            needed = ", needed" if key in node.get("required", []) else ""
            self.lines += [".TP", f".BR {escaped(key)} \" (\\fI{escaped(self.form(value))}\\fP{needed})\"",
                           escaped(value["description"]) + "."]
            for name, found in self.maps_of(value):
                where = f"{title}.{key}" if title != "the file" else key
                if name not in self.described:
                    inner.append((name, where, found))
                    self.described[name] = where
                else:
                    self.lines.append(f"As {escaped(self.described[name])} above.")
        for name, where, found in inner:
            self.keys(where, found)


def page_of(schema, template):
    page = Page(schema)
    page.keys("the file", schema)
    return template.replace("@KEYS@\n", "\n".join(page.lines) + "\n")


if __name__ == "__main__":
    schema_path, template_path, page_path = map(pathlib.Path, sys.argv[1:])
    page_path.write_text(page_of(json.loads(schema_path.read_text()), template_path.read_text()))
