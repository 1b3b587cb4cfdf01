"""Truth: the small survey, counted by hand: which sentences a generated chapter tells of an indicator."""

from __future__ import annotations

from dataclasses import replace

from monitor.publication.sentences.indicators import tell_changes, tell_indicator
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
