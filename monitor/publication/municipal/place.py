"""One municipality in the released set: each benchmarked figure beside that of its peers and of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from monitor.errors import PublicationError
from monitor.publication.cells.by_key import Cells
from monitor.publication.cells.selection import PERCENT, Quantity, shown_value
from monitor.publication.language.filling import filled
from monitor.publication.language.voice import Voice
from monitor.publication.municipal.municipalities import Municipalities
from monitor.publication.sentences.compared import MOVED
from monitor.release.results.released_set import ReleasedSet
from monitor.schema import Change, Estimate
from monitor.schema_words import EARLIER, LIMIT_HIGH, LIMIT_LOW, NATION, PEERS, SHRUNKEN, SPREAD
from monitor.study.benchmark_plan import BenchmarkPlan
from monitor.study.labels import part_label

HIGHER, LOWER, UNDECIDED, TOO_FEW, SUPPRESSED = "higher", "lower", "undecided", "too_few", "suppressed"
PROVEN = (HIGHER, LOWER)
NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True)
class Since:
    """The change of a figure since an earlier wave, with the figures of that wave: what its respondents answered, and the
    reference. Without a reference in both waves it is None."""

    change: Change
    own: Estimate | None
    reference: Estimate | None
    nation: Estimate | None


@dataclass(frozen=True)
class Beside:
    """One figure of a municipality in the latest wave, and what it is held against.

    `raw` is what its respondents answered, `shrunken` the estimate that also counts what is usual elsewhere; `peers` is None
    where there is no group of peers, `between` the comparison with the reference: the peers, without them the nation.
    `limit_low` and `limit_high` are the lines of a funnel at its number of answers, `spread` is that of all municipalities.
    `since` is None in a study of one wave.
    """

    quantity: Quantity
    theme: str
    label: str
    clause: str
    raw: Estimate | None
    shrunken: Estimate | None
    peers: Estimate | None
    nation: Estimate | None
    between: Change | None
    limit_low: Estimate | None
    limit_high: Estimate | None
    spread: Estimate | None
    since: Since | None = None

    @property
    def reference(self) -> Estimate | None:
        return self.peers if self.peers is not None else self.nation

    @property
    def is_shown(self) -> bool:
        return number_of(self.shrunken) is not None

    @property
    def verdict(self) -> str:
        """The verdict against the reference; `suppressed` where no figure is told."""
        if not self.is_shown:
            return SUPPRESSED
        return self.between.verdict if self.between is not None and self.between.verdict else TOO_FEW

    @property
    def change_verdict(self) -> str:
        """The verdict of the change; `too_few` where nothing is told of it."""
        return self.since.change.verdict or TOO_FEW if self.since is not None else TOO_FEW

    @property
    def change_is_tested(self) -> bool:
        return self.change_verdict in (*MOVED, UNDECIDED)

    @property
    def told(self) -> tuple[float, float]:
        """The interval that sentences and figures tell: of `undecided` it reaches to the displayed reference."""
        assert self.shrunken is not None
        low, high = self.shrunken.ci_low or 0.0, self.shrunken.ci_high or 0.0
        reference = number_of(self.reference)
        if self.verdict != UNDECIDED or reference is None:
            return low, high
        return min(low, reference), max(high, reference)

    @property
    def weight(self) -> float | None:
        """The part of the own answers in the estimate, at most 1: n / deff over the effective answers of the estimate."""
        cell = self.shrunken
        if cell is None or not cell.shown or not cell.n or not cell.deff or not cell.n_effective:
            return None
        return min(cell.n / cell.deff / cell.n_effective, 1.0)

    @property
    def mdd(self) -> float | None:
        return self.between.mdd if self.between is not None else None

    @property
    def reach(self) -> float:
        """How many values it can take: 1 of a share, 10 of a grade from 1 to 10."""
        ends = self.quantity.ends
        return 1.0 if ends is None else ends[1] - ends[0] + 1

    def value(self, number: float | None) -> str:
        """How a value of this figure is written."""
        return shown_value(number or 0.0, self.quantity.display)


@dataclass(frozen=True)
class Place:
    """One municipality: its name, people, group of peers with how many they are, and its figures in the order of the questionnaire.

    `alike` are the labels of the traits by which its estimates are fitted: those in which enough municipalities are like it.
    """

    code: str
    name: str
    people: float | None
    peers: str
    members: int
    figures: tuple[Beside, ...]
    alike: tuple[str, ...] = ()

    @cached_property
    def shown(self) -> tuple[Beside, ...]:
        return tuple(one for one in self.figures if one.is_shown)

    @property
    def n(self) -> float | None:
        """The largest base that is told of it; None where nothing is."""
        bases = [one.raw.n for one in self.figures if one.raw is not None and one.raw.shown and one.raw.n]
        return max(bases, default=None)

    @property
    def with_peers(self) -> bool:
        return any(one.peers is not None for one in self.figures)

    @property
    def usual_mdd(self) -> tuple[Beside, float] | None:
        """The figure with the middle one of the smallest differences of shares that are shown here."""
        found = sorted(
            ((one.mdd, place) for place, one in enumerate(self.figures) if one.mdd is not None and one.quantity.display == PERCENT)
        )  # fmt: skip
        if not found:
            return None
        mdd, place = found[(len(found) - 1) // 2]
        return self.figures[place], mdd

    def of_themes(self) -> Iterator[tuple[str, list[Beside]]]:
        """The figures of each theme."""
        for theme in dict.fromkeys(one.theme for one in self.figures):
            yield theme, [one for one in self.figures if one.theme == theme]


class Places(Municipalities):
    """All municipalities of a released set; what they share is looked up once."""

    def __init__(self, released: ReleasedSet, voice: Voice, cells: Cells | None = None) -> None:
        super().__init__(voice.study)
        self.released, self.voice = released, voice
        self.cells = cells or Cells(released)
        self._made: dict[str, Place] = {}

    @cached_property
    def plan(self) -> BenchmarkPlan:
        plan = self.study.benchmark
        if plan is None:
            raise PublicationError("publication.study_declares_no_benchmark", where=self.study.path.name)
        return plan

    def place(self, code: str) -> Place:
        """One municipality. **Raises** PublicationError as `check` does."""
        if code not in self._made:
            self.check(code)
            self._made[code] = self._place(code)
        return self._made[code]

    def _place(self, code: str) -> Place:
        frame = self.study.municipalities
        assert frame is not None
        row, members = frame.rows[code], self._members
        group = row.get(self.plan.peers, "")
        attribute = next(one for one in frame.attributes if one.id == self.plan.peers)
        return Place(
            code, row["name"], frame.people.get(code), attribute.categories.get(group, group), members.get(group, 0),
            tuple(self._figures(code, group)), tuple(self._alike(row)),
        )  # fmt: skip

    def _alike(self, row: Mapping[str, str]) -> Iterator[str]:
        for trait in self.plan.traits:
            if self._counts(trait)[row[trait]] >= self.plan.fitted:
                yield part_label(trait, self.study)

    @cached_property
    def _members(self) -> Mapping[str, int]:
        return self._counts(self.plan.peers)

    def _counts(self, attribute: str) -> Counter[str]:
        """How many municipalities of the frame have each category of an attribute."""
        return Counter(row.get(attribute, "") for row in self._rows.values())

    def _figures(self, code: str, group: str) -> Iterator[Beside]:
        for quantity, theme in self.quantities:
            yield self._figure(quantity, theme, code, group)

    @cached_property
    def quantities(self) -> tuple[tuple[Quantity, str], ...]:
        """The figures that are benchmarked, each with its theme."""
        shown: dict[str, str] = {}
        for indicator in self.study.indicators:
            for name in indicator.items:
                shown.setdefault(name, indicator.theme)
        found = []
        for item in self.study.benchmark_items:
            keys = self._measured.get(item.id)
            if keys is not None:
                category, measure = keys
                found.append((Quantity(item, category, measure), shown[item.id]))
        return tuple(found)

    @cached_property
    def _measured(self) -> Mapping[str, tuple[str, str]]:
        """By item the category and measure of its benchmarked figure."""
        summary = self.released.method.benchmark
        figures = summary.figures if summary is not None else ()
        return {one.item: (one.category, one.measure) for one in figures}

    def _figure(self, quantity: Quantity, theme: str, code: str, group: str) -> Beside:
        item, place = quantity.item, (self.plan.breakdown, code)
        wave = self.study.current.id
        between = self._change(quantity, PEERS, code)
        with_peers = between is not None
        return Beside(
            quantity, theme, label_of(quantity, self.voice), item.clause(quantity.category),
            raw=self._estimate(quantity, wave, *place),
            shrunken=self._estimate(quantity, wave, *place, measure=SHRUNKEN),
            peers=self._estimate(quantity, wave, self.plan.peers, group) if with_peers else None,
            nation=self._estimate(quantity, wave),
            between=between if with_peers else self._change(quantity, NATION, code),
            limit_low=self._estimate(quantity, wave, *place, measure=LIMIT_LOW),
            limit_high=self._estimate(quantity, wave, *place, measure=LIMIT_HIGH),
            spread=self._estimate(quantity, wave, self.plan.breakdown, measure=SPREAD),
            since=self._since(quantity, code, group if with_peers else ""),
        )  # fmt: skip

    def _since(self, quantity: Quantity, code: str, group: str) -> Since | None:
        """`group` is that of the peers, "" where the nation is the reference."""
        change = self._change(quantity, EARLIER, code)
        if change is None:
            return None
        wave = change.from_wave
        nation = self._estimate(quantity, wave)
        return Since(
            change,
            self._estimate(quantity, wave, self.plan.breakdown, code),
            self._estimate(quantity, wave, self.plan.peers, group) if group else nation,
            nation,
        )

    def raw(self, quantity: Quantity, code: str) -> Estimate | None:
        """What the respondents of a municipality answered in the latest wave."""
        return self._estimate(quantity, self.study.current.id, self.plan.breakdown, code)

    def limits(self, quantity: Quantity, code: str) -> tuple[Estimate | None, Estimate | None]:
        """The lines of a funnel at the number of answers of a municipality."""
        of = (quantity, self.study.current.id, self.plan.breakdown, code)
        return self._estimate(*of, measure=LIMIT_LOW), self._estimate(*of, measure=LIMIT_HIGH)

    def lies_outside(self, quantity: Quantity, code: str) -> bool:
        """Whether the share of a municipality lies outside the inner lines, as they are told."""
        share, (low, high) = number_of(self.raw(quantity, code)), self.limits(quantity, code)
        if share is None or low is None or high is None:
            return False
        return share < (low.estimate or 0.0) or share > (high.estimate or 1.0)

    def _estimate(
        self, quantity: Quantity, wave: str, breakdown: str = "", group: str = "", measure: str = ""
    ) -> Estimate | None:
        return self.cells.estimate(
            quantity.item.id, quantity.category, wave, breakdown, group, measure or quantity.measure
        )

    def _change(self, quantity: Quantity, against: str, code: str) -> Change | None:
        name = f"{PEERS}:{self.plan.peers}" if against == PEERS else against
        place = self._changes.get((quantity.item.id, quantity.category, code, name))
        return None if place is None else self.cells.change_at(place)

    @cached_property
    def _changes(self) -> Mapping[tuple[str, str, str, str], int]:
        """By item, category, municipality and comparison where a change stands."""
        return {
            (item, category, group, comparison): place
            for (item, category, breakdown, group, comparison, _, _), place in self.cells.change_keys()
            if breakdown == self.plan.breakdown
        }


def label_of(quantity: Quantity, voice: Voice) -> str:
    """What a figure is called: its item, and the answer where no clause of the item says which one is counted."""
    label, answer = voice.label_of(quantity.item), quantity.label
    if not answer or quantity.item.clause(quantity.category):
        return label
    return filled(voice.words.municipality.figure["label_with_answer"], {"label": label, "answer": answer})


def number_of(cell: Estimate | None) -> float | None:
    """The number that is told of a figure, None where none is."""
    return cell.estimate if cell is not None and cell.shown else None


def place_of(name: str, released: ReleasedSet, voice: Voice) -> Place:
    """The municipality that a report is for. **Raises** PublicationError where it is for none, and shows `name` all the same."""
    if not voice.place:
        raise PublicationError("publication.report_is_for_no_municipality", name=name)
    return places_of(released, voice).place(voice.place)


_LAST: list[Places] = []


def places_of(released: ReleasedSet, voice: Voice) -> Places:
    """The municipalities of a released set; kept until those of another are asked for, since each part of a report asks."""
    if not any(last.released is released and last.voice is voice for last in _LAST):
        _LAST[:] = [Places(released, voice)]
    return _LAST[0]
