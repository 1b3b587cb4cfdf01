"""Starts the process that reads the inputs, asks it one by one, and judges what it says, how long it took and how large it grew."""

from __future__ import annotations

import contextlib
import json
import os
import re
import selectors
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

MOST_SECONDS, MOST_KILOBYTES = 20, 2_000_000
SPOILT = re.compile(r"Traceback|fault of the program|fout van het programma|Warning:")
WORKER = Path(__file__).with_name("worker.py")


class Guard:
    """One long-lived process. It is started anew only where it had to be ended; `restarts` counts that."""

    def __init__(self, repository: Path, place: Path, worker: Path | None = None) -> None:
        self.repository, self.place, self.worker = repository, place, worker or WORKER
        self.errors = (place / "stderr.txt").open("w", encoding="utf-8")
        self.restarts = -1
        self._start()

    def _start(self) -> None:
        self.restarts += 1
        self.process = subprocess.Popen(
            [sys.executable, str(self.worker), str(self.place)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, text=True, start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(self.repository), "MONITOR_LANG": "en"},
        )  # fmt: skip
        assert self.process.stdout is not None
        self.answered = 0
        self.watch = selectors.DefaultSelector()
        self.watch.register(self.process.stdout, selectors.EVENT_READ)

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(MOST_SECONDS)
        self._let_go()
        self.errors.close()

    def _let_go(self) -> None:
        self.watch.close()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()

    def ask(self, kind: str, seed: int) -> dict[str, object]:
        """What the command said of one input; `ended` says why the process had to be ended."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"kind": kind, "seed": seed}) + "\n")
        self.process.stdin.flush()
        allowed = (
            MOST_SECONDS if self.answered else 10 * MOST_SECONDS
        )  # the first waits for what is made ready
        for _ in range(10 * allowed):
            if self.watch.select(timeout=0.1):
                line = self.process.stdout.readline()
                self.answered += 1
                if line:
                    return json.loads(line)
                return self._ended(kind, seed, f"died with {self.process.wait()}")
            if self._kilobytes() > MOST_KILOBYTES:
                return self._ended(kind, seed, "grew beyond 2 GB")
        return self._ended(kind, seed, f"took more than {MOST_SECONDS} s")

    def _kilobytes(self) -> int:
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii", errors="replace")
        found = re.search(r"VmRSS:\s*(\d+)", status)
        return int(found[1]) if found else 0

    def _ended(self, kind: str, seed: int, why: str) -> dict[str, object]:
        with contextlib.suppress(ProcessLookupError):  # it died, and so did the programs that it started
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._let_go()
        self._start()
        return {"kind": kind, "seed": seed, "ended": why}


def problems(answer: dict[str, object], canaries: Iterable[str]) -> Iterator[str]:
    """What is wrong with an answer: nothing, for a run that went well or that one sentence refused."""
    if "ended" in answer:
        yield str(answer["ended"])
        return
    said, code = str(answer["said"]), answer["code"]
    if code not in (0, 1):
        yield f"exit code {code}"
    if SPOILT.search(said):
        yield f"spoilt: {said.strip().splitlines()[-1][:150]}"
    if code == 1 and len(re.findall(r"(?m)^Error: ", said)) != 1:
        yield "not one error"
    for canary in canaries:
        if canary in said:
            yield f"an answer in a message: {canary}"
    if int(str(answer["kilobytes"])) > MOST_KILOBYTES:
        yield f"{answer['kilobytes']} kB"
