"""Two surveys side by side: one sentence for each side, with its own respondents, wave, base and unit.

The sides are told one after the other and never compared: they are two surveys, and nothing tests the
difference between them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.publication.cells.by_key import Cells
from monitor.publication.cells.selection import UNRELIABLE, Estimate, Quantity
from monitor.publication.language.numbers import number
from monitor.publication.language.phrases import (
    Respondents,
    count_amount,
    filled,
    is_count,
    load_wording,
    small_start,
)
from monitor.publication.language.side_by_side_wording import side_by_side_wording
from monitor.publication.sentences.sentences import figure, finding, measure_form, respondents, respondents_of
from monitor.study.companions import Side, SideBySide
from monitor.study.questionnaire import Item
from monitor.study.study import Study

if TYPE_CHECKING:
    from monitor.release.results.released_set import ReleasedSet

SIDE_BY_SIDE = "side_by_side"


@dataclass(frozen=True)
class Told:
    """One side of a row with its figure; `estimate` is None where nothing of it was released."""

    side: Side
    study: Study
    estimate: Estimate | None

    @property
    def item(self) -> Item:
        return self.study.questionnaire.items[self.side.item]

    @property
    def quantity(self) -> Quantity:
        return Quantity(self.item, self.side.category, self.side.measure)

    @property
    def who(self) -> Respondents:
        """The respondents the figure is about: not everybody was asked, or could answer."""
        return respondents_of(self.item, self.study, self.side.category)


@dataclass(frozen=True)
class Row:
    """A row with both its sides, the survey of the report first."""

    declared: SideBySide
    own: Told
    other: Told

    @property
    def stem(self) -> str:
        """What its variables begin with."""
        return f"{SIDE_BY_SIDE}.{self.declared.id}"

    @property
    def sides(self) -> tuple[Told, Told]:
        return self.own, self.other


def rows_of(released: ReleasedSet, study: Study) -> tuple[Row, ...]:
    """The rows that a study declares, in order, of which the other survey is at hand."""
    own = Cells(released) if study.side_by_side else None
    others = {name: Cells(found.released) for name, found in released.companions.items()}
    rows = []
    for row in study.side_by_side:
        companion = released.companions.get(row.companion)
        if companion is not None and own is not None:
            other = told(row.other, others[row.companion], companion.study)
            rows.append(Row(row, told(row.own, own, study), other))
    return tuple(rows)


def told(side: Side, cells: Cells, study: Study) -> Told:
    """A side with its estimate: of everybody together, in the wave that the report is about."""
    estimate = cells.estimate(side.item, side.category, study.current.id, measure=side.measure)
    return Told(side, study, estimate)


def row_variables(rows: tuple[Row, ...], file: str) -> Iterator[tuple[str, str, str]]:
    """`side_by_side.<id>.sentence`, `.own`, `.other` and `.title`: path, value and origin."""
    for row in rows:
        stem, (own, other) = row.stem, (side_sentence(side) for side in row.sides)
        yield f"{stem}.sentence", f"{own} {other}", "results/estimates.csv of both surveys"
        yield f"{stem}.own", own, "results/estimates.csv"
        yield f"{stem}.other", other, f"results/estimates.csv of {row.declared.companion}"
        yield f"{stem}.title", row.declared.title, file


def side_sentence(side: Told) -> str:
    """One sentence about one side, always safe: of a suppressed figure it says that it is not told."""
    cell, words = side.estimate, side_by_side_wording()
    values = {"respondents": respondents(side.study).plural, "wave": side.study.current.label}
    if cell is None or not cell.shown:
        return filled(words.sides["untold"], {**values, "finding": small_start(_nothing(side))})
    if not side.side.text:
        return filled(words.sides["untold"], {**values, "finding": small_start(finding(cell, side.study))})
    form = _form(side, cell)
    values |= {"text": side.side.text.rstrip("."), "who": _who(side), **_figures(side, cell)}
    plural = form == "share_count" and round(cell.count or 0) > 1
    sentence = filled(words.sides[form], values, plural)
    return sentence + (load_wording().findings["unreliable"] if cell.status == UNRELIABLE else "")


def _nothing(side: Told) -> str:
    return filled(load_wording().findings["suppressed"], {
        "item": side.item.short, "respondents": respondents(side.study).plural,
        "respondent": respondents(side.study).singular,
    })  # fmt: skip


def _form(side: Told, cell: Estimate) -> str:
    if cell.measure == "share":
        return "share_count" if _by_count(cell) else "share"
    form = measure_form(cell.measure, side.item)
    return "mean_share" if form == "mean_part" else form


def _by_count(cell: Estimate) -> bool:
    """Whether so few answered that a count is told in place of a percentage, and the count is that figure."""
    return (cell.n or 0) < load_wording().counts_below and _counted(cell)


def _counted(cell: Estimate) -> bool:
    return cell.count is not None and is_count(cell.estimate or 0.0, cell.count, cell.n or 0.0)


def _figures(side: Told, cell: Estimate) -> dict[str, str]:
    """The figure and the base behind it."""
    forms, who, n = side_by_side_wording().bases, respondents(side.study), number(cell.n or 0.0)
    values = {"n": n, "respondents": who.plural}
    if cell.measure == "share" and _by_count(cell):
        return {"figure": count_amount(round(cell.count or 0), round(cell.n or 0), who).words, "base": ""}
    if cell.measure == "share" and _counted(cell):
        return {
            "figure": figure(cell, side.item),
            "base": filled(forms["count"], {**values, "count": number(cell.count or 0.0)}),
        }
    return {"figure": figure(cell, side.item), "base": filled(forms["all"], values)}


def _who(side: Told) -> str:
    """The respondents, with the comma that closes a clause such as "die deze vraag kregen"."""
    who = side.who.plural
    return who if who == respondents(side.study).plural else f"{who},"
