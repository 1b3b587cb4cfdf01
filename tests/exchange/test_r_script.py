"""Truth: R survey, which runs the exported script and stops where a figure is not the released one."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest

from monitor.commands.export import export_study
from monitor.exchange.export import export, told
from monitor.stages.options import RunOptions
from monitor.stages.taking_in import take_in
from monitor.study.study_reader import read_study
from tests.reference.studies import released_estimates
from tests.reference.test_calibrated_studies import ASKED, METHODS, STUDY, controls

REFERENCE = Path(__file__).parents[1] / "reference"
DRAWN = {"element": "", "cluster": ", psu: psu"}
MERGED = "method: raking, merge: {age: {b: a}}, margins: [[sex, age]]"


def ran(folder: Path) -> subprocess.CompletedProcess:
    assert shutil.which("Rscript"), (
        "R with the package survey (Debian: r-base-core, r-cran-survey) is not there"
    )
    return subprocess.run(["Rscript", "controle.R"], cwd=folder, capture_output=True, text=True, check=False)


def exported(folder: Path, drawn: str, weighting: str, totals: str) -> Path:
    """A study of R's own data, released and exported with its script."""
    data = pd.read_csv(REFERENCE / "stacked.csv")
    responses = data.assign(b=data["w"] ** 2)[["sex", "age", "top", "y", "b", "psu"]]
    responses = responses if drawn else responses.drop(columns="psu")
    files = {"controls.csv": totals}
    found = released_estimates(folder, STUDY % (drawn, weighting), ASKED, responses, files)
    study = read_study(folder / "study.yaml")
    answers = take_in(study, lambda *_: None, {}).answers
    export(study, answers, found, ("r",), folder / "r")
    return folder / "r"


@pytest.mark.ci
@pytest.mark.parametrize("drawn", list(DRAWN))
@pytest.mark.parametrize("method", list(METHODS))
def test_r_makes_every_calibration_of_unequal_weights_again(method: str, drawn: str, tmp_path: Path) -> None:
    done = ran(exported(tmp_path, DRAWN[drawn], METHODS[method], controls(method)))
    assert done.returncode == 0, done.stdout[-600:] + done.stderr[-600:]
    assert "cijfers, grootste verschil" in done.stdout


@pytest.mark.ci
def test_r_weights_merged_categories_as_one(tmp_path: Path) -> None:
    done = ran(exported(tmp_path, "", MERGED, controls("poststratified")))
    assert done.returncode == 0, done.stdout[-600:] + done.stderr[-600:]


@pytest.mark.ci
def test_r_stops_at_a_figure_that_is_not_the_released_one(tmp_path: Path) -> None:
    folder = exported(tmp_path, "", METHODS["raking"], controls("raking"))
    path = folder / "r_cijfers.csv"
    figures = pd.read_csv(path, dtype=str, keep_default_na=False)
    row = figures.index[figures["item"] == "top"][0]
    figures.loc[row, "se"] = str(float(figures.loc[row, "se"]) * (1 + 1e-6))
    figures.to_csv(path, index=False)
    done = ran(folder)
    assert done.returncode == 1
    assert "de cijfers verschillen" in done.stderr


@pytest.mark.parametrize(
    ("drawn", "weighting"),
    [("", "trim: {lower: 0.3, upper: 3}, "), (", psu: psu, pps: with_replacement, draw: sex", "")],
)
def test_a_script_that_cannot_make_the_study_is_left_out(drawn: str, weighting: str, tmp_path: Path) -> None:
    folder = exported(tmp_path, drawn, f"{weighting}{METHODS['raking']}", controls("raking"))
    study = read_study(tmp_path / "study.yaml")
    assert not (folder / "controle.R").exists()
    assert "r is left out" in told(study, ("r",), [], folder)[1]


@pytest.mark.ci
@pytest.mark.slow
def test_r_finds_the_headlines_of_the_clients_again(
    repository: Path, demonstration_run: Path, tmp_path: Path
) -> None:
    options = RunOptions(out=demonstration_run / "build")
    study = repository / "responses_demo/clients/study.yaml"
    export_study(study, options, ("r",), tmp_path / "r", None, False, False)
    done = ran(tmp_path / "r")
    assert done.returncode == 0, done.stdout[-300:] + done.stderr[-300:]
