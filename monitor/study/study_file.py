"""What a study file may say: every block of it, as it is written and as the rest of the house reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Annotated, Final, Literal

from pydantic import Field

from monitor.schema_words import PAIRS, REFERENCE, pairs_of
from monitor.study.benchmark_plan import BenchmarkEntry
from monitor.study.column_map import ColumnMapEntry
from monitor.study.companions import CompanionEntry, SideBySideEntry
from monitor.study.fields import (
    Code,
    Column,
    Count,
    File,
    Filled,
    Identifier,
    LeftOut,
    Limit,
    Margin,
    Short,
    Stated,
    Text,
    Words,
    WrittenAs,
    declared,
    declared_by_name,
    keyed,
)
from monitor.study.letter import Letter
from monitor.study.municipalities import FrameEntry
from monitor.study.policy import Comparison, Disclosure

Kind = Literal["survey", "file_check", "register"]
Interval = Literal["auto", "logit", "wilson", "clopper_pearson", "korn_graubard"]


@declared
class Wave:
    """One round of the survey. Counts of the response chain are left out where nobody knows them."""

    id: Annotated[str, Filled()]
    label: Words
    """How reports name this wave, as it is said after "in": 2024, het voorjaar van 2024, de derde meting; its key where
    this is left out."""
    responses: File
    """The response file: CSV, Excel or SPSS, with a column respondent_id and a column per item."""
    fieldwork: tuple[str, ...] = ()
    """First and last year, month or day of the fieldwork, such as [2022-09, 2022-11]; or words."""
    sampled: int | None = None
    """People who were drawn."""
    invited: int | None = None
    """People who were sent an invitation."""
    reached: int | None = None
    """People whom the invitation reached."""
    started: int | None = None
    """People who opened the questionnaire."""
    interviews: int | None = None
    """Interviews that were held besides the questionnaire."""
    mode: Words = ""
    """How people answered, in words for the report, such as: online of op papier."""
    controls: File | None = None
    """Control totals of this wave, where they are not those of the weighting: CSV."""
    dispositions: File | None = None
    """What became of each sampled unit: CSV, for response rates and the R-indicator."""
    columns: ColumnMapEntry | None = None
    """How the columns of the response file answer the items: a file, or its keys; none where they have item ids."""
    data: File | None = None
    """Folder in which the response file stands, where that is not the folder of the study; may lie outside it."""
    frame: File | None = None
    """Of a check of files: every file that was handled, drawn or not: CSV with file, process, handled_on, worker."""
    second: File | None = None
    """Of a check of files: the reviews of second reviewers: CSV with the columns of the reviews."""
    coded: File | None = None
    """Codes and quotes that coders gave to open answers: CSV, with the codebook in the questionnaire."""


Part = Annotated[float, Field(gt=0, le=1)]


@declared_by_name
class DrawPlan:
    """How many files are drawn of those that were handled, by `monitor draw`."""

    by: tuple[Literal["process", "month"], ...] = ("process", "month")
    """What each draw is divided by: process, and month unless a draw is of a whole year."""
    files: Mapping[Identifier, Count]
    """By process, how many files are drawn at a time."""
    second: Part | None = None
    """Part of the drawn files that a second reviewer reviews, blind."""


@declared_by_name
class MeetPlan:
    """The norms of the organisation for a process, as a part of all files or of all norms."""

    right_first_time: Part | None = None
    """Part of the files in which no norm may have failed."""
    right_legal: Part | None = None
    """The same of the norms that the law asks for."""
    score: Part | None = None
    """Mean part of its norms that a file meets."""

    @property
    def norms(self) -> dict[str, float]:
        """The norms that are declared, by what they are about."""
        said = {
            "right_first_time": self.right_first_time,
            "right_legal": self.right_legal,
            "score": self.score,
        }
        return {name: norm for name, norm in said.items() if norm is not None}


@declared
class PairsPlan:
    """Which respondents of a study with vignettes are colleagues, and of what it is told how alike they are."""

    within: Text
    """Column of the responses with the organisation of a respondent, such as municipality."""
    balance: Column = None
    """Question of which each pair holds one of either answer, such as experience (long, short); none where nobody chose so."""
    of: tuple[Literal["decision"], ...] = ("decision",)
    """Roles of the questions of which it is told how often colleagues answer alike."""


@declared
class Representativeness:
    """What the R-indicator looks at: columns of the dispositions."""

    variables: tuple[Identifier, ...] = ()
    """What the frame knows of every sampled unit, such as [age_class, region]."""
    weight: Column = None
    """Column with the design weight of every sampled unit, 1 over its chance to be drawn; none: all had the same."""


@declared
class Completion:
    """The day on which each respondent finished, held against the fieldwork of the wave."""

    column: Text
    """Response column that holds the day."""
    severity: Literal["hard", "soft"] | None = None
    """hard: rows from outside the fieldwork go to quarantine; soft: they are only counted."""


@declared
class SecondStagePlan:
    """What was drawn from every sampled PSU, where that counts in the margins: beside `fpc: on`."""

    population: Text
    """Column with how many of these units the PSU has, in the population."""
    unit: Text = "respondent_id"
    """Column of the unit that was drawn from the PSU; codes may begin anew in every PSU."""
    strata: Column = None
    """Column of the stratum within the PSU that it was drawn from, or none; then the population is that of it."""


Percentile = Annotated[int, Field(ge=1, le=99)]
ReplicateType = Literal["BRR", "Fay", "JK1", "JKn", "bootstrap", "SDR"]


@declared_by_name
class ReplicatesPlan:
    """Replicate weights that came with the responses, in place of strata and PSUs: full weights, base weight included."""

    columns: Text
    """Their columns in the response files, by a pattern such as rep_*; their order is that of the file."""
    type: ReplicateType
    """How they were made: balanced half samples (BRR, or Fay with `rho`), a jackknife (JK1, or JKn with `rscales`), a
    bootstrap, or successive differences (SDR)."""
    rho: float | None = None
    """What is left of the weight of a half sample that is not in it, between 0 and 1; of Fay only."""
    scale: Margin | None = None
    """Factor on the sum of squares; that of the type where this is left out."""
    rscales: tuple[Limit, ...] = ()
    """Factor of each column; 1 where this is left out. JKn needs them: (n - 1)/n of the stratum of the column."""
    mse: bool | None = None
    """Whether squares are taken around the figure itself, and not around the mean of the replicates; with SDR they are."""
    linked: bool = False
    """Whether column k of every wave stands for the same draw, as in a panel; off: waves are independent."""
    degrees_of_freedom: Count | None = None
    """As whoever made them says; the rank of the columns less 1 where this is left out."""


@declared
class DesignPlan:
    """How the sample was drawn: names of response columns, `none` where there is none."""

    unit: Text = "respondent_id"
    """Column that says who answered; with `stable_ids: on` one value in two waves is one respondent."""
    psu: Text = "respondent_id"
    """Column of the unit that was sampled first; respondents of one unit are not independent."""
    strata: Column = None
    """Column of the stratum, or none."""
    weights: Column = None
    """Column of a weight that came with the responses, or none."""
    fpc: bool = False
    """Finite population correction; needs the column `population`."""
    population: Column = None
    """Column with the number of sampled units in the population of the stratum, or none."""
    single_psu: Literal["fail", "remove", "adjust", "average", "certainty"] = "fail"
    """What to do with a stratum that has one sampled unit."""
    stable_ids: bool | None = None
    """Whether one id in two waves is one respondent; off: every wave numbers its respondents anew. Must be said
    where ids occur in two waves."""
    fixed_facts: tuple[Identifier, ...] = ()
    """Items that never change for one person, such as [sex, birth_year]; contradictions between waves are told."""
    sampling: Literal["probability", "census", "quota", "opt_in"] | None = None
    """How people came to take part: drawn at random, all asked, chosen until each group was full, or signed up."""
    nest: bool = False
    """Whether codes of the PSU begin anew in every stratum; off: one code in two strata is an error."""

    second_stage: SecondStagePlan | None = None
    """What was drawn from every sampled unit, such as {unit: school, population: schools}; none where all its people
    were asked, or where the sample is small in the population."""

    pps: Literal["with_replacement", "without_replacement"] | None = None
    """Whether PSUs were drawn with a chance by their size, and could be drawn again. Without replacement is refused: it needs
    chances of pairs."""
    draw: Column = None
    """Column that numbers the draws of a PSU that was drawn more than once with replacement: each draw counts apart."""
    third_stage: object = None
    """Refused: two stages are computed, and what is drawn after the second stays within its unit."""
    phases: Count = 1
    """Times that the sample was drawn from an earlier, larger sample; more than 1 is refused."""
    replicates: ReplicatesPlan | None = None
    """Replicate weights that came with the responses, such as {columns: rep_*, type: JK1}."""

    @property
    def perhaps_drawn(self) -> bool:
        """Whether those who were asked were drawn at random, or nobody says how they came to take part."""
        return self.sampling in (None, "probability")

    @property
    def columns(self) -> tuple[str, ...]:
        """Response columns that the design needs besides respondent_id."""
        second = self.second_stage
        of_second = (second.unit, second.strata, second.population) if second else ()
        named = (self.unit, self.psu, self.draw, self.strata, self.weights, self.population, *of_second)
        return tuple(dict.fromkeys(name for name in named if name and name != "respondent_id"))

    @property
    def units(self) -> tuple[str, ...]:
        """Columns of what was drawn or asked: who stands in them may be recognised."""
        return (self.psu, self.unit, *((self.second_stage.unit,) if self.second_stage else ()))

    @property
    def populations(self) -> tuple[str, ...]:
        """Columns that count what exists in the population."""
        second = self.second_stage.population if self.second_stage else None
        return tuple(name for name in (self.population, second) if name)


@declared
class TrimLimits:
    """Limits of weights, as multiples of the mean weight."""

    lower: float | None = None
    """Least weight."""
    upper: float | None = None
    """Greatest weight."""

    def pair(self) -> tuple[float | None, float | None]:
        return self.lower, self.upper


Trim = Annotated[tuple[float | None, float | None], WrittenAs(TrimLimits, TrimLimits.pair)]


@declared
class WeightingPlan:
    """Calibration of the weights of each wave to what is known of its population."""

    method: Literal["raking", "linear", "logit"]
    """Raking, or calibration with a linear or a logit distance."""
    margins: Annotated[
        tuple[Annotated[tuple[Identifier, ...], Field(min_length=1)], ...], Field(min_length=1)
    ]
    """Lists of items or frame attributes; a list of two is one margin of both crossed."""
    controls: File
    """Control totals: CSV with margin, category, total, source and reference_date."""
    numbers: tuple[Identifier, ...] = ()
    """Items answered with a number, or columns with one, of which the sum in the population is known; their category in the
    control totals is total."""
    bounds: tuple[float, float] | None = None
    """Least and greatest factor on a weight, such as [0.3, 3]; logit needs them."""
    trim: Trim | None = None
    """Limits of weights, as multiples of the mean weight."""
    nonresponse_cells: tuple[Identifier, ...] = ()
    """Columns that divide the sampled units into cells whose respondents stand for the whole cell."""
    base_weight: Column = None
    """Column of the weight before calibration, or none."""
    merge: Mapping[Identifier, Mapping[Code, Code]] = field(default_factory=dict)
    """By item, categories that are weighted together: old code to the code it joins."""


@declared
class Anonymous:
    """Why nobody can be recognised by a column that points at an organisation or a person."""

    reason: Stated
    """The reason, as reports print it."""


@declared
class Indicator:
    """Items that are reported as one figure."""

    id: Identifier
    """Name of the figure; that of a question where neither `group` nor `items` is given."""
    title: Words
    """Title of the figure; the short text of the question where this is left out."""
    theme: Annotated[Identifier, LeftOut()]
    """Theme under which it is reported; that of the question where this is left out."""
    group: Annotated[Identifier, LeftOut()] = field(default="", kw_only=True)
    """Question of which all items are shown."""
    items: Annotated[tuple[Identifier, ...], LeftOut(())]
    """Items that are shown, in this order."""
    figure: Literal["auto", "stacked", "bars", "composition", "grades", "means"] = "auto"
    """Kind of figure; auto chooses by the kind of the items, means shows of each item its mean and nothing else."""
    show: tuple[Code, ...] = ()
    """Categories or nets that bars and sentences show."""
    order: Literal["value", "declared"] = "value"
    """Order of several items in figures and tables: value from the largest to the smallest, declared as listed."""
    headline: bool = False
    """Whether it is among the headlines, which are tested first."""
    primary_test: Literal["auto", "mean", "wilcoxon"] = "auto"
    """Test of these items, where it is not that of the comparison; mean and wilcoxon need `figure: means`."""

    totals: bool = False
    """Whether totals in the population are estimated too: of answers how many people, of numbers their sum."""
    ratio_to: Text = ""
    """Of numbers: another number, of which the total divides theirs, such as hours per client."""
    quantiles: tuple[Percentile, ...] = ()
    """Of numbers and percentages: the values that so many percent of the answers are at or below, such as [10, 25, 90]."""

    @property
    def only_means(self) -> bool:
        """Whether figures, tables and sentences show nothing of its items but their means."""
        return self.figure == "means" and not self.show

    anonymous: Anonymous | None = None
    """Why nobody can be recognised, where the items are asked or computed by municipality, team or caseworker."""


@declared
class PopulationAtLeast:
    """How many people every group of a breakdown has in the population, at least."""

    n: Count
    """The number of people in the smallest group, or fewer; at least 100."""
    source: Stated
    """From where that is known, as reports print it."""


BY_VALUE: Final = "value"
"""What `order` of an indicator is where its items stand from the largest to the smallest."""
POPULATION_UNKNOWN: Final = "population_unknown"
"""Why groups can be recognised of which nobody declares how many people they have."""


@declared
class Breakdown:
    """A breakdown of the sample: one item or frame attribute, or two crossed (`region*size_class`)."""

    id: Text
    """The item or attribute, or two joined by *."""
    label: Words
    """How reports name it; the short text of the item where this is left out."""
    items: Annotated[tuple[str, ...], Filled(())]
    groups: Annotated[Mapping[str, str], Filled(None)]
    identifiable: bool | None = None
    """Whether its groups point at an organisation or a few people, such as a municipality. Where this is left out,
    that follows from the column, and from how many people each group has in the population."""
    anonymous: Anonymous | None = None
    """Why nobody can be recognised, for a column that seems to point at a municipality, team or caseworker."""
    population_at_least: PopulationAtLeast | None = None
    """How many people every group has in the population at least, where control totals and frame do not tell."""
    test_groups: bool = False
    """Whether differences between its groups are tested, in the latest wave. Never where people can be recognised."""
    compared: Literal["rest", "pairs", "reference"] = "rest"
    """With what each tested group is compared: all others together, each other group, or one `reference`."""
    reference: Text = ""
    """The group that the others are compared with, where `compared` is reference."""
    among: Mapping[Code, Text] = field(default_factory=dict)
    """How a sentence names the respondents of a group, behind their noun and without a clause: {lt2: met minder dan twee jaar bijstand}."""
    recognised: Annotated[tuple[str, ...], Filled(())] = ()
    people_by_weights: Annotated[int | None, Filled(None)] = None

    @property
    def marks_groups(self) -> bool:
        """Whether a group has one outcome, against the rest or a reference, that a sign beside its figure can tell."""
        return self.groups_are_tested and self.compared != PAIRS

    def group_by_traits(self, traits: Mapping[str, str]) -> str:
        """The group of somebody with these traits, or of a municipality; what has no trait is in none that there is."""
        return "|".join(traits.get(item, "") for item in self.items)

    def two_groups(self, comparison: str, group: str) -> tuple[str, str] | None:
        """The two groups that a comparison is about, the first minus the second; None where it is no such comparison."""
        kind = comparison.partition(":")[0]
        if kind == PAIRS:
            return pairs_of(self.groups).get(group)
        return (group, self.reference) if kind == REFERENCE and group else None

    @property
    def groups_are_tested(self) -> bool:
        """Whether its groups are compared with each other: declared, and nobody can be recognised in them."""
        return self.test_groups and not self.identifiable


@declared
class Constant:
    """A figure quoted from elsewhere, never mixed with own estimates."""

    value: Text
    """The figure as it is printed."""
    text: Text
    """The figure in a few words."""
    source: Text
    """Where it stands."""


FILE_CHECK: Final = "file_check"
REGISTER: Final = "register"
PUBLIC: Final = "public"
INTERNAL: Final = "internal"
Audience = Literal["public", "internal"]


@declared
class ReportPlan:
    """A report of this study."""

    id: Annotated[Identifier, LeftOut()]
    """Name of the report; also of its template, unless that is given. Left out, it is called after its template."""
    template: Annotated[File | None, LeftOut(None)]
    """Folder of a template of one's own, or one of those that come with the program, such as inspectorate/any."""
    formats: Annotated[
        Annotated[tuple[Literal["html", "pdf", "docx", "pptx"], ...], Field(min_length=1)] | None,
        LeftOut(None),
    ]
    """Formats it is rendered in; html, pdf and docx where this is left out. pptx are slides, with a figure each."""
    options: Mapping[Identifier, Text] = field(default_factory=dict)
    """Choices among the options of its template, such as chamber: senate."""
    audience: Audience = PUBLIC
    """internal: for inside use, with figures about few people too; written into the confidential folder only."""
    readers: tuple[Stated, ...] = ()
    """Who may read a report for inside use, such as [teamleider, kwaliteitsmedewerker]; it says so itself."""


