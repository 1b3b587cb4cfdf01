"""The figure of a vignette: a bar of people for each decision."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from monitor.errors import PublicationError, nearest
from monitor.publication.charts.built_figure import built_figure
from monitor.publication.exhibits.table_model import CLASS, Cell, Column, Table, TableRow
from monitor.publication.language.filling import filled
from monitor.publication.language.numbers import number
from monitor.publication.language.voice import Voice
from monitor.publication.tables.table_cells import HIDDEN, text_cell
from monitor.publication.vignettes.counted import (
    COUNT,
    Counted,
    CountedVignette,
    CountedVignettes,
)
from monitor.publication.vignettes.counted import (
    HIDDEN as NOT_TOLD,
)
from monitor.publication.vignettes.sentences import VignetteSentences
from monitor.study.study import Study

if TYPE_CHECKING:
    from monitor.publication.charts.figure import BuiltFigure
    from monitor.release.results.released_set import ReleasedSet

COUNTS = "counts--"


def counts_names(study: Study) -> list[str]:
    """A figure for each vignette."""
    return [f"{COUNTS}{vignette}" for vignette in study.questionnaire.vignettes]


def counted_vignette(name: str, released: ReleasedSet, voice: Voice) -> CountedVignette:
    """The vignette of a figure. **Raises** PublicationError where there is none, or nobody was asked to decide."""
    counted = CountedVignettes(released, voice)
    one = next((one for one in counted.vignettes if name == f"{COUNTS}{one.id}"), None)
    if one is None or not counted.decisions(one):
        known = counts_names(voice.study)
        raise PublicationError("vignettes.there_is_no_count", hint=nearest(name, known), name=name)
    return one


def counts_figure(name: str, released: ReleasedSet, voice: Voice) -> BuiltFigure:
    """Build the figure `counts--<vignette>`: how many would decide on what; classes in words, without a bar."""
    from monitor.publication.charts.counts import CountBar, draw_counts

    one, words = counted_vignette(name, released, voice), voice.words.vignettes.figure
    counted = CountedVignettes(released, voice)
    say, marks = VignetteSentences(counted), voice.words.figures.marks
    decisions = counted.decisions(one)
    n = max(each.n for each in decisions)
    slots = {**say.slots, "n": number(n), "title": one.said.title}

    def label(each: Counted) -> str:
        named = {"label": each.label}
        return filled(words["standard"], named) if each.code == one.said.standard else each.label

    told = {
        each.code: number(each.count) if each.told == COUNT else marks.get(each.told, "–")
        for each in decisions
    }
    bars = tuple(
        CountBar(label(each), each.count if each.told == COUNT else None, told[each.code])
        for each in decisions
    )
    rows = tuple(TableRow(label(each), (_cell(each, told[each.code]),)) for each in decisions)
    title = filled(words["none"], slots) if decisions[0].told == NOT_TOLD else _title(say, decisions[0])
    table = Table(name, title, words["stub"], (Column(words["header"]),), rows)
    listed = " ".join(
        filled(words["bar"], {"label": label(each), "told": told[each.code]}) for each in decisions
    )
    alt = filled(words["alternative"], {"listed": listed})
    unit = filled(words["unit"], slots)
    return built_figure(
        table, partial(draw_counts, bars, n), unit, alt, (filled(words["note"], slots),), voice
    )


def _title(say: VignetteSentences, first: Counted) -> str:
    words, slots = say.words.options, {**say.slots, "label": first.label}
    form = "first" if first.told == COUNT else f"first_{first.told}"
    return filled(words[form], {**slots, "count": number(first.count), "n": number(first.n)})


def _cell(each: Counted, told: str) -> Cell:
    if each.told == NOT_TOLD:
        return HIDDEN
    return text_cell(told) if each.told == COUNT else Cell(told, status=CLASS)
