"""What feeds say, made plain: text without markup, addresses, dates, and hashes to know entries by."""

from __future__ import annotations

import hashlib
import html
import re
from calendar import timegm
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

LONGEST_ADDRESS = 2000
_LONGEST_MARKUP = 200_000
_BREAKS = re.compile(r"</?(?:br|hr|p|div|li|h[1-6]|tr|td|th|blockquote|pre)\b[^<>]*>", re.IGNORECASE)
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_cid|mc_eid|ref_src")
_LINE_ENDS = re.compile(r"[\t\r\n]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_EARLIEST, _LATEST = 1970, 2200


def plain(value: Any, kind: str | None) -> str:
    """The words of a text of that type ("text/html"), with a space between blocks."""
    if not isinstance(value, str):
        return ""
    if kind == "text/plain":
        return value
    import nh3

    spaced = _BREAKS.sub(" ", value[:_LONGEST_MARKUP])
    return html.unescape(nh3.clean(spaced, tags=set(), clean_content_tags={"script", "style"}))


def address(value: Any, base: str) -> str:
    """An address in full, in characters that every platform links; empty for any but http and https."""
    if not isinstance(value, str) or not value.strip():
        return ""
    try:
        parts = urlsplit(urljoin(base, _LINE_ENDS.sub("", value.strip())))
        host = (parts.hostname or "").encode("idna").decode()
        port = f":{parts.port}" if parts.port else ""
    except (ValueError, UnicodeError):
        return ""
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
        return ""
    host = f"[{host}]" if ":" in host else host
    path, query, fragment = (
        quote(one.encode("utf-8", "ignore"), safe="/%:=&?~+!$,;'@()*[]") for one in parts[2:5]
    )
    found = urlunsplit((parts.scheme, f"{host}{port}", path, query, fragment))
    return found if len(found) <= LONGEST_ADDRESS else ""


def link_key(link: str) -> str:
    """The hash of an address as far as it tells two pages apart: no scheme, no "www.", nothing that counts
    readers; empty for none.
    """
    if not link:
        return ""
    parts = urlsplit(link)
    asked = [
        pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0])
    ]
    host = parts.netloc.lower().removeprefix("www.")
    return hashed(f"{host}{parts.path.rstrip('/')}?{urlencode(asked)}#{parts.fragment}")


def hashed(content: str | bytes) -> str:
    """32 characters that stand for a text, or for what a server sent."""
    data = content.encode("utf-8", "replace") if isinstance(content, str) else content
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def date_of(parsed: Any, written: Any) -> datetime | None:
    """The moment of an entry, in UTC: as it was taken apart already, else from what is written.

    None where there is no date, or none that can be one.
    """
    try:
        found = datetime.fromtimestamp(timegm(parsed), UTC) if parsed else _written(written)
    except (ValueError, OverflowError, OSError, TypeError):
        return None
    return found if found and _EARLIEST < found.year < _LATEST else None


def _written(text: Any) -> datetime | None:
    """A date in words or numbers of English; without a zone it is in UTC."""
    if not isinstance(text, str) or not (len(text) <= 60 and _YEAR.search(text)):
        return None
    from dateutil import parser

    found = parser.parse(text.strip(), default=datetime(2000, 1, 1))  # noqa: DTZ001 - placed in UTC below
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
