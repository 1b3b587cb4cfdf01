"""Puts into a project what every report shares: settings, styles, fonts, filters, Word and Typst templates."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from string import Template

from monitor.publication.language.markdown import escape_value
from monitor.publication.theme.fonts import BOLD, FACES, REGULAR, face_file, letter_widths, units_per_em
from monitor.publication.theme.logo import Logo
from monitor.publication.theme.templates import STACKED_BELOW, shared_root
from monitor.publication.theme.theme import Theme, load_theme, logo_of
from monitor.publication.theme.word_reference import reference_document

COPIED = (
    "html/template.html", "html/title-block.html", "typst/definitions.typ", "typst/typst-show.typ", "word/template.openxml",
)  # fmt: skip
COMPACT_LOGO = 10.0  # mm: as much as fits above the title of a short document


def add_shared_files(project: Path, theme_file: Path | None = None) -> Theme:
    """Complete a project folder that holds report.qmd, so that both engines can render it.

    Writes `_quarto.yml`, `styles.css`, the templates of page, PDF and Word, `reference.docx`, `filters/`
    and `fonts/`, all from one theme. What stands there is overwritten.

    **Raises** DeclarationError or PublicationError for a wrong theme file.
    """
    theme = load_theme(theme_file)
    shared = shared_root()
    words = {**theme.labels, **theme.marks, **theme.words, **theme.callouts, "body_font": theme.fonts.body}
    compact = _is_compact(project)
    logo = logo_of(theme, theme_file)
    words |= {"publisher": escape_value(theme.publisher or ""), **_logo_settings(theme, logo, compact)}
    settings = {name: json.dumps(text, ensure_ascii=False)[1:-1] for name, text in words.items()}
    settings["title_page"] = ", ".join(theme.title_page)
    _write(project / "_quarto.yml", Template(_read(shared / "_quarto.yml")).substitute(settings))
    _write(project / "styles.css", _css_properties(theme) + _styles(shared / "html"))
    for name in COPIED:
        shutil.copyfile(shared / name, project / Path(name).name)
    _write(
        project / "typst-template.typ", _typst_theme(theme) + _read(shared / "typst" / "typst-template.typ")
    )
    (project / "reference.docx").write_bytes(reference_document(theme, compact, logo is not None))
    _copy_folder(shared / "filters", project / "filters", ".lua")
    _write(project / "filters" / "letter-widths.lua", _letter_widths())
    _copy_fonts(shared, project / "fonts")
    if logo:
        logo.write(project)
    return theme


def _logo_settings(theme: Theme, logo: Logo | None, compact: bool) -> dict[str, str]:
    """What `_quarto.yml` says of the logo: empty texts where there is none."""
    if logo is None:
        return dict.fromkeys(("logo", "logo_word", "logo_alt", "logo_height"), "")
    publisher = f"{theme.words['logo_of']} {theme.publisher}" if theme.publisher else theme.words["logo"]
    height = logo.height(min(theme.logo_height, COMPACT_LOGO) if compact else theme.logo_height)
    alt = escape_value((theme.logo_alt or publisher).replace('"', "'"))  # a " would close alt="..."
    return {"logo": logo.name, "logo_word": logo.png_name, "logo_alt": alt, "logo_height": f"{height}mm"}


def _is_compact(project: Path) -> bool:
    """Whether the report asks for a short document without title page (`compact: true`)."""
    return bool(re.search(r"^compact:\s*true\s*$", _read(project / "report.qmd"), re.MULTILINE))


def _page_colours(theme: Theme) -> dict[str, str]:
    names = ("ink", "muted", "line", "surface", "accent", "accent_dark")
    return {name.replace("_", "-"): getattr(theme.colours, name) for name in names}


def _typst_theme(theme: Theme) -> str:
    colours = "".join(f'  {name}: rgb("{value}"),\n' for name, value in _page_colours(theme).items())
    return f'#let theme = (\n  body-font: "{theme.fonts.body}",\n{colours})\n\n'


def _css_properties(theme: Theme) -> str:
    lines = [f"  --{name}: {value};" for name, value in _page_colours(theme).items()]
    return "\n".join([":root {", *lines, f'  --body-font: "{theme.fonts.body}";', "}", ""]) + "\n"


def _styles(folder: Path) -> str:
    """The style sheet, with the rules for tables that stack below each width."""
    stacked = Template(_read(folder / "stacked.css"))
    return _read(folder / "styles.css") + "".join(stacked.substitute(width=rem) for rem in STACKED_BELOW)


def _letter_widths() -> str:
    """Advance widths of the shipped faces as a Lua table: Quarto shares out table columns as we do."""
    faces = {"regular": letter_widths(REGULAR), "bold": letter_widths(BOLD)}
    parts = [f"  {name} = {{{_lua_numbers(found)}}},\n" for name, found in faces.items()]
    stacked = ", ".join(map(str, STACKED_BELOW))
    return f"return {{\n  units = {units_per_em()},\n  stacked_below = {{{stacked}}},\n{''.join(parts)}}}\n"


def _lua_numbers(widths: Mapping[int, int]) -> str:
    return ",".join(f"[{code}]={width}" for code, width in sorted(widths.items()))


def _copy_fonts(shared: Path, target: Path) -> None:
    _copy_folder(shared / "fonts", target, ".woff", ".txt")
    for face in FACES:
        shutil.copyfile(face_file(face), target / face_file(face).name)


def _copy_folder(source: Path, target: Path, *suffixes: str) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(source.iterdir()):
        if path.suffix in suffixes:
            shutil.copyfile(path, target / path.name)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
