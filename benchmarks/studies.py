"""The demonstration studies end to end, stage by stage, through the command's own pipeline."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks.clock import peak_megabytes
from monitor.commands.demonstration import LARGE, demonstration_studies, make_responses, study_files
from monitor.pipeline import run_study
from monitor.stages.options import RunOptions

KLANTMANAGERS, CLIENTS = study_files(demonstration_studies())
STUDIES = {"klantmanagers": ((), KLANTMANAGERS), "clients": (LARGE, CLIENTS), "clients-whole": ((), CLIENTS)}


def measure(name: str) -> list[dict]:
    """Seconds of every stage of one study, and the peak memory of the whole."""
    without, path = STUDIES[name]
    make_responses(demonstration_studies(), lambda *_: None)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "build"
        if path == CLIENTS:  # which sets the released figures of the other study beside its own
            run_study(KLANTMANAGERS, RunOptions(out=out, formats=("html",)), lambda *_: None)
        stages: dict[str, float] = {}
        start = last = time.perf_counter()

        def tell(stage: str, detail: str) -> None:
            nonlocal last
            now = time.perf_counter()
            stages[stage] = stages.get(stage, 0.0) + now - last
            last = now

        run_study(path, RunOptions(out=out, without=without), tell)
        stages["closed"] = time.perf_counter() - last
        stages["total"] = time.perf_counter() - start
    peak = peak_megabytes()
    return [
        {"study": name, "task": stage, "seconds": seconds, "peak_mb": peak}
        for stage, seconds in stages.items()
    ]
