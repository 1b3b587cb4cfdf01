"""A study: which waves of a survey, how they were drawn, what is estimated, compared and released."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from monitor.errors import DeclarationError, nearest
from monitor.study.benchmark_plan import BenchmarkPlan, ReferencePlan
from monitor.study.companions import CompanionPlan, SideBySide
from monitor.study.draw import LEDGER
from monitor.study.house_policy import house_recognition
from monitor.study.municipalities import Municipalities
from monitor.study.norms import PROCESS, REVIEW_COLUMNS
from monitor.study.organisation_policy import OrganisationPolicy
from monitor.study.questionnaire import Item, Questionnaire
from monitor.study.register_file import RegisterFile
from monitor.study.study_file import (
    FILE_CHECK,
    INTERNAL,
    POPULATION_UNKNOWN,
    PUBLIC,
    Audience,
    Breakdown,
    Indicator,
    StudyFields,
    Wave,
)


@dataclass(frozen=True, kw_only=True)
class Study(StudyFields):
    """Everything declared about one study: what its file says, checked, and all that it names.

    `path` is the file; paths inside are resolved. Waves stand in the order of the questionnaire, and every
    question has its indicator. `policy` is that of the organisation which lowered a floor for it;
    `reference` names the survey that this one is held against;
    `register` is what a register counts, None of any other study;
    `audience` is who its figures are for, for inside use with their `readers`, `worker_items` are those that point at caseworkers.
    """

    path: Path
    questionnaire: Questionnaire
    register: RegisterFile | None = None
    municipalities: Municipalities | None = None
    benchmark: BenchmarkPlan | None = None
    reference: ReferencePlan | None = None
    companions: Mapping[str, CompanionPlan] = field(default_factory=dict)
    side_by_side: tuple[SideBySide, ...] = ()
    policy: OrganisationPolicy | None = None
    audience: Audience = PUBLIC
    readers: tuple[str, ...] = ()
    worker_items: frozenset[str] = frozenset()

    @property
    def checks_files(self) -> bool:
        """Whether a respondent is a file that was drawn and reviewed."""
        return self.kind == FILE_CHECK

    @property
    def tells_counts(self) -> bool:
        """Whether respondents judged vignettes: few caseworkers, of whom counts are told and no percentages."""
        return bool(self.questionnaire.vignettes)

    @property
    def review_columns(self) -> tuple[str, ...]:
        """What a review says besides its judgements, of a check of files."""
        return REVIEW_COLUMNS if self.checks_files else ()

    @property
    def ledger(self) -> Path | None:
        """The file in which `monitor draw` keeps what it drew for this study, None where nothing was drawn."""
        path = self.path.with_name(LEDGER)
        return path if self.checks_files and path.is_file() else None

    @property
    def knows_handled(self) -> bool:
        """Whether a frame or the ledger of draws says how many files were handled."""
        return self.checks_files and (self.ledger is not None or any(wave.frame for wave in self.waves))

    def looked_up(self, wave: str) -> tuple[str, ...]:
        """Columns that a response file may leave out, since something else tells: the process of a file that was drawn."""
        known = self.checks_files and (self.ledger is not None or self.wave(wave).frame is not None)
        return (PROCESS,) if known else ()

    @property
    def weighted(self) -> bool:
        """Whether some answers count for more than others: of files, where it is known how many each stands for."""
        return self.weighting is not None or self.design.weights is not None or self.knows_handled

    @property
    def weighted_to(self) -> frozenset[str]:
        """Items and attributes whose distribution, or mean, the weights take from known totals."""
        if self.weighting is None:
            return frozenset()
        return frozenset(part for margin in self.weighting.margins for part in margin).union(
            self.weighting.numbers
        )

    def quantiles_of(self, item: str) -> tuple[int, ...]:
        """The quantiles of an item that its figures declare, as percentages from low to high; the median is always there."""
        declared = (one.quantiles for one in self.indicators if item in one.items)
        return tuple(sorted({share for several in declared for share in several} - {50}))

    @property
    def benchmark_items(self) -> tuple[Item, ...]:
        """Items of which municipalities are set beside each other, in the order of the figures; none without a benchmark."""
        return self._compared_by(self.benchmark)

    @property
    def reference_items(self) -> tuple[Item, ...]:
        """Items that are set beside those of the survey that is the reference, in that order; none without one."""
        return self._compared_by(self.reference)

    def _compared_by(self, plan: BenchmarkPlan | ReferencePlan | None) -> tuple[Item, ...]:
        """A headline that an item is called after is that item alone; of any other figure it is all items."""
        if plan is None:
            return ()
        named = set(plan.names(self.comparison.headlines))
        figures = named - set(self.questionnaire.items)
        shown = ((item, indicator.id) for indicator in self.indicators for item in indicator.items)
        items = dict.fromkeys(item for item, indicator in shown if item in named or indicator in figures)
        return tuple(self.questionnaire.items[item] for item in items)

    @property
    def headline_items(self) -> frozenset[str]:
        """Items that are headlines, by their own name or that of a figure that shows them."""
        named = set(self.comparison.headlines)
        shown = {item for indicator in self.indicators if indicator.id in named for item in indicator.items}
        return frozenset(shown | named & set(self.questionnaire.items))

    @property
    def current(self) -> Wave:
        """The latest wave, the one a report is about."""
        return self.waves[-1]

    def wave(self, wave_id: str) -> Wave:
        """One of the waves. **Raises** DeclarationError for an unknown one."""
        for wave in self.waves:
            if wave.id == wave_id:
                return wave
        known = [wave.id for wave in self.waves]
        raise DeclarationError(
            "declared.study_has_no_wave",
            where=self.path.name,
            expected=", ".join(known),
            hint=nearest(wave_id, known),
            name=wave_id,
        )

    def until(self, wave_id: str) -> Study:
        """The study as it stood at an earlier wave, with what had been asked by then; interviews are those of the latest.

        **Raises** DeclarationError for an unknown wave.
        """
        waves = self.waves[: self.waves.index(self.wave(wave_id)) + 1]
        asked = {
            item.id
            for item in self.questionnaire.items.values()
            if set(item.asked) & {wave.id for wave in waves}
        }
        never = set(self.questionnaire.items) - asked
        kept = (
            replace(indicator, items=tuple(item for item in indicator.items if item in asked))
            for indicator in self.indicators
        )
        return replace(
            self,
            waves=waves,
            indicators=tuple(indicator for indicator in kept if indicator.items),
            breakdowns=tuple(one for one in self.breakdowns if not never & set(one.items)),
            side_by_side=tuple(row for row in self.side_by_side if row.own.item in asked),
            evidence=self.evidence if waves == self.waves else None,
        )

    @property
    def of_unknown_population(self) -> tuple[Breakdown, ...]:
        """Breakdowns whose groups can be recognised for one reason: nobody declares how many people they have."""
        return tuple(one for one in self.breakdowns if one.recognised == (POPULATION_UNKNOWN,))

    def with_populations(self, people: Mapping[str, int]) -> Study:
        """The study where its declared weights tell how many people each group of some breakdowns has at least.

        Only of breakdowns that lack nothing else: what points at a municipality, team or caseworker can be recognised
        however many people there are.
        """
        least = house_recognition().population
        known = {
            one.id: replace(one, identifiable=False, recognised=(), people_by_weights=people[one.id])
            for one in self.of_unknown_population
            if self.design.weights and people.get(one.id, 0) >= least
        }
        return replace(self, breakdowns=tuple(known.get(one.id, one) for one in self.breakdowns))

    def inside(self, readers: tuple[str, ...] = ()) -> Study:
        """The study as a report for inside use tells it to its readers: no group is kept apart as recognisable."""
        opened = tuple(replace(one, identifiable=False) for one in self.breakdowns)
        return replace(self, audience=INTERNAL, readers=readers, breakdowns=opened)

    def beside(self, companions: Mapping[str, CompanionPlan], rows: tuple[SideBySide, ...]) -> Study:
        """The study with other surveys beside it."""
        return replace(self, companions=companions, side_by_side=rows)

    def without(self, breakdowns: Collection[str]) -> Study:
        """The study without some of its breakdowns, and without a benchmark of those."""
        tested = (name for name in self.comparison.breakdown_families if name not in breakdowns)
        benchmark = self.benchmark
        lost = benchmark is not None and {benchmark.breakdown, benchmark.peers} & set(breakdowns)
        return replace(
            self,
            breakdowns=tuple(one for one in self.breakdowns if one.id not in breakdowns),
            benchmark=None if lost else benchmark,
            comparison=replace(self.comparison, breakdown_families=tuple(tested)),
        )

    def breakdown(self, breakdown_id: str) -> Breakdown | None:
        return next((one for one in self.breakdowns if one.id == breakdown_id), None)

    def items_of(self, indicator: Indicator) -> tuple[Item, ...]:
        return tuple(self.questionnaire.items[item] for item in indicator.items)

    def indicator_of(self, item: str) -> Indicator:
        return next(indicator for indicator in self.indicators if item in indicator.items)
