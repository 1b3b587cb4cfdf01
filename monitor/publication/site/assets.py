"""What all pages share: style, script, fonts, the search engine and the library that draws charts, each with its licence."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from monitor.publication.language.site_words import SiteWords
from monitor.publication.site.drawing import Made
from monitor.publication.site.page import SHARED
from monitor.publication.site.search_index import words_script
from monitor.publication.theme.templates import shared_root
from monitor.publication.theme.theme import Theme

OWN = Path(__file__).with_name("assets")
FACES = ("SourceSansPro-Regular.woff", "SourceSansPro-Bold.woff", "SourceSansPro-It.woff")
LICENCES = {
    "minisearch-LICENSE.txt": "MiniSearch 7.2.0 (MIT)",
    "vega-LICENSE.txt": "Vega, Vega-Lite, Vega-Embed (BSD 3-Clause)",
    "OFL.txt": "Source Sans Pro (SIL Open Font License)",
}


def shared_files(theme: Theme, words: SiteWords) -> dict[str, bytes]:
    """The files of the folder that all pages share, by address, but the index of what the site holds."""
    return own_files(theme, words) | dict(chart_library())


def own_files(theme: Theme, words: SiteWords) -> dict[str, bytes]:
    """Of these files all but the library that draws charts, by address."""
    fonts = shared_root() / "fonts"
    files = {name: (fonts / name).read_bytes() for name in (*FACES, "OFL.txt")}
    names = ("minisearch.js", "minisearch-LICENSE.txt", "vega-LICENSE.txt")
    files |= {name: (OWN / name).read_bytes() for name in names}
    files["site.css"] = _style(theme)
    files["site.js"] = words_script(words) + (OWN / "site.js").read_bytes()
    return {f"{SHARED}/{name}": content for name, content in files.items()}


def chart_library() -> list[Made]:
    """The library that also drew the pictures, as one script without modules. Making it takes seconds."""
    return [(f"{SHARED}/vega.js", _vega())]


def licences() -> list[tuple[str, str]]:
    """What is used, and where its licence stands."""
    return [(name, f"{SHARED}/{file}") for file, name in LICENCES.items()]


def _style(theme: Theme) -> bytes:
    colours = theme.colours
    own = {
        name: getattr(colours, name) for name in ("ink", "muted", "line", "surface", "accent", "accent_dark")
    }
    lines = "".join(f"  --{name.replace('_', '-')}: {colour};\n" for name, colour in own.items())
    return f":root {{\n{lines}}}\n{(OWN / 'site.css').read_text(encoding='utf-8')}".encode()


@lru_cache(maxsize=1)
def _vega() -> bytes:
    import vl_convert

    bundled = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return f"(function () {{\n{bundled}\n}})();\n".encode()
