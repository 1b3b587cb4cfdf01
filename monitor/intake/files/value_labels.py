"""Codes by value label: what a file with labels holds, in the codes of the questionnaire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from monitor.errors import IntakeError
from monitor.intake.files.columns import and_more
from monitor.intake.files.spellings import Codebook, How, folded
from monitor.messages.catalogue import text
from monitor.study.expression.expression import is_number
from monitor.study.questionnaire import Item

_SHOWN, _LONGEST = 6, 40


class ValueLabels(NamedTuple):
    """What a file says of the values in a column: a label by value, and ranges that mean missing."""

    labels: Mapping[str, str]
    missing: tuple[Mapping[str, Any], ...]


NONE = ValueLabels({}, ())


def readings_by_label(
    item: Item, values: tuple[str, ...], said: ValueLabels, file: str
) -> dict[str, tuple[str, How]]:
    """By value, the code whose label (or code) its value label is; "" for a missing value without one.

    Labels that name every category win over the values. Labels on some values only are left aside where
    each value is the code that its label names. **Raises** IntakeError naming the values where labels
    recode some and leave others as codes, name one category twice, or none at all.
    """
    book = Codebook(item)
    named = _named(item, said.labels, book)
    _check_once(item, named, said, book, file)
    present = [value for value in values if value and not _is_missing(value, said.missing)]
    _check_complete(item, present, named, said, book, file)
    readings: dict[str, tuple[str, How]] = {}
    for value in values:
        if value in named:
            if named[value] != value:
                readings[value] = (named[value], "number" if book.same(value, named[value]) else "label")
        elif value and value not in book.special and _is_missing(value, said.missing):
            readings[value] = ("", "missing")
    return readings


def _named(item: Item, labels: Mapping[str, str], book: Codebook) -> dict[str, str]:
    words = {**book.by_truth, **book.by_code, **book.by_label}
    if item.traits.graded and item.scale is not None:
        words = {**{code: code for code in item.scale.codes}, **words}
    return {value: words[folded(label)] for value, label in labels.items() if folded(label) in words}


def _recoded(named: Mapping[str, str], book: Codebook) -> dict[str, str]:
    """Values that are no spelling of the category that their label names."""
    return {
        value: code
        for value, code in named.items()
        if code not in book.special and not book.same(value, code)
    }


def _check_once(item: Item, named: Mapping[str, str], said: ValueLabels, book: Codebook, file: str) -> None:
    for code in _recoded(named, book).values():
        twice = [value for value, other in named.items() if other == code]
        if len(twice) > 1:
            raise _refused(
                item,
                "response_files.gives_values_one_category",
                file,
                listed=_listed(twice, said.labels),
                word=code,
            )


def _check_complete(
    item: Item, present: list[str], named: Mapping[str, str], said: ValueLabels, book: Codebook, file: str
) -> None:
    codes = item.scale.codes if item.scale is not None else ()
    taken = [
        value for value in present if value not in named and any(book.same(value, code) for code in codes)
    ]
    recoded = _recoded(named, book)
    if recoded and taken:
        raise _refused(
            item,
            "response_files.recodes_and_leaves_without_label_of",
            file,
            recoded=[
                text("response_files.value_to_code", value=value, word=code)
                for value, code in list(recoded.items())[:_SHOWN]
            ],
            listed=_listed(taken, said.labels),
        )
    unlike = not named and not item.traits.numeric and all(value in said.labels for value in present)
    if taken and unlike:
        raise _refused(item, "response_files.matches_no_category", file, listed=_listed(taken, said.labels))


def _refused(item: Item, what: str, file: str, **values: Any) -> IntakeError:
    codes = [(one.code, one.label) for one in (item.scale.categories if item.scale else ())]
    return IntakeError(
        "response_files.value_labels_of_cannot_be_followed",
        where=file,
        expected=", ".join((f"{code} {label}" if code != label else code for code, label in codes)) or None,
        item=item.id,
        finding=text(what, **values),
    )


def _listed(values: list[str], labels: Mapping[str, str]) -> str:
    values = sorted(values, key=_by_number)
    shown = [
        f'{value} "{labels[value][:_LONGEST]}"' if value in labels else value for value in values[:_SHOWN]
    ]
    return and_more(shown, len(values) - _SHOWN)


def _by_number(value: str) -> tuple[float, str]:
    return (float(value) if is_number(value) else float("inf"), value)


def _is_missing(text: str, missing: tuple[Mapping[str, Any], ...]) -> bool:
    for span in missing:
        low, high = span["lo"], span["hi"]
        if isinstance(low, str) or isinstance(high, str):
            if text == str(low).strip():
                return True
        elif is_number(text) and low <= float(text) <= high:
            return True
    return False
