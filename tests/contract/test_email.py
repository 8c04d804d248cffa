"""E-mail beside each platform, and what becomes of messages to people who have closed their direct messages."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.chat import Chat
from tests.contract.conftest import PLATFORMS, product
from tests.drivers.slack import SlackChat
from tests.servers.mail import Mail, MailServer

CLOSABLE = ("slack-socket", "slack-http", "discord")
"""Where people, or their administrators, can close direct messages."""


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with MailServer() as opened:
        yield opened


@pytest.fixture(params=PLATFORMS)
async def chat(request: pytest.FixtureRequest, tmp_path: Path, server: MailServer) -> AsyncIterator[Chat]:
    """The product on one platform, with a mail server."""
    smtp = {"url": server.url, "sender": "Convenor <cop@example.org>", "seconds_between": 0}
    async with product(request.param, tmp_path, smtp=smtp) as opened:
        yield opened


def _close(chat: Any, who: str) -> None:
    """Close somebody's direct messages; on Slack it is the next message that is refused."""
    if isinstance(chat, SlackChat):
        chat.server.fail("chat.postMessage", "error", code="messages_tab_disabled")
    else:
        chat.person(who).dms_open = False


async def _arrived(server: MailServer, number: int) -> Mail:
    async with asyncio.timeout(10):
        while len(server.mails) < number:
            await asyncio.sleep(0.05)
    return server.mails[number - 1]


async def _confirmed(chat: Chat, server: MailServer, who: str) -> None:
    await chat.says(who, f"/email set {who}@example.org")
    code = re.search(r"email confirm (\d{6})", (await _arrived(server, 1)).text)
    assert code
    assert "is confirmed" in await chat.says(who, f"/email confirm {code[1]}")


async def test_an_address_is_given_confirmed_and_tested(chat: Chat, server: MailServer) -> None:
    asked = await chat.says("bob", "/email set bob@example.org")
    assert asked.private
    assert "I have sent an e-mail to bob@example.org" in asked
    mail = await _arrived(server, 1)
    code = re.search(r"email confirm (\d{6})", mail.text)
    assert code
    form = await chat.presses("bob", "Type the code…", on=asked)
    assert form is not None
    confirmed = await chat.submits("bob", form, code=code[1])
    assert "is confirmed" in confirmed
    await chat.presses("bob", "Test it", on=confirmed)
    test = await _arrived(server, 2)
    assert (test.message["Subject"], test.recipient) == ("It works", "bob@example.org")
    shown = await chat.says("bob", "/email show")
    assert shown.private
    assert "confirmed; e-mails go there" in shown


async def test_a_link_in_an_e_mail_ends_them_and_the_chat_says_so(chat: Chat, server: MailServer) -> None:
    await _confirmed(chat, server, "bob")
    await chat.says("bob", "/email test")
    link = re.search(r"http://\S+(/unsubscribe/[a-z0-9-]+)", (await _arrived(server, 2)).text)
    assert link
    url = f"http://127.0.0.1:{chat.app.port}{link[1]}"  # type: ignore[attr-defined]
    async with aiohttp.ClientSession() as browser:
        async with browser.get(url) as page:
            assert (page.status, (await page.text()).count("<button>")) == (200, 1)
        async with browser.post(url, data={"List-Unsubscribe": "One-Click"}) as done:
            assert done.status == 200
    told = await chat.eventually("@bot", "You get no more e-mails", by="bob")
    started = await chat.presses("bob", "Turn on again", on=told)
    assert started is not None
    assert "E-mails go to bob@example.org again" in started


@pytest.mark.parametrize("chat", CLOSABLE, indirect=True)
async def test_what_closed_direct_messages_keep_out_comes_by_e_mail(chat: Chat, server: MailServer) -> None:
    await chat.says("bob", '/community new "Secret Plans" private: yes', where="lobby")
    await _confirmed(chat, server, "bob")
    _close(chat, "bob")
    await chat.says("carol", '/community join "Secret Plans"', where="lobby")
    mail = await _arrived(server, 2)
    assert "would like to join Secret Plans" in mail.text
    command = re.search(r"Approve: (/cop community approve \d+)\n", mail.text)
    assert command
    assert "Carol is a member of Secret Plans now" in await chat.says("bob", command[1], where="lobby")


@pytest.mark.parametrize("chat", CLOSABLE, indirect=True)
async def test_what_closed_direct_messages_keep_out_waits_for_the_person(chat: Chat) -> None:
    await chat.says("bob", '/community new "Secret Plans" private: yes', where="lobby")
    _close(chat, "bob")
    await chat.says("carol", '/community join "Secret Plans"', where="lobby")
    asked = await _reminded(chat, "bob")
    assert asked.private
    assert "To get them directly" in asked
    shown = await chat.presses("bob", "Show", on=asked)
    assert shown is not None
    assert "would like to join Secret Plans" in shown
    approved = await chat.presses("bob", "Approve", on=shown)
    assert approved is not None
    assert "Carol is a member of Secret Plans now" in approved


async def _reminded(chat: Chat, who: str) -> Any:
    """The next answer that says that something was missed; the platform refuses it within moments."""
    async with asyncio.timeout(10):
        while True:
            answer = await chat.says(who, "/cop help", where="lobby")
            if "There is 1 message for you that I could not send you directly" in answer:
                return answer
            await asyncio.sleep(0.1)
