"""What each column asks: its kind, its answers, and what stands for no answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from monitor.exchange.answers import FEW, MOST_CHOICES, NUMBER, Seen, is_answer_word, number_of, shown_labels
from monitor.exchange.names import category_code, unused
from monitor.exchange.scales import Category, Scale, grade_scale, scale_of
from monitor.exchange.source import Doubt, Source, Variable
from monitor.exchange.vocabulary import Outside, clean, plain, vocabulary
from monitor.intake.files.mapped_cells import UNREAD, joined
from monitor.study.column_map import MappedColumn

GRADES = ((1, 10), (0, 10))
LEAST_GRADES = 6  # labels of a row of grades
FEWEST = 2  # answers of a closed question
LETTER = re.compile(r"\.[a-z]")
PERCENT = "%"
OTHER_CODE, OTHER_LABEL = "anders", "Anders"
MOST_OWN = 0.05  # of the answers to one question that may be no answer before a run stops
BARE_CODE = re.compile(r"[A-Za-z]{1,3}\d{1,4}")
_ENDS = re.compile(
    r"\b(\d{1,2})\s*(?:tot en met|tot|t/m|-|–|to|through)\s*(?:en met\s*)?(\d{1,2})\b(?!\s*(?:uur|jaar|maand|week|dag))"
)
CLOSED = ("single", "option")


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
    special: Mapping[str, str] = field(default_factory=dict)
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


def typed(source: Source, variable: Variable) -> Typed:
    """What a column asks: as the program declares it, else by its labels, its text and its answers."""
    made = _typed(source, variable)
    return made.doubting(variable.doubt) if variable.doubt else made


def _typed(source: Source, variable: Variable) -> Typed:
    seen = Seen.of(source.cells(variable), _outside(variable))
    bare = Typed(variable, variable.type, seen, no_answer=variable.no_answer)
    if variable.type in ("open", "contact", "identifying", "ignored"):
        return bare
    if variable.type == "joined" or (
        not variable.type and not variable.labels and _is_joined(variable, seen)
    ):
        return _joined(bare)
    if variable.type == "option":
        return as_option(bare)
    if not variable.type and not variable.labels and _asks_for_contact(variable, seen):
        return replace(bare, kind="contact")
    if not variable.type and not variable.labels and vocabulary().asks_for("identifying", variable.text):
        return replace(bare, kind="identifying")
    if variable.labels:
        return _labelled(bare)
    if variable.type in ("number", "grade", "percentage"):
        return _number(bare)
    return _unlabelled(bare)


def _asks_for_contact(variable: Variable, seen: Seen) -> bool:
    """Addresses, or a text that asks for them and answers that are more than a choice."""
    addresses = sum(n for text, n in seen.texts.items() if "@" in text and "." in text.rpartition("@")[2])
    words = vocabulary()
    return (
        addresses >= FEW
        or (words.asks_for("contact", variable.text) and not _are_choices(seen))
        or (
            words.asks_for("reached", variable.text)
            and not _are_choices(seen)
            and not _are_chosen_often(seen)
        )
    )


def _are_choices(seen: Seen) -> bool:
    """Whether all answers are words that everybody knows, or grades."""
    return bool(seen.answers) and (
        all(is_answer_word(text) for text in seen.answers)
        or (
            seen.is_numeric and seen.is_whole and min(seen.numbers) >= 0 and max(seen.numbers) <= GRADES[0][1]
        )
    )


def _are_chosen_often(seen: Seen) -> bool:
    """Whether the answers are a few that at least three gave each."""
    return 0 < len(seen.answers) <= MOST_CHOICES and min(seen.answers.values()) >= FEW


def _outside(variable: Variable) -> dict[str, Outside]:
    """By value, what a label outside the base means; a declared missing value without such a label is no answer."""
    words = vocabulary()
    told = {value: words.means(label) for value, label in variable.labels.items()}
    marks: dict[str, Outside] = dict.fromkeys(variable.no_answer, "no_answer")
    return (
        marks
        | {value: means or "no_answer" for value, means in told.items() if means or value in variable.missing}
        | {value: "no_answer" for value in variable.missing if value not in variable.labels}
    )


def _labelled(bare: Typed) -> Typed:
    """A column with labels of its program: answers, and codes outside the base told by their labels."""
    variable, outside = bare.variable, _outside(bare.variable)
    answers = {
        value: clean(label) or value for value, label in variable.labels.items() if value not in outside
    }
    answers = {value: label for value, label in answers.items() if label}
    unlabelled = [text for text in bare.seen.texts if text not in variable.labels and text not in outside]
    marked = replace(bare, **_marks(outside))
    for value in outside:
        if value in variable.missing and value not in variable.labels:
            marked = marked.doubting("exchange.missing_without_label", value=value)
        elif value not in variable.missing and bare.variable.listed and variable.missing:
            marked = marked.doubting("exchange.outside_not_declared", value=value)
    if _is_range(answers, unlabelled) if len(answers) <= 2 else _are_grades(answers):
        return _number(marked)
    if not answers:
        return _unlabelled(marked)
    if len(answers) < FEWEST:
        return replace(marked, kind="open").doubting("exchange.one_answer")
    return _closed(marked, answers, outside)


def _is_range(answers: Mapping[str, str], unlabelled: list[str]) -> bool:
    """Whether labels stand at the ends of a row of numbers only."""
    numbers = [number_of(text) for text in (*answers, *unlabelled)]
    return len(unlabelled) >= 2 and all(number is not None for number in numbers)


def _are_grades(answers: Mapping[str, str]) -> bool:
    """Whether labels are a row of whole numbers that says no more than itself, up to 10."""
    numbers = [int(label) for label in answers.values() if label.isdecimal()]
    return (
        len(numbers) == len(answers) >= LEAST_GRADES
        and sorted(numbers) == list(range(min(numbers), max(numbers) + 1))
        and max(numbers) == GRADES[0][1]
    )


def _marks(outside: Mapping[str, Outside]) -> dict[str, Any]:
    return {
        "no_answer": tuple(value for value, means in outside.items() if means == "no_answer"),
        "not_asked": tuple(value for value, means in outside.items() if means == "not_asked"),
    }


def _closed(bare: Typed, answers: Mapping[str, str], outside: Mapping[str, Outside]) -> Typed:
    variable = bare.variable
    coded: dict[str, str] = {}
    for value, label in answers.items():
        code = category_code("" if variable.signs else _bare_number(value), label)
        coded[value] = unused(code, coded.values())
    categories = tuple(Category(value, coded[value], label) for value, label in answers.items())
    special = tuple(
        (Category(value, category_code(_bare_number(value), variable.labels.get(value, value)),
                  clean(variable.labels.get(value, value))), means)
        for value, means in outside.items()
        if means in ("dont_know", "not_applicable")
    )  # fmt: skip
    scale = scale_of(categories, variable.ordered)
    values = {one.value: one.code for one in (*categories, *(each for each, _ in special))}
    differing = {value: code for value, code in values.items() if value != code}
    return replace(
        bare, kind="single", scale=replace(scale, special=special), values=values if differing else {}
    )


def _bare_number(value: str) -> str:
    """4.0 as a code is 4, and the missing value .a of Stata is a."""
    if LETTER.fullmatch(value):
        return value[1:]
    return value.removesuffix(".0") if NUMBER.fullmatch(value) else value


def _unlabelled(bare: Typed) -> Typed:
    """A column of which only the answers tell what it asks."""
    seen = bare.seen
    if not seen.answers:
        return replace(bare, kind="open").doubting("exchange.no_answers")
    if seen.is_numeric:
        return _number(bare)
    declared = bare.variable.listed and bare.variable.type != "single"
    if seen.is_open or declared or _asks_own_words(bare):
        return replace(bare, kind="open")
    shown, rare = shown_labels(seen.answers)
    outside = {text: means for text in seen.texts if (means := vocabulary().means(text))}
    answers = {label: clean(label) for label in shown if clean(label)}
    if len(answers) < FEWEST:
        return replace(bare, kind="open", rare=rare)
    variable = replace(bare.variable, labels={**answers, **{text: text for text in outside}})
    closed = replace(
        _closed(replace(bare, variable=variable, **_marks(outside)), answers, outside), rare=rare
    )
    if all(BARE_CODE.fullmatch(label) for label in answers):
        return closed.doubting("exchange.codes_without_labels")
    return _with_other(closed)


def _with_other(closed: Typed) -> Typed:
    """A choice among unordered answers in which people gave answers of their own has one for these; on a scale they
    are no answer."""
    scale, own = closed.scale, sum(closed.seen.answers[label] for label in closed.rare)
    if scale is None or not (own or closed.variable.other_in):
        return closed
    often = own > MOST_OWN * closed.seen.total
    if scale.kind != "nominal" or (scale.name and not often and not closed.variable.other_in):
        return replace(closed, soft=often).doubting("exchange.own_words_left", count=own) if often else closed
    words = vocabulary()
    code = next((one.code for one in scale.categories if words.is_other(one.label)), "")
    if not code:
        code = unused(OTHER_CODE, [one.code for one in scale.categories])
        added = Category("", code, OTHER_LABEL)
        scale = replace(scale, name="", categories=(*scale.categories, added))
    values = {one.value: one.code for one in (*scale.categories, *(each for each, _ in scale.special))}
    values = {**values, **closed.values}
    values.pop("", None)
    made = replace(closed, scale=scale, values=values, other_code=code)
    return made.doubting("exchange.own_words_as_other", count=own, meant=code) if own else made


def _asks_own_words(bare: Typed) -> bool:
    """Whether a text asks for words of one's own and the answers are none that everybody knows."""
    asks = vocabulary().asks_for("open", f"{bare.variable.stem} {bare.variable.text}")
    return asks and not all(is_answer_word(text) for text in bare.seen.answers)


