"""What the strict Discord of `tests/servers/discord` plays, proved with the real discord.py."""

from __future__ import annotations

import asyncio
import io
import json
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import discord
import pytest

from tests.servers.discord import DiscordServer
from tests.servers.discord.failures import (
    broken,
    dropped_after,
    dropped_before,
    hanging,
    rate_limited,
)
from tests.servers.discord.permissions import Permission
from tests.servers.discord.server import point_library_at
from tests.servers.discord.trial import MODEST, Library, TrialBot

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 32
SENDING = "POST /channels/*/messages"


@pytest.fixture
async def library() -> AsyncIterator[Library]:
    async with DiscordServer() as server:
        one = Library(server)
        async with one.running_bot():
            yield one
        server.faults.assert_none()


async def test_the_commands_that_were_synced_can_be_used_with_their_options(library: Library) -> None:
    async def answer(interaction: discord.Interaction) -> None:
        question = interaction.namespace.question
        await interaction.response.send_message(
            f"{question} by {interaction.user.name}, to {interaction.namespace.who}"
        )

    library.bot.handler = answer
    values = {"question": "Lunch?", "who": library.bob}
    seen = await library.people.slash(library.alice, library.general, ["poll", "new"], values)
    assert seen.text == "Lunch? by alice, to bob"
    assert not seen.private
    assert library.people.sees(library.bob, library.general) == [seen.message]
    assert (library.server.commands.syncs, library.server.commands.creates) == (1, 3)


async def test_the_client_refuses_options_that_were_not_declared(library: Library) -> None:
    for path, values in (
        (["poll", "new"], {}),
        (["poll", "new"], {"question": "Lunch?", "colour": "red"}),
        (["poll", "new"], {"question": "Lunch?", "kind": "both"}),
        (["poll", "new"], {"question": 7}),
        (["poll"], {}),
        (["vote"], {}),
    ):
        with pytest.raises(AssertionError):
            await library.people.slash(library.alice, library.general, path, values)


async def test_a_private_answer_is_seen_by_nobody_else(library: Library) -> None:
    seen = await library.does(lambda i: i.response.send_message("psst", ephemeral=True))
    assert seen.private
    assert library.people.sees(library.alice, library.general) == [seen.message]
    assert library.people.sees(library.bob, library.general) == []


async def test_autocomplete_offers_what_begins_so(library: Library) -> None:
    offered = await library.people.autocomplete(library.alice, library.general, ["try"], "fruit", "ap")
    assert [choice["name"] for choice in offered] == ["apple", "apricot"]


async def test_a_button_changes_its_own_message_and_a_select_answers_in_private(library: Library) -> None:
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Soup", custom_id="vote:soup"))
    view.add_item(discord.ui.UserSelect(custom_id="who"))
    seen = await library.does(lambda i: i.response.send_message("Lunch?", view=view))
    assert seen.message

    library.bot.handler = lambda i: i.response.edit_message(content="Lunch? 1")
    pressed = await library.people.press(library.bob, seen.message, seen.message.button("Soup"))
    assert pressed.updated
    assert seen.message.text == "Lunch? 1"

    async def thank(interaction: discord.Interaction) -> None:
        data: Any = interaction.data
        found = data["resolved"]["members"]
        await interaction.response.send_message(f"chose {len(found)}", ephemeral=True)

    library.bot.handler = thank
    chosen = await library.people.select(library.bob, seen.message, "who", [library.alice])
    assert (chosen.text, chosen.private) == ("chose 1", True)


async def test_a_modal_with_labels_comes_back_with_its_values(library: Library) -> None:
    modal = discord.ui.Modal(title="New poll", custom_id="poll:new")
    modal.add_item(discord.ui.Label(text="Question", component=discord.ui.TextInput(custom_id="question")))
    options = [discord.SelectOption(label="One", default=True), discord.SelectOption(label="Many")]
    modal.add_item(
        discord.ui.Label(text="Kind", component=discord.ui.Select(custom_id="kind", options=options))
    )
    opened = await library.does(lambda i: i.response.send_modal(modal))

    async def answer(interaction: discord.Interaction) -> None:
        data: Any = interaction.data
        inner = [row["component"] for row in data["components"]]
        await interaction.response.send_message(f"{inner[0]['value']} {inner[1]['values']}")

    library.bot.handler = answer
    with pytest.raises(AssertionError, match="required"):
        await library.people.submit_modal(opened, {})
    seen = await library.people.submit_modal(opened, {"question": "Lunch?"})
    assert seen.text == "Lunch? ['One']"


