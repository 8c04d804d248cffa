"""How documents and their versions are drawn, wherever they are shown."""

from __future__ import annotations

from bot.grammar import line
from bot.replies import Bold, Button, Choice, Content, Entry, Inline, Link, Select
from bot.request import Request
from bot.services.items import ratings
from bot.services.items.items import Full
from bot.services.library.documents import Version
from bot.services.library.filetypes import size_in_words
from bot.services.library.library import Listed
from bot.words import Message, _, plural


def what(version: Version) -> Content:
    """A version in a line: the address, or the file with its size."""
    if version.url:
        return (Link(version.url, version.url),)
    return (Bold(version.name), f" ({size_in_words(version.size)})")


def get_buttons(number: int, version: Version) -> tuple[Button, ...]:
    """The button that gets the file; none for an address."""
    if version.url:
        return ()
    return (Button(_("Download"), line("doc download", number), "primary"),)


def rate_menu(number: int) -> Select:
    """The choice of a rating."""
    choices = tuple(Choice("★" * n + "☆" * (ratings.MOST - n), str(n)) for n in range(ratings.MOST, 0, -1))
    return Select(_("Rate it"), line("doc rate", number), choices)


def said_of(mean: float, count: int) -> Message:
    """What the ratings come to, in words."""
    if not count:
        return _("Nobody has rated it yet.")
    return plural("{mean} of 5 ({n} rating)", "{mean} of 5 ({n} ratings)", count, mean=f"★ {mean:.1f}")


def version_entry(request: Request, full: Full, one: Version) -> Entry:
    """A version as a row of a document's versions."""
    title: Content = (Bold(_("Version {number}", number=one.number)), " · ", *what(one))
    detail: list[Inline] = [one.author_name or _("somebody"), " · ", request.when(one.at)]
    if one.change:
        detail += ["\n", one.change]
    button = Button(_("Download"), line("doc download", full.id, one.number)) if one.sha256 else None
    return Entry(title, tuple(detail), button)


def row(request: Request, one: Listed) -> Entry:
    """A document as a row of the library."""
    detail: list[Inline] = [one.author_name or _("somebody"), " · ", request.when(one.updated_at)]
    if one.ratings:
        detail += [" · ", said_of(one.mean, one.ratings)]
    return Entry((Bold(one.title), f" #{one.id}"), tuple(detail), Button(_("Show"), line("doc show", one.id)))
