"""A declared column of the responses, whole or not at all."""

from __future__ import annotations

import pandas as pd

from monitor.errors import StatisticsError, nearest
from monitor.intake.answers.typed_answers import Answers


def design_column(answers: Answers, name: str) -> pd.Series:
    """The column that the design names, by respondent.

    **Raises** StatisticsError where the responses do not have it, or not for everybody.
    """
    if name == "respondent_id":
        return pd.Series(answers.respondent_id)
    if name not in answers.design.columns:
        raise StatisticsError(
            f'the design names the column "{name}", which the responses do not have',
            expected=", ".join(map(str, answers.design.columns)) or None,
            hint=nearest(name, answers.design.columns),
        )
    column = answers.design[name].reset_index(drop=True)
    if column.isna().any():
        missing = int(column.isna().sum())
        raise StatisticsError(
            f'design column "{name}" is empty for {missing} respondents',
            hint="Fill it in the response file, or leave these respondents out there",
        )
    return column
