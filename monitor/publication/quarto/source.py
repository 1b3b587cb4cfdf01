"""Reads a project folder: settings, variables, and the document with its included files in place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from monitor.errors import PublicationError, nearest
from monitor.input_files import is_file, lies_in
from monitor.publication.language.markdown import unescape_markdown
from monitor.study.declarations import read_declaration

DOCUMENT = "report.qmd"
SETTINGS = "_quarto.yml"
VARIABLES = "_variables.yml"
INCLUDE = re.compile(r"^\s*\{\{<\s*include\s+(?P<path>.+?)\s*>\}\}\s*$")
SHORTCODE = re.compile(r"(?P<open>\{\{<)\s*(?P<name>[^\s>]*)\s*(?P<arguments>[^\n]*?)\s*>\}\}")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
CODE_SPAN = re.compile(r"(?<![`\\])(?P<ticks>`+)(?!`)(.+?)(?<!`)(?P=ticks)(?!`)")
ESCAPED = r"\\[!-/:-@\[-`{-~]"
FENCED = r"^[ ]{0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n(?s:.*?)^[ ]{0,3}(?P=fence)[`~]*[ \t]*$"
NOTE_OF_EDITOR = re.compile(
    rf"(?P<shown>{ESCAPED}|{FENCED}|{CODE_SPAN.pattern})|<!--(?P<note>(?s:.*?))-->", re.M
)
FENCE = re.compile(r"^\s{0,3}(`{3,}|~{3,})(.*)$")
DEEPEST_INCLUDE = 20


@dataclass(frozen=True)
class Line:
    """One line of the document and where somebody typed it."""

    file: str
    number: int
    text: str

    def place(self, column: int | None = None) -> str:
        """`file:line` or `file:line:column`, counted from 1."""
        return f"{self.file}:{self.number}" + (f":{column}" if column else "")


@dataclass(frozen=True)
class Source:
    """A project as it was written: nothing rendered, nothing checked beyond what reading needs."""

    folder: Path
    settings: Mapping[str, Any]
    setting_lines: Mapping[tuple[Any, ...], int]
    front_matter: Mapping[str, Any]
    front_lines: tuple[Line, ...]
    lines: tuple[Line, ...]
    variables: Mapping[str, str]
    problems: tuple[PublicationError, ...] = field(default=())

    @property
    def text(self) -> str:
        """The whole document without front matter."""
        return joined(self.lines)

    @property
    def literal(self) -> tuple[str, ...]:
        """Texts of variables and labels that may look like something unresolved, and are not."""
        values = {unescape_markdown(value) for value in self.variables.values()}
        held = {value for value in values if "{{" in value or "?" in value}
        texts = [line.text for line in self.lines]
        texts += [text for tree in (self.settings, self.front_matter) for _, text in _leaves(tree, "")]
        return tuple(sorted(held.union(*(_escaped_shortcodes(text) for text in texts))))

    def metadata(self, path: str) -> Any:
        """A key of the front matter or, failing that, of the settings; dots go down; None if absent."""
        value = _at(self.front_matter, path)
        return _at(self.settings, path) if value is None else value

    @property
    def texts(self) -> list[str]:
        """The texts of the front matter, as `meta` names them."""
        return [path for path, _ in _leaves(self.front_matter, "")]


def _escaped_shortcodes(text: str) -> set[str]:
    """What reads as a shortcode once printed and was escaped, because somebody's label says so."""
    if "\\" not in text:
        return set()
    shortcodes = {match[0] for match in SHORTCODE.finditer(unescape_markdown(text))}
    return {shortcode for shortcode in shortcodes if shortcode not in text}


def joined(lines: tuple[Line, ...]) -> str:
    """Lines as one string, each with its line end."""
    return "".join(f"{line.text}\n" for line in lines)


def read_project(folder: Path, document: str = DOCUMENT) -> Source:
    """Read a project folder, and of its documents the one of this name.

    **Raises** PublicationError for a missing document and front matter that is not YAML,
    DeclarationError for settings or variables that are not YAML. Includes that cannot be followed
    are kept as `problems`, so that one check reports them with everything else.
    """
    folder = Path(folder)
    settings = read_declaration(_existing(folder / SETTINGS))
    front_lines, lines = _parted(read_lines(_existing(folder / document), document))
    problems: list[PublicationError] = []
    included = tuple(_with_includes(folder, lines, (document,), problems))
    return Source(
        folder=folder,
        settings=settings.data,
        setting_lines=settings.lines,
        front_matter=_front_matter(front_lines),
        front_lines=tuple(front_lines),
        lines=_without_comments(included),
        variables=_variables(folder),
        problems=tuple(problems),
    )


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise PublicationError("templates_checks.project_has_no", where=path.parent, path=path.name)
    return path


