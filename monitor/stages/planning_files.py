"""How many files to review of each process, and what so many can show of its norm at all."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.errors import DeclarationError
from monitor.intake.judged.handled_files import files_by_wave
from monitor.messages.catalogue import text
from monitor.statistics.norms.planning import (
    fewest_all_right,
    files_for_margin,
    files_for_power,
    power_of_norm,
)
from monitor.study.house_policy import house_norms, house_planning
from monitor.study.norms import RIGHT_FIRST_TIME
from monitor.study.study import Study

MOST_FILES = 400  # files a year beyond which no power is looked for
PERIODS = 12  # draws of a month in a year


def plan_of_files(study: Study, margin: float | None, share: float | None) -> Iterator[str]:
    """The plan of a check of files in lines, process by process.

    `margin` is that on either side of the share, `share` what is expected to be right; without them those of the policy and
    the norm. How many files were handled is that of the latest wave, where anybody knows.
    **Raises** DeclarationError for a study without a norm on what is right the first time and without a share.
    """
    norm, policy, tail = study.meet.norms.get(RIGHT_FIRST_TIME), house_norms(), study.comparison.alpha / 2
    expected = share if share is not None else norm
    if expected is None:
        raise DeclarationError("planning.files_without_norm", where=study.path.name)
    wanted = margin if margin is not None else policy.plan_margin
    known = files_by_wave(study).get(study.current.id)
    for process, said in study.questionnaire.processes.items():
        handled = known.handled_of(process) if known else None
        yield (
            text("planning.files_process", process=said.label, count=handled)
            if handled
            else text("planning.files_process_unknown", process=said.label)
        )
        n = files_for_margin(expected, wanted, handled, tail)
        yield text("planning.files_margin", n=n, margin=wanted * 100, share=expected * 100)
        if norm is not None:
            yield from _of_norm(study, process, handled, norm, tail)


def _of_norm(study: Study, process: str, handled: int | None, norm: float, tail: float) -> Iterator[str]:
    """What can be shown of a norm: the fewest files that prove it, and how often a better process proves it."""
    fewest = fewest_all_right(norm, handled, tail)
    if fewest is None:
        yield text("planning.files_never", norm=norm * 100)
    else:
        yield text("planning.files_fewest", n=fewest, norm=norm * 100)
    drawn = (
        study.draw.files.get(process, 0) * (PERIODS if "month" in study.draw.by else 1) if study.draw else 0
    )
    files = min(drawn, handled) if handled else drawn
    for true in house_norms().plan_shares:
        if files and true > norm:
            power = power_of_norm(true, files, norm, tail, handled)
            yield text("planning.files_power", n=files, share=true * 100, power=power)
        enough = (
            files_for_power(true, norm, tail, house_planning().power, MOST_FILES) if true > norm else None
        )
        if enough is not None and (handled is None or enough < handled):
            yield text("planning.files_enough", n=enough, share=true * 100, power=house_planning().power)
