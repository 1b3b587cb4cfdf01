"""Truth: the small survey, counted by hand: which sentences a generated chapter tells of an indicator."""

from __future__ import annotations

from dataclasses import replace

from monitor.publication.drafts.chapters import Generated
from monitor.publication.sentences.indicators import tell_changes, tell_indicator
from monitor.publication.sentences.leading_figures import clearest_changes
from monitor.publication.sentences.variables import Variables
from monitor.release.results.released_set import ReleasedSet
from monitor.study.scale import Category
from monitor.study.study import Study
from monitor.study.study_file import Indicator
from tests.words import voice_of


def test_the_name_of_a_wave_is_printed_to_the_letter(small_released: ReleasedSet, small_study: Study) -> None:
    changes = small_released.changes.assign(verdict="undecided")
    waves = tuple(replace(wave, label=f"golf *{wave.id}*") for wave in small_study.waves)
    variables = Variables(
        replace(small_released, changes=changes), voice_of(replace(small_study, waves=waves))
    )
    indicator = Indicator("all", "Alles", "", ("letters", "phone", "use_app", "use_desk"))
    [told] = tell_changes(indicator, variables)
    assert r"golf \*2022\*" in told


def test_a_question_that_differs_between_other_answers_than_those_shown_is_told(
    small_released: ReleasedSet, small_study: Study
) -> None:
    """The test of the whole question found a difference; none of the nets in the table has one."""
    changes = small_released.changes.copy()
    whole = changes["item"].eq("letters") & changes["level"].eq("item")
    changes.loc[whole, "verdict"] = "changed"
    variables = Variables(replace(small_released, changes=changes), voice_of(small_study))
    indicator = small_study.indicator_of("letters")
    assert "{{< var letters.item.all.change.sentence >}}" in tell_changes(indicator, variables)
    assert "letters.item.all.change" in clearest_changes(variables, 5), "the summary can name it too"
    told = variables.resolve("letters.item.all.change.sentence")
    assert told == "De antwoorden op ‘De brieven zijn duidelijk’ verschillen tussen 2022 en 2024."
    before = Variables(small_released, voice_of(small_study))
    assert not any("item" in sentence for sentence in tell_changes(indicator, before))


def test_outcomes_are_counted_among_those_of_the_same_waves(
    small_released: ReleasedSet, small_study: Study
) -> None:
    """Three undecided against 2022 and one against 2020: three of three, and not three of four."""
    changes = small_released.changes.assign(verdict="undecided")
    older = changes["item"].eq("use_desk")
    changes.loc[older, "from_wave"] = "2020"
    waves = (replace(small_study.waves[0], id="2020", label="2020"), *small_study.waves)
    variables = Variables(
        replace(small_released, changes=changes), voice_of(replace(small_study, waves=waves))
    )
    indicator = Indicator("all", "Alles", "", ("letters", "phone", "use_app", "use_desk"))
    first, second = tell_changes(indicator, variables)
    assert first.startswith(
        "Voor geen van deze drie uitkomsten is een verschil aangetoond tussen 2022 en 2024."
    )
    assert second == "{{< var use_desk.c1.all.change.sentence >}}"


def test_an_answer_that_nobody_gave_does_not_follow_the_first(
    small_released: ReleasedSet, small_study: Study
) -> None:
    """Of three answers the two that follow 5 years or longer have a share of 9 in 80, or of 0."""
    item = small_study.questionnaire.items["tenure"]
    scale = replace(item.scale, categories=(*item.scale.categories, Category("nooit", "nooit")))
    items = {**small_study.questionnaire.items, "tenure": replace(item, scale=scale)}
    study = replace(small_study, questionnaire=replace(small_study.questionnaire, items=items))
    estimates = small_released.estimates.copy()
    few = estimates["item"].eq("tenure") & estimates["category"].eq("kort") & estimates["breakdown"].eq("")

    def sentences() -> int:
        released = replace(small_released, estimates=estimates)
        return len(
            tell_indicator(study.indicator_of("tenure"), Variables(released, voice_of(study))).sentences
        )

    assert sentences() == 2
    estimates.loc[few, "estimate"] = 0.0
    assert sentences() == 1


def test_a_declared_breakdown_that_nobody_tested_is_shown_with_the_leading_figure_of_a_theme(
    small_released: ReleasedSet, small_study: Study
) -> None:
    """The app by length of tenancy: shown where a group has a figure, once, and not where groups can be recognised."""
    estimates = small_released.estimates.copy()
    mine = estimates["breakdown"].eq("tenure") & estimates["group"].eq("lang")
    estimates.loc[mine, ["estimate", "n", "status"]] = [0.7, 71.0, "released"]
    shown = replace(small_released, estimates=estimates)
    study = replace(
        small_study, breakdowns=tuple(replace(one, identifiable=False) for one in small_study.breakdowns)
    )
    table = "{{< include tables/used--by-tenure.md >}}"

    def chapter(released: ReleasedSet, of: Study) -> str:
        return Generated(Variables(released, voice_of(of))).text("chapters/gebruik.qmd") or ""

    told = chapter(shown, study)
    assert told.count(table) == 1
    assert "naar woonduur. Of de groepen van elkaar verschillen, is niet getoetst." in told
    assert table not in chapter(small_released, study), "every group is suppressed"
    recognised = replace(study, breakdowns=tuple(replace(one, identifiable=True) for one in study.breakdowns))
    assert table not in chapter(shown, recognised)
