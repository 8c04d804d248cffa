"""E-mail as an adapter: the port on one side, an SMTP server on the other.

It never receives. What it sends cannot be changed or taken back, so `edit` and
`delete` are content. An e-mail cannot be looked for either: a message whose
sending had no clear outcome is sent again under the same Message-ID, by which
mail servers and readers know that it is the same.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from urllib.parse import urlsplit

from aiosmtplib import SMTPException

from adapters.email import failures
from adapters.email.compose import MOST_BYTES, Letterhead, composed
from adapters.email.mailer import IDLE_SECONDS, MESSAGE_SECONDS, MOST_CONNECTIONS, Mailer
from adapters.email.server import Server, is_this_machine, sender_of
from bot.adapter import Adapter, Core, Health, Refused, Target
from bot.incoming import MessageRef
from bot.mail import Postbox
from bot.replies import Card, Reply
from bot.services.links.seals import installation
from bot.services.people.people import EMAIL
from bot.settings import Settings

_REMEMBERED = 1000


class EmailAdapter(Adapter):
    """One mail server; a target's account is the number of an address, which `postbox` knows."""

    name = EMAIL
    channels_at_once = MOST_CONNECTIONS
    send_seconds = MESSAGE_SECONDS + 20
    max_file_bytes = MOST_BYTES

    def __init__(self, core: Core, settings: Settings, postbox: Postbox, secret: bytes) -> None:
        url = settings.smtp.url.get_secret_value() if settings.smtp.url else ""
        self.seconds_between_posts = settings.smtp.seconds_between
        self._now = core.now
        self._postbox = postbox
        self._public_url = settings.public_url
        self._head = Letterhead(sender_of(settings.smtp), settings.command, installation(secret))
        self._server = Server.of(url)
        self.mailer = Mailer(self._server)
        self._taken: deque[str] = deque(maxlen=_REMEMBERED)

    async def prepare(self) -> None:
        """Nothing to make ready; connections are made when there is something to send."""

    async def run(self) -> None:
        """Receives nothing; hangs up on connections that are not used."""
        while True:
            await asyncio.sleep(IDLE_SECONDS)
            await self.mailer.tidy()

    async def close(self) -> None:
        """Hang up."""
        await self.mailer.close()

    def health(self) -> Health:
        """Whether the last e-mails could be handed over."""
        return Health(not self.mailer.trouble, self.mailer.trouble or "ready")

    async def check(self) -> list[Health]:
        """Connect and log in, and look at the address of links; sends nothing."""
        return [await self._checked_server(), self._checked_links()]

    async def _checked_server(self) -> Health:
        where = f"{self._server.host}:{self._server.port}"
        try:
            smtp = await self.mailer.connect()
        except failures.NotSafe:
            return Health(False, f"{where} offers no TLS, so the password is not sent; use smtps://")
        except (SMTPException, OSError) as error:
            told = failures.before_message(error)
            return Health(False, f"{where}: {told}; is smtp.url right, and may this machine connect there?")
        safe = smtp.get_transport_info("sslcontext") is not None
        with suppress(SMTPException, OSError):
            await smtp.quit()
        login = "logged in" if self._server.user else "no login"
        return Health(True, f"{where} answers, {'encrypted' if safe else 'not encrypted'}, {login}")

    def _checked_links(self) -> Health:
        told = f"links in e-mails lead to {self._public_url}"
        if is_this_machine(urlsplit(self._public_url).hostname or ""):
            return Health(
                False, f"{told}, where only you can open them; set web.url to this server's address"
            )
        if not self._public_url.startswith("https://"):
            told += "; mail programs end e-mails by one click over https:// only"
        return Health(True, told)

    async def send(self, target: Target, reply: Reply, key: str) -> MessageRef:
        """Send a card to an address, if it is still wanted there."""
        if not isinstance(reply, Card):
            raise Refused("not_a_card", "Only cards can be sent.")
        recipient = await self._postbox.recipient(target)
        if recipient is None:
            raise Refused("address_gone", "No e-mail is wanted there any more.")
        # In a thread, for an attachment of megabytes takes a while to be encoded.
        message = await asyncio.to_thread(composed, self._head, recipient, reply, key, self._now())
        try:
            await self.mailer.send(self._head.sender.addr_spec, recipient.address, message)
        except Refused as error:
            if error.code == failures.ADDRESS_REFUSED:
                await self._postbox.refused(target)
            raise
        self._taken.append(key)
        if recipient.refused:
            await self._postbox.taken(target)
        return MessageRef(self.name, target.workspace, target.account, key)

    async def find(self, target: Target, key: str) -> MessageRef | None:
        """The message, where this process saw the server take it; else to send it again is all there is."""
        return MessageRef(self.name, target.workspace, target.account, key) if key in self._taken else None

    async def edit(self, message: MessageRef, reply: Reply) -> None:
        """An e-mail cannot be changed."""

    async def delete(self, message: MessageRef) -> None:
        """An e-mail cannot be taken back."""
