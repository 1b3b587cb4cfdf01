"""YAML as plain mappings, lists and texts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML


def plain_yaml(path: Path) -> Any:
    """What a YAML file holds; numbers are numbers."""
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
