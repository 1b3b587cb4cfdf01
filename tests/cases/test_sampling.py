"""Truth: what a reader is told of margins and differences follows from how people came to take part."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.ci

CASE = "30-shift-inside-the-net"


@pytest.fixture
def sampled(run_case):
    def run(sampling=None, **asked):
        def declare(study):
            if sampling:
                study["design"] = {"sampling": sampling}
            for wave in study["waves"].values():
                wave.update(asked)

        return run_case(CASE, declare)

    return run


def test_where_it_is_not_declared_run_and_report_say_so(sampled):
    run = sampled()
    assert "does not say how people came to take part" in run.said
    assert "alsof de antwoorden een willekeurige steekproef zijn" in run.text
    assert "Marge van een percentage logit-interval; bij weinig antwoorden een exact interval" in run.text


def test_a_random_sample_is_told_as_one(sampled):
    run = sampled("probability")
    assert "does not say how people came to take part" not in run.said
    assert "willekeurige steekproef" not in run.text
    assert "verschil aangetoond" in run.text


def test_a_census_that_not_everybody_answered_keeps_its_margins(sampled):
    run = sampled("census", invited=200)
    assert "alsof de antwoorden een steekproef zijn" in run.text
    assert run.table("estimates")["ci_low"].notna().all()


def test_whether_everybody_took_part_in_a_census_is_only_said_where_it_is_known(sampled, run_case):
    unknown, missed = sampled("census").text, "niet iedereen deed mee"
    assert missed not in unknown
    assert "Iedereen is gevraagd. Hoeveel mensen dat zijn, is niet vastgelegd." in unknown

    def declare(study):
        study["design"] = {"sampling": "census"}
        for wave, asked in zip(study["waves"].values(), (200, 120), strict=True):
            wave["invited"] = asked

    earlier = run_case(CASE, declare).text
    assert missed not in earlier
    assert "In 2025 deed iedereen mee, in een eerdere meting niet." in earlier
    assert missed in sampled("census", invited=200).text


def test_a_complete_census_has_no_margins_and_no_tests(sampled):
    run = sampled("census", invited=120)
    estimates, changes = run.table("estimates"), run.table("changes")
    assert estimates[["se", "ci_low", "ci_high"]].isna().all().all()
    assert estimates["estimate"].notna().all()
    assert changes[["p", "ci_low", "told_low"]].isna().all().all()
    assert changes["verdict"].isna().all(), "nothing is judged"
    assert changes.loc[changes["category"] == "5", "difference"].item() == pytest.approx(0.35, abs=0.02)
    assert "Bij een percentage hoort een marge" not in run.text
    assert "Marge van een percentage" not in run.text


@pytest.mark.parametrize(("sampling", "model"), [("quota", False), ("opt_in", True)])
def test_without_a_draw_a_difference_is_a_hint(sampled, sampling, model):
    text = sampled(sampling).text
    assert "aangetoond" not in text
    assert "aanwijzing voor een verschil" in text
    assert ("modelmarge van het verschil" in text) == model
    assert ("95%-marge" in text) != model


def test_the_shift_inside_the_net_is_seen(sampled):
    changes = sampled("probability").table("changes").query("item == 'letters'")
    assert set(changes.loc[changes["level"] == "item", "verdict"]) == {"changed"}
    assert set(changes.loc[changes["category"] == "5", "verdict"]) == {"increased"}
