"""Seconds and memory of one task."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

STATUS = Path("/proc/self/status")


def timed(task: Callable[[], object]) -> dict[str, float]:
    """How long a task takes, and the peak of memory above where it began."""
    before = _memory("VmRSS")
    _forget_peak()
    start = time.perf_counter()
    task()
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "peak_mb": max(_memory("VmHWM") - before, 0.0)}


def peak_megabytes() -> float:
    """The most memory this process ever held."""
    return _memory("VmHWM")


def _memory(field: str) -> float:
    """Megabytes by this name in the process status; 0 where the system has none."""
    if not STATUS.exists():
        return 0.0
    for line in STATUS.read_text(encoding="ascii").splitlines():
        if line.startswith(field):
            return float(line.split()[1]) / 1024
    return 0.0


def _forget_peak() -> None:
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return
