"""The demonstration studies that come with the project, run one after the other."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from monitor.errors import IntakeError
from monitor.inspection import audit_results
from monitor.outputs import file_hash
from monitor.pipeline import DEMONSTRATION, RunOptions, Tell, declared_study, run_study, targets_of

CLIENTS = DEMONSTRATION.parent.parent / "clients" / "study.yaml"
GENERATOR, HASHES = (CLIENTS.with_name(name) for name in ("generate.py", "generated.sha256"))
LARGE = ("municipality",)  # breakdowns of the clients that only the whole demonstration has


def run_demonstration(out: Path, whole: bool, tell: Tell) -> tuple[str, ...]:
    """Run the study on klantmanagers, then the one on clients, which sets both side by side.

    `whole` also makes the figures by municipality, and audits all that was released once more.
    **Raises** MonitorError as `run_study` does.
    """
    make_responses(tell)
    lines = run_study(DEMONSTRATION, RunOptions(out=out), tell)
    options = RunOptions(out=out, without=() if whole else LARGE)
    lines += run_study(CLIENTS, options, tell)
    if whole:
        studies = (declared_study(path, options) for path in (DEMONSTRATION, CLIENTS))
        folders = [targets_of(study, options)["public"] for study in studies]
        lines += audit_results(folders, (DEMONSTRATION, CLIENTS))
    return lines


def make_responses(tell: Tell) -> None:
    """Make the responses of the clients, which are too large to keep, unless they are there already.

    **Raises** IntakeError when the generator fails.
    """
    if all(_is_made(*line.split()) for line in HASHES.read_text(encoding="ascii").splitlines()):
        return
    tell("demonstration", "making the responses of the clients from the seed")
    if subprocess.run([sys.executable, "-B", str(GENERATOR)], check=False).returncode:
        raise IntakeError(
            "the responses of the clients could not be made",
            where=GENERATOR.name,
            hint="Run `just demo-data`",
        )


def _is_made(expected: str, name: str) -> bool:
    path = GENERATOR.with_name(name)
    return path.is_file() and file_hash(path) == expected
