"""The one process that makes a study of each damaged export: a line per input comes in, one with what was said goes out.

Files of other programs are read in processes of their own, which a helper forks: starting Python for each takes too long.
"""

from __future__ import annotations

import importlib
import io
import json
import os
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import exports


class Readers:
    """A process that has the readers ready, and forks for each file; started before anything has threads."""

    def __init__(self) -> None:
        asked, self.write = os.pipe()
        self.read, answered = os.pipe()
        if os.fork() == 0:
            os.close(self.write)
            os.close(self.read)
            _serve(os.fdopen(asked), os.fdopen(answered, "w"))
            os._exit(0)
        os.close(asked)
        os.close(answered)
        self.into, self.out = os.fdopen(self.write, "w"), os.fdopen(self.read)

    def run(self, command: list[str], timeout: float, **_: Any) -> SimpleNamespace:
        """What `subprocess.run` gives for a reader: exit code and what it wrote."""
        from monitor.intake.files import isolated

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "out"
            self.into.write(json.dumps({"command": command[3:], "to": str(path), "seconds": timeout}) + "\n")
            self.into.flush()
            code = json.loads(self.out.readline())
            if code is None:
                raise isolated.subprocess.TimeoutExpired(command, timeout)
            return SimpleNamespace(returncode=code, stdout=path.read_bytes())


def _serve(asked: Any, answered: Any) -> None:
    for module in ("spss", "workbook", "isolated"):
        importlib.import_module(f"monitor.intake.files.{module}")
    for module in ("pyarrow", "pandas", "pyreadstat", "python_calamine"):
        importlib.import_module(module)
    for line in asked:
        said = json.loads(line)
        child = os.fork()
        if child == 0:
            _read(said["command"], said["to"])
        answered.write(json.dumps(_waited(child, said["seconds"])) + "\n")
        answered.flush()


def _read(command: list[str], to: str) -> None:
    from monitor.intake.files.isolated import main

    os.dup2(os.open(to, os.O_WRONLY | os.O_CREAT), 1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    sys.stdout = io.TextIOWrapper(io.FileIO(1, "w", closefd=False), encoding="utf-8")
    code = 1
    try:
        code = main(*command)
        sys.stdout.flush()
    finally:
        os._exit(code)


def _waited(child: int, seconds: float) -> int | None:
    """The exit code of a child, None for one that took too long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def said_of(name: str, seed: int, place: Path) -> dict[str, object]:
    """What the command made of one damaged export, in a folder of its own."""
    from worker import spoken

    here = place / f"input-{name}-{seed}"
    files = exports.damaged(exports.sample(name), f"{name} {seed}")
    for file, content in files.items():
        path = here / "in" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    paths = [str(here / "in" / file) for file in sorted(files)]
    paths[-1] = f"2025={paths[-1]}" if seed % 2 else paths[-1]
    began = time.monotonic()
    code, said = spoken(["init", *paths, "--to", str(here / "onderzoek")])
    took = round(time.monotonic() - began, 3)
    shutil.rmtree(here, ignore_errors=True)
    used = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    if re.search(r"Error: (?:questionnaire|study|\d{4})\.yaml", said):
        said = f"spoilt: fault of the program in what it wrote: {said}"
    repeated = [one for one in exports.answers_of(name, files) if one in said]
    return {
        "kind": name, "seed": seed, "code": code, "said": said, "seconds": took, "kilobytes": used, "repeated": repeated,
    }  # fmt: skip


if __name__ == "__main__":
    readers = Readers()
    from monitor.intake.files import isolated

    isolated.subprocess = SimpleNamespace(  # type: ignore[assignment]
        run=readers.run, PIPE=-1, DEVNULL=-3, TimeoutExpired=isolated.subprocess.TimeoutExpired
    )
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    place = Path(sys.argv[1])
    for line in sys.stdin:
        asked = json.loads(line)
        answers.write(json.dumps(said_of(asked["kind"], asked["seed"], place)) + "\n")
        answers.flush()
