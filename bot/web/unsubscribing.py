"""The pages that links in e-mails lead to: to end e-mails, and to confirm an address.

    /unsubscribe/{token}    GET shows a page with one button; POST ends e-mails (RFC 8058: one click)
    /confirm/{token}        GET shows a page with one button; POST confirms the address

A GET changes nothing: programs that check the links in e-mails open them all. A POST looks first, and
waits for its turn to write only where there is something to change: a flood of them holds nobody up. The
pages need no script, name neither person nor address, and are for nobody to keep. They
speak the language of whoever was sent the link.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from aiohttp import web

from bot import mail, outbox
from bot.house import House
from bot.replies import Card
from bot.services.email import emails
from bot.services.links.seals import unseal
from bot.words import Message, _, speak
from storage.engine import Tx

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
_STYLE = (
    ":root{color-scheme:light dark}body{font:18px/1.5 system-ui,sans-serif;max-width:34rem;"
    "margin:15vh auto;padding:0 1rem}button{font:inherit;background:#2f6f6a;color:#fff;border:0;"
    "border-radius:8px;padding:.6rem 1.2rem;cursor:pointer}"
)
_CONFIRMED = _("Your address is confirmed. You can close this page.")
_OLD = _("This link is too old, or not whole. Please copy all of it from the e-mail, or ask for another one.")


def routes(house: House, committed: Callable[[], None]) -> list[web.RouteDef]:
    """The routes; `committed` is called when something waits to be sent."""
    pages = Unsubscribing(house, committed)
    return [
        web.get("/unsubscribe/{token}", pages.ask_to_stop),
        web.post("/unsubscribe/{token}", pages.stop),
        web.get("/confirm/{token}", pages.ask_to_confirm),
        web.post("/confirm/{token}", pages.confirm),
    ]


class Unsubscribing:
    """Answers those who follow a link in an e-mail."""

    def __init__(self, house: House, committed: Callable[[], None]) -> None:
        self._house = house
        self._committed = committed

    async def ask_to_stop(self, request: web.Request) -> web.Response:
        """The page with the button that ends e-mails."""
        number = self._number(request, emails.UNSUBSCRIBE)
        async with self._house.database.read() as tx:
            language = await self._language(tx, number)
        if number is None:
            return _page(language, _("Stop e-mails"), _OLD, status=404)
        said = _("You get no more e-mails when you press this button. In the chat all stays as it is.")
        return _page(language, _("Stop e-mails?"), said, button=_("Stop e-mails"))

    async def stop(self, request: web.Request) -> web.Response:
        """End e-mails, by the button or by one click in a mail program; a second time changes nothing."""
        number = self._number(request, emails.UNSUBSCRIBE)
        async with self._house.database.read() as tx:
            language = await self._language(tx, number)
            going = await emails.recipient(tx, number, confirming=False) if number else None
        if number is None:
            return _page(language, _("Stop e-mails"), _OLD, status=404)
        if going:
            await self._stop(number)
        said = _("You get no more e-mails. If that was not what you wanted, turn them on again in the chat.")
        return _page(language, _("Done"), said)

    async def _stop(self, number: int) -> None:
        async with self._house.database.write() as tx:
            if address := await emails.stop(tx, self._house.now(), number):
                await self._tell(tx, address.person_id, mail.stopped())
        self._committed()

    async def ask_to_confirm(self, request: web.Request) -> web.Response:
        """The page with the button that confirms an address, or says that it is confirmed already."""
        number = self._number(request, emails.CONFIRM)
        async with self._house.database.read() as tx:
            language = await self._language(tx, number)
            found = await emails.to_confirm(tx, self._house.now(), number) if number else None
        if found is None:
            return _page(language, _("Confirm your address"), _OLD, status=404)
        if found.confirmed_at:
            return _page(language, _("Done"), _CONFIRMED)
        said = _(
            "Press the button if it was you who gave this address. Else close the page, and nothing is sent."
        )
        return _page(language, _("Is this your address?"), said, button=_("Confirm this address"))

    async def confirm(self, request: web.Request) -> web.Response:
        """Confirm an address; a second time changes nothing."""
        number = self._number(request, emails.CONFIRM)
        async with self._house.database.read() as tx:
            language = await self._language(tx, number)
            found = await emails.to_confirm(tx, self._house.now(), number) if number else None
        # It may have been replaced by another in the meantime.
        if found is None or not (found.confirmed_at or await self._confirm(found.id)):
            return _page(language, _("Confirm your address"), _OLD, status=404)
        return _page(language, _("Done"), _CONFIRMED)

    async def _confirm(self, number: int) -> bool:
        async with self._house.database.write() as tx:
            found = await emails.confirm(tx, self._house.now(), number)
            if found and found[1]:
                await self._tell(tx, found[0].person_id, mail.confirmed(found[0].address))
        self._committed()
        return found is not None

    def _number(self, request: web.Request, purpose: str) -> int | None:
        return unseal(self._house.secret, purpose, request.match_info["token"])

    async def _language(self, tx: Tx, number: int | None) -> str:
        """The language of whoever was sent the link; the installation's where it is not known."""
        theirs = await emails.language_of(tx, number) if number else None
        return theirs or self._house.settings.language

    async def _tell(self, tx: Tx, person_id: int, card: Card) -> None:
        await outbox.tell(tx, self._house.now(), person_id, card, self._house.settings.language)


def _page(
    language: str, title: Message, said: Message, *, button: Message | None = None, status: int = 200
) -> web.Response:
    form = ""
    if button:
        form = f'<form method="post"><button>{escape(speak(button, language))}</button></form>'
    heading = escape(speak(title, language))
    body = (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{heading}</title><style>{_STYLE}</style></head>\n"
        f"<body><main><h1>{heading}</h1><p>{escape(speak(said, language))}</p>{form}</main></body>\n"
        "</html>\n"
    )
    return web.Response(text=body, status=status, content_type="text/html", headers=_HEADERS)
