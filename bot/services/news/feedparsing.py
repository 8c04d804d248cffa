"""Feeds and pages, read where a hostile one harms nothing. Run as a program, in a process of its own.

    python -P -m bot.services.news.feedparsing

It takes one document after the other from its input: a line of JSON that says how
long the document is, its address and its type, then the document. It answers each
with a line of JSON (see `Read`). Whoever runs it (`feedreading`) ends
it when a document takes too long. A process of its own also keeps the loop of ours
free: to take a feed of 5 MB apart keeps Python's lock for up to a tenth of a second.

Understood are RSS, Atom and JSON Feed, in whatever state they come; of a page, the
feeds that it names.
"""

from __future__ import annotations

import json
import resource
import sys
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO, TypedDict

from bot.services.news.feedtext import address, date_of, hashed, link_key, plain
from bot.services.news.pagefeeds import feeds_named
from bot.services.text import fold, one_line, shortened

MEMORY = 1024 * 1024 * 1024
MOST_ENTRIES = 500
LONGEST_TITLE = 300
LONGEST_SUMMARY = 300
LONGEST_TEXT = 3000
_CLOSINGS = (b"</rss>", b"</feed>", b"</rdf:rdf>", b"</channel>")


class Entry(TypedDict):
    """An entry: hashes of its id, address, title and content, and what it says in plain text.

    `text` is more of the same, with its categories, for filters. `published` is in UTC, None where the feed
    does not tell.
    """

    key: str
    link_key: str
    title_key: str
    content_key: str
    title: str
    link: str
    summary: str
    text: str
    published: str | None


class Read(TypedDict):
    """What a document is: "feed", "page" (then `feeds` are the addresses of feeds in it) or "nothing"."""

    kind: str
    title: str
    site: str
    entries: list[Entry]
    feeds: list[str]


def read(data: bytes, url: str, content_type: str) -> Read:
    """What the document from that address is; never raises for what is in it."""
    start = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    try:
        if start.startswith(b"{"):
            return _json_feed(_json(data), url)
        if _is_page(start):
            return {**_nothing(), "kind": "page", "feeds": feeds_named(data, url)}
        return _feed(data, url, content_type)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, MemoryError):
        return _nothing()


def _nothing() -> Read:
    return {"kind": "nothing", "title": "", "site": "", "entries": [], "feeds": []}


def _is_page(start: bytes) -> bool:
    feed = any(mark in start for mark in (b"<rss", b"<feed", b"<rdf"))
    return not feed and (b"<html" in start or b"<!doctype html" in start)


# --- RSS and Atom -------------------------------------------------------------------


def _feed(data: bytes, url: str, content_type: str) -> Read:
    import feedparser

    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        # The library believes its beginning only where the document says the same.
        content_type = "application/xml; charset=utf-16"
    headers = {"content-location": url, "content-type": content_type or "application/xml"}
    found = feedparser.parse(data, response_headers=headers, sanitize_html=False)
    if not (found.get("version") or found.entries):
        return _nothing()
    entries = found.entries
    if found.get("bozo") and not any(mark in data[-400:].lower() for mark in _CLOSINGS):
        # Cut off in the middle: what came last is not all there, and would come again as another.
        entries = entries[:-1]
    return _read(found.feed, url, (_of_feed(entry, url) for entry in entries))


def _of_feed(found: Any, url: str) -> Entry:
    summary = found.get("summary_detail") or {}
    content = (found.get("content") or [{}])[0]
    body = plain(summary.get("value"), summary.get("type")) or plain(
        content.get("value"), content.get("type")
    )
    title = found.get("title_detail") or {}
    enclosed = (one.get("href") or one.get("url") for one in found.get("enclosures") or ())
    parsed = found.get("published_parsed") or found.get("updated_parsed") or found.get("created_parsed")
    written = found.get("published") or found.get("updated") or found.get("created")
    return _entry(
        url,
        number=found.get("id"),
        links=(found.get("link"), *enclosed),
        title=plain(title.get("value"), title.get("type")),
        body=body,
        tags=[one.get("term") for one in found.get("tags") or ()],
        published=date_of(parsed, written),
    )


