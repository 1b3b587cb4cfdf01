"""What may stand in the tables of the released set: held against every write and every read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from monitor.schema import CHANGES, CLASSES, ESTIMATES, TABLES, Column
from monitor.schema_words import Words

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa

FIGURE_NUMBERS = ("estimate", "count", "se", "ci_low", "ci_high", "n_effective", "df", "deff")
"""What a row that tells a class, (almost) nobody or (almost) everybody, does not hold."""
SHARES = ("share", "flow")
"""Measures that lie between 0 and 1."""
SUPPRESSING = ("estimate_suppressed", "small_group", "coarsened", "withheld", "no_respondents")
"""Reasons of a change that may not be told: its row holds no number."""
WITHOUT_FIGURES = ("not_comparable", "too_few", "")
"""Verdicts that say nothing of the figures."""

DISORDER, CLASS = "release.limits_in_disorder", "release.class_holds_number"


@dataclass(frozen=True)
class Rule:
    """What must hold of every row: `holds` gives a truth for each row, `refusal` is the code of what is wrong else,
    after a colon its word."""

    refusal: str
    holds: Callable[[pd.DataFrame], pd.Series]


def _in_order(low: str, high: str) -> Rule:
    return Rule(f"{DISORDER}:{low.removesuffix('_low')}", lambda frame: ~(frame[low] > frame[high]))


def _share_is_a_share(frame: pd.DataFrame) -> pd.Series:
    return ~frame["measure"].isin(SHARES) | frame["estimate"].isna() | frame["estimate"].between(0, 1)


def _released_with_estimate(frame: pd.DataFrame) -> pd.Series:
    return (frame["status"] != "released") | frame["estimate"].notna()


def _suppressed_with_reason(frame: pd.DataFrame) -> pd.Series:
    return (frame["status"] != "suppressed") | (frame["reason"] != "")


def _suppressed_without_verdict(frame: pd.DataFrame) -> pd.Series:
    return ~frame["reason"].isin(SUPPRESSING) | frame["verdict"].isin(WITHOUT_FIGURES)


SILENT: Mapping[str, Mapping[tuple[str, str], Sequence[str]]] = {
    "estimates": {
        ("status", "suppressed"): ESTIMATES.numbers,
        **{("status", word): FIGURE_NUMBERS for word in CLASSES},
    },
    "changes": {("reason", word): CHANGES.numbers for word in SUPPRESSING},
}
"""By table, column and word: which numbers a row with that word may not hold."""
RULES: Mapping[str, Sequence[Rule]] = {
    "estimates": (
        _in_order("ci_low", "ci_high"),
        Rule("release.share_outside", _share_is_a_share),
        Rule("release.released_without_estimate", _released_with_estimate),
        Rule("release.suppressed_without_reason", _suppressed_with_reason),
    ),
    "changes": (
        _in_order("ci_low", "ci_high"),
        _in_order("told_low", "told_high"),
        Rule("release.suppressed_with_verdict", _suppressed_without_verdict),
    ),
}


@cache
def frame_schema(name: str) -> pa.DataFrameSchema:
    """The pandera schema of a table: its columns in order, their words and bounds, its key, its silent rows."""
    import pandera.pandas as pa

    table = TABLES[name]
    return pa.DataFrameSchema(
        {column.name: _guarded(column) for column in table.columns},
        checks=[
            *(_silence(*where, numbers) for where, numbers in SILENT[name].items()),
            *(pa.Check(rule.holds, error=rule.refusal, n_failure_cases=1) for rule in RULES[name]),
        ],
        unique=list(table.key),
        report_duplicates="exclude_first",
        strict=True,
        ordered=True,
    )


def _guarded(column: Column) -> pa.Column:
    import pandera.pandas as pa

    checks = [_words(column.name, column.words)] if column.words else []
    if not column.text:
        checks.append(_finite(column.name))
    low, high = column.low, column.high
    if low is not None:
        checks.append(pa.Check.ge(low, error="release.number_below", n_failure_cases=1))
    if high is not None:
        checks.append(pa.Check.le(high, error="release.number_above", n_failure_cases=1))
    return pa.Column("str" if column.text else "float64", checks, nullable=not column.text)


def _words(column: str, words: Words) -> pa.Check:
    import pandera.pandas as pa

    def known(values: pd.Series) -> pd.Series:
        return values.isin([word for word in values.unique() if words.allow(word)])

    return pa.Check(known, error="release.word_unknown", n_failure_cases=1)


def _finite(column: str) -> pa.Check:
    import numpy as np
    import pandera.pandas as pa

    def finite(values: pd.Series) -> np.ndarray:
        return ~np.isinf(values)

    return pa.Check(finite, error="release.column_holds_infinity", n_failure_cases=1)


def _silence(column: str, word: str, numbers: Sequence[str]) -> pa.Check:
    import pandera.pandas as pa

    def silent(frame: pd.DataFrame) -> pd.Series:
        return (frame[column] != word) | frame[list(numbers)].isna().all(axis=1)

    error = f"{CLASS}:{word}" if word in CLASSES else "release.suppressed_holds_number"
    return pa.Check(silent, error=error, n_failure_cases=1)
