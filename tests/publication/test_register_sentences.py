"""Truth: that sentences on a register are true where counts are few, fall, or are nothing at all."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from monitor.pipeline import voice_of
from monitor.publication.drafts.group_texts import untested_groups
from monitor.publication.exhibits.subject import questions_of
from monitor.publication.language.words import Words
from monitor.publication.project.catalogue import FIGURE_CATALOGUE, entry_of
from monitor.publication.register.growth_sentences import GrowthSentences
from monitor.publication.register.register_figures import CountAtEvent, RegisterFigures, ToldChange
from monitor.publication.register.sentences import RegisterSentences
from monitor.publication.register.tables import register_table
from monitor.publication.sentences.routes import condition_in_words
from monitor.release.results.method import GroupsOfEvent
from tests.registers import Changed, Told, counts, documents, panel_text, released, write_register


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    return released(write_register(tmp_path_factory.mktemp("register")))


@pytest.fixture(scope="module")
def figures(told: Told) -> RegisterFigures:
    return RegisterFigures(told.public, voice_of(told.study))


def _panel(**made: np.ndarray) -> Changed:
    return {"panel.csv": panel_text({**counts(), **made})}


def _said(figures: RegisterFigures, change: ToldChange, scale: str = "number", **tried: object) -> str:
    one = figures.counts_at_events[0]
    event = replace(one.event, scale=scale)  # type: ignore[arg-type]
    known = replace(one.tried, without_trend=-0.4, also_without_trend=(), **tried)  # type: ignore[arg-type]
    return GrowthSentences(figures).growth(CountAtEvent(event, one.count, one.label, known, change))


def test_a_difference_of_less_than_a_person_is_not_told_as_none(figures: RegisterFigures) -> None:
    assert "kwamen er 0,3 meer bij" in _said(figures, ToldChange(0.3, -0.2, 0.8, "undecided"))


def test_no_difference_is_neither_more_nor_fewer(figures: RegisterFigures) -> None:
    said = _said(figures, ToldChange(-0.01, -2.0, 0.02, "undecided"))
    assert "evenveel bij als volgens de lijn ervoor (tussen 2 minder en 0)" in said
    said = _said(figures, ToldChange(0.00001, 0.0, 0.01, "undecided"), "percent")
    assert "even hoog als volgens de lijn ervoor (tussen 0,00 en 1,00 hoger)" in said


@pytest.fixture(scope="module")
def fallen(tmp_path_factory: pytest.TempPathFactory) -> RegisterFigures:
    """What runs falls all the time."""
    stock = counts()["stock"][0] - np.round(np.arange(48)[:, None] * counts()["stock"][0] * 0.004)
    low = np.round(stock * 0.4)
    made = released(write_register(tmp_path_factory.mktemp("fallen"), _panel(stock=stock, low=low)))
    return RegisterFigures(made.public, voice_of(made.study))


@pytest.mark.parametrize("scale", ["number", "percent"])
def test_of_a_count_that_falls_nobody_says_that_it_grew(scale: str, fallen: RegisterFigures) -> None:
    said = _said(fallen, ToldChange(-0.01, -0.02, -0.001, "growth_levels_off"), scale)
    assert "lager dan ervoor" in said
    assert "groeide" not in said
    assert "vlakt" not in said
    assert "verandert het aantal" in _said(fallen, ToldChange(-9.0, -12.0, -3.0, "break_at_date"), scale)


def test_what_cannot_be_tested_is_not_put_down_to_months_that_are_there(figures: RegisterFigures) -> None:
    none = ToldChange(None, None, None, "too_few")
    assert "niet te toetsen" in _said(figures, none, before=20, after=24)
    assert "maanden groei ervoor" in _said(figures, none, before=3, after=44)
    some = ToldChange(4.0, 2.0, 6.0, "too_few")
    assert "geen maand ver genoeg van de datum" in _said(figures, some, before=20, after=24)


def test_two_groups_are_told_by_the_side_of_the_difference(figures: RegisterFigures) -> None:
    """Growth that fell most did not change least."""
    (event, *_), *_ = figures.groups_at_events
    of = GroupsOfEvent(event.id, 12, 12, -2.0, 0.0, 3)
    said = " ".join(GrowthSentences(figures).groups(event, of, ToldChange(-2.0, -3.0, -1.0, "lower")))
    assert "de verandering was 2,0 lager (tussen 3,0 lager en 1,0 lager)" in said
    assert "2,0 lager dan ervoor, in de andere gemeenten even hoog als ervoor" in said
    assert "minder" not in said


def test_capitals_within_a_label_stay(figures: RegisterFigures) -> None:
    (event, groups, change), *_ = figures.groups_at_events
    labelled = replace(figures.indicators[0], label="Mensen met IOAW")
    named = RegisterFigures(figures.released, figures.voice)
    named.register = replace(figures.register, indicators=(labelled, *figures.indicators[1:]))
    assert "Verschil in groei, mensen met IOAW," in next(GrowthSentences(named).groups(event, groups, change))


def test_of_what_was_counted_nobody_was_asked(told: Told) -> None:
    items = list(told.study.questionnaire.items.values())[:1]
    assert not items[0].derived
    assert questions_of(items, voice_of(told.study)) == ""


def test_how_it_was_done_names_no_answers_and_no_sample(told: Told) -> None:
    """On the page of the site and in the annex, in the words of a register alone."""
    voice = voice_of(told.study)
    words = voice.words.annex
    limits = [words.limits[name] for name in ("who", "disclosure", "unreliable")]
    said = [*limits, words.conditions.clauses["number"], voice.words.site.method["intro"]]
    assert not [one for one in said if re.search("antwoord|vragenlijst|ingevuld", one)]
    assert "antwoorden van de {n}" in Words().annex.limits["who"]


def test_the_label_of_a_breakdown_is_no_markup(told: Told) -> None:
    """A label with HTML stopped every report that has a table by groups."""
    (size,) = told.study.breakdowns
    study = replace(told.study, breakdowns=(replace(size, label="Grootte <i>x</i> *y*"),))
    said = list(untested_groups(study.indicator_of("stock_rate"), told.public, voice_of(study)))
    assert said[0].startswith(r"De tabel hieronder geeft dit naar grootte \<i\>x\</i\> \*y\*.")


def test_each_class_says_by_itself_which_rates_are_in_it(told: Told) -> None:
    """The last one was told as *at least 0*, which holds for all of them."""
    voice, rate = (
        voice_of(told.study),
        "het cijfer ‘Lopende trajecten per 10.000 inwoners van 15 tot 65 jaar’",
    )
    cases = told.study.questionnaire.items["stock_rate_class"].cases
    assert [condition_in_words(case, voice) for _, case in cases] == [
        f"{rate} minder dan 30 is",
        f"{rate} minstens 30 is en {rate} minder dan 60 is",
        f"{rate} minstens 60 is",
    ]


def test_a_series_of_one_month_is_told_once(figures: RegisterFigures) -> None:
    one = figures.indicators[0]
    assert "In januari 2020 was het in alle gemeenten samen" in " ".join(
        RegisterSentences(figures).series(one)
    )
    alone = RegisterFigures(figures.released, figures.voice)
    alone.__dict__["months"] = figures.months[-1:]
    assert "was het in alle gemeenten samen" not in " ".join(RegisterSentences(alone).series(one))


@pytest.fixture(scope="module")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Nothing runs anywhere."""
    none = np.zeros_like(counts()["stock"])
    made = _panel(stock=none, low=none, started=none, ended=none)
    return released(write_register(tmp_path_factory.mktemp("nothing"), made))


