"""Files of Word and PowerPoint: a zip of XML parts, made from templates and a theme, without a clock."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from string import Template

from monitor.publication.theme.theme import Theme

OLDEST_DATE = (1980, 1, 1, 0, 0, 0)  # the first date a zip can hold: no clock in the file


def office_file(folder: Path, values: Mapping[str, str]) -> bytes:
    """The parts in a folder as one file, each with `values` filled in."""
    parts = {
        path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()
    }
    return zipped({name: _filled(path, values) for name, path in parts.items()})


def with_parts_changed(document: bytes, changes: Mapping[str, Callable[[str], str]]) -> bytes:
    """A file in which some XML parts are changed, written without a clock."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    changed = {name: change(parts[name].decode("utf-8")).encode("utf-8") for name, change in changes.items()}
    return zipped({**parts, **changed})


def hexadecimal_colours(theme: Theme) -> dict[str, str]:
    """The colours of a theme by name, as such files write them."""
    names = ("ink", "muted", "line", "surface", "accent", "accent_dark")
    return {name: getattr(theme.colours, name).removeprefix("#").upper() for name in names}


def _filled(path: Path, values: Mapping[str, str]) -> bytes:
    return Template(path.read_text(encoding="utf-8")).substitute(values).encode("utf-8")


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Parts by name as a zip: the same bytes for the same parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts):
            packing = (
                zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            )  # PNG is packed already
            archive.writestr(zipfile.ZipInfo(name, OLDEST_DATE), parts[name], packing)
    return stream.getvalue()
