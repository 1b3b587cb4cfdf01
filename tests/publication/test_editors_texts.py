"""Truth: teksten.yaml files of a few lines, and the line on which each of their sentences stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitor.errors import MonitorError, PublicationError
from monitor.publication.checks.consistency import check_consistency
from monitor.publication.drafts.editors_texts import EditorsTexts, read_editors_texts
from monitor.publication.drafts.own_documents import check_claims, own_documents
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


CLAIMS = """\
main_message:
  - Eerst een zin.
  - claim: {text: "De meeste huurders gebruiken de app.", holds: [use_app.c1.now > 0.5, change(phone.agree_net, previous) == increased]}

  - claim:
      text: De telefoon wordt vaker opgenomen dan in {{< var study.previous_wave >}}.
      holds:
        - change(phone.agree_net, previous) == increased
summary:
  contact:
    claim: {text: Het is gestegen., holds: "change(phone.agree_net, previous) == increased"}
in_brief:
  contact:
    - claim:
        text: |
          Meer dan de helft van de huurders
          gebruikt de app.
        holds: [use_app.c1.now > 0.5]
"""


def test_a_claim_is_a_sentence_among_others_on_its_own_line(tmp_path: Path, small_study: Study) -> None:
    found = _read(tmp_path, CLAIMS, small_study).texts
    assert found["main-message"].splitlines() == [
        "",
        "Eerst een zin.",
        '[De meeste huurders gebruiken de app.]{.claim holds="use_app.c1.now > 0.5, change(phone.agree_net, previous) == increased"}',
        "",
        "",
        "[De telefoon wordt vaker opgenomen dan in {{< var study.previous_wave >}}.]"
        '{.claim holds="change(phone.agree_net, previous) == increased"}',
    ]
    assert len(found["summary-contact"].splitlines()) == 11
    assert found["in-brief-contact"].splitlines()[-1] == (
        '- [Meer dan de helft van de huurders gebruikt de app.]{.claim holds="use_app.c1.now > 0.5"}'
    )


def test_claims_of_an_editor_are_held_at_their_line(tmp_path: Path, variables: Variables) -> None:
    report = _template(tmp_path, CLAIMS)
    assert check_consistency(compose(report, variables).documents, report, variables).errors == ()
    report = _template(tmp_path, CLAIMS.replace("use_app.c1.now > 0.5,", "use_app.c1.now > 0.7,"))
    (one,) = check_consistency(compose(report, variables).documents, report, variables).errors
    assert str(one).startswith('teksten.yaml:3: "use_app.c1.now > 0.7" does not hold: the figure is 65%')


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("quote: {claim: {text: Zo is het.}}", '"holds" is missing'),
        ("quote: {claim: {text: Zo is het., holds: []}}", "does not say when it is true"),
        ("quote: {claims: {text: Zo is het., holds: []}}", 'Did you mean "claim"?'),
        ("quote: {claim: {text: Zo is het., holds: [use_app.c1.now]}}", "is no condition of a claim"),
    ],
)
def test_a_claim_that_is_none_stops_before_anything_is_computed(
    tmp_path: Path, small_study: Study, text: str, said: str
) -> None:
    (tmp_path / "teksten.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(MonitorError) as failure:
        check_claims(own_documents(TemplateFolders((tmp_path,)), small_study))
    assert str(failure.value).startswith("teksten.yaml:1: ")
    assert said in str(failure.value)


def test_a_claim_in_any_document_of_a_template_is_looked_at_first(tmp_path: Path, small_study: Study) -> None:
    (tmp_path / "chapters").mkdir()
    chapter = tmp_path / "chapters" / "one.qmd"
    chapter.write_text('# Een\n\n[Zo is het.]{.claim holds="use_app.c1.now > 0.5"}\n', encoding="utf-8")
    check_claims(own_documents(TemplateFolders((tmp_path,)), small_study))
    chapter.write_text("# Een\n\n[Zo is het.]{.claim}\n", encoding="utf-8")
    with pytest.raises(PublicationError, match="one.qmd:3: this claim does not say"):
        check_claims(own_documents(TemplateFolders((tmp_path,)), small_study))


def test_the_proposed_claims_hold_and_are_covered(tmp_path: Path, variables: Variables) -> None:
    text = proposed_texts(
        ReportPlan("inspectorate", None, None), variables.released, voice_of(variables.study)
    )
    taken = re.sub(r"(?m)^    # - claim:", "    - claim:", text)
    assert taken.count("- claim:") == 4
    report = _template(tmp_path, taken)
    documents = compose(report, variables).documents
    assert [str(each) for each in check_consistency(documents, report, variables).errors] == []


def test_no_claim_is_proposed_that_the_margin_does_not_bear(variables: Variables) -> None:
    text = proposed_texts(
        ReportPlan("inspectorate", None, None), variables.released, voice_of(variables.study)
    )
    assert "use_app.c1.all.now > 0.5" in text  # 54% to 75%
    assert "use_app.c1.all.now > 0.75" not in text
    assert "phone.agree_net.all.now >" not in text  # 49% to 71%


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


SLOTS = """\
actions:
  Gemeenten:
    - Lees brieven met huurders.
    - claim: {text: "Meer dan de helft van de huurders gebruikt de app.", holds: [use_app.c1.now > 0.5]}
  De minister: Maak de regels eenvoudiger.
