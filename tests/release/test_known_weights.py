"""Truth: two equations with two unknowns. Known weights give hidden counts of two groups away."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from monitor.release.door.audit import audit
from monitor.release.door.rounded_method import with_rounded_margins
from monitor.schema import ESTIMATES

from .designs import Design, run

RAKED = Design(31, size=260, waves=1, weights="raked", breakdowns=("band",), seldom=0.3)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory):
    return run(RAKED, tmp_path_factory.mktemp("raked"))


def test_the_weights_of_the_study_are_unequal(made) -> None:
    report = made[1].method.weighting
    assert all(wave.deff >= 1.4 for wave in report.waves)


def test_two_hidden_groups_with_known_weights_follow_from_two_totals(made) -> None:
    """Counts of young and mid add up to those of all less old, and so do their weights: that leaves one answer."""
    study, released = made
    assert audit([released], [study]).passed
    frame = released.estimates.copy()
    hidden = (
        (frame["breakdown"] == "band") & frame["group"].isin(["young", "mid"]) & (frame["item"] == "uses")
    )
    frame.loc[hidden, list(ESTIMATES.numbers)] = np.nan
    frame.loc[hidden, ["status", "reason"]] = "suppressed", "small_group"
    only = frame[(frame["item"] == "uses") & frame["breakdown"].isin(["", "band"])]
    found = audit([replace(released, estimates=only)], [study]).findings.query("kind == 'inferred'")
    assert {"young", "mid"} <= set(found["group"])
    method = replace(released.method, weighting=replace(released.method.weighting, margins=()))
    unknown = audit([replace(released, estimates=only, method=method)], [study])
    assert unknown.findings.query("kind == 'inferred'").empty


def test_respondents_of_a_recognisable_margin_are_told_in_fives(made) -> None:
    study, released = made
    breakdowns = tuple(replace(one, identifiable=True) for one in study.breakdowns)
    margins = with_rounded_margins(released.method, replace(study, breakdowns=breakdowns)).weighting.margins
    told = {row.category: (row.respondents, row.base_share) for row in margins}
    assert told == {"young": (27, 0.1), "mid": (120, 0.47), "old": (110, 0.43)}
    assert with_rounded_margins(released.method, study) == released.method


def test_the_door_hides_all_groups_of_which_two_would_follow(tmp_path: Path) -> None:
    study, released = run(replace(RAKED, seed=33, size=70, seldom=0.1), tmp_path)
    report = audit([released], [study])
    assert report.suppressed > 0
    assert report.passed, report.findings.to_string()
