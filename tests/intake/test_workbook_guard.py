"""Truth: workbooks made for the test; what they unpack to is counted in files.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import IntakeError
from monitor.intake.files.limits import read_limits
from monitor.intake.files.workbook_guard import check_workbook

from .files import bomb_workbook, workbook


def test_a_workbook_of_more_than_a_gigabyte_is_refused_by_the_limits_in_force(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(bomb_workbook())
    with pytest.raises(IntakeError, match="unpacks to more than 1,000,000,000 bytes"):
        check_workbook(path, read_limits())


def test_a_sound_workbook_passes(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(workbook({"A": [["x"]] * 50}))
    check_workbook(path, read_limits())
