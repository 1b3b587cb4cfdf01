"""Truth: the system's sha256sum on invented files (golden_instruments.json): a draw that any tool can redo."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from monitor.study.draw import drawn, hashed, in_order
from monitor.study.study_file import DrawPlan

REFERENCE = Path(__file__).parents[1] / "reference"
GOLDEN = json.loads((REFERENCE / "golden_instruments.json").read_text(encoding="utf-8"))["draw"]
FRAME = pd.read_csv(REFERENCE / "instruments_frame.csv")


def files_of(frame: pd.DataFrame) -> dict[str, list[str]]:
    return {process: rows["file"].tolist() for process, rows in frame.groupby("process")}


def test_the_key_of_a_file_is_that_of_sha256sum() -> None:
    first = FRAME.iloc[0]
    assert (
        hashed(GOLDEN["seed"], GOLDEN["period"], first["process"], first["file"])
        == GOLDEN["key_of_first_row"]
    )


@pytest.mark.parametrize("turned", [False, True], ids=["as it came", "the rows turned around"])
def test_files_are_drawn_in_the_order_of_their_keys_whatever_the_order_of_the_rows(turned: bool) -> None:
    frame = FRAME[::-1] if turned else FRAME
    for process, order in GOLDEN["order"].items():
        assert list(in_order(files_of(frame)[process], GOLDEN["seed"], GOLDEN["period"], process)) == order
    strata = drawn(files_of(frame), DrawPlan(files=GOLDEN["per_stratum"]), GOLDEN["seed"], GOLDEN["period"])
    told = {one.process: (one.handled, sorted(one.files)) for one in strata}
    assert told == {one["stratum"]: (one["N"], sorted(one["files"])) for one in GOLDEN["drawn"]}


def test_a_larger_draw_holds_the_smaller_one() -> None:
    small, large = (
        drawn(files_of(FRAME), DrawPlan(files={"application": n, "review": 2 * n}), "s", "2025-06")
        for n in (1, 2)
    )
    for one, more in zip(small, large, strict=True):
        assert more.files[: len(one.files)] == one.files


def test_where_fewer_files_were_handled_all_of_them_are_drawn() -> None:
    strata = drawn(files_of(FRAME), DrawPlan(files={"application": 99, "review": 1}), "s", "2025-06")
    assert {one.process: len(one.files) for one in strata} == {"application": 4, "review": 1}


def test_the_second_reviewer_gets_the_first_part_of_all_drawn_files() -> None:
    strata = drawn(
        files_of(FRAME), DrawPlan(files={"application": 2, "review": 3}, second=0.4), "s", "2025-06"
    )
    everything = sorted(
        (file for one in strata for file in one.files), key=lambda file: hashed("s", "second", file)
    )
    assert {file for one in strata for file in one.second} == set(everything[:2])
