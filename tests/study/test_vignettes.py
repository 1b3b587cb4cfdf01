"""Truth: the design of vignettes: a question per vignette is an item per case, and what a declaration may not say."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import DeclarationError
from monitor.study.questionnaire_reader import read_questionnaire
from monitor.study.study_reader import read_study
from tests.vignettes import QUESTIONNAIRE, STUDY, write_vignettes

NORMED = """\
processes: {a: A}
norms: [{id: letter, theme: who, ground: legal, text: Brief}]
vignettes:"""
WRONG = {
    "vignettes_beside_norms": ("vignettes:", NORMED),
    "vignette_without_questions": ("role: decision, scale: departs, scale_of: {j: helps}", "role: decision, vignettes: [w], scale: departs"),
    "per_vignette_without_vignettes": (QUESTIONNAIRE[QUESTIONNAIRE.index("vignettes:") : QUESTIONNAIRE.index("scales:")], ""),
    "only_per_vignette": ("{id: experience, kind: single,", "{id: experience, kind: single, role: room,"),
    "role_of_two_questions": ("role: rule", "role: room"),
    "there_is_no_vignette": ("scale_of: {j: helps}", "scale_of: {jj: helps}"),
    "role_needs_answers": ("role: expectation, scale: expects", "role: expectation, scale: yes_no"),
    "standard_is_no_decision": ("standard: apply", "standard: aply"),
}  # fmt: skip
"""By message of the questionnaire, what stands in place of what."""
PLAIN = """\
survey: a
title: A
respondents: {singular: consulent, plural: consulenten}
waves: ["2025"]
themes: {a: A}
questions:
  - {id: b, kind: number, theme: a, text: B}
"""
BREAKDOWNS = "breakdowns: [{}]\nreports:"
REFUSED = {
    "vignettes_without_pairs": ("pairs: {within: municipality, balance: experience, of: [decision]}\n", ""),
    "vignettes_are_counted": ("pairs:", "design: {weights: weight}\npairs:"),
    "pairs_within_another_unit": ("pairs:", "design: {psu: region}\npairs:"),
    "pairs_balanced_by_nothing": ("balance: experience", "balance: w_room"),
    "breakdown_of_few_officials": ("reports:", BREAKDOWNS.format('"experience*w_room"')),
    "figure_over_vignettes": (
        "reports:",
        "indicators: [{id: both, items: [w_decides, j_decides]}]\nreports:",
    ),
}
"""By message of the study, what stands in place of what."""


@pytest.mark.parametrize("message", WRONG)
def test_a_questionnaire_that_says_so_is_refused(message: str, tmp_path: Path) -> None:
    with pytest.raises(DeclarationError) as refused:
        read_study(write_vignettes(tmp_path, {"casussen.yaml": WRONG[message]}))
    assert refused.value.code == f"vignettes.{message}"


@pytest.mark.parametrize("message", REFUSED)
def test_a_study_that_says_so_is_refused(message: str, tmp_path: Path) -> None:
    with pytest.raises(DeclarationError) as refused:
        read_study(write_vignettes(tmp_path, {"study.yaml": REFUSED[message]}))
    assert refused.value.code == f"vignettes.{message}"


def test_room_is_no_decision_of_which_pairs_are_told(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match="decision"):
        read_study(write_vignettes(tmp_path, {"study.yaml": ("of: [decision]", "of: [room]")}))


def test_each_vignette_has_its_own_items_answers_theme_and_role(tmp_path: Path) -> None:
    questionnaire = read_study(write_vignettes(tmp_path)).questionnaire
    items = questionnaire.items
    assert list(items) == ["experience", "w_room", "w_decides", "w_expects", "w_rule", "j_decides"]
    for name, codes in {"w_decides": ("deviate", "apply"), "j_decides": ("grant", "refer", "check")}.items():
        scale = items[name].scale
        assert scale is not None
        assert scale.codes == codes
    assert (items["w_room"].vignette, items["w_room"].role) == ("w", "room")
    assert items["w_room"].short == "De wasmachine: Ziet u ruimte om af te wijken?"
    assert (items["j_decides"].theme, questionnaire.themes["vignette_j"]) == ("vignette_j", "De jongere")
    assert questionnaire.of_role("j", "room") is None


def test_options_and_routes_are_those_of_their_vignette(tmp_path: Path) -> None:
    question = (
        '  - {id: why, per_vignette: true, kind: multi, text: "Waarom?", exclusive: [none], asked_if: "{vignette}_decides == deviate",'
        ' vignettes: [w], rows_told: {law: {"1": noemt de wet}}, options: {law: de wet, none: geen van deze}}\n'
    )
    path = tmp_path / "casussen.yaml"
    path.write_text(QUESTIONNAIRE + question, encoding="utf-8")
    questionnaire = read_questionnaire(path)
    assert questionnaire.groups["w_why"].items == ("w_law", "w_none")
    assert questionnaire.groups["w_why"].exclusive == ("w_none",)
    assert str(questionnaire.items["w_law"].asked_if) == "w_decides == deviate"
    assert questionnaire.items["w_law"].told == (("1", "noemt de wet"),)


def test_municipalities_are_the_sampled_units_and_were_chosen(tmp_path: Path) -> None:
    design = read_study(write_vignettes(tmp_path)).design
    assert (design.psu, design.sampling) == ("municipality", "quota")


def without_vignettes(folder: Path) -> Path:
    """A study that names colleagues, on a questionnaire without vignettes."""
    (folder / "casussen.yaml").write_text(PLAIN, encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    (folder / "responses.csv").write_text("respondent_id,b\n1,2\n", encoding="utf-8")
    return folder / "study.yaml"


def test_pairs_need_vignettes(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError) as refused:
        read_study(without_vignettes(tmp_path))
    assert refused.value.code == "vignettes.pairs_without_vignettes"
