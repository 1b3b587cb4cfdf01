"""The study file as it is written in YAML, typed and closed."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from monitor.study.declarations import Declared, OneOf
from monitor.study.kinds import MARGINS
from monitor.study.questionnaire_file import Code, Identifier, Text


def _switch(value: Any) -> Any:
    return {"on": True, "off": False}.get(value, value) if isinstance(value, str) else value


def _nothing(value: Any) -> Any:
    return None if value in ("none", "", None) else value


Switch = Annotated[bool, BeforeValidator(_switch)]
Column = Annotated[str | None, BeforeValidator(_nothing)]
Margin = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Limit = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1)]


class WaveEntry(Declared):
    responses: Text
    label: Text | None = None
    fieldwork: tuple[str, ...] = ()
    sampled: int | None = None
    invited: int | None = None
    reached: int | None = None
    started: int | None = None
    interviews: int | None = None
    mode: Text | None = None
    controls: Text | None = None
    dispositions: Text | None = None
    coded: Text | None = None


class CompletedEntry(Declared):
    column: Text
    severity: Literal["hard", "soft"] | None = None


def _completed(value: Any) -> Any:
    return {"column": value} if isinstance(value, str) else value


class DesignEntry(Declared):
    unit: Text = "respondent_id"
    psu: Text = "respondent_id"
    strata: Column = None
    weights: Column = None
    fpc: Switch = False
    population: Column = None
    single_psu: Literal["fail", "remove", "adjust", "average", "certainty"] = "fail"
    stable_ids: Switch = True


class TrimEntry(Declared):
    lower: float | None = None
    upper: float | None = None


class WeightingEntry(Declared):
    method: Literal["raking", "linear", "logit"]
    margins: Annotated[
        tuple[Annotated[tuple[Identifier, ...], Field(min_length=1)], ...], Field(min_length=1)
    ]
    controls: Text
    bounds: tuple[float, float] | None = None
    trim: TrimEntry | None = None
    nonresponse_cells: tuple[Identifier, ...] = ()
    base_weight: Column = None
    merge: dict[Identifier, dict[Code, Code]] = Field(default_factory=dict)


class ComparisonEntry(Declared):
    alpha: Annotated[float, Field(gt=0, lt=0.5)]
    power: Annotated[float, Field(gt=0.5, lt=1)]
    adjust: Literal["bh", "none"]
    margins: dict[Annotated[str, OneOf(MARGINS)], Margin]
    against: tuple[Literal["previous", "first", "trend"], ...]
    primary_test: Literal["t", "wilcoxon"]
    headlines: tuple[Identifier, ...]
    most_headlines: int
    leave_out: tuple[Identifier, ...]
    breakdown_families: tuple[Text, ...]
    fpc: Switch
    sparse_below: Limit


class IndicatorEntry(Declared):
    id: Identifier
    title: Text | None = None
    theme: Identifier | None = None
    group: Identifier | None = None
    items: tuple[Identifier, ...] | None = None
    figure: Literal["auto", "stacked", "bars", "composition", "grades", "means"] = "auto"
    show: tuple[Code, ...] = ()
    headline: Switch = False
    primary_test: Literal["auto", "t", "wilcoxon"] = "auto"


class BreakdownEntry(Declared):
    id: Text
    label: Text | None = None
    identifiable: Switch = False


def _breakdown(value: Any) -> Any:
    return {"id": value} if isinstance(value, str) else value


class AnonymousEntry(Declared):
    minimum_base: Count
    unreliable_below: Limit
    unreliable_df: Limit


class IdentifiableEntry(AnonymousEntry):
    minimum_count: Count


class ProtectionEntry(Declared):
    width: Limit
    reaches: Limit
    rounds: Count


class DisclosureEntry(Declared):
    anonymous: AnonymousEntry
    identifiable: IdentifiableEntry
    protection: ProtectionEntry


class AttributeEntry(Declared):
    label: Text
    categories: dict[Code, Text]


class MunicipalitiesEntry(Declared):
    file: Text
    column: Identifier | None = None
    attributes: dict[Identifier, AttributeEntry] = Field(default_factory=dict)
    mergers: Text | None = None


def _municipalities(value: Any) -> Any:
    return {"file": value} if isinstance(value, str) else value


class ConstantEntry(Declared):
    value: Text
    text: Text
    source: Text


class ReportEntry(Declared):
    id: Identifier
    template: Text | None = None
    formats: Annotated[tuple[Literal["html", "pdf", "docx"], ...], Field(min_length=1)] | None = None
    options: dict[Identifier, Text] = Field(default_factory=dict)


def _report(value: Any) -> Any:
    return {"id": value} if isinstance(value, str) else value


class CompanionEntry(Declared):
    study: Text
    results: Text | None = None
    wave: Text | None = None


def _companion(value: Any) -> Any:
    return {"study": value} if isinstance(value, str) else value


class SideBySideEntry(Declared):
    id: Identifier
    title: Text
    theme: Identifier | None = None
    companion: Identifier
    own: Text
    own_text: Text | None = None
    other: Text
    other_text: Text | None = None


class StudyFile(Declared):
    study: Identifier
    title: Text
    subtitle: Text | None = None
    publisher: Text | None = None
    published: date
    questionnaire: Text
    rules: Text | None = None
    municipalities: Annotated[MunicipalitiesEntry, BeforeValidator(_municipalities)] | None = None
    waves: dict[str, WaveEntry] = Field(min_length=1)
    completed: Annotated[CompletedEntry, BeforeValidator(_completed)] | None = None
    design: DesignEntry = Field(default_factory=DesignEntry)
    weighting: WeightingEntry | None = None
    comparison: ComparisonEntry
    indicators: tuple[IndicatorEntry, ...] = ()
    breakdowns: tuple[Annotated[BreakdownEntry, BeforeValidator(_breakdown)], ...] = ()
    disclosure: DisclosureEntry
    reports: tuple[Annotated[ReportEntry, BeforeValidator(_report)], ...] = ()
    companions: dict[Identifier, Annotated[CompanionEntry, BeforeValidator(_companion)]] = Field(
        default_factory=dict
    )
    side_by_side: tuple[SideBySideEntry, ...] = ()
    constants: dict[Identifier, ConstantEntry] = Field(default_factory=dict)
    representative: Text | None = None
    representativeness: tuple[Identifier, ...] = ()
    theme: Text | None = None
    demonstration: Switch = False
    concept: Switch = False
