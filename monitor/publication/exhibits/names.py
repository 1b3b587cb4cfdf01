"""Names of figures and tables: `<indicator>`, `<indicator>--change`, `<indicator>--by-<breakdown>`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from monitor.errors import PublicationError, nearest
from monitor.study.questionnaire import Item
from monitor.study.study import Study
from monitor.study.study_file import Breakdown, Indicator

CHANGE, BY, CROSS = "--change", "--by-", "cross--"


@dataclass(frozen=True)
class Name:
    """A name taken apart: one wave, all waves (`change`), or one wave by `breakdown`."""

    text: str
    indicator: Indicator
    change: bool = False
    breakdown: Breakdown | None = None


def parse_name(text: str, study: Study) -> Name:
    """Take a name apart.

    **Raises** PublicationError naming the nearest known name.
    """
    stem, _, rest = text.partition("--")
    indicator = next((each for each in study.indicators if each.id == stem), None)
    if indicator is None:
        raise _unknown(text, study)
    if not rest:
        return Name(text, indicator)
    if f"--{rest}" == CHANGE:
        return Name(text, indicator, change=True)
    breakdown = next((each for each in study.breakdowns if rest == f"by-{_file_part(each)}"), None)
    if breakdown is None:
        raise _unknown(text, study)
    name = Name(text, indicator, breakdown=breakdown)
    if not items_of(name, study):
        raise PublicationError(
            "publication.broken_down_by_its_own_answers",
            name=text,
        )
    return name


def items_of(name: Name, study: Study) -> tuple[Item, ...]:
    """The items of a figure or table: those of its indicator, but what its groups are made of."""
    by = name.breakdown.items if name.breakdown else ()
    return tuple(item for item in study.items_of(name.indicator) if item.id not in by)


def known_names(study: Study) -> list[str]:
    """Every name that can be asked for."""
    return [*indicator_names(study), *change_names(study), *group_names(study)]


def indicator_names(study: Study) -> list[str]:
    return [indicator.id for indicator in study.indicators]


def change_names(study: Study) -> list[str]:
    return [f"{name}{CHANGE}" for name in indicator_names(study)]


def group_names(study: Study) -> list[str]:
    return [
        table_by(indicator, breakdown)
        for indicator in study.indicators
        for breakdown in study.breakdowns
        if set(indicator.items) - set(breakdown.items)
    ]


def table_by(indicator: Indicator, breakdown: Breakdown) -> str:
    """The name of the table of an indicator by the groups of a breakdown."""
    return f"{indicator.id}{BY}{_file_part(breakdown)}"


def items_of_made(name: str, study: Study) -> tuple[str, ...]:
    """Items of a figure or table by its file name; none for a table of the annexes."""
    stem = re.sub(r"^(?:figures|tables)/|\.\w+$", "", name).partition("--")[0]
    return next((indicator.items for indicator in study.indicators if indicator.id == stem), ())


def _file_part(breakdown: Breakdown) -> str:
    """A breakdown as part of a file name: `region*size_class` becomes `region_x_size_class`."""
    return breakdown.id.replace("*", "_x_")


def _unknown(text: str, study: Study) -> PublicationError:
    return PublicationError(
        "publication.there_is_no_figure_or_table", hint=nearest(text, known_names(study)), text=text
    )
