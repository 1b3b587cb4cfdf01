"""Finds places where code asks for a kind of item or scale by name instead of for one of its traits."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from monitor.study.kinds import KINDS, SCALE_KINDS

NAMES = frozenset({*KINDS, *SCALE_KINDS, *(kind.unit for kind in KINDS.values() if kind.unit)})
PARTS_OF_TEXTS = frozenset({"startswith", "endswith", "removeprefix", "removesuffix"})


def kind_literals(source: str) -> list[int]:
    """Lines on which a kind is compared, matched, looked up, handed over or listed by its name."""
    tree = ast.parse(source)
    tables = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return sorted({line for node in ast.walk(tree) for line in _lines(node, tables)})


def _lines(node: ast.AST, tables: dict[str, ast.expr]) -> Iterator[int]:
    if isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        if any(map(_is_kind, sides)) and _names(sides, tables):
            yield node.lineno
    if isinstance(node, ast.Match) and _is_kind(node.subject):
        yield from (case.pattern.lineno for case in node.cases if _names([case.pattern], tables))
    if isinstance(node, ast.BinOp) and _is_kind(node) and _names([node.left, node.right], tables):
        yield node.lineno
    if isinstance(node, ast.Subscript):
        table, key = node.value, node.slice
        if (_is_kind(key) and _names([table], tables)) or (_is_kind(table) and _names([key], tables)):
            yield node.lineno
    if isinstance(node, ast.Call):
        looked_up = isinstance(node.func, ast.Attribute) and any(map(_is_kind, node.args))
        if looked_up and _names([node.func.value], tables):  # type: ignore[attr-defined]
            yield node.lineno
        if isinstance(node.func, ast.Attribute) and _is_kind(node.func.value):
            by_name = node.func.attr == "get" and _names(node.args[:1], tables)
            if by_name or node.func.attr in PARTS_OF_TEXTS:
                yield node.lineno
        handed = [word.value for word in node.keywords if word.arg and _ends_in_kind(word.arg)]
        if any(isinstance(value, ast.Constant) and value.value in NAMES for value in handed):
            yield node.lineno
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        yield from _of_kinds_alone(node, node.elts)
    if isinstance(node, ast.Dict):
        yield from _of_kinds_alone(node, node.keys)


def _of_kinds_alone(node: ast.expr, parts: Iterable[ast.expr | None]) -> Iterator[int]:
    """A collection of two or more names that are all names of kinds."""
    texts = [part.value if isinstance(part, ast.Constant) else None for part in parts]
    if len(texts) > 1 and all(text in NAMES for text in texts):
        yield node.lineno


def _is_kind(node: ast.AST) -> bool:
    """Whether an expression is named a kind: `kind`, `item.kind`, `{item.kind for ...}`, `rows["kind"]`.

    The name or the unit of the traits of an item (`item.traits.id`) says the kind as well.
    """
    if isinstance(node, ast.Name):
        return _ends_in_kind(node.id)
    if isinstance(node, ast.Attribute):
        return _ends_in_kind(node.attr) or (node.attr in ("id", "unit") and _is_traits(node.value))
    if isinstance(node, ast.Subscript):
        return isinstance(node.slice, ast.Constant) and node.slice.value == "kind"
    if isinstance(node, ast.SetComp | ast.ListComp | ast.GeneratorExp):
        return _is_kind(node.elt)
    if isinstance(node, ast.BinOp):
        return _is_kind(node.left) or _is_kind(node.right)
    return isinstance(node, ast.Call) and _is_kind(node.func)


def _is_traits(node: ast.expr) -> bool:
    """Whether an expression is the traits of an item: `traits`, `item.traits`, `kind` itself."""
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return name == "traits" or _ends_in_kind(name)


def _ends_in_kind(name: str) -> bool:
    return name.lower().rpartition("_")[2] in ("kind", "kinds")


def _names(nodes: Iterable[ast.AST], tables: dict[str, ast.expr]) -> bool:
    """Whether any of these nodes, or what a name among them was set to, holds the name of a kind."""
    held = [tables.get(node.id, node) if isinstance(node, ast.Name) else node for node in nodes]
    constants = (part for node in held for part in ast.walk(node) if isinstance(part, ast.Constant))
    return any(isinstance(part.value, str) and part.value in NAMES for part in constants)
