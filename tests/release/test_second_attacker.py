"""Truth: an attacker that shares no code with the product. Forty-six made-up designs, and holes made in what they released."""

from __future__ import annotations

import ast
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from openpyxl import Workbook

from monitor.publication.workbook.tablebook import write_tablebook
from monitor.release.results.released_set import ReleasedSet, write_results
from monitor.schema import ESTIMATES
from monitor.study.study import Study
from tests.words import voice_of

from .designs import BENCHMARKED, Design, run
from .second_attacker import BOOK, SecondAttacker

pytestmark = pytest.mark.ci

NATIONAL = ("band", "years_four", "years_two")
LOCAL = ("region", "region*size_class", "municipality")
DESIGNS = [
    Design(
        seed=1000 + 7 * number,
        size=(60, 110, 180, 320, 600)[number % 5],
        municipalities=4 if number % 8 == 2 else (4, 6, 9)[number % 3],  # of a cluster alone there is no error
        waves=1 + number % 3,
        weights=("none", "raked", "none", "given")[number % 4],
        clustered=number % 8 == 2,
        breakdowns=(NATIONAL, (*NATIONAL, *LOCAL), ("band", *LOCAL), (*NATIONAL, "years_three", "region"))[number // 2 % 4],
        seldom=(0.03, 0.1, 0.3)[number % 3],
    )
    for number in range(40)
]  # fmt: skip
BENCHMARKS = [
    Design(
        seed=2000 + number,
        size=1100,
        municipalities=(36, 48)[number % 2],
        waves=1 + number % 2,
        weights=("given", "none", "raked")[number],
        breakdowns=("region", "size_class", "region*size_class", "municipality"),
        seldom=0.2,
        benchmark=True,
    )
    for number in range(3)
]
REFERENCES = [
    Design(
        seed=3000 + number,
        size=(25, 90, 320)[number],  # of 25, one answer that hardly anybody gave is told as a class
        municipalities=4,
        waves=1 + number % 2,
        weights=("none", "given", "raked")[number],
        breakdowns=NATIONAL,
        seldom=0.1,
        reference=True,
    )
    for number in range(3)
]
DESIGNS += [*BENCHMARKS, *REFERENCES]
QUICK = (1, len(DESIGNS) - 2)
WITH_BOOK = 4


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(number, marks=() if number in QUICK else pytest.mark.slow)
        for number in range(len(DESIGNS))
    ],
)
def test_nothing_protected_can_be_narrowed(number: int, tmp_path: Path) -> None:
    study, released = run(DESIGNS[number], tmp_path)
    if number % WITH_BOOK == 0:
        write_tablebook(released, voice_of(study), tmp_path / "results" / BOOK)
    assert SecondAttacker(tmp_path / "results", DESIGNS[number]).findings() == []


