"""Truth: two pages, counted; the rules of a summary for parliament, read from its documents."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import docx
import pikepdf
import pytest

from monitor.publication.checks.prose import Block, blocks_of
from monitor.publication.checks.report import check_report
from monitor.publication.engines.render import render_project
from monitor.publication.project.compose import compose
from monitor.publication.project.write import write_project
from monitor.publication.sentences.variables import Variables
from monitor.release.results.released_set import ReleasedSet
from monitor.study.study import Study
from tests.words import voice_of

ROOT = Path(__file__).parents[2] / "report_templates" / "parliament"
OWN = {
    survey: {path.stem: path.read_text(encoding="utf-8") for path in sorted((ROOT / survey).rglob("*.qmd"))}
    for survey in ("klantmanagers", "clients")
}
WHO = {"klantmanagers": "klantmanagers in dit onderzoek", "clients": "klanten in de bijstand"}
RESULTS = {"klantmanagers": 6, "clients": 7}
every_survey = pytest.mark.parametrize("survey", OWN)
VARIABLE = re.compile(r"\{\{< var (\S+) >\}\}")


def _plan(**options: str) -> Any:
    return SimpleNamespace(id="parliament", template=None, formats=None, options=options)


# the one that works for every survey


@pytest.fixture(scope="module")
def project(
    small_released: ReleasedSet, small_study: Study, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    target = tmp_path_factory.mktemp("parliament")
    write_project(
        compose(_plan(), Variables(small_released, voice_of(small_study))), target, ("html", "pdf", "docx")
    )
    render_project(target, ("html", "pdf", "docx"), "embedded", small_study.published)
    return target


def _blocks(released: ReleasedSet, study: Study, **options: str) -> list[Block]:
    report = compose(_plan(**options), Variables(released, voice_of(study)))
    return blocks_of(report.documents, report.variables)


def test_any_survey_gets_two_pages(project: Path) -> None:
    with pikepdf.open(project / "report.pdf") as pdf:
        assert len(pdf.pages) == 2
    word = docx.Document(str(project / "report.docx"))
    assert word._element.xml.count('<w:br w:type="page"/>') == 1
    assert len(word.sections) == 1


def test_any_survey_passes_its_own_check(small_released: ReleasedSet, small_study: Study) -> None:
    assert (
        check_report(compose(_plan(), Variables(small_released, voice_of(small_study)))).consistency.findings
        == ()
    )


def test_a_survey_of_which_nothing_may_be_shown_says_so_on_two_pages(
    small_released: ReleasedSet, small_study: Study, tmp_path: Path
) -> None:
    numbers = dict.fromkeys(
        ("estimate", "count", "se", "ci_low", "ci_high", "n", "n_effective"), float("nan")
    )
    estimates = small_released.estimates.assign(**numbers, status="suppressed", reason="small_group")
    released = replace(small_released, estimates=estimates, changes=small_released.changes.iloc[:0])
    assert check_report(compose(_plan(), Variables(released, voice_of(small_study)))).consistency.errors == ()
    text = " ".join(block.plain() for block in _blocks(released, small_study))
    assert "Er zijn te weinig antwoorden om cijfers te geven." in text
    assert "Er zijn geen eerdere cijfers om mee te vergelijken." in text
    write_project(
        compose(_plan(), Variables(released, voice_of(small_study))), tmp_path / "project", ("pdf",)
    )
    render_project(tmp_path / "project", ("pdf",), "embedded", small_study.published)
    with pikepdf.open(tmp_path / "project" / "report.pdf") as pdf:
        assert len(pdf.pages) == 2


def test_the_parts_of_the_summary_are_there_in_their_order(
    small_released: ReleasedSet, small_study: Study
) -> None:
    blocks = _blocks(small_released, small_study)
    assert [block.plain() for block in blocks if block.kind == "heading"] == [
        "De belangrijkste uitkomsten", "Wat is veranderd", "Wat deze cijfers niet zeggen", "Gevolgen", "Bijlagen",
    ]  # fmt: skip
    quote = [block.plain() for block in blocks if block.place.box == "Om aan te halen"]
    assert quote == ["In 2024 noemde 65% van de 80 huurders in dit onderzoek ‘De app’ (gebruik)."]


def test_both_houses_get_one_text_with_their_own_address(
    small_released: ReleasedSet, small_study: Study
) -> None:
    house, senate = (
        [block.plain() for block in _blocks(small_released, small_study, chamber=chamber)]
        for chamber in ("house", "senate")
    )
    different = [(a, b) for a, b in zip(house, senate, strict=True) if a != b]
    assert len(different) == 1
    assert "Tweede Kamer" in different[0][0]
    assert "Kamerstukken II 2024/25" in different[0][0]
    assert "Eerste Kamer" in different[0][1]
    assert "Kamerstukken I 2024/25" in different[0][1]


def test_what_it_means_is_left_to_the_minister(small_released: ReleasedSet, small_study: Study) -> None:
    text = " ".join(
        block.plain() for block in _blocks(small_released, small_study) if block.place.chapter == "Gevolgen"
    )
    assert "is aan de minister" in text


# those of the demonstration


@every_survey
def test_every_result_has_one_or_two_figures_each_with_its_base(survey: str) -> None:
    results = re.split(r"\n\n(?=\*\*)", OWN[survey]["results"])[1:]
    assert len(results) == RESULTS[survey]
    for result in results:
        paths = [path.rsplit(".", 1) for path in VARIABLE.findall(result)]
        figures = {question_of(stem) for stem, field in paths if field in ("pct", "value", "full", "phrase")}
        based = {question_of(stem) for stem, field in paths if field in ("full", "n")}
        assert 1 <= len(figures) <= 2, result
        assert figures <= based, result


def question_of(stem: str) -> str:
    """Both sides of one question stand in one result, on one base."""
    return stem.partition(".")[0]


@every_survey
def test_no_group_and_no_breakdown_is_named(survey: str) -> None:
    for text in OWN[survey].values():
        for path in VARIABLE.findall(text):
            parts = path.split(".")
            if len(parts) == 5 and parts[0] not in ("rank", "study", "ledger", "option"):
                assert parts[2] == "all", path
    assert not any("--by-" in text for text in OWN[survey].values())


@every_survey
def test_the_method_is_told_in_one_sentence(survey: str) -> None:
    sentences = [
        line for line in OWN[survey]["address"].splitlines() if "study.invited" in line or "study.n." in line
    ]
    assert len(sentences) == 1


@every_survey
def test_the_quote_is_one_sentence_with_year_base_and_unit(survey: str) -> None:
    quote = re.search(r"‘(.*)’(?:<!-- .* -->)?\n:::", OWN[survey]["address"])
    assert quote
    words = VARIABLE.sub("", quote[1])
    assert words.count(".") == 1
    assert words.endswith(".")
    assert {"pct", "n"} <= {path.rsplit(".", 1)[1] for path in VARIABLE.findall(quote[1])}
    assert "study.wave" in quote[1]
    assert WHO[survey] in quote[1]


@every_survey
def test_footnotes_cite_parliamentary_papers(survey: str) -> None:
    notes = [
        line.split(": ", 1)[1]
        for text in OWN[survey].values()
        for line in text.splitlines()
        if line.startswith("[^")
    ]
    assert notes
    for note in notes:
        assert re.fullmatch(r"Kamerstukken I{1,2} \d{4}/\d{2}, \d{2} \d{3}, (?:nr\. \d+|[A-Z]{1,2})\.", note)


@every_survey
def test_changes_are_told_by_their_verdict_and_interval(survey: str) -> None:
    fields = {
        path.rsplit(".", 1)[1] for path in VARIABLE.findall(OWN[survey]["changes"]) if ".change." in path
    }
    assert {"verdict", "ci"} <= fields <= {"sentence", "verdict", "ci"}
