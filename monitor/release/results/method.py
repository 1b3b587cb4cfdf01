"""How the figures came about, as published in method.json: counts and policy, never an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from monitor.schema import VERSION
from monitor.study.study import Study
from monitor.study.study_file import Wave


@dataclass(frozen=True)
class WaveAccount:
    """What intake says of one wave: the ledger, municipalities named, and how often each rule failed."""

    ledger: Mapping[str, Any]
    facts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    rules: tuple[Mapping[str, Any], ...] = ()


def method_of(
    study: Study, accounts: Mapping[str, WaveAccount], statistics: Mapping[str, Any]
) -> dict[str, Any]:
    """The method of a study: `waves`, `design`, `weighting`, `tests`, `thresholds`, `breaks`, ..."""
    return {
        "schema": VERSION,
        "study": study.id,
        "title": study.title,
        "respondent": study.questionnaire.respondent,
        "respondents": study.questionnaire.respondents,
        "published": study.published.isoformat(),
        "demonstration": study.demonstration,
        "representative": study.representative,
        "waves": {wave.id: _wave(wave, accounts[wave.id]) for wave in study.waves},
        "thresholds": asdict(study.disclosure),
        "breaks": _breaks(study),
        "constants": {name: asdict(found) for name, found in study.constants.items()},
        **statistics,
    }


def _wave(wave: Wave, account: WaveAccount) -> dict[str, Any]:
    """The response chain, the ledger and the rules of one wave."""
    declared = ("label", "sampled", "invited", "reached", "started", "interviews", "mode")
    counted = ("n_read", "n_accepted", "n_quarantined", "n_flagged", "n_corrected", "reasons", "flags")
    return {
        **{name: getattr(wave, name) for name in declared},
        "fieldwork": list(wave.fieldwork),
        **{name: account.ledger[name] for name in counted},
        "facts": account.facts,
        "rules": list(account.rules),
    }


def _breaks(study: Study) -> list[dict[str, str]]:
    """Items whose answers cannot be compared with an earlier wave, and why."""
    return [
        {
            "item": item.id,
            "from_wave": item.comparable_from,
            "reason": item.break_reason,
            "note": item.break_note,
        }
        for item in study.questionnaire.items.values()
        if not item.confidential and item.asked and item.comparable_from != item.asked[0]
    ]
