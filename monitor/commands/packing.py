"""What is handed to one municipality, in one zip: its report, the half page for its council, its own figures, a reading guide."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.outputs import file_hash, write_over
from monitor.publication.language.filling import filled_if_known
from monitor.publication.theme.office_file import zipped
from monitor.release.results.table_files import neutralised

if TYPE_CHECKING:
    import pandas as pd

    from monitor.publication.language.municipality_words import PackWords

DOCUMENTS = (".html", ".pdf", ".docx")


def write_pack(
    report: Path,
    target: Path,
    figures: pd.DataFrame,
    council: Callable[[Path], list[Path]],
    words: PackWords,
    name: str,
) -> None:
    """Write the zip `target` of the municipality `name`: the documents in `report`, those that `council` makes in a folder,
    the released `figures` of this municipality alone, and how to read them."""
    with tempfile.TemporaryDirectory() as work:
        whole = dict(_documents(sorted(report.iterdir()), words.report))
        half = dict(_documents(sorted(council(Path(work))), words.council))
        table = {f"{words.figures}.csv": figures.to_csv(index=False, lineterminator="\n").encode()}
        made = {"report": whole, "council": half, "figures": table}
        slots = {"place": name, **{kind: ", ".join(files) for kind, files in made.items()}}
        guide = "\n\n".join(filter(None, (filled_if_known(line, slots) for line in words.guide)))
        files = {**whole, **half, **table, f"{words.guide_name}.txt": f"{guide}\n".encode()}
    write_over(target, zipped(files), "--pack")


def write_list(home: Path, zips: Iterable[tuple[str, str, Path]], words: PackWords) -> Path:
    """Write the list of the zips that stand in a folder: code and name of the municipality, file, size and SHA-256. It has no figures.

    **Rows**: one per municipality, in the order given.
    """
    rows = [(code, name, path.name, path.stat().st_size, file_hash(path)) for code, name, path in zips]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([words.list_columns, *([neutralised(str(cell)) for cell in row] for row in rows)])
    target = home / f"{words.list_name}.csv"
    write_over(target, text.getvalue().encode(), "--pack")
    return target


def _documents(paths: list[Path], called: str) -> Iterator[tuple[str, bytes]]:
    for path in paths:
        if path.suffix in DOCUMENTS:
            yield f"{called}{path.suffix}", path.read_bytes()
