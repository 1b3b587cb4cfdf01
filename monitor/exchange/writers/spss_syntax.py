"""Syntax for the base module of SPSS: the file, the weight, the sets, and the headline items by wave."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from monitor.exchange.microdata import WAVE, Microdata
from monitor.exchange.released import Figure
from monitor.exchange.vocabulary import clean
from monitor.exchange.writers.sav import NAME_BYTES, short_enough, weight_field

SAV = "antwoorden.sav"


def write_syntax(data: Microdata, path: Path, figures: Sequence[Figure]) -> None:
    """The syntax; released shares stand beside each item as comments."""
    names = short_enough([one.name for one in data.fields], NAME_BYTES)
    weight = weight_field(data)
    lines = [
        f"* {clean(data.study.title)}.",
        "* De standaardfouten in het rapport houden rekening met de steekproef; daarvoor is de module Complex Samples nodig.",
        f"GET FILE='{SAV}'.",
    ]
    if weight is not None:
        lines.append(f"WEIGHT BY {names[weight.name]}.")
    for name, (text, options) in data.sets().items():
        label = clean(text).replace("'", "''")[:200]
        lines.append(f"MRSETS /MDGROUP NAME=${name} LABEL='{label}' CATEGORYLABELS=VARLABELS")
        lines.append(f"  VARIABLES={' '.join(names[one] for one in options)} VALUE=1.")
    shown = [one for one in dict.fromkeys(figure.item for figure in figures) if one in names]
    for item in shown:
        lines += ["", f"FREQUENCIES VARIABLES={names[item]}."]
        if len(data.study.waves) > 1:
            lines.append(f"CROSSTABS TABLES={names[item]} BY {WAVE} /CELLS=COUNT COLUMN.")
        lines += [f"* {figure.told()}." for figure in figures if figure.item == item]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
