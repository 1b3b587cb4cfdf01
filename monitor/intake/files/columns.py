"""The columns of a response file against the questionnaire and the study: each known, once, none missing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property

from monitor.errors import IntakeError, nearest
from monitor.intake.files.spellings import folded
from monitor.intake.personal_data.search import mask
from monitor.messages.catalogue import text
from monitor.study.column_map import ColumnMap
from monitor.study.questionnaire import Item
from monitor.study.study import Study

ID_COLUMN = "respondent_id"
_SHOWN = 5
_PARTS = re.compile(r"[\[\]/]| - ")  # between question and option, as survey programs write a heading
_NUMBERS = ("id", "respnr", "responseid", "response id", "respondent", "respondentnummer", "_id", "#")


@dataclass(frozen=True)
class ColumnPlan:
    """Which columns a wave's file has: closed items, confidential items, design columns, municipality."""

    study: Study
    wave: str

    @cached_property
    def fields(self) -> dict[str, Item]:
        """Answer fields of the wave by id, in questionnaire order."""
        return {item.id: item for item in self.study.questionnaire.fields_of(self.wave)}

    @property
    def columns(self) -> ColumnMap | None:
        """How the columns of the file answer the items; None where they have the ids of the items."""
        return self.study.wave(self.wave).columns

    @property
    def closed(self) -> tuple[str, ...]:
        return tuple(name for name, item in self.fields.items() if not item.confidential)

    @property
    def confidential(self) -> tuple[str, ...]:
        """Contact, open and identifying columns, the day of completion and who reviewed a file when; they may be absent."""
        completed, reviews = self.study.completed, self.study.review_columns
        items = (name for name, item in self.fields.items() if item.confidential)
        return (*items, *((completed.column,) if completed else ()), *reviews)

    @cached_property
    def design(self) -> tuple[str, ...]:
        """Columns of the design and base weight that are neither items nor attributes of the frame."""
        study = self.study
        base = study.weighting.base_weight if study.weighting else None
        numbers = study.weighting.numbers if study.weighting else ()
        named = (*study.design.columns, *((base,) if base else ()), *numbers)
        joined = (
            {attribute.id for attribute in study.municipalities.attributes} if study.municipalities else ()
        )
        known = study.questionnaire.items
        return tuple(dict.fromkeys(name for name in named if name not in known and name not in joined))

    def is_replicate(self, name: str) -> bool:
        """Whether a column of the file holds replicate weights by the pattern of the study."""
        replicates = self.study.design.replicates
        return replicates is not None and name not in self.known and fnmatchcase(name, replicates.columns)

    @property
    def municipality(self) -> tuple[str, ...]:
        """The column with a respondent's municipality, where it is no item or design column itself."""
        column = self.study.municipalities.column if self.study.municipalities else None
        known = (*self.study.questionnaire.items, *self.design)
        return (column,) if column and column not in known else ()

    @property
    def required(self) -> tuple[str, ...]:
        looked_up = self.study.looked_up(self.wave)
        return (
            ID_COLUMN,
            *(name for name in self.closed if name not in looked_up),
            *self.design,
            *self.municipality,
        )

    @property
    def few_texts(self) -> frozenset[str]:
        """Columns that repeat few distinct texts: all but ids and confidential answers."""
        return frozenset((*self.required, *self.closed)) - {ID_COLUMN}

    @property
    def known(self) -> tuple[str, ...]:
        return (*dict.fromkeys((*self.required, *self.closed)), *self.confidential)


def check_columns(names: Sequence[str], plan: ColumnPlan, file: str) -> None:
    """Check a header.

    **Raises** IntakeError for a nameless, doubled, unknown or missing column, and for a column of an
    item that this wave did not ask.
    """
    check_names(names, file)
    unknown = [name for name in names if name not in plan.known and not plan.is_replicate(name)]
    if unknown:
        raise _unknown(unknown, names, plan, file)
    missing = [name for name in plan.required if name not in names]
    if missing:
        asked = [name for name in missing if name in plan.fields or name == ID_COLUMN]
        code, named = (
            ("response_files.missing", asked) if asked else ("response_files.missing_of_study", missing)
        )
        code = "response_files.missing_ids" if named == [ID_COLUMN] else code
        raise IntakeError(code, where=file, line=1, count=len(named), columns=_columns(named))
    replicates = plan.study.design.replicates
    if replicates and not any(map(plan.is_replicate, names)):
        raise IntakeError("response_files.no_replicates", where=file, line=1, pattern=replicates.columns)


