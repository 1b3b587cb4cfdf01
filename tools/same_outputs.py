"""Compares what two versions of the program write: every file of both demonstrations, all formats.

    python tools/same_outputs.py REVISION                 runs both versions, then compares bytes
    python tools/same_outputs.py REVISION --content       values, sentences and printed numbers only
    python tools/same_outputs.py OLD_FOLDER [NEW_FOLDER]  compares folders that are there already

With --content a table may have gained columns and rows of a document may carry other markup; each value of
an older column, each text and each number must be what it was. A document that only one of both has differs.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TAGS = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<[^>]+>", re.DOTALL)
SHOWN = 20


def run_revision(revision: str, folder: Path) -> Path:
    """Check a revision out and run both whole demonstrations with it."""
    tree = folder / "tree"
    subprocess.run(["git", "worktree", "add", "--detach", "--quiet", tree, revision], check=True, cwd=ROOT)
    try:
        return run_tree(tree, folder / "outputs")
    finally:
        subprocess.run(["git", "worktree", "remove", "--force", tree], check=True, cwd=ROOT)


def run_tree(tree: Path, out: Path) -> Path:
    """Run both whole demonstrations with the program of a folder; returns what holds both output folders."""
    command = [sys.executable, "-m", "monitor", "demo", "--whole", "--out", str(out / "build")]
    environment = {"PYTHONPATH": str(tree), "PATH": "/usr/bin:/bin"}
    subprocess.run(command, check=True, cwd=tree, env=environment, stdout=subprocess.DEVNULL)
    return out


def differences(old: Path, new: Path, content: bool) -> Iterator[str]:
    """What differs, a line each."""
    mine, yours = (_files(folder) for folder in (old, new))
    yield from (f"{name}: is gone" for name in sorted(mine - yours))
    if not content:
        yield from (f"{name}: is new" for name in sorted(yours - mine))
    for name in sorted(mine & yours):
        before, after = old / name, new / name
        if before.read_bytes() == after.read_bytes():
            continue
        if not content:
            yield f"{name}: other bytes"
        else:
            yield from (f"{name}: {line}" for line in _moved(before, after))


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def _moved(before: Path, after: Path) -> Iterator[str]:
    compare = COMPARED.get(before.suffix)
    yield from compare(before, after) if compare else ["other bytes"]


def _texts(read: Callable[[Path], list[str]]) -> Callable[[Path, Path], Iterator[str]]:
    def compare(before: Path, after: Path) -> Iterator[str]:
        old, new = read(before), read(after)
        yield from (f"no longer says: {line}" for line in _missing(old, new))
        yield from (f"now says: {line}" for line in _missing(new, old))

    return compare


def _missing(these: list[str], those: list[str]) -> list[str]:
    left = list(those)
    missing = []
    for line in these:
        if line in left:
            left.remove(line)
        else:
            missing.append(line)
    return missing


def _tables(before: Path, after: Path) -> Iterator[str]:
    """Each value of an older column; a column that came is no difference, a row that came or went is one."""
    old, new = (list(csv.DictReader(path.open(encoding="utf-8", newline=""))) for path in (before, after))
    if len(old) != len(new):
        yield f"{len(old)} rows became {len(new)}"
        return
    for number, (mine, yours) in enumerate(zip(old, new, strict=True), start=2):
        for column, value in mine.items():
            if yours.get(column) != value:
                yield f"line {number}, {column}: {value!r} became {yours.get(column)!r}"


def _json(before: Path, after: Path) -> Iterator[str]:
    if before.name == "manifest.json":
        return  # hashes of what is compared by itself
    old, new = (json.loads(path.read_text(encoding="utf-8")) for path in (before, after))
    yield from _moved_keys(old, new, "")


def _moved_keys(old: Any, new: Any, place: str) -> Iterator[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key, value in old.items():
            yield from _moved_keys(value, new.get(key), f"{place}.{key}")
    elif old != new:
        yield f"{place}: {old!r} became {new!r}"


def _same_rows_as_csv(before: Path, after: Path) -> Iterator[str]:
    """Parquet copies hold what the CSV beside them holds, which is compared by itself."""
    import pandas as pd

    old, new = pd.read_parquet(before), pd.read_parquet(after)
    if not old.equals(new.reindex(columns=old.columns)):
        yield "other values"


def _lines(path: Path) -> list[str]:
    return [" ".join(line.split()) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _html_lines(path: Path) -> list[str]:
    page = path.read_text(encoding="utf-8")
    alts = re.findall(r'alt="([^"]*)"', page)
    return [*(" ".join(line.split()) for line in TAGS.sub("\n", page).splitlines() if line.strip()), *alts]


def _word_lines(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        body = archive.read("word/document.xml").decode("utf-8")
    return [TAGS.sub("", part).strip() for part in body.split("</w:p>") if TAGS.sub("", part).strip()]


def _workbook_lines(path: Path) -> list[str]:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True)
    return [
        str(cell)
        for sheet in book
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if cell is not None
    ]


def _pdf_lines(path: Path) -> list[str]:
    program = shutil.which("pdftotext")
    if program is None:
        raise SystemExit("a PDF has other bytes; pdftotext (poppler-utils) is needed to compare its text")
    said = subprocess.run([program, "-layout", path, "-"], check=True, capture_output=True, text=True).stdout
    return [" ".join(line.split()) for line in said.splitlines() if line.strip()]


COMPARED: dict[str, Callable[[Path, Path], Iterator[str]]] = {
    ".csv": _tables, ".json": _json, ".parquet": _same_rows_as_csv, ".html": _texts(_html_lines),
    ".docx": _texts(_word_lines), ".xlsx": _texts(_workbook_lines), ".pdf": _texts(_pdf_lines),
    **dict.fromkeys((".md", ".qmd", ".yml", ".yaml", ".svg", ".css"), _texts(_lines)),
}  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("old", help="a git revision, or a folder with outputs")
    parser.add_argument("new", nargs="?", type=Path, help="a folder with outputs; else this version is run")
    parser.add_argument("--content", action="store_true", help="compare values, sentences and numbers")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        work = Path(made)
        old = Path(asked.old) if Path(asked.old).is_dir() else run_revision(asked.old, work / "old")
        new = asked.new or run_tree(ROOT, work / "new")
        found = list(differences(old, new, asked.content))
    print("\n".join(found[:SHOWN]))
    print(f"{len(found)} differences" if found else "Everything is the same.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
