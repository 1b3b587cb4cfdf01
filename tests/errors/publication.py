"""Templates, texts, figures, projects and themes that are wrong; each with the file and line to correct."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pandas as pd
import typst

from monitor import shipped
from monitor.publication.annex.coded_answers import check_quotes
from monitor.publication.annex.evidence import check_voices
from monitor.publication.charts.figure import (
    build_figure,
    moves_figure,
    response_groups_figure,
    weights_figure,
)
from monitor.publication.checks.consistency import check_consistency
from monitor.publication.drafts.editors_texts import read_editors_texts
from monitor.publication.drafts.own_documents import documents_of_reports
from monitor.publication.engines import pandoc, pdf, quarto
from monitor.publication.engines.document import read_document
from monitor.publication.engines.output_check import check_output
from monitor.publication.engines.pandoc import read_markdown
from monitor.publication.engines.render import render_project
from monitor.publication.exhibits.perspectives import perspectives_plot
from monitor.publication.language.filling import filled
from monitor.publication.language.numbers import number
from monitor.publication.language.phrases import Respondents
from monitor.publication.language.words import Words
from monitor.publication.project import compose as composing
from monitor.publication.project.catalogue import CATALOGUE, entry_of
from monitor.publication.project.compose import compose
from monitor.publication.project.report_options import option_variables
from monitor.publication.project.shared_files import shared_root
from monitor.publication.project.write import write_project
from monitor.publication.quarto.subset import check_project
from monitor.publication.quarto.template_documents import TemplateDocument, TemplateFolders
from monitor.publication.sentences.variables import Variables
from monitor.publication.tables.indicator_tables import wave_table
from monitor.publication.theme import fonts, templates
from monitor.publication.theme.slides_reference import slides_reference
from monitor.publication.theme.theme import load_theme
from monitor.release.results.method import Method, PolicyRecord
from monitor.release.results.released_set import ReleasedSet
from monitor.release.results.table_files import typed
from monitor.schema import CHANGES, ESTIMATES
from monitor.stages.options import RunOptions
from monitor.stages.writing import write_report
from monitor.study.study import Study
from monitor.study.study_file import ReportPlan
from monitor.study.study_reader import read_study
from tests.publication import conftest as small
from tests.publication import three_waves
from tests.publication.rendering.conftest import write_example
from tests.words import WORDS, changed_words, voice_of

from .desk import Case, Cases, Desk

PUBLISHED = date(2024, 9, 1)
OFFICE = "http://schemas.openxmlformats.org"
W = f'xmlns:w="{OFFICE}/wordprocessingml/2006/main"'
WP = f'xmlns:wp="{OFFICE}/drawingml/2006/wordprocessingDrawing"'

# Markdown at the end of a sound project, line 19 of its report.qmd.
MARKUP = {
    "unknown variable": "Van {{< var choose.pcd >}}.",
    "unknown metadata": "{{< meta wavee >}}",
    "open shortcode": "x {{< var choose.pct",
    "other shortcode": "{{< video x.mp4 >}}",
    "misspelt shortcode": "{{< vars choose.pct >}}",
    "shortcode as text": "{{{< var x >}}}",
    "new page in a sentence": "Eerst {{< pagebreak >}} dan",
    "include in a sentence": "zie {{< include tables/t01.md >}}",
    "code cell": "```{python}\n1\n```",
    "raw block": "```{=html}\n<b>\n```",
    "raw text": "een `x`{=html} twee",
    "html": "een <br> woord",
    "formula": "een $x^2$ hier",
    "citation": "volgens @jansen2020",
    "other reference": "zie @eq-een",
    "unknown figure reference": "zie @fig-g05",
    "unknown section reference": "zie @Sec-tijdd",
    "tabset": "::: {.panel-tabset}\n:::",
    "misspelt callout": "::: {.callout-nota}\nx\n:::",
    "callout key": "::: {.callout-note colapse=true}\nx\n:::",
    "figure block": "::: {#fig-x}\nx\n:::",
    "layout": "::: {layout-ncol=2}\nx\n:::",
    "open block": "::: {.lead}\nx",
    "loose closing": ":::",
    "format pdf": '::: {.content-visible when-format="pdf"}\nx\n:::',
    "no format": "::: {.content-hidden}\nx\n:::",
    "profile": '::: {.content-visible when-profile="x"}\nx\n:::',
    "no description": "![Een](figures/g02)",
    "shortcode in description": '![Een](figures/g02){fig-alt="{{< var choose.pct >}} kiest"}',
    "no caption": '![](figures/g02){#fig-leeg fig-alt="Balken."}',
    "unknown picture": '![Een](figures/g03){fig-alt="Balken."}',
    "web picture": '![Een](https://x.nl/a.png){fig-alt="Balken."}',
    "outside picture": '![Een](../a.png){fig-alt="Balken."}',
    "picture key": '![Een](figures/g02){fig-alt="B." fig-pos="H"}',
    "drawing for Word": '![Een](figures/g02.svg){fig-alt="Balken."}',
    "picture class": '![Een](figures/g02){.lightbox fig-alt="B."}',
    "table key": "| a |\n|---|\n| b |\n\n: Titel {#tbl-x tbl-colwidth=50}",
    "double anchor": "## Kop {#sec-tijd}",
    "footnote without reference": "Hier staat tekst.\n\n[^bron]: Uit het register.",
    "footnote without text": "Hier staat tekst[^born].\n\n[^bron]: Uit het register[^bron].",
    "double footnote": "Hier staat tekst[^bron].\n\n[^bron]: Uit het register.\n\n[^bron]: Elders.",
    "heading class": "## Kop {.appendix}",
    "span class": "[toets]{.kbd}",
    "event on a heading": "## Kop {onmouseover='alert(1)'}",
}
STRUCTURES = {
    "citation that begins with a digit": "zie @2020",
    "heading in a block": "::: {.lead}\n## Kop in blok\n:::",
    "figure for one format": '::: {.content-visible when-format="html"}\n![X](figures/g02){#fig-h fig-alt="Balken."}\n:::',
    "footnote for one format": '::: {.content-visible when-format="html"}\nx^[noot]\n:::',
    "heading for one format": '::: {.content-visible when-format="html"}\n## Kop\n:::',
    "words after a reference": "zie [@fig-g02, deel 1]",
    "number of an unnumbered heading": "zie @sec-samenvatting",
    "raw tex": "een \\textbf{woord} hier",
    "link to nothing": "Zie [de uitleg](#sec-tijdd).",
    "link that runs": "[Klik](JavaScript:alert(1))",
}
INCLUDES = {
    "a file that does not exist": "{{< include chapters/aandach.qmd >}}",
    "a file outside the project": "{{< include ../geheim.md >}}",
    "the report itself": "{{< include report.qmd >}}",
}
# A file of the project with a piece replaced (old, new), or with a line added where `old` is empty.
PROJECTS: dict[str, tuple[str, str, str]] = {
    "a formula in a title": ("report.qmd", 'subtitle: "Ervaringen', 'subtitle: "$x$ Ervaringen'),
    "HTML in a text of the front matter": ("report.qmd", 'wave: "2022"', 'wave: "<i>2022</i>"'),
    "a formula in a variable": ("_variables.yml", "Driekwart", "$x$"),
    "a link that runs in a title": (
        "report.qmd",
        "short-title: Werken",
        'short-title: "[x](javascript:y)" # ',
    ),
    "a setting nobody knows": ("_quarto.yml", "", "\nbibliography: refs.bib\n"),
    "a misspelt setting": ("_quarto.yml", "", "\ntoc-dept: 2\n"),
    "front matter that runs something": ("report.qmd", "texts: {wave", "jupyter: python3\ntexts: {wave"),
    "brackets in brackets": ("chapters/aandacht.qmd", "# Genoeg", "[" * 9 + "\n\n# Genoeg"),
    "front matter with a slip": ("report.qmd", "short-title:", "short-titel:"),
    "front matter of more than text": (
        "report.qmd",
        "author: Onderzoeksteam",
        "author: {name: x}\nkeywords: Onderzoeksteam",
    ),
    "an unknown variable in the title": ("report.qmd", "study.subject", "study.subjct"),
    "front matter that is no YAML": ("report.qmd", 'wave: "2022"}', 'wave: "2022}'),
    "front matter that is not closed": ("report.qmd", "demonstration: true\n---", "demonstration: true\n"),
    "variables that are no YAML": ("_variables.yml", "", "\na: [\n"),
    "a mistake in an included table": ("tables/t01.md", "", "\nEen {{< var nergens >}}\n"),
}
TEMPLATES = {
    "a misspelt field of a variable": "Eerste regel\n\n{{< var letters.agree_net.all.now.pctt >}}\n",
    "a figure nobody knows": "![Naam](figures/contact_item){#fig-a}\n",
    "a table nobody knows": "{{< include tables/method-respons.md >}}\n",
    "a crossed table of an unknown item": "{{< include tables/cross--letters--phone--leters.md >}}\n",
    "an included file that does not exist": "Tekst\n{{< include parts/themas.qmd >}}\n",
    "a picture that does not exist": "![Foto](pictures/logo.svg)\n",
    "a number of a suppressed cell": "{{< var use_app.c1.tenure_kort.now.pct >}}\n",
    "a percentage typed by hand": "Dat is 43% van de huurders.\n",
    "a percentage typed in words": "Dat is 43 procent.\n",
    "a base typed by hand": "Basis: n = 79.\n",
    "a change that was not released": "Tekst\n![Verandering](figures/tenure--change){#fig-a}\n",
    "a table of which nothing was released": "{{< include tables/tenure--change.md >}}\n",
}
PATHS = {
    "a misspelt item": "leters.agree_net.all.now.pct",
    "a misspelt field": "letters.agree_net.all.now.pc",
    "a wave is missing": "letters.agree_net.all",
    "a field is missing": "letters.agree_net.all.now",
    "a misspelt fact of the study": "study.titel",
    "a fact of another wave": "study.invited.previous",
    "a group that an earlier wave did not have": "use_app.c1.tenure_kort.previous.pct",
    "words behind a field": "letters.agree_net.all.now.pct.more",
    "a number of a suppressed cell": "use_app.c1.tenure_kort.now.pct",
    "a percentage of a grade": "rating.mean.all.now.pct",
    "words for a grade": "rating.mean.all.now.words",
    "a difference of a whole item": "letters.item.all.change.difference",
}
# Of guests, whom not every wave asked everything.
ROLES = {
    "a question that this wave did not ask": "travel.bus.all.now.pct",
    "a question that no earlier wave asked": "sign.j.all.previous.pct",
    "an order that this wave does not have": "rank.travel.any.now.r1.label",
}
# What Quarto itself would run or load, in a template rendered with --engine quarto.
RUNNING = {
    "a code cell": "```\nx = 1\n```\n```{python}\nprint(1)\n```",
    "code in a sentence": "Er zijn `{r} nrow(x)` huurders.",
    "code in a sentence as knitr writes it": "Er zijn `r nrow(x)` huurders.",
    "a raw block": "```{=html}\n<script>alert(1)</script>\n```",
    "a script": "<script>alert(1)</script>",
    "a tag with an event": 'Een <b onclick="alert(1)">woord</b>.',
    "a tag behind a backslash": "\\\\<svg onload=alert(1)>",
    "a tag of a strange form": "<svg/onload=alert(1)>",
    "LaTeX, which would be lost": "een \\textbf{woord} hier",
    "a code cell in a list": "- een\n\n    ```{ojs}\n    x\n\n    y\n    ```",
    "a code cell in a quotation, in pieces": ">  ``{ojs} x``",
    "a link that runs": "<javascript:alert(1)>",
    "a shortcode that reads the machine": "{{< env HOME >}}",
    "a shortcode that reads the machine, in code": "`{{< env HOME >}}`",
    "settings in the middle": "Tekst.\n\n---\nfilters: [x.lua]\n---\n",
}
FIGURES = {
    "a figure nobody knows": "contact_itms",
    "an unknown part of a figure": "contact_items--changes",
    "an unknown breakdown": "contact_items--by-age",
    "a question by its own answers": "tenure--by-tenure",
}
CROSSED = {
    "too few items": "cross--letters--phone",
    "items that do not cross": "cross--letters--phone--tenure",
    "an item without categories": "cross--phone--remarks--tenure",
}
EDITORS = {
    "an unknown theme": "summary: {contakt: x}\n",
    "an unknown indicator": "key_figures: [rating, usd]\n",
    "an unknown key": "hoofdboodschap: x\n",
    "an approval by one person twice": "status:\n  stage: akkoord\n  approved:\n    - {name: A. de Vries, date: 2024-11-30, texts: x}\n    - {name: a de Vries, date: 2024-12-01, texts: x}\n",
    "akkoord of one person": "status: {stage: akkoord, approved: [{name: A. de Vries, date: 2024-11-30, texts: x}]}\n",
    "a stage nobody knows": "status: {stage: klaar}\n",
    "a claim without its conditions": "quote:\n  claim: {text: Zo is het.}\n",
    "an unknown key beside a claim": "main_message:\n  - claim: {text: Zo is het., holds: [a.b.now > 0.5], wie: x}\n",
}
CHAMBERS = "chamber:\n  house: {name: Tweede Kamer}\n  senate: {name: Eerste Kamer}\n"
OPTIONS = {
    "a choice without words": "chamber: Tweede Kamer\n",
    "choices with different words": "chamber:\n  house: {name: Tweede Kamer, paper: II}\n  senate: {name: Eerste Kamer}\n",
}
PAGES = {
    "a placeholder in a page": "<main><p>Zie {{< var x >}}</p></main>",
    "a picture without a description": '<img src="data:x">',
    "a file name as description": '<img alt="g02.png" src="data:x">',
    "a page that loads a file": '<script src="https://x.nl/m.js"></script>',
    "a page that runs code on a click": '<p onclick="alert(1)">x</p>',
}

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="6">'
LOGOS: dict[str, tuple[str, str | None]] = {
    "has too many bytes": ("logo.png", "x" * 20_000_001),
    "is not there": ("merk.svg", None),
    "lies elsewhere": ("../merk.svg", SVG + "</svg>"),
    "is a photo": ("merk.jpg", "x"),
    "is no PNG": ("merk.png", "x"),
    "is no XML": ("merk.svg", "<svg"),
    "is another drawing": ("merk.svg", "<html/>"),
    "cannot be drawn": ("merk.svg", SVG.replace('width="20"', 'width="0"') + "</svg>"),
    "holds text": ("merk.svg", SVG + "<text>Bureau</text></svg>"),
    "loads a file": ("merk.svg", SVG + '<image href="https://x.nl/a.png"/></svg>'),
}


# surveys and releases


def _with_moves(study: Study) -> Study:
    return replace(study, comparison=replace(study.comparison, moves=("contact",)))


@cache
def _small_study() -> Study:
    folder = Path(mkdtemp())
    (folder / "questionnaire.yaml").write_text(small.QUESTIONNAIRE, encoding="utf-8")
    (folder / "study.yaml").write_text(small.STUDY, encoding="utf-8")
    return read_study(folder / "study.yaml")


def _released() -> ReleasedSet:
    return small.released_set()


def _nothing() -> ReleasedSet:
    estimates = typed(pd.DataFrame(columns=list(ESTIMATES.names)), ESTIMATES, "estimates")
    changes = typed(pd.DataFrame(columns=list(CHANGES.names)), CHANGES, "changes")
    return ReleasedSet(estimates, changes, Method())


# projects as Quarto reads them


@cache
def _sound_project() -> Path:
    return write_example(Path(mkdtemp()) / "project")


def _project(desk: Desk, extra: str = "") -> Path:
    """A sound project of one's own, with Markdown at its end."""
    folder = shutil.copytree(_sound_project(), desk.folder / "project")
    with (folder / "report.qmd").open("a", encoding="utf-8") as stream:
        stream.write(f"\n{extra}\n")
    return folder


