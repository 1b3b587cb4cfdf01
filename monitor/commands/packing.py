"""What is handed to one municipality, in one zip: its report, the half page for its council, its own figures, a reading guide."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.outputs import write_over
from monitor.publication.language.filling import filled

if TYPE_CHECKING:
    import pandas as pd

    from monitor.publication.language.municipality_words import PackWords

EPOCH = (1980, 1, 1, 0, 0, 0)  # equal contents give equal bytes
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
        files = dict(_documents(sorted(report.iterdir()), words.report))
        files |= dict(_documents(council(Path(work)), words.council))
        files[f"{words.figures}.csv"] = figures.to_csv(index=False, lineterminator="\n").encode()
        guide = "\n\n".join(filled(line, {"place": name, **words.slots}) for line in words.guide)
        files[f"{words.guide_name}.txt"] = f"{guide}\n".encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, content in sorted(files.items()):
            entry = zipfile.ZipInfo(file, EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)
    if not target.exists():
        target.touch()
    write_over(target, stream.getvalue(), "--pack")


def _documents(paths: list[Path], called: str) -> Iterator[tuple[str, bytes]]:
    for path in paths:
        if path.suffix in DOCUMENTS:
            yield f"{called}{path.suffix}", path.read_bytes()
