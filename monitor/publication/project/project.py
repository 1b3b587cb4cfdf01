"""Writes the Quarto project of a report: documents, variables, figures, tables and what they share.

Everything is checked before anything is drawn: an unknown variable, figure, table or include and a
number typed by hand are errors with file and line. Only what the documents use is written.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.errors import PublicationError, nearest
from monitor.publication.drafts.chapters import Generated
from monitor.publication.drafts.editors_texts import read_editors_texts
from monitor.publication.drafts.glossary import read_glossary
from monitor.publication.drafts.summary_documents import SummaryDocuments
from monitor.publication.language.markdown import escape_markdown
from monitor.publication.project.report_options import report_variables
from monitor.publication.project.report_tables import TableMaker
from monitor.publication.project.shared_files import add_shared_files
from monitor.publication.quarto.attributes import read_attributes
from monitor.publication.quarto.reference_checks import IMAGE
from monitor.publication.quarto.source import SHORTCODE
from monitor.publication.quarto.template_documents import (
    FIGURES,
    Document,
    TemplateFolders,
    raise_problems,
    read_documents,
    template_folders,
)
from monitor.publication.quarto.template_scan import Needs, made_name, scan, typed_numbers
from monitor.publication.sentences.variables import Variables
from monitor.publication.tables.table_markdown import table_markdown
from monitor.study.study import ReportPlan, Study

if TYPE_CHECKING:
    from monitor.publication.charts.build import BuiltFigure
    from monitor.release.results.released_set import ReleasedSet

MOST_VARIABLES = 2_000
KEY = re.compile(r"^[a-z][a-z0-9_]*$")


@dataclass(frozen=True)
class Checked:
    """A template of which every name is known: its documents and the text of each variable."""

    folders: TemplateFolders
    documents: dict[str, Document]
    needs: Needs
    values: dict[str, str]


def write_project(
    report: ReportPlan, released: ReleasedSet, study: Study, target: Path, formats: Sequence[str] = ()
) -> Path:
    """Write the complete Quarto project of a report into an empty or new folder; returns that folder.

    `formats` decides whether pictures for Word are drawn: none named draws them too.

    **Raises** PublicationError naming document and line, before anything is written, for whatever the
    template asks for that does not exist; for a folder that is not empty; for too many variables.
    """
    if target.is_dir() and any(target.iterdir()):
        raise PublicationError(
            "this folder is not empty", where=target, hint="Give a new folder", code="project"
        )
    variables = Variables(released, study)
    tables = TableMaker(released, study)
    checked = check_template(report, variables, tables)
    figures = _figures(checked.needs, released, study)
    target.mkdir(parents=True, exist_ok=True)
    _write_variables(target, checked.values)
    _write_figures(target, figures, png=not formats or "docx" in formats)
    _write_tables(target, checked.needs, tables)
    _write_documents(target, checked, figures)
    add_shared_files(target, study.theme)
    _add_facts(target, study)
    return target


def check_template(report: ReportPlan, variables: Variables, tables: TableMaker) -> Checked:
    """Read a template and check every name in it.

    **Raises** PublicationError naming every place that needs a correction.
    """
    folders = template_folders(report, variables.study)
    chosen = report.options
    variables.add(report_variables(folders, chosen, variables.study.published))
    generated = Generated(variables, tables)
    summaries = SummaryDocuments(variables, read_editors_texts(folders, variables.study))
    names = [*generated.names(), *summaries.names()]
    documents, problems = read_documents(
        folders, lambda name: summaries.text(name) or generated.text(name), names
    )
    documents = summaries.completed(documents, read_glossary(folders))
    needs = scan(documents.values())
    for document in documents.values():
        problems += [] if document.generated else typed_numbers(document)
    values, unknown = _values(needs, variables)
    problems += [*unknown, *_unknown_figures(needs, tables), *_unknown_tables(needs, tables)]
    problems += _missing_pictures(needs, folders)
    raise_problems(problems)
    return Checked(folders, documents, needs, values)


def _values(needs: Needs, variables: Variables) -> tuple[dict[str, str], list[PublicationError]]:
    values, problems = {}, []
    for path, use in needs.variables.items():
        try:
            values[path] = variables.resolve(path)
        except PublicationError as problem:
            problems.append(use.error(problem))
    if len(values) > MOST_VARIABLES:
        problems.append(
            PublicationError(
                f"this report uses {len(values)} variables",
                expected=f"at most {MOST_VARIABLES}",
                hint="Quarto becomes slow beyond that: move figures from sentences into tables",
                code="variable",
            )
        )
    return values, problems


def _unknown_figures(needs: Needs, tables: TableMaker) -> Iterable[PublicationError]:
    for name, use in needs.figures.items():
        try:
            tables.check_figure(name)
        except PublicationError as problem:
            yield use.error(problem)


def _unknown_tables(needs: Needs, tables: TableMaker) -> Iterable[PublicationError]:
    for name, use in needs.tables.items():
        try:
            tables.check_table(name)
        except PublicationError as problem:
            yield use.error(problem)


def _missing_pictures(needs: Needs, folders: TemplateFolders) -> Iterable[PublicationError]:
    for name, use in needs.pictures.items():
        if folders.find(name) is None:
            yield use.error(
                PublicationError(
                    f'the picture "{name}" does not exist', hint=nearest(name, folders.names()), code="figure"
                )
            )


def _figures(needs: Needs, released: ReleasedSet, study: Study) -> dict[str, BuiltFigure]:
    from monitor.publication.charts.build import build_figure

    found = {}
    for name, use in needs.figures.items():
        try:
            found[name] = build_figure(name, released, study)
        except PublicationError as problem:
            raise use.error(problem) from None
    return found


# writing


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")


def _write_variables(target: Path, values: dict[str, str]) -> None:
    tree: dict[str, Any] = {}
    for path, value in sorted(values.items()):
        *parents, last = path.split(".")
        node = tree
        for key in parents:
            node = node.setdefault(key, {})
        node[last] = escape_markdown(value)
    _write(target / "_variables.yml", "\n".join(_yaml(tree, "")) if tree else "{}")


def _yaml(tree: dict[str, Any], indent: str) -> Iterable[str]:
    for key, value in tree.items():
        if not KEY.match(key):
            raise PublicationError(
                f'"{key}" cannot be part of a variable',
                expected="small letters, digits and _",
                code="variable",
            )
        if isinstance(value, dict):
            yield f'{indent}"{key}":'
            yield from _yaml(value, indent + "  ")
        else:
            yield f'{indent}"{key}": {json.dumps(value, ensure_ascii=False)}'


def _write_figures(target: Path, figures: dict[str, BuiltFigure], png: bool) -> None:
    for name, figure in figures.items():
        folder = target / FIGURES
        _write(folder / f"{name}.svg", figure.svg)
        if png:
            (folder / f"{name}.png").write_bytes(figure.png)
        _write(folder / f"{name}.md", _figure_notes(figure, table_markdown(figure.table)))


def _figure_notes(figure: BuiltFigure, table: str) -> str:
    """What stands under a figure: its notes, and its figures as a table folded away on the page."""
    notes = f"::: {{.figure-note}}\n{figure.notes.strip()}\n:::\n"
    data = f'\n::::: {{.content-visible when-format="html"}}\n:::: {{.figure-data}}\n\n{table.strip()}\n\n::::\n:::::\n'
    return notes + data


def _write_tables(target: Path, needs: Needs, tables: TableMaker) -> None:
    for name, use in needs.tables.items():
        try:
            _write(target / "tables" / f"{name}.md", tables.markdown(name))
        except PublicationError as problem:
            raise use.error(problem) from None


def _write_documents(target: Path, checked: Checked, figures: dict[str, BuiltFigure]) -> None:
    for document in checked.documents.values():
        text = _with_alt_texts(document.text, figures, checked.values)
        _write(target / document.name, text)
    for name in checked.needs.pictures:
        path = checked.folders.find(name)
        if path is not None:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target / name)


def _with_alt_texts(text: str, figures: dict[str, BuiltFigure], values: dict[str, str]) -> str:
    """Every picture with its description written out: Word drops shortcodes in it."""

    def described(found: re.Match[str]) -> str:
        target, braces = found["target"].strip(), found["attributes"] or "{}"
        keys = read_attributes(braces).keys
        figure = figures.get(made_name(target, FIGURES)) if target.startswith(FIGURES) else None
        if "fig-alt" in keys:
            return found[0].replace(keys["fig-alt"], _resolved(keys["fig-alt"], values))
        if figure is None:
            return found[0]
        caption = found["caption"] or escape_markdown(figure.title)
        inner = f'{braces[1:-1].strip()} fig-alt="{_attribute(figure.alt)}"'.strip()
        return f"![{caption}]({target}){{{inner}}}"

    return IMAGE.sub(described, text)


def _resolved(text: str, values: dict[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        return _attribute(values.get(found["arguments"].strip(), found[0]))

    return SHORTCODE.sub(value, text)


def _attribute(text: str) -> str:
    """Text inside the quotes of an attribute, with what would mean something there escaped."""
    return re.sub(r"""([\\"$@<>`{}])""", r"\\\1", " ".join(text.split()))


def _add_facts(target: Path, study: Study) -> None:
    """Title, date, publisher and marks as project settings: a document may say its own, and keeps its lines."""
    facts: dict[str, Any] = {
        "title": study.title,
        "subtitle": study.subtitle,
        "author": study.publisher,
        "date": study.published.isoformat(),
        "demonstration": study.demonstration,
        "concept": study.concept,
    }
    settings = target / "_quarto.yml"
    lines = [f"{name}: {_scalar(value)}" for name, value in facts.items() if value]
    _write(settings, settings.read_text(encoding="utf-8") + "\n" + "\n".join(lines))


def _scalar(value: Any) -> str:
    return "true" if value is True else json.dumps(escape_markdown(str(value)), ensure_ascii=False)