def _example(extra: str, read: Callable[[Path], object]) -> Case:
    return lambda desk: read(_project(desk, extra))


def _changed(name: str, old: str, new: str) -> Case:
    def run(desk: Desk) -> object:
        folder = _project(desk)
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"nothing to replace: {old}"
        path.write_text(text.replace(old, new, 1) if old else text + new, encoding="utf-8")
        return read_document(check_project(folder))

    return run


def _without(name: str, formats: tuple[str, ...] = ("html",)) -> Case:
    def run(desk: Desk) -> object:
        folder = _project(desk)
        (folder / name).unlink()
        return check_project(folder, formats)

    return run


def _latin1(desk: Desk) -> object:
    folder = _project(desk)
    (folder / "tables" / "t01.md").write_bytes("één".encode("latin-1"))
    return check_project(folder)


def _two_paragraphs(desk: Desk) -> object:
    folder = _project(desk)
    report = (folder / "report.qmd").read_text(encoding="utf-8")
    desk.write("project/report.qmd", report.replace("demonstration: true", 'description: "{{< var lang >}}"'))
    with (folder / "_variables.yml").open("a", encoding="utf-8") as stream:
        stream.write("lang: |\n  een\n\n  twee\n")
    return read_document(check_project(folder))


def _rendered(extra: str, formats: tuple[str, ...] = ("pdf",), engine: str = "embedded") -> Case:
    return _example(extra, lambda folder: render_project(folder, formats, engine, PUBLISHED))


