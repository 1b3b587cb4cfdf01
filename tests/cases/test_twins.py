"""Truth: one set of answers, written as CSV, Excel and SPSS in other codes and spellings, releases the same bytes."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings

from tests.cases.made_studies import FORMATS, MADE, WAVES, Row, Rows, ids_of, released_files, study_in, waves
from tests.pipeline.conftest import in_this_process


@pytest.mark.slow
@settings(MADE, max_examples=12)
@given(waves)
def test_recoded_twins_release_the_same_bytes(tmp_path: Path, rows: Rows) -> None:
    found = {
        form: released_files(study_in(tmp_path / form[:5], rows, ids_of(rows), form)) for form in FORMATS
    }
    first = found["codes{}.csv"]
    assert set(first) >= {"estimates.csv", "changes.csv", "method.json", "codebook.csv", "estimates.parquet"}
    assert len(first["changes.csv"].splitlines()) > 5
    for name, content in first.items():
        assert [form for form, files in found.items() if files[name] != content] == [], name


def _answers(size: int, chance: random.Random) -> list[Row]:
    columns = [["1", "2", "3", "9", ""], ["ja", "nee", ""], ["1", "0"], ["1", "0"], ["4", "8", "10", ""],
               ["0", "12.5", "36.25"], ["0003", "0363", "1234", "0014"], ["0.5", "1", "2"]]  # fmt: skip
    return [tuple(chance.choice(column) for column in columns) for _ in range(size)]


def _published(folder: Path, form: str) -> dict[str, object]:
    """Everything that a run publishes: bytes by name; of the manifest what is not said of the input files."""
    chance = random.Random(20251129)
    rows = {wave: _answers(60, chance) for wave in WAVES}
    study = study_in(folder, rows, ids_of(rows), form)
    done = in_this_process("run", str(study), "--out", str(folder / "build"), "--format", "html")
    assert done.returncode == 0, done.stderr
    (out,) = (folder / "build").glob("*/*")
    files: dict[str, object] = {
        path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()
    }
    manifest = json.loads(bytes(files.pop("manifest.json")))  # type: ignore[call-overload]
    inputs = manifest.pop("inputs")
    own = {form.format(wave) for wave in WAVES} | {"study.yaml"}  # their names and bytes are what is another
    return {**files, "manifest": manifest, "inputs": {k: v for k, v in inputs.items() if k not in own}}


@pytest.mark.slow
def test_twins_publish_the_same_bytes_but_for_the_names_and_hashes_of_their_inputs(tmp_path: Path) -> None:
    plain, spss = (_published(tmp_path / form[:5], form) for form in ("codes{}.csv", "turned{}.sav"))
    assert {"results/tabellenboek.xlsx", "reports/inspectorate/report.html"} <= set(plain)
    assert set(plain["inputs"]) == {"questionnaire.yaml", "gemeenten.csv"}  # type: ignore[call-overload]
    assert [name for name in plain | spss if plain.get(name) != spss.get(name)] == []
