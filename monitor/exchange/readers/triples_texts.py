"""The words of a Triple-S survey: one text of those in several languages and for several uses, parted at line breaks."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from monitor.exchange.limits import exchange_limits
from monitor.exchange.vocabulary import clean

ANALYSIS = "analysis"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def in_small_letters(root: Element) -> Element:
    """The tree with names of elements and attributes without namespace and capitals."""
    for one in root.iter():
        one.tag = str(one.tag).rpartition("}")[2].lower()
        language = one.attrib.pop(LANGUAGE, "")
        one.attrib = {name.rpartition("}")[2].lower(): value for name, value in one.attrib.items()}
        if language:
            one.attrib["lang"] = language
    return root


def stem_and_text(element: Element | None) -> tuple[str, str]:
    """The words of a label before the last line break, and behind it."""
    parts = _parts(element) if element is not None else []
    return (" ".join(parts[:-1]), parts[-1]) if parts else ("", "")


def words(element: Element | None) -> str:
    """All words of an element, in one text."""
    return " ".join(_parts(element)) if element is not None else ""


def _parts(element: Element) -> list[str]:
    """The words that are read, parted at line breaks; a part without words is none."""
    found = sorted(
        ((_rank(one), place, _said(one)) for place, one in enumerate(_texts(element))),
        key=lambda one: one[:2],
    )
    best = next((said for _, _, said in found if clean(said)), "")
    return [part for said in best.split("\n") if (part := clean(said))]


def _texts(element: Element) -> list[Element]:
    return [*element.findall("text"), element]


def _rank(one: Element) -> int:
    """The place of a text among those of one label: in the language of the reports, then that of the interview without a
    language, then the label's own words, then those for analysis, then other languages."""
    language = one.get("lang", "").lower().partition("-")[0]
    analysis = one.get("mode", "").lower() == ANALYSIS
    if one.tag != "text":
        return 2
    if language in exchange_limits().triple_s.languages:
        return 3 if analysis else 0
    if language:
        return 6 if analysis else 5
    return 4 if analysis else 1


def _said(element: Element) -> str:
    """The words of an element and of those inside it, other texts left out, with line ends as blanks."""
    said: list[str] = []
    waiting: list[Element | str] = [element]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            said.append(one.replace("\n", " "))
        elif one.tag == "br":
            said.append("\n")
        elif one.tag != "text" or one is element:
            inside = [part for child in one for part in (child, child.tail or "")]
            waiting += reversed([one.text or "", *inside])
    return "".join(said)
