"""A page of the site and the frame around it: title, where you are, menu, marks and foot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from monitor.publication.language.filling import filled
from monitor.publication.language.site_words import SiteWords
from monitor.publication.site.addresses import from_page
from monitor.publication.site.markup import attribute, link, paragraph, text
from monitor.publication.theme.theme import Theme

if TYPE_CHECKING:
    from monitor.publication.site.run import SiteRun

SHARED = "_bestanden"
HOME, SEARCH, PLACES, ABOUT = "index.html", "zoeken.html", "gemeenten.html", "uitleg.html"
Step = tuple[str, str]


@dataclass(frozen=True)
class Page:
    """A page by its address from the top of the site. `trail` are (label, address) of the pages above it, `scripts` what it
    loads besides the script of the site, `files` what stands beside it, by address; `marks` what is said above every page of
    its study, `source` the study and wave that its figures are of."""

    address: str
    title: str
    body: str
    trail: tuple[Step, ...] = ()
    scripts: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    kind: str = ""
    source: str = ""

    def to(self, address: str) -> str:
        """How this page names a file of the site."""
        return from_page(self.address, address)


@dataclass(frozen=True)
class Frame:
    """What all pages share."""

    words: SiteWords
    theme: Theme
    with_places: bool

    def whole(self, page: Page) -> bytes:
        """The page as it is written."""
        words, site = self.words.frame, self.words.frame["site"]
        title = page.title if page.address == HOME else f"{page.title} · {site}"
        scripts = "".join(f'<script src="{page.to(one)}" defer></script>\n' for one in page.scripts)
        marked = "".join(f'<p class="mark">{text(mark)}</p>' for mark in page.marks)
        marks = f'<div class="marks">{marked}</div>\n' if marked else ""
        made = f"""<!DOCTYPE html>
<html lang="nl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{text(title)}</title>
<link rel="stylesheet" href="{page.to(f"{SHARED}/site.css")}">
<link rel="icon" href="data:,">
<script src="{page.to(f"{SHARED}/site.js")}" defer></script>
{scripts}</head>
<body{attribute("data-page", page.kind)} data-top="{"../" * page.address.count("/")}">
<a class="skip" href="#inhoud">{text(self.theme.words["skip"])}</a>
<header>
<div class="top"><div class="inner">
<a class="site" href="{page.to(HOME)}">{text(site)}</a>
{self._menu(page)}</div></div>
{marks}</header>
{self._trail(page)}<main id="inhoud" tabindex="-1">
<h1>{text(page.title)}</h1>
{paragraph(page.source, "source")}{page.body}</main>
<footer class="foot">
<p>{text(words["foot"])}</p>
</footer>
</body>
</html>
"""
        return made.encode("utf-8")

    def _menu(self, page: Page) -> str:
        words = self.words.frame
        steps = [(words["search"], SEARCH), (words["places"], PLACES), (words["about"], ABOUT)]
        items = "".join(
            f"<li>{self._step(page, label, address)}</li>"
            for label, address in steps
            if address != PLACES or self.with_places
        )
        return f'<nav aria-label="{text(words["navigation"])}"><ul>{items}</ul></nav>\n'

    @staticmethod
    def _step(page: Page, label: str, address: str) -> str:
        if address == page.address:
            return f'<a href="{page.to(address)}" aria-current="page">{text(label)}</a>'
        return link(page.to(address), label)

    def _trail(self, page: Page) -> str:
        if not page.trail:
            return ""
        words = self.words.frame
        steps = [(words["home"], HOME), *page.trail]
        items = "".join(f"<li>{link(page.to(address), label)}</li>" for label, address in steps)
        return f'<nav class="trail" aria-label="{text(words["trail"])}"><ol>{items}</ol></nav>\n'


def newer_note(page: str, run: SiteRun, latest: SiteRun, address: str) -> str:
    """On a page of an earlier run: that there is a newer one, with the way to it."""
    if run.folder == latest.folder:
        return ""
    said = filled(run.words.study["newer"], {"wave": latest.wave})
    return f'<p class="newer">{link(from_page(page, address), said)}</p>\n'