def _long_title(desk: Desk) -> object:
    """A caption that no slide has room for."""
    folder = write_example(desk.folder / "project")
    title = "Een bijschrift dat maar verder gaat " * 20
    (folder / "slides.qmd").write_text(f"## {title}\n\nTekst.\n", encoding="utf-8")
    (folder / "reference.pptx").write_bytes(slides_reference(load_theme()))
    return render_project(folder, ("pptx",), "embedded", PUBLISHED)


def _with_quarto(body: str | None, version: str = "1.10.18") -> Case:
    """Quarto as a program of two lines, or not installed at all."""

    def run(desk: Desk) -> object:
        desk.patch.setenv("PATH", str(desk.folder / "bin") + (os.pathsep + "/usr/bin:/bin" if body else ""))
        if body:
            asked = f'if [ "$1" = --version ]; then echo {version}; exit; fi'
            desk.write("bin/quarto", f"#!/bin/sh\n{asked}\n{body}\n").chmod(0o755)
        return _rendered("", ("html",), "quarto")(desk)

    return run


def _running(extra: str) -> Case:
    def run(desk: Desk) -> object:
        desk.patch.setattr(quarto, "quarto_program", lambda: "/bin/false")
        return _rendered(extra, ("html",), "quarto")(desk)

    return run


