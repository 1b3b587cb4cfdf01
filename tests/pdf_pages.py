"""The text of a PDF page by page, through the character maps of its fonts."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pikepdf


def pdf_pages(path: Path) -> list[str]:
    with pikepdf.open(path) as pdf:
        return [_page_text(page) for page in pdf.pages]


def _page_text(page: pikepdf.Page) -> str:
    maps = {name: _character_map(font) for name, font in page.resources.get("/Font", {}).items()}
    found, current = [], {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            current = maps[str(operands[0])]
        elif str(operator) == "Tj":
            found.append(_decoded(bytes(operands[0]), current))
        elif str(operator) == "TJ":
            found += [
                _decoded(bytes(part), current) for part in operands[0] if isinstance(part, pikepdf.String)
            ]
        elif str(operator) in ("Td", "TD", "Tm", "T*", "ET"):
            found.append(" ")
    return "".join(found)


def _decoded(codes: bytes, character_map: dict[int, str]) -> str:
    stream = io.BytesIO(codes)
    return "".join(
        character_map.get(int.from_bytes(code, "big"), "?") for code in iter(lambda: stream.read(2), b"")
    )


def _character_map(font: pikepdf.Object) -> dict[int, str]:
    text = bytes(font["/ToUnicode"].read_bytes()).decode("ascii")
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.DOTALL):
        for code, value in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[int(code, 16)] = bytes.fromhex(value).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", text, re.DOTALL):
        for first, last, value in re.findall(
            r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block
        ):
            start = int(value, 16)
            for offset in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + offset] = chr(start + offset)
    return found
