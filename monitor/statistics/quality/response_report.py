"""Response of one wave as told in the method annex: the chain, the rates and the representativeness."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from monitor.statistics.quality.representativeness import r_indicator
from monitor.statistics.quality.response import (
    eligible_units,
    response_chain,
    response_rates,
)
from monitor.statistics.quality.response_summary import ResponseSummary
from monitor.statistics.quality.sampled_respondents import DISPOSITION, check_respondents
from monitor.study.study_file import Representativeness, Wave


def describe_response(
    wave: Wave,
    units: pd.DataFrame | None,
    completed: int,
    respondents: Sequence[str],
    plan: Representativeness,
) -> ResponseSummary:
    """What the method says of the response of a wave: `completed` questionnaires, of which those of the `respondents`
    were accepted; `units` are those that were sampled, None where nobody says so; `plan` names the frame variables of the R-indicator.

    **Raises** StatisticsError for a disposition file that cannot be used.
    """
    chain = response_chain(wave, completed, len(respondents))
    if units is None:
        return ResponseSummary(chain)
    check_respondents(units, respondents, wave)
    counts = units[DISPOSITION].value_counts()
    rates = response_rates({str(name): int(count) for name, count in counts.items()})
    known = {name: None if math.isnan(rate) else rate for name, rate in rates.items()}
    if not plan.variables:
        return ResponseSummary(chain, known)
    told = r_indicator(
        eligible_units(units),
        plan.variables,
        plan.weight,
        where=wave.dispositions.name if wave.dispositions else "",
    )
    return ResponseSummary(chain, known, told)
