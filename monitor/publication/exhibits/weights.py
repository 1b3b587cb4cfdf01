"""What the weighting put right: the make-up of the answers beside the known make-up, in the latest wave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.errors import PublicationError
from monitor.publication.exhibits.content import Key, Plot, Point, Row
from monitor.publication.exhibits.table_model import Cell, Column, Table, TableRow
from monitor.publication.language.filling import filled_if_known
from monitor.publication.language.numbers import base, number, percent
from monitor.publication.language.voice import Voice
from monitor.study.labels import part_categories, part_label
from monitor.study.study import Study

if TYPE_CHECKING:
    from monitor.release.results.method import MarginReport
    from monitor.release.results.released_set import ReleasedSet

WEIGHTS = "method-weights"
MOST_ROWS = 32  # that fit on one page


def weights_plot(released: ReleasedSet, voice: Voice) -> Plot:
    """Per category of every margin its share before weighting and among all.

    **Raises** PublicationError where nothing was weighted to known totals.
    """
    words = voice.words.annex.tables["weights"]
    margins = _margins(released, voice.study)
    if not margins:
        raise PublicationError("publication.weights_have_nothing_to_show", weights=WEIGHTS)
    totals: dict[str, float] = {}
    for margin in margins:
        totals[margin.margin] = totals.get(margin.margin, 0.0) + margin.total
    rows = tuple(
        Row(
            _category(margin, voice.study),
            (Point(margin.base_share), Point(margin.total / totals[margin.margin])),
            section=_title(margin.margin, voice),
            n=float(margin.respondents),
        )
        for margin in margins
    )
    widest = sorted(rows, key=lambda row: -abs(_difference(row)))[:MOST_ROWS]
    rows = tuple(row for row in rows if row in widest)
    keys = tuple(Key(code, words.values[code]) for code in ("before", "known"))
    return Plot(keys, rows)


def is_weighted(released: ReleasedSet, study: Study) -> bool:
    """Whether there are known totals to set the answers beside."""
    return bool(_margins(released, study))


def weights_alt(plot: Plot, voice: Voice) -> str:
    """Where the answers differ most from what is known."""
    row = max(plot.rows, key=lambda row: abs(_difference(row)))
    before, known = (percent(point.value or 0.0) for point in row.points)
    values = {"section": row.section, "row": row.label, "before": before, "known": known}
    return filled_if_known(voice.words.annex.tables["weights"].notes["alternative_text"], values)


def weights_title(voice: Voice) -> str:
    return filled_if_known(voice.words.annex.tables["weights"].caption, {"wave": voice.study.current.label})


def weights_notes(plot: Plot, released: ReleasedSet, voice: Voice) -> tuple[str, ...]:
    """Base, unit and where the known totals come from."""
    notes = voice.words.annex.tables["weights"].notes
    sources = dict.fromkeys(margin.source for margin in _margins(released, voice.study) if margin.source)
    record = released.method.waves[voice.study.current.id]
    everybody = voice.say(
        "bases", "counted" if record.n_uncounted else "all",
        base=base(record.n_counted or 0), respondents=voice.respondents.plural,
    )  # fmt: skip
    left_out = len(_margins(released, voice.study)) - len(plot.rows)
    values = {
        "shown": number(len(plot.rows)) if left_out else "", "respondents": voice.respondents.plural, "title": voice.study.title,
        "sources": ", ".join(sources), "wave": voice.study.current.label,
    }  # fmt: skip
    told = ("unit", *(("widest",) if left_out else ()), "source")
    return f"{everybody}.", *(filled_if_known(notes[name], values) for name in told)


def weights_table(plot: Plot, voice: Voice) -> Table:
    """The data of the figure."""
    words = voice.words.annex.tables["weights"]
    rows = tuple(
        TableRow(
            row.label,
            (*(_share(point.value) for point in row.points), Cell(number(row.n or 0.0), row.n, "number")),
            row.section,
        )
        for row in plot.rows
    )
    stub, *headers = words.header
    return Table(WEIGHTS, weights_title(voice), stub, tuple(Column(text) for text in headers), rows)


def _share(value: float | None) -> Cell:
    return Cell(percent(value or 0.0), value, "percent")


def _difference(row: Row) -> float:
    before, known = row.points
    return (known.value or 0.0) - (before.value or 0.0)


def _margins(released: ReleasedSet, study: Study) -> list[MarginReport]:
    """The margins of the latest wave, categories in the order of their declaration."""
    margins = released.method.weighting.margins if released.method.weighting else ()
    order = {name: place for place, name in enumerate(dict.fromkeys(margin.margin for margin in margins))}
    return sorted(
        (margin for margin in margins if margin.wave == study.current.id),
        key=lambda margin: (order[margin.margin], *_places(margin, study)),
    )


def _places(margin: MarginReport, study: Study) -> list[int]:
    pairs = zip(margin.margin.split("*"), margin.category.split("|"), strict=True)
    known = [(list(part_categories(part, study)), code) for part, code in pairs]
    return [codes.index(code) if code in codes else len(codes) for codes, code in known]


def _title(margin: str, voice: Voice) -> str:
    """`age_class*sex` as `Leeftijd en geslacht`."""
    first, *others = (part_label(part, voice.study) for part in margin.split("*"))
    joined = f" {voice.words.sentences.lists['and']} "
    return joined.join([first, *(title[:1].lower() + title[1:] for title in others)])


def _category(margin: MarginReport, study: Study) -> str:
    codes = zip(margin.margin.split("*"), margin.category.split("|"), strict=True)
    return ", ".join(part_categories(part, study).get(code, code) for part, code in codes)
