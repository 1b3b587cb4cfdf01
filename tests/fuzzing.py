"""How many made inputs a fuzz test reads: the same few in every test run, new ones when `just fuzz` asks."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

ALL_STEADY = 1000  # about as many as all fuzz tests together read in a test run
GENTLE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


def profiles(inputs: int | None) -> None:
    """Load how properties are tried. Steady: the same cases everywhere, and no clock decides; else new ones."""
    settings.register_profile("steady", derandomize=True, deadline=None)
    settings.register_profile(
        "new", derandomize=False, deadline=None, max_examples=inputs or ALL_STEADY, print_blob=True
    )
    settings.load_profile("new" if inputs else "steady")


def fuzzed(steady: int) -> settings:
    """Settings of one fuzz test: `steady` inputs, or its part of those that were asked for."""
    asked = settings().max_examples if settings.get_current_profile_name() == "new" else ALL_STEADY
    return settings(max_examples=max(1, steady * asked // ALL_STEADY), suppress_health_check=GENTLE)
