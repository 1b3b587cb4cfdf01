"""Two surveys side by side: one sentence for each side, with its own respondents, wave, base and unit.

The sides are told one after the other and never compared: they are two surveys, and nothing tests the
difference between them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.publication.cells.by_key import Cells
from monitor.publication.cells.certainty import Certainty, certainty_of
from monitor.publication.cells.selection import UNRELIABLE, Quantity
from monitor.publication.language.filling import filled, small_start
from monitor.publication.language.numbers import number
from monitor.publication.language.phrases import Respondents, is_count
from monitor.publication.language.voice import Voice
from monitor.publication.sentences.sentences import Sentences, figure
from monitor.schema import Estimate
from monitor.study.companions import Side, SideBySide
from monitor.study.labels import wave_label
from monitor.study.questionnaire import Item
from monitor.study.study import Study

if TYPE_CHECKING:
    from monitor.release.results.released_set import ReleasedSet

SIDE_BY_SIDE = "side_by_side"
FURTHEST = f"{SIDE_BY_SIDE}.all.furthest"


@dataclass(frozen=True)
class ShownSide:
    """One side of a row with its figure; `estimate` is None where nothing of it was released."""

    side: Side
    voice: Voice
    certainty: Certainty
    estimate: Estimate | None

    @property
    def study(self) -> Study:
        return self.voice.study

    @property
    def item(self) -> Item:
        return self.study.questionnaire.items[self.side.item]

    @property
    def wave(self) -> str:
        """The wave of its figure, as its study calls it."""
        return wave_label(self.side.wave_in(self.study), self.study)

    @property
    def is_past(self) -> bool:
        """Whether the wave that its survey reports on did not ask it."""
        return self.side.wave_in(self.study) != self.study.current.id

    @property
    def quantity(self) -> Quantity:
        return Quantity(self.item, self.side.category, self.side.measure)

    @property
    def who(self) -> Respondents:
        """The respondents the figure is about: not everybody was asked, or answered."""
        if self.estimate is None:
            return self.voice.respondents
        return Sentences(self.voice).respondents_of(self.estimate, self.item)


@dataclass(frozen=True)
class ShownRow:
    """A row with both its sides, the survey of the report first."""

    declared: SideBySide
    own: ShownSide
    other: ShownSide

    @property
    def stem(self) -> str:
        """What its variables begin with."""
        return f"{SIDE_BY_SIDE}.{self.declared.id}"

    @property
    def sides(self) -> tuple[ShownSide, ShownSide]:
        return self.own, self.other


def rows_of(released: ReleasedSet, voice: Voice) -> tuple[ShownRow, ...]:
    """The rows that a study declares, in order, of which the other survey is at hand."""
    declared = voice.study.side_by_side
    own = Cells(released) if declared else None
    others = {name: Cells(other.released) for name, other in released.companions.items()}
    rows = []
    for row in declared:
        companion = released.companions.get(row.companion)
        if companion is not None and own is not None:
            its_voice = voice.of(companion.study)
            other = shown_side(row.other, companion.released, others[row.companion], its_voice)
            rows.append(ShownRow(row, shown_side(row.own, released, own, voice), other))
    return tuple(rows)


def shown_side(side: Side, released: ReleasedSet, cells: Cells, voice: Voice) -> ShownSide:
    """A side with its estimate: of everybody together, in the latest wave that asked it."""
    wave = side.wave_in(voice.study)
    estimate = cells.estimate(side.item, side.category, wave, measure=side.measure)
    return ShownSide(side, voice, certainty_of(released, voice.study), estimate)


def row_variables(rows: tuple[ShownRow, ...], file: str) -> Iterator[tuple[str, str, str]]:
    """`side_by_side.<id>.sentence`, `.own`, `.other` and `.title`, and which lies furthest apart: path, value and origin."""
    for row in rows:
        stem, (own, other) = row.stem, (side_sentence(side) for side in row.sides)
        yield f"{stem}.sentence", f"{own} {other}", "results/estimates.csv of both surveys"
        yield f"{stem}.own", own, "results/estimates.csv"
        yield f"{stem}.other", other, f"results/estimates.csv of {row.declared.companion}"
        yield f"{stem}.title", row.declared.title, file
    furthest = _furthest(rows)
    if furthest:
        yield FURTHEST, furthest, "results/estimates.csv of both surveys"


def _furthest(rows: tuple[ShownRow, ...]) -> str:
    """The sentence on the topic of which the shares of both surveys lie furthest apart; empty where no topic has two."""
    apart = [(abs(own - other), row) for row in rows if (shares := _shares(row)) for own, other in [shares]]
    if not apart:
        return ""
    row = max(apart, key=lambda one: one[0])[1]
    own, other = (
        (figure(side.estimate, side.item), side.voice.respondents.plural)
        for side in row.sides
        if side.estimate
    )
    values = {
        "title": row.declared.title,
        "own": own[0],
        "own_who": own[1],
        "other": other[0],
        "other_who": other[1],
    }
    return filled(row.own.voice.words.side_by_side.furthest, values)


def _shares(row: ShownRow) -> tuple[float, float] | None:
    """The shares of both sides, None where one of them is none or is not surely known."""
    cells = [side.estimate for side in row.sides]
    shares = [
        cell.estimate for cell in cells
        if cell is not None and cell.measure == "share" and cell.shown and cell.status != UNRELIABLE
    ]  # fmt: skip
    own, other = shares if len(shares) == 2 else (None, None)
    return None if own is None or other is None else (own, other)


def side_sentence(side: ShownSide) -> str:
    """One sentence about one side, always safe: of a suppressed figure it says that it is not told.

    What the reported wave did not ask is told of its year, and that it was not asked now.
    """
    cell, words = side.estimate, side.voice.words
    if cell is None or not cell.shown or not side.side.text:
        return _untold(side)
    form = _form(side, cell)
    values = {
        "wave": side.wave, "text": side.side.text.rstrip("."), "who": _who(side, cell),
        **_figures(side, cell),
    }  # fmt: skip
    plural = form == "share_count" and round(cell.count or 0) > 1
    forms = words.side_by_side.sides_past if side.is_past else words.side_by_side.sides
    sentence = filled(forms[form], {**values, "now": side.study.current.label}, plural)
    return sentence + (words.sentences.estimates["unreliable"] if cell.status == UNRELIABLE else "")


def _untold(side: ShownSide) -> str:
    """The estimate as every report tells it, or that it is not told."""
    sentences, cell = Sentences(side.voice), side.estimate
    told = (
        sentences.estimate(cell) if cell is not None and cell.shown else sentences.suppressed(side.item.short)
    )
    return filled(
        side.voice.words.side_by_side.sides["untold"],
        {
            "respondents": side.voice.respondents.plural,
            "wave": side.wave,
            "sentence": small_start(told),
        },
    )


def _form(side: ShownSide, cell: Estimate) -> str:
    if cell.measure == "share":
        return "share_count" if _by_count(side, cell) else "share"
    return f"mean_{side.item.traits.unit}"


def _by_count(side: ShownSide, cell: Estimate) -> bool:
    """Whether so few answered that a count is told in place of a percentage, and the count is that figure."""
    return (cell.n or 0) < side.voice.words.sentences.counts_below and _counted(cell)


def _counted(cell: Estimate) -> bool:
    return cell.count is not None and is_count(cell.estimate or 0.0, cell.count, cell.n or 0.0)


def _figures(side: ShownSide, cell: Estimate) -> dict[str, str]:
    """The figure and the base behind it."""
    forms, who = side.voice.words.side_by_side.bases, side.voice.respondents
    values = {"n": number(cell.n or 0.0), **who.slots}
    if cell.measure == "share" and _by_count(side, cell):
        amount = side.voice.phrases.count_amount(round(cell.count or 0), round(cell.n or 0), who)
        return {"figure": amount.words, "base": ""}
    if cell.measure == "share" and _counted(cell):
        return {
            "figure": figure(cell, side.item),
            "base": filled(forms["count"], {**values, "count": number(cell.count or 0.0)}),
        }
    return {"figure": figure(cell, side.item), "base": filled(forms["all"], values)}


def _who(side: ShownSide, cell: Estimate) -> str:
    """The respondents, with their base and a comma where many are not in it."""
    return Sentences(side.voice).people(cell, side.item)
