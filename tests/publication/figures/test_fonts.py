"""Truth: the font files themselves, read with fontTools."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from monitor.publication.theme import fonts


def test_the_font_folder_holds_exactly_four_faces_of_one_family():
    files = sorted(Path(fonts.font_folder().name).iterdir())
    names = set()
    for path in files:
        with TTFont(path) as font:
            names.add((font["name"].getDebugName(1), font["name"].getDebugName(2)))
    assert names == {(fonts.FAMILY, style) for style in ("Regular", "Italic", "Bold", "Bold Italic")}
    assert len(files) == 4


def test_a_width_is_the_sum_of_the_advances():
    with TTFont(fonts.face_file(fonts.REGULAR)) as font:
        glyphs, advances = font.getBestCmap(), font["hmtx"]
        expected = sum(advances[glyphs[ord(letter)]][0] for letter in "één") * 13 / font["head"].unitsPerEm
    assert fonts.text_width("één", 13) == pytest.approx(expected)


def test_bold_is_wider():
    assert fonts.text_width("Klanten", 13, bold=True) > fonts.text_width("Klanten", 13)


def test_lines_keep_every_word_in_order_and_stay_within_the_width():
    text = "Klanten van wie ik goed weet welke hulp hen (later) dichter bij werk brengt, of bij meedoen naar vermogen"
    lines = fonts.wrap(text, 150, 13)
    assert " ".join(lines) == text
    assert max(fonts.text_width(line, 13) for line in lines) <= 150
    assert len(lines) > 2


def test_a_word_wider_than_the_line_is_broken_with_a_hyphen_and_loses_no_letter():
    word = "arbeidsongeschiktheidsverzekeringsmaatschappij"
    lines = fonts.wrap(word, 100, 13)
    assert "".join(line.removesuffix("-") for line in lines) == word
    assert max(fonts.text_width(line, 13) for line in lines) <= 100


def test_a_long_word_is_broken_after_its_own_hyphen_where_that_fills_the_line():
    assert fonts.wrap("zelfstandigen-ondersteuning", 110, 13) == ["zelfstandigen-", "ondersteuning"]


def test_a_width_smaller_than_a_letter_still_ends():
    assert "".join(line.removesuffix("-") for line in fonts.wrap("abc", 1, 13)) == "abc"


def test_a_subset_holds_the_letters_asked_for_and_hardly_any_other():
    rules = fonts.font_faces([("Klanten 33%", False), ("2022", True)])
    data = re.findall(r"base64,([^\"]+)", rules)
    letters = [set(map(chr, TTFont(io.BytesIO(base64.b64decode(part))).getBestCmap())) for part in data]
    assert letters == [set("Klanten 33%"), set("2022")]
    assert len(rules) < 12_000


@pytest.mark.parametrize("face", [fonts.REGULAR, fonts.BOLD])
@pytest.mark.parametrize("letters", [" %0123456789", "AVWTYaeo fi fl", "één ü’n – ‘t’ €5 → −3", "Şükrü Łódź"])
def test_a_subset_of_common_letters_gives_the_bytes_of_the_whole_face(face: str, letters: str) -> None:
    whole = fonts._subset(fonts.face_file(face).read_bytes(), letters)
    source = fonts._source(face, letters)
    assert len(source) < len(fonts.face_file(face).read_bytes()) / 4
    assert fonts._subset(source, letters) == whole


def test_letters_outside_dutch_come_from_the_whole_font():
    rules = fonts.font_faces([("Ж ≥", False)])
    font = TTFont(io.BytesIO(base64.b64decode(re.findall(r"base64,([^\"]+)", rules)[0])))
    assert set(map(chr, font.getBestCmap())) >= set("Ж ≥")


@pytest.mark.parametrize(
    ("text", "printed"),
    [("Café – ‘Ürk’ €5 ½ ∑", True), ("", True), ("😀", False), ("漢", False), ("a\u202eb", False), ("\u00ad", False), ("\ue000", False)],
)  # fmt: skip
def test_what_a_report_can_print(text: str, printed: bool) -> None:
    assert fonts.can_print(text) is printed
