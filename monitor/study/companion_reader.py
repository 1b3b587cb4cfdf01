"""Reads `companions:` and `side_by_side:` of a study file against the declarations of both surveys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from monitor.errors import DeclarationError, nearest
from monitor.input_files import is_file, is_folder
from monitor.study.companions import CompanionEntry, CompanionPlan, Side, SideBySide, SideBySideEntry
from monitor.study.declarations import Declaration, Key
from monitor.study.paths import declaration_file
from monitor.study.questionnaire import Item, Questionnaire
from monitor.study.study import Study
from monitor.study.study_file import StudyFile

MEAN = "mean"


def with_companions(
    study: Study, entry: StudyFile, document: Declaration, read: Callable[[Path], Study]
) -> Study:
    """The study with the surveys beside it; `read` reads a study file without its companions.

    **Raises** DeclarationError, with the line of the study file, for a companion that is no study file, has
    no such wave or is a demonstration where this study is not, and for a row that names an item, answer or
    theme which the survey of that side does not have.
    """
    reader = _Reader(study, document, read)
    companions = {name: reader.companion(name, said) for name, said in entry.companions.items()}
    rows = tuple(reader.row(said, place, companions) for place, said in enumerate(entry.side_by_side))
    reader.check_unique(rows)
    return study.beside(companions, rows)


class _Reader:
    def __init__(self, study: Study, document: Declaration, read: Callable[[Path], Study]) -> None:
        self.study = study
        self.document = document
        self.read = read

    def _fail(self, key: Key, what: str, **details: Any) -> DeclarationError:
        return self.document.error(key, what, **details)

    # companions

    def companion(self, name: str, entry: CompanionEntry) -> CompanionPlan:
        key = ("companions", name)
        other = self._study(name, entry, key)
        if other.id == self.study.id:
            raise self._fail(key, "declared.study_cannot_stand_beside_itself", got=other.id)
        if other.demonstration and not self.study.demonstration:
            raise self._fail(key, "declared.is_demonstration_and_study_is_not", name=name)
        results = (
            declaration_file(self.study.path.parent, entry.results, self.document, key)
            if entry.results
            else None
        )
        return CompanionPlan(name, other, results, self.document.line(key))

    def _study(self, name: str, entry: CompanionEntry, key: Key) -> Study:
        path = declaration_file(self.study.path.parent, entry.study, self.document, key)
        if is_folder(path):
            raise self._fail(key, "declared.is_folder", name=name, study=entry.study.as_posix())
        if not is_file(path):
            raise self._fail(key, "declared.there_is_no_study_file", study=entry.study.as_posix())
        other = self.read(path)
        known = [wave.id for wave in other.waves]
        if entry.wave is None:
            return other
        if entry.wave not in known:
            raise self._fail(
                key, "declared.has_no_wave", expected=", ".join(known), name=name, wave=entry.wave
            )
        return other.until(entry.wave)

    # rows

    def row(self, entry: SideBySideEntry, place: int, companions: Mapping[str, CompanionPlan]) -> SideBySide:
        key = ("side_by_side", place)
        if entry.companion not in companions:
            raise self._fail(
                key,
                "declared.is_none_of_companions",
                expected=", ".join(companions) or None,
                hint=nearest(entry.companion, companions) or "declared.name_its_study_file",
                companion=entry.companion,
            )
        own = self._side(entry.own, entry.own_text, self.study, (*key, "own"))
        other = self._side(entry.other, entry.other_text, companions[entry.companion].study, (*key, "other"))
        theme = entry.theme or self.study.questionnaire.items[own.item].theme
        themes = self.study.questionnaire.themes
        if theme not in themes:
            raise self._fail(
                key,
                "declared.there_is_no_theme",
                expected=", ".join(themes) or None,
                hint=nearest(theme, themes),
                name=theme,
            )
        return SideBySide(entry.id, entry.title, theme, entry.companion, own, other, self.document.line(key))

    def _side(self, text: str, said: str, study: Study, key: Key) -> Side:
        name, _, category = text.partition(".")
        item = self._item(name, study, key)
        known = _answers(item)
        if category not in known:
            raise self._fail(
                key,
                "declared.has_no" if category else "declared.names_no_answer",
                hint=nearest(category, known),
                name=name,
                known=known,
                category=category,
                text=text,
            )
        mean = category == MEAN and not _is_code(item, MEAN)
        return Side(name, "" if mean else category, said)

    def _item(self, name: str, study: Study, key: Key) -> Item:
        questionnaire: Questionnaire = study.questionnaire
        if name not in questionnaire.items:
            raise self._fail(
                key,
                "declared.survey_has_no_item",
                hint=nearest(name, questionnaire.items),
                study=study.id,
                name=name,
            )
        item = questionnaire.items[name]
        if item.confidential:
            raise self._fail(key, "declared.is_of_kind_and_never_reported", item=name, kind=item.kind)
        if not Side(name).wave_in(study):
            raise self._fail(
                key,
                "declared.was_not_asked_in_wave_of",
                asked=", ".join(item.asked),
                name=name,
                current=study.current.id,
                study=study.id,
            )
        if not any(name in indicator.items for indicator in study.indicators):
            raise self._fail(key, "declared.no_indicator_of_reports", study=study.id, name=name)
        return item

    def check_unique(self, rows: tuple[SideBySide, ...]) -> None:
        seen: set[str] = set()
        for place, row in enumerate(rows):
            if row.id in seen:
                raise self._fail(("side_by_side", place), "declared.occurs_twice_in_side_by_side", row=row.id)
            seen.add(row.id)


def _answers(item: Item) -> list[str]:
    """What of an item can stand in a row: its categories, its nets, and its mean where it has one."""
    scale = item.scale
    codes = [*scale.codes, *(net.id for net in scale.nets)] if scale else []
    averaged = item.traits.numeric or (scale is not None and scale.scores is not None)
    return [*codes, MEAN] if averaged and MEAN not in codes else codes


def _is_code(item: Item, code: str) -> bool:
    return item.scale is not None and code in (*item.scale.codes, *(net.id for net in item.scale.nets))
