"""Codes by value label: what a file with labels holds, in the codes of the questionnaire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from monitor.intake.files.table import TextColumn, text_column
from monitor.study.expression.expression import is_number
from monitor.study.questionnaire import Item
from monitor.study.scale import Category, Special


def codes_from_labels(
    item: Item, column: TextColumn, labels: Mapping[str, str], missing: list[Mapping[str, Any]]
) -> TextColumn:
    """The column in the questionnaire's codes.

    A value becomes the code whose label (or code) its value label is; a value without such a label
    stays what it is. A user-missing value that is no special code means no answer.
    """
    wanted = _codes_by_label(item)
    texts = []
    for text in column.texts:
        code = wanted.get(labels.get(text, "").strip().casefold())
        special = {entry.code for entry in item.special}
        if code is None and text not in special and _is_missing(text, missing):
            texts.append("")
        else:
            texts.append(text if code is None else code)
    whole = text_column(texts)
    return TextColumn(whole.texts, whole.index[column.index])


def _codes_by_label(item: Item) -> dict[str, str]:
    scale = item.scale
    entries: list[Category | Special] = [*(scale.categories if scale else ()), *item.special]
    by_code = {entry.code.casefold(): entry.code for entry in entries}
    return {**by_code, **{entry.label.strip().casefold(): entry.code for entry in entries}}


def _is_missing(text: str, missing: list[Mapping[str, Any]]) -> bool:
    for span in missing:
        low, high = span["lo"], span["hi"]
        if isinstance(low, str) or isinstance(high, str):
            if text == str(low).strip():
                return True
        elif is_number(text) and low <= float(text) <= high:
            return True
    return False
