"""How many caseworkers handled the files behind a figure: of all that were handled, reviewed or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from monitor.intake.files.frame import HandledFile
from monitor.intake.judged.handled_files import FilesOfWave
from monitor.statistics.norms.strata import quarter_of
from monitor.statistics.quality.workers import CELL
from monitor.study.house_policy import house_workers
from monitor.study.study import Study

TEAM = "team"


def workers_of_files(study: Study, files: Mapping[str, FilesOfWave]) -> pd.DataFrame | None:
    """The caseworkers behind each figure, by the files that were handled; None where no frame names any.

    **Rows and columns**: as statistics.quality.workers.workers_behind has them.
    """
    if not any(one.worker for known in files.values() for one in known.frame):
        return None
    rows = [row for wave, known in files.items() for row in _cells(study, wave, known.frame)]
    return pd.DataFrame(rows, columns=[*CELL, "workers", "largest_share"])


def _cells(
    study: Study, wave: str, frame: tuple[HandledFile, ...]
) -> Iterator[tuple[str, str, str, str, int, float]]:
    for item in study.questionnaire.items.values():
        own = [one for one in frame if item.process in ("", one.process)]
        yield (wave, item.id, "", "", *_behind(own))
        for breakdown in study.breakdowns:
            for group in breakdown.groups:
                mine = [one for one in own if one.team == group] if breakdown.id == TEAM else own
                yield (wave, item.id, breakdown.id, group, *_behind(mine))


def _behind(files: Iterable[HandledFile]) -> tuple[int, float]:
    """How many caseworkers handled these files, and the part that one of them has most of; nobody of unknown ones."""
    counts = Counter(one.worker for one in files if one.worker)
    return len(counts), max(counts.values(), default=0) / max(sum(counts.values()), 1)


def workers_of_months(known: FilesOfWave) -> dict[str, frozenset[str]]:
    """By process the months and quarters behind whose handled files are too few caseworkers, where those are known."""
    if not any(one.worker for one in known.frame):
        return {}
    found: dict[tuple[str, str], list[HandledFile]] = {}
    for one in known.frame:
        for period in (one.month, quarter_of(one.month)):
            found.setdefault((one.process, period), []).append(one)
    few: dict[str, set[str]] = {}
    for (process, period), files in found.items():
        if not enough(*_behind(files)):
            few.setdefault(process, set()).add(period)
    return {process: frozenset(periods) for process, periods in few.items()}


def enough(workers: int, largest_share: float) -> bool:
    """Whether a figure about the work of so many caseworkers may be told."""
    rules = house_workers()
    return workers >= rules.at_least and largest_share <= rules.largest_share
