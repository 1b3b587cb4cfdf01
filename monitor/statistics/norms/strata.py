"""The strata that files were drawn from, as they are computed with: months that join where too few were reviewed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from monitor.intake.answers.typed_answers import Answers
from monitor.intake.judged.handled_files import FilesOfWave
from monitor.study.draw import HANDLED, STRATUM, WEIGHT, known_design
from monitor.study.norms import PROCESS
from monitor.study.study import Study

LEAST = 2  # files of a stratum from which a variance can be computed
QUARTER = {f"{month:02d}": f"Q{(month + 2) // 3}" for month in range(1, 13)}


@dataclass(frozen=True)
class Stratum:
    """Files of one process that count as one draw: `periods` together, of which the `handled` files are known."""

    wave: str
    process: str
    periods: tuple[str, ...]
    handled: int
    reviewed: int

    @property
    def name(self) -> str:
        return f"{self.wave}|{self.process}|{self.periods[0]}"

    @property
    def joined(self) -> bool:
        """Whether it is more than one period."""
        return len(self.periods) > 1


@dataclass(frozen=True)
class ProcessStrata:
    """The strata of one process in one wave."""

    strata: tuple[Stratum, ...]

    @property
    def handled(self) -> np.ndarray:
        return np.array([one.handled for one in self.strata], float)

    @property
    def reviewed(self) -> np.ndarray:
        return np.array([one.reviewed for one in self.strata], float)


KnownStrata = Mapping[tuple[str, str], ProcessStrata]
"""By wave and process; none of a wave of which nobody knows how many files were handled."""


def strata_of(
    handled: Mapping[tuple[str, str], int], reviewed: Counter[tuple[str, str]], wave: str
) -> list[Stratum]:
    """The strata of a wave from the files handled and reviewed by process and period.

    **Method**: a month of which fewer than two files were reviewed, though not all of its files, joins its quarter; a quarter
    with too few its year; so does whatever has too few then.
    """
    found = []
    for process in dict.fromkeys(process for process, _ in handled):
        own = {period: handled[process, period] for one, period in handled if one == process}
        groups = {period: period for period in own}
        for coarser in (quarter_of, _year, _everything):
            groups = _joined(groups, own, reviewed, process, coarser)
        for name in dict.fromkeys(groups.values()):
            periods = tuple(sorted(period for period, group in groups.items() if group == name))
            files, read = (sum(of[process, period] for period in periods) for of in (handled, reviewed))
            if read:
                found.append(Stratum(wave, process, periods, files, read))
    return found


def _joined(
    groups: Mapping[str, str],
    own: Mapping[str, int],
    reviewed: Counter[tuple[str, str]],
    process: str,
    coarser: Callable[[str], str],
) -> dict[str, str]:
    """The same groups, those with too few reviewed files joined with all of the coarser period that they lie in."""
    files: Counter[str] = Counter()
    read: Counter[str] = Counter()
    for period, group in groups.items():
        files[group] += own[period]
        read[group] += reviewed[process, period]
    few = {coarser(group) for group in files if read[group] < min(LEAST, files[group])}
    return {period: coarser(group) if coarser(group) in few else group for period, group in groups.items()}


def quarter_of(period: str) -> str:
    """The quarter that a month lies in, such as 2025-Q1; any other period is its own."""
    return f"{period[:4]}-{QUARTER.get(period[5:], period[5:])}" if len(period) > 4 else period


def _year(period: str) -> str:
    return period[:4]


def _everything(period: str) -> str:
    return ""


def with_strata(
    study: Study, answers: Answers, files: Mapping[str, FilesOfWave]
) -> tuple[Study, Answers, KnownStrata]:
    """The study and its answers with the strata of the draw, the files handled in each, and a weight for every file.

    Of a wave of which nobody knows how many files were handled all files count the same, without a population.
    """
    if not files:
        return study, answers, {}
    process = _codes(answers)
    names, handled, weights = (np.empty(len(answers), kind) for kind in (object, float, float))
    known: dict[tuple[str, str], ProcessStrata] = {}
    for number, wave in enumerate(answers.waves):
        rows = np.flatnonzero(answers.wave == number)
        if wave not in files:
            names[rows] = [f"{wave}|{one}" for one in process[rows]]
            handled[rows], weights[rows] = np.inf, 1.0
            continue
        places = [files[wave].place[file] for file in answers.respondent_id[rows]]
        strata = strata_of(files[wave].handled, Counter(places), wave)
        of = {(one.process, period): one for one in strata for period in one.periods}
        mine = [of[place] for place in places]
        names[rows] = [one.name for one in mine]
        handled[rows] = [one.handled for one in mine]
        weights[rows] = [one.handled / one.reviewed for one in mine]
        for name in dict.fromkeys(one.process for one in strata):
            known[wave, name] = ProcessStrata(tuple(one for one in strata if one.process == name))
    design = answers.design.assign(**{STRATUM: names, HANDLED: handled, WEIGHT: weights})
    return replace(study, design=known_design(study.design)), replace(answers, design=design), known


def _codes(answers: Answers) -> np.ndarray:
    """The process of each file."""
    variable = answers.variables[PROCESS]
    assert variable.codes is not None
    return np.array([*variable.categories, ""], object)[variable.codes]


def processes_of(answers: Answers) -> pd.Series:
    """The process of each file, by row of the answers."""
    return pd.Series(_codes(answers))
