"""Reconstructs the responses of the demonstration from targets.yaml: `python generate.py [--out DIR]`.

The same targets and seed give the same bytes. Writes responses_2020.csv, responses_2022.csv,
coded_2022.csv, municipalities.csv, planted_faults.csv and planted_personal_data.csv.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from coding import CODED_COLUMNS, coded_lines
from fiction import Frame, add_contact, add_municipality_lists, add_texts, municipality_frame
from planting import Row, plant
from reconstruction import Wave, add_counts, add_exclusive_set, add_parts, add_percentage
from ruamel.yaml import YAML

HERE = Path(__file__).resolve().parent
FAULT_COLUMNS = ("file", "line", "respondent_id", "item", "rule", "severity")
PERSONAL_COLUMNS = ("file", "line", "respondent_id", "item", "kinds")


def main() -> None:
    parser = argparse.ArgumentParser(description="Reconstruct the demonstration responses.")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to")
    generate(parser.parse_args().out)


def generate(out: Path) -> None:
    """Write all files of the demonstration that are not written by hand."""
    targets, texts, planted = (
        _read(name) for name in ("targets.yaml", "open_answers.yaml", "planted_faults.yaml")
    )
    frame = municipality_frame(targets["municipalities"], targets["seed"])
    write(out / "municipalities.csv", frame[0], frame)
    faults: list[Row] = []
    personal: list[Row] = []
    for name, plan in targets["waves"].items():
        wave, marked = answers_of(name, plan, targets["seed"], texts, frame)
        file = f"responses_{name}.csv"
        rows, found = rows_of(wave, planted[name], {item for item in texts if item.startswith("open_")})
        lines = {
            int(place): line
            for line, place in enumerate(wave.stream("order").permutation(len(rows)), start=2)
        }
        write(out / file, ("respondent_id", *wave.answers), [rows[place] for place in lines])
        coded = coded_lines(rows[: wave.size], texts)
        if coded:
            write(out / f"coded_{name}.csv", CODED_COLUMNS, coded)
        for fault in found:
            place = {
                "file": file,
                "line": str(lines[fault.row]),
                "respondent_id": rows[fault.row]["respondent_id"],
            }
            faults.append({**place, "item": fault.item, "rule": fault.rule, "severity": fault.severity})
        for row, item, kinds in marked:
            place = {"file": file, "line": str(lines[row]), "respondent_id": rows[row]["respondent_id"]}
            personal.append({**place, "item": item, "kinds": kinds})
    write(out / "planted_faults.csv", FAULT_COLUMNS, sorted(faults, key=_place))
    write(out / "planted_personal_data.csv", PERSONAL_COLUMNS, sorted(personal, key=_place))


def answers_of(
    name: str, plan: Mapping[str, Any], seed: int, texts: Mapping[str, Any], frame: Frame
) -> tuple[Wave, list[tuple[int, str, str]]]:
    """All answers of a wave, and where personal data were planted: row, item, kinds."""
    wave = Wave(name, seed, plan["respondents"])
    for trait in plan["traits"]:
        wave.add_trait(trait)
    marked = []
    for item, target in plan["items"].items():
        if "texts" in target:
            marked += [
                (row, item, kinds) for row, kinds in add_texts(wave, item, target, texts[target["texts"]])
            ]
        elif "lists" in target:
            add_municipality_lists(wave, item, target, frame)
        else:
            _adder(target)(wave, item, target)
    return wave, marked


def _adder(target: Mapping[str, Any]) -> Any:
    adders = {
        "counts": add_counts,
        "mean": add_percentage,
        "parts": add_parts,
        "options": add_exclusive_set,
        "surnames": add_contact,
    }
    return next(adder for key, adder in adders.items() if key in target)


def rows_of(wave: Wave, plan: Mapping[str, Any], texts: set[str]) -> tuple[list[Row], list[Any]]:
    """Accepted rows first, then the planted ones; ids say nothing about the order."""
    numbers = 100 + wave.stream("ids").permutation(900)
    ids = [f"K{wave.name[2:]}-{number}" for number in numbers]
    rows = [
        {"respondent_id": ids[row], **{item: column[row] for item, column in wave.answers.items()}}
        for row in range(wave.size)
    ]
    faults = plant(wave, rows, plan, ids[wave.size :], texts)
    return rows, faults


def write(path: Path, columns: Iterable[str], rows: Iterable[Row]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(columns), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _read(name: str) -> Any:
    return YAML(typ="safe", pure=True).load((HERE / name).read_text(encoding="utf-8"))


def _place(row: Row) -> tuple[str, int, str]:
    return row["file"], int(row["line"]), row["item"]


if __name__ == "__main__":
    main()
