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
from monitor.study.declarations import Declaration, Key, read_declaration
from monitor.study.expression.evaluation import items_of
from monitor.study.house_policy import house_recognition
from monitor.study.municipalities import Municipalities
from monitor.study.populations import Populations
from monitor.study.questionnaire import Item, Questionnaire
from monitor.study.study_file import Breakdown, DesignPlan, Indicator

NAMES = Path(__file__).with_name("municipality_names.yaml")
MUNICIPALITY, WORKER, UNIT = "municipality", "worker", "unit"
DECLARED, UNKNOWN, SMALL = "declared", "population_unknown", "population_small"
WHY = {
    MUNICIPALITY: "they point at municipalities",
    "team": "they point at teams or offices",
    WORKER: "they point at caseworkers",
    UNIT: "they are what was sampled first",
    UNKNOWN: "nobody says how many people each has in the population",
    SMALL: "one of them has too few people in the population",
}
_ANONYMOUS = "Say why nobody can be recognised: anonymous: {reason: ...}"
_POPULATION = "Say how many people each has at least, and from where that is known: population_at_least: {n: ..., source: ...}"


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
                key, f'the groups of "{breakdown.id}" can be recognised: {WHY[recognised[0]]}',
                got="identifiable: off", hint=what_to_do(recognised),
            )  # fmt: skip
        return replace(breakdown, identifiable=bool(recognised), recognised=recognised)

    def check_frame(self) -> None:
        """**Raises** DeclarationError for a frame that counts other people than the control totals do."""
        people, total = self.populations.frame_total, self.populations.control_total
        most = house_recognition().populations_apart
        if people is not None and total and abs(people / total - 1) > most:
            raise self.document.error(
                ("municipalities", "population"), "the frame counts other people than the control totals do",
                got=f"{people:,.0f}", expected=f"about {total:,.0f}, {most:.0%} more or less",
                hint="Name the column with the people whom the survey is about, not all inhabitants",
            )  # fmt: skip

    def worker_items(self) -> frozenset[str]:
        """The items that point at caseworkers."""
        items = self.questionnaire.items.values()
        return frozenset(item.id for item in items if WORKER in self._of_item(item, set()))

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
            f'"{item.id}" depends on "{part}", of whose groups people can be recognised: {WHY[kind]}',
            where=path.name if path else None, line=item.line,
            expected=f'a breakdown by "{part}" instead, where its groups are protected',
            hint=f"Or say why nobody can be recognised: indicators: [{{id: {indicator.id}, anonymous: {{reason: ...}}}}]",
        )  # fmt: skip

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
                yield UNKNOWN
            elif smallest < house_recognition().population:
                yield SMALL

    def _check_population(self, breakdown: Breakdown, key: Key) -> None:
        declared, least = breakdown.population_at_least, house_recognition().population
        if declared is None:
            return
        place = (*key, "population_at_least")
        if declared.n < least:
            raise self.document.error(
                place, f'groups of "{breakdown.id}" may be so small that people are recognised', got=str(declared.n),
                expected=f"at least {least:g}", hint="Leave the key out: the groups are then identifiable",
            )  # fmt: skip
        known = self.populations.smallest(breakdown.items, breakdown.groups)
        if known is not None and known >= declared.n:
            return
        if known is not None:
            raise self.document.error(
                place, f'a group of "{breakdown.id}" is smaller than this', got=str(declared.n),
                expected=f"at most {known:,.0f}, as control totals or frame say",
            )  # fmt: skip
        total, groups = self.populations.total, len(breakdown.groups)
        if total is not None and declared.n * groups > total:
            raise self.document.error(
                place, f"{groups} groups of so many people are more than the population", got=str(declared.n),
                expected=f"at most {total / groups:,.0f}, for {total:,.0f} people in all",
            )  # fmt: skip

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
        if item.id in (self.design.psu, self.design.unit):
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
    population = [_POPULATION] if {UNKNOWN, SMALL} & set(recognised) else []
    return "; ".join([_ANONYMOUS] * bool(set(recognised) - {UNKNOWN, SMALL}) + population)


@cache
def municipality_names() -> frozenset[str]:
    """Names of the municipalities of the country, in small letters."""
    texts = read_declaration(NAMES).data.values()
    return frozenset(name.strip().casefold() for text in texts for name in text.split(","))
