"""Truth: small files of interviews, each with one thing wrong, and texts in which a person can or cannot be recognised."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.errors import MonitorError
from monitor.intake.open_answers.evidence import Evidence, read_evidence, recognised_by
from monitor.publication.theme.fonts import can_print
from monitor.release.door.evidence import with_evidence
from monitor.release.results.method import ReleasedEvidence
from monitor.study.study import Study
from monitor.study.study_reader import read_study
from tests.publication.conftest import QUESTIONNAIRE, STUDY, released_set

HEAD = "role,theme,condition,summary,quote,approved\n"
GOOD = "bewoner,contact,,De brief was duidelijk,Ik snapte het meteen,yes\n"
YAML = """\
evidence:
- {role: bewoner, theme: contact, summary: De brief was duidelijk, quote: "Ik snapte het meteen", approved: yes}
- role: medewerker
  theme: gebruik
  condition: Goed bereikbaar
  summary: De balie is vaker open
  approved: no
"""

Read = Callable[..., Study]


@pytest.fixture
def study(tmp_path: Path) -> Read:
    """A study whose interviews stand in this text."""

    def reading(text: str, name: str = "gesprekken.csv", more: str = "") -> Study:
        (tmp_path / "questionnaire.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
        (tmp_path / name).write_text(text, encoding="utf-8")
        (tmp_path / "study.yaml").write_text(f"{STUDY}{more}evidence: {name}\n", encoding="utf-8")
        return read_study(tmp_path / "study.yaml")

    return reading


def _said(quote: str, role: str = "bewoner", summary: str = "Zo ging het") -> Evidence:
    return Evidence(2, role, "contact", "", summary, quote, approved=True)


def test_csv_and_yaml_say_the_same(study: Read) -> None:
    table = study(HEAD + GOOD + "medewerker,gebruik,Goed bereikbaar,De balie is vaker open,,no\n")
    from_table, from_yaml = read_evidence(table), read_evidence(study(YAML, "gesprekken.yaml"))
    assert [one.texts for one in from_table] == [one.texts for one in from_yaml]
    assert [one.approved for one in from_table] == [one.approved for one in from_yaml] == [True, False]
    assert [one.row for one in from_table] == [2, 3]
    assert [one.row for one in from_yaml] == [2, 3]


def test_a_study_without_interviews_has_no_evidence(small_study_file: Study) -> None:
    assert read_evidence(small_study_file) == ()


@pytest.fixture
def small_study_file(tmp_path: Path) -> Study:
    (tmp_path / "questionnaire.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    return read_study(tmp_path / "study.yaml")


@pytest.mark.parametrize(
    ("lines", "row", "said"),
    [
        ("bewoner,contact,,De brief was duidelijk,,\n", 2, "approved"),
        ("bewoner,contact,,De brief was duidelijk,,ja\n", 2, "approved"),
        (GOOD + "bewoner,contakt,,Anders,,yes\n", 3, 'Did you mean "contact"'),
        (GOOD + "bewoner,,,Anders,,yes\n", 3, "no theme"),
        (GOOD + ",contact,,Anders,,yes\n", 3, "role is empty"),
        (GOOD + "bewoner,contact,,,Ja hoor,yes\n", 3, "summary is empty"),
        (GOOD + GOOD, 3, "line 2"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_file_and_line(study: Read, lines: str, row: int, said: str) -> None:
    with pytest.raises(MonitorError, match=said) as failure:
        read_evidence(study(HEAD + lines))
    assert f"gesprekken.csv:{row}:" in str(failure.value)
    assert "Ja hoor" not in str(failure.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("role: bewoner\n", "no list"),
        ("evidence: []\nmore: x\n", "no list"),
        ("evidence: [bewoner]\n", "no list"),
        ("evidence: [{rol: bewoner, theme: contact, summary: x, approved: yes}]\n", 'Did you mean "role"'),
    ],
)
def test_a_yaml_file_of_another_form_says_what_was_expected(study: Read, text: str, said: str) -> None:
    with pytest.raises(MonitorError, match=said):
        read_evidence(study(text, "gesprekken.yaml"))


def test_a_table_without_a_column_that_is_needed_stops(study: Read) -> None:
    with pytest.raises(MonitorError, match="approved"):
        read_evidence(study("role,theme,summary\nbewoner,contact,x\n"))


@pytest.mark.parametrize(
    ("evidence", "why"),
    [
        (_said("In Zutphen gaat het anders"), "[gemeente]"),
        (_said("Mijn collega Fatima deed dat"), "[naam]"),
        (_said("Bel 06-12345678"), "[telefoonnummer]"),
        (_said("Zo doen wij dat", role="wethouder"), "run.evidence_function"),
        (_said("Ik ben de enige die dat doet"), "run.evidence_function"),
        (_said("Zo doen wij dat in Twente"), "run.evidence_region"),
        (_said("", summary="De directeur belt zelf"), "run.evidence_function"),
    ],
)  # fmt: skip
def test_somebody_who_can_be_recognised_is_found(study: Read, evidence: Evidence, why: str) -> None:
    assert why in recognised_by(evidence, study(HEAD + GOOD))


@pytest.mark.parametrize(
    "said", ["Ik snapte het meteen", "Wij bellen eerst en schrijven dan", "Best een goede brief"]
)
def test_ordinary_words_point_at_nobody(study: Read, said: str) -> None:
    assert recognised_by(_said(said), study(HEAD + GOOD)) in ((), ("[gemeente]",))
    assert recognised_by(_said("Ik snapte het meteen"), study(HEAD + GOOD)) == ()


def test_the_door_lets_out_what_is_approved_and_of_nobody(study: Read) -> None:
    lines = [
        _said("Ik snapte het meteen"),
        _said("In Zutphen gaat het anders"),
        Evidence(4, "bewoner", "contact", "", "Zo ging het", "Niet akkoord", approved=False),
        _said("Zo \u6f22 ging het"),
    ]
    released, held = with_evidence(released_set(), lines, study(HEAD + GOOD), can_print)
    assert released.method.evidence == (
        ReleasedEvidence("contact", "", "Zo ging het", "Ik snapte het meteen", "bewoner"),
    )
    assert [one.why for one in held] == [("[gemeente]",), ("run.evidence_sign",)]
    before = released_set()
    assert released.estimates.equals(before.estimates)
    assert released.changes.equals(before.changes)


def test_interviews_of_the_latest_wave_are_no_evidence_for_an_earlier_one(study: Read) -> None:
    declared = study(HEAD + GOOD)
    assert declared.until("2022").evidence is None
    assert declared.until("2024").evidence == declared.evidence
