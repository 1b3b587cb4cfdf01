"""The guard of the typed answers: a pandera schema made from the questionnaire."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from monitor.errors import IntakeError
from monitor.intake.answers.typed_answers import NOT_APPLICABLE, VALID, Answers, Variable
from monitor.intake.files.columns import ColumnPlan
from monitor.study.questionnaire import Item

if TYPE_CHECKING:
    import pandera.pandas as pa


def answers_schema(plan: ColumnPlan) -> dict[str, pa.DataFrameSchema]:
    """One schema per closed and derived item of the wave.

    **Columns**: `answer`, a category of the item's scale or a float64 in its range, empty where the
    state is not valid; `state` int8.
    """
    items = plan.study.questionnaire.items.values()
    return {item.id: _schema(item) for item in items if plan.wave in item.asked and not item.confidential}


def _schema(item: Item) -> pa.DataFrameSchema:
    import pandera.pandas as pa

    if item.scale is not None and item.traits.categorical:
        answer = pa.Column(pd.CategoricalDtype(list(item.scale.codes)), nullable=True)
    else:
        within = [pa.Check.in_range(item.low, item.high)] if item.low is not None else []
        answer = pa.Column(float, within, nullable=True)
    state = pa.Column(np.int8, pa.Check.in_range(VALID, NOT_APPLICABLE))
    agree = pa.Check(lambda frame: frame["answer"].notna() == (frame["state"] == VALID))
    return pa.DataFrameSchema({"answer": answer, "state": state}, checks=agree, strict=True)


def guard(answers: Answers, plan: ColumnPlan) -> None:
    """Check typed answers against the questionnaire once more, by another road than the rules.

    **Raises** IntakeError naming the item; no value of any answer is repeated.
    """
    import pandera.errors

    for name, schema in answers_schema(plan).items():
        if name not in answers.variables:
            continue
        try:
            schema.validate(typed_frame(answers.variables[name]))
        except (ValueError, pandera.errors.SchemaError, pandera.errors.SchemaErrors):
            raise _refused(plan.study.questionnaire.items[name], plan) from None


def _refused(item: Item, plan: ColumnPlan) -> IntakeError:
    file = plan.study.questionnaire.path
    if item.derived and item.low is not None:
        return IntakeError(
            "intake.comes_out_below_or_above_for",
            where=file.name if file else None,
            line=item.line,
            item=item.id,
            low=item.low,
            high=item.high,
            wave=plan.wave,
        )
    return IntakeError("intake.typed_answers_to_are_not_what", item=item.id)


def typed_frame(variable: Variable) -> pd.DataFrame:
    """One item as a frame: its answers, empty where there is none, and their state."""
    return pd.DataFrame({"answer": _answer(variable), "state": variable.state})


def _answer(variable: Variable) -> np.ndarray | pd.Categorical:
    if variable.codes is None or variable.values is not None:
        return variable.numbers
    categories = pd.CategoricalDtype(list(variable.categories))
    return pd.Categorical.from_codes(variable.codes, dtype=categories)
