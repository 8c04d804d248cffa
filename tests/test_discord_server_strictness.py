"""How strict `tests/servers/discord` is: what Discord forbids is refused, and the test knows of it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import discord
import pytest
from discord.http import Route

from tests.servers.discord import DiscordServer
from tests.servers.discord.trial import MODEST, Library

Json = dict[str, Any]


@pytest.fixture
async def library() -> AsyncIterator[Library]:
    async with DiscordServer() as server:
        one = Library(server)
        async with one.running_bot():
            yield one
        server.faults.assert_none()


def button(number: int, **more: Any) -> Json:
    return {"type": 2, "style": 2, "label": f"b{number}", "custom_id": f"b{number}"} | more


def rows(*components: Json) -> Json:
    return {"content": "x", "components": [{"type": 1, "components": list(components)}]}


def select(**more: Any) -> Json:
    return {"type": 3, "custom_id": "s", "options": [{"label": "one", "value": "1"}]} | more


def embed(**more: Any) -> Json:
    return {"embeds": [{"title": "x"} | more]}


BAD_MESSAGES = {
    "content": {"content": "x" * 2001},
    "empty": {"content": ""},
    "nonce": {"content": "x", "nonce": "n" * 26},
    "eleven embeds": {"embeds": [{"title": "x"}] * 11},
    "title": embed(title="x" * 257),
    "description": embed(description="x" * 4097),
    "fields": embed(fields=[{"name": "x", "value": "x"}] * 26),
    "field name": embed(fields=[{"name": "", "value": "x"}]),
    "field value": embed(fields=[{"name": "x", "value": "x" * 1025}]),
    "blank field": embed(fields=[{"name": "x", "value": " "}]),
    "footer": embed(footer={"text": "x" * 2049}),
    "author": embed(author={"name": "x" * 257}),
    "together": {"embeds": [{"description": "x" * 4000}, {"description": "x" * 2001}]},
    "picture": embed(image={"url": "attachment://nowhere.png"}),
    "six rows": {"content": "x", "components": [{"type": 1, "components": [button(n)]} for n in range(6)]},
    "six buttons": rows(*map(button, range(6))),
    "no buttons": rows(),
    "button label": rows(button(1, label="x" * 81)),
    "button without label": rows(button(1, label="")),
    "custom_id": rows(button(1, custom_id="x" * 101)),
    "same custom_id": rows(button(1), button(2, custom_id="b1")),
    "link with custom_id": rows(button(1, style=5, url="https://example.org/")),
    "select beside button": rows(button(1), select()),
    "26 options": rows(select(options=[{"label": "x", "value": str(n)} for n in range(26)])),
    "no options": rows(select(options=[])),
    "option label": rows(select(options=[{"label": "x" * 101, "value": "1"}])),
    "option value": rows(select(options=[{"label": "x", "value": "1" * 101}])),
    "option description": rows(select(options=[{"label": "x", "value": "1", "description": "x" * 101}])),
    "same option value": rows(select(options=[{"label": "x", "value": "1"}] * 2)),
    "placeholder": rows(select(placeholder="x" * 151)),
    "more values than options": rows(select(max_values=2)),
}


@pytest.mark.parametrize("bad", BAD_MESSAGES)
async def test_a_message_beyond_a_limit_is_refused(library: Library, bad: str) -> None:
    route = Route("POST", "/channels/{channel_id}/messages", channel_id=library.general.id)
    with pytest.raises(discord.HTTPException) as refused:
        await library.bot.http.request(route, json=BAD_MESSAGES[bad])
    assert (refused.value.status, refused.value.code) in ((400, 50035), (400, 50006))
    assert not library.general.messages
    library.server.faults.forgive("POST /channels")


async def test_the_largest_message_passes(library: Library) -> None:
    buttons = [{"type": 1, "components": [button(n * 5 + m) for m in range(5)]} for n in range(5)]
    embeds = [{"title": "x" * 256, "description": "x" * 4096}, {"description": "x" * (6000 - 4352)}]
    body = {"content": "x" * 2000, "embeds": embeds, "components": buttons}
    route = Route("POST", "/channels/{channel_id}/messages", channel_id=library.general.id)
    await library.bot.http.request(route, json=body)


def scheduled(**more: Any) -> Json:
    start = discord.utils.utcnow() + timedelta(days=1)
    return {
        "name": "Clinic",
        "privacy_level": 2,
        "entity_type": 3,
        "scheduled_start_time": start.isoformat(),
        "scheduled_end_time": (start + timedelta(hours=1)).isoformat(),
        "entity_metadata": {"location": "Town hall"},
    } | more


BAD_EVENTS = {
    "no name": scheduled(name=""),
    "name": scheduled(name="x" * 101),
    "description": scheduled(description="x" * 1001),
    "no place": scheduled(entity_metadata={}),
    "place": scheduled(entity_metadata={"location": "x" * 101}),
    "no end": scheduled(scheduled_end_time=None),
    "end before start": scheduled(scheduled_end_time="2026-01-01T00:00:00+00:00"),
    "past": scheduled(scheduled_start_time="2020-01-01T00:00:00+00:00"),
    "privacy": scheduled(privacy_level=1),
}


@pytest.mark.parametrize("body", BAD_EVENTS.values(), ids=BAD_EVENTS.keys())
async def test_a_scheduled_event_that_discord_refuses_is_refused(library: Library, body: Json) -> None:
    route = Route("POST", "/guilds/{guild_id}/scheduled-events", guild_id=library.guild.id)
    with pytest.raises(discord.HTTPException) as refused:
        await library.bot.http.request(route, json=body)
    assert refused.value.status == 400
    assert not library.guild.events
    library.server.faults.forgive("POST /guilds")


async def test_a_scheduled_event_that_is_over_cannot_be_changed(library: Library) -> None:
    route = Route("POST", "/guilds/{guild_id}/scheduled-events", guild_id=library.guild.id)
    made = await library.bot.http.request(route, json=scheduled())
    library.guild.events[int(made["id"])]["status"] = 3
    with pytest.raises(discord.HTTPException) as refused:
        await library.bot.http.edit_scheduled_event(library.guild.id, int(made["id"]), name="Other")
    assert refused.value.code == 180000


@pytest.mark.parametrize("text", ["@everyone come", "come @here", "<@&123>", "<@123>"])
async def test_a_call_that_nobody_decided_on_is_a_fault(library: Library, text: str) -> None:
    await library.bot_channel().send(text)
    library.server.faults.forgive("mentions without allowed_mentions")
    await library.bot_channel().send(text, allowed_mentions=discord.AllowedMentions.none())


def label(**component: Any) -> Json:
    return {
        "type": 18,
        "label": "Question",
        "component": {"type": 4, "style": 1, "custom_id": "q"} | component,
    }


BAD_MODALS: dict[str, Json] = {
    "title": {"title": "x" * 46},
    "nothing": {"components": []},
    "six": {"components": [label(custom_id=f"q{n}") for n in range(6)]},
    "label": {"components": [label() | {"label": "x" * 46}]},
    "label description": {"components": [label() | {"description": "x" * 101}]},
    "same custom_id": {"components": [label(), label()]},
    "value beyond max_length": {"components": [label(max_length=2, value="long")]},
    "max_length": {"components": [label(max_length=4001)]},
    "own label": {"components": [label(label="Question")]},
    "disabled select": {"components": [label(**select(disabled=True))]},
    "old row": {
        "components": [{"type": 1, "components": [{"type": 4, "style": 1, "custom_id": "q", "label": "Q"}]}]
    },
}


@pytest.mark.parametrize("bad", BAD_MODALS)
async def test_a_modal_beyond_a_limit_is_refused(library: Library, bad: str) -> None:
    refused: list[int] = []

    async def answer(interaction: discord.Interaction) -> None:
        data = {"custom_id": "form", "title": "Form", "components": [label()]} | BAD_MODALS[bad]
        route = Route("POST", f"/interactions/{interaction.id}/{interaction.token}/callback")
        try:
            await library.bot.http.request(route, json={"type": 9, "data": data})
        except discord.HTTPException as error:
            refused.append(error.code)
        await interaction.response.send_message("sorry")

    await library.does(answer)
    assert refused == [50035]
    library.server.faults.forgive("callback")


def command(**more: Any) -> Json:
    return {"name": "poll", "description": "Ask", "type": 1} | more


def option(**more: Any) -> Json:
    return {"name": "text", "description": "Text", "type": 3} | more


BAD_COMMANDS: dict[str, list[Json]] = {
    "capital": [command(name="Poll")],
    "long name": [command(name="p" * 33)],
    "blank": [command(name="a poll")],
    "no description": [command(description="")],
    "description": [command(description="x" * 101)],
    "twice": [command(), command()],
    "26 options": [command(options=[option(name=f"o{n}") for n in range(26)])],
    "required last": [command(options=[option(), option(name="more", required=True)])],
    "choices": [command(options=[option(choices=[{"name": str(n), "value": str(n)} for n in range(26)])])],
    "mixed": [command(options=[option(), option(name="new", type=1)])],
    "too deep": [command(options=[option(name="a", type=1, options=[option(name="b", type=1)])])],
    "8000": [command(options=[option(name=f"o{n}", type=1, description="x" * 90, options=[
        option(name=f"o{m}", description="x" * 90) for m in range(10)]) for n in range(9)])],
    "101 commands": [command(name=f"c{n}") for n in range(101)],
    "menu with description": [command(type=3)],
}  # fmt: skip


@pytest.mark.parametrize("bad", BAD_COMMANDS)
async def test_commands_beyond_a_limit_are_refused(library: Library, bad: str) -> None:
    application = library.server.world.application_id
    with pytest.raises(discord.HTTPException) as refused:
        await library.bot.http.bulk_upsert_global_commands(application, BAD_COMMANDS[bad])
    assert refused.value.code == 50035
    library.server.faults.forgive("commands")


async def test_a_first_response_that_is_late_is_refused(library: Library) -> None:
    library.server.rules.first_response = 0.1
    refused: list[int] = []

    async def dawdle(interaction: discord.Interaction) -> None:
        await asyncio.sleep(0.2)
        try:
            await interaction.response.send_message("here I am")
        except discord.NotFound as error:
            refused.append(error.code)

    with pytest.raises(AssertionError, match="did not respond"):
        await library.does(dawdle)
    assert await library.server.world.changes.until(lambda: refused, 5)
    assert refused == [10062]
    library.server.faults.forgive("no first response")
    library.server.faults.forgive("came after")


async def test_a_second_first_response_is_refused(library: Library) -> None:
    async def twice(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("one")
        route = Route("POST", f"/interactions/{interaction.id}/{interaction.token}/callback")
        with pytest.raises(discord.HTTPException) as refused:
            await library.bot.http.request(route, json={"type": 4, "data": {"content": "two"}})
        await interaction.followup.send(str(refused.value.code))

    seen = await library.does(twice)
    assert await library.server.world.changes.until(lambda: seen.followups, 5)
    assert seen.text == "one\n40060"
    library.server.faults.forgive("a second first response")


async def test_visibility_is_fixed_when_deferring(library: Library) -> None:
    async def leak(interaction: discord.Interaction) -> None:
        await interaction.response.defer(thinking=True)
        await interaction.followup.send("secret", ephemeral=True)

    seen = await library.does(leak)
    assert not seen.private
    library.server.faults.forgive("visibility")


async def test_a_token_dies(library: Library) -> None:
    library.server.rules.token_life = 0.1
    refused: list[int] = []

    async def forget(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("one moment")
        await asyncio.sleep(0.2)
        try:
            await interaction.followup.send("late")
        except discord.HTTPException as error:
            refused.append(error.code)

    await library.does(forget)
    assert await library.server.world.changes.until(lambda: refused, 5)
    assert refused == [50027]
    library.server.faults.forgive("15 minutes")


async def test_too_many_choices_of_autocomplete_are_refused(library: Library) -> None:
    async def flood(interaction: discord.Interaction) -> None:
        route = Route("POST", f"/interactions/{interaction.id}/{interaction.token}/callback")
        body = {"type": 8, "data": {"choices": [{"name": str(n), "value": str(n)} for n in range(26)]}}
        with pytest.raises(discord.HTTPException):
            await library.bot.http.request(route, json=body)

    library.server.rules.first_response = 0.3
    library.bot.tree.clear_commands(guild=None)
    listener = asyncio.create_task(library.bot.wait_for("interaction"))
    asking = asyncio.create_task(
        library.people.autocomplete(library.alice, library.general, ["try"], "fruit", "a")
    )
    await flood(await listener)
    with pytest.raises(AssertionError):
        await asking
    library.server.faults.forgive("choices")
    library.server.faults.forgive("no first response")


async def test_an_unknown_route_fails_the_test(library: Library) -> None:
    with pytest.raises(discord.NotFound):
        await library.bot.http.request(Route("GET", "/guilds/1/bans"))
    library.server.faults.forgive("unknown route: GET /api/v10/guilds/1/bans")


async def test_a_wrong_token_is_turned_away(library: Library) -> None:
    async with aiohttp.ClientSession() as session:
        headers = {"Authorization": "Bot wrong"}
        async with session.get(library.server.api_url + "/users/@me", headers=headers) as response:
            assert response.status == 401


async def test_a_privileged_intent_that_was_not_given_is_turned_away() -> None:
    async with DiscordServer() as server:
        greedy = discord.Intents(guilds=True, members=True)
        with pytest.raises(discord.PrivilegedIntentsRequired):
            async with Library(server).running_bot(greedy):
                pass
        server.world.privileged_intents = greedy.value
        async with Library(server).running_bot(greedy):
            assert server.gateway.identifies == 2


async def test_a_gateway_that_is_down_at_the_start_does_not_connect() -> None:
    async with DiscordServer() as server:
        server.gateway.down = True
        library = Library(server)
        with pytest.raises((AttributeError, aiohttp.ClientError)):
            async with library.running_bot(MODEST):
                pass
        server.gateway.down = False
        async with library.running_bot(MODEST):
            assert server.gateway.identifies == 1


@pytest.mark.skipif(
    "PLATFORM_SPECS" not in os.environ, reason="PLATFORM_SPECS names no folder of descriptions"
)
async def test_a_misspelt_key_is_found_by_discords_own_description(library: Library) -> None:
    route = Route("POST", "/channels/{channel_id}/messages", channel_id=library.general.id)
    await library.bot.http.request(route, json={"content": "x", "embed": {"title": "x"}})
    library.server.faults.forgive("'embed' was unexpected")