def _filter(desk: Desk) -> object:
    desk.patch.setattr(quarto, "quarto_program", lambda: "/bin/false")
    folder = _project(desk)
    report = (folder / "report.qmd").read_text(encoding="utf-8")
    desk.write("project/report.qmd", report.replace("texts:", '"filters": [x.lua]\ntexts:'))
    return render_project(folder, ("html",), "quarto", PUBLISHED)


def _endless(desk: Desk) -> object:
    """Pandoc that does not come back."""

    def run(command: list[str], **options: object) -> object:
        raise subprocess.TimeoutExpired(command, 180)

    desk.patch.setattr(pandoc.subprocess, "run", run)
    return pandoc.read_markdown("Tekst")


def _installed(desk: Desk) -> None:
    """As a wheel in an environment: the command that mends it names no place of this machine."""
    desk.patch.setattr(shipped, "mending", lambda part, is_package=False: "pip install bijstandsmonitor.whl")


def _no_pandoc(desk: Desk) -> object:
    _installed(desk)
    desk.patch.setattr(pandoc, "find_spec", lambda name: None)
    pandoc._pandoc.cache_clear()
    try:
        return pandoc.read_markdown("Tekst")
    finally:
        pandoc._pandoc.cache_clear()


def _unknown_font(desk: Desk) -> object:
    place = pdf.Workplace(desk.folder, desk.folder, PUBLISHED)
    return pdf._typeset('#set document(title: "x")\n#set text(font: "Nergens", lang: "nl")\nTekst', place)


