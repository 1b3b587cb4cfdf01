"""Truth: glossaries of a few words."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import DeclarationError
from monitor.publication.drafts.glossary import Term, glossary, read_glossary
from monitor.publication.project.compose import compose
from monitor.publication.quarto.template_documents import TemplateDocument, TemplateFolders
from monitor.publication.sentences.variables import Variables
from monitor.release.results.released_set import ReleasedSet
from monitor.study.study import Study
from monitor.study.study_file import ReportPlan
from tests.words import voice_of

TERMS = {
    "Woonduur": Term(meaning="Hoe lang iemand huurt."),
    "Balie, loket": Term(meaning="Waar u terechtkunt.", forms=("balies",)),
    "App": Term(meaning="Een programma op de telefoon."),
    "Huurtoeslag": Term(meaning="Geld van de overheid."),
}


def _terms(text: str, study: Study) -> list[str]:
    made = glossary(TERMS, [TemplateDocument("report.qmd", "report.qmd", text)], study)
    return [line for line in made.splitlines() if line and not line.startswith(":")]


def test_only_terms_that_are_used_are_listed_in_alphabetical_order(small_study: Study) -> None:
    assert _terms("Over huurtoeslag en de balies.", small_study) == ["Balie, loket", "Huurtoeslag"]
    assert _terms("Bij het loket.", small_study) == ["Balie, loket"]


def test_part_of_another_word_is_no_use(small_study: Study) -> None:
    assert _terms("Over appels en huurtoeslagen.", small_study) == []


def test_the_path_of_a_variable_and_a_comment_are_no_use(small_study: Study) -> None:
    assert _terms("{{< var use.app.x >}} <!-- huurtoeslag -->", small_study) == []


def test_the_questions_behind_a_figure_count(small_study: Study) -> None:
    # "De app" and "De balie" are the options of the indicator used
    assert _terms("{{< include figures/used.md >}}", small_study) == ["App", "Balie, loket"]
    assert _terms("{{< include tables/questionnaire-annex.md >}}", small_study) == [
        "App",
        "Balie, loket",
        "Woonduur",
    ]


def test_meanings_are_text_and_no_markup(small_study: Study) -> None:
    term = {"App": Term(meaning="Met *sterren* en $.")}
    made = glossary(term, [TemplateDocument("report.qmd", "report.qmd", "Een app.")], small_study)
    assert made == "App\n:   Met \\*sterren\\* en \\$.\n"


def test_a_template_adds_to_the_terms_for_any_survey(tmp_path: Path) -> None:
    own, any_survey = tmp_path / "own", tmp_path / "any"
    for folder, text in (
        (own, "terms: {App: {meaning: eigen}}\n"),
        (any_survey, "terms: {App: {meaning: x}, Balie: {meaning: y}}\n"),
    ):
        folder.mkdir()
        (folder / "glossary.yaml").write_text(text, encoding="utf-8")
    found = read_glossary(TemplateFolders((own, any_survey)))
    assert {name: term.meaning for name, term in found.items()} == {"App": "eigen", "Balie": "y"}
    assert read_glossary(TemplateFolders((tmp_path,))) == {}


def test_a_wrong_glossary_names_its_line(tmp_path: Path) -> None:
    (tmp_path / "glossary.yaml").write_text("terms:\n  App: {betekenis: x}\n", encoding="utf-8")
    with pytest.raises(DeclarationError, match="glossary.yaml:2"):
        read_glossary(TemplateFolders((tmp_path,)))


def test_a_report_that_includes_the_glossary_gets_its_terms(
    tmp_path: Path, small_released: ReleasedSet, small_study: Study
) -> None:
    (tmp_path / "report.qmd").write_text(
        "Over de app.\n\n{{< include texts/glossary.qmd >}}\n", encoding="utf-8"
    )
    (tmp_path / "glossary.yaml").write_text(
        "terms: {App: {meaning: Een programma.}, Balie: {meaning: Loket.}}\n", encoding="utf-8"
    )
    documents = compose(
        ReportPlan("proef", tmp_path, None), Variables(small_released, voice_of(small_study))
    ).documents
    assert documents["texts/glossary.qmd"].text == "App\n:   Een programma.\n"
