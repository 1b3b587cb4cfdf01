"""Columns at fixed places as a column map names them: the options of one question as one column with positions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from monitor.exchange.proposal import Proposal, Question

Place = tuple[int, int]


@dataclass(frozen=True)
class Together:
    """Options that stand at one sign each, next to each other: the name and place of all, and position to option."""

    column: str
    place: Place
    positions: Mapping[str, str]
    columns: frozenset[str]

    @property
    def entry(self) -> dict[str, Any]:
        return {"column": self.column, "positions": dict(self.positions)}


def together(question: Question, fixed: Mapping[str, Place]) -> Together | None:
    """The options of a question as one column; None where they are not one sign each, in order, or have no places."""
    found = [(item, one.variable) for item, one in question.columns.items() if one.variable.type == "option"]
    places = [fixed.get(one.column[0]) for _, one in found if one.column]
    if question.kind != "multi" or len(found) < 2 or len(found) < len(question.columns) or None in places:
        return None
    starts = [place[0] for place in places if place is not None and place[0] == place[1]]
    if starts != list(range(starts[0], starts[0] + len(found))) if starts else True:
        return None
    return Together(
        found[0][1].group,
        (starts[0], starts[-1]),
        {str(at): item for at, (item, _) in enumerate(found, start=1)},
        frozenset(one.column[0] for _, one in found),
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
        found = together(question, proposal.source.fixed)
        if found is not None:
            yield found
