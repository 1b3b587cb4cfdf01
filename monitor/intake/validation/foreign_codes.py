"""What an error may say of answers that no code fits: short texts that come back, and what kind of mismatch it is."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np

from monitor.errors import nearest
from monitor.intake.files.limits import Limits
from monitor.intake.files.spellings import folded, whole
from monitor.intake.files.table import TextColumn
from monitor.intake.personal_data.search import find_personal_data
from monitor.study.questionnaire import Item

_POINT, _COMMA = re.compile(r"\d\.\d"), re.compile(r"\d,\d")
_PERSONAL = re.compile(r"@|\d{6}|\n")


class Mismatch(NamedTuple):
    """What stands in a column, what the questionnaire knows, and what looks wrong."""

    got: str | None = None
    expected: str | None = None
    hint: str | None = None


def mismatch(
    rule: str, name: str, item: Item | None, column: TextColumn, failed: np.ndarray, limits: Limits
) -> Mismatch:
    """What a column holds that breaks a rule of format in these rows, as far as it may be told.

    Only texts that several respondents gave and that are as short as a code are repeated; of numbers only
    that decimal signs are mixed, that grades are halves, or that a sign for no answer stands among them.
    """
    texts = [column.texts[place] for place in np.unique(column.index[failed])]
    if rule in ("not_a_number", "bad_weight") and (mixed := _mixed_decimals(name, column)):
        return mixed
    if item is None:
        return Mismatch()
    if rule == "unknown_code":
        return _unknown(item, _repeated(column, texts, limits), texts)
    if rule == "not_whole":
        return Mismatch(
            got="numbers with decimals",
            hint=f'Does "{name}" take halves? Declare it with kind: number and range: '
            f"[{item.low:g}, {item.high:g}], or round the answers before they are read",
        )
    signs = [
        text for text in _repeated(column, texts, limits) if re.fullmatch(r"-\d{1,3}|8+|9+|-?9+[789]", text)
    ]
    if rule == "out_of_range" and signs:
        return Mismatch(
            got=", ".join(signs),
            expected=f"answers from {item.low:g} to {item.high:g}",
            hint=f'Does {signs[0]} mean no answer? Name it in the study file, missing: ["{signs[0]}"], '
            "or declare it as a special code of the question",
        )
    return Mismatch()


def _mixed_decimals(name: str, column: TextColumn) -> Mismatch | None:
    """A column in which both signs stand between digits, whichever of them were meant as thousands."""
    if not (any(map(_POINT.search, column.texts)) and any(map(_COMMA.search, column.texts))):
        return None
    return Mismatch(
        got='"." and "," mixed, as decimal sign or before thousands',
        expected="one decimal sign in the whole column, and none before thousands",
        hint=f'Export "{name}" again without a sign before thousands, such as 1234,5 or 1234.5',
    )


def _repeated(column: TextColumn, texts: list[str], limits: Limits) -> list[str]:
    counts = dict(zip(column.texts, column.counts(), strict=True))
    shown = [
        text
        for text in texts
        if counts[text] >= limits.shown_codes.from_rows
        and len(text) <= limits.shown_codes.characters
        and not _PERSONAL.search(text)
        and not find_personal_data(text)
    ]
    return sorted(shown)[: limits.shown_codes.at_most]


def _unknown(item: Item, shown: list[str], texts: list[str]) -> Mismatch:
    assert item.scale is not None
    known = [(one.code, one.label) for one in item.scale.categories]
    known += [(one.code, one.label) for one in item.special]
    codes = [code for code, _ in known]
    labels = {folded(label): label for _, label in known}
    listed = ", ".join(f"{code} ({label})" if label != code else code for code, label in known[:12])
    expected = f"the codes {listed}"
    if not shown:
        return Mismatch(
            f"{len(texts)} other texts",
            expected,
            "Is this the wrong file, the wrong column or the wrong code list?",
        )
    near = nearest(folded(shown[0]), labels) or nearest(shown[0], codes)
    values = ", ".join(f'"{text}": ...' for text in shown[:3])
    return Mismatch(
        got=", ".join(f'"{text}"' for text in shown),
        expected=expected,
        hint=f"{_kind(shown, codes, bool(nearest(folded(shown[0]), labels)))} {near or ''} ".replace(
            "  ", " "
        )
        + f"Say what each means under the wave: columns: {{columns: {{{item.id}: {{column: {item.id}, "
        f"values: {{{values}}}}}}}}}; or, where it is no answer, missing: in the study file",
    )


def _kind(shown: list[str], codes: list[str], near_label: bool) -> str:
    if all(any(sign in text for sign in ";|,") for text in shown):
        return "These look like several answers in one cell (joined:)."
    if near_label:
        return "These look like answer labels in other words."
    given, wanted = all(map(whole, shown)), all(map(whole, codes))
    if given and wanted:
        return "These are numbers, as the codes are, but others: is this another version of the question?"
    if given:
        return "These are numbers where the questionnaire has words."
    if wanted:
        return "These are letters where the questionnaire has numbers."
    return "These are codes of another list."
