"""What of a cell may be repeated in the quarantine: what is nearly a code or label of its item, nothing else."""

from __future__ import annotations

import re

import numpy as np

from monitor.intake.files.columns import ColumnPlan
from monitor.intake.files.responses import Responses
from monitor.intake.files.spellings import folded
from monitor.intake.personal_data.search import find_personal_data
from monitor.intake.personal_data.words import privacy_words
from monitor.intake.rules import Result
from monitor.study.questionnaire import Item

MASKED = privacy_words().cells.confidential
MOST_SIGNS, MOST_EDITS = 8, 2
_NUMBER = re.compile(r"[+-]?\d{1,5}([.,]\d{1,3})?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class ShownCells:
    """Cells of one wave as they may be shown, masked by kind where they may not."""

    def __init__(self, plan: ColumnPlan) -> None:
        self.plan = plan
        self.known: dict[str, frozenset[str]] = {}

    def failed(self, responses: Responses, outcome: Result) -> np.ndarray:
        """The cells that broke a rule."""
        column = responses.columns.get(outcome.column)
        if column is None:
            masked = MASKED if outcome.column in responses.split_off else ""
            return np.full(len(outcome.failed), masked, object)
        texts = np.array([self.cell(outcome.column, text) for text in column.texts], object)
        return texts[column.index[outcome.failed]]

    def cell(self, column: str, text: str) -> str:
        """One cell: a code or label of its item, or a text of at most 8 signs within 2 edits of one; else its kind.

        Numbers are held against the bounds of their item, in columns of weights and the like against their own form.
        """
        if column not in self.known:
            self.known[column] = self._known(column)
        known = self.known[column]
        if not text or text in known:
            return text
        number = bool(_NUMBER.fullmatch(text))
        bounds = self._bounds(column)
        if number and (bounds is None or _within(text, *bounds)):
            return text
        near = len(text) <= MOST_SIGNS and any(
            _is_near(text, one, number) for one in (*known, *_texts(bounds))
        )
        return text if near and not find_personal_data(text) else masked_by_kind(text)

    def respondent_id(self, text: str) -> str:
        """A respondent number, masked where it is somebody's e-mail address, telephone number or the like."""
        found = find_personal_data(text)
        return privacy_words().masks[found[0].kind] if found else text

    def _known(self, column: str) -> frozenset[str]:
        """Codes and labels of an item, or the codes of municipalities."""
        if column in self.plan.fields:
            return _codes_and_labels(self.plan.fields[column])
        frame = self.plan.study.municipalities
        return frame.codes if frame and column in self.plan.municipality else frozenset()

    def _bounds(self, column: str) -> tuple[float, float] | None:
        """Least and greatest number of an item; any number for columns that are no item; none of an item with codes."""
        item = self.plan.fields.get(column)
        if item is None:
            return (-np.inf, np.inf) if column not in self.plan.municipality else None
        if not item.traits.numeric:
            return None
        low = item.low if item.low is not None else -np.inf
        return low, item.high if item.high is not None else np.inf


def masked_by_kind(text: str) -> str:
    """How long a text or number is, and nothing else of it."""
    cells = privacy_words().cells
    digits = re.sub(r"[ .,+-]", "", text)
    one, many = (cells.digit, cells.digits) if digits.isdigit() else (cells.sign, cells.signs)
    count = len(digits) if digits.isdigit() else len(text)
    return one if count == 1 else many.replace("{n}", str(count))


def is_masked(text: str) -> bool:
    """Whether a cell of a correction file is a mask: what it hides stays what it was."""
    cells, masks = privacy_words().cells, privacy_words().masks.values()
    if text in (cells.confidential, cells.sign, cells.digit, *masks):
        return True
    return any(
        re.fullmatch(re.escape(many).replace(r"\{n\}", r"\d+"), text) for many in (cells.signs, cells.digits)
    )


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: a quote before = + - @ unless it is a number."""
    return f"'{text}" if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text


def restored(text: str) -> str:
    """A cell as it was before `harmless`."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def edits(one: str, other: str) -> int:
    """Signs to change, add or take away to make one text the other (Levenshtein)."""
    row = list(range(len(other) + 1))
    for place, sign in enumerate(one, start=1):
        before, row[0] = row[0], place
        for column, against in enumerate(other, start=1):
            before, row[column] = (
                row[column],
                min(row[column] + 1, row[column - 1] + 1, before + (sign != against)),
            )
    return row[-1]


def _codes_and_labels(item: Item) -> frozenset[str]:
    codes = item.scale.categories if item.scale is not None and not item.traits.numeric else ()
    named = [(entry.code, entry.label) for entry in codes] + [
        (entry.code, entry.label) for entry in item.special
    ]
    return frozenset(text for pair in named for text in pair)


def _is_near(text: str, known: str, number: bool) -> bool:
    """Within two edits; of a word something of the code must be left, as "Bo" is no slip of "1"."""
    if abs(len(text) - len(known)) > MOST_EDITS:
        return False
    apart = edits(folded(text), folded(known))
    return apart <= MOST_EDITS and (number or apart < len(text))


def _within(text: str, low: float, high: float) -> bool:
    return low <= float(text.replace(",", ".")) <= high


def _texts(bounds: tuple[float, float] | None) -> tuple[str, ...]:
    return tuple(f"{bound:g}" for bound in bounds or () if np.isfinite(bound))
