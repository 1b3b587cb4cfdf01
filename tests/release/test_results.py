"""Truth: the shape of the released set, written, damaged and read again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import ReleaseError
from monitor.release.results.comparison import compare_results
from monitor.release.results.method import Method, ResponseSummary, WaveRecord
from monitor.release.results.released_set import ReleasedSet, read_results, write_results
from monitor.release.results.table_files import csv_parts, csv_text, neutralised, significant, typed
from monitor.schema import CHANGES, ESTIMATES

ESTIMATE = {
    "study": "s", "wave": "2022", "indicator": "i", "item": "i", "category": "a", "measure": "share",
    "estimate": 1 / 3, "count": 10, "n": 30, "status": "released",
}  # fmt: skip
CHANGE = {
    "study": "s", "comparison": "previous", "indicator": "i", "item": "i", "category": "a", "measure": "share",
    "level": "category", "from_wave": "2020", "to_wave": "2022", "difference": -0.069, "verdict": "undecided",
}  # fmt: skip


def estimates(*rows: dict) -> pd.DataFrame:
    return typed(pd.DataFrame([{**ESTIMATE, **row} for row in rows], columns=ESTIMATES.names), ESTIMATES, "e")


def changes(*rows: dict) -> pd.DataFrame:
    return typed(pd.DataFrame([{**CHANGE, **row} for row in rows], columns=CHANGES.names), CHANGES, "c")


@pytest.fixture
def released() -> ReleasedSet:
    suppressed = {
        "category": "b",
        "estimate": None,
        "count": None,
        "n": None,
        "status": "suppressed",
        "reason": "small_group",
    }
    return ReleasedSet(estimates({}, suppressed), changes({}), Method(study="s", title="één"))


@pytest.fixture
def folder(released: ReleasedSet, tmp_path: Path) -> Path:
    write_results(released, tmp_path)
    return tmp_path


def test_numbers_stand_in_the_file_with_ten_significant_digits(folder: Path) -> None:
    line = (folder / "estimates.csv").read_text(encoding="utf-8").splitlines()[1]
    assert line == "s,2022,i,i,a,,,share,0.3333333333,10,,,,30,,,,,,,,,released,"


def test_a_suppressed_row_keeps_its_key_and_is_empty_elsewhere(folder: Path) -> None:
    line = (folder / "estimates.csv").read_text(encoding="utf-8").splitlines()[2]
    assert line == "s,2022,i,i,b,,,share,,,,,,,,,,,,,,,suppressed,small_group"


def test_the_method_is_sorted_utf8_without_escapes(folder: Path) -> None:
    text = (folder / "method.json").read_text(encoding="utf-8")
    assert text.index('"agreement"') < text.index('"study"') < text.index('"title": "één"')
    assert text.endswith("}\n")


def test_the_parquet_copies_hold_the_same_tables(folder: Path) -> None:
    read = read_results(folder)
    for name in ("estimates", "changes"):
        copy = pd.read_parquet(folder / f"{name}.parquet")
        pd.testing.assert_frame_equal(copy.fillna(-1), getattr(read, name).fillna(-1), check_dtype=False)


@given(st.floats(-1e300, 1e300))
def test_a_rounded_number_is_the_float_of_its_ten_printed_digits(value: float) -> None:
    rounded = significant(np.array([value]))[0]
    assert rounded == float(f"{rounded:.10g}")
    assert rounded == pytest.approx(value, rel=6e-10, abs=0)


def test_parts_of_a_table_are_what_their_own_rows_would_be_written_as() -> None:
    groups = ["a", "b\nc", 'd "e", f', "=1", "a", "b\nc"]
    rows = estimates(*({"breakdown": "x", "group": group, "estimate": 1 / 7} for group in groups))
    parts = csv_parts(csv_text(rows, ESTIMATES), rows["group"])
    assert list(parts) == ["a", "b\nc", 'd "e", f', "=1"]
    for group, part in parts.items():
        assert part == csv_text(rows[rows["group"] == group], ESTIMATES)


def test_what_is_no_number_stays_missing() -> None:
    assert np.isnan(significant(np.array([np.nan, np.inf, -np.inf]))).all()


@pytest.mark.parametrize("text", ["=1+1", "+31", "-3", "@x", "\tx", "\rx"])
def test_a_text_that_begins_like_a_formula_gets_a_quote(text: str) -> None:
    assert neutralised(text) == f"'{text}"


def test_other_texts_stay_as_they_are() -> None:
    assert neutralised("3 van de 103") == "3 van de 103"


def test_a_formula_in_a_text_column_is_harmless_in_the_file_and_itself_after_reading(tmp_path: Path) -> None:
    table = ReleasedSet(estimates({"group": "=cmd"}), changes(), Method(study="s"))
    write_results(table, tmp_path)
    assert ",'=cmd,share" in (tmp_path / "estimates.csv").read_text(encoding="utf-8")
    assert read_results(tmp_path).estimates["group"].tolist() == ["=cmd"]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), {1, 2}])
def test_a_method_that_json_cannot_hold_is_refused(
    released: ReleasedSet, tmp_path: Path, value: object
) -> None:
    with pytest.raises(ReleaseError, match="cannot be written as JSON"):
        write_results(replace(released, method=Method(title=value)), tmp_path)


def test_numbers_of_numpy_are_numbers_in_the_method(released: ReleasedSet, tmp_path: Path) -> None:
    write_results(
        replace(
            released,
            method=Method(
                waves={"1": WaveRecord(n_read=np.int64(3))},
                response={"1": ResponseSummary(rates={"e": np.float64(0.5)})},
            ),
        ),
        tmp_path,
    )
    found = json.loads((tmp_path / "method.json").read_text(encoding="utf-8"))
    assert (found["waves"]["1"]["n_read"], found["response"]["1"]["rates"]) == (3, {"e": 0.5})


def test_a_row_with_too_many_fields_is_refused(folder: Path) -> None:
    path = folder / "changes.csv"
    path.write_text(path.read_text(encoding="utf-8") + "x," * 40 + "\n", encoding="utf-8")
    with pytest.raises(ReleaseError, match="damaged"):
        read_results(folder)


def test_a_comparison_lists_numbers_and_words_that_moved(released: ReleasedSet) -> None:
    newer = ReleasedSet(
        estimates({"estimate": 0.3, "status": "unreliable"}, {"category": "c"}), changes({}), released.method
    )
    figures, differences = compare_results(released, newer)
    sides = [
        tuple(row and (row.category, row.estimate, row.status) for row in (pair.old, pair.new))
        for pair in figures.pairs
    ]
    assert sides == [
        (("a", 0.3333333333, "released"), ("a", 0.3, "unreliable")),
        (None, ("c", 0.3333333333, "released")),
        (("b", None, "suppressed"), None),
    ]
    assert (figures.equal, differences.equal, differences.pairs) == (0, 1, ())


def test_equal_sets_have_nothing_that_moved(released: ReleasedSet) -> None:
    figures, differences = compare_results(released, released)
    assert (figures.pairs, differences.pairs) == ((), ())
    assert (figures.equal, differences.equal) == (1, 1)  # a suppressed row tells nothing
