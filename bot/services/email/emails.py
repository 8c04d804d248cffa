"""Addresses for e-mail: given, confirmed, stopped and taken back.

Nothing is sent to an address before whoever reads it has said yes, by the link
or by the code of six digits in the one e-mail that asks. A person has at most
one address that is confirmed; it stays in use until another one is confirmed.
How often confirmations are sent is limited for each person and for each address,
so that nobody is pestered through the bot. Numbers of addresses are long and
drawn, so that the links in old e-mails never fit a later address.
"""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, insert, or_, select, update

from bot.errors import Conflict
from bot.words import _
from storage.emails import EmailAddress as Row
from storage.emails import EmailConfirmation
from storage.engine import Tx
from storage.people import Person

UNSUBSCRIBE, CONFIRM = "unsubscribe", "confirm"
"""What the sealed numbers of addresses are for."""

MOST_A_DAY = 3
"""Confirmations that are sent in a day for one person, and to one address."""
MOST_TRIES = 5
"""Codes that may be typed for one confirmation."""
GOOD_FOR = timedelta(days=2)
"""How long a confirmation can be answered."""
MOST_REFUSALS = 3
"""After so many refusals in a row an address is not tried any more."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class EmailAddress:
    """An address of somebody's, and how it stands."""

    id: int
    person_id: int
    address: str
    asked_at: datetime
    confirmed_at: datetime | None
    stopped_at: datetime | None


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom an address belongs to: what an e-mail to it needs to know."""

    id: int
    address: str
    name: str
    language: str | None
    zone: str | None
    refused: int


_COLUMNS = (Row.id, Row.person_id, Row.address, Row.asked_at, Row.confirmed_at, Row.stopped_at)


async def of_person(tx: Tx, person_id: int) -> list[EmailAddress]:
    """A person's addresses: the confirmed one, if there is one, then the one that is not confirmed yet."""
    rows = await tx.execute(
        select(*_COLUMNS).where(Row.person_id == person_id).order_by(Row.confirmed_at.is_(None), Row.id)
    )
    return [EmailAddress(*row) for row in rows]


async def give(tx: Tx, now: datetime, person_id: int, address: str) -> int:
    """Note an address to be confirmed, in place of another that was not confirmed yet; returns its number.

    Raises `Conflict` where too many confirmations were sent today.
    """
    await _count_confirmation(tx, now, person_id, address)
    await tx.execute(delete(Row).where(Row.person_id == person_id, Row.confirmed_at.is_(None)))
    number = secrets.randbelow(2**53) + 1
    await tx.execute(insert(Row).values(id=number, person_id=person_id, address=address, asked_at=now))
    return number


async def _count_confirmation(tx: Tx, now: datetime, person_id: int, address: str) -> None:
    """Note that a confirmation is sent; raises `Conflict` for one too many."""
    mailbox = _mailbox(address)
    # The person's row is held, so that two requests at once are counted one after the other.
    await tx.execute(select(Person.id).where(Person.id == person_id).with_for_update())
    rows = await tx.execute(
        select(EmailConfirmation.person_id, EmailConfirmation.address).where(
            EmailConfirmation.sent_at > now - _DAY,
            or_(EmailConfirmation.person_id == person_id, EmailConfirmation.address == mailbox),
        )
    )
    sent = rows.all()
    mine = sum(row.person_id == person_id for row in sent)
    there = sum(row.address == mailbox for row in sent)
    if max(mine, there) >= MOST_A_DAY:
        raise Conflict(_("I have sent enough confirmations for today; please try again tomorrow."))
    await tx.execute(insert(EmailConfirmation).values(person_id=person_id, address=mailbox, sent_at=now))


def _mailbox(address: str) -> str:
    """Whose letter box an address most likely is: "Ada+news@example.org" is Ada's as much as "ada@…"."""
    local, _at, domain = address.rpartition("@")
    return f"{local.partition('+')[0].lower()}@{domain}"


def code_of(secret: bytes, number: int) -> str:
    """The code of six digits that confirms an address when it is typed."""
    digest = hmac.new(secret, f"code {CONFIRM} {number}".encode(), sha256).digest()
    return f"{int.from_bytes(digest[:8]) % 10**6:06d}"


async def confirm_by_code(
    tx: Tx, now: datetime, secret: bytes, person_id: int, code: str
) -> EmailAddress | None:
    """Confirm the person's new address if the code is right; None where it is not, which is counted.

    Raises `Conflict` where nothing is to be confirmed, or not by a code any more.
    """
    found = await tx.execute(
        select(*_COLUMNS, Row.tries)
        .where(Row.person_id == person_id, Row.confirmed_at.is_(None))
        .with_for_update()
    )
    row = found.first()
    if row is None or now - row.asked_at > GOOD_FOR:
        raise Conflict(
            _("There is no address of yours to be confirmed."), action=(_("Give one…"), "?email set")
        )
    if row.tries >= MOST_TRIES:
        raise Conflict(
            _("Too many codes were wrong. Use the link in the e-mail, or have another one sent."),
            action=(_("Send another…"), "?email set"),
        )
    digits = re.sub("[^0-9]", "", code)
    if not hmac.compare_digest(digits, code_of(secret, row.id)):
        await tx.execute(update(Row).where(Row.id == row.id).values(tries=Row.tries + 1))
        return None
    return await _confirm(tx, now, EmailAddress(*row[:6]))


