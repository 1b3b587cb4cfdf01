"""A YAML file as plain values with the line of every key path; what cannot be read is refused at its line."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from monitor.errors import DeclarationError, reason
from monitor.input_files import is_file, read_text, similar_beside
from monitor.messages.catalogue import text
from monitor.study.slips import ANSWERS, slip_in_yaml

Key = tuple[Any, ...]
MOST_NODES, MOST_BYTES, DEEPEST = 50_000, 5_000_000, 30


def read_yaml(path: Path) -> tuple[dict[str, Any], dict[Key, int]]:
    """What a file says, every scalar a string or None, and the line of every key path.

    **Raises** DeclarationError for a missing file, text that is not UTF-8 or not YAML, a duplicate
    key, and a document that grows beyond any real declaration.
    """
    node = _compose(path, _text(path))
    if not isinstance(node, MappingNode):
        raise DeclarationError("declared.file_holds_no_declaration", where=path.name)
    reader = _NodeReader(path)
    return reader.plain(node, ()), reader.lines


def _text(path: Path) -> str:
    if path.suffix.lower() in ANSWERS and is_file(path):
        raise DeclarationError("declared.is_file_with_answers", where=path.name, file=path.name)
    try:
        return read_text(path, DeclarationError, MOST_BYTES)
    except FileNotFoundError:
        raise DeclarationError(
            "declared.file_does_not_exist", where=path, near=similar_beside(path)
        ) from None
    except OSError as failure:
        raise DeclarationError(
            "declared.file_cannot_be_read", where=path, got=reason(failure), file=_study_in(path)
        ) from None
    except UnicodeDecodeError as failure:
        code = "declared.is_no_yaml_at_all" if b"\0\0" in failure.object else "declared.file_is_not_utf_text"
        raise DeclarationError(code, where=path.name) from None


def _study_in(folder: Path) -> Path | None:
    """The study file of a folder that was named in its place."""
    return next((path for path in sorted(folder.glob("*study*.y*ml")) if is_file(path)), None)


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
            slip=slip_in_yaml(str(failure.problem), *_lines_to(text, mark.line if mark else 0)),
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
            signs = [
                [_token(sign) for sign in re.findall(r"'.+?'|<[^>']+>", part)] for part in found.groups()
            ]
            return text(code, one=signs[0] if signs else None, other=signs[-1] if signs else None)
    return said


def _lines_to(text: str, number: int) -> tuple[str, str]:
    """A line by its number from 0, and the one above it."""
    lines = ["", *text.split("\n"), ""]
    return lines[number + 1], lines[number]


_TOKENS = {
    "<stream end>": "declared.yaml_stream_end",
    "<block end>": "declared.yaml_block_end",
    "<block mapping start>": "declared.yaml_block_begin",
    "<block sequence start>": "declared.yaml_block_begin",
}


def _token(sign: str) -> str:
    """A sign as it stands there; what has no sign of its own, in words."""
    code = _TOKENS.get(sign.strip("'"))
    return text(code) if code else sign


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
