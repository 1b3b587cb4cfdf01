"""From a register file to a questionnaire: a municipality is the respondent, a month the wave, a rate an item.

Each rate becomes a number; with `cuts` there follows an item with its class. Waves are the moments of the file: the other
months are a series, and no surveys of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from math import floor, log10
from pathlib import Path
from typing import Any, Final

from monitor.errors import nearest
from monitor.study.declarations import Declaration, Key, load
from monitor.study.house_policy import house_register
from monitor.study.kinds import CLASS_OF_RATE_KIND, RATE_KIND, SCALE_OF_CLASSES
from monitor.study.questionnaire import Questionnaire
from monitor.study.questionnaire_file import DerivedEntry, QuestionEntry, QuestionnaireFile, Respondents
from monitor.study.questionnaire_reader import questionnaire_of
from monitor.study.register_file import RegisterFile, RegisterIndicator
from monitor.study.scale import Category, ScaleEntry
from monitor.study.words import label_words

BROKEN_BY_REGISTER: Final = "register"
CUT, REST = re.compile(r"x < (\d+(?:\.\d+)?)"), "rest"
PERCENT = 100
RATE_DECIMALS = 1
SMALLEST_DECIMALS = 3  # of a rate per 1


def class_item(indicator: str) -> str:
    """The item with the class of a municipality by a rate."""
    return f"{indicator}_class"


def read_register(path: Path) -> tuple[RegisterFile, Questionnaire]:
    """Read and check a register file, with the questionnaire that follows from it.

    **Raises** DeclarationError naming file, line and what was expected.
    """
    register, document = load(path, RegisterFile)
    _check_names(register, document)
    _check_months(register, document)
    for place, one in enumerate(register.indicators):
        if one.cuts is not None:
            _check_cuts(one.cuts, ("indicators", place, "cuts"), document)
    return register, questionnaire_of(_entry(register, path), document)


def month_name(month: str) -> str:
    """A month in words: november 2019."""
    year, number = month.split("-")
    return f"{label_words().months[int(number) - 1]} {year}"


def month_before(month: str) -> str:
    """The month before a month."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year - 1}-12" if number == 1 else f"{year}-{number - 1:02d}"


def label_of_rate(register: RegisterFile, one: RegisterIndicator) -> str:
    """The name of a rate, with its denominator in full."""
    words = label_words().of_registers
    form = words["percentage" if one.per == PERCENT else "ratio" if one.per == 1 else "rate"]
    said = form.format(
        numerator=register.label(one.numerator),
        denominator=register.label(one.denominator),
        per=_dutch(one.per),
    )
    return one.label or said[:1].upper() + said[1:]


def decimals_of_rate(one: RegisterIndicator) -> int:
    """How many decimals a rate is told with."""
    return max(RATE_DECIMALS, SMALLEST_DECIMALS - floor(log10(one.per)))


def decimals_of_growth(one: RegisterIndicator) -> int:
    """How many decimals a change in growth of a rate is told with, at most."""
    return decimals_of_rate(one) + house_register().growth


def unit_of_rate(register: RegisterFile, one: RegisterIndicator) -> str:
    """What the number of a rate counts, behind it: per 10.000 inwoners van 15 tot 65 jaar, procent."""
    words = label_words().of_registers
    if one.per == PERCENT:
        return words["percent_unit"]
    if one.per == 1:
        return words["ratio_unit"].format(denominator=register.label(one.denominator))
    return words["unit"].format(per=f"{_dutch(one.per)} {register.label(one.denominator)}")


def _dutch(value: float) -> str:
    """A declared number as a Dutch reader expects it."""
    return f"{value:,.10g}".translate(str.maketrans(",.", ".,"))


# what must hold


def _check_names(register: RegisterFile, document: Declaration) -> None:
    """**Raises** DeclarationError for a count that is not there, a name given twice, and a rate called as a count."""
    for key, names in _named(register):
        for name in names:
            if name not in register.count_ids:
                raise document.error(
                    key,
                    "declared.there_is_no_count",
                    expected=", ".join(register.count_ids),
                    hint=nearest(name, register.count_ids),
                    name=name,
                )
    document.check_unique((one.id for one in register.indicators), "indicators")
    document.check_unique((one.id for one in register.events), "events")
    document.check_unique(register.moments, "moments")
    rates = [one.id for one in register.indicators]
    for place, one in enumerate(register.indicators):
        if one.id in register.count_ids or one.numerator == one.denominator:
            raise document.error(("indicators", place), "declared.rate_is_a_count", name=one.id)
    for place, event in enumerate(register.events):
        for name in event.of:
            if event.of.count(name) > 1:  # it would count as two tests
                raise document.error(
                    ("events", place, "of"), "declared.occurs_twice_in", name=name, key_name="events > of"
                )
        if event.groups is not None and event.groups.indicator not in rates:
            raise document.error(
                ("events", place, "groups", "indicator"),
                "declared.there_is_no_rate",
                expected=", ".join(rates),
                hint=nearest(event.groups.indicator, rates),
                name=event.groups.indicator,
            )


