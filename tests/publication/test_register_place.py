"""Truth: rounded counts of one municipality worked out by hand; no report of one holds a figure of another."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from monitor.commands.benchmarking import write_places
from monitor.errors import PublicationError
from monitor.pipeline import run_study, voice_of
from monitor.publication.language.voice import Voice
from monitor.publication.register.figures import check_register_figure, register_figure
from monitor.publication.register.place import (
    AMONG,
    FEWER,
    MORE,
    RateOfPlace,
    RegisterPlace,
    ReleasedRegisterPlaces,
    register_place,
)
from monitor.publication.register.place_sentences import RegisterPlaceSentences
from monitor.publication.register.register_figures import QUANTILES, RegisterFigures
from monitor.publication.register.tables import register_table
from monitor.release.results.released_set import ReleasedSet
from monitor.stages.options import RunOptions
from monitor.study.house_policy import house_register
from tests.registers import MONTHS, Told, counts, panel_text, released, write_register

CODE, SMALL = "GM15", "GM02"
LAST = "2023-11"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    made = {name: np.array(values) for name, values in counts().items()}
    made["low"][:, 1] = 4
    return released(write_register(tmp_path_factory.mktemp("register"), {"panel.csv": panel_text(made)}))


def of(code: str, told: Told) -> tuple[ReleasedSet, Voice]:
    return ReleasedRegisterPlaces(told.public).of(code), replace(voice_of(told.study), place=code)


def say(code: str, told: Told) -> RegisterPlaceSentences:
    return RegisterPlaceSentences(register_place(*of(code, told)))


def test_the_latest_moment_is_told_in_rounded_counts(told: Told) -> None:
    at, place = MONTHS.index(LAST), int(CODE[2:]) - 1
    stock, people = (5 * round(counts()[name][at, place] / 5) for name in ("stock", "people"))
    rate = f"{stock / people * 10_000:.1f}".replace(".", ",")
    first, *_ = say(CODE, told).council()
    assert f"telde Plaats 15 ongeveer {stock} lopende trajecten: {rate} per 10.000 inwoners" in first
    assert [label for *_, label in say(CODE, told).place.groups] == ["groot"]
    assert re.search(
        r"In alle gemeenten samen was dat \d+,\d en in gemeenten van de groep ‘groot’ \d+,\d\.", first
    )


def test_a_count_that_is_kept_back_is_not_told(told: Told) -> None:
    sentences = say(SMALL, told)
    _, low, judged = sentences.council()
    assert low.endswith("van Plaats 02 staat er over november 2023 geen cijfer.")
    assert "Plaats 02" in judged
    assert any("Van Plaats 02 staan 2 van de 4 cijfers er niet" in line for line in sentences.know())
    assert any("over verandering is niets te zeggen" in line for line in sentences.changed())
    cut, voice = of(SMALL, told)
    rows = register_table("register--own-low_share", cut, voice).rows
    assert {cell.text for row in rows for cell in row.cells[:2]} == {"–"}


@pytest.mark.parametrize(("least", "most", "side"), [(1, 2, FEWER), (98, 99, MORE), (1, 99, ""), (0, 45, "")])
def test_a_side_is_told_only_where_rounding_cannot_change_it(
    least: float, most: float, side: str, told: Told
) -> None:
    place = register_place(*of(CODE, told))
    one = place.figures.indicators[0]
    rate = RateOfPlace(LAST, 100, 20_000, 50.0, least, most)
    assert place.among(rate, one) == side
    low, high = (place.figures.value(LAST, one.id, name) for name in ("p25", "p75"))
    assert low is not None
    assert high is not None
    off = 2 * house_register().coarsest
    assert place.among(replace(rate, least=low * (1 + off), most=high * (1 - off)), one) == AMONG


def _true(told: Told, code: str, month: str) -> dict[str, float]:
    """Exact rates of a municipality, or of all together (""), from the panel itself."""
    panel = told.taken_in.panel
    assert panel is not None
    at = panel.at(month)
    own = np.array([not code or one == code for one in panel.municipalities])
    stock, low, people = (at[name][own].sum() for name in ("stock", "low", "people"))
    return {"stock_rate": stock / people * 10_000, "low_share": low / stock * 100}


def test_no_rate_is_told_beside_another_without_saying_that_rounding_may_turn_it(told: Told) -> None:
    """88 of 221 is told as 90 of 220: 40,9% beside 40,0%, where it is 39,8%."""
    opened = 0
    for code in told.study.municipalities.rows if told.study.municipalities else ():
        sentences, true, of_all = say(code, told), _true(told, code, LAST), _true(told, "", LAST)
        for one in sentences.place.figures.indicators:
            rate = sentences.place.at(LAST, one)
            if rate is None:
                continue
            said = " ".join(sentences.now(one))
            if re.search("Of het hoger of lager is dan in alle gemeenten samen", said):
                opened += rate.may_be(of_all[one.id])
                assert "is dus niet te zeggen" in said
            else:
                assert (rate.rate > of_all[one.id]) == (true[one.id] > of_all[one.id])
    assert opened > 10  # nearly every share of low wages is 40%
    assert "dan in alle gemeenten samen of in gemeenten van de groep ‘groot’" in " ".join(
        say(CODE, told).now(say(CODE, told).place.figures.indicators[1])
    )


def test_a_rate_rose_or_fell_only_where_rounding_cannot_change_it(told: Told) -> None:
    """A share that stays at 40% is told as 40,9% and 39,1%."""
    sentences = say(CODE, told)
    stock, low = sentences.changed()
    assert "Of de verhouding steeg of daalde, is door het afronden niet te zeggen." in low
    before, now = (_true(told, CODE, month)["stock_rate"] for month in (MONTHS[10], LAST))
    assert "steeg of daalde" in stock or now > before


def test_a_place_among_municipalities_holds_whatever_the_exact_quartile_is(told: Told) -> None:
    """A quartile of a small register may be told up to a twentieth off."""
    place = register_place(*of(CODE, told))
    one = place.figures.indicators[0]
    low = place.figures.value(LAST, one.id, "p25")
    assert low is not None
    off = house_register().coarsest * low
    rate = RateOfPlace(LAST, 100, 20_000, 50.0, low - 2 * off, low - 0.5 * off)
    assert place.among(rate, one) == ""
    assert place.among(replace(rate, most=low - 1.5 * off), one) == FEWER


def test_the_bounds_of_a_rate_hold_every_count_that_rounds_to_it(told: Told) -> None:
    place = register_place(*of(CODE, told))
    one = place.figures.indicators[0]
    rate = place.at(LAST, one)
    assert rate is not None
    possible = [
        count / people * one.per
        for count in np.arange(rate.count - 2, rate.count + 3)
        for people in np.arange(rate.of - 2, rate.of + 3)
    ]
    assert rate.least <= min(possible)
    assert max(possible) <= rate.most


def test_a_change_over_another_way_of_counting_is_no_change(tmp_path: Path) -> None:
    breaks = "method_breaks:\n  - {from: 2022-06, counts: [stock], note: Anders geteld.}\nmoments:"
    path = write_register(tmp_path, {"register.yaml": ("moments:", breaks)})
    lines = list(say(CODE, released(path)).changed())
    assert all("niet te vergelijken, want vanaf juni 2022 wordt anders geteld" in line for line in lines)


def test_no_report_of_a_municipality_holds_a_figure_of_another(told: Told) -> None:
    cut, voice = of(CODE, told)
    places = cut.whole("estimates").query("breakdown == 'municipality'")
    assert set(places["group"]) == {CODE}
    other = RegisterPlace("GM16", RegisterFigures(cut, voice))
    assert all(other.at(LAST, one) is None for one in other.figures.indicators)


def test_its_figure_shows_it_at_moments_and_all_in_every_month(told: Told) -> None:
    cut, voice = of(CODE, told)
    check_register_figure("own--stock_rate", cut, voice)
    built = register_figure("own--stock_rate", cut, voice)
    assert [column.header for column in built.table.columns][:2] == ["Plaats 15", "Alle gemeenten samen"]
    assert len(built.table.rows) == 2
    assert "november 2023: Plaats 15" in built.alt


@pytest.mark.parametrize("name", ["own--stock_rate", "own--unknown"])
def test_a_report_on_all_has_no_figure_of_a_municipality(name: str, told: Told) -> None:
    with pytest.raises(PublicationError):
        check_register_figure(name, told.public, voice_of(told.study))
    with pytest.raises(PublicationError):
        register_table(f"register--{name.replace('--', '-')}", told.public, voice_of(told.study))


def test_without_a_middle_half_figures_say_nothing_of_it(told: Told) -> None:
    """Of a small register no quantile may be told; its months, and a municipality among them, are drawn all the same."""
    cut, voice = of(CODE, told)
    assert cut.register is not None
    rows = cut.register.estimates
    bare = replace(cut, register=replace(cut.register, estimates=rows[~rows["measure"].isin(QUANTILES)]))
    for name in ("own--stock_rate", "series--stock_rate"):
        check_register_figure(name, bare, voice)
        built = register_figure(name, bare, voice)
        assert "P25" not in built.notes
        assert "P25" not in [column.header for column in built.table.columns]
    assert "P25" in register_figure("own--stock_rate", cut, voice).notes


@pytest.mark.ci
def test_the_command_makes_a_report_and_a_zip_with_own_figures_alone(tmp_path: Path) -> None:
    path = write_register(tmp_path)
    options = RunOptions(out=tmp_path / "build", confidential=tmp_path / "inside", formats=("html",))
    run_study(path, options, lambda *_: None)
    lines = list(write_places(path, [CODE, SMALL], options, True, lambda *_: None))
    assert lines[0].startswith("2 reports written")
    (home,) = (tmp_path / "build" / "register").glob("*-municipalities")
    page = (home / CODE / "report.html").read_text(encoding="utf-8")
    assert "Plaats 15" in page
    assert "Plaats 16" not in page
    with zipfile.ZipFile(home / f"{CODE}.zip") as packed:
        rows = list(csv.DictReader(io.StringIO(packed.read("cijfers.csv").decode())))
        guide = packed.read("leeswijzer.txt").decode()
    assert {row["group"] for row in rows} == {CODE}
    assert "afgeronde aantallen" in guide
    assert "shrunken" not in guide
    assert "pdf" not in guide
    again = list(write_places(path, [SMALL, CODE], options, True, lambda *_: None))
    assert again[0].startswith("0 reports written")
    with pytest.raises(PublicationError, match="GM99"):
        list(write_places(path, ["GM99"], options, True, lambda *_: None))
