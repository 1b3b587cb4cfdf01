"""What of Quarto the embedded engine reads. Anything that is not named here is left to Quarto itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FORMATS = {"html": "report.html", "typst": "report.pdf", "docx": "report.docx"}
PICTURE_KINDS = {"html": "svg", "typst": "svg", "docx": "png"}
FORMAT_NAMES = {"html": "html", "pdf": "typst", "docx": "docx"}
SLIDES, SLIDES_DOCUMENT, SLIDES_FILE = "pptx", "slides.qmd", "report.pptx"
SLIDES_OPENING, SLIDES_CLOSING = "slides/opening.qmd", "slides/closing.qmd"  # what an author writes for them
RENDERED = (*FORMAT_NAMES, SLIDES)  # every format that can be asked for

SHORTCODES = ("include", "meta", "pagebreak", "var")
REFERENCE_KINDS = ("fig", "tbl", "sec")
OTHER_REFERENCE_KINDS = (
    "eq", "lst", "thm", "lem", "cor", "prp", "cnj", "def", "exm", "exr", "sol", "rem", "alg",
    "nte", "tip", "wrn", "imp", "cau", "vid",
)  # fmt: skip

CALLOUTS = ("callout-note", "callout-tip", "callout-warning", "callout-important", "callout-caution")
CALLOUT_ATTRIBUTES = ("title", "collapse", "icon", "appearance")
CONDITIONS = ("content-visible", "content-hidden")
CONDITION_ATTRIBUTES = ("when-format", "unless-format")
FIGURE_ATTRIBUTES = ("fig-alt", "width")
TABLE_ATTRIBUTES = ("tbl-colwidths",)

QUARTO_CLASSES = (
    "panel-tabset", "panel-sidebar", "panel-input", "panel-fill", "panel-center", "panel-grid",
    "column-margin", "column-body", "column-body-outset", "column-page", "column-page-inset",
    "column-page-left", "column-page-right", "column-screen", "column-screen-inset",
    "column-screen-left", "column-screen-right", "columns", "column", "aside", "margin-caption",
    "cap-location-margin", "cell", "cell-output", "cell-output-display", "hidden", "landscape", "callout",
    "incremental", "nonincremental", "notes", "theorem", "proof", "remark", "solution", "lightbox",
    "figure-layout", "grid", "g-col", "layout", "appendix", "refs", "glossary", "kbd", "line-block",
    "code-annotation", "quarto-layout-panel", "table", "math", "raw", "verse", "abstract", "hero-banner",
)  # fmt: skip
QUARTO_ATTRIBUTES = (
    "layout", "layout-ncol", "layout-nrow", "layout-align", "layout-valign", "fig-cap", "fig-pos",
    "fig-env", "fig-scap", "fig-cap-location", "tbl-cap", "tbl-cap-location", "group", "lst-cap",
    "when-meta", "unless-meta", "when-profile", "unless-profile", "code-line-numbers", "filename",
    "include-in-header", "ref-parent", "tbl-subcap", "fig-subcap",
)  # fmt: skip

SETTINGS: dict[str, tuple[str, ...]] = {
    "": (
        "project", "quarto-required", "lang", "toc", "toc-depth", "toc-title", "number-sections", "shift-heading-level-by", "crossref",
        "date-format", "highlight-style", "callout-icon", "format-links",
        "language", "html-math-method", "execute", "editor", "filters", "format", "chapter-label", "annex-label",
        "mark-texts", "page-texts", "box-titles", "compact", "publisher", "logo-file", "logo-word", "logo-alt", "logo-height", "title-page", "short-title", "title", "subtitle", "author", "date", "date-iso", "demonstration", "concept", "status", "confidential",
    ),
    "project": ("type", "render", "title", "output-dir", "post-render"),
    "crossref": ("fig-title", "fig-prefix", "tbl-title", "tbl-prefix", "sec-prefix"),
    "execute": ("enabled",),
    "format": ("html", "typst", "docx"),
    "format.html": (
        "embed-resources", "section-divs", "css", "theme", "template", "template-partials", "toc-location", "default-image-extension", "anchor-sections",
        "number-sections", "html-math-method", "minimal", "smooth-scroll", "link-external-icon",
    ),
    "format.typst": (
        "template-partials", "default-image-extension", "papersize", "section-numbering", "mainfont",
        "font-paths", "keep-typ", "pdf-standard", "number-sections",
    ),
    "format.docx": ("reference-doc", "template", "default-image-extension", "number-sections", "toc"),
}  # fmt: skip


FRONT_MATTER_OF_AUDIENCE = (
    "confidential",
    "marks",
    "mark-texts",
)  # what marks each page of a report for inside use


# What of the rest is left to Quarto: words and signs that stand still. Everything else could run or load something.
STILL_SHORTCODES = (*SHORTCODES, "kbd", "lipsum", "placeholder", "version")
STILL_TAGS = (
    "abbr", "b", "br", "cite", "code", "dd", "details", "div", "dl", "dt", "em", "hr", "i", "kbd", "mark", "p", "pre", "q",
    "s", "small", "span", "strong", "sub", "summary", "sup", "u", "wbr",
)  # fmt: skip
LINKS = ("https://", "http://", "mailto:", "#")  # all that an address may begin with


def is_link(address: str) -> bool:
    """Whether an address leads to a page, a mail address or a place in the document; browsers read past blanks in it."""
    return "".join(address.split()).lower().startswith(LINKS)


def picture_kind(settings: Mapping[str, Any], format_: str) -> str:
    """File name extension of pictures written without one: `default-image-extension` of the format."""
    own = (settings.get("format") or {}).get(format_) or {}
    return str(own.get("default-image-extension", PICTURE_KINDS[format_]))
