"""Truth: Python's own csv module, and one invariant: whatever the bytes, an answer or an IntakeError."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from monitor.errors import IntakeError
from monitor.intake.files.delimited import read_header, read_rows
from monitor.intake.files.isolated import read_isolated
from monitor.intake.files.limits import read_limits
from monitor.intake.files.readers import format_of
from monitor.intake.files.workbook_guard import check_workbook
from monitor.intake.validation.quarantine import split
from monitor.intake.validation.validate import validate
from tests.fuzzing import fuzzed

from .conftest import CANARY, GOOD, Survey, table
from .files import sav_file, workbook

pytestmark = [pytest.mark.fuzz, pytest.mark.ci]

PLAIN = table({"remark": CANARY}, {"remark": f'"{CANARY};\n"'}).encode()
BOOK = workbook({"A": [list(GOOD), list(GOOD.values())]})
SPSS = sav_file({"respondent_id": [CANARY] * 5, "often": ["daily"] * 5})


def read_ab(path: Path, content: bytes) -> list[list[str]]:
    """The rows of a file with the columns a and b, read the real way."""
    path.write_bytes(content)
    limits = read_limits()
    kind = format_of(path, limits)
    header = read_header(path, kind, ("a", "b"), limits)
    raw, _ = read_rows(path, kind, header, ("a",), limits)
    first, second = raw.closed["a"], raw.other["b"].to_pylist()
    return [[first.at(row), second[row]] for row in range(len(first))]


def expected(text: str) -> list[list[str]]:
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))[1:]
    while rows and not rows[-1]:
        rows.pop()
    return [[cell.strip() for cell in row] for row in rows]


@fuzzed(300)
@given(st.text(alphabet='x ,"\n\ré', max_size=40))
def test_what_is_read_is_what_csv_says_or_it_is_refused(tmp_path: Path, body: str) -> None:
    text = "a,b\n" + body
    try:
        found = read_ab(tmp_path / "f.csv", text.encode())
    except IntakeError:
        return
    assert found == expected(text)


CELL = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufeff"), max_size=12)
BROKEN_CELL = st.builds("{}\n{}\r\n{}".format, CELL, CELL, CELL)


@fuzzed(150)
@given(
    rows=st.lists(st.tuples(CELL | BROKEN_CELL, CELL), min_size=1, max_size=8),
    separator=st.sampled_from(",;\t"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    zipped=st.booleans(),
)
def test_every_well_formed_table_comes_back(
    tmp_path: Path, rows: list[tuple[str, str]], separator: str, end: str, zipped: bool
) -> None:
    assume(any(rows[-1]))
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=separator, lineterminator=end).writerows([("a", "b"), *rows])
    content = stream.getvalue().encode()
    found = read_ab(tmp_path / "f.csv", gzip.compress(content) if zipped else content)
    # Unicode counts more signs as space than CSV does; ends are trimmed either way
    assert [[cell.strip() for cell in row] for row in found] == [
        [cell.strip() for cell in row] for row in rows
    ]


def intake(survey: Survey, content: bytes) -> None:
    """The whole way in; anything but an IntakeError comes out of here as it is."""
    survey.path.write_bytes(content)
    try:
        split(validate(survey.responses(), survey.study, "2025"))
    except IntakeError as failure:
        assert CANARY not in str(failure)  # noqa: PT017


@fuzzed(150)
@given(st.binary(max_size=300))
def test_random_bytes_end_in_a_clear_error(survey: Survey, content: bytes) -> None:
    intake(survey, content)


@fuzzed(200)
@given(st.data())
def test_a_damaged_csv_is_read_or_refused(survey: Survey, data: st.DataObject) -> None:
    content = bytearray(PLAIN)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        change = data.draw(
            st.sampled_from([b"", b'"', b";", b"\n", b"\r", b"\x00", b"\xe9", b"\xef\xbb\xbf", b","])
        )
        content[place : place + data.draw(st.integers(0, 3))] = change
    intake(survey, bytes(content))


@fuzzed(60)
@given(st.data())
def test_a_damaged_gzip_is_read_or_refused(survey: Survey, data: st.DataObject) -> None:
    intake(survey, damaged(gzip.compress(PLAIN, mtime=0), data))


@fuzzed(100)
@given(st.data())
def test_a_damaged_workbook_is_measured_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / "f.xlsx"
    path.write_bytes(damaged(BOOK, data))
    try:
        check_workbook(path, read_limits())
    except IntakeError as failure:
        assert failure.hint or failure.expected  # noqa: PT017


@pytest.mark.parametrize(("kind", "content"), [("excel", BOOK), ("spss", SPSS)])
@fuzzed(8)
@given(data=st.data())
def test_a_damaged_file_of_another_program_is_read_or_refused(
    tmp_path: Path, kind: str, content: bytes, data: st.DataObject
) -> None:
    path = tmp_path / "file"
    path.write_bytes(damaged(content, data))
    try:
        found = read_isolated(path, kind, read_limits())
    except IntakeError as failure:
        assert CANARY not in str(failure)  # noqa: PT017
    else:
        assert found.num_rows >= 1


def damaged(content: bytes, data: st.DataObject) -> bytes:
    """Some bytes changed, and perhaps the end cut off."""
    changed = bytearray(content)
    for _ in range(data.draw(st.integers(1, 6))):
        changed[data.draw(st.integers(4, len(changed) - 1))] = data.draw(st.integers(0, 255))
    return bytes(changed[: data.draw(st.integers(len(changed) // 2, len(changed)))])
