"""What pandoc's Word files lack: tables kept together, row headers, near lists, pictures in line, fields to update.

Pandoc writes these parts in one form, so they are changed as text: read and written again by the standard
library they lose declarations of namespaces that Word asks for, and lxml is no dependency of the program.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from monitor.publication.theme.office_file import with_parts_changed

TEXT_WIDTH = 9070  # twips between the margins of the reference document
PANDOC_WIDTH = 7920  # twips that pandoc shares out among columns
LIST_STEP, LIST_HANGING = 340, 284
KEPT_TOGETHER = 9  # rows of a table, head included, that stay on one page
MANY_COLUMNS = 9  # of so many the words are smaller, with less white beside them
PICTURE = re.compile(r'(<wp:docPr descr=")([^"]*)("(?:(?!<pic:cNvPr).)*<pic:cNvPr descr=")[^"]*', re.DOTALL)
GAP = '<w:p><w:pPr><w:pStyle w:val="AfterTable"/></w:pPr></w:p>'
NARROW, SMALL = (
    "<!-- narrow table -->",
    "<!-- small table -->",
)  # behind a table whose longest words do not fit
TABLE = re.compile(
    rf'<w:tbl><w:tblPr><w:tblStyle w:val="Table" />(?:(?!<w:tbl>).)*?</w:tbl>(?:\s*(?P<size>{NARROW}|{SMALL}))?'
    rf'(?P<noted>\s*{re.escape(GAP)}(?=\s*<w:p><w:pPr><w:pStyle w:val="FigureNote" />))?',
    re.DOTALL,
)
TEXT = '<w:pStyle w:val="TableText" />'
NARROW_TEXT = '<w:pStyle w:val="NarrowTableText" />'
SMALL_TEXT = '<w:pStyle w:val="SmallTableText" />'
LITTLE_WHITE = (
    '<w:tblCellMar><w:left w:w="30" w:type="dxa" /><w:right w:w="30" w:type="dxa" /></w:tblCellMar><w:tblLook'
)
GOES_ON = '<w:vMerge w:val="continue" />'  # a cell that covers more than one row
NUMBER = (
    r'<w:r><w:rPr><w:rStyle w:val="SectionNumber" /></w:rPr><w:t [^>]*>[^<]*</w:t></w:r><w:r><w:tab/></w:r>'
)
PLAIN_HEADING = re.compile(rf'(<w:p><w:pPr><w:pStyle w:val="Heading[1-6]" />)(</w:pPr>)(?!{NUMBER})')


def finished(document: bytes, title: str, update: bool) -> bytes:
    """The Word file with these things put right.

    `title` is what the file is called; with `update` Word offers to fill in its fields, such as the pages of the contents, when
    it opens it.
    """
    changes = {
        "word/document.xml": _body,
        "word/numbering.xml": _lists,
        "docProps/core.xml": lambda xml: re.sub(
            r"(<dc:title>)[^<]*", lambda found: found[1] + escape(title), xml
        ),
    }
    return with_parts_changed(document, {**changes, **({"word/settings.xml": _updated} if update else {})})


def _updated(xml: str) -> str:
    return xml.replace("<w:compat>", '<w:updateFields w:val="true" /><w:compat>', 1)


def _body(xml: str) -> str:
    xml = PICTURE.sub(lambda match: f"{match[1]}{match[2]}{match[3]}{match[2]}", xml)
    xml = xml.replace("<wp:inline>", '<wp:inline distT="0" distB="0" distL="0" distR="0">')
    xml = re.sub(r'<w:gridCol w:w="(\d+)" />', _column, xml)
    xml = re.sub(r"<w:tr>(?!<w:trPr>)", "<w:tr><w:trPr><w:cantSplit /></w:trPr>", xml)
    xml = xml.replace("<w:trPr><w:tblHeader", "<w:trPr><w:cantSplit /><w:tblHeader")
    xml = PLAIN_HEADING.sub(r'\1<w:ind w:left="0" w:firstLine="0" />\2', xml)
    return TABLE.sub(_table, xml)


def _column(match: re.Match[str]) -> str:
    return f'<w:gridCol w:w="{int(match[1]) * TEXT_WIDTH // PANDOC_WIDTH}" />'


def _table(match: re.Match[str]) -> str:
    """Cells in their own style, a first column that heads its rows, and rows that belong together on one page."""
    xml = match[0].replace(match["size"] or "<!-- -->", "").replace('<w:pStyle w:val="Compact" />', TEXT)
    xml = xml.replace("<w:p><w:pPr /></w:p>", f"<w:p><w:pPr>{TEXT}</w:pPr></w:p>")
    xml = xml.replace('<w:tblCaption w:val=" ', '<w:tblCaption w:val="')
    xml = re.sub(r'(<w:tblLook [^>]*w:firstColumn=")0("[^>]*w:val=")0020"', r"\g<1>1\g<2>00A0\"", xml)
    *rows, rest = xml.split("</w:tr>")
    short = len(rows) <= KEPT_TOGETHER
    for place, (row, below) in enumerate(zip(rows, [*rows[1:], ""], strict=True)):
        last = place == len(rows) - 1
        if match["noted"] if last else short or "<w:tblHeader" in row or GOES_ON in below:
            rows[place] = row.replace(TEXT, f"{TEXT}<w:keepNext />")
    if match["noted"]:
        rest = rest.replace(GAP, GAP.replace("</w:pPr>", "<w:keepNext/></w:pPr>"))
    found = "</w:tr>".join([*rows, rest])
    if match["size"] == SMALL or found.count("<w:gridCol ") >= MANY_COLUMNS:
        return _smaller(found)
    return found.replace(TEXT, NARROW_TEXT) if match["size"] else found


def _smaller(table: str) -> str:
    return table.replace(TEXT, SMALL_TEXT).replace("<w:tblLook", LITTLE_WHITE, 1)


def _lists(xml: str) -> str:
    def nearer(match: re.Match[str]) -> str:
        depth = int(match[1]) // 720
        return f'<w:ind w:left="{depth * LIST_STEP}" w:hanging="{LIST_HANGING}" />'

    return re.sub(r'<w:ind w:left="(\d+)" w:hanging="\d+" />', nearer, xml)
