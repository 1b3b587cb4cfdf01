"""These tests need Quarto itself: `just test-quarto` runs them, a plain test run does not collect them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from datetime import date
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from monitor.publication.engines.render import render_project
from monitor.publication.language.markdown import escape_markdown, escape_value

HERE = Path(__file__).resolve().parent
EXAMPLE = HERE.parent / "publication" / "rendering" / "conftest.py"
ALL = ("html", "pdf", "docx")


def _module(path: Path):
    spec = spec_from_file_location(f"quarto_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_shared = _module(EXAMPLE)
project_in, rendered = _shared.project_in, _shared.rendered
page_blocks, pdf_text, word_text = _shared.page_blocks, _shared.pdf_text, _shared.word_text
published, hostile = _shared.published, _shared.hostile
_small = _module(HERE.parent / "publication" / "conftest.py")
small_study, small_released = _small.small_study, _small.small_released
_hostile = _module(HERE / "hostile.py")

RUN = "wat {{< env HOME >}} is"  # Quarto would print the folder
MORE = f"""
# Wat de twee motoren ooit anders deden {{#sec-anders}}

Klanten zeggen dat zij ‘hulp’ krijgen.’ In de jaren ’90 lag het op ‘100-150’ euro, bij 3’ en “meer”. Zo'n
"aanhaling" en 'die' ook... En dan -- 2010-2012 -- zie @sec-anders; {{{{< var kwaad >}}}}. Niet {escape_markdown(RUN)}.

{{{{< include chapters/los.qmd >}}}}
Dit staat direct onder een ingevoegd stuk.

> Een aanhaling met nadruk: *zo is het*.

::: {{.quote}}
Een aanhaling als blok.
:::

::: {{.lead}}
Een eerste zin.
:::

Begrip
:   Wat het betekent, in ‘eigen’ woorden.

Nog een begrip
:   Een tweede betekenis.

## Vakken: {{{{< var choose.pct >}}}} en {{{{< var kwaad >}}}}

::: {{.callout-note}}
Zonder titel.
:::

::: {{.callout-tip}}
## Titel uit een kop
Met een lijst:

- {{{{< var choose.pct >}}}}
- tweede
:::

::: {{.callout-warning title="Waarschuwing {{{{< var choose.pct >}}}} en ‘zo’"}}
Tekst.
:::

::: {{.callout-caution collapse="true"}}
Dicht, zonder titel.
:::

::: {{.callout-important appearance="simple"}}
Eenvoudig, zonder titel.
:::

{{{{< pagebreak >}}}}

## Vakken: {{{{< var choose.words >}}}} en {{{{< var kwaad >}}}}

+---------------------------+------------------------------+---------------------------+
|                           | Alle klantmanagers in 2022   | Verschil met 2020         |
|                           +---------------+--------------+-------------+-------------+
| Onderdeel van de vraag    | Aandeel       | 95%-marge    | Punten      | Oordeel     |
+===========================+==============:+:=============+============:+:============+
| een heel lange naam voor  | 42% (33)      | −12 tot +15  | +3          | geen        |
| een rij van deze tabel    |               |              |             | verschil    |
+---------------------------+---------------+--------------+-------------+-------------+
| 1. rij                    | 7,1           | 95%-marge    | -1          | ‘zo’        |
+---------------------------+---------------+--------------+-------------+-------------+

