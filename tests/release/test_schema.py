"""Truth: the declared columns and words of the released set, damaged, and as version 1 wrote them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from monitor.errors import ReleaseError
from monitor.release.results.comparison import compare_results
from monitor.release.results.method import Method
from monitor.release.results.released_set import ReleasedSet, read_results, write_results
from monitor.release.results.table_files import guard, typed
from monitor.schema import CHANGES, ESTIMATES, TABLES, Table
from monitor.schema_words import COMPARISONS, MEASURES, TESTS, VERDICTS
from tests.methods import change_testing

from .survey import Survey

ESTIMATE = {
    "study": "vragen", "wave": "2021", "indicator": "works", "item": "works", "category": "under",
    "measure": "share", "estimate": 0.25, "count": 10, "n": 40, "status": "released",
}  # fmt: skip
CHANGE = {
    "study": "vragen", "comparison": "previous", "indicator": "works", "item": "works", "category": "under",
    "measure": "share", "level": "category", "from_wave": "2021", "to_wave": "2023", "difference": 0.01,
    "ci_low": -0.02, "ci_high": 0.04, "told_low": -0.02, "told_high": 0.04, "eq_low": -0.01, "eq_high": 0.03,
    "margin": 0.05, "level_in_force": 0.05, "test": "t", "p": 0.4, "verdict": "equivalent",
}  # fmt: skip
FEW = {"status": "few", "estimate": None, "count": None}
NO_NUMBERS = dict.fromkeys(CHANGES.numbers)


def table(known: Table, *rows: dict) -> pd.DataFrame:
    return typed(pd.DataFrame(rows, columns=list(known.names)), known, known.name)


@pytest.mark.parametrize(
    ("known", "row", "said"),
    [
        (
            ESTIMATES,
            {"measure": "avarage"},
            "estimates:2: this measure is unknown; expected share, mean, median",
        ),
        (ESTIMATES, {"reason": "because"}, "estimates:2: this reason is unknown"),
        (ESTIMATES, {"n": -1}, 'estimates:2: column "n" holds a number below 0'),
        (ESTIMATES, {"status": "few"}, "estimates:2: a row of the class few holds a number"),
        (CHANGES, {"comparison": "peers"}, "changes:2: this comparison is unknown"),
        (CHANGES, {"verdict": "better"}, "changes:2: this verdict is unknown"),
        (CHANGES, {"p": 1.01}, 'changes:2: column "p" holds a number above 1'),
        (CHANGES, {"level": ""}, "changes:2: this level is unknown"),
        (CHANGES, {"reason": "estimate_suppressed"}, "changes:2: a suppressed row holds a number"),
        (CHANGES, {"reason": "small_group"}, "changes:2: a suppressed row holds a number"),
        (CHANGES, {"reason": "coarsened"}, "changes:2: a suppressed row holds a number"),
        (CHANGES, {"reason": "withheld"}, "changes:2: a suppressed row holds a number"),
        (CHANGES, {"reason": "no_respondents"}, "changes:2: a suppressed row holds a number"),
        (
            CHANGES,
            {**NO_NUMBERS, "reason": "estimate_suppressed", "verdict": "increased"},
            "changes:2: a suppressed row has a verdict on its figures",
        ),
        (
            CHANGES,
            {**NO_NUMBERS, "reason": "small_group", "verdict": "decreased"},
            "changes:2: a suppressed row has a verdict on its figures",
        ),
        (CHANGES, {"ci_low": 0.05}, "changes:2: ci_low lies above ci_high"),
        (CHANGES, {"told_high": -0.03}, "changes:2: told_low lies above told_high"),
        (ESTIMATES, {**FEW, "deff": 1.2}, "estimates:2: a row of the class few holds a number"),
        (ESTIMATES, {**FEW, "df": 39}, "estimates:2: a row of the class few holds a number"),
        (
            ESTIMATES,
            {**FEW, "status": "nearly_all", "deff": 1.2},
            "estimates:2: a row of the class nearly_all holds a number",
        ),
        (ESTIMATES, {"ci_low": 0.4, "ci_high": 0.2}, "estimates:2: ci_low lies above ci_high"),
        (ESTIMATES, {"estimate": 1.01}, "estimates:2: a share lies outside 0 to 1"),
        (ESTIMATES, {"estimate": -0.01}, "estimates:2: a share lies outside 0 to 1"),
        (
            ESTIMATES,
            {"measure": "flow", "category": "none>some", "estimate": 1.01},
            "estimates:2: a share lies outside 0 to 1",
        ),
        (ESTIMATES, {"estimate": None}, "estimates:2: a released row has no estimate"),
        (
            ESTIMATES,
            {"status": "suppressed", "estimate": None, "count": None, "n": None},
            "estimates:2: a suppressed row has no reason",
        ),
    ],
)
def test_a_table_with_what_it_may_not_hold_is_not_written(
    known: Table, row: dict, said: str, tmp_path: Path
) -> None:
    frames = {"estimates": table(ESTIMATES, ESTIMATE), "changes": table(CHANGES, CHANGE)}
    frames[known.name] = table(known, {**(ESTIMATE if known is ESTIMATES else CHANGE), **row})
    with pytest.raises(ReleaseError) as failure:
        write_results(ReleasedSet(**frames, method=Method()), tmp_path)
    assert str(failure.value).startswith(said)


def test_the_line_is_that_of_the_first_wrong_row() -> None:
    rows = [{**ESTIMATE, "category": code} for code in "abcd"]
    rows[2]["measure"] = rows[3]["measure"] = "x"
    with pytest.raises(ReleaseError, match="^made:4: this measure"):
        guard(table(ESTIMATES, *rows), ESTIMATES, "made")


def test_infinity_is_refused_in_a_frame_and_in_a_file(tmp_path: Path) -> None:
    frame = table(ESTIMATES, ESTIMATE)
    with pytest.raises(ReleaseError, match='^made:2: column "deff" holds infinity'):
        guard(frame.assign(deff=np.inf), ESTIMATES, "made")
    write_results(ReleasedSet(frame, table(CHANGES, CHANGE), Method()), tmp_path)
    file = tmp_path / "estimates.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(",0.25,", ",inf,"), encoding="utf-8")
    with pytest.raises(ReleaseError, match='column "estimate" holds infinity'):
        read_results(tmp_path)


@pytest.mark.parametrize(
    ("verdict", "reason"), [("too_few", "estimate_suppressed"), ("not_comparable", "scale")]
)
def test_a_change_that_is_suppressed_as_the_door_does_it_passes(verdict: str, reason: str) -> None:
    row = {**CHANGE, **NO_NUMBERS, "test": "", "verdict": verdict, "reason": reason}
    guard(table(CHANGES, row), CHANGES, "made")


def test_words_of_figures_that_are_still_to_come_may_stand_in_the_tables() -> None:
    few = {"status": "few", "estimate": None, "count": None}
    flow = {"measure": "flow", "category": "none>some", "wave": "2023"}
    guard(table(ESTIMATES, {**ESTIMATE, **few}, {**ESTIMATE, **flow}), ESTIMATES, "made")
    pair = {"comparison": "pairs:band", "group": "young>old", "breakdown": "band", "verdict": "higher"}
    norm = {"comparison": "norm", "verdict": "above_norm", "from_wave": "2023"}
    growth = {**pair, "comparison": "break:band", "test": "welch", "measure": "total", "category": ""}
    rows = [{**CHANGE, **row} for row in (pair, norm, growth)]
    guard(table(CHANGES, *rows), CHANGES, "made")


@pytest.mark.parametrize(
    ("word", "allowed"),
    [("peers:size_class", True), ("groups:region*size_class", True), ("peers:", False), ("peers", False),
     ("peers:a:b", False), ("nation", True), ("", False)],
)  # fmt: skip
def test_a_part_in_capitals_stands_for_a_name(word: str, allowed: bool) -> None:
    assert COMPARISONS.allow(word) is allowed


@pytest.mark.parametrize(
    ("word", "allowed"),
    [("p5", True), ("p33", True), ("p99", True), ("p0", False), ("p05", False), ("p100", False), ("p", False),
     ("pN", False), ("q5", False), ("p5x", False)],
)  # fmt: skip
def test_a_measure_may_be_any_quantile(word: str, allowed: bool) -> None:
    assert MEASURES.allow(word) is allowed


def test_a_test_may_have_a_name_that_is_not_listed_and_a_measure_may_not() -> None:
    assert TESTS.allow("hypergeometric")
    assert not MEASURES.allow("hypergeometric")
    assert VERDICTS.allow(""), "a row outside every family has no verdict"


def test_no_column_stands_without_a_description_and_no_number_without_a_unit() -> None:
    for known in TABLES.values():
        for column in known.columns:
            assert column.description.endswith("."), column.name
            assert bool(column.unit) is not column.text, column.name


# version 1: no `schema` in the method, and no margin, level in force or told interval in the changes


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A results folder as version 1 left it: the margins of means and of shares differ."""
    changes = table(CHANGES, CHANGE, {**CHANGE, "item": "share", "category": "", "measure": "mean"})
    method = Method(schema=1, study="vragen", tests=change_testing(margins={"share": 0.05, "mean": 0.3}))
    write_results(ReleasedSet(table(ESTIMATES, ESTIMATE), changes, method), tmp_path)
    old = [column.name for column in CHANGES.columns if column.since == 1]
    frame = pd.read_csv(tmp_path / "changes.csv", dtype=str, keep_default_na=False)[old]
    frame.to_csv(tmp_path / "changes.csv", index=False)
    return tmp_path


