"""A column and what it asks, as far as it is known, and what its labels say to be no answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from monitor.exchange.answers import NUMBER, Seen
from monitor.exchange.names import category_code
from monitor.exchange.scales import Category, Scale
from monitor.exchange.source import Doubt, Variable
from monitor.exchange.vocabulary import Outside, clean, vocabulary

OWN_CODES: tuple[Outside, ...] = (
    "dont_know",
    "not_applicable",
)  # outside the base, and told by a code of their own
Special = tuple[tuple[Category, str], ...]


@dataclass(frozen=True)
class Typed:
    """A column and what it asks.

    `kind` is a kind of question, or `option`, `joined`, `ignored`. `scale` is there for answers of a list;
    `values` say which text in the file is which code, where that is not the text itself.
    """

    variable: Variable
    kind: str
    seen: Seen
    scale: Scale | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    special: Special = ()
    """Of numbers: values outside the base with codes of their own."""
    no_answer: tuple[str, ...] = ()
    not_asked: tuple[str, ...] = ()
    filled: bool = False
    """Of an option: whether anything in the cell says that it was chosen."""
    zeros_open: bool = False
    """Of an option: whether not being chosen says nothing where none of the set was."""
    options: Mapping[str, str] = field(default_factory=dict)
    """Of a joined cell: text in the cell to label."""
    other: bool = False
    """Of a joined cell: whether texts of one's own stand in it."""
    other_code: str = ""
    """Of a choice: the code of any answer that is not in its list."""
    soft: bool = False
    """Whether so many cells hold no answer of the kind that only those may be lost."""
    range: tuple[float, float] | None = None
    times: float | None = None
    suffix: str = ""
    """What stands behind the numbers."""
    rare: tuple[str, ...] = ()
    """Labels that are not shown because fewer than three gave them: answers, which go into no file."""
    doubts: tuple[Doubt, ...] = ()

    def doubting(self, code: str, **values: object) -> Typed:
        return replace(self, doubts=(*self.doubts, Doubt(code, self.variable.heading, values)))


def outside_of(variable: Variable) -> dict[str, Outside]:
    """By value, what a label outside the base means; a declared missing value without such a label is no answer."""
    words = vocabulary()
    told = {value: words.means(label) for value, label in variable.labels.items()}
    marks: dict[str, Outside] = dict.fromkeys(variable.no_answer, "no_answer")
    found = (
        marks
        | {value: means or "no_answer" for value, means in told.items() if means or value in variable.missing}
        | {value: "no_answer" for value in variable.missing if value not in variable.labels}
    )
    return found | {text: found[value] for text, value in variable.spellings.items() if value in found}


def marks_of(outside: Mapping[str, Outside]) -> dict[str, Any]:
    return {
        "no_answer": tuple(value for value, means in outside.items() if means == "no_answer"),
        "not_asked": tuple(value for value, means in outside.items() if means == "not_asked"),
    }


def special_of(variable: Variable, outside: Mapping[str, Outside]) -> Special:
    """The values outside the base that have a code of their own, with what they mean."""
    return tuple(
        (Category(value, category_code(bare_number(value), variable.labels.get(value, value)),
                  clean(variable.labels.get(value, value))), means)
        for value, means in outside.items()
        if means in OWN_CODES and value not in variable.spellings
    )  # fmt: skip


def bare_number(value: str) -> str:
    """4.0 as a code is 4, and the missing value .a of Stata is a."""
    if len(value) == 2 and value[0] == "." and value[1].islower() and value[1].isascii():
        return value[1:]
    return value.removesuffix(".0") if NUMBER.fullmatch(value) else value
