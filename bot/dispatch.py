"""Every request comes through here, whatever the platform and however it was made.

    understood? → seen before? → person, place, community → `bot.carry_out`

All but the first step is one transaction: an answer commits it, an exception
rolls it back. First contact (a person, an account, a membership in an open
community) is a transaction of its own before it; so what somebody does first,
an anonymous vote say, is not written together with who they are.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from time import perf_counter

import structlog

from bot import forms
from bot.adapter import Adapter, Journey, Outcome
from bot.carry_out import carry_out, settle_community
from bot.errors import DomainError, NotFound
from bot.files.fetching import Fetching, Given
from bot.files.keeping import Keeping
from bot.house import House
from bot.illustrate import illustrated
from bot.incoming import Called, Completing, FileRef, Incoming, OnMessage, Replied, Submitted, What, Who
from bot.metrics import REQUESTS, SECONDS
from bot.missed import with_missed
from bot.noticing import count_reply
from bot.permissions import Role
from bot.refusals import away, fault, refused
from bot.replies import MAX_ACTION, Card, Choice, resolved
from bot.request import Request
from bot.services import inbox
from bot.services.communities import membership
from bot.services.library.blobs import Blobs
from bot.services.people import standing
from bot.services.people.standing import Account, Standing
from bot.services.text import one_line
from bot.times.times import zone_named
from bot.understand import Asked, DraftStep, understand
from bot.values import choices_for
from bot.words import language_named, speak
from storage.engine import Tx, is_away

log = structlog.get_logger()

COMPLETION_SECONDS = 2.0


class _FirstContact(Exception):
    """The person, what is known of the account, or the membership has to be written down first.

    No error: it sends the request round once more.
    """


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
        except (_FirstContact, DomainError):
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
            except _FirstContact:
                await self._meet(turn.incoming)
                continue
            self.committed()
            most = adapter.max_file_bytes if adapter else 0
            return await illustrated(outcome, self.blobs, most, self._language(turn))
        raise RuntimeError("what was written at first contact is not found again")

    async def _in_transaction(self, tx: Tx, turn: _Turn, asked: Asked | DraftStep) -> Outcome:
        now, incoming = self._house.now(), turn.incoming
        if not await inbox.take(tx, now, incoming.who.platform, incoming.id):
            return Outcome(None)
        turn.request = await self._request(tx, now, incoming, asked)
        turn.request.files = turn.files
        adapter = self.adapters.get(incoming.who.platform)
        outcome = await carry_out(turn.request, asked, adapter.max_form_fields if adapter else 100)
        return await with_missed(turn.request, outcome, adapter.opening if adapter else "")

    async def _request(self, tx: Tx, now: datetime, incoming: Incoming, asked: Asked | DraftStep) -> Request:
        """Who asks, and where; raises `_FirstContact` where that must be written down before."""
        who, where = incoming.who, incoming.where
        found = await standing.look_up(tx, who.platform, who.workspace, who.id, where.channel)
        if found is None or _joins_here(found) or _has_changed(found, who, now):
            raise _FirstContact
        here, administers = found.community, self._administers(found.account)
        if here and (here.suspended or (here.private and not (found.role or administers))):
            # What somebody may not see does not exist for them, even in its own channel.
            here = None
        help_ = self.registry.groups["help"].commands["show"]
        return Request(
            tx=tx,
            now=now,
            settings=self._house.settings,
            secret=self._house.secret,
            registry=self.registry,
            incoming=incoming,
            command=asked.command if isinstance(asked, Asked) else help_,
            person=found.person,
            account=found.identity_id,
            role=found.role if here else Role.NOBODY,
            administrator=administers,
            here=here,
            missed=found.missed,
        )

    def _administers(self, account: Account) -> bool:
        named = self._house.settings.administrators
        if not named:
            return account.administers
        return f"{account.platform}:{account.workspace}:{account.id}" in named

    async def _meet(self, incoming: Incoming) -> None:
        """Write down whoever this is, what the platform tells of them, and that they belong here."""
        who, channel = incoming.who, incoming.where.channel
        adapter = self.adapters.get(who.platform)
        if not who.details_known and adapter:
            who = await adapter.describe(who)
        language, time_zone = language_named(who.language or ""), zone_named(who.time_zone or "")
        async with self._house.database.write() as tx:
            now = self._house.now()
            found = await standing.look_up(tx, who.platform, who.workspace, who.id, channel)
            if found is None:
                await standing.introduce(
                    tx,
                    _account(who),
                    now,
                    language=language,
                    time_zone=time_zone,
                    same_everywhere=who.same_everywhere,
                )
                found = await standing.look_up(tx, who.platform, who.workspace, who.id, channel)
            else:
                account = _account(who) if who.details_known else found.account
                await standing.keep_up(tx, found, account, now, language=language, time_zone=time_zone)
            if found and found.community and _joins_here(found):
                await membership.add(tx, now, found.community.id, found.person.id)

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
                request = await self._request(tx, self._house.now(), replace(incoming, who=who), asked)
                request.given = dict(asked.values)
                await settle_community(request, asked.command)
                found = await choices_for(request, parameter, completing.typed)
                return [resolved(choice, request.language) for choice in found]
        return []

    async def _refusal(self, turn: _Turn, error: DomainError) -> Outcome:
        language = self._language(turn)
        card = refused(error, self.registry, correct=await self._correction(turn))
        fields = ((error.field, speak(error.message, language)),) if error.field else ()
        return Outcome(resolved(card, language), field_errors=fields)

    async def _correction(self, turn: _Turn) -> str | None:
        """The action that opens a form again which was sent with a mistake, where it does not stay open."""
        adapter, request = self.adapters.get(turn.incoming.who.platform), turn.request
        if request is None or adapter is None or adapter.keeps_forms_open:
            return None
        try:
            async with self._house.database.write() as tx:
                draft = await _kept(tx, request, turn.incoming.what, turn.asked)
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


def _account(who: Who) -> Account:
    name = one_line(who.name)[:200] or who.handle or who.id
    avatar = who.avatar if who.avatar and len(who.avatar) <= 500 else None
    return Account(
        who.platform, who.workspace, who.id, name, one_line(who.handle)[:200], avatar, who.administers
    )


def _joins_here(found: Standing) -> bool:
    """Whether somebody becomes a member by writing here: in an open community's channel."""
    here = found.community
    return here is not None and not (here.private or here.suspended or found.role)


def _has_changed(found: Standing, who: Who, now: datetime) -> bool:
    """Whether what the platform tells of the account is new, or so old that it should be asked again."""
    if who.details_known and _account(who) != found.account:
        return True
    return now - found.seen_at >= standing.STALE_AFTER


async def _kept(tx: Tx, request: Request, what: What, asked: Asked | DraftStep | None) -> str | None:
    """Keep what a form was sent with; returns the draft's number, None where nothing was sent."""
    if isinstance(asked, DraftStep):
        _action, before = await forms.kept(tx, request.person.id, asked.draft)
        await forms.keep_more(tx, asked.draft, {**before, **(asked.answers or {})})
        return asked.draft
    if isinstance(what, Submitted) and len(what.action) <= MAX_ACTION:
        return await forms.keep(tx, request.now, request.person.id, what.action, what.values)
    return None
