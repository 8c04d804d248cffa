"""Every request comes through here, whatever the platform and however it was made.

    understood? → seen before? → person, place, community → `bot.carry_out`

All but the first step is one transaction: an answer commits it, an exception
rolls it back. First contact is a transaction of its own before it (`bot.first_contact`).
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from time import perf_counter

import structlog

from bot import corrections, forms
from bot.adapter import Adapter, Journey, Outcome
from bot.carry_out import carry_out, settle_community
from bot.errors import DomainError, NotFound
from bot.files.fetching import Fetching, Given
from bot.files.keeping import Keeping
from bot.first_contact import FirstContact, meet, standing_of
from bot.house import House
from bot.illustrate import illustrated
from bot.incoming import Called, Completing, FileRef, Incoming, OnMessage, Replied
from bot.metrics import REQUESTS, SECONDS
from bot.missed import with_missed
from bot.noticing import count_reply
from bot.refusals import away, fault, refused
from bot.replies import Card, Choice, resolved
from bot.request import Request, Work, request_of
from bot.services import inbox
from bot.services.library.blobs import Blobs
from bot.services.people.standing import Account
from bot.understand import Asked, DraftStep, understand
from bot.values import choices_for
from bot.words import speak
from storage.engine import Tx, is_away

log = structlog.get_logger()

COMPLETION_SECONDS = 2.0


@dataclass
class _Turn:
    """One request on its way: what came, what is meant, and what has been found out about it."""

    incoming: Incoming
    asked: Asked | DraftStep | None = None
    request: Request | None = None
    files: tuple[Given, ...] = ()

    @property
    def name(self) -> str:
        if self.asked is None:
            return "?"
        return self.asked.command.path if isinstance(self.asked, Asked) else "form"


class Dispatcher:
    """The core as adapters see it (`bot.adapter.Core`).

    `committed` is called after each transaction that may have left something in the outbox.
    """

    def __init__(self, house: House) -> None:
        self.registry = house.registry
        self.adapters: dict[str, Adapter] = {}
        self.committed: Callable[[], None] = lambda: None
        self.journey: Journey | None = None
        self.blobs = Blobs(house.settings.files_at)
        self.keeping = Keeping(house.database, self.blobs, house.now)
        self._fetching = Fetching(self.keeping, house.settings.files)
        self._house = house

    def now(self) -> datetime:
        """The moment, in UTC."""
        return self._house.now()

    def is_private(self, incoming: Incoming) -> bool:
        """Whether the answer will be private; a mistake is always answered in private."""
        try:
            asked = understand(self.registry, incoming.what)
        except DomainError:
            return True
        return not isinstance(asked, Asked) or asked.command.private

    async def handle(self, incoming: Incoming) -> Outcome:
        """Do what was asked and say the answer."""
        began = perf_counter()
        turn = _Turn(incoming)
        try:
            turn.asked = understand(self.registry, incoming.what)
            outcome = await self._handle(turn, turn.asked)
            result = "ok" if outcome.reply else "repeated"
        except DomainError as error:
            result = type(error).__name__
            outcome = await self._refusal(turn, error)
        except Exception as error:  # noqa: BLE001 - logged there
            result, card = _failure(turn, error)
            outcome = Outcome(resolved(card, self._language(turn)))
        self._count(turn, result, perf_counter() - began)
        return outcome

    async def complete(self, completing: Completing) -> list[Choice]:
        """Suggestions for a value that is being typed; none for somebody whom nobody has met."""
        try:
            async with asyncio.timeout(COMPLETION_SECONDS), self._house.database.read() as tx:
                return await self._complete(tx, completing)
        except (FirstContact, DomainError):
            return []
        except Exception:
            log.exception("completion failed", command=" ".join(completing.path))
            return []

    async def noticed(self, replied: Replied) -> None:
        """Count a reply in the thread of a card, and have the card say so."""
        try:
            if await count_reply(self._house.database, self._house.now, replied):
                self.committed()
        except Exception:
            log.exception("a reply was not counted", platform=replied.message.platform)

    async def _handle(self, turn: _Turn, asked: Asked | DraftStep) -> Outcome:
        adapter = self.adapters.get(turn.incoming.who.platform)
        turn.files = await self._fetching.fetch(adapter, _files(turn.incoming, asked))
        for _attempt in range(3):
            try:
                async with self._house.database.write() as tx:
                    outcome = await self._in_transaction(tx, turn, asked)
            except FirstContact:
                await meet(self._house, adapter, turn.incoming)
                continue
            self.committed()
            most = adapter.max_file_bytes if adapter else 0
            return await illustrated(outcome, self.blobs, most, self._language(turn))
        raise RuntimeError("what was written at first contact is not found again")

    async def _in_transaction(self, tx: Tx, turn: _Turn, asked: Asked | DraftStep) -> Outcome:
        work, incoming = self._house.work(tx), turn.incoming
        if not await inbox.take(tx, work.now, incoming.who.platform, incoming.id):
            return Outcome(None)
        turn.request = await self._request(work, incoming, asked)
        turn.request.files = turn.files
        adapter = self.adapters.get(incoming.who.platform)
        outcome = await carry_out(turn.request, asked, adapter.max_form_fields if adapter else 100)
        return await with_missed(turn.request, outcome, adapter.opening if adapter else "")

    async def _request(self, work: Work, incoming: Incoming, asked: Asked | DraftStep) -> Request:
        """Who asks, and where; raises `FirstContact` where that must be written down before."""
        found = await standing_of(work.tx, work.now, incoming)
        help_ = self.registry.groups["help"].commands["show"]
        command = asked.command if isinstance(asked, Asked) else help_
        return request_of(work, incoming, command, found, administrator=self._administers(found.account))

    def _administers(self, account: Account) -> bool:
        named = self._house.settings.administrators
        if not named:
            return account.administers
        return f"{account.platform}:{account.workspace}:{account.id}" in named

    async def _complete(self, tx: Tx, completing: Completing) -> list[Choice]:
        called = Called(completing.path, completing.values)
        incoming = Incoming("", completing.who, completing.where, called)
        asked = understand(self.registry, called)
        if not isinstance(asked, Asked):
            return []
        for parameter in asked.command.parameters:
            if parameter.name == completing.parameter:
                # What the platform tells of the account is looked at when something is done.
                who = replace(completing.who, details_known=False)
                request = await self._request(self._house.work(tx), replace(incoming, who=who), asked)
                request.given = dict(asked.values)
                await settle_community(request, asked.command)
                found = await choices_for(request, parameter, completing.typed)
                return [resolved(choice, request.language) for choice in found]
        return []

    async def _refusal(self, turn: _Turn, error: DomainError) -> Outcome:
        language = self._language(turn)
        card = refused(error, self.registry, correct=await self._correction(turn, error))
        fields = ((error.field, speak(error.message, language)),) if error.field else ()
        return Outcome(resolved(card, language), field_errors=fields)

    async def _correction(self, turn: _Turn, error: DomainError) -> str | None:
        """The action that opens a form with what was refused, where that is offered."""
        adapter, request = self.adapters.get(turn.incoming.who.platform), turn.request
        if request is None or adapter is None:
            return None
        if not corrections.is_offered(error, turn.incoming.what, adapter):
            return None
        try:
            async with self._house.database.write() as tx:
                draft = await corrections.kept(tx, request, turn.incoming.what, turn.asked)
        except NotFound:
            return None
        except Exception:
            # The refusal is still to be said.
            log.exception("form with a mistake was not kept", command=turn.name)
            return None
        return f"{forms.PREFIX} {draft} 0" if draft else None

    def _language(self, turn: _Turn) -> str:
        if turn.request:
            return turn.request.language
        return turn.incoming.who.language or self._house.settings.language

    def _count(self, turn: _Turn, result: str, seconds: float) -> None:
        platform = turn.incoming.who.platform
        REQUESTS.labels(platform, turn.name, result).inc()
        SECONDS.labels(platform).observe(seconds)
        log.info("request", platform=platform, command=turn.name, result=result, ms=round(seconds * 1000, 1))


def _files(incoming: Incoming, asked: Asked | DraftStep) -> tuple[FileRef, ...]:
    """The files to fetch; those of a picked message only for the entry that keeps them."""
    picked = isinstance(incoming.what, OnMessage)
    wanted = not picked or (isinstance(asked, Asked) and asked.command.keeps_files)
    return incoming.files if wanted else ()


def _failure(turn: _Turn, error: Exception) -> tuple[str, Card]:
    """Log what should not have happened; returns the result's name and the answer."""
    if is_away(error):
        log.warning("database is away; request not done", command=turn.name, error=type(error).__name__)
        return "away", away()
    reference = secrets.token_hex(4)
    log.exception("request failed", command=turn.name, reference=reference)
    return "fault", fault(reference)
