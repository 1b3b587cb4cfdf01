"""The proposed texts as documents that a template includes: `{{< include texts/main-message.qmd >}}`.

    texts/main-message.qmd      Hoofdboodschap, three paragraphs
    texts/summary.qmd           samenvatting: a section for each theme, each in texts/summary-<theme>.qmd
    texts/in-brief-<theme>.qmd  the lines of the box ‘In het kort’; texts/box-<theme>.qmd is the box itself
    texts/quote.qmd             the sentence to quote; texts/quote-box.qmd is its box
    texts/method.qmd, texts/results.qmd, texts/tested.qmd, texts/changes.qmd, texts/limits.qmd
    texts/glossary.qmd          the terms that the report uses
    texts/at-a-glance.qmd       a figure of each condition or theme, in a table
    texts/actions.qmd           what each actor can do; nothing where no editor wrote it
    texts/reactions.qmd         the reaction of those whom the report is about, and the afterword; nothing without
    texts/status.qmd            how far the report is and who approved it; nothing where nobody declared that

A file of the same name in the folder of the template, or a text in teksten.yaml, takes its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from monitor.publication.drafts.at_a_glance import at_a_glance
from monitor.publication.drafts.editors_texts import ACTIONS, AFTERWORD, RESPONSE, TEXTS, EditorsTexts
from monitor.publication.drafts.glossary import Term, glossary
from monitor.publication.drafts.report_status import UNDECLARED, ReportStatus, told_status
from monitor.publication.drafts.summaries import ProposedSentence, Summaries
from monitor.publication.language.filling import filled
from monitor.publication.language.markdown import escape_markdown
from monitor.publication.quarto.template_documents import TemplateDocument
from monitor.publication.sentences.variables import Variables
from monitor.study.labels import theme_label

FOLDER = "texts/"
GLOSSARY_DOCUMENT = f"{FOLDER}glossary.qmd"


class SummaryDocuments:
    """Makes each of these documents when a template includes it."""

    def __init__(
        self, variables: Variables, editors: EditorsTexts, status: ReportStatus = UNDECLARED
    ) -> None:
        self.summaries = Summaries(variables, editors.lead)
        self.editors, self.status = editors, status
        self.study = variables.study

    def names(self) -> list[str]:
        """Every document that can be included."""
        names = [
            *self._whole,
            *(f"{part}-{theme}" for part in self._by_theme for theme in self.summaries.themes),
        ]
        return [f"{FOLDER}{name}.qmd" for name in names]

    def text(self, name: str) -> str | None:
        """A document by its file name, None where nothing of that name can be made."""
        stem = _stem(name)
        if stem is None:
            return None
        if stem in self.editors.texts:
            return self.editors.texts[stem]
        if stem in self._whole:
            return self._whole[stem]()
        for part, make in self._by_theme.items():
            theme = stem.removeprefix(f"{part}-")
            if stem != theme and theme in self.summaries.themes:
                return make(theme)
        return None

    def completed(
        self, documents: dict[str, TemplateDocument], terms: Mapping[str, Term]
    ) -> dict[str, TemplateDocument]:
        """Documents with the glossary of what they use; those of the editor point at teksten.yaml."""
        completed = dict(documents)
        for name, document in documents.items():
            if document.generated and _stem(name) in self.editors.texts:
                completed[name] = TemplateDocument(name, TEXTS, document.text)
            elif document.generated and name == GLOSSARY_DOCUMENT:
                others = [each for each in documents.values() if each.name != name]
                completed[name] = replace(document, text=glossary(terms, others, self.study))
        return completed

    @property
    def _whole(self) -> dict[str, Callable[[], str]]:
        texts = self.summaries
        return {
            "main-message": lambda: "\n\n".join(map(_paragraph, texts.main_message())) + "\n",
            "summary": self._summary,
            "quote": lambda: _paragraph([quote] if (quote := texts.quote()) else [texts.nothing]) + "\n",
            "quote-box": self._quote_box,
            "method": lambda: _paragraph([texts.method()]) + "\n",
            "results": self._results,
            "tested": lambda: _paragraph(texts.tested()) + "\n",
            "changes": lambda: _paragraph([*texts.tested(), *texts.changes()]) + "\n",
            "limits": lambda: _bullets(texts.limits()),
            "glossary": lambda: "\n",
            "at-a-glance": lambda: at_a_glance(self.editors.at_a_glance, texts.variables),
            ACTIONS: self._actions,
            "reactions": self._reactions,
            "status": self._status,
        }

    @property
    def _by_theme(self) -> dict[str, Callable[[str], str]]:
        texts = self.summaries
        return {
            "summary": lambda theme: _paragraph(texts.summary(theme)) + "\n",
            "in-brief": lambda theme: _bullets(texts.in_brief(theme)),
            "box": self._box,
        }

    def _summary(self) -> str:
        parts = []
        for theme in self.summaries.themes:
            parts += [
                f"## {self._label(theme)} {{.unnumbered .unlisted}}",
                f"{{{{< include {FOLDER}summary-{theme}.qmd >}}}}",
            ]
        return "\n\n".join(parts or [self.summaries.words.nothing_by_theme]) + "\n"

    def _status(self) -> str:
        return f"{escape_markdown(told_status(self.status, self.summaries.voice))}\n"

    def _actions(self) -> str:
        """What each actor can do, under its name; nothing where no editor wrote it."""
        parts = [
            f"### {escape_markdown(actor)} {{.unnumbered .unlisted}}\n\n{{{{< include {FOLDER}{ACTIONS}-{place}.qmd >}}}}"
            for place, actor in enumerate(self.editors.actors, 1)
        ]
        title = self.summaries.words.slots[ACTIONS]
        return "\n\n".join([f"## {title} {{#sec-actions}}", *parts] if parts else []) + "\n"

    def _reactions(self) -> str:
        """A chapter for the reaction and one for the afterword, as far as an editor wrote them."""
        parts = [
            f"# {self.summaries.words.slots[name]} {{.unnumbered}}\n\n{{{{< include {FOLDER}{name}.qmd >}}}}"
            for name in (RESPONSE, AFTERWORD)
            if name in self.editors.texts
        ]
        return "\n\n".join(parts) + "\n"

    def _quote_box(self) -> str:
        """The box with a sentence to quote; nothing where there is no figure and no editor wrote one."""
        if self.summaries.quote() is None and "quote" not in self.editors.texts:
            return "\n"
        return _boxed(self.summaries.words.quote_title, f"{{{{< include {FOLDER}quote.qmd >}}}}")

    def _box(self, theme: str) -> str:
        base = filled(self.summaries.words.box_base, {"respondents": self.study.questionnaire.respondents})
        lines = f"{{{{< include {FOLDER}in-brief-{theme}.qmd >}}}}"
        return _boxed(self.summaries.words.box_title, f"{base}\n\n{lines}")

    def _results(self) -> str:
        form = self.summaries.words.theme
        parts = [
            filled(form, {"theme": self._label(theme), "sentences": _paragraph(sentences)})
            for theme, sentences in self.summaries.parliament().items()
        ]
        base = filled(
            self.summaries.words.results_base, {"respondents": self.study.questionnaire.respondents}
        )
        return "\n\n".join([base, *parts] if parts else [self.summaries.nothing.text]) + "\n"

    def _label(self, theme: str) -> str:
        return escape_markdown(theme_label(theme, self.study.questionnaire))


def _stem(name: str) -> str | None:
    if not (name.startswith(FOLDER) and name.endswith(".qmd")):
        return None
    return name.removeprefix(FOLDER).removesuffix(".qmd")


def _boxed(title: str, body: str) -> str:
    return f'::: {{.callout-note title="{title}" icon=false}}\n{body}\n:::\n'


def _paragraph(sentences: Iterable[ProposedSentence]) -> str:
    """One sentence a line, as an editor writes them."""
    return "\n".join(sentence.text for sentence in sentences)


def _bullets(sentences: Iterable[ProposedSentence]) -> str:
    return "".join(f"- {sentence.text}\n" for sentence in sentences)
