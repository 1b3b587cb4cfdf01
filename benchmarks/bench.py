"""Time and memory of the statistical core, through the functions the pipeline calls, and of whole studies.

`python benchmarks/bench.py` writes build/bench.json: one entry per study and stage, from declaration to
reports, and one entry per engine, design, rows and task
(rake | shares | tests_f | tests_t | total), seconds of the best of three runs and peak_mb the memory
above the data themselves. Sums that shares have made are there for the tests, as in the pipeline. The package svy does the same work where it is installed; what
its functions cannot do is done the nearest way and said in SVY_NOTES.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

ROWS = (1_000, 100_000, 1_000_000)
DESIGNS = ("clustered", "element")
SVY_MOST_ROWS = 100_000
OUT = Path("build/bench.json")
STUDIES = ("klantmanagers", "clients", "clients-whole")
TOTALS: dict[str, Callable[[Iterable], float]] = {"seconds": sum, "peak_mb": max}
SVY_NOTES = (
    "svy: raking is of all waves at once; shares are estimation.prop with by=wave for a list of items; tests_f are the Rao-Scott tests of "
    "categorical.tabulate, one call per item; tests_t are categorical.ttest with the wave as group. Its "
    "standard errors do not know that weights were raked, and it is run up to 100,000 rows."
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="*", default=list(ROWS))
    parser.add_argument("--studies", nargs="*", default=list(STUDIES), help="studies to run end to end")
    parser.add_argument("--study", help="one study, as JSON")
    parser.add_argument(
        "--one", nargs=3, metavar=("ENGINE", "DESIGN", "ROWS"), help="one measurement, as JSON"
    )
    options = parser.parse_args()
    if options.one:
        engine, design, rows = options.one
        print(json.dumps(measure(engine, design, int(rows))))
        return
    if options.study:
        print(json.dumps(measure_study(options.study)))
        return
    studies = [entry for name in options.studies for entry in in_own_process("--study", name)]
    results = [entry for case in cases(options.rows) for entry in in_own_process("--one", *map(str, case))]
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(studies + results, indent=1) + "\n", encoding="utf-8")
    show_studies(studies)
    show(results)


def cases(rows: list[int]) -> list[tuple[str, str, int]]:
    """Every combination to measure."""
    engines = ["monitor"] + (["svy"] if importlib.util.find_spec("svy") else [])
    return [
        (engine, design, size)
        for engine in engines
        for design in DESIGNS
        for size in rows
        if engine == "monitor" or size <= SVY_MOST_ROWS
    ]


def in_own_process(*arguments: str) -> list[dict]:
    """Measured in a process of its own, so that memory of one does not count for another."""
    command = [sys.executable, __file__, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def measure(engine: str, design: str, rows: int) -> list[dict]:
    """All tasks of one engine on one data set, in the order of an analysis, the whole a few times.

    Every time begins with a new design, so nothing is left over from an earlier one.
    """
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from benchmarks import tasks_monitor, tasks_svy
    from benchmarks.clock import timed

    module = tasks_monitor if engine == "monitor" else tasks_svy
    survey = module.survey(design, rows)
    repeats = 3 if engine == "monitor" else 1
    runs = [{name: timed(task) for name, task in survey.tasks().items()} for _ in range(repeats)]
    best = min(runs, key=lambda run: sum(found["seconds"] for found in run.values()))
    total = {name: how(found[name] for found in best.values()) for name, how in TOTALS.items()}
    return [
        {"engine": engine, "design": design, "rows": rows, "task": name, **found}
        for name, found in [*best.items(), ("total", total)]
    ]


def measure_study(name: str) -> list[dict]:
    """The stages of one study."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from benchmarks.studies import measure

    return measure(name)


def show_studies(studies: list[dict]) -> None:
    """Where the time of each study goes."""
    for entry in studies:
        print(
            f"{entry['study']:14} {entry['task']:12} {entry['seconds']:>8.2f} s {entry['peak_mb']:>8.0f} MB"
        )


def show(results: list[dict]) -> None:
    """A table on the screen, and how many times faster than svy."""
    print(f"{'engine':8} {'design':10} {'rows':>9} {'task':8} {'seconds':>9} {'peak MB':>8}")
    for entry in results:
        print(
            f"{entry['engine']:8} {entry['design']:10} {entry['rows']:>9,} {entry['task']:8} "
            f"{entry['seconds']:>9.4f} {entry['peak_mb']:>8.0f}"
        )
    totals = {(x["engine"], x["design"], x["rows"]): x["seconds"] for x in results if x["task"] == "total"}
    for (engine, design, rows), seconds in totals.items():
        if engine == "svy":
            print(
                f"{design}, {rows:,} rows: {seconds / totals['monitor', design, rows]:.0f} times as fast as svy"
            )
    if any(entry["engine"] == "svy" for entry in results):
        print(SVY_NOTES)


if __name__ == "__main__":
    main()
