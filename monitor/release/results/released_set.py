"""The released set: all that publication, and any other program, reads of a study.

    estimates    one row per wave x indicator x item x category x breakdown x group x measure
    changes      one row per comparison x the same key x level
    method       response chain, ledger, design, families, thresholds, disclosure record

A suppressed row keeps its key, has no numbers and says why. Numbers have 10 significant digits, in
the frames as in the files, so that writing, reading and writing again gives identical bytes.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from monitor.errors import ReleaseError, reason
from monitor.release.results.reasons import COARSENED as COARSENED

if TYPE_CHECKING:
    from monitor.study.study import Study

ESTIMATE_COLUMNS = (
    "study", "wave", "indicator", "item", "category", "breakdown", "group", "measure", "estimate", "count", "se",
    "ci_low", "ci_high", "n", "n_effective", "df", "deff", "n_not_asked", "n_no_answer", "n_dont_know",
    "n_not_applicable", "peer_set", "status", "reason",
)  # fmt: skip
CHANGE_COLUMNS = (
    "study", "comparison", "indicator", "item", "category", "breakdown", "group", "measure", "level", "from_wave",
    "to_wave", "n_from", "n_to", "difference", "se", "ci_low", "ci_high", "test", "statistic", "df", "p",
    "p_adjusted", "family", "mdd", "eq_low", "eq_high", "verdict", "reason",
)  # fmt: skip
ESTIMATE_KEY = ("study", "wave", "indicator", "item", "category", "breakdown", "group", "measure", "peer_set")
CHANGE_KEY = (
    "study", "comparison", "indicator", "item", "category", "breakdown", "group", "measure", "level", "from_wave",
    "to_wave", "test",
)  # fmt: skip
_TEXT = {*ESTIMATE_KEY, *CHANGE_KEY, "status", "reason", "family", "verdict"}
ESTIMATE_NUMBERS = tuple(name for name in ESTIMATE_COLUMNS if name not in _TEXT)
CHANGE_NUMBERS = tuple(name for name in CHANGE_COLUMNS if name not in _TEXT)
STATUSES = ("released", "unreliable", "suppressed")
AGAIN = "Make the results again with `monitor run`"
SIGNIFICANT_DIGITS = 10
FILES = {"estimates": ESTIMATE_COLUMNS, "changes": CHANGE_COLUMNS}
_KEYS = {"estimates": ESTIMATE_KEY, "changes": CHANGE_KEY}
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class ReleasedSet:
    """What may be handed on of one study run. `disclosure.release` is the only maker of new ones.

    **Rows** of `estimates`: one per `ESTIMATE_KEY`; of `changes`: one per `CHANGE_KEY`.
    **Columns/units**: shares and means of parts and percentages in [0, 1], grades 1-10; `count`, `n`
    and `n_*` in respondents. Missing numbers are NaN, missing texts are empty. `companions` are the released
    sets of other surveys that stand beside this one; they are no part of it and are not written with it.
    """

    estimates: pd.DataFrame
    changes: pd.DataFrame
    method: Mapping[str, Any]
    companions: Mapping[str, Companion] = field(default_factory=dict)


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
        return (*declared, *(self.folder / f"{name}.csv" for name in FILES), self.folder / "method.json")


def write_results(released: ReleasedSet, folder: Path) -> list[Path]:
    """Write estimates.csv, changes.csv and method.json, with Parquet copies of the two tables.

    **Raises** ReleaseError when `method` holds what JSON cannot (NaN included).
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = [_write_method(released.method, folder / "method.json")]
    for name, columns in FILES.items():
        frame = typed(getattr(released, name), columns, name)
        path = folder / f"{name}.csv"
        path.write_text(_csv(frame), encoding="utf-8", newline="")
        frame.to_parquet(path.with_suffix(".parquet"), index=False)
        written += [path, path.with_suffix(".parquet")]
    return written


def read_results(folder: Path) -> ReleasedSet:
    """Read a results folder and check it against the shape of the released set.

    **Raises** ReleaseError for a missing or damaged file, missing or unknown columns, text where a
    number belongs, more than one study, doubled keys and a suppressed row with a number.
    """
    folder = Path(folder)
    method = _read_method(folder / "method.json")
    frames = {name: _read_table(folder / f"{name}.csv", columns) for name, columns in FILES.items()}
    for name, frame in frames.items():
        check_table(frame, name)
    _check_one_study(frames, method, folder)
    return ReleasedSet(frames["estimates"], frames["changes"], method)


