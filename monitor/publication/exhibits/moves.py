"""Who moved: of those who gave an answer in the earlier wave, what they answer now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.errors import PublicationError, nearest
from monitor.publication.cells.by_key import slug
from monitor.publication.cells.purposes import shown
from monitor.publication.cells.selection import PERCENT
from monitor.publication.exhibits.content import Content, Key, Point, Row
from monitor.publication.exhibits.names import Name
from monitor.publication.exhibits.rounding import rounding_of_totals
from monitor.publication.exhibits.selecting import STACKED
from monitor.publication.exhibits.table_model import Cell, Column, Table, TableRow
from monitor.publication.language.filling import filled
from monitor.publication.language.markdown import escape_markdown
from monitor.publication.language.numbers import number, percent
from monitor.publication.language.voice import Voice
from monitor.release.results.table_rows import rows_of
from monitor.schema import CHANGES, ESTIMATES, Estimate
from monitor.schema_words import FLOW, PERSONS, pair_name
from monitor.study.labels import answer_label, wave_label
from monitor.study.questionnaire import Item
from monitor.study.study import Study

if TYPE_CHECKING:
    from monitor.release.results.released_set import ReleasedSet

MOVES = "--moves"
MOST_TOLD = 3  # answers of one question that a text names


def moved_paths(item: str, released: ReleasedSet) -> list[str]:
    """The variables of answers to which, or from which, more people moved than the other way; of two answers the first."""
    rows = released.changes
    rows = rows[(rows["item"] == item) & (rows["comparison"] == PERSONS) & (rows["level"] == "category")]
    proven = rows[rows["verdict"].isin(["increased", "decreased"])].drop_duplicates("category")
    codes = proven["category"].tolist()
    tests = proven["p"].round(12).nunique()
    return [
        f"{item}.{slug(code, 'c')}.all.persons" for code in (codes[:1] if tests == 1 else codes[:MOST_TOLD])
    ]


def moves_names(study: Study) -> list[str]:
    """The figures of who moved that a study declares."""
    return [f"{item}{MOVES}" for item in study.comparison.moves]


def tells_moves(item: str, released: ReleasedSet) -> bool:
    """Whether it is told of an item who moved."""
    frame = released.estimates
    return bool(((frame["item"] == item) & (frame["measure"] == FLOW) & frame["estimate"].notna()).any())


@dataclass(frozen=True)
class Moves:
    """The released flows of one item: by (from, to) the estimate, and the earlier wave."""

    item: Item
    flows: dict[str, Estimate]
    earlier: str

    @property
    def codes(self) -> tuple[str, ...]:
        return self.item.scale.codes if self.item.scale is not None else ()

    @property
    def n(self) -> float:
        return next(iter(self.flows.values())).n or 0.0

    def share(self, one: str, other: str) -> float:
        """Of all who answered twice the share that went from one answer to another."""
        return self.flows[pair_name(one, other)].estimate or 0.0

    def of(self, one: str) -> float:
        """The share that gave an answer in the earlier wave."""
        return sum(self.share(one, other) for other in self.codes)

    def stayed(self) -> float:
        """The share that gave one answer twice."""
        return sum(self.share(code, code) for code in self.codes)

    def people(self, one: str) -> float:
        return sum(self.flows[pair_name(one, other)].count or 0.0 for other in self.codes)


def moves_of(name: str, released: ReleasedSet, voice: Voice) -> Moves:
    """The flows behind a figure `ITEM--moves`.

    **Raises** PublicationError for an item of which the study does not tell them, and where none may be told.
    """
    study, item = voice.study, name.removesuffix(MOVES)
    if item not in study.comparison.moves:
        known = moves_names(study)
        raise PublicationError(
            "publication.there_is_no_figure_or_table", hint=nearest(name, known), text=name
        )
    if not tells_moves(item, released):
        raise PublicationError("publication.moves_have_nothing_to_show", name=name)
    of_item = released.estimates[released.estimates["item"] == item]
    flows = {row.category: row for row in rows_of(of_item[of_item["measure"] == FLOW], ESTIMATES)}
    changes = released.changes[
        (released.changes["item"] == item) & (released.changes["comparison"] == PERSONS)
    ]
    earlier = next(iter(rows_of(changes, CHANGES))).from_wave
    return Moves(study.questionnaire.items[item], flows, earlier)


def moves_content(name: str, released: ReleasedSet, voice: Voice) -> Content:
    """A bar per earlier answer that somebody gave, its parts what these people answer now."""
    moves, study = moves_of(name, released, voice), voice.study
    keys = tuple(Key(code, answer_label(moves.item, code)) for code in moves.codes)
    rows = tuple(
        Row(
            answer_label(moves.item, one),
            tuple(Point(moves.share(one, other) / moves.of(one)) for other in moves.codes),
            n=moves.people(one),
        )
        for one in moves.codes
        if moves.of(one) > 0
    )
    indicator = next(each for each in study.indicators if moves.item.id in each.items)
    quantities = shown(indicator, (moves.item,), "stacked")
    waves = (moves.earlier, study.current.id)
    return Content(keys, rows, STACKED, Name(name, indicator), (moves.item,), quantities, PERCENT, waves)


def _values(moves: Moves, voice: Voice) -> dict[str, str]:
    return {
        "item": moves.item.short, "from_wave": wave_label(moves.earlier, voice.study),
        "to_wave": voice.study.current.label, "n": number(moves.n), "respondents": voice.respondents.plural,
        "stayed": percent(moves.stayed()), "moved": percent(1 - moves.stayed()), "title": voice.study.title,
    }  # fmt: skip


def moves_say(form: str, name: str, released: ReleasedSet, voice: Voice) -> str:
    """One of the texts beside the figure: caption, unit, alternative text, sentence."""
    return filled(voice.words.figures.moves[form], _values(moves_of(name, released, voice), voice))


def moves_notes(name: str, content: Content, released: ReleasedSet, voice: Voice) -> str:
    """Base, how to read a bar, what rounding does to its parts, and source, as Markdown."""
    base, reading, source = (moves_say(form, name, released, voice) for form in ("base", "reading", "source"))
    return " ".join(map(escape_markdown, (base, reading, *rounding_of_totals(content, voice), source)))


def moves_table(name: str, released: ReleasedSet, voice: Voice) -> Table:
    """The data of the figure: rows the earlier answers with their share, columns the answers now."""
    moves, words = moves_of(name, released, voice), voice.words.figures.moves
    values = _values(moves, voice)
    headers = [
        filled(words["share_before"], values),
        *(answer_label(moves.item, code) for code in moves.codes),
    ]
    rows = tuple(
        TableRow(
            answer_label(moves.item, one),
            (
                _percent(moves.of(one)),
                *(_percent(moves.share(one, other) / moves.of(one)) for other in moves.codes),
                Cell(number(moves.people(one)), moves.people(one), "number"),
            ),
        )
        for one in moves.codes
        if moves.of(one) > 0
    )
    columns = tuple(Column(text) for text in (*headers, words["people"]))
    return Table(name, filled(words["caption"], values), filled(words["stub"], values), columns, rows)


def _percent(value: float) -> Cell:
    return Cell(percent(value), value, "percent")
