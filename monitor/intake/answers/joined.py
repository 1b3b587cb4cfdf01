"""What a row brings along besides answers: its municipality's attributes, its weight, stratum and cluster."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from monitor.intake.answers.reading import NO_CODE, parse_numbers
from monitor.intake.answers.typed_answers import NO_ANSWER, VALID, Variable, code_type
from monitor.intake.files.coded_columns import SEPARATOR
from monitor.intake.files.columns import ColumnPlan
from monitor.intake.files.responses import Responses
from monitor.intake.files.table import TextColumn
from monitor.intake.rules import Result, result
from monitor.study.kinds import ATTRIBUTE_KIND
from monitor.study.municipalities import Municipalities


def municipality_column(responses: Responses, frame: Municipalities | None) -> TextColumn | None:
    """The column that holds one municipality code per respondent, where the study declares one."""
    column = frame.column if frame else None
    if column is None:
        return None
    if column in responses.split_off:
        return responses.split_off.texts(column)
    return responses.columns.get(column)


def join_municipalities(column: TextColumn, frame: Municipalities) -> dict[str, Variable]:
    """Attributes of each respondent's municipality, and the municipality itself, as single items.

    Codes of merged municipalities become those of the frame's year. No code, several codes, an
    unknown code or one that was split over several municipalities: NO_ANSWER.
    """
    codes = [frame.recode(text) for text in column.texts]
    known = np.array([frame.places(code) for code in codes], bool)
    joined = {}
    if frame.column:
        joined[frame.column] = _looked_up(frame.column, tuple(frame.rows), codes, known, column.index)
    for attribute in frame.attributes:
        values = [frame.rows[code][attribute.id] if frame.places(code) else "" for code in codes]
        joined[attribute.id] = _looked_up(
            attribute.id, tuple(attribute.categories), values, known, column.index
        )
    return joined


def _looked_up(
    name: str, categories: tuple[str, ...], values: list[str], known: np.ndarray, index: np.ndarray
) -> Variable:
    place = {code: position for position, code in enumerate(categories)}
    codes = np.array([place.get(value, NO_CODE) for value in values], code_type(len(categories)))
    state = np.where(known, VALID, NO_ANSWER).astype(np.int8)
    return Variable(name, ATTRIBUTE_KIND, state[index], categories, codes[index])


def split_answers(column: TextColumn, frame: Municipalities) -> dict[str, int]:
    """By municipality that was split over several, how many answers can be placed in none of them."""
    counts: dict[str, int] = {}
    for text, count in zip(column.texts, column.counts(), strict=True):
        code = frame.recode(text)
        if code in frame.splits and count:
            counts[code] = counts.get(code, 0) + int(count)
    return counts


def check_municipalities(name: str, column: TextColumn, frame: Municipalities) -> Result:
    """Every code of a column (several separated by `|`) is in the frame or was merged into it."""
    broken = np.array([not known_list(text, frame) for text in column.texts], bool)
    return result("unknown_municipality", name, broken[column.index], int(column.filled.sum()))


def known_list(text: str, frame: Municipalities) -> bool:
    return not text or all(code.strip() in frame.codes for code in text.split(SEPARATOR))


def design_frame(
    responses: Responses, plan: ColumnPlan, variables: Mapping[str, Variable]
) -> tuple[pd.DataFrame, list[Result]]:
    """Declared design columns in row order, and the rules they must meet.

    **Columns**: weights and population sizes as float64 (persons), strata and clusters as text. A
    design column that is an item or an attribute of the municipality is taken from there.
    """
    numbers = _number_columns(plan)
    base = plan.study.weighting.base_weight if plan.study.weighting else None
    names = dict.fromkeys((*plan.study.design.columns, *((base,) if base else ())))
    columns, results = {}, []
    for name in names:
        column = responses.columns[name] if name in plan.design else None
        if column is not None and name in numbers:
            columns[name], outcome = _positive(name, column, zero=name not in plan.study.design.populations)
        elif column is not None:
            columns[name] = np.array(column.texts, object)[column.index]
            outcome = result("missing_design", name, ~column.filled, len(column))
        else:
            zero = name not in plan.study.design.populations
            columns[name], outcome = _from_variable(name, variables[name], name in numbers, zero)
        results.append(outcome)
    for name in plan.study.weighting.numbers if plan.study.weighting else ():
        if name in plan.design and name not in columns:
            column = responses.columns[name]
            columns[name] = parse_numbers(column.texts, scientific=True)[0][column.index]
    columns |= {
        name: _weights(responses, name) for name in responses.split_off.items if plan.is_replicate(name)
    }
    return pd.DataFrame(columns, index=pd.RangeIndex(len(responses))), results


def _weights(responses: Responses, name: str) -> np.ndarray:
    """Replicate weights, NaN where none can be read: nearly every cell has a text of its own."""
    import pyarrow as pa
    import pyarrow.compute as pc

    array = responses.split_off.array(name)
    try:
        return pc.cast(array, pa.float64()).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid:
        column = responses.split_off.texts(name)
        values, _ = parse_numbers(column.texts, scientific=True)
        return values[column.index]


def _number_columns(plan: ColumnPlan) -> set[str]:
    study = plan.study
    base = study.weighting.base_weight if study.weighting else None
    return {name for name in (study.design.weights, *study.design.populations, base) if name}


def _positive(name: str, column: TextColumn, zero: bool) -> tuple[np.ndarray, Result]:
    values, _ = parse_numbers(column.texts, scientific=True)
    values = values[column.index]
    return values, result("bad_weight", name, ~_usable(values, zero), len(column))


def _usable(values: np.ndarray, zero: bool) -> np.ndarray:
    """Numbers above 0, and 0 itself where it may be: not where it is all there is, since then nobody counts."""
    positive = values > 0
    return positive | (values == 0) if zero and positive.any() else positive


def _from_variable(name: str, variable: Variable, number: bool, zero: bool) -> tuple[np.ndarray, Result]:
    valid = variable.state == VALID
    if number and variable.values is not None:
        usable = _usable(variable.values, zero)
        return variable.values, result("bad_weight", name, ~(valid & usable), len(valid))
    texts = np.array([*variable.categories, ""], object)[variable.codes]
    return texts, result("missing_design", name, ~valid, len(valid))
