"""Marks that say where a person should still look, in the files that `monitor init` wrote."""

from __future__ import annotations

from monitor.study.study import Study

MARK = "# TODO:"


def todo_marks(study: Study) -> int:
    """How many are left in the study file, its questionnaire and its column maps."""
    maps = (wave.columns.source for wave in study.waves if wave.columns is not None)
    files = dict.fromkeys((study.path, study.questionnaire.path, *maps))
    return sum(path.read_text(encoding="utf-8").count(MARK) for path in files if path is not None)
