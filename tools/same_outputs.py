"""Compares what two versions of the program write: every file of both demonstrations, all formats.

    python tools/same_outputs.py REVISION                 runs both versions, then compares bytes
    python tools/same_outputs.py REVISION --content       values, sentences and printed numbers only
    python tools/same_outputs.py OLD_FOLDER [NEW_FOLDER]  compares folders that are there already

With --content a table may have gained columns and a folder files, and a document may carry other markup; each
value of an older column, each text and each picture, in its place among the others, must be what it was.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import posixpath
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)
DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
SOURCE = re.compile(r'\ssrc="([^"]*)"')
UNREAD = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")
SPOKEN = re.compile(r'\s(?:alt|title|aria-label|content|href|lang)="([^"]*)"')
DESCRIBED = re.compile(r'<wp:docPr\b[^>]*?\sdescr="([^"]*)"[^>]*>')
EMBEDDED = re.compile(r'<[\w:]+\b[^>]*?\sr:(?:embed|link)="([^"]*)"[^>]*>')
RELATION = re.compile(r"<Relationship\b[^>]*>")
MARKS = {"\u21e5": re.compile(r"<w:tab ?/>"), "\u21b5": re.compile(r"<w:(?:br|cr)\b[^>]*>")}
"""What stands in a line for a tab and for a line break of Word; a tab stop has attributes."""
HASH = re.compile(r"[0-9a-f]{64}")
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
    """What differs, a line each. **Raises** SystemExit where the older folder holds nothing to compare."""
    mine, yours = (_files(folder) for folder in (old, new))
    if not mine:
        raise SystemExit(f"{old}: there is no file here to compare")
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
    """Each text as often as it was and in the order it was in: two figures that changed places differ."""

    def compare(before: Path, after: Path) -> Iterator[str]:
        old, new = read(before), read(after)
        gone, came = Counter(old) - Counter(new), Counter(new) - Counter(old)
        yield from (f"no longer says: {line}" for line in gone.elements())
        yield from (f"now says: {line}" for line in came.elements())
        if not gone and not came:
            pairs = zip(old, new, strict=True)
            yield from (f"says in other order: {line}" for line, other in pairs if line != other)

    return compare


def _tables(before: Path, after: Path) -> Iterator[str]:
    """Each value of an older column; a column that came is no difference, a row that came or went is one."""
    (columns, *old), (new_columns, *new) = (_rows(path) or [[]] for path in (before, after))
    yield from (f"column {column} is gone" for column in columns if column not in new_columns)
    if len(old) != len(new):
        yield f"{len(old)} rows became {len(new)}"
        return
    places = [
        (name, place, new_columns.index(name)) for place, name in enumerate(columns) if name in new_columns
    ]
    for number, (mine, yours) in enumerate(zip(old, new, strict=True), start=2):
        if len(mine) != len(columns) or len(yours) != len(new_columns):
            yield f"line {number}: another number of cells than columns"
            continue
        for name, was, now in places:
            if mine[was] != yours[now]:
                yield f"line {number}, {name}: {mine[was]!r} became {yours[now]!r}"


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _json(before: Path, after: Path) -> Iterator[str]:
    """Each value of an older key. The hashes of a manifest are of files that are compared by themselves."""
    old, new = (json.loads(path.read_text(encoding="utf-8")) for path in (before, after))
    yield from _moved_keys(old, new, "", hashes=before.name == "manifest.json")


def _moved_keys(old: Any, new: Any, place: str, hashes: bool) -> Iterator[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key, value in old.items():
            if key in new:
                yield from _moved_keys(value, new[key], f"{place}.{key}", hashes)
            else:
                yield f"{place}.{key}: is gone"
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, (value, other) in enumerate(zip(old, new, strict=True)):
            yield from _moved_keys(value, other, f"{place}[{number}]", hashes)
    elif hashes and all(isinstance(value, str) and HASH.fullmatch(value) for value in (old, new)):
        return
    elif old != new or isinstance(old, bool) != isinstance(new, bool):
        yield f"{place}: {old!r} became {new!r}"


def _parquet(before: Path, after: Path) -> Iterator[str]:
    import pandas as pd

    old, new = pd.read_parquet(before), pd.read_parquet(after)
    gone = [column for column in old if column not in new]
    yield from (f"column {column} is gone" for column in gone)
    if not old.drop(columns=gone).equals(new[[column for column in old if column in new]]):
        yield "other values"


def _lines(path: Path) -> list[str]:
    return _filled(path.read_text(encoding="utf-8"))


def _indented_lines(path: Path) -> list[str]:
    """Lines with the spaces before them, which in YAML say what belongs to what."""
    return [line.rstrip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _filled(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def _html_lines(path: Path) -> list[str]:
    """Every text, every text in an attribute and every picture, tag by tag."""
    page = SCRIPT.sub("", path.read_text(encoding="utf-8"))
    page = DRAWING.sub(lambda drawing: f"\n{_picture(drawing[0].encode())}\n{drawing[0]}", page)
    return _filled(TAG.sub(lambda tag: "\n".join(["", *_of_tag(tag[0]), ""]), UNREAD.sub("", page)))


def _of_tag(tag: str) -> list[str]:
    sources = [
        _picture(source.encode()) if source.startswith("data:") else f"shows {source}"
        for source in SOURCE.findall(tag)
    ]
    return [*SPOKEN.findall(tag), *sources]


def _picture(content: bytes) -> str:
    return f"picture {hashlib.sha256(content).hexdigest()[:16]}"


def _word_lines(path: Path) -> list[str]:
    """Every paragraph of every part, pictures and their descriptions included."""
    with zipfile.ZipFile(path) as archive:
        parts = sorted(name for name in archive.namelist() if name.endswith(".xml"))
        return [
            line
            for part in parts
            for line in word_paragraphs(archive.read(part).decode("utf-8"), _word_pictures(archive, part))
        ]


def _word_pictures(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """The pictures that a part of a Word file embeds, by the name that it has for each."""
    folder, name = posixpath.split(part)
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in archive.namelist():
        return {}
    pictures = {}
    for relation in RELATION.findall(archive.read(relations).decode("utf-8")):
        named = dict(re.findall(r'\s(\w+)="([^"]*)"', relation))
        target = posixpath.normpath(posixpath.join("/", folder, named["Target"]))[1:]
        if named["Type"].endswith("/image") and target in archive.namelist():
            pictures[named["Id"]] = _picture(archive.read(target))
    return pictures


def word_paragraphs(xml: str, pictures: Mapping[str, str] = MappingProxyType({})) -> list[str]:
    """Each paragraph of a part of a Word file, each picture and each description of one, on a line."""
    described = DESCRIBED.sub(lambda tag: f"\n{tag[1]}\n", xml.replace("\n", " "))
    described = EMBEDDED.sub(lambda tag: f"\n{pictures.get(tag[1], '')}\n", described)
    for mark, tag in MARKS.items():
        described = tag.sub(mark, described)
    return _filled(TAG.sub("", described.replace("</w:p>", "\n")))


def _workbook_lines(path: Path) -> list[str]:
    """Every cell with its place and how it is shown, its comment and its link; headers and footers."""
    import openpyxl

    return [
        line
        for sheet in openpyxl.load_workbook(path)
        for line in (
            *_around_pages(sheet),
            *(line for row in sheet.iter_rows() for cell in row for line in _of_cell(cell)),
        )
    ]


def _of_cell(cell: Any) -> Iterator[str]:
    place = f"{cell.parent.title}!{cell.coordinate}"
    if cell.value is not None:
        yield f"{place}: {cell.value!r} as {cell.number_format}"
    if cell.comment is not None:
        yield f"{place}: comment {cell.comment.text!r}"
    if cell.hyperlink is not None:
        yield f"{place}: link to {cell.hyperlink.target or ''}#{cell.hyperlink.location or ''}"


def _around_pages(sheet: Any) -> Iterator[str]:
    for pages in ("odd", "even", "first"):
        for kind in ("Header", "Footer"):
            around = getattr(sheet, f"{pages}{kind}")
            for side in ("left", "center", "right"):
                if text := getattr(around, side).text:
                    yield f"{sheet.title}: {pages} {kind.lower()} {side} {text!r}"


def _pdf_lines(path: Path) -> list[str]:
    program = shutil.which("pdftotext")
    if program is None:
        raise SystemExit("a PDF has other bytes; pdftotext (poppler-utils) is needed to compare its text")
    said = subprocess.run([program, "-layout", path, "-"], check=True, capture_output=True, text=True).stdout
    return _filled(said)


COMPARED: dict[str, Callable[[Path, Path], Iterator[str]]] = {
    ".csv": _tables, ".json": _json, ".parquet": _parquet, ".html": _texts(_html_lines),
    ".docx": _texts(_word_lines), ".xlsx": _texts(_workbook_lines), ".pdf": _texts(_pdf_lines),
    **dict.fromkeys((".yml", ".yaml"), _texts(_indented_lines)),
    **dict.fromkeys((".md", ".qmd", ".svg", ".css"), _texts(_lines)),
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
        lines = list(differences(old, new, asked.content))
    print("\n".join(lines[:SHOWN]))
    print(f"{len(lines)} differences" if lines else "Everything is the same.")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
