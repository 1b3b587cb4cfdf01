"""Truth: what a report on a register may say, sentence by sentence."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.errors import PublicationError
from monitor.pipeline import compose_reports, voice_of
from monitor.publication.charts.canvas import PAGE as PAGE_CANVAS
from monitor.publication.charts.canvas import PHONE as PHONE_CANVAS
from monitor.publication.charts.canvas import Canvas
from monitor.publication.project.catalogue import CATALOGUE, FIGURE_CATALOGUE, entry_of
from monitor.publication.register.figures import check_register_figure, names_of_register, register_figure
from monitor.publication.register.growth_sentences import GrowthSentences
from monitor.publication.register.register_figures import CountAtEvent, RegisterFigures, ToldChange
from monitor.publication.register.sentences import form_of_spread
from monitor.stages.options import RunOptions
from tests.publication.figures.painted import painted
from tests.registers import STUDY, Told, documents, released, write_register

OWN = (
    "reports: [{template: register/any, formats: [html]}]",
    "reports: [{template: eigen, formats: [html]}]",
)
PAGE = '---\ntitle: "A"\nlang: nl\n---\n\n# Een\n\n{text}\n'


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    return released(write_register(tmp_path_factory.mktemp("register")))


@pytest.fixture(scope="module")
def figures(told: Told) -> RegisterFigures:
    return RegisterFigures(told.public, voice_of(told.study))


def _with(figures: RegisterFigures, verdict: str, scale: str = "number", **changed: object) -> str:
    one = figures.counts_at_events[0]
    event = replace(one.event, scale=scale)
    unit = 1.0 if scale == "number" else 0.001
    change = ToldChange(1.2 * unit, -5.3 * unit, 6.4 * unit, verdict)
    tried = replace(one.tried, largest_at="2020-08", without_trend=-0.4, also_without_trend=("2021-01",))
    change = replace(change, **changed)  # type: ignore[arg-type]
    return GrowthSentences(figures).growth(CountAtEvent(event, one.count, one.label, tried, change))


def test_a_break_that_is_not_shown_is_told_by_its_interval(figures: RegisterFigures) -> None:
    said = _with(figures, "undecided")
    assert "is geen knik in de groei van het aantal lopende trajecten aangetoond" in said
    assert "per maand kwam er 1 meer bij dan volgens de lijn ervoor (tussen 5 minder en 6 meer)" in said
    assert "procentpunt hoger" in _with(figures, "undecided", "percent")


def test_a_break_at_the_date_says_nothing_about_why(figures: RegisterFigures) -> None:
    said = _with(figures, "break_at_date", low=3.6)
    assert said.startswith(
        "Sinds januari 2022 (andere bekostiging) groeit het aantal lopende trajecten anders"
    )
    assert "tussen 4 en 6 meer" in said
    assert "zegt het register niet" in said


def test_growth_that_levels_off_makes_the_date_prove_nothing(figures: RegisterFigures) -> None:
    said = _with(figures, "growth_levels_off", "percent")
    assert said == (
        "In procenten groeide het aantal lopende trajecten na januari 2022 (andere bekostiging) langzamer. Dat geldt ook voor "
        "januari 2021. De groei vlakt al jaren af; de datum zegt dus niets."
    )


def test_a_break_elsewhere_names_the_other_month(figures: RegisterFigures) -> None:
    assert "in augustus 2020 minstens zo sterk als in januari 2022" in _with(figures, "break_elsewhere")


@pytest.mark.parametrize("verdict", ["not_comparable", "too_few"])
def test_without_a_test_there_is_no_number_of_growth(verdict: str, figures: RegisterFigures) -> None:
    said = _with(figures, verdict, difference=None, low=None, high=None)
    assert "andere bekostiging" in said
    assert "meer bij" not in said


def test_the_report_tells_both_figures_apart_and_names_what_it_leaves_out(told: Told) -> None:
    texts = documents(told)
    counted = texts["texts/register-counted.qmd"]
    assert "*Alle gemeenten samen* is het totaal" in counted
    assert "*Gemiddelde gemeente* is het gemiddelde" in counted
    assert "Geen gemeente is weggelaten." in counted
    assert (
        "per 10.000 inwoners van 15 tot 65 jaar in alle gemeenten samen" in texts["texts/register-series.qmd"]
    )
    assert "geen verschil in groei aangetoond" in texts["texts/register-breaks.qmd"]


def test_classes_that_move_along_say_so(told: Told) -> None:
    assert "De klassen schuiven mee" in documents(told)["texts/register-moved.qmd"]


def test_every_figure_and_table_of_the_report_can_be_made(told: Told) -> None:
    voice, made = voice_of(told.study), 0
    for text in documents(told).values():
        for kind, name in re.findall(r"(figures|tables)/([\w-]+)(?:\.md)? ?[>)]", text):
            catalogue = FIGURE_CATALOGUE if kind == "figures" else CATALOGUE
            entry_of(name, catalogue).check(name, told.public, voice)  # type: ignore[arg-type, attr-defined]
            made += 1
    assert made > 10


@pytest.mark.parametrize("canvas", [PAGE_CANVAS, PHONE_CANVAS], ids=["page", "phone"])
def test_no_text_of_a_figure_is_cut_or_stands_on_another(canvas: Canvas, tmp_path: Path) -> None:
    """A date near the end of the months, and another way of counting, each with a text that is longer than what is left."""
    extra = "method_breaks:\n  - {from: 2023-02, counts: [stock], note: Anders geteld.}\nmoments:"
    labels = {
        "register.yaml": lambda text: text.replace("moments:", extra).replace(
            "month: 2022-01", "month: 2022-06"
        )
    }
    told = released(write_register(tmp_path, labels))
    voice, found = voice_of(told.study), {}
    for name in names_of_register(told.study):
        try:
            check_register_figure(name, told.public, voice)
        except PublicationError:
            continue
        figure = register_figure(name, told.public, voice)
        drawn = painted(figure.draw(figure.style.on(canvas)).specification())
        found[name] = [*drawn.overlapping, *drawn.outside]
    assert len(found) >= 4
    assert {name: texts for name, texts in found.items() if texts} == {}


def _composed(folder: Path, text: str) -> None:
    (folder / "eigen").mkdir()
    (folder / "eigen" / "report.qmd").write_text(PAGE.format(text=text), encoding="utf-8")
    told = released(write_register(folder, {"study.yaml": OWN}))
    compose_reports(voice_of(told.study), told.public, RunOptions(out=folder))


CAUSES = (
    "Dat is het effect van de wet.",
    "De groei steeg dankzij gemeenten.",
    "Het komt door de andere bekostiging.",
    "Dit leidde tot meer trajecten.",
)


@pytest.mark.parametrize("text", CAUSES)
def test_a_word_of_a_cause_is_an_error(text: str, tmp_path: Path) -> None:
    with pytest.raises(PublicationError) as caught:
        _composed(tmp_path, text)
    assert caught.value.code == "publication.word_of_a_cause"


def test_what_is_no_cause_may_be_written(tmp_path: Path) -> None:
    _composed(tmp_path, "Door het jaar heen groeide het aantal trajecten.")


def test_a_part_of_this_report_belongs_to_a_register(told: Told) -> None:
    voice = voice_of(replace(told.study, register=None))
    with pytest.raises(PublicationError) as caught:
        RegisterFigures(told.public, voice)
    assert caught.value.code == "publication.report_on_register_of_another_study"


def test_our_own_wording_has_no_word_of_a_cause(told: Told) -> None:
    """All that the house writes itself, but the limits that say that a register does not tell why."""
    words = voice_of(told.study).words.register
    own = {"texts/register-limits.qmd", "texts/register-method.qmd"}
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words.of_a_cause))})(?!\w)", re.IGNORECASE)
    for name, text in documents(told).items():
        if name not in own:
            assert not pattern.search(text), name
    assert "register/any" in STUDY


@pytest.mark.parametrize(
    ("change", "beyond_chance", "form"),
    [
        (-0.04, -0.1, "alike"),
        (-0.2, -0.1, "closer"),
        (0.2, 0.1, "apart"),
        (-0.2, 0.1, "moved"),
        (-0.2, 0.0, "moved"),
    ],
)
def test_municipalities_lie_closer_only_where_small_counts_are_not_behind_it(
    change: float, beyond_chance: float, form: str
) -> None:
    assert form_of_spread(change, beyond_chance) == form
