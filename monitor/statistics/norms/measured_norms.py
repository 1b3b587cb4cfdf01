"""Shares and scores of files: their limits in place of those of a survey, and each process held against its norms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import nan
from typing import Any

import numpy as np
import pandas as pd

from monitor.errors import IntakeError
from monitor.intake.answers.typed_answers import NOT_APPLICABLE, NOT_ASKED, VALID, Answers
from monitor.intake.judged.handled_files import FilesOfWave
from monitor.statistics.norms.against_norm import p_of_effective, p_of_files, verdict_of
from monitor.statistics.norms.finite import (
    Limits,
    cap_of,
    effective_files,
    share_limits,
    strata_limits,
)
from monitor.statistics.norms.strata import KnownStrata, ProcessStrata, processes_of
from monitor.study.house_policy import house_norms
from monitor.study.norms import Judgement
from monitor.study.questionnaire import Item
from monitor.study.study import Study

FIGURES = ("share", "mean")
BINOMIAL, HYPERGEOMETRIC, BETA = "binomial", "hypergeometric", "beta"


@dataclass(frozen=True)
class MeasuredNorm:
    """A process held against one of its norms in one wave: the figure with its limits, p on its side, and the verdict."""

    wave: str
    item: str
    category: str
    measure: str
    norm: float
    n: int
    estimate: float
    limits: Limits
    p: float
    test: str
    verdict: str


@dataclass(frozen=True)
class _Behind:
    """What a figure of a process rests on: its strata where they are known, the files reviewed, norms asked per file."""

    strata: ProcessStrata | None
    reviewed: int
    asked: float

    @property
    def cap(self) -> float:
        if self.strata is None:
            return float(self.reviewed)
        return cap_of(self.strata.handled, self.strata.reviewed)

    def handled(self, n: int) -> int | None:
        """The files handled of which `n` are a simple random sample; None where they are in several strata or a part of them."""
        if self.strata is None or len(self.strata.strata) > 1 or n < self.reviewed:
            return None
        return self.strata.strata[0].handled

    @property
    def all_reviewed(self) -> bool:
        return self.strata is not None and self.reviewed == int(self.strata.handled.sum())


@dataclass(frozen=True)
class _Figure:
    """A figure of a process in a row of the estimates, with what it rests on."""

    row: Any
    of: _Behind
    tail: float

    @property
    def n(self) -> int:
        return int(self.row.n)

    @property
    def is_share(self) -> bool:
        return bool(self.row.measure == "share")

    @property
    def is_count(self) -> bool:
        """Whether it is a number of files in one draw, or of an unknown number of files: then its limits are exact."""
        return self.is_share and (self.of.handled(self.n) is not None or self.of.strata is None)

    @cached_property
    def n_star(self) -> float:
        """The number of files at which limits over strata are computed."""
        row, of = self.row, self.of
        cap = of.cap * of.asked * row.n / max(of.reviewed, 1)
        variance = row.se**2 if np.isfinite(row.se) else 0.0
        return effective_files(row.estimate, variance, row.n, row.df, cap, self.tail)

    @cached_property
    def limits(self) -> Limits:
        if self.is_count:
            return share_limits(int(self.row.count), self.n, self.of.handled(self.n), self.tail)
        return strata_limits(self.row.estimate, self.n_star, self.tail)

    @property
    def test(self) -> str:
        if self.of.all_reviewed:
            return ""
        if not self.is_count:
            return BETA
        return BINOMIAL if self.of.handled(self.n) is None else HYPERGEOMETRIC

    def p(self, norm: float) -> float:
        """One-sided, on the side of the norm where the figure lies; nan where all files were reviewed and nothing is tested."""
        if self.of.all_reviewed:
            return nan
        sides = (
            p_of_files(int(self.row.count), self.n, self.of.handled(self.n), norm)
            if self.is_count
            else p_of_effective(self.row.estimate, self.n_star, norm)
        )
        return sides.above if self.row.estimate >= norm else sides.below


def with_norm_limits(
    estimates: pd.DataFrame, answers: Answers, study: Study, strata: KnownStrata
) -> tuple[pd.DataFrame, tuple[MeasuredNorm, ...]]:
    """The estimates with the limits of files for whatever follows from norms, and every process held against its norms.

    **Rows**: those of `estimates`, in their order. Where all files of a process were reviewed there are no limits.
    **Method**: exact limits of one stratum; over strata Korn & Graubard (1998) at a capped effective number of files.
    """
    tail, told = study.comparison.alpha / 2, []
    frame, items = estimates.copy(), study.questionnaire.items
    low, high = frame["ci_low"].to_numpy(float, copy=True), frame["ci_high"].to_numpy(float, copy=True)
    behind = dict(_behind(answers, study, strata))
    judged = {judgement.item: judgement for judgement in judgements(study)}
    rows: Iterator[Any] = frame.itertuples(index=False)
    for place, row in enumerate(rows):
        item = items[str(row.item)]
        if item.process and row.n and row.measure in FIGURES and (row.wave, item.id) in behind:
            figure = _Figure(row, behind[row.wave, item.id], tail)
            low[place], high[place] = (np.nan, np.nan) if figure.of.all_reviewed else figure.limits
            if not row.breakdown and item.id in judged and _is_told(item, row.category):
                told += list(_held(figure, judged[item.id], study))
    return frame.assign(ci_low=low, ci_high=high), tuple(told)


def judgements(study: Study) -> tuple[Judgement, ...]:
    """The items that follow from all norms of a process."""
    return tuple(
        Judgement(item.id.removesuffix(f"_{item.process}"), item.process)
        for item in study.questionnaire.items.values()
        if item.norms
    )


def _is_told(item: Item, category: str) -> bool:
    return item.traits.numeric or item.traits.affirms(category)


def _behind(answers: Answers, study: Study, strata: KnownStrata) -> Iterator[tuple[tuple[str, str], _Behind]]:
    """By wave and item what figures of a process rest on."""
    of = processes_of(answers).to_numpy()
    for item in study.questionnaire.items.values():
        variable = answers.variables.get(item.id)
        if not item.process or variable is None:
            continue
        for number, wave in enumerate(answers.waves):
            mine = (answers.wave == number) & (of == item.process)
            asked = _norms_per_file(answers, item, mine & (variable.state == VALID))
            yield (wave, item.id), _Behind(strata.get((wave, item.process)), int(mine.sum()), asked)


def _norms_per_file(answers: Answers, item: Item, files: np.ndarray) -> float:
    """How many norms applied to a file, on average; 1 of whatever is no score."""
    if not item.traits.numeric or not files.any():
        return 1.0
    norms = [answers.variables[name].state[files] for name in item.norms if name in answers.variables]
    return float(sum((state == VALID).sum() for state in norms) / files.sum())


def _held(figure: _Figure, judged: Judgement, study: Study) -> Iterator[MeasuredNorm]:
    """A figure held against its norm, where the organisation declares one."""
    norm = study.meet.norms.get(judged.name)
    if norm is None:
        return
    row, policy = figure.row, house_norms()
    least = policy.shares_from if figure.is_share else policy.scores_from
    verdict = verdict_of(figure.limits, norm, figure.n, least)
    yield MeasuredNorm(
        str(row.wave), str(row.item), str(row.category), str(row.measure), norm, figure.n, float(row.estimate),
        figure.limits, figure.p(norm), figure.test, verdict,
    )  # fmt: skip


def check_one_set_of_norms(answers: Answers, study: Study, files: Mapping[str, FilesOfWave]) -> None:
    """**Raises** IntakeError for a norm that was judged in some months of a wave and never in others."""
    for number, wave in enumerate(answers.waves):
        rows = np.flatnonzero(answers.wave == number)
        if wave not in files:
            continue
        month = np.array([files[wave].place[file][1] for file in answers.respondent_id[rows]], object)
        for norm in study.questionnaire.norms:
            variable = answers.variables.get(norm.id)
            if variable is None or wave not in norm.asked:
                continue
            state = variable.state[rows]
            judged = set(month[np.isin(state, (VALID, NOT_APPLICABLE))])
            put = set(month[state != NOT_ASKED])
            if judged and put - judged:
                where = study.wave(wave).responses.name
                raise IntakeError(
                    "intake.two_versions_of_norms", where=where, norm=norm.id, month=min(put - judged)
                )
