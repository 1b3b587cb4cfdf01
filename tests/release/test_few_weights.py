"""Truth: whole numbers. Who tries them on ten digits finds what is kept back; on rounded figures nobody does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from monitor.release.door import released_tables
from monitor.release.door.audit import audit
from monitor.release.door.few_weights import NOT_FEW, is_few
from monitor.release.results.method import Method
from monitor.release.results.released_set import ReleasedSet
from monitor.schema import STATE_COUNTS
from monitor.study.study import Study

from .derived_again import Again, Row, half_up, number
from .designs import IDENTIFIABLE, TOTALS, Design, run, run_written, write
from .second_attacker import SecondAttacker
from .whole_numbers import WholeNumbers

Made = tuple[Study, ReleasedSet, Path]
AGES = Design(2026, size=140, municipalities=4, waves=1, weights="raked",
              breakdowns=("band", "years_two", "region"), seldom=0.1)  # fmt: skip
HARDER = [
    Design(2065, size=90, municipalities=6, waves=1, weights="raked", breakdowns=("band", "region"), seldom=0.3),
    Design(2077, size=110, municipalities=4, waves=2, weights="raked", breakdowns=("band", "region*size_class"), seldom=0.1),
    Design(2117, size=90, municipalities=6, waves=1, weights="raked", breakdowns=("band", "years_four", "region"), seldom=0.3),
]  # fmt: skip
UNITS = {"share": "percentage", "rest": "percentage", "mark": "grade", "years": "number", "clear": "score",
         "content": "score"}  # fmt: skip
SETS = {"set": ("set_a", "set_b", "set_none")}


def careless_door(design: Design, folder: Path) -> Made:
    """Released with all digits, as if nobody tried whole numbers."""
    with pytest.MonkeyPatch.context() as without:
        without.setattr(released_tables, "few_weights", lambda *_: NOT_FEW)
        return (*run(design, folder), folder / "results")


@pytest.fixture(scope="module")
def careless(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return careless_door(AGES, tmp_path_factory.mktemp("careless"))


@pytest.fixture(scope="module")
def careful(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("careful")
    return (*run(AGES, folder), folder / "results")


def test_ten_digits_tell_hidden_counts_to_whoever_tries_whole_numbers(careless: Made) -> None:
    found = WholeNumbers(careless[2], "band").findings()
    assert "2025 content.sa young: 1 to 1 of 0 to 6" in found
    assert len(found) > 15


def test_the_audit_finds_it(careless: Made) -> None:
    study, released, _ = careless
    found = audit([released], [study]).findings
    assert set(found["kind"]) == {"tells_weights"}
    assert {"", "years_two", "region"} == set(found["breakdown"])


def test_a_careful_door_tells_whole_percentages_and_no_hidden_count(careful: Made) -> None:
    study, released, results = careful
    report = audit([released], [study])
    assert report.passed, report.findings.to_string()
    assert report.suppressed > 0
    assert WholeNumbers(results, "band").findings() == []


def test_no_more_rows_are_kept_back_than_with_all_digits(careful: Made, careless: Made) -> None:
    hidden = [(one.estimates["status"] == "suppressed").sum() for _, one, _ in (careful, careless)]
    assert hidden[0] <= hidden[1]


def test_only_groups_that_hold_several_weights_are_rounded(careful: Made) -> None:
    frame = careful[1].estimates.query("item == 'content' and measure == 'share' and status != 'suppressed'")
    percent = frame["estimate"] * 100
    whole = (percent - percent.round()).abs() < 1e-9
    assert whole[frame["breakdown"] != "band"].all()
    assert not whole[frame["breakdown"] == "band"].all()
    assert frame.loc[frame["breakdown"] != "band", ["count", *STATE_COUNTS]].isna().all(axis=None)


def test_what_the_weights_fix_keeps_its_digits(careful: Made) -> None:
    frame = careful[1].estimates.query("item == 'band' and breakdown == '' and measure == 'share'")
    assert frame["count"].notna().all()
    assert frame["estimate"].tolist() == pytest.approx([0.4, 0.35, 0.25], abs=1e-9)


def test_the_method_says_how_many_weights_there_are(careful: Made, careless: Made) -> None:
    assert careful[1].method.different_weights == {"2025": 3}
    assert "different_weights" in careful[1].method.to_json()
    assert "different_weights" not in careless[1].method.to_json()
    assert "different_weights" not in Method().to_json()


@pytest.mark.slow
@pytest.mark.parametrize("design", HARDER, ids=lambda design: str(design.seed))
def test_neither_attacker_finds_anything_in_harder_studies(design: Design, tmp_path: Path) -> None:
    study, released = run(design, tmp_path)
    assert released.method.different_weights
    report = audit([released], [study])
    assert report.passed, report.findings.to_string()
    assert WholeNumbers(tmp_path / "results", "band").findings() == []
    assert SecondAttacker(tmp_path / "results", design).findings(most=8) == []


class AgainByWeights(Again):
    """The same for tables in which every share is a whole percentage: bases are exact, groups have one design effect."""

    def __init__(self, results: Path, waves: list[str], kinds: dict[tuple[str, str], str]) -> None:
        self.kinds = kinds
        super().__init__(results, IDENTIFIABLE, UNITS, {}, SETS, waves)

    def _own(self, rows: list[Row]) -> list[Row]:  # type: ignore[override]
        return [row for row in rows if (row["item"], row["breakdown"]) in self.kinds]

    def compared(self) -> Iterator[str]:
        """Every number of a wave, and of changes those that rest on one row."""
        self.shown = {key: row for key, row in self.shown.items() if row["measure"] in ("share", "mean")}
        yield from self._of_estimates()
        deff = {wave["wave"]: wave["deff"] for wave in self.method["weighting"]["waves"]}
        for row in self.shown.values():
            if number(row["deff"]) != half_up(deff[row["wave"]], 1):
                yield f"deff of {self._key(row, row['wave'])}"
        digits = dict.fromkeys(("difference", "se", "ci_low", "ci_high"), 2)
        digits |= {"statistic": 1, "df": 0, "p": 3, "n_from": 0, "n_to": 0}
        for row in self._own(self.changes):
            if row["level"] == "category" and row["p"]:
                test = self._test(row)
                low, high = self._at(test, 0.95)
                own = digits | dict.fromkeys(("difference", "se", "ci_low", "ci_high"), self._digits(row))
                yield from self._compare(row, own, {name: test[name] for name in digits if name in test}
                                         | {"ci_low": low, "ci_high": high})  # fmt: skip


def _rounded_tables(frame: pd.DataFrame) -> dict[tuple[str, str], str]:
    frame = frame[frame["estimate"].notna() & (frame["breakdown"] != "band")]
    frame = frame[frame["count"].isna() & ~frame["breakdown"].isin(IDENTIFIABLE)]
    return dict.fromkeys(zip(frame["item"], frame["breakdown"], strict=True), "")


def test_every_derived_number_follows_from_the_rounded_ones(tmp_path: Path) -> None:
    study, released = run(replace(AGES, waves=2, breakdowns=("band", "region")), tmp_path)
    again = AgainByWeights(tmp_path / "results", ["2023", "2025"], _rounded_tables(released.estimates))
    assert again.shown
    assert any(row["p"] for row in again._own(again.changes))
    assert list(again.compared()) == []
    medians = released.estimates.query("measure == 'median' and breakdown == '' and item == 'years'")
    assert medians["estimate"].notna().all()
    assert medians[["se", "ci_low", "ci_high"]].isna().all(axis=None)


def test_few_are_the_sets_of_three_ages_and_not_of_many_places() -> None:
    ages = np.array([17.0, 70.0, 53.0])
    assert is_few(ages, 140)
    assert is_few(100 * ages, 14_000)
    assert not is_few(np.full(342, 40.0), 14_000)
    assert is_few(np.full(12, 1.0), 12)


VALUES = {"young": 6.5, "mid": 1.25, "old": 0.75}


def _with_weights(design: Design, folder: Path, values: dict[str, float]) -> Made:
    """A study with weights of its own, of so many values, told by age."""
    path = write(design, folder)
    for file in folder.glob("r20*.csv"):
        rows = pd.read_csv(file, dtype=str, keep_default_na=False)
        rows.assign(weight=rows["band"].map(values).astype(str)).to_csv(file, index=False)
    return (*run_written(path, folder), folder / "results")


def test_weights_that_came_with_the_responses_in_three_values_are_the_same_hole(tmp_path: Path) -> None:
    design = replace(AGES, weights="given")
    study, released, results = _with_weights(design, tmp_path / "few", VALUES)
    assert released.method.different_weights == {"2025": 3}
    rows = released.estimates.query("item == 'content' and breakdown == '' and measure == 'share'")
    assert rows["count"].isna().all()
    assert audit([released], [study]).passed
    with pytest.MonkeyPatch.context() as without:
        without.setattr(released_tables, "few_weights", lambda *_: NOT_FEW)
        study, told, careless_results = _with_weights(design, tmp_path / "careless", VALUES)
    answers = pd.read_csv(tmp_path / "few" / "r2025.csv")["band"].value_counts()
    known = {band: (value, int(answers[band])) for band, value in VALUES.items()}
    assert WholeNumbers(careless_results, "band", known=known).findings()
    assert WholeNumbers(results, "band", known=known).findings() == []
    saying = replace(told, method=replace(told.method, different_weights={"2025": 3}))
    assert set(audit([saying], [study]).findings["kind"]) == {"tells_weights"}


def test_many_different_weights_are_left_alone(tmp_path: Path) -> None:
    _, released = run(replace(AGES, weights="given"), tmp_path)
    assert not released.method.different_weights
    assert (
        released.estimates.query("item == 'content' and breakdown == '' and measure == 'share'")["count"]
        .notna()
        .all()
    )


MARGINS = {
    "some give no age": ("band", {**TOTALS, "(no answer)": 900}, ("band", "region"), 0.08, "uses"),
    "classes of years, coarser ones beside them": (
        "years_four",
        {"y0": 4000, "y2": 1500, "y5": 1600, "y10": 2900},
        ("years_four", "years_two"),
        0.0,
        "clear",
    ),
    "age and region crossed": (
        "band*region",
        {f"{band}|{region}": total / 2 for band, total in TOTALS.items() for region in ("noord", "zuid")},
        ("band*region", "region"),
        0.0,
        "",
    ),
}


def _weighted_to(name: str, design: Design, folder: Path) -> Path:
    """The files of a design, weighted to another margin than age."""
    margin, totals, breakdowns, silent, _ = MARGINS[name]
    path = write(replace(design, breakdowns=breakdowns), folder)
    rows = [f"{margin},{category},{total},Bedacht,2026-01-01" for category, total in totals.items()]
    text = "\n".join(["margin,category,total,source,reference_date", *rows]) + "\n"
    (folder / "controls.csv").write_text(text, encoding="utf-8")
    study = path.read_text(encoding="utf-8")
    path.write_text(study.replace("[[band]]", f"[[{', '.join(margin.split('*'))}]]"), encoding="utf-8")
    for file in folder.glob("r20*.csv"):
        answers = pd.read_csv(file, dtype=str, keep_default_na=False)
        without = np.random.default_rng(1).random(len(answers)) < silent
        answers.assign(band=answers["band"].mask(without, "")).to_csv(file, index=False)
    return path


@pytest.mark.slow
@pytest.mark.parametrize("name", MARGINS)
def test_other_margins_are_the_same_hole(name: str, tmp_path: Path) -> None:
    margin, told_item, design = MARGINS[name][0], MARGINS[name][-1], replace(AGES, size=110, seed=2031)
    study, released = run_written(_weighted_to(name, design, tmp_path), tmp_path)
    assert released.method.different_weights
    report = audit([released], [study])
    assert report.passed, report.findings.to_string()
    items = [told_item or "uses"]
    assert WholeNumbers(tmp_path / "results", margin).findings(items) == []
    with pytest.MonkeyPatch.context() as without:
        without.setattr(released_tables, "few_weights", lambda *_: NOT_FEW)
        study, told = run_written(tmp_path / "study.yaml", tmp_path)
    assert "tells_weights" in set(audit([told], [study]).findings["kind"])
    if told_item:  # the one young person in the south weighs so much that whole percentages tell as much
        assert WholeNumbers(tmp_path / "results", margin).findings(items)
