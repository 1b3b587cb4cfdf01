"""The look of every report: one theme file for HTML, PDF, Word and charts."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from monitor.errors import PublicationError
from monitor.input_files import lies_in
from monitor.messages.catalogue import text
from monitor.publication.theme.logo import Logo, UnusableLogo, read_logo
from monitor.publication.theme.templates import shared_root
from monitor.study.declarations import Declaration, Declared, load, read_declaration


def _hexadecimal(value: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        raise ValueError("rendering.a_colour")
    return value.lower()


Colour = Annotated[str, AfterValidator(_hexadecimal)]


class Colours(Declared):
    """Colours by what they are for, as #rrggbb."""

    ink: Colour
    muted: Colour
    line: Colour
    surface: Colour
    accent: Colour
    accent_dark: Colour
    categorical: tuple[Colour, ...]
    diverging: tuple[Colour, ...]
    sequential: tuple[Colour, ...]


class Fonts(Declared):
    """Font families of the page and of Word."""

    body: str
    word: str


class Theme(Declared):
    """Everything about how a report looks, and the fixed Dutch words of its furniture."""

    publisher: str | None = None
    logo: str | None = None
    logo_alt: str | None = None
    logo_height: float = Field(gt=0, le=40)
    fonts: Fonts
    colours: Colours
    title_page: tuple[str, ...]
    marks: dict[str, str]
    words: dict[str, str]
    labels: dict[str, str]
    callouts: dict[str, str]


WHITE = "#ffffff"
TEXT_COLOURS = ("ink", "muted", "accent", "accent_dark")
TEXT_CONTRAST = 4.5  # WCAG 2.1, success criterion 1.4.3
GRAPHIC_CONTRAST = 3.0  # WCAG 2.1, success criterion 1.4.11


@lru_cache(maxsize=4)
def load_theme(path: Path | None = None) -> Theme:
    """Read a theme file and check it; what it leaves out is that of the neutral one, the default.

    **Raises** DeclarationError for a wrong file, PublicationError for a colour that people with
    low vision cannot read (WCAG 2.1: text 4.5:1, graphics 3:1) and for a logo that cannot be used.
    """
    neutral = shared_root() / "theme.yaml"
    theme, declaration = load(path or neutral, Theme, read_declaration(neutral).data)
    _check_text(theme.colours, declaration)
    _check_graphics(theme.colours, declaration)
    _logo(theme, declaration)
    return theme


def logo_of(theme: Theme, path: Path | None = None) -> Logo | None:
    """The logo that a theme file names, read; None where it names none.

    **Raises** UnusableLogo as `read_logo` does, and for a file outside the folder of the theme.
    """
    if not theme.logo:
        return None
    folder = (path or shared_root() / "theme.yaml").parent
    if not lies_in(folder / theme.logo, folder):
        raise UnusableLogo("rendering.lies_outside_folder_of_theme", logo=theme.logo)
    return read_logo(folder / theme.logo)


def _logo(theme: Theme, declaration: Declaration) -> None:
    try:
        logo_of(theme, declaration.path)
    except UnusableLogo as problem:
        raise PublicationError(
            "rendering.logo_cannot_be_used",
            where=declaration.path.name,
            line=declaration.line(("logo",)),
            problem=text(problem.code, **problem.values),
        ) from None


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.1, relative luminance)."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _check_text(colours: Colours, declaration: Declaration) -> None:
    for name in TEXT_COLOURS:
        for background in (WHITE, colours.surface):
            _check(declaration, ("colours", name), getattr(colours, name), background, TEXT_CONTRAST)


def _check_graphics(colours: Colours, declaration: Declaration) -> None:
    middle = len(colours.diverging) // 2 if len(colours.diverging) % 2 else -1
    sides = tuple(colour for place, colour in enumerate(colours.diverging) if place != middle)
    palettes = {
        "categorical": colours.categorical,
        "diverging": sides,  # the middle has an outline
        "sequential": colours.sequential,
    }
    for key, colour in chain.from_iterable(
        ((name, c) for c in palette) for name, palette in palettes.items()
    ):
        _check(declaration, ("colours", key), colour, WHITE, GRAPHIC_CONTRAST)


def _check(
    declaration: Declaration, key: tuple[str, str], colour: str, background: str, least: float
) -> None:
    ratio = contrast(colour, background)
    if ratio < least:
        raise PublicationError(
            "rendering.colour_of_stands_out_too_little",
            where=declaration.path.name,
            line=declaration.line(key),
            hint="rendering.darker_shade" if background == WHITE else "rendering.darker_or_lighter",
            ratio=ratio,
            least=least,
            colour=colour,
            key_name=".".join(key),
            background=background,
        )
