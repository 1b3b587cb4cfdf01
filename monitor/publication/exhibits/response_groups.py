"""Which groups took part less often: the make-up of who was asked beside that of who took part, in the latest wave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.errors import PublicationError
from monitor.publication.exhibits.content import Key, Plot, Point, Row
from monitor.publication.exhibits.table_model import EMPTY, Cell, Column, Table, TableRow
from monitor.publication.language.filling import filled, filled_if_known
from monitor.publication.language.numbers import number, percent, signed
from monitor.publication.language.voice import Voice
from monitor.study.labels import part_categories, part_label
from monitor.study.study import Study

if TYPE_CHECKING:
    from monitor.release.results.method import PartialR, RIndicator
    from monitor.release.results.released_set import ReleasedSet

RESPONSE_GROUPS = "method-response-groups"
MOST_ROWS = 32  # that fit on one page
DIGITS = 3
NOTHING = Cell("", status=EMPTY)


def tells_response_groups(released: ReleasedSet, study: Study) -> bool:
    """Whether the response of any group is told."""
    return any(part.category for part in _parts(released, study))


def response_groups_plot(released: ReleasedSet, voice: Voice) -> Plot:
    """Per group its share of who was asked, and of who took part; the groups that differ most where they are many.

    **Raises** PublicationError where the response of no group is told.
    """
    parts = [part for part in _parts(released, voice.study) if part.category]
    if not parts:
        raise PublicationError("publication.response_groups_have_nothing_to_show", name=RESPONSE_GROUPS)
    words = voice.words.annex.tables["response_groups"]
    widest = sorted(parts, key=lambda part: -abs(part.unconditional))[:MOST_ROWS]
    keys = tuple(Key(code, words.values[code]) for code in ("asked", "took_part"))
    rows = tuple(_row(part, _found(released, voice.study), voice) for part in parts if part in widest)
    return Plot(keys, rows)


def _row(part: PartialR, found: RIndicator | None, voice: Voice) -> Row:
    took_part = part.share * part.response / found.response if found and found.response else None
    return Row(
        _label(part, voice.study),
        (Point(part.share), Point(took_part)),
        section=part_label(part.variable, voice.study),
    )


def response_groups_title(voice: Voice) -> str:
    words = voice.words.annex.tables["response_groups"]
    return filled_if_known(words.caption, {"wave": voice.study.current.label})


def response_groups_alt(released: ReleasedSet, voice: Voice) -> str:
    """Which group took part least often, and which most often."""
    parts = [part for part in _parts(released, voice.study) if part.category]
    least, most = (chosen(parts, key=lambda part: part.response) for chosen in (min, max))
    values = {
        name: value
        for role, part in (("least", least), ("most", most))
        for name, value in (
            (role, _label(part, voice.study)),
            (f"{role}_of", part_label(part.variable, voice.study)),
            (f"{role}_response", percent(part.response)),
        )
    }
    return filled(voice.words.annex.tables["response_groups"].notes["alternative_text"], values)


def response_groups_notes(plot: Plot, released: ReleasedSet, voice: Voice) -> tuple[str, ...]:
    """What is counted, and where it comes from."""
    notes, found = voice.words.annex.tables["response_groups"].notes, _found(released, voice.study)
    told = sum(bool(part.category) for part in _parts(released, voice.study))
    values = {
        "n": number(found.n if found else 0), "shown": number(len(plot.rows)), "title": voice.study.title,
        "wave": voice.study.current.label, "respondents": voice.respondents.plural,
    }  # fmt: skip
    weighted = ("weighted",) if found and found.weighted else ()
    widest = ("widest",) if told > len(plot.rows) else ()
    names = ("base", *weighted, *widest, "source")
    return tuple(filled(notes[name], values) for name in names)


def response_groups_table(released: ReleasedSet, voice: Voice) -> Table:
    """The data of the figure, and of each variable what all its groups do together."""
    words, found = voice.words.annex.tables["response_groups"], _found(released, voice.study)
    rows = tuple(_table_row(part, found, voice) for part in _parts(released, voice.study))
    stub, *headers = words.header
    columns = tuple(Column(text) for text in headers)
    notes = (words.notes["contribution"], words.notes["alone"])
    return Table(RESPONSE_GROUPS, response_groups_title(voice), stub, columns, rows, notes)


def _table_row(part: PartialR, found: RIndicator | None, voice: Voice) -> TableRow:
    words = voice.words.annex.tables["response_groups"]
    if part.category:
        shares = [_percent(point.value) for point in _row(part, found, voice).points]
        own = [
            *shares,
            _percent(part.response),
            Cell(signed(part.unconditional, DIGITS), part.unconditional, "number"),
        ]
    else:
        own = [NOTHING] * 3 + [Cell(number(part.unconditional, DIGITS), part.unconditional, "number")]
    cells = (*own, Cell(number(part.conditional, DIGITS), part.conditional, "number"))
    label = _label(part, voice.study) if part.category else words.values["together"]
    return TableRow(label, cells, part_label(part.variable, voice.study))


def _percent(value: float | None) -> Cell:
    return NOTHING if value is None else Cell(percent(value), value, "percent")


def _found(released: ReleasedSet, study: Study) -> RIndicator | None:
    told = released.method.response.get(study.current.id)
    return told.representativeness if told is not None else None


def _parts(released: ReleasedSet, study: Study) -> list[PartialR]:
    """Variables in their order, each before its groups, these in the order of their declaration."""
    found = _found(released, study)
    parts = found.partial if found is not None else ()
    order = {name: place for place, name in enumerate(dict.fromkeys(part.variable for part in parts))}
    return sorted(parts, key=lambda part: (order[part.variable], _place(part, study)))


def _place(part: PartialR, study: Study) -> int:
    codes = ["", *part_categories(part.variable, study)]
    return codes.index(part.category) if part.category in codes else len(codes)


def _label(part: PartialR, study: Study) -> str:
    return part_categories(part.variable, study).get(part.category, part.category)
