"""Every word that may stand in the released set, with its meaning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations


@dataclass(frozen=True)
class Words:
    """The words that a column may hold, each with its meaning.

    A part in capitals stands for a name, `N` for a whole number from 1 to 99: `peers:BREAKDOWN` allows
    `peers:size_class`, `pN` allows `p5`. `others` allows words
    that are not listed, `empty` says what an empty text means and is None where it is not allowed.
    `reserved` are those of figures that no part of the program makes: allowed, so that the version holds when
    something makes them, and in no document until then.
    """

    meanings: Mapping[str, str]
    empty: str | None = None
    others: bool = False
    reserved: tuple[str, ...] = ()

    @property
    def made(self) -> Mapping[str, str]:
        """The words that a run may write, each with its meaning."""
        return {word: meaning for word, meaning in self.meanings.items() if word not in self.reserved}

    def allow(self, word: str) -> bool:
        """Whether the word may stand in the column."""
        if not word:
            return self.empty is not None
        if self.others or (word in self.meanings and word.islower()):
            return True
        return any(pattern.fullmatch(word) for pattern in self._patterns)

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str], ...]:
        return tuple(
            re.compile(re.sub("[A-Z]+", _pattern, word)) for word in self.meanings if not word.islower()
        )


def _pattern(part: re.Match[str]) -> str:
    return "[1-9][0-9]?" if part[0] == "N" else "[^:]+"


MEASURES = Words(
    {
        "share": "part of the valid answers that is in this category or net",
        "mean": "mean of the answers, or of the scores of a scale",
        "median": "middle answer",
        "total": "estimated number of people in the population who gave an answer, or the sum of a number over them",
        "ratio": "the total of a number divided by that of another, of the people who gave both",
        "shrunken": "share or mean drawn towards what is usual for such a group, by a model of all groups",
        "limit_low": "lower line of a funnel: 95% in `estimate`, 99.8% in `ci_low`",
        "limit_high": "upper line of a funnel: 95% in `estimate`, 99.8% in `ci_high`",
        "spread": "standard deviation between groups that is more than chance, from the model behind `shrunken`",
        "flow": "share of those in both waves that went from one category to another (`from>to`)",
        "rate": "count per so many of a denominator, as its indicator declares: totals over totals; of one municipality `count` of `n`,"
        " both rounded",
        "pN": "value that N% of the answers (or of the groups of a peer set) are at or below, for any whole N",
        "iqr": "distance between the 25% and the 75% point",
        "cv": "standard deviation between groups divided by their mean",
        "sd_beyond_chance": "standard deviation between groups that small counts do not explain, over their mean",
    },
)
OF_ANSWERS = ("mean", "median")
"""Measures in the unit of the answers themselves; what is told beside them is a share."""
_QUANTILE = re.compile("p([1-9][0-9]?)")
_SHARES = ("share", "flow", "cv", "sd_beyond_chance")
_DERIVED = re.compile("shrunken|limit_low|limit_high|spread|iqr|p[0-9]+")


def quantile_of(measure: str) -> int | None:
    """The percentage of the answers that are at or below a quantile; None of any other measure."""
    found = _QUANTILE.fullmatch(measure)
    return int(found[1]) if found else None


def quantile_name(percentage: int) -> str:
    """The measure of a quantile: p25."""
    return f"p{percentage}"


def of_answers(measure: str) -> bool:
    """Whether a measure is in the unit of the answers themselves: a mean, the median or a quantile."""
    return measure in OF_ANSWERS or quantile_of(measure) is not None


def told_as_share(measure: str, category: str) -> bool:
    """Whether a figure is a share, and not in the unit of the answers.

    What is derived from figures (a shrunken one, a quantile, a spread) is a share where they are: where the row
    has a category.
    """
    return measure in _SHARES or (bool(category) and _DERIVED.fullmatch(measure) is not None)


STATUSES = Words(
    {
        "released": "the figure may be used",
        "unreliable": "the figure is shown with a warning: it rests on few answers",
        "suppressed": "there is no figure; `reason` says why",
        "few": "(almost) nobody: a count of 0 or 1 in a small group, told without a number",
        "nearly_all": "(almost) everybody: all or all but one in a small group, told without a number",
    }
)
_SHORT = {
    "small_group": "too few answers or people, too small a count, or needed to protect another group",
    "coarsened": "a group in which people can be recognised: only one net with its complement, or a mean",
    "withheld": "could not be protected: the item is not broken down so at all",
    "no_respondents": "nobody is in the group",
    "few_answers": "fewer answers than the declared minimum for a reliable figure or a test",
    "few_effective": "fewer answers than that minimum, counted as a simple sample of the same precision",
    "few_df": "too few degrees of freedom: the answers come from few sampled units",
}
ESTIMATE_REASONS = Words(_SHORT, empty="nothing to say")
COMPARISONS = Words(
    {
        "previous": "the latest wave with the nearest earlier wave",
        "first": "the latest wave with the first",
        "trend": "the straight line through all waves, as a change from first to last",
        "peers:BREAKDOWN": "a group with all like it, itself included: the same group of that breakdown",
        "nation": "a group with the whole population",
        "earlier": "a municipality with itself in the nearest earlier wave that asked it, by the rules of a benchmark",
        "survey:STUDY": "the whole survey with the same questions in what another survey released, `from_wave` its wave",
        "groups:BREAKDOWN": "all groups of a breakdown with each other, in one test",
        "rest:BREAKDOWN": "a group of a breakdown with all others together",
        "pairs:BREAKDOWN": "two groups of a breakdown, the first minus the second; `group` holds `a>b`",
        "reference:BREAKDOWN": "a group of a breakdown with its declared reference group",
        "persons": "the latest wave with the one before, of the people who answered in both",
        "norm": "a figure with a declared norm",
        "break": "growth after a declared date with growth before it",
        "break:BREAKDOWN": "the change in growth at a declared date, of one group less that of all others; `group` holds `a>rest`",
    },
)
GROUPS, REST, PAIRS, REFERENCE = "groups", "rest", "pairs", "reference"
PAIR_SIGN = ">"
PERSONS, FLOW = "persons", "flow"
TOTAL, RATIO = "total", "ratio"
PEERS, NATION, EARLIER = "peers", "nation", "earlier"
SURVEY = "survey"
BREAK, NOT_ASKED, BORDERS = "break", "not_asked", "borders"  # reasons why two waves cannot be compared
NORM = "norm"
RATE, BREAK_IN_GROWTH = "rate", "break"
SHRUNKEN, LIMIT_LOW, LIMIT_HIGH, SPREAD = "shrunken", "limit_low", "limit_high", "spread"
OF_BENCHMARK = (SHRUNKEN, LIMIT_LOW, LIMIT_HIGH, SPREAD)
"""Measures that are made of the figures of all municipalities."""
COMPARED_GROUPS = (REST, PAIRS, REFERENCE)  # what a group can be compared with


def between_groups(comparison: str) -> bool:
    """Whether a comparison is one of groups within a wave."""
    return comparison.partition(":")[0] in (GROUPS, *COMPARED_GROUPS)


def in_benchmark(comparison: str) -> bool:
    """Whether a comparison is one of a municipality with those like it, with all, or with itself in an earlier wave; or of a whole
    survey with another one."""
    return comparison.partition(":")[0] in (PEERS, NATION, EARLIER, SURVEY)


def is_break_in_growth(comparison: str) -> bool:
    """Whether a comparison is one of growth before and after a date."""
    return comparison.partition(":")[0] == BREAK_IN_GROWTH


def with_survey(comparison: str) -> bool:
    """Whether a comparison is one with what another survey released."""
    return comparison.partition(":")[0] == SURVEY


def pair_name(one: str, other: str) -> str:
    """What `group` holds of a comparison of two groups."""
    return f"{one}{PAIR_SIGN}{other}"


def pairs_of(groups: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Every two groups by the name of their pair, in the order of the groups."""
    return {pair_name(one, other): (one, other) for one, other in combinations(groups, 2)}


