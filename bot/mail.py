"""What e-mails are sent to: the core's side of addresses, for the adapter that sends.

In the outbox an address is only a number, and is looked up when its turn comes:
what waits for somebody who has stopped e-mails in the meantime does not go out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from yarl import URL

from bot import outbox
from bot.adapter import Target
from bot.grammar import line
from bot.house import House
from bot.replies import Bold, Button, Buttons, Card, Code, LinkButton, Note, Paragraph, text
from bot.services.email import emails
from bot.services.links.seals import seal
from bot.services.people.people import EMAIL
from bot.settings import Settings
from bot.words import _

CONFIRMING = "confirm"
"""The workspace of e-mails that ask for a confirmation: only they go to an address without one."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom an e-mail is for.

    `unsubscribe` is where one click ends them, "" where there are none to end yet. `zone` is the
    recipient's own, None where it is not known. `refused` is how often in a row the address was refused.
    """

    address: str
    name: str
    language: str
    zone: str | None
    unsubscribe: str
    refused: int = 0


class Postbox:
    """What the adapter may ask about addresses. `committed` is called when something waits to be sent."""

    def __init__(self, house: House, committed: Callable[[], None]) -> None:
        self._house = house
        self._committed = committed

    async def recipient(self, target: Target) -> Recipient | None:
        """Whom a message goes to; None where no e-mail is wanted there any more."""
        confirming = target.workspace == CONFIRMING
        async with self._house.database.read() as tx:
            found = await emails.recipient(tx, int(target.account), confirming=confirming)
        if found is None:
            return None
        language = found.language or self._house.settings.language
        if confirming:
            # Somebody who has not asked for it gets nothing that somebody else wrote, be it a name.
            return Recipient(found.address, "", language, found.zone, "")
        url = _link(self._house.settings, self._house.secret, emails.UNSUBSCRIBE, found.id)
        return Recipient(found.address, found.name, language, found.zone, url, found.refused)

    async def taken(self, target: Target) -> None:
        """The mail server took a message for that address."""
        async with self._house.database.write() as tx:
            await emails.taken(tx, int(target.account))

    async def refused(self, target: Target) -> None:
        """The mail server will not have that address: its owner hears of it, and it is not tried for ever."""
        async with self._house.database.write() as tx:
            now = self._house.now()
            owner = await emails.refused(tx, now, int(target.account))
            if owner is not None:
                language = self._house.settings.language
                await outbox.tell(tx, now, owner, _refused(target.workspace == CONFIRMING), language)
        self._committed()


def _refused(confirming: bool) -> Card:
    again = Button(_("Give another…"), "?email set", "primary")
    if confirming:
        said = _("The mail server did not take your address. Is it written right?")
    else:
        said = _("The mail server refuses your address, so I write to you here from now on.")
    return text(said, buttons=(again,))


def _link(settings: Settings, secret: bytes, purpose: str, number: int) -> str:
    return str(URL(f"{settings.public_url}/{purpose}/{seal(secret, purpose, number)}"))


def confirmation(settings: Settings, secret: bytes, number: int) -> Card:
    """What is sent to an address before anything else is: a link and a code that confirm it."""
    url = _link(settings, secret, emails.CONFIRM, number)
    command = Code(f"/{settings.command} {line('email confirm', emails.code_of(secret, number))}")
    return Card(
        (
            Paragraph((_("Somebody asked me to send what is new in their communities to this address."),)),
            Paragraph((_("If that was you, open this page and press the button on it:"),)),
            Buttons((LinkButton(_("Confirm this address"), url),)),
            Paragraph((_("Or type this where you talk to me: {command}", command=command),)),
            Note((_("If it was not you, do nothing. Nothing else is sent here then."),)),
        ),
        title=_("Is this your address?"),
    )


def confirming(number: int) -> Target:
    """Where a confirmation goes."""
    return Target(EMAIL, CONFIRMING, account=str(number))


def confirmed(address: str) -> Card:
    """What somebody is told whose address is confirmed."""
    return Card(
        (
            Paragraph((_("{address} is confirmed. What goes there is up to you.", address=Bold(address)),)),
            Buttons((Button(_("Choose…"), "alerts show", "primary"), Button(_("Test it"), "email test"))),
        ),
        tone="good",
    )


def stopped() -> Card:
    """What somebody is told whose e-mails are stopped."""
    return text(
        _("You get no more e-mails. What they would have said I write to you in the chat."),
        buttons=(Button(_("Turn on again"), "email start"), Button(_("Alerts"), "alerts show")),
    )
