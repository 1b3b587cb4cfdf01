"""What a file of another program says, in one form for every program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import numpy as np

from monitor.exchange.relevance import Condition
from monitor.intake.files.table import TextColumn
from monitor.messages.catalogue import text_in
from monitor.study.column_map import RowsLeftOut

Declared = Literal[
    "",
    "single",
    "option",
    "joined",
    "number",
    "grade",
    "percentage",
    "open",
    "contact",
    "identifying",
    "ignored",
]
"""What the program says of a column; "" where it says nothing and the answers decide."""


@dataclass(frozen=True, kw_only=True)
class Variable:
    """One column of answers, or one question of which the answers are still to come."""

    column: tuple[str, ...]
    """Heading in the file with answers, one for each heading row that tells."""
    code: str = ""
    """Name of the variable in the program, "" where the program has none."""
    text: str = ""
    """What the respondent reads; of a row or an option, that alone."""
    stem: str = ""
    """Text of the question to which a row or an option belongs."""
    group: str = ""
    """Code or name of that question; rows and options of one question share it."""
    theme: str = ""
    """Page, block or group of the questionnaire."""
    theme_code: str = ""
    """Name of that group in the program, "" where it has none."""
    type: Declared = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Value to label, in the order of the program."""
    missing: tuple[str, ...] = ()
    """Values that the program declares to be no answer."""
    no_answer: tuple[str, ...] = ()
    """Marks of the program for a question that was seen and not answered."""
    signs: bool = False
    """Whether the values are signs of the program, such as 1 for yes, and no codes."""
    ordered: bool = False
    """Whether the program says that the labels have an order."""
    listed: bool = False
    """Whether the labels are the program's own list, not what respondents gave."""
    scale: str = ""
    """Name of the list of labels in the program."""
    required: bool = False
    route: Condition | None = None
    """Condition under which it is asked, with codes for variables and values of the file."""
    route_said: str = ""
    """The same as the program says it, where it cannot be said in the language of the questionnaire."""
    range: tuple[float, float] | None = None
    option_value: str = ""
    """Of an option: its value in the program, by which conditions name it."""
    exclusive: bool = False
    """Of an option: whether the program lets it exclude the others."""
    told_with: str = ""
    """Of a text that goes with an option: the question of that option, from which it gets its id."""
    other: bool = False
    """Of an option: whether it is the one that respondents fill in themselves."""
    other_in: tuple[str, ...] = ()
    """Of a choice: the column in which those who chose none of the list filled in what, while this one is empty."""
    wordless: tuple[str, ...] = ()
    """Values of the list for which the program has no words."""
    spellings: Mapping[str, str] = field(default_factory=dict)
    """Answers that are a value of the list in other signs, such as 01 for 1, with that value."""
    doubt: str = ""
    """Code of what a person should look at, where the file lacks something."""
    separator: str = ""
    """Of a column with several options in a cell: what stands between them."""
    options: Mapping[str, str] = field(default_factory=dict)
    """Of such a column: what stands in a cell to label, where the program lists its options."""

    @property
    def heading(self) -> str:
        """The heading as one line, for reports."""
        return " / ".join(part for part in self.column if part)


@dataclass(frozen=True, kw_only=True)
class Roles:
    """Columns that answer no question; "" where there is none."""

    respondent_id: str = ""
    weight: str = ""
    strata: str = ""
    municipality: str = ""
    completed: str = ""
    left_out: Mapping[str, RowsLeftOut] = field(default_factory=dict)
    """Rows that are no responses, by reason."""


@dataclass(frozen=True)
class Doubt:
    """Something that a person should look at: the reason, and what it is about."""

    code: str
    """Of the message in messages/nl/exchange.yaml."""
    about: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Source:
    """The structure of a survey, its answers, or both."""

    format: str
    path: Path
    """The file with answers; that of the structure where there are none yet."""
    structure: Path | None = None
    """The file of the structure, where that is another one."""
    title: str = ""
    variables: tuple[Variable, ...] = ()
    answers: Mapping[str, TextColumn] = field(default_factory=dict, repr=False)
    """By heading (the parts joined as in `name_of`), the cells; empty where the file holds no answers."""
    rows: int = 0
    roles: Roles = Roles()
    ignored: tuple[str, ...] = ()
    """Columns that the program adds and that tell nothing about a question."""
    sheet: str = ""
    heading_rows: int = 1
    above: int = 0
    """Of a workbook, the rows above its headings."""
    fixed: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Of a text without headings, the first and last place of each column."""
    together: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Of such a text, by question the first and last place of all its options."""
    fixed_in_bytes: bool = False
    """Of such a text, whether places count bytes and not signs."""
    is_fixed: bool = False
    """Whether answers stand at fixed places, so that a structure goes with one file only."""
    number: str = ""
    """Number of the survey in its program, by which structure and answers are paired."""
    doubts: tuple[Doubt, ...] = ()

    @property
    def has_answers(self) -> bool:
        return self.rows > 0

    def cells(self, variable: Variable) -> TextColumn | None:
        """The answers to a variable, None where the file holds none."""
        return self.answers.get(name_of(variable.column))

    def with_doubts(self, doubts: Sequence[Doubt]) -> Source:
        return replace(self, doubts=(*self.doubts, *doubts))


def name_of(column: Sequence[str]) -> str:
    """One key for a heading of one or more rows."""
    return "\n".join(column)


def counts(column: TextColumn) -> dict[str, int]:
    """How often each text stands in a column, empty cells left out, in order of appearance."""
    return {text: int(n) for text, n in zip(column.texts, column.counts(), strict=True) if text and n}


def rows_with(column: TextColumn, texts: set[str]) -> np.ndarray:
    """A mask of the rows that hold one of some texts."""
    return np.array([text in texts for text in column.texts] or [False], bool)[column.index]


_FORMATS = {"plain": "exchange.form_plain", "codebook": "exchange.form_codebook"}


def named_format(form: str, spoken: str) -> str:
    """What people call a format: the name of a program, or words where no program made it."""
    return text_in(spoken, _FORMATS[form]) if form in _FORMATS else form


def kept_rows(source: Source) -> np.ndarray:
    """A mask of the rows that are not left out by a column that the program adds."""
    kept = np.ones(source.rows, bool)
    for rule in source.roles.left_out.values():
        column = source.answers.get(rule.column or "")
        if column is not None:
            others = set(column.texts) - set(rule.other_than) if rule.other_than else set()
            kept &= ~rows_with(column, {*rule.values, *others, *([""] if rule.empty else [])})
    return kept
