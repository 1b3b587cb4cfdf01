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
from monitor.messages.catalogue import text
from monitor.study.questionnaire import Item

_ZERO = re.compile(r"\s*0+([.,]0*)?\s*")
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
    if rule == "bad_weight" and column.texts and all(map(_ZERO.fullmatch, column.texts)):
        return Mismatch(
            got=text("intake.zero_in_every_row"), expected=text("intake.weights_above_zero"),
            hint=text("intake.names_the_weight", name=name),
        )  # fmt: skip
    if item is None:
        return Mismatch()
    if rule == "unknown_code":
        return _unknown(item, _repeated(column, texts, limits), texts)
    if rule == "not_whole":
        return Mismatch(
            got=text("intake.numbers_with_decimals"),
            hint=text("intake.takes_halves", name=name, low=item.low, high=item.high),
        )
    signs = [
        text for text in _repeated(column, texts, limits) if re.fullmatch(r"-\d{1,3}|8+|9+|-?9+[789]", text)
    ]
    if rule == "out_of_range" and signs:
        return Mismatch(
            got=", ".join(signs),
            expected=text("intake.answers_from_to", low=item.low, high=item.high),
            hint=text("intake.means_no_answer", sign=signs[0]),
        )
    return Mismatch()


def _mixed_decimals(name: str, column: TextColumn) -> Mismatch | None:
    """A column in which both signs stand between digits, whichever of them were meant as thousands."""
    if not (any(map(_POINT.search, column.texts)) and any(map(_COMMA.search, column.texts))):
        return None
    return Mismatch(
        got=text("intake.signs_mixed"),
        expected=text("intake.one_decimal_sign"),
        hint=text("intake.export_without_thousands", name=name),
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
    listed = [f"{code} ({label})" if label != code else code for code, label in known[:12]]
    expected = text("intake.the_codes", codes=listed)
    if not shown:
        return Mismatch(text("intake.other_texts", count=len(texts)), expected, "intake.wrong_file_or_column")
    by_label = nearest(folded(shown[0]), labels)
    return Mismatch(
        got=", ".join(f'"{text}"' for text in shown),
        expected=expected,
        hint=text(
            "intake.say_what_each_means",
            kind=text(_kind(shown, codes, bool(by_label))),
            near=by_label or nearest(shown[0], codes),
            item=item.id,
            values=", ".join(f'"{text}": ...' for text in shown[:3]),
        ),
    )


def _kind(shown: list[str], codes: list[str], near_label: bool) -> str:
    if all(any(sign in text for sign in ";|,") for text in shown):
        return "intake.several_answers"
    if near_label:
        return "intake.labels_in_other_words"
    given, wanted = all(map(whole, shown)), all(map(whole, codes))
    if given and wanted:
        return "intake.other_numbers"
    if given:
        return "intake.numbers_for_words"
    return "intake.letters_for_numbers" if wanted else "intake.codes_of_another_list"
