"""One normalisation of codes, labels and marks, whatever the format: spellings.yaml, typed, and its comparison."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from monitor.study.declarations import Declared, load
from monitor.study.questionnaire import Item
from monitor.study.scale import Category, Special

SPELLINGS_FILE = Path(__file__).with_name("spellings.yaml")
How = Literal["spelling", "number", "label", "truth", "no_answer", "missing", "map", "blank"]
_UNSEEN = str.maketrans("", "", "\u200b\u200c\u200d\u2060\ufeff")
_WHOLE = re.compile(r"([+-]?)0*(\d+)(?:[.,]0*)?")


class Spellings(Declared):
    """Words for an answer that is no code; see spellings.yaml."""

    no_answer: tuple[str, ...]
    true: tuple[str, ...]
    false: tuple[str, ...]
    yes: tuple[str, ...]
    no: tuple[str, ...]
    chosen: tuple[str, ...]
    not_chosen: tuple[str, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Recode:
    """What stood in a column and as which code it was read ("" for no answer), in how many rows."""

    column: str
    given: str
    code: str
    how: How
    count: int


@cache
def read_spellings() -> Spellings:
    """The spellings in force. **Raises** DeclarationError when spellings.yaml is damaged."""
    return load(SPELLINGS_FILE, Spellings)[0]


def folded(text: str) -> str:
    """A text without what nobody sees: capitals, doubled and hard blanks, signs without width."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_UNSEEN).split()).casefold()


def whole(text: str) -> str | None:
    """A whole number as 4, whether it was written as 4, 04, 4.0 or 4,00; None for anything else."""
    match = _WHOLE.fullmatch(text) if text.isascii() else None
    return f"{match[1].strip('+')}{match[2]}" if match else None


class Codebook:
    """By which spellings the answers to one item are known: exact code, code, number, label, truth, mark."""

    def __init__(self, item: Item, missing: tuple[str, ...] = ()) -> None:
        spellings = read_spellings()
        entries: list[Category | Special] = list(item.special)
        if item.scale is not None and not item.traits.numeric:
            entries = [*item.scale.categories, *entries]
        self.codes = {entry.code for entry in entries}
        self.special = {entry.code for entry in item.special}
        self.by_code = _unique([(folded(entry.code), entry.code) for entry in entries])
        self.by_number = _unique([(whole(entry.code), entry.code) for entry in entries])
        self.by_label = _unique([(folded(entry.label), entry.code) for entry in entries])
        self.by_truth = _truths(item, spellings)
        self.marks = {folded(mark) for mark in (*spellings.no_answer, *missing)}
        self.declared = {folded(mark) for mark in missing}

    def reading(self, text: str, by_label: bool = False) -> tuple[str, How] | None:
        """The code that a text stands for and how it is known; None where it is a code or nothing known.

        `by_label` reads a text that is both a code and a label as the label.
        """
        fold = folded(text)
        if by_label and fold in self.by_label:
            code = self.by_label[fold]
            return None if code == text else (code, "label")
        if not text or text in self.codes:
            return None
        if fold in self.declared:
            return "", "no_answer"
        if fold in self.by_code:
            return self.by_code[fold], "spelling"
        number = whole(text)
        if number is not None and number in self.by_number:
            return self.by_number[number], "number"
        if fold in self.by_label:
            return self.by_label[fold], "label"
        if fold in self.by_truth:
            return self.by_truth[fold], "truth"
        return ("", "no_answer") if fold in self.marks else None

    def same(self, text: str, code: str) -> bool:
        """Whether a value is that code in another spelling."""
        return text == code or folded(text) == folded(code) or (whole(text) or text) == (whole(code) or code)


def _unique(pairs: list[tuple[str | None, str]]) -> dict[str, str]:
    """What stands for exactly one code."""
    codes: dict[str, set[str]] = {}
    for spelling, code in pairs:
        if spelling:
            codes.setdefault(spelling, set()).add(code)
    return {spelling: next(iter(one)) for spelling, one in codes.items() if len(one) == 1}


def _truths(item: Item, spellings: Spellings) -> dict[str, str]:
    if item.scale is None or item.traits.numeric:
        return {}
    if item.traits.is_option:
        yes = (*spellings.true, *spellings.yes, *spellings.chosen, item.text, item.short)
        no = (*spellings.false, *spellings.no, *spellings.not_chosen)
        pair = (item.traits.positive, item.traits.negative)
    else:
        yes, no = (*spellings.true, *spellings.yes), (*spellings.false, *spellings.no)
        pair = _yes_and_no(item, spellings)
    return {
        **{folded(word): pair[0] for word in yes if pair[0]},
        **{folded(word): pair[1] for word in no if pair[1]},
    }


def _yes_and_no(item: Item, spellings: Spellings) -> tuple[str, str]:
    """The codes of a scale whose two answers are yes and no; empty for any other."""
    categories = item.scale.categories if item.scale else ()

    def code_of(words: tuple[str, ...]) -> str:
        named = [one.code for one in categories if {folded(one.code), folded(one.label)} & set(words)]
        return named[0] if len(named) == 1 else ""

    pair = (code_of(spellings.yes), code_of(spellings.no))
    return pair if len(categories) == 2 and all(pair) and pair[0] != pair[1] else ("", "")
