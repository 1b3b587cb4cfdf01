"""Truth: one invariant. Whatever an export looks like, `monitor init` makes a study of it or says in one sentence why not,
soon, and repeats no answer. `just fuzz N` reads N new ones, from the seed that the command shows.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from . import guard

STEADY, FIRST = 2000, 20_251_129
WORKER = Path(__file__).with_name("export_worker.py")
SAMPLES = Path(__file__).parents[1] / "exchange" / "samples"


@pytest.mark.fuzz
@pytest.mark.slow
def test_any_export_becomes_a_study_or_one_sentence(
    repository: Path, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    inputs = pytestconfig.getoption("--fuzz") or STEADY
    first = int(pytestconfig.getoption("--hypothesis-seed") or FIRST)
    names = sorted(path.name for path in SAMPLES.iterdir())
    process, found = guard.Guard(repository, tmp_path, WORKER), []
    for number in range(inputs):
        name = names[number % len(names)]
        answer = process.ask(name, first + number)
        found += [(name, first + number, what) for what in guard.problems(answer, answer.get("repeated", ()))]
    process.close()
    assert found == []
    assert process.restarts == 0
