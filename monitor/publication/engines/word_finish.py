"""What pandoc's Word files lack: full tables kept together, near lists, pictures in line.

Pandoc writes these parts in one form, so they are changed as text: read and written again by the standard
library they lose declarations of namespaces that Word asks for, and lxml is no dependency of the program.
"""

from __future__ import annotations

import re

from monitor.publication.theme.word_reference import with_parts_changed

TEXT_WIDTH = 9070  # twips between the margins of the reference document
PANDOC_WIDTH = 7920  # twips that pandoc shares out among columns
LIST_STEP, LIST_HANGING = 340, 284
KEPT_TOGETHER = 9  # rows of a table, head included, that stay on one page
PICTURE = re.compile(r'(<wp:docPr descr=")([^"]*)("(?:(?!<pic:cNvPr).)*<pic:cNvPr descr=")[^"]*', re.DOTALL)
TABLE = re.compile(r'<w:tbl><w:tblPr><w:tblStyle w:val="Table" />(?:(?!<w:tbl>).)*?</w:tbl>', re.DOTALL)


def finished(document: bytes) -> bytes:
    """The Word file with these things put right."""
    return with_parts_changed(document, {"word/document.xml": _body, "word/numbering.xml": _lists})


def _body(xml: str) -> str:
    xml = PICTURE.sub(lambda match: f"{match[1]}{match[2]}{match[3]}{match[2]}", xml)
    xml = xml.replace("<wp:inline>", '<wp:inline distT="0" distB="0" distL="0" distR="0">')
    xml = re.sub(r'<w:gridCol w:w="(\d+)" />', _column, xml)
    xml = re.sub(r"<w:tr>(?!<w:trPr>)", "<w:tr><w:trPr><w:cantSplit /></w:trPr>", xml)
    xml = xml.replace("<w:trPr><w:tblHeader", "<w:trPr><w:cantSplit /><w:tblHeader")
    return TABLE.sub(_table, xml)


def _column(match: re.Match[str]) -> str:
    return f'<w:gridCol w:w="{int(match[1]) * TEXT_WIDTH // PANDOC_WIDTH}" />'


def _table(match: re.Match[str]) -> str:
    """Cells in their own style, and the rows of a table that fits on a page kept on one page."""
    rows = match[0].replace('<w:pStyle w:val="Compact" />', '<w:pStyle w:val="TableText" />').split("</w:tr>")
    if len(rows) - 1 <= KEPT_TOGETHER:
        style = '<w:pStyle w:val="TableText" />'
        rows = [row.replace(style, f"{style}<w:keepNext />") for row in rows[:-2]] + rows[-2:]
    return "</w:tr>".join(rows)


def _lists(xml: str) -> str:
    def nearer(match: re.Match[str]) -> str:
        depth = int(match[1]) // 720
        return f'<w:ind w:left="{depth * LIST_STEP}" w:hanging="{LIST_HANGING}" />'

    return re.sub(r'<w:ind w:left="(\d+)" w:hanging="\d+" />', nearer, xml)
