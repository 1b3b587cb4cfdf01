"""Truth: what a person reads in a small Triple-S survey: the standard says what codes, places, ranges and texts mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import IntakeError
from tests.exchange.triples_files import (
    YES_NO,
    begun,
    columns,
    labels,
    numbered,
    questions,
    span,
    survey,
    taken,
    values,
    variable,
    written,
)

GRADE = "Welk cijfer geeft u?"


def single(inside: str, place: str = "5", label: str = "") -> str:
    return survey(variable("Q1", "single", place, label, inside))


def quantity(inside: str, place: str = "5-10", label: str = "Hoeveel uur werkt u?") -> str:
    return survey(variable("Q1", "quantity", place, label, inside))


def refused(folder: Path, structure: str, answers: str = "00011\n00022\n") -> str:
    with pytest.raises(IntakeError) as failure:
        begun(folder, structure, answers)
    return str(failure.value)


def test_the_code_of_an_option_is_its_place(tmp_path: Path) -> None:
    """Codes 1, 2 and 9 were read at the first, second and third sign."""
    codes = values({1: "geld", 2: "werk", 9: "geen van deze"})
    study = begun(
        tmp_path,
        survey(variable("Q1", "multiple", "5-13", "", codes)),
        numbered(["100000000", "110000000", "000000001"], 8),
    )
    assert columns(study)["columns"]["q1"]["positions"] == {"1": "q1_1", "2": "q1_2", "9": "q1_9"}
    assert columns(study)["fixed"]["Q1"] == [5, 13]
    assert [taken(study, f"q1_{code}")[:3] for code in (1, 2, 9)] == [list("110"), list("010"), list("001")]


@pytest.mark.parametrize(("code", "place", "said"), [
    ("4", "5-7", '"Q1" has a code that lies beyond its field; got code 4, a field of 3 signs'),
    ("99999999999999999999", "5-7", "a field of 3 signs"),
    ("0", "5-7", '"Q1" is no place in its field; got 0'),
    ("A", "5-7", '"Q1" is no place in its field; got A'),
])  # fmt: skip
def test_an_option_without_a_place_is_refused(tmp_path: Path, code: str, place: str, said: str) -> None:
    assert said in refused(
        tmp_path, survey(variable("Q1", "multiple", place, "", values({1: "geld", code: "werk"})))
    )


def test_a_range_declares_options(tmp_path: Path) -> None:
    codes = values({3: "zorg"}, span(1, 3))
    study = begun(tmp_path, survey(variable("Q1", "multiple", "5-7", "", codes)), numbered(["011", "100"], 6))
    assert questions(study)["q1"]["options"] == {"q1_1": "1", "q1_2": "2", "q1_3": "zorg"}
    assert taken(study, "q1_2")[:2] == ["1", "0"]
    assert "geen woorden bij: 1" in written(study)


def test_two_variables_of_one_name_are_refused(tmp_path: Path) -> None:
    twice = survey(variable("Q1", "single", "5", "", YES_NO), variable("Q1", "single", "6", "", YES_NO))
    assert 'two variables are called "Q1"' in refused(tmp_path, twice)


def test_an_option_does_not_take_the_column_of_a_question(tmp_path: Path) -> None:
    codes = values({1: "geld", 2: "werk"})
    both = survey(variable("V4", "multiple", "5-6", "", codes), variable("V4_1", "single", "7", "", YES_NO))
    study = begun(tmp_path, both, numbered(["102", "011"], 6))
    assert taken(study, "v4_1")[:2] == ["2", "1"]
    assert taken(study, "v4_1_optie")[:2] == ["1", "0"]


@pytest.mark.parametrize("kind", ["single", "logical"])
def test_a_closed_question_stays_closed_beside_stray_codes(tmp_path: Path, kind: str) -> None:
    """Two codes that were not in its list made it a number, or a grade."""
    inside = YES_NO if kind == "single" else values({0: "nee", 1: "ja"})
    cells = ["8" if n == 7 else "9" if n == 23 else "1" for n in range(200)]
    study = begun(tmp_path, survey(variable("Q1", kind, "5", "Hoe gaat het?", inside)), numbered(cells))
    assert sorted(labels(study, "q1").values()) == ["ja", "nee"]
    assert taken(study, "q1") == ["1"] * 198


@pytest.mark.parametrize(("codes", "cells", "read"), [
    ({n + 1: n for n in range(11)}, [" 1", " 2", "11"], ["0", "1", "10"]),
    ({n: 11 - n for n in range(1, 11)}, [" 1", " 2", "10"], ["10", "9", "1"]),
    ({n: n for n in range(1, 11)}, ["01", " 2", "10"], ["1", "2", "10"]),
])  # fmt: skip
def test_a_grade_is_its_label_and_not_its_code(
    tmp_path: Path, codes: dict[int, int], cells: list[str], read: list[str]
) -> None:
    labelled = values({code: str(label) for code, label in codes.items()})
    study = begun(tmp_path, single(labelled, "5-6", GRADE), numbered(cells, 6))
    assert questions(study)["q1"]["kind"] == "grade"
    assert taken(study, "q1")[:3] == read


def test_a_range_with_one_label_is_a_closed_question(tmp_path: Path) -> None:
    codes = values({20: "Centrum"}, span(1, 20))
    study = begun(tmp_path, single(codes, "5-6"), numbered([f"{n:2d}" for n in range(1, 21)], 2))
    assert list(labels(study, "q1").items())[-2:] == [("19", "19"), ("20", "Centrum")]
    assert "geen woorden bij: 1, 2" in written(study)


def test_more_codes_than_a_closed_question_has_are_numbers(tmp_path: Path) -> None:
    codes = values({99: "weet niet"}, span(1, 99))
    study = begun(tmp_path, single(codes, "5-6"), numbered([f"{n:2d}" for n in range(60, 100)]))
    asked = questions(study)["q1"]
    assert (asked["kind"], asked["special"]["99"]["means"]) == ("number", "dont_know")
    assert "meer codes dan een gesloten vraag" in written(study)


def test_codes_without_words_are_no_grade(tmp_path: Path) -> None:
    study = begun(tmp_path, single(values({}, span(1, 10)), "5-6", "Wijk?"), numbered([" 1", "10"], 8))
    assert questions(study)["q1"].get("kind", "single") == "single"


def test_a_labelled_number_is_a_number_unless_its_label_says_otherwise(tmp_path: Path) -> None:
    codes = values({0: "geen", 10: "10 of meer", 999: "weet niet", 998: "geen antwoord"}, span(0, 10))
    study = begun(tmp_path, quantity(codes, "5-7"), numbered(["  0", " 10", "999", "998"], 6))
    assert taken(study, "q1")[:4] == ["0", "10", "-", "-"]
    assert questions(study)["q1"]["special"] == {"999": {"label": "weet niet", "means": "dont_know"}}
    assert columns(study)["columns"]["q1"]["no_answer"] == ["998"]
    assert 'het label "10 of meer"' in written(study)


@pytest.mark.parametrize(("codes", "cells"), [
    ({"99.9": "geen antwoord"}, ["099.9", "99.90", " 99.9", "  12.0"]),
    ({"099": "geen antwoord"}, ["    99", "   099", "000099", "    12"]),
    ({"-1": "weet niet", "-2": "niet van toepassing"}, ["    -1", "   -01", "    -2", "    12"]),
])  # fmt: skip
def test_special_values_are_compared_as_numbers(
    tmp_path: Path, codes: dict[str, str], cells: list[str]
) -> None:
    study = begun(
        tmp_path, quantity(values(codes, span(0, 40))), numbered([f"{cell:>6}" for cell in cells], 6)
    )
    assert taken(study, "q1")[:4] == ["-", "-", "-", "12"]


def test_a_grade_has_its_code_for_no_opinion(tmp_path: Path) -> None:
    study = begun(
        tmp_path, quantity(values({99: "geen mening"}, span(1, 10)), "5-6", GRADE), numbered([" 7", "99"], 8)
    )
    assert questions(study)["q1"]["kind"] == "grade"
    assert taken(study, "q1")[:2] == ["7", "-"]


@pytest.mark.parametrize(("ranges", "wanted"), [
    (span(0, 10) + span(20, 30), [0, 30]),
    (span(0, "inf"), None),
    (span(0, "1e400"), None),
    (span("nan", "nan"), None),
    (span("0,00", "99,99"), [0, 99.99]),
])  # fmt: skip
def test_the_range_of_a_number_is_the_widest_that_is_one(
    tmp_path: Path, ranges: str, wanted: list[float] | None
) -> None:
    study = begun(tmp_path, quantity(values({}, ranges), "5-6"), numbered(["05", "25"], 6))
    assert questions(study)["q1"].get("range") == wanted


def test_dates_and_times_are_no_numbers(tmp_path: Path) -> None:
    """A date was a number with a mean, and the file had no year."""
    asked = (
        variable("DATUM", "date", "5-12", "Datum van invullen"),
        variable("GEB", "date", "13-20", "Geboortedatum"),
        variable("TIJD", "time", "21-26"),
        variable("Q1", "single", "27", "", YES_NO),
    )
    lines = "".join(f"{n:04d}202411{n % 28 + 1:02d}195001011030001\n" for n in range(1, 30))
    study = begun(tmp_path, survey(*asked, title="Peiling"), lines)
    assert list(questions(study)) == ["q1"]
    assert columns(study, "2024")["completed"] == "DATUM"
    assert {"GEB", "TIJD"} <= set(columns(study, "2024")["ignored"])


def test_a_type_that_is_not_known_is_named(tmp_path: Path) -> None:
    asked = survey(variable("Q1", "rank", "5"), variable("Q2", "single", "6", "", YES_NO)).replace(
        'version="2.0"', 'version="9.0"'
    )
    study = begun(tmp_path, asked, numbered(["11", "22"], 6))
    assert "Q1 is niet gelezen: soort rank" in written(study)
    assert "Triple-S 9.0 is niet bekend" in written(study)


@pytest.mark.parametrize(("label", "text"), [
    ('<text xml:lang="en">Do you work?</text><text xml:lang="nl">Werkt u?</text>', "Werkt u?"),
    ('Werkt u?<text xml:lang="en">Do you work?</text>', "Werkt u?"),
    ('<text mode="analysis">Werk</text><text mode="interview">Werkt u?</text>', "Werkt u?"),
    ('<text xml:lang="nl" mode="analysis">Werk</text>Werkt u?', "Werkt u?"),
    ('<text xml:lang="en" mode="interview">Do you work?</text><text xml:lang="nl">Werkt u?</text>', "Werkt u?"),
    ('<text mode="analysis">Werkt u?</text>', "Werkt u?"),
    ("Werkt u?<br/>", "Werkt u?"),
    ("Werkt <i>u</i>?", "Werkt u?"),
])  # fmt: skip
def test_one_text_of_those_of_a_label_is_read(tmp_path: Path, label: str, text: str) -> None:
    study = begun(tmp_path, survey(variable("Q1", "single", "5", label, YES_NO)), numbered("12", 6))
    assert questions(study)["q1"]["text"] == text


def test_texts_of_values_are_read_as_those_of_labels(tmp_path: Path) -> None:
    codes = values({
        1: '<text xml:lang="en">works</text><text xml:lang="nl">werkt wel</text>',
        2: 'werkt niet<text mode="analysis">niet</text>',
        3: "<text>soms</text>",
    })  # fmt: skip
    study = begun(tmp_path, single(codes), numbered("123", 6))
    assert list(labels(study, "q1").values()) == ["werkt wel", "werkt niet", "soms"]


@pytest.mark.parametrize("codes", [(1, 1), ("01", "1")])
def test_a_code_twice_is_refused(tmp_path: Path, codes: tuple[object, object]) -> None:
    said = "".join(f'<value code="{code}">x</value>' for code in codes)
    assert '"Q1" has code 1 twice' in refused(tmp_path, single(f"<values>{said}</values>"))


@pytest.mark.parametrize(("condition", "route"), [
    ("W", "w == 1"), ("iW", "w == 1"), ("Q1", None), ("Onbekend", None), ("W=1", None),
])  # fmt: skip
def test_a_filter_is_a_route_where_it_names_a_logical(
    tmp_path: Path, condition: str, route: str | None
) -> None:
    asked = survey(
        variable("W", "logical", "5"),
        variable("Q1", "single", "6", "", YES_NO),
        variable("Q2", "single", "7", "", f"<filter>{condition}</filter>{YES_NO}"),
    )
    study = begun(tmp_path, asked, numbered(["111", "02 "], 8))
    assert questions(study)["q2"].get("asked_if") == route
    assert (route is None) == (f"niet overgenomen: {condition}" in written(study))


def test_a_logical_has_the_words_of_its_values(tmp_path: Path) -> None:
    codes = values({0: "werkt niet", 1: "werkt"})
    study = begun(tmp_path, survey(variable("Q1", "logical", "5", "", codes)), numbered("01", 6))
    assert set(labels(study, "q1").values()) == {"werkt niet", "werkt"}


@pytest.mark.parametrize("changed", [
    lambda text: text.replace("<sss", "<SSS").replace("</sss", "</SSS"),
    lambda text: text.replace("<sss", '<s:sss xmlns:s="urn:x"').replace("</sss", "</s:sss"),
    lambda text: text.replace("<sss", '<sss xmlns="http://www.triple-s.org/3"'),
    lambda text: text.replace("<sss", f"<!-- {'x' * 1500} -->\n<sss"),
    lambda text: f"\n{text}",
    lambda text: f"\ufeff{text}",
    lambda text: text.replace('start="5"', 'start=" 5 "'),
    lambda text: text.replace('"single"', '"SINGLE"'),
])  # fmt: skip
def test_a_survey_is_known_by_its_first_element(tmp_path: Path, changed) -> None:
    study = begun(tmp_path, changed(single(YES_NO)), numbered("12", 6))
    assert taken(study, "q1")[:2] == ["1", "2"]


def test_deep_elements_are_read(tmp_path: Path) -> None:
    deep = "<b>" * 5000 + "Werkt u?" + "</b>" * 5000
    study = begun(tmp_path, survey(variable("Q1", "single", "5", deep, YES_NO)), numbered("12", 6))
    assert questions(study)["q1"]["text"] == "Werkt u?"
