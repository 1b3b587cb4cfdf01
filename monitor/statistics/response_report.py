"""Response of one wave as told in the method annex: the chain, the rates and the representativeness."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from monitor.statistics.response import r_indicator, read_dispositions, response_chain, response_rates
from monitor.study.study import Wave

DISPOSITION = "disposition"


def describe_response(wave: Wave, completed: int, accepted: int) -> dict[str, Any]:
    """`chain` stage by stage; with dispositions also `rates` (AAPOR names) and `representativeness`.

    Rates that have no denominator and an indicator without frame variables are None.
    **Raises** StatisticsError for a disposition file that cannot be used.
    """
    told: dict[str, Any] = {"chain": [asdict(stage) for stage in response_chain(wave, completed, accepted)]}
    if wave.dispositions is None:
        return told
    units = read_dispositions(wave.dispositions)
    counts = units[DISPOSITION].value_counts()
    rates = response_rates({str(name): int(count) for name, count in counts.items()})
    told["rates"] = {name: None if math.isnan(rate) else rate for name, rate in rates.items()}
    variables = tuple(name for name in units.columns if name != DISPOSITION)
    told["representativeness"] = asdict(r_indicator(units, variables)) if variables else None
    return told
