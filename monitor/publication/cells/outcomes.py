"""The outcome that a change is told with: its verdict, and where there is none why not."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.publication.language.parts import SentenceWords
from monitor.schema import Change
from monitor.schema_words import PAIRS, REFERENCE

UNTESTED, WITHOUT_VERDICT = "untested", "too_few"
WHY_NONE = {"few_effective": "too_uncertain", "few_df": "too_uncertain", "estimate_suppressed": "no_figure"}


def outcome_of(change: Change, verdict: str | None = None) -> str:
    """The verdict of a change, or the one given of it; `too_uncertain` where answers are not what it lacks,
    `no_figure` where one of it is not released."""
    verdict = change.verdict if verdict is None else verdict
    if verdict == WITHOUT_VERDICT:
        return WHY_NONE.get(change.reason, verdict)
    return verdict or UNTESTED


def of_two_groups(change: Change) -> bool:
    """Whether a group is compared with one other."""
    return bool(change.group) and change.comparison.partition(":")[0] in (PAIRS, REFERENCE)


def verdict_words(change: Change, words: SentenceWords) -> Mapping[str, str]:
    """The words for the outcomes of such a comparison."""
    own = words.verdicts_of_two if of_two_groups(change) else {}
    return {**words.verdicts, **own}


def outcome_word(change: Change, words: Mapping[str, str], verdict: str | None = None) -> str:
    """The outcome in the words that all reports use; empty for one without a word."""
    return words.get(outcome_of(change, verdict), "")
