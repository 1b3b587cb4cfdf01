"""Columns at fixed places as a column map names them: the options of one question as one column with positions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from monitor.exchange.proposal import Proposal, Question
from monitor.exchange.source import Source

Place = tuple[int, int]


@dataclass(frozen=True)
class Together:
    """Options that stand at one sign each in one field: the name and place of that, and position to option."""

    column: str
    place: Place
    positions: Mapping[str, str]
    columns: frozenset[str]

    @property
    def entry(self) -> dict[str, Any]:
        return {"column": self.column, "positions": dict(self.positions)}


def together(question: Question, source: Source) -> Together | None:
    """The options of a question as one column; None where they have no field of their own."""
    options = {item: one.variable for item, one in question.columns.items() if one.variable.type == "option"}
    fields = {source.together.get(one.group) for one in options.values()}
    field = fields.pop() if len(fields) == 1 else None
    if question.kind != "multi" or len(options) < len(question.columns) or field is None:
        return None
    places = {item: source.fixed[one.column[0]][0] - field[0] + 1 for item, one in options.items()}
    return Together(
        next(iter(options.values())).group,
        field,
        {str(at): item for item, at in places.items()},
        frozenset(one.column[0] for one in options.values()),
    )


def fixed_places(proposal: Proposal) -> dict[str, list[int]]:
    """By column its first and last place, options that stand together as one column."""
    fixed = proposal.source.fixed
    joined = list(_joined(proposal))
    alone = {name: place for name, place in fixed.items() if not any(name in one.columns for one in joined)}
    places = {**alone, **{one.column: one.place for one in joined}}
    return {name: list(place) for name, place in sorted(places.items(), key=lambda each: each[1])}


def _joined(proposal: Proposal) -> Iterator[Together]:
    for question in proposal.questions:
        found = together(question, proposal.source)
        if found is not None:
            yield found
