"""From reviews to the summary of files: chain, months, second reviewers, repairs and draws."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from monitor.intake.answers.typed_answers import NOT_APPLICABLE, VALID, Answers
from monitor.intake.files.frame import HandledFile
from monitor.intake.judged.draw_ledger import in_force
from monitor.intake.judged.handled_files import FilesOfWave as Known
from monitor.intake.judged.review_facts import ReviewFacts
from monitor.intake.judged.second_reviews import SecondReview as Second
from monitor.statistics.norms.files_summary import (
    MONTH,
    QUARTER,
    DrawOfFiles,
    FilesOfMonth,
    FilesOfProcess,
    FilesOfWave,
    FilesSummary,
    MonthsOfProcess,
    SecondReview,
)
from monitor.statistics.norms.months import any_can_signal, in_a_row, limits_of, tails, trend
from monitor.statistics.norms.planning import fewest_all_right
from monitor.statistics.norms.strata import KnownStrata, ProcessStrata, processes_of, quarter_of
from monitor.statistics.norms.workers_of_files import hidden_periods
from monitor.statistics.quality.second_reviewer import twice_reviewed
from monitor.study.house_policy import HouseNorms, house_norms
from monitor.study.norms import MET, NA, NOT_MET, RIGHT_FIRST_TIME, Judgement
from monitor.study.study import Study


@dataclass(frozen=True)
class Reviews:
    """What came in of the files of each wave besides their judgements."""

    files: Mapping[str, Known]
    facts: Mapping[str, ReviewFacts]
    second: Mapping[str, Sequence[Second]]


def summary_of_files(answers: Answers, study: Study, reviews: Reviews, strata: KnownStrata) -> FilesSummary:
    """What is told of the files of every wave besides figures with limits."""
    waves = {
        wave: _OfWave(answers, study, reviews, strata, wave).summary()
        for wave in answers.waves
        if wave in reviews.facts
    }
    return FilesSummary(waves, study.meet.norms)


@dataclass
class _OfWave:
    answers: Answers
    study: Study
    reviews: Reviews
    strata: KnownStrata
    wave: str

    def __post_init__(self) -> None:
        self.rows = np.flatnonzero(self.answers.wave == self.answers.waves.index(self.wave))
        self.files = [str(file) for file in self.answers.respondent_id[self.rows]]
        self.process = processes_of(self.answers).to_numpy()[self.rows]
        self.known = self.reviews.files.get(self.wave)
        self.facts = self.reviews.facts[self.wave]

    def summary(self) -> FilesOfWave:
        known, processes = self.known, self.study.questionnaire.processes
        return FilesOfWave(
            handled=sum(known.handled.values()) if known else None,
            drawn=len(known.place) if known and known.drawn else None,
            found=self.facts.found,
            reviewed=self.facts.reviewed,
            accepted=len(self.files),
            processes=tuple(self._process(process) for process in processes),
            months=tuple(self._months()),
            second=tuple(self._second()),
            draws=tuple(self._draws()),
            workers_known=bool(known and known.frame),
        )

    def _process(self, process: str) -> FilesOfProcess:
        known, strata = self.known, self.strata.get((self.wave, process))
        own = [file for file, one in zip(self.files, self.process, strict=True) if one == process]
        returned = [file for file in own if self.facts.returned[file]]
        days = [self._days(file) for file in returned if self.facts.repaired[file]]
        told = self.facts.returns
        return FilesOfProcess(
            process=process,
            reviewed=len(own),
            handled=known.handled_of(process) if known else None,
            drawn=sum(one == process for one, _ in known.place.values()) if known and known.drawn else None,
            joined=tuple(" + ".join(one.periods) for one in strata.strata if one.joined) if strata else (),
            returned=len(returned) if told else None,
            repaired=len(days) if told else None,
            days=float(median(days)) if days else None,
            fewest=self._fewest(strata),
        )

    def _fewest(self, strata: ProcessStrata | None) -> int | None:
        """The fewest files that prove the norm, of files that were handled once; of months together that is the same or more."""
        norm = self.study.meet.norms.get(RIGHT_FIRST_TIME)
        handled = int(strata.handled.sum()) if strata is not None else None
        return None if norm is None else fewest_all_right(norm, handled, self.study.comparison.alpha / 2)

    def _days(self, file: str) -> int:
        returned, repaired = self.facts.returned[file], self.facts.repaired[file]
        assert returned is not None
        assert repaired is not None
        return (repaired - returned).days

    def _months(self) -> Iterator[MonthsOfProcess]:
        """Months of each process beside each other, of files of which the month is known."""
        if self.known is None:
            return
        period = np.array([self.known.place[file][1] for file in self.files], object)
        for process in self.study.questionnaire.processes:
            variable = self.answers.variables[Judgement(RIGHT_FIRST_TIME, process).item].take(self.rows)
            assert variable.codes is not None
            mine = (self.process == process) & (variable.state == VALID)
            right = variable.codes == 0
            if len(set(period[mine])) > 1:
                handled = [one for one in self.known.frame if one.process == process]
                beside = _beside_each_other(process, period[mine], right[mine], handled, house_norms())
                if len(beside.months) + beside.left_out > 1:
                    yield beside

    def _second(self) -> Iterator[SecondReview]:
        """Judgements of first and second reviewers on the same files, norm by norm and all together."""
        place = dict(zip(self.files, self.rows.tolist(), strict=True))
        pairs = [
            (one.file, norm, first, said)
            for one in self.reviews.second.get(self.wave, ())
            for norm, said in one.judged.items()
            if one.file in place and (first := self._judged(norm, place[one.file]))
        ]
        for norm in ("", *(one.id for one in self.study.questionnaire.norms)):
            own = [pair for pair in pairs if norm in ("", pair[1])]
            if own:
                files, _, one, other = (list(column) for column in zip(*own, strict=True))
                yield SecondReview(norm, **vars(twice_reviewed(files, one, other, MET, NOT_MET)))

    def _judged(self, norm: str, row: int) -> str:
        """What the first reviewer said of a norm; empty where that is nothing, or it was not asked of the file."""
        variable = self.answers.variables[norm]
        if variable.state[row] == NOT_APPLICABLE:
            return NA
        assert variable.codes is not None
        return variable.categories[variable.codes[row]] if variable.state[row] == VALID else ""

    def _draws(self) -> Iterator[DrawOfFiles]:
        draws = self.known.draws if self.known else ()
        current = in_force(draws)
        for one in draws:
            yield DrawOfFiles(
                period=one.period,
                seed=one.seed,
                frame_sha256=one.frame_sha256,
                handled=sum(stratum.handled for stratum in one.strata),
                drawn=len(one.files),
                second=sum(len(stratum.second) for stratum in one.strata),
                reason=one.reason,
                replaced=current[one.period] is not one,
            )


def _beside_each_other(
    process: str, period: np.ndarray, right: np.ndarray, handled: Sequence[HandledFile], policy: HouseNorms
) -> MonthsOfProcess:
    by = MONTH
    of: Callable[[str], str] = str
    names, files, good = _counted(period, right)
    if not any_can_signal(files, good.sum() / files.sum(), policy.signal):
        by, of = QUARTER, quarter_of
        names, files, good = _counted(np.array([quarter_of(one) for one in period], object), right)
    share = float(good.sum() / files.sum())
    found, rows, rising = tails(good, files), in_a_row(good, files, policy.run), trend(good, files)
    months = [
        FilesOfMonth(
            name,
            int(n),
            int(x),
            *limits_of(int(n), share, policy.signal),
            bool(min(low, high) < policy.signal),
            bool(row),
        )
        for name, n, x, low, high, row in zip(names, files, good, found.low, found.high, rows, strict=True)
    ]
    hidden = hidden_periods(handled, names, of) if handled else frozenset()
    told = tuple(month for month in months if month.period not in hidden)
    return MonthsOfProcess(
        process, by, share, told, any_can_signal(files, share, policy.signal),
        rising.z if rising else None, rising.p if rising else None, len(months) - len(told),
    )  # fmt: skip


def _counted(period: np.ndarray, right: np.ndarray) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Periods in order, with how many files were reviewed and how many were right."""
    files, good = Counter(period.tolist()), Counter(period[right].tolist())
    names = sorted(files)
    return (
        names,
        np.array([files[name] for name in names], float),
        np.array([good[name] for name in names], float),
    )
