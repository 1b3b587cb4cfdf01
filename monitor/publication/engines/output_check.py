"""Reads a finished HTML page, Word file, PDF or file of slides for what a reader must never meet."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Collection, Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

from monitor.errors import PublicationError
from monitor.messages.catalogue import text
from monitor.publication.quarto.features import is_link

UNRESOLVED = re.compile(r"\{\{<|\?var:|\?meta:|\?@\w+|\?env:")
FILE_NAME = re.compile(r"(?i)^\S+\.(svg|png|jpe?g|gif|emf)$|^(picture|afbeelding|figures/)\s*\S*$")
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
PRESENTATION = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
SLIDE = re.compile(r"ppt/(slides/slide|notesSlides/notesSlide)\d+\.xml")
STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
PDF_NEEDS = {
    "rendering.pdf_title": rb"<dc:title>",
    "rendering.pdf_language": rb"/Lang\s*\(nl",
    "rendering.pdf_tags": rb"/StructTreeRoot",
    "rendering.pdf_mark": rb"pdfuaid",
}


def check_output(path: Path, literal: Collection[str] = ()) -> None:
    """Check a rendered file; `literal` are texts of variables that look unresolved and are not.

    **Raises** PublicationError for a shortcode or reference that was not filled in, a picture whose
    description is empty or a file name, something the page would load from elsewhere, and a PDF
    without title, language or tags.
    """
    readers = {
        ".html": _read_page,
        ".docx": _read_word,
        ".pdf": _read_pdf,
        ".typ": _read_typst,
        ".pptx": _read_slides,
    }
    words = readers[path.suffix](path)
    check_words(words, path.name, literal)


def check_words(words: str, name: str, literal: Collection[str] = ()) -> None:
    """Check text for shortcodes and references that were not filled in."""
    for known in sorted(literal, key=len, reverse=True):
        words = words.replace(known, "")
    match = UNRESOLVED.search(words)
    if match:
        raise PublicationError(
            "rendering.something_was_not_filled_in",
            where=name,
            got=" ".join(words[max(0, match.start() - 30) : match.end() + 30].split()),
        )


def _check_descriptions(descriptions: list[tuple[str, str]], name: str) -> None:
    for description, picture in descriptions:
        if not description.strip() or FILE_NAME.match(description.strip()):
            raise PublicationError(
                "rendering.picture_has_no_description",
                where=name,
                got=text("rendering.description_for", description=description, picture=picture)
                if description.strip()
                else picture or None,
            )


SOURCES = ("src", "srcset", "poster", "background")
FROM_ELSEWHERE = re.compile(r"url\(\s*[\"']?(?!data:)([^)]*)", re.IGNORECASE)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.pictures: list[tuple[str, str]] = []
        self.loaded: list[str] = []
        self.running: list[str] = []
        self.hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.hidden = tag in ("style", "script")
        sources = [attributes.get(name) or "" for name in SOURCES]
        sources += [attributes.get("href") or ""] if tag == "link" else []
        if tag == "img":
            self.pictures.append((attributes.get("alt") or "", sources[0][:60]))
        self.loaded += [source for source in sources if source and not source.startswith("data:")]
        self.loaded += FROM_ELSEWHERE.findall(attributes.get("style") or "")
        self.running += [f"{name}={attributes[name]}"[:60] for name in attributes if name.startswith("on")]
        address = attributes.get("href") or ""
        if tag != "link" and address and not is_link(address):
            self.running.append("".join(address.split())[:60])

    def handle_endtag(self, tag: str) -> None:
        self.hidden = False

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words.append(data)


def _read_page(path: Path) -> str:
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    _check_descriptions(page.pictures, path.name)
    if page.loaded:
        raise PublicationError(
            "rendering.page_loads_file_from_elsewhere", where=path.name, got=page.loaded[0]
        )
    if page.running:
        raise PublicationError("rendering.page_runs_code", where=path.name, got=page.running[0])
    return "".join([*page.words, *(f" {alt}" for alt, _ in page.pictures)])


def _read_word(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        names = [
            name
            for name in archive.namelist()
            if re.fullmatch(r"word/(document|footnotes|header\d*|footer\d*)\.xml", name)
        ]
        parts = [ElementTree.fromstring(archive.read(name)) for name in sorted(names)]
    pictures = [
        (node.get("descr") or "", node.get("name") or "") for part in parts for node in part.iter(PICTURE)
    ]
    _check_descriptions(pictures, path.name)
    return "\n".join(_paragraph(node) for part in parts for node in part.iter(f"{WORD}p"))


def _read_slides(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if SLIDE.fullmatch(name)]
        parts = [ElementTree.fromstring(archive.read(name)) for name in sorted(names)]
    pictures = [
        (known.get("descr") or "", known.get("name") or "")
        for part in parts
        for picture in part.iter(f"{PRESENTATION}pic")
        for known in picture.iter(f"{PRESENTATION}cNvPr")
    ]
    _check_descriptions(pictures, path.name)
    paragraphs = (node for part in parts for node in part.iter(f"{DRAWING}p"))
    return "\n".join("".join(text.text or "" for text in node.iter(f"{DRAWING}t")) for node in paragraphs)


def _paragraph(node: ElementTree.Element) -> str:
    return "".join(text.text or "" for text in node.iter(f"{WORD}t"))


def _read_typst(path: Path) -> str:
    return path.read_text(encoding="utf-8").replace("\\", "")


def _read_pdf(path: Path) -> str:
    content = path.read_bytes()
    whole = content + b"".join(_streams(content))
    missing = [name for name, pattern in PDF_NEEDS.items() if not re.search(pattern, whole)]
    if missing:
        raise PublicationError("rendering.pdf_lacks", where=path.name, missing=[text(one) for one in missing])
    return ""


def _streams(content: bytes) -> Iterator[bytes]:
    for match in STREAM.finditer(content):
        try:
            yield zlib.decompress(match[1])
        except zlib.error:
            continue
