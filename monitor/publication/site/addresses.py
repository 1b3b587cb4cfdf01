"""Addresses that stay: made from the codes of a study alone, safe in a URL and as a file name on every system."""

from __future__ import annotations

import hashlib
import posixpath
import re
import unicodedata
from urllib.parse import quote

from monitor.input_files import DEVICES

LONGEST = 60  # signs of one part; Windows allows 260 for a whole path
PLAIN = re.compile(r"[a-z0-9_]+(?:-[a-z0-9_]+)*")
CAPITALS = re.compile(r"[A-Z0-9_]+")
CROSSED = "_x_"
HASH = 6
ENDS_IN_HASH = re.compile(f"-[0-9a-f]{{{HASH}}}$")
OF_WAVES = "meting"  # what stands in an address where two waves are compared, and no breakdown


def slug(text: str) -> str:
    """One part of an address for a code or name: small letters, digits, `_` and `-`.

    What loses a sign, is too long or belongs to a device of Windows ends in a piece of its hash, so that two codes never
    share an address, and none depends on which others there are.

    >>> slug("letters_clear"), slug("2024-11")
    ('letters_clear', '2024-11')
    """
    plain = PLAIN.fullmatch(text) and not ENDS_IN_HASH.search(text)
    return text if plain and len(text) <= LONGEST and text not in DEVICES else _hashed(text)


def _hashed(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()[:HASH]
    return "-".join(part for part in (_letters(text)[: LONGEST - HASH - 1].strip("-"), digest) if part)


def place_slug(code: str) -> str:
    """The part of the address of a municipality: its code alone, since a later year may name it otherwise.

    >>> place_slug("GM0796")
    'gm0796'
    """
    small = code.lower()
    return small if CAPITALS.fullmatch(code) and slug(small) == small else _hashed(code)


def breakdown_slug(breakdown: str) -> str:
    """A breakdown in an address; one that is called as a crossing of two is written keeps its own.

    >>> breakdown_slug("region*size_class")
    'region_x_size_class'
    """
    if CROSSED in breakdown or breakdown == OF_WAVES:
        return _hashed(breakdown)
    return slug(breakdown.replace("*", CROSSED))


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9_]+", "-", plain).strip("-")


def from_page(page: str, to: str) -> str:
    """How a page names a file of the site: relative, so that it works in any folder and on any server.

    >>> from_page("clients/2025/vraag/letters.html", "_bestanden/site.css")
    '../../../_bestanden/site.css'
    """
    path, sign, anchor = to.partition("#")
    relative = posixpath.relpath(path, posixpath.dirname(page) or ".") if path else ""
    return quote(relative, safe="/._-~") + sign + quote(anchor)
