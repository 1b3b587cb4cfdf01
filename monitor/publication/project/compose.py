"""Composes a report: its template read once, with every name in it looked up.

An unknown variable, figure, table, picture or include and a number typed by hand are errors with document and
line, all of them at once and before anything is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from monitor.errors import PublicationError, nearest
from monitor.publication.annex.policy import check_policy_named
from monitor.publication.claims.claim import claim_problems
from monitor.publication.drafts.chapters import Generated
from monitor.publication.drafts.composed_report import ComposedReport
from monitor.publication.drafts.editors_texts import EditorsTexts, read_editors_texts
from monitor.publication.drafts.glossary import read_glossary
from monitor.publication.drafts.letter import LetterDocuments, letter_variables
from monitor.publication.drafts.report_status import ReportStatus, report_status
from monitor.publication.drafts.summary_documents import SummaryDocuments
from monitor.publication.municipal.documents import MunicipalDocuments, municipality_variables
from monitor.publication.municipal.forbidden import forbidden_words
from monitor.publication.municipal.own_survey_documents import ReferenceDocuments
from monitor.publication.project.catalogue import CATALOGUE, FIGURE_CATALOGUE, Entry, entry_of
from monitor.publication.project.figure_data import made_tables
from monitor.publication.project.report_options import report_variables
from monitor.publication.quality.documents import QualityDocuments
from monitor.publication.quality.forbidden import words_of_files
from monitor.publication.quarto.template_documents import (
    TemplateDocument,
    TemplateFolders,
    raise_problems,
    read_documents,
    template_folders,
)
from monitor.publication.quarto.template_scan import Needs, Use, hand_typed_numbers, scan
from monitor.publication.register.documents import RegisterDocuments
from monitor.publication.register.forbidden import words_of_a_cause
from monitor.publication.register.place_documents import RegisterPlaceDocuments
from monitor.publication.sentences.variables import Variables
from monitor.publication.vignettes.documents import VignetteDocuments
from monitor.publication.vignettes.forbidden import words_of_vignettes
from monitor.study.study_file import ReportPlan

MOST_VARIABLES = 2_000


def compose(plan: ReportPlan, variables: Variables) -> ComposedReport:
    """Read the template of a report and look up everything that it asks for.

    `variables` are those that all reports of a study share.
    **Raises** PublicationError naming every place that needs a correction.
    """
    study = variables.study
    folders = template_folders(plan, study)
    own = report_variables(folders, plan.options, study.published) | letter_variables(study)
    own |= municipality_variables(variables)
    variables = variables.of_report(own)
    editors = read_editors_texts(folders, study)
    status = report_status(editors, folders, study)
    documents, problems = _documents(folders, variables, editors, status)
    problems += claim_problems(documents.values())
    needs = scan(documents.values())
    for document in documents.values():
        problems += [] if document.generated else hand_typed_numbers(document)
    problems += forbidden_words(documents.values(), variables.voice)
    problems += words_of_files(documents.values(), variables)
    problems += words_of_a_cause(documents.values(), variables)
    values, unknown = _values(needs, variables)
    problems += unknown
    problems += words_of_vignettes(documents.values(), needs, values, variables)
    problems += _refused(needs.figures, FIGURE_CATALOGUE, variables)
    problems += _refused(made_tables(needs), CATALOGUE, variables)
    problems += _missing_pictures(needs, folders)
    raise_problems(problems)
    check_policy_named(plan.id, needs.tables, variables.released)
    return ComposedReport(plan, folders, documents, needs, values, variables, status)


def _documents(
    folders: TemplateFolders, variables: Variables, editors: EditorsTexts, status: ReportStatus
) -> tuple[dict[str, TemplateDocument], list[PublicationError]]:
    """The documents that report.qmd reaches: of the template, of the editor, else generated."""
    generated = Generated(variables)
    summaries = SummaryDocuments(variables, editors, status)
    letter = LetterDocuments(variables, summaries.summaries)
    of_a_place = MunicipalDocuments if variables.study.register is None else RegisterPlaceDocuments
    beside = (of_a_place(variables), ReferenceDocuments(variables), QualityDocuments(variables))
    makers = (
        summaries,
        letter,
        *beside,
        VignetteDocuments(variables),
        RegisterDocuments(variables),
        generated,
    )
    documents, problems = read_documents(
        folders,
        lambda name: next((text for maker in makers if (text := maker.text(name))), None),
        [name for maker in makers for name in maker.names()],
    )
    return summaries.completed(documents, read_glossary(folders)), problems


def _values(needs: Needs, variables: Variables) -> tuple[dict[str, str], list[PublicationError]]:
    values: dict[str, str] = {}
    problems: list[PublicationError] = []
    for path, use in needs.variables.items():
        try:
            values[path] = variables.resolve(path)
        except PublicationError as problem:
            problems += use.errors(problem)
    if len(values) > MOST_VARIABLES:
        problems.append(
            PublicationError(
                "publication.report_uses_variables", most_variables=MOST_VARIABLES, count=len(values)
            )
        )
    return values, problems


def _refused(
    uses: Mapping[str, Use], catalogue: Sequence[Entry[Any]], variables: Variables
) -> Iterator[PublicationError]:
    """What a catalogue says of the names that it refuses, each at its place."""
    for name, use in uses.items():
        try:
            entry_of(name, catalogue).check(name, variables.released, variables.voice)
        except PublicationError as problem:
            yield use.error(problem)


def _missing_pictures(needs: Needs, folders: TemplateFolders) -> Iterator[PublicationError]:
    for name, use in needs.pictures.items():
        if not folders.pictures(name):
            yield use.error(
                PublicationError(
                    "publication.picture_does_not_exist", hint=nearest(name, folders.names()), name=name
                )
            )
