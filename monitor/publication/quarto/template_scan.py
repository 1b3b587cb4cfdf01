"""What a template asks for: variables, figures, tables and pictures, each with file and line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from monitor.errors import PublicationError
from monitor.publication.quarto.reference_checks import IMAGE
from monitor.publication.quarto.source import CODE_SPAN, SHORTCODE
from monitor.publication.quarto.template_documents import FIGURES, TABLES, TemplateDocument, includes

TYPED_NUMBER = re.compile(r"\b\d+(?:[.,]\d+)?\s*(?:%|procent)|\bn\s*=\s*\d", re.IGNORECASE)
FIXED_NUMBER = "<!-- vast"
BRACES = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True)
class Use:
    """One thing that a document asks for, and where first; `further` are the places after that."""

    name: str
    document: TemplateDocument
    line: int
    further: dict[tuple[TemplateDocument, int], None] = field(default_factory=dict, compare=False)

    def error(self, problem: PublicationError) -> PublicationError:
        return self.document.error(self.line, problem)

    def errors(self, problem: PublicationError) -> Iterator[PublicationError]:
        """The problem at every place."""
        for document, line in {(self.document, self.line): None} | self.further:
            yield document.error(line, problem)


@dataclass
class Needs:
    """Everything that the documents of a report ask for, each name once; a variable with all its places."""

    variables: dict[str, Use] = field(default_factory=dict)
    figures: dict[str, Use] = field(default_factory=dict)
    tables: dict[str, Use] = field(default_factory=dict)
    pictures: dict[str, Use] = field(default_factory=dict)


def scan(documents: Iterable[TemplateDocument]) -> Needs:
    """Collect what documents ask for, in reading order of the documents."""
    needs = Needs()
    for document in documents:
        for line, name in includes(document):
            for prefix, uses in ((TABLES, needs.tables), (FIGURES, needs.figures)):
                if name.startswith(prefix):
                    uses.setdefault(made_name(name, prefix), Use(name, document, line))
        for line, text in document.lines():
            for name in variables_in(text):
                use = needs.variables.setdefault(name, Use(name, document, line))
                use.further[document, line] = None
            for name in pictures_in(text):
                kind = needs.figures if name.startswith(FIGURES) else needs.pictures
                kind.setdefault(made_name(name, FIGURES), Use(name, document, line))
    return needs


def made_name(path: str, prefix: str) -> str:
    """`figures/barriers.md` as `barriers`; a path elsewhere stays as it is."""
    if not path.startswith(prefix):
        return path
    return re.sub(r"\.(?:md|svg|png)$", "", path.removeprefix(prefix))


def variables_in(text: str) -> Iterator[str]:
    """Paths of the variables a text names."""
    for match in SHORTCODE.finditer(text):
        if match["name"] == "var":
            yield match["arguments"].strip().strip("\"'")


def pictures_in(text: str) -> Iterator[str]:
    """Targets of the pictures of a text, those on the web apart."""
    for match in IMAGE.finditer(text):
        target = match["target"].strip()
        if not re.match(r"[A-Za-z][\w+.-]*:|//", target):
            yield target


def hand_typed_numbers(document: TemplateDocument) -> Iterator[PublicationError]:
    """Percentages and bases typed by hand: they would stay as they are when the figures change.

    A line with the comment `<!-- vast: reason -->` holds a number that no figure changes.
    """
    raw = document.text.splitlines()
    for number, text in document.lines():
        if FIXED_NUMBER in raw[number - 1]:
            continue
        plain = BRACES.sub(" ", SHORTCODE.sub(" ", CODE_SPAN.sub(" ", text)))
        for match in TYPED_NUMBER.finditer(plain):
            problem = PublicationError("templates_checks.number_is_typed_by_hand", number=match[0].strip())
            yield document.error(number, problem)
