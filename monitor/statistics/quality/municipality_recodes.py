"""Whether the groups of a breakdown are municipalities under another name, as the responses show."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from monitor.errors import StatisticsError
from monitor.intake.answers.typed_answers import Answers
from monitor.statistics.design.domains import BREAKDOWN, Categories, categories_of
from monitor.study.house_policy import house_recognition
from monitor.study.study import Study


def check_no_recodes(answers: Answers, study: Study) -> None:
    """Look for municipalities behind the items of breakdowns that count as anonymous.

    **Method**: a group is a recode of a few municipalities where nearly all of its respondents live in municipalities
    of which nearly all respondents are in the group, hardly anybody in the other municipalities is, and there are
    fewer of these than policy.yaml allows, which also says what nearly all is. Groups too small to be told are left out.
    **Raises** StatisticsError naming the breakdown and the number of municipalities.
    """
    column, most = (
        study.municipalities.column if study.municipalities else None,
        house_recognition().municipalities,
    )
    if column is None or column not in answers.variables:
        return
    places = categories_of(answers, column, "statistics.check_of_breakdowns")
    for breakdown in study.breakdowns:
        if breakdown.identifiable or breakdown.anonymous:
            continue
        for part in (part for part in breakdown.items if part in study.questionnaire.items):
            groups = categories_of(answers, part, BREAKDOWN, breakdown.id)
            for wave in range(len(answers.waves)):
                for count in _few(
                    groups, places, answers.wave == wave, study.disclosure.anonymous.minimum_base
                ):
                    if count < most:
                        raise StatisticsError(
                            "statistics.groups_of_are_municipalities_under_another",
                            count=count,
                            waves=answers.waves[wave],
                            most=most,
                            breakdown=breakdown.id,
                        )


def _few(groups: Categories, places: Categories, wave: np.ndarray, least: int) -> Iterator[int]:
    """Of each group that a few municipalities make up, how many they are."""
    rows, nearly = wave & (places.codes >= 0), house_recognition().nearly_all
    people = np.bincount(places.codes[rows], minlength=len(places.names))
    for group in range(len(groups.names)):
        inside = np.bincount(places.codes[rows & (groups.codes == group)], minlength=len(places.names))
        if inside.sum() < least:
            continue
        share = np.divide(inside, people, out=np.zeros(len(people)), where=people > 0)
        own, others = share >= nearly, (share < nearly) & (people > 0)
        made_up = inside[own].sum() >= nearly * inside.sum()
        if made_up and others.any() and inside[others].sum() <= (1 - nearly) * people[others].sum():
            yield int(own.sum())
