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
_NUMBERS = re.compile(
    r"(?P<year>\d{4})(?P<sep>[-/.]?)(?P<month>\d\d)(?:(?P=sep)(?P<day>\d\d))?"
    r"(?:[T ](?P<hour>\d\d):?(?P<minute>\d\d))?(?!\d)"
)
_EARLIEST, _LATEST = 1970, 2200
_LONGEST_DATE = 60


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
    # What is far too long is not even looked at: to encode a host takes the square of its length.
    if not isinstance(value, str) or not value.strip() or len(value) > 2 * LONGEST_ADDRESS:
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
    """The moment of an entry, in UTC: from what is written in ISO 8601, else as it was taken apart already,
    else from what is written in words.

    None where there is no date, or none that can be one.
    """
    text = written.strip() if isinstance(written, str) and len(written) <= _LONGEST_DATE else ""
    try:
        # Whoever took it apart knows only the commonest forms of ISO 8601, and drops the hour of the others.
        found = _iso(text) or _otherwise(text, parsed)
    except (ValueError, OverflowError, OSError, TypeError):
        return None
    return found if found and _EARLIEST < found.year < _LATEST else None


def _otherwise(text: str, parsed: Any) -> datetime | None:
    """A date that is not written in ISO 8601; raises `ValueError` for one that cannot be."""
    numbers = _NUMBERS.match(text)
    if numbers:
        # Whoever took it apart makes January of the thirteenth month.
        parts = {name: int(value) for name, value in numbers.groupdict("1").items() if name != "sep"}
        datetime(**parts, tzinfo=UTC)
    # And of 2026/11/18 the first day of the month.
    if parsed and not (numbers and numbers["sep"] in ("/", ".")):
        return datetime.fromtimestamp(timegm(parsed), UTC)
    return _spoken(text)


def _iso(text: str) -> datetime | None:
    """A date in ISO 8601, such as 20261118T100000Z or 2026-W47-3; without a zone it is in UTC."""
    from dateutil.parser import isoparser

    try:
        return _in_utc(isoparser(sep="T").isoparse(text))
    except ValueError:
        return None


def _spoken(text: str) -> datetime | None:
    """A date in words or numbers of English; without a zone it is in UTC."""
    if not _YEAR.search(text):
        return None
    from dateutil import parser

    return _in_utc(parser.parse(text, default=datetime(2000, 1, 1)))  # noqa: DTZ001 - placed in UTC there


def _in_utc(found: datetime) -> datetime:
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
