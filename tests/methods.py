"""Blocks of a method for tests, each with what a study without declarations would have."""

from __future__ import annotations

from monitor.statistics.change.testing_summary import ChangeTesting, FamilySummary


def family(comparison: str, from_wave: str, to_wave: str, m: int, selected: int, **more) -> FamilySummary:
    """A family of item tests of the whole sample, at an alpha of 5%."""
    known = {"family": f"{comparison}:{from_wave}-{to_wave}", "breakdown": "", "rule": "bh", "alpha": 0.05}
    known |= {"level": 0.05 * max(selected, 1) / m, "tests": {"t": m}}
    return FamilySummary(
        comparison=comparison, from_wave=from_wave, to_wave=to_wave, m=m, selected=selected, **(known | more)
    )


def change_testing(*families: FamilySummary, **more) -> ChangeTesting:
    """How changes were tested, with these families."""
    known = {"alpha": 0.05, "power": 0.8, "adjust": "bh", "sparse_below": 5.0, "margins": {}, "headlines": ()}
    known |= {"left_out": (), "fpc": False, "stable_ids": False}
    return ChangeTesting(families=families, **(known | more))
