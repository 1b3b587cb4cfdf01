"""Truth: the same rows from CSV, typed in Parquet, in one file and cut into parts."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from monitor.cli import app
from monitor.errors import IntakeError
from monitor.intake.files import source
from monitor.intake.files.isolated import read_isolated
from monitor.intake.files.limits import read_limits
from monitor.intake.files.parquet import read_parquet
from monitor.intake.files.readers import format_of
from monitor.intake.files.responses import read_responses
from monitor.intake.validation.quarantine import Split, split
from monitor.intake.validation.validate import validate
from monitor.study.study_reader import read_study

from .conftest import GOOD, Survey
from .test_other_programs import NUMBERS, as_number, assert_same

ROWS = [{**GOOD, "respondent_id": f"F{number}"} for number in range(9)]
ROWS[1] |= {"rating": "na", "safe": "dk"}


def typed(rows: list[dict[str, str]]) -> pa.Table:
    """Numbers as numbers, closed answers as factors, everything else as texts."""
    columns: dict[str, Any] = {}
    for name in GOOD:
        cells = [row[name] for row in rows]
        if name in NUMBERS and not any(isinstance(as_number(cell), str) for cell in cells):
            columns[name] = pa.array([as_number(cell) for cell in cells], pa.float64())
        elif name in ("often", "home"):
            columns[name] = pa.array(cells).dictionary_encode()
        else:
            columns[name] = pa.array([cell or None for cell in cells], pa.string())
    return pa.table(columns)


def in_parts(folder: Path, rows: list[dict[str, str]], parts: int) -> None:
    """The rows one after the other in so many parts, as Spark leaves them: with a mark beside them."""
    folder.unlink(missing_ok=True)
    folder.mkdir()
    (folder / "_SUCCESS").touch()
    (folder / ".part-0.parquet.crc").write_bytes(b"crc")
    edges = [len(rows) * number // parts for number in range(parts + 1)]
    for number, (start, stop) in enumerate(zip(edges, edges[1:], strict=False)):
        pq.write_table(typed(rows)[start:stop], folder / f"part-{number:05d}.snappy.parquet")


def taken_in(survey: Survey) -> Split:
    return split(validate(survey.responses(), survey.study, "2025"))


def test_a_file_holds_what_the_csv_holds(survey: Survey) -> None:
    csv = survey.split(*ROWS)
    pq.write_table(typed(ROWS), survey.path)
    assert_same(csv, taken_in(survey))
    assert survey.responses().form == "Parquet"


@pytest.mark.parametrize("parts", [1, 3, 7, 12])
def test_parts_hold_what_the_csv_holds_however_they_are_cut(survey: Survey, parts: int) -> None:
    """Of twelve parts of nine rows, some are empty."""
    csv = survey.split(*ROWS)
    in_parts(survey.path, ROWS, parts)
    assert_same(csv, taken_in(survey))


def test_a_code_that_nobody_knows_is_found_in_its_part(survey: Survey) -> None:
    rows = [dict(row) for row in ROWS]
    rows[6]["safe"] = "KANARIE7Q"
    csv = survey.split(*rows)
    in_parts(survey.path, rows, 9)
    found = taken_in(survey)
    assert found.quarantine.equals(csv.quarantine)
    assert_same(csv, found)


def test_a_weight_that_is_no_number_is_judged_as_an_empty_one(survey: Survey) -> None:
    rows = [dict(row) for row in ROWS]
    rows[3]["weight"] = ""
    csv = survey.split(*rows)
    table = typed(rows)
    place = table.column_names.index("weight")
    weights = [
        float("nan") if row["weight"] == "" else float(row["weight"].replace(",", ".")) for row in rows
    ]
    pq.write_table(table.set_column(place, "weight", pa.array(weights)), survey.path)
    assert taken_in(survey).quarantine.equals(csv.quarantine)


def test_values_are_shown_as_people_write_them(tmp_path: Path) -> None:
    columns = {
        "geheel": pa.array([3, None], pa.int32()), "komma": pa.array([2.0, 0.25]), "ja": pa.array([True, False]),
        "dag": pa.array([date(2025, 11, 5), None]), "moment": pa.array([datetime(2025, 11, 5, 23, 59, tzinfo=UTC), None]),
        "bedrag": pa.array([Decimal("12.50"), Decimal("100.00")]), "woord": pa.array(["é ", None], pa.large_string()),
        "kort": pa.array([0.1, 7.5], pa.float32()), "leeg": pa.nulls(2), "__index_level_0__": pa.array([0, 1]),
    }  # fmt: skip
    path = tmp_path / "x.parquet"
    pq.write_table(pa.table(columns), path)
    table = read_isolated(path, "parquet", read_limits())
    names = json.loads(table.schema.metadata[b"names"])
    assert dict(zip(names, table.to_pydict().values(), strict=True)) == {
        "geheel": ["3", ""], "komma": ["2", "0.25"], "ja": ["1", "0"], "dag": ["2025-11-05", ""],
        "moment": ["2025-11-05", ""], "bedrag": ["12.5", "100"], "woord": ["é", ""],
        "kort": ["0.1", "7.5"], "leeg": ["", ""],
    }  # fmt: skip


def refused(path: Path) -> IntakeError:
    with pytest.raises(IntakeError) as failure:
        read_isolated(path, format_of(path, read_limits()), read_limits())
    return failure.value


def test_a_part_with_other_columns_is_named(survey: Survey) -> None:
    in_parts(survey.path, ROWS, 3)
    part = survey.path / "part-00001.snappy.parquet"
    pq.write_table(pq.read_table(part).drop_columns(["rain"]), part)
    error = refused(survey.path)
    assert (error.code, error.where) == ("response_files.part_has_other_columns", part.name)
    assert "rain" in str(error)


@pytest.mark.parametrize("content", [b"PAR1 and nothing more", b"", b"a,b\n1,2\n"])
def test_a_damaged_part_is_named(survey: Survey, content: bytes) -> None:
    in_parts(survey.path, ROWS, 3)
    part = survey.path / "part-00002.snappy.parquet"
    part.write_bytes(content)
    assert part.name in str(refused(survey.path).where)


def test_a_part_that_is_gone_while_it_is_read_is_named(
    survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_parts(survey.path, ROWS, 3)
    known = source.parts_of(survey.path)
    monkeypatch.setattr("monitor.intake.files.parquet.parts_of", lambda path: known)
    known[1].unlink()
    with pytest.raises(IntakeError) as failure:
        read_parquet(survey.path, read_limits())
    assert failure.value.where == known[1].name


def test_a_folder_without_parts_is_refused(survey: Survey) -> None:
    in_parts(survey.path, ROWS, 1)
    (survey.path / "part-00000.snappy.parquet").rename(survey.path / "part.csv")
    with pytest.raises(IntakeError, match="no Parquet files"):
        format_of(survey.path, read_limits())


def test_a_column_that_stands_twice_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    pq.write_table(pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], names=["rain", "rain"]), path)
    error = refused(path)
    assert error.code == "response_files.more_than_once"
    assert "rain" in str(error)


def test_a_column_of_lists_is_no_answer(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    pq.write_table(pa.table({"respondent_id": ["a"], "keuzes": [["1", "2"]]}), path)
    error = refused(path)
    assert error.code == "response_files.parquet_column_is_no_answer"
    assert "keuzes" in str(error)


@pytest.mark.parametrize("parts", [0, 3])
def test_a_study_can_begin_with_parquet(tmp_path: Path, parts: int) -> None:
    """The study that is made of one file, or of a folder of parts, reads its answers from there."""
    home = tmp_path / "contact2025"
    if parts:
        in_parts(home, ROWS, parts)
    else:
        home = home.with_suffix(".parquet")
        pq.write_table(typed(ROWS), home)
    done = CliRunner().invoke(app, ["init", str(home), "--to", str(tmp_path / "o")])
    assert done.exit_code == 0, done.output
    assert "read 9, accepted 9" in done.output
    assert len(read_responses(read_study(tmp_path / "o" / "study.yaml"), "2025")) == 9
