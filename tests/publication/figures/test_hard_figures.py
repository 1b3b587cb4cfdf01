"""Truth: what is hard to draw is drawn soundly on both sheets, or refused with what to do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from monitor.errors import DeclarationError, PublicationError
from monitor.publication.charts.canvas import PAGE, PHONE, Canvas
from monitor.publication.charts.figure import build_figure
from monitor.publication.charts.frame import Axis
from monitor.publication.charts.rows import LEAST_PLOT
from monitor.publication.tables.indicator_tables import wave_table
from monitor.release.results.released_set import ReleasedSet
from monitor.study.study import Study
from monitor.study.study_reader import read_study
from tests.publication.figures.hard import LONG_WORD, hard_study
from tests.publication.figures.painted import Painting, painted
from tests.publication.figures.test_charts import figures_of
from tests.words import voice_of

BASES = {"2020": 600, "2022": 650}
SHEETS = pytest.mark.parametrize("canvas", [PAGE, PHONE], ids=["page", "phone"])


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return hard_study(tmp_path_factory.mktemp("hard"))


@pytest.fixture(scope="module")
def released(study: Study, make_sample: Any) -> ReleasedSet:
    return make_sample(study, seed=5, bases=BASES).released()


@pytest.fixture(scope="module")
def nothing(study: Study, make_sample: Any) -> ReleasedSet:
    return make_sample(study, seed=5, bases=BASES, suppressed=1.0).released()


def paint(name: str, study: Study, released: ReleasedSet, canvas: Canvas) -> Painting:
    figure = build_figure(name, released, voice_of(study))
    return painted(figure.draw(figure.style.on(canvas)).specification())


@SHEETS
def test_long_labels_and_many_answers_are_neither_cut_nor_overprinted(
    study: Study, released: ReleasedSet, canvas: Canvas
) -> None:
    drawn = {name: paint(name, study, released, canvas) for name, _ in figures_of(study, released)}
    assert len(drawn) == 20
    assert {name: found for name, one in drawn.items() if (found := [*one.overlapping, *one.outside])} == {}


def test_labels_and_columns_leave_room_for_the_marks(study: Study, released: ReleasedSet) -> None:
    for name, content in figures_of(study, released):
        plot = build_figure(name, released, voice_of(study)).specification
        assert content.kind == "slope" or plot["width"] >= LEAST_PLOT, name


def test_a_long_word_is_broken_and_whole(study: Study, released: ReleasedSet) -> None:
    texts = [one.text for one in paint("antwoord--change", study, released, PAGE).texts]
    assert LONG_WORD in "".join(text.rstrip("-") for text in texts)


@pytest.mark.parametrize(
    ("width", "values"), [(400, (0, 0.25, 0.5, 0.75, 1)), (120, (0, 0.5, 1)), (70, (0, 1)), (10, (0, 1))]
)
def test_an_axis_keeps_the_values_that_it_has_room_for(width: float, values: tuple[float, ...]) -> None:
    assert Axis(0, 1, (0, 0.25, 0.5, 0.75, 1)).fitting(width).values == values


def test_a_point_at_the_low_end_is_whole_on_a_phone(study: Study, released: ReleasedSet) -> None:
    shapes = paint("veel--by-groep", study, released, PHONE).shapes
    points = [shape for shape in shapes if shape.kind == "symbol"]
    assert min(point.left for point in points) >= 0


@pytest.mark.parametrize("form", ["", "--change", "--by-groep"])
def test_grades_of_two_ranges_never_share_an_axis(study: Study, released: ReleasedSet, form: str) -> None:
    with pytest.raises(PublicationError, match=r"got grade 0-10, grade 1-10\. Split this indicator"):
        build_figure(f"cijfers{form}", released, voice_of(study))


def since_2022(study: Study, item: str, reason: str) -> Study:
    """The study, with a break in an item."""
    items = dict(study.questionnaire.items)
    items[item] = replace(items[item], comparable_from="2022", break_reason=reason)
    return replace(study, questionnaire=replace(study.questionnaire, items=items))


@pytest.mark.parametrize(("reason", "told", "drawn"), [("scale", 1, 1), ("wording", 0, 2)])
def test_a_grade_of_an_earlier_range_stands_on_no_other_axis(
    study: Study, released: ReleasedSet, reason: str, told: int, drawn: int
) -> None:
    broken = since_2022(study, "tien", reason)
    figure = build_figure("tien--change", released, voice_of(broken))
    assert len(figure.specification["datasets"]["points"]) == drawn
    texts = " ".join(one.text for one in painted(figure.specification).texts)
    assert texts.count("andere schaal") == told
    assert "(vrijwel) geen" not in figure.notes


def test_a_share_on_another_scale_keeps_its_place(study: Study, released: ReleasedSet) -> None:
    broken = since_2022(study, "s_een", "scale")
    assert (
        len(build_figure("stelling--change", released, voice_of(broken)).specification["datasets"]["points"])
        == 8
    )


def test_shares_of_such_grades_do(study: Study, released: ReleasedSet) -> None:
    assert "%" in build_figure("deel", released, voice_of(study)).style.unit


def test_a_table_of_both_names_both_ranges(study: Study, released: ReleasedSet) -> None:
    [unit] = [note for note in wave_table("cijfers", released, voice_of(study)).notes if "Eenheid" in note]
    assert "1 tot en met 10" in unit
    assert "0 tot en met 10" in unit


@SHEETS
def test_a_figure_of_nothing_but_suppressed_cells_says_so_and_no_more(
    study: Study, nothing: ReleasedSet, canvas: Canvas
) -> None:
    for name, _ in figures_of(study, nothing):
        drawn = paint(name, study, nothing, canvas)
        told = " ".join(one.text for one in drawn.texts)
        assert told.startswith("Er zijn geen cijfers getoond: te weinig antwoorden"), name
        assert drawn.height < 100, name
        notes = build_figure(name, nothing, voice_of(study)).notes
        assert "Eenheid" not in notes, name
        assert "stippellijn" not in notes, name


def test_what_is_left_out_for_room_is_told_once(study: Study, released: ReleasedSet) -> None:
    notes = build_figure("veel--by-groep", released, voice_of(study)).notes
    assert "passen 4 van de 30 rijen" in notes
    assert notes.count("tabellenboek") == 1


def test_the_title_of_a_single_change_names_its_subject_once(study: Study, released: ReleasedSet) -> None:
    figure = build_figure("bezoek--change", released, voice_of(study))
    assert figure.title == "Bezoeken, 2020 en 2022: gestegen van 4,6 naar 7,4"
    assert figure.alt.endswith("‘Bezoeken’ gaat van 4,6 in 2020 naar 7,4 in 2022.")


@pytest.mark.parametrize("label", ["", "  "])
def test_a_group_without_a_name_is_refused_where_it_is_declared(tmp_path: Path, label: str) -> None:
    hard_study(tmp_path)
    survey = tmp_path / "survey.yaml"
    survey.write_text(
        survey.read_text(encoding="utf-8").replace('een: "-"', f'een: "{label}"'), encoding="utf-8"
    )
    with pytest.raises(DeclarationError, match=r"survey\.yaml:13: .*groep > categories > een"):
        read_study(tmp_path / "study.yaml")
