"""Shares and scores of files: their limits in place of those of a survey, and each process held against its norms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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
from monitor.statistics.norms.strata import KnownStrata, ProcessStrata, process_of, processes_of
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

    def all_reviewed(self, n: int) -> bool:
        return self.strata is not None and n == self.reviewed == int(self.strata.handled.sum())


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
        process = process_of(item, study)
        if process and row.n and row.measure in FIGURES and (row.wave, item.id) in behind:
            of = behind[row.wave, item.id]
            limits = _limits(row, of, tail)
            low[place], high[place] = (np.nan, np.nan) if of.all_reviewed(int(row.n)) else limits
            if not row.breakdown and item.id in judged and _is_told(item, row.category):
                told += list(_held(row, of, limits, judged[item.id], study, tail))
    return frame.assign(ci_low=low, ci_high=high), tuple(told)


def judgements(study: Study) -> tuple[Judgement, ...]:
    """The items that follow from all norms of a process."""
    questionnaire = study.questionnaire
    return tuple(
        Judgement(item.id.removesuffix(f"_{process}"), process)
        for item in questionnaire.items.values()
        for process in questionnaire.processes
        if item.norms and item.id.endswith(f"_{process}")
    )


def _is_told(item: Item, category: str) -> bool:
    return item.traits.numeric or item.traits.affirms(category)


def _behind(answers: Answers, study: Study, strata: KnownStrata) -> Iterator[tuple[tuple[str, str], _Behind]]:
    """By wave and item what figures of a process rest on."""
    of = processes_of(answers).to_numpy()
    for item in study.questionnaire.items.values():
        process = process_of(item, study)
        variable = answers.variables.get(item.id)
        if not process or variable is None:
            continue
        for number, wave in enumerate(answers.waves):
            mine = (answers.wave == number) & (of == process)
            asked = _norms_per_file(answers, item, mine & (variable.state == VALID))
            yield (wave, item.id), _Behind(strata.get((wave, process)), int(mine.sum()), asked)


def _norms_per_file(answers: Answers, item: Item, files: np.ndarray) -> float:
    """How many norms applied to a file, on average; 1 of whatever is no score."""
    if not item.traits.numeric or not files.any():
        return 1.0
    norms = [answers.variables[name].state[files] for name in item.norms if name in answers.variables]
    return float(sum((state == VALID).sum() for state in norms) / files.sum())


def _limits(row: Any, of: _Behind, tail: float) -> Limits:
    n, share = int(row.n), row.measure == "share"
    if share and (of.handled(n) is not None or of.strata is None):
        return share_limits(int(row.count), n, of.handled(n), tail)
    return strata_limits(row.estimate, _files(row, of, tail), tail)


def _files(row: Any, of: _Behind, tail: float) -> float:
    """The number of files at which limits over strata are computed."""
    cap = of.cap * of.asked * row.n / max(of.reviewed, 1)
    variance = row.se**2 if np.isfinite(row.se) else 0.0
    return effective_files(row.estimate, variance, row.n, row.df, cap, tail)


def _held(
    row: Any, of: _Behind, limits: Limits, judged: Judgement, study: Study, tail: float
) -> Iterator[MeasuredNorm]:
    """A figure held against its norm, where the organisation declares one."""
    norm = study.meet.norms.get(judged.name)
    if norm is None:
        return
    policy, n, share = house_norms(), int(row.n), row.measure == "share"
    least = policy.shares_from if share else policy.scores_from
    exact = share and (of.handled(n) is not None or of.strata is None)
    handled = of.handled(n)
    sides = (
        p_of_files(int(row.count), n, handled, norm)
        if exact
        else p_of_effective(row.estimate, _files(row, of, tail), norm)
    )
    test = BETA if not exact else HYPERGEOMETRIC if handled is not None else BINOMIAL
    verdict = verdict_of(limits, norm, n, least)
    p = sides.above if row.estimate >= norm else sides.below
    yield MeasuredNorm(
        str(row.wave), str(row.item), str(row.category), str(row.measure), norm, n, float(row.estimate), limits, p, test, verdict
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
