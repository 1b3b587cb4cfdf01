"""Two releases beside each other, and a run that is made again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from monitor.commands.compare import compare_releases
from monitor.commands.verify import Recomputed, told, verify_run
from monitor.release.results.released_set import write_results
from monitor.run_differences import Difference
from monitor.stages.options import RunOptions
from tests.publication import conftest as small

from .desk import Case, Cases, Desk


def _declared(desk: Desk, name: str = "huurders") -> Path:
    desk.write("questionnaire.yaml", small.QUESTIONNAIRE)
    return desk.write(f"{name}.yaml", small.STUDY.replace("study: huurders", f"study: {name}"))


def _results(desk: Desk, folder: str, **method: str) -> Path:
    released = small.released_set()
    changed = replace(released.method, **method)
    frames = {
        name: frame.assign(study=changed.study)
        for name, frame in (("estimates", released.estimates), ("changes", released.changes))
    }
    write_results(replace(released, method=changed, **frames), desk.folder / folder)
    return desk.folder / folder


def _compared(second: dict[str, str], study: str = "huurders", there: str = "", moved: bool = False) -> Case:
    def run(desk: Desk) -> object:
        declared = _declared(desk, study)
        old, new = _results(desk, "old"), _results(desk, "new", **second)
        if moved:
            table = new / "estimates.csv"
            table.write_text(
                table.read_text(encoding="utf-8").replace(",0.25,", ",0.31,", 1), encoding="utf-8"
            )
        if there:
            desk.write(f"erratum/{there}", "")
        return compare_releases(old, new, desk.folder / "erratum", declared, True)

    return run


def _verified(study: str = "huurders", outputs: str = "{}", **facts: object) -> Case:
    def run(desk: Desk) -> object:
        declared = _declared(desk, study)
        manifest = {"study": "huurders", "wave": "2024", "outputs": json.loads(outputs), **facts}
        desk.write("build/huurders/2024/manifest.json", json.dumps(manifest))
        home = desk.folder / "build" / "huurders" / "2024"
        return verify_run(home, declared, RunOptions(out=home))

    return run


CASES: Cases = {
    "compare: two studies": _compared({"study": "buren"}),
    "compare: the study file of another study": _compared({}, study="buren"),
    "compare: results for inside use": _compared({"audience": "internal"}),
    "compare: a folder with something else": _compared({}, there="brief.docx"),
    "compare: a figure that moved where none was expected": _compared({}, moved=True),
    "verify: a folder that no run left": lambda desk: verify_run(
        desk.folder, None, RunOptions(out=desk.folder)
    ),
    "verify: a file that somebody took away": _verified(outputs='{"results/estimates.csv": "0"}'),
    "verify: the study file of another study": _verified(study="buren"),
    "verify: bytes that differ": lambda desk: told(
        {desk.folder / "build": Recomputed(("results/estimates.csv",), (), ("results/x.csv",), 3)},
        [Difference("version", "", "1.0", "1.1")],
    ),
    "verify: bytes that differ and nobody knows why": lambda desk: told(
        {desk.folder / "build": Recomputed((), ("manifest.json",), (), 3)}, []
    ),
    "verify: a run with corrections": _verified(corrections={"2024": "0"}),
}
