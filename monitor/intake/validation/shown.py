"""What of a wrong cell may be repeated in the quarantine: a code or a short number, nothing else."""

from __future__ import annotations

import re

import numpy as np

from monitor.intake.files.responses import Responses
from monitor.intake.rules import Result

_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,14}|[+-]?\d{1,5}([.,]\d{1,3})?")
MASKED = "[afgeschermd]"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def shown_cells(responses: Responses, outcome: Result) -> np.ndarray:
    """The cells that broke a rule, masked where they are more than a code or number."""
    column = responses.columns.get(outcome.column)
    if column is None:
        masked = MASKED if outcome.column in responses.split_off else ""
        return np.full(len(outcome.failed), masked, object)
    texts = np.array([shown_cell(text) for text in column.texts], object)
    return texts[column.index[outcome.failed]]


def shown_cell(text: str) -> str:
    return text if not text or _CODE.fullmatch(text) else MASKED


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: a quote before = + - @ unless it is a number."""
    return f"'{text}" if text.startswith(_FORMULA) and not _CODE.fullmatch(text) else text


def restored(text: str) -> str:
    """A cell as it was before `harmless`."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text
