"""Truth: teksten.yaml files of a few lines, and the line on which each of their sentences stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import PublicationError
from monitor.publication.checks.consistency import check_consistency
from monitor.publication.drafts.editors_texts import EditorsTexts, read_editors_texts
from monitor.publication.drafts.proposed_texts import proposed_texts
from monitor.publication.drafts.summary_documents import SummaryDocuments
from monitor.publication.project.compose import compose
from monitor.publication.quarto.template_documents import TemplateFolders
from monitor.publication.sentences.variables import Variables
from monitor.release.results.released_set import ReleasedSet
from monitor.study.study import Study
from monitor.study.study_file import ReportPlan
from tests.words import voice_of

REPORT = """\
---
title: Proef
---

{{< include texts/main-message.qmd >}}

{{< include texts/summary.qmd >}}

{{< include texts/box-contact.qmd >}}
"""


@pytest.fixture(scope="module")
def variables(small_released: ReleasedSet, small_study: Study) -> Variables:
    return Variables(small_released, voice_of(small_study))


def _read(folder: Path, text: str, study: Study) -> EditorsTexts:
    (folder / "teksten.yaml").write_text(text, encoding="utf-8")
    return read_editors_texts(TemplateFolders((folder,)), study)


def test_a_text_keeps_the_lines_it_has_in_the_file(tmp_path: Path, small_study: Study) -> None:
    text = (
        "# van de redactie\n"
        "main_message: |\n"
        "  Eerste regel.\n"
        "  Tweede regel.\n"
        "summary:\n"
        "  contact: Over contact.\n"
        "in_brief:\n"
        "  contact:\n"
        "    - Eén.\n"
        "    - Twee.\n"
    )
    found = _read(tmp_path, text, small_study).texts
    assert found["main-message"].splitlines() == ["", "", "Eerste regel.", "Tweede regel."]
    assert found["summary-contact"].splitlines() == [""] * 5 + ["Over contact."]
    assert found["in-brief-contact"].splitlines() == [""] * 8 + ["- Eén.", "- Twee."]


def test_without_a_file_everything_is_proposed(tmp_path: Path, small_study: Study) -> None:
    assert read_editors_texts(TemplateFolders((tmp_path,)), small_study) == EditorsTexts()


def _template(folder: Path, texts: str = "") -> ReportPlan:
    (folder / "report.qmd").write_text(REPORT, encoding="utf-8")
    if texts:
        (folder / "teksten.yaml").write_text(texts, encoding="utf-8")
    return ReportPlan("inspectorate", folder, None)


def test_an_own_text_takes_the_place_of_the_proposed_one_and_no_other(
    tmp_path: Path, variables: Variables
) -> None:
    report = _template(tmp_path, "summary: {contact: Wij schreven dit zelf.}\n")
    documents = compose(report, variables).documents
    assert documents["texts/summary-contact.qmd"].text.strip() == "Wij schreven dit zelf."
    assert documents["texts/summary-contact.qmd"].place == "teksten.yaml"
    assert "rating.mean" in documents["texts/summary-waardering.qmd"].text
    assert documents["texts/summary-waardering.qmd"].place == "texts/summary-waardering.qmd (generated)"


def test_an_own_text_is_checked_at_its_line(tmp_path: Path, variables: Variables) -> None:
    texts = "main_message: |\n  Alles is goed.\n  Meer dan de helft van de huurders is tevreden.\n"
    report = _template(tmp_path, texts)
    documents = compose(report, variables).documents
    found = [str(each) for each in check_consistency(documents, report, variables).errors]
    assert len(found) == 1
    assert found[0].startswith('teksten.yaml:3: "Meer dan de helft" has no figure behind it.')


def test_a_percentage_typed_in_an_own_text_stops_the_report(tmp_path: Path, variables: Variables) -> None:
    report = _template(tmp_path, "main_message: |\n  Alles is goed.\n  Van de huurders is 60% tevreden.\n")
    with pytest.raises(PublicationError, match=r'teksten.yaml:3: the number "60%" is typed by hand'):
        compose(report, variables)


def test_a_file_in_the_template_folder_takes_the_place_of_a_proposed_text(
    tmp_path: Path, variables: Variables
) -> None:
    report = _template(tmp_path)
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "main-message.qmd").write_text("Een eigen bestand.\n", encoding="utf-8")
    documents = compose(report, variables).documents
    assert documents["texts/main-message.qmd"].text == "Een eigen bestand.\n"


def test_proposed_documents_are_known_by_name_and_no_others(variables: Variables) -> None:
    found = SummaryDocuments(variables, EditorsTexts())
    assert "texts/summary-contact.qmd" in found.names()
    assert all(found.text(name) for name in found.names())
    for name in (
        "texts/summary-nergens.qmd",
        "texts/contact.qmd",
        "chapters/summary.qmd",
        "texts/summary.md",
    ):
        assert found.text(name) is None


def test_the_box_says_what_its_percentages_are_shares_of(variables: Variables) -> None:
    box = SummaryDocuments(variables, EditorsTexts()).text("texts/box-contact.qmd")
    assert box is not None
    assert box.splitlines()[0] == '::: {.callout-note title="In het kort" icon=false}'
    assert "huurders die de vraag beantwoordden" in box
    assert "{{< include texts/in-brief-contact.qmd >}}" in box


def test_the_proposed_file_reads_back_to_the_proposed_texts(tmp_path: Path, variables: Variables) -> None:
    text = proposed_texts(
        ReportPlan("inspectorate", None, None), variables.released, voice_of(variables.study)
    )
    assert ", use_app.c1.all.now, phone.agree_net.all.now, rating.mean.all.now, method.tested_briefly" in text
    own = _read(tmp_path, text, variables.study)
    proposed = SummaryDocuments(variables, EditorsTexts())
    assert set(own.texts) == {
        "main-message", "quote",
        *(f"{part}-{theme}" for part in ("summary", "in-brief") for theme in ("contact", "waardering", "gebruik")),
    }  # fmt: skip
    for name, words in own.texts.items():
        expected = proposed.text(f"texts/{name}.qmd")
        assert expected is not None
        assert words.strip() == expected.strip(), name
