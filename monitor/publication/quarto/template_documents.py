"""A report template as the documents that its report.qmd reaches, each line with its place.

A report looks for a document in its own folder (`report_templates/<report>/<survey>/`), then in
`report_templates/<report>/any/`, then among the generated chapters. So an editor who copies one
generated chapter into the folder of the survey changes that chapter and keeps all others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from monitor.errors import PublicationError, nearest
from monitor.input_files import is_file, is_folder, lies_in, read_text
from monitor.publication.quarto.claim_marks import without_claim_marks
from monitor.publication.quarto.features import PICTURE_KINDS, SLIDES_CLOSING, SLIDES_OPENING
from monitor.publication.quarto.source import DEEPEST_INCLUDE, DOCUMENT, INCLUDE, comments_blanked
from monitor.publication.theme.templates import templates_root
from monitor.study.study import Study
from monitor.study.study_file import ReportPlan

ANY, SHARED = "any", "shared"
OF_A_PLACE = ("municipality", "council")  # made by `monitor benchmark`, never a report of a study
TABLES, FIGURES = "tables/", "figures/"
MOST_BYTES = 5_000_000
MADE = (TABLES, FIGURES)


@dataclass(frozen=True)
class TemplateDocument:
    """One document of a template; `place` is how a person finds it, `generated` that nobody typed it."""

    name: str
    place: str
    text: str
    generated: bool = False

    def lines(self) -> Iterator[tuple[int, str]]:
        """Lines with their numbers, comments blanked, without the marks of claims."""
        return enumerate(without_claim_marks(comments_blanked(self.text)).splitlines(), start=1)

    def error(self, line: int, problem: PublicationError) -> PublicationError:
        """A problem at a line of this document."""
        return PublicationError(problem.finding, where=self.place, line=line, **problem.values)


@dataclass(frozen=True)
class TemplateFolders:
    """Where the documents of one report are looked for, in this order."""

    folders: tuple[Path, ...]

    def find(self, name: str) -> Path | None:
        """The file of this name, None where no folder holds it; never outside the folders."""
        for folder in self.folders:
            path = folder / name
            if lies_in(path, folder) and is_file(path):
                return path.resolve()
        return None

    def pictures(self, target: str) -> dict[str, Path]:
        """The files of a picture by name: the one that is named, or those of each kind where no kind is named."""
        kinds = sorted(set(PICTURE_KINDS.values()))
        names = [target] if Path(target).suffix else [f"{target}.{kind}" for kind in kinds]
        found = {name: self.find(name) for name in names}
        return {name: path for name, path in found.items() if path is not None}

    def names(self) -> list[str]:
        """Every file, as a template names it."""
        names = {
            path.relative_to(folder).as_posix()
            for folder in self.folders
            for path in folder.rglob("*")
            if path.is_file()
        }
        return sorted(names)


def template_folders(report: ReportPlan, study: Study) -> TemplateFolders:
    """The folders of a report: its own template or that of the survey, then the one for any survey beside it.

    **Raises** PublicationError for a report without a template and a named folder without report.qmd.
    """
    root = templates_root()
    audience, own = _shipped(report, study, root) or (report.id, report.template)
    if own is not None:
        own = own if is_folder(own) else own.parent
        if not is_file(own / DOCUMENT):
            raise PublicationError(
                "templates_checks.template_of_report_has_no",
                where=report.template,
                report=report.id,
                document=DOCUMENT,
            )
    beside = [own.parent / ANY] if own is not None else []
    candidates = [own or root / audience / study.questionnaire.survey, *beside, root / audience / ANY]
    folders = tuple(folder for folder in candidates if is_folder(folder))
    if not any((folder / DOCUMENT).is_file() for folder in folders):
        known = sorted(
            path.name for path in root.iterdir() if path.is_dir() and path.name not in (SHARED, *OF_A_PLACE)
        )
        raise PublicationError(
            "templates_checks.there_is_no_template_for_report",
            where=study.path.name,
            expected=", ".join(known),
            hint=nearest(report.id, known),
            report=report.id,
        )
    return TemplateFolders(folders)


def _shipped(report: ReportPlan, study: Study, root: Path) -> tuple[str, Path | None] | None:
    """The template that comes with the program, where a study names one of these and has no such folder itself.

    `inspectorate` is that of its survey, else the one for any; `inspectorate/any` the latter.
    """
    folder = report.template
    if folder is None or folder.exists() or not folder.is_relative_to(study.path.parent):
        return None
    parts = folder.relative_to(study.path.parent).parts
    if not 1 <= len(parts) <= 2 or {"..", SHARED} & set(parts) or not root.joinpath(*parts).is_dir():
        return None
    return parts[0], root.joinpath(*parts) if len(parts) == 2 else None


def read_documents(
    folders: TemplateFolders, generated: Callable[[str], str | None], generated_names: list[str]
) -> tuple[dict[str, TemplateDocument], list[PublicationError]]:
    """Documents by name, report.qmd first, those of the slides last, with every include that leads nowhere as a problem."""
    documents: dict[str, TemplateDocument] = {}
    problems: list[PublicationError] = []
    known = [*(name for name in folders.names() if name.endswith((".qmd", ".md"))), *generated_names]

    def visit(name: str, chain: tuple[str, ...]) -> None:
        document = _document(name, folders, generated)
        documents[name] = document
        for line, included in includes(document):
            if included.startswith(MADE):
                continue
            if included in chain or len(chain) > DEEPEST_INCLUDE:
                problems.append(document.error(line, _circular(included)))
            elif folders.find(included) is None and generated(included) is None:
                problems.append(document.error(line, _missing(included, known)))
            elif included not in documents:
                visit(included, (*chain, included))

    visit(DOCUMENT, (DOCUMENT,))
    for name in (SLIDES_OPENING, SLIDES_CLOSING):
        if folders.find(name) is not None:
            visit(name, (name,))
    return documents, problems


def includes(document: TemplateDocument) -> Iterator[tuple[int, str]]:
    """Lines and names of the included files."""
    for number, line in document.lines():
        match = INCLUDE.match(line)
        if match:
            yield number, match["path"].strip("\"'").lstrip("/")


def _document(
    name: str, folders: TemplateFolders, generated: Callable[[str], str | None]
) -> TemplateDocument:
    path = folders.find(name)
    if path is None:
        return TemplateDocument(name, f"{name} (generated)", generated(name) or "", generated=True)
    return read_template(name, path)


def read_template(name: str, path: Path) -> TemplateDocument:
    """A document that stands in a file. **Raises** PublicationError for a file that is not UTF-8, and as `size_of` does."""
    try:
        return TemplateDocument(name, place_of(path), read_text(path, PublicationError, MOST_BYTES))
    except UnicodeDecodeError:
        raise PublicationError("templates_checks.file_is_not_utf_text", where=place_of(path)) from None


def place_of(path: Path) -> str:
    """How a person finds the file of a document."""
    root = templates_root().resolve()
    return path.relative_to(root.parent).as_posix() if path.is_relative_to(root) else path.name


def _missing(name: str, known: list[str]) -> PublicationError:
    return PublicationError(
        "templates_checks.included_file_does_not_exist", hint=nearest(name, known), name=name
    )


def _circular(name: str) -> PublicationError:
    return PublicationError("templates_checks.include_comes_back_to_itself", name=name)


def raise_problems(problems: list[PublicationError]) -> None:
    """Raise one problem as it is, several as a list; nothing where there are none."""
    if len(problems) == 1:
        raise problems[0]
    if problems:
        raise PublicationError(
            "templates_checks.places_need_correction", count=len(problems), problems=problems
        )
