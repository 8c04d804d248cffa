"""A chat on paper beside a real mail server: what people do in the one arrives in the other."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from adapters.email import EmailAdapter
from bot.mail import Postbox
from bot.web import unsubscribing
from storage.engine import Database
from tests.drivers.paper import SECRET, PaperChat
from tests.servers.mail import MailServer

HERE = "https://cop.example.org"
SENDER = "Convenor <cop@example.org>"


@asynccontextmanager
async def chat_with_mail(
    database: Database, folder: Path, server: MailServer, **settings: Any
) -> AsyncIterator[PaperChat]:
    """People on paper, whose e-mails go to that server."""
    smtp = {"url": server.url, "sender": SENDER, "seconds_between": 0}
    chat = PaperChat(database, folder, smtp=smtp, web={"url": HERE}, **settings)
    postbox = Postbox(chat.house, lambda: chat.core.committed())
    adapter = EmailAdapter(chat.core, chat.settings, postbox, SECRET)
    chat.core.adapters["email"] = adapter
    yield chat
    await adapter.close()


@asynccontextmanager
async def browser(chat: PaperChat) -> AsyncIterator[Browser]:
    """Somebody who opens the links that stand in e-mails."""
    app = web.Application()
    app.router.add_routes(unsubscribing.routes(chat.house, lambda: None))
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    async with aiohttp.ClientSession(f"http://127.0.0.1:{runner.addresses[0][1]}") as session:
        yield Browser(session)
    await runner.cleanup()


class Browser:
    """Opens pages and presses the one button on them."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def opens(self, url: str) -> tuple[int, str]:
        """The status and the page."""
        async with self._session.get(url.removeprefix(HERE)) as answer:
            return answer.status, await answer.text()

    async def presses(self, url: str, body: str = "") -> tuple[int, str]:
        """Send the page's form; a mail program's one click sends `List-Unsubscribe=One-Click`."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        async with self._session.post(url.removeprefix(HERE), data=body, headers=headers) as answer:
            return answer.status, await answer.text()


def link_in(text: str, kind: str) -> str:
    """The address of that kind in a text."""
    found = re.search(rf"{HERE}/{kind}/[a-z0-9-]+", text)
    assert found, f"no {kind} link in {text!r}"
    return found[0]


async def with_address(chat: PaperChat, server: MailServer, who: str, address: str = "") -> None:
    """Somebody with a confirmed address; what arrived so far is forgotten."""
    await chat.says(who, f"/email set {address or f'{who}@example.org'}", "@bot")
    await chat.deliverer.send_due()
    code = re.search(r"email confirm (\d{6})", server.mails[-1].text)
    assert code
    assert "is confirmed" in await chat.says(who, f"/email confirm {code[1]}", "@bot")
    server.mails.clear()
