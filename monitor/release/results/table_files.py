"""The two tables of the released set as frames and as CSV files, each held to its schema.

Numbers have 10 significant digits, in the frames as in the files, so that writing, reading and writing
again gives identical bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from monitor.errors import ReleaseError, reason
from monitor.input_files import size_of
from monitor.release.results.earlier_versions import as_latest
from monitor.release.results.table_guard import frame_schema
from monitor.schema import SIGNIFICANT_DIGITS, Table

if TYPE_CHECKING:
    from pandera.errors import SchemaError

AGAIN = "program.run_again"
MOST_BYTES = 8_000_000_000
ABOUT_COLUMNS = ("column_in_dataframe", "column_in_schema")  # said first: all else follows from them
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_FORMULA_QUOTE = r"^'(?=[=+\-@\t\r])"


def write_table(frame: pd.DataFrame, table: Table, folder: Path) -> list[Path]:
    """Write a table as CSV and as Parquet. **Raises** ReleaseError where it is not what its schema says."""
    frame = typed(frame, table, table.name)
    guard(frame, table, table.name)
    path = folder / f"{table.name}.csv"
    path.write_text(csv_text(frame, table), encoding="utf-8", newline="")
    frame.to_parquet(path.with_suffix(".parquet"), index=False)
    return [path, path.with_suffix(".parquet")]


def read_table(table: Table, folder: Path, version: int) -> pd.DataFrame:
    """Read a table of a version and hold it against its schema; columns that came later are filled in.

    **Raises** ReleaseError for a missing or damaged file, and for all that `guard` refuses.
    """
    path = folder / f"{table.name}.csv"
    try:
        size_of(path, ReleaseError, MOST_BYTES)
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, na_filter=False, encoding="utf-8")
    except (OSError, UnicodeDecodeError) as failure:
        raise unreadable(path, failure) from None
    except (pd.errors.ParserError, pd.errors.EmptyDataError):
        raise ReleaseError("release.file_is_damaged", where=path, hint=AGAIN) from None
    for column in (column for column in table.texts if column in frame):
        quoted = frame[column].str.startswith("'")
        frame.loc[quoted, column] = frame.loc[quoted, column].str.replace(_FORMULA_QUOTE, "", regex=True)
    frame = typed(as_latest(frame, table, version), table, path.name)
    guard(frame, table, path.name)
    return frame


def csv_text(frame: pd.DataFrame, table: Table) -> str:
    """Rows of a table as they stand in its file, with the header."""
    safe = {
        name: frame[name].map(neutralised) if name in table.texts else frame[name] for name in frame.columns
    }
    return pd.DataFrame(safe).to_csv(
        index=False, float_format=f"%.{SIGNIFICANT_DIGITS}g", lineterminator="\n"
    )


def csv_parts(text: str, names: Iterable[str]) -> dict[str, str]:
    """The rows of a text of `csv_text` by the name that each is given, every part with the header."""
    head, *rows = _records(text)
    parts: dict[str, list[str]] = {}
    for name, row in zip(names, rows, strict=True):
        parts.setdefault(str(name), [head]).append(row)
    return {name: "".join(rows) for name, rows in parts.items()}


def _records(text: str) -> Iterator[str]:
    """The rows of a CSV text with their line ends; a line break inside quotes ends none."""
    row = ""
    for line in text.split("\n")[:-1]:
        row += f"{line}\n"
        if row.count('"') % 2 == 0:
            yield row
            row = ""


def typed(frame: pd.DataFrame, table: Table, where: str) -> pd.DataFrame:
    """The frame with its columns in order, texts as text and numbers as floats of 10 digits.

    A column that is missing or unknown is left for `guard` to refuse.
    **Raises** ReleaseError naming a column whose numbers are no numbers.
    """
    frame = frame.reset_index(drop=True)
    known = [column for column in table.columns if column.name in frame]
    made = {
        column.name: _text(frame[column.name]) if column.text else _number(frame[column.name], where)
        for column in known
    }
    unknown = {name: frame[name] for name in frame.columns if name not in made}
    return pd.DataFrame(made | unknown, index=frame.index)


def significant(values: np.ndarray) -> np.ndarray:
    """Numbers rounded to 10 significant digits, each the float nearest to that decimal number."""
    values = np.asarray(values, float)
    usual = np.isfinite(values) & (np.abs(values) > 1e-11) & (np.abs(values) < 1e10)
    ordinary = np.where(usual, values, 1.0)
    scale = 10.0 ** (SIGNIFICANT_DIGITS - 1 - np.floor(np.log10(np.abs(ordinary))))
    rounded = np.rint(ordinary * scale) / scale
    rounded[values == 0.0] = 0.0  # of which there are many
    rare = np.isfinite(values) & ~usual & (values != 0.0)
    rounded[rare] = [float(f"{value:.{SIGNIFICANT_DIGITS}g}") + 0.0 for value in values[rare]]
    return np.where(np.isfinite(values), rounded, np.nan)


def neutralised(text: str) -> str:
    """A text no spreadsheet takes for a formula: one that begins like a formula gets a quote before it.

    >>> neutralised("=1+1")
    "'=1+1"
    """
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def guard(frame: pd.DataFrame, table: Table, where: str | Path) -> None:
    """Hold a table against its schema.

    **Raises** ReleaseError for a missing or unknown column, an unknown word, a number out of bounds, a doubled
    key, a number in a row that may hold none and a row that breaks a rule, naming the line of the first such row.
    """
    from pandera.errors import SchemaErrors

    try:
        frame_schema(table.name).validate(frame, lazy=True)
    except SchemaErrors as refused:
        failures = refused.schema_errors
        about_columns = (failure for name in ABOUT_COLUMNS for failure in failures if failure.check == name)
        raise _refused(next(about_columns, failures[0]), table, where) from None


def _refused(failure: SchemaError, table: Table, where: str | Path) -> ReleaseError:
    """A failure of pandera in our words; `error` of a check of the schema says what is wrong."""
    cases, column = failure.failure_cases, failure.schema.name
    if failure.check == "column_in_dataframe":
        return ReleaseError(
            "release.column_is_missing", where=where, expected=", ".join(table.names), hint=AGAIN, cases=cases
        )
    if failure.check == "column_in_schema":
        return ReleaseError("release.column_is_no_part_of_released", where=where, cases=cases)
    code, _, word = str(getattr(failure.check, "error", None) or "release.does_not_belong_there").partition(
        ":"
    )
    if failure.check == "multiple_fields_uniqueness":
        code = "release.key_of_an_earlier_row"
    about = table[column] if column in table.names else None
    line = int(cases["index"].iloc[0]) + 2 if isinstance(cases, pd.DataFrame) else None
    return ReleaseError(
        code, where=where, line=line, hint=AGAIN, column=column, word=word,
        expected=", ".join(about.words.meanings) if about and about.words else None,
        low=about and about.low, high=about and about.high,
    )  # fmt: skip


def unreadable(path: Path, failure: Exception) -> ReleaseError:
    missing = isinstance(failure, FileNotFoundError)
    return ReleaseError(
        "release.file_does_not_exist" if missing else "release.file_cannot_be_read",
        where=path,
        got=None if missing else reason(failure),
    )


def _text(column: pd.Series) -> pd.Series:
    return column.astype(object).where(column.notna(), "").astype("str")


def _number(column: pd.Series, where: str) -> pd.Series:
    if column.dtype != "float64":
        blank = column.isna() | (column == "")
        numbers = pd.to_numeric(column.astype(object).where(~blank, np.nan), errors="coerce").astype(
            "float64"
        )
        wrong = numbers.isna() & ~blank
        if wrong.any():
            raise ReleaseError(
                "release.column_holds_no_number",
                where=where,
                line=_line(wrong),
                hint=AGAIN,
                column=column.name,
            )
        endless = numbers.isin([np.inf, -np.inf])
        if endless.any():
            raise ReleaseError(
                "release.column_holds_infinity",
                where=where,
                line=_line(endless),
                hint=AGAIN,
                column=column.name,
            )
        column = numbers
    return pd.Series(significant(column.to_numpy()))


def _line(rows: pd.Series) -> int:
    """Line in the file of the first row that is true: the header is line 1."""
    return int(np.flatnonzero(rows.to_numpy())[0]) + 2