def results_folder(folder: Path) -> Path:
    """The results themselves, or the folder of a wave that holds them."""
    return folder / "results" if (folder / "results").is_dir() else folder


def check_table(frame: pd.DataFrame, name: str) -> None:
    """Refuse a table that no door could have let through.

    **Raises** ReleaseError for an unknown status, a doubled key or a suppressed row with a number.
    """
    where = f"{name}.csv"
    key = list(_KEYS[name])
    doubled = frame.duplicated(key)
    if doubled.any():
        raise ReleaseError(
            "this row has the key of an earlier row", where=where, line=_line(doubled), hint=AGAIN
        )
    if name != "estimates":
        return
    unknown = ~frame["status"].isin(STATUSES)
    if unknown.any():
        raise ReleaseError(
            "this status is unknown",
            where=where,
            line=_line(unknown),
            expected=", ".join(STATUSES),
            hint=AGAIN,
        )
    numbers = frame[list(ESTIMATE_NUMBERS)].notna().any(axis=1) & (frame["status"] == "suppressed")
    if numbers.any():
        raise ReleaseError(
            "a suppressed row holds a number", where=where, line=_line(numbers), hint=AGAIN
        )  # fmt: skip


def typed(frame: pd.DataFrame, columns: Sequence[str], name: str) -> pd.DataFrame:
    """The frame with exactly these columns, texts as text and numbers as floats of 10 digits.

    **Raises** ReleaseError naming a missing or unknown column, or one whose numbers are no numbers.
    """
    _check_columns(list(frame.columns), columns, name)
    frame = frame.reset_index(drop=True)
    made = {
        column: _text(frame[column]) if column in _TEXT else _number(frame[column], name)
        for column in columns
    }
    return pd.DataFrame(made, columns=list(columns))


def significant(values: np.ndarray) -> np.ndarray:
    """Numbers rounded to 10 significant digits, each the float nearest to that decimal number."""
    values = np.asarray(values, float)
    usual = np.isfinite(values) & (np.abs(values) > 1e-11) & (np.abs(values) < 1e10)
    ordinary = np.where(usual, values, 1.0)
    scale = 10.0 ** (SIGNIFICANT_DIGITS - 1 - np.floor(np.log10(np.abs(ordinary))))
    rounded = np.rint(ordinary * scale) / scale
    rare = np.isfinite(values) & ~usual
    rounded[rare] = [float(f"{value:.{SIGNIFICANT_DIGITS}g}") + 0.0 for value in values[rare]]
    return np.where(np.isfinite(values), rounded, np.nan)


def neutralised(text: str) -> str:
    """A text no spreadsheet takes for a formula: one that begins like a formula gets a quote before it.

    >>> neutralised("=1+1")
    "'=1+1"
    """
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def compare_results(old: ReleasedSet, new: ReleasedSet) -> pd.DataFrame:
    """Published numbers and words that moved between two released sets.

    **Rows**: one per changed cell, and one per row that appeared or disappeared, in key order.
    **Columns**: table, what (moved | appeared | disappeared), key (`name=value` pairs), column, old,
    new (as printed in the files), difference (NaN for texts).
    """
    parts = [_moved(name, getattr(old, name), getattr(new, name)) for name in FILES]
    return pd.concat(parts, ignore_index=True)


def _moved(name: str, old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    key = list(_KEYS[name])
    both = old.merge(new, on=key, how="outer", suffixes=("|old", "|new"), indicator=True).sort_values(key)
    rows: list[tuple] = []
    for side, what in (("left_only", "disappeared"), ("right_only", "appeared")):
        rows += [
            (name, what, label, "", "", "", np.nan) for label in _labels(both[both["_merge"] == side], key)
        ]
    same = both[both["_merge"] == "both"]
    for column in (column for column in FILES[name] if column not in key):
        rows += _moved_cells(name, same, key, column)
    columns = ["table", "what", "key", "column", "old", "new", "difference"]
    return pd.DataFrame(rows, columns=columns).sort_values(["key", "column"], kind="stable")


def _moved_cells(name: str, same: pd.DataFrame, key: list[str], column: str) -> list[tuple]:
    old, new = same[f"{column}|old"], same[f"{column}|new"]
    differs = same[(old != new) & ~(old.isna() & new.isna())]
    before, after = differs[f"{column}|old"], differs[f"{column}|new"]
    gap = [np.nan] * len(differs) if column in _TEXT else list(after - before)
    shown = (map(_shown, before), map(_shown, after))
    return [
        (name, "moved", label, column, *cells)
        for label, *cells in zip(_labels(differs, key), *shown, gap, strict=True)
    ]


def _labels(frame: pd.DataFrame, key: list[str]) -> list[str]:
    rows = frame[key].itertuples(index=False, name=None)
    return [
        " ".join(f"{name}={value}" for name, value in zip(key, row, strict=True) if value) for row in rows
    ]


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.{SIGNIFICANT_DIGITS}g}"
    return str(value)


