"""Truth: R survey on invented files (golden_instruments.json): a run from reviews and ledger gives its numbers to 1e-9."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from monitor.intake.judged.draw_ledger import Drawing
from monitor.study.draw import Stratum
from tests.pipeline.test_file_check import released, row

HERE = Path(__file__).parents[1] / "reference"
GOLDEN: dict[str, Any] = json.loads((HERE / "golden_instruments.json").read_text(encoding="utf-8"))[
    "months_as_strata"
]
NORMS = ["letter", "report", "booking", "plan", "suite"]
OF = {"review": GOLDEN["review"], "application": GOLDEN["application_by_quarter"]}
FIGURES = {
    "right_first_time": "right_first_time", "right_without_registration": "right_legal", "mean_score": "score",
}  # fmt: skip
QUESTIONNAIRE = """\
survey: dossiers
title: Dossiers
respondents: {singular: dossier, plural: dossiers}
waves: ["2025"]
processes: {review: Heronderzoek, application: Aanvraag}
themes: {decision: Besluit}
norms:
"""
STUDY = """\
study: dossiers
kind: file_check
title: Dossiers
published: 2026-02-01
questionnaire: norms.yaml
waves: {"2025": {responses: reviews.csv}}
draw: {by: [process, month], files: {application: 1, review: 5}}
meet: {right_first_time: 0.80, score: 0.80}
reports: [{template: quality/any, audience: internal, readers: [teamleider]}]
"""


def close(value: float) -> Any:
    return pytest.approx(value, rel=1e-9)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    folder = tmp_path_factory.mktemp("golden")
    files = pd.read_csv(HERE / "instruments_files.csv", keep_default_na=False)
    files = files[files["process"].isin(list(OF))]
    norms = [
        f"  - {{id: {norm}, theme: decision, ground: {'registration' if norm == 'suite' else 'legal'},"
        f" processes: [{'review' if norm == 'plan' else 'review, application'}], text: Norm {norm}}}"
        for norm in NORMS
    ]
    (folder / "norms.yaml").write_text(QUESTIONNAIRE + "\n".join(norms) + "\n", encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    reviews = files.rename(columns={"file": "respondent_id"})[["respondent_id", "process", *NORMS]]
    reviews.to_csv(folder / "reviews.csv", index=False)
    ledger = [
        Drawing("4f1c", str(period), "frame.csv", "0" * 64, tuple(
            Stratum(str(process), int(own["handled"].iloc[0]), tuple(own["file"]))
            for process, own in month.groupby("process")
        )).line()
        for period, month in files.groupby("period")
    ]  # fmt: skip
    (folder / "draws.jsonl").write_text("\n".join(ledger) + "\n", encoding="utf-8")
    return released(folder / "study.yaml")


@pytest.mark.parametrize("process", OF)
@pytest.mark.parametrize("figure", FIGURES)
def test_what_follows_from_all_norms_is_that_of_r(run, process: str, figure: str) -> None:
    golden, item = OF[process][figure], f"{FIGURES[figure]}_{process}"
    found = row(run.inside.estimates, item, "" if figure == "mean_score" else "yes")
    assert (found["estimate"], found["se"]) == (
        close(golden.get("share", golden.get("mean"))),
        close(golden["se"]),
    )
    assert (found["ci_low"], found["ci_high"]) == (close(golden["limits"][0]), close(golden["limits"][1]))
    assert (found["n"], found["df"]) == (OF[process]["n"], golden["df"])
    norms = run.inside.norms.set_index("item")["verdict"]
    if item in norms.index:
        assert norms[item] == golden["verdict"]


@pytest.mark.parametrize("process", OF)
def test_each_norm_is_a_domain_of_the_files_to_which_it_applied(run, process: str) -> None:
    for golden in OF[process]["by_norm"]:
        found = row(run.inside.estimates, f"{golden['norm']}_{process}", "met")
        assert (found["n"], found["count"]) == (golden["n"], golden["met"])
        assert (found["estimate"], found["se"]) == (close(golden["share"]), close(golden["se"]))


@pytest.mark.parametrize("process", OF)
def test_failures_are_counted_norm_by_norm(run, process: str) -> None:
    golden = GOLDEN["deficiencies"][process]
    estimates = run.inside.estimates
    assert row(estimates, f"right_first_time_{process}", "no")["count"] == golden["returned"]
    for norm, count in golden["not_met"].items():
        items = set(estimates["item"])
        if f"{norm}_{process}" in items:
            assert row(estimates, f"{norm}_{process}", "not_met")["count"] == count
    other = row(estimates, f"right_legal_{process}", "no")["count"]
    assert golden["returned"] - other == golden["returned_for_suite_only"]
