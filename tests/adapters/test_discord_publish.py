"""Application commands: made from the declarations, within Discord's limits, sent when they differ."""

from __future__ import annotations

from typing import Annotated, Any

import discord

from adapters.discord.publish import application_commands, comparable, invitation, publish
from bot.app import registry
from bot.declare import Group, Param
from bot.permissions import ANYONE
from bot.registry import Registry
from bot.replies import Reply
from bot.settings import Settings
from bot.words import _
from tests.adapters.discord_core import tools
from tests.drivers.discord import access
from tests.servers.discord import DiscordServer
from tests.servers.discord.command_limits import wrongs_of_commands


def by_name(things: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {thing["name"]: thing for thing in things}


def test_every_command_of_the_product_fits() -> None:
    every = registry(Settings())
    commands = application_commands(every)
    assert wrongs_of_commands(commands) == []
    typed = [command for command in commands if command["type"] == 1]
    nouns = {command.group.name for command in every.visible()}
    assert set(by_name(typed)) == {every.root, *nouns}
    in_menu = [command["name"] for command in commands if command["type"] == 3]
    assert in_menu == [label for label, _command in every.menu()]
    shown = {command.path for command in every.visible()}
    assert shown == {
        f"{command['name']} {verb['name']}"
        for command in typed
        for verb in command["options"]
        if command["name"] != every.root
    }


def test_parameters_become_the_options_that_discord_has_for_them() -> None:
    (_root, tool) = application_commands(Registry([tools()], "cop"))
    verbs = by_name(tool["options"])
    lend = by_name(verbs["lend"]["options"])
    assert {name: option["type"] for name, option in lend.items()} == {
        "tool": 3,
        "to": 6,
        "days": 4,
        "secretly": 5,
    }
    assert lend["tool"]["autocomplete"]
    # What is missing is asked for in a form, so Discord must let it be missing.
    assert not any(option.get("required") for option in lend.values())
    assert by_name(verbs["share"]["options"])["names"]["autocomplete"]


def test_a_noun_that_would_be_too_large_gets_shorter_descriptions() -> None:
    group = Group("wide", _("Many verbs"))
    for number in range(30):

        @group.command(f"verb{number}", needs=ANYONE)
        async def verb(
            request: Any,
            one: Annotated[str, Param(_("One. " + "x" * 90))],
            two: Annotated[str, Param(_("Two. " + "x" * 90))],
            three: Annotated[str, Param(_("Three. " + "x" * 90))],
        ) -> Reply:
            """Do one of very many things."""
            raise NotImplementedError

    commands = application_commands(Registry([group], "cop"))
    assert wrongs_of_commands(commands) == []
    assert len(by_name(commands)["wide"]["options"]) == 25


async def test_commands_are_sent_only_when_they_differ() -> None:
    async with DiscordServer() as server:
        settings = access(server)
        await invitation(settings)
        async with discord.Client(intents=discord.Intents.none()) as client:
            await client.login(server.world.token)
            assert await publish(client, Registry([tools()], "cop"))
            assert not await publish(client, Registry([tools()], "cop"))
            assert await publish(client, Registry([tools()], "community"))
        assert server.commands.syncs == 2
        server.faults.assert_none()


def test_what_discord_adds_makes_no_difference() -> None:
    ours = {"name": "x", "type": 3, "description": "d", "description_localizations": {"es-ES": "e"}}
    theirs = ours | {"id": "1", "required": False, "options": [], "version": "2", "name_localizations": None}
    assert comparable(ours) == comparable(theirs)


async def test_the_invitation_asks_for_what_the_bot_needs() -> None:
    async with DiscordServer() as server:
        address = await invitation(access(server))
        assert f"client_id={server.world.application_id}" in address
        assert "scope=bot+applications.commands" in address
        server.faults.assert_none()
