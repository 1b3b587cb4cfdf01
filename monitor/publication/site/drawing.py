"""The pictures of all questions with their data, and the library of charts, made by other processes while this one writes pages."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from monitor.publication.site.data_script import DRAWING, script

PICTURE = ".svg"
FEWEST = 8  # pieces of work; for fewer, other processes cost more than they bring
Made = tuple[str, bytes]
"""Address of a file and what stands in it."""
Work = Callable[[], list[Made]]


@dataclass(frozen=True)
class Sketch:
    """A specification that is still to be drawn, and where its picture goes.

    It stands beside its picture as a script of the same name, for who wants the chart with a pointer.
    """

    address: str
    specification: dict[str, Any]
    alternative: str

    def __call__(self) -> list[Made]:
        from monitor.publication.charts.drawing import to_svg

        return [
            (self.address, f"{to_svg(self.specification, self.alternative)}\n".encode()),
            (f"{self.address.removesuffix(PICTURE)}.js", script(DRAWING, self.specification)),
        ]


@dataclass
class Beside:
    """Work that is asked for now and done beside this process, its results in the order in which they were asked for.

    A machine with one core, and a site of few pictures, does it here.
    """

    _waiting: list[Work] = field(default_factory=list)
    _begun: deque[Future[list[Made]]] = field(default_factory=deque)
    _pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Beside:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def ask(self, work: Work) -> None:
        """Have a piece of work done; it is handed to another process, so it is made of data and a name."""
        self._waiting.append(work)
        if self._pool is None and len(self._waiting) >= FEWEST and (os.cpu_count() or 1) > 1:
            self._pool = ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn"))
        if self._pool is not None:
            self._begun.extend(map(self._pool.submit, self._waiting))
            self._waiting.clear()

    def ready(self) -> Iterator[Made]:
        """What is made already."""
        while self._begun and self._begun[0].done():
            yield from self._begun.popleft().result()

    def rest(self) -> Iterator[Made]:
        """Everything that was asked for and not yet handed over."""
        while self._begun:
            yield from self._begun.popleft().result()
        for work in self._waiting:
            yield from work()
        self._waiting.clear()