def _csv(frame: pd.DataFrame) -> str:
    safe = {
        column: frame[column].map(neutralised) if column in _TEXT else frame[column]
        for column in frame.columns
    }
    return pd.DataFrame(safe).to_csv(
        index=False, float_format=f"%.{SIGNIFICANT_DIGITS}g", lineterminator="\n"
    )


def _write_method(method: Mapping[str, Any], path: Path) -> Path:
    try:
        text = json.dumps(
            method, ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False, default=_plain
        )
    except (TypeError, ValueError) as failure:
        raise ReleaseError(
            "the method cannot be written as JSON", where=path.name, got=str(failure)
        ) from None
    path.write_text(text + "\n", encoding="utf-8", newline="")
    return path


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"a {type(value).__name__}")


def _read_method(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"), parse_constant=_no_constant)
    except (OSError, UnicodeDecodeError) as failure:
        raise _unreadable(path, failure) from None
    except ValueError:
        raise ReleaseError("this file is not valid JSON", where=path, hint=AGAIN) from None
    if not isinstance(found, dict):
        raise ReleaseError("this file holds no method", where=path, expected="a JSON object", hint=AGAIN)
    return found


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _read_table(path: Path, columns: Sequence[str]) -> pd.DataFrame:
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, na_filter=False, encoding="utf-8")
    except (OSError, UnicodeDecodeError) as failure:
        raise _unreadable(path, failure) from None
    except (pd.errors.ParserError, pd.errors.EmptyDataError):
        raise ReleaseError(
            "this file is damaged", where=path, expected="CSV with a header", hint=AGAIN
        ) from None
    _check_columns(list(frame.columns), columns, path.name)
    for column in (column for column in columns if column in _TEXT):
        frame[column] = frame[column].str.replace(r"^'(?=[=+\-@\t\r])", "", regex=True)
    return typed(frame, columns, path.name)


def _unreadable(path: Path, failure: Exception) -> ReleaseError:
    missing = isinstance(failure, FileNotFoundError)
    return ReleaseError(
        "this file does not exist" if missing else "this file cannot be read",
        where=path,
        got=None if missing else reason(failure),
        hint="Name the folder that holds estimates.csv, changes.csv and method.json",
    )


def _check_columns(found: list[str], expected: Sequence[str], name: str) -> None:
    for column in expected:
        if column not in found:
            raise ReleaseError(
                f'column "{column}" is missing', where=name, expected=", ".join(expected), hint=AGAIN
            )
    for column in found:
        if column not in expected:
            raise ReleaseError(
                f'column "{column}" is no part of the released set', where=name, hint="Take the column away"
            )


def _text(column: pd.Series) -> pd.Series:
    return column.astype(object).where(column.notna(), "").astype("str")


def _number(column: pd.Series, name: str) -> pd.Series:
    if column.dtype != "float64":
        blank = column.isna() | (column == "")
        numbers = pd.to_numeric(column.astype(object).where(~blank, np.nan), errors="coerce").astype(
            "float64"
        )
        wrong = numbers.isna() & ~blank
        if wrong.any():
            raise ReleaseError(
                f'column "{column.name}" holds no number', where=name, line=_line(wrong), hint=AGAIN
            )
        column = numbers
    return pd.Series(significant(column.to_numpy()))


def _line(rows: pd.Series) -> int:
    """Line in the file of the first row that is true: the header is line 1."""
    return int(np.flatnonzero(rows.to_numpy())[0]) + 2


def _check_one_study(frames: Mapping[str, pd.DataFrame], method: Mapping[str, Any], folder: Path) -> None:
    named = {str(method["study"])} if "study" in method else set()
    for frame in frames.values():
        named |= set(frame["study"])
    if len(named) > 1:
        raise ReleaseError(
            "these results are of more than one study", where=folder, got=", ".join(sorted(named)),
            expected="one study a folder",
        )  # fmt: skip
