"""Groups of a breakdown that few respondents are in."""

from __future__ import annotations

import numpy as np

from monitor.intake.answers.typed_answers import Answers
from monitor.statistics.design.domains import domains_of, waves_asked
from monitor.study.study import Study
from monitor.study.study_file import Breakdown


def small_groups(answers: Answers, breakdown: Breakdown, study: Study) -> int:
    """Groups that have respondents in a wave, but too few there for any figure."""
    domains, least = domains_of(answers, breakdown), study.disclosure.threshold(breakdown).minimum_base
    small = np.zeros(len(domains.names), dtype=bool)
    for name in waves_asked(answers, breakdown, study.questionnaire):
        own = domains.group[(answers.wave == answers.waves.index(name)) & (domains.group >= 0)]
        respondents = np.bincount(own, minlength=len(domains.names))
        small |= (respondents > 0) & (respondents < least)
    return int(small.sum())
