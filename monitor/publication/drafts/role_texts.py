"""Texts that name waves by their key, rewritten to name them by role: `monitor texts STUDY --roles FOLDER`.

    {{< var letters.agree_net.all.y2025.pct >}}  becomes  {{< var letters.agree_net.all.now.pct >}}
    {{< var letters.agree_net.all.y2023.pct >}}  becomes  {{< var letters.agree_net.all.previous.pct >}}
                                                          ({{< var letters.agree_net.all.previous.year >}})

A year is added where the sentence does not say of which wave it tells. A sentence in which somebody typed the year stays
as it is: its figure belongs to that year.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from monitor.errors import PublicationError
from monitor.publication.claims.conditions import with_everybody
from monitor.publication.quarto.source import SHORTCODE
from monitor.publication.sentences.wave_names import RANK, STANDS_AT, YEAR, WaveNames
from monitor.study.study import Study
from monitor.study.wave_roles import NOW, ROLES

ENDINGS = (".qmd", ".md", ".yaml", ".yml")
COMPANION = "companion"
CURRENT = "current"  # what `now` of a study was called before
ALONE = re.compile(r"^\s*(?:#{1,6}\s|[-*+]\s|\d+[.)]\s|:::|!\[|:\s|\[\^|\{\{<\s*include|-{3,}\s*$|$)")
ROW = re.compile(r"^\s*\|")
END = re.compile(r"(?<=[.!?])[’'\")]*\s+(?=[A-ZÀ-Þ‘“(\[*{])")
COMMENT = re.compile(r"(?<!\S)#\s.*")
GUARD = re.compile(r"\bholds\s*(?:=\s*\"[^\"]*\"|:.*)")
PATH = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+){2,}")
OF_STUDY = {"previous_wave": "previous", "first_wave": "first", "wave": NOW}


@dataclass
class Rewritten:
    """One text: as it is now, how many variables changed, and lines whose wave has no role."""

    text: str
    changed: int = 0
    left: list[tuple[int, str]] = field(default_factory=list)


def as_written(texts: Iterable[str], study: Study, wave: str | None = None) -> Study:
    """The study, and those beside it, as they stood when texts were written: at the latest wave that these name.

    `wave` says it of the study itself. **Raises** DeclarationError for an unknown one.
    """
    paths = [match["arguments"].strip() for text in texts for match in SHORTCODE.finditer(text)]
    companions = {
        name: replace(plan, study=_until(plan.study, f"{COMPANION}.{name}.", paths))
        for name, plan in study.companions.items()
    }
    study = study.until(wave) if wave else _until(study, "", paths)
    return study.beside(companions, study.side_by_side)


def _until(study: Study, prefix: str, paths: Iterable[str]) -> Study:
    names = WaveNames(study)
    words = {names.word(path.removeprefix(prefix)) for path in paths if path.startswith(prefix)}
    keyed = [wave.id for wave in study.waves if names.key(wave.id) in words]
    return study.until(keyed[-1]) if keyed else study


def read_texts(folder: Path) -> dict[Path, str]:
    """Every text of a folder of a template, its line ends as they are.

    **Raises** PublicationError for something that is no folder, a folder without texts, and a file that is not UTF-8.
    """
    paths = sorted(path for path in folder.rglob("*") if path.suffix in ENDINGS and path.is_file())
    if not paths:
        raise PublicationError(
            "publication.there_are_no_texts_in_folder"
            if folder.is_dir()
            else "publication.there_is_no_such_folder",
            where=folder,
        )
    texts = {}
    for path in paths:
        try:
            texts[path] = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            raise PublicationError("publication.file_is_not_utf_text", where=path) from None
    return texts


def with_roles(text: str, study: Study, yaml: bool = False) -> Rewritten:
    """A text in which waves go by their role, as seen from the wave that the study reports on.

    `yaml` says that # opens a comment.
    """
    names = {"": WaveNames(study)}
    names |= {f"{COMPANION}.{name}.": WaveNames(plan.study) for name, plan in study.companions.items()}
    return _Rewriter(names).rewritten(text, yaml)


class _Rewriter:
    def __init__(self, names: Mapping[str, WaveNames]) -> None:
        self.names = names

    def rewritten(self, text: str, yaml: bool) -> Rewritten:
        done, line = Rewritten(""), 1
        for part in _parts(text):
            told = self._part(part, line, done)
            told = GUARD.sub(lambda match: self._guard(match[0], done), told)
            done.text += COMMENT.sub(self._comment, told) if yaml else told
            line += part.count("\n")
        return done

    def _part(self, part: str, line: int, done: Rewritten) -> str:
        """One sentence, or one whole table."""
        typed = SHORTCODE.sub(" ", part)
        needed: list[str] = []

        def renamed(match: re.Match[str]) -> str:
            given = match["arguments"].strip().strip("\"'")
            prefix, names, path = self._home(given)
            if match["name"] != "var" or not names.word(path) and CURRENT not in path.split("."):
                return match[0]
            to = _renamed(path, names, typed)
            if to == path:
                if names.word(path) not in ROLES and not _says(names.label(names.wave_at(path)), typed):
                    done.left.append((line + part[: match.start()].count("\n"), given))
                return match[0]
            done.changed += 1
            needed.append(prefix + to)
            return f"{match[0].replace(given, prefix + to)}"

        told = SHORTCODE.sub(renamed, part)
        return told if ROW.match(part) else self._with_years(told, needed)

    def _with_years(self, part: str, paths: list[str]) -> str:
        """A sentence with the year behind each figure of an earlier wave that it does not name."""
        for given in dict.fromkeys(paths):
            prefix, names, path = self._home(given)
            wave = names.wave_at(path)
            if names.word(path) == NOW or _dates_itself(path) or wave in self._told(part, prefix):
                continue
            year = f" ({{{{< var {prefix}{names.year_at(path)} >}}}})"
            behind = rf"(\{{\{{<\s*var\s+{re.escape(given)}\s*>\}}\}}’?)"
            part = re.sub(behind, rf"\1{year}", part, count=1)
        return part

    def _told(self, part: str, prefix: str) -> set[str]:
        """The waves that a sentence names by variable."""
        found = set()
        for match in SHORTCODE.finditer(part):
            home, names, path = self._home(match["arguments"].strip())
            first, _, last = path.rpartition(".")
            if home == prefix and _dates_itself(path):
                found.add(names.wave_at(path))
            elif home == prefix and first == "study" and last in OF_STUDY:
                found.add(names.of_study.get(OF_STUDY[last], ""))
        return found

    def _home(self, path: str) -> tuple[str, WaveNames, str]:
        prefix = max((each for each in self.names if path.startswith(each)), key=len)
        return prefix, self.names[prefix], path.removeprefix(prefix)

    def _guard(self, holds: str, done: Rewritten) -> str:
        """The conditions of a claim; a figure in them may leave out that it is of everybody."""

        def renamed(path: re.Match[str]) -> str:
            prefix, names, inner = self._home(with_everybody(path[0]))
            to = _renamed(f"{inner}.{YEAR}", names, "").removesuffix(f".{YEAR}")
            done.changed += to != inner
            return path[0] if to == inner else prefix + to

        return PATH.sub(renamed, holds)

    def _comment(self, match: re.Match[str]) -> str:
        def renamed(path: re.Match[str]) -> str:
            prefix, names, inner = self._home(path[0])
            field_added = inner if inner.partition(".")[0] in STANDS_AT else f"{inner}.{YEAR}"
            to = _renamed(field_added, names, "")
            return prefix + (to if field_added == inner else to.removesuffix(f".{YEAR}"))

        return PATH.sub(renamed, match[0])


def _renamed(path: str, names: WaveNames, typed: str) -> str:
    """A path by role; as it is where its wave has none, or its label was typed beside it."""
    parts = path.split(".")
    if parts[0] in STANDS_AT and CURRENT in parts:
        return ".".join(NOW if part == CURRENT else part for part in parts)
    role = names.role_at(path)
    if names.word(path) in ROLES or not role or _says(names.label(names.wave_at(path)), typed):
        return path
    return names.renamed(path, role)


def _dates_itself(path: str) -> bool:
    """Whether a variable prints its wave, or nothing that differs from wave to wave."""
    first, field_name = path.partition(".")[0], path.rpartition(".")[2]
    return (
        path.startswith(("study.label.", "study.fieldwork."))
        or (first not in STANDS_AT and field_name in (YEAR, "sentence"))
        or (first not in (*STANDS_AT, RANK) and field_name == "label")
    )


def _says(label: str, text: str) -> bool:
    return bool(label) and re.search(rf"(?<!\w){re.escape(label)}(?!\w)", text, re.IGNORECASE) is not None


def _parts(text: str) -> Iterator[str]:
    """Sentences and whole tables, which together are the text."""
    block: list[str] = []
    for line in text.splitlines(keepends=True):
        table = bool(ROW.match(line))
        if block and (table != bool(ROW.match(block[0])) or ALONE.match(line)):
            yield from _sentences("".join(block))
            block = []
        block.append(line)
    if block:
        yield from _sentences("".join(block))


def _sentences(block: str) -> Iterator[str]:
    if ROW.match(block):
        yield block
        return
    start = 0
    for match in END.finditer(block):
        yield block[start : match.end()]
        start = match.end()
    yield block[start:]
