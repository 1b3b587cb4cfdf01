"""Truth: intervals of shares of R survey 4.1.1 and of base R, through study file, estimates and door, to 1e-9."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from monitor.statistics.estimates.intervals import exact_interval, wilson_interval
from tests.reference.studies import released_estimates

HERE = Path(__file__).parent
CHOICES = ("logit", "wilson", "clopper_pearson", "korn_graubard")
ASKED = """\
survey: scholen
title: Scholen
respondents: {singular: school, plural: scholen}
waves: ["2000"]
themes: {a: Scholen}
scales:
  janee: {kind: nominal, categories: {"Yes": ja, "No": nee}}
  soort: {kind: nominal, categories: {E: basis, M: midden, H: hoog}}
questions:
  - {id: stype, scale: soort, theme: a, text: Soort school}
  - {id: awards, scale: janee, theme: a, text: In aanmerking voor een prijs}
  - {id: api00, kind: number, range: [100, 1000], theme: a, text: Uitkomst}
derived:
  rare: {label: Hoge uitkomst, kind: yes_no, theme: a, value: api00 > 880}
"""
STUDY = """\
study: scholen
title: Scholen
published: 2025-11-01
questionnaire: questionnaire.yaml
waves: {"2000": {responses: responses.csv}}
reports: [inspectorate]
"""
DESIGNS = {
    "strata": ("apistrat", {"strata": "stype", "weights": "pw"}),
    "clusters": ("apiclus1", {"psu": "dnum", "weights": "pw"}),
    "simple": ("apistrat", {}),
}
FIGURES = {"awards": "Yes", "rare": "yes"}


def close(value, wanted):
    np.testing.assert_allclose(value, wanted, rtol=1e-9, atol=0)


@pytest.fixture(scope="module")
def golden_intervals() -> dict:
    return json.loads((HERE / "golden_intervals.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """The released estimates of a design with a declared interval."""

    def run(design: str, declared: str) -> pd.DataFrame:
        data, drawn = DESIGNS[design]
        columns = list(dict.fromkeys(["stype", "awards", "api00", *drawn.values()]))
        said = ", ".join(f"{key}: {column}" for key, column in drawn.items())
        study = f"{STUDY}design: {{{said}}}\n{declared}"
        schools = pd.read_csv(HERE / f"{data}.csv")[columns]
        return released_estimates(tmp_path_factory.mktemp(design), study, ASKED, schools)

    return run


def rows_of(estimates: pd.DataFrame) -> dict[str, pd.Series]:
    shares = estimates[estimates["measure"] == "share"].set_index(["item", "category"])
    return {item: shares.loc[item, category] for item, category in FIGURES.items()}


@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("design", list(DESIGNS))
def test_a_chosen_interval_is_that_of_r(design, choice, released, golden_intervals):
    for item, row in rows_of(released(design, f"interval: {choice}\n")).items():
        wanted = golden_intervals["designs"][design][item]
        close([row["estimate"], row["se"], row["df"]], [wanted[key] for key in ("share", "se", "df")])
        close([row["ci_low"], row["ci_high"]], wanted[choice])


@pytest.mark.parametrize("design", list(DESIGNS))
def test_without_a_choice_it_is_logit_or_exact_where_answers_are_few(design, released, golden_intervals):
    rows = rows_of(released(design, ""))
    for item, choice in (("awards", "logit"), ("rare", "korn_graubard")):
        close(list(rows[item][["ci_low", "ci_high"]]), golden_intervals["designs"][design][item][choice])


def test_in_a_simple_random_sample_they_are_those_of_a_textbook(golden_intervals):
    book = golden_intervals["textbook"]
    share, n = np.array(book["x"] / book["n"]), np.array(float(book["n"]))
    close(np.ravel(exact_interval(share, n, 0.95)), book["clopper_pearson"])
    close(np.ravel(wilson_interval(share, n, 0.95)), book["wilson"])
    for choice in ("clopper_pearson", "wilson"):
        close(golden_intervals["designs"]["simple"]["awards"][choice], book[choice])
