from __future__ import annotations

from collections.abc import Mapping

import pytest

from monitor.study.study_reader import read_study

from .survey import Door, write_declarations


@pytest.fixture(scope="session")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Mapping[int, Door]:
    """The survey in 4 and in 12 municipalities."""
    found = {}
    for municipalities in (4, 12):
        folder = tmp_path_factory.mktemp(f"door{municipalities}")
        found[municipalities] = Door(read_study(write_declarations(folder, municipalities)))
    return found


@pytest.fixture(scope="session")
def door(doors: Mapping[int, Door]) -> Door:
    return doors[4]