# --- JSON Feed ----------------------------------------------------------------------


def _json(data: bytes) -> Any:
    """What is in a document of JSON, without halves of signs, such as are left of an emoji cut in two."""
    found = json.loads(data.decode("utf-8-sig", "replace"))
    return json.loads(json.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))


def _json_feed(found: Any, url: str) -> Read:
    if not (isinstance(found, dict) and str(found.get("version", "")).startswith("https://jsonfeed.org/")):
        return _nothing()
    items = [one for one in found.get("items") or () if isinstance(one, dict)]
    about = {"title": found.get("title"), "link": found.get("home_page_url")}
    return _read(about, url, (_of_json(item, url) for item in items))


def _of_json(item: dict[str, Any], url: str) -> Entry:
    body = _text(item.get("summary")) or _text(item.get("content_text"))
    number, tags = item.get("id"), item.get("tags")
    return _entry(
        url,
        number=str(number) if isinstance(number, str | int | float) else None,
        links=(item.get("url"), item.get("external_url")),
        title=plain(item.get("title"), "text/plain"),
        body=plain(body, "text/plain") or plain(item.get("content_html"), "text/html"),
        tags=tags if isinstance(tags, list) else (),
        published=date_of(None, item.get("date_published") or item.get("date_modified")),
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


# --- both ---------------------------------------------------------------------------


def _read(about: Any, url: str, entries: Iterable[Entry]) -> Read:
    told = [entry for entry in entries if entry["title"] or entry["link"]]
    count = Counter(entry["key"] for entry in told)
    unique: dict[str, Entry] = {}
    for entry in told:
        if count[entry["key"]] > 1:
            # An id that several entries have is none.
            entry["key"] = hashed(entry["key"] + entry["link_key"] + entry["title_key"])
        unique.setdefault(entry["key"], entry)
    # The newest first as far as dates tell; what has none stays in its order, behind them.
    ordered = sorted(unique.values(), key=lambda entry: entry["published"] or "", reverse=True)
    return {
        "kind": "feed",
        "title": shortened(one_line(plain(about.get("title"), "text/html")), 200),
        "site": address(about.get("link"), url),
        "entries": ordered[:MOST_ENTRIES],
        "feeds": [],
    }


def _entry(
    url: str,
    *,
    number: str | None,
    links: Iterable[Any],
    title: str,
    body: str,
    tags: Iterable[Any],
    published: datetime | None,
) -> Entry:
    link = next(filter(None, (address(one, url) for one in links)), "")
    title = one_line(title)
    told = one_line(body)
    when = published.astimezone(UTC).isoformat() if published else None
    known = number or link or f"{fold(title)} {when or ''} {'' if title else told}"
    return {
        "key": hashed(known),
        "link_key": link_key(link),
        "title_key": hashed(fold(title)) if title else "",
        "content_key": hashed(f"{title}\n{link}\n{told}"),
        "title": shortened(title or told, LONGEST_TITLE if title else 80),
        "link": link,
        "summary": shortened(told, LONGEST_SUMMARY) if title else "",
        "text": shortened(
            " ".join([title, *(one_line(str(tag)) for tag in tags if tag), told]).strip(), LONGEST_TEXT
        ),
        "published": when,
    }


# --- the program --------------------------------------------------------------------


def _documents(source: BinaryIO) -> Iterator[tuple[bytes, str, str]]:
    while line := source.readline():
        head = json.loads(line)
        yield source.read(head["size"]), head["url"], head["type"]


def main() -> None:
    """Answer every document on the input until it ends."""
    import feedparser  # noqa: F401 - before files can be opened no more
    import nh3  # noqa: F401

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    for data, url, content_type in _documents(sys.stdin.buffer):
        answer = json.dumps(read(data, url, content_type))
        sys.stdout.buffer.write(answer.encode() + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
