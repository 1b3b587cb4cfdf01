"""Truth: where a study shows only means, the mean is what is tested and told, everywhere in the report."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.ci

CASE = "30-shift-inside-the-net"


def test_shares_of_it_are_neither_tested_nor_told(run_case):
    only_means = {"id": "letters", "figure": "means", "primary_test": "mean"}
    run = run_case(CASE, lambda study: study.update(indicators=[only_means]))
    changes = run.table("changes").query("item == 'letters'")
    mean, item = (changes[changes[name] == value] for name, value in (("measure", "mean"), ("level", "item")))
    assert mean["p_adjusted"].item() == item["p_adjusted"].item()
    shares = changes[(changes["level"] == "category") & (changes["measure"] == "share")]
    assert shares["p"].min() < 1e-9, "which the answers themselves would show"
    assert set(shares["reason"]) == {"left_out"}
    assert "gemiddelde score" in run.text
    assert "Het aandeel ‘" not in run.text


def test_a_change_of_a_share_is_not_told_where_the_distribution_is_tested(run_case):
    """Without a declared test the answers are tested, and a report of means does not pick one of them."""
    run = run_case(CASE, lambda study: study.update(indicators=[{"id": "letters", "figure": "means"}]))
    assert "increased" in set(run.table("changes").query("item == 'letters'")["verdict"])
    assert "Het aandeel ‘" not in run.text