@pytest.mark.parametrize(
    "name", ["second_attacker.py", "derived_again.py", "benchmark_again.py", "reference_again.py"]
)
def test_it_has_no_line_of_the_product(name: str) -> None:
    tree = ast.parse(Path(__file__).with_name(name).read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert imports
    assert not any("monitor" in ast.unparse(node) for node in imports)


@pytest.mark.parametrize("name", ["estimate", "tau", "n"])
def test_a_finer_or_other_number_of_the_reference_is_found(name: str, tmp_path: Path) -> None:
    run(REFERENCES[1], tmp_path)
    path = tmp_path / "results" / "method.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    figure = told["reference"]["figures"][0]
    figure[name] = {"estimate": figure["estimate"] + 0.013, "tau": 0.0613, "n": figure["n"] + 1}[name]
    path.write_text(json.dumps(told), encoding="utf-8")
    assert any(
        "reference of" in found for found in SecondAttacker(tmp_path / "results", REFERENCES[1])._finer()
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Design, Study, ReleasedSet, Path]:
    design = Design(
        77,
        size=420,
        municipalities=4,
        waves=1,
        seldom=0.2,
        breakdowns=("band", "years_four", "years_two", *LOCAL),
    )
    folder = tmp_path_factory.mktemp("holes")
    study, released = run(design, folder)
    return design, study, released, folder / "results"


def hide(frame: pd.DataFrame, item: str, breakdown: str, group: str) -> pd.DataFrame:
    rows = (frame["item"] == item) & (frame["breakdown"] == breakdown) & (frame["group"] == group)
    assert rows.any()
    frame.loc[rows, list(ESTIMATES.numbers)] = np.nan
    frame.loc[rows, ["status", "reason"]] = "suppressed", "small_group"
    return frame


def tell(
    frame: pd.DataFrame, column: str, value: float, breakdown: str, status: str = "released"
) -> pd.DataFrame:
    rows = frame.index[
        (frame["breakdown"] == breakdown) & (frame["measure"] == "share") & (frame["status"] == status)
    ]
    frame.loc[rows[0], column] = value
    return frame


HOLES: dict[str, tuple[str, Callable[[pd.DataFrame], pd.DataFrame]]] = {
    "a lonely hidden group": ("inferred", lambda frame: hide(frame, "uses", "band", "mid")),
    "a number in a hidden row": (
        "number",
        lambda frame: tell(frame, "n", 12.0, "municipality", "suppressed"),
    ),
    "a finer standard error": ("se of", lambda frame: tell(frame, "se", 0.0234, "region*size_class")),
    "a finer base": ("base of", lambda frame: tell(frame, "n", 81.0, "region*size_class")),
    "a count beside a rounded share": (
        "count of",
        lambda frame: tell(frame, "count", 40.0, "region*size_class"),
    ),
    "a finer share": ("estimate of", lambda frame: tell(frame, "estimate", 0.4321, "region*size_class")),
}


@pytest.mark.parametrize("hole", HOLES)
def test_a_hole_in_what_was_released_is_found(
    made: tuple[Design, Study, ReleasedSet, Path], hole: str, tmp_path: Path
) -> None:
    design, _, released, results = made
    found, make = HOLES[hole]
    shutil.copytree(results, tmp_path / "results")
    frame = make(released.estimates.copy())
    frame.to_csv(tmp_path / "results" / "estimates.csv", index=False, float_format="%.10g")
    frame.to_parquet(tmp_path / "results" / "estimates.parquet", index=False)
    findings = SecondAttacker(tmp_path / "results", design).findings(most=30)
    assert any(finding.startswith(found) for finding in findings), findings


def test_a_class_told_in_a_number_is_found(
    made: tuple[Design, Study, ReleasedSet, Path], tmp_path: Path
) -> None:
    design, _, released, results = made
    shutil.copytree(results, tmp_path / "results")
    frame = released.estimates.copy()
    place = frame.index[frame["breakdown"].eq("") & frame["measure"].eq("share") & frame["count"].notna()][0]
    frame.loc[place, ["n", "count", "estimate"]] = 20.0, 20.0, 1.0
    frame.to_csv(tmp_path / "results" / "estimates.csv", index=False, float_format="%.10g")
    assert any(text.startswith("class:") for text in SecondAttacker(tmp_path / "results", design)._told())


def test_a_copy_that_differs_is_found(made: tuple[Design, Study, ReleasedSet, Path], tmp_path: Path) -> None:
    design, _, released, results = made
    write_results(released, tmp_path / "results")
    other = replace(released, estimates=released.estimates.assign(n=released.estimates["n"] + 1))
    other.estimates.to_parquet(tmp_path / "results" / "estimates.parquet", index=False)
    assert results.is_dir()
    found = list(SecondAttacker(tmp_path / "results", design)._copies())
    assert found == ["copy: estimates.parquet n"]


def test_a_number_that_only_the_table_book_has_is_found(
    made: tuple[Design, Study, ReleasedSet, Path], tmp_path: Path
) -> None:
    design, _, _, results = made
    shutil.copytree(results, tmp_path / "results")
    book = Workbook()
    book.active.append(["Vaak", 0.43217])
    book.save(tmp_path / "results" / BOOK)
    assert list(SecondAttacker(tmp_path / "results", design)._book()) == ["book: Sheet 0.43217"]


@pytest.fixture(scope="module")
def benchmarked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Design, Path]:
    folder = tmp_path_factory.mktemp("benchmarked")
    run(BENCHMARKS[1], folder)
    return BENCHMARKS[1], folder / "results"


