"""Reads a YAML declaration: every scalar a string, typed by its model, errors with file and line.

The 1.2 core schema is taken one step further: nothing is typed while reading, so `yes: ja`, `0363`
and `16.10` stay what somebody typed. Only a plain empty value, `null` or `~` means "nothing".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from monitor.errors import DeclarationError, nearest, reason
from monitor.input_files import read_text
from monitor.messages.catalogue import is_message, text
from monitor.study.json_schema import keys_at

Key = tuple[Any, ...]
Model = TypeVar("Model")
MOST_NODES, MOST_BYTES, DEEPEST = 50_000, 5_000_000, 30


class Declared(BaseModel):
    """Base of every declared model: frozen, and a key nobody knows is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


@dataclass(frozen=True)
class Declaration:
    """A YAML file as plain dicts, lists and strings, with the line of every key path."""

    path: Path
    data: Any
    lines: dict[Key, int]

    def line(self, key: Key) -> int | None:
        """Line of the nearest known ancestor of a key path."""
        for end in range(len(key), -1, -1):
            if key[:end] in self.lines:
                return self.lines[key[:end]]
        return None

    def error(self, key: Key, what: str, **details: Any) -> DeclarationError:
        """A declaration error at the line of a key path."""
        return DeclarationError(what, where=self.path.name, line=self.line(key), **details)

    def check_unique(self, names: Iterable[str], key: str) -> None:
        """**Raises** DeclarationError at the line of `key` for a name that occurs twice under it."""
        seen: set[str] = set()
        for name in names:
            if name in seen:
                raise self.error((key,), "declared.occurs_twice_in", name=name, key_name=key)
            seen.add(name)


def read_declaration(path: Path) -> Declaration:
    """Read a YAML file.

    **Raises** DeclarationError for a missing file, text that is not UTF-8 or not YAML, a duplicate
    key, and a document that grows beyond any real declaration.
    """
    node = _compose(path, _text(path))
    if not isinstance(node, MappingNode):
        raise DeclarationError("declared.file_holds_no_declaration", where=path.name)
    reader = _NodeReader(path)
    return Declaration(path, reader.plain(node, ()), reader.lines)


def load(path: Path, model: type[Model], defaults: Any = None) -> tuple[Model, Declaration]:
    """Read a YAML file into its declared class, with what was read for later checks by line.

    `defaults` fills keys that the file leaves out, at any depth of its mappings.
    """
    document = read_declaration(path)
    return as_declared(document, model, defaults), document


def as_declared(document: Declaration, model: type[Model], defaults: Any = None) -> Model:
    """What a file says, as its declared class. **Raises** DeclarationError at the line of what does not fit."""
    try:
        reader = _reader_of(model)  # type: ignore[arg-type]  # a class can be hashed
        return reader.validate_python(_filled(document.data, defaults))
    except ValidationError as failure:
        raise _declaration_error(document, failure, model) from None


@cache
def _reader_of(model: type) -> TypeAdapter[Any]:
    return TypeAdapter(model)


def _filled(data: Any, defaults: Any) -> Any:
    if not (isinstance(data, dict) and isinstance(defaults, dict)):
        return data
    return {**defaults, **{key: _filled(value, defaults.get(key)) for key, value in data.items()}}


def _text(path: Path) -> str:
    try:
        return read_text(path, DeclarationError, MOST_BYTES)
    except FileNotFoundError:
        raise DeclarationError("declared.file_does_not_exist", where=path) from None
    except (IsADirectoryError, PermissionError, OSError) as failure:
        raise DeclarationError("declared.file_cannot_be_read", where=path, got=reason(failure)) from None
    except UnicodeDecodeError:
        raise DeclarationError("declared.file_is_not_utf_text", where=path.name) from None


@lru_cache(maxsize=32)
def _tree(text: str) -> Node | None:
    """The nodes of a text, parsed once however many studies share the file; nobody changes them."""
    reader = YAML(typ="safe", pure=True)
    reader.Composer = _CountingComposer
    return reader.compose(text)


class _TooManyNodesError(Exception):
    """More keys and values than any declaration has; composing stops there."""


class _CountingComposer(Composer):
    nodes = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise _TooManyNodesError
        return super().compose_node(parent, index)


def _compose(path: Path, text: str) -> Node | None:
    try:
        return _tree(text)
    except MarkedYAMLError as failure:
        mark = failure.problem_mark or failure.context_mark
        raise DeclarationError(
            "declared.is_not_valid_yaml",
            where=path.name,
            line=mark.line + 1 if mark else None,
            problem=_problem(str(failure.problem or failure.context)),
        ) from None
    except _TooManyNodesError:
        raise _too_many_nodes(path) from None
    except (YAMLError, ValueError, RecursionError):
        raise DeclarationError("declared.is_no_yaml_at_all", where=path.name) from None


_YAML = {
    r"expected (.+), but got (.+)": "declared.yaml_expected",
    r"expected (<.+>), but found (.+)": "declared.yaml_found",
    r"expected the node content, but found (.+)": "declared.yaml_no_value",
    r"mapping values are not allowed": "declared.yaml_colon",
    r"could not find expected ':'": "declared.yaml_no_colon",
    r"found unexpected end of stream": "declared.yaml_end",
    r"found character (.+) that cannot start any token": "declared.yaml_sign",
    r"found unknown escape character (.+)": "declared.yaml_backslash",
    r"found undefined alias (.+)": "declared.yaml_alias",
}


