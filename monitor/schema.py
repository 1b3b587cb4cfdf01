"""The rows of the released set: every column, its unit, and every word that may stand in it.

`Estimate` and `Change` are the one declaration of both tables. From them come the columns that statistics
makes, the guard of every write and read, the row that publication looks up, `results/codebook.csv` and
docs/results.md. This is version 2, fixed for all that follows: it also holds the words of figures that no
part of the program makes yet, so that a reader of the files can count on them.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property
from types import MappingProxyType
from typing import Annotated, get_args, get_type_hints

from monitor.schema_words import (
    CHANGE_REASONS,
    COMPARISONS,
    ESTIMATE_REASONS,
    LEVELS,
    MEASURES,
    STATUSES,
    TESTS,
    VERDICTS,
    Words,
)

CLASSES = ("few", "nearly_all")
"""Statuses that tell (almost) nobody and (almost) everybody, without a number."""
VERSION = 2
"""Of the released set, in method.json as `schema`; version 1 has no such key."""

SIGNIFICANT_DIGITS = 10
"""Of every number in the files; what lies beyond depends on the order of the rows and on the processor."""

OWN = "unit of the measure"
RESPONDENTS = "respondents"
FREEDOM = "degrees of freedom"
RATIO = "ratio"
STATISTIC = "value of the test"
PROBABILITY = "probability"


@dataclass(frozen=True)
class Column:
    """One column: what it holds, in which unit, which words it allows.

    `key` marks the columns that together occur once; `low` and `high` bound a number; `fixed` marks a number
    that holds for a whole family or study, and so is never rounded; `since` is the version that brought it.
    """

    description: str
    unit: str = ""
    words: Words | None = None
    key: bool = False
    low: float | None = None
    high: float | None = None
    fixed: bool = False
    since: int = 1
    name: str = ""
    text: bool = True


Number = float | None
"""A number of a row; None (NaN in a frame, empty in a file) where there is none."""


@dataclass(frozen=True)
class Estimate:
    """One row of `estimates`: one figure of one wave, for all respondents or one group."""

    study: Annotated[str, Column("The study, by its name in the study file.", key=True)]
    wave: Annotated[str, Column("The wave.", key=True)]
    indicator: Annotated[
        str, Column("The indicator that shows the figure; one item may stand under several.", key=True)
    ]
    item: Annotated[
        str, Column("The item: a question, an option or part of one, or a derived item.", key=True)
    ]
    category: Annotated[
        str,
        Column(
            "The answer, net or `from>to` that is counted; empty for a mean, median or quantile.", key=True
        ),
    ]
    breakdown: Annotated[
        str,
        Column(
            "What the respondents are cut by; empty for all respondents; `a*b` for two at once.", key=True
        ),
    ]
    group: Annotated[
        str,
        Column(
            "The group of the breakdown; empty for all respondents; `x|y` where two are crossed.", key=True
        ),
    ]
    measure: Annotated[str, Column("What is measured.", words=MEASURES, key=True)]
    estimate: Annotated[
        Number,
        Column(
            "The figure. Shares and means of percentages lie between 0 and 1, grades as they were given.", OWN
        ),
    ]
    count: Annotated[Number, Column("Unweighted number of answers behind a share.", RESPONDENTS, low=0)]
    se: Annotated[Number, Column("Standard error of the estimate, by the sampling design.", OWN, low=0)]
    ci_low: Annotated[
        Number, Column("Lower end of the confidence interval (95% unless declared otherwise).", OWN)
    ]
    ci_high: Annotated[Number, Column("Upper end of that interval.", OWN)]
    n: Annotated[Number, Column("Number of valid answers, the base.", RESPONDENTS, low=0)]
    n_effective: Annotated[
        Number, Column("Size of a simple random sample with the same precision.", RESPONDENTS, low=0)
    ]
    df: Annotated[Number, Column("Degrees of freedom: sampled units less strata.", FREEDOM)]
    deff: Annotated[
        Number,
        Column(
            "Design effect: variance over that of a simple random sample of this size; of groups in which people"
            " can be recognised that of the weights alone (Kish).",
            RATIO, low=0,
        ),
    ]  # fmt: skip
    n_not_asked: Annotated[Number, Column("Respondents to whom the item was not put.", RESPONDENTS, low=0)]
    n_no_answer: Annotated[
        Number, Column("Respondents who were asked and gave no answer.", RESPONDENTS, low=0)
    ]
    n_dont_know: Annotated[Number, Column("Respondents who said that they do not know.", RESPONDENTS, low=0)]
    n_not_applicable: Annotated[
        Number, Column("Respondents to whom the item did not apply, in their own words.", RESPONDENTS, low=0)
    ]
    peer_set: Annotated[
        str,
        Column(
            "Of a funnel line: whose rest it is drawn around, an attribute of municipalities or `nation`; else empty.",
            key=True,
        ),
    ]
    status: Annotated[str, Column("Whether the figure may be used.", words=STATUSES)]
    reason: Annotated[str, Column("Why it is suppressed or unreliable.", words=ESTIMATE_REASONS)]

    @property
    def shown(self) -> bool:
        """Whether there is a number to show."""
        return self.status != "suppressed" and self.estimate is not None

    @property
    def is_class(self) -> bool:
        """Whether (almost) nobody or (almost) everybody is told, without a number."""
        return self.status in CLASSES

    @property
    def told(self) -> bool:
        """Whether it tells a reader anything: a number, or a class."""
        return self.shown or self.is_class


@dataclass(frozen=True)
class Change:
    """One row of `changes`: one difference between waves, groups, peers or a norm, with its test."""

    study: Annotated[str, Column("The study, by its name in the study file.", key=True)]
    comparison: Annotated[str, Column("What is compared with what.", words=COMPARISONS, key=True)]
    indicator: Annotated[str, Column("The indicator that shows the item.", key=True)]
    item: Annotated[str, Column("The item, or the set of options or parts that is tested as one.", key=True)]
    category: Annotated[
        str, Column("The answer or net; empty for a mean and for the test of a whole item.", key=True)
    ]
    breakdown: Annotated[str, Column("What the respondents are cut by; empty for all respondents.", key=True)]
    group: Annotated[
        str,
        Column(
            "The group of the breakdown; empty for all respondents; `a>b` where two are compared.", key=True
        ),
    ]
    measure: Annotated[str, Column("What the difference is of.", words=MEASURES, key=True)]
    level: Annotated[str, Column("What the test is about.", words=LEVELS, key=True)]
    from_wave: Annotated[
        str,
        Column("The wave that the difference is taken from; the same as `to_wave` within a wave.", key=True),
    ]
    to_wave: Annotated[str, Column("The wave that the difference leads to.", key=True)]
    n_from: Annotated[
        Number,
        Column("Valid answers on the first side: the earlier wave.", RESPONDENTS, low=0),
    ]
    n_to: Annotated[Number, Column("Valid answers on the second side: the later wave.", RESPONDENTS, low=0)]
    difference: Annotated[
        Number, Column("Second side less first side; empty where several are tested as one.", OWN)
    ]
    se: Annotated[Number, Column("Standard error of the difference.", OWN, low=0)]
    ci_low: Annotated[
        Number, Column("Lower end of the confidence interval of the difference, for this row alone.", OWN)
    ]
    ci_high: Annotated[Number, Column("Upper end of that interval.", OWN)]
    test: Annotated[str, Column("The test.", words=TESTS, key=True)]
    statistic: Annotated[Number, Column("Value of the test.", STATISTIC)]
    df: Annotated[Number, Column("Degrees of freedom; of an F test those of its numerator.", FREEDOM)]
    p: Annotated[Number, Column("p of this test alone.", PROBABILITY, low=0, high=1)]
    p_adjusted: Annotated[
        Number,
        Column("p that counts all tests of the family; the verdict follows it.", PROBABILITY, low=0, high=1),
    ]
    family: Annotated[
        str, Column("The family of tests; empty where the row is in none. method.json tells of each.")
    ]
    mdd: Annotated[
        Number,
        Column(
            "Smallest true difference that this test finds with the declared power, at `level_in_force`.",
            OWN,
            low=0,
        ),
    ]
    eq_low: Annotated[Number, Column("Lower end of the interval that is held against the margin.", OWN)]
    eq_high: Annotated[Number, Column("Upper end of that interval.", OWN)]
    margin: Annotated[
        Number,
        Column(
            "Declared margin within which a difference counts as equivalent; empty where none was declared, or"
            " where no interval can be held against it.",
            OWN, low=0, fixed=True, since=2,
        ),
    ]  # fmt: skip
    level_in_force: Annotated[
        Number,
        Column(
            "Level at which p of this test alone was judged: the step at which it fell, or stopped, by the rule of"
            " its family; inside an item the step of Holm there. Empty where the row was not tested in a family.",
            PROBABILITY, low=0, high=1, fixed=True, since=2),
    ]  # fmt: skip
    told_low: Annotated[
        Number, Column("Lower end of the interval that sentences, tables and figures tell.", OWN, since=2)
    ]
    told_high: Annotated[Number, Column("Upper end of that interval.", OWN, since=2)]
    verdict: Annotated[str, Column("What the test says.", words=VERDICTS)]
    reason: Annotated[str, Column("Why it says so, or what to keep in mind.", words=CHANGE_REASONS)]

    @property
    def told(self) -> bool:
        """Whether it tells a reader anything: a difference or a verdict."""
        return bool(self.verdict) or self.difference is not None


@dataclass(frozen=True)
class Table:
    """One table of the released set; what may stand in it, release/results/table_guard.py says."""

    name: str
    row: type
    description: str

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns in the order of the file."""
        return _columns(self.row)

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @cached_property
    def key(self) -> tuple[str, ...]:
        """The columns that together name a row."""
        return tuple(column.name for column in self.columns if column.key)

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if not column.text)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.text)

    def __getitem__(self, name: str) -> Column:
        return self.columns[self.names.index(name)]


def _columns(row: type) -> tuple[Column, ...]:
    hints = get_type_hints(row, include_extras=True)
    parts = [(entry.name, *get_args(hints[entry.name])) for entry in fields(row)]
    return tuple(replace(column, name=name, text=kind is str) for name, kind, column in parts)


STATE_COUNTS = ("n_not_asked", "n_no_answer", "n_dont_know", "n_not_applicable")
"""Numbers of respondents without a valid answer, in the order in which answers number their states."""

ESTIMATES = Table(
    "estimates",
    Estimate,
    "One row for each figure: wave, indicator, item, category, breakdown, group and measure.",
)
CHANGES = Table(
    "changes",
    Change,
    "One row for each difference: comparison, indicator, item, category, breakdown, group, measure and level.",
)
TABLES = MappingProxyType({table.name: table for table in (ESTIMATES, CHANGES)})
