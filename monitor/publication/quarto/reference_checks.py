"""Checks of pictures, captions, anchors and cross-references in a document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from monitor.errors import PublicationError, nearest
from monitor.input_files import is_file, lies_in
from monitor.messages.catalogue import text as said
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
        yield text.problem(offset, "templates_checks.picture_has_no_description")
    elif "{{<" in attributes.keys["fig-alt"]:
        yield text.problem(offset, "templates_checks.shortcode_in_fig_alt_is_lost")
    if attributes.identifier.startswith("fig-") and not match["caption"].strip():
        yield text.problem(offset, "templates_checks.has_no_caption", identifier=attributes.identifier)
    for key in attributes.keys:
        if key not in features.FIGURE_ATTRIBUTES:
            yield text.unsupported(
                offset,
                "templates_checks.attribute_on_picture",
                nearest(key, features.FIGURE_ATTRIBUTES),
                key_name=key,
            )
    for name in attributes.classes:
        yield text.unsupported(offset, "templates_checks.on_picture", name=name)


def _target_problems(text: SourceText, match: re.Match[str]) -> Iterator[PublicationError]:
    target, folder = match["target"].strip(), text.source.folder
    offset = match.start("target")
    if re.match(r"[A-Za-z][\w+.-]*:|//", target):
        yield text.problem(offset, "templates_checks.picture_from_web_makes_report_depend")
        return
    if not lies_in(folder / target, folder):
        yield text.problem(offset, "templates_checks.picture_lies_outside_project_folder", target=target)
        return
    if target.lower().endswith(".svg") and "docx" in text.formats:
        yield text.problem(offset, "templates_checks.word_cannot_show_picture", target=target)
        return
    for name in picture_names(target, text.source.settings, text.formats):
        if not is_file(folder / name):
            yield text.problem(
                offset,
                "templates_checks.picture_does_not_exist",
                hint=_hint_for_picture(target, name, folder),
                name=name,
            )
            return


def picture_names(target: str, settings: Mapping[str, Any], formats: Sequence[str]) -> list[str]:
    """The files behind a picture, one for each format that shows another kind."""
    if Path(target).suffix:
        return [target]
    return list(dict.fromkeys(f"{target}.{features.picture_kind(settings, name)}" for name in formats))


def _hint_for_picture(target: str, name: str, folder: Path) -> str | None:
    if name != target and is_file(folder / f"{target}.png"):
        return said("templates_checks.write_with_png", target=target, name=name)
    others = [picture for picture in _pictures(folder) if picture != target]
    if len(others) < len(_pictures(folder)):
        return said("templates_checks.put_beside", name=name)
    return nearest(target, others)


def _pictures(folder: Path) -> list[str]:
    paths = (path for path in folder.rglob("*") if path.suffix in (".svg", ".png"))
    return sorted({path.relative_to(folder).with_suffix("").as_posix() for path in paths})


def caption_problems(text: SourceText) -> Iterator[PublicationError]:
    for match in TABLE_CAPTION.finditer(text.plain):
        attributes = read_attributes(match["attributes"])
        offset = match.start("attributes")
        yield from key_problems(
            text, offset, attributes, features.TABLE_ATTRIBUTES, said("templates_checks.table")
        )
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
            yield text.problem(offset, "templates_checks.anchor_occurs_twice", identifier=identifier)
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
            yield text.problem(offset, "templates_checks.nothing_refers_to_footnote", key_name=key)
        elif key in written:
            yield text.problem(offset, "templates_checks.footnote_is_written_twice", key_name=key)
        written.add(key)
    for match in found:
        if match["key"] not in written:
            yield text.problem(
                match.start("key") - 2,
                "templates_checks.footnote_has_no_text",
                hint=nearest(match["key"], written),
                match=match["key"],
            )


def _one_reference(text: SourceText, match: re.Match[str], known: set[str]) -> Iterator[PublicationError]:
    key = match["key"][0].lower() + match["key"][1:]
    kind = key.split("-")[0]
    if kind in features.REFERENCE_KINDS and "-" in key:
        if key not in known:
            yield text.problem(
                match.start(),
                "templates_checks.reference_has_no_target",
                hint=nearest(key, known),
                key_name=key,
            )
    elif kind in features.OTHER_REFERENCE_KINDS and "-" in key:
        yield text.unsupported(match.start(), "templates_checks.reference", key_name=key)
    else:
        hint = "templates_checks.for_the_at_sign"
        yield text.unsupported(match.start(), "templates_checks.citation", hint, key_name=key)
