"""Truth: what a person has to read after `monitor init`: what was read, what is left to decide, and the next command."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from monitor.cli import app
from tests.declared import plain_yaml
from tests.exchange.test_samples import SAMPLES

pytestmark = pytest.mark.ci
LIMESURVEY = SAMPLES / "limesurvey"
FILES = [str(LIMESURVEY / "limesurvey_survey_482913.lss"), str(LIMESURVEY / "results-survey482913.csv")]


def test_it_ends_with_the_check_of_what_it_wrote(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["init", *FILES, "--to", str(tmp_path / "o")], catch_exceptions=False)
    lines = done.stdout.splitlines()
    assert done.exit_code == 0
    assert lines[1] == "wave 2025: read 34, left out 3 (not_completed), accepted 31, quarantined 0"
    assert lines[2].startswith("17 items, 5 scales; ")
    marks = int(lines[2].split("; ")[1].split()[0])
    assert marks == sum(path.read_text("utf-8").count("# TODO:") for path in (tmp_path / "o").rglob("*.yaml"))
    assert lines[3] == f"Go on with: monitor run {tmp_path / 'o' / 'study.yaml'}"


def test_a_structure_alone_waits_for_its_answers(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["init", f"2025={FILES[0]}", "--to", str(tmp_path / "o")])
    assert done.exit_code == 0
    assert "antwoorden_2025.csv is not there yet" in done.stdout


def test_a_person_who_is_asked_decides_and_no_mark_is_left_of_it(tmp_path: Path) -> None:
    """Answers in the order of the questions; one that does not fit is asked again."""
    waves = [str(SAMPLES / "waves" / name) for name in ("Contact 2023(1-30).xlsx", "contact2025.sav")]
    said = ["klant, klanten", "misschien", "disagree", "not_chosen", "j", "n", "2025-12-01", "on", "census"]
    done = CliRunner().invoke(
        app, ["init", *waves, "--ask", "--to", str(tmp_path / "o")], input="\n".join(said) + "\n"
    )
    assert done.exit_code == 0, done.output
    questionnaire = plain_yaml(tmp_path / "o/questionnaire.yaml")
    study = plain_yaml(tmp_path / "o/study.yaml")
    assert questionnaire["respondents"] == {"singular": "klant", "plural": "klanten"}
    grid = next(one for one in questionnaire["questions"] if one["id"] == "stellingen")
    assert grid["favourable"] == "disagree"
    assert grid["rows"]["krijg_snel_antwoord"]["comparable_from"] == "2025"
    assert str(study["published"]) == "2025-12-01"
    assert study["design"] == {"stable_ids": "on", "sampling": "census"}
    marks = "".join(path.read_text("utf-8") for path in (tmp_path / "o").rglob("*.yaml"))
    assert "sampling: census\n" in marks
    assert "hoe heten" not in marks


def test_a_wave_and_roles_that_no_file_tells_are_asked(tmp_path: Path) -> None:
    file = tmp_path / "tabel.csv"
    rows = [f"x{n};{('rood', 'groen', 'blauw')[n % 3]};{0.5 + n % 3 * 0.5:g}" for n in range(12)]
    file.write_text("\n".join(["sleutel;kleur;factor", *rows]) + "\n", encoding="utf-8")
    said = ["2024", "sleutel", "factor", "3 1 2", "-", "", "", "", "", "", ""]
    done = CliRunner().invoke(
        app, ["init", str(file), "--ask", "--to", str(tmp_path / "o")], input="\n".join(said) + "\n"
    )
    assert done.exit_code == 0, done.output
    columns = plain_yaml(tmp_path / "o/columns/2024.yaml")
    assert (columns["respondent_id"], columns["weight"]) == ("sleutel", "factor")
    scale = plain_yaml(tmp_path / "o/questionnaire.yaml")["scales"]["kleur"]
    assert (scale["kind"], list(scale["categories"])) == ("ordinal", ["blauw", "rood", "groen"])


def test_rare_answers_are_shown_on_the_screen_and_in_no_file(tmp_path: Path) -> None:
    forms = SAMPLES / "msforms"
    files = [str(next(forms.glob("*.xlsx"))), "--show-rare", "--to", str(tmp_path / "o")]
    done = CliRunner().invoke(app, ["init", *files])
    assert done.exit_code == 0, done.output
    assert "mijn hond" in done.stdout
    written = "".join(path.read_text("utf-8") for path in (tmp_path / "o").rglob("*.*") if path.is_file())
    assert "mijn hond" not in written
