"""Truth: the small survey. 65% of 80 uses the app (54% to 75%), 60% gets somebody on the phone (49% to 71%; 20% in 2022)."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.errors import DeclarationError, PublicationError
from monitor.publication.checks.consistency import check_consistency
from monitor.publication.drafts.editors_texts import read_editors_texts
from monitor.publication.drafts.report_status import texts_hash
from monitor.publication.drafts.summary_documents import SummaryDocuments
from monitor.publication.language.markdown import unescape_markdown
from monitor.publication.project.compose import compose
from monitor.publication.quarto.source import SHORTCODE
from monitor.publication.quarto.template_documents import TemplateFolders
from monitor.publication.sentences.leading_figures import of_background
from monitor.publication.sentences.variables import Variables
from monitor.release.results.released_set import ReleasedSet
from monitor.study.study import Study
from monitor.study.study_file import ReportPlan
from tests.words import voice_of

ROW = "at_a_glance:\n  - {{label: De app, figure: use_app.c1, {conditions}}}\n"


@pytest.fixture(scope="module")
def variables(small_released: ReleasedSet, small_study: Study) -> Variables:
    return Variables(small_released, voice_of(small_study))


def _rows(folder: Path, texts: str, variables: Variables) -> list[list[str]]:
    """The cells of the rows as a reader sees them, the header first."""
    (folder / "teksten.yaml").write_text(texts, encoding="utf-8")
    editors = read_editors_texts(TemplateFolders((folder,)), variables.study)
    text = SummaryDocuments(variables, editors).text("texts/at-a-glance.qmd") or ""
    told = unescape_markdown(SHORTCODE.sub(lambda found: variables.resolve(found["arguments"]), text))
    lines = [line for line in told.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


@pytest.mark.parametrize(
    ("conditions", "good", "verdict"),
    [
        ("border: 0.5", "meer dan 50%", "**Gaat goed**"),
        ("border: 0.5, good: below", "minder dan 50%", "**Risico**"),
        ("border: 0.8", "meer dan 80%", "**Risico**"),
        ("border: 0.8, good: below", "minder dan 80%", "**Gaat goed**"),
        ("border: 0.6", "meer dan 60%", "Geen oordeel"),  # the margin runs from 55% to 75%
        ("border: 0.6, good: below", "minder dan 60%", "Geen oordeel"),
    ],
)
def test_a_verdict_is_the_side_of_its_border_on_which_the_whole_margin_lies(
    tmp_path: Path, variables: Variables, conditions: str, good: str, verdict: str
) -> None:
    head, row = _rows(tmp_path, ROW.format(conditions=conditions), variables)
    assert head == ["Onderwerp", "Cijfer (marge)", "Waarover het gaat", "Vorige meting", "Goed is", "Oordeel"]
    assert row[:2] == ["**De app**", "**65%** (55% tot 75%)"]
    assert row[3:] == ["geen verschil aangetoond (2022: 50%)", good, verdict]


def test_a_border_is_told_in_the_unit_of_its_figure(tmp_path: Path, variables: Variables) -> None:
    texts = "at_a_glance:\n  - {label: Cijfer, figure: rating.mean, border: 5.5}\n"
    _, row = _rows(tmp_path, texts, variables)
    assert row[-2:] == ["meer dan 5,5", "**Gaat goed**"]


@pytest.mark.parametrize(("label", "conditional"), [("representatief", False), ("indicatief", True)])
def test_a_margin_holds_only_where_who_answered_are_like_everybody(
    tmp_path: Path, small_released: ReleasedSet, small_study: Study, label: str, conditional: bool
) -> None:
    variables = Variables(small_released, voice_of(replace(small_study, representative=label)))
    editors = read_editors_texts(TemplateFolders((tmp_path,)), variables.study)
    text = SummaryDocuments(variables, editors).text("texts/at-a-glance.qmd") or ""
    assert "met {{< var method.confidence >}} zekerheid" in text
    assert ("als wie meedeed een toevallige greep is" in text) is conditional


def test_a_change_is_told_by_its_outcome_with_the_figure_and_year_before(
    tmp_path: Path, variables: Variables
) -> None:
    texts = (
        "at_a_glance:\n  - {label: Bellen, figure: phone.agree_net, says: krijgt snel iemand aan de lijn}\n"
    )
    _, row = _rows(tmp_path, texts, variables)
    assert row[2:] == ["krijgt snel iemand aan de lijn", "▲ gestegen (2022: 20%)"]


def test_without_rows_every_theme_has_its_leading_figure_and_nobody_judges_it(
    tmp_path: Path, variables: Variables
) -> None:
    head, *rows = _rows(tmp_path, "lead: []\n", variables)
    assert len(head) == 4
    assert [row[0] for row in rows] == [
        "**Contact met de corporatie**",
        "**Waardering**",
        "**Wat huurders gebruiken**",
    ]
    assert [row[1].split()[0] for row in rows] == ["**60%**", "**6,8**", "**65%**"]
    assert rows[0][2] == "antwoordt ‘(helemaal) eens’ op ‘Snel iemand aan de lijn’"


def test_a_column_in_which_no_row_has_anything_to_say_is_left_out(
    tmp_path: Path, small_released: ReleasedSet, small_study: Study
) -> None:
    """Nobody asked before and nobody judges; a census has no margins, and the note does not speak of them."""
    released = replace(
        small_released,
        changes=small_released.changes.head(0),
        estimates=small_released.estimates.assign(ci_low=float("nan"), ci_high=float("nan")),
    )
    variables = Variables(released, voice_of(small_study))
    head, *rows = _rows(tmp_path, "lead: []\n", variables)
    assert head == ["Onderwerp", "Cijfer (marge)", "Waarover het gaat"]
    assert rows[0][1] == "60%"
    editors = read_editors_texts(TemplateFolders((tmp_path,)), small_study)
    assert "Tussen haakjes" not in (SummaryDocuments(variables, editors).text("texts/at-a-glance.qmd") or "")


def test_a_row_that_has_nothing_to_say_in_a_column_has_a_dash(tmp_path: Path, variables: Variables) -> None:
    texts = ROW.format(conditions="border: 0.5, good: below")
    texts += "  - {label: Duur, figure: tenure.lang, says: huurt al langer}\n"
    *_, row = _rows(tmp_path, texts, variables)
    assert row == ["**Duur**", "**89%** (82% tot 96%)", "huurt al langer", "–", "–", "–"]


def test_who_answered_is_a_theme_in_which_nothing_can_be_rated(small_study: Study) -> None:
    """In the small survey the breakdown stands among statements; here it stands alone."""
    items = {
        name: replace(item, theme={"letters": "waardering", "phone": "waardering"}.get(name, item.theme))
        for name, item in small_study.questionnaire.items.items()
    }
    study = replace(small_study, questionnaire=replace(small_study.questionnaire, items=items))
    assert of_background(small_study) == frozenset()
    assert of_background(study) == {"contact"}


def test_a_figure_that_is_not_released_has_no_number_and_no_verdict(
    tmp_path: Path, small_released: ReleasedSet, small_study: Study
) -> None:
    estimates = small_released.estimates.copy()
    gone = estimates["item"].eq("use_app")
    estimates.loc[gone, ["estimate", "count", "se", "ci_low", "ci_high", "n"]] = float("nan")
    estimates.loc[gone, "status"] = "suppressed"
    variables = Variables(replace(small_released, estimates=estimates), voice_of(small_study))
    _, row = _rows(tmp_path, ROW.format(conditions="border: 0.5, good: below"), variables)
    assert row[1] == "geen cijfer"
    assert row[-1] == "Geen oordeel"
    assert not re.search(r"\d+%", " ".join(row[:4]))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("figure: use_ap.c1", 'Did you mean "use_app.c1'),
        ("figure: use_app.c1, border: 0", "0"),
        ("figure: use_app.c1, border: 50", "50"),
        ("figure: use_app.c1, border: half", "half"),
        ("figure: use_app.c1, border: 0.5, good: beside", "good"),
        ("figure: use_app.c1, risk: use_app.c1.now > 0.5", "risk"),
    ],
)
def test_what_is_no_figure_or_border_is_told_at_its_line(
    tmp_path: Path, variables: Variables, row: str, said: str
) -> None:
    texts = f"lead: []\nat_a_glance:\n  - {{label: A, figure: phone.agree_net}}\n  - {{label: B, {row}}}\n"
    with pytest.raises((PublicationError, DeclarationError)) as failure:
        _rows(tmp_path, texts, variables)
    assert str(failure.value).startswith("teksten.yaml:4: ")
    assert said in failure.value.said_in("en")


def test_the_table_passes_the_checks_of_a_report(tmp_path: Path, variables: Variables) -> None:
    (tmp_path / "report.qmd").write_text(
        "---\ntitle: Proef\n---\n\n# Kop\n\nZie @tbl-at-a-glance.\n\n{{< include texts/at-a-glance.qmd >}}\n",
        encoding="utf-8",
    )
    (tmp_path / "teksten.yaml").write_text(
        ROW.format(conditions="border: 0.5, good: below"), encoding="utf-8"
    )
    report = ReportPlan("inspectorate", tmp_path, None)
    assert check_consistency(compose(report, variables).documents, report, variables).errors == ()


def test_a_row_that_changes_makes_an_approval_void(tmp_path: Path, small_study: Study) -> None:
    hashes = set()
    for conditions in ("border: 0.5", "border: 0.6"):
        (tmp_path / "teksten.yaml").write_text(ROW.format(conditions=conditions), encoding="utf-8")
        hashes.add(texts_hash(TemplateFolders((tmp_path,)), small_study))
    assert len(hashes) == 2
