"""The parts of a letter to parliament that a study declares, as documents that its template includes.

texts/letter-sender.qmd        the sender and its address
texts/letter-about.qmd         Datum, Betreft, Onze referentie, Bijlagen
texts/letter-reason.qmd        why now, and what was asked or promised
texts/letter-figure.qmd        one figure: the one that leads
texts/letter-consequences.qmd  what the minister does with the outcomes
texts/letter-closing.qmd       closing and signature
texts/letter-annexes.qmd       what comes with it, as a list
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from monitor.errors import PublicationError
from monitor.publication.drafts.summaries import Summaries
from monitor.publication.language.filling import capital, filled
from monitor.publication.language.markdown import escape_markdown
from monitor.publication.sentences.variables import Variables
from monitor.study.letter import Letter
from monitor.study.study import Study

PART = "texts/letter-{}.qmd"
BREAK = "\\\n"  # a line of its own within a paragraph


def letter_variables(study: Study) -> dict[str, tuple[str, str]]:
    """Variables of a letter, path to (text, origin); none where the study declares none."""
    return {"letter.sender": (study.letter.sender, study.path.name)} if study.letter else {}


class LetterDocuments:
    """Makes each part when a template includes it."""

    def __init__(self, variables: Variables, summaries: Summaries) -> None:
        self.variables = variables
        self.summaries = summaries
        self.words = variables.voice.words.letter

    def names(self) -> list[str]:
        """Every part that can be included."""
        return list(self._parts)

    def text(self, name: str) -> str | None:
        """A part by its file name, None where there is none of that name.

        **Raises** PublicationError for a part of a letter that the study does not declare.
        """
        make = self._parts.get(name)
        return None if make is None else make() + "\n"

    @property
    def _parts(self) -> dict[str, Callable[[], str]]:
        parts = {
            "sender": self._sender, "about": self._about, "reason": self._reason, "figure": self._figure,
            "consequences": self._consequences, "closing": self._closing, "annexes": self._annexes,
        }  # fmt: skip
        return {PART.format(name): make for name, make in parts.items()}

    @property
    def _letter(self) -> Letter:
        letter = self.variables.study.letter
        if letter is None:
            raise PublicationError(
                "publication.study_declares_no_letter", where=self.variables.study.path.name
            )
        return letter

    def _sender(self) -> str:
        lines = [f"**{escape_markdown(self._letter.sender)}**", *map(escape_markdown, self._letter.address)]
        return BREAK.join(lines)

    def _about(self) -> str:
        words, letter = self.words, self._letter
        annexes = self._counted(words.annexes, len(letter.annexes))
        lines = {
            words.date: "{{< var study.published >}}",
            words.subject: escape_markdown(capital(letter.subject)),
            words.reference: escape_markdown(letter.reference),
            annexes: str(len(letter.annexes)),
        }
        return BREAK.join(filled(words.line, {"word": word, "text": text}) for word, text in lines.items())

    def _reason(self) -> str:
        return "\n".join([escape_markdown(self._letter.reason), *self._asked()])

    def _asked(self) -> Iterator[str]:
        """What parliament asked, and what was promised to it."""
        words, letter = self.words, self._letter
        for motion in letter.motions:
            yield filled(words.motion, {name: escape_markdown(told) for name, told in vars(motion).items()})
        for promise in letter.promises:
            form = words.promise_numbered if promise.number else words.promise
            yield filled(form, {name: escape_markdown(told) for name, told in vars(promise).items()})
        count = len(letter.motions) + len(letter.promises)
        if count:
            yield self._counted(words.answered if letter.motions else words.kept, count)

    def _figure(self) -> str:
        name = self.summaries.leading_figure()
        if name is None:
            return ""
        return f"![](figures/{name}){{#fig-letter}}\n\n{{{{< include figures/{name}.md >}}}}"

    def _consequences(self) -> str:
        return escape_markdown(self._letter.consequences or self.words.consequences)

    def _closing(self) -> str:
        signed = filled(self.words.signed, {"minister": escape_markdown(self._letter.minister)})
        return f"{self.words.closing}\n\n{capital(signed)}\n\n{escape_markdown(self._letter.name)}"

    def _annexes(self) -> str:
        numbered = enumerate(self._letter.annexes, start=1)
        return "\n".join(f"{number}. {capital(escape_markdown(annex))}" for number, annex in numbered)

    @staticmethod
    def _counted(form: str, count: int) -> str:
        return filled(form, {}, numbers={"count": str(count)})
