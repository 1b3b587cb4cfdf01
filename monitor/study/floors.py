"""The policy of the house: what a study file may leave out, and how far down it may go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from monitor.study.declarations import Declaration, Key, read_declaration, shown

POLICY = Path(__file__).with_name("policy.yaml")
FLOORS = "floors"


def study_defaults() -> dict[str, Any]:
    """What holds where a study file says nothing else, key by key."""
    return {key: value for key, value in read_declaration(POLICY).data.items() if key != FLOORS}


def house_floors() -> dict[str, float]:
    """By key of the block `disclosure`, the least that it may say."""
    return {key: float(least) for key, least in read_declaration(POLICY).data[FLOORS].items()}


def check_floors(study: Declaration, floors: Mapping[str, float]) -> None:
    """Hold every limit of disclosure that a study file sets against its floor.

    **Raises** DeclarationError at the line of a limit that is lower, or no number at all.
    """
    for key, value in _limits(study.data.get("disclosure"), ("disclosure",), floors):
        floor = floors[key[-1]]
        if not _number(value) >= floor:
            raise study.error(
                key,
                f'"{" > ".join(key)}" cannot be used: its floor is {floor:g}',
                got=shown(value),
                expected=f"a number of at least {floor:g}",
                hint="A study file may be stricter, never looser: leave the key out, or let an organisation lower"
                " the floor in a file of its own (--policy FILE)",
            )


def _limits(block: Any, key: Key, floors: Mapping[str, float]) -> Iterator[tuple[Key, Any]]:
    """The keys of a block that have a floor, however deep they stand."""
    for name, value in block.items() if isinstance(block, dict) else ():
        if name in floors:
            yield (*key, name), value
        else:
            yield from _limits(value, (*key, name), floors)


def _number(value: Any) -> float:
    """A number as somebody wrote it; not a number for anything else, which no floor allows."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return float("nan")