def _named(register: RegisterFile) -> Iterator[tuple[Key, Iterable[str]]]:
    """Every place that names counts."""
    for place, one in enumerate(register.indicators):
        yield ("indicators", place), (one.numerator, one.denominator)
    for place, broken in enumerate(register.method_breaks):
        yield ("method_breaks", place, "counts"), broken.counts
    for place, jump in enumerate(register.real_jumps):
        yield ("real_jumps", place, "counts"), jump.counts
    for place, event in enumerate(register.events):
        yield ("events", place, "of"), event.of
    if register.balance is not None:
        yield ("balance",), (register.balance.stock, register.balance.started, register.balance.ended)


def _check_months(register: RegisterFile, document: Declaration) -> None:
    """**Raises** DeclarationError for moments out of order, and a date or scale that was chosen after the counts came."""
    for one, other in pairwise(register.moments):
        if one >= other:
            raise document.error(("moments",), "declared.moments_out_of_order", one=one, other=other)
    for place, event in enumerate(register.events):
        if event.declared_on >= register.delivered:
            raise document.error(
                ("events", place, "declared_on"),
                "declared.chosen_after_looking",
                event=event.id,
                day=event.declared_on.isoformat(),
                delivered=register.delivered.isoformat(),
            )


def _check_cuts(cuts: Mapping[str, str], key: Key, document: Declaration) -> None:
    """**Raises** DeclarationError for classes that are no rising row that ends with the rest."""
    *below, last = cuts.values()
    found = [CUT.fullmatch(one.strip()) for one in below]
    limits = [float(one[1]) for one in found if one is not None]
    rising = all(low < high for low, high in pairwise(limits))
    if not below or len(limits) < len(below) or last.strip() != REST or not rising:
        raise document.error(key, "declared.cuts_are_no_rising_row", got=", ".join(cuts.values()))


# the questionnaire


def _entry(register: RegisterFile, path: Path) -> QuestionnaireFile:
    words = label_words().of_registers
    rates = {one.id: label_of_rate(register, one) for one in register.indicators}
    classes = [one for one in register.indicators if one.cuts is not None]
    return QuestionnaireFile(
        survey=_survey(path),
        title=register.source,
        respondents=Respondents(words["respondent"], words["respondents"]),
        waves=register.moments,
        themes=rates,
        scales={class_item(one.id): _scale(one) for one in classes},
        questions=tuple(_question(register, one, rates[one.id]) for one in register.indicators),
        derived={class_item(one.id): _class(one, rates[one.id]) for one in classes},
    )


def _survey(path: Path) -> str:
    return re.sub(r"[^a-z0-9_]", "_", path.stem.lower())


def _question(register: RegisterFile, one: RegisterIndicator, label: str) -> QuestionEntry:
    broken = _comparable_from(register, one)
    return QuestionEntry(
        id=one.id, kind=RATE_KIND, text=label, short=label, theme=one.id,
        unit=unit_of_rate(register, one), **broken,
    )  # fmt: skip


def _comparable_from(register: RegisterFile, one: RegisterIndicator) -> dict[str, Any]:
    """The first moment that is counted in the way of the last one, where there is an earlier one, and what changed."""
    counts = {one.numerator, one.denominator}
    breaks = [each for each in register.method_breaks if counts & set(each.counts)]
    since = max((each.since for each in breaks), default="")
    later = [moment for moment in register.moments if moment >= since]
    if not breaks or not later or later[0] == register.moments[0]:
        return {}
    note = next(each.note for each in breaks if each.since == since)
    return {"comparable_from": later[0], "break_reason": BROKEN_BY_REGISTER, "break_note": note}


def _class(one: RegisterIndicator, label: str) -> DerivedEntry:
    """Classes by both of their limits, so that each says by itself which rates are in it."""
    limits = _limits(one.cuts or {})
    from_on = ["", *(f"{one.id} >= {limit}" for limit in limits)]
    up_to = [*(f"{one.id} < {limit}" for limit in limits), ""]
    both = zip(one.cuts or {}, from_on, up_to, strict=True)
    cases = {code: " and ".join(filter(None, ends)) for code, *ends in both}
    return DerivedEntry(
        label=label_words().of_registers["class_of"].format(rate=label), kind=CLASS_OF_RATE_KIND,
        scale=class_item(one.id), cases=cases, theme=one.id,
    )  # fmt: skip


def _limits(cuts: Mapping[str, str]) -> list[str]:
    """The limits between classes, as somebody wrote them."""
    return [found[1] for cut in cuts.values() if (found := CUT.fullmatch(cut.strip()))]


def _scale(one: RegisterIndicator) -> ScaleEntry:
    """Classes by their limits: lager dan 15, 15 tot 30, 30 of hoger."""
    words, cuts = label_words().of_registers, one.cuts or {}
    limits = [_dutch(float(limit)) for limit in _limits(cuts)]
    labels = [words["lowest"].format(below=limits[0])]
    labels += [words["between"].format(above=low, below=high) for low, high in pairwise(limits)]
    labels += [words["highest"].format(above=limits[-1])]
    categories = tuple(Category(code, label) for code, label in zip(cuts, labels, strict=True))
    return ScaleEntry(id="", kind=SCALE_OF_CLASSES, categories=categories)
