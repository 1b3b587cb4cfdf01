"""Truth: the guests of three_waves.py, counted by hand: what each role means, and what may be said of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import PublicationError
from monitor.publication.charts.figure import build_figure
from monitor.publication.checks.consistency import check_consistency
from monitor.publication.drafts.chapters import Generated
from monitor.publication.drafts.proposed_texts import proposed_texts
from monitor.publication.language.parts import SentenceWords
from monitor.publication.project.compose import compose
from monitor.publication.quarto.template_documents import TemplateDocument
from monitor.publication.sentences.variables import Variables
from monitor.publication.sentences.wave_names import WaveNames
from monitor.publication.tables.indicator_tables import wave_table
from monitor.study.study import Study
from monitor.study.study_file import ReportPlan
from tests.words import WORDS, voice_of

from .three_waves import released_of, variables_of, write_study


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return write_study(tmp_path_factory.mktemp("gasten"))


@pytest.fixture(scope="module")
def variables(study: Study) -> Variables:
    return variables_of(study)


# what a role means


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("helped.j.all.now.pct", "90%"),
        ("helped.j.all.previous.pct", "50%"),
        ("helped.j.all.previous.year", "2023"),
        ("helped.j.all.first.pct", "40%"),
        ("guide.j.all.previous.pct", "20%"),
        ("guide.j.all.previous.year", "2021"),
        ("guide.j.all.first.year", "2021"),
        ("guide.j.all.change.year", "2021"),
        ("travel.bus.all.previous.pct", "57%"),
        ("travel.bus.all.first.pct", "30%"),
        ("rank.travel.any.previous.r1.label", "met de bus"),
        ("rank.travel.any.first.r1.year", "2021"),
        ("study.n.now", "100"),
        ("study.label.previous", "2023"),
        ("study.waves_words", "drie"),
    ],
)
def test_a_role_is_resolved_question_by_question(variables: Variables, path: str, value: str) -> None:
    assert variables.resolve(path) == value


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (
            "travel.bus.all.now.pct",
            'travel was not asked in 2025. Use "travel.bus.all.previous.pct", and in the same sentence '
            '"travel.bus.all.previous.year"; or take the sentence out.',
        ),
        ("sign.j.all.previous.pct", 'sign has no earlier wave. Use "sign.j.all.now.pct".'),
        ("rank.travel.any.now.r1.label", "travel was not asked in 2025."),
        (
            "travel.bus.all.change.sentence",
            'travel was not asked in 2025. Use "travel.bus.all.previous.sentence"',
        ),
        ("sign.j.all.change.sentence", 'sign has no earlier wave. Use "sign.j.all.now.sentence".'),
        (
            "guide.j.all.change_first.sentence",
            'guide has one earlier wave, and is compared with it once. Use "guide.j.all.change.sentence".',
        ),
    ],
)
def test_a_role_that_a_question_does_not_have_is_refused(variables: Variables, path: str, said: str) -> None:
    with pytest.raises(PublicationError) as refused:
        variables.resolve(path)
    assert said in str(refused.value)


def test_a_run_of_the_middle_wave_tells_that_wave(study: Study) -> None:
    middle = variables_of(study.until("2023"))
    assert middle.resolve("helped.j.all.now.pct") == "50%"
    assert middle.resolve("helped.j.all.previous.year") == "2021"
    assert middle.resolve("travel.bus.all.now.pct") == "57%"
    with pytest.raises(PublicationError, match="guide was not asked in 2023"):
        middle.resolve("guide.j.all.now.pct")
    with pytest.raises(PublicationError, match=r"sign was not asked in 2023. Take it out of this text\."):
        middle.resolve("sign.j.all.now.pct")


def test_names_of_waves_never_collide(tmp_path: Path) -> None:
    """A wave called "now" is not the role, and two waves that read alike keep a key each."""
    study = write_study(
        tmp_path, ('"2021"', '"now"'), ('"2023"', '"voorjaar 24"'), ('"2025"', '"Voorjaar-24"')
    )
    assert list(WaveNames(study).keys.values()) == ["y_now", "voorjaar_24", "voorjaar_24_2"]
    variables = variables_of(study)
    assert variables.resolve("helped.j.all.now.pct") == "90%"
    assert variables.resolve("helped.j.all.y_now.pct") == "40%"
    assert variables.resolve("helped.j.all.voorjaar_24.pct") == "50%"
    assert variables.resolve("helped.j.all.previous.year") == "voorjaar 24"


def test_a_search_lists_each_wave_once_by_its_role(variables: Variables) -> None:
    paths = {found.path for found in variables.search("gids")}
    assert {path.split(".")[3] for path in paths if path.startswith("guide.")} == {
        "now",
        "previous",
        "change",
    }
    assert "guide.j.all.y2021.pct" in {found.path for found in variables.search("gids y2021")}


# what is said of an earlier wave


def test_every_sentence_about_a_figure_has_a_past_with_its_year() -> None:
    words: SentenceWords = WORDS.sentences
    assert set(words.earlier) == set(words.estimates) - {"group", "unreliable", "alike"}
    assert all("{wave}" in form for form in words.earlier.values())


def test_a_question_that_is_no_longer_asked_is_told_in_the_past(variables: Variables) -> None:
    chapter = Generated(variables).text("chapters/reis.qmd")
    assert chapter is not None
    told, sign = chapter.split("## Het bord")
    assert (
        "{{< var travel.bus.all.previous.sentence >}} In {{< var study.wave >}} is deze vraag niet gesteld."
        in told
    )
    assert "![](figures/travel)" in told
    figure = build_figure("travel", variables.released, variables.voice)
    assert figure.title == "Reis: in 2023 57% ‘met de bus’, 43% ‘met de auto’"
    assert "{{< var sign.j.all.now.sentence >}}" in sign
    assert variables.resolve("travel.bus.all.previous.sentence") == (
        "In 2023 kozen bijna zes op de tien gasten ‘met de bus’ bij ‘Reis’ (57%, 57 van de 100)."
    )


def test_a_question_that_came_back_under_another_name_was_not_asked_in_this_way(tmp_path: Path) -> None:
    study = write_study(tmp_path, ('text: "Zag u het bord?"', 'text: "Hoe kwam u hier?"'))
    chapter = Generated(variables_of(study)).text("chapters/reis.qmd") or ""
    assert "In {{< var study.wave >}} is deze vraag niet op deze manier gesteld." in chapter
    notes = build_figure("travel", released_of(study), voice_of(study)).notes
    assert "In 2025 is dit niet op deze manier gevraagd." in notes


def test_the_description_of_an_old_figure_names_its_year(study: Study) -> None:
    released = released_of(study)
    assert build_figure("travel", released, voice_of(study)).alt.startswith(
        "Gestapelde balken. In 2023: het vaakst werd ‘met de bus’"
    )
    assert build_figure("sign", released, voice_of(study)).alt.startswith(
        "Gestapelde balken. Het vaakst is ‘ja’"
    )
    notes = build_figure("travel", released, voice_of(study)).notes
    assert notes.endswith("In 2025 is dit niet gevraagd. Bron: Gasten over de balie, 2023.")
    assert wave_table("travel", released, voice_of(study)).notes[-2] == "In 2025 is dit niet gevraagd."
    assert "niet gevraagd" not in build_figure("sign", released, voice_of(study)).notes
    untested = build_figure("travel--change", released, voice_of(study))
    assert untested.alt.startswith(
        "Puntgrafiek per meting. Het verschil tussen 2021 en 2023 is niet getoetst."
    )


def test_proposed_texts_name_waves_by_role_and_the_check_finds_nothing(
    variables: Variables, tmp_path: Path
) -> None:
    plan = ReportPlan("inspectorate", None, None)
    text = proposed_texts(plan, variables.released, variables.voice)
    assert "y20" not in text
    assert ".now." in text
    report = compose(plan, variables)
    generated = "".join(document.text for document in report.documents.values() if document.generated)
    assert "y20" not in generated
    assert check_consistency(report.documents, plan, variables).findings == ()


# what a text may say


def _findings(variables: Variables, text: str) -> list[str]:
    documents = {"report.qmd": TemplateDocument("report.qmd", "report.qmd", text)}
    found = check_consistency(documents, ReportPlan("inspectorate", None, None), variables).findings
    return [str(each) for each in found if each.rule == "wave"]


HELPED = "{{< var helped.j.all.%s >}}"
GUIDE = "{{< var guide.j.all.%s >}}"


@pytest.mark.parametrize(
    "text",
    [
        f"Van de gasten is {HELPED % 'now.pct'} geholpen.",
        f"Van de gasten was {HELPED % 'previous.pct'} geholpen in {HELPED % 'previous.year'}.",
        f"Van de gasten was {HELPED % 'previous.pct'} geholpen in {{{{< var study.previous_wave >}}}}.",
        f"In 2023 was {HELPED % 'y2023.pct'} van de gasten geholpen.",
        f"In {{{{< var study.label.y2023 >}}}} was {HELPED % 'y2023.pct'} van de gasten geholpen.",
        HELPED % "previous.sentence",
        f"Het antwoord ‘{HELPED % 'previous.label'}’ telt.",
        f"| | {{{{< var study.label.first >}}}} | nu |\n|---|---|---|\n| ja | {HELPED % 'first.pct'} | {HELPED % 'now.pct'} |",
    ],
)  # fmt: skip
def test_a_figure_with_its_year_is_fine(variables: Variables, text: str) -> None:
    assert _findings(variables, text) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            f"Van de gasten is {HELPED % 'y2025.pct'} geholpen.",
            "helped.j.all.y2025.pct stays with 2025 when the next wave comes, and this sentence does not name it. "
            "Write helped.j.all.now.pct or name 2025 in this sentence.",
        ),
        (
            f"In {{{{< var study.wave >}}}} kent {GUIDE % 'y2021.pct'} van de gasten de gids.",
            "Write guide.j.all.previous.pct and its year, guide.j.all.previous.year, or name 2021 in this sentence.",
        ),
        (
            f"In 2023 was dat anders. Van de gasten was {HELPED % 'previous.pct'} geholpen.",
            "helped.j.all.previous.pct is of 2023, and this sentence does not say so. "
            "Add {{< var helped.j.all.previous.year >}}.",
        ),
        (  # the wave before of the study is not the one of this question
            f"In {{{{< var study.previous_wave >}}}} kende {GUIDE % 'previous.pct'} van de gasten de gids.",
            "guide.j.all.previous.pct is of 2021",
        ),
        ("Het vaakst: ‘{{< var rank.travel.any.previous.r1.label >}}’.", "is of 2023"),
        (
            "Er deden {{< var study.n.previous >}} gasten mee.",
            "study.n.previous is of 2023, and this sentence does not say so. Add {{< var study.label.previous >}}.",
        ),
        ("Er deden {{< var study.n.y2025 >}} gasten mee.", "Write study.n.now or name 2025 in this sentence."),
        (HELPED % "y2025.sentence", "Write helped.j.all.now.sentence"),
        (f"# Geholpen: {HELPED % 'first.phrase'} {{#sec-x}}", "helped.j.all.first.phrase is of 2021"),
        (f'::: {{.callout-note title="{HELPED % "first.pct"}"}}\nTekst.\n:::', "report.qmd:1: helped.j.all.first.pct"),
        (f"---\ntitle: Geholpen {HELPED % 'first.pct'}\n---\n", "report.qmd:2: helped.j.all.first.pct is of 2021"),
        (
            f"| | {{{{< var study.label.first >}}}} | nu |\n|---|---|---|\n| ja | nee | {HELPED % 'first.pct'} |",
            "report.qmd:3: helped.j.all.first.pct is of 2021",
        ),
    ],
)  # fmt: skip
def test_a_figure_without_its_year_is_an_error_that_says_what_to_write(
    variables: Variables, text: str, said: str
) -> None:
    (found,) = _findings(variables, text)
    assert said in found


def test_a_typed_year_beside_a_figure_of_that_year_is_no_typed_number(variables: Variables) -> None:
    def rules(text: str) -> list[str]:
        documents = {"report.qmd": TemplateDocument("report.qmd", "report.qmd", text)}
        found = check_consistency(documents, ReportPlan("inspectorate", None, None), variables).findings
        return [each.rule for each in found]

    assert rules(f"In 2023 was {HELPED % 'y2023.pct'} van de gasten geholpen.") == []
    assert rules(f"In 2023 was {HELPED % 'previous.pct'} van de gasten geholpen.") == ["typed-number"]
    assert rules(f"In 2022 was {HELPED % 'y2023.pct'} van de gasten geholpen.") == ["typed-number", "wave"]


def test_a_rise_since_the_first_wave_is_held_against_that_change(variables: Variables) -> None:
    """The change since 2021 is not tested here, so that words of change beside both have nothing behind them."""
    text = f"Van de gasten is {HELPED % 'now.pct'} geholpen, gestegen sinds {HELPED % 'first.year'} ({HELPED % 'first.pct'})."
    documents = {"report.qmd": TemplateDocument("report.qmd", "report.qmd", text)}
    plan = ReportPlan("inspectorate", None, None)
    first = check_consistency(documents, plan, variables).findings
    text = text.replace(".first.", ".previous.")
    documents = {"report.qmd": TemplateDocument("report.qmd", "report.qmd", text)}
    assert [each.rule for each in first] == ["direction"]
    assert check_consistency(documents, plan, variables).findings == ()


def test_three_waves_are_drawn_in_a_chapter_and_two_stand_in_a_table(variables: Variables) -> None:
    chapters = Generated(variables)
    chapter = chapters.text("chapters/balie.qmd") or ""
    assert "![](figures/helped--change){#fig-helped-change}" in chapter
    assert "{{< include figures/helped--change.md >}}" in chapter
    assert "tables/helped--change.md" not in chapter
    assert "{{< include tables/guide--change.md >}}" in chapter
    assert "figures/guide--change" not in chapter
