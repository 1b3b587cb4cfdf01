"""What each column asks: its kind, its answers, and what stands for no answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from monitor.exchange.answers import Seen, is_answer_word, number_of, shown_labels
from monitor.exchange.limits import exchange_limits
from monitor.exchange.names import category_code, unused
from monitor.exchange.personal import personal_kind
from monitor.exchange.scales import Category, scale_of
from monitor.exchange.source import Source, Variable
from monitor.exchange.typed_column import Typed, bare_number, marks_of, outside_of, special_of
from monitor.exchange.typed_numbers import MOST_OWN, are_grades, as_grades, as_number, is_range
from monitor.exchange.vocabulary import Outside, clean, plain, vocabulary
from monitor.intake.files.mapped_cells import UNREAD, joined
from monitor.study.column_map import MappedColumn

FEWEST = 2  # answers of a closed question
OTHER_CODE, OTHER_LABEL = "anders", "Anders"
BARE_CODE = re.compile(r"[A-Za-z]{1,3}\d{1,4}")


def typed(source: Source, variable: Variable) -> Typed:
    """What a column asks: as the program declares it, else by its labels, its text and its answers."""
    made = _typed(source, variable)
    if variable.wordless:
        made = made.doubting("exchange.answers_without_words", codes=", ".join(variable.wordless))
    return made.doubting(variable.doubt) if variable.doubt else made


def _typed(source: Source, variable: Variable) -> Typed:
    seen = Seen.of(source.cells(variable), outside_of(variable))
    bare = Typed(variable, variable.type, seen, no_answer=variable.no_answer)
    if variable.type in ("contact", "identifying", "ignored"):
        return bare
    if variable.type == "joined" or (
        not variable.type and not variable.labels and _is_joined(variable, seen)
    ):
        return _joined(bare)
    if variable.type == "option":
        return as_option(bare)
    if personal := personal_kind(variable, seen):
        return replace(bare, kind=personal)
    if variable.type == "open":
        return bare
    if variable.type == "number" or (variable.type in ("grade", "percentage") and not variable.labels):
        return as_number(bare)
    return _labelled(bare) if variable.labels else _unlabelled(bare)


def _labelled(bare: Typed) -> Typed:
    """A column with labels of its program: answers, and codes outside the base told by their labels."""
    variable, outside = bare.variable, outside_of(bare.variable)
    answers = {
        value: clean(label) or value for value, label in variable.labels.items() if value not in outside
    }
    answers = {value: label for value, label in answers.items() if label}
    known = {*variable.labels, *variable.spellings, *outside}
    unlabelled = [text for text in bare.seen.texts if text not in known]
    marked = replace(bare, **marks_of(outside))
    for value in outside:
        if value in variable.missing and value not in variable.labels:
            marked = marked.doubting("exchange.missing_without_label", value=value)
        elif value not in variable.missing and bare.variable.listed and variable.missing:
            marked = marked.doubting("exchange.outside_not_declared", value=value)
    if len(answers) > 2 and are_grades(answers) and not _lacks_words(variable):
        return as_grades(marked, answers)
    if len(answers) <= 2 and variable.type != "single" and is_range(marked, answers, unlabelled):
        return as_number(marked)
    if not answers:
        return _unlabelled(marked)
    if len(answers) < FEWEST:
        return replace(marked, kind="open").doubting("exchange.one_answer")
    return _closed(marked, answers, outside)


def _lacks_words(variable: Variable) -> bool:
    """Whether labels are codes without words, and the question asks no grade."""
    return bool(variable.wordless) and not vocabulary().asks_for("grade", f"{variable.stem} {variable.text}")


def _closed(bare: Typed, answers: Mapping[str, str], outside: Mapping[str, Outside]) -> Typed:
    variable = bare.variable
    coded: dict[str, str] = {}
    for value, label in answers.items():
        code = category_code("" if variable.signs else bare_number(value), label)
        coded[value] = unused(code, coded.values())
    categories = tuple(Category(value, coded[value], label) for value, label in answers.items())
    special = special_of(variable, outside)
    scale = scale_of(categories, variable.ordered)
    values = {one.value: one.code for one in (*categories, *(each for each, _ in special))}
    values |= {text: values[value] for text, value in variable.spellings.items() if value in values}
    differing = {value: code for value, code in values.items() if value != code}
    return replace(
        bare, kind="single", scale=replace(scale, special=special), values=values if differing else {}
    )


def _unlabelled(bare: Typed) -> Typed:
    """A column of which only the answers tell what it asks."""
    seen = bare.seen
    if not seen.answers:
        return replace(bare, kind="open").doubting("exchange.no_answers")
    if bare.variable.type == "single" and _are_codes(seen):
        return _of_codes(bare)
    if seen.is_numeric:
        return as_number(bare)
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
        _closed(replace(bare, variable=variable, **marks_of(outside)), answers, outside), rare=rare
    )
    if all(BARE_CODE.fullmatch(label) for label in answers):
        return closed.doubting("exchange.codes_without_labels")
    return _with_other(closed)


def _are_codes(seen: Seen) -> bool:
    """Whether answers are so few whole numbers that they can be the codes of a closed question."""
    most = exchange_limits().closed_answers
    return seen.is_numeric and seen.is_whole and FEWEST <= len(seen.answers) <= most


def _of_codes(bare: Typed) -> Typed:
    """A closed question of which the program names no codes: those that were seen, without words."""
    codes = sorted(
        (text for text in bare.seen.answers if number_of(text) is not None),
        key=lambda one: number_of(one) or 0,
    )
    closed = _closed(replace(bare, variable=replace(bare.variable, labels={code: code for code in codes})),
                     {code: code for code in codes}, {})  # fmt: skip
    return closed.doubting("exchange.answers_without_words", codes=", ".join(codes))


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
    outside = outside_of(variable)
    values = {text: code for text, code in values.items() if text not in outside}
    return replace(bare, kind="option", scale=None, values=values, **marks_of(outside))


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
