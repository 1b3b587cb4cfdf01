"""Makes the demonstration of vignettes from one seed: eighteen caseworkers in nine municipalities judge three invented cases.

How many of them see room in the first case (12) and would depart (8) are the counts of a published study; everything else is
invented. `planted_truth.csv` says what was planted, `planted_faults.csv` what is wrong in the responses on purpose.

    python responses_demo/vignettes/generate.py             # writes in place
    python responses_demo/vignettes/generate.py --out DIR   # writes elsewhere
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
SEED = 20260115
MUNICIPALITIES = tuple(f"g{number}" for number in range(1, 10))
SIDES = ("long", "short")
CODERS = ("A", "B")


@dataclass(frozen=True)
class Case:
    """What is planted of a vignette.

    `pairs` holds the decisions of the colleagues of each municipality, long in service first; those with `rule` stand last, and
    have a local rule. `room` says, by decision, how many see room; `same` how many of those with an agreeing colleague expect so, and
    of those without. `codes` are arguments by decision, each with a text.
    """

    pairs: tuple[tuple[str, str], ...]
    recognised: int
    rule: int = 0
    room: Mapping[str, int] = field(default_factory=dict)
    same: tuple[int, int] = (0, 0)
    codes: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)


SAVE, CHILDREN = (
    ("save", "Zij had hiervoor kunnen sparen."),
    ("children", "De kinderen hebben schone kleren nodig."),
)
DEBT, STRICT = (
    ("debt", "Een lening maakt haar schuld alleen maar groter."),
    ("rules", "De regels laten dit niet toe."),
)
CASES = {
    "washing": Case(
        pairs=(
            ("reject", "reject"), ("reject", "reject"), ("reject", "reject"), ("loan", "loan"), ("gift", "gift"),
            ("reject", "gift"), ("gift", "reject"), ("reject", "loan"), ("loan", "reject"),
        ),
        recognised=16, room={"reject": 4, "loan": 4, "gift": 4}, same=(9, 3),
        codes={"reject": (SAVE, STRICT), "loan": (CHILDREN, CHILDREN), "gift": (CHILDREN, DEBT)},
    ),
    "gifts": Case(
        pairs=(
            ("settle", "settle"), ("settle", "settle"), ("leave", "leave"), ("ask", "ask"), ("settle", "leave"),
            ("ask", "settle"), ("leave", "ask"), ("leave", "leave"), ("leave", "leave"),
        ),
        recognised=9, rule=2, room={"settle": 3, "leave": 6, "ask": 2}, same=(5, 2),
        codes={
            "settle": (("report", "Hij had dit moeten melden."), STRICT),
            "leave": (("small", "Het gaat om weinig geld."), ("family", "Familie mag elkaar helpen.")),
            "ask": (("report", "Hij had dit moeten melden."), ("family", "Familie mag elkaar helpen.")),
        },
    ),
    "course": Case(
        pairs=(("grant", "grant"),) * 7 + (("grant", "refer"), ("check", "")),
        recognised=17, same=(13, 2),
        codes={
            "grant": (("work", "Met deze opleiding vindt zij werk."), ("cost", "Een paar boeken kosten weinig.")),
            "refer": (STRICT, STRICT), "check": (STRICT, STRICT),
        },
    ),
}  # fmt: skip
FAULT = ("c19", "decision_of_another_case")


def main(out: Path) -> None:
    """Write the responses, the codes of arguments, and what was planted."""
    random = np.random.default_rng(SEED)
    people = [
        {"respondent_id": f"c{2 * number + side + 1:02d}", "municipality": name, "experience": kind}
        for number, name in enumerate(MUNICIPALITIES)
        for side, kind in enumerate(SIDES)
    ]
    truth, coded = [], []
    for name, case in CASES.items():
        truth += _answered(name, case, people, random)
        coded += _coded(name, case, people, random)
    fault = {**people[0], "respondent_id": FAULT[0], "municipality": "g1", "washing_decides": "settle"}
    _write(out / "responses_2025.csv", [*people, fault])
    _write(out / "coded_2025.csv", coded)
    _write(out / "planted_truth.csv", truth)
    _write(out / "planted_faults.csv", [dict(zip(("respondent_id", "fault"), FAULT, strict=True))])


def _answered(
    name: str, case: Case, people: Sequence[dict[str, str]], random: np.random.Generator
) -> list[dict[str, str]]:
    """Fill in the answers to one case, and say what was planted."""
    order = random.permutation(len(case.pairs))
    ruled = {MUNICIPALITIES[place] for place, pair in enumerate(order) if pair >= len(case.pairs) - case.rule}
    decided = [case.pairs[order[place // 2]][place % 2] for place in range(len(people))]
    mates = [decided[place ^ 1] for place in range(len(people))]
    agree = [one == other and one != "" for one, other in zip(decided, mates, strict=True)]
    expects = [
        bool(one)
        for one in _some(
            [one and bool(mate) for one, mate in zip(agree, mates, strict=True)], case.same[0], random
        )
    ]
    others = _some(
        [not one and bool(own) for one, own in zip(agree, decided, strict=True)], case.same[1], random
    )
    recognised = _some([True] * len(people), case.recognised, random)
    sees = np.zeros(len(people), bool)
    for decision, count in case.room.items():
        sees |= _some([own == decision for own in decided], count, random)
    for place, person in enumerate(people):
        person[f"{name}_recognised"] = "yes" if recognised[place] else "no"
        if case.room:
            person[f"{name}_room"] = "yes" if sees[place] else "no"
        person[f"{name}_rule"] = "yes" if person["municipality"] in ruled else "no"
        person[f"{name}_decides"] = decided[place]
        same = expects[place] or others[place]
        person[f"{name}_expects"] = "same" if same else "discussion" if place % 2 else "unknown"
    free = case.pairs[: len(case.pairs) - case.rule]
    whole = [pair for pair in free if all(pair)]
    found = {
        "recognised": case.recognised, "sees_room": sum(case.room.values()), "pairs": len(whole),
        "pairs_alike": sum(one == other for one, other in whole), "municipalities_with_rule": case.rule,
        "expects_same": sum(case.same), "came_true": case.same[0],
    }  # fmt: skip
    decisions = {f"decides_{code}": decided.count(code) for code in sorted(set(decided) - {""})}
    return [
        {"vignette": name, "figure": figure, "count": str(count)}
        for figure, count in {**found, **decisions}.items()
        if case.room or figure != "sees_room"
    ]


def _some(among: Sequence[bool], count: int, random: np.random.Generator) -> np.ndarray:
    """So many of some people, at random."""
    chosen = np.zeros(len(among), bool)
    chosen[random.choice(np.flatnonzero(among), count, replace=False)] = True
    return chosen


def _coded(
    name: str, case: Case, people: Sequence[dict[str, str]], random: np.random.Generator
) -> Iterable[dict[str, str]]:
    """Fill in what people wrote, and yield what two coders made of it; the second one differs once in a while."""
    for person in people:
        options = case.codes.get(person[f"{name}_decides"], ())
        code, text = options[int(random.integers(len(options)))] if options else ("", "")
        person[f"{name}_arguments"] = text
        other = options[0][0] if options and random.random() < 0.15 else code
        for coder, given in zip(CODERS, (code, other), strict=True):
            quoted = coder == CODERS[0] and code and random.random() < 0.2
            if code:
                yield {
                    "respondent_id": person["respondent_id"], "question": f"{name}_arguments", "code": given,
                    "coder": coder, "quote": text if quoted else "", "approved": "yes" if quoted else "",
                }  # fmt: skip


def _write(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=HERE)
    main(parser.parse_args().out)