response: |
  De corporatie herkent dit beeld.
afterword: Wij danken de corporatie.
"""
ENDING = REPORT + "\n{{< include texts/actions.qmd >}}\n\n{{< include texts/reactions.qmd >}}\n"


def test_what_an_editor_adds_after_the_conclusion_stands_under_its_heading(
    tmp_path: Path, variables: Variables
) -> None:
    report = _template(tmp_path, SLOTS)
    (tmp_path / "report.qmd").write_text(ENDING, encoding="utf-8")
    composed = compose(report, variables)
    assert check_consistency(composed.documents, report, variables).errors == ()
    texts = {name: document.text.strip() for name, document in composed.documents.items()}
    assert re.findall(r"(?m)^(#+ .+?) \{", texts["texts/actions.qmd"]) == [
        "## Handelingsperspectief", "### Gemeenten", "### De minister",
    ]  # fmt: skip
    assert texts["texts/actions-1.qmd"].splitlines()[0] == "Lees brieven met huurders."
    assert re.findall(r"(?m)^# (.+?) \{", texts["texts/reactions.qmd"]) == [
        "Bestuurlijke reactie",
        "Naschrift",
    ]
    assert texts["texts/response.qmd"] == "De corporatie herkent dit beeld."
    assert composed.documents["texts/response.qmd"].place == "teksten.yaml"


def test_empty_places_print_nothing_and_no_heading(tmp_path: Path, variables: Variables) -> None:
    report = _template(tmp_path, "afterword: Dank.\n")
    (tmp_path / "report.qmd").write_text(ENDING, encoding="utf-8")
    documents = compose(report, variables).documents
    assert documents["texts/actions.qmd"].text.strip() == ""
    assert re.findall(r"(?m)^# (.+?) \{", documents["texts/reactions.qmd"].text) == ["Naschrift"]


def test_a_claim_in_a_place_of_an_editor_is_held_at_its_line(tmp_path: Path, variables: Variables) -> None:
    report = _template(tmp_path, SLOTS.replace("> 0.5", "> 0.7"))
    (tmp_path / "report.qmd").write_text(ENDING, encoding="utf-8")
    (one,) = check_consistency(compose(report, variables).documents, report, variables).errors
    assert str(one).startswith('teksten.yaml:4: "use_app.c1.now > 0.7" does not hold')


def test_a_number_typed_in_a_reaction_stops_the_report(tmp_path: Path, variables: Variables) -> None:
    report = _template(tmp_path, SLOTS.replace("herkent dit beeld", "zag bij 60% hetzelfde"))
    (tmp_path / "report.qmd").write_text(ENDING, encoding="utf-8")
    with pytest.raises(PublicationError, match=r'teksten.yaml:7: the number "60%" is typed by hand'):
        compose(report, variables)
