"""Truth: sentences about the small survey, read aloud and counted by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.publication.cells.by_key import Cells
from monitor.publication.cells.outcomes import outcome_word
from monitor.publication.language.phrases import Unit
from monitor.publication.sentences.change_sentences import ChangeSentences
from monitor.publication.sentences.sentences import Sentences, measured
from monitor.release.results.released_set import ReleasedSet
from monitor.schema import Change, Estimate
from monitor.study.expression.expression import parse
from monitor.study.study import Study
from tests.words import voice_of


@pytest.fixture
def cells(small_released: ReleasedSet) -> Cells:
    return Cells(small_released)


def _estimate(cells: Cells, item: str, category: str, measure: str = "share", wave: str = "2024") -> Estimate:
    found = cells.estimate(item, category, wave, measure=measure)
    assert found is not None
    return found


def _changes(cells: Cells, study: Study) -> ChangeSentences:
    return ChangeSentences(Sentences(voice_of(study)), cells)


def _change(cells: Cells, item: str, category: str = "", level: str = "category") -> Change:
    return next(
        cells.change_at(place)
        for (name, code, *_, found), place in cells.change_keys()
        if (name, code, found) == (item, category, level)
    )


def test_a_share_is_told_with_amount_percentage_and_count(cells: Cells, small_study: Study) -> None:
    # 12 + 8 of 80 agree
    told = Sentences(voice_of(small_study)).estimate(_estimate(cells, "letters", "agree_net"))
    assert told == (
        "Een op de vier huurders antwoordt ‘(helemaal) eens’ op ‘De brieven zijn duidelijk’ (25%, 20 van de 80)."
    )


def test_an_option_and_a_grade_are_told_in_their_own_words(cells: Cells, small_study: Study) -> None:
    assert Sentences(voice_of(small_study)).estimate(_estimate(cells, "use_app", "1")) == (
        "Bijna twee derde van de huurders noemt ‘De app’ (65%, 52 van de 80)."
    )
    assert Sentences(voice_of(small_study)).estimate(_estimate(cells, "rating", "", "mean")) == (
        "‘De corporatie’ krijgt gemiddeld een 6,8 (gemiddelde van 80 cijfers)."
    )


def test_a_suppressed_figure_has_a_sentence_without_a_number(cells: Cells, small_study: Study) -> None:
    cell = cells.estimate("use_app", "1", "2024", "tenure", "kort")
    assert cell is not None
    told = Sentences(voice_of(small_study)).estimate(cell)
    assert told.startswith("In de groep ‘korter dan 5 jaar’: over ‘De app’ geven wij hier geen cijfer")
    assert not any(letter.isdigit() for letter in told.replace("5 jaar", ""))


@pytest.mark.parametrize(
    ("status", "told"),
    [("few", "geen of vrijwel geen huurders noemen"), ("nearly_all", "alle of vrijwel alle huurders noemen")],
)
def test_a_class_is_told_in_words_without_a_percentage(
    cells: Cells, small_study: Study, status: str, told: str
) -> None:
    own = {"estimate": None, "count": None, "ci_low": None, "ci_high": None, "n": 20.0}
    cell = replace(_estimate(cells, "use_app", "1"), status=status, **own)
    sentence = Sentences(voice_of(small_study)).estimate(cell)
    assert told in sentence.lower()
    assert "n = 20" in sentence
    assert "%" not in sentence


def test_a_mean_of_answers_that_do_not_differ_is_told_without_a_number(
    cells: Cells, small_study: Study
) -> None:
    own = {"estimate": None, "ci_low": None, "ci_high": None, "n": 20.0, "measure": "mean", "category": ""}
    cell = replace(_estimate(cells, "use_app", "1"), status="nearly_all", **own)
    assert "alle of vrijwel alle huurders hetzelfde antwoord (n = 20)" in Sentences(
        voice_of(small_study)
    ).estimate(cell)


@pytest.mark.parametrize(
    ("n", "told"), [(29.0, "n = 29"), (30.0, "n = ongeveer 30"), (35.0, "n = ongeveer 35")]
)
def test_a_base_of_a_recognisable_group_above_thirty_is_told_as_about(
    cells: Cells, small_study: Study, n: float, told: str
) -> None:
    breakdowns = tuple(replace(one, identifiable=True) for one in small_study.breakdowns)
    study = replace(small_study, breakdowns=breakdowns)
    place = {"breakdown": study.breakdowns[0].id, "group": next(iter(study.breakdowns[0].groups))}
    cell = replace(_estimate(cells, "use_app", "1"), count=None, n=n, **place)
    assert told in Sentences(voice_of(study)).estimate(cell)


def test_a_rounded_share_of_nothing_is_not_told_as_nobody(cells: Cells, small_study: Study) -> None:
    """Five of 2,000 are 0%: of a recognisable group, where nobody is never released, that is a few."""
    breakdowns = tuple(replace(one, identifiable=True) for one in small_study.breakdowns)
    study = replace(small_study, breakdowns=breakdowns)
    place = {"breakdown": study.breakdowns[0].id, "group": next(iter(study.breakdowns[0].groups))}
    cell = replace(_estimate(cells, "use_app", "1"), estimate=0.0, count=None, n=2000.0, **place)
    assert "vrijwel geen huurders" in Sentences(voice_of(study)).estimate(cell).lower()


def test_an_unreliable_figure_says_so(cells: Cells, small_study: Study) -> None:
    cell = replace(_estimate(cells, "use_app", "1"), status="unreliable")
    assert (
        Sentences(voice_of(small_study))
        .estimate(cell)
        .endswith("steunt op weinig antwoorden en is daarom onzeker.")
    )


def test_a_weighted_share_shows_its_base_but_not_a_count_that_is_another_figure(
    cells: Cells, small_study: Study
) -> None:
    cell = replace(_estimate(cells, "use_app", "1"), estimate=0.60)
    assert (
        Sentences(voice_of(small_study)).estimate(cell)
        == "Zes op de tien huurders noemen ‘De app’ (60%, n = 80)."
    )


def test_a_small_base_is_told_in_counts(cells: Cells, small_study: Study) -> None:
    cell = replace(_estimate(cells, "use_app", "1"), estimate=6 / 12, count=6.0, n=12.0)
    assert Sentences(voice_of(small_study)).estimate(cell) == "6 van de 12 huurders noemen ‘De app’ (50%)."


def test_the_base_of_a_grade_is_those_who_gave_one(cells: Cells, small_study: Study) -> None:
    rating = small_study.questionnaire.items["rating"]
    everybody = cells.estimate("rating", "", "2024", measure="mean")
    assert everybody is not None
    some = replace(everybody, n_not_applicable=3.0)
    sentences = Sentences(voice_of(small_study))
    assert sentences.respondents_of(everybody, rating).plural == "huurders"
    assert sentences.respondents_of(some, rating).plural == "huurders die hier een cijfer gaven"
    assert sentences.respondents_of(replace(everybody, category="na"), rating).plural == "huurders"


def test_the_base_of_a_routed_item_is_those_who_got_it(cells: Cells, small_study: Study) -> None:
    questionnaire = small_study.questionnaire
    routed = replace(questionnaire.items["letters"], asked_if=questionnaire.items["remarks"].asked_if)
    study = replace(
        small_study, questionnaire=replace(questionnaire, items={**questionnaire.items, "letters": routed})
    )
    cell = _estimate(cells, "letters", "agree_net")
    told = Sentences(voice_of(study)).estimate(replace(cell, n_not_asked=4.0))
    assert told.startswith("Een op de vier huurders die deze vraag kregen, antwoordt")
    assert Sentences(voice_of(study)).estimate(cell).startswith("Een op de vier huurders antwoordt")


@pytest.mark.parametrize(
    ("missing", "who"),
    [
        ({}, "huurders"),
        ({"n_no_answer": 1.0}, "huurders die deze vraag beantwoordden"),
        ({"n_dont_know": 1.0}, "huurders die deze vraag konden beantwoorden"),
        ({"n_no_answer": 1.0, "n_dont_know": 2.0}, "huurders die deze vraag beantwoordden"),
        ({"n_not_asked": 9.0, "n_no_answer": 1.0}, "huurders die deze vraag kregen en beantwoordden"),
        ({"n_not_asked": 9.0, "n_not_applicable": 1.0}, "huurders die deze vraag kregen en konden beantwoorden"),
        # in a group where people can be recognised the counts are not released
        ({"n_no_answer": None, "n_not_asked": None}, "huurders die deze vraag beantwoordden"),
    ],
)  # fmt: skip
def test_a_base_is_called_by_its_counts(
    missing: dict[str, float | None], who: str, cells: Cells, small_study: Study
) -> None:
    cell, item = _estimate(cells, "letters", "agree_net"), small_study.questionnaire.items["letters"]
    assert Sentences(voice_of(small_study)).respondents_of(replace(cell, **missing), item).plural == who


def test_all_of_some_are_not_all(cells: Cells, small_study: Study) -> None:
    cell = replace(_estimate(cells, "use_app", "1"), estimate=1.0, count=80.0)
    sentences = Sentences(voice_of(small_study))
    assert sentences.estimate(cell) == "Alle huurders noemen ‘De app’ (100%, 80 van de 80)."
    told = sentences.estimate(replace(cell, n_no_answer=1.0))
    assert told == "Alle huurders die deze vraag beantwoordden, noemen ‘De app’ (100%, 80 van de 80)."


def test_a_computed_outcome_is_known_of_some(cells: Cells, small_study: Study) -> None:
    items = small_study.questionnaire.items
    computed = replace(items["use_app"], value=parse("letters == a"), derived=True)
    cell = replace(_estimate(cells, "use_app", "1"), n_not_asked=5.0)
    who = Sentences(voice_of(small_study)).respondents_of(cell, computed)
    assert who.plural == "huurders bij wie dit bekend is"


# changes, by verdict


def test_increased_names_both_figures_and_the_difference(cells: Cells, small_study: Study) -> None:
    assert _changes(cells, small_study).change(_change(cells, "phone", "agree_net")) == (
        "Het aandeel ‘(helemaal) eens’ bij ‘Snel iemand aan de lijn’ is gestegen: van 20% in 2022 naar 60% in 2024. De stijging is waarschijnlijk 24 tot 56 procentpunt."
    )


def test_decreased_and_small_say_so(cells: Cells, small_study: Study) -> None:
    change = replace(_change(cells, "letters", "agree_net"), verdict="decreased", reason="small")
    change = replace(change, told_low=-0.09, told_high=-0.01)
    assert _changes(cells, small_study).change(change) == (
        "Het aandeel ‘(helemaal) eens’ bij ‘De brieven zijn duidelijk’ is gedaald: van 30% in 2022 naar 25% in 2024. De daling is waarschijnlijk 1 tot 9 procentpunt. Het verschil is klein."
    )


def test_a_change_in_the_negative_answer_does_not_read_as_one_in_the_answer(
    cells: Cells, small_study: Study
) -> None:
    item = small_study.questionnaire.items["use_app"]
    found = _change(cells, "letters", "agree_net")
    told = _changes(cells, small_study)
    stacked = replace(item, kind="yes_no", scale=None, short="Drie of meer klachten")
    assert (
        told.subject(replace(found, category="yes"), stacked)
        == "het aandeel met de uitkomst ‘Drie of meer klachten’"
    )
    assert (
        told.subject(replace(found, category="no"), stacked)
        == "het aandeel zonder de uitkomst ‘Drie of meer klachten’"
    )
    assert told.subject(replace(found, category="1"), item) == "het aandeel dat ‘De app’ noemt"
    assert told.subject(replace(found, category="0"), item) == "het aandeel dat ‘De app’ niet noemt"


def test_undecided_is_told_by_its_interval_and_never_as_unchanged(cells: Cells, small_study: Study) -> None:
    told = _changes(cells, small_study).change(_change(cells, "letters", "agree_net"))
    assert told == (
        "Voor het aandeel ‘(helemaal) eens’ bij ‘De brieven zijn duidelijk’ is geen verschil aangetoond: 30% in 2022 en 25% in 2024. "
        "Het echte verschil ligt waarschijnlijk tussen 21 procentpunt lager en 11 procentpunt hoger."
    )
    assert "gelijk" not in told


def test_undecided_without_an_interval_is_still_a_whole_sentence(cells: Cells, small_study: Study) -> None:
    change = replace(_change(cells, "letters", "agree_net"), told_low=None, told_high=None)
    assert (
        _changes(cells, small_study)
        .change(change)
        .endswith("is geen verschil aangetoond: 30% in 2022 en 25% in 2024.")
    )


def test_equivalent_names_the_margin(cells: Cells, small_study: Study) -> None:
    assert _changes(cells, small_study).change(_change(cells, "use_desk", "1")) == (
        "Het aandeel dat ‘De balie’ noemt is vrijwel gelijk gebleven: 45% in 2022 en 43% in 2024. "
        "Een echt verschil van 5 procentpunt of meer is onwaarschijnlijk."
    )


def test_a_change_is_told_with_the_margin_and_the_interval_of_its_own_row(
    cells: Cells, small_study: Study
) -> None:
    """Whatever the study declares and whatever the interval of the test alone is: statistics decided."""
    equal = replace(_change(cells, "use_desk", "1"), margin=0.30)
    assert "Een echt verschil van 30 procentpunt of meer" in _changes(cells, small_study).change(equal)
    undecided = replace(
        _change(cells, "letters", "agree_net"), ci_low=-0.5, ci_high=0.5, told_low=-0.2, told_high=0.0
    )
    assert "tussen 20 procentpunt lager en " in _changes(cells, small_study).change(undecided)


def test_the_margin_of_a_grade_is_that_of_grades(cells: Cells, small_study: Study) -> None:
    change = replace(_change(cells, "rating", "", "item"), verdict="equivalent")
    assert "Een echt verschil van 0,3 punt of meer" in _changes(cells, small_study).change(change)


def test_the_end_of_a_shown_difference_never_reads_as_none(cells: Cells, small_study: Study) -> None:
    change = replace(_change(cells, "rating", "", "item"), verdict="increased", told_low=0.04, told_high=0.18)
    assert "waarschijnlijk 0,04 tot 0,18 punt." in _changes(cells, small_study).change(change)


def test_a_difference_in_a_number_of_things_is_more_or_fewer(small_study: Study) -> None:
    phrases, unit = voice_of(small_study).phrases, Unit("gesprekken", 1.0, 1, counted=True)
    assert phrases.difference(0.4, unit) == "0,4 gesprekken meer"
    assert phrases.difference_span(-0.4, -0.2, unit) == "0,2 tot 0,4 gesprekken minder"
    assert phrases.difference(0.4, Unit("punt", 1.0, 1)) == "0,4 punt hoger"


def test_too_few_and_not_comparable_give_no_figures(cells: Cells, small_study: Study) -> None:
    change = _change(cells, "letters", "agree_net")
    few = _changes(cells, small_study).change(replace(change, verdict="too_few", reason="few_answers"))
    assert few.endswith("kunnen wij niets zeggen: in 2022 of 2024 waren er te weinig antwoorden.")
    broken = _changes(cells, small_study).change(replace(change, verdict="not_comparable", reason="wording"))
    assert broken.endswith("is in 2024 niet te vergelijken met 2022: de vraag is anders gesteld.")
    assert "%" not in few + broken


@pytest.mark.parametrize(
    ("reason", "told", "word"),
    [
        ("few_effective", "kunnen wij niets zeggen: het cijfer van 2022 of 2024 is daarvoor te onzeker.", "te onzeker"),
        ("few_df", "kunnen wij niets zeggen: het cijfer van 2022 of 2024 is daarvoor te onzeker.", "te onzeker"),
        ("estimate_suppressed", "te weinig antwoorden, of het cijfer kan iets over een persoon verraden.", "geen cijfer"),
    ],
)  # fmt: skip
def test_many_answers_are_not_called_too_few(reason, told, word, cells: Cells, small_study: Study) -> None:
    change = replace(_change(cells, "letters", "agree_net"), verdict="too_few", reason=reason)
    sentences = _changes(cells, small_study)
    assert sentences.change(change).endswith(told)
    assert outcome_word(change, sentences.words.verdicts) == word


def test_a_difference_outside_every_family_is_not_called_tested(cells: Cells, small_study: Study) -> None:
    change = replace(_change(cells, "letters", "agree_net"), verdict="", reason="no_family")
    assert (
        _changes(cells, small_study)
        .change(change)
        .endswith("30% in 2022 en 25% in 2024. Dit verschil is niet getoetst.")
    )


def test_a_difference_without_variance_is_told_as_untested(cells: Cells, small_study: Study) -> None:
    change = replace(
        _change(cells, "rating", "", "item"), verdict="", p_adjusted=None, se=0.0, difference=0.4
    )
    told = _changes(cells, small_study).change(change)
    assert told.endswith(
        "6,4 in 2022 en 6,8 in 2024. Dit is niet getoetst: van dit verschil is geen marge te berekenen."
    )


def test_a_change_of_a_suppressed_figure_stays_silent(cells: Cells, small_study: Study) -> None:
    change = replace(_change(cells, "use_app", "1"), breakdown="tenure", group="kort")
    told = _changes(cells, small_study).change(change)
    assert told.startswith("In de groep ‘korter dan 5 jaar’: over een verandering")
    assert "%" not in told


def test_a_test_of_a_whole_question_speaks_of_its_answers(cells: Cells, small_study: Study) -> None:
    told = _changes(cells, small_study).change(_change(cells, "phone", "", "item"))
    assert told == "De antwoorden op ‘Snel iemand aan de lijn’ verschillen tussen 2022 en 2024."


def test_a_trend_speaks_of_a_line(cells: Cells, small_study: Study) -> None:
    change = replace(_change(cells, "phone", "agree_net"), comparison="trend")
    assert (
        _changes(cells, small_study)
        .change(change)
        .endswith("laat van 2022 tot en met 2024 een stijgende lijn zien.")
    )


def test_a_test_of_a_set_of_options_is_named_after_its_question(small_study: Study) -> None:
    found = measured("used", small_study)
    assert (found.short, found.number, found.kind) == ("Gebruik", "4", "multi")
