"""Faults planted on purpose: hard ones in rows of their own, soft ones in accepted rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reconstruction import Wave, meets

Row = dict[str, str]


@dataclass(frozen=True)
class Fault:
    """One fault in one row; `row` is the position among accepted and planted rows together."""

    row: int
    item: str
    rule: str
    severity: str


def plant(
    wave: Wave, rows: list[Row], plan: Mapping[str, Any], ids: list[str], texts: set[str]
) -> list[Fault]:
    """Append the rows with hard faults, then make the soft faults in accepted rows."""
    accepted = [dict(row) for row in rows]
    faults: list[Fault] = []
    twins: dict[str, str] = {}
    used: set[int] = set()
    for number, entry in enumerate(plan["hard"]):
        donor = _pick(wave, accepted, entry, used, f"hard {number}")
        copy = {name: "" if name in texts else answer for name, answer in accepted[donor].items()}
        identity = twins.setdefault(entry["twin"], ids[number]) if "twin" in entry else ids[number]
        faults += [Fault(len(rows), fault["item"], fault["rule"], "hard") for fault in entry["faults"]]
        rows.append({**copy, "respondent_id": identity, **entry["change"]})
    for number, entry in enumerate(plan["soft"]):
        row = _pick(wave, accepted, entry, used, f"soft {number}")
        faults += [Fault(row, fault["item"], fault["rule"], "soft") for fault in entry["faults"]]
        rows[row].update(entry["change"])
    return faults


def _pick(wave: Wave, accepted: list[Row], entry: Mapping[str, Any], used: set[int], name: str) -> int:
    """An accepted row that meets `like`, was not picked before and has no contact data, unless asked for."""
    like = entry.get("like", {})
    alike = [
        place
        for place, row in enumerate(accepted)
        if place not in used
        and all(meets(row[item], wanted) for item, wanted in like.items())
        and (row.get("interview_consent") != "yes" or "interview_consent" in like)
    ]
    if not alike:
        raise SystemExit(f"planted faults of {wave.name}: no respondent left that meets {like}")
    chosen = alike[wave.stream(name).integers(len(alike))]
    used.add(chosen)
    return chosen
