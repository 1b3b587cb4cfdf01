"""Truth: hand-read Dutch, and the published statements in words with the intervals they stand for."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.publication.language.filling import capital, filled, small_start
from monitor.publication.language.numbers import percent
from monitor.publication.language.phrases import Respondents, Unit
from monitor.publication.language.sampling_words import told_as
from monitor.publication.language.words import FOLDER
from tests.words import WORDS

KM = Respondents("klantmanager", "klantmanagers")
PHRASES = WORDS.phrases


def test_the_terminology_has_the_words_of_every_verdict(repository: Path) -> None:
    lines = (repository / "docs" / "terminology.md").read_text(encoding="utf-8").splitlines()
    told = {
        verdict: word
        for line in lines
        if (cells := [cell.strip() for cell in line.split("|")[1:-1]]) and len(cells) == 3
        for word, verdict in zip(cells[0].split(", "), cells[1].replace("`", "").split(", "), strict=False)
    }
    verdicts = {name: word for name, word in WORDS.sentences.verdicts.items() if name != "untested"}
    assert {name: told.get(name) for name in verdicts} == verdicts
    marks = WORDS.figures.marks
    assert {name: told[name] for name in ("few", "nearly_all")} == {
        name: marks[name] for name in ("few", "nearly_all")
    }


# amounts


@given(st.floats(0, 1))
def test_every_share_lies_in_the_interval_of_its_wording(share: float) -> None:
    found = PHRASES.amount(share, KM)
    assert found.low <= share <= found.high
    assert found.high - found.low < 0.051


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_larger_share_never_gets_a_smaller_wording(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert PHRASES.amount(low, KM).low <= PHRASES.amount(high, KM).low


@pytest.mark.parametrize(
    ("share", "words", "phrase"),
    [
        (24 / 79, "bijna een derde", "bijna een derde van de klantmanagers"),
        (0.25, "een kwart", "een kwart van de klantmanagers"),
        (0.36, "ruim een derde", "ruim een derde van de klantmanagers"),
        (0.47, "bijna de helft", "bijna de helft van de klantmanagers"),
        (0.645, "bijna twee derde", "bijna twee derde van de klantmanagers"),
        (0.82, "ruim vier vijfde", "ruim acht op de tien klantmanagers"),
        (0.97, "verreweg het grootste deel", "vrijwel alle klantmanagers"),
        (0.0, "geen", "geen enkele klantmanager"),
        (1.0, "ieder", "alle klantmanagers"),
    ],
)  # fmt: skip
def test_amounts_read_as_a_dutch_reader_expects(share: float, words: str, phrase: str) -> None:
    found = PHRASES.amount(share, KM)
    assert (found.words, found.phrase) == (words, phrase)


def test_the_verb_follows_the_phrase() -> None:
    template = "{Phrase} [vindt|vinden] dat"
    quarter, eight = PHRASES.amount(0.25, KM), PHRASES.amount(0.8, KM)
    assert (
        filled(template, {"phrase": quarter.phrase}, quarter.plural)
        == "Een kwart van de klantmanagers vindt dat"
    )
    assert (
        filled(template, {"phrase": eight.phrase}, eight.plural) == "Acht op de tien klantmanagers vinden dat"
    )


def test_one_key_always_gives_one_wording_and_synonyms_stay_in_their_interval() -> None:
    keys = [f"item{number}" for number in range(40)]
    phrases = {key: PHRASES.amount(0.2, KM, key).phrase for key in keys}
    assert set(phrases.values()) == {"een op de vijf klantmanagers", "een vijfde van de klantmanagers"}
    assert all(PHRASES.amount(0.2, KM, key).phrase == phrases[key] for key in keys)


def test_a_small_base_is_told_as_a_count() -> None:
    assert PHRASES.amount_of(6 / 9, 6, 9, KM).phrase == "6 van de 9 klantmanagers"
    assert PHRASES.amount_of(1 / 12, 1, 12, KM).phrase == "1 van de 12 klantmanagers"
    assert not PHRASES.amount_of(1 / 12, 1, 12, KM).plural
    assert PHRASES.count_amount(0, 12, KM).phrase == "geen van de 12 klantmanagers"
    assert PHRASES.count_amount(12, 12, KM).phrase == "alle 12 klantmanagers"


def test_a_weighted_share_of_a_small_base_is_not_told_as_its_unweighted_count() -> None:
    assert PHRASES.amount_of(0.50, 6, 9, KM).phrase == "de helft van de klantmanagers"


def _shares(repository: Path) -> pd.DataFrame:
    """Published statements on the share of one item, with the share in the demonstration responses."""
    folder = repository / "responses_demo" / "klantmanagers"
    rows = pd.read_csv(folder / "published_figures.csv", dtype=str, keep_default_na=False)
    rows = rows[
        (rows["statistic"] == "share") & (rows["reproduce"] == "yes") & ~rows["items"].str.contains(" ")
    ]
    responses = {
        wave: pd.read_csv(folder / f"responses_{wave}.csv", dtype=str, keep_default_na=False)
        .drop_duplicates("respondent_id", keep=False)
        for wave in ("2020", "2022")
    }  # fmt: skip
    shares = [_share(responses[row["wave"]], row) for row in rows.to_dict("records")]
    return rows.assign(share=shares, low=rows["low"].astype(float), high=rows["high"].astype(float))


def _share(responses: pd.DataFrame, row: dict[str, str]) -> float:
    base = responses
    if row["base_filter"] != "all":
        item, sign, codes = row["base_filter"].partition("!=" if "!=" in row["base_filter"] else "=")
        base = base[base[item].isin(codes.split("|")) != (sign == "!=")]
    answers = base.loc[base[row["items"]] != "", row["items"]]
    return float(answers.isin(row["categories"].split("|")).mean())


def test_wordings_meet_the_published_statements(repository: Path) -> None:
    # planted faults stay in, so a share may be a point off: the wording must still meet the interval
    rows = _shares(repository)
    assert len(rows) > 60
    told = [PHRASES.amount(share, KM) for share in rows["share"]]
    meets = [
        found.low <= high and low <= found.high
        for found, low, high in zip(told, rows["low"], rows["high"], strict=True)
    ]
    assert sum(meets) / len(meets) >= 0.9
    assert all(found.low <= share <= found.high for found, share in zip(told, rows["share"], strict=True))


# differences, lists, dates


@pytest.mark.parametrize(
    ("value", "text"),
    [(-0.069, "7 procentpunt lager"), (26 / 79 - 41 / 103, "7 procentpunt lager"), (0.031, "3 procentpunt hoger"), (0.4, "40 procentpunt hoger"), (0.002, "minder dan 1 procentpunt hoger"),
     (-0.004, "minder dan 1 procentpunt lager"), (0.0, "0 procentpunt")],
)  # fmt: skip
def test_a_difference_says_its_direction(value: float, text: str) -> None:
    assert PHRASES.difference(value, PHRASES.share_unit) == text


def test_differences_of_grades_and_numbers_have_their_own_unit() -> None:
    assert PHRASES.difference(-0.34, Unit("punt", 1.0, 1)) == "0,3 punt lager"
    assert PHRASES.difference(1.25, Unit("", 1.0, 1)) == "1,3 hoger"


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (-0.21, 0.07, "21 procentpunt lager en 7 procentpunt hoger"),
        (0.02, 0.09, "2 en 9 procentpunt hoger"),
        (-0.09, -0.02, "2 en 9 procentpunt lager"),
        (-0.09, 0.001, "9 procentpunt lager en 0 procentpunt"),
        # never "tussen 0 en 0": as many decimals as set the ends apart
        (-0.001, 0.002, "0,1 procentpunt lager en 0,2 procentpunt hoger"),
        (0.0412, 0.0438, "4,1 en 4,4 procentpunt hoger"),
        (-0.00004, 0.0, "0,004 procentpunt lager en 0 procentpunt"),
    ],
)
def test_an_interval_is_told_between_its_ends(low: float, high: float, text: str) -> None:
    assert PHRASES.difference_between(low, high, PHRASES.share_unit) == text


def test_an_interval_as_a_span_names_a_direction_once_where_both_ends_share_it() -> None:
    assert (
        PHRASES.difference_span(-0.21, 0.07, PHRASES.share_unit)
        == "21 procentpunt lager tot 7 procentpunt hoger"
    )
    assert PHRASES.difference_span(-0.14, -0.02, PHRASES.share_unit) == "2 tot 14 procentpunt lager"
    assert PHRASES.difference_span(0.05, 0.08, PHRASES.share_unit) == "5 tot 8 procentpunt hoger"
    assert PHRASES.spanned(map(percent, (0.234, 0.441))) == "23% tot 44%"


def test_lists_counts_and_first_letters() -> None:
    assert PHRASES.listed(["wet", "beleid", "geld"]) == "wet, beleid en geld"
    assert (PHRASES.listed(["wet"]), PHRASES.listed([])) == ("wet", "")
    assert PHRASES.listed(["ja", "soms"], "or") == "ja of soms"
    assert (PHRASES.counted(3), PHRASES.counted(0), PHRASES.counted(79)) == ("drie", "nul", "79")
    assert (capital("ijs"), capital("een")) == ("IJs", "Een")
    assert (small_start("Caseload is te groot"), small_start("UWV werkt mee")) == (
        "caseload is te groot",
        "UWV werkt mee",
    )
    assert small_start("") == ""


def test_dates_and_periods_are_dutch() -> None:
    assert PHRASES.date("2024-09-01") == "1 september 2024"
    assert PHRASES.date("2022-13") == "2022-13"
    assert PHRASES.date("najaar 2022") == "najaar 2022"
    assert PHRASES.period(("2022-09", "2022-11")) == "september tot en met november 2022"
    assert PHRASES.period(("2022-11", "2023-01")) == "november 2022 tot en met januari 2023"
    assert PHRASES.period(("2020",)) == "2020"
    assert PHRASES.period(()) == ""


def test_p_values_are_told_with_a_comma() -> None:
    assert (PHRASES.p_value(0.338), PHRASES.p_value(0.0384), PHRASES.p_value(0.0002)) == (
        "p = 0,34",
        "p = 0,038",
        "p < 0,001",
    )


# the wording file


def test_no_wording_explains_away_or_dramatises_a_test() -> None:
    text = (FOLDER / "sentences.yaml").read_text(encoding="utf-8").lower()
    for forbidden in (
        "nog niet significant",
        "net niet significant",
        "significant",
        "onveranderd",
        "ongewijzigd",
        "doordat",
    ):
        assert forbidden not in text


# where the answers are no random sample


def test_every_margin_of_who_came_by_himself_is_that_of_a_model() -> None:
    words = told_as(WORDS, "opt_in")
    assert words.figures.tables["margin"] == "modelmarge van het verschil"
    assert "Modelmarge van het verschil" in words.annex.tables["tests"].header
    assert words.figures.notes["margin_plain"] == "De marge van het verschil is een modelmarge."
    assert "odelmodelmarge" not in repr(words.figures) + repr(words.annex)


@pytest.mark.parametrize("sampling", ["quota", "opt_in"])
def test_no_difference_is_a_fact_where_nobody_was_drawn(sampling: str) -> None:
    """ "Gestegen" and "gedaald" are explained where the report says how to read it; every other verdict says it itself."""
    sentences = told_as(WORDS, sampling).sentences
    shown = [sentences.changes_item[verdict] for verdict in ("increased", "decreased", "changed")]
    shown += [sentences.changes_trend[verdict] for verdict in ("increased", "decreased")]
    assert [told for told in shown if "een aanwijzing" not in told] == []
