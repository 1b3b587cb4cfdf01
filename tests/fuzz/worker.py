"""The one process that reads all inputs: a line per input comes in, a line with what the command said goes out.

Run as a script with the repository on PYTHONPATH; `guard.py` beside it starts it, and ends it where it hangs or grows.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import resource
import shutil
import sys
import time
from pathlib import Path

import mutations
import whole_study

from monitor.cli import main

GOOD = whole_study.files()
RENDERED_SHARE = 0.3  # of data and declarations; the others are only checked


def arguments(kind: str, seed: int, folder: Path, ready: Path) -> list[str]:
    """The command that reads the input: what is rendered stands beside results that are ready, data is rarely rendered."""
    chance = random.Random(f"command {kind} {seed}")
    lowered = kind == "policy" or chance.random() < 0.05
    more = ["--policy", str(folder / "policy.yaml")] if lowered else []
    more += ["--corrections", f"2025={folder / 'corrections.csv'}"] if kind == "corrections" else []
    form = chance.choice(["html"] * 18 + ["docx", "pdf"])
    if kind in mutations.RENDERED and not lowered:
        return ["render", str(folder / "study.yaml"), "--out", str(ready / "build"), "--format", form]
    out = ["--out", str(folder.parent / "build")]
    if kind in mutations.RENDERED or chance.random() < RENDERED_SHARE:
        return ["run", str(folder / "study.yaml"), *out, *more, "--format", form]
    return ["check", str(folder / "study.yaml"), *out, *more]


def make_ready(place: Path) -> None:
    """The results of the good study, and its reports in all formats."""
    whole_study.write(place / "proef", GOOD)
    code, said = spoken(["run", str(place / "proef" / "study.yaml"), "--out", str(place / "build")])
    assert code == 0, said


def spoken(arguments: list[str]) -> tuple[int, str]:
    """Exit code and all that a command says."""
    out, code = io.StringIO(), 0
    sys.argv = ["monitor", *arguments]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    return code, out.getvalue()


def said_of(kind: str, seed: int, place: Path) -> dict[str, object]:
    """What the command made of one input. It has a folder of its own: what is remembered by name must not be another's."""
    here = place / f"input-{kind}-{seed}"
    whole_study.write(here / "proef", mutations.mutated(GOOD, kind, seed))
    command = arguments(kind, seed, here / "proef", place / "ready")
    began = time.monotonic()
    code, said = spoken(command)
    took = round(time.monotonic() - began, 3)
    shutil.rmtree(here, ignore_errors=True)
    used = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "kind": kind,
        "seed": seed,
        "command": command[0],
        "code": code,
        "said": said,
        "seconds": took,
        "kilobytes": used,
    }


if __name__ == "__main__":
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints goes where it can be looked at, and is no answer
    place = Path(sys.argv[1])
    make_ready(place / "ready")
    for line in sys.stdin:
        asked = json.loads(line)
        answers.write(json.dumps(said_of(asked["kind"], asked["seed"], place)) + "\n")
        answers.flush()
