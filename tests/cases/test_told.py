"""Truth: what the run prints and the report says of what was recoded, left out and split, through the real command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from monitor.errors import DeclarationError
from monitor.intake.answers.typed_answers import Answers
from monitor.pipeline import run_study
from monitor.stages.options import RunOptions
from monitor.statistics.quality.response import read_dispositions
from monitor.statistics.weighting.weighting import weight_respondents

from .conftest import Case

pytestmark = pytest.mark.ci

Open = Callable[[str], Case]


def run(case: Case) -> list[str]:
    """Everything that a run tells; what it writes stands in the folder of the case."""
    told: list[str] = []
    options = RunOptions(out=case.folder / "build", formats=("html",))
    run_study(case.path, options, lambda stage, detail: told.append(detail))
    return told


def test_a_split_is_told_by_the_run_and_by_the_report(case: Open) -> None:
    here = case("14-municipality-split-in-two")
    (told,) = [line for line in run(here) if "was split over" in line]
    assert "municipality 9788 was split over 4 (9824, 9865, 9757, 9855)" in told
    (page,) = (here.folder / "build").rglob("report.html")
    report = page.read_text(encoding="utf-8")
    assert "9788 (Oosterwijk, Vuchteren, Bokstelde, Tillenburg)" in report
    (estimates,) = (here.folder / "build").rglob("estimates.csv")
    frame = pd.read_csv(estimates, dtype=str, keep_default_na=False)
    assert "9788" not in set(frame["group"])


def test_a_recode_by_label_is_printed(case: Open) -> None:
    here = case("04b-spss-duplicate-and-shifted-labels")
    told = [line for line in run(here) if line.startswith("r2025.sav: letters: recoded")]
    assert len(told) == 1
    assert '"1" read as 5' in told[0]
    (rules,) = here.folder.rglob("rules.csv")
    assert '1"" gelezen als 5 (antwoordlabel)' in rules.read_text(encoding="utf-8")
    (method,) = (here.folder / "build").rglob("method.json")
    assert "gelezen als" not in method.read_text(encoding="utf-8")


@pytest.mark.parametrize(("weights", "method"), [("gewicht", "given"), (None, "none")])
def test_weights_that_came_with_the_file_are_never_called_none(
    case: Open, weights: str | None, method: str
) -> None:
    here = case("08a-weights-zero-missing")
    if weights is None:
        here.edit(lambda study, _: study.pop("design"))
        lines = [line.rpartition(";")[0] for line in here.text().splitlines()]
        here.write("\n".join(lines) + "\n")
    answers: Answers = here.take_in().split.accepted.answers
    _, report = weight_respondents(answers, here.study)
    assert report.method == method


def test_a_unit_of_the_sample_on_two_lines_is_an_error_with_both(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text("respondent_id,disposition\na,complete\nb,refusal\na,refusal\n", encoding="utf-8")
    with pytest.raises(DeclarationError, match="one respondent_id occurs twice; got lines 2 and 4"):
        read_dispositions(path)
    path.write_text("region,disposition\na,complete\na,complete\n", encoding="utf-8")
    assert len(read_dispositions(path)) == 2
