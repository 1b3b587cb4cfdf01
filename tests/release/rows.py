"""Rows of estimates of the survey of survey.py, made by hand."""

from __future__ import annotations

import numpy as np

from monitor.study.study import Study

STATES = ("n_not_asked", "n_no_answer", "n_dont_know", "n_not_applicable")


def share(
    study: Study, item: str, category: str, breakdown: str, group: str, count: float, n: float, **more
) -> dict:
    key = {"study": study.id, "wave": "2021", "item": item, "category": category, "breakdown": breakdown}
    key |= {"indicator": study.indicator_of(item).id, "group": group, "measure": "share", "peer_set": ""}
    numbers = {
        "estimate": count / n if n else np.nan,
        "count": count,
        "n": n,
        "se": 0.0456,
        "ci_low": 0.0123,
        "deff": 1.0,
    }
    return {**key, **numbers, **dict.fromkeys(STATES, 0), "status": "released", "reason": "", **more}


def mean(study: Study, item: str, breakdown: str, group: str, estimate: float, n: float) -> dict:
    row = share(study, item, "", breakdown, group, 0, n)
    return {**row, "measure": "mean", "estimate": estimate, "count": np.nan}


def two_way(study: Study, breakdown: str, counts: dict[str, tuple[int, int]]) -> list[dict]:
    """Yes and no on `works` by group, with the whole sample above: group -> (under, over)."""
    whole = tuple(map(sum, zip(*counts.values(), strict=True)))
    rows = []
    for name, group, (under, over) in [("", "", whole), *((breakdown, *entry) for entry in counts.items())]:
        rows += [share(study, "works", code, name, group, count, under + over)
                 for code, count in (("under", under), ("over", over))]  # fmt: skip
    return rows
