from __future__ import annotations

from collections.abc import Mapping

import pytest

from monitor.study.study_reader import read_study

from .survey import Survey, write_declarations


@pytest.fixture(scope="session")
def surveys(tmp_path_factory: pytest.TempPathFactory) -> Mapping[int, Survey]:
    """The survey in 4 and in 12 municipalities."""
    surveys_by_size = {}
    for municipalities in (4, 12):
        folder = tmp_path_factory.mktemp(f"door{municipalities}")
        surveys_by_size[municipalities] = Survey(read_study(write_declarations(folder, municipalities)))
    return surveys_by_size


@pytest.fixture(scope="session")
def survey(surveys: Mapping[int, Survey]) -> Survey:
    return surveys[4]
