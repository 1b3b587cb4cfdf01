"""Small surveys for the statistics tests, made from plain columns."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from monitor.intake.answers.typed_answers import NO_ANSWER, NOT_ASKED, VALID, Answers, Variable
from monitor.statistics.design.declared_design import build_design
from monitor.statistics.design.sampling_design import SurveyDesign
from monitor.study.kinds import KINDS
from monitor.study.policy import Comparison, DisclosureRules, Threshold
from monitor.study.questionnaire import Group, Item, Questionnaire
from monitor.study.scale import Category, Net, Scale, Special, own_scale
from monitor.study.study import Study
from monitor.study.study_file import DesignPlan, Indicator, Wave

SEED = 20240901  # of the simulations


def scale(
    codes: Sequence[str], kind: str = "nominal", nets: Mapping[str, Sequence[str]] | None = None
) -> Scale:
    """A scale whose labels are its codes; likert scores run from K down to 1."""
    found = tuple(Net(name, name, tuple(of)) for name, of in (nets or {}).items())
    scores = tuple(float(len(codes) - place) for place in range(len(codes))) if kind == "likert" else None
    return Scale("scale", kind, tuple(Category(code, code) for code in codes), found, scores)


def item(
    name: str, kind: str = "single", of: Scale | None = None, waves: Sequence[str] = ("1",), **more
) -> Item:
    """An item asked in all waves and comparable from the first."""
    own = own_scale(KINDS[kind]) or of
    values = {"group": name, "theme": "t", "block": "", "asked": tuple(waves), "comparable_from": waves[0]}
    values |= {"text": name, "short": name, "number": "", "scale": own}
    return Item(id=name, kind=kind, **{**values, **more})


def variable(declared: Item, column: Sequence, state: Sequence[int] | None = None) -> Variable:
    """Typed answers from codes or numbers; None is no answer, a special code its own state."""
    special = {entry.code: {"dont_know": 3, "not_applicable": 4}[entry.means] for entry in declared.special}
    found = np.array([NO_ANSWER if x is None else special.get(str(x), VALID) for x in column], dtype=np.int8)
    if state is not None:
        found = np.asarray(state, dtype=np.int8)
    codes = values = None
    categories: tuple[str, ...] = ()
    if declared.scale is not None:
        categories = declared.scale.codes
        codes = np.array(
            [categories.index(str(x)) if s == VALID else -1 for x, s in zip(column, found, strict=True)]
        )
        codes = codes.astype(np.int8)
    if declared.traits.numeric:
        values = np.array([float(x) if s == VALID else np.nan for x, s in zip(column, found, strict=True)])
    nets = {net.id: net.of for net in declared.scale.nets} if declared.scale else {}
    scores = declared.scale.scores if declared.scale else None
    return Variable(declared.id, declared.kind, found, categories, codes, values, scores, nets)


def survey(
    items: Sequence[Item],
    columns: Mapping[str, Sequence],
    wave: Sequence[int],
    *,
    waves: Sequence[str] = ("1",),
    ids: Sequence | None = None,
    design: Mapping[str, Sequence] | None = None,
    plan: DesignPlan | None = None,
    **policy,
) -> SimpleNamespace:
    """Answers, design, study and questionnaire of a small survey; every group of items an indicator."""
    rows = len(wave)
    variables = {found.id: variable(found, columns[found.id]) for found in items}
    for found in items:
        outside = ~np.isin(np.array(waves)[np.asarray(wave, dtype=int)], found.asked)
        variables[found.id].state[outside] = NOT_ASKED
        if variables[found.id].codes is not None:
            variables[found.id].codes[outside] = -1
    answers = Answers(
        waves=tuple(waves),
        wave=np.asarray(wave, dtype=np.int8),
        respondent_id=np.array(ids if ids is not None else [f"r{n}" for n in range(rows)], dtype=object),
        variables=variables,
        design=pd.DataFrame(dict(design or {}), index=range(rows)),
    )
    groups = {name: [x for x in items if x.group == name] for name in dict.fromkeys(x.group for x in items)}
    questionnaire = Questionnaire(
        survey="s", title="s", respondent="r", respondents="rs", waves=tuple(waves), themes={"t": "t"}, blocks={},
        scales={}, items={found.id: found for found in items},
        groups={
            name: Group(name, found[0].kind, name, "", "t", "", tuple(x.id for x in found))
            for name, found in groups.items()
        },
    )  # fmt: skip
    plan = plan or DesignPlan()
    indicators = tuple(
        Indicator(name, name, "t", tuple(x.id for x in found)) for name, found in groups.items()
    )
    study = study_of(questionnaire, indicators, plan, **policy)
    return SimpleNamespace(
        answers=answers, design=build_design(answers, plan), study=study, questionnaire=questionnaire
    )


def study_of(
    questionnaire: Questionnaire, indicators: tuple[Indicator, ...], plan: DesignPlan, **policy
) -> Study:
    """A study with the default policy; `policy` replaces parts of it."""
    comparison = Comparison(0.05, 0.80, "bh", {}, ("previous",), "t", (), (), (), False, 5.0)
    more = {name: policy.pop(name) for name in ("breakdowns", "weighting", "interval") if name in policy}
    limits = Threshold(10, 30, 8)
    return Study(
        id="s", title="s", subtitle="", publisher="", published=date(2024, 1, 1), path=Path("study.yaml"),
        questionnaire=questionnaire, waves=tuple(Wave(name, name, Path("x.csv")) for name in questionnaire.waves),
        design=plan, weighting=more.get("weighting"), comparison=replace(comparison, **policy), indicators=indicators,
        breakdowns=more.get("breakdowns", ()), interval=more.get("interval", "auto"), disclosure=DisclosureRules(limits, limits, 5, 5, 20), reports=(),
    )  # fmt: skip


def bare_design(weights: Sequence[float], strata: Sequence[int] | None = None, psu: Sequence[int] | None = None,
                wave: Sequence[int] | None = None, **more) -> SurveyDesign:  # fmt: skip
    """A design from codes alone."""
    rows = len(weights)
    column = lambda x, default: np.asarray(default if x is None else x, dtype=np.int64)  # noqa: E731 (three uses)
    waves = column(wave, np.zeros(rows))
    return SurveyDesign(
        np.asarray(weights, dtype=float), column(strata, np.zeros(rows)), column(psu, np.arange(rows)), waves,
        tuple(str(x) for x in range(int(waves.max(initial=0)) + 1)), **more,
    )  # fmt: skip


@pytest.fixture
def random(request: pytest.FixtureRequest) -> np.random.Generator:
    """Draws of their own for each simulation, the same whichever run beside it."""
    return np.random.default_rng([SEED, zlib.crc32(request.node.name.encode())])


@pytest.fixture(scope="session")
def build() -> SimpleNamespace:
    """The builders above, for tests."""
    functions: dict[str, Callable] = {
        "scale": scale, "item": item, "variable": variable, "survey": survey, "design": bare_design, "special": Special,
    }  # fmt: skip
    return SimpleNamespace(**functions)