def check_names(names: Sequence[str], file: str) -> None:
    """**Raises** IntakeError for a nameless and a doubled column."""
    _check_named(names, file)
    _check_once(names, file)


def _check_named(names: Sequence[str], file: str) -> None:
    for place, name in enumerate(names, start=1):
        if not name:
            raise IntakeError("response_files.column_has_no_name", where=file, line=1, place=place)


def _check_once(names: Sequence[str], file: str) -> None:
    doubled = [name for name, times in Counter(names).items() if times > 1]
    if doubled:
        raise IntakeError(
            "response_files.more_than_once", where=file, line=1, count=len(doubled), columns=_columns(doubled)
        )


def _unknown(unknown: list[str], names: Sequence[str], plan: ColumnPlan, file: str) -> IntakeError:
    name, items = unknown[0], plan.study.questionnaire.items
    if name in items and items[name].derived:
        return IntakeError("response_files.column_is_derived_item", where=file, line=1, shown=shown(name))
    if name in items:
        return IntakeError(
            "response_files.column_belongs_to_item_that_wave",
            where=file,
            line=1,
            wave=plan.wave,
            asked=list(items[name].asked),
            name=name,
        )
    frame = plan.study.municipalities
    if frame and name in {attribute.id for attribute in frame.attributes}:
        return IntakeError(
            "response_files.column_is_attribute_of_municipality", where=file, line=1, name=name
        )
    free = [known for known in plan.known if known not in names]
    return IntakeError(
        "response_files.unknown",
        where=file,
        line=1,
        hint=nearest(name, free)
        or _proposal(unknown, free, plan)
        or text("response_files.remove_the_column", column=name if shown(name) == name else "..."),
        count=len(unknown),
        columns=_columns(unknown),
    )


def _proposal(unknown: Sequence[str], free: Sequence[str], plan: ColumnPlan) -> str | None:
    """What a column map would say of headings that hold an item in other words, or its question."""
    answers = {name: item for name in unknown if (item := _item_of(name, free, plan)) is not None}
    if not answers:
        return None
    told = [
        text("response_files.answers", column=shown(name), item=item)
        for name, item in list(answers.items())[:_SHOWN]
    ]
    mapped = [f'{item}: "{shown(name)}"' for name, item in list(answers.items())[:_SHOWN]]
    number = next((name for name in unknown if name.casefold() in _NUMBERS and ID_COLUMN in free), None)
    rest = [name for name in unknown if name not in answers and name != number]
    said = (
        (f"respondent_id: {number}, " if number else "")
        + f"columns: {{{', '.join(mapped)}}}"
        + (f", ignored: [{', '.join(map(shown, rest))}]" if rest else "")
    )
    return text("response_files.perhaps", answers=told, columns=f"columns: {{{said}}}")


def _item_of(heading: str, free: Sequence[str], plan: ColumnPlan) -> str | None:
    """The item that a heading such as problems[p_health], help/p_health or the text of its question stands for."""
    parts = {folded(heading), *(folded(part) for part in _PARTS.split(heading))}
    by_id = [name for name in free if folded(name) in parts]
    by_text = [name for name in free if name in plan.fields and folded(plan.fields[name].text) in parts]
    meant = by_id or by_text
    return meant[0] if len(meant) == 1 else None


def shown(name: str) -> str:
    """A header cell fit for a message: short, printable, without personal data: a file may have no header."""
    name = mask(name)
    text = "".join(letter if letter.isprintable() else "?" for letter in name)
    return text if len(text) <= 40 else text[:37] + "..."


def _columns(names: Sequence[str]) -> str:
    return and_more([f'"{shown(name)}"' for name in names[:_SHOWN]], len(names) - _SHOWN)


def and_more(names: Sequence[str], more: int) -> str:
    """Names with commas between them, and how many there are besides."""
    return text("response_files.and_more" if more > 0 else "response_files.names", names=names, count=more)
