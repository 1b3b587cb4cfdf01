"""Checks of pictures, captions, anchors and cross-references in a document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from monitor.errors import PublicationError, nearest
from monitor.input_files import is_file, lies_in
from monitor.publication.quarto import features
from monitor.publication.quarto.attributes import BRACES, Attributes, read_attributes
from monitor.publication.quarto.markup_checks import DIV, class_problems, key_problems
from monitor.publication.quarto.source_text import SourceText

IMAGE = re.compile(
    rf"!\[(?P<caption>(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\]\((?P<target>[^()\n]*)\)(?P<attributes>{BRACES})?"
)
TABLE_CAPTION = re.compile(rf"^(?:Table)?:[ \t].*?(?P<attributes>{BRACES})[ \t]*$", re.M)
ANCHORED = re.compile(rf"(?<=[\s\])])(?P<attributes>{BRACES})")
FOOTNOTE = re.compile(r"(?P<defines>^[ ]{0,3})?\[\^(?P<key>[^\]\s]+)\](?(defines)(?P<colon>:)?)", re.M)
REFERENCE = re.compile(r"(?<![\w\\@])@(?P<key>[A-Za-z_]\w*(?:[:.#$%&+?<>~/-]+\w+)*)")


def image_problems(text: SourceText) -> Iterator[PublicationError]:
    for match in IMAGE.finditer(text.plain):
        attributes = read_attributes(match["attributes"] or "{}")
        yield from _picture_problems(text, match, attributes)
        yield from _target_problems(text, match)


def _picture_problems(
    text: SourceText, match: re.Match[str], attributes: Attributes
) -> Iterator[PublicationError]:
    offset = match.start()
    if not attributes.keys.get("fig-alt", "").strip():
        yield text.problem(
            offset,
            "this picture has no description",
            expected='fig-alt="..." that says what the picture shows',
            code="alt",
        )
    elif "{{<" in attributes.keys["fig-alt"]:
        yield text.problem(
            offset, "a shortcode in fig-alt is lost in Word", hint="Write the description out", code="alt"
        )
    if attributes.identifier.startswith("fig-") and not match["caption"].strip():
        yield text.problem(
            offset,
            f"{attributes.identifier} has no caption",
            hint="Write it between the square brackets: ![caption](file)",
            code="caption",
        )
    for key in attributes.keys:
        if key not in features.FIGURE_ATTRIBUTES:
            yield text.unsupported(offset, f"{key}= on a picture", nearest(key, features.FIGURE_ATTRIBUTES))
    for name in attributes.classes:
        yield text.unsupported(offset, f".{name} on a picture")


def _target_problems(text: SourceText, match: re.Match[str]) -> Iterator[PublicationError]:
    target, folder = match["target"].strip(), text.source.folder
    offset = match.start("target")
    if re.match(r"[A-Za-z][\w+.-]*:|//", target):
        yield text.problem(
            offset,
            "a picture from the web makes the report depend on it",
            hint="Copy it into figures/",
            code="figure",
        )
        return
    if not lies_in(folder / target, folder):
        yield text.problem(
            offset,
            f'the picture "{target}" lies outside the project folder',
            hint="Copy it into figures/",
            code="figure",
        )
        return
    if target.lower().endswith(".svg") and "docx" in text.formats:
        yield text.problem(
            offset,
            f'Word cannot show the picture "{target}"',
            hint="Put a PNG of the same name beside it, and leave .svg away here",
            code="figure",
        )
        return
    for name in picture_names(target, text.source.settings, text.formats):
        if not is_file(folder / name):
            yield text.problem(
                offset,
                f'the picture "{name}" does not exist',
                hint=_hint_for_picture(target, name, folder),
                code="figure",
            )
            return


def picture_names(target: str, settings: Mapping[str, Any], formats: Sequence[str]) -> list[str]:
    """The files behind a picture, one for each format that shows another kind."""
    if Path(target).suffix:
        return [target]
    return list(dict.fromkeys(f"{target}.{features.picture_kind(settings, name)}" for name in formats))


def _hint_for_picture(target: str, name: str, folder: Path) -> str | None:
    if name != target and is_file(folder / f"{target}.png"):
        return f"Write {target}.png, or put {name} beside it"
    return nearest(target, _pictures(folder))


def _pictures(folder: Path) -> list[str]:
    paths = (path for path in folder.rglob("*") if path.suffix in (".svg", ".png"))
    return sorted({path.relative_to(folder).with_suffix("").as_posix() for path in paths})


def caption_problems(text: SourceText) -> Iterator[PublicationError]:
    for match in TABLE_CAPTION.finditer(text.plain):
        attributes = read_attributes(match["attributes"])
        offset = match.start("attributes")
        yield from key_problems(text, offset, attributes, features.TABLE_ATTRIBUTES, "a table")
        yield from class_problems(text, offset, attributes)


def _identifiers(text: SourceText) -> Iterator[tuple[str, int]]:
    for match in ANCHORED.finditer(text.plain):
        identifier = read_attributes(match["attributes"]).identifier
        if identifier:
            yield identifier, match.start("attributes")
    for match in DIV.finditer(text.plain):
        identifier = read_attributes(match["attributes"] or "").identifier
        if identifier:
            yield identifier, match.start("attributes")


def reference_problems(text: SourceText) -> Iterator[PublicationError]:
    known: set[str] = set()
    for identifier, offset in dict.fromkeys(_identifiers(text)):
        if identifier in known:
            yield text.problem(
                offset, f"the anchor #{identifier} occurs twice", hint="Rename one of the two", code="anchor"
            )
        known.add(identifier)
    for match in REFERENCE.finditer(text.plain):
        yield from _one_reference(text, match, known)


def footnote_problems(text: SourceText) -> Iterator[PublicationError]:
    """Footnotes without a text, and texts of footnotes that nothing refers to or that stand there twice."""
    found = list(FOOTNOTE.finditer(text.plain))
    used = {match["key"] for match in found if not match["colon"]}
    written: set[str] = set()
    for match in found:
        key, offset = match["key"], match.start("key") - 2
        if not match["colon"]:
            continue
        if key not in used:
            yield text.problem(
                offset,
                f"nothing refers to the footnote [^{key}]",
                hint=f"Write [^{key}] in the text where it belongs, or take it out",
                code="footnote",
            )
        elif key in written:
            yield text.problem(
                offset,
                f"the footnote [^{key}] is written twice",
                hint="Rename one of the two",
                code="footnote",
            )
        written.add(key)
    for match in found:
        if match["key"] not in written:
            yield text.problem(
                match.start("key") - 2,
                f"the footnote [^{match['key']}] has no text",
                expected=f"a line of its own such as [^{match['key']}]: text",
                hint=nearest(match["key"], written),
                code="footnote",
            )


def _one_reference(text: SourceText, match: re.Match[str], known: set[str]) -> Iterator[PublicationError]:
    key = match["key"][0].lower() + match["key"][1:]
    kind = key.split("-")[0]
    if kind in features.REFERENCE_KINDS and "-" in key:
        if key not in known:
            yield text.problem(
                match.start(),
                f"the reference @{key} has no target",
                hint=nearest(key, known),
                code="reference",
            )
    elif kind in features.OTHER_REFERENCE_KINDS and "-" in key:
        yield text.unsupported(match.start(), f"the reference @{key}")
    else:
        hint = rf"For the sign itself write \@{key}"
        yield text.unsupported(match.start(), f"the citation @{key}", hint)
