"""Truth: answers at fixed places as programs write them, right or wrong, and which structure goes with which file."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from monitor.errors import IntakeError
from monitor.exchange.add_wave import add_wave
from monitor.exchange.begin import begin
from monitor.exchange.begin_like import begin_like
from tests.exchange.triples_files import (
    YES_NO,
    begun,
    columns,
    numbered,
    questions,
    survey,
    taken,
    values,
    variable,
    write,
    written,
)

SECRET = "Geheim"
WORKS = variable("Q1", "single", "5", "Werkt u naast uw uitkering?", YES_NO)
OPEN = variable("Q3", "character", "6-30", "Wat wilt u kwijt?")
TEXT_FIRST = (
    variable("Q3", "character", "5-14", "Wat wilt u kwijt?"),
    variable("Q1", "single", "15", "", YES_NO),
    variable("Q2", "single", "16", "", YES_NO),
)


def lines(first: int = 1) -> str:
    return "".join(f"{n:04d}{'12'[n % 2]}{SECRET}{n} antwoord\n" for n in range(first, first + 24))


def refused(folder: Path, files: Mapping[str, str | bytes], *said: str) -> str:
    """What `monitor init` says of files that it refuses; nothing is written."""
    write(folder, files)
    with pytest.raises(IntakeError) as failure:
        begin(
            [f"{_wave(one)}{folder / one.rpartition('=')[2]}" for one in (said or files)],
            folder / "o",
            lambda *_: None,
        )
    assert not (folder / "o").exists()
    assert SECRET not in str(failure.value)
    return str(failure.value)


def _wave(said: str) -> str:
    wave, sign, _ = said.rpartition("=")
    return wave + sign


# signs


@pytest.mark.parametrize("sign", ["2", "X", "-"])
def test_a_sign_of_an_option_that_is_no_1_0_or_blank_is_a_wrong_answer(tmp_path: Path, sign: str) -> None:
    """It was read as not chosen."""
    codes = values({1: "geld", 2: "werk", 3: "zorg"})
    cells = ["100", " 10", "   ", "001"] * 10
    cells[5] = f"10{sign}"
    study = begun(tmp_path, survey(variable("Q1", "multiple", "5-7", "", codes)), numbered(cells))
    assert len(taken(study, "q1_1")) == 39
    assert taken(study, "q1_2")[:2] == ["0", "1"]


def test_a_1_at_a_place_without_an_option_is_a_wrong_answer(tmp_path: Path) -> None:
    codes = values({1: "geld", 3: "zorg"})
    cells = ["100", "001"] * 20
    cells[4] = "110"
    study = begun(tmp_path, survey(variable("Q1", "multiple", "5-7", "", codes)), numbered(cells))
    assert len(taken(study, "q1_1")) == 39


def test_codes_in_other_signs_are_the_same_codes(tmp_path: Path) -> None:
    codes = values({1: "rood", 2: "groen", 10: "blauw"})
    study = begun(
        tmp_path, survey(variable("Q1", "single", "5-6", "", codes)), numbered(["01", " 2", "10", "1 "], 6)
    )
    assert taken(study, "q1")[:4] == ["1", "2", "10", "1"]


# places


def _padded(text: str) -> bytes:
    raw = text.encode()
    return raw + b" " * (10 - len(raw))


@pytest.mark.parametrize("open_answer", ["één", "naïef", "ÀÉÎ"])
def test_places_may_count_bytes(tmp_path: Path, open_answer: str) -> None:
    """The answers behind a letter of two bytes were those of the next question."""
    texts = [open_answer, "gewoon", "x"]
    rows = [
        b"%04d" % n + _padded(texts[n % 3]) + f"{'12'[n % 2]}{'21'[n % 2]}".encode() for n in range(1, 31)
    ]
    study = begun(tmp_path, survey(*TEXT_FIRST), b"\n".join(rows) + b"\n")
    assert columns(study)["fixed_in"] == "bytes"
    assert (taken(study, "q1")[:2], taken(study, "q2")[:2]) == (["2", "1"], ["1", "2"])


def test_places_count_signs_where_lines_are_as_many_signs_long(tmp_path: Path) -> None:
    texts = ["één", "gewoon", "x"]
    study = begun(tmp_path, survey(*TEXT_FIRST), numbered([f"{text:10s}12" for text in texts], 10))
    assert "fixed_in" not in columns(study)
    assert (taken(study, "q1")[:2], taken(study, "q2")[:2]) == (["1", "1"], ["2", "2"])


def test_trimmed_lines_are_read_as_their_answers_tell(tmp_path: Path) -> None:
    more = variable("Q4", "character", "17-40", "Wat nog meer?")
    rows = [b"%04d" % n + _padded(["één", "een"][n % 2]) + b"12" + b"x" * (n % 7) for n in range(1, 31)]
    study = begun(tmp_path, survey(*TEXT_FIRST, more), b"\n".join(rows) + b"\n")
    assert taken(study, "q2") == ["2"] * 30


def test_what_nobody_can_decide_is_said(tmp_path: Path) -> None:
    asked = survey(WORKS, variable("Q3", "character", "6-10"), variable("Q4", "character", "11-30"))
    study = begun(tmp_path, asked, numbered([f"1één  {'x' * n}" for n in range(1, 13)]))
    assert "vóór Q4" in written(study)


def test_one_bad_byte_is_no_other_encoding(tmp_path: Path) -> None:
    raw = numbered([f"{text:10s}12" for text in ("één", "een")], 10).encode().replace(b"een", b"\xe9en", 1)
    assert "p.asc:2: this line is no UTF-8" in refused(tmp_path, {"p.sss": survey(*TEXT_FIRST), "p.asc": raw})


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "windows-1252"])
def test_answers_may_be_in_the_encoding_that_the_survey_names(tmp_path: Path, encoding: str) -> None:
    raw = numbered([f"{'één':10s}12", f"{'x':10s}21"], 10).encode(encoding)
    study = begun(tmp_path, survey(*TEXT_FIRST, encoding=encoding).encode(encoding), raw)
    assert taken(study, "q2")[:2] == ["2", "1"]


def test_a_place_that_no_line_reaches_is_said(tmp_path: Path) -> None:
    far = variable("Q2", "single", "40", "Woont u alleen?", YES_NO)
    study = begun(tmp_path, survey(WORKS, far), numbered("12", 10))
    assert "begint voorbij het eind" in written(study)
    assert "heeft 5 tekens, de vragenlijst telt er 40" in written(study)


def test_answers_of_another_structure_are_refused(tmp_path: Path) -> None:
    far = [variable(f"K{n}", "single", str(40 + n), "", YES_NO) for n in range(6)]
    said = refused(tmp_path, {"p.sss": survey(WORKS, *far), "p.asc": numbered("12", 10)})
    assert "6 of 8 columns begin behind them" in said


def test_answers_that_run_on_are_said(tmp_path: Path) -> None:
    study = begun(tmp_path, survey(WORKS), lines())
    assert "de antwoorden lopen door tot plaats" in written(study)
    assert SECRET not in written(study)


@pytest.mark.parametrize("answers", ["\n", "   \n  \n"])
def test_answers_without_a_line_are_refused(tmp_path: Path, answers: str) -> None:
    assert "nothing in this file" in refused(tmp_path, {"p.sss": survey(WORKS), "p.asc": answers})


# pairs


@pytest.mark.parametrize(("files", "said"), [
    ({"P.SSS": "24", "p.asc": "", "oud 2024.txt": ""}, ("P.SSS", "2025=p.asc")),
    ({"p.sss": "", "p.csv": "", "p.asc": ""}, ("p.sss", "2025=p.asc")),
    ({"a.xml": "", "b.dat": ""}, ("b.dat", "a.xml")),
    ({"a.sss": "", "b.txt": ""}, ("a.sss", "b.txt")),
])  # fmt: skip
def test_answers_go_with_the_survey_of_their_name(
    tmp_path: Path, files: dict[str, str], said: tuple[str, ...]
) -> None:
    asked = survey(WORKS, OPEN)
    write(tmp_path, {name: asked if name.lower().endswith(("sss", "xml")) else lines() for name in files})
    begin(
        [f"{_wave(one)}{tmp_path / one.rpartition('=')[2]}" for one in said], tmp_path / "o", lambda *_: None
    )
    assert taken(tmp_path / "o", "q1")[:2] == ["2", "1"]
    assert SECRET not in written(tmp_path / "o")


def test_answers_go_with_the_survey_of_their_year(tmp_path: Path) -> None:
    asked = survey(WORKS, OPEN)
    write(
        tmp_path,
        {"a.sss": asked.replace("2025", "2024"), "b.sss": asked, "x.asc": lines(), "y.asc": lines(90)},
    )
    said = [
        f"{tmp_path / 'a.sss'}",
        f"{tmp_path / 'b.sss'}",
        f"2025={tmp_path / 'x.asc'}",
        f"2024={tmp_path / 'y.asc'}",
    ]
    begin(said, tmp_path / "o", lambda *_: None)
    assert columns(tmp_path / "o", "2025")["file"] == "x.asc"
    assert columns(tmp_path / "o", "2024")["file"] == "y.asc"


def test_a_year_before_the_survey_holds_for_its_answers(tmp_path: Path) -> None:
    write(tmp_path, {"p.sss": survey(WORKS), "p.asc": numbered("12", 8)})
    begin([f"2023={tmp_path / 'p.sss'}", str(tmp_path / "p.asc")], tmp_path / "o", lambda *_: None)
    assert (tmp_path / "o" / "columns" / "2023.yaml").exists()


@pytest.mark.parametrize(("files", "message"), [
    (("p.sss", "q.sss"), "a questionnaire without answers of its own, beside q.sss"),
    (("p.sss", "q.sss", "z.asc"), "nothing tells which file has the answers"),
    (("p.sss", "x.asc", "y.asc"), "nothing tells which file has the answers"),
    (("p.asc",), "without the questionnaire that says which"),
    (("p.dat",), "without the questionnaire that says which"),
])  # fmt: skip
def test_files_that_nothing_pairs_are_refused(tmp_path: Path, files: tuple[str, ...], message: str) -> None:
    made = {
        name: survey(WORKS, title=f"Peiling {2020 + n}") if name.endswith(".sss") else lines(100 * n)
        for n, name in enumerate(files)
    }
    assert message in refused(tmp_path, made)


@pytest.mark.parametrize(
    "row", ["{n:04d};{k};Geheim{k}", "{n:04d}1Geheim{n} ja, nee, soms", "{n},{k},1,Geheim{n}"]
)
def test_a_first_row_of_answers_is_no_heading(tmp_path: Path, row: str) -> None:
    """The first respondent stood in the questionnaire."""
    content = "".join(row.format(n=n, k=n % 3) + "\n" for n in range(3, 40))
    assert "the first row holds answers" in refused(tmp_path, {"p.txt": content}, "2025=p.txt")


def test_headings_that_are_numbers_may_be_headings(tmp_path: Path) -> None:
    content = "respnr;1;2;3\n" + "".join(f"{n};ja;nee;ja\n" for n in range(1, 20))
    write(tmp_path, {"stellingen 2025.csv": content})
    begin([str(tmp_path / "stellingen 2025.csv")], tmp_path / "o", lambda *_: None)
    assert len(questions(tmp_path / "o")) == 3


# personal data


def test_questions_for_personal_data_are_known_whatever_their_type(tmp_path: Path) -> None:
    asked = survey(
        WORKS,
        variable("BSN", "quantity", "6-14", "Wat is uw BSN?"),
        variable("NR", "quantity", "15-23", "Welk nummer hebt u?"),
        variable("NAAM", "character", "24-34", "Wat is uw naam?"),
        variable("MAIL", "character", "35-50", "Waar wilt u antwoord?"),
    )
    answers = numbered([f"1{n:9d}111222333{'Jansen' + str(n):11s}jan{n}@x.nl" for n in range(10, 40)])
    study = begun(tmp_path, asked, answers)
    assert set(columns(study)["ignored"]) == {"BSN", "NR"}
    assert [questions(study)[name]["kind"] for name in ("naam", "mail")] == ["contact", "contact"]
    assert not [text for text in ("Jansen1", "@x.nl", "111222333") if text in written(study)]


# the next wave, and the same again


@pytest.fixture
def study(tmp_path: Path) -> Path:
    asked = survey(WORKS, OPEN)
    begun(tmp_path, asked.replace("2025", "2024"), lines())
    write(tmp_path, {"p25.sss": asked, "p25.asc": lines(300), "p25.txt": lines(300)})
    return tmp_path / "onderzoek" / "study.yaml"


def test_a_next_wave_needs_its_structure_and_its_answers(study: Path) -> None:
    folder = study.parents[1]
    add: Callable[..., object] = lambda *names: add_wave(  # noqa: E731
        study, [f"{_wave(one)}{folder / one.rpartition('=')[2]}" for one in names], False, lambda *_: None
    )
    for names, message in (
        (("2025=p25.asc",), "without the questionnaire"),
        (("2025=p25.txt",), "the first row holds answers"),
        (("p25.sss",), "has questions and no answers"),
    ):
        with pytest.raises(IntakeError, match=message):
            add(*names)
    add("p25.sss", "p25.asc")
    assert SECRET not in written(study.parent)
    assert taken(study.parent, "q1")[24:26] == ["1", "2"]


def test_a_table_without_a_known_heading_is_no_next_wave_of_fixed_places(study: Path) -> None:
    folder = study.parents[1]
    content = "Piet zei;dat hij\n" + "".join(f"Jan{n};ja\n" for n in range(20))
    write(folder, {"x.csv": content})
    with pytest.raises(IntakeError, match="fixed places") as failure:
        add_wave(study, [f"2025={folder / 'x.csv'}"], False, lambda *_: None)
    assert "Piet" not in str(failure.value)


def test_codes_outside_the_base_of_a_number_keep_their_code_in_a_next_wave(tmp_path: Path) -> None:
    asked = survey(
        variable(
            "Q1", "quantity", "5-7", "Hoeveel uur?", values({999: "weet niet"}, '<range from="0" to="40"/>')
        )
    )
    begun(tmp_path, asked.replace("2025", "2024"), numbered([" 12", "999"], 8))
    other = asked.replace("999", "998").replace(
        "</values>", '<value code="997">niet van toepassing</value></values>'
    )
    write(
        tmp_path,
        {
            "q.sss": other,
            "q.asc": "".join(f"{n:04d}{cell}\n" for n, cell in enumerate([" 20", "998", "997"] * 6, 50)),
        },
    )
    study = tmp_path / "onderzoek" / "study.yaml"
    add_wave(study, [str(tmp_path / "q.sss"), str(tmp_path / "q.asc")], False, lambda *_: None)
    assert set(questions(study.parent)["q1"]["special"]) == {"999", "997"}
    assert taken(study.parent, "q1")[16:19] == ["20", "-", "-"]


def test_a_study_is_made_like_the_questionnaire_of_the_same_files(tmp_path: Path) -> None:
    codes = values({1: "geld", 3: "zorg"})
    asked = survey(
        WORKS,
        variable("V2", "multiple", "6-8", "Waarover?", codes),
        variable("V3", "quantity", "9-10", "Hoeveel?"),
    )
    begun(tmp_path, asked, numbered(["1100 5", "2001 7"], 8))
    files = [str(tmp_path / name) for name in ("p.sss", "p.asc")]
    begin_like(files, tmp_path / "onderzoek" / "questionnaire.yaml", tmp_path / "als", lambda *_: None)
    for item in ("q1", "v2_1", "v2_3", "v3"):
        assert taken(tmp_path / "als", item) == taken(tmp_path / "onderzoek", item)


def test_a_structure_alone_asks_no_number_of_a_respondent(tmp_path: Path) -> None:
    weight = variable("GEW", "quantity", "6-11", "Weegfactor", more=' use="weight"')
    write(tmp_path, {"p.sss": survey(WORKS, weight)})
    begin([str(tmp_path / "p.sss")], tmp_path / "o", lambda *_: None)
    assert list(questions(tmp_path / "o")) == ["q1"]


def test_letters_of_two_signs_do_not_stop_the_import(tmp_path: Path) -> None:
    """In NFD an é is two signs: nothing fits, and nothing may break."""
    answers = unicodedata.normalize("NFD", numbered([f"{'een':10s}12"] * 29 + [f"{'één':10s}12"]))
    study = begun(tmp_path, survey(*TEXT_FIRST), answers)
    assert taken(study, "q1")[:3] == ["1", "1", "1"]
