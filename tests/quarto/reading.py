"""What a reader and a screen reader meet in a report, as lines: the two engines must give the same ones."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pikepdf

TOLD = ("author", "description", "dcterms.date", "keywords")
BLOCKS = ("p", "li", "dt", "dd", "figcaption", "caption", "th", "td", "summary", "title", "blockquote", "div")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
VOID = ("img", "meta", "link", "br", "hr", "col", "input")
SPOKEN = ("alt", "aria-label", "scope", "role", "lang")
SHAPED = {
    "col": ("style",),
    "ol": ("start", "type"),
    "td": ("style", "colspan", "rowspan"),
    "th": ("style", "colspan", "rowspan"),
}
SPOKEN_TWICE = ("role", "aria-label")  # Quarto tells the description of an SVG twice, pandoc once


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.words = ""
        self.block = "text"
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "script"):
            self.silent += 1
        if tag in (*BLOCKS, *HEADINGS, "section", "html", "nav", "main", "footer", "header", "table", "tr"):
            self._end()
            self.block = tag
        found = dict(attrs)
        if tag == "meta" and found.get("name") in TOLD:
            self.lines.append(f"{found['name']}: {found.get('content')}")
        spoken = {key: found[key] for key in (*SPOKEN, *SHAPED.get(tag, ())) if found.get(key)}
        if tag == "img":
            spoken = {"alt": found.get("alt") or ""}
        if spoken:
            told = ", ".join(f"{key}={' '.join((value or '').split())}" for key, value in spoken.items())
            self.lines.append(f"<{tag}> {told}")
        if tag == "a":
            self.words += f"[{found['href']}]"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script"):
            self.silent -= 1
        if tag in (*BLOCKS, *HEADINGS, "section", "main", "nav", "footer", "header", "table"):
            self._end()
            self.block = "text"

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words += data

    def _end(self) -> None:
        words = _spaced(self.words)
        if words:
            self.lines.append(f"{self.block if self.block in HEADINGS else 'text'}: {words}")
        self.words = ""


def page_lines(path: Path) -> list[str]:
    """Headings with their level, text, and what a screen reader is told, in the order of a page."""
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page.lines


WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
PROPERTIES = ("docProps/core.xml", "docProps/custom.xml")
READ = re.compile(r"word/(document|footnotes|header\d*|footer\d*)\.xml")


def word_lines(path: Path) -> list[str]:
    """Paragraphs of a Word file with their styles, descriptions of pictures and shapes of tables."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in sorted(archive.namelist()) if READ.fullmatch(name)}
        styles = ElementTree.fromstring(archive.read("word/styles.xml"))
        told = [node for name in PROPERTIES for node in ElementTree.fromstring(archive.read(name)).iter()]
    lines = [f"language: {node.get(f'{WORD}val')}" for node in styles.iter(f"{WORD}lang")]
    lines += [f"property {node.get('name') or ''}: {node.text}" for node in told if _is_told(node)]
    for content in parts.values():
        lines += [line for node in ElementTree.fromstring(content).iter() for line in _word_line(node)]
    return lines


def _is_told(node: ElementTree.Element) -> bool:
    """Whether a property says something: not when it was rendered, which Quarto by itself tells the clock."""
    return bool(node.text or node.get("name")) and not node.tag.endswith(("created", "modified"))


def _word_line(node: ElementTree.Element) -> Iterator[str]:
    if node.tag == PICTURE:
        yield f"picture: {node.get('descr')}"
    elif node.tag == f"{WORD}tblGrid":
        widths = [int(column.get(f"{WORD}w") or 0) for column in node]
        yield f"table: {[round(100 * width / sum(widths)) for width in widths]}"
    elif node.tag == f"{WORD}tr":
        spans = [span.get(f"{WORD}val") for span in node.findall(f"{WORD}tc/{WORD}tcPr/{WORD}gridSpan")]
        yield f"row: {'header' if node.find(f'{WORD}trPr/{WORD}tblHeader') is not None else 'body'}, spans {spans}"
    elif node.tag == f"{WORD}p":
        words = _spaced("".join(_run(part) for part in node.iter()))
        if words:
            settings = (
                node.find(f"{WORD}pPr/{WORD}{name}") for name in ("pStyle", "jc", f"numPr/{WORD}ilvl")
            )
            told = [one.get(f"{WORD}val") or "" for one in settings if one is not None]
            yield f"{' '.join(told)}: {words}"


def _run(part: ElementTree.Element) -> str:
    if part.tag == f"{WORD}t":
        return part.text or ""
    if part.tag == f"{WORD}instrText":
        return f"[{(part.text or '').strip()}]"
    if part.tag == f"{WORD}fldSimple":
        return f"[{(part.get(f'{WORD}instr') or '').strip()}]"
    if part.tag == f"{WORD}hyperlink":
        return f"[#{part.get(f'{WORD}anchor') or ''}]"
    if part.tag == f"{WORD}footnoteReference":
        return "[note]"
    return "\t" if part.tag == f"{WORD}tab" else ""


def pdf_lines(path: Path, text: Callable[[Path], str]) -> list[str]:
    """Title, language, tags and descriptions of a PDF, then its text (as `text` reads it), page by page."""
    with pikepdf.open(path) as pdf:
        root = pdf.Root
        told = pdf.open_metadata()
        lines = [
            f"{name}: {told.get(f'dc:{name}')}" for name in ("title", "creator", "description", "subject")
        ]
        lines += [f"language: {root.get('/Lang')}"]
        lines += [f"tag: {line}" for line in _tags(root.StructTreeRoot)]
    return lines + [f"text: {line}" for line in _sentences(text(path))]


def page_count(path: Path) -> int:
    """Pages of a PDF."""
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def _tags(root: pikepdf.Object) -> Iterator[str]:
    """Kinds of the elements and their descriptions, in reading order; containers and spans are left out."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, pikepdf.Dictionary):
            continue
        kind = str(node.get("/S", "")).removeprefix("/")
        if kind and kind not in ("Span", "Div", "Sect", "NonStruct", "Document", "Part", "Link", "Reference"):
            alt = node.get("/Alt")
            yield f"{kind} {_spaced(str(alt))}" if alt is not None else kind
        children = node.get("/K")
        if isinstance(children, pikepdf.Array):
            waiting += reversed(list(children))
        elif children is not None:
            waiting.append(children)


def _sentences(text: str) -> list[str]:
    """Words in runs that do not depend on where lines and pages break."""
    dense = re.sub(r"\s+", "", text)
    return [part for part in re.split(r"(?<=[.:?!])(?=\D)", dense) if part]


def _spaced(text: str) -> str:
    return " ".join(text.split())


def slide_lines(path: Path) -> list[str]:
    """The texts of slides and their notes, and the descriptions of pictures, slide by slide."""
    office = "http://schemas.openxmlformats.org"
    drawing, slide = f"{{{office}/drawingml/2006/main}}", f"{{{office}/presentationml/2006/main}}"
    lines = []
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            if re.fullmatch(r"ppt/(slides|notesSlides)/\w+\.xml", name):
                tree = ElementTree.fromstring(archive.read(name))
                texts = (
                    "".join(one.text or "" for one in line.iter(f"{drawing}t"))
                    for line in tree.iter(f"{drawing}p")
                )
                lines += [name, *texts, *(one.get("descr", "") for one in tree.iter(f"{slide}cNvPr"))]
    return lines
