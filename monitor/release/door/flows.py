"""What the same people answered in two waves: told where they are many, and so is everybody who is not one of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from monitor.release.door.beside_tables import WITH_NUMBERS, added_below
from monitor.release.door.few_weights import NOT_FEW, FewWeights
from monitor.schema_words import PERSONS, pair_name
from monitor.study.study import Study


def earlier_waves(changes: Mapping[str, Any] | pd.DataFrame) -> dict[str, str]:
    """By item the wave that the people of its flows come from; `changes` are columns of them."""
    if "comparison" not in changes:
        return {}
    columns = (list(changes[name]) for name in ("comparison", "item", "from_wave"))
    return {item: wave for comparison, item, wave in zip(*columns, strict=True) if comparison == PERSONS}


def with_flows(
    released: pd.DataFrame,
    flows: pd.DataFrame,
    earlier: Mapping[str, str],
    study: Study,
    few: FewWeights = NOT_FEW,
) -> pd.DataFrame:
    """Released figures and below them the flows; those of too few people, or of `few` weights, have no numbers.

    `earlier` is by item the wave that people come from. See `too_few_people`.
    """
    if not len(flows):
        return released
    hidden = flows["item"].isin(too_few_people(flows, released, earlier, study)).to_numpy()
    return added_below(released, flows, hidden | few.rows(flows))


def too_few_people(
    flows: pd.DataFrame, released: pd.DataFrame, earlier: Mapping[str, str], study: Study
) -> set[str]:
    """Items whose flows are about so few people that one might be recognised.

    Those who answered twice are as many as a reliable figure needs, and in each of both waves those who answered there
    alone are nobody, or as many: what everybody answered less what these did is theirs. So are those
    who gave any one answer, then or now, among whom the flows divide: of fewer, one could be told what they all said.
    """
    rules = study.disclosure.anonymous
    found = set()
    for item, rows in flows.groupby("item"):
        n = rows["n"].iloc[0]
        everybody = [
            _answered(released, str(item), wave)
            for wave in (earlier.get(str(item), ""), rows["wave"].iloc[0])
        ]
        alone = [None if base is None else base - n for base in everybody]
        sizes = [*alone, *_people_by_answer(rows, study)]
        told = all(size is not None and (size == 0 or size >= rules.unreliable_below) for size in sizes)
        if not (n >= rules.unreliable_below and told):
            found.add(str(item))
    return found


def _people_by_answer(rows: pd.DataFrame, study: Study) -> list[float]:
    """How many of those who answered twice gave each answer then, and how many now."""
    count = dict(zip(rows["category"], rows["count"], strict=True))
    scale = study.questionnaire.items[str(rows["item"].iloc[0])].scale
    codes = scale.codes if scale is not None else ()
    then = [sum(count[pair_name(one, other)] for other in codes) for one in codes]
    return then + [sum(count[pair_name(one, other)] for one in codes) for other in codes]


def _answered(released: pd.DataFrame, item: str, wave: str) -> float | None:
    """How many gave a valid answer in a wave; None where that is not told."""
    rows = released[(released["item"] == item) & (released["wave"] == wave) & (released["breakdown"] == "")]
    rows = rows[(rows["measure"] == "share") & rows["status"].isin(WITH_NUMBERS)]
    return float(rows["n"].max()) if len(rows) else None