def test_a_benchmark_holds_what_displayed_figures_give(benchmarked: tuple[Design, Path]) -> None:
    design, results = benchmarked
    attacker = SecondAttacker(results, design)
    rows = [*attacker.benchmark.made, *attacker.benchmark.compared]
    assert {row.get("measure") for row in rows} >= {"shrunken", "limit_low", "limit_high"}
    assert sum(bool(row.get("p")) for row in rows) > len(BENCHMARKED)
    assert any(not row.get("estimate") for row in attacker.benchmark.made)
    assert sum(row.get("comparison") == "earlier" and bool(row["p"]) for row in rows) > len(BENCHMARKED)
    assert attacker.benchmark.mismatches() == []


BENCHMARK_HOLES = {
    "a shrunken figure of the hidden": (
        "benchmark of hidden",
        "estimates",
        "shrunken",
        False,
        "estimate",
        "0.4",
    ),
    "a side of the hidden": ("side of hidden", "changes", "nation", False, "verdict", "higher"),
    "a line of answers as they are": ("n_effective of", "estimates", "limit_low", True, "n_effective", "+3"),
    "a line that is finer": ("estimate of", "estimates", "limit_high", True, "estimate", "+0.004"),
    "a p of answers as they are": ("p of", "changes", "nation", True, "p", "+0.004"),
    "a p after another number of tests": ("p_adjusted of", "changes", "nation", True, "p_adjusted", "-0.01"),
    "a base as it is": ("n_to of", "changes", "nation", True, "n_to", "+1"),
    "a shrunken figure of other answers": ("shrunken of", "estimates", "shrunken", True, "estimate", "+0.3"),
    "a change of answers as they are": ("difference of", "changes", "earlier", True, "difference", "+0.004"),
    "a p of a change of answers as they are": ("p of a change", "changes", "earlier", True, "p", "+0.1"),
    "a base before as it is": ("n_from of", "changes", "earlier", True, "n_from", "+1"),
    "a direction of the hidden": ("side of hidden", "changes", "earlier", False, "verdict", "increased"),
    "a finer deviation": ("n_effective of", "estimates", "shrunken", True, "n_effective", "-900"),
}


@pytest.mark.parametrize("hole", BENCHMARK_HOLES)
def test_a_hole_in_a_benchmark_is_found(benchmarked: tuple[Design, Path], hole: str, tmp_path: Path) -> None:
    design, results = benchmarked
    found, table, kind, told, column, value = BENCHMARK_HOLES[hole]
    shutil.copytree(results, tmp_path / "results")
    path = tmp_path / "results" / f"{table}.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    of_kind = frame["measure" if table == "estimates" else "comparison"] == kind
    marker = column if told else "n" if table == "estimates" else "difference"
    place = frame.index[of_kind & (frame[marker] != "").eq(told)]
    for at in place[::2] if kind == "shrunken" and told else place[:1]:
        moved = value[0] in "+-"
        frame.loc[at, column] = repr(float(frame.loc[at, column]) + float(value)) if moved else value
    frame.to_csv(path, index=False)
    findings = SecondAttacker(tmp_path / "results", design).benchmark.mismatches()
    assert any(finding.startswith(found) for finding in findings), findings


RAKED = Design(31, size=260, waves=1, weights="raked", breakdowns=("band",), seldom=0.3)


@pytest.mark.parametrize("known", [True, False])
def test_two_hidden_groups_follow_from_weights_that_are_known(known: bool, tmp_path: Path) -> None:
    """The margin gives the weight of each group; a weighted and a plain total of two counts leave one answer."""
    _, released = run(RAKED, tmp_path)
    assert all(wave.deff >= 1.4 for wave in released.method.weighting.waves)
    results = tmp_path / "results"
    assert SecondAttacker(results, RAKED).findings() == []
    frame = hide(hide(released.estimates.copy(), "uses", "band", "young"), "uses", "band", "mid")
    for name in ("content", "any_use", "often_use", "seldom_use"):
        frame = hide(hide(frame, name, "band", "young"), name, "band", "mid")
    frame.to_csv(results / "estimates.csv", index=False, float_format="%.10g")
    frame.to_parquet(results / "estimates.parquet", index=False)
    design = RAKED if known else replace(RAKED, weights="given")
    findings = SecondAttacker(results, design).findings(most=30)
    narrowed = {
        group for group in ("young", "mid") for one in findings if one.startswith("inferred") and group in one
    }
    assert narrowed == ({"young", "mid"} if known else set())