# templates of the monitor


def _template(text: str, formats: tuple[str, ...] = ("html",), **documents: str) -> Case:
    def run(desk: Desk) -> object:
        desk.write("template/report.qmd", text)
        for name, content in documents.items():
            desk.write(f"template/chapters/{name}.qmd", content)
        report = ReportPlan("inspectorate", desk.folder / "template", None)
        return _written(report, desk, formats)

    return run


def _written(report: ReportPlan, desk: Desk, formats: tuple[str, ...] = ()) -> object:
    return write_project(
        compose(report, Variables(_released(), voice_of(_small_study()))), desk.folder / "project", formats
    )


def _policy_unsaid(desk: Desk) -> object:
    """Results of a study for which a floor was lowered, in a report that names nobody."""
    template = desk.write("template/report.qmd", "# Niets\n\nGeen woord.\n")
    policy = PolicyRecord(
        "Gemeente Voorbeeld", "directeur", "2024-06-01", "Zo is besloten.", ("huurders",), {}
    )
    released = replace(_released(), method=replace(_released().method, policy=policy))
    return compose(ReportPlan("own", template.parent, None), Variables(released, voice_of(_small_study())))


def _unprintable(desk: Desk) -> object:
    """A report of a study with a sign that the font of its PDF does not have."""
    template = desk.write("own/report.qmd", "---\ntitle: Proef\n---\n\n# Kop\n\nHier staat 漢.\n")
    report = compose(
        ReportPlan("own", template.parent, None), Variables(_released(), voice_of(_small_study()))
    )
    return write_report(
        report,
        RunOptions(Path("build"), formats=("pdf",), engine="embedded"),
        desk.folder / "out",
        lambda *_: None,
    )


