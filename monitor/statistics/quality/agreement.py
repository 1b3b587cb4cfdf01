"""How well coders agree: Krippendorff's alpha for nominal data, with any number of coders and gaps."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

DECIMALS = 10


@dataclass(frozen=True)
class Agreement:
    """Agreement on one open question.

    `answers` were coded, `compared` by two or more coders. `alpha` is about the whole set of codes of an
    answer: two sets agree or they do not. `alpha_by_code` is about giving one code or not. None where
    nothing can be said: no answer with two coders, or all values alike.
    """

    question: str
    coders: int
    answers: int
    compared: int
    alpha: float | None
    alpha_by_code: Mapping[str, float | None]


def agreement_by_question(codings: pd.DataFrame, codes: Mapping[str, Iterable[str]]) -> tuple[Agreement, ...]:
    """Agreement on each question of `codes` (question to its codes) that somebody coded.

    **Rows** of `codings`: one per answer and coder; columns question, answer, coder, codes (tuple).
    **Method**: Krippendorff's alpha, nominal; answers coded by one coder only do not count in it.
    """
    return tuple(
        _agreement(str(question), of_question, codes[str(question)])
        for question, of_question in codings.groupby("question", sort=False)
        if str(question) in codes
    )


def _agreement(question: str, codings: pd.DataFrame, codes: Iterable[str]) -> Agreement:
    by_answer = [sets.tolist() for _, sets in codings.groupby("answer", sort=True)["codes"]]
    return Agreement(
        question=question,
        coders=int(codings["coder"].nunique()),
        answers=len(by_answer),
        compared=sum(len(values) > 1 for values in by_answer),
        alpha=krippendorff_alpha(by_answer),
        alpha_by_code={
            code: krippendorff_alpha([[code in given for given in values] for values in by_answer])
            for code in codes
        },
    )


def krippendorff_alpha(units: Iterable[Sequence[Hashable]]) -> float | None:
    """Krippendorff's alpha for nominal data; None where it is not defined.

    **Rows**: `units` holds per unit the values that coders gave, in any order, without the gaps.
    **Method**: Krippendorff 2011, "Computing Krippendorff's alpha-reliability", section C: coincidences
    of pairable values, each unit weighted by 1/(m - 1); alpha = 1 - (n - 1) * (n - sum o_cc) /
    (n^2 - sum n_c^2). Undefined with no pairable values, or with one value only.

    >>> krippendorff_alpha([["a", "a"], ["b", "b"], ["a", "b"], ["b", "b"]])
    0.5333333333
    """
    pairable = [values for values in units if len(values) > 1]
    values = list(dict.fromkeys(value for unit in pairable for value in unit))
    place = {value: number for number, value in enumerate(values)}
    counts = np.zeros((len(pairable), len(values)))
    for row, unit in enumerate(pairable):
        np.add.at(counts[row], [place[value] for value in unit], 1)
    size = counts.sum(axis=1)
    totals = counts.sum(axis=0)
    agreeing = (counts * (counts - 1) / (size - 1)[:, None]).sum()
    total = totals.sum()
    expected = total**2 - (totals**2).sum()
    if not expected:
        return None
    return round(float(1 - (total - 1) * (total - agreeing) / expected), DECIMALS)
