"""The released set: all that publication, and any other program, reads of a study.

    estimates    one row per wave x indicator x item x category x breakdown x group x measure
    changes      one row per comparison x the same key x level
    method       response chain, ledger, design, families, thresholds, disclosure record

Columns, units and words are declared in monitor/schema.py. A suppressed row keeps its key, has no numbers
and says why.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from monitor.errors import ReleaseError
from monitor.input_files import is_folder, read_text
from monitor.release.results.codebook import write_codebook
from monitor.release.results.earlier_versions import with_margins
from monitor.release.results.method import Method
from monitor.release.results.table_files import AGAIN, MOST_BYTES, read_table, unreadable, write_table
from monitor.release.results.table_rows import RowsByItem
from monitor.schema import CHANGES, ESTIMATES, TABLES, VERSION
from monitor.schema_words import NORM, OF_BENCHMARK, between_groups, in_benchmark, is_break_in_growth

if TYPE_CHECKING:
    from monitor.study.study import Study

OF_A_MOMENT = ("share", "mean")
"""What is told of the municipalities of a moment as of the respondents of a survey."""


@dataclass(frozen=True)
class BenchmarkTables:
    """What is made of the released figures of municipalities: rows of `estimates` (shrunken figures, funnel lines, spread) and
    of `changes` (comparisons with peers and nation), which stand in the files below all others."""

    estimates: pd.DataFrame
    changes: pd.DataFrame


@dataclass(frozen=True)
class RegisterTables:
    """What a register tells besides the figures of its moments: rows of `estimates` (rates by month, group and municipality,
    quantiles, spread, totals) and of `changes` (breaks in growth), which stand in the files below all others."""

    estimates: pd.DataFrame
    changes: pd.DataFrame


@dataclass(frozen=True)
class ReleasedSet:
    """What may be handed on of one study run. `door.released_tables.release` is the only maker of new ones.

    **Rows** of `estimates`: one per `ESTIMATES.key`; of `changes`: one per `CHANGES.key`.
    **Columns/units**: schema.Estimate and schema.Change. Missing numbers are NaN, missing texts are empty.
    `companions` are the released sets of other surveys that stand beside this one; they are no part of it and
    are not written with it. `benchmark` holds the rows of municipalities beside each other, which no other report reads,
    `norms` those rows of `changes` that hold a process against a norm, `register` those of months, municipalities and growth.
    """

    estimates: pd.DataFrame
    changes: pd.DataFrame
    method: Method
    companions: Mapping[str, Companion] = field(default_factory=dict)
    benchmark: BenchmarkTables | None = None
    norms: pd.DataFrame | None = None
    register: RegisterTables | None = None

    def whole(self, name: str) -> pd.DataFrame:
        """A table as it stands in its file: the rows of the benchmark and of norms below all others."""
        table: pd.DataFrame = getattr(self, name)
        beside = [getattr(one, name) for one in (self.benchmark, self.register) if one is not None]
        if self.norms is not None and name == CHANGES.name:
            beside.append(self.norms)
        return pd.concat([table, *beside], ignore_index=True) if beside else table

    @cached_property
    def estimate_rows(self) -> RowsByItem:
        """The rows of `estimates`, which nobody changes once they are released."""
        return RowsByItem(self.estimates, ESTIMATES)

    @cached_property
    def change_rows(self) -> RowsByItem:
        """The rows of `changes`."""
        return RowsByItem(self.changes, CHANGES)

    @property
    def compares_waves(self) -> bool:
        """Whether it holds changes between waves."""
        return self.group_differences < len(self.changes)

    @property
    def group_differences(self) -> int:
        """How many rows are about groups of one wave."""
        return int(self.changes["comparison"].map(between_groups).astype(bool).sum())

    @property
    def compares_groups(self) -> bool:
        """Whether it holds differences between groups of one wave."""
        return self.group_differences > 0

    @property
    def version(self) -> int:
        """The version of the schema that its files were written in; in the frame later columns are filled in."""
        return self.method.schema


@dataclass(frozen=True)
class Companion:
    """Another survey beside a study: its declaration gives labels, units and wording, `released` the figures.

    `folder` is where the released set was read.
    """

    study: Study
    released: ReleasedSet
    folder: Path

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that its labels and figures come from."""
        declared = [path for path in (self.study.path, self.study.questionnaire.path) if path is not None]
        return (*declared, *(self.folder / f"{name}.csv" for name in TABLES), self.folder / "method.json")


