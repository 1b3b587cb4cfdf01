"""Addresses that stay: made from the codes of a study alone, safe in a URL and as a file name on every system."""

from __future__ import annotations

import hashlib
import posixpath
import re
import unicodedata
from urllib.parse import quote

from monitor.input_files import DEVICES

LONGEST = 60  # signs of one part; Windows allows 260 for a whole path
PLAIN = re.compile(r"[a-z0-9_]+")
HASH = 6


def slug(text: str) -> str:
    """One part of an address for a code or name: small letters, digits, `_` and `-`.

    What loses a sign, is too long or belongs to a device of Windows ends in a piece of its hash, so that two codes never
    share an address, and none depends on which others there are.

    >>> slug("letters_clear"), slug("2025")
    ('letters_clear', '2025')
    """
    if PLAIN.fullmatch(text) and len(text) <= LONGEST and text not in DEVICES:
        return text
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()[:HASH]
    return "-".join(part for part in (_letters(text)[: LONGEST - HASH - 1].strip("-"), digest) if part)


def place_slug(code: str, name: str) -> str:
    """The part of the address of a municipality: its code, which is its own, and its name, by which people know it.

    >>> place_slug("GM0796", "'s-Hertogenbosch")
    'gm0796-s-hertogenbosch'
    """
    own = slug(code.lower()) if re.fullmatch(r"[A-Z0-9]+|[a-z0-9]+", code) else slug(code)
    return f"{own}-{_letters(name)[:LONGEST]}".strip("-")


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
