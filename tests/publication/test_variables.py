"""Truth: the small survey, counted by hand; the words a person reads who mistypes a path."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.errors import PublicationError
from monitor.publication.cells.by_key import slug
from monitor.publication.sentences.variables import Variables
from monitor.release.results.released_set import ReleasedSet
from monitor.study.study import Study
from tests.methods import change_testing
from tests.words import voice_of


@pytest.fixture(scope="module")
def variables(small_released: ReleasedSet, small_study: Study) -> Variables:
    return Variables(small_released, voice_of(small_study))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("letters.agree_net.all.y2024.pct", "25%"),
        ("letters.agree_net.all.y2024.words", "een kwart"),
        ("letters.agree_net.all.y2024.words_start", "Een kwart"),
        ("letters.agree_net.all.y2024.n", "80"),
        ("letters.agree_net.all.y2024.count", "20"),
        ("letters.agree_net.all.y2024.ci", "16% tot 34%"),
        ("letters.agree_net.all.y2024.label", "(helemaal) eens"),
        ("use_app.c1.all.y2024.phrase", "bijna twee derde van de huurders"),
        ("use_app.c1.all.y2024.phrase_start", "Bijna twee derde van de huurders"),
        ("use_app.c1.all.y2024.full", "bijna twee derde van de huurders (65%, 52 van de 80)"),
        ("rating.mean.all.y2024.value", "6,8"),
        ("phone.agree_net.all.change.difference", "40 procentpunt hoger"),
        ("phone.agree_net.all.change.ci", "24 tot 56 procentpunt hoger"),
        ("phone.agree_net.all.change.verdict", "gestegen"),
        ("phone.agree_net.all.change.p", "p = 0,001"),
        ("phone.agree_net.all.change.mdd", "22 procentpunt"),
        ("phone.agree_net.all.change.label", "(helemaal) eens"),
        ("letters.item.all.change.verdict", "geen verschil aangetoond"),
        ("rating.mean.all.change.difference", "0,4 punt hoger"),
        ("rank.contact_items.agree_net.y2024.r1.label", "Snel iemand aan de lijn"),
        ("rank.contact_items.agree_net.y2024.r2.pct", "25%"),
        ("rank.tenure.any.y2024.r1.label", "5 jaar of langer"),
        ("study.title", "Huurders over hun corporatie"),
        ("study.published", "1 december 2024"),
        ("study.respondents", "huurders"),
        ("study.wave", "2024"),
        ("study.previous_wave", "2022"),
        ("study.n.y2022", "60"),
        ("study.n.now", "80"),
        ("study.response.y2024", "50%"),
        ("study.fieldwork.y2024", "maart tot en met mei 2024"),
        ("ledger.y2024.quarantined", "2"),
        ("method.confidence", "95%"),
        ("method.mdd", "22 procentpunt"),
        ("method.tests_words", "drie"),
        ("method.found", "2"),
        ("constant.homes.value", "9000"),
        ("question.letters.text", "De brieven zijn duidelijk."),
        ("theme.gebruik.label", "Wat huurders gebruiken"),
    ],
)  # fmt: skip
def test_a_path_reads_as_in_the_released_set(variables: Variables, path: str, value: str) -> None:
    assert variables.resolve(path) == value


def test_a_change_that_no_test_judged_is_not_counted_as_a_test(small_released, small_study) -> None:
    """The p of `letters` is there, but its wording changed: two of three questions were tested."""
    changes = small_released.changes.copy()
    broken = changes["item"].eq("letters")
    changes.loc[broken, ["verdict", "p_adjusted"]] = ["not_comparable", float("nan")]
    variables = Variables(replace(small_released, changes=changes), voice_of(small_study))
    assert variables.resolve("method.tests_words") == "twee"


@pytest.mark.parametrize("field", ["pct", "value", "words", "phrase", "n", "count", "ci"])
def test_a_number_of_a_suppressed_cell_is_refused_and_the_safe_sentence_named(
    variables: Variables, field: str
) -> None:
    with pytest.raises(
        PublicationError, match="this cell is suppressed.*tenure_kort.now.sentence.*always safe"
    ):
        variables.resolve(f"use_app.c1.tenure_kort.now.{field}")


def test_a_suppressed_cell_has_a_sentence_and_a_label(variables: Variables) -> None:
    assert "geen cijfer" in variables.resolve("use_app.c1.tenure_kort.now.sentence")
    assert variables.resolve("use_app.c1.tenure_kort.now.label") == "gekozen"


def test_a_search_finds_by_path_and_by_label_and_says_where_a_value_comes_from(variables: Variables) -> None:
    by_label = {found.path: found for found in variables.search("balie")}
    assert by_label["use_desk.c1.all.now.pct"].value == "43%"
    assert by_label["use_desk.c1.all.now.pct"].origin == "results/estimates.csv; vraag 4.2; De balie; gekozen"
    assert by_label["use_desk.c1.all.change.verdict"].origin.startswith("results/changes.csv")
    assert "question.use_desk.label" in by_label
    assert {found.path for found in variables.search("study.fieldwork")} == {
        "study.fieldwork.now", "study.fieldwork.previous",
    }  # fmt: skip


def test_a_search_for_several_words_wants_all_of_them(variables: Variables) -> None:
    paths = {found.path for found in variables.search("balie 2022 pct")}
    assert paths == set()
    assert {found.path.split(".")[0] for found in variables.search("balie y2022")} == {"use_desk", "rank"}


def test_a_search_looks_at_groups_only_where_nothing_else_has_the_word(variables: Variables) -> None:
    assert {found.path.rsplit(".", 1)[0] for found in variables.search("tenure_kort")} == {
        "use_app.c1.tenure_kort.now"
    }


def test_a_search_lists_only_what_has_a_value_and_resolves_to_it(variables: Variables) -> None:
    found = variables.search()
    assert len(found) > 500
    assert all(variables.resolve(entry.path) == entry.value and entry.origin for entry in found)
    assert "use_app.c1.tenure_kort.now.pct" not in {entry.path for entry in found}


def test_the_origin_of_a_path_can_be_asked(variables: Variables) -> None:
    assert variables.origin("study.title") == "study.yaml"
    assert variables.origin("use_app.c1.tenure_kort.now.sentence").endswith(
        "De app; gekozen; korter dan 5 jaar"
    )


def test_the_change_at_a_path_or_none(variables: Variables) -> None:
    found = variables.change_of("phone.agree_net.all.change")
    assert found is not None
    assert found.verdict == "increased"
    assert variables.change_of("phone.agree_net.all.y2024") is None
    assert variables.change_of("phone.nothing.all.change") is None


@pytest.mark.parametrize(
    ("text", "key"),
    [("2022", "y2022"), ("najaar-22", "najaar_22"), ("region*size_class", "region_size_class"), ("W1", "w1")],
)
def test_every_part_of_a_path_is_a_key_that_quarto_reads(text: str, key: str) -> None:
    assert slug(text, "y") == key


def test_reports_share_their_figures_and_keep_their_own_words(variables: Variables) -> None:
    house, senate = (
        variables.of_report({"option.chamber.name": (name, "options.yaml")}) for name in ("Tweede", "Eerste")
    )
    assert house.tree is senate.tree is variables.tree
    told = [report.resolve("option.chamber.name") for report in (house, senate, house)]
    assert told == ["Tweede", "Eerste", "Tweede"]
    with pytest.raises(PublicationError, match='there is no variable "option.chamber.name"'):
        variables.resolve("option.chamber.name")


def test_the_method_is_that_of_the_run_not_of_the_study_file(small_released, small_study) -> None:
    tests = change_testing(alpha=0.025, power=0.7)
    released = replace(small_released, method=replace(small_released.method, tests=tests))
    told = Variables(released, voice_of(small_study))
    assert [told.resolve(f"method.{name}") for name in ("alpha", "confidence", "power")] == [
        "2,5%", "97,5%", "70%",
    ]  # fmt: skip
    assert told.origin("method.confidence") == "results/method.json"


def test_a_method_without_tests_leaves_what_the_study_declares(small_released, small_study) -> None:
    released = replace(small_released, method=replace(small_released.method, tests=None))
    study = replace(small_study, comparison=replace(small_study.comparison, alpha=0.1))
    told = Variables(released, voice_of(study))
    assert told.resolve("method.confidence") == "90%"
    assert told.origin("method.confidence") == study.path.name
