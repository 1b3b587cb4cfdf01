"""XML of other programs: no entity is resolved, nothing is fetched, and a file has a largest size."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element

from monitor.errors import IntakeError

LARGEST = 50_000_000  # bytes


def read_xml(path: Path, allow_doctype: bool = False) -> Element:
    """The root of an XML file. **Raises** IntakeError for a damaged, hostile or too large one."""
    import defusedxml.ElementTree as safe
    from defusedxml.common import DefusedXmlException

    if path.stat().st_size > LARGEST:
        raise IntakeError("exchange.structure_too_large", where=path.name, most=LARGEST)
    try:
        return safe.fromstring(path.read_bytes(), forbid_dtd=not allow_doctype)
    except (safe.ParseError, DefusedXmlException, ValueError, LookupError):
        raise IntakeError("exchange.damaged_xml", where=path.name) from None
