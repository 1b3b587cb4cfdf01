"""The codebook as a workbook: per item its text, codes and labels, when and to whom it was asked, and breaks."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from monitor.exchange.microdata import Microdata, base_of

HEADINGS = ("variabele", "vraagtekst", "code", "label", "gevraagd in", "voorwaarde", "basis", "breuk")
WIDTHS = (24, 60, 12, 40, 16, 30, 40, 40)


def write_codebook(data: Microdata, path: Path) -> None:
    """One row per code of an item, the text in the first of them; the same data give the same bytes."""
    import xlsxwriter

    day = data.study.published
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": data.study.title, "created": datetime(day.year, day.month, day.day)})
        sheet, bold = book.add_worksheet("codeboek"), book.add_format({"bold": True})
        for place, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, heading, bold)
        for number, row in enumerate(codebook_rows(data), start=1):
            for place, cell in enumerate(row):
                sheet.write_string(number, place, cell)


def codebook_rows(data: Microdata) -> list[tuple[str, ...]]:
    """Cells in the order of `HEADINGS`."""
    waves = [wave.id for wave in data.study.waves]
    rows: list[tuple[str, ...]] = []
    for one in data.fields:
        item = one.item
        told = ("", "", "", "")
        if item is not None:
            asked = ", ".join(wave for wave in waves if wave in item.asked)
            condition = item.asked_if.text if item.asked_if is not None else ""
            told = (asked, condition, base_of(item, data.questionnaire, waves), item.break_note)
        codes = [(code.code or str(code.number), code.label) for code in one.codes] or [("", "")]
        rows.append((one.name, one.label, *codes[0], *told))
        rows += [("", "", *code, "", "", "", "") for code in codes[1:]]
    return rows
