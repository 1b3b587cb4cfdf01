"""Truth: the own survey of one municipality held against a national run, from the files of both to the report."""

from __future__ import annotations

import html
import json
import shutil
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from monitor.errors import MonitorError
from monitor.pipeline import run_study
from monitor.release.door.audit import audit
from monitor.release.results.released_set import read_results
from monitor.stages.options import RunOptions
from monitor.study.study_reader import read_study
from tests.pipeline.reference_studies import BROKEN, OWN, own_responses, run, write_national, write_own

NAMED = OWN.replace("2025}", "2025, name: Aasterdam}")


@pytest.fixture(scope="module")
def national(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run(write_national(tmp_path_factory.mktemp("reference") / "national"))


def beside(national: Path, folder: Path, **changes) -> Path:
    """The own study in a folder beside the national one; not run yet."""
    return write_own(national.parents[2].parent / folder.name, **{"study": NAMED, **changes})


def rows(home: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(home / "results" / f"{name}.csv", keep_default_na=False, dtype=str)


@pytest.fixture(scope="module")
def own(national: Path) -> Path:
    return run(beside(national, Path("own")), None, ("html",))


def test_each_headline_has_a_row_of_its_own_kind(own) -> None:
    changes = rows(own, "changes")
    held = changes[changes["comparison"] == "survey:gemeenten"].set_index("item")
    assert list(held.index) == ["brief", "cijfer"]
    assert held["verdict"].tolist() == ["higher", "undecided"]
    assert held["from_wave"].tolist() == ["2025", "2025"]
    assert held["to_wave"].tolist() == ["2026", "2026"]
    estimates = rows(own, "estimates")
    drawn = estimates[estimates["measure"] == "shrunken"]
    assert drawn["item"].tolist() == ["brief", "cijfer"]
    assert set(drawn["breakdown"]) == {""}


def test_method_holds_all_that_the_numbers_follow_from(own, national) -> None:
    told = json.loads((own / "results" / "method.json").read_text(encoding="utf-8"))["reference"]
    assert (told["study"], told["title"], told["wave"]) == ("gemeenten", "Gemeenten", "2025")
    there = rows(national, "estimates")
    row = there[(there["item"] == "brief") & (there["category"] == "agree_net") & (there["breakdown"] == "")]
    figure = told["figures"][0]
    assert figure["estimate"] == pytest.approx(round(float(row["estimate"].iloc[0]), 2))
    assert figure["n"] == float(row["n"].iloc[0])
    assert figure["tau"] > 0.02


def test_the_set_stands_the_audit_and_is_read_again(own, national) -> None:
    study = read_study(own.parents[2] / "study.yaml")
    again = read_results(own / "results", study)
    assert again.benchmark is not None
    assert len(again.benchmark.changes) == 2
    assert audit([again], [study]).passed


def test_the_report_answers_in_the_order_in_which_one_asks(own) -> None:
    text = (own / "reports" / "inspectorate" / "project" / "parts" / "reference.qmd").read_text(
        encoding="utf-8"
    )
    order = ["Hoe doen wij het naast Nederland?", "Voor de raad", "Alle onderwerpen", "Wat u niet mag concluderen", "Hoe is gerekend"]  # fmt: skip
    places = [text.index(part) for part in order]
    assert places == sorted(places)
    assert "Dat is aantoonbaar hoger dan in heel Nederland (51%)." in text
    assert "Bij 1 van de 2 onderwerpen is geen verschil aangetoond." in text
    page = (own / "reports" / "inspectorate" / "report.html").read_text(encoding="utf-8")
    assert "Aasterdam naast heel Nederland" in page


def test_a_report_of_a_study_without_a_reference_has_no_such_chapter(national) -> None:
    path = national.parents[2] / "study.yaml"
    run_study(path, RunOptions(out=path.parent / "again", formats=("html",)), lambda *_: None)
    page = next((path.parent / "again").rglob("report.html")).read_text(encoding="utf-8")
    assert "naast Nederland" not in page


def test_a_zip_of_the_run_gives_the_same_numbers(own, national) -> None:
    packed = national.parents[2].parent / "national.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(national.rglob("*")):
            archive.write(path, Path("2025") / path.relative_to(national))
    study = NAMED.replace("../national/build/gemeenten/2025", "../national.zip")
    again = run(beside(national, Path("zipped"), study=study))
    for name in ("estimates.csv", "changes.csv", "method.json"):
        assert (again / "results" / name).read_bytes() == (own / "results" / name).read_bytes()
    told = json.loads((again / "manifest.json").read_text(encoding="utf-8"))["inputs"]
    assert "reference/national.zip" in told


def test_the_manifest_says_what_it_was_held_against(own, national) -> None:
    from monitor.outputs import file_hash

    told = json.loads((own / "manifest.json").read_text(encoding="utf-8"))["inputs"]
    assert told["reference/manifest.json"] == file_hash(national / "manifest.json")


def test_results_folder_names_the_same_run(own, national) -> None:
    again = run(beside(national, Path("of_results"), study=NAMED.replace("2025,", "2025/results,")))
    assert (again / "results" / "changes.csv").read_bytes() == (own / "results" / "changes.csv").read_bytes()


def test_a_break_between_the_waves_is_told_and_not_compared(national) -> None:
    home = run(beside(national, Path("broken"), questions=BROKEN), None)
    changes = rows(home, "changes").set_index("item")
    assert changes.loc["brief", "verdict"] == "not_comparable"
    assert changes.loc["brief", "reason"] == "mode"
    assert changes.loc["brief", "difference"] == ""
    assert changes.loc["cijfer", "level_in_force"] == "0.05"  # it alone is tested
    page = next(home.rglob("report.html")).read_text(encoding="utf-8")
    assert "Niet te vergelijken met heel Nederland" in page


@pytest.mark.parametrize("n", [1, 4, 9, 12])
def test_few_answers_tell_no_side(national, n) -> None:
    home = run(beside(national, Path(f"few{n}"), answers=own_responses(n)), None)
    changes = rows(home, "changes")
    held = changes[changes["comparison"] == "survey:gemeenten"]
    assert not set(held["verdict"]) & {"higher", "lower"}
    if n < 10:
        assert set(held["difference"]) <= {""}


def test_everybody_of_one_answer_is_compared_without_a_fault(national) -> None:
    home = run(beside(national, Path("alike"), answers=own_responses(60, agrees=1.0)), None)
    changes = rows(home, "changes").set_index("item")
    assert changes.loc["brief", "verdict"] == "higher"
    drawn = rows(home, "estimates").query("measure == 'shrunken' and item == 'brief'").iloc[0]
    assert float(drawn["estimate"]) < 1


def test_without_a_released_spread_the_figure_stays_as_answered(national, tmp_path) -> None:
    alone = "\n".join(
        line
        for line in (national.parents[2] / "study.yaml").read_text().splitlines()
        if "benchmark" not in line
    )
    bare = run(write_national(tmp_path / "national", study=alone + "\n"))
    assert bare.is_dir()
    home = run(write_own(tmp_path / "own", study=NAMED), None)
    drawn = rows(home, "estimates").query("measure == 'shrunken'").set_index("item")
    assert drawn.loc["brief", "estimate"] == "0.79"
    assert "gelijk aan wat de mensen antwoordden" in next(home.rglob("report.html")).read_text()


def test_results_changed_by_hand_are_refused_by_name(national, tmp_path) -> None:
    shutil.copytree(national.parents[2], tmp_path / "national")
    path = tmp_path / "national" / "build" / "gemeenten" / "2025" / "results" / "estimates.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("0.5", "0.6", 1), encoding="utf-8")
    with pytest.raises(MonitorError, match=r"estimates\.csv"):
        run(write_own(tmp_path / "own", study=NAMED))


def test_a_name_with_braces_is_told_as_it_is(national) -> None:
    study = NAMED.replace("name: Aasterdam", 'name: "Aa {place} & \'s-Bee"')
    assert study != NAMED
    home = run(beside(national, Path("braces"), study=study), None)
    page = html.unescape(next(home.rglob("report.html")).read_text(encoding="utf-8"))
    assert "Aa {place} & 's-Bee, ‘Welk cijfer geeft u’: naar schatting" in page
    assert "Aa Aa" not in page
