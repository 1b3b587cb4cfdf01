"""The demonstration studies that come with the project: where they stand, and the responses that are made."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import IntakeError
from monitor.outputs import file_hash

if TYPE_CHECKING:
    from monitor.pipeline import Tell

STUDIES = Path(__file__).resolve().parents[2] / "responses_demo"
KLANTMANAGERS, CLIENTS = (STUDIES / name / "study.yaml" for name in ("klantmanagers", "clients"))
GENERATOR, HASHES = (CLIENTS.with_name(name) for name in ("generate.py", "generated.sha256"))
LARGE = ("municipality",)  # breakdowns of the clients that only the whole demonstration has


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