: Een brede tabel met twee koprijen, {{{{< var choose.pct >}}}} {{#tbl-breed}}

| {escape_markdown(RUN)} | b |
|:-----------------------|--:|
| {{{{< var kwaad >}}}}  | 1 |

: Een tabel zonder nummer

![Een grafiek met ‘tekens’... en {{{{< var kwaad >}}}}](figures/g04){{#fig-tekens fig-alt="Een balk van \\{{\\{{\\< env HOME \\>\\}}\\}}."}}

![Een grafiek zonder nummer](figures/g02){{fig-alt="Balken zonder nummer." width="60%"}}

![Een foto waarvan de naam een spatie heeft](beelden/foto één.png){{fig-alt="Balken." width="40%"}}

Een plaatje ![](figures/g04){{fig-alt="Klein." width="10%"}} in een zin.

@tbl-breed en [grafiek @fig-tekens]; [-@fig-tekens]. Een voetnoot.[^twee] Nog een.[^drie]

[^twee]: Met ‘tekens’, een [link](https://www.voorbeeld.nl/) en een lijst:

    - een
    - twee

[^drie]: Kort.

{{{{< pagebreak >}}}}

# Nog een hoofdstuk <!-- geheim {RUN} --> {{.unnumbered .unlisted}}

<!-- geheim -->
Een zin <!-- geheim --> met
<!-- geheim
{RUN} -->
een noot van de redactie<!-- geheim -->, en `<!-- code -->`.

- item
<!-- geheim -->

+-------------+----------+
| Twee        | - een    |
|             | - twee   |
| alinea's    |          |
+-------------+----------+

Uit de kop: {{{{< meta texts.uitleg >}}}}.
"""
LOOSE = "Een ingevoegd stuk.\n"
UNNUMBERED = {
    "demonstration: true\nconcept: true": "concept: true\ncompact: true\nnumber-sections: false",
    "author: Onderzoeksteam Bijstandsmonitor\n": "",
    "[Hoofdstuk @sec-aandacht]": "Het eerste hoofdstuk",
    "@sec-samenwerking over": "het tweede over",
    " en @sec-tijd": "",
    "zie @sec-anders; ": "",
}
HEADING = re.compile(r"^(#+ )", re.MULTILINE)


LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 40" width="100" height="40">'
    '<rect width="100" height="40" fill="#1f5a8c"/></svg>'
)
THEME = """\
publisher: "Inspectie & Co {{< env HOME >}} {x} <b> @y $z$ 'w'"
logo: logo.svg
logo_alt: 'Wapen "van" {{< env HOME >}} & <b> {x} $y$'
title_page: [subtitle, author, wave]
"""


def _write(folder: Path, unnumbered: bool) -> Path:
    everything = "" if unnumbered else (HERE / "everything.qmd").read_text(encoding="utf-8")
    _shared.write_example(folder, "\n".join((MORE, _hostile.hostile_part(not unnumbered), everything)))
    (folder / "chapters" / "los.qmd").write_text(LOOSE, encoding="utf-8")
    (folder / "beelden").mkdir()
    shutil.copyfile(folder / "figures" / "g04.svg", folder / "figures" / "g02-narrow.svg")
    shutil.copyfile(folder / "figures" / "g02.png", folder / "beelden" / "foto één.png")
    _change(
        folder / "_variables.yml",
        {"hostile:": f"kwaad: '{escape_value(RUN)}'\n{_hostile.hostile_values()}hostile:"},
    )
    _change(
        folder / "report.qmd",
        {
            "demonstration: true": "demonstration: true\nconcept: true\ntoc-depth: 3",
            'texts: {wave: "2022"}': f"texts: {{wave: \"2022\", uitleg: '{escape_value(RUN)}'}}",
        },
    )
    if unnumbered:
        for path in (folder / "report.qmd", *folder.glob("chapters/*.qmd")):
            _change(path, UNNUMBERED)
            path.write_text(HEADING.sub(r"#\1", path.read_text(encoding="utf-8")), encoding="utf-8")
        (folder / "logo.svg").write_text(LOGO, encoding="utf-8")
        (folder / "theme.yaml").write_text(THEME, encoding="utf-8")
        _shared.add_shared_files(folder, folder / "theme.yaml")
    with (folder / "_quarto.yml").open("a", encoding="utf-8") as stream:
        stream.write(f"date-iso: {_shared.PUBLISHED}\n")  # as a run writes it
    return folder


def _change(path: Path, words: Mapping[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for old, new in words.items():
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="session", params=["numbered", "unnumbered"])
def variant(request: pytest.FixtureRequest) -> str:
    """A report with everything, or a short one that is no demonstration: no author, numbers or chapters, with a logo."""
    return request.param


@pytest.fixture(scope="session")
def write_project(variant: str) -> Callable[[Path], Path]:
    """Writes a project with everything that the engines once rendered differently."""
    return lambda folder: _write(folder, variant == "unnumbered")


@pytest.fixture(scope="session")
def hostile_texts(variant: str) -> dict[str, str]:
    """What people wrote, by name, in every place of the project."""
    names = _hostile.TEXTS if variant == "numbered" else _hostile.BRACED
    return {name: _hostile.TEXTS[name] for name in names}


@pytest.fixture(scope="session")
def both(
    tmp_path_factory: pytest.TempPathFactory, write_project: Callable[[Path], Path], published: date
) -> dict[str, Path]:
    """The folder of that project rendered by each engine."""
    assert shutil.which("quarto"), "Quarto must be on PATH for these tests"
    folders = {}
    for engine in ("embedded", "quarto"):
        folders[engine] = write_project(tmp_path_factory.mktemp(engine) / "project")
        render_project(folders[engine], ALL, engine, published)
    return folders


@pytest.fixture(scope="session")
def reading():
    """The functions that read a report as lines."""
    return _module(HERE / "reading.py")
