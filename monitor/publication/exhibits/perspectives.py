"""Two surveys side by side as a figure: on each line what both say, as shares of their own respondents."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.errors import PublicationError
from monitor.publication.exhibits.content import Key, Plot, Row, point_of
from monitor.publication.language.filling import filled
from monitor.publication.language.numbers import percent
from monitor.publication.language.voice import Voice
from monitor.publication.sentences.side_by_side import ShownRow, ShownSide


def perspectives_plot(name: str, rows: Sequence[ShownRow]) -> Plot:
    """Per row of shares a point for each survey; means, and shares of a class, stay in the table.

    **Raises** PublicationError where no row has both sides as a share.
    """
    drawn = [row for row in rows if all(side.side.measure == "share" for side in row.sides)]
    lines = tuple(
        Row(row.declared.title, tuple(point_of(side.estimate) for side in row.sides), joined=(False,))
        for row in drawn
    )
    shown = tuple(row for row in lines if any(point.value is not None for point in row.points))
    if not shown:
        raise PublicationError("publication.figure_has_nothing_to_show", text=name)
    keys = tuple(Key(side.study.id, side_label(side)) for side in drawn[0].sides)
    return Plot(keys, shown)


def side_label(side: ShownSide) -> str:
    """The respondents of a side, and their wave."""
    values = {"respondents": side.voice.respondents.plural, "wave": side.wave}
    return filled(side.voice.words.side_by_side.table["side"], values)


def perspectives_alt(plot: Plot, voice: Voice) -> str:
    """Where the two surveys lie furthest apart."""
    both = [row for row in plot.rows if None not in (row.points[0].value, row.points[1].value)]
    words = voice.words.side_by_side.figure
    if not both:
        return words["alternative_some"]
    row = max(both, key=lambda one: abs((one.points[0].value or 0) - (one.points[1].value or 0)))
    own, other = (percent(point.value or 0.0) for point in row.points)
    values = {
        "row": row.label, "own": own, "other": other, "first": plot.keys[0].label, "second": plot.keys[1].label,
    }  # fmt: skip
    return filled(words["alternative"], values)
