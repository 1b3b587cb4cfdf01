"""Processes held against their norms, as released: every row follows from the displayed figure and the declared norm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

import numpy as np
import pandas as pd

from monitor.release.results.reasons import ESTIMATE_SUPPRESSED
from monitor.release.results.table_files import typed
from monitor.schema import CHANGES
from monitor.schema_words import NORM
from monitor.statistics.norms.against_norm import TOO_FEW, verdict_of
from monitor.statistics.norms.finite import Limits
from monitor.statistics.norms.measured_norms import MeasuredNorm
from monitor.study.study import Study

KEY = ("wave", "item", "category", "measure")


def norm_rows(measured: Sequence[MeasuredNorm], released: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Rows of `changes` with the comparison `norm`, one per process, wave and norm.

    `difference` is the figure less the norm, its interval that of the figure less the norm; `p` is one-sided, on the side
    of the figure, at `level_in_force`; without a test where all files were reviewed. A figure that was kept back has no numbers, and too few files for a verdict.
    """
    shown = released[(released["breakdown"] == "") & released["item"].isin([one.item for one in measured])]
    rows: dict[tuple[Any, ...], dict[Any, Any]] = {
        tuple(row[name] for name in KEY): row for row in shown.to_dict("records")
    }
    indicator = {item: one.id for one in study.indicators for item in one.items}
    made = [
        {**_keys(one, study), "indicator": indicator[one.item], **_told(one, rows[key], study)}
        for one in measured
        if (key := (one.wave, one.item, one.category, one.measure)) in rows
    ]
    frame = (
        pd.DataFrame(made, columns=list(CHANGES.names)) if made else pd.DataFrame(columns=list(CHANGES.names))
    )
    return typed(frame, CHANGES, "changes")


def _keys(one: MeasuredNorm, study: Study) -> dict[str, str]:
    return {
        "study": study.id, "comparison": NORM, "item": one.item, "category": one.category, "breakdown": "", "group": "",
        "measure": one.measure, "level": "category" if one.category else "item", "from_wave": one.wave,
        "to_wave": one.wave, "family": "",
    }  # fmt: skip


def _told(one: MeasuredNorm, row: Mapping[Any, Any], study: Study) -> dict[str, object]:
    if row["status"] == "suppressed" or not isfinite(row["estimate"]):
        return {"test": "", "verdict": TOO_FEW, "reason": ESTIMATE_SUPPRESSED}
    exact = bool(np.isclose(row["estimate"], one.estimate, rtol=0, atol=1e-9))
    known = (
        Limits(row["ci_low"], row["ci_high"])
        if isfinite(row["ci_low"])
        else Limits(row["estimate"], row["estimate"])
    )
    few = one.verdict == TOO_FEW
    verdict = one.verdict if exact or few else verdict_of(known, one.norm, one.n, 0)
    away = {"ci_low": known.low - one.norm, "ci_high": known.high - one.norm}
    tested = {"test": one.test, "p": one.p, "p_adjusted": one.p, "level_in_force": study.comparison.alpha / 2}
    return {
        "n_from": row["n"], "n_to": row["n"], "difference": row["estimate"] - one.norm, "se": row["se"], **away,
        "told_low": away["ci_low"], "told_high": away["ci_high"], **(tested if exact and one.test and not few else {"test": ""}),
        "verdict": verdict, "reason": "few_answers" if few else "",
    }  # fmt: skip
