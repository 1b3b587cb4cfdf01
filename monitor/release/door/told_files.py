"""What is told of files besides figures: nothing from which a figure that is kept back could be worked out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from monitor.release.results.released_set import ReleasedSet
from monitor.statistics.norms.files_summary import FilesOfWave
from monitor.study.norms import RIGHT_FIRST_TIME, Judgement
from monitor.study.study import Study


def with_told_files(released: ReleasedSet, study: Study) -> ReleasedSet:
    """A released set in which counts of files tell no more than its figures do.

    A file is returned for a norm that it fails: how many were returned is told only beside the count of those that were right
    the first time, months only of a process of which that figure is told, and second reviews of a norm only where one of its
    processes is.
    """
    files = released.method.files
    if files is None:
        return released
    shown = _shown(released.estimates)
    waves = {wave: _told(wave, one, shown, study) for wave, one in files.waves.items()}
    return replace(released, method=replace(released.method, files=replace(files, waves=waves)))


Shown = dict[tuple[str, str], bool]
"""By wave and item of which a share is told, whether its count is told too."""


def _shown(estimates: pd.DataFrame) -> Shown:
    everybody = estimates[(estimates["breakdown"] == "") & (estimates["measure"] == "share")]
    shown: Shown = {}
    for row in everybody[everybody["status"] != "suppressed"].to_dict("records"):
        key = str(row["wave"]), str(row["item"])
        shown[key] = shown.get(key, True) and not np.isnan(row["count"])
    return shown


def _told(wave: str, files: FilesOfWave, shown: Shown, study: Study) -> FilesOfWave:
    told = {
        one.process: shown.get((wave, Judgement(RIGHT_FIRST_TIME, one.process).item)) for one in files.processes
    }  # fmt: skip
    of_norm = {norm.id: norm.processes for norm in study.questionnaire.norms}
    return replace(
        files,
        processes=tuple(one if told[one.process] else one.without_repair() for one in files.processes),
        months=tuple(one for one in files.months if told[one.process] is not None),
        second=tuple(
            one
            for one in files.second
            if any(told[process] is not None for process in of_norm.get(one.norm, tuple(told)))
        ),
    )
