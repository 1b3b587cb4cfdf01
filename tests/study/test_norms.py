"""Truth: the design of file checks: a norm is an ordinary item, and judgements per process follow from norms."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import DeclarationError
from monitor.study.norms import judgements_of
from monitor.study.questionnaire_reader import read_questionnaire
from monitor.study.study_reader import read_study
from tests.file_checks import NORMS, QUESTIONLESS, STUDY, write_file_check

TWO_WAVES = NORMS.replace('waves: ["2025"]', 'waves: ["2024", "2025"]').replace(
    "{id: plan, theme", '{id: plan, asked: ["2025"], theme'
)


@pytest.fixture
def norms(tmp_path: Path):
    def read(text: str = NORMS):
        path = tmp_path / "norms.yaml"
        path.write_text(text, encoding="utf-8")
        return read_questionnaire(path)

    return read


def test_a_norm_is_a_question_with_one_answer_put_to_the_files_of_its_processes(norms) -> None:
    plan = norms().items["plan"]
    assert plan.scale.codes == ("met", "not_met")
    assert [(special.code, special.means) for special in plan.special] == [("na", "not_applicable")]
    assert str(plan.asked_if) == "process in [review]"


def test_each_process_has_its_judgements_and_its_norms(norms) -> None:
    read = norms()
    assert read.items["right_first_time_review"].norms == ("letter", "plan", "suite")
    assert read.items["right_legal_review"].norms == ("letter", "plan")
    assert read.items["score_application"].norms == ("letter", "suite")
    assert read.groups["norms_application"].items == ("letter_application", "suite_application")


def test_a_process_with_norms_on_one_ground_has_no_judgement_apart(norms) -> None:
    one = NORMS.replace("ground: registration", "ground: legal")
    assert "right_legal_review" not in norms(one).items
    assert judgements_of(norms(one).norms) == ("right_first_time", "score")


def test_norms_and_processes_have_no_figure_across_processes(tmp_path: Path) -> None:
    shown = {item for one in read_study(write_file_check(tmp_path)).indicators for item in one.items}
    assert "right_first_time_review" in shown
    assert not {"process", "letter", "plan", "suite"} & shown


def test_judgements_break_where_the_set_of_norms_changed_and_norms_do_not(norms) -> None:
    read = norms(TWO_WAVES)
    assert not read.comparable("right_first_time_review", "2024", "2025")
    assert read.items["right_first_time_review"].break_reason == "norms"
    assert read.comparable("right_first_time_application", "2024", "2025")
    assert read.comparable("letter_review", "2024", "2025")


def test_other_reviewers_break_every_judgement(tmp_path: Path) -> None:
    text = NORMS.replace('waves: ["2025"]', 'waves: ["2024", "2025"]')
    study = (
        'waves: {"2025": {responses: reviews.csv, frame: frame.csv, second: second.csv}}\n',
        'waves: {"2024": {responses: other.csv}, "2025": {responses: reviews.csv}}\nreviewers_from: "2025"\n',
    )
    read = read_study(write_file_check(tmp_path, {"norms.yaml": text, "study.yaml": study})).questionnaire
    for name in ("right_first_time_review", "score_application", "letter_review"):
        assert not read.comparable(name, "2024", "2025")
        assert read.items[name].break_reason == "reviewers"


WRONG = {
    "declared.norm_without_process": ("processes: [review], text", "processes: [], text"),
    "declared.there_is_no_process": ("processes: [review], text", "processes: [revieuw], text"),
    "declared.process_without_norms": (NORMS[NORMS.index("norms:") :], 'norms:\n  - {id: a, ground: legal, processes: [review], text: "A"}\n'),
    "declared.norms_without_processes": ("processes: {application: {label: Aanvraag, plural: aanvragen}, review: Heronderzoek}\n", ""),
    "declared.column_of_reviews": ("{id: plan,", "{id: reviewer,"),
    "declared.scale_of_norms_is_taken": ("norms:\n", "scales: {norms: {kind: nominal, categories: {a: A, b: B}}}\nnorms:\n"),
}  # fmt: skip


@pytest.mark.parametrize("code", WRONG)
def test_what_cannot_be_is_an_error_with_its_line(norms, code: str) -> None:
    with pytest.raises(DeclarationError) as failure:
        norms(NORMS.replace(*WRONG[code], 1))
    assert failure.value.code == code
    assert failure.value.where.startswith("norms.yaml, line") or "norms.yaml" in failure.value.where


def test_a_questionnaire_asks_something_or_holds_norms(norms) -> None:
    with pytest.raises(DeclarationError) as failure:
        norms(QUESTIONLESS)
    assert failure.value.code == "declared.neither_questions_nor_norms"


STUDIES = {
    "declared.norms_of_no_file_check": ("kind: file_check\n", ""),
    "declared.block_of_another_kind": ("meet:", "design: {strata: process}\nmeet:"),
    "declared.draw_without_process": ("{application: 3, review: 6}", "{review: 6}"),
    "declared.there_is_no_process": ("{application: 3, review: 6}", "{application: 3, revieuw: 6}"),
    "declared.norm_over_processes": ("meet:", "indicators: [{id: brief, title: Brief, items: [letter]}]\nmeet:"),
    "declared.score_beside_share": (
        "meet:", "indicators: [{id: a, title: A, items: [right_first_time_review, score_review]}]\nmeet:"
    ),
    "declared.draw_by_process": ("by: [process, month]", "by: [month]"),
    "declared.there_is_no_wave": ("meet:", 'reviewers_from: "2023"\nmeet:'),
}  # fmt: skip


@pytest.mark.parametrize("code", STUDIES)
def test_what_a_study_of_files_cannot_say(tmp_path: Path, code: str) -> None:
    with pytest.raises(DeclarationError) as failure:
        read_study(write_file_check(tmp_path, {"study.yaml": STUDIES[code]}))
    assert failure.value.code == code


LAW = {
    "norms.yaml": ("ground: registration", "ground: legal"),
    "study.yaml": ("meet: {", "meet: {right_legal: 0.9, "),
}


def test_a_norm_on_the_law_needs_norms_on_both_grounds(tmp_path: Path) -> None:
    changed = LAW
    with pytest.raises(DeclarationError) as failure:
        read_study(write_file_check(tmp_path, changed))
    assert failure.value.code == "declared.nothing_to_meet"


def test_a_report_for_inside_use_gives_way_to_one_for_everybody_below_it(tmp_path: Path) -> None:
    everybody = "  - {template: quality/any}\n"
    path = write_file_check(tmp_path, {"study.yaml": STUDY.replace(everybody, "") + everybody})
    assert [report.id for report in read_study(path).reports] == ["quality_internal", "quality"]


def test_what_follows_from_norms_has_clauses_for_sentences(norms) -> None:
    read = norms().items
    assert read["right_first_time_review"].clause("yes") == "is in één keer goed"
    assert read["plan_review"].clause("not_met") == "heeft ‘niet voldaan’ bij ‘Het plan is actueel’"
    assert read["score_review"].mean_name.endswith("gemiddeld voldoet (Heronderzoek)")
