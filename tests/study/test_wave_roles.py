"""Truth: waves counted by hand, and the waves that the tests of change compare."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.statistics.change.comparisons import wave_contrasts
from monitor.study.study import Study
from monitor.study.study_reader import read_study
from monitor.study.wave_roles import WaveRoles, compared_waves

WAVES = ("2019", "2021", "2023", "2025")
QUESTIONNAIRE = """\
survey: rollen
title: Rollen
respondents: {singular: inwoner, plural: inwoners}
waves: ["2019", "2021", "2023", "2025"]
themes: {hulp: Hulp}
scales:
  janee: {kind: nominal, categories: {ja: ja, nee: nee}}
  streek: {kind: nominal, categories: {noord: noord, zuid: zuid}}
questions:
  - {id: always, scale: janee, theme: hulp, text: "Altijd?"}
  - {id: rotating, asked: ["2019", "2025"], scale: janee, theme: hulp, text: "Om en om?"}
  - {id: broken, comparable_from: "2021", break_reason: wording, scale: janee, theme: hulp, text: "Anders gesteld?"}
  - {id: renewed, comparable_from: "2025", break_reason: wording, scale: janee, theme: hulp, text: "Nu anders?"}
  - {id: retired, asked: ["2019", "2021", "2023"], comparable_from: "2021", break_reason: scale, scale: janee, theme: hulp, text: "Niet meer?"}
  - {id: newest, asked: ["2025"], scale: janee, theme: hulp, text: "Voor het eerst?"}
  - id: needs
    kind: multi
    theme: hulp
    text: "Wat heeft u nodig?"
    options: {n_money: Geld, n_time: {text: Tijd, asked: ["2021", "2023", "2025"]}}
  - {id: region, asked: ["2019", "2021", "2025"], scale: streek, theme: hulp, text: "Waar woont u?"}
derived:
  both: {kind: yes_no, theme: hulp, label: Een van beide, value: "broken in [ja] or renewed in [ja]"}
"""
STUDY = """\
study: rollen
title: Rollen
published: 2025-11-01
questionnaire: questionnaire.yaml
waves:
  "2019": {responses: a.csv}
  "2021": {responses: b.csv}
  "2023": {responses: c.csv}
  "2025": {responses: d.csv}
breakdowns: [region]
reports: [inspectorate]
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder: Path = tmp_path_factory.mktemp("rollen")
    (folder / "questionnaire.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    return read_study(folder / "study.yaml")


@pytest.mark.parametrize(
    ("item", "roles"),
    [
        ("always", {"now": "2025", "previous": "2023", "first": "2019"}),
        ("rotating", {"now": "2025", "previous": "2019", "first": "2019"}),
        ("broken", {"now": "2025", "previous": "2023", "first": "2021"}),
        ("renewed", {"now": "2025", "previous": "2023", "first": "2023"}),  # across the break, the nearest
        ("retired", {"previous": "2023", "first": "2021"}),
        ("newest", {"now": "2025"}),
        ("n_money", {"now": "2025", "previous": "2023", "first": "2021"}),  # since the set is what it is now
        ("n_time", {"now": "2025", "previous": "2023", "first": "2021"}),
        ("needs", {"now": "2025", "previous": "2023", "first": "2021"}),
    ],
)
def test_roles_are_per_question(study: Study, item: str, roles: dict[str, str]) -> None:
    assert dict(WaveRoles(study).of(item)) == roles


def test_in_groups_only_waves_count_that_asked_who_belongs_to_them(study: Study) -> None:
    assert WaveRoles(study).of("always", "region") == {"now": "2025", "previous": "2021", "first": "2019"}


def test_a_break_parts_the_waves_before_from_those_since(study: Study) -> None:
    """What is computed from answers breaks where each of them does."""
    comparable = study.questionnaire.comparable
    assert comparable("renewed", "2019", "2023")
    assert not comparable("renewed", "2023", "2025")
    assert comparable("both", "2021", "2023")
    assert not comparable("both", "2019", "2021")
    assert not comparable("both", "2019", "2023")
    assert not comparable("both", "2023", "2025")
    assert WaveRoles(study.until("2023")).of("renewed") == {
        "now": "2023",
        "previous": "2021",
        "first": "2019",
    }


def test_an_earlier_wave_has_roles_of_its_own(study: Study) -> None:
    roles = WaveRoles(study.until("2023"))
    assert roles.of("always") == {"now": "2023", "previous": "2021", "first": "2019"}
    assert roles.of("rotating") == {"previous": "2019", "first": "2019"}
    assert roles.of("newest") == {}


@given(st.sets(st.sampled_from(WAVES)), st.sampled_from(WAVES))
def test_roles_are_the_waves_that_tests_compare(asked: set[str], since: str) -> None:
    def comparable(first: str, last: str) -> bool:
        return min(first, last) >= since

    in_order = tuple(wave for wave in WAVES if wave in asked)
    found = {
        each.name: each.from_wave
        for each in wave_contrasts(WAVES, in_order, ("previous", "first"), comparable)
    }
    if "2025" in asked and len(asked) > 1:
        earlier = compared_waves(in_order, "2025", comparable)
        assert (found["previous"], found.get("first", found["previous"])) == (earlier[-1], earlier[0])
    else:
        assert found == {}
