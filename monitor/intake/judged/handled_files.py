"""What is known of the files behind the reviews of a wave: how many were handled, and which were drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from monitor.errors import IntakeError
from monitor.intake.files.frame import Frame, HandledFile, read_frame, sha256_of
from monitor.intake.files.responses import Responses
from monitor.intake.files.table import text_column
from monitor.intake.judged.draw_ledger import Drawing, in_force, read_ledger
from monitor.study.norms import PROCESS
from monitor.study.periods import is_date, period_of
from monitor.study.study import Study
from monitor.study.study_file import Wave

Place = tuple[str, str]
"""A process and a period: a stratum of the draw."""


@dataclass(frozen=True, repr=False)
class FilesOfWave:
    """The files of one wave.

    `handled` counts them by process and period, `place` gives those of each file that may be reviewed: the drawn ones, or
    all that were handled where no draw is in the ledger. `second` are those that a second reviewer gets. `draws` are all
    of the wave, those that a later one replaced included; `frame` holds the files themselves where the study names one.
    """

    wave: str
    handled: Mapping[Place, int]
    place: Mapping[str, Place]
    second: frozenset[str] = frozenset()
    draws: tuple[Drawing, ...] = ()
    frame: tuple[HandledFile, ...] = ()

    def __repr__(self) -> str:
        return f"FilesOfWave({self.wave!r}, {sum(self.handled.values())} handled)"

    def handled_of(self, process: str) -> int:
        """How many files of a process were handled."""
        return sum(count for (one, _), count in self.handled.items() if one == process)

    @property
    def drawn(self) -> bool:
        """Whether the ledger says which files were drawn."""
        return bool(self.draws)


def files_by_wave(study: Study) -> dict[str, FilesOfWave]:
    """What frames and ledger of a study say of each wave; nothing of a wave that has neither.

    **Raises** IntakeError for a frame that changed after a draw, a month without files or without a draw between
    others, and a wave of which nobody can say which draws it is about.
    """
    draws = read_ledger(study.ledger) if study.ledger else ()
    found = {}
    for wave in study.waves:
        frame = read_frame(wave.frame, study.questionnaire.processes) if wave.frame else None
        own = tuple(one for one in draws if _in_wave(one.period, wave, study)) if draws else ()
        if frame is not None or own:
            found[wave.id] = _files(wave.id, frame, own)
    return found


def with_processes(responses: Responses, files: FilesOfWave) -> Responses:
    """The reviews with the process of each file, where their own file does not say it; empty of a file not drawn."""
    if PROCESS in responses.columns:
        return responses
    processes = (files.place.get(str(file), ("", ""))[0] for file in responses.respondent_id)
    return replace(responses, columns={**responses.columns, PROCESS: text_column(processes)})


def _in_wave(period: str, wave: Wave, study: Study) -> bool:
    """Whether a period lies within a wave: within its fieldwork, or the year or month that it is called after."""
    declared = wave.fieldwork or ((wave.id,) if is_date(wave.id) else ())
    whole, own = period_of(declared), period_of((period,))
    if whole is None or own is None:
        raise IntakeError("intake.wave_of_files_without_period", where=study.path.name, wave=wave.id)
    return whole[0] <= own[0] and own[1] <= whole[1]


def _files(wave: str, frame: Frame | None, draws: tuple[Drawing, ...]) -> FilesOfWave:
    current = in_force(draws)
    if frame is not None:
        _check_frame(frame, current)
    if not draws:
        files = frame.files if frame is not None else ()
        return FilesOfWave(
            wave,
            Counter((one.process, one.month) for one in files),
            {one.file: (one.process, one.month) for one in files},
            frame=files,
        )
    strata = [(period, one) for period, drawing in sorted(current.items()) for one in drawing.strata]
    return FilesOfWave(
        wave,
        {(one.process, period): one.handled for period, one in strata if one.handled},
        {file: (one.process, period) for period, one in strata for file in one.files},
        frozenset(file for _, one in strata for file in one.second),
        draws,
        frame.files if frame is not None else (),
    )


def _check_frame(frame: Frame, current: Mapping[str, Drawing]) -> None:
    """Hold the frame of a wave against its draws, and against the calendar."""
    for period, drawing in sorted(current.items()):
        if sha256_of(frame.of(period)) != drawing.frame_sha256:
            raise IntakeError("intake.frame_changed_after_draw", where=frame.name, period=period)
    months = frame.months
    for before, after in zip(months, months[1:], strict=False):
        if after != _next(before):
            raise IntakeError("intake.month_without_files", where=frame.name, month=_next(before))
    undrawn = [month for month in months if not any(month.startswith(period) for period in current)]
    if current and undrawn:
        raise IntakeError("intake.month_without_draw", where=frame.name, month=undrawn[0])


def _next(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12}-{number % 12 + 1:02d}"
