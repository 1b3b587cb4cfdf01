"""How many municipalities the answers stand for: counts only, no codes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monitor.intake.answers.joined import SEPARATOR
from monitor.intake.files.table import TextColumn
from monitor.intake.validation.validate import Checked


@dataclass(frozen=True)
class ListFacts:
    """Respondents naming one and several municipalities, and how many different ones all together."""

    one: int
    several: int
    none: int
    distinct: int


def count_lists(checked: Checked, accepted: np.ndarray) -> dict[str, ListFacts]:
    """Counts per list of municipalities over the accepted rows."""
    split_off, fields = checked.responses.split_off, checked.plan.fields
    return {
        name: _facts(split_off.texts(name).take(accepted), checked)
        for name, item in fields.items()
        if item.list_of == "municipality" and name in split_off
    }


def _facts(column: TextColumn, checked: Checked) -> ListFacts:
    frame = checked.plan.study.municipalities
    named = [
        {
            frame.recode(code.strip()) if frame else code.strip()
            for code in text.split(SEPARATOR)
            if code.strip()
        }
        for text in column.texts
    ]
    counts, sizes = column.counts(), np.array([len(codes) for codes in named])
    present = [codes for codes, count in zip(named, counts, strict=True) if count]
    return ListFacts(
        one=int(counts[sizes == 1].sum()),
        several=int(counts[sizes > 1].sum()),
        none=int(counts[sizes == 0].sum()),
        distinct=len(set().union(*present)),
    )
