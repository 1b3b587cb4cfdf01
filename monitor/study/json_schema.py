"""The JSON schema of a declared class, for editors: what may stand in its YAML, each key with its description.

An editor types the scalars of YAML (numbers, booleans), whereas the reader takes what somebody typed. So a
text may be any scalar here, and a number or a switch also a text.
"""

from __future__ import annotations

import ast
import copy
import dataclasses
import inspect
import itertools
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

Node = dict[str, Any]
SWITCH = [True, False, "on", "off", "yes", "no", 1, 0]
SPELLED = ("on", "off", "yes", "no", "true", "false", "y", "n", "t", "f", "1", "0")  # in any capitals
WHOLE, DECIMAL = r"^[-+]?\d+$", r"^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$"
_LEAP = r"(\d\d(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29"
_OF_MONTH = r"(0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|(0[469]|11)-(0[1-9]|[12]\d|30)|02-(0[1-9]|1\d|2[0-8])"
DAY = rf"^(?!0000)(\d{{4}}-({_OF_MONTH})|{_LEAP})$"


def editor_schema(model: type, title: str, defaults: Any = None) -> Node:
    """The JSON schema (draft 2020-12) of a file that is read as `model`.

    `defaults` are what the reader fills in where a file leaves keys out: nobody has to write those, and an
    editor shows them.
    """
    head = {"$schema": GenerateJsonSchema.schema_dialect, "title": title}
    whole = {**head, **copy.deepcopy(_schema_of(model))}
    _fill_in(whole, whole, defaults or {})
    return _ordered(whole)


def keys_at(model: type, path: tuple[Any, ...]) -> list[str]:
    """The keys that a file may hold where a path of keys and places leads, in order; none where any will do."""
    whole = _schema_of(model)
    node = whole
    for part in path:
        node = _below(whole, node, part)
    forms = list(_forms(whole, node))
    alone = (
        one for form in forms for one in _forms(whole, form.get("items", {}))
    )  # one thing, where a list may stand
    return [key for form in (*forms, *alone) for key in form.get("properties", ())]


@cache
def _schema_of(model: type) -> Node:
    return TypeAdapter(model).json_schema(schema_generator=_EditorSchema)


def _forms(whole: Node, node: Node) -> Iterator[Node]:
    """The forms in which an entry may be written, with references followed."""
    if "$ref" in node:
        yield from _forms(whole, whole["$defs"][node["$ref"].removeprefix("#/$defs/")])
    elif "anyOf" in node:
        for form in node["anyOf"]:
            yield from _forms(whole, form)
    else:
        yield node


def _below(whole: Node, node: Node, part: Any) -> Node:
    for form in _forms(whole, node):
        inner = form.get("properties", {}).get(part, form.get("additionalProperties"))
        inner = form.get("items") if isinstance(part, int) else inner
        if isinstance(inner, dict):
            return inner
    return {}


def _fill_in(whole: Node, node: Node, defaults: Node) -> None:
    for key, value in defaults.items():
        node["required"] = [name for name in node.get("required", ()) if name != key]
        block = next((form for form in _forms(whole, node["properties"][key]) if "properties" in form), None)
        if block is not None:
            _fill_in(whole, block, value)
        elif value:
            node["properties"][key]["default"] = _typed(value)


def _typed(value: Any) -> Any:
    """A default as an editor would see it written: a number where it reads as one."""
    if isinstance(value, list):
        return [_typed(part) for part in value]
    if re.search(WHOLE, value):
        return int(value)
    return float(value) if re.search(DECIMAL, value) else value


def _ordered(node: Any, named: bool = False) -> Any:
    """A schema as a person reads it: what it is, what may stand in it, and last what it refers to."""
    if isinstance(node, list):
        return [_ordered(part) for part in node]
    if not isinstance(node, dict):
        return node
    names = list(node) if named else sorted(node, key=_ORDER.index)
    return {name: _ordered(node[name], not named and name in ("properties", "$defs")) for name in names}


_ORDER = (
    "$schema", "title", "description", "$ref", "anyOf", "type", "enum", "const", "format", "pattern", "minLength",
    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "items", "minItems", "maxItems",
    "propertyNames", "minProperties", "properties", "required", "additionalProperties", "default", "$defs",
)  # fmt: skip


