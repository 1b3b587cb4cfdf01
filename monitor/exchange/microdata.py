"""Accepted answers as a table that leaves for another program: its columns, their codes and what they mean.

Confidential: a row is a person. Open, contact and identifying answers are never in it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np

from monitor.exchange.vocabulary import clean
from monitor.intake.answers.typed_answers import (
    DONT_KNOW,
    NO_ANSWER,
    NOT_APPLICABLE,
    NOT_ASKED,
    VALID,
    Answers,
    Variable,
)
from monitor.study.questionnaire import Item, Questionnaire
from monitor.study.study import Study

RESPONDENT, WAVE = "respondent_id", "wave"
NO_ANSWER_CODE, NOT_ASKED_CODE, NOT_APPLICABLE_CODE = -99, -96, -97
DONT_KNOW_CODES = (-98, -95, -94, -93, -92, -91, -90)
MISSING_LABELS = {NO_ANSWER_CODE: "geen antwoord", NOT_ASKED_CODE: "niet gevraagd"}


@dataclass(frozen=True)
class Code:
    """One answer of an item: its code in the questionnaire, its number elsewhere and its label."""

    code: str
    number: int
    label: str
    missing: bool = False


@dataclass(frozen=True)
class Field:
    """One column. **Rows**: one per respondent and wave.

    `numbers` holds the answers as numbers, missing ones by their negative code; of a text column it is None and
    `texts` holds the cells.
    """

    name: str
    label: str
    item: Item | None = None
    codes: tuple[Code, ...] = ()
    numbers: np.ndarray | None = field(default=None, repr=False)
    texts: tuple[str, ...] | None = field(default=None, repr=False)
    measure: str = "nominal"
    role: str = ""
    """`weight`, `stratum`, `psu`, `population` or `municipality` where the column has a part in the design."""

    @property
    def categories(self) -> tuple[Code, ...]:
        return tuple(one for one in self.codes if not one.missing)

    @property
    def missing(self) -> tuple[Code, ...]:
        return tuple(one for one in self.codes if one.missing)


@dataclass(frozen=True)
class Microdata:
    """A study's accepted answers, ready for a writer."""

    study: Study
    fields: tuple[Field, ...]
    rows: int

    @property
    def questionnaire(self) -> Questionnaire:
        return self.study.questionnaire

    def sets(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """Questions of which several answers may be chosen: by id, the text and the options that are columns."""
        here = {one.name for one in self.fields}
        return {
            group.id: (clean(group.stem), tuple(name for name in group.items if name in here))
            for group in self.questionnaire.groups.values()
            if group.kind == "multi" and here & set(group.items)
        }


def microdata(study: Study, answers: Answers, wave: str | None, keep_ids: bool) -> Microdata:
    """The accepted answers of all waves, or of one; with `keep_ids` under the ids of the respondents."""
    if wave is not None:
        answers = answers.take(answers.wave == answers.waves.index(wave))
    fields = [_respondents(answers, keep_ids), _waves(answers)]
    fields += [_design(study, answers, name) for name in answers.design.columns if name not in (RESPONDENT,)]
    if keep_ids:
        fields += _municipalities(study, answers, {one.name for one in fields})
    named = {one.name for one in fields}
    for item in study.questionnaire.items.values():
        variable = answers.variables.get(item.id)
        if (
            variable is not None
            and not item.derived
            and not item.confidential
            and not item.coded_from
            and item.id not in named
        ):
            fields.append(item_field(item, variable))
    return Microdata(study, tuple(fields), len(answers))


def _respondents(answers: Answers, keep_ids: bool) -> Field:
    label = "Respondentnummer"
    if keep_ids:
        return Field(RESPONDENT, label, texts=tuple(map(str, answers.respondent_id)))
    unique = {
        name: number for number, name in enumerate(dict.fromkeys(map(str, answers.respondent_id)), start=1)
    }
    return Field(
        RESPONDENT,
        label,
        numbers=np.array([unique[str(one)] for one in answers.respondent_id], float),
        measure="scale",
    )


def _waves(answers: Answers) -> Field:
    return Field(WAVE, "Meting", texts=tuple(answers.waves[place] for place in answers.wave))


def _municipalities(study: Study, answers: Answers, here: Collection[str]) -> list[Field]:
    """Where each respondent lives: it goes where the ids go, and with the design where it is part of that."""
    name = study.municipalities.column if study.municipalities else None
    if not name or name in here or name in study.questionnaire.items:
        return []
    variable = answers.variables[name]
    codes = np.zeros(len(variable.state), int) - 1 if variable.codes is None else variable.codes
    texts = tuple([*variable.categories, ""][place] for place in codes.tolist())
    return [Field(name, "Gemeente", texts=texts, role="municipality")]


def _design(study: Study, answers: Answers, name: str) -> Field:
    plan = study.design
    roles = {plan.population: "population", plan.strata: "stratum", plan.psu: "psu", plan.weights: "weight"}
    if study.weighting is not None and study.weighting.base_weight:
        roles[study.weighting.base_weight] = "weight"
    column = answers.design[name]
    role = roles.get(name, "")
    if column.dtype.kind == "f":
        return Field(name, role or name, numbers=column.to_numpy(), measure="scale", role=role)
    return Field(
        name,
        role or name,
        texts=tuple("" if one is None or one != one else str(one) for one in column),
        role=role,
    )


def item_field(item: Item, variable: Variable) -> Field:
    """One item: its categories by number, or its numbers; what is no answer by a negative code."""
    codes = codes_of(item)
    by_code = {one.code: one.number for one in codes if not one.missing}
    if variable.codes is not None and not item.traits.numeric:
        table = np.array([by_code[code] for code in variable.categories] or [0], float)
        numbers = table[np.maximum(variable.codes, 0)]
    else:
        numbers = np.array(variable.numbers, float)
    unknown = [one.number for one in codes if one.missing and one.number in DONT_KNOW_CODES]
    for state, code in (
        (NO_ANSWER, NO_ANSWER_CODE),
        (NOT_ASKED, NOT_ASKED_CODE),
        (NOT_APPLICABLE, NOT_APPLICABLE_CODE),
        (DONT_KNOW, unknown[0] if unknown else DONT_KNOW_CODES[0]),
    ):
        numbers = np.where(variable.state == state, float(code), numbers)
    assert not np.isnan(numbers[variable.state == VALID]).any()
    return Field(item.id, clean(item.text), item, codes, numbers, measure=_measure(item))


def codes_of(item: Item) -> tuple[Code, ...]:
    """Every answer of an item. Whole-number codes stay; others count from 1 in the order of the questionnaire."""
    labels = _labels(item)
    categories = item.scale.codes if item.scale is not None else tuple(dict(item.traits.own_answers))
    whole = all(code.isdecimal() and str(int(code)) == code for code in categories)
    made = []
    if not item.traits.numeric or item.scale is None:
        made = [
            Code(code, int(code) if whole else place, labels.get(code, code))
            for place, code in enumerate(categories, start=1)
            if not item.traits.numeric
        ]
    waiting = iter(DONT_KNOW_CODES)
    for special in item.special:
        number = (
            NOT_APPLICABLE_CODE if special.means == "not_applicable" else next(waiting, DONT_KNOW_CODES[-1])
        )
        made.append(Code(special.code, number, special.label, missing=True))
    made += [Code("", number, label, missing=True) for number, label in MISSING_LABELS.items()]
    return tuple(made)


def _labels(item: Item) -> dict[str, str]:
    if item.scale is not None:
        return {category.code: category.label for category in item.scale.categories}
    return dict(item.traits.own_answers)


def _measure(item: Item) -> str:
    if item.traits.numeric:
        return "scale"
    return "ordinal" if item.scale is not None and item.scale.kind in ("likert", "ordinal") else "nominal"


def base_of(item: Item, questionnaire: Questionnaire, waves: Sequence[str]) -> str:
    """Who was asked an item, in words: in which waves, and under which condition."""
    asked = [wave for wave in waves if wave in item.asked]
    said = [] if len(asked) == len(waves) else [", ".join(asked)]
    if item.asked_if is not None:
        said.append(item.asked_if.text)
    return "; ".join(said) or questionnaire.respondents
