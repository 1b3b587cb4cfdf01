"""What authors wrote for a report, read without a figure: before anything is computed, every claim has a form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from monitor.errors import PublicationError
from monitor.publication.claims.claim import claim_problems, claims_of
from monitor.publication.claims.ordered import Figure, asked_pairs
from monitor.publication.drafts.editors_texts import TEXTS, read_editors_texts
from monitor.publication.quarto.template_documents import (
    TemplateDocument,
    TemplateFolders,
    raise_problems,
    read_template,
    template_folders,
)
from monitor.study.study import Study


def own_documents(folders: TemplateFolders, study: Study) -> list[TemplateDocument]:
    """Every document in the folders of a report, and the texts of teksten.yaml; by name."""
    paths = {name: folders.find(name) for name in folders.names() if name.endswith(".qmd")}
    own = [read_template(name, path) for name, path in paths.items() if path is not None]
    texts = read_editors_texts(folders, study).texts
    return [*own, *(TemplateDocument(name, TEXTS, text) for name, text in texts.items())]


def documents_of_reports(study: Study) -> list[TemplateDocument]:
    """What authors wrote for the reports of a study, those for inside use among them, each document once.

    What is wrong with a template as a whole, a run says: a report without one is left out.
    """
    documents: dict[tuple[str, str], TemplateDocument] = {}
    for folders, own in _templates(study):
        documents |= {(one.place, one.name): one for one in own_documents(folders, own)}
    return list(documents.values())


def _templates(study: Study) -> Iterator[tuple[TemplateFolders, Study]]:
    """The folders of every report that has a template, with the study that it is of."""
    for own in (study, study.inside()):
        for report in own.reports:
            try:
                yield template_folders(report, own), own
            except PublicationError:
                continue


def compared_figures(study: Study) -> tuple[tuple[Figure, Figure], ...]:
    """The pairs of figures whose order a claim asks for: what the reports need that is not tested by itself."""
    conditions = (
        condition
        for document in documents_of_reports(study)
        for claim in claims_of(document)
        for condition in claim.conditions
    )
    return tuple(dict.fromkeys(asked_pairs(conditions, study)))


def check_claims(documents: Iterable[TemplateDocument]) -> None:
    """**Raises** PublicationError for every claim without conditions that can be read."""
    raise_problems(list(claim_problems(documents)))
