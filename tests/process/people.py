"""People on played platforms that live in the test's own process, before a product that does not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.app import registry
from bot.settings import Settings
from tests.drivers.commanding import Commanding
from tests.drivers.discord import DiscordChat
from tests.drivers.slack import CHANNELS, PEOPLE, SlackChat
from tests.process.running import Product, slack
from tests.servers.slack import SlackServer


def slack_people(server: SlackServer) -> SlackChat:
    """Alice, bob, carol and dave in three channels of that Slack."""
    for name in PEOPLE:
        server.add_user(name, is_owner=name == "alice")
    for name in CHANNELS:
        server.add_channel(name, members=[server.world.bot.name, *PEOPLE])
    return SlackChat(server)


@asynccontextmanager
async def slack_chat(*, http: bool = False, port: int = 0) -> AsyncIterator[tuple[SlackChat, dict[str, str]]]:
    """A played Slack with people in it, and the settings that lead there."""
    async with SlackServer(port=port) as server:
        yield slack_people(server), slack(server.api_url, http=http)


class DiscordPeople(DiscordChat):
    """The same people on that Discord."""

    def _commanding(self) -> Commanding:
        """The product is not here to be asked what it declares; what any product declares is the same."""
        return Commanding(self.server, registry(Settings()))


async def reached_over_http(chat: SlackChat, bot: Product) -> None:
    """Let Slack's events go to the product's own web server."""
    await bot.ready()
    chat.server.deliver_to(f"{bot.url}/slack/events")