async def test_an_answer_that_was_deferred_is_waited_for(library: Library) -> None:
    async def slow(interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await asyncio.sleep(0.1)
        await interaction.edit_original_response(content="done")
        await interaction.followup.send("and more", ephemeral=True)

    seen = await library.does(slow)
    assert seen.deferred
    assert seen.private
    assert await library.server.world.changes.until(lambda: seen.followups, 5)
    assert seen.text == "done\nand more"


async def test_a_context_menu_carries_the_whole_message(library: Library) -> None:
    said = library.people.message(library.bob, library.general, "Use the big pot")

    async def keep(interaction: discord.Interaction) -> None:
        data: Any = interaction.data
        found = data["resolved"]["messages"]
        await interaction.response.send_message(found[str(said.id)]["content"], ephemeral=True)

    library.bot.handler = keep
    seen = await library.people.context_menu(library.alice, library.general, "Keep", said)
    assert seen.text == "Use the big pot"


async def test_only_direct_messages_and_mentions_are_readable(library: Library) -> None:
    bot = library.server.world.bot
    library.people.message(library.alice, library.general, "not for you")
    library.people.message(library.alice, library.general, f"{bot.mention} hello")
    library.people.message(library.alice, library.server.world.direct(library.alice), "between us")
    await library.server.world.changes.until(lambda: False, 0.2)
    assert [message.content for message in library.bot.heard] == ["", f"{bot.mention} hello", "between us"]


async def test_a_picture_comes_as_an_attachment_of_its_embed(library: Library) -> None:
    embed = discord.Embed(title="Results").set_image(url="attachment://chart.png")
    file = discord.File(io.BytesIO(PNG), "chart.png", description="Soup 2, salad 1")
    seen = await library.does(lambda i: i.response.send_message(embed=embed, file=file))
    assert seen.message
    assert seen.message.attachments[0].content == PNG
    sent = await library.bot_channel().fetch_message(seen.message.id)
    assert await sent.attachments[0].read() == PNG
    assert sent.attachments[0].description == "Soup 2, salad 1"


async def test_closed_direct_messages_are_refused(library: Library) -> None:
    library.bob.dms_open = False
    bob = await library.bot.fetch_user(library.bob.id)
    with pytest.raises(discord.Forbidden) as refused:
        await bob.send("hello")
    assert refused.value.code == 50007


async def test_places_and_rights_that_the_bot_lacks_are_refused(library: Library) -> None:
    secret = library.server.world.add_channel(library.guild, "secret", only=(library.alice,))
    with pytest.raises(discord.Forbidden) as unseen:
        await library.bot.fetch_channel(secret.id)
    assert unseen.value.code == 50001
    overwrite = library.server.world.restrict(library.general, library.server.world.bot)
    overwrite.deny |= Permission.SEND_MESSAGES
    with pytest.raises(discord.Forbidden) as unsaid:
        await library.bot_channel().send("hello")
    assert unsaid.value.code == 50013
    with pytest.raises(discord.NotFound) as unknown:
        await library.bot_channel().fetch_message(1)
    assert unknown.value.code == 10008


async def test_what_happens_during_a_dropped_connection_is_told_when_it_resumes(library: Library) -> None:
    gateway = library.server.gateway
    gateway.drop()
    library.people.message(library.alice, library.server.world.direct(library.alice), "are you there?")
    assert await library.server.world.changes.until(lambda: gateway.resumes and library.bot.heard, 10)
    assert [message.content for message in library.bot.heard] == ["are you there?"]
    assert gateway.identifies == 1


async def test_a_reconnect_resumes_and_an_invalid_session_identifies_anew(library: Library) -> None:
    gateway = library.server.gateway
    gateway.ask_to_reconnect()
    assert await library.server.world.changes.until(lambda: gateway.resumes == 1, 10)
    gateway.invalidate()
    assert await library.server.world.changes.until(lambda: gateway.identifies == 2, 10)


async def test_an_interaction_can_be_delivered_twice(library: Library) -> None:
    seen = await library.does(lambda i: i.response.send_message("once"))
    library.bot.handler = lambda i: asyncio.sleep(0)
    library.people.redeliver(seen)
    await asyncio.sleep(0.1)
    assert library.bot.acted == [seen.id, seen.id]


async def test_a_rate_limit_is_waited_for_and_a_bad_gateway_tried_again(library: Library) -> None:
    library.server.failures.next(SENDING, rate_limited(0.1), times=2)
    await library.bot_channel().send("hello")
    library.server.failures.next(SENDING, broken(502))
    await library.bot_channel().send("again")
    assert [m.content for m in library.general.messages.values()] == ["hello", "again"]


async def test_a_nonce_makes_a_message_that_was_sent_twice_one(library: Library) -> None:
    library.server.failures.next(SENDING, dropped_after())
    with pytest.raises((discord.DiscordException, OSError, Exception)):
        await library.bot_channel().send("hello", nonce="row-7")
    again = await library.bot_channel().send("hello", nonce="row-7")
    assert [m.id for m in library.general.messages.values()] == [again.id]
    other = await library.bot_channel().send("hello", nonce="row-8")
    assert other.id != again.id
    found = [m async for m in library.bot_channel().history(limit=5)]
    assert [m.nonce for m in found] == ["row-8", "row-7"]


async def test_a_connection_that_breaks_before_leaves_nothing(library: Library) -> None:
    library.server.failures.next(SENDING, dropped_before())
    with pytest.raises(Exception):  # noqa: B017
        await library.bot_channel().send("hello")
    assert not library.general.messages


async def test_a_slow_answer_still_comes(library: Library) -> None:
    library.server.failures.next(SENDING, hanging(0.2))
    await library.bot_channel().send("hello")
    assert len(library.general.messages) == 1


async def test_a_scheduled_event_can_be_made_moved_and_called_off(library: Library) -> None:
    guild = await library.bot.fetch_guild(library.guild.id)
    start = discord.utils.utcnow() + timedelta(days=1)
    event = await guild.create_scheduled_event(
        name="Reading hour",
        start_time=start,
        end_time=start + timedelta(hours=1),
        location="Room 2",
        entity_type=discord.EntityType.external,
        privacy_level=discord.PrivacyLevel.guild_only,
    )
    await event.edit(name="Reading hour, moved", start_time=start + timedelta(minutes=5))
    assert [one["name"] for one in library.guild.events.values()] == ["Reading hour, moved"]
    await event.cancel()
    assert [one["status"] for one in library.guild.events.values()] == [4]
    await event.delete()
    assert not library.guild.events


async def test_the_server_can_be_driven_from_another_process() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.servers.discord", "--port", "0", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    try:
        addresses = json.loads(await process.stdout.readline())

        async def control(**asked: Any) -> Any:
            async with (
                aiohttp.ClientSession() as session,
                session.post(addresses["control_url"], json=asked) as response,
            ):
                answer = await response.json()
                assert response.status == 200, answer
                return answer["result"]

        await control(do="user", name="alice")
        await control(do="guild", name="Library", owner="alice")
        await control(do="channel", name="general", guild="Library")
        point_library_at(addresses["api_url"], addresses["gateway_url"])
        bot = TrialBot(MODEST)
        bot.handler = lambda i: i.response.send_message("from afar")
        running = asyncio.create_task(bot.start("test-token"))
        await asyncio.wait_for(bot.wait_until_ready(), 10)
        seen = await control(do="slash", user="alice", channel="general", path=["try"])
        assert seen["text"] == "from afar"
        state = await control(do="state")
        assert (state["faults"], state["connected"]) == ([], 1)
        assert [m["text"] for m in state["messages"]["general"]] == ["from afar"]
        await bot.close()
        await running
    finally:
        process.terminate()
        await process.wait()
