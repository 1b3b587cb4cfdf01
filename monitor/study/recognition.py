"""Which groups can be recognised: those of an organisation or a person, and those of few people.

What a study file calls a column decides nothing: it points at a municipality, team or caseworker by what it is, what
it asks, what its answers are and what it is derived from. policy.yaml holds the words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from monitor.errors import DeclarationError
from monitor.messages.catalogue import text
from monitor.study.declarations import Declaration, Key, read_declaration
from monitor.study.expression.evaluation import items_of
from monitor.study.house_policy import house_recognition
from monitor.study.municipalities import Municipalities
from monitor.study.populations import Populations
from monitor.study.questionnaire import Item, Questionnaire
from monitor.study.study_file import POPULATION_UNKNOWN, Breakdown, DesignPlan, Indicator

NAMES = Path(__file__).with_name("municipality_names.yaml")
MUNICIPALITY, WORKER, UNIT = "municipality", "worker", "unit"
DECLARED, SMALL = "declared", "population_small"
WHY = {
    MUNICIPALITY: "declared.point_at_municipalities",
    "team": "declared.point_at_teams",
    WORKER: "declared.point_at_caseworkers",
    UNIT: "declared.sampled_first",
    POPULATION_UNKNOWN: "declared.population_unknown",
    SMALL: "declared.population_small",
}


@dataclass(frozen=True)
class Recognition:
    """Judges the breakdowns of a study."""

    questionnaire: Questionnaire
    municipalities: Municipalities | None
    design: DesignPlan
    populations: Populations
    document: Declaration

    def judged(self, breakdown: Breakdown, key: Key) -> Breakdown:
        """The breakdown with whether it is identifiable, and why: `recognised`, empty where it is anonymous.

        **Raises** DeclarationError for a declaration that what is known contradicts.
        """
        self._check_population(breakdown, key)
        recognised = tuple(dict.fromkeys(self._reasons(breakdown)))
        if breakdown.identifiable is False and recognised:
            raise self.document.error(
                key,
                "declared.groups_of_can_be_recognised",
                hint=what_to_do(recognised),
                breakdown=breakdown.id,
                why=text(WHY[recognised[0]]),
            )
        return replace(breakdown, identifiable=bool(recognised), recognised=recognised)

    def check_frame(self) -> None:
        """**Raises** DeclarationError for a frame that counts other people than the control totals do."""
        people, total = self.populations.frame_total, self.populations.control_total
        most = house_recognition().populations_apart
        if people is not None and total and abs(people / total - 1) > most:
            raise self.document.error(
                ("municipalities", "population"),
                "declared.frame_counts_other_people_than_control",
                people=people,
                total=total,
                most=most,
            )

    def worker_items(self) -> frozenset[str]:
        """The items that point at caseworkers."""
        items = self.questionnaire.items.values()
        return frozenset(item.id for item in items if WORKER in self._of_item(item, set()))

    def check_moves(self, moves: Iterable[str]) -> None:
        """**Raises** DeclarationError for who moved between municipalities, teams or caseworkers: exact numbers of them."""
        for name in moves:
            kind = next(self._of_item(self.questionnaire.items[name], set()), None)
            if kind is not None:
                raise self.document.error(
                    ("comparison", "moves"),
                    "declared.moves_of_who_can_be_recognised",
                    item=name,
                    why=text(WHY[kind]),
                )

    def check_figures(self, indicators: Iterable[Indicator]) -> None:
        """Look for figures of everybody that tell of one municipality, team or caseworker all the same.

        **Raises** DeclarationError for an item that is asked, or computed with another, by what points at one of
        these, unless its indicator says why nobody can be recognised.
        """
        items = self.questionnaire.items
        for indicator in (one for one in indicators if one.anonymous is None):
            for name in indicator.items:
                for part in self._narrowing(items[name], set()):
                    kind = next(self._of_item(items[part], set()), None)
                    if kind is not None:
                        raise self._narrowed(items[name], part, kind, indicator)

    def _narrowing(self, item: Item, seen: set[str]) -> Iterator[str]:
        """Items that decide about whom a figure tells: those of its route, and those that it is computed with."""
        seen.add(item.id)
        asked = [item.asked_if] if item.asked_if else []
        route = [name for one in asked for name in items_of(one, self.questionnaire.shapes)]
        inputs = list(dict.fromkeys(self._inputs(item)))
        yield from dict.fromkeys(route + (inputs if len(inputs) > 1 else []))
        for name in (name for name in (*route, *inputs) if name not in seen):
            yield from self._narrowing(self.questionnaire.items[name], seen)

    def _narrowed(self, item: Item, part: str, kind: str, indicator: Indicator) -> DeclarationError:
        path = self.questionnaire.path
        return DeclarationError(
            "declared.depends_on_of_whose_groups_people",
            where=path.name if path else None,
            line=item.line,
            part=part,
            indicator=indicator.id,
            item=item.id,
            why=text(WHY[kind]),
        )

    def _inputs(self, item: Item) -> Iterator[str]:
        """The items that a derived item follows from."""
        expressions = ([item.value] if item.value else []) + [case for _, case in item.cases]
        for expression in expressions:
            yield from items_of(expression, self.questionnaire.shapes)

    def _reasons(self, breakdown: Breakdown) -> Iterator[str]:
        if breakdown.identifiable:
            yield DECLARED
        if breakdown.anonymous is None:
            yield from self._pointed_at(breakdown)
        if not breakdown.identifiable and breakdown.population_at_least is None:
            smallest = self.populations.smallest(breakdown.items, breakdown.groups)
            if smallest is None:
                yield POPULATION_UNKNOWN
            elif smallest < house_recognition().population:
                yield SMALL

    def _check_population(self, breakdown: Breakdown, key: Key) -> None:
        declared, least = breakdown.population_at_least, house_recognition().population
        if declared is None:
            return
        place = (*key, "population_at_least")
        if declared.n < least:
            raise self.document.error(
                place,
                "declared.groups_of_may_be_so_small",
                got=str(declared.n),
                least=least,
                breakdown=breakdown.id,
            )
        known = self.populations.smallest(breakdown.items, breakdown.groups)
        if known is not None and known >= declared.n:
            return
        if known is not None:
            raise self.document.error(
                place,
                "declared.group_of_is_smaller_than",
                got=str(declared.n),
                known=known,
                breakdown=breakdown.id,
            )
        total, groups = self.populations.total, len(breakdown.groups)
        if total is not None and declared.n * groups > total:
            raise self.document.error(
                place,
                "declared.groups_of_so_many_people_are",
                got=str(declared.n),
                most=total / groups,
                total=total,
                groups=groups,
            )

    # what points at an organisation or a person

    def _pointed_at(self, breakdown: Breakdown) -> Iterator[str]:
        frame = self.municipalities
        attributes = [one.id for one in frame.attributes if one.id in breakdown.items] if frame else []
        if frame and attributes:
            shared = Counter(tuple(row[part] for part in attributes) for row in frame.rows.values())
            if min(shared.values(), default=0) < house_recognition().municipalities:
                yield MUNICIPALITY
        for part in breakdown.items:
            if frame and part == frame.column:
                yield MUNICIPALITY
            if part in self.questionnaire.items:
                yield from self._of_item(self.questionnaire.items[part], set())

    def _of_item(self, item: Item, seen: set[str]) -> Iterator[str]:
        """What an item points at, by itself or by the items that it follows from."""
        seen.add(item.id)
        if item.id in self.design.units:
            yield UNIT
        if item.list_of:
            yield MUNICIPALITY
        yield from (
            kind for kind, signs in house_recognition().points_at.items() if self._shows(item, kind, signs)
        )
        for name in self._inputs(item):
            if name not in seen:
                yield from self._of_item(self.questionnaire.items[name], seen)

    def _shows(self, item: Item, kind: str, signs: Mapping[str, str]) -> bool:
        labels = [one.label for one in item.scale.categories] if item.scale else []
        if item.traits.dichotomous or _half(labels, house_recognition().names_nobody):
            return False
        stem = self.questionnaire.groups[item.group].stem if item.group in self.questionnaire.groups else ""
        asked = f"{stem} {item.text} {item.short}"
        return bool(
            re.fullmatch(signs["id"], item.id, re.IGNORECASE)
            or re.search(signs["asked"], asked, re.IGNORECASE)
            or self._answered_with(item, kind, signs["answer"])
        )

    def _answered_with(self, item: Item, kind: str, pattern: str) -> bool:
        """Whether half of two or more answers, by code or label, name such a thing."""
        answers = item.scale.categories if item.scale else ()
        known = self._names() if kind == MUNICIPALITY else frozenset()
        named = [
            any(
                text.casefold() in known or re.fullmatch(pattern, text, re.IGNORECASE)
                for text in (one.code, one.label)
            )
            for one in answers
        ]
        return len(named) >= 2 and 2 * sum(named) >= len(named)

    def _names(self) -> frozenset[str]:
        frame = self.municipalities
        own = (*frame.names, *frame.codes) if frame else ()
        return municipality_names() | {name.casefold() for name in own}


def _half(labels: list[str], pattern: str) -> bool:
    """Whether half of some answers, or more, are of a pattern."""
    return bool(labels) and 2 * sum(bool(re.fullmatch(pattern, one, re.IGNORECASE)) for one in labels) >= len(
        labels
    )


def what_to_do(recognised: tuple[str, ...]) -> str:
    """What to declare of a breakdown whose groups cannot be recognised after all."""
    small = bool({POPULATION_UNKNOWN, SMALL} & set(recognised))
    if small and set(recognised) - {POPULATION_UNKNOWN, SMALL}:
        return text("declared.say_why_and_how_many")
    return text("declared.say_how_many" if small else "declared.say_why")


@cache
def municipality_names() -> frozenset[str]:
    """Names of the municipalities of the country, in small letters."""
    texts = read_declaration(NAMES).data.values()
    return frozenset(name.strip().casefold() for text in texts for name in text.split(","))