def _number(bare: Typed) -> Typed:
    """Whole numbers within 1-10 of which the text asks a grade, percentages, other numbers."""
    variable, seen, words = bare.variable, bare.seen, vocabulary()
    for value in variable.missing if not variable.labels else ():
        if value in seen.texts:
            bare = bare.doubting("exchange.missing_without_label", value=value)
    if not variable.labels:
        bare = replace(bare, **_marks(_outside(variable)))
    if seen.percent_signs:
        bare = replace(bare, suffix=PERCENT)
    for mark in () if bare.no_answer or variable.range else seen.marks:
        bare = replace(bare, no_answer=(*bare.no_answer, mark)).doubting(
            "exchange.mark_among_numbers", mark=mark
        )
    numbers = [n for n in seen.numbers if str(int(n) if n.is_integer() else n) not in bare.no_answer]
    texts = f"{variable.stem} {variable.text}"
    declared = variable.range or _range_in(texts, numbers)
    labelled_ends = bool(set(variable.labels) - set(_outside(variable)))
    asks_grade = variable.type == "grade" or words.asks_for("grade", texts) or labelled_ends
    lowest, highest = declared or (min(numbers, default=1), max(numbers, default=10))
    whole = all(float(n).is_integer() for n in (*numbers, lowest, highest))
    of_grades = declared is None or declared in GRADES or variable.range is not None
    if variable.type != "percentage" and asks_grade and of_grades and whole and lowest >= 0 and highest <= 10:
        zero = (declared and declared[0] == 0) or 0 in numbers
        return replace(bare, kind="grade", scale=grade_scale(*GRADES[bool(zero)]))
    if variable.type == "percentage" or seen.percent_signs or words.asks_for("percentage", texts):
        if numbers and max(numbers) <= 1 and not whole:
            return replace(bare, kind="percentage", times=100.0).doubting("exchange.share_as_percentage")
        if lowest >= 0 and highest <= 100:
            return replace(bare, kind="percentage")
    texts_too = seen.total - sum(seen.numbers.values())
    made = replace(bare, kind="number", range=declared)
    if not declared and not variable.type and seen.may_be_codes:
        made = made.doubting("exchange.numbers_without_labels")
    if not texts_too:
        return made
    made = replace(made, soft=texts_too > MOST_OWN * seen.total)
    return made.doubting("exchange.texts_among_numbers", count=texts_too)


