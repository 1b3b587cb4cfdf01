"""Truth: six answers coded by two or three coders, counted by hand; every fault planted and found by its row."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from monitor.intake.answers.typed_answers import NO_ANSWER, NOT_ASKED, VALID
from monitor.intake.open_answers.coded_answers import CodedAnswers, Quote, majority, read_coded_answers
from monitor.intake.validation.quarantine import Split, split
from monitor.intake.validation.validate import validate

from .conftest import CANARY, Survey

HEADER = "respondent_id,question,code,coder,quote,approved"
ROUTED = (
    "{id: remark, kind: open, text: Wat wilt u nog kwijt?}",
    '{id: remark, kind: open, theme: weg, text: Wat wilt u nog kwijt?, asked_if: "often in [daily, weekly]"}',
)
CODEBOOK = "codebook: {remark: {short: Opmerkingen, codes: {paths: Slechte paden, wind: Te veel wind}}}\n"

# F1 to F4 answered; F5 did not, F6 was not asked, F7 answered and goes to quarantine (unknown code)
ROWS = (
    {"remark": "paden"},
    {"remark": "wind"},
    {"remark": "beide"},
    {"remark": "nee"},
    {"remark": ""},
    {"often": "never", "safe": "", "remark": ""},
    {"often": "often", "remark": "paden"},
)
LINES = (
    "F1,remark,paths,A,,",
    "F1,remark,paths,B,,",
    "F2,remark,wind,A,,",
    "F2,remark,paths,B,,",
    "F3,remark,paths,A,,",
    "F3,remark,wind,A,,",
    "F3,remark,paths,B,,",
    "F3,remark,wind,C,,",
    "F4,remark,,A,,",
    "F7,remark,paths,A,,",
)


class CodedSurvey:
    """The survey of conftest.py with codes for its open question and a file of coded answers."""

    def __init__(self, survey: Survey) -> None:
        self.survey, self.folder = survey, survey.folder
        questionnaire = self.folder / "questionnaire.yaml"
        text = questionnaire.read_text(encoding="utf-8").replace(*ROUTED)
        questionnaire.write_text(text + CODEBOOK, encoding="utf-8")
        study = self.folder / "study.yaml"
        named = study.read_text(encoding="utf-8").replace(
            "fietsers_2025.csv,", "fietsers_2025.csv, coded: c.csv,"
        )
        study.write_text(named, encoding="utf-8")

    @property
    def path(self) -> Path:
        return self.folder / "c.csv"

    def read(
        self, *lines: str, rows: tuple[dict[str, str], ...] = ROWS, header: str = HEADER
    ) -> CodedAnswers:
        self.path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        return read_coded_answers(self.survey.checked(*rows))

    def split(self, *lines: str) -> Split:
        checked = self.survey.checked(*ROWS)
        self.path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
        return split(read_coded_answers(checked).joined(checked))


@pytest.fixture
def coded(survey: Survey) -> CodedSurvey:
    return CodedSurvey(survey)


def test_a_code_counts_when_more_than_half_of_the_coders_gave_it(coded):
    answers = coded.split(*LINES).accepted.answers
    paths, wind = answers.variables["remark_paths"], answers.variables["remark_wind"]
    # F1 both; F2 one of two each; F3 paths by A and B, wind by A and C, of three; F4 none; F5, F6 no answer
    assert paths.codes.tolist() == [1, 0, 1, 0, -1, -1]
    assert wind.codes.tolist() == [0, 0, 1, 0, -1, -1]
    assert paths.state.tolist() == wind.state.tolist() == [VALID] * 4 + [NO_ANSWER, NOT_ASKED]


def test_one_coder_is_a_majority_of_one():
    assert majority({"A": frozenset({"x"})}) == {"x"}
    assert majority({"A": frozenset({"x"}), "B": frozenset()}) == frozenset()


def test_an_answer_that_no_code_fits_is_coded_too(coded):
    found = coded.read("F4,remark,,A,,", "F4,remark,,B,,")
    assert found.variables["remark_paths"].state[3] == VALID
    assert found.variables["remark_paths"].codes[3] == 0
    assert found.codings["codes"].tolist() == [(), ()]


def test_an_answer_nobody_coded_is_outside_the_base_and_counted(coded):
    found = coded.read("F1,remark,paths,A,,")
    assert (found.variables["remark_paths"].state == VALID).sum() == 1
    assert found.answers == {"remark": 4}, "F1 to F4; F7 is in quarantine"


def test_lines_about_a_quarantined_respondent_are_set_aside(coded):
    found = coded.read(*LINES)
    assert found.set_aside == 1
    assert len(found.codings) == 8, "F1 and F2 by two, F3 by three, F4 by one"


def test_coders_stand_by_answer_in_the_order_of_the_responses(coded):
    forward, backward = coded.read(*LINES).codings, coded.read(*reversed(LINES)).codings
    assert forward.equals(backward)
    assert forward.loc[forward["answer"] == 2, ["coder", "codes"]].values.tolist() == [
        ["A", ("paths", "wind")], ["B", ("paths",)], ["C", ("wind",)],
    ]  # fmt: skip


def test_a_wave_without_a_file_has_no_coded_answers(survey):
    found = read_coded_answers(survey.checked({}))
    assert (found.variables, found.quotes, len(found.codings)) == ({}, (), 0)


def test_columns_for_quotes_may_be_left_out(coded):
    found = coded.read("F1,remark,paths,A", header="respondent_id,question,code,coder")
    assert found.quotes == ()
    assert found.variables["remark_paths"].codes[0] == 1


def test_codes_are_read_where_the_texts_stayed_behind(coded):
    """Whoever delivers the responses may keep the open answers with the coders."""
    survey = coded.survey
    survey.write({}, {})
    lines = survey.path.read_text(encoding="utf-8").splitlines()
    place = lines[0].split(";").index("remark")
    survey.path.write_text(
        "\n".join(";".join(cell for at, cell in enumerate(line.split(";")) if at != place) for line in lines) + "\n",
        encoding="utf-8",
    )  # fmt: skip
    coded.path.write_text(f"{HEADER}\nF1,remark,paths,A,,\n", encoding="utf-8")
    found = read_coded_answers(validate(survey.responses(), survey.study, "2025"))
    assert found.variables["remark_paths"].codes.tolist() == [1, -1]
    assert found.answers == {"remark": 1}


# quotes


def quotes(found: CodedAnswers) -> list[tuple[str, str]]:
    return [(quote.code, quote.text) for quote in found.quotes]


def test_a_quote_is_passed_on_when_it_is_approved_and_its_code_counts(coded):
    found = coded.read("F1,remark,paths,A,Veel kuilen.,yes", "F3,remark,wind,A,Altijd wind tegen.,yes")
    assert found.quotes == (
        Quote("2025", "remark", "paths", "Veel kuilen."),
        Quote("2025", "remark", "wind", "Altijd wind tegen."),
    )
    assert found.held_back == 0


@pytest.mark.parametrize("approved", ["no", ""])
def test_a_quote_without_approval_is_never_passed_on(coded, approved):
    found = coded.read(f"F1,remark,paths,A,{CANARY},{approved}")
    assert (found.quotes, found.held_back) == ((), 1)
    assert CANARY not in repr(found)


def test_a_quote_whose_code_got_no_majority_is_not_passed_on(coded):
    found = coded.read("F2,remark,wind,A,Wat een wind.,yes", "F2,remark,paths,B,,")
    assert (found.quotes, found.held_back) == ((), 1)


def test_a_quote_that_somebody_refused_is_not_passed_on_under_another_code(coded):
    found = coded.read("F3,remark,paths,A,Kuilen en wind.,yes", "F3,remark,wind,A,Kuilen en wind.,no")
    assert (found.quotes, found.held_back) == ((), 2)


def test_a_quote_of_a_quarantined_respondent_is_not_passed_on(coded):
    assert coded.read("F1,remark,paths,A,,", "F7,remark,paths,A,Veel kuilen.,yes").quotes == ()


def test_a_quote_of_two_coders_is_one_quote(coded):
    found = coded.read("F1,remark,paths,A,Veel kuilen.,yes", "F1,remark,paths,B,Veel kuilen.,yes")
    assert quotes(found) == [("paths", "Veel kuilen.")]


def test_quotes_are_masked_and_on_one_line(coded):
    text = '"Mevrouw Fictief belt 06-00000031\nover het pad in Fietsdorp."'
    found = coded.read(f"F1,remark,paths,A,{text},yes")
    assert quotes(found) == [("paths", "[naam] belt [telefoonnummer] over het pad in [gemeente].")]


@pytest.mark.parametrize("sign", ["\u202e", "\x0b\x1b", "\U000e0041", "\ue000", "\x07"])
def test_a_quote_with_an_odd_sign_is_held_back_with_its_row_and_the_others_go_on(coded, sign: str) -> None:
    lines = (
        "F1,remark,paths,A,Veel kuilen.,yes",
        f"F2,remark,paths,A,Veel {sign} gaten.,yes",
        "F3,remark,wind,A,Altijd wind.,yes",
    )
    found = coded.read(*lines)
    assert quotes(found) == [("paths", "Veel kuilen."), ("wind", "Altijd wind.")]
    assert (found.held_back, found.unprintable) == (1, (3,))


def test_letters_and_their_accents_apart_are_one_sign(coded) -> None:
    found = coded.read("F1,remark,paths,A,Cafe\u0301 vol.,yes")
    assert quotes(found) == [("paths", "Café vol.")]


def test_quotes_stand_in_the_order_of_codes_and_alphabet_whatever_the_order_of_lines(coded):
    lines = ("F3,remark,wind,A,Ach.,yes", "F1,remark,paths,A,Zand.,yes", "F2,remark,paths,A,Kuilen.,yes")
    wanted = [("paths", "Kuilen."), ("paths", "Zand."), ("wind", "Ach.")]
    assert quotes(coded.read(*lines)) == quotes(coded.read(*reversed(lines))) == wanted


def test_a_doubled_respondent_number_is_nobodys_answer(coded):
    """Both rows go to quarantine; whichever of them held the answer, its lines are set aside."""
    rows = ({"remark": "paden", "respondent_id": "F1"}, {"respondent_id": "F1"}, {"remark": "wind"})
    found = coded.read("F1,remark,paths,A,,", "F3,remark,wind,A,,", rows=rows)
    assert found.set_aside == 1
    assert np.flatnonzero(found.variables["remark_wind"].state == VALID).tolist() == [2]
