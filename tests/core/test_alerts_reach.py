"""Where alerts go, and what they have taken over: by e-mail, beside what is told directly, from old tables."""

from __future__ import annotations

import typing
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from commands.alerts.group import SOON, SOON_LABELS, WAYS
from commands.alerts.setting import Soon
from storage import migrate
from storage.engine import Database
from tests.adapters.email_core import chat_with_mail, with_address
from tests.databases import PostgresqlServer
from tests.drivers.paper import PaperChat
from tests.scenes import number, open_community
from tests.servers.mail import MailServer


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with MailServer() as opened:
        yield opened


@pytest.fixture
async def mailing(database: Database, tmp_path: Path, server: MailServer) -> AsyncIterator[PaperChat]:
    async with chat_with_mail(database, tmp_path, server) as opened:
        yield opened


async def now(chat: PaperChat) -> None:
    await chat.passes(timedelta(0))
    await chat.deliverer.send_due()


@pytest.mark.parametrize(("way", "mails", "directly"), [("dm", 0, 1), ("email", 1, 0), ("both", 1, 1)])
async def test_an_answer_comes_the_way_that_was_chosen(
    mailing: PaperChat, server: MailServer, way: str, mails: int, directly: int
) -> None:
    await open_community(mailing, "Data Standards", "bob", "carol")
    await with_address(mailing, server, "bob")
    said = await mailing.says("bob", f"/alerts by {way}")
    assert "no confirmed e-mail address" not in said
    asked = number(await mailing.says("bob", '/ask new "Who has tried caddies?"'))
    await mailing.says("carol", f'/ask answer {asked} "We did."')
    await now(mailing)
    assert len(server.mails) == mails
    assert ["We did." in one for one in server.mails and [server.mails[0].text]] == [True] * mails
    told = [one for one in await mailing.channel("@bot", by="bob") if "answered your question" in one]
    assert len(told) == directly


async def test_without_a_confirmed_address_it_comes_directly_and_says_how_to_change_that(
    mailing: PaperChat, server: MailServer
) -> None:
    await open_community(mailing, "Data Standards", "bob", "carol")
    said = await mailing.says("bob", "/alerts by email")
    assert "Until then I write to you directly" in said
    form = await mailing.presses("bob", "Give one…", said)
    assert form is not None
    assert "Address" in form
    asked = number(await mailing.says("bob", '/ask new "Who has tried caddies?"'))
    await mailing.says("carol", f'/ask answer {asked} "We did."')
    await now(mailing)
    assert server.mails == []
    assert "answered your question" in await mailing.told("bob")


async def test_where_there_is_no_mail_at_all_it_says_so(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    assert "sends no e-mail" in await chat.says("bob", "/alerts by both")


async def test_who_comes_to_an_event_and_follows_it_hears_of_a_change_once(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol", "dave")
    echo = await chat.says("carol", '/event new "Caddy workshop" when: "2026-12-01 15:00 for 2 hours"')
    made = await chat.presses("carol", "Yes, post it", echo)
    assert made is not None
    event = number(made)
    for who in ("bob", "dave"):
        await chat.says(who, f"/alerts follow {event}")
    await chat.says("bob", f"/event rsvp {event} yes")
    await chat.says("carol", f"/event cancel {event}")
    await now(chat)
    for who in ("bob", "dave"):
        told = [one for one in await chat.channel("@bot", by=who) if "cancelled" in one]
        assert len(told) == 1, who


async def test_who_came_hears_of_the_notes_once(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol", "dave")
    echo = await chat.says("carol", '/event new "Clinic" "tomorrow 15:00 for 1 hour"')
    made = await chat.presses("carol", "Yes, post it", echo)
    assert made is not None
    event = number(made)
    for who in ("bob", "dave"):
        await chat.says(who, "/alerts set now kind: page")
    await chat.says("bob", f"/event rsvp {event} yes")
    await chat.passes(timedelta(days=2))
    await chat.says("carol", f'/event notes {event} title: "What we said" text: "All is well."')
    await chat.passes(timedelta(minutes=10))
    assert "New page" in await chat.told("dave")
    assert "There are notes of" in await chat.told("bob")
    assert "New page" not in await chat.told("bob")


def test_every_choice_has_its_words() -> None:
    assert set(typing.get_args(Soon)) == set(SOON_LABELS) == {*SOON, "default"}
    assert set(WAYS) == {"dm", "email", "both"}


@pytest.fixture
async def empty_postgresql_url(postgresql_server: PostgresqlServer) -> AsyncIterator[str]:
    url = await postgresql_server.empty()
    yield url
    await postgresql_server.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/old.db"
    return str(request.getfixturevalue("empty_postgresql_url"))


async def test_tags_that_were_followed_before_are_followed_still(empty_url: str) -> None:
    def to(version: str, connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, version)

    database = Database(empty_url)
    when = "2026-11-18 12:00:00+00:00" if "postgresql" in empty_url else "2026-11-18 12:00:00"
    async with database.write() as tx:
        await tx.run_sync(lambda connection: to("0002", connection))
        for statement in (
            f"INSERT INTO person (id, name, findable, created_at) VALUES (7, 'Ann', false, '{when}')",
            "INSERT INTO community (id, name, name_key, purpose, audience, topics, private, time_zone,"
            f" language, features_off, created_at) VALUES (142, 'D', 'd', '', '', '', false, 'UTC', 'en',"
            f" '[]', '{when}')",
            "INSERT INTO tag_follow (person_id, community_id, key) VALUES (7, 142, 'recycling')",
        ):
            await tx.execute(text(statement.replace(":00:00", r"\:00\:00").replace("+00:00", r"+00\:00")))
    async with database.write() as tx:
        await tx.run_sync(lambda connection: to("head", connection))
    async with database.read() as tx:
        rows = await tx.execute(text("SELECT person_id, what, community_id, key, muted FROM follow"))
        assert [tuple(row) for row in rows] == [(7, "tag", 142, "recycling", False)]
    await database.close()
