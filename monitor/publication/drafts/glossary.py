"""The glossary of a report: the terms that it uses, with their meaning.

A template keeps `glossary.yaml`; terms of the template for any survey are added to those of its own. A report
that includes `texts/glossary.qmd` gets the terms that stand in it or in the questions it shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from monitor.publication.exhibits.names import items_of_made
from monitor.publication.language.markdown import escape_markdown
from monitor.publication.quarto.source import SHORTCODE
from monitor.publication.quarto.template_documents import MADE, TemplateDocument, TemplateFolders, includes
from monitor.study.declarations import Declared, load
from monitor.study.study import Study

GLOSSARY = "glossary.yaml"
QUESTIONNAIRE = "tables/questionnaire-annex.md"


class Term(Declared):
    """What a term means, and the other forms in which it is used."""

    meaning: str
    forms: tuple[str, ...] = ()


class _Glossary(Declared):
    terms: dict[str, Term]


def read_glossary(folders: TemplateFolders) -> dict[str, Term]:
    """Terms of a template, those of its own before those for any survey.

    **Raises** DeclarationError for a wrong file.
    """
    terms: dict[str, Term] = {}
    for folder in reversed(folders.folders):
        path = folder / GLOSSARY
        if path.is_file():
            terms |= load(path, _Glossary)[0].terms
    return terms


def glossary(terms: Mapping[str, Term], documents: Iterable[TemplateDocument], study: Study) -> str:
    """Markdown: the terms that are used, in alphabetical order."""
    text = "\n".join(_words(document, study) for document in documents)
    used = [name for name, term in terms.items() if _is_used(name, term, text)]
    ordered = sorted(used, key=str.casefold)
    return (
        "\n\n".join(
            f"{escape_markdown(name)}\n:   {escape_markdown(terms[name].meaning)}" for name in ordered
        )
        + "\n"
    )


def _is_used(name: str, term: Term, text: str) -> bool:
    forms = [part.strip() for part in name.split(",")] + list(term.forms)
    return any(re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text, re.IGNORECASE) for form in forms)


def _words(document: TemplateDocument, study: Study) -> str:
    """What a document says: its own words, and those of the questions whose figures and tables it holds."""
    items: set[str] = set()
    for _, name in includes(document):
        if name == QUESTIONNAIRE:
            items |= set(study.questionnaire.items)
        elif name.startswith(MADE):
            items |= set(items_of_made(name, study))
    questions = (
        f"{item.text} {item.short}" for item in study.questionnaire.items.values() if item.id in items
    )
    lines = (SHORTCODE.sub(" ", line) for _, line in document.lines())
    return "\n".join([*lines, *questions])
