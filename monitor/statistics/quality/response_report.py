"""Response of one wave as told in the method annex: the chain, the rates and the representativeness."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from monitor.statistics.quality.response import r_indicator, read_dispositions, response_chain, response_rates
from monitor.study.study_file import Wave

DISPOSITION = "disposition"


def describe_response(wave: Wave, completed: int, accepted: int, variables: Sequence[str]) -> dict[str, Any]:
    """`chain` stage by stage; with dispositions also `rates` (AAPOR names) and `representativeness`.

    `variables` are the frame variables of the R-indicator. A rate that has no denominator and an
    indicator without variables are None.
    **Raises** StatisticsError for a disposition file that cannot be used.
    """
    told: dict[str, Any] = {"chain": [asdict(stage) for stage in response_chain(wave, completed, accepted)]}
    if wave.dispositions is None:
        return told
    units = read_dispositions(wave.dispositions)
    counts = units[DISPOSITION].value_counts()
    rates = response_rates({str(name): int(count) for name, count in counts.items()})
    told["rates"] = {name: None if math.isnan(rate) else rate for name, rate in rates.items()}
    told["representativeness"] = asdict(r_indicator(units, variables)) if variables else None
    return told
