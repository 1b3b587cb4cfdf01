"""Truth: hand counts of a three-question survey that the project has never seen.

Parents of a school rate it (grade with n.v.t.), say what they use (multi-select with "nothing") and how
many days they waited (number), in two waves. Nothing but YAML and CSV is written here.
"""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from monitor.run_record import run_facts
from monitor.study.study_reader import read_study

pytestmark = pytest.mark.ci

QUESTIONNAIRE = """\
survey: ouders
title: Vragenlijst voor ouders
respondents: {singular: ouder, plural: ouders}
waves: ["2023", "2025"]
themes: {oordeel: Oordeel over de school, gebruik: Wat ouders gebruiken}
scales:
  cijfer: {kind: grade, range: [1, 10], nets: {goed: {label: 8 of hoger, of: ["8", "9", "10"]}},
           special: {na: {label: n.v.t., means: not_applicable}}}
questions:
  - {id: rating, nr: "1", kind: grade, scale: cijfer, theme: oordeel, text: "Welk cijfer geeft u de school?"}
  - id: used
    nr: "2"
    kind: multi
    theme: gebruik
    text: "Wat gebruikt u?"
    options: {use_app: De app, use_letter: De brief, use_none: Geen van beide}
    exclusive: [use_none]
  - {id: wait_days, nr: "3", kind: number, range: [0, 60], unit: dagen, theme: gebruik,
     text: "Hoeveel dagen wachtte u op antwoord?", asked_if: use_none == 0}
"""

STUDY = """\
study: ouders
title: Ouders over de school
published: 2025-11-01
questionnaire: questionnaire.yaml
waves:
  "2023": {responses: ouders_2023.csv}
  "2025": {responses: ouders_2025.csv, invited: 90}
reports: [inspectorate]
"""


def _row(wave: int, number: int) -> str:
    """Respondent `number`: every 8th uses nothing, every 3rd only the letter; grades go round 6-9 or na."""
    nothing, letter = number % 8 == 0, number % 3 == 0
    rating = "na" if number % 10 == 9 else str(6 + number % 4)
    app = 0 if nothing or letter else 1
    days = "" if nothing else str((number * 7 + wave) % 15)
    return f"O{wave}-{number:03d},{rating},{app},{int(letter and not nothing)},{int(nothing)},{days}"


HEADER = "respondent_id,rating,use_app,use_letter,use_none,wait_days"


