"""Truth: the method of one weighted wave with three categories, counted by hand."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from monitor.errors import PublicationError
from monitor.publication.annex.weighting_annex import representativeness_table, weighting_table
from monitor.publication.charts.figure import response_groups_figure, weights_figure
from monitor.publication.exhibits.response_groups import tells_response_groups
from monitor.publication.exhibits.weights import WEIGHTS, is_weighted
from monitor.publication.project.catalogue import FIGURE_CATALOGUE, entry_of
from monitor.release.results.method import (
    MarginReport,
    Method,
    ResponseSummary,
    WaveRecord,
    WaveReport,
    WeightingReport,
)
from monitor.release.results.released_set import ReleasedSet
from monitor.statistics.quality.response_summary import PartialR, RIndicator
from monitor.study.study import Study
from tests.words import voice_of

WAVE = WaveReport("2024", respondents=10, deff=1.2, n_effective=8.333, least=0.5, greatest=40.0, cv=0.4472,
                  iterations=4, gap=3e-12)  # fmt: skip
RATES = {"RR1": 0.3661, "RR2": 0.42, "COOP1": None}


def margin(category: str, share: float, total: float, respondents: int) -> MarginReport:
    return MarginReport(
        "2024", "contact", category, respondents, share, total, total, "Register", "2024-01-01"
    )


MARGINS = (margin("b", 0.5, 200.0, 5), margin("a", 0.5, 600.0, 5))


@pytest.fixture
def weighted(small_released: ReleasedSet) -> ReleasedSet:
    waves = {"2024": WaveRecord(n_accepted=10)}
    return replace(small_released, method=Method(weighting=raked(WAVE), waves=waves))


def raked(wave: WaveReport, margins: tuple[MarginReport, ...] = MARGINS) -> WeightingReport:
    return WeightingReport("raking", (wave,), margins)


def rows(table) -> list[list[str]]:
    return [[row.header, *(cell.text for cell in row.cells)] for row in table.rows]


def test_weights_are_told_per_wave(weighted: ReleasedSet, small_study: Study) -> None:
    table = weighting_table(weighted, voice_of(small_study))
    assert [column.header for column in table.columns] == ["2024"]
    assert rows(table) == [
        ["Aantal antwoorden", "10"],
        ["Aantal antwoorden na weging (effectief)", "8"],
        ["Invloed van de weging op de marges (factor)", "1,20"],
        ["Spreiding van de gewichten (variatiecoëfficiënt)", "0,45"],
        ["Kleinste gewicht", "0,50"],
        ["Grootste gewicht", "40,00"],
        ["Rondes", "4"],
    ]
    assert table.notes[0] == "Na de weging klopt elk aantal waarnaar is gewogen."


def test_a_total_that_was_not_reached_is_told(weighted: ReleasedSet, small_study: Study) -> None:
    missed = Method(weighting=raked(replace(WAVE, gap=0.02)))
    table = weighting_table(replace(weighted, method=missed), voice_of(small_study))
    assert "nog hooguit 2% af" in table.notes[0]


def test_given_weights_are_not_called_calibrated(weighted: ReleasedSet, small_study: Study) -> None:
    given = Method(weighting=raked(replace(WAVE, iterations=0), ()))
    table = weighting_table(replace(weighted, method=given), voice_of(small_study))
    assert "niet gewogen naar bekende aantallen" in table.notes[0]


def test_equal_weights_have_no_table(weighted: ReleasedSet, small_study: Study) -> None:
    equal = Method(weighting=raked(replace(WAVE, cv=0.0, iterations=0), ()))
    assert weighting_table(replace(weighted, method=equal), voice_of(small_study)) is None


def test_the_figure_shows_the_shares_before_and_after(weighted: ReleasedSet, small_study: Study) -> None:
    figure = weights_figure(weighted, voice_of(small_study))
    # 600 of 800 is 75%, 200 of 800 is 25%; both were half of the answers
    assert sorted(row[1:] for row in rows(figure.table)) == [["50%", "25%", "5"], ["50%", "75%", "5"]]
    assert "vóór weging 50%" in figure.alt
    assert "Register" in figure.notes


def test_many_groups_leave_those_that_changed_most(weighted: ReleasedSet, small_study: Study) -> None:
    many = tuple(margin(f"c{place}", 0.02, 1.0 + (place == 39), 1) for place in range(40))
    method = replace(weighted.method, weighting=raked(WAVE, many))
    figure = weights_figure(replace(weighted, method=method), voice_of(small_study))
    assert len(figure.table.rows) == 32
    assert "c39" in figure.table.rows[-1].header
    assert "Alleen de 32 groepen" in figure.notes


def test_a_study_without_known_totals_has_no_such_figure(
    small_released: ReleasedSet, small_study: Study
) -> None:
    assert not is_weighted(small_released, small_study)
    with pytest.raises(PublicationError, match="nothing to show.*not weighted to known totals"):
        entry_of(WEIGHTS, FIGURE_CATALOGUE).check(WEIGHTS, small_released, voice_of(small_study))


def test_response_rates_stand_under_their_names(weighted: ReleasedSet, small_study: Study) -> None:
    told = RIndicator(("contact",), n=10, response=0.3661, r=0.774, adjusted=0.781)
    response = {"2024": ResponseSummary(rates=RATES, representativeness=told), "2022": ResponseSummary()}
    method = Method(response=response)
    table = representativeness_table(replace(weighted, method=method), voice_of(small_study))
    assert [row[1] for row in rows(table)] == ["37%", "42%", "0,77", "0,78"]
    assert "1 als iedereen even vaak meedoet" in table.notes[0]
    other = replace(told, variables=("contact", "wijk_code"))
    method = Method(response={"2024": replace(response["2024"], representativeness=other)})
    table = representativeness_table(replace(weighted, method=method), voice_of(small_study))
    assert table.notes[0].endswith(" en de kolom ‘wijk_code’ van de steekproef.")


PARTS = (
    PartialR("contact", "", 400, 1.0, 0.4, 0.1, 0.08),
    PartialR("contact", "b", 100, 0.25, 0.2, -0.1, 0.05),
    PartialR("contact", "a", 300, 0.75, 0.4666, 0.0577, 0.06),
)


def with_parts(released: ReleasedSet, parts: tuple[PartialR, ...]) -> ReleasedSet:
    told = RIndicator(("contact",), n=400, response=0.4, r=0.77, adjusted=None, weighted=True, partial=parts)
    response = {"2024": ResponseSummary(rates=RATES, representativeness=told)}
    return replace(released, method=Method(response=response))


def test_the_figure_of_response_shows_who_was_asked_and_who_took_part(
    weighted: ReleasedSet, small_study: Study
) -> None:
    released, voice = with_parts(weighted, PARTS), voice_of(small_study)
    figure = response_groups_figure(released, voice)
    # 25% of those asked, and a half of that of those who took part: 12.5%
    assert ["25%", "13%", "20%", "−0,100", "0,050"] in [row[1:] for row in rows(figure.table)]
    assert rows(figure.table)[0] == ["alle groepen samen", "", "", "", "0,100", "0,080"]
    assert "20%, en het hoogst" in figure.alt
    table = representativeness_table(released, voice)
    assert [row[1] for row in rows(table)] == ["37%", "42%", "0,77"]  # no correction with unequal chances
    assert "voor wie hij is getrokken" in table.notes[1]


def test_where_no_group_may_be_told_there_is_no_figure(weighted: ReleasedSet, small_study: Study) -> None:
    released = with_parts(weighted, PARTS[:1])
    assert not tells_response_groups(released, small_study)
    with pytest.raises(PublicationError, match="has nothing to show"):
        response_groups_figure(released, voice_of(small_study))


def test_a_label_with_a_large_number_is_drawn_whole() -> None:
    from monitor.publication.charts.drawing import finished

    svg = '<svg xmlns="http://www.w3.org/2000/svg"><path d="" /><text role="x">40.000 of meer</text></svg>'
    root = ElementTree.fromstring(finished(svg, "x"))
    assert [(child.tag.rpartition("}")[2], child.text) for child in root][1:] == [("text", "40.000 of meer")]
    assert [child.attrib for child in root][1:] == [{}]
