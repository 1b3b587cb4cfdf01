"""Truth: the sentences of the design of file checks: counts, limits and verdicts in words, and what is never said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from monitor.errors import PublicationError
from monitor.pipeline import voice_of
from monitor.publication.charts.figure import build_figure
from monitor.publication.project.compose import compose
from monitor.publication.quality.checked_files import CheckedFiles, Judged
from monitor.publication.quality.documents import QualityDocuments
from monitor.publication.quality.figures import control_figure
from monitor.publication.quality.forbidden import words_of_files
from monitor.publication.quality.sentences import QualitySentences
from monitor.publication.quality.tables import files_table
from monitor.publication.quarto.template_documents import TemplateDocument
from monitor.publication.sentences.variables import Variables
from monitor.statistics.norms.files_summary import FilesOfMonth, MonthsOfProcess
from tests.file_checks import frame_text, handled, write_file_check, write_two_years
from tests.pipeline.test_file_check import kic, released
from tests.words import WORDS


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    return released(kic(tmp_path_factory.mktemp("kic")))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    return released(write_file_check(tmp_path_factory.mktemp("files")))


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """One caseworker handled all reviews."""
    files = [replace(one, worker="w0" if one.process == "review" else one.worker) for one in handled()]
    return released(write_file_check(tmp_path_factory.mktemp("few"), {"frame.csv": frame_text(files)}))


def files_of(told: SimpleNamespace, inside: bool = True) -> CheckedFiles:
    study = told.study.inside() if inside else told.study
    return CheckedFiles(told.inside if inside else told.public, voice_of(study))


def process(files: CheckedFiles, name: str):
    return next(one for one in files.processes if one.id == name)


def said(told: SimpleNamespace, name: str) -> str:
    files = files_of(told)
    return " ".join(QualitySentences(files).right(process(files, name)))


def test_the_published_counts_are_told_with_what_they_say_of_the_norm(published) -> None:
    assert said(published, "review") == (
        "Van de 93 gecontroleerde dossiers (Heronderzoek) waren er 39 in één keer goed. Hoeveel dossiers (Heronderzoek) er"
        " zijn afgehandeld, is niet bekend. Het oordeel gaat daarom over de gecontroleerde dossiers. Bij willekeurig gekozen"
        " dossiers hoort daar een deel tussen 32% en 53% bij: onder de norm van 80%."
    )
    assert "36 in één keer goed" in said(published, "termination")
    assert "laat deze steekproef open" in said(published, "termination")
    assert "tussen 59% en 85%" in said(published, "termination")
    assert said(published, "application") == (
        "Er zijn 9 dossiers (Aanvraag) gecontroleerd. Dat is te weinig voor een oordeel: ook 9 goede dossiers hadden de norm"
        " niet kunnen aantonen."
    )


def test_a_score_and_a_share_never_stand_in_one_sentence(published) -> None:
    files = files_of(published)
    say, one = QualitySentences(files), process(files, "review")
    score = list(say.score(one))
    assert score[0].startswith(
        "Gemiddeld voldeed een dossier aan 71% van de normen die ervoor golden. Dat is iets anders"
    )
    assert not any("42%" in sentence for sentence in score)
    assert not any("71%" in sentence for sentence in say.right(one))


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (None, "Er zijn 12 dossiers (Heronderzoek) gecontroleerd. Naar schatting was 67% in één keer goed."),
        (0, "Van de 12 gecontroleerde dossiers (Heronderzoek) was er niet één in één keer goed."),
        (1, "Van de 12 gecontroleerde dossiers (Heronderzoek) was er 1 in één keer goed."),
        (12, "Alle 12 gecontroleerde dossiers (Heronderzoek) waren in één keer goed."),
    ],
)  # fmt: skip
def test_a_count_is_told_as_one_and_never_as_none_where_it_is_kept_back(
    small, count: float | None, told: str
) -> None:
    files = files_of(small)
    one = process(files, "review")
    assert one.right.estimate is not None
    right = replace(one.right, estimate=replace(one.right.estimate, count=count, estimate=2 / 3))
    assert list(QualitySentences(files).found(replace(one, right=right))) == [told]


@pytest.mark.parametrize(
    ("judged", "told"),
    [
        (10, ["Van de 10 gecontroleerde dossiers (Heronderzoek) waren er 8 in één keer goed.", "Voor 2 gecontroleerde dossiers (Heronderzoek) gold geen enkele norm; die tellen niet mee."]),
        (0, ["Er zijn 12 dossiers (Heronderzoek) gecontroleerd, maar voor geen daarvan gold een norm."]),
    ],
)  # fmt: skip
def test_files_to_which_no_norm_applied_are_no_part_of_the_count(
    small, judged: float, told: list[str]
) -> None:
    files = files_of(small)
    one = process(files, "review")
    assert one.right.estimate is not None
    nothing = {"estimate": None, "count": 0} if not judged else {"count": 8}
    right = replace(one.right, estimate=replace(one.right.estimate, n=judged, **nothing))
    assert list(QualitySentences(files).found(replace(one, right=right))) == told


@pytest.mark.parametrize(
    ("legal", "told"), [(8, "maken daarbij geen verschil"), (10, "komt door normen voor de registratie")]
)
def test_registration_makes_a_difference_only_where_there_is_one(small, legal: float, told: str) -> None:
    files = files_of(small)
    one = process(files, "review")
    assert one.right.estimate is not None
    counted = [Judged(replace(one.right.estimate, count=count), None, "") for count in (8, legal)]
    said = list(QualitySentences(files).legal(replace(one, right=counted[0], legal=counted[1])))
    assert told in said[-1]


def test_a_change_is_told_by_its_clause_and_files_are_no_people(small) -> None:
    voice = files_of(small).voice
    said = Variables(small.inside, voice).resolve("right_first_time_review.yes.all.y2025.sentence")
    assert said.startswith("Van de dossiers (Heronderzoek) is 92% in één keer goed (")
    assert voice.who("known").plural == "dossiers waarvan dit bekend is"
    assert "dossiers" in voice.words.sentences.changes["too_few"]
    assert "antwoorden" in WORDS.sentences.changes["too_few"]


def test_the_figure_of_norms_says_to_how_many_files_they_did_not_apply(small) -> None:
    voice = files_of(small).voice
    built = build_figure("norms_review", small.inside, voice)
    assert built.table.columns[-1].header == "n.v.t."
    outside = {row.header: row.cells[-1].text for row in built.table.rows}
    assert outside == {"Het plan is actueel": "4", "De brief noemt de reden": "0", "Het dossier staat in de registratie": "0"}  # fmt: skip
    drawn = built.svg
    assert "n.v.t." in drawn
    assert "% van de dossiers waarvan dit bekend is, met ‘niet voldaan’" in drawn
    assert "van het werkproces ‘Heronderzoek’ waarvoor de norm gold" in built.notes


def test_where_nothing_of_a_process_is_told_no_section_is_empty_or_says_too_few(few) -> None:
    files = files_of(few)
    say, one = QualitySentences(files), process(files, "review")
    assert list(say.legal(one)) == ["Voor dossiers (Heronderzoek) staat hier geen cijfer."]
    assert "Hoeveel dossiers (Heronderzoek) er zijn teruggestuurd, staat hier niet" in " ".join(say.repair())
    table = files_table("files--verdict", few.inside, files.voice)
    cells = {row.header: row.cells[-1].text for row in table.rows}
    assert cells["Heronderzoek"] == "geen cijfer"


def test_the_table_of_all_processes_stands_below_none_of_them(small) -> None:
    documents = QualityDocuments(Variables(small.inside, files_of(small).voice))
    *_, heading, table = (documents.text("texts/quality-process.qmd") or "").strip().split("\n\n")
    assert (heading, table) == ("## Gemiddelde van elk werkproces", "{{< include tables/files--score.md >}}")


def test_it_is_said_whether_anybody_knows_whose_files_they_are(small, published) -> None:
    for told, known in ((small, True), (published, False)):
        documents = QualityDocuments(Variables(told.inside, files_of(told).voice))
        limits = documents.text("texts/quality-limits.qmd") or ""
        assert ("geen cijfer in over een enkele medewerker" in limits) is known
        assert ("Van wie de dossiers zijn, is niet bekend" in limits) is not known


VERDICTS = {
    "above_norm": "de norm van 80% is gehaald",
    "below_norm": "onder de norm van 80%",
    "undecided": "laat deze steekproef open",
}


@pytest.mark.parametrize("verdict", VERDICTS)
def test_each_verdict_has_its_sentence_about_all_files(small, verdict: str) -> None:
    files = files_of(small)
    one = process(files, "review")
    judged = Judged(one.right.estimate, 0.8, verdict)
    told = " ".join(QualitySentences(files).right(replace(one, right=judged)))
    assert "oor alle 30 dossiers (Heronderzoek)" in told
    assert VERDICTS[verdict] in told
    assert "voldoet" not in told


def test_only_the_second_reviewer_says_that_the_first_was_milder(small) -> None:
    told = " ".join(QualitySentences(files_of(small)).second())
    assert "De eerste beoordelaar was 10 keer milder en 2 keer strenger dan de tweede." in told
    assert told.endswith("De cijfers vallen daardoor waarschijnlijk te gunstig uit.")


def test_the_chain_and_the_seed_are_told(small) -> None:
    told = " ".join(QualitySentences(files_of(small)).how())
    assert (
        "Er zijn 42 dossiers afgehandeld. Daarvan zijn er 18 getrokken, 18 gevonden en 18 beoordeeld. Daarvan tellen er 18 mee."
        in told
    )
    assert "Het startgetal is 4f1c." in told


def test_a_draw_again_is_told_with_its_reason(small) -> None:
    files = files_of(small)
    draws = tuple(replace(one, reason="de lijst was niet compleet") for one in files.wave.draws[:1])
    waves = {"2025": replace(files.wave, draws=draws)}
    method = replace(small.inside.method, files=replace(files.summary, waves=waves))
    again = CheckedFiles(replace(small.inside, method=method), files.voice)
    assert (
        "Mei 2025 is opnieuw getrokken, om deze reden: de lijst was niet compleet."
        in QualitySentences(again).how()
    )


MONTHS = tuple(FilesOfMonth(f"2025-{number:02d}", 10, 5) for number in range(1, 10))
BESIDE = MonthsOfProcess("review", "month", 0.5, MONTHS, True)


@pytest.mark.parametrize(
    ("beside", "told"),
    [
        (BESIDE, "wijkt geen maand verder af dan toeval kan verklaren"),
        (replace(BESIDE, can_signal=False), "Lees niets in de losse punten"),
        (replace(BESIDE, months=(replace(MONTHS[0], out_of_line=True), *MONTHS[1:])), "wijkt januari 2025 verder af"),
        (replace(BESIDE, months=tuple(replace(one, in_a_row=True) for one in MONTHS)), "acht of meer maanden achter elkaar"),
        (replace(BESIDE, trend=2.5, p=0.01), "loopt op"),
        (replace(BESIDE, trend=-2.5, p=0.01), "loopt terug"),
        (replace(BESIDE, trend=1.0, p=0.3), "niet aangetoond"),
        (replace(BESIDE, left_out=1), "Eén maand ontbreekt"),
        (replace(BESIDE, share=1.0), "Alle beoordeelde dossiers (Heronderzoek) waren in één keer goed: tussen de maanden is geen verschil"),
        (replace(BESIDE, share=0.0), "Geen van de beoordeelde dossiers (Heronderzoek) was in één keer goed"),
    ],
)  # fmt: skip
def test_what_months_say_beside_each_other(small, beside: MonthsOfProcess, told: str) -> None:
    files = files_of(small)
    assert told in " ".join(QualitySentences(files).months(process(files, "review"), beside))


def test_months_that_are_all_right_have_no_band_and_nothing_by_chance(small) -> None:
    files = files_of(small)
    alike = replace(BESIDE, share=1.0, months=tuple(replace(one, right=one.files) for one in MONTHS))
    wave = replace(files.wave, months=(alike,))
    method = replace(small.inside.method, files=replace(files.summary, waves={"2025": wave}))
    told = replace(small.inside, method=method)
    notes = control_figure("control--review", told, files.voice).notes
    assert "De streepjeslijn is de norm, de dichte lijn alle maanden samen." in notes
    assert "grijze band" not in notes
    say = QualitySentences(CheckedFiles(told, files.voice))
    assert "toeval" not in " ".join(say.months(process(files, "review"), alike))


def test_one_file_is_told_as_one(small) -> None:
    files = files_of(small)
    one = process(files, "application")
    single = replace(one, files=replace(one.files, reviewed=1, returned=1, repaired=1))
    lone = replace(files.wave, processes=(single.files,), handled=1, drawn=1, found=1, reviewed=1, accepted=1)
    method = replace(small.inside.method, files=replace(files.summary, waves={"2025": lone}))
    say = QualitySentences(CheckedFiles(replace(small.inside, method=method), files.voice))
    assert list(say.found(single)) == [
        "Er is één dossier (Aanvraag) gecontroleerd. Dat is te weinig voor een oordeel: ook een goed dossier had de norm niet"
        " kunnen aantonen."
    ]
    told = " ".join([*say.how(), *say.repair()])
    assert (
        "Er is één dossier afgehandeld. Daarvan is er 1 getrokken, 1 gevonden en 1 beoordeeld. Daarvan telt er 1 mee."
        in told
    )
    assert (
        "Van het ene gecontroleerde dossier (Aanvraag) is er 1 teruggestuurd; daarvan is er 1 hersteld."
        in told
    )


def test_months_are_a_figure_inside_and_none_outside(small) -> None:
    built = control_figure("control--review", small.inside, files_of(small).voice)
    assert "dossiers in één keer goed" in built.alt
    assert all(row.cells[0].text.count(" van ") == 1 for row in built.table.rows)
    assert built.table.stub == "Maand"
    with pytest.raises(PublicationError):
        control_figure("control--review", small.public, files_of(small, inside=False).voice)


def test_the_table_of_verdicts_has_counts_limits_and_outcomes(published) -> None:
    table = files_table("files--verdict", published.inside, files_of(published).voice)
    cells = {row.header: [cell.text for cell in row.cells] for row in table.rows}
    assert cells["Heronderzoek"][1:] == ["93", "39", "42%", "32% tot 53%", "niet gehaald"]
    assert cells["Aanvraag"][-1] == "te weinig dossiers"


WRITTEN = {
    "Het werkproces voldoet.": "publication.word_judges_undecided",
    "Een ranglijst volgt.": "publication.word_orders_people",
}


@pytest.mark.parametrize("text", WRITTEN)
def test_a_word_that_judges_what_is_open_or_orders_people_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(PublicationError) as failure:
        composed_with(tmp_path, text)
    assert WRITTEN[text] in str(failure.value.finding) or text.split()[1] in str(failure.value)


def counts_of_two_years(folder: Path) -> list[PublicationError]:
    """What is wrong with a line that counts right files of one month of 2024 beside two of 2025."""
    told = released(write_two_years(folder))
    counted = " ".join(
        f"{{{{< var right_first_time_review.yes.all.y{year}.count >}}}}" for year in (2024, 2025)
    )
    document = TemplateDocument(
        "report.qmd", "report.qmd", f"# Oordeel\n\n{counted}\n\n{counted[: len(counted) // 2]}\n"
    )
    return list(words_of_files([document], Variables(told.inside, voice_of(told.study.inside()))))


def test_a_count_is_not_set_beside_one_over_other_months(tmp_path: Path) -> None:
    (problem,) = counts_of_two_years(tmp_path)
    assert str(problem).startswith(
        "report.qmd:3: counts of 2024 and 2025 stand in one line, and are over 1 and 2 months"
    )


def count_not_told(told: SimpleNamespace) -> str:
    """The count of a figure of which only the share is told."""
    rounded = replace(told.inside, estimates=told.inside.estimates.assign(count=float("nan")))
    return Variables(rounded, files_of(told).voice).resolve("right_first_time_review.yes.all.now.count")


def test_a_count_that_is_not_told_is_no_zero(small) -> None:
    with pytest.raises(PublicationError, match="no count is told of this figure"):
        count_not_told(small)


def composed_with(folder: Path, text: str) -> object:
    """The report of a small check of files with a text of somebody's own."""
    own = folder / "eigen"
    own.mkdir()
    (own / "report.qmd").write_text(
        f'---\ntitle: "Eigen"\nlang: nl\n---\n\n# Oordeel\n\n{text}\n', encoding="utf-8"
    )
    changed = {"study.yaml": ("  - {template: quality/any}\n", "  - {id: eigen, template: eigen}\n")}
    told = released(write_file_check(folder, changed))
    undecided = told.public.norms.assign(verdict="undecided")
    variables = Variables(replace(told.public, norms=undecided), voice_of(told.study))
    return compose(told.study.reports[0], variables)
