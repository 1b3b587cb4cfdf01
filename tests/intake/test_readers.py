"""Truth: a response file is known by its first bytes, and a new format is one row of READERS."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from monitor.errors import IntakeError
from monitor.intake.files import readers, responses
from monitor.intake.files.isolated import read_isolated
from monitor.intake.files.limits import Limits, read_limits
from monitor.intake.files.readers import READERS, Reader, format_of
from monitor.intake.files.source import READABLE
from monitor.messages.catalogue import text_in

from .conftest import CANARY, GOOD, Survey
from .files import dta_file


def read_marked(path: Path, limits: Limits):
    """A toy format: a mark, then a header and one row as JSON, with a label for each code of `often`."""
    import pyarrow as pa

    names, row = json.loads(path.read_bytes().removeprefix(b"%TOY"))
    assert max(map(len, row)) <= limits.cell_characters
    table = pa.Table.from_arrays([pa.array([cell], pa.string()) for cell in row], names=names)
    facts = {"names": names, "labels": {"often": {"1": "elke dag", "9": "?"}}, "missing": {}}
    return table.replace_schema_metadata({key: json.dumps(value) for key, value in facts.items()})


@pytest.mark.parametrize(
    ("start", "name"),
    [
        (b"PK\x03\x04 and more", "excel"),
        (b"$FL2", "spss"),
        (b"$FL3", "spss"),
        (b"<stata_dta><header>", "stata"),
        (b"\x72\x02\x01", "stata"),
        (b"PAR1\x15", "parquet"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"\xff\xfea\x00", "utf-16"),
        (b"\xfe\xff\x00a", "utf-16"),
        (b"a;b\n", "text"),
        (b"P", "text"),
    ],
)
def test_a_format_is_known_by_its_first_bytes(tmp_path: Path, start: bytes, name: str) -> None:
    path = tmp_path / "misleading.csv"
    path.write_bytes(start)
    assert format_of(path, read_limits()) == name


def test_no_format_hides_another() -> None:
    starts = [(name, magic) for name, reader in READERS.items() for magic in reader.magic if magic]
    for name, magic in starts:
        assert [other for other, first in starts if magic.startswith(first)] == [name]
    assert list(READERS)[-1] == "text"


def test_messages_name_every_format_that_can_be_read() -> None:
    assert {reader.suffix for reader in READERS.values()} == set(re.split(", | or ", text_in("en", READABLE)))


def test_a_new_format_is_one_row(survey: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its file is known, read, put in codes by its labels and named in the ledger."""
    known = {"toy": Reader("Toy", ".toy", (b"%TOY",), read_marked), **READERS}
    monkeypatch.setattr(readers, "READERS", known)
    monkeypatch.setattr(responses, "READERS", known)
    monkeypatch.setattr(
        responses, "read_isolated", lambda path, name, limits, *_: known[name].table(path, limits)
    )
    row = {**GOOD, "often": "1"}
    survey.path.write_bytes(b"%TOY" + json.dumps([list(row), list(row.values())]).encode())
    read = survey.responses()
    assert read.form == "Toy"
    assert read.columns["often"].at(0) == "daily"
    assert read.columns["rain"].at(0) == GOOD["rain"]


def test_the_process_apart_reads_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(CANARY, encoding="utf-8")
    with pytest.raises(ValueError, match="text is read in the process that asks for it"):
        read_isolated(path, "text", read_limits())


def test_a_format_that_nobody_reads_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter.csv"
    path.write_bytes(b"%PDF-1.7")
    with pytest.raises(IntakeError, match="this is a PDF"):
        format_of(path, read_limits())


def test_stata_gives_letters_of_missing_values_whole_numbers_and_days(tmp_path: Path) -> None:
    columns = {
        "keuze": [1, "a", "b"], "getal": [0.5, 2.0, float("nan")], "woord": ["é", "", "x"],
        "dag": [date(2025, 11, 5), date(1959, 12, 31), None],
    }  # fmt: skip
    path = tmp_path / "x.dta"
    labels = {"keuze": {1: "ja", "a": "weet ik niet"}}
    path.write_bytes(
        dta_file(columns, variable_value_labels=labels, missing_user_values={"keuze": ["a", "b"]})
    )
    table = read_isolated(path, "stata", read_limits())
    said = {name.decode(): json.loads(text) for name, text in table.schema.metadata.items()}
    assert dict(zip(said["names"], table.to_pydict().values(), strict=True)) == {
        "keuze": ["1", ".a", ".b"], "getal": ["0.5", "2", ""], "woord": ["é", "", "x"],
        "dag": ["2025-11-05", "1959-12-31", ""],
    }  # fmt: skip
    assert said["labels"] == {"keuze": {"1": "ja", ".a": "weet ik niet"}}
    assert said["missing"] == {"keuze": [{"lo": ".a", "hi": ".a"}, {"lo": ".b", "hi": ".b"}]}