def _unmarked(desk: Desk) -> object:
    """A report for inside use that is not marked as one."""
    template = desk.write("template/report.qmd", "---\nconfidential: nee\n---\n\n# Niets\n\nGeen woord.\n")
    voice = voice_of(_small_study().inside(("teamleider",)))
    report = compose(ReportPlan("own", template.parent, None), Variables(_released(), voice))
    return write_project(report, desk.folder / "project")


def _report(report: ReportPlan) -> Case:
    return lambda desk: _written(
        replace(report, template=desk.folder / report.template if report.template else None), desk
    )


def _latin1_template(desk: Desk) -> object:
    desk.write("template/report.qmd", "één".encode("latin-1"))
    return _report(ReportPlan("own", Path("template"), None))(desk)


def _latin1_before_a_run(desk: Desk) -> object:
    """A document that nothing includes; it is read before anything is computed."""
    desk.write("template/report.qmd", "# Kop\n")
    desk.write("template/later.qmd", "één".encode("latin-1"))
    plan = ReportPlan("inspectorate", desk.folder / "template", None)
    return documents_of_reports(replace(_small_study(), reports=(plan,)))


def _full_folder(desk: Desk) -> object:
    desk.write("project/mine.txt", "x")
    return _report(ReportPlan("inspectorate", None, None))(desk)


def _many_variables(desk: Desk) -> object:
    desk.patch.setattr(composing, "MOST_VARIABLES", 1)
    return _template("{{< var study.wave >}} {{< var study.previous_wave >}}\n")(desk)


def _variable(path: str, **columns: object) -> Case:
    def run(desk: Desk) -> object:
        released = _released()
        found = replace(released, estimates=released.estimates.assign(**columns))
        return Variables(found, voice_of(_small_study())).resolve(path)

    return run


def _guest(path: str) -> Case:
    return lambda desk: three_waves.variables_of(three_waves.write_study(desk.folder)).resolve(path)


def _prose(*lines: str) -> Case:
    """Sentences held against the figures."""

    def run(desk: Desk) -> object:
        documents = {"report.qmd": TemplateDocument("report.qmd", "report.qmd", "\n".join(lines))}
        variables = Variables(_released(), voice_of(_small_study()))
        return check_consistency(documents, ReportPlan("inspectorate", None, None), variables).raise_errors()

    return run


def _table(name: str) -> Case:
    return lambda desk: entry_of(name, CATALOGUE).make(name, _released(), voice_of(_small_study()))


def _mixed(figure: str, *items: str) -> Case:
    """A figure of items that do not belong together."""

    def run(desk: Desk) -> object:
        study = _small_study()
        indicator = replace(study.indicators[0], id="mixed", items=items, figure=figure)
        return build_figure("mixed", _released(), voice_of(replace(study, indicators=(indicator,))))

    return run


def _quotes(desk: Desk) -> object:
    return check_quotes("quotes--remark", _small_study())


def _voices(desk: Desk) -> object:
    return check_voices("voices--contact", _small_study())


def _options(text: str, chosen: dict[str, str]) -> Case:
    def run(desk: Desk) -> object:
        desk.write("options.yaml", text)
        return option_variables(TemplateFolders((desk.folder,)), chosen)

    return run


def _capital_option(desk: Desk) -> object:
    desk.write("template/options.yaml", "chamber:\n  house: {Name: Tweede Kamer}\n")
    return _template("Aan de {{< var option.chamber.Name >}}\n")(desk)


def _editors(text: str) -> Case:
    def run(desk: Desk) -> object:
        desk.write("teksten.yaml", text)
        return read_editors_texts(TemplateFolders((desk.folder,)), _small_study())

    return run


def _page(html: str) -> Case:
    return lambda desk: check_output(desk.write("report.html", html))


def _word(desk: Desk) -> object:
    path = desk.folder / "report.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", f'<w:document {W} {WP}><wp:docPr id="1"/></w:document>')
    return check_output(path)


