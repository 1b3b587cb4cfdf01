"""The draw of files: the order that anybody can redo, and the design that follows from it.

Files stand in the order of the SHA-256 of `seed|period|stratum|file`, and the first n are drawn: a simple random sample,
the same whatever the order of the rows, and extended without drawing anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from math import ceil
from typing import Literal

from monitor.study.norms import BROKEN_BY_REVIEWERS
from monitor.study.questionnaire import Item, Questionnaire
from monitor.study.study_file import DesignPlan, DrawPlan

LEDGER = "draws.jsonl"
STRATUM, HANDLED, WEIGHT = "stratum_of_draw", "files_handled", "files_per_review"
"""Columns of the design of a check of files; no file holds them."""
ROUNDING = 1e-9  # of a part of a number of files that is whole but for it


@dataclass(frozen=True)
class Stratum:
    """What was drawn of one process in one period: `files` of the `handled` ones, `second` for a second reviewer."""

    process: str
    handled: int
    files: tuple[str, ...]
    second: tuple[str, ...] = ()


def hashed(*parts: str) -> str:
    """SHA-256 of parts joined by `|`, in hexadecimal."""
    return sha256("|".join(parts).encode()).hexdigest()


def in_order(files: Iterable[str], seed: str, period: str, stratum: str) -> tuple[str, ...]:
    """Files in the order in which they are drawn."""
    return tuple(sorted(files, key=lambda file: hashed(seed, period, stratum, file)))


def drawn(files: Mapping[str, Iterable[str]], plan: DrawPlan, seed: str, period: str) -> tuple[Stratum, ...]:
    """The strata of one period: of each process the first files in order, all of them where there are fewer.

    `files` holds the handled files by process. The second reviewer gets the first part of all drawn files in the order of
    `seed|second|file`.
    """
    strata = []
    for process, handled in files.items():
        ordered = in_order(handled, seed, period, process)
        strata.append(Stratum(process, len(ordered), ordered[: plan.files.get(process, 0)]))
    everything = sorted(
        (file for one in strata for file in one.files), key=lambda file: hashed(seed, "second", file)
    )
    twice = set(everything[: ceil(len(everything) * (plan.second or 0) - ROUNDING)])
    return tuple(replace(one, second=tuple(file for file in one.files if file in twice)) for one in strata)


def drawn_design(in_ledger: bool) -> DesignPlan:
    """The design of a check of files, before anybody knows how many were handled: each file once, drawn at random where the
    ledger says so."""
    sampling: Literal["probability"] | None = "probability" if in_ledger else None
    return DesignPlan(sampling=sampling, stable_ids=False, single_psu="certainty")


def known_design(plan: DesignPlan) -> DesignPlan:
    """The same where the strata of the draw are known, with the files handled in each."""
    return replace(plan, strata=STRATUM, weights=WEIGHT, population=HANDLED, fpc=True)


def reviewed_by_others(questionnaire: Questionnaire, wave: str) -> Questionnaire:
    """The questionnaire with a break at the wave since which others review; as it is where none is named."""
    if not wave:
        return questionnaire
    judged = {norm.id for norm in questionnaire.norms}
    items = {
        name: _broken(item, wave, questionnaire.waves) if item.process or name in judged else item
        for name, item in questionnaire.items.items()
    }
    return replace(questionnaire, items=items)


def _broken(item: Item, wave: str, waves: tuple[str, ...]) -> Item:
    """An item that means something else since a wave; it keeps the reason of a later break."""
    if waves.index(wave) <= waves.index(item.asked[0]):
        return item
    since = sorted({*item.earlier_breaks, item.comparable_from, wave}, key=waves.index)
    reason = BROKEN_BY_REVIEWERS if since[-1] == wave and item.comparable_from != wave else item.break_reason
    return replace(item, comparable_from=since[-1], earlier_breaks=tuple(since[:-1]), break_reason=reason)
