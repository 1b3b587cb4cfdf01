"""A small project as `project.py` writes them: three figures, two tables, a footnote, callouts, nested includes."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from monitor.publication.charts.drawing import register_fonts
from monitor.publication.engines.render import render_project
from monitor.publication.language.markdown import escape_value
from monitor.publication.project.shared_files import add_shared_files
from tests.pdf_pages import pdf_pages

PUBLISHED = date(2024, 9, 1)

HOSTILE = {
    "mail": "@naam en a@b.nl",
    "formula": "$x$ en \\alpha",
    "stars": "*niet vet* en _niet schuin_",
    "bars": "| a | b |",
    "script": "<script>alert(1)</script>",
    "decimals": "0.30",
    "shortcode": "{{< var x >}}",
    "marks": "--- ... 'zo' \"dus\" #1 [x](y) ~~z~~",
    "list": "12. april",
}

REPORT = """\
---
title: "Werken aan {{< var study.subject >}}"
subtitle: "Ervaringen van klantmanagers, meting {{< meta texts.wave >}}"
short-title: Werken aan werk
author: Onderzoeksteam Bijstandsmonitor
date: 2024-09-01
texts: {wave: "2022"}
demonstration: true
---

{{< include chapters/samenvatting.qmd >}}

{{< include chapters/aandacht.qmd >}}

{{< include chapters/samenwerking.qmd >}}

{{< include chapters/verantwoording.qmd >}}
"""

SUMMARY = """\
# Samenvatting {#sec-samenvatting .unnumbered}

Klantmanagers helpen mensen in de bijstand bij het vinden van werk. Wij vroegen hun in
{{< meta texts.wave >}} waar zij tegenaan lopen. [Hoofdstuk @sec-aandacht] gaat over aandacht,
@sec-samenwerking over samenwerken.

::: {.content-visible when-format="html"}
Deze pagina heeft onder elke grafiek een tabel met de cijfers.
:::

::: {.content-hidden when-format="html"}
De cijfers bij de grafieken staan ook in het tabellenboek.
:::
"""

ATTENTION = """\
# Genoeg aandacht voor elke klant {#sec-aandacht}

::: {.callout-note title="In het kort"}
- {{< var caseload.words >}} van de klantmanagers vindt het aantal klanten **te groot**.
- {{< var choose.words >}} moet kiezen wie aandacht krijgt.
- In 2020 was dat beeld ongeveer gelijk.
:::

## De meeste klantmanagers moeten kiezen {#sec-kiezen}

Van de klantmanagers moet {{< var choose.pct >}} kiezen welke klanten meer aandacht krijgen (@fig-g02).
Dat kan niet anders, zeggen zij, zolang een klantmanager gemiddeld tachtig klanten
heeft.[^kiezen] Hoe zij kiezen, verschilt sterk; zie ook @tbl-t01 en @sec-tijd.

[^kiezen]: Het gaat om het aantal klanten dat een klantmanager zelf noemt. Een klant kan bij meer
    klantmanagers bekend zijn.