def _plain_pdf(desk: Desk) -> object:
    return check_output(desk.write("report.pdf", typst.compile(b"Tekst", pdf_tags=False)))


def _policy(source: Path, old: str, new: str, load: Callable[[Path], object]) -> Case:
    """A file of policy of the program with one piece replaced."""

    def run(desk: Desk) -> object:
        text = source.read_text(encoding="utf-8")
        assert old in text, f"nothing to replace: {old}"
        return load(desk.write(f"eigen-{source.name}", text.replace(old, new, 1)))

    return run


def _words(old: str, new: str) -> Case:
    """The words of sentences about figures with one piece replaced."""
    return lambda desk: Words(changed_words(desk.folder, {"sentences.yaml": {old: new}})).sentences


def _logo(file: str, content: str | None) -> Case:
    def run(desk: Desk) -> object:
        if content is not None:
            desk.write(file, content)
        text = (shared_root() / "theme.yaml").read_text(encoding="utf-8")
        return load_theme(desk.write("eigen.yaml", re.sub(r"(?m)^logo:.*$", f"logo: {file}", text)))

    return run


def _no_font(desk: Desk) -> object:
    _installed(desk)
    desk.patch.setattr(fonts, "find_spec", lambda name: None)
    return fonts.face_file(fonts.REGULAR)


def _no_templates(desk: Desk) -> object:
    _installed(desk)
    desk.patch.setattr(shipped, "PACKAGE", desk.folder / "monitor")
    return templates.templates_root()


