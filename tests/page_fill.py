"""How full the pages of a PDF are: the part of the height between header and footer that holds ink.

White between two lines counts as filled up to the space around a heading or figure; a larger gap, and what is
left below the last line, does not.
"""

from __future__ import annotations

import io
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pikepdf
from PIL import Image

DOTS = 36  # an inch; a line of text is five dots high
WIDEST_GAP = 16  # mm of white that belongs to a page: above a heading, around a figure
WHITE = 245  # of 255: a tinted box is ink


@dataclass(frozen=True)
class PageFill:
    """A page by its number, the part of it that is filled, and whether it may be shorter: a cover, the end of a chapter."""

    number: int
    share: float
    may_be_short: bool


def page_fills(pdf: Path, top: float = 26, bottom: float = 20, cover: bool = True) -> list[PageFill]:
    """Every page of a PDF; `top` and `bottom` are the margins in mm, in which header and footer stand."""
    starts = _chapter_starts(pdf)
    pictures = _pictures(pdf)
    return [
        PageFill(
            number,
            _filled(picture, top, bottom),
            (cover and number == 1) or number + 1 in starts or number == len(pictures),
        )
        for number, picture in enumerate(pictures, 1)
    ]


def short_pages(fills: list[PageFill], least: float = 0.6) -> list[PageFill]:
    """Pages that are less full than `least` and are neither a cover nor the end of a chapter."""
    return [page for page in fills if page.share < least and not page.may_be_short]


def told(fills: list[PageFill]) -> str:
    """The pages with their fill, a line for each; those that may be shorter have a mark."""
    return "\n".join(
        f"page {page.number:3}  {page.share:4.0%}{'  end of a chapter or cover' if page.may_be_short else ''}"
        for page in fills
    )


def _pictures(pdf: Path) -> list[np.ndarray]:
    assert shutil.which("pdftoppm"), "pdftoppm is not on PATH; on Debian: apt-get install poppler-utils"
    with pikepdf.open(pdf) as opened:
        count = len(opened.pages)
    return [
        np.asarray(Image.open(io.BytesIO(_picture(pdf, number))).convert("L"))
        for number in range(1, count + 1)
    ]


def _picture(pdf: Path, number: int) -> bytes:
    page = str(number)
    command = ["pdftoppm", "-r", str(DOTS), "-gray", "-f", page, "-l", page, str(pdf)]
    return subprocess.run(command, check=True, capture_output=True, timeout=60).stdout


def _filled(picture: np.ndarray, top: float, bottom: float) -> float:
    dots = DOTS / 25.4
    body = picture[round(top * dots) : len(picture) - round(bottom * dots)]
    inked = np.flatnonzero((body < WHITE).any(axis=1))
    if not len(inked):
        return 0.0
    gaps = np.diff(np.concatenate(([-1], inked)))
    white = sum(gap for gap in gaps if gap > WIDEST_GAP * dots)
    return float((inked[-1] + 1 - white) / len(body))


def _chapter_starts(pdf: Path) -> set[int]:
    """Numbers of the pages on which a heading of the first level stands, from the bookmarks."""
    with pikepdf.open(pdf) as opened:
        places = {page.objgen: number for number, page in enumerate(opened.pages, 1)}
        with opened.open_outline() as outline:
            destinations = [_page_of(item, opened) for item in outline.root]
        return {places[found] for found in destinations if found in places}


def _page_of(item: pikepdf.OutlineItem, pdf: pikepdf.Pdf) -> tuple[int, int] | None:
    target = item.destination if item.destination is not None else (item.action or {}).get("/D")
    if isinstance(target, pikepdf.String):
        target = pikepdf.NameTree(pdf.Root.Names.Dests)[str(target)]
        target = target.get("/D") if isinstance(target, pikepdf.Dictionary) else target
    return target[0].objgen if isinstance(target, pikepdf.Array) else None
