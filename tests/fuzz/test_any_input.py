"""Truth: one invariant. Whatever file comes in, the real command ends well or in one sentence, soon, and repeats no answer.

All inputs go through one process, as `guard.py` says. `just fuzz N` reads N new ones, from the seed that the command shows.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from . import guard, mutations, whole_study

STEADY, FIRST = 2000, 20_240_901
GOOD_ANSWER = {"code": 1, "said": "Error: x.\n", "kilobytes": 1, "command": "check"}


@pytest.mark.fuzz
@pytest.mark.slow
def test_any_input_ends_in_one_sentence_that_repeats_no_answer(
    repository: Path, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    inputs = pytestconfig.getoption("--fuzz") or STEADY
    first = int(pytestconfig.getoption("--hypothesis-seed") or FIRST)
    kinds, found = list(mutations.KINDS), []
    process = guard.Guard(repository, tmp_path)
    for number in range(inputs):
        kind = kinds[number % len(kinds)]
        answer = process.ask(kind, first + number)
        found += [(kind, first + number, what) for what in guard.problems(answer, whole_study.CANARIES)]
    process.close()
    assert found == []
    assert process.restarts == 0


@pytest.mark.parametrize("kind", mutations.KINDS)
def test_the_same_seed_makes_the_same_wrong_file_of_one_kind(kind: str) -> None:
    good = whole_study.files()
    made = [mutations.mutated(good, kind, seed) for seed in range(30)]
    assert made == [mutations.mutated(good, kind, seed) for seed in range(30)]
    changed = {name for files in made for name in files if files[name] != good[name]}
    assert changed == set(mutations.KINDS[kind])


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({"said": "Traceback (most recent call last):\nError: x"}, "spoilt"),
        (
            {"said": "Error: this is a fault of the program (KeyError at x.py:1). Please report it.\n"},
            "spoilt",
        ),
        ({"said": "taken in\n"}, "not one error"),
        ({"said": "Error: x.\nError: y.\n"}, "not one error"),
        ({"said": f"Error: {whole_study.ANSWER}.\n"}, "an answer in a message"),
        ({"said": f"Error: row {whole_study.IDS}2025-0001.\n"}, "an answer in a message"),
        ({"code": 2}, "exit code 2"),
        ({"kilobytes": 2_100_000}, "kB"),
        ({"ended": "took more than 20 s"}, "took more than 20 s"),
    ],
)
def test_what_is_wrong_with_an_answer_is_seen(answer: dict[str, object], says: str) -> None:
    assert list(guard.problems(GOOD_ANSWER, whole_study.CANARIES)) == []
    found = list(guard.problems({**GOOD_ANSWER, **answer}, whole_study.CANARIES))
    assert len(found) == 1
    assert says in found[0]


SLEEPER = """\
import json, sys, time
for line in sys.stdin:
    seed = json.loads(line)["seed"]
    if seed == 1: time.sleep(60)
    if seed == 2: sys.exit(3)
    if seed == 4: held = bytearray(3 * 10**8)
    if seed == 4: time.sleep(60)
    print(json.dumps({"seed": seed}), flush=True)
"""


def test_a_process_that_hangs_dies_or_grows_is_ended_and_started_anew(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = tmp_path / "worker.py"
    worker.write_text(SLEEPER, encoding="utf-8")
    monkeypatch.setattr(guard, "WORKER", worker)
    monkeypatch.setattr(guard, "MOST_SECONDS", 1)
    process = guard.Guard(repository, tmp_path)
    assert process.ask("x", 0) == {"seed": 0}
    assert process.ask("x", 1)["ended"] == "took more than 1 s"
    assert process.ask("x", 2)["ended"] == "died with 3"
    monkeypatch.setattr(guard, "MOST_KILOBYTES", 100_000)
    assert process.ask("x", 3) == {"seed": 3}
    assert process.ask("x", 4)["ended"] == "grew beyond 2 GB"
    assert process.restarts == 3
    process.close()
