"""What the door kept back of a run, measured again from its answers, and whether any of it stands in a site."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from monitor.pipeline import declared_study
from monitor.publication.site.audit_cells import VALUES
from monitor.release.results.released_set import ReleasedSet, read_results
from monitor.schema import ESTIMATES, TABLES
from monitor.stages.measuring import measure
from monitor.stages.options import RunOptions, home_of
from monitor.stages.taking_in import take_in

TELLING = ["estimate", "se", "ci_low", "ci_high", "deff", "n_effective"]
DIGITS = 6  # of a number that no other figure has by chance
LEAST = 5  # of them that are not noughts at the end, as in 0.5
READ = (".html", ".js", ".csv", ".svg")
NUMBER = re.compile(r"(?<![\d.])\d+\.\d+")
DUTCH = re.compile(r"(?<![\d.,])\d+,\d+(?![\d.,])")
THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})+(?![\d.])")
SHARED, INDEX = "_bestanden", "index.js"


def shown_although_kept_back(
    site: Path, runs: Sequence[tuple[Path, str]], options: RunOptions
) -> list[tuple[str, list[str]]]:
    """Files of a site with the digits in it that only suppressed rows of its runs (study file, wave) have."""
    each = [(path, replace(options, wave=wave)) for path, wave in runs]
    wanted = set().union(*(kept_back(*run) for run in each)) - set().union(*(_told(*run) for run in each))
    found = []
    for path in sorted(site.rglob("*")):
        if path.is_file() and (path.parent.name != SHARED or path.name == INDEX):
            text = _read(path)
            if path.suffix != ".csv":
                text = THOUSANDS.sub("", text)
            written = NUMBER.findall(text) + ([] if path.suffix == ".csv" else DUTCH.findall(text))
            numbers = {_first(number) for number in written}
            if numbers & wanted:
                found.append((path.relative_to(site).as_posix(), sorted(numbers & wanted)))
    return found


def kept_back(path: Path, options: RunOptions) -> set[str]:
    """The digits of every number in the rows of a confidential run that the door suppressed."""
    study = declared_study(path, options)
    estimates, _, _ = measure(study, take_in(study, lambda *_: None, {}), lambda *_: None)
    released = _released(path, options).whole("estimates")
    key = [name for name in ESTIMATES.key if name in estimates]
    rows = released.loc[released["status"] == "suppressed", key]
    return _digits_of(estimates.merge(rows, on=key)[[name for name in TELLING if name in estimates]])


def _told(path: Path, options: RunOptions) -> set[str]:
    """The digits of every number that was released."""
    released = _released(path, options)
    tables = (released.whole(name).select_dtypes("number") for name in TABLES)
    return set().union(*(_digits_of(table) for table in tables))


def _released(path: Path, options: RunOptions) -> ReleasedSet:
    return read_results(home_of(declared_study(path, options), options) / "results")


def _digits_of(rows: pd.DataFrame) -> set[str]:
    values = rows.to_numpy(float).ravel()
    told = {
        _first(f"{abs(value):.{places}e}")
        for value in values[np.isfinite(values)]
        for places in (DIGITS - 1, 9)
    }
    return {digits for digits in told if len(digits.rstrip("0")) >= LEAST}


def _first(number: str) -> str:
    """The first digits of a number, as any way of writing it shows them."""
    return re.sub(r"[^0-9]", "", number.partition("e")[0]).lstrip("0")[:DIGITS]


def _read(path: Path) -> str:
    """What a file says; of a picture and the data of one its texts and values, since places of lines are any numbers."""
    text = path.read_text(encoding="utf-8") if path.suffix in READ else ""
    if path.suffix == ".svg":
        shown = re.findall(r">([^<]*)<", re.sub(r"<style.*?</style>", "", text))
        return " ".join([*shown, *re.findall(r'aria-label="([^"]*)"', text)])
    return "\n".join(_values(json.loads(text.partition(" = ")[2][:-2]))) if path.suffix == ".js" else text


def _values(data: Any, within: tuple[str, ...] = ()) -> Iterator[str]:
    if isinstance(data, dict):
        for key, part in data.items():
            yield from _values(part, (*within, key))
    elif isinstance(data, list):
        for part in data:
            yield from _values(part, within)
    elif isinstance(data, str) or "datasets" in within and within[-1] in VALUES:
        yield str(data)
