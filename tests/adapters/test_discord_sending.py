"""What becomes of messages that the Discord adapter posts, edits and deletes, as the port hears of it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from adapters.discord import DiscordAdapter
from bot.adapter import Refused, Target, TryLater, Unclear
from bot.incoming import MessageRef
from bot.replies import Bar, Card, Form, Paragraph, Picture, text
from tests.adapters.discord_core import Workshop
from tests.drivers.discord import access
from tests.servers.discord import DiscordServer
from tests.servers.discord.failures import broken, dropped_after, dropped_before, rate_limited
from tests.servers.discord.permissions import Permission

SENDING = "POST /channels/*/messages"


@pytest.fixture
async def workshop() -> AsyncIterator[Workshop]:
    """The adapter in a process that only sends."""
    async with DiscordServer() as server:
        one = Workshop(server)
        await one.adapter.prepare()
        yield one
        await one.adapter.close()
        server.faults.assert_none()


def here(workshop: Workshop) -> Target:
    return Target("discord", workshop.workspace, str(workshop.general.id))


def to(workshop: Workshop, account: int) -> Target:
    return Target("discord", workshop.workspace, account=str(account))


def shown(workshop: Workshop) -> list[str]:
    return [message.text for message in workshop.general.messages.values()]


async def test_a_card_is_posted_changed_and_taken_away(workshop: Workshop) -> None:
    picture = Picture("Soup 1", b"\x89PNG...", (Bar("Soup", 1, 1.0),))
    message = await workshop.adapter.send(here(workshop), Card((Paragraph(("one",)), picture)), "row1")
    (posted,) = workshop.general.messages.values()
    assert [(one.filename, one.description) for one in posted.attachments] == [("picture.png", "Soup 1")]
    await workshop.adapter.edit(message, text("two"))
    assert (posted.text, posted.attachments, posted.embeds) == ("two", [], [])
    await workshop.adapter.delete(message)
    await workshop.adapter.delete(message)
    assert not shown(workshop)


async def test_one_key_posts_once(workshop: Workshop) -> None:
    first = await workshop.adapter.send(here(workshop), text("once"), "row1")
    assert await workshop.adapter.send(here(workshop), text("once"), "row1") == first
    await workshop.adapter.send(here(workshop), text("twice"), "row2")
    assert shown(workshop) == ["once", "twice"]


async def test_a_connection_that_breaks_leaves_it_unclear_until_it_is_looked_up(workshop: Workshop) -> None:
    adapter, target = workshop.adapter, here(workshop)
    await adapter.send(target, text("warm"), "row0")
    workshop.server.failures.next(SENDING, dropped_after())
    with pytest.raises(Unclear):
        await adapter.send(target, text("posted"), "row1")
    workshop.server.failures.next(SENDING, dropped_before())
    with pytest.raises(Unclear):
        await adapter.send(target, text("lost"), "row2")
    found = await adapter.find(target, "row1")
    assert found == MessageRef("discord", workshop.workspace, target.channel, found.message if found else "")
    assert await adapter.find(target, "row2") is None
    assert shown(workshop) == ["warm", "posted"]


async def test_a_short_rate_limit_is_waited_for_and_a_long_one_told(workshop: Workshop) -> None:
    workshop.server.failures.next(SENDING, rate_limited(0.1))
    await workshop.adapter.send(here(workshop), text("soon"), "row1")
    workshop.server.failures.next(SENDING, rate_limited(40))
    with pytest.raises(TryLater) as told:
        await workshop.adapter.send(here(workshop), text("later"), "row2")
    assert told.value.after == 40
    assert shown(workshop) == ["soon"]


async def test_a_server_error_is_tried_again(workshop: Workshop) -> None:
    workshop.server.failures.next(SENDING, broken(503))
    with pytest.raises(Unclear):
        await workshop.adapter.send(here(workshop), text("hello"), "row1")


async def test_a_discord_that_is_away_is_tried_later(workshop: Workshop) -> None:
    await workshop.server.stop()
    with pytest.raises(TryLater):
        await workshop.adapter.send(here(workshop), text("hello"), "row1")
    await workshop.server.start()
    await workshop.adapter.send(here(workshop), text("hello"), "row1")
    assert shown(workshop) == ["hello"]


async def test_people_are_written_to_directly_unless_they_closed_that_way(workshop: Workshop) -> None:
    adapter = workshop.adapter
    message = await adapter.send(to(workshop, workshop.bob.id), text("psst"), "row1")
    direct = workshop.world.direct(workshop.bob)
    assert message.channel == str(direct.id)
    workshop.bob.dms_open = False
    with pytest.raises(Refused) as refused:
        await adapter.send(to(workshop, workshop.bob.id), text("psst"), "row2")
    assert refused.value.code == "50007"
    assert refused.value.hint


async def test_what_discord_will_never_do_is_refused_with_a_hint(workshop: Workshop) -> None:
    adapter, world = workshop.adapter, workshop.world
    secret = world.add_channel(workshop.guild, "secret", only=(workshop.alice,))
    world.restrict(workshop.general, world.bot).deny |= Permission.SEND_MESSAGES
    gone = MessageRef("discord", workshop.workspace, str(workshop.general.id), "5")
    nowhere = Target("discord", workshop.workspace, "5")
    hidden = Target("discord", workshop.workspace, str(secret.id))
    codes = []
    for attempt in (
        adapter.send(nowhere, text("x"), "k1"),
        adapter.send(hidden, text("x"), "k2"),
        adapter.send(here(workshop), text("x"), "k3"),
        adapter.edit(gone, text("x")),
    ):
        with pytest.raises(Refused) as refused:
            await attempt
        assert refused.value.hint
        codes.append(refused.value.code)
    assert codes == ["10003", "50001", "50013", "10008"]
    with pytest.raises(Refused):
        await adapter.send(here(workshop), Form("x", "x", ()), "k4")
    with pytest.raises(Refused):
        await adapter.send(Target("discord", workshop.workspace, "general"), text("x"), "k5")


async def test_check_tells_what_is_wrong(workshop: Workshop) -> None:
    found = await workshop.adapter.check()
    assert [one.ok for one in found] == [True, True, True]
    assert "switch “Public Bot” off" in found[-1].detail
    for role in workshop.guild.roles.values():
        role.permissions &= ~Permission.ATTACH_FILES
    [told] = [one for one in await workshop.adapter.check() if not one.ok]
    assert "attach files" in told.detail


async def test_check_tells_of_a_token_that_is_not_accepted() -> None:
    async with DiscordServer() as server:
        one = Workshop(server)
        adapter = DiscordAdapter(one.core, access(server))
        server.world.token = "another"
        await adapter.prepare()
        (told,) = await adapter.check()
        await adapter.close()
        assert not told.ok
        assert "token" in told.detail


async def test_a_thread_is_opened_once_on_a_message(workshop: Workshop) -> None:
    message = await workshop.adapter.send(here(workshop), text("Labels"), "thread-1")
    await workshop.adapter.open_thread(message, "Labels " * 30)
    await workshop.adapter.open_thread(message, "Labels")
    thread = workshop.server.world.channels[int(message.message)]
    assert len(thread.name) <= 100


async def test_where_threads_are_not_allowed_that_is_said(workshop: Workshop) -> None:
    message = await workshop.adapter.send(here(workshop), text("Labels"), "thread-2")
    world = workshop.server.world
    world.restrict(workshop.general, world.bot).deny = Permission.CREATE_PUBLIC_THREADS
    with pytest.raises(Refused) as refused:
        await workshop.adapter.open_thread(message, "Labels")
    assert refused.value.code == "50013"
