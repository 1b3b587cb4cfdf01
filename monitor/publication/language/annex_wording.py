"""The fixed wording of the annexes, from annex.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from monitor.publication.language.phrases import filled
from monitor.study.declarations import Declared, load
from monitor.study.study import Study

ANNEX = Path(__file__).with_name("words") / "annex.yaml"


class TableWording(Declared):
    """Caption, column heads, labels and notes of one annex table."""

    caption: str
    header: tuple[str, ...]
    rows: dict[str, str] = {}
    values: dict[str, str] = {}
    notes: dict[str, str] = {}


class QuestionnaireWording(Declared):
    """What the questionnaire annex says besides the questions themselves."""

    answers: str
    also_possible: str
    exclusive: str
    only_if: str
    also_in: str
    only_in: str
    derived: str
    derived_intro: str
    yes_if: str
    code_if: str
    computed: str
    kinds: dict[str, str]
    number_unit: str
    number_range: str


class ConditionWording(Declared):
    """Routes in words: clauses, and the words for signs."""

    relations: dict[str, str]
    orders: dict[str, str]
    clauses: dict[str, str]


class AnnexWording(Declared):
    stages: dict[str, str]
    unknown: str
    sections: dict[str, str]
    nothing_known: str
    tables: dict[str, TableWording]
    limits: dict[str, str]
    representative: dict[str, str]
    representative_for_all: tuple[str, ...]
    questionnaire: QuestionnaireWording
    conditions: ConditionWording


@lru_cache(maxsize=2)
def load_annex(path: Path = ANNEX) -> AnnexWording:
    """Read the wording of the annexes.

    **Raises** DeclarationError for a wrong file.
    """
    wording, _ = load(path, AnnexWording)
    return wording


def say(template: str, values: Mapping[str, Any]) -> str:
    """An annex wording filled in; "" where a figure it names is not known."""
    known = {name: str(value) for name, value in values.items() if value not in (None, "")}
    missing = {name for name, value in values.items() if value in (None, "")}
    if any(f"{{{name}}}" in template for name in missing):
        return ""
    return filled(template, known)


def wave_label(wave: Any, study: Study) -> str:
    """What a reader calls a wave; the name as it is where the study has no such wave."""
    return next((found.label for found in study.waves if found.id == str(wave)), str(wave or ""))


def part_title(part: str, study: Study) -> str:
    """The label of an item or of an attribute of municipalities, such as one part of a margin."""
    item = study.questionnaire.items.get(part)
    attributes = study.municipalities.attributes if study.municipalities else ()
    label = next((found.label for found in attributes if found.id == part), part)
    return item.short if item else label
