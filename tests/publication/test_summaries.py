"""Truth: the small survey, counted by hand. 2024: agreement of 80 tenants with letters 20, phone 48; app 52, desk 34;
grade 6.8. Shown to have changed since 2022: phone (+40 points, p 0.0012) and the grade (p 0.02)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from monitor.publication.drafts.summaries import ProposedSentence, Summaries
from monitor.publication.language.markdown import unescape_markdown
from monitor.publication.quarto.source import SHORTCODE
from monitor.publication.sentences.leading_figures import (
    clearest_changes,
    clearest_groups,
    leading,
    leading_of_theme,
    themes_with_figures,
)
from monitor.publication.sentences.variables import Variables
from monitor.release.results.method import FigureOrder
from monitor.release.results.released_set import ReleasedSet
from monitor.study.study import Study
from tests.words import repeated, voice_of

Tell = Callable[[Iterable[ProposedSentence]], str]


@pytest.fixture(scope="module")
def variables(small_released: ReleasedSet, small_study: Study) -> Variables:
    return Variables(small_released, voice_of(small_study))


@pytest.fixture(scope="module")
def tell(variables: Variables) -> Tell:
    def told(sentences: Iterable[ProposedSentence]) -> str:
        text = " ".join(sentence.text for sentence in sentences)
        return unescape_markdown(SHORTCODE.sub(lambda found: variables.resolve(found["arguments"]), text))

    return told


@pytest.fixture(scope="module")
def summaries(variables: Variables) -> Summaries:
    return Summaries(variables)


def _without(released: ReleasedSet, *items: str) -> ReleasedSet:
    """The released set with every figure of these items suppressed."""
    estimates = released.estimates.copy()
    gone = estimates["item"].isin(items)
    estimates.loc[gone, ["estimate", "count", "se", "ci_low", "ci_high", "n"]] = float("nan")
    estimates.loc[gone, "status"] = "suppressed"
    return replace(released, estimates=estimates)


# which figures lead


def test_the_figures_of_an_indicator_come_largest_first(variables: Variables, small_study: Study) -> None:
    found = {
        each.id: [variables.path_of(cell) for cell in leading(each, variables)]
        for each in small_study.indicators
    }
    assert found == {
        "tenure": ["tenure.kort.all.now"],
        "contact_items": ["phone.agree_net.all.now", "letters.agree_net.all.now"],
        "rating": ["rating.mean.all.now"],
        "used": ["use_app.c1.all.now", "use_desk.c1.all.now"],
    }


def test_who_answered_is_no_finding(variables: Variables) -> None:
    # tenure is the breakdown of this study: it leads no theme
    themes = {theme: [each.id for each in found] for theme, found in themes_with_figures(variables).items()}
    assert themes == {"contact": ["contact_items"], "waardering": ["rating"], "gebruik": ["used"]}


def test_a_theme_gives_its_largest_figures_and_no_more(variables: Variables) -> None:
    indicators = themes_with_figures(variables)["contact"]
    assert [variables.path_of(cell) for cell in leading_of_theme(indicators, variables, 1)] == [
        "phone.agree_net.all.now"
    ]
    assert len(leading_of_theme(indicators, variables, 5)) == 2


def test_suppressed_and_unreliable_figures_never_lead(
    small_released: ReleasedSet, small_study: Study
) -> None:
    gone = Variables(_without(small_released, "rating", "use_app"), voice_of(small_study))
    assert list(themes_with_figures(gone)) == ["contact", "gebruik"]
    estimates = small_released.estimates.copy()
    estimates.loc[estimates["item"].eq("use_app"), "status"] = "unreliable"
    shaky = Variables(replace(small_released, estimates=estimates), voice_of(small_study))
    used = next(each for each in small_study.indicators if each.id == "used")
    assert [cell.item for cell in leading(used, shaky)] == ["use_desk"]


def test_the_clearest_changes_are_shown_ones_by_p(variables: Variables) -> None:
    assert clearest_changes(variables, 5) == ["phone.agree_net.all.change", "rating.mean.all.change"]
    assert clearest_changes(variables, 1) == ["phone.agree_net.all.change"]


# the texts


def test_the_main_message_tells_context_findings_and_limits(summaries: Summaries, tell: Tell) -> None:
    context, findings, limits = map(tell, summaries.main_message())
    assert context == (
        "In 2024 zijn 82 ingevulde vragenlijsten ontvangen. Die van 80 huurders tellen mee. De vragen gingen over ‘Contact met de corporatie’, "
        "‘Waardering’ en ‘Wat huurders gebruiken’."
    )
    assert findings == (
        "‘Snel iemand aan de lijn’, antwoord ‘(helemaal) eens’: gestegen, van 20% in 2022 naar 60% in 2024. "
        "‘De corporatie’, gemiddeld: gestegen, van 6,4 in 2022 naar 6,8 in 2024. "
        "Gebruik: ‘De app’ is gekozen door bijna twee derde van de huurders (65%). "
        "Contact met de corporatie: op ‘Snel iemand aan de lijn’ is ‘(helemaal) eens’ het antwoord van zes op de tien huurders (60%). "
        "De corporatie: de huurders geven gemiddeld een 6,8. "
        "Bij twee van de drie vragen waarvan het verschil met 2022 is getoetst, is een verschil aangetoond."
    )
    assert limits.endswith("Dit onderzoek is geen precieze afspiegeling van alle huurders.")


def test_what_is_proven_to_lead_comes_before_a_larger_share_that_is_not(
    small_released: ReleasedSet, small_study: Study
) -> None:
    """60% gets somebody on the phone, proven more than the letters; 65% uses the app, not proven more than the desk."""
    phone = FigureOrder("contact_items", "phone", "agree_net", "letters", "agree_net", "share", True)
    app = FigureOrder("used", "use_app", "1", "use_desk", "1", "share", False)
    method = replace(small_released.method, orders=(phone, app))
    found = Summaries(Variables(replace(small_released, method=method), voice_of(small_study)))
    keys = [sentence.key for sentence in found.main_message()[1]]
    assert keys == [
        "phone.agree_net.all.change", "rating.mean.all.change",
        "phone.agree_net.all.now", "use_app.c1.all.now", "rating.mean.all.now", "method.tested_briefly",
    ]  # fmt: skip
    quote = found.quote()
    assert quote is not None
    assert quote.key == "phone.agree_net.all.now"


def test_the_main_message_never_leads_with_who_answered(
    small_released: ReleasedSet, small_study: Study
) -> None:
    """A theme of its own with a breakdown and another fact about people has the largest share, 89%, and is not told."""
    questionnaire = small_study.questionnaire
    items = {
        name: replace(item, theme="gebruik" if name in ("use_app", "use_desk", "tenure") else item.theme)
        for name, item in questionnaire.items.items()
    }
    study = replace(small_study, questionnaire=replace(questionnaire, items=items))
    found = Summaries(Variables(small_released, voice_of(study)))
    keys = [sentence.key for sentence in found.main_message()[1]]
    assert not any(key.startswith("use_") for key in keys)
    assert "phone.agree_net.all.now" in keys
    assert "Wat huurders gebruiken" not in " ".join(sentence.text for sentence in found.context())


def test_the_group_that_differs_most_is_told_where_groups_are_tested(
    small_released: ReleasedSet, small_study: Study
) -> None:
    breakdowns = tuple(replace(one, test_groups=True, identifiable=False) for one in small_study.breakdowns)
    study = replace(small_study, breakdowns=breakdowns)
    row = small_released.changes[small_released.changes["item"].eq("use_app")]
    groups = [
        row.assign(
            comparison="rest:tenure", breakdown="tenure", group=group, difference=size, verdict=verdict
        )
        for group, size, verdict in (("kort", -0.1, "lower"), ("lang", 0.2, "higher"))
    ]
    released = replace(
        small_released, changes=pd.concat([small_released.changes, *groups], ignore_index=True)
    )
    assert clearest_groups(Variables(released, voice_of(study)), 3) == ["use_app.c1.tenure_lang.rest"]
    assert clearest_groups(Variables(released, voice_of(small_study)), 3) == []


def test_an_editor_chooses_which_indicators_lead(variables: Variables) -> None:
    chosen = Summaries(variables, ["rating", "contact_items"])
    keys = [sentence.key for sentence in chosen.main_message()[1]]
    assert keys == ["rating.mean.all.now", "phone.agree_net.all.now", "method.tested_briefly"]
    quote = chosen.quote()
    assert quote is not None
    assert quote.key == "rating.mean.all.now"


def test_every_sentence_holds_the_figure_of_its_key_as_a_variable(summaries: Summaries) -> None:
    texts = [summaries.main_message()[1][:-1], *map(summaries.summary, summaries.themes)]
    texts += [*map(summaries.in_brief, summaries.themes), *summaries.parliament().values()]
    for sentence in (each for text in texts for each in text):
        assert f"{{{{< var {sentence.key}." in sentence.text, sentence
        assert not any(letter.isdigit() for letter in SHORTCODE.sub("", sentence.text))


def test_the_three_summaries_share_no_sentence(summaries: Summaries) -> None:
    message = [sentence for paragraph in summaries.main_message() for sentence in paragraph]
    summary = [sentence for theme in summaries.themes for sentence in summaries.summary(theme)]
    summary += [*summaries.tested(), *summaries.changes()]
    boxes = [sentence for theme in summaries.themes for sentence in summaries.in_brief(theme)]
    assert all(len(text) > 3 for text in (message, summary, boxes))
    assert repeated([message, summary, boxes]) == []
    assert repeated([message, summary, message[:1]]) == [message[0].text]


def test_the_summary_and_the_box_of_a_theme(summaries: Summaries, tell: Tell) -> None:
    assert tell(summaries.summary("contact")) == (
        "Contact met de corporatie: van de huurders antwoordt 60% ‘(helemaal) eens’ op ‘Snel iemand aan de lijn’. "
        "Van de huurders antwoordt 25% ‘(helemaal) eens’ op ‘De brieven zijn duidelijk’."
    )
    assert tell(summaries.in_brief("gebruik")) == "Gebruik: ‘De app’, 65%. Gebruik: ‘De balie’, 43%."


def test_parliament_gets_base_and_unit_with_each_figure(summaries: Summaries, tell: Tell) -> None:
    found = {theme: tell(sentences) for theme, sentences in summaries.parliament().items()}
    assert found["waardering"] == "De corporatie: gemiddeld een 6,8 (gemiddelde van 80 cijfers)."
    assert found["gebruik"] == (
        "Gebruik: 65% van de huurders noemt ‘De app’ (52 van de 80). 43% van de huurders noemt ‘De balie’ (34 van de 80)."
    )


def test_a_weighted_share_comes_without_a_count(small_released: ReleasedSet, small_study: Study) -> None:
    estimates = small_released.estimates.copy()
    estimates.loc[estimates["item"].eq("use_app"), "estimate"] = 0.58  # 52 of 80 is 65%
    variables = Variables(replace(small_released, estimates=estimates), voice_of(small_study))
    sentence = Summaries(variables).parliament()["gebruik"][0].text
    told = SHORTCODE.sub(lambda found: variables.resolve(found["arguments"]), sentence)
    assert told == "Gebruik: 58% van de huurders noemt ‘De app’ (80 antwoorden)."


def test_the_quote_stands_on_its_own(summaries: Summaries, tell: Tell) -> None:
    quote = summaries.quote()
    assert quote is not None
    assert tell([quote]) == "In 2024 noemde 65% van de 80 huurders in dit onderzoek ‘De app’ (gebruik)."


def test_the_method_is_one_sentence(summaries: Summaries, tell: Tell) -> None:
    assert tell([summaries.method()]) == (
        "In 2024 kregen 160 huurders een vragenlijst; van 80 van hen tellen de antwoorden mee (50%)."
    )


def test_where_nothing_was_set_apart_all_who_filled_it_in_count(
    small_released: ReleasedSet, small_study: Study
) -> None:
    waves = {
        wave: replace(record, n_quarantined=0, n_read=record.n_accepted)
        for wave, record in small_released.method.waves.items()
    }
    released = replace(small_released, method=replace(small_released.method, waves=waves))
    variables = Variables(released, voice_of(small_study))
    said = [Summaries(variables).context()[0].text, Summaries(variables).method().text]
    told = [SHORTCODE.sub(lambda found: variables.resolve(found["arguments"]), text) for text in said]
    assert told == [
        "In 2024 vulden 80 huurders de vragenlijst in.",
        "In 2024 kregen 160 huurders een vragenlijst; 80 van hen vulden die in (50%).",
    ]


def test_a_study_that_knows_no_invitations_says_who_answered(
    small_released: ReleasedSet, small_study: Study
) -> None:
    waves = tuple(replace(wave, invited=None) for wave in small_study.waves)
    found = Summaries(Variables(small_released, voice_of(replace(small_study, waves=waves)))).method()
    assert "ontvangen" in found.text
    assert "invited" not in found.text


def test_what_cannot_be_said_is_said(summaries: Summaries, tell: Tell) -> None:
    found = tell(summaries.limits())
    assert "Dit onderzoek is geen precieze afspiegeling van alle huurders." in found
    assert "Niet aangetoond is niet hetzelfde als gelijk gebleven" in found
    assert "waardoor" in found
    assert "Een gemiddeld percentage" not in found  # the only mean is a grade


@pytest.mark.parametrize(
    ("keep", "told"),
    [
        (
            ["letters", "phone"],
            "Van de twee vragen die in 2022 en 2024 gelijk zijn gesteld, is bij één een verschil aangetoond.",
        ),
        (["letters"], "Eén vraag is in 2022 en 2024 gelijk gesteld. Daarbij is geen verschil aangetoond."),
        (["phone"], "Eén vraag is in 2022 en 2024 gelijk gesteld. Daarbij is een verschil aangetoond."),
        ([], "Er zijn geen eerdere cijfers om mee te vergelijken."),
    ],
)
def test_the_count_of_shown_changes_reads_well(
    small_released: ReleasedSet, small_study: Study, keep: list[str], told: str
) -> None:
    changes = small_released.changes[small_released.changes["item"].isin(keep)]
    variables = Variables(replace(small_released, changes=changes), voice_of(small_study))
    text = " ".join(sentence.text for sentence in Summaries(variables).tested())
    assert SHORTCODE.sub(lambda found: variables.resolve(found["arguments"]), text) == told


def _with(released: ReleasedSet, study: Study, **verdicts: str) -> str:
    """What is said of tests where questions have other outcomes, `item=verdict` or `item="verdict since wave"`."""
    changes = released.changes.copy()
    for item, outcome in verdicts.items():
        verdict, _, wave = outcome.partition(" since ")
        mine = changes["item"].eq(item) & changes["level"].eq("item")
        changes.loc[mine, "verdict"] = verdict
        changes.loc[mine & (changes["verdict"] == ""), "p_adjusted"] = float("nan")
        if wave:
            changes.loc[mine, "from_wave"] = wave
    variables = Variables(replace(released, changes=changes), voice_of(study))
    text = " ".join(sentence.text for sentence in Summaries(variables).tested())
    return SHORTCODE.sub(lambda found: variables.resolve(found["arguments"]), text)


@pytest.mark.parametrize(
    ("verdicts", "told"),
    [
        ({"letters": ""}, "Van de drie vragen die in 2022 en 2024 gelijk zijn gesteld, zijn er twee getoetst. Bij twee is een verschil aangetoond."),
        ({"letters": "too_few", "phone": "undecided", "rating": "undecided"},
         "Van de drie vragen die in 2022 en 2024 gelijk zijn gesteld, zijn er twee getoetst. Bij geen enkele is een verschil aangetoond."),
        ({"letters": "", "phone": ""}, "Van de drie vragen die in 2022 en 2024 gelijk zijn gesteld, is er één getoetst. Daarbij is een verschil aangetoond."),
        ({"letters": "not_comparable"}, "Van de twee vragen die in 2022 en 2024 gelijk zijn gesteld, is bij twee een verschil aangetoond."),
    ],
)  # fmt: skip
def test_asked_tested_and_shown_are_three_counts(
    small_released: ReleasedSet, small_study: Study, verdicts: dict[str, str], told: str
) -> None:
    assert _with(small_released, small_study, **verdicts) == told


def test_what_follows_from_answers_is_no_question(small_released: ReleasedSet, small_study: Study) -> None:
    def with_derived(*names: str) -> str:
        items = dict(small_study.questionnaire.items)
        items |= {name: replace(items[name], derived=True) for name in names}
        study = replace(small_study, questionnaire=replace(small_study.questionnaire, items=items))
        return _with(small_released, study)

    assert with_derived("letters").startswith("Van de twee vragen die in 2022 en 2024 gelijk zijn gesteld,")
    nothing_asked = with_derived("letters", "phone", "rating")
    assert nothing_asked.startswith("Van de drie uitkomsten die in 2022 en 2024 gelijk zijn gemeten,")


def test_questions_of_another_wave_are_counted_apart(small_released: ReleasedSet, small_study: Study) -> None:
    waves = (replace(small_study.waves[0], id="2020", label="2020"), *small_study.waves)
    study = replace(small_study, waves=waves)
    told = _with(small_released, study, rating="increased since 2020")
    assert told == (
        "Van de twee vragen die in 2022 en 2024 gelijk zijn gesteld, is bij één een verschil aangetoond. "
        "Eén getoetste vraag is vóór 2024 het laatst in 2020 gesteld. Daarbij is een verschil aangetoond."
    )


def test_a_census_without_tests_says_that_everybody_took_part(
    small_released: ReleasedSet, small_study: Study
) -> None:
    study = replace(small_study, design=replace(small_study.design, sampling="census"))
    method = replace(small_released.method, tests=replace(small_released.method.tests, families=()))
    told = _with(replace(small_released, method=method), study, letters="", phone="", rating="")
    assert told == "Verschillen met eerdere metingen zijn niet getoetst: iedereen deed mee."


def test_the_summary_names_changes_that_the_chapter_names(
    small_released: ReleasedSet, small_study: Study
) -> None:
    """A single answer may have moved with a smaller p than the net that the chapter shows."""
    changes = small_released.changes
    net = changes["item"].eq("phone") & changes["category"].eq("agree_net")
    single = changes[net].assign(category="sa", difference=0.15, p_adjusted=0.00001)
    variables = Variables(
        replace(small_released, changes=pd.concat([changes, single], ignore_index=True)),
        voice_of(small_study),
    )
    assert clearest_changes(variables, 5) == ["phone.agree_net.all.change", "rating.mean.all.change"]


def test_no_change_shown_reads_well(small_released: ReleasedSet, small_study: Study) -> None:
    changes = small_released.changes[small_released.changes["item"].isin(["letters", "phone"])].copy()
    changes["verdict"] = "undecided"
    variables = Variables(replace(small_released, changes=changes), voice_of(small_study))
    assert "bij geen enkele een verschil aangetoond" in variables.resolve("method.tested")


def test_a_survey_without_any_figure_says_so(small_released: ReleasedSet, small_study: Study) -> None:
    everything = tuple(small_study.questionnaire.items)
    empty = Summaries(Variables(_without(small_released, *everything), voice_of(small_study)))
    assert empty.quote() is None
    assert empty.parliament() == {}
    assert [sentence.text for sentence in empty.main_message()[1][:1]] == [
        "Er zijn te weinig antwoorden om cijfers te geven."
    ]


def test_a_consent_to_be_called_is_no_finding(
    tmp_path: Path, small_released: ReleasedSet, small_study: Study
) -> None:
    from monitor.study.study_reader import read_study

    folder = small_study.path.parent
    text = (folder / "questionnaire.yaml").read_text(encoding="utf-8")
    asked = text.replace('asked_if: "letters in [d, sd]"', 'asked_if: "use_desk == 1"').replace(
        "kind: open", "kind: contact, rows: {name: Naam}"
    )
    (tmp_path / "questionnaire.yaml").write_text(asked, encoding="utf-8")
    study_text = (folder / "study.yaml").read_text(encoding="utf-8")
    (tmp_path / "study.yaml").write_text(
        study_text + "indicators: [{id: desk, title: Balie, theme: gebruik, items: [use_desk]}]\n",
        encoding="utf-8",
    )
    study = read_study(tmp_path / "study.yaml")
    variables = Variables(small_released, voice_of(study))
    assert "desk" not in [each.id for each in themes_with_figures(variables)["gebruik"]]


def test_an_own_text_on_representativeness_is_printed_to_the_letter(
    small_released: ReleasedSet, small_study: Study
) -> None:
    text = "Alleen huurders < 27 jaar en {{< var x >}}, *niet* gewogen"
    summaries = Summaries(Variables(small_released, voice_of(replace(small_study, representative=text))))
    said = summaries.limits()[0].text
    assert not SHORTCODE.search(said)
    assert unescape_markdown(said) == text


def test_changes_that_no_test_could_judge_are_no_absence_of_earlier_figures(
    small_released: ReleasedSet, small_study: Study
) -> None:
    changes = small_released.changes.assign(verdict="too_few", p_adjusted=float("nan"))
    variables = Variables(replace(small_released, changes=changes), voice_of(small_study))
    assert "niet te toetsen: de cijfers zijn te onzeker" in variables.resolve("method.tested")
