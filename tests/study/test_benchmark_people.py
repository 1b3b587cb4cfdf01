"""Truth: a frame of four municipalities with a column `people` that no study file names."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import DeclarationError
from monitor.study.study_reader import read_study
from tests.pipeline.test_benchmark import STUDY, written

UNNAMED = STUDY.replace("  population: people\n", "")


def test_a_benchmark_counts_people_by_the_column_that_is_called_so(tmp_path: Path) -> None:
    study = read_study(written(tmp_path, 24, UNNAMED))
    assert study.municipalities is not None
    assert study.municipalities.people["G003"] == 209


def test_any_other_study_reads_the_column_only_where_it_names_it(tmp_path: Path) -> None:
    bare = "\n".join(line for line in UNNAMED.splitlines() if not line.startswith("benchmark"))
    study = read_study(written(tmp_path, 24, f"{bare}\n"))
    assert study.municipalities is not None
    assert study.municipalities.people == {}


def test_without_such_a_column_it_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, 24, UNNAMED)
    frame = tmp_path / "frame.csv"
    frame.write_text(frame.read_text(encoding="utf-8").replace("people", "inwoners"), encoding="utf-8")
    with pytest.raises(DeclarationError, match="how many people"):
        read_study(path)