def test_results_of_version_1_tell_the_interval_that_they_told(written: Path) -> None:
    changes = read_results(written).changes
    assert changes[["told_low", "told_high"]].to_numpy().tolist() == [[-0.02, 0.04], [-0.02, 0.04]]
    assert changes[["margin", "level_in_force"]].isna().all(axis=None), "nothing in the files says them"


def test_the_declaration_gives_the_margins_of_version_1(written: Path, survey: Survey) -> None:
    """`share` is an item that asks for a percentage: its mean was held against the margin of means."""
    assert read_results(written, survey.study).changes["margin"].tolist() == [0.05, 0.3]


def test_columns_that_one_of_two_versions_has_did_not_move(written: Path) -> None:
    old = read_results(written)
    new = ReleasedSet(old.estimates, old.changes.assign(margin=0.05, level_in_force=0.01), Method())
    new = replace(new, method=replace(new.method, study=old.method.study))
    assert [table.pairs for table in compare_results(old, new)] == [(), ()]
    _, moved = compare_results(old, replace(new, changes=new.changes.assign(p=0.5)))
    assert {(pair.old.p, pair.new.p) for pair in moved.pairs} == {(old.changes["p"].iat[0], 0.5)}


def test_a_column_of_version_2_that_is_missing_there_is_refused(written: Path) -> None:
    method = json.loads((written / "method.json").read_text(encoding="utf-8"))
    (written / "method.json").write_text(json.dumps({**method, "schema": 2}), encoding="utf-8")
    with pytest.raises(ReleaseError, match='column "margin" is missing'):
        read_results(written)


@pytest.mark.parametrize("version", [3, 0, "2", None])
def test_results_of_a_later_version_are_refused(written: Path, version: object) -> None:
    (written / "method.json").write_text(json.dumps({"study": "vragen", "schema": version}), encoding="utf-8")
    with pytest.raises(ReleaseError, match="a version that is not known here"):
        read_results(written)


def test_an_empty_table_has_its_columns_and_passes() -> None:
    for known in TABLES.values():
        empty = table(known)
        guard(empty, known, known.name)
        assert list(empty.columns) == list(known.names)
        assert np.array_equal(empty[list(known.numbers)].dtypes, ["float64"] * len(known.numbers))
