"""Typed answers: what validated responses look like to the rest of the house."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from monitor.errors import IntakeError
from monitor.messages.catalogue import text
from monitor.study.kinds import KINDS, ItemKind

VALID, NOT_ASKED, NO_ANSWER, DONT_KNOW, NOT_APPLICABLE = range(5)
STATES = ("valid", "not_asked", "no_answer", "dont_know", "not_applicable")


def code_type(categories: int) -> type[np.signedinteger]:
    """The integers that hold codes of so many categories: int8 wherever they fit."""
    return np.int8 if categories <= np.iinfo(np.int8).max else np.int16


@dataclass(frozen=True, repr=False)
class Variable:
    """The answers to one item, in respondent order.

    **Columns**: `codes` int8 index into `categories` (int16 where there are more than 127), -1 where
    `state` is not VALID (None for pure numbers); `values` float64, NaN where not VALID (percentages
    and parts 0-100 as given, grades 1-10, None for items without numbers); `state` int8, one of
    STATES. `scores` are the category scores behind a mean score.
    """

    id: str
    kind: str
    state: np.ndarray
    categories: tuple[str, ...] = ()
    codes: np.ndarray | None = None
    values: np.ndarray | None = None
    scores: tuple[float, ...] | None = None
    nets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def traits(self) -> ItemKind:
        """What holds for every item of its kind."""
        return KINDS[self.kind]

    def __repr__(self) -> str:
        return f"Variable({self.id!r}, {self.kind}, {len(self.state)} rows)"

    @property
    def numbers(self) -> np.ndarray:
        """The values of an item that is answered with numbers. **Raises** TypeError for any other."""
        if self.values is None:
            raise TypeError(f"{self.id} is not answered with numbers")
        return self.values

    @property
    def asked(self) -> bool:
        """Whether anybody at all was asked this item."""
        return bool((self.state != NOT_ASKED).any())

    def take(self, rows: np.ndarray) -> Variable:
        """The answers of some rows (positions or mask)."""
        return replace(
            self,
            state=self.state[rows],
            codes=None if self.codes is None else self.codes[rows],
            values=None if self.values is None else self.values[rows],
        )

    def with_state(self, state: np.ndarray) -> Variable:
        """The answers under another state; what is no longer valid loses its code and value."""
        gone = state != VALID
        codes = None if self.codes is None else np.where(gone, self.codes.dtype.type(-1), self.codes)
        values = None if self.values is None else np.where(gone, np.nan, self.values)
        return replace(self, state=state.astype(np.int8, copy=False), codes=codes, values=values)


@dataclass(frozen=True, repr=False)
class Answers:
    """Answers by respondent, of one wave or of several waves stacked.

    **Rows**: one per accepted respondent and wave. `wave` is an index into `waves`. `variables` has
    the closed and derived items only: contact, open and identifying answers never get here.
    `design` holds the declared design columns (weight, stratum, PSU) in the same row order. `rows` are the rows of
    the response file, for messages; None where there is no file.
    """

    waves: tuple[str, ...]
    wave: np.ndarray
    respondent_id: np.ndarray
    variables: Mapping[str, Variable]
    design: pd.DataFrame
    rows: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.respondent_id)

    def __repr__(self) -> str:
        return f"Answers({len(self)} rows, {len(self.variables)} variables, waves {', '.join(self.waves)})"

    def take(self, rows: np.ndarray) -> Answers:
        """The answers of some rows (positions or mask)."""
        return replace(
            self,
            wave=self.wave[rows],
            respondent_id=self.respondent_id[rows],
            variables={name: variable.take(rows) for name, variable in self.variables.items()},
            design=self.design.loc[rows].reset_index(drop=True),
            rows=None if self.rows is None else self.rows[rows],
        )

    def place(self, row: int) -> str:
        """Where a respondent stands, for a message: the wave and the row of its file."""
        number = row + 1 if self.rows is None else int(self.rows[row])
        return text("intake.wave_and_row", wave=self.waves[self.wave[row]], row=number)


def stack(waves: Sequence[Answers]) -> Answers:
    """Answers of several waves under each other, in the order given.

    **Rows**: all rows of the first, then of the next. An item that a wave did not ask is NOT_ASKED
    there; a design column that a wave lacks is missing there. **Raises** IntakeError when two waves
    disagree on what an item is, or a wave occurs twice.
    """
    names = tuple(name for answers in waves for name in answers.waves)
    if len(set(names)) < len(names) or not names:
        raise IntakeError(
            "intake.waves_can_be_stacked_once_each", got=", ".join(names) or text("intake.no_wave_at_all")
        )
    firsts = np.cumsum([0, *(len(answers.waves) for answers in waves)])
    items = dict.fromkeys(item for answers in waves for item in answers.variables)
    return Answers(
        waves=names,
        wave=np.concatenate(
            [(answers.wave + first).astype(np.int8) for answers, first in zip(waves, firsts, strict=False)]
        ),
        respondent_id=np.concatenate([answers.respondent_id for answers in waves]),
        variables={item: _stacked(item, waves) for item in items},
        design=pd.concat([answers.design for answers in waves], ignore_index=True),
        rows=_rows(waves),
    )


def _rows(waves: Sequence[Answers]) -> np.ndarray | None:
    """The rows of the files, below each other; None where one wave has none."""
    known = [answers.rows for answers in waves if answers.rows is not None]
    return np.concatenate(known) if len(known) == len(waves) else None


def _stacked(item: str, waves: Sequence[Answers]) -> Variable:
    variables = [answers.variables[item] for answers in waves if item in answers.variables]
    first = variables[0]
    if any((other.kind, other.categories) != (first.kind, first.categories) for other in variables):
        raise IntakeError("intake.has_other_categories_in_another_wave", item=item)
    parts = [answers.variables.get(item) or _not_asked(first, len(answers)) for answers in waves]
    return replace(
        first,
        state=np.concatenate([part.state for part in parts]),
        codes=None if first.codes is None else np.concatenate([part.codes for part in parts]),
        values=None if first.values is None else np.concatenate([part.values for part in parts]),
    )


def _not_asked(like: Variable, rows: int) -> Variable:
    return replace(
        like,
        state=np.full(rows, NOT_ASKED, np.int8),
        codes=None if like.codes is None else np.full(rows, -1, like.codes.dtype),
        values=None if like.values is None else np.full(rows, np.nan),
    )
