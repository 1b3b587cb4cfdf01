"""Makes the web faces beside this file from the installed font package: Latin, Dutch included.

Run after a change of the font package: python report_templates/shared/fonts/build_fonts.py
"""

from __future__ import annotations

from pathlib import Path

import font_source_sans_pro
from fontTools import subset

FACES = ("Regular", "It", "Bold", "BoldIt")
LATIN = range(0x20, 0x180)
SIGNS = "–—‘’‚“”„…•‹›€−×÷≈≠≤≥→←↑↓↩½¼¾§†‡‰"
FEATURES = ["kern", "liga", "tnum", "lnum", "pnum", "mark", "mkmk", "ccmp", "locl", "sups"]


def build(face: str, folder: Path) -> Path:
    """Write one face as WOFF, with no clock in it."""
    options = subset.Options()
    options.flavor, options.recalc_timestamp, options.layout_features = "woff", False, FEATURES
    source = Path(font_source_sans_pro.__file__).parent / "files" / f"SourceSansPro-{face}.ttf"
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[*LATIN, *map(ord, SIGNS)])
    subsetter.subset(font)
    target = folder / f"SourceSansPro-{face}.woff"
    subset.save_font(font, str(target), options)
    return target


if __name__ == "__main__":
    for face in FACES:
        print(build(face, Path(__file__).parent).name)
