"""The file of a workbook as a package of parts: the language of the document, which no part of the writer sets."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

CORE, END = "docProps/core.xml", b"</cp:coreProperties>"


def write_package(made: BytesIO, language: str, path: Path) -> None:
    """Write a workbook with its language among its properties; every part keeps its place, date and bytes."""
    told = f"<dc:language>{language}</dc:language>".encode()
    with ZipFile(made) as parts, ZipFile(path, "w", ZIP_DEFLATED) as package:
        for part in parts.infolist():
            content = parts.read(part)
            if part.filename == CORE:
                content = content.replace(END, told + END)
            package.writestr(part, content)
