"""The rule on caseworkers, which holds where nothing else is kept back: no figure tells of one of them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from monitor.release.door.blocks import EstimateTable
from monitor.release.door.checks import Check, blocks_concerned
from monitor.study.house_policy import house_vignettes, house_workers
from monitor.study.recognition import WORKER
from monitor.study.study import Study

CELL = ["wave", "item", "breakdown", "group"]


def caseworkers(table: EstimateTable, workers: pd.DataFrame | None, study: Study) -> Check:
    """Blocks behind which are too few caseworkers, or one who has most of the answers.

    `workers` has a row for each cell of which the caseworkers are known (see statistics.quality.workers); a cell
    without one is not told. Nothing is told of an item or breakdown that points at caseworkers itself.
    """
    blocks = table.blocks
    if workers is None:
        mask = np.zeros(len(blocks), bool)
    else:
        rules = house_workers()
        behind = blocks[CELL].merge(workers, on=CELL, how="left")
        enough = (behind["workers"] >= rules.at_least) & (behind["largest_share"] <= rules.largest_share)
        mask = ~enough.to_numpy() & ~table.empty
    pointing = [one.id for one in study.breakdowns if WORKER in one.recognised]
    mask |= (blocks["item"].isin(list(study.worker_items)) | blocks["breakdown"].isin(pointing)).to_numpy()
    return Check("caseworkers", f"{blocks_concerned(mask)} gaan over te weinig medewerkers.", mask)


def municipalities(table: EstimateTable, behind: pd.DataFrame, study: Study) -> Check:
    """Groups of caseworkers who judged vignettes: too few of them, or from too few municipalities.

    `behind` has a row for each cell with answers (see statistics.quality.workers).
    """
    rules, blocks = house_vignettes(), table.blocks
    found = blocks[CELL].merge(behind, on=CELL, how="left")
    few = ~(found["workers"] >= rules.municipalities).to_numpy()
    few |= (blocks["breakdown"] != "").to_numpy() & (blocks["n"] < rules.caseworkers).to_numpy()
    mask = few & ~table.empty
    return Check("municipalities", f"{blocks_concerned(mask)} gaan over te weinig gemeenten.", mask)
