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
            "statistics.design_names_column_which_responses_do",
            expected=", ".join(map(str, answers.design.columns)) or None,
            hint=nearest(name, answers.design.columns),
            name=name,
        )
    column = answers.design[name].reset_index(drop=True)
    if column.isna().any():
        missing = int(column.isna().sum())
        raise StatisticsError("statistics.design_column_is_empty_for_respondents", name=name, missing=missing)
    return column
