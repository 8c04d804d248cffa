"""Feeds that a page names in its head, and where they usually are if it names none."""

from __future__ import annotations

from contextlib import suppress
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from bot.services.news.feedtext import address

TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
MOST = 3
_LOOKED_THROUGH = 512 * 1024
_USUAL = ("/feed", "/rss.xml", "/atom.xml")


class _Links(HTMLParser):
    """Gathers the addresses of `<link rel="alternate">` to feeds, those of comments apart."""

    def __init__(self) -> None:
        super().__init__()
        self.base = ""
        self.found: list[str] = []
        self.comments: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See the base class."""
        given = {name: value or "" for name, value in attrs}
        if tag == "base" and not self.base:
            self.base = given.get("href", "")
        rels = given.get("rel", "").lower().split()
        kind = given.get("type", "").partition(";")[0].strip().lower()
        if tag == "link" and kind in TYPES and ("alternate" in rels or "feed" in rels):
            about = f"{given.get('title', '')} {given.get('href', '')}".lower()
            (self.comments if "comment" in about else self.found).append(given.get("href", ""))


def feeds_named(page: bytes, url: str) -> list[str]:
    """The addresses of the feeds that a page names, the likeliest first; at most three."""
    links = _Links()
    # Raised for a marked section such as "<![x]>"; what came before it has been found.
    with suppress(AssertionError):
        links.feed(page[:_LOOKED_THROUGH].decode("utf-8", "replace"))
    base = address(links.base, url) or url
    named = [address(one, base) for one in [*links.found, *links.comments]]
    return list(dict.fromkeys(filter(None, named)))[:MOST]


def usual_places(url: str) -> list[str]:
    """Where the feed of a page usually is; at most three addresses of the same host."""
    root = urljoin(url, "/")
    below = url.rstrip("/") + "/feed" if urlsplit(url).path.strip("/") else ""
    return list(dict.fromkeys(filter(None, [below, *(urljoin(root, place) for place in _USUAL)])))[:MOST]
