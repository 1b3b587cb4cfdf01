"""A study: which waves of a survey, how they were drawn, what is estimated, compared and released."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from monitor.errors import DeclarationError, nearest
from monitor.study.companions import CompanionPlan, SideBySide
from monitor.study.municipalities import Municipalities
from monitor.study.questionnaire import Questionnaire


@dataclass(frozen=True)
class Wave:
    """One round. Counts of the response chain are None where nobody knows them."""

    id: str
    label: str
    responses: Path
    fieldwork: tuple[str, ...] = ()
    sampled: int | None = None
    invited: int | None = None
    reached: int | None = None
    started: int | None = None
    interviews: int | None = None
    mode: str = ""
    controls: Path | None = None
    dispositions: Path | None = None
    coded: Path | None = None


@dataclass(frozen=True)
class DesignPlan:
    """How the sample was drawn: names of response columns, None where there is none.

    `population` is a column with the number of PSUs in the stratum, used when `fpc` is on.
    `stable_ids` False means that ids of one wave say nothing about those of another.
    """

    unit: str = "respondent_id"
    psu: str = "respondent_id"
    strata: str | None = None
    weights: str | None = None
    fpc: bool = False
    population: str | None = None
    single_psu: str = "fail"
    stable_ids: bool = True

    @property
    def columns(self) -> tuple[str, ...]:
        """Response columns that the design needs besides respondent_id."""
        named = (self.unit, self.psu, self.strata, self.weights, self.population)
        return tuple(dict.fromkeys(name for name in named if name and name != "respondent_id"))


@dataclass(frozen=True)
class WeightingPlan:
    """Calibration of the base weights to control totals; margins are crossed where they name more items."""

    method: str
    margins: tuple[tuple[str, ...], ...]
    controls: Path
    bounds: tuple[float, float] | None = None
    trim: tuple[float | None, float | None] | None = None
    nonresponse_cells: tuple[str, ...] = ()
    base_weight: str | None = None
    merge: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Comparison:
    """Policy of tests between waves; see policy.yaml for what each key means."""

    alpha: float
    power: float
    adjust: str
    margins: Mapping[str, float]
    against: tuple[str, ...]
    primary_test: str
    headlines: tuple[str, ...]
    leave_out: tuple[str, ...]
    breakdown_families: tuple[str, ...]
    fpc: bool
    sparse_below: float


@dataclass(frozen=True)
class Indicator:
    """Items that are reported as one figure. `show` names the categories or nets a bar figure shows."""

    id: str
    title: str
    theme: str
    items: tuple[str, ...]
    figure: str = "auto"
    show: tuple[str, ...] = ()
    headline: bool = False
    primary_test: str = "auto"


@dataclass(frozen=True)
class Breakdown:
    """A breakdown of the sample: one item, or two crossed (`region*size_class`).

    `groups` maps group code to Dutch label, in order.
    """

    id: str
    label: str
    items: tuple[str, ...]
    groups: Mapping[str, str]
    identifiable: bool = False


@dataclass(frozen=True)
class Threshold:
    """Disclosure limits of one kind of group; `minimum_count` only where groups are identifiable."""

    minimum_base: int
    unreliable_below: float
    unreliable_df: float
    minimum_count: int | None = None


@dataclass(frozen=True)
class DisclosureRules:
    anonymous: Threshold
    identifiable: Threshold
    width: float
    reaches: float
    rounds: int

    def threshold(self, breakdown: Breakdown | None) -> Threshold:
        return self.identifiable if breakdown is not None and breakdown.identifiable else self.anonymous


@dataclass(frozen=True)
class Constant:
    """A figure quoted from elsewhere, never mixed with own estimates."""

    value: str
    text: str
    source: str


@dataclass(frozen=True)
class ReportPlan:
    id: str
    template: Path | None
    formats: tuple[str, ...] | None
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Completion:
    """The column with the day on which a respondent finished; `severity` replaces that of the rule."""

    column: str
    severity: str | None = None


@dataclass(frozen=True)
class Study:
    """Everything declared about one study; `path` is its file, paths inside are resolved.

    `representativeness` names the columns of the disposition files that the R-indicator looks at.
    """

    id: str
    title: str
    subtitle: str
    publisher: str
    published: date
    path: Path
    questionnaire: Questionnaire
    waves: tuple[Wave, ...]
    design: DesignPlan
    weighting: WeightingPlan | None
    comparison: Comparison
    indicators: tuple[Indicator, ...]
    breakdowns: tuple[Breakdown, ...]
    disclosure: DisclosureRules
    reports: tuple[ReportPlan, ...]
    rules: Path | None = None
    municipalities: Municipalities | None = None
    completed: Completion | None = None
    companions: Mapping[str, CompanionPlan] = field(default_factory=dict)
    side_by_side: tuple[SideBySide, ...] = ()
    constants: Mapping[str, Constant] = field(default_factory=dict)
    representative: str = ""
    representativeness: tuple[str, ...] = ()
    theme: Path | None = None
    demonstration: bool = False
    concept: bool = False

    @property
    def weighted(self) -> bool:
        """Whether some answers count for more than others."""
        return self.weighting is not None or self.design.weights is not None

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
            f'this study has no wave "{wave_id}"', where=self.path.name,
            expected=", ".join(known), hint=nearest(wave_id, known),
        )  # fmt: skip

    def until(self, wave_id: str) -> Study:
        """The study as it stood at an earlier wave, with what had been asked by then.

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
            replace(found, items=tuple(item for item in found.items if item in asked))
            for found in self.indicators
        )
        return replace(
            self,
            waves=waves,
            indicators=tuple(found for found in kept if found.items),
            breakdowns=tuple(found for found in self.breakdowns if not never & set(found.items)),
            side_by_side=tuple(
                row for row in self.side_by_side if wave_id in self.questionnaire.items[row.own.item].asked
            ),
        )

    def beside(self, companions: Mapping[str, CompanionPlan], rows: tuple[SideBySide, ...]) -> Study:
        """The study with other surveys beside it."""
        return replace(self, companions=companions, side_by_side=rows)

    def without(self, breakdowns: Collection[str]) -> Study:
        """The study without some of its breakdowns."""
        tested = (name for name in self.comparison.breakdown_families if name not in breakdowns)
        return replace(
            self,
            breakdowns=tuple(found for found in self.breakdowns if found.id not in breakdowns),
            comparison=replace(self.comparison, breakdown_families=tuple(tested)),
        )

    def breakdown(self, breakdown_id: str) -> Breakdown | None:
        return next((found for found in self.breakdowns if found.id == breakdown_id), None)

    def indicator_of(self, item: str) -> Indicator:
        return next(found for found in self.indicators if item in found.items)
