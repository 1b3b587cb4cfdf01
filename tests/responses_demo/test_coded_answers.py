"""Truth: coded_2022.csv counted with the csv module, and the table of the README."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from monitor.intake.answers.typed_answers import VALID
from monitor.intake.files.responses import read_responses
from monitor.intake.open_answers.coded_answers import CodedAnswers, read_coded_answers
from monitor.intake.validation.validate import validate
from monitor.statistics.quality.agreement import agreement_by_question
from monitor.study.study_reader import read_study

DEMO = Path(__file__).resolve().parents[2] / "responses_demo"
STUDY = DEMO / "klantmanagers"
QUESTION = "open_national_law"


@pytest.fixture(scope="module")
def lines() -> list[dict[str, str]]:
    with (STUDY / "coded_2022.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def coded() -> CodedAnswers:
    study = read_study(STUDY / "study.yaml")
    return read_coded_answers(validate(read_responses(study, "2022"), study, "2022"))


@pytest.fixture(scope="module")
def given(lines) -> dict[str, dict[str, set[str]]]:
    """Coder, respondent, codes."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for line in lines:
        found[line["coder"]][line["respondent_id"]] |= {line["code"]} - {""}
    return found


def counts(answers) -> Counter[str]:
    return Counter(code for codes in answers for code in codes)


def test_the_codes_are_those_both_coders_gave(coded, given):
    both = counts(codes & given["B"][respondent] for respondent, codes in given["A"].items())
    found = {name.removeprefix(f"{QUESTION}_"): variable for name, variable in coded.variables.items()}
    assert {code: int((variable.codes == 1).sum()) for code, variable in found.items()} == both
    assert {int((variable.state == VALID).sum()) for variable in found.values()} == {27}
    assert sum(both.values()) == 24


def test_the_readme_counts_what_each_coder_and_both_gave(lines, given):
    text = (DEMO / "README.md").read_text(encoding="utf-8")
    by_a, by_b = counts(given["A"].values()), counts(given["B"].values())
    both = counts(codes & given["B"][respondent] for respondent, codes in given["A"].items())
    for code in both:
        assert f"| `{code}` | {by_a[code]} | {by_b[code]} | {both[code]} |" in text
    assert (
        f"| {len([line for line in lines if line['code']])} codes that two coders gave to {len(given['A'])} open answers"
        in text
    )


def test_every_answer_was_read_by_both_coders(coded, given):
    assert set(given["A"]) == set(given["B"])
    assert coded.answers == {QUESTION: len(given["A"])}
    assert coded.set_aside == 0


def test_three_quotes_are_passed_on_one_of_them_masked(coded, lines):
    assert sorted(line["approved"] for line in lines if line["quote"]) == ["no", "yes", "yes", "yes"]
    approved = {line["quote"] for line in lines if line["approved"] == "yes"}
    found = {quote.text for quote in coded.quotes}
    assert (len(found), coded.held_back) == (3, 1)
    assert len(found & approved) == 2, "two stand as they were written"
    assert found - approved == {
        "Bij mijn klant [naam] kon ik geen vervoer vergoeden. U kunt haar bellen op [telefoonnummer]."
    }


def test_the_coders_agree_well_but_not_wholly(coded):
    codes = read_study(STUDY / "study.yaml").questionnaire.codebook("2022")
    (found,) = agreement_by_question(coded.codings, codes)
    assert (found.coders, found.answers, found.compared) == (2, 27, 27)
    assert 0.67 < found.alpha < 0.8
    assert found.alpha_by_code["costs"] == 1.0
