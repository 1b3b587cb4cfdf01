"""JSON of other programs, within a size and depth that a questionnaire has."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from monitor.errors import IntakeError

LARGEST = 50_000_000  # bytes


def read_json(path: Path) -> Any:
    """What a JSON file holds. **Raises** IntakeError for a damaged or too large one."""
    if path.stat().st_size > LARGEST:
        raise IntakeError("exchange.structure_too_large", where=path.name, most=LARGEST)
    try:
        return json.loads(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise IntakeError("exchange.damaged_json", where=path.name) from None


def mapping(value: Any) -> dict[str, Any]:
    """A value as a mapping: lists by place, anything else empty. Programs write either."""
    if isinstance(value, dict):
        return {str(name): each for name, each in value.items()}
    if isinstance(value, list):
        return {str(place): each for place, each in enumerate(value, start=1)}
    return {}
