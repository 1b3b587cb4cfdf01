"""How many caseworkers handled the files behind a figure: of all that were handled, reviewed or not."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import pandas as pd

from monitor.intake.answers.typed_answers import Answers
from monitor.intake.files.frame import TEAM, HandledFile
from monitor.intake.judged.handled_files import FilesOfWave
from monitor.statistics.design.domains import domains_of
from monitor.statistics.quality.workers import CELL
from monitor.study.expression.evaluation import items_of
from monitor.study.house_policy import house_workers
from monitor.study.questionnaire import Item
from monitor.study.study import Study
from monitor.study.study_file import Breakdown


def workers_of_files(study: Study, files: Mapping[str, FilesOfWave], answers: Answers) -> pd.DataFrame | None:
    """The caseworkers behind each figure, by the files that were handled; None where no frame is there to name any.

    The teams of the frame are those of all handled files. Of any other breakdown the group is known of the reviewed files
    alone, and the caseworkers are those of them.

    **Rows and columns**: as statistics.quality.workers.workers_behind has them.
    """
    framed = {wave: known.frame for wave, known in files.items() if known.frame}
    if not framed:
        return None
    rows = [row for wave, frame in framed.items() for row in _cells(study, answers, wave, frame)]
    rows += [row for wave in answers.waves if wave not in framed for row in _of_nobody(study, wave)]
    return pd.DataFrame(rows, columns=[*CELL, "workers", "largest_share"])


def _of_nobody(study: Study, wave: str) -> Iterator[tuple[str, str, str, str, int, float]]:
    """Cells of a wave without a frame, of which nobody can say whose files they are: nothing is kept back for it."""
    groups = [("", ""), *((one.id, group) for one in study.breakdowns for group in one.groups)]
    for item in study.questionnaire.items:
        for breakdown, group in groups:
            yield wave, item, breakdown, group, int(house_workers().at_least), 0.0


def _cells(
    study: Study, answers: Answers, wave: str, frame: tuple[HandledFile, ...]
) -> Iterator[tuple[str, str, str, str, int, float]]:
    groups = {"": {"": frame}} | {
        one.id: _of_teams(frame) if one.id == TEAM and _has_teams(frame) else _of_groups(answers, one, wave, frame)
        for one in study.breakdowns
    }  # fmt: skip
    of: dict[tuple[str, ...], list[tuple[str, str, int, float]]] = {}
    for item in study.questionnaire.items.values():
        processes = _processes_of(item, study)
        if processes not in of:
            of[processes] = [
                (breakdown, group, *_behind(one for one in own if not processes or one.process in processes))
                for breakdown, files in groups.items()
                for group, own in files.items()
            ]
        for breakdown, group, workers, largest in of[processes]:
            yield wave, item.id, breakdown, group, workers, largest


def _processes_of(item: Item, study: Study) -> tuple[str, ...]:
    """The processes that an item is about: its own, or those of the norms that its route reads; none of one about all."""
    if item.process:
        return (item.process,)
    questionnaire = study.questionnaire
    read = items_of(item.asked_if, questionnaire.shapes) if item.asked_if else ()
    return tuple(
        dict.fromkeys(
            process for norm in questionnaire.norms if norm.id in read for process in norm.processes
        )
    )


def _has_teams(frame: Iterable[HandledFile]) -> bool:
    return any(one.team for one in frame)


def _of_teams(frame: Iterable[HandledFile]) -> dict[str, list[HandledFile]]:
    teams: dict[str, list[HandledFile]] = defaultdict(list)
    for one in frame:
        teams[one.team].append(one)
    return teams


def _of_groups(
    answers: Answers, breakdown: Breakdown, wave: str, frame: Iterable[HandledFile]
) -> dict[str, list[HandledFile]]:
    """The reviewed files of each group of a breakdown."""
    domains, handled = domains_of(answers, breakdown), {one.file: one for one in frame}
    mine = answers.wave == answers.waves.index(wave)
    found: dict[str, list[HandledFile]] = defaultdict(list)
    for file, group in zip(answers.respondent_id[mine], domains.group[mine], strict=True):
        if group >= 0 and str(file) in handled:
            found[domains.names[group]].append(handled[str(file)])
    return found


def _behind(files: Iterable[HandledFile]) -> tuple[int, float]:
    """How many caseworkers handled these files, and the most that one of them may have: those of nobody known included."""
    counts = Counter(one.worker for one in files)
    unknown, total = counts.pop("", 0), counts.total()
    largest = max(counts.values(), default=0) + unknown
    return len(counts), largest / max(total + unknown, 1)


def hidden_periods(
    files: Iterable[HandledFile], periods: Sequence[str], of: Callable[[str], str]
) -> frozenset[str]:
    """The months or quarters of a process that are not told, since too few caseworkers are behind them.

    `of` gives the period that a month lies in. With all periods together told, one that is not told would be what is left: as
    many more are held back, the smallest first, until enough caseworkers are behind those together.
    """
    own: dict[str, list[HandledFile]] = {period: [] for period in periods}
    for one in files:
        if of(one.month) in own:
            own[of(one.month)].append(one)
    hidden = {period for period, handled in own.items() if not enough(*_behind(handled))}
    others = sorted(own.keys() - hidden, key=lambda period: (len(own[period]), period))
    while hidden and others and not enough(*_behind(one for period in hidden for one in own[period])):
        hidden.add(others.pop(0))
    return frozenset(hidden)


def enough(workers: int, largest_share: float) -> bool:
    """Whether a figure about the work of so many caseworkers may be told."""
    rules = house_workers()
    return workers >= rules.at_least and largest_share <= rules.largest_share
