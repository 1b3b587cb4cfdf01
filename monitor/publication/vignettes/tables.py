"""Tables of a report on vignettes: pairs of colleagues beside pairs of others, and the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from monitor.errors import PublicationError, nearest
from monitor.publication.exhibits.table_model import CLASS, Cell, Column, Table, TableRow
from monitor.publication.language.filling import filled
from monitor.publication.language.numbers import number
from monitor.publication.language.voice import Voice
from monitor.publication.tables.table_cells import HIDDEN, text_cell
from monitor.publication.vignettes.counted import CountedVignette, CountedVignettes
from monitor.release.results.method import PairsOfVignette
from monitor.release.results.released_set import ReleasedSet
from monitor.study.house_policy import house_vignettes
from monitor.study.labels import answer_label
from monitor.study.vignettes import DECISION, ROOM

NAME = "vignettes--"
CROSSED = f"{NAME}room--"
CLASSES, NOT_TOLD = ("few", "nearly_all"), "hidden"


def vignettes_table(name: str, released: ReleasedSet, voice: Voice) -> Table:
    """A table `vignettes--pairs`, `vignettes--chance` or `vignettes--room--<vignette>` of the latest wave.

    **Raises** PublicationError in a report on another study, for another name, and for a table of which nothing is told.
    """
    counted = CountedVignettes(released, voice)
    if name.startswith(CROSSED):
        return _crossed(name, counted)
    made = TABLES.get(name.removeprefix(NAME))
    if made is None:
        known = [f"{NAME}{known}" for known in TABLES]
        raise PublicationError("publication.there_is_no_table", hint=nearest(name, known), name=name)
    rows = tuple(made(counted))
    if not rows:
        raise PublicationError("publication.figure_has_nothing_to_show", text=name)
    words = voice.words.vignettes.tables[name.removeprefix(NAME)]
    caption = filled(words.caption, {"wave": voice.study.current.label})
    return Table(name, caption, words.stub, tuple(map(Column, words.columns)), rows, words.notes)


def tables_of_vignettes(released: ReleasedSet, voice: Voice) -> list[Table]:
    """Every table of which anything is told; none of another study."""
    if not voice.study.tells_counts:
        return []
    counted = CountedVignettes(released, voice)
    names = [f"{CROSSED}{one.id}" for one in counted.vignettes if is_crossed(one)]
    names += [name for name in map(NAME.__add__, TABLES) if has_table(name, counted)]
    return [vignettes_table(name, released, voice) for name in names]


def has_table(name: str, counted: CountedVignettes) -> bool:
    """Whether there is anything to tell in a table."""
    return any(True for _ in TABLES[name.removeprefix(NAME)](counted))


def is_crossed(one: CountedVignette) -> bool:
    """Whether every count of room by decision is told."""
    return bool(one.summary.room_by_decision)


def _crossed(name: str, counted: CountedVignettes) -> Table:
    """Who sees room or not, by what they decide. **Raises** PublicationError where a count of it is not told."""
    one = next((one for one in counted.vignettes if name == f"{CROSSED}{one.id}" and is_crossed(one)), None)
    room, decision = (counted.item(one, role) if one is not None else None for role in (ROOM, DECISION))
    if one is None or room is None or room.scale is None or decision is None or decision.scale is None:
        raise PublicationError("publication.figure_has_nothing_to_show", text=name)
    words, voice = counted.voice.words.vignettes.tables["room"], counted.voice
    counts = {(cell.room, cell.decision): cell.count for cell in one.summary.room_by_decision}
    rows = tuple(
        TableRow(seen.label, tuple(_number(counts[seen.code, code]) for code in decision.scale.codes))
        for seen in room.scale.categories
    )
    slots = {"wave": voice.study.current.label, "title": one.said.title, **voice.respondents.slots}
    columns = tuple(Column(answer_label(decision, code)) for code in decision.scale.codes)
    notes = tuple(filled(note, slots) for note in words.notes)
    return Table(name, filled(words.caption, slots), words.stub, columns, rows, notes)


def _with_pairs(counted: CountedVignettes) -> Iterator[tuple[str, PairsOfVignette]]:
    for one in counted.vignettes:
        if one.summary.pairs is not None and one.summary.pairs.told != "too_few":
            yield one.said.title, one.summary.pairs


def _pairs(counted: CountedVignettes) -> Iterator[TableRow]:
    marks = counted.voice.words.figures.marks
    for title, found in _with_pairs(counted):
        alike = Cell(marks[found.told], status=CLASS) if found.told in CLASSES else _number(found.alike)
        own = text_cell(number(found.pairs))
        yield TableRow(title, (own, alike, _number(found.between_pairs), _number(found.between_alike)))


def _chance(counted: CountedVignettes) -> Iterator[TableRow]:
    tiny = counted.voice.words.vignettes.chance["tiny"]
    for title, found in _with_pairs(counted):
        alpha = HIDDEN if found.alpha is None else text_cell(number(found.alpha, 2))
        chances = (_chance_cell(value, tiny) for value in (found.p, found.smallest))
        if found.told not in (*CLASSES, NOT_TOLD):
            yield TableRow(title, (_number(found.alike), alpha, *chances))


def _number(value: float | None) -> Cell:
    return HIDDEN if value is None else text_cell(number(value))


def _chance_cell(value: float | None, tiny: str) -> Cell:
    decimals = house_vignettes().decimals
    return HIDDEN if value is None else text_cell(tiny if value < 10**-decimals else number(value, decimals))


TABLES: dict[str, Callable[[CountedVignettes], Iterator[TableRow]]] = {"pairs": _pairs, "chance": _chance}
