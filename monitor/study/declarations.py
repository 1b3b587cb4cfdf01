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
from typing import Any, TypeVar, Unpack

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from monitor.errors import DeclarationError, Details, nearest, reason
from monitor.input_files import read_text
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

    def error(self, key: Key, what: str, **details: Unpack[Details]) -> DeclarationError:
        """A declaration error at the line of a key path."""
        return DeclarationError(what, where=self.path.name, line=self.line(key), **details)

    def check_unique(self, names: Iterable[str], key: str) -> None:
        """**Raises** DeclarationError at the line of `key` for a name that occurs twice under it."""
        seen: set[str] = set()
        for name in names:
            if name in seen:
                raise self.error((key,), f'"{name}" occurs twice in {key}', hint="Name it once")
            seen.add(name)


def read_declaration(path: Path) -> Declaration:
    """Read a YAML file.

    **Raises** DeclarationError for a missing file, text that is not UTF-8 or not YAML, a duplicate
    key, and a document that grows beyond any real declaration.
    """
    node = _compose(path, _text(path))
    if not isinstance(node, MappingNode):
        raise DeclarationError(
            "this file holds no declaration", where=path.name, expected="a YAML mapping (key: value lines)"
        )
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
        raise DeclarationError(
            "this file does not exist", where=path, hint="Check the name and the folder it is looked for in"
        ) from None
    except (IsADirectoryError, PermissionError, OSError) as failure:
        raise DeclarationError("this file cannot be read", where=path, got=reason(failure)) from None
    except UnicodeDecodeError:
        raise DeclarationError(
            "this file is not UTF-8 text", where=path.name, hint="Save it as UTF-8 in your editor"
        ) from None


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
            f"this is not valid YAML: {failure.problem or failure.context}",
            where=path.name,
            line=mark.line + 1 if mark else None,
            hint="Look at indentation, colons and quotes on this line and the one above",
        ) from None
    except _TooManyNodesError:
        raise _too_many_nodes(path) from None
    except (YAMLError, ValueError, RecursionError):
        raise DeclarationError(
            "this is not valid YAML", where=path.name, hint="Is this a text file, and the right one?"
        ) from None


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
                    f'key "{name}" occurs twice in the same place',
                    where=self.path.name,
                    line=line,
                    hint="Remove or rename one of the two",
                )
            self.lines[(*key, name)] = line
            entries[name] = self.plain(value_node, (*key, name))
        return entries


def _cut_at_a_comma(key: str) -> str | None:
    """Inside { }, YAML ends a value at its first comma: the rest of any_of(use_*, less) looks like a key."""
    if not set(key) & set("()[]'\""):
        return None
    return 'Put quotation marks around a text with a comma: value: "any_of(use_*, less)"'


def _declaration_error(document: Declaration, failure: ValidationError, model: type) -> DeclarationError:
    problem = failure.errors(include_url=False)[0]
    key = tuple(part for part in problem["loc"] if _is_part_of(document, part))
    name = " > ".join(str(part) for part in key) or "this file"
    kind = problem["type"]
    if kind == "missing":
        return document.error(key[:-1] or key, f'"{key[-1]}" is missing', hint=f'Add "{key[-1]}:" here')
    if kind in ("extra_forbidden", "unexpected_keyword_argument"):
        known = keys_at(model, key[:-1])
        return document.error(
            key,
            f'nobody knows the key "{key[-1]}" here',
            expected=f"one of {', '.join(known)}" if known else None,
            hint=_cut_at_a_comma(str(key[-1])) or nearest(str(key[-1]), known),
        )
    return document.error(
        key, f'"{name}" cannot be used', got=shown(problem["input"]), expected=_wanted(problem)
    )


def _is_part_of(document: Declaration, part: Any) -> bool:
    return not (isinstance(part, str) and re.search(r"[\[(]|^(function-|str$|list$|dict$)", part))


def _form(value: Any) -> str:
    return _FORMS.get(type(value), type(value).__name__) if value else "nothing"


def shown(value: Any) -> str:
    """A value of a file as an error quotes it: a text in quotation marks, cut short; anything else by its form."""
    text = "nothing" if value is None else f'"{value}"' if isinstance(value, str) else _form(value)
    return text if len(text) <= 60 else text[:57] + '..."'


_WANTED = {
    "string_pattern_mismatch": "small letters, digits and _, with a letter first",
    "too_short": "at least one entry",
    "date_from_datetime_parsing": "a date such as 2024-09-01",
    "dict_type": "keys with a value each (key: value)",
    "model_type": "keys with a value each (key: value)",
    "dataclass_type": "keys with a value each (key: value)",
}
_FORMS: dict[type, str] = {dict: "keys with values", list: "a list"}


def _wanted(problem: Any) -> str:
    if problem["type"] in _WANTED:
        return _WANTED[problem["type"]]
    message = str(problem["msg"]).removeprefix("Value error, ").removeprefix("Input should be ")
    return message[0].lower() + message[1:]
