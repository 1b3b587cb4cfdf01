"""Calls pandoc: Markdown into its document tree, the tree into a format."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from monitor.errors import PublicationError
from monitor.shipped import incomplete

Tree = dict[str, Any]
API_VERSION = [1, 23, 1]
DEEPEST = 300  # levels of a document tree: four for a list in a list; every walk over it goes as deep
_TEXTS = re.compile(rb'"(?:[^"\\\\]|\\\\.)*"')
ROOM = ("+RTS", "-A64m", "-RTS")  # of its memory: it cleans up less often, a sixth of its time
MOST_SECONDS = 180  # many times what the longest report takes; what takes longer has no end


def read_markdown(text: str, filters: Sequence[Path] = ()) -> Tree:
    """Markdown as pandoc's document tree (`pandoc -t json`).

    **Raises** PublicationError where pandoc warns or fails, since a warning here is text that got lost, and for what stands
    deeper inside each other than any report has it.
    """
    options = [f"--lua-filter={path}" for path in filters]
    read = _run(["--from=markdown", "--to=json", *options], text.encode("utf-8"))
    if _depth(read) > DEEPEST:
        raise PublicationError("templates.nested_too_deep")
    return json.loads(read)


BETWEEN = "<!-- next -->"


def html_parts(parts: Sequence[str]) -> list[str]:
    """Pieces of Markdown as pieces of HTML, all in one call; an address in a text is no link.

    **Raises** PublicationError as `read_markdown` does.
    """
    given = f"\n\n{BETWEEN}\n\n".join(parts)
    options = [
        "--from=markdown-smart-auto_identifiers",
        "--to=html5",
        "--wrap=none",
        "--email-obfuscation=none",
    ]
    made = _run(options, given.encode("utf-8")).decode("utf-8")
    return [part.strip() for part in made.split(BETWEEN)]


def _depth(tree: bytes) -> int:
    """How deep the brackets of JSON stand inside each other, those in texts left out."""
    import numpy as np

    signs = np.frombuffer(_TEXTS.sub(b"", tree), np.uint8)
    opened, closed = np.isin(signs, list(b"[{")), np.isin(signs, list(b"]}"))
    return int(np.cumsum(opened.astype(int) - closed).max(initial=0))


@dataclass(frozen=True)
class Workplace:
    """The project whose files a document names, a folder for what pandoc is told, and the one date."""

    project: Path
    work: Path
    published: date


def write_document(
    place: Workplace,
    to: str,
    metadata: Mapping[str, Any],
    blocks: list[Any],
    options: Sequence[str],
    variables: Mapping[str, Any],
) -> bytes:
    """Metadata and blocks as bytes of the format `to`, in which every date is that of publication."""
    tree = {"pandoc-api-version": API_VERSION, "meta": dict(metadata), "blocks": blocks}
    defaults = place.work / f"defaults-{to}.json"
    defaults.write_text(json.dumps({"variables": dict(variables)}, ensure_ascii=False), encoding="utf-8")
    arguments = [
        "--from=json",
        f"--to={to}",
        "--standalone",
        f"--defaults={defaults}",
        "--output=-",
        *options,
    ]
    return _run(arguments, json.dumps(tree, ensure_ascii=False).encode("utf-8"), place)


def framed(place: Workplace, frame: Path, parts: Sequence[str]) -> Path:
    """A template of ours beside the project's own parts of it, where pandoc looks for them."""
    shutil.copyfile(frame, place.work / frame.name)
    for name in parts:
        shutil.copyfile(place.project / name, place.work / name)
    return place.work / frame.name


def _run(arguments: Sequence[str], given: bytes, place: Workplace | None = None) -> bytes:
    environment = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    if place is not None:
        moment = datetime.combine(place.published, time(), UTC)
        environment["SOURCE_DATE_EPOCH"] = str(int(moment.timestamp()))
    try:
        outcome = subprocess.run(
            [_pandoc(), *ROOM, "--fail-if-warnings", *arguments],
            input=given,
            capture_output=True,
            cwd=place.project if place else None,
            env=environment,
            check=False,
            timeout=MOST_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise PublicationError("templates.too_long", seconds=MOST_SECONDS) from None
    if outcome.returncode:
        message = " ".join(outcome.stderr.decode("utf-8", "replace").split())
        raise PublicationError("rendering.pandoc_could_not_render_document", message=message)
    return outcome.stdout


@lru_cache(maxsize=1)
def _pandoc() -> str:
    """The pandoc of the locked package, never another one of the machine: its bytes would differ."""
    package = find_spec("pypandoc")
    folder = Path(package.origin).parent / "files" if package and package.origin else None
    programs = [path for path in sorted(folder.glob("pandoc*")) if path.stem == "pandoc"] if folder else []
    if not programs:
        raise incomplete("pypandoc-binary", is_package=True)
    return str(programs[0])
