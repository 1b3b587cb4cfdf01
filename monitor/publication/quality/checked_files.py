"""What a report on files tells of each process: its figures, its verdicts, and how many files there were."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from monitor.errors import PublicationError
from monitor.publication.cells.by_key import Cells
from monitor.publication.language.voice import Voice
from monitor.release.results.method import FilesOfProcess, FilesOfWave, MonthsOfProcess
from monitor.release.results.released_set import ReleasedSet
from monitor.schema import Estimate
from monitor.study.norms import RIGHT_FIRST_TIME, RIGHT_LEGAL, SCORE, Judgement
from monitor.study.questionnaire import Item

NO_NORM = "no_norm"
ALL = "all"


@dataclass(frozen=True)
class Judged:
    """A figure of a process with the norm it is held against, None where the organisation has none, and the verdict."""

    estimate: Estimate | None
    norm: float | None
    verdict: str

    @property
    def in_words(self) -> str:
        """(Almost) nobody or (almost) everybody, where that is told without a number."""
        return self.estimate.status if self.estimate is not None and self.estimate.is_class else ""

    @property
    def told(self) -> Estimate | None:
        """The figure where it is told."""
        return self.estimate if self.estimate is not None and self.estimate.shown else None


@dataclass(frozen=True)
class CheckedProcess:
    """One process in the latest wave."""

    id: str
    label: str
    plural: str
    files: FilesOfProcess
    right: Judged
    score: Judged
    legal: Judged | None
    months: MonthsOfProcess | None

    @property
    def all_reviewed(self) -> bool:
        return self.files.handled is not None and self.files.reviewed == self.files.handled


class CheckedFiles:
    """Looks up what is told of the files of the latest wave.

    **Raises** PublicationError for a study that checks no files.
    """

    def __init__(self, released: ReleasedSet, voice: Voice) -> None:
        if not voice.study.checks_files or released.method.files is None:
            raise PublicationError(
                "publication.report_on_files_of_another_study", where=voice.study.path.name
            )
        self.released, self.voice, self.study = released, voice, voice.study
        self.summary = released.method.files
        self.cells = Cells(released)

    @property
    def wave(self) -> FilesOfWave:
        return self.summary.waves[self.study.current.id]

    @cached_property
    def processes(self) -> tuple[CheckedProcess, ...]:
        """Every process, in the order of the norms."""
        months = {one.process: one for one in self.wave.months}
        return tuple(self._process(one, months.get(one.process)) for one in self.wave.processes)

    def _process(self, files: FilesOfProcess, months: MonthsOfProcess | None) -> CheckedProcess:
        said = self.study.questionnaire.processes[files.process]
        legal = Judgement(RIGHT_LEGAL, files.process)
        return CheckedProcess(
            files.process, said.label, self.voice.files_of(files.process), files,
            self.judged(Judgement(RIGHT_FIRST_TIME, files.process)), self.judged(Judgement(SCORE, files.process)),
            self.judged(legal) if legal.item in self.study.questionnaire.items else None, months,
        )  # fmt: skip

    def judged(self, judgement: Judgement) -> Judged:
        """A figure of a process, held against its norm where there is one."""
        item, wave = self.study.questionnaire.items[judgement.item], self.study.current.id
        measure = "mean" if item.traits.numeric else "share"
        cell = self.cells.estimate(item.id, _category(item), wave, "", "", measure)
        norm = self.summary.norms.get(judgement.name)
        return Judged(cell, norm, self._verdicts.get(item.id, NO_NORM))

    @cached_property
    def _verdicts(self) -> dict[str, str]:
        rows = self.released.norms
        if rows is None:
            return {}
        mine = rows[rows["to_wave"] == self.study.current.id]
        return dict(zip(mine["item"], mine["verdict"], strict=True))


def _category(item: Item) -> str:
    return "" if item.traits.numeric else item.traits.positive