@declared_by_name
class StudyFields:
    """What stands in a study file, in this order. Of five keys the file names what is read for the study."""

    id: Annotated[Identifier, Field(alias="study")]
    """Name of the study, in file names: small letters, digits and _."""
    kind: Kind = "survey"
    """survey; file_check: a row is a file that was drawn and reviewed, held against the norms of the questionnaire; register: a
    row is a municipality in a month, with counts of a register."""
    title: Text
    """Title of the reports."""
    subtitle: Words = ""
    """Subtitle of the reports."""
    publisher: Words = ""
    """Who publishes the reports."""
    contact: Words = ""
    """Where readers can ask about the figures, such as cijfers@example.nl; on the cover of the table book."""
    published: date
    """Day of publication, such as 2024-09-01."""
    questionnaire: object
    rules: File | None = None
    """Edit rules of this survey, besides those that follow from the questionnaire."""
    municipalities: object = None
    waves: Annotated[
        tuple[Wave, ...], WrittenAs(Annotated[dict[str, Wave], Field(min_length=1)], keyed("id"))
    ] = ()
    """The waves of the questionnaire that take part, by name; the latest is the one reported on. A register has none: its
    moments are."""
    panel: File | None = None
    """Of a register: the counts of every municipality in every month: CSV with month, municipality and a column per count."""
    missing: tuple[Text, ...] = ()
    """Texts that mean no answer in the response files, such as "-99", besides marks of programs such as #NULL!."""
    completed: Annotated[Completion, Short("column", Text)] | None = None
    """Column with the day on which each respondent finished."""
    draw: DrawPlan | None = None
    """Of a check of files: how many are drawn."""
    meet: MeetPlan = MeetPlan()
    """Of a check of files: the norms that each process is held against."""
    reviewers_from: Text = ""
    """Of a check of files: the first wave that was reviewed by others than those before it."""
    pairs: PairsPlan | None = None
    """Of vignettes: who are colleagues."""
    design: DesignPlan = DesignPlan()
    """How the sample was drawn."""
    weighting: WeightingPlan | None = None
    """How the respondents are weighted to their population."""
    comparison: Comparison
    """How changes between waves are tested."""
    interval: Interval = "auto"
    """Confidence interval of a percentage: auto is logit, and exact (korn_graubard) where answers are few."""
    indicators: tuple[Indicator, ...] = ()
    """Figures with a title or items of their own; every other question is a figure by itself."""
    breakdowns: tuple[Annotated[Breakdown, Short("id", Text)], ...] = ()
    """Groups of respondents by whom figures are broken down."""
    benchmark: object = None
    disclosure: Disclosure
    """What may be told of how few respondents."""
    reports: tuple[Annotated[ReportPlan, Short("id", Text)], ...] = ()
    """Reports that are written."""
    evidence: File | None = None
    """What was said in interviews: CSV or YAML with role, theme, condition, summary, quote, approved. Told apart from the
    answers, and never counted."""
    letter: Letter | None = None
    """What a letter to parliament says besides the figures: sender, motions, minister."""
    companions: object = None
    side_by_side: object = ()
    constants: Mapping[Identifier, Constant] = field(default_factory=dict)
    """Figures quoted from elsewhere, by the name that texts call them by."""
    representative: Words = ""
    """For whom the figures hold: representatief, indicatief, niet_representatief, or a text of one's own."""
    representativeness: Annotated[
        Representativeness, Short("variables", tuple[Identifier, ...], (list, tuple))
    ] = Representativeness()
    """What the R-indicator looks at."""
    theme: File | None = None
    """House style, where it differs from that of the project: YAML."""
    demonstration: bool = False
    """Whether the responses are made up; every page says so."""
    concept: bool = False
    """Whether the reports are drafts; every page says so."""


@declared_by_name
class StudyFile(StudyFields):
    """A study as its file says it: which waves, how they were drawn, what is estimated, compared and released."""

    questionnaire: File
    """The questionnaire: YAML; of a register its register file."""
    municipalities: Annotated[FrameEntry, Short("file", Text)] | None = None
    """The municipalities that respondents belong to, and what these have in common."""
    benchmark: BenchmarkEntry | None = None
    """Municipalities set beside those like them; or the whole survey beside what a national one released."""
    companions: Mapping[Identifier, Annotated[CompanionEntry, Short("study", Text)]] = field(
        default_factory=dict
    )
    """Other surveys that stand beside this one, each with its own base, wave and unit."""
    side_by_side: tuple[SideBySideEntry, ...] = ()
    """What this survey and a companion asked about the same thing, set side by side."""