LEVELS = Words(
    {
        "item": "the test of a whole question, set of options or set of parts",
        "category": "the test of one answer, option, net or part inside it",
    }
)
TESTS = Words(
    {
        "t": "t test of the difference, by the sampling design",
        "wilcoxon": "rank test by the sampling design",
        "rao_scott_f": "second-order Rao-Scott F of a table",
        "wald_f": "Wald F of several differences together",
        "fisher": "Fisher's exact test",
        "mover": "interval of a difference built from the intervals of both shares",
        "bonferroni": "smallest p of several tests, times their number",
        "mcnemar": "McNemar's test of those who are in both waves, by the sampling design",
        "midp": "binomial test that counts half of what was observed",
        "z": "normal test with a pooled variance",
        "welch": "Welch's t test of two means with variances of their own",
        "hypergeometric": "exact one-sided test of files drawn from a known number of files",
        "binomial": "exact one-sided test of files drawn from an unknown number of files",
        "beta": "the same at an effective number of files: tails of the binomial, continued by the incomplete beta",
    },
    empty="no test: the row is suppressed, or the weights leave nothing to chance",
    others=True,
    reserved=("fisher",),
)
VERDICTS = Words(
    {
        "not_comparable": "the questionnaire or register marks a break: wording, scale, base, mode or another",
        "too_few": "too few answers for a verdict, or too uncertain ones; `reason` says which",
        "increased": "higher than before, beyond chance",
        "decreased": "lower than before, beyond chance",
        "changed": "the answers differ between the waves; the rows inside say which way",
        "equivalent": "any difference lies inside the margin that was declared beforehand",
        "undecided": "the test cannot tell; this is not the same as no difference",
        "higher": "higher than what it is compared with, beyond chance",
        "lower": "lower than what it is compared with, beyond chance",
        "differs": "the groups differ; the rows inside say which",
        "above_norm": "at or above the norm, beyond chance",
        "below_norm": "below the norm, beyond chance",
        "break_at_date": "growth changed at the declared date, and at no other date as much",
        "break_elsewhere": "growth changed, but at another date at least as much",
        "growth_levels_off": "growth was changing all along; the date proves nothing",
    },
    empty="not judged: left out of every family, or everybody gave one answer and there is nothing to test",
)
CHANGE_REASONS = Words(
    {
        "small": "changed beyond chance, by less than the declared margin",
        "rank_disagrees": "a rank test of the same item comes to another conclusion",
        "left_out": "declared to be left out of the tests, or fixed by the weights",
        "estimate_suppressed": "one of both figures is not released",
        "break": "a break without a stated cause",
        "not_asked": "the question was in no earlier wave",
        "borders": "the municipality holds a part of a former one that was split",
        "wording": "the question was worded differently",
        "scale": "the answers to choose from were others",
        "base": "the question was put to others",
        "mode": "the answers were collected in another way",
        "register": "the register changed, or what it counts",
        "norms": "the set of norms was another",
        "reviewers": "other people reviewed",
        **_SHORT,
    },
    empty="nothing to say",
)
