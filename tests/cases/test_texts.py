"""Truth: whatever stands in a question, a reader sees all of it and can tell it from every other one."""

from __future__ import annotations

import csv
import html
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from openpyxl import load_workbook

from monitor.study.study import Study
from monitor.study.study_reader import read_study
from tests.pipeline.conftest import in_this_process
from tests.tablebooks import tables_of

from .conftest import INPUTS, CaseRun

ROWS = 60


@dataclass(frozen=True)
class Told:
    """A run of the study `texts`, with what its report says."""

    study: Study
    run: CaseRun

    @property
    def page(self) -> str:
        return next(self.run.out.glob("*/*/reports/inspectorate/report.html")).read_text(encoding="utf-8")

    def inner(self, tag: str) -> list[str]:
        """The texts of all elements with a tag, in order."""
        found = re.findall(rf"(?s)<{tag}\b[^>]*>(.*?)</{tag}>", self.page)
        return [_text(each) for each in found]

    @property
    def text(self) -> str:
        return _text(re.sub(r"(?s)<(style|script|svg|head)\b.*?</\1>", " ", self.page))


def _text(source: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", source))).strip()


def _answers(study: Study, wave: str) -> list[dict[str, object]]:
    """Answers in turns, so that every one is given; whoever is not asked has none."""
    rows = []
    for place in range(ROWS):
        row: dict[str, object] = {"respondent_id": f"{wave}{place}", "uren": place % 5 * 8}
        for turn, item in enumerate(study.questionnaire.fields_of(wave), start=1):
            if item.scale is not None and not item.traits.is_option:
                row[item.id] = item.scale.codes[place // turn % len(item.scale.codes)]
        row |= {"h_a": place % 2, "h_b": 1 - place % 2, "h_c": place % 3 % 2}
        asked = (row["h_a"] or row["h_c"]) and (row["age"], row["balie"], row["lang"]) == ("jong", "a", "a")
        rows.append(row | ({"v_a": 1, "v_b": 0, "v_c": 0} if asked else {}))
    return rows


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = tmp_path_factory.mktemp("texts") / "study"
    shutil.copytree(INPUTS / "texts", folder)
    study = read_study(folder / "study.yaml")
    for wave in study.waves:
        fields = ["respondent_id", *(item.id for item in study.questionnaire.fields_of(wave.id))]
        with (folder / wave.responses.name).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, fields, extrasaction="ignore", restval="")
            writer.writeheader()
            writer.writerows(_answers(study, wave.id))
    out = folder / "out" / "build"
    done = in_this_process("run", str(study.path), "--out", str(out), "--format", "html")
    assert done.returncode == 0, done.stdout + done.stderr
    return Told(study, CaseRun(done.returncode, done.stdout + done.stderr, out))


# whole texts


def test_every_question_stands_in_headings_contents_and_captions_as_it_was_asked(told: Told) -> None:
    headings, captions = told.inner("h3"), told.inner("figcaption")
    contents = told.inner("nav")[0]
    for name in ("lang", "balie", "waarmee", "weg", "wegen", "uren"):
        text = told.study.questionnaire.groups[name].stem
        assert any(heading.endswith(text) for heading in headings), text
        assert any(f": {text}" in caption for caption in captions), text
        assert text in contents, text


def test_the_title_of_the_questionnaire_is_a_name(told: Told) -> None:
    """Whatever it is called: "de antwoorden op de Peiling", "op de Onderzoek"."""
    assert f"de antwoorden op de vragenlijst ‘{told.study.questionnaire.title}’." in told.text


def test_no_summary_cuts_a_title_at_its_colon(told: Told) -> None:
    balie = told.study.questionnaire.items["balie"].text
    assert re.findall(r"Balie:.{20}", told.text) == [balie[:26]] * told.text.count("Balie:")
    assert f"‘{balie}’: " in told.text
    assert "weet niet: geen mening’ antwoordde, telt niet mee" in told.text


def test_a_title_that_is_a_question_is_followed_by_a_sentence(told: Told) -> None:
    assert not re.search(r"\?’?:", told.text)
    assert re.search(r"Waarmee kreeg u hulp\? Van de inwoners noemt \d+% ‘", told.text)


def test_what_follows_a_question_is_no_comma_or_full_stop(told: Told) -> None:
    assert not re.search(r"\?[.,]", told.text)
    captions = [*told.inner("caption"), *told.inner("figcaption")]
    assert any(caption.endswith("Waarmee kreeg u hulp? (2021, 2023 en 2025)") for caption in captions)


def test_a_sheet_whose_name_is_cut_says_its_whole_title(told: Told) -> None:
    book = load_workbook(next(told.run.out.glob("*/*/results/tabellenboek.xlsx")))
    assert all(len(sheet.title) <= 31 for sheet in book.worksheets)
    title = told.study.questionnaire.themes["contact"]
    assert title in [sheet["A1"].value for sheet in book.worksheets]
    assert f"{title}: per vraag een tabel" in [cell.value for cell in book["Inhoud"]["B"]]


# told apart


@pytest.mark.parametrize("tag", ["h3", "figcaption"])
def test_two_questions_with_one_text_are_told_apart(told: Told, tag: str) -> None:
    texts = [re.sub(r"^(?:Grafiek\s)?[\d.]+:? ", "", text).casefold() for text in told.inner(tag)]
    assert len(texts) == len(set(texts))
    for label in (
        "brief? (vraag 7)",
        "brief? (vraag 9)",
        "duidelijk (duidelijk)",
        "duidelijk (duidelijk_nu)",
    ):
        assert any(label in text for text in texts), label


def test_they_are_told_apart_in_sentences_tests_breaks_and_the_table_book(told: Told) -> None:
    assert "op de vraag ‘Kreeg u een brief? (vraag 7)’" in told.text
    assert "‘De brief is duidelijk (duidelijk_nu)’" in told.text
    cells = [_text(cell) for cell in re.findall(r"(?s)<t[hd]\b[^>]*>(.*?)</t[hd]>", told.page)]
    assert {"7 Kreeg u een brief?", "De brief is duidelijk (duidelijk)"} <= set(cells)
    assert told.inner("strong").count("De brief is duidelijk (duidelijk_nu)") >= 1
    tables = tables_of(next(told.run.out.glob("*/*/results/tabellenboek.xlsx")))
    items = {row["Onderdeel"] for row in tables["alle_cijfers"].rows}
    assert {"De brief is duidelijk (duidelijk)", "De brief is duidelijk (duidelijk_nu)"} <= items
    assert {"- Anders (h_c)", "- Anders (v_c)"} <= {str(item).removeprefix("'") for item in items}


# sets


def test_a_suppressed_set_goes_by_its_question(told: Told) -> None:
    assert "Over ‘Waarvoor kreeg u bijzondere bijstand?’ geven wij hier geen cijfer" in told.text
    assert "Over ‘Bril’" not in told.text


def test_a_set_that_cannot_be_compared_goes_by_its_question(told: Told) -> None:
    assert "De antwoorden op ‘Waarmee kreeg u hulp?’ zijn in 2025 niet te vergelijken met 2023" in told.text
    assert "‘Waarmee kreeg u hulp?’ is niet te vergelijken tussen 2023 en 2025" in told.text
    assert "Het aandeel dat ‘Formulieren: papier’ noemt is" not in told.text
    limits = "Deze vraag is niet te vergelijken met eerdere metingen: ‘Waarmee kreeg u hulp?’."
    assert limits in told.text
    assert "Pas vanaf 2023 te vergelijken is de vraag ‘De brief is duidelijk (duidelijk_nu)’." in told.text


# annexes


def test_the_questionnaire_never_says_that_a_question_was_the_same_across_a_break(told: Told) -> None:
    annex = told.text[told.text.rindex("Dit zijn de vragen zoals zij zijn gesteld") :]
    broken = annex[annex.index("De brief is duidelijk (duidelijk_nu)") :]
    assert broken.startswith(
        "De brief is duidelijk (duidelijk_nu) Ook gesteld in 2023. De antwoorden van 2021 zijn niet te vergelijken "
        "met die van 2023 en 2025: in 2021 stond er ‘begrijpelijk’."
    )
    scale = annex[annex.index("Waarmee kreeg u hulp?") :]
    assert scale.startswith(
        "Waarmee kreeg u hulp? De antwoorden van 2021 en 2023 zijn niet te vergelijken met die van 2025: "
    )


def test_a_route_names_the_question_that_it_reads(told: Told) -> None:
    annex = told.text[told.text.rindex("Dit zijn de vragen zoals zij zijn gesteld") :]
    assert "bij de vraag ‘Hoe oud bent u?’ ‘jonger dan 35 jaar’ is gekozen" in annex
    assert "bij de uitkomst" not in annex


# many answers


def test_more_than_seven_answers_are_bars(told: Told) -> None:
    project = next(told.run.out.glob("*/*/reports/inspectorate/project"))
    for name, bars in (("weg", 8), ("wegen", 16)):
        drawn = (project / f"figures/{name}.svg").read_text(encoding="utf-8")
        assert drawn.count("%</text>") >= bars, name
        assert ">100%<" not in drawn, name
    assert ">100%<" in (project / "figures/lang.svg").read_text(encoding="utf-8")


# cases


def test_a_colon_in_a_question(run_case: Callable[..., CaseRun]) -> None:
    run = run_case("24-colon-in-question-text")
    assert not re.search(r"peildatum:(?! ?1 mei)", run.text)
    assert not re.search(r"Telefoon:(?! ?(belde|kreeg) u)", run.text)


def test_one_respondent_is_no_plural(run_case: Callable[..., CaseRun]) -> None:
    run = run_case("13b-one-respondent")
    assert run.code == 0
    assert "In 2025 vulde 1 inwoner de vragenlijst in." in run.text
    assert "De cijfers gelden voor de 1 inwoner die in 2025 meedeed." in run.text
    assert "In 2025 deed 1 inwoner mee. Dat is er te weinig om cijfers te geven." in run.text
    assert not re.search(r"\b1 (inwoners|antwoorden|rows|cijfers)\b", run.text + run.said)


def test_a_set_of_ones_asks_what_a_blank_means(run_case: Callable[..., CaseRun]) -> None:
    run = run_case("18-multi-select-only-ones")
    assert run.code == 1
    assert '"problems"' in run.said
    assert "blank" in run.said


@pytest.mark.parametrize(("blank", "n"), [("not_chosen", 60), ("no_answer", 34)])
def test_a_declared_blank_decides_the_base(run_case: Callable[..., CaseRun], blank: str, n: int) -> None:
    def declared(questionnaire: dict) -> None:
        next(each for each in questionnaire["questions"] if each["id"] == "problems")["blank"] = blank

    run = run_case("18-multi-select-only-ones", asked=declared)
    estimates = run.table("estimates")
    health = estimates[(estimates["item"] == "p_health") & (estimates["category"] == "1")]
    assert health[["n", "count"]].values.tolist() == [[n, 19]]
    assert health["estimate"].iloc[0] == pytest.approx(19 / n)
    assert "n = 34; alle inwoners" not in run.text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("07a-margin-category-absent-in-sample", ("jong", "age", "2025", "merge")),
        ("07b-margins-differ-in-total-by-rounding", ("99.9", "100", "scale")),
    ],
)
def test_margins_that_cannot_be_met_stop_the_run(
    run_case: Callable[..., CaseRun], name: str, said: tuple
) -> None:
    run = run_case(name)
    assert run.code == 1
    assert [each for each in said if each not in run.said] == []
