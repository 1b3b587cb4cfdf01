"""Truth: two pages, counted; the fields of a letter, read from its documents; and what a number of parliament looks like."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pikepdf
import pytest

from monitor.errors import DeclarationError, PublicationError
from monitor.publication.checks.prose import blocks_of
from monitor.publication.checks.report import check_report
from monitor.publication.engines.render import render_project
from monitor.publication.language.markdown import unescape_markdown
from monitor.publication.project.compose import compose
from monitor.publication.project.write import write_project
from monitor.publication.sentences.variables import Variables
from monitor.release.results.released_set import ReleasedSet
from monitor.study.study import Study
from monitor.study.study_file import ReportPlan
from monitor.study.study_reader import read_study
from tests.publication.conftest import QUESTIONNAIRE, STUDY
from tests.words import voice_of

LETTER = """\
letter:
  sender: Ministerie van Proeven
  address: [Proefweg 1, 0000 AA Proefstad]
  reference: PR-1
  subject: wat huurders vinden
  reason: Het onderzoek is nu klaar.
  motions:
    - {paper: "26448, nr. 123", by: het lid De Proef, asks: huurders zelf te vragen wat zij vinden}
  promises:
    - {when: het debat van 1 mei 2024, promises: de uitkomsten te sturen, number: TZ202405-001}
  annexes: [het rapport, het tabellenboek]
  minister: minister van Proeven
  name: A. Proef