def front_matter_of(text: str) -> Mapping[str, Any]:
    """What the front matter of a document says; nothing where it has none.

    **Raises** PublicationError for front matter that is not closed, or is not YAML.
    """
    lines = [Line(DOCUMENT, number, line) for number, line in enumerate(text.splitlines(), start=1)]
    return _front_matter(_parted(lines)[0])


def _parted(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """The lines of the front matter, and those of the text below it."""
    if not lines or lines[0].text.rstrip() != "---":
        return [], lines
    for end, line in enumerate(lines[1:], start=1):
        if line.text.rstrip() in ("---", "..."):
            return lines[1:end], lines[end + 1 :]
    raise PublicationError("templates_checks.front_matter_is_not_closed", where=lines[0].place())


def read_lines(path: Path, name: str) -> list[Line]:
    """The lines of a file that is called `name` in the project.

    **Raises** PublicationError for a file that is not UTF-8.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise PublicationError("templates_checks.file_is_not_utf_text", where=name) from None
    return [Line(name, number, line) for number, line in enumerate(text.splitlines(), start=1)]


def _front_matter(lines: list[Line]) -> Mapping[str, Any]:
    try:
        settings = YAML(typ="base", pure=True).load("\n".join(line.text for line in lines))
    except (MarkedYAMLError, YAMLError) as failure:
        mark = getattr(failure, "problem_mark", None) or getattr(failure, "context_mark", None)
        place = lines[min(mark.line, len(lines) - 1)].place() if mark else DOCUMENT
        raise PublicationError("templates_checks.front_matter_is_not_valid_yaml", where=place) from None
    return settings if isinstance(settings, Mapping) else {}


def _variables(folder: Path) -> dict[str, str]:
    path = folder / VARIABLES
    return dict(_leaves(read_declaration(path).data, "")) if path.is_file() and path.stat().st_size else {}


def _leaves(node: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from _leaves(value, f"{path}.{key}" if path else str(key))
    elif node is not None:
        yield path, str(node)


def _at(tree: Mapping[str, Any], path: str) -> Any:
    node: Any = tree
    for key in path.split("."):
        if not isinstance(node, Mapping) or key not in node:
            return None
        node = node[key]
    return node


def _with_includes(
    folder: Path, lines: list[Line], chain: tuple[str, ...], problems: list[PublicationError]
) -> Iterator[Line]:
    for line in lines:
        match = INCLUDE.match(line.text)
        if not match:
            yield line
            continue
        try:
            name = _included_name(folder, match["path"].strip("\"'"), line, match.start("path") + 1, chain)
            included = read_lines(folder / name, name)
            yield from _with_includes(folder, included, (*chain, name), problems)
            yield Line(name, len(included) + 1, "")  # as Quarto does: what follows is a paragraph of its own
        except PublicationError as problem:
            problems.append(problem)


def _included_name(folder: Path, given: str, line: Line, column: int, chain: tuple[str, ...]) -> str:
    place = line.place(column)
    target = folder / given.lstrip("/")
    if not lies_in(target, folder):
        raise PublicationError(
            "templates_checks.include_lies_outside_project_folder", where=place, given=given
        )
    if not is_file(target):
        raise PublicationError(
            "templates_checks.included_file_does_not_exist",
            where=place,
            hint=nearest(given, _files_of(folder)) or "templates_checks.paths_start_at",
            name=given,
        )
    name = target.resolve().relative_to(folder.resolve()).as_posix()
    if name in chain or len(chain) > DEEPEST_INCLUDE:
        raise PublicationError(
            "templates_checks.include_comes_back_to_itself",
            where=place,
            got=" > ".join((*chain, name)),
            name=given,
        )
    return name


def _files_of(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.suffix in (".qmd", ".md")
    )


def comments_blanked(text: str) -> str:
    """A text with blanks for its comments: every line and every word where it was."""
    return COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def _without_comments(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Lines whose comments say nothing: they stay comments, so that paragraphs begin and end where they did."""

    def emptied(match: re.Match[str]) -> str:
        blank = re.sub(r"[^\n]", " ", match["note"] or "")
        return match["shown"] or f"<!--{blank}-->"

    emptied_lines = NOTE_OF_EDITOR.sub(emptied, joined(lines)).split("\n")
    return tuple(Line(line.file, line.number, text) for line, text in zip(lines, emptied_lines, strict=False))