class _EditorSchema(GenerateJsonSchema):
    """Scalars as an editor types them; descriptions from the classes; mappings closed."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def field_is_present(self, field: Any) -> bool:
        return field.get("init") is not False

    def handle_invalid_for_json_schema(self, *_: Any) -> JsonSchemaValue:
        return {}

    # classes

    def dataclass_schema(self, schema: core_schema.DataclassSchema) -> JsonSchemaValue:
        made = schema["cls"]
        keys = {
            field["name"]: field.get("validation_alias", field["name"])
            for field in schema["schema"]["fields"]
        }
        ordered = {field.name: keys[field.name] for field in dataclasses.fields(made)}
        return _described(super().dataclass_schema(schema), made, ordered)

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        made = schema["cls"]
        keys = {name: field.alias or name for name, field in made.model_fields.items()}
        return _described(super().model_schema(schema), made, keys)

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        made = super().default_schema(schema)
        if not made.get("default") or isinstance(made["default"], dict):
            made.pop("default", None)
        return made

    # what may be left empty, lists, mappings

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        made = self.generate_inner(schema["schema"])
        if "enum" in made:
            made = {name: value for name, value in made.items() if name != "type"}
            return {**made, "enum": [*made["enum"], None]}
        if "type" in made:
            kinds = made["type"] if isinstance(made["type"], list) else [made["type"]]
            return {**made, "type": list(dict.fromkeys([*kinds, "null"]))}
        return {"anyOf": [*made.get("anyOf", [made]), {"type": "null"}]}

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> JsonSchemaValue:
        """Which form is meant follows from its keys, so an editor may know them all."""
        return {"anyOf": super().tagged_union_schema(schema)["oneOf"]}

    def tuple_schema(self, schema: core_schema.TupleSchema) -> JsonSchemaValue:
        made = super().tuple_schema(schema)
        items = made.get("prefixItems", ())
        if items and all(item == items[0] for item in items):
            del made["prefixItems"]  # which older editors do not know
            made["items"] = items[0]
        return made

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        keys: Any = schema.get("keys_schema", {})
        values = self.generate_inner(schema["values_schema"]) if "values_schema" in schema else {}
        if keys.get("type") == "literal":
            known = dict.fromkeys(keys["expected"], values)
            return {"type": "object", "properties": known, "additionalProperties": False}
        made: JsonSchemaValue = {"type": "object", "additionalProperties": values}
        if "pattern" in keys:
            made["propertyNames"] = {"pattern": keys["pattern"]}
        if "min_length" in schema:
            made["minProperties"] = schema["min_length"]
        return made

    # scalars

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        made = super().str_schema(schema)
        others = {"integer": "1", "number": "1.5", "boolean": "true"}
        fitting = [kind for kind, text in others.items() if re.search(made.get("pattern", ""), text)]
        kinds = [kind for kind in fitting if not (kind == "integer" and "number" in fitting)]
        return {**made, "type": ["string", *kinds]}

    def int_schema(self, schema: core_schema.IntSchema) -> JsonSchemaValue:
        return {**super().int_schema(schema), "type": ["integer", "string"], "pattern": WHOLE}

    def float_schema(self, schema: core_schema.FloatSchema) -> JsonSchemaValue:
        return {**super().float_schema(schema), "type": ["number", "string"], "pattern": DECIMAL}

    def bool_schema(self, schema: core_schema.BoolSchema) -> JsonSchemaValue:
        spelled = "|".join(
            re.sub(r"[a-z]", lambda one: f"[{one[0]}{one[0].upper()}]", word) for word in SPELLED
        )
        return {"anyOf": [{"enum": SWITCH}, {"type": "string", "pattern": f"^({spelled})$"}]}

    def date_schema(self, schema: core_schema.DateSchema) -> JsonSchemaValue:
        return {**super().date_schema(schema), "pattern": DAY}


def _described(made: JsonSchemaValue, declared: type, keys: dict[str, str]) -> JsonSchemaValue:
    """A class with its keys in the order of its fields, each with what stands below the field."""
    made.pop("title", None)
    if "description" in made:
        made["description"] = " ".join(made["description"].split("\n\n")[0].split())
    texts = {
        key: text for base in reversed(declared.__mro__) for key, text in _texts_below_fields(base).items()
    }
    for name, key in keys.items():
        if key in made["properties"]:
            inner = made["properties"].pop(key)
            made["properties"][key] = {**inner, "description": texts[name]} if name in texts else inner
    return made


def _texts_below_fields(declared: type) -> dict[str, str]:
    """The text below each field of a class, read from its source."""
    if not dataclasses.is_dataclass(declared) and "model_fields" not in dir(declared):
        return {}
    path = inspect.getsourcefile(declared)
    body = _classes_in(Path(path)).get(declared.__name__, []) if path else []
    texts = {}
    for field, below in itertools.pairwise(body):
        match field, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                texts[name] = " ".join(text.split())
    return texts


@cache
def _classes_in(path: Path) -> dict[str, list[ast.stmt]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name: node.body for node in tree.body if isinstance(node, ast.ClassDef)}
