"""Makes the panel of the demonstration from one seed: 342 municipalities in 72 months, all of it invented.

`planted_truth.csv` says what is in it: growth of what runs is even (so that its percentages slacken), that of low wage values
steps up at a month, and since another month more is counted as ended.

    python responses_demo/register/generate.py             # writes in place
    python responses_demo/register/generate.py --out DIR   # writes elsewhere
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
COUNTRY = HERE.parent / "clients"
SEED = 20260123
MONTHS = [f"{year}-{month:02d}" for year in range(2019, 2025) for month in range(1, 13)]
EVENT, OTHER_WAY = "2022-01", "2023-01"
OF_WORKING_AGE = 0.64  # of the inhabitants
# The rate per 10,000 of working age: through the year, at the start, its growth a month, and the standard deviation of its
# monthly shocks, of all together and of one municipality.
SEASON = (0.0, 0.04, 0.06, 0.06, 0.03, -0.03, -0.2, -0.1, 0.06, 0.1, 0.06, -0.22)
START, GROWTH, NATION, PLACE = (9.0, 22.0), (0.12, 0.40), 0.025, 0.09
# Low wage values: part of what runs by municipality, more of them a month per 10,000 since the event, and their own shocks.
LOW_PART, LOW_STEP, LOW_NATION = (0.20, 0.40), 0.10, 0.012
# Of what runs ends in a month, and times as many are counted as ended since another way of counting.
ENDS, MORE_ENDS = 0.045, 1.30
COLUMNS = ("stock", "low_value", "inflow", "outflow", "population")
TRUTH = ("count", "scale", "month", "truth", "step", "verdict")


def panel(random: np.random.Generator, people: np.ndarray) -> dict[str, np.ndarray]:
    """Counts by name: rows are months, columns municipalities of `people` inhabitants."""
    length, places = len(MONTHS), len(people)
    t = np.arange(length)[:, None]
    growing = 1 + random.normal(0.0005, 0.002, (length // 12, places)).cumsum(axis=0)
    population = np.round(OF_WORKING_AGE * people * np.repeat(growing, 12, axis=0))
    rate = random.uniform(*START, places) + random.uniform(*GROWTH, places) * t
    rate = (
        rate + np.tile(SEASON, length // 12)[:, None] + random.normal(0, NATION, (length, 1)).cumsum(axis=0)
    )
    rate = np.maximum(rate + random.normal(0, PLACE, (length, places)).cumsum(axis=0), 1.0)
    exposure = population / 10_000
    stock = np.round(exposure * rate)
    later = np.maximum(t - MONTHS.index(EVENT) + 1, 0)
    low = (
        random.uniform(*LOW_PART, places) * stock
        + LOW_STEP * exposure * later
        + exposure * random.normal(0, LOW_NATION, (length, 1)).cumsum(axis=0)
    )
    low = low + random.normal(0, 0.3, (length, places))
    ended = random.poisson(ENDS * stock).astype(float)
    started = np.maximum(np.diff(stock, axis=0, prepend=stock[:1]) + ended, 0)
    counted = np.array([[MORE_ENDS if month >= OTHER_WAY else 1.0] for month in MONTHS])
    return {
        "stock": stock, "low_value": np.clip(np.round(low), 0, stock), "inflow": started,
        "outflow": np.round(ended * counted), "population": population,
    }  # fmt: skip


def rows(
    counts: dict[str, np.ndarray], codes: Sequence[str], former: Sequence[dict[str, str]]
) -> list[list[object]]:
    """The panel as its file has it: before a merger the former municipality has a tenth of what it went into."""
    made: list[list[object]] = []
    gone = {row["old_code"]: row for row in former if row["new_code"] in codes}
    for at, month in enumerate(MONTHS):
        for place, code in enumerate(codes):
            own = [int(counts[name][at, place]) for name in COLUMNS]
            for old, row in gone.items():
                if row["new_code"] == code and month < row["date"][:7]:
                    part = [count // 10 for count in own]
                    own = [count - less for count, less in zip(own, part, strict=True)]
                    made.append([month, old, *part])
            made.append([month, code, *own])
    return made


def truth(people: np.ndarray) -> list[list[object]]:
    """What is planted: the step in growth a month, as the mean of the population would have it, and the verdict that fits it."""
    step = LOW_STEP * OF_WORKING_AGE * people.sum() / 10_000
    return [
        ["stock", "number", EVENT, "even growth", 0, "undecided"],
        ["low_value", "number", EVENT, "a step", round(step), "break_at_date"],
        ["stock", "percent", EVENT, "even growth in numbers: percentages slacken", 0, "growth_levels_off"],
        ["outflow", "number", OTHER_WAY, "another way of counting", 0, "not_comparable"],
    ]


def write(path: Path, header: Sequence[str], lines: Sequence[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def main(folder: Path) -> None:
    frame = read(COUNTRY / "municipalities.csv")
    people = np.array([float(row["inhabitants"]) for row in frame])
    counts = panel(np.random.default_rng(SEED), people)
    lines = rows(counts, [row["code"] for row in frame], read(COUNTRY / "mergers.csv"))
    write(folder / "panel.csv", ("month", "municipality", *COLUMNS), lines)
    write(folder / "planted_truth.csv", TRUTH, truth(people))
    digest = sha256((folder / "panel.csv").read_bytes()).hexdigest()
    (folder / "generated.sha256").write_text(f"{digest}  panel.csv\n", encoding="ascii", newline="\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=HERE)
    main(parser.parse_args().out)