def _range_in(text: str, numbers: list[float]) -> tuple[float, float] | None:
    """The ends of a scale that a question names, such as 1 to 5, where no answer lies outside them."""
    found = _ENDS.search(text)
    if not found:
        return None
    low, high = sorted((float(found[1]), float(found[2])))
    fits = low < high <= GRADES[0][1] and all(low <= number <= high for number in numbers)
    return (low, high) if fits else None


def as_option(bare: Typed) -> Typed:
    """One option of a set: which texts say that it was chosen."""
    words = vocabulary().file
    variable, own = bare.variable, plain(bare.variable.text)
    if variable.other or {plain(text) for text in bare.seen.answers} == {own}:
        return replace(bare, kind="option", scale=None, filled=True)
    values: dict[str, str] = {}
    for text in bare.seen.texts:
        said = plain(variable.labels.get(text, text))
        if said in set(map(plain, words.not_chosen)):
            values[text] = "0"
        elif said in set(map(plain, words.chosen)) or said == own:
            values[text] = "1"
    outside = _outside(variable)
    values = {text: code for text, code in values.items() if text not in outside}
    return replace(bare, kind="option", scale=None, values=values, **_marks(outside))


def _is_joined(variable: Variable, seen: Seen) -> bool:
    return bool(variable.separator or seen.separator)


def _joined(bare: Typed) -> Typed:
    """Several answers in a cell: with the list of the program, else those that may be shown."""
    sign = bare.variable.separator or bare.seen.separator
    listed = dict(bare.variable.options)
    if not listed and bare.seen.is_ranking(sign):
        return replace(bare, kind="ignored").doubting(
            "exchange.ranking", question=clean(bare.variable.text or bare.variable.heading)
        )
    if listed:
        entry = MappedColumn(
            column=bare.variable.column, joined=sign.strip(), values=dict.fromkeys(listed, "")
        )
        own = any(UNREAD in joined(text, entry) for text in bare.seen.answers)
        variable = replace(bare.variable, separator=sign)
        return replace(bare, kind="joined", variable=variable, options=listed, other=own)
    shown, rare = shown_labels(bare.seen.options(sign), one_answer=False)
    outside = [text for text in shown if vocabulary().means(text)]
    options = {text: clean(text) for text in shown if text not in outside and clean(text)}
    return replace(
        bare, kind="joined", variable=replace(bare.variable, separator=sign), options=options,
        other=bool(rare), no_answer=tuple(outside), rare=rare,
    )  # fmt: skip