![Moeten kiezen wie aandacht krijgt, in procenten van de klantmanagers (n = 79)](figures/g02){#fig-g02 fig-alt="Liggende balken. Driekwart van de klantmanagers moet vaak kiezen, een vijfde soms en een klein deel nooit."}

{{< include figures/g02.md >}}

## Tijd gaat vooral naar gesprekken {#sec-tijd}

Klantmanagers besteden gemiddeld {{< var time.pct >}} van hun tijd aan gesprekken met klanten.
Administratie kost ruim een kwart van de week. @Fig-g04 laat dat zien.

![Verdeling van de werktijd, gemiddelde in procenten (n = 79)](figures/g04){#fig-g04 fig-alt="Gesprekken met klanten kosten met 46 procent de meeste tijd, administratie 27 procent."}

::: {.figure-note}
Bron: eigen enquête onder klantmanagers, 2022. Optellen kan door afronden net geen 100% zijn.
:::

> Ik zou graag meer tijd hebben, maar dan moet er iets anders af.
> (klantmanager)

::: {.callout-tip collapse="true"}
## Zo is gerekend

Wij telden alleen klantmanagers mee die de vraag kregen.
:::
"""

COOPERATION = """\
# Samenwerken voor de klant {#sec-samenwerking}

{{< include chapters/deel-partners.qmd >}}
"""

PARTNERS = """\
## Vooral de wijkteams krijgen een goed cijfer

@tbl-t01 vergelijkt de metingen, @tbl-t02 geeft de rapportcijfers. [@fig-g02; @fig-g17] horen daarbij.

{{< include tables/t01.md >}}

{{< include tables/t02.md >}}

![Gemiddeld rapportcijfer per partner, met {{< var interval >}} (n = 79)](figures/g17){#fig-g17 fig-alt="Het wijkteam krijgt een 7,1, het UWV een 6,2 en de schuldhulp een 5,9."}

1. Eerst de cijfers.
2. Dan de uitleg:
    a. van de klantmanager,
    b. van de partner.
"""

METHOD = """\
# Verantwoording {.unnumbered}

::: {.callout-important}
## Wat u wel en niet mag concluderen

Dit onderzoek is **geen precieze afspiegeling** van alle klantmanagers in Nederland.
:::

{{< include tables/vreemd.md >}}

## Colofon {.unnumbered}

Onderzoeksteam Bijstandsmonitor, {{< meta date >}}. Zie [de website](https://www.voorbeeld.nl/).
"""

NOTE = """\
::: {.figure-note}
Bron: eigen enquête, 2022. Meer antwoorden mogelijk.
:::

::: {.content-visible when-format="html"}
::: {.figure-data}
| Antwoord | Aandeel | Aantal |
|:---------|--------:|-------:|
| vaak     |     75% |     59 |
| soms     |     20% |     16 |
| nooit    |      5% |      4 |

: Cijfers bij de grafiek over kiezen
:::
:::
"""

TABLE_1 = """\
| Hinder                   | 2020 (n = 103) | 2022 (n = 79) | Verschil               |
|:-------------------------|---------------:|--------------:|:-----------------------|
| landelijke wetgeving     |            42% |           35% | geen verschil gevonden |
| te veel klanten          |            38% |           43% | geen verschil gevonden |
| regels van de *gemeente* |            12% |           {{< var budget.pct >}} | geen verschil gevonden |

: Sterke hinder bij het werk, in procenten {#tbl-t01}

::: {.table-note}
Getoetst met 95% zekerheid.
:::
"""

TABLE_2 = """\
| Partner    | Cijfer |
|:-----------|-------:|
| wijkteam   |    7,1 |
| UWV        |    6,2 |
| schuldhulp |    5,9 |

: Rapportcijfer per partner {#tbl-t02 tbl-colwidths="[70,30]"}
"""


def write_example(folder: Path, extra: str = "") -> Path:
    """Write the project into `folder`, with `extra` Markdown at its end."""
    files = {
        "report.qmd": REPORT + extra,
        "chapters/samenvatting.qmd": SUMMARY,
        "chapters/aandacht.qmd": ATTENTION,
        "chapters/samenwerking.qmd": COOPERATION,
        "chapters/deel-partners.qmd": PARTNERS,
        "chapters/verantwoording.qmd": METHOD,
        "figures/g02.md": NOTE,
        "tables/t01.md": TABLE_1,
        "tables/t02.md": TABLE_2,
        "tables/vreemd.md": "".join(f"- {{{{< var hostile.{name} >}}}}\n" for name in HOSTILE),
        "_variables.yml": _variables(),
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for name, labels in FIGURES.items():
        _write_figure(folder / "figures" / name, labels)
    add_shared_files(folder)
    return folder


def _variables() -> str:
    values = {
        "study": {"subject": "werk"},
        "caseload": {"words": "Bijna de helft (48%, 38 van de 79)"},
        "choose": {"words": "Driekwart", "pct": "75%"},
        "time": {"pct": "46%"},
        "budget": {"pct": "9%"},
        "interval": "95%-interval",
        "hostile": HOSTILE,
    }
    return "".join(_yaml(values, 0))


def _yaml(values: dict, depth: int) -> list[str]:
    lines = []
    for key, value in values.items():
        if isinstance(value, dict):
            lines += [f"{'  ' * depth}{key}:\n", *_yaml(value, depth + 1)]
        else:
            quoted = escape_value(value).replace("'", "''")
            lines.append(f"{'  ' * depth}{key}: '{quoted}'\n")
    return lines


FIGURES = {
    "g02": {"vaak": 75, "soms": 20, "nooit": 5},
    "g04": {"gesprekken": 46, "administratie": 27, "overleg": 18, "anders": 9},
    "g17": {"wijkteam": 71, "UWV": 62, "schuldhulp": 59},
}


def _write_figure(path: Path, shares: dict[str, int]) -> None:
    import vl_convert

    register_fonts()
    rows = "".join(
        f'<text x="130" y="{34 + 40 * row}" text-anchor="end">{label}</text>'
        f'<rect x="140" y="{16 + 40 * row}" width="{4.6 * share:.1f}" height="28" fill="#1f5a8c"/>'
        f'<text x="{148 + 4.6 * share:.1f}" y="{34 + 40 * row}">{share}</text>'
        for row, (label, share) in enumerate(shares.items())
    )
    height = 40 * len(shares) + 20
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 {height}" width="640" height="{height}" '
        f'font-family="Source Sans Pro" font-size="15" fill="#17212b">{rows}</svg>'
    )
    path.with_suffix(".svg").write_text(svg, encoding="utf-8")
    path.with_suffix(".png").write_bytes(vl_convert.svg_to_png(svg, scale=2.5))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The example project, unrendered, in a folder of its own."""
    return write_example(tmp_path / "project")


@pytest.fixture
def project_with(tmp_path: Path) -> Callable[[str], Path]:
    """The example project with Markdown of the test at its end."""
    return lambda extra: write_example(tmp_path / "project", f"\n{extra}\n")


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the example project with report.html, report.pdf and report.docx in it."""
    folder = write_example(tmp_path_factory.mktemp("rendered") / "project")
    render_project(folder, ("html", "pdf", "docx"), "embedded", PUBLISHED)
    return folder


class _Blocks(HTMLParser):
    """Text of each block of <main>, split at footnote marks, without what only the page shows."""

    ENDS = ("p", "li", "figcaption", "caption", "th", "td", "h2", "h3", "h4", "summary", "div", "ol", "ul")

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = []
        self.words = ""
        self.inside = False
        self.skipped: list[str] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        found = dict(attrs)
        self.inside = self.inside or tag == "main"
        if tag in self.ENDS or "footnote-ref" in (found.get("class") or ""):
            self._end()
        if "footnote-ref" in (found.get("class") or "") or "footnote-back" in (found.get("class") or ""):
            self.skipped.append("a")
        if tag == "details" and "figure-data" in (found.get("class") or ""):
            self.skipped.append("details")

    def handle_endtag(self, tag: str) -> None:
        if self.skipped and tag == self.skipped[-1]:
            self.skipped.pop()
        elif tag in self.ENDS:
            self._end()
        elif tag == "main":
            self._end()
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside and not self.skipped:
            self.words += data

    def _end(self) -> None:
        words = " ".join(self.words.split())
        self.blocks += [words] if words else []
        self.words = ""


@pytest.fixture(scope="session")
def page_blocks() -> Callable[[Path], list[str]]:
    """Reads the text of every block in the main part of a page."""

    def read(path: Path) -> list[str]:
        page = _Blocks()
        page.feed(path.read_text(encoding="utf-8"))
        return page.blocks

    return read


@pytest.fixture(scope="session")
def word_text() -> Callable[[Path], str]:
    """Reads all text of a Word file, footnotes and header included, a line per paragraph."""

    def read(path: Path) -> str:
        with zipfile.ZipFile(path) as archive:
            names = sorted(
                name for name in archive.namelist() if re.match(r"word/(document|footnotes|header)", name)
            )
            parts = [ElementTree.fromstring(archive.read(name)) for name in names]
        lines = [_paragraph(node) for part in parts for node in part.iter(f"{WORD}p")]
        return "\n".join(lines)

    return read


WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _paragraph(node: ElementTree.Element) -> str:
    marks = {f"{WORD}t": lambda part: part.text or "", f"{WORD}tab": lambda part: "\t"}
    return "".join(marks[part.tag](part) for part in node.iter() if part.tag in marks)


@pytest.fixture(scope="session")
def pdf_text() -> Callable[[Path], str]:
    """Reads the text of a PDF through the character maps of its fonts."""

    def read(path: Path) -> str:
        return "\n".join(pdf_pages(path))

    return read


@pytest.fixture(scope="session")
def hostile() -> dict[str, str]:
    """Values of variables that would break a careless renderer."""
    return HOSTILE


@pytest.fixture(scope="session")
def published() -> date:
    """The only date in any output."""
    return PUBLISHED


@pytest.fixture(scope="session")
def project_in() -> Callable[[Path], Path]:
    """Writes the example project into a folder."""
    return write_example
