"""The design of a study in a few numbers, for method.json."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from monitor.statistics.design.wave_overlap import SharedIds, WaveOverlap

if TYPE_CHECKING:
    from monitor.statistics.design.sampling_design import SurveyDesign


@dataclass(frozen=True)
class DesignSummary:
    """Sampled unit, strata, weights and population correction; degrees of freedom and overlap of waves.

    `respondents` counts by wave those whose answers weigh; `single_psu` is the policy for strata with one PSU;
    `second_stage` names the unit that was drawn from every PSU, where that counts, and `n_second_units` counts those.
    `replicates` is the type of replicate weights, empty without, and `n_replicates` counts them.
    `shared` and `contradictions` are those of WaveOverlap, `stable_ids` is None where nothing was declared.
    """

    psu: str
    strata: str | None
    n_strata: int
    n_psus: int
    n_psus_in_several_waves: int
    degrees_of_freedom: int
    respondents: Mapping[str, int]
    weighted: bool
    calibrated: bool
    fpc: bool
    single_psu: str
    single_psu_strata: int
    stable_ids: bool | None
    second_stage: str = ""
    n_second_units: int = 0
    replicates: str = ""
    n_replicates: int = 0
    shared: tuple[SharedIds, ...] = ()
    contradictions: Mapping[str, int] = field(default_factory=dict)


def describe_design(design: SurveyDesign, overlap: WaveOverlap | None = None) -> DesignSummary:
    """What the method says of a design; ids that mean nothing (`stable_ids` off) are no overlap."""
    waves_by_psu = np.unique(design.psu * np.int64(len(design.waves)) + design.wave) // len(design.waves)
    used = design.weights > 0
    respondents = {
        wave: int((used & (design.wave == place)).sum()) for place, wave in enumerate(design.waves)
    }
    return DesignSummary(
        psu=design.plan.psu,
        strata=design.plan.strata,
        n_strata=design.n_strata,
        n_psus=int(design.units.psus_by_stratum.sum()),
        n_psus_in_several_waves=int((np.bincount(waves_by_psu) > 1).sum()),
        degrees_of_freedom=design.degrees_of_freedom,
        respondents=respondents,
        weighted=not design.equal_weights,
        calibrated=design.calibration is not None,
        fpc=design.population is not None,
        single_psu=design.single_psu,
        single_psu_strata=len(design.units.single_strata),
        stable_ids=design.plan.stable_ids,
        second_stage=design.plan.second_stage.unit if design.second and design.plan.second_stage else "",
        replicates=design.plan.replicates.type if design.replicates and design.plan.replicates else "",
        n_replicates=design.replicates.known.columns if design.replicates else 0,
        n_second_units=0 if design.second is None else len(design.second.unit_stratum),
        **vars(overlap if overlap and design.plan.stable_ids else WaveOverlap()),
    )
