"""Lists of feeds as OPML 2.0, which every reader of news gives and takes."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, ParseError, SubElement, indent, tostring

from bot.errors import NotUnderstood
from bot.services.news.feeds import canonical
from bot.words import _

MOST = 200


def read(data: bytes) -> list[str]:
    """The addresses of the feeds in a list, each once; at most `MOST`.

    What is no address is left out. Raises `NotUnderstood` for what is no such list.
    """
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise NotUnderstood(
            _("That is no OPML file. Your reader of news can export one."), field="file"
        ) from error
    found: dict[str, None] = {}
    for outline in root.iter("outline"):
        address = outline.get("xmlUrl") or outline.get("xmlurl") or ""
        try:
            found[canonical(address)] = None
        except NotUnderstood:
            continue
    if not found:
        raise NotUnderstood(_("There are no feeds in that file."), field="file")
    return list(found)[:MOST]


def written(title: str, feeds: Sequence[tuple[str, str, str]]) -> bytes:
    """A list of feeds, each with its title, address and site, as an OPML file."""
    root = Element("opml", version="2.0")
    SubElement(SubElement(root, "head"), "title").text = title
    body = SubElement(root, "body")
    for name, url, site in feeds:
        about = {"type": "rss", "text": name or url, "title": name or url, "xmlUrl": url}
        SubElement(body, "outline", about | ({"htmlUrl": site} if site else {}))
    indent(root)
    made: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return made
