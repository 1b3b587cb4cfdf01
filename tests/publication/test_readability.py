"""Truth: the formula of Douma (1960) by hand, and sentences of a known length."""

from __future__ import annotations

import pytest

from monitor.errors import DeclarationError
from monitor.publication.checks.prose import blocks_of
from monitor.publication.checks.readability import (
    Readability,
    read_aloud,
    reading_ease,
    words_in,
)
from monitor.publication.checks.report import check_report
from monitor.publication.language.words import Words
from monitor.publication.project.compose import compose
from monitor.publication.quarto.template_documents import TemplateDocument
from monitor.publication.sentences.variables import Variables
from monitor.release.results.released_set import ReleasedSet
from monitor.study.study import Study
from monitor.study.study_file import ReportPlan
from tests.words import WORDS, changed_words, voice_of


def test_the_score_is_that_of_the_formula() -> None:
    # 2 sentences, 9 words, 11 syllables: de kat zit op de mat (6), de hon-den la-ter (5)
    sentences = ["De kat zit op de mat.", "De honden later."]
    assert [words_in(sentence) for sentence in sentences] == [6, 3]
    assert reading_ease(sentences) == pytest.approx(206.835 - 0.93 * 4.5 - 77 * 11 / 9)


def test_a_point_inside_a_sentence_does_not_end_it() -> None:
    assert reading_ease(["De 1.356 katten zaten op de mat."]) == reading_ease(
        ["De 1356 katten zaten op de mat."]
    )


@pytest.mark.parametrize(
    ("sentence", "words", "syllables"),
    [
        ("Collega's helpen mij.", 3, 3 + 2 + 1),
        ("Zo'n 'huis' is van ’t stel.", 6, 6),  # as the same without apostrophes
        ("Bij 72% – of 1.356 – niet.", 5, 5),  # a number is one syllable, a dash no word
        ("De «kinderbijslag» telt (ook) mee!", 5, 1 + 4 + 1 + 1 + 1),
        ("Een re-integratietraject helpt echt.", 4, 1 + 6 + 1 + 1),  # as one word: rein-te-gra-tie
    ],
)
def test_words_and_syllables_of_odd_writing(sentence: str, words: int, syllables: int) -> None:
    assert words_in(sentence) == words
    assert reading_ease([sentence]) == pytest.approx(206.835 - 0.93 * words - 77 * syllables / words)


def test_a_fragment_is_no_sentence_but_its_words_count() -> None:
    # en ja: 2 words, 2 syllables; the sentence of 6 words and 6 syllables is the only one
    assert reading_ease(["En ja.", "De kat zit op de mat."]) == pytest.approx(206.835 - 0.93 * 8 - 77)
    assert reading_ease(["En ja."]) == pytest.approx(206.835 - 0.93 * 2 - 77)
    assert reading_ease([]) == 0.0


def test_longer_words_and_longer_sentences_score_lower() -> None:
    easy = ["Het is goed zo.", "Dat zie je nu."]
    assert reading_ease(["Het is goed zo en dat zie je nu."]) < reading_ease(easy)
    assert reading_ease(["Administratieve verantwoordelijkheid belemmert."]) < reading_ease(easy)


@pytest.mark.parametrize(
    ("score", "level"), [(95, "A2"), (80, "A2"), (79.9, "B1"), (60, "B1"), (59.9, "B2"), (-20, "C1")]
)
def test_a_score_has_a_level(score: float, level: str) -> None:
    assert WORDS.readability.level(score) == level


@pytest.fixture(scope="module")
def read(small_released: ReleasedSet, small_study: Study):
    variables = Variables(small_released, voice_of(small_study))

    def aloud(text: str) -> Readability:
        return read_aloud(
            blocks_of({"report.qmd": TemplateDocument("report.qmd", "report.qmd", text)}, variables),
            WORDS.readability,
        )

    return aloud


EASY = "Dit is een zin van acht korte woorden. " * 6
HARD = "Administratieve verantwoordelijkheden belemmeren re-integratiedienstverlening aanzienlijk. " * 10


def test_each_section_is_scored_by_itself(read) -> None:
    found = read(f"# Makkelijk\n\n{EASY}\n\n# Moeilijk\n\n{HARD}\n\n# Kort\n\nTe kort.\n")
    assert [(each.heading, each.line, each.words, each.sentences) for each in found.sections] == [
        ("Makkelijk", 3, 48, 6),
        ("Moeilijk", 7, 50, 10),
        ("Kort", 11, 2, 1),
    ]
    assert [each.level for each in found.sections] == ["A2", "C1", ""]
    assert [each.heading for each in found.too_hard()] == ["Moeilijk"]


def test_variables_are_read_as_their_text_and_marks_are_not_read(read) -> None:
    found = read(
        "**Volgens** {{< var letters.agree_net.all.now.phrase >}} is dit zo.[^1]\n\n| a | b |\n|---|---|\n| c | d |\n"
    )
    assert found.sections[0].words == 9  # Volgens een kwart van de huurders is dit zo


def test_a_long_sentence_is_named_with_its_length(read) -> None:
    words = " ".join(["woord"] * 28)
    assert read(f"{words}.").long_sentences == ()
    found = read(f"Kort.\n\n{words} nog.").long_sentences
    assert [(each.line, each.words) for each in found] == [(3, 29)]


def test_a_wrong_policy_file_is_an_error(tmp_path) -> None:
    folder = changed_words(tmp_path, {"readability.yaml": {"shortest: 40": "shortest: veel"}})
    with pytest.raises(DeclarationError, match=r"readability\.yaml:\d+: .*veel"):
        assert Words(folder).readability is None


def test_the_check_page_holds_findings_scores_and_long_sentences(
    tmp_path, small_released: ReleasedSet, small_study: Study
) -> None:
    long = " ".join(["woord"] * 30)
    (tmp_path / "report.qmd").write_text(
        f"# Contact | brieven\n\n{EASY}\n\nSlechts {{{{< var use_app.c1.all.now.pct >}}}} van de huurders.\n\n{long}.\n",
        encoding="utf-8",
    )
    check = check_report(
        compose(ReportPlan("proef", tmp_path, None), Variables(small_released, voice_of(small_study)))
    )
    check.raise_errors()
    page = check.to_markdown()
    assert '- waarschuwing: report.qmd:5: "Slechts"' in page
    assert "| Contact \\| brieven | report.qmd:3 |" in page
    assert "- report.qmd:7: 30 woorden" in page
    assert check.summary() == "report proef: 0 errors, 1 warning, 1 of 1 section at B1 or easier"


def test_a_clean_report_says_so(tmp_path, small_released: ReleasedSet, small_study: Study) -> None:
    (tmp_path / "report.qmd").write_text("# Kop\n\nEen zin.\n", encoding="utf-8")
    page = check_report(
        compose(ReportPlan("proef", tmp_path, None), Variables(small_released, voice_of(small_study)))
    ).to_markdown()
    assert "Niets gevonden." in page
    assert "te kort" in page
    assert page.rstrip().endswith("Geen.")
