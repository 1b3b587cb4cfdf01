"""How many caseworkers are behind the figures of each group: for reports in which nothing else keeps groups apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from monitor.intake.answers.typed_answers import VALID, Answers
from monitor.statistics.design.domains import domains_of
from monitor.statistics.design.grouped_respondents import Domains
from monitor.statistics.design.unit_column import design_column
from monitor.study.house_policy import house_workers
from monitor.study.study import Study

CELL = ["wave", "item", "breakdown", "group"]


def workers_behind(answers: Answers, study: Study) -> pd.DataFrame | None:
    """The caseworkers behind each figure of a study, None where the responses are about nobody's work.

    Where the respondents are caseworkers themselves, each counts as one; an item that points at caseworkers tells
    whose work an answer is about. Where both do, or several items, the fewest count.

    **Rows**: one per wave, item, breakdown and group in which the caseworker behind some answer is known.
    **Columns**: wave, item, breakdown, group; workers (how many), largest_share (most that one of them has of these
    answers, 0 to 1).
    """
    told = list(_workers(answers, study))
    return _behind(answers, study, told) if told else None


def municipalities_behind(answers: Answers, study: Study) -> pd.DataFrame:
    """The municipalities behind each figure of a study of vignettes, by the column that colleagues share.

    **Rows**: as `workers_behind`. **Columns**: those of it; workers counts municipalities.
    """
    assert study.pairs is not None
    units = pd.factorize(design_column(answers, study.pairs.within))[0]
    return _behind(answers, study, [units])


def _behind(answers: Answers, study: Study, told: Sequence[np.ndarray]) -> pd.DataFrame:
    domains = [domains_of(answers, breakdown) for breakdown in (None, *study.breakdowns)]
    rows = [row for workers in told for one in domains for row in _cells(answers, study, one, workers)]
    found = pd.DataFrame(rows, columns=[*CELL, "workers", "largest_share"])
    grouped = found.groupby(CELL, sort=False, as_index=False)
    return grouped.agg(workers=("workers", "min"), largest_share=("largest_share", "max"))


def _workers(answers: Answers, study: Study) -> Iterator[np.ndarray]:
    """The caseworker of each respondent by number, -1 where nobody knows, by each way in which that is told."""
    if re.fullmatch(house_workers().respondents, study.questionnaire.respondent, re.IGNORECASE):
        yield np.arange(len(answers))
    for name in sorted(study.worker_items & answers.variables.keys()):
        codes = answers.variables[name].codes
        if codes is not None:
            yield codes.astype(np.int64)


def _cells(
    answers: Answers, study: Study, domains: Domains, workers: np.ndarray
) -> Iterator[tuple[str, str, str, str, int, float]]:
    known = (workers >= 0) & (domains.group >= 0)
    many = int(workers.max(initial=0)) + 1
    cell = answers.wave.astype(np.int64) * len(domains.names) + domains.group
    reported = {item for indicator in study.indicators for item in indicator.items}
    for item in sorted(reported & answers.variables.keys()):
        rows = known & (answers.variables[item].state == VALID)
        pairs, answered = np.unique(cell[rows] * many + workers[rows], return_counts=True)
        cells, place = np.unique(pairs // many, return_inverse=True)
        total, count = np.bincount(place, answered), np.bincount(place)
        largest = np.zeros(len(cells))
        np.maximum.at(largest, place, answered)
        for number, one in enumerate(cells):
            wave, group = divmod(int(one), len(domains.names))
            share = float(largest[number] / total[number])
            yield (
                answers.waves[wave],
                item,
                domains.breakdown,
                domains.names[group],
                int(count[number]),
                share,
            )
