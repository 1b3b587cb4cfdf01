"""The parts of a report on one kind of study as documents that its template includes, and what stands in them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import ClassVar, Protocol

from monitor.errors import PublicationError
from monitor.publication.language.markdown import escape_markdown
from monitor.publication.sentences.variables import Variables


class PartDocuments(ABC):
    """Makes each part when a template includes it. `part` is its file name, with {} for what `parts` calls it."""

    part: ClassVar[str]

    def __init__(self, variables: Variables) -> None:
        self.variables, self.voice, self.study = variables, variables.voice, variables.study

    @property
    @abstractmethod
    def parts(self) -> Mapping[str, Callable[[], Iterator[str]]]:
        """What makes the paragraphs of each part, by its short name."""

    def names(self) -> list[str]:
        """Every part that can be included."""
        return list(self._by_file)

    def text(self, name: str) -> str | None:
        """A part by its file name, None where there is none of that name.

        **Raises** PublicationError for a part in a report on another kind of study.
        """
        make = self._by_file.get(name)
        return None if make is None else "\n\n".join(make()) + "\n"

    @property
    def _by_file(self) -> dict[str, Callable[[], Iterator[str]]]:
        return {self.part.format(name): make for name, make in self.parts.items()}


class SaysOfAPlace(Protocol):
    """Sentences about one municipality, in plain text."""

    def know(self) -> Iterator[str]: ...

    def council(self) -> Iterator[str]: ...

    def limits(self) -> Iterator[str]: ...


class PartsOfAPlace(PartDocuments):
    """The parts of the report of a municipality, whatever its study is."""

    part = "texts/municipality-{}.qmd"

    @property
    def parts(self) -> Mapping[str, Callable[[], Iterator[str]]]:
        return {
            "know": self._know, "council": self._council, "own": self._own, "change": self._change,
            "limits": self._limits, "how": self._how,
        }  # fmt: skip

    @property
    @abstractmethod
    def say(self) -> SaysOfAPlace:
        """What is said of the municipality that the report is for."""

    @abstractmethod
    def _own(self) -> Iterator[str]: ...

    @abstractmethod
    def _change(self) -> Iterator[str]: ...

    @abstractmethod
    def _how(self) -> Iterator[str]: ...

    def _know(self) -> Iterator[str]:
        yield joined(self.say.know())

    def _council(self) -> Iterator[str]:
        yield listed(self.say.council())

    def _limits(self) -> Iterator[str]:
        yield listed(self.say.limits())

    def text(self, name: str) -> str | None:
        """As of any part. **Raises** PublicationError for a part in a report that is for no municipality."""
        if name in self.names() and not self.voice.place:
            raise PublicationError("publication.report_is_for_no_municipality", name=name)
        return super().text(name)


def joined(sentences: Iterable[str]) -> str:
    """Sentences as a paragraph."""
    return " ".join(escape_markdown(told) for told in sentences)


def listed(sentences: Iterable[str]) -> str:
    """Sentences as a list."""
    return "\n".join(f"- {escape_markdown(told)}" for told in sentences)


def figure(name: str) -> Iterator[str]:
    """A figure with what stands below it."""
    yield f"![](figures/{name}){{#fig-{name.replace('--', '-')}}}"
    yield f"{{{{< include figures/{name}.md >}}}}"


def table(name: str) -> str:
    """A table."""
    return f"{{{{< include tables/{name}.md >}}}}"
