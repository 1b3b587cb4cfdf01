"""Columns that hold numbers: grades, percentages, and numbers with or without a range."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from monitor.exchange.answers import number_of
from monitor.exchange.scales import grade_scale
from monitor.exchange.typed_column import Typed, marks_of, outside_of, special_of
from monitor.exchange.vocabulary import clean, vocabulary

GRADES = ((1, 10), (0, 10))
LEAST_GRADES = 6  # labels of a row of grades
PERCENT = "%"
MOST_OWN = 0.05  # of the answers to one question that may be no answer before a run stops
_ENDS = re.compile(
    r"\b(\d{1,2})\s*(?:tot en met|tot|t/m|-|–|to|through)\s*(?:en met\s*)?(\d{1,2})\b(?!\s*(?:uur|jaar|maand|week|dag))"
)


def is_range(bare: Typed, answers: Mapping[str, str], unlabelled: Iterable[str]) -> bool:
    """Whether labels stand at the ends of a row of numbers only: the others lie between them, or are given most."""
    left = [text for text in unlabelled if text in bare.seen.answers]
    numbers = {text: number_of(text) for text in (*answers, *left)}
    if len(left) < 2 or None in numbers.values():
        return False
    ends = sorted(number for text in answers if (number := numbers[text]) is not None)
    between = len(ends) > 1 and all(ends[0] < (numbers[text] or 0) < ends[-1] for text in left)
    counted = sum(bare.seen.answers[text] for text in left)
    return between or 2 * counted > bare.seen.total


def are_grades(answers: Mapping[str, str]) -> bool:
    """Whether labels are a row of whole numbers that says no more than itself, up to 10."""
    numbers = [int(label) for label in answers.values() if label.isdecimal()]
    return (
        len(numbers) == len(answers) >= LEAST_GRADES
        and sorted(numbers) == list(range(min(numbers), max(numbers) + 1))
        and max(numbers) == GRADES[0][1]
    )


def as_grades(bare: Typed, answers: Mapping[str, str]) -> Typed:
    """Grades that are the labels, whatever the codes that stand in the file for them."""
    variable = bare.variable
    spelled = {text: answers[value] for text, value in variable.spellings.items() if value in answers}
    values = {**answers, **spelled}
    ends = sorted(map(float, answers.values()))
    bare = replace(bare, variable=replace(variable, range=(ends[0], ends[-1])))
    if all(number_of(value) == number_of(label) for value, label in values.items()):
        return as_number(bare)
    made = as_number(replace(bare, seen=bare.seen.read(values)))
    return replace(made, seen=bare.seen, values=values)


def as_number(bare: Typed) -> Typed:
    """Whole numbers within 1-10 of which the text asks a grade, percentages, other numbers."""
    bare = _without_marks(bare)
    variable, seen, words = bare.variable, bare.seen, vocabulary()
    numbers = [n for n in seen.numbers if str(int(n) if n.is_integer() else n) not in bare.no_answer]
    texts = f"{variable.stem} {variable.text}"
    declared = variable.range or _range_in(texts, numbers)
    labelled_ends = bool(_labelled(variable.labels, outside_of(variable))) and variable.type != "number"
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


def _without_marks(bare: Typed) -> Typed:
    """The column with what its labels, its program and negative numbers say to be no number; a labelled value that says
    nothing of the kind is one, which is a doubt where the program declares numbers."""
    variable, seen = bare.variable, bare.seen
    outside = outside_of(variable)
    for value in variable.missing:
        if value not in variable.labels and value in seen.texts:
            bare = bare.doubting("exchange.missing_without_label", value=value)
        elif (
            value in variable.labels
            and variable.type == "number"
            and not vocabulary().means(variable.labels[value])
        ):
            bare = bare.doubting("exchange.label_is_no_number", value=value, label=variable.labels[value])
    bare = replace(bare, **marks_of(outside), special=special_of(variable, outside))
    if seen.percent_signs:
        bare = replace(bare, suffix=PERCENT)
    for mark in () if bare.no_answer or variable.range else seen.marks:
        bare = replace(bare, no_answer=(*bare.no_answer, mark)).doubting(
            "exchange.mark_among_numbers", mark=mark
        )
    for value, label in _labelled(variable.labels, outside).items() if variable.type == "number" else ():
        bare = bare.doubting("exchange.label_of_a_number", value=value, label=clean(label))
    return bare


def _labelled(labels: Mapping[str, str], outside: Mapping[str, object]) -> dict[str, str]:
    """Labels of values that are answers."""
    return {value: label for value, label in labels.items() if value not in outside and clean(label)}


def _range_in(text: str, numbers: list[float]) -> tuple[float, float] | None:
    """The ends of a scale that a question names, such as 1 to 5, where no answer lies outside them."""
    found = _ENDS.search(text)
    if not found:
        return None
    low, high = sorted((float(found[1]), float(found[2])))
    fits = low < high <= GRADES[0][1] and all(low <= number <= high for number in numbers)
    return (low, high) if fits else None
