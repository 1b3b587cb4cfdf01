"""XML of other programs: no entity is resolved, nothing is fetched, and a file has a largest size."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree.ElementTree import Element
from xml.parsers.expat import errors

from monitor.errors import IntakeError

LARGEST = 50_000_000  # bytes
LOOKED_AT = 1_000_000  # bytes in which the first element is looked for
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
BOM = b"\xef\xbb\xbf"
ENTITIES = (errors.codes[errors.XML_ERROR_UNDEFINED_ENTITY],)
ENCODINGS = (
    errors.codes[errors.XML_ERROR_UNKNOWN_ENCODING],
    errors.codes[errors.XML_ERROR_INCORRECT_ENCODING],
)
_BEFORE = re.compile(
    r"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?:[^\[>]|\[.*?\]\s*(?=>))*>)", re.DOTALL | re.IGNORECASE
)
_FIRST = re.compile(r"\s*<(?:[\w.-]+:)?([\w.-]+)")
_ENCODING = re.compile(rb"""\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)""", re.IGNORECASE)


def read_xml(path: Path, allow_doctype: bool = False) -> Element:
    """The root of an XML file. **Raises** IntakeError for a damaged, hostile or too large one, with the line."""
    import defusedxml.ElementTree as safe
    from defusedxml.common import DefusedXmlException, EntitiesForbidden

    if path.stat().st_size > LARGEST:
        raise IntakeError("exchange.structure_too_large", where=path.name, most=LARGEST)
    raw = path.read_bytes()
    try:
        return safe.fromstring(_from_first_sign(raw), forbid_dtd=not allow_doctype)
    except safe.ParseError as failure:
        code = {
            **dict.fromkeys(ENTITIES, "exchange.xml_entity"),
            **dict.fromkeys(ENCODINGS, "exchange.xml_encoding"),
        }
        above = raw[: len(raw) - len(_from_first_sign(raw))].count(b"\n")
        raise IntakeError(
            code.get(failure.code, "exchange.damaged_xml"), where=path.name, line=failure.position[0] + above
        ) from None
    except EntitiesForbidden:
        line = raw[: raw.find(b"<!ENTITY") + 1].count(b"\n") + 1
        raise IntakeError("exchange.xml_entity", where=path.name, line=line) from None
    except LookupError:
        raise IntakeError("exchange.xml_encoding", where=path.name, line=1) from None
    except (DefusedXmlException, ValueError):
        raise IntakeError("exchange.damaged_xml", where=path.name) from None


def _from_first_sign(raw: bytes) -> bytes:
    """XML without a blank or empty line in front, which no parser takes before its declaration."""
    return raw if raw.startswith(UTF_16) else raw.removeprefix(BOM).lstrip()


def root_of(path: Path) -> str:
    """The name of the first element of a file, in small letters and without its namespace; "" for a file that is no XML."""
    with path.open("rb") as stream:
        raw = stream.read(LOOKED_AT)
    text = raw.decode("utf-16" if raw.startswith(UTF_16) else "latin-1", "ignore").removeprefix("ï»¿")
    place = 0
    while before := _BEFORE.match(text, place):
        place = before.end()
    first = _FIRST.match(text, place)
    return first[1].lower() if first else ""


def declared_encoding(path: Path) -> str:
    """The encoding that an XML file declares, in small letters; "" where it declares none."""
    with path.open("rb") as stream:
        found = _ENCODING.match(stream.read(1000).removeprefix(BOM))
    return found[1].decode("ascii").lower() if found else ""
