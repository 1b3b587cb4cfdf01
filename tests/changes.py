"""Changes between waves, measured and judged at once, with nothing hidden: as statistics has them before the door."""

from __future__ import annotations

import pandas as pd

from monitor.intake.answers.typed_answers import Answers
from monitor.statistics.change.changes import judged_changes, measured_changes
from monitor.statistics.change.testing_summary import ChangeTesting
from monitor.statistics.design.sampling_design import SurveyDesign
from monitor.study.questionnaire import Questionnaire
from monitor.study.study import Study


def changes_between_waves(
    answers: Answers, design: SurveyDesign, study: Study, questionnaire: Questionnaire
) -> tuple[pd.DataFrame, ChangeTesting]:
    """All declared comparisons of waves, and how they were tested."""
    return judged_changes(measured_changes(answers, design, study, questionnaire), study)