def test_a_register_of_nothing_has_a_report(nothing: Told) -> None:
    texts = documents(nothing)
    assert "geen lopende trajecten; er is dan geen cijfer" in texts["texts/register-series.qmd"]
    assert "series--low_share" not in texts["texts/register-series.qmd"]
    assert "was dat ." not in texts["texts/register-series.qmd"]
    assert "minstens de helft van de gemeenten op 0,0" in texts["texts/register-spread.qmd"]
    voice = voice_of(nothing.study)
    entry_of("series--stock_rate", FIGURE_CATALOGUE).check("series--stock_rate", nothing.public, voice)
    outcomes = [row.cells[-1].text for row in register_table("register--breaks", nothing.public, voice).rows]
    assert outcomes == ["niet te toetsen"] * 2


def test_a_quarter_at_nothing_has_nobody_below_it(tmp_path: Path) -> None:
    low = np.array(counts()["low"])
    low[:, :9] = 0
    texts = documents(released(write_register(tmp_path, _panel(low=low))))
    assert (
        "lag minstens een kwart van de gemeenten op nul, en een kwart op"
        in texts["texts/register-spread.qmd"]
    )


def test_what_others_wrote_is_no_markup(tmp_path: Path) -> None:
    changed: Changed = {
        "register.yaml": ("source: Verzonnen register", "source: 'Register *A* {{< include x >}}'")
    }
    counted = documents(released(write_register(tmp_path, changed)))["texts/register-counted.qmd"]
    assert r"Register \*A\*" in counted
    assert "{{<" not in counted


def test_a_rate_per_one_is_told_in_decimals_and_as_so_many_times(tmp_path: Path) -> None:
    changed: Changed = {"register.yaml": ("denominator: stock, per: 100}", "denominator: stock, per: 1}")}
    series = documents(released(write_register(tmp_path, changed)))["texts/register-series.qmd"]
    assert re.search(r"0,\d{3} maal het aantal lopende trajecten in alle gemeenten samen", series)
    assert "## Trajecten met een lage loonwaarde gedeeld door lopende trajecten" in series
