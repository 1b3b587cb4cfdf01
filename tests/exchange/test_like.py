"""Truth: the answers that a study accepted before they went out and came back, and the bytes that a run made of them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from monitor.commands.export import export_study
from monitor.errors import IntakeError
from monitor.exchange.begin_like import begin_like
from monitor.intake.answers.typed_answers import Answers
from monitor.pipeline import declared_study
from monitor.stages.options import RunOptions
from monitor.stages.taking_in import take_in
from monitor.study.study_reader import read_study


def _answers(study: Path) -> Answers:
    options = RunOptions(out=Path("build"))
    return take_in(declared_study(study, options), lambda *_: None, {}).answers


def _same(one: Answers, other: Answers) -> None:
    assert list(one.respondent_id) == list(other.respondent_id)
    assert one.design.equals(other.design)
    np.testing.assert_array_equal(one.wave, other.wave)
    for name, variable in one.variables.items():
        for part in ("state", "codes", "values"):
            np.testing.assert_array_equal(
                getattr(variable, part), getattr(other.variables[name], part), f"{name} {part}"
            )


@pytest.mark.parametrize(("form", "file"), [("sav", "antwoorden.sav"), ("csv", "antwoorden.csv")])
def test_what_went_out_comes_in_the_same_under_its_own_settings(
    study: Path, tmp_path: Path, form: str, file: str
) -> None:
    export_study(study, RunOptions(out=tmp_path / "build"), (form,), tmp_path / "uit", None, True, False)
    begin_like([str(tmp_path / "uit" / file)], study, tmp_path / "in", lambda *_: None)
    before, after = _answers(study), _answers(tmp_path / "in" / "study.yaml")
    assert len(before) > 30
    assert {2, 3} <= set(np.unique(before.variables["grade"].state).tolist()) | {3}
    _same(before, after)
    assert "# de vragen" in (tmp_path / "in" / "study.yaml").read_text(encoding="utf-8")


def test_a_questionnaire_alone_tells_the_codes(study: Path, tmp_path: Path) -> None:
    """Without a study its settings are proposed; the answers are those of the questionnaire."""
    export_study(study, RunOptions(out=tmp_path / "build"), ("sav",), tmp_path / "uit", None, True, False)
    like = study.with_name("questionnaire.yaml")
    begin_like([str(tmp_path / "uit" / "antwoorden.sav")], like, tmp_path / "in", lambda *_: None)
    made = read_study(tmp_path / "in" / "study.yaml")
    assert [wave.id for wave in made.waves] == ["2023", "2025"]
    before, after = _answers(study), _answers(made.path)
    for name in made.questionnaire.items:
        if name in before.variables:
            np.testing.assert_array_equal(before.variables[name].state, after.variables[name].state, name)
            np.testing.assert_array_equal(before.variables[name].codes, after.variables[name].codes, name)


@pytest.mark.slow
def test_clients_read_from_its_own_export_gives_the_same_bytes(
    repository: Path, demonstration_run: Path, tmp_path: Path
) -> None:
    study, beside = repository / "responses_demo/clients/study.yaml", tmp_path / "responses_demo"
    shutil.copytree(repository / "questionnaires", tmp_path / "questionnaires")
    shutil.copytree(repository / "responses_demo/klantmanagers", beside / "klantmanagers")
    shutil.copytree(study.parent, beside / "clients")
    study = beside / "clients/study.yaml"
    export_study(study, RunOptions(out=tmp_path / "none"), ("sav",), tmp_path / "uit", None, True, False)
    begin_like([str(tmp_path / "uit/antwoorden.sav")], study, beside / "in", lambda *_: None)
    companion = f"klantmanagers={demonstration_run / 'build/klantmanagers/2022/results'}"
    run = ["run", str(beside / "in/study.yaml"), "--out", str(tmp_path / "build"), "--companion", companion]
    run += ["--without", "municipality"]  # as the demonstration does
    done = subprocess.run(
        [sys.executable, "-m", "monitor", *run], capture_output=True, text=True, check=False, cwd=repository
    )
    assert done.returncode == 0, done.stderr
    made = tmp_path / "build/clients/2025/results"
    released = demonstration_run / "build/clients/2025/results"
    for name in ("estimates.csv", "changes.csv"):
        assert (made / name).read_bytes() == (released / name).read_bytes(), name


def test_a_survey_beside_it_stays_within_reach(repository: Path, tmp_path: Path) -> None:
    study = repository / "responses_demo/clients/study.yaml"
    file = tmp_path / "antwoorden.csv"
    file.write_text("respondent_id,wave\n1,2021\n2,2023\n3,2025\n", encoding="utf-8")
    with pytest.raises(IntakeError, match="klantmanagers/study.yaml, is too far"):
        begin_like([str(file)], study, tmp_path / "in", lambda *_: None)


@pytest.mark.parametrize(
    ("to", "named"), [("in", "../landelijk/build"), ("other/in", "../../landelijk/build")]
)
def test_what_another_survey_released_is_named_from_the_new_folder(
    study: Path, tmp_path: Path, to: str, named: str
) -> None:
    own = tmp_path / "own"
    shutil.copytree(study.parent, own)
    mine = own / study.name
    reference = "comparison: {headlines: [grade]}\nbenchmark: {reference: ../landelijk/build}\n"
    mine.write_text(mine.read_text(encoding="utf-8") + reference, encoding="utf-8")
    export_study(study, RunOptions(out=tmp_path / "build"), ("csv",), tmp_path / "uit", None, True, False)
    begin_like([str(tmp_path / "uit/antwoorden.csv")], mine, tmp_path / to, lambda *_: None)
    made = read_study(tmp_path / to / "study.yaml")
    assert f'reference: "{named}"' in made.path.read_text(encoding="utf-8")
    assert made.reference is not None
    assert made.reference.reference.resolve() == (tmp_path / "landelijk/build").resolve()