def _write(folder: Path) -> Path:
    (folder / "questionnaire.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    for wave, size in ((2023, 80), (2025, 64)):
        rows = [HEADER, *(_row(wave, number) for number in range(size))]
        (folder / f"ouders_{wave}.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder / "study.yaml"


@pytest.fixture(scope="module")
def output(command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ouders")
    done = command("run", str(_write(folder)), "--out", str(folder / "build"))
    assert done.returncode == 0, done.stderr
    return folder / "build" / "ouders" / "2025"


@pytest.fixture(scope="module")
def estimates(output: Path) -> pd.DataFrame:
    return pd.read_csv(output / "results" / "estimates.csv", dtype={"wave": str}, keep_default_na=False)


def _cell(estimates: pd.DataFrame, **key: str) -> pd.Series:
    found = estimates[(estimates[list(key)] == pd.Series(key)).all(axis=1)]
    assert len(found) == 1, f"{len(found)} rows for {key}"
    return found.iloc[0]


def test_the_share_of_an_option_is_the_hand_count(estimates: pd.DataFrame) -> None:
    # of 0..63: 8 use nothing (multiples of 8), 19 the letter (22 multiples of 3 less 3 of 24), 37 the app
    cell = _cell(estimates, wave="2025", item="use_app", category="1", breakdown="", measure="share")
    assert (int(cell["count"]), int(cell["n"])) == (37, 64)
    assert float(cell["estimate"]) == pytest.approx(37 / 64, rel=1e-9)


def test_not_applicable_is_counted_apart_from_the_base(estimates: pd.DataFrame) -> None:
    cell = _cell(estimates, wave="2025", item="rating", category="", breakdown="", measure="mean")
    grades = [6 + number % 4 for number in range(64) if number % 10 != 9]
    assert int(cell["n"]) == len(grades) == 58
    assert int(cell["n_not_applicable"]) == 6
    assert float(cell["estimate"]) == pytest.approx(sum(grades) / 58, rel=1e-9)


def test_who_is_routed_away_is_not_in_the_base(estimates: pd.DataFrame) -> None:
    cell = _cell(estimates, wave="2023", item="wait_days", category="", breakdown="", measure="mean")
    days = [(number * 7 + 2023) % 15 for number in range(80) if number % 8]
    assert (int(cell["n"]), int(cell["n_not_asked"])) == (70, 10)
    assert float(cell["estimate"]) == pytest.approx(sum(days) / 70, rel=1e-9)


def test_every_item_asked_twice_is_tested_with_a_verdict(output: Path) -> None:
    changes = pd.read_csv(output / "results" / "changes.csv", keep_default_na=False)
    tested = set(changes.loc[changes["level"] == "item", "item"])
    assert {"rating", "wait_days"} <= tested
    assert (changes["verdict"] != "").all()


def test_the_report_is_one_dutch_page_with_the_questions(output: Path) -> None:
    page = (output / "reports" / "inspectorate" / "report.html").read_text(encoding="utf-8")
    assert '<html lang="nl' in page
    assert "Oordeel over de school" in page
    for word in ("{{<", "?var:", ">nan<", "None"):
        assert word not in page


def test_an_earlier_wave_can_be_reported_on_its_own(command, output: Path) -> None:
    folder = output.parents[2]
    done = command(
        "run",
        str(folder / "study.yaml"),
        "--out",
        str(folder / "build"),
        "--wave",
        "2023",
        "--format",
        "html",
    )
    assert done.returncode == 0, done.stderr
    assert (folder / "build" / "ouders" / "2023" / "reports" / "inspectorate" / "report.html").exists()
    assert (output / "manifest.json").exists()


def test_the_ledger_closes(output: Path) -> None:
    method = json.loads((output / "results" / "method.json").read_text(encoding="utf-8"))
    wave = method["waves"]["2025"]
    assert wave["n_read"] == wave["n_accepted"] + wave["n_quarantined"] == 64


def test_a_corrected_row_of_the_quarantine_counts_again(command, output: Path, tmp_path: Path) -> None:
    # O2025-001 gave a grade that does not exist; line 3 of the file, under the header and O2025-000
    study = _write(tmp_path)
    responses = tmp_path / "ouders_2025.csv"
    responses.write_text(responses.read_text("utf-8").replace("O2025-001,7", "O2025-001,17"), "utf-8")
    (tmp_path / "fixed.csv").write_text("row,rating\n3,7\n", encoding="utf-8")
    run = ("run", str(study), "--format", "html", "--out", str(tmp_path / "build"), "--corrections")
    done = command(*run, f"2025={tmp_path / 'fixed.csv'}")
    assert done.returncode == 0, done.stderr
    corrected = tmp_path / "build" / "ouders" / "2025" / "results" / "estimates.csv"
    assert corrected.read_bytes() == (output / "results" / "estimates.csv").read_bytes()
    wrong = command(*run, "2052=fixed.csv")
    assert 'this study has no wave "2052"; expected 2023, 2025.' in wrong.stderr


def test_two_files_of_one_name_have_a_hash_each(tmp_path: Path) -> None:
    study = _write(tmp_path)
    waves = sorted(study.parent.glob("*.csv"))
    text = study.read_text(encoding="utf-8")
    for wave in waves:
        folder = study.parent / wave.stem
        folder.mkdir()
        wave.rename(folder / "antwoorden.csv")
        text = text.replace(wave.name, f"{folder.name}/antwoorden.csv")
    study.write_text(text, encoding="utf-8")
    inputs = run_facts(read_study(study), {}, about_people=True)["inputs"]
    assert {f"{wave.stem}/antwoorden.csv" for wave in waves} <= set(inputs)
    assert len(waves) > 1
