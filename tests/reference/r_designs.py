"""Designs as R's svydesign makes them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from monitor.statistics.design.sampling_design import SurveyDesign


def codes(column) -> np.ndarray:
    return pd.factorize(column, sort=True)[0].astype(np.int64)


def design_of(weights, *, psu=None, strata=None, fpc=None, wave=None, **more) -> SurveyDesign:
    """A design as svydesign makes it: `fpc` is the number of PSUs in the stratum.

    Where `wave` stands for a domain of one survey, the sampling fraction is that of the stratum.
    """
    rows = len(weights)
    strata = np.zeros(rows, np.int64) if strata is None else codes(strata)
    psu = np.arange(rows) if psu is None else codes(psu)
    wave = np.zeros(rows, np.int64) if wave is None else codes(wave)
    names = tuple(str(number) for number in range(int(wave.max()) + 1))
    design = SurveyDesign(np.asarray(weights, float), strata, psu, wave, names, **more)
    if fpc is None:
        return design
    size = pd.Series(np.asarray(fpc, float)).groupby(strata).first().to_numpy()
    fraction = design.units.psus_by_stratum / size
    population = design.units.sampled_by_wave / fraction[:, None]
    return SurveyDesign(design.weights, strata, psu, wave, names, population=population, **more)
