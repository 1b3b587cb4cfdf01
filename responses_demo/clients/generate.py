"""Makes the client demonstration from its plans: `python generate.py [--out DIR]`, in a few seconds.

The same plans and seeds give the same bytes. The large files are not kept, only their
hashes in generated.sha256.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from clients_demo.files import (
    CONTROL_COLUMNS,
    DISPOSITION_COLUMNS,
    WaveFiles,
    control_rows,
    file_hash,
    write_rows,
    write_table,
)
from clients_demo.truth import municipal_truth, planted_changes, truth_rows
from clients_demo.world import HERE, World, read_world, read_yaml

QUESTIONNAIRE = HERE.parents[1] / "questionnaires" / "clients.yaml"
FRAME_COLUMNS = ("code", "name", "region", "size_class", "inhabitants", "people")
TRUTH_COLUMNS = ("item", "category", "measure", "wave", "truth", "unweighted")
CHANGE_COLUMNS = ("comparison", "from_wave", "to_wave", "item", "category", "measure", "change")
FAULT_COLUMNS = ("file", "line", "respondent_id", "column", "rule")
MUNICIPAL_COLUMNS = ("item", "codes", "municipality", "wave", "truth")


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the client demonstration.")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to")
    generate(parser.parse_args().out)


def generate(out: Path) -> None:
    """Write all files of the demonstration that are not written by hand."""
    world, questionnaire = read_world(), read_yaml(QUESTIONNAIRE)
    write_country(world, out)
    large, faults = [write_truth(world, questionnaire, out)], []
    for wave in world.waves:
        files = WaveFiles(world, wave, questionnaire, world.plan["seed"])
        large += write_wave(files, out)
        faults += files.faults
    write_rows(out / "planted_faults.csv", FAULT_COLUMNS, faults)
    hashes = "".join(f"{file_hash(path)}  {path.name}\n" for path in sorted(large))
    (out / "generated.sha256").write_text(hashes, encoding="ascii", newline="\n")


def write_country(world: World, out: Path) -> None:
    people = world.people[world.waves[-1]].sum(axis=1)
    frame = [{**row, "people": int(count)} for row, count in zip(world.country.frame, people, strict=True)]
    write_rows(out / "municipalities.csv", FRAME_COLUMNS, frame)
    write_rows(out / "mergers.csv", ("old_code", "new_code", "date", "name"), world.country.mergers)
    for wave in world.waves:
        write_rows(out / f"controls_{wave}.csv", CONTROL_COLUMNS, control_rows(world, wave))


def write_truth(world: World, questionnaire: Mapping[str, Any], out: Path) -> Path:
    """What was planted; returns the large file, the truth by municipality."""
    truth = truth_rows(world, questionnaire)
    breaks = comparable_from(questionnaire)
    write_rows(out / "planted_truth.csv", TRUTH_COLUMNS, _rounded(truth))
    write_rows(
        out / "planted_changes.csv", CHANGE_COLUMNS, _rounded(planted_changes(truth, breaks, world.waves))
    )
    municipal = municipal_truth(world, world.waves[-1], world.plan["municipal_truth"])
    path = out / "planted_municipalities.csv"
    write_rows(path, MUNICIPAL_COLUMNS, _rounded(municipal))
    return path


def write_wave(files: WaveFiles, out: Path) -> list[Path]:
    """The responses of one wave and the dispositions of its sample; returns both files."""
    responses, dispositions = out / f"responses_{files.wave}.csv", out / f"dispositions_{files.wave}.csv"
    write_table(responses, list(files.columns), files.rows.tolist())
    write_table(dispositions, DISPOSITION_COLUMNS, files.dispositions())
    return [responses, dispositions]


def comparable_from(questionnaire: Mapping[str, Any]) -> dict[str, str]:
    """First wave whose answers can be compared with later ones, of items with a break."""
    found = {}
    for question in questionnaire["questions"]:
        for name, row in question.get("rows", {question["id"]: question}).items():
            if "comparable_from" in row:
                found[name] = row["comparable_from"]
    return found


def _rounded(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {name: f"{value:.6f}" if isinstance(value, float) else value for name, value in row.items()}
        for row in rows
    ]


if __name__ == "__main__":
    main()