def _problem(said: str) -> str:
    """What the reader of YAML says, in the language of the person at the screen where it is one of the usual ones."""
    for pattern, code in _YAML.items():
        if found := re.match(pattern, said):
            signs = [re.findall(r"'.+?'|<[^>']+>", part) for part in found.groups()]
            return text(code, one=signs[0] if signs else None, other=signs[-1] if signs else None)
    return said


def _too_many_nodes(path: Path) -> DeclarationError:
    return DeclarationError("inputs.too_many_nodes", where=path.name, most=MOST_NODES)


class _NodeReader:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[Key, int] = {}

    def plain(self, node: Node, key: Key) -> Any:
        self.lines.setdefault(key, node.start_mark.line + 1)
        if len(self.lines) > MOST_NODES:
            raise _too_many_nodes(self.path)
        if len(key) > DEEPEST:
            raise DeclarationError(
                "inputs.too_deep", where=self.path.name, line=node.start_mark.line + 1, most=DEEPEST
            )
        if isinstance(node, ScalarNode):
            return (
                None if node.style is None and node.value in ("", "~", "null", "Null", "NULL") else node.value
            )
        if isinstance(node, MappingNode):
            return self._mapping(node, key)
        return [self.plain(child, (*key, index)) for index, child in enumerate(node.value)]

    def _mapping(self, node: MappingNode, key: Key) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        for key_node, value_node in node.value:
            name, line = str(key_node.value), key_node.start_mark.line + 1
            if name in entries:
                raise DeclarationError(
                    "declared.key_occurs_twice_in_same_place", where=self.path.name, line=line, name=name
                )
            self.lines[(*key, name)] = line
            entries[name] = self.plain(value_node, (*key, name))
        return entries


def _cut_at_a_comma(key: str) -> str | None:
    """Inside { }, YAML ends a value at its first comma: the rest of any_of(use_*, less) looks like a key."""
    if not set(key) & set("()[]'\""):
        return None
    return "declared.quote_a_comma"


def _declaration_error(document: Declaration, failure: ValidationError, model: type) -> DeclarationError:
    problem = failure.errors(include_url=False)[0]
    key = tuple(part for part in problem["loc"] if _is_part_of(document, part))
    name = " > ".join(str(part) for part in key) or "this file"
    kind = problem["type"]
    if kind == "missing":
        return document.error(key[:-1] or key, "declared.is_missing", key_name=key[-1])
    if kind in ("extra_forbidden", "unexpected_keyword_argument"):
        known = keys_at(model, key[:-1])
        return document.error(
            key,
            "declared.nobody_knows_key_here",
            known=list(known) or None,
            hint=_cut_at_a_comma(str(key[-1])) or nearest(str(key[-1]), known),
            key_name=key[-1],
        )
    return document.error(
        key, "declared.cannot_be_used", got=shown(problem["input"]), expected=_wanted(problem), name=name
    )


def _is_part_of(document: Declaration, part: Any) -> bool:
    return not (isinstance(part, str) and re.search(r"[\[(]|^(function-|str$|list$|dict$)", part))


def _form(value: Any) -> str:
    code = _FORMS.get(type(value)) if value else "declared.nothing"
    return text(code) if code else type(value).__name__


def shown(value: Any) -> str:
    """A value of a file as an error quotes it: a text in quotation marks, cut short; anything else by its form."""
    if not isinstance(value, str):
        return text("declared.nothing") if value is None else _form(value)
    quoted = f'"{value}"'
    return quoted if len(quoted) <= 60 else quoted[:57] + '..."'


_FORMS: dict[type, str] = {dict: "declared.keys_with_values", list: "declared.list"}
_WANTED = {
    "string_pattern_mismatch": "declared.small_letters",
    "string_too_short": "declared.text_too_short",
    "too_short": "declared.one_entry",
    "date_from_datetime_parsing": "declared.date",
    "dict_type": "declared.keys_with_a_value_each",
    "model_type": "declared.keys_with_a_value_each",
    "dataclass_type": "declared.keys_with_a_value_each",
    "literal_error": "declared.one_of_these",
    "greater_than": "declared.greater",
    "greater_than_equal": "declared.at_least",
    "less_than": "declared.less",
    "less_than_equal": "declared.at_most",
    "finite_number": "declared.finite_number",
    "int_parsing": "declared.whole_number",
    "int_from_float": "declared.whole_number",
    "float_parsing": "declared.number",
    "bool_parsing": "declared.on_or_off",
    "string_type": "declared.text",
    "tuple_type": "declared.list",
    "list_type": "declared.list",
}
_LIMITS = ("gt", "ge", "lt", "le", "min_length")


def _wanted(problem: Any) -> str:
    """What should stand there, of our own checks and of those of the library."""
    code, said = _WANTED.get(problem["type"]), problem.get("ctx", {})
    if code is None:
        message = str(problem["msg"]).removeprefix("Value error, ").removeprefix("Input should be ")
        return text(message) if is_message(message) else text("declared.as_the_library_says", message=message)
    limit = next((said[name] for name in _LIMITS if name in said), None)
    return text(code, limit=limit, words=re.findall(r"'[^']*'", str(said.get("expected", ""))))
