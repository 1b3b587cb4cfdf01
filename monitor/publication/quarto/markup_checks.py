"""Checks of shortcodes, blocks and raw markup in a document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from monitor.errors import PublicationError, nearest
from monitor.messages.catalogue import text as said
from monitor.publication.quarto import features
from monitor.publication.quarto.attributes import BRACES, Attributes, read_attributes
from monitor.publication.quarto.front_matter import OWN
from monitor.publication.quarto.source import SHORTCODE
from monitor.publication.quarto.source_text import SourceText

DIV = re.compile(
    rf"^[ ]{{0,3}}(?P<colons>:{{3,}})[ \t]*(?P<attributes>{BRACES}|[^\s:{{}}]+)?[ \t]*:*[ \t]*$", re.M
)
BRACED = re.compile(rf"(?<=\])(?P<attributes>{BRACES})")
HEADING = re.compile(rf"^#{{1,6}}[ \t].*?(?P<attributes>{BRACES})?[ \t]*$", re.M)
TAG = re.compile(r"(?<!\\)</?[A-Za-z][\w-]*(?:\s[^<>]*)?/?>")
FORMULA = re.compile(r"(?<!\\)\$(?=\S)(?:[^$\\\n]|\\.)*?(?<=\S)\$(?!\d)|(?<!\\)\$\$")


def shortcode_problems(text: SourceText) -> Iterator[PublicationError]:
    for match in re.finditer(r"\{\{\{<|\{\{<", text.whole):
        shortcode = SHORTCODE.match(text.whole, match.start())
        if match[0] == "{{{<":
            yield text.unsupported(match.start(), "templates_checks.shortcode_shown_as_text")
        elif shortcode is None:
            yield text.problem(match.start(), "templates_checks.shortcode_is_not_closed")
        else:
            yield from _one_shortcode(text, shortcode)


def _one_shortcode(text: SourceText, match: re.Match[str]) -> Iterator[PublicationError]:
    name, argument = match["name"], match["arguments"].strip("\"'")
    if name not in features.SHORTCODES:
        hint = nearest(name, features.SHORTCODES)
        yield text.unsupported(match.start(), "templates_checks.shortcode", hint, match=name)
    elif name == "var" and argument not in text.source.variables:
        yield text.problem(
            match.start("arguments"),
            "templates_checks.variable_is_not_known",
            hint=_variable_hint(argument, text.source.variables),
            argument=argument,
        )
    elif name == "meta" and not isinstance(text.source.metadata(argument), str):
        known = text.source.texts
        yield text.problem(
            match.start("arguments"),
            "templates_checks.front_matter_has_no_text_called",
            hint=nearest(argument, known) or nearest(f"{OWN}.{argument}", known),
            argument=argument,
        )
    elif name == "include":
        yield text.problem(match.start(), "templates_checks.include_between_words_is_not_followed")
    elif name == "pagebreak" and not text.stands_alone(match):
        yield text.problem(match.start(), "templates_checks.new_page_in_middle_of_line")


def _variable_hint(name: str, known: Iterable[str]) -> str:
    return nearest(name, known) or "templates_checks.variables_lists_names"


def div_problems(text: SourceText) -> Iterator[PublicationError]:
    opened: list[int] = []
    for match in DIV.finditer(text.plain):
        if not match["attributes"]:
            if not opened:
                yield text.problem(match.start(), "templates_checks.closes_nothing")
            opened = opened[:-1]
            continue
        opened.append(match.start())
        yield from _one_div(text, match.start("attributes"), read_attributes(match["attributes"]))
    for offset in opened:
        yield text.problem(offset, "templates_checks.block_is_not_closed")


def _one_div(text: SourceText, offset: int, attributes: Attributes) -> Iterator[PublicationError]:
    if attributes.identifier.split("-")[0] in (
        *features.REFERENCE_KINDS[:2],
        *features.OTHER_REFERENCE_KINDS,
    ):
        yield text.unsupported(
            offset, "templates_checks.block_with_cross_reference", identifier=attributes.identifier
        )
    yield from class_problems(text, offset, attributes)
    if any(name in features.CALLOUTS for name in attributes.classes):
        yield from key_problems(
            text, offset, attributes, features.CALLOUT_ATTRIBUTES, said("templates_checks.callout")
        )
    elif any(name in features.CONDITIONS for name in attributes.classes):
        yield from key_problems(text, offset, attributes, features.CONDITION_ATTRIBUTES, "content-visible")
        yield from _format_problems(text, offset, attributes)


def class_problems(text: SourceText, offset: int, attributes: Attributes) -> Iterator[PublicationError]:
    for name in attributes.classes:
        known_callout = name in features.CALLOUTS
        if name in features.QUARTO_CLASSES or (name.startswith("callout") and not known_callout):
            yield text.unsupported(
                offset, f".{name}", nearest(name, features.CALLOUTS) if "callout-" in name else None
            )
    for key in attributes.keys:
        if key in features.QUARTO_ATTRIBUTES:
            yield text.unsupported(offset, f"{key}=")


def key_problems(
    text: SourceText, offset: int, attributes: Attributes, allowed: tuple[str, ...], what: str
) -> Iterator[PublicationError]:
    for key in attributes.keys:
        if key not in allowed and key not in features.QUARTO_ATTRIBUTES:
            yield text.unsupported(
                offset, "templates_checks.attribute_on", nearest(key, allowed), key_name=key, finding=what
            )


def _format_problems(text: SourceText, offset: int, attributes: Attributes) -> Iterator[PublicationError]:
    for key, value in attributes.keys.items():
        if key in features.CONDITION_ATTRIBUTES and value not in features.FORMATS:
            hint = "templates_checks.typst_for_pdf" if value == "pdf" else None
            yield text.problem(offset, "templates_checks.format_is_not_known", hint=hint, value=value)
    if not attributes.keys:
        yield text.problem(offset, "templates_checks.block_does_not_say_for_which")


def span_problems(text: SourceText) -> Iterator[PublicationError]:
    for match in BRACED.finditer(text.plain):
        yield from class_problems(text, match.start("attributes"), read_attributes(match["attributes"]))
    for match in HEADING.finditer(text.plain):
        if match["attributes"]:
            yield from class_problems(text, match.start("attributes"), read_attributes(match["attributes"]))


def markup_problems(text: SourceText) -> Iterator[PublicationError]:
    for match in TAG.finditer(text.plain):
        yield text.unsupported(match.start(), "templates_checks.html", match=match[0][:40])
    for match in FORMULA.finditer(text.plain):
        yield text.unsupported(
            match.start(),
            "templates_checks.formula_between_dollar_signs",
            "templates_checks.for_the_dollar_sign",
        )
