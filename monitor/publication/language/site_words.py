"""The wording of the site, read from site.yaml, and the words that mean the same to who searches, from site_synonyms.yaml."""

from __future__ import annotations

from monitor.study.declarations import Declared


class AboutWords(Declared):
    """The page that explains the site."""

    title: str
    parts: tuple[str, ...]
    licences: str
    addresses: str


class SiteWords(Declared):
    """Everything that the site says of itself; `script` is what its scripts say."""

    frame: dict[str, str]
    home: dict[str, str]
    search: dict[str, str]
    places: dict[str, str]
    study: dict[str, str]
    question: dict[str, str]
    case: dict[str, str]
    groups: dict[str, str]
    place: dict[str, str]
    council: dict[str, str]
    method: dict[str, str]
    data: dict[str, str]
    about: AboutWords
    hidden: str
    script: dict[str, str]


class Synonyms(Declared):
    """Lines of words that mean the same, and words that are passed over."""

    passed_over: tuple[str, ...]
    same: tuple[tuple[str, ...], ...]