async def to_confirm(tx: Tx, now: datetime, number: int) -> EmailAddress | None:
    """The address that a link asks to confirm; None where it cannot be confirmed any more."""
    found = await _of_number(tx, number)
    if found is None or (found.confirmed_at is None and now - found.asked_at > GOOD_FOR):
        return None
    return found


async def confirm(tx: Tx, now: datetime, number: int) -> tuple[EmailAddress, bool] | None:
    """Confirm an address by its link; returns it, and whether that is new. None as for `to_confirm`."""
    found = await to_confirm(tx, now, number)
    if found is None:
        return None
    if found.confirmed_at:
        return found, False
    return await _confirm(tx, now, found), True


async def _confirm(tx: Tx, now: datetime, address: EmailAddress) -> EmailAddress:
    """The address is the person's from now on, and takes the place of the one before."""
    await tx.execute(delete(Row).where(Row.person_id == address.person_id, Row.id != address.id))
    fresh = {"confirmed_at": now, "stopped_at": None, "refused": 0}
    await tx.execute(update(Row).where(Row.id == address.id).values(**fresh))
    return EmailAddress(address.id, address.person_id, address.address, address.asked_at, now, None)


async def stop(tx: Tx, now: datetime, number: int) -> EmailAddress | None:
    """Send nothing more to an address; returns it where that is new."""
    stopped = await tx.execute(
        update(Row)
        .where(Row.id == number, Row.confirmed_at.is_not(None), Row.stopped_at.is_(None))
        .values(stopped_at=now)
        .returning(*_COLUMNS)
    )
    row = stopped.first()
    return EmailAddress(*row) if row else None


async def start(tx: Tx, number: int) -> None:
    """Send to a confirmed address again."""
    await tx.execute(update(Row).where(Row.id == number).values(stopped_at=None, refused=0))


async def remove(tx: Tx, person_id: int) -> bool:
    """Forget all addresses of a person; returns whether there were any."""
    return bool((await tx.execute(delete(Row).where(Row.person_id == person_id))).rowcount)


async def recipient(tx: Tx, number: int, *, confirming: bool) -> Recipient | None:
    """Whom an address belongs to; None where nothing is to be sent to it.

    `confirming` asks for one that is not confirmed yet, else it has to be, and not stopped.
    """
    state = Row.confirmed_at.is_(None) if confirming else Row.confirmed_at.is_not(None)
    found = await tx.execute(
        select(Row.id, Row.address, Person.name, Person.language, Person.time_zone, Row.refused)
        .join(Person, Person.id == Row.person_id)
        .where(Row.id == number, Row.stopped_at.is_(None), state)
    )
    row = found.first()
    return Recipient(*row) if row else None


async def language_of(tx: Tx, number: int) -> str | None:
    """The language of whoever an address belongs to; None where it is not known, or the address is gone."""
    found = await tx.execute(
        select(Person.language).join(Row, Row.person_id == Person.id).where(Row.id == number)
    )
    return found.scalar()


async def taken(tx: Tx, number: int) -> None:
    """The mail server took a message for the address."""
    await tx.execute(update(Row).where(Row.id == number, Row.refused > 0).values(refused=0))


async def refused(tx: Tx, now: datetime, number: int) -> int | None:
    """The mail server refused the address. Returns the person who is to hear of it now.

    An address that is not confirmed is given up at once, a confirmed one after some times in a row.
    """
    counted = await tx.execute(
        update(Row)
        .where(Row.id == number, Row.stopped_at.is_(None))
        .values(refused=Row.refused + 1)
        .returning(Row.person_id, Row.confirmed_at, Row.refused)
    )
    row = counted.first()
    if row is None or (row.confirmed_at and row.refused < MOST_REFUSALS):
        return None
    await tx.execute(update(Row).where(Row.id == number).values(stopped_at=now))
    return int(row.person_id)


async def purge(tx: Tx, now: datetime) -> None:
    """Forget confirmations that count no more, and addresses that nobody confirmed."""
    await tx.execute(delete(EmailConfirmation).where(EmailConfirmation.sent_at <= now - _DAY))
    await tx.execute(delete(Row).where(Row.confirmed_at.is_(None), Row.asked_at < now - GOOD_FOR))


async def _of_number(tx: Tx, number: int) -> EmailAddress | None:
    found = await tx.execute(select(*_COLUMNS).where(Row.id == number))
    row = found.first()
    return EmailAddress(*row) if row else None