def write_results(released: ReleasedSet, folder: Path) -> list[Path]:
    """Write estimates.csv, changes.csv, method.json and codebook.csv, with Parquet copies of the two tables.

    **Raises** ReleaseError when a table is not what its schema says, or `method` holds what JSON cannot (NaN
    included).
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = [_write_method(released.method, folder / "method.json"), write_codebook(folder)]
    for table in TABLES.values():
        written += write_table(released.whole(table.name), table, folder)
    return written


def read_results(folder: Path, study: Study | None = None) -> ReleasedSet:
    """Read a results folder of this version or an earlier one, and check it against its schema.

    `study` is the declaration that the results were made with; from it the margins of version 1 are known.
    **Raises** ReleaseError for a missing or damaged file, a later version, missing or unknown columns, text where
    a number belongs, unknown words, more than one study, doubled keys and a suppressed row with a number.
    """
    folder = Path(folder)
    method = _read_method(folder / "method.json")
    frames = {table.name: read_table(table, folder, method.schema) for table in TABLES.values()}
    _check_one_study(frames, method, folder)
    if study is not None and method.schema == 1:
        frames["changes"] = with_margins(frames["changes"], method, study)
    return _taken_apart(frames["estimates"], frames["changes"], method)


def _taken_apart(estimates: pd.DataFrame, changes: pd.DataFrame, method: Method) -> ReleasedSet:
    """The set of two tables as they stand in their files."""
    held = changes["comparison"] == NORM
    norms = changes[held].reset_index(drop=True) if method.files is not None else None
    changes = changes[~held].reset_index(drop=True)
    estimates, changes, register = _without_register(estimates, changes, method)
    made = estimates["measure"].isin(OF_BENCHMARK)
    compared = changes["comparison"].map(in_benchmark).astype(bool)
    if not (made.any() or compared.any()):
        return ReleasedSet(estimates, changes, method, norms=norms, register=register)
    benchmark = BenchmarkTables(
        estimates[made].reset_index(drop=True), changes[compared].reset_index(drop=True)
    )
    return ReleasedSet(
        estimates[~made].reset_index(drop=True),
        changes[~compared].reset_index(drop=True),
        method,
        benchmark=benchmark,
        norms=norms,
        register=register,
    )


def _without_register(
    estimates: pd.DataFrame, changes: pd.DataFrame, method: Method
) -> tuple[pd.DataFrame, pd.DataFrame, RegisterTables | None]:
    """Both tables without the rows of a register that are no figures of a moment, and those rows."""
    if method.register is None:
        return estimates, changes, None
    moments = estimates["wave"].isin(list(method.waves))
    beside = ~moments | ~estimates["measure"].isin(OF_A_MOMENT)
    broken = changes["comparison"].map(is_break_in_growth).astype(bool)
    register = RegisterTables(
        estimates[beside].reset_index(drop=True), changes[broken].reset_index(drop=True)
    )
    return estimates[~beside].reset_index(drop=True), changes[~broken].reset_index(drop=True), register


def results_folder(folder: Path) -> Path:
    """The results themselves, or the folder of a wave that holds them."""
    return folder / "results" if is_folder(folder / "results") else folder


def _write_method(method: Method, path: Path) -> Path:
    try:
        text = json.dumps(
            method.to_json(), ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False, default=_plain
        )
    except (TypeError, ValueError) as failure:
        raise ReleaseError(
            "release.method_cannot_be_written_as_json", where=path.name, got=str(failure)
        ) from None
    path.write_text(text + "\n", encoding="utf-8", newline="")
    return path


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"a {type(value).__name__}")


def _read_method(path: Path) -> Method:
    try:
        value = json.loads(read_text(path, ReleaseError, MOST_BYTES), parse_constant=_no_constant)
    except (OSError, UnicodeDecodeError) as failure:
        raise unreadable(path, failure) from None
    except (ValueError, RecursionError):
        raise ReleaseError("release.file_is_not_valid_json", where=path, hint=AGAIN) from None
    if not isinstance(value, dict):
        raise ReleaseError("release.file_holds_no_method", where=path, hint=AGAIN)
    version = value.get("schema", 1)
    if version not in range(1, VERSION + 1):
        raise ReleaseError(
            "release.results_were_written_in_version_that", where=path, version=version, known=VERSION
        )
    try:
        return Method.from_json(value)
    except ValueError as failure:
        raise ReleaseError(
            "release.is_not_what_method_holds_there", where=path, hint=AGAIN, place=str(failure)
        ) from None


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _check_one_study(frames: Mapping[str, pd.DataFrame], method: Method, folder: Path) -> None:
    named = {method.study} - {""}
    for frame in frames.values():
        named |= set(frame["study"])
    if len(named) > 1:
        raise ReleaseError("release.results_are_of_more_than_one", where=folder, got=", ".join(sorted(named)))
