"""Designs, weightings and control totals that cannot be made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from monitor.intake.answers.typed_answers import Answers
from monitor.statistics.design.declared_design import build_design
from monitor.statistics.design.declared_replicates import check_plan
from monitor.statistics.design.domains import check_domains_have_variance, domains_of
from monitor.statistics.quality.municipality_recodes import check_no_recodes
from monitor.statistics.quality.representativeness import r_indicator
from monitor.statistics.quality.response import eligible_units, read_dispositions
from monitor.statistics.quality.response_report import describe_response
from monitor.statistics.weighting.calibrate import calibrate
from monitor.statistics.weighting.trimming import trim
from monitor.statistics.weighting.weighting import weight_respondents
from monitor.study.control_totals import ControlTotals, read_control_totals
from monitor.study.study_file import (
    Breakdown,
    DesignPlan,
    ReplicatesPlan,
    Representativeness,
    SecondStagePlan,
    Wave,
    WeightingPlan,
)
from tests.statistics.conftest import item, scale, survey
from tests.statistics.test_municipality_recodes import municipality_survey

from .desk import Case, Cases, Desk

Totals = Mapping[str, Mapping[str, float]]
TOTALS = {"sex": {"f": 60.0, "m": 40.0}, "age": {"o": 30.0, "y": 70.0}}
CONTROLS = "margin,category,total,source,reference_date\n"
CONTROL_FILES = {
    "a column is missing": "margin,category,total\n",
    "a total that is no number": CONTROLS + "sex,f,many,CBS,2022\n",
    "a negative total": CONTROLS + "sex,f,-1,CBS,2022\n",
    "a row with a field too few": CONTROLS + "sex,f,1,CBS\n",
    "a category twice": CONTROLS + "sex,f,1,CBS,2022\nsex,f,2,CBS,2022\n",
}
DISPOSITION_FILES = {
    "a column is missing": "region\nn\n",
    "an unknown disposition": "disposition\ncomplete\nrefused\n",
    "no unit": "respondent_id,disposition\n",
    "a heading twice": "disposition,disposition\ncomplete,complete\n",
}


def _answers(size: int, **columns: Sequence[object]) -> Answers:
    ids = np.array([f"r{place}" for place in range(size)], dtype=object)
    return Answers(("1",), np.zeros(size, np.int8), ids, {}, pd.DataFrame(columns, index=range(size)))


def _responded(rows: str) -> Case:
    """Two respondents of a wave, beside a file of what became of the units that were sampled."""

    def run(desk: Desk) -> object:
        path = desk.write("dispositions.csv", f"respondent_id,disposition\n{rows}")
        wave = Wave("2025", "2025", path, dispositions=path)
        return describe_response(wave, read_dispositions(path), 2, ("r1", "r3"), Representativeness())

    return run


def _design(plan: DesignPlan, size: int = 2, weights: np.ndarray | None = None, **columns: Sequence) -> Case:
    return lambda desk: build_design(_answers(size, **columns), plan, weights=weights)


def _shared_ids(desk: object) -> object:
    """Three respondents in each of two waves, of whom two have the number of an earlier one."""
    answers = _answers(6)
    wave = np.array([0, 0, 0, 1, 1, 1], np.int8)
    ids = np.array(list("abcabd"), dtype=object)
    return build_design(replace(answers, waves=("1", "2"), wave=wave, respondent_id=ids), DesignPlan())


def _groups(plan: DesignPlan, breakdown: Breakdown) -> Case:
    def run(desk: object) -> object:
        answers = _answers(4, town=["x", "x", "y", "y"])
        return check_domains_have_variance(build_design(answers, plan), domains_of(answers, breakdown))

    return run


def _weighted(
    totals: Totals = TOTALS,
    sampled: Sequence[str] | None = None,
    column: str = "age",
    sex: str = "ffmmmmmm",
    age: str = "oyoyoyoy",
    **plan: object,
) -> Case:
    """Two women and six men weighted to the totals of their sex and age."""

    def run(desk: object) -> object:
        items = [item(name, "single", scale(codes)) for name, codes in (("sex", "fm"), ("age", "oy"))]
        answers = {"sex": [None if one == "-" else one for one in sex], "age": list(age)}
        weighting = WeightingPlan(
            **{"method": "raking", "margins": (("sex",), ("age",)), "controls": Path("controls.csv"), **plan}
        )
        built = survey(items, answers, [0] * len(sex), weighting=weighting)
        controls = ControlTotals(
            Path("controls.csv"), totals, dict.fromkeys(totals, "CBS"), dict.fromkeys(totals, "2022")
        )
        units = {} if sampled is None else {"1": pd.DataFrame({column: list(sampled)})}
        return weight_respondents(built.answers, built.study, {"1": controls}, units)

    return run


def _to_numbers(hours: Sequence[object], kind: str = "number", **total: float) -> Case:
    """Four people weighted to their sex and to the sum of their hours."""

    def run(desk: object) -> object:
        items = [
            item("sex", "single", scale("fm")),
            item("hours", kind, None if kind == "number" else scale("12")),
        ]
        totals = {"sex": {"f": 60.0, "m": 40.0}, "hours": total}
        weighting = WeightingPlan("raking", (("sex",),), Path("controls.csv"), ("hours",))
        built = survey(items, {"sex": list("ffmm"), "hours": hours}, [0] * 4, weighting=weighting)
        known = dict.fromkeys(totals, "CBS")
        controls = ControlTotals(Path("controls.csv"), totals, known, known)
        return weight_respondents(built.answers, built.study, {"1": controls})

    return run


def _calibrated(method: str, bounds: tuple[float, float] | None) -> Case:
    return lambda desk: calibrate(np.ones(2), np.eye(2), np.ones(2), method, bounds)


def _weighted_replicates(desk: object) -> object:
    return check_plan(
        DesignPlan(weights="w", replicates=ReplicatesPlan(columns="rep_*", type="BRR")),
        WeightingPlan("raking", (("sex",),), Path("controls.csv")),
    )


def _representative(frame: Mapping[str, Sequence[str]], weight: str | None = None) -> Case:
    return lambda desk: r_indicator(eligible_units(pd.DataFrame(frame)), ["region"], weight)


def _recode(desk: object) -> object:
    """A letter for each of three municipalities."""
    made = municipality_survey(
        [place // 20 for place in range(60)], ["abc"[place // 20] for place in range(60)]
    )
    return check_no_recodes(made.answers, made.study)


POPULATION = DesignPlan(fpc=True, population="pool")
STAGES = DesignPlan(psu="town", fpc=True, population="pool", second_stage=SecondStagePlan("people"))
TOWNS = {"town": ["x", "x", "y", "y"], "pool": [9] * 4}
TOWN = Breakdown("town", "Gemeente", ("town",), {"x": "X", "y": "Y"})
HALVES = {"rep_1": [2, 2, 0, 0], "rep_2": [0, 2, 2, 0], "rep_3": [2, 0, 2, 0]}
LEFT_OUT = {"rep_1": [0, 1.3, 1.3, 1.3], "rep_2": [1.3, 0, 1.3, 1.3], "rep_3": [1.3, 1.3, 0, 1.3]}
FAY = {"rep_1": [1.7, 1.7, 0.3, 0.3], "rep_2": [0.3, 1.7, 1.7, 0.3]}


def _replicates(
    kind: str, columns: Mapping[str, Sequence], more: Mapping | None = None, **plan: object
) -> Case:
    """Replicate weights of four respondents who weigh 1."""
    made = ReplicatesPlan(columns="rep_*", type=kind, **(more or {}))
    weights = plan.pop("w", [1.0] * 4)
    return _design(DesignPlan(**{"weights": "w", "replicates": made, **plan}), 4, w=weights, **columns)


REPLICATES: Cases = {
    "beside strata": _replicates("BRR", HALVES, strata="part"),
    "without the weight itself": _replicates("BRR", HALVES, weights=None),
    "of a panel that are not linked": _replicates("BRR", HALVES, stable_ids=True),
    "weighted anew": _weighted_replicates,
    "rho of another type": _replicates("BRR", HALVES, {"rho": 0.3}),
    "JKn without factors": _replicates("JKn", LEFT_OUT),
    "one column": _replicates("BRR", {"rep_1": [2, 2, 0, 0]}),
    "factors of another number": _replicates("JKn", LEFT_OUT, {"rscales": (0.5, 0.5)}),
    "a negative weight": _replicates("BRR", {**HALVES, "rep_2": [2, -1, 2, 0]}),
    "an empty cell": _replicates("BRR", {**HALVES, "rep_2": [2, None, 2, 0]}),
    "factors instead of weights": _replicates("BRR", HALVES, w=[40.0] * 4),
    "half samples that are none": _replicates("BRR", LEFT_OUT | {"rep_2": [1, 1, 1, 1]}),
    "Fay with half samples": _replicates("Fay", HALVES, {"rho": 0.3}),
    "Fay with another rho": _replicates("Fay", FAY, {"rho": 0.5}),
    "a jackknife that leaves nobody out": _replicates("JK1", {**LEFT_OUT, "rep_2": [1, 1, 1, 1]}),
    "a jackknife with half samples": _replicates("JK1", {**LEFT_OUT, "rep_2": [4, 0, 0, 0]}),
    "a jackknife that never leaves somebody out": _replicates("JK1", LEFT_OUT),
    "a bootstrap that draws nothing": _replicates("bootstrap", {**HALVES, "rep_2": [1, 1, 1, 1]}),
    "successive differences with zeros": _replicates("SDR", HALVES),
}
CASES: Cases = {
    "design: a column that the responses do not have": _design(DesignPlan(weights="wieght"), weight=[1, 2]),
    "design: an empty cell in a column": _design(DesignPlan(strata="part"), part=["x", None]),
    "design: a negative weight": _design(DesignPlan(), weights=np.array([1.0, -1.0])),
    "design: weights for other respondents": _design(DesignPlan(), weights=np.ones(3)),
    "design: nobody has a weight above 0": _design(DesignPlan(), weights=np.zeros(2)),
    "design: a policy nobody knows": _design(DesignPlan(single_psu="ignore")),
    "design: a stratum with one sampled unit": _design(
        DesignPlan(strata="part"), 3, part=["big", "big", "alone"]
    ),
    "design: a sampled unit in two strata": _design(
        DesignPlan(psu="town", strata="part"), 4, town=["x", "x", "y", "y"], part=["p", "q", "p", "q"]
    ),
    "design: ids in two waves that may be other people": _shared_ids,
    "design: fpc without a population": _design(DesignPlan(fpc=True)),
    "design: two populations in one stratum": _design(POPULATION, pool=[9, 10]),
    "design: a population below the sample": _design(POPULATION, pool=[1, 1]),
    "design: a second stage without fpc": _design(replace(STAGES, fpc=False), 4, **TOWNS, people=[5] * 4),
    "design: a second stage drawn from respondents": _design(
        replace(STAGES, psu="respondent_id"), 4, **TOWNS, people=[5] * 4
    ),
    "design: a second stage with a policy of the first": _design(
        replace(STAGES, single_psu="average"), 4, **TOWNS, people=[5] * 4
    ),
    "design: two populations in one sampled unit": _design(STAGES, 4, **TOWNS, people=[5, 5, 6, 7]),
    "design: a sampled unit with fewer people than were drawn": _design(
        STAGES, 4, **TOWNS, people=[5, 5, 1, 1]
    ),
    "design: one person of several in a sampled unit": _design(
        STAGES, 3, town=["x", "x", "y"], pool=[9] * 3, people=[5] * 3
    ),
    "design: two phases": _design(DesignPlan(phases=2)),
    "design: a third stage": _design(DesignPlan(third_stage={"unit": "class"})),
    "design: PPS without replacement": _design(DesignPlan(psu="town", pps="without_replacement")),
    "design: PPS with fpc": _design(
        DesignPlan(psu="town", pps="with_replacement", fpc=True, population="pool")
    ),
    "design: a draw of what was not drawn again": _design(DesignPlan(psu="town", draw="turn")),
    **{f"replicates: {name}": case for name, case in REPLICATES.items()},
    "breakdown: a group that is one sampled unit": _groups(DesignPlan(psu="town"), TOWN),
    "breakdown: something that was not answered": _groups(
        DesignPlan(), replace(TOWN, id="twn", items=("twn",))
    ),
    "breakdown: the municipality under another name": _recode,
    **{
        f"control totals: {name}": lambda desk, text=text: read_control_totals(
            desk.write("controls.csv", text)
        )
        for name, text in CONTROL_FILES.items()
    },
    "weighting: a number that somebody did not give": _to_numbers([1, 2, None, 3], total=200.0),
    "weighting: a sum of categories": _to_numbers([1, 2, 1, 2], "single", total=200.0),
    "weighting: a number with categories in the control totals": _to_numbers(
        [1, 2, 3, 4], low=50.0, high=150.0
    ),
    "control totals: no file": lambda desk: read_control_totals(desk.folder / "controls.csv"),
    "weighting: a margin without totals": _weighted({"sex": TOTALS["sex"]}),
    "weighting: margins of different populations": _weighted({**TOTALS, "age": {"o": 30.0, "y": 80.0}}),
    "weighting: a category without respondents": _weighted(sex="mmmmmmmm", margins=(("sex",),)),
    "weighting: a category without a total": _weighted({"sex": {"m": 10.0}}, margins=(("sex",),)),
    "weighting: respondents without an answer": _weighted(sex="-fmmmmmm"),
    "weighting: margins that cannot hold together": _weighted(sex="ffmm", age="ooyy"),
    "weighting: bounds that forbid the margins": _weighted(method="logit", bounds=(0.9, 1.1)),
    "weighting: nonresponse cells without sampled units": _weighted(nonresponse_cells=("age",)),
    "weighting: sampled units in a cell without respondents": _weighted(
        sampled="oyz", nonresponse_cells=("age",)
    ),
    "weighting: sampled units without the column of a cell": _weighted(
        sampled="ooyy", column="region", nonresponse_cells=("age",)
    ),
    "weighting: respondents in a cell without sampled units": _weighted(
        sampled="oo", nonresponse_cells=("age",)
    ),
    "weighting: trimming limits above the mean": lambda desk: trim(np.ones(3), 5.0, None),
    "calibration: a method nobody knows": _calibrated("greg", None),
    "calibration: logit without bounds": _calibrated("logit", None),
    "calibration: bounds that leave 1 out": _calibrated("linear", (1.1, 2.0)),
    **{
        f"dispositions: {name}": lambda desk, text=text: read_dispositions(
            desk.write("dispositions.csv", text)
        )
        for name, text in DISPOSITION_FILES.items()
    },
    "response: somebody who was not sampled": _responded("r1,complete\nr2,refusal\n"),
    "response: ids in other signs": _responded("R1,complete\nR3,complete\n"),
    "response: somebody who refused": _responded("r1,refusal\nr3,complete\n"),
    "response: a frame variable that is not there": _representative(
        {"disposition": ["complete"], "regio": ["n"]}
    ),
    "response: an empty cell of the frame": _representative(
        {"disposition": ["complete", "refusal"], "region": ["n", ""]}
    ),
    "response: a design weight that is no number": _representative(
        {"disposition": ["complete", "refusal"], "region": ["n", "z"], "d": ["1.5", ""]}, "d"
    ),
    "response: nobody was eligible": _representative({"disposition": ["not_eligible"], "region": ["n"]}),
}
