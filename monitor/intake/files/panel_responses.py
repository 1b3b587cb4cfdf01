"""The rates of one moment as responses: a row for each municipality, which passes every stage as a respondent does."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from monitor.intake.files.panel import FIRST_ROW, Panel
from monitor.intake.files.responses import Responses, SplitOff
from monitor.intake.files.table import text_column
from monitor.study.register_file import RegisterIndicator
from monitor.study.register_study import MUNICIPALITY
from monitor.study.study import Study


def rates_of(counts: Mapping[str, np.ndarray], one: RegisterIndicator) -> np.ndarray:
    """The rate of each municipality; nan where there is none of the denominator."""
    numerator, denominator = counts[one.numerator], counts[one.denominator]
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = numerator / denominator * one.per
    return np.where(denominator > 0, rate, np.nan)


def responses_of_panel(panel: Panel, study: Study, wave: str) -> Responses:
    """The rates of a moment, exactly, with an empty cell where there is no rate."""
    assert study.register is not None
    counts = panel.at(wave)
    columns = {
        one.id: text_column("" if np.isnan(rate) else repr(float(rate)) for rate in rates_of(counts, one))
        for one in study.register.indicators
    }
    columns[MUNICIPALITY] = text_column(panel.municipalities)
    return Responses(
        wave=wave,
        path=study.wave(wave).responses,
        sha256=panel.sha256,
        form=panel.name,
        rows=np.arange(FIRST_ROW, FIRST_ROW + len(panel.municipalities)),
        respondent_id=np.array(panel.municipalities, object),
        columns=columns,
        split_off=SplitOff({}),
    )
