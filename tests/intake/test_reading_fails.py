"""Truth: what goes wrong below the rows (disk, libraries) is said in the same way, without what they say."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pytest

from monitor.errors import IntakeError
from monitor.intake import delimited
from monitor.intake.limits import read_limits
from monitor.intake.source import file_kind, open_bytes
from monitor.intake.workbook_guard import check_workbook

from .conftest import CANARY, Survey
from .files import bomb_workbook, far_cell_workbook, workbook


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="cannot be opened; got IsADirectoryError"):
        file_kind(tmp_path, read_limits())


def test_a_disk_that_fails_while_reading_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(IntakeError, match="reading this file failed; got FileNotFoundError"),
        open_bytes(tmp_path / "gone.csv", "text"),
    ):
        pass
    with pytest.raises(IntakeError, match="reading this file failed; got FileNotFoundError"):
        check_workbook(tmp_path / "gone.xlsx", read_limits())


def test_what_the_csv_library_says_is_not_repeated(survey: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    survey.write({"remark": CANARY})

    def failing(*arguments: object, **options: object) -> None:
        raise pa.ArrowInvalid(f"CSV parse error: {CANARY}")

    monkeypatch.setattr(pyarrow.csv, "read_csv", failing)
    with pytest.raises(IntakeError, match="cannot be read as rows and columns") as caught:
        survey.responses()
    assert CANARY not in str(caught.value)
    assert caught.value.__suppress_context__


def test_rows_read_are_rows_counted(survey: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    survey.write({}, {})
    whole = delimited.scan_text

    def miscounting(*arguments: object):
        form = whole(*arguments)
        return delimited.TextForm(
            form.encoding, form.delimiter, 3, form.longest, form.quoted_newlines, form.sha256
        )

    monkeypatch.setattr(delimited, "scan_text", miscounting)
    with pytest.raises(IntakeError, match="the rows read are not the rows counted; got 2; expected 3"):
        survey.responses()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (bomb_workbook(times=3, megabytes=1), "unpacks to more than 2,000,000 bytes"),
        (far_cell_workbook("x"), "reaches too far"),
        (workbook({}, bare=True), "no Excel workbook"),
        (workbook({"A": [["x"]]})[:-30], "damaged or ends too early"),
        (workbook({"A": [["x"]]}).replace(b"\x08\x00", b"\x0c\x00"), "damaged or ends too early"),
    ],
)
def test_a_workbook_is_measured_before_it_is_opened(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(content)
    with pytest.raises(IntakeError, match=words):
        check_workbook(path, read_limits().model_copy(update={"workbook_bytes": 2_000_000}))


def test_a_sound_workbook_passes(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(workbook({"A": [["x"]] * 50}))
    check_workbook(path, read_limits())
