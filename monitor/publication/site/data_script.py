"""Data of a page as a script: a page from a folder may load one, where it may not fetch a file of data."""

from __future__ import annotations

import json
from typing import Any

COMPARED, DRAWING = "monitorCompared", "monitorDrawing"
"""What two waves or groups of a page are compared with, and what one of its pictures is drawn from again once somebody asks."""


def script(name: str, data: Any) -> bytes:
    """A script that sets a variable to data, in which no text can end it."""
    told_as = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    safe = told_as.replace("</", "<\\/").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"window.{name} = {safe};\n".encode()
