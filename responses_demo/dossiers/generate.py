"""Makes the demonstration of a check of files from one seed: all files that were handled, the draws, and the reviews.

Of every file it is known what a first reviewer would find, drawn or not: `planted_truth.csv` says what a sample has to
estimate. `planted_faults.csv` says what is wrong in the reviews on purpose.

    python responses_demo/dossiers/generate.py             # writes in place
    python responses_demo/dossiers/generate.py --out DIR   # writes elsewhere
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from monitor.intake.files.frame import HandledFile, sha256_of  # noqa: E402
from monitor.intake.judged.draw_ledger import Drawing  # noqa: E402
from monitor.study.draw import drawn  # noqa: E402
from monitor.study.study_file import DrawPlan  # noqa: E402

SEED = 20260115
DRAW_SEED = "6b1f0a52c9d84e37"
YEARS = ("2024", "2025")
HANDLED = {"application": (11, 18), "review": (36, 46), "termination": (12, 20)}
DRAWN = {"application": 2, "review": 6, "termination": 4}
FIRST_YEAR = DRAWN | {"application": 1}  # of applications from April on: nine files in all
WORKERS = [f"w{number:02d}" for number in range(1, 11)]
REVIEWERS = ("k1", "k2", "k3")

# By norm: the processes, the chance that it does not apply, and by year the chance that it fails where it does.
NORMS: dict[str, tuple[tuple[str, ...], float, dict[str, float]]] = {
    "letter": (("application", "review", "termination"), 0.0, {"2024": 0.14, "2025": 0.07}),
    "in_time": (("application",), 0.0, {"2024": 0.06, "2025": 0.05}),
    "report": (("application", "review"), 0.0, {"2024": 0.12, "2025": 0.08}),
    "income": (("application", "review"), 0.1, {"2024": 0.10, "2025": 0.07}),
    "identity": (("application",), 0.0, {"2024": 0.02, "2025": 0.02}),
    "plan": (("review",), 0.6, {"2024": 0.52, "2025": 0.25}),
    "last_payment": (("termination",), 0.0, {"2024": 0.07, "2025": 0.06}),
    "end_reason": (("termination",), 0.0, {"2024": 1.0, "2025": 0.06}),
    "booking": (("application", "review", "termination"), 0.0, {"2024": 0.06, "2025": 0.05}),
    "suite": (("application", "review", "termination"), 0.0, {"2024": 0.19, "2025": 0.09}),
}
EASIER = {"application": 0.6, "review": 1.0, "termination": 0.75}  # times the chance to fail
SINCE_2025 = ("end_reason",)
MISSED = 0.05  # chance that a first reviewer lets a failed norm pass, as a part of those that were met
PLAN_ABOUT = ("plan_goal", "plan_steps", "plan_date")


@dataclass(frozen=True)
class File:
    """A file with what a first reviewer finds, and what a second one would: by norm met, not_met or na."""

    handled: HandledFile
    worker: str
    found: dict[str, str]
    strict: dict[str, str]

    @property
    def id(self) -> str:
        return self.handled.file

    @property
    def process(self) -> str:
        return self.handled.process

    def right(self, strict: bool = False) -> bool:
        return "not_met" not in (self.strict if strict else self.found).values()


def population(random: np.random.Generator, year: str) -> list[File]:
    """Every file that was handled in a year."""
    files: list[File] = []
    for month in range(1, 13):
        for process, (low, high) in HANDLED.items():
            for _ in range(int(random.integers(low, high + 1))):
                number = f"{year}-{len(files) + 1:04d}"
                day = date(int(year), month, int(random.integers(1, 29)))
                files.append(_file(random, number, process, day, year))
    return files


def _file(random: np.random.Generator, number: str, process: str, day: date, year: str) -> File:
    found, strict = {}, {}
    for norm, (processes, away, fails) in NORMS.items():
        if process not in processes or (norm in SINCE_2025 and year < "2025"):
            continue
        applies, failed, missed = random.random(3)
        if applies < away:
            found[norm] = strict[norm] = "na"
            continue
        found[norm] = "not_met" if failed < fails[year] * EASIER[process] else "met"
        strict[norm] = "not_met" if found[norm] == "not_met" or missed < MISSED else "met"
    worker = str(random.choice(WORKERS))
    return File(HandledFile(number, process, day, worker), worker, found, strict)


def draws_of(files: Sequence[File], year: str) -> list[Drawing]:
    """A draw for each month, as `monitor draw` makes it."""
    made = []
    for month in (f"{year}-{number:02d}" for number in range(1, 13)):
        handled = tuple(one.handled for one in files if one.handled.month == month)
        plan = DrawPlan(
            files=FIRST_YEAR if year == YEARS[0] else DRAWN, second=None if year == YEARS[0] else 0.2
        )
        by_process = {process: [one.file for one in handled if one.process == process] for process in DRAWN}
        strata = drawn(by_process, plan, DRAW_SEED, month)
        if month < "2024-04":
            strata = tuple(
                one if one.process != "application" else type(one)(one.process, one.handled, ())
                for one in strata
            )
        made.append(Drawing(DRAW_SEED, month, f"frame_{year}.csv", sha256_of(handled), strata))
    return made


def reviews(
    random: np.random.Generator, files: Sequence[File], draws: Iterable[Drawing], year: str
) -> tuple[list[dict[str, str]], list[tuple[str, str]]]:
    """The review of every drawn file, without those that nobody reviewed; and the planted faults."""
    drawn_files = {file for drawing in draws for file in drawing.files}
    rows = [_review(random, one) for one in files if one.id in drawn_files]
    faults: list[tuple[str, str]] = []
    if year == YEARS[1]:
        away = [row["respondent_id"] for row in rows if row["process"] == "review"][10:12]
        rows = [row for row in rows if row["respondent_id"] not in away]
        faults += [(file, "not_reviewed") for file in away]
        other = next(one for one in files if one.id not in drawn_files and one.process == "review")
        rows.append(_review(random, other))
        faults.append((other.id, "not_drawn"))
    return rows, faults


def _review(random: np.random.Generator, one: File) -> dict[str, str]:
    reviewed = one.handled.handled_on + timedelta(days=int(random.integers(20, 45)))
    returned = "" if one.right() else reviewed.isoformat()
    repaired = (
        ""
        if one.right() or random.random() < 0.1
        else (reviewed + timedelta(days=int(random.integers(2, 20)))).isoformat()
    )
    about = dict.fromkeys(PLAN_ABOUT, "")
    if one.found.get("plan") == "not_met":
        chosen = int(random.integers(len(PLAN_ABOUT)))
        about = {name: str(int(place == chosen)) for place, name in enumerate(PLAN_ABOUT)}
    return {
        "respondent_id": one.id, "process": one.process, "reviewer": str(random.choice(REVIEWERS)),
        "reviewed_on": reviewed.isoformat(), **one.found, **about, "returned_on": returned, "repaired_on": repaired,
    }  # fmt: skip


def second_reviews(files: Sequence[File], draws: Iterable[Drawing]) -> list[dict[str, str]]:
    """What a second reviewer makes of the files that the draw gives him."""
    twice = {file for drawing in draws for one in drawing.strata for file in one.second}
    return [{"respondent_id": one.id, "reviewer": "k9", **one.strict} for one in files if one.id in twice]


def write(path: Path, names: Sequence[str], rows: Iterable[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main(out: Path) -> None:
    ledger: list[str] = []
    truth: list[dict[str, str]] = []
    faults: list[dict[str, str]] = []
    for year in YEARS:
        random = np.random.Generator(np.random.PCG64([SEED, int(year)]))
        files = population(random, year)
        draws = draws_of(files, year)
        rows, wrong = reviews(random, files, draws, year)
        norms = [norm for norm in NORMS if norm not in SINCE_2025 or year >= "2025"]
        names = [
            "respondent_id",
            "process",
            "reviewer",
            "reviewed_on",
            *norms,
            *PLAN_ABOUT,
            "returned_on",
            "repaired_on",
        ]
        write(out / f"reviews_{year}.csv", names, rows)
        frame = [
            {
                "file": one.id,
                "process": one.process,
                "handled_on": one.handled.handled_on.isoformat(),
                "worker": one.worker,
            }
            for one in files
        ]
        write(out / f"frame_{year}.csv", ["file", "process", "handled_on", "worker"], frame)
        if year == YEARS[1]:
            write(
                out / f"second_{year}.csv",
                ["respondent_id", "reviewer", *norms],
                second_reviews(files, draws),
            )
        ledger += [drawing.line() for drawing in draws]
        faults += [
            {"file": f"reviews_{year}.csv", "respondent_id": file, "fault": fault} for file, fault in wrong
        ]
        for process in DRAWN:
            own = [one for one in files if one.process == process]
            scores = [
                sum(said == "met" for said in one.found.values())
                / sum(said != "na" for said in one.found.values())
                for one in own
            ]
            truth.append(
                {
                    "wave": year, "process": process, "handled": str(len(own)), "right": str(sum(one.right() for one in own)),
                    "right_strict": str(sum(one.right(strict=True) for one in own)), "score": f"{np.mean(scores):.10f}",
                }
            )  # fmt: skip
    (out / "draws.jsonl").write_text("\n".join(ledger) + "\n", encoding="utf-8", newline="")
    write(out / "planted_truth.csv", list(truth[0]), truth)
    write(out / "planted_faults.csv", list(faults[0]), faults)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=HERE)
    main(parser.parse_args().out)
