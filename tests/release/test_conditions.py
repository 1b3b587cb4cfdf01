"""Truth: what a released set says of its door, and what a study file says now; nothing else may be told of it."""

from __future__ import annotations

from dataclasses import replace

from monitor.release.results.conditions import other_conditions
from monitor.release.results.method import BreakdownRecord, Method, PolicyRecord

from .survey import Survey

POLICY = PolicyRecord(
    "Gemeente Voorbeeld", "directeur", "2025-06-01", "Zo is besloten.", ("door",), {"width": 3.0}
)


def _differs(method: Method, survey: Survey) -> list[tuple[str, str, str]]:
    return list(other_conditions(method, survey.study))


def test_a_set_of_the_same_door_differs_in_nothing(survey: Survey) -> None:
    records = {one.id: BreakdownRecord(bool(one.identifiable)) for one in survey.study.breakdowns}
    assert _differs(Method(thresholds=survey.study.disclosure, breakdowns=records), survey) == []
    assert _differs(Method(), survey) == [], "an older set does not say"


def test_every_limit_is_compared(survey: Survey) -> None:
    rules = survey.study.disclosure
    base = replace(rules, anonymous=replace(rules.anonymous, minimum_base=12))
    count = replace(rules, identifiable=replace(rules.identifiable, minimum_count=6))
    assert _differs(Method(thresholds=base), survey) == [
        ("other limits of disclosure", "anonymous > minimum_base 12", "anonymous > minimum_base 10")
    ]
    assert _differs(Method(thresholds=count), survey)[0][1] == "identifiable > minimum_count 6"
    assert _differs(Method(thresholds=replace(rules, reaches=7)), survey)[0][1] == "reaches 7"


def test_groups_policy_and_audience_are_compared(survey: Survey) -> None:
    opened = Method(breakdowns={"municipality": BreakdownRecord(False)})
    assert _differs(opened, survey) == [
        ('other rules for "municipality"', "anonymous groups", "identifiable groups")
    ]
    assert _differs(Method(policy=POLICY), survey) == [
        ("another policy of an organisation", "that of Gemeente Voorbeeld", "none")
    ]
    assert _differs(Method(audience="internal"), survey) == [("another audience", "internal", "public")]
    inside = Survey(survey.study.inside())
    assert _differs(Method(), inside) == [("another audience", "public", "internal")]
