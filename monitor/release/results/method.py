"""How the figures came about, as published in method.json: counts and policy, never an answer.

One class per block of the method annex. What statistics says of itself keeps the class that it has there;
publication, which may not look into statistics, finds those classes here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from monitor.release.results.asked import AskedItem, asked_items
from monitor.release.results.json_values import value_of, with_digits
from monitor.release.results.reference_summary import Reference
from monitor.schema import SIGNIFICANT_DIGITS, VERSION
from monitor.statistics.benchmark.benchmark_summary import BenchmarkSummary, benchmark_summary
from monitor.statistics.benchmark.measured_areas import MeasuredFigure
from monitor.statistics.change.order_summary import FigureOrder as FigureOrder
from monitor.statistics.change.testing_summary import ChangeTesting
from monitor.statistics.change.testing_summary import FamilySummary as FamilySummary
from monitor.statistics.design.design_summary import DesignSummary as DesignSummary
from monitor.statistics.estimates.pooled_variance import PooledVariances
from monitor.statistics.norms.files_summary import FilesOfMonth as FilesOfMonth
from monitor.statistics.norms.files_summary import FilesOfProcess as FilesOfProcess
from monitor.statistics.norms.files_summary import FilesOfWave as FilesOfWave
from monitor.statistics.norms.files_summary import FilesSummary
from monitor.statistics.norms.files_summary import MonthsOfProcess as MonthsOfProcess
from monitor.statistics.norms.measured_norms import MeasuredNorm
from monitor.statistics.quality.agreement import Agreement
from monitor.statistics.quality.response_summary import PartialR as PartialR
from monitor.statistics.quality.response_summary import ResponseSummary
from monitor.statistics.quality.response_summary import RIndicator as RIndicator
from monitor.statistics.quality.vignettes_summary import Crossed as Crossed
from monitor.statistics.quality.vignettes_summary import Expected as Expected
from monitor.statistics.quality.vignettes_summary import PairsOfVignette as PairsOfVignette
from monitor.statistics.quality.vignettes_summary import VignettesOfWave as VignettesOfWave
from monitor.statistics.quality.vignettes_summary import VignettesSummary
from monitor.statistics.quality.vignettes_summary import VignetteSummary as VignetteSummary
from monitor.statistics.registers.register_summary import BreakOfCount as BreakOfCount
from monitor.statistics.registers.register_summary import GroupsOfEvent as GroupsOfEvent
from monitor.statistics.registers.register_summary import Movements as Movements
from monitor.statistics.registers.register_summary import OtherWay as OtherWay
from monitor.statistics.registers.register_summary import RegisterSummary as RegisterSummary
from monitor.statistics.weighting.weighting_report import MarginReport as MarginReport
from monitor.statistics.weighting.weighting_report import NumberReport as NumberReport
from monitor.statistics.weighting.weighting_report import WaveReport as WaveReport
from monitor.statistics.weighting.weighting_report import WeightingReport
from monitor.study.policy import DisclosureRules
from monitor.study.study import Study
from monitor.study.study_file import INTERNAL, Breakdown, Constant, Wave

if TYPE_CHECKING:
    from monitor.intake.validation.quarantine import Ledger
    from monitor.statistics.registers.measured_register import MeasuredRegister


@dataclass(frozen=True)
class RuleCount:
    """An edit rule of one wave: how many rows passed, failed and could not be judged."""

    rule: str
    label: str
    severity: str
    origin: str
    passed: int
    failed: int
    undecided: int


@dataclass(frozen=True)
class WaveRecord:
    """One wave: the declared response chain, the ledger of rows, municipalities named, and the rules.

    A count is None where nobody knows it. `n_weightless` of the accepted have weight 0: they stand in the design
    and in no figure. `n_left_out` rows of the file were no responses by its column map: they are in no other count.
    """

    label: str = ""
    fieldwork: tuple[str, ...] = ()
    mode: str = ""
    sampled: int | None = None
    invited: int | None = None
    reached: int | None = None
    started: int | None = None
    interviews: int | None = None
    n_read: int | None = None
    n_accepted: int | None = None
    n_quarantined: int | None = None
    n_weightless: int | None = None
    n_flagged: int | None = None
    n_corrected: int | None = None
    n_left_out: int | None = None
    reasons: Mapping[str, int] = field(default_factory=dict)
    flags: Mapping[str, int] = field(default_factory=dict)
    facts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    rules: tuple[RuleCount, ...] = ()

    @property
    def n_counted(self) -> int | None:
        """Respondents who count in the figures: accepted, with a weight above 0."""
        return None if self.n_accepted is None else self.n_accepted - (self.n_weightless or 0)

    @property
    def n_uncounted(self) -> int | None:
        """Those who took part and count in no figure: set apart, or with weight 0."""
        return None if self.n_quarantined is None else self.n_quarantined + (self.n_weightless or 0)


@dataclass(frozen=True)
class BreakRecord:
    """An item whose answers cannot be compared with those before `from_wave`, and why."""

    item: str
    from_wave: str
    reason: str | None = None
    note: str = ""


@dataclass(frozen=True)
class CheckRecord:
    """What a check at the door says: how often, never which. `summary` tells it in Dutch."""

    check: str
    status: str
    summary: str
    number: int


@dataclass(frozen=True)
class SuppressionRecord:
    """What secondary suppression and its audit did: counts, and tables as (wave, item, breakdown).

    `secrets` counts suppressed cells, `limited` those whose level is lowered by what is published on purpose;
    `added` blocks were suppressed besides those of the primary suppression. `without_relations` names
    (wave, first item) of linked items whose answers break their own routes.
    """

    secrets: int = 0
    limited: int = 0
    rounds: int = 0
    added: int = 0
    coarsened: tuple[tuple[str, str, str], ...] = ()
    withheld: tuple[tuple[str, str, str], ...] = ()
    without_relations: tuple[tuple[str, str], ...] = ()

    def with_(self, other: SuppressionRecord) -> SuppressionRecord:
        """Both together: of linked tables that came first and of those after them."""
        return SuppressionRecord(
            self.secrets + other.secrets,
            self.limited + other.limited,
            max(self.rounds, other.rounds),
            self.added + other.added,
            self.coarsened + other.coarsened,
            self.withheld + other.withheld,
            self.without_relations + other.without_relations,
        )


@dataclass(frozen=True)
class PolicyRecord:
    """The organisation that lowered floors of disclosure for this study: who decided so, when and why.

    `floors` are those that are lowered, by key, to the least that the study file may then say.
    """

    name: str
    function: str
    date: str
    reason: str
    studies: tuple[str, ...]
    floors: Mapping[str, float]


@dataclass(frozen=True)
class BreakdownRecord:
    """Whether the groups of a breakdown can be recognised, and what that rests on.

    `recognised` says why they can (declared, municipality, team, worker, unit, population_unknown or
    population_small), `anonymous` why they cannot after all. Each group has `population_at_least` people, as
    `source` says; None where control totals and frame tell it, or the weights: `people_by_weights`, of the smallest group,
    rounded down to one digit.
    """

    identifiable: bool
    recognised: tuple[str, ...] = ()
    anonymous: str = ""
    population_at_least: int | None = None
    source: str = ""
    people_by_weights: int | None = None


@dataclass(frozen=True)
class DisclosureRecord:
    """What the door decided: the thresholds in force, the checks per released table, and the audit."""

    thresholds: DisclosureRules | None = None
    tables: Mapping[str, tuple[CheckRecord, ...]] = field(default_factory=dict)
    audit: SuppressionRecord = field(default_factory=SuppressionRecord)


@dataclass(frozen=True)
class ReleasedQuote:
    """Part of an answer that may be printed, with the role of who wrote it."""

    wave: str
    question: str
    code: str
    text: str
    role: str


@dataclass(frozen=True)
class ReleasedEvidence:
    """What somebody with this role said in an interview about a theme; `quote` and `condition` may be empty."""

    theme: str
    condition: str
    summary: str
    quote: str
    role: str


@dataclass(frozen=True, kw_only=True)
class WaveAgreement(Agreement):
    """How well the coders of a wave agree on one question."""

    wave: str


@dataclass(frozen=True)
class Method:
    """The method of a study, block by block; a block is None where a study has none of it.

    `interval` is the method of the confidence intervals of shares, empty where an older file does not say it.
    `pooled_variances` are those of the answers within the groups of each identifiable breakdown: standard errors of
    means there are made of them. `orders` say which of two released figures of the latest wave is proven to be larger.
    `different_weights` are by wave as many as there are, where figures are rounded because they are few.
    `asked` says how each item was asked, `reference` which other survey this one is held against.
    """

    schema: int = VERSION
    study: str = ""
    title: str = ""
    respondent: str = ""
    respondents: str = ""
    published: str = ""
    demonstration: bool = False
    representative: str = ""
    audience: str = "public"
    waves: Mapping[str, WaveRecord] = field(default_factory=dict)
    response: Mapping[str, ResponseSummary] = field(default_factory=dict)
    design: DesignSummary | None = None
    interval: str = ""
    weighting: WeightingReport | None = None
    tests: ChangeTesting | None = None
    thresholds: DisclosureRules | None = None
    policy: PolicyRecord | None = None
    breakdowns: Mapping[str, BreakdownRecord] = field(default_factory=dict)
    disclosure: DisclosureRecord = field(default_factory=DisclosureRecord)
    breaks: tuple[BreakRecord, ...] = ()
    constants: Mapping[str, Constant] = field(default_factory=dict)
    quotes: tuple[ReleasedQuote, ...] = ()
    agreement: tuple[WaveAgreement, ...] = ()
    evidence: tuple[ReleasedEvidence, ...] = ()
    pooled_variances: PooledVariances = field(default_factory=dict)
    orders: tuple[FigureOrder, ...] = ()
    different_weights: Mapping[str, int] = field(default_factory=dict)
    benchmark: BenchmarkSummary | None = None
    files: FilesSummary | None = None
    vignettes: VignettesSummary | None = None
    asked: Mapping[str, AskedItem] = field(default_factory=dict)
    reference: Reference | None = None
    register: RegisterSummary | None = None

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Method:
        """The method of a file of this version or an earlier one; keys that are not known here are left out.

        **Raises** ValueError naming the place of what does not fit.
        """
        return value_of(cls, {"schema": 1, **value})

    def to_json(self) -> dict[str, Any]:
        """Plain values, as they stand in method.json: numbers with the digits that the tables have.

        What lies beyond depends on the order of the rows and on the processor.
        """
        told = asdict(self)
        for block in ("different_weights", "benchmark", "files", "vignettes", "reference", "register"):
            if not told[block]:
                del told[block]
        return with_digits(told, SIGNIFICANT_DIGITS)

    def as_written(self) -> Method:
        """The same as whoever reads the file has it."""
        return Method.from_json(self.to_json())


@dataclass(frozen=True)
class WaveAccount:
    """What intake says of one wave: the ledger, municipalities named, and how often each rule failed."""

    ledger: Ledger
    facts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    rules: tuple[RuleCount, ...] = ()


@dataclass(frozen=True)
class Statistics:
    """What statistics says of itself, for the method; how changes were judged, the door adds."""

    response: Mapping[str, ResponseSummary]
    design: DesignSummary
    weighting: WeightingReport
    pooled_variances: PooledVariances = field(default_factory=dict)
    orders: tuple[FigureOrder, ...] = ()
    different_weights: Mapping[str, int] = field(default_factory=dict)
    benchmark: tuple[MeasuredFigure, ...] = ()
    norms: tuple[MeasuredNorm, ...] = ()
    files: FilesSummary | None = None
    vignettes: VignettesSummary | None = None
    register: MeasuredRegister | None = None


def method_of(study: Study, accounts: Mapping[str, WaveAccount], statistics: Statistics) -> Method:
    """The method of a study before its door: what was declared, taken in and computed."""
    weightless = weightless_of({wave: one.ledger for wave, one in accounts.items()}, statistics.weighting)
    return Method(
        study=study.id,
        title=study.title,
        respondent=study.questionnaire.respondent,
        respondents=study.questionnaire.respondents,
        published=study.published.isoformat(),
        demonstration=study.demonstration,
        representative=study.representative,
        audience=study.audience,
        waves={wave.id: _wave(wave, accounts[wave.id], weightless[wave.id]) for wave in study.waves},
        interval=study.interval,
        thresholds=study.disclosure,
        policy=policy_record(study),
        breakdowns={one.id: _breakdown(one) for one in study.breakdowns},
        breaks=_breaks(study),
        constants=dict(study.constants),
        **{
            name: value
            for name, value in vars(statistics).items()
            if name not in ("benchmark", "norms", "files")
        },
        benchmark=benchmark_summary(study.benchmark, statistics.benchmark),
        files=_files(statistics.files, study),
        asked=asked_items(study),
    )


def _files(files: FilesSummary | None, study: Study) -> FilesSummary | None:
    """What is told of files; months of few of them, and what became of few of them, only inside."""
    if files is None or study.audience == INTERNAL:
        return files
    return files.without_months(study.disclosure.anonymous.minimum_base)


def policy_record(study: Study) -> PolicyRecord | None:
    """The policy under which a study is run, as it is printed; None where it lowers nothing."""
    own = study.policy
    if own is None:
        return None
    return PolicyRecord(own.name, own.function, own.date.isoformat(), own.reason, own.studies, own.lowered)


def _breakdown(breakdown: Breakdown) -> BreakdownRecord:
    people = breakdown.population_at_least
    return BreakdownRecord(
        identifiable=bool(breakdown.identifiable),
        recognised=breakdown.recognised,
        anonymous=breakdown.anonymous.reason if breakdown.anonymous else "",
        population_at_least=people.n if people else None,
        source=people.source if people else "",
        people_by_weights=breakdown.people_by_weights,
    )


def weightless_of(ledgers: Mapping[str, Ledger], weighting: WeightingReport) -> dict[str, int]:
    """How many of the accepted respondents of each wave have weight 0."""
    counted = {report.wave: report.respondents for report in weighting.waves}
    return {wave: ledger.n_accepted - counted[wave] for wave, ledger in ledgers.items()}


def _wave(wave: Wave, account: WaveAccount, weightless: int) -> WaveRecord:
    """The response chain, the ledger and the rules of one wave."""
    ledger = account.ledger
    return WaveRecord(
        label=wave.label,
        fieldwork=tuple(wave.fieldwork),
        mode=wave.mode,
        sampled=wave.sampled,
        invited=wave.invited,
        reached=wave.reached,
        started=wave.started,
        interviews=wave.interviews,
        n_read=ledger.n_read - ledger.n_left_out,
        n_accepted=ledger.n_accepted,
        n_quarantined=ledger.n_quarantined,
        n_weightless=weightless,
        n_flagged=ledger.n_flagged,
        n_corrected=ledger.n_corrected,
        n_left_out=ledger.n_left_out,
        reasons=ledger.reasons,
        flags=ledger.flags,
        facts=account.facts,
        rules=account.rules,
    )


def _breaks(study: Study) -> tuple[BreakRecord, ...]:
    """Items whose answers cannot be compared with an earlier wave, and why."""
    return tuple(
        BreakRecord(item.id, item.comparable_from, item.break_reason, item.break_note)
        for item in study.questionnaire.items.values()
        if not item.confidential and item.asked and item.comparable_from != item.asked[0]
    )
