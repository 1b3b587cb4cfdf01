"""The files of the demonstration: responses, dispositions, frame, control totals and what was planted."""

from __future__ import annotations

import csv
import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from clients_demo.answers import EMPTY, Column, Respondents
from clients_demo.chance import stream
from clients_demo.country import AGES, CELL_AGE, CELL_SEX, CELL_YEARS, REGIONS, SEXES, SIZES, YEARS
from clients_demo.sampling import COMPLETE, PARTIAL, draw_sample
from clients_demo.world import World

KEYS = ("respondent_id", "municipality", "base_weight")
DISPOSITION_COLUMNS = (
    "respondent_id", "disposition", "municipality", "region", "size_class", "age_class", "sex", "years_on_assistance",
    "base_weight",
)  # fmt: skip
CONTROL_COLUMNS = ("margin", "category", "total", "source", "reference_date")
SOURCE = "Fictieve bijstandsregistratie bij de demonstratie"
Row = Mapping[str, Any]


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Write rows with named columns; the file appears whole or not at all."""
    write_table(path, columns, ([row.get(column, EMPTY) for column in columns] for row in rows))


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("w", encoding="utf-8", newline="") as stream_:
        writer = csv.writer(stream_, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
    draft.replace(path)


def file_hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def control_rows(world: World, wave: str) -> list[Row]:
    """Control totals of a wave: whole persons in the municipalities of the last wave."""
    people = world.people[wave]
    age_sex = _totals(
        (np.char.add(np.char.add(np.array(AGES)[CELL_AGE], "|"), np.array(SEXES)[CELL_SEX])), people.sum(0)
    )
    region = np.char.add(
        np.char.add(np.array(REGIONS)[world.country.region], "|"), np.array(SIZES)[world.country.size]
    )
    margins = {
        "age_class*sex": age_sex,
        "region*size_class": _totals(region, people.sum(1)),
        "years_on_assistance": _totals(np.array(YEARS)[CELL_YEARS], people.sum(0)),
    }
    return [
        {
            "margin": margin,
            "category": category,
            "total": total,
            "source": SOURCE,
            "reference_date": f"{wave}-01-01",
        }
        for margin, totals in margins.items()
        for category, total in totals.items()
    ]


def _totals(labels: np.ndarray, people: np.ndarray) -> dict[str, int]:
    names, place = np.unique(labels, return_inverse=True)
    return {str(name): int(total) for name, total in zip(names, np.bincount(place, people), strict=True)}


class WaveFiles:
    """The responses of one wave with the planted faults among them, and the dispositions of the sample.

    `columns` holds the accepted rows, `rows` all rows in the order of the file, `faults` what is wrong where.
    """

    def __init__(self, world: World, wave: str, questionnaire: Mapping[str, Any], seed: int) -> None:
        self.world, self.wave, self.seed = world, wave, seed
        self.sampled = draw_sample(world.country, wave, seed)
        order = stream(seed, "ids", wave).permutation(len(self.sampled))
        self.ids = np.array([f"C{wave[2:]}-{number:06}" for number in order], dtype=object)
        self.columns = self._columns(questionnaire)
        self.rows, self.faults = self._shuffled()

    def _columns(self, questionnaire: Mapping[str, Any]) -> dict[str, np.ndarray]:
        """All columns of the accepted rows, in the order of the questionnaire."""
        places = np.flatnonzero(self.sampled.disposition == COMPLETE)
        respondents = self.sampled.take(places)
        answers = Respondents(self.world, self.wave, respondents, self.seed).answer_all()
        answers["open_improve"] = self._texts(len(respondents))
        keys = (self.ids[places], respondents.code, _decimals(respondents.base_weight))
        columns = dict(zip(KEYS, keys, strict=True))
        return columns | {name: answers[name].cells() for name in asked_columns(questionnaire, self.wave)}

    def _texts(self, rows: int) -> Column:
        plan, random = self.world.plan["open_improve"], stream(self.seed, self.wave, "open_improve")
        texts = [f"{opening} {subject}" for opening in plan["openings"] for subject in plan["subjects"]]
        chosen = random.integers(len(texts), size=rows)
        silent = random.random(rows) >= plan["percentage"] / 100
        return Column((*texts, EMPTY), np.where(silent, len(texts), chosen))

    def _shuffled(self) -> tuple[np.ndarray, list[Row]]:
        """Accepted and faulty rows in the order of the file, and the faults with their lines."""
        accepted = np.stack(list(self.columns.values()), axis=1)
        faulty = self._faulty_rows()
        table = np.concatenate([accepted, np.array([row for row, _ in faulty], dtype=object)])
        order = stream(self.seed, "order", self.wave).permutation(len(table))
        line = np.empty(len(table), np.int64)
        line[order] = np.arange(len(table)) + 2
        planted = [
            {"file": f"responses_{self.wave}.csv", "line": int(line[len(accepted) + number]), **found}
            for number, (_, found) in enumerate(faulty)
        ]
        return table[order], sorted(planted, key=lambda row: row["line"])

    def _faulty_rows(self) -> list[tuple[list[str], Row]]:
        """Copies of accepted rows with a fault, under the ids of persons who did not complete."""
        free = self.ids[self.sampled.disposition == PARTIAL]
        names, twins, found = list(self.columns), {}, []
        for number, fault in enumerate(self.world.plan["faults"]):
            identity = twins.setdefault(fault.get("twin", number), str(free[number]))
            row = dict(zip(names, self._donor(fault.get("like", {}), number), strict=True))
            row |= {"respondent_id": identity, "open_improve": EMPTY, **fault.get("change", {})}
            record = {"respondent_id": row["respondent_id"], "column": fault["column"], "rule": fault["rule"]}
            found.append(([row[name] for name in names], record))
        return found

    def _donor(self, like: Mapping[str, str], number: int) -> list[str]:
        alike = np.ones(len(self.columns["respondent_id"]), bool)
        for name, wanted in like.items():
            alike &= self.columns[name] == wanted
        rows = np.flatnonzero(alike)
        if not len(rows):
            raise SystemExit(f"planted faults of {self.wave}: no respondent meets {dict(like)}")
        row = rows[stream(self.seed, self.wave, "fault", str(number)).integers(len(rows))]
        return [column[row] for column in self.columns.values()]

    def dispositions(self) -> list[list[str]]:
        """**Rows**: one per sampled person: id, disposition, municipality and what the register knows, people per sampled person."""
        cell, place, country = self.sampled.cell, self.sampled.municipality, self.world.country
        columns = (
            self.ids,
            self.sampled.disposition,
            self.sampled.code,
            np.array(REGIONS)[country.region[place]],
            np.array(SIZES)[country.size[place]],
            np.array(AGES)[CELL_AGE[cell]],
            np.array(SEXES)[CELL_SEX[cell]],
            np.array(YEARS)[CELL_YEARS[cell]],
            _decimals(self.sampled.base_weight),
        )
        order = np.argsort(self.ids)
        return [list(row) for row in zip(*(column[order] for column in columns), strict=True)]


def asked_columns(questionnaire: Mapping[str, Any], wave: str) -> list[str]:
    """Columns of the questions of a wave, in the order of the questionnaire."""
    return [
        name
        for question in questionnaire["questions"]
        if wave in question.get("asked", [wave])
        for name in question.get("rows", question.get("options", {question["id"]: None}))
    ]


def _decimals(weights: np.ndarray) -> np.ndarray:
    texts, place = np.unique(weights, return_inverse=True)
    return np.array([f"{weight:.6f}" for weight in texts], dtype=object)[place]
