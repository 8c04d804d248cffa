"""E-mail as a weapon: against people who never asked for it, and against those who did."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import NotUnderstood
from bot.services.email.email_syntax import read_address
from storage.engine import Database
from tests.adapters.email_core import HERE, browser, chat_with_mail, link_in
from tests.drivers.paper import PaperChat
from tests.servers.mail import MailServer

VICTIM = [
    "victim@example.org",
    "Victim@example.org",
    "VICTIM@EXAMPLE.ORG",
    "victim+a@example.org",
    "victim+b+c@example.org",
    "vIcTiM+@example.org",
    "mailto:victim@example.org",
    "<mailto:victim@example.org|victim@example.org>",
]


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with MailServer() as opened:
        yield opened


@pytest.fixture
async def chat(database: Database, tmp_path: Path, server: MailServer) -> AsyncIterator[PaperChat]:
    async with chat_with_mail(database, tmp_path, server) as opened:
        yield opened


async def test_many_people_and_many_spellings_send_a_stranger_three_e_mails_a_day(
    chat: PaperChat, server: MailServer
) -> None:
    for at, spelling in enumerate(VICTIM * 2):
        await chat.says(f"eve{at}", f'/email set "{spelling}"', "@bot")
        await chat.says(f"eve{at}", "/email remove", "@bot")
        await chat.says(f"eve{at}", f'/email set "{spelling}"', "@bot")
    await chat.deliverer.send_due()
    sent = [mail for mail in server.mails if mail.recipient.lower().startswith("victim")]
    assert 1 <= len(sent) <= 3
    await chat.passes(timedelta(days=1, minutes=1))
    assert "I have sent" in await chat.says("bob", "/email set victim@example.org", "@bot")


async def test_a_stranger_is_sent_nothing_that_somebody_wrote(chat: PaperChat, server: MailServer) -> None:
    chat.person("eve", name="Buy now\r\nBcc: all@example.org", handle="https://evil.example")
    await chat.says("eve", '/profile edit name: "Win https://evil.example"', "@bot")
    await chat.says("eve", "/email set victim@example.org", "@bot")
    await chat.deliverer.send_due()
    (mail,) = server.mails
    assert b"evil" not in mail.content
    assert b"Buy" not in mail.content
    assert mail.message["Bcc"] is None


@pytest.mark.parametrize(
    "address",
    [
        "a@b.org\r\nBcc: c@d.org", "a@b.org\nRCPT TO:<c@d.org>", "a@b.org,c@d.org", "a@b.org;c@d.org", "a@b.org c@d.org",
        "a@b.org%0d%0aBcc:c@d.org", '"a\r\n"@b.org', "a@b.org>", "<a@b.org", "a@[127.0.0.1]", "a@b..org", "a@-b.org", "@b.org",
        "a@localhost", "a@b.org\x00", "\u202ea@b.org", "é@b.org", "a" * 65 + "@b.org", f"a@{'b.' * 150}org",
        "a@b.org|sh", "a@b.org?subject=x", "a(c)@b.org", "a@b@c.org", "a@\uff0eorg",
    ],
)  # fmt: skip
def test_what_could_be_two_addresses_or_a_command_is_none(address: str) -> None:
    with pytest.raises(NotUnderstood):
        read_address(address)


async def test_a_link_that_is_looked_at_a_hundred_times_ends_nothing(
    chat: PaperChat, server: MailServer
) -> None:
    await chat.says("alice", "/email set alice@example.org", "@bot")
    await chat.deliverer.send_due()
    confirm = link_in(server.mails[0].text, "confirm")
    async with browser(chat) as page:
        await page.presses(confirm)
        await chat.says("alice", "/email test", "@bot")
        await chat.deliverer.send_due()
        stop = link_in(server.mails[-1].text, "unsubscribe")
        for _look in range(30):
            for method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE"):
                async with page._session.request(method, stop.removeprefix(HERE)) as answer:
                    assert answer.status in (200, 405)
        assert "confirmed; e-mails go there" in await chat.says("alice", "/email show", "@bot")
        for _replay in range(3):
            assert (await page.presses(stop))[0] == 200
        assert (await chat.told("alice")).count("You get no more e-mails") == 1
        assert "is forgotten" in await chat.says("alice", "/email remove", "@bot")
        assert (await page.presses(stop))[0] == 200
        assert (await page.presses(confirm))[0] == 404
