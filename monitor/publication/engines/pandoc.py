"""Calls pandoc: Markdown into its document tree, the tree into a format."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from monitor.errors import PublicationError

Tree = dict[str, Any]


def read_markdown(text: str, filters: Sequence[Path] = ()) -> Tree:
    """Markdown as pandoc's document tree (`pandoc -t json`).

    **Raises** PublicationError where pandoc warns or fails: a warning here is text that got lost.
    """
    options = [f"--lua-filter={path}" for path in filters]
    return json.loads(_run(["--from=markdown", "--to=json", *options], text.encode("utf-8"), None))


def write_tree(
    tree: Tree,
    to: str,
    *,
    options: Sequence[str],
    variables: Mapping[str, Any],
    folder: Path,
    published: date,
) -> bytes:
    """A document tree as bytes of the format `to`, in which every date is `published`."""
    defaults = folder / f"defaults-{to}.json"
    defaults.write_text(json.dumps({"variables": dict(variables)}, ensure_ascii=False), encoding="utf-8")
    arguments = [
        "--from=json",
        f"--to={to}",
        "--standalone",
        f"--defaults={defaults}",
        "--output=-",
        *options,
    ]
    return _run(arguments, json.dumps(tree, ensure_ascii=False).encode("utf-8"), published)


def _run(arguments: Sequence[str], given: bytes, published: date | None) -> bytes:
    environment = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    if published is not None:
        moment = datetime(published.year, published.month, published.day, tzinfo=UTC)
        environment["SOURCE_DATE_EPOCH"] = str(int(moment.timestamp()))
    outcome = subprocess.run(
        [_pandoc(), "--fail-if-warnings", *arguments],
        input=given,
        capture_output=True,
        env=environment,
        check=False,
    )
    if outcome.returncode:
        message = outcome.stderr.decode("utf-8", "replace").strip()
        raise PublicationError(f"pandoc could not render the document: {message}", code="pandoc")
    return outcome.stdout


@lru_cache(maxsize=1)
def _pandoc() -> str:
    import pypandoc

    return str(pypandoc.get_pandoc_path())
