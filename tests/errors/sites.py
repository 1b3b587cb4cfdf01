"""Every place under monitor/ that makes or raises an error for the user, found by reading the code."""

from __future__ import annotations

import ast
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from monitor.errors import MonitorError

PACKAGE = Path(__file__).resolve().parents[2] / "monitor"
# Raised and caught inside the program; what a user sees of them is an error that is made elsewhere.
NOT_FOR_USERS = {
    "ValueError",
    "TypeError",
    "Contradiction",
    "Stopped",
    "FileNotFoundError",
    "Exit",
    "NotUnderstood",
    "NotLinear",
    "KeyError",
}

COLLECTING = {"fail", "UnusableLogo", "in_sentence", "in_block", "Finding", "Failure"}
"""Functions that raise an error by themselves, or note what an error will say."""


class Site(NamedTuple):
    """A raise statement, or a call that makes an error; `file` is relative to monitor/."""

    file: str
    first: int
    last: int
    code: str

    def within(self, other: Site) -> bool:
        return self.file == other.file and other.first <= self.first <= self.last <= other.last


def error_sites() -> list[Site]:
    """Rows of code that raise or make a MonitorError, or call a function that is declared to return one."""
    found = {
        (file, node.lineno, node.end_lineno): Site(
            file, node.lineno, node.end_lineno or node.lineno, ast.unparse(node).split("\n")[0][:90]
        )
        for file, node, makers in _nodes()
        if _makes_an_error(node, makers)
    }
    sites = list(found.values())
    return [site for site in sites if not any(site.within(other) for other in sites if other != site)]


def error_calls() -> list[tuple[str, ast.Call]]:
    """Calls that make a MonitorError, or of a function that makes one, with their files."""
    return [
        (file, node)
        for file, node, makers in _nodes()
        if isinstance(node, ast.Call) and _name(node.func) in makers | COLLECTING
    ]


def _nodes() -> Iterator[tuple[str, ast.AST, set[str]]]:
    """Every piece of code with its file, and what makes an error there."""
    trees = {
        path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }
    classes = _error_classes(trees)
    helpers = {file: _helpers(tree, classes) for file, tree in trees.items()}
    shared = {name for names in helpers.values() for name in names if not name.startswith("_")}
    for file, tree in trees.items():
        for node in ast.walk(tree):
            yield file, node, classes | shared | helpers[file]


def _makes_an_error(node: ast.AST, makers: set[str]) -> bool:
    if isinstance(node, ast.Raise) and node.exc is not None:
        return _name(node.exc) not in NOT_FOR_USERS
    return isinstance(node, ast.Call) and _name(node.func) in makers


def _helpers(tree: ast.Module, classes: set[str]) -> set[str]:
    """Functions that are declared to return an error; private ones count in their own file only."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return {node.name for node in functions if node.returns and _name(node.returns) in classes}


def _error_classes(trees: dict[str, ast.Module]) -> set[str]:
    classes = [node for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    found = {"MonitorError"}
    while new := {one.name for one in classes if {_name(base) for base in one.bases} & found} - found:
        found |= new
    return found


def _name(node: ast.AST) -> str:
    """`DeclarationError` of `errors.DeclarationError(...)`; the word itself of a quoted annotation."""
    if isinstance(node, ast.Call):
        return _name(node.func)
    if isinstance(node, ast.Attribute):
        return node.attr
    return str(getattr(node, "id", getattr(node, "value", "")))


class Watch:
    """The places that were run while errors were made and raised."""

    def __init__(self) -> None:
        self.places: set[tuple[str, int]] = set()

    def reached(self, site: Site) -> bool:
        return any((site.file, line) in self.places for line in range(site.first, site.last + 1))

    def raised(self, failure: BaseException | None) -> None:
        """Where an error passed, and those that it was made of."""
        while failure is not None:
            for frame, line in traceback.walk_tb(failure.__traceback__):
                self._note(frame.f_code.co_filename, line)
            failure = failure.__context__

    def made(self) -> None:
        frame = sys._getframe(2)
        while frame is not None:
            self._note(frame.f_code.co_filename, frame.f_lineno)
            frame = frame.f_back

    def _note(self, file: str, line: int) -> None:
        if (name := _inside(file)) is not None:
            self.places.add((name, line))


@cache
def _inside(file: str) -> str | None:
    """The name of a file below monitor/, or None for any other."""
    path = Path(file)
    return path.relative_to(PACKAGE).as_posix() if path.is_relative_to(PACKAGE) else None


@contextmanager
def watched() -> Iterator[Watch]:
    """Watch where errors are made, those that are collected before one of them is raised included."""
    watch, make = Watch(), MonitorError.__init__

    def watching(self: MonitorError, *arguments: object, **details: object) -> None:
        watch.made()
        make(self, *arguments, **details)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MonitorError, "__init__", watching)
        yield watch
