"""The numbers of respondents in the method, of groups in which people can be recognised: rounded as everywhere."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from monitor.release.door.blocks import identifiable_breakdowns
from monitor.release.results.method import MarginReport, Method
from monitor.release.results.rounding import base_rounding, decimals, half_up
from monitor.study.study import Study


def with_rounded_margins(method: Method, study: Study) -> Method:
    """The method with respondents and shares of margins rounded where the margin is an identifiable breakdown."""
    if method.weighting is None:
        return method
    identifiable = identifiable_breakdowns(study)
    margins = tuple(_rounded(row) if row.margin in identifiable else row for row in method.weighting.margins)
    return replace(method, weighting=replace(method.weighting, margins=margins))


def _rounded(row: MarginReport) -> MarginReport:
    n, share = np.array([row.respondents]), np.array([row.base_share])
    return replace(
        row,
        respondents=int(base_rounding().rounded(n)[0]),
        base_share=float(half_up(share, decimals()["share"])[0]),
    )
