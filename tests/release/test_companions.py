"""Truth: two surveys of one question each; the released set of the other is written, spoilt and read as a companion."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from monitor.errors import ReleaseError
from monitor.release.results.companions import read_companions
from monitor.release.results.method import Method, WaveRecord
from monitor.release.results.released_set import ReleasedSet, write_results
from monitor.release.results.table_files import typed
from monitor.schema import CHANGES, ESTIMATES
from monitor.study.study import Study
from monitor.study.study_reader import read_study

QUESTIONNAIRE = """\
survey: {name}
title: Vragenlijst
respondents: {{singular: {name}, plural: {name}s}}
waves: ["2023", "2025"]
themes: {{letters: Brieven}}
questions:
  - {{id: clear, nr: "1", theme: letters, text: "Zijn de brieven duidelijk?", kind: single, scale: yesno}}
scales: {{yesno: {{kind: nominal, categories: {{yes: ja, no: nee}}}}}}
"""
STUDY = """\
study: {name}
title: Wat {name}s vinden
published: 2025-11-01
questionnaire: {name}.yaml
waves:
  "2025": {{responses: {name}.csv}}
"""
BESIDE = """\
companions: {staff: staff_study.yaml}
side_by_side:
  - {id: clear, title: Brieven, companion: staff, own: clear.yes, other: clear.yes}
"""


def write_surveys(folder: Path) -> Study:
    for name in ("staff", "client"):
        (folder / f"{name}.yaml").write_text(QUESTIONNAIRE.format(name=name), encoding="utf-8")
        (folder / f"{name}_study.yaml").write_text(STUDY.format(name=name), encoding="utf-8")
    with (folder / "client_study.yaml").open("a", encoding="utf-8") as stream:
        stream.write(BESIDE)
    return read_study(folder / "client_study.yaml")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return write_surveys(tmp_path)


def released_staff(
    name: str = "staff", waves: tuple[str, ...] = ("2025",), category: str = "yes"
) -> ReleasedSet:
    row = {
        "study": name, "wave": waves[-1], "indicator": "clear", "item": "clear", "category": category,
        "measure": "share", "estimate": 0.25, "count": 10, "n": 40, "status": "released",
    }  # fmt: skip
    estimates = typed(pd.DataFrame([row], columns=list(ESTIMATES.names)), ESTIMATES, "estimates")
    changes = typed(pd.DataFrame(columns=list(CHANGES.names)), CHANGES, "changes")
    method = Method(study=name, waves={wave: WaveRecord(n_accepted=40) for wave in waves})
    return ReleasedSet(estimates, changes, method)


def test_a_companion_holds_the_released_figures_and_names_its_files(study: Study, tmp_path: Path) -> None:
    write_results(released_staff(), tmp_path / "out")
    companion = read_companions(study, {"staff": tmp_path / "out"})["staff"]
    assert companion.released.estimates["count"].tolist() == [10]
    names = [path.name for path in companion.files]
    assert names == ["staff_study.yaml", "staff.yaml", "estimates.csv", "changes.csv", "method.json"]


def test_the_folder_of_a_wave_will_do(study: Study, tmp_path: Path) -> None:
    write_results(released_staff(), tmp_path / "2025" / "results")
    assert (
        read_companions(study, {"staff": tmp_path / "2025"})["staff"].folder == tmp_path / "2025" / "results"
    )


def test_results_that_are_not_there_are_told_with_the_command_that_makes_them(
    study: Study, tmp_path: Path
) -> None:
    with pytest.raises(ReleaseError) as caught:
        read_companions(study, {"staff": tmp_path / "none"})
    assert str(caught.value).startswith('client_study.yaml:7: the results of "staff" are not there; got ')
    assert f"Run that study first: monitor run {tmp_path / 'staff_study.yaml'} --wave 2025;" in str(
        caught.value
    )
    with pytest.raises(ReleaseError, match=f"--wave 2025 --out {tmp_path / 'here'};"):
        read_companions(study, {"staff": tmp_path / "here" / "staff" / "2025" / "results"})