"""


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str], Study]:
    """A study with this letter, read from its file."""

    def reading(letter: str = LETTER) -> Study:
        (tmp_path / "questionnaire.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
        (tmp_path / "study.yaml").write_text(STUDY + letter, encoding="utf-8")
        return read_study(tmp_path / "study.yaml")

    return reading


def _report(study: Study, released: ReleasedSet, **options: str):
    plan = ReportPlan("letter", None, None, options)
    return compose(plan, Variables(released, voice_of(study)))


def _text(study: Study, released: ReleasedSet, **options: str) -> str:
    report = _report(study, released, **options)
    text = "\n".join(block.plain() for block in blocks_of(report.documents, report.variables))
    return unescape_markdown(text.replace("**", "").replace("\\ ", "\n"))


def test_any_survey_gets_a_letter_of_two_pages_in_pdf_and_word(
    read: Callable[[], Study], small_released: ReleasedSet, tmp_path: Path
) -> None:
    study = read()
    project = write_project(_report(study, small_released), tmp_path / "project", ("pdf", "docx"))
    render_project(project, ("pdf", "docx"), "embedded", study.published)
    with pikepdf.open(project / "report.pdf") as pdf:
        assert len(pdf.pages) == 2
    word = docx.Document(str(project / "report.docx"))
    assert word._element.xml.count('<w:br w:type="page"/>') == 1
    assert len(word.inline_shapes) == 1


def test_every_field_of_a_letter_stands_in_its_place(
    read: Callable[[], Study], small_released: ReleasedSet
) -> None:
    text = _text(read(), small_released)
    order = (
        "Ministerie van Proeven", "Proefweg 1", "Aan de Voorzitter van de Tweede Kamer", "Datum: 1 december 2024",
        "Betreft: Wat huurders vinden", "Onze referentie: PR-1", "Bijlagen: 2", "Geachte Voorzitter,",
        "Het onderzoek is nu klaar.", "(Kamerstuk 26448, nr. 123)", "(toezegging TZ202405-001)",
        "De belangrijkste uitkomsten", "Wat is veranderd", "Wat deze cijfers niet zeggen", "Vervolg",
        "laat ik uw Kamer apart weten", "Hoogachtend,", "De minister van Proeven,", "A. Proef", "Het rapport",
    )  # fmt: skip
    places = [text.find(words) for words in order]
    assert [words for words, place in zip(order, places, strict=True) if place < 0] == []
    assert places == sorted(places)


def test_the_minister_may_say_what_follows(read: Callable[[str], Study], small_released: ReleasedSet) -> None:
    said = LETTER + "  consequences: Ik bespreek dit met de corporaties.\n"
    text = _text(read(said), small_released)
    assert "Ik bespreek dit met de corporaties." in text
    assert "apart weten" not in text


def test_a_letter_answers_what_was_asked_and_nothing_else(
    read: Callable[[str], Study], small_released: ReleasedSet
) -> None:
    without = re.sub(r"  (motions|promises):\n    - .*\n", "", LETTER)
    text = _text(read(without), small_released)
    assert "motie" not in text
    assert "toegezegd" not in text
    assert "ga ik daarop in" not in text
    alone = re.sub(r"  promises:\n    - .*\n", "", LETTER)
    assert "Met deze brief beantwoord ik dat verzoek." in _text(read(alone), small_released)


def test_the_eerste_kamer_gets_the_same_letter_at_its_own_address(
    read: Callable[[], Study], small_released: ReleasedSet
) -> None:
    house, senate = (_text(read(), small_released, chamber=chamber) for chamber in ("house", "senate"))
    differing = [
        (one, other)
        for one, other in zip(house.splitlines(), senate.splitlines(), strict=True)
        if one != other
    ]
    assert len(differing) == 3  # the addressee, its street and town
    assert "Eerste Kamer" in differing[0][1]


def test_a_letter_passes_its_own_check(read: Callable[[], Study], small_released: ReleasedSet) -> None:
    assert check_report(_report(read(), small_released)).consistency.findings == ()


def test_what_a_minister_writes_stands_as_it_was_written(
    read: Callable[[str], Study], small_released: ReleasedSet
) -> None:
    odd = LETTER.replace("wat huurders vinden", "'*sterren* @naam {{< env HOME >}} $x$'")
    assert "*sterren* @naam {{< env HOME >}} $x$" in _text(read(odd), small_released)


def test_a_study_without_a_letter_says_what_is_missing(
    small_study: Study, small_released: ReleasedSet
) -> None:
    with pytest.raises(PublicationError, match="letter:"):
        _report(small_study, small_released)


def test_a_letter_without_a_figure_to_show_has_none(
    read: Callable[[], Study], small_released: ReleasedSet
) -> None:
    numbers = dict.fromkeys(
        ("estimate", "count", "se", "ci_low", "ci_high", "n", "n_effective"), float("nan")
    )
    estimates = small_released.estimates.assign(**numbers, status="suppressed", reason="small_group")
    released = replace(small_released, estimates=estimates, changes=small_released.changes.iloc[:0])
    report = _report(read(), released)
    assert report.needs.figures == {}
    assert check_report(report).consistency.errors == ()


@pytest.mark.parametrize(
    "number",
    [
        "26448, nr. 123", "34 352, nr. 1", "36410-XV, nr. 78", "36 410 XV, nr. 78", "36200, A", "36200, letter AB",
        "Kamerstukken II 2023/24, 26 448, nr. 1234", "Kamerstukken I 1999/00, 26448, letter C",
    ],
)  # fmt: skip
def test_numbers_of_papers_of_parliament_are_taken(read: Callable[[str], Study], number: str) -> None:
    letter = read(LETTER.replace("26448, nr. 123", number)).letter
    assert letter is not None
    assert letter.motions[0].paper == number


@pytest.mark.parametrize(
    "number",
    [
        "26448", "nr. 123", "2644, nr. 123", "264481, nr. 123", "26448 nr. 123", "26448, 123", "26448, nr. 0",
        "26448, nr. 12345", "Kamerstukken III 2023/24, 26448, nr. 1", "Kamerstukken II 2023/25, 26448, nr. 1",
        "TZ202405-001", "26448, nr. 123 en 124",
    ],
)  # fmt: skip
def test_a_number_that_is_no_paper_of_parliament_stops_at_its_line(
    read: Callable[[str], Study], number: str
) -> None:
    with pytest.raises(DeclarationError) as failure:
        read(LETTER.replace("26448, nr. 123", number))
    said = str(failure.value)
    line = (STUDY + LETTER)[: (STUDY + LETTER).index("26448")].count("\n") + 1
    assert f"study.yaml:{line}:" in said
    assert "26448, nr. 123" in said