CASES: Cases = {
    **{f"template: {name}": _template(text) for name, text in TEMPLATES.items()},
    "template: several mistakes": _template("{{< var a.b >}}\n\nDat is 5%.\n\n![x](figures/nothing){#fig-x}\n"),
    "template: a circle of includes": _template(
        "{{< include chapters/one.qmd >}}\n",
        one="{{< include chapters/two.qmd >}}\n",
        two="{{< include chapters/one.qmd >}}\n",
    ),
    "template: too many variables": _many_variables,
    "template: text that is not UTF-8": _latin1_template,
    "template: lists too deep inside each other": lambda desk: read_markdown("- " * 900 + "diep"),
    "template: text that is not UTF-8, read before a run": _latin1_before_a_run,
    "template: no report of that name": _report(ReportPlan("inspectorat", None, None)),
    "template: a folder without report.qmd": _report(ReportPlan("own", Path("empty"), None)),
    "template: a letter that the study does not declare": _report(ReportPlan("letter", None, None)),
    "template: an option nobody knows": _options("{}\n", {"chamber": "senate"}),
    "template: for inside use, and not marked so": _unmarked,
    "template: a sign that the PDF cannot print": _unprintable,
    "template: a lowered floor that nobody is told of": _policy_unsaid,
    "template: a choice nobody knows": _options(CHAMBERS, {"chamber": "senat"}),
    **{f"template: {name}": _options(text, {}) for name, text in OPTIONS.items()},
    "template: a word of an option with a capital": _capital_option,
    "template: a folder that is not empty": _full_folder,
    "template: report_templates is gone": _no_templates,
    **{f"texts of an editor: {name}": _editors(text) for name, text in EDITORS.items()},
    "text: one sentence that contradicts the figures": _prose("De helft van de huurders belt."),
    "text: a wave by its key": _prose("Van de huurders belt {{< var phone.agree_net.all.y2022.pct >}}."),
    "text: an earlier wave without its year": _prose("Van de huurders belde {{< var phone.agree_net.all.first.pct >}}."),
    "text: several sentences": _prose("De helft van de huurders belt.", "", "Dat leidt tot drukte."),
    **{f"variable: {name}": _variable(path) for name, path in PATHS.items()},
    **{f"variable: {name}": _guest(path) for name, path in ROLES.items()},
    "variable: a number of a class": _variable("letters.agree_net.all.now.pct", status="few"),
    "variable: an interval that was not made": _variable("letters.agree_net.all.now.ci", ci_low=float("nan")),
    **{f"figure: {name}": lambda desk, name=figure: build_figure(name, _released(), voice_of(_small_study()))
       for name, figure in FIGURES.items()},
    "figure: nothing was released": lambda desk: build_figure("contact_items", _nothing(), voice_of(_small_study())),
    "figure: who moved, of an item that nobody tells it of": lambda desk: moves_figure(
        "contact--moves", _released(), voice_of(_small_study())
    ),
    "figure: who moved, where too few people answered twice": lambda desk: moves_figure(
        "contact--moves", _released(), voice_of(_with_moves(_small_study()))
    ),
    "figure: two surveys without a share on both sides": lambda desk: perspectives_plot("side-by-side", []),
    "figure: groups of a study without dispositions": lambda desk: response_groups_figure(
        _released(), voice_of(_small_study())
    ),
    "figure: weights of a study that is not weighted": lambda desk: weights_figure(_released(), voice_of(_small_study())),
    "figure: items without a common scale": _mixed("stacked", "tenure", "letters"),
    "figure: items with different units": _mixed("bars", "rating", "letters"),
    "table: nothing was released": lambda desk: wave_table("contact_items", _nothing(), voice_of(_small_study())),
    **{f"table: {name}": _table(table) for name, table in CROSSED.items()},
    "table: quotes of a question without codes": _quotes,
    "template: interviews that the study does not have": _voices,
    **{f"project: {name}": _example(text, check_project) for name, text in MARKUP.items()},
    **{f"project: {name}": _example(text, lambda folder: read_document(check_project(folder)))
       for name, text in STRUCTURES.items()},
    **{f"project: an include of {name}": _example(text, check_project) for name, text in INCLUDES.items()},
    "project: several mistakes": _example("Eerst {{< var a.b >}}.\n\nDan @fig-onbekend.", check_project),
    **{f"project: {name}": _changed(*change) for name, change in PROJECTS.items()},
    "project: a variable of two paragraphs": _two_paragraphs,
    "project: a table that is not UTF-8": _latin1,
    "project: no report.qmd": _without("report.qmd"),
    "project: no _quarto.yml": _without("_quarto.yml"),
    "project: a picture for Word is missing": _without("figures/g02.png", ("html", "docx")),
    "project: a picture for the page is missing": _without("figures/g02.svg"),
    "rendering: a format nobody knows": _rendered("", ("pfd",)),
    "rendering: an engine nobody knows": _rendered("", engine="quatro"),
    "rendering: a title that no slide has room for": _long_title,
    "rendering: a sign that the font of the PDF lacks": _rendered("Een teken: 漢"),
    "rendering: a picture behind backticks that is not there": _rendered("```![Een](figures/x){#fig-x}"),
    "rendering: a skipped heading level": _rendered("# Een\n\n### Drie"),
    "rendering: a typeface that is not there": _unknown_font,
    **{f"rendering: {name}": _running(text) for name, text in RUNNING.items()},
    "rendering: a document that pandoc does not get through": _endless,
    "rendering: a filter in the front matter": _filter,
    "rendering: a link that runs code": _page('<a href=" java\nscript:alert(1)">x</a>'),
    "rendering: Quarto is not installed": _with_quarto(None),
    "rendering: a Quarto that is too old": _with_quarto("exit 0", "1.9.37"),
    "rendering: Quarto stops": _with_quarto("echo 'ERROR: unknown key' >&2; exit 1"),
    "rendering: two anchors of one name": lambda desk: pandoc.read_markdown("# Een {#a}\n\n# Twee {#a}\n"),
    "rendering: pandoc is gone": _no_pandoc,
    "rendering: a font is gone": _no_font,
    **{f"finished report: {name}": _page(page) for name, page in PAGES.items()},
    "finished report: a picture in Word without a description": _word,
    "finished report: a PDF without tags": _plain_pdf,
    "theme: a text colour that is too pale": _policy(shared_root() / "theme.yaml", '"#4a5866"', '"#8a98a6"', load_theme),
    **{f"theme: a logo that {name}": _logo(file, content) for name, (file, content) in LOGOS.items()},
    "theme: a colour that is none": _policy(shared_root() / "theme.yaml", '"#17212b"', '"zwart"', load_theme),
    "wording: amounts that do not rise": _words("below: 0.09,", "below: 0.05,"),
    "wording: an amount without a phrase": _words(
        'words: driekwart, singular: ["driekwart van de {respondents}"], plural: ["drie op de vier {respondents}"]',
        "words: driekwart",
    ),
    "wording: a slot without a value": lambda desk: filled("{geld}", {"wet": "x"}),
    "wording: a share above 1": lambda desk: WORDS.phrases.amount(1.2, Respondents("huurder", "huurders")),
    "wording: a number that is missing": lambda desk: number(float("nan")),
}  # fmt: skip
