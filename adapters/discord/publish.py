"""Discord's application commands, made from the declarations, and sent only when they differ.

A noun is a command, a verb its subcommand, a parameter an option. The root
command takes a typed line, so that what Discord's 25 subcommands and 25 options
leave out can still be said. What was published is read back from Discord and
compared: no state of our own can be out of date, and nothing counts against the
200 new commands a day.

Required values are not required by Discord where the command has a form: to
leave them out is how one asks for the form.
"""

from __future__ import annotations

from typing import Any

import discord
import structlog
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from adapters.discord import limits
from adapters.discord.limits import Json, short
from adapters.discord.menu import MESSAGE_MENU
from adapters.discord.receive import ATTACHMENT, BOOLEAN, CHANNEL, LINE, SUBCOMMAND, USER
from adapters.discord.send import outcome
from bot.adapter import Refused
from bot.declare import Command, Group
from bot.incoming import Place
from bot.parameters import Parameter
from bot.registry import Registry
from bot.services.communities.communities import Community
from bot.services.items.items import Item
from bot.services.library.blobs import File
from bot.services.people.people import Person
from bot.settings import Discord
from bot.words import Words, _, speak

log = structlog.get_logger()

PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
    create_events=True,
)
STRING, INTEGER = 3, 4
_BAD_TOKEN = "Discord does not accept the token; it is on the application's page, under “Bot”"
IN_GUILD, IN_DIRECT = 0, 1
LANGUAGES = {"es-ES": "es"}
_SHORTER = (limits.COMMAND_DESCRIPTION, 60, 30, 10)
_COMPARED = (
    "name", "description", "type", "required", "autocomplete", "choices",
    "channel_types", "options", "contexts", "integration_types", "value",
)  # fmt: skip


def application_commands(registry: Registry) -> list[Json]:
    """All commands, as Discord is to have them."""
    nouns = [_noun(group) for group in registry.groups.values()]
    commands = [_root(registry.root), *(noun for noun in nouns if noun["options"])]
    if len(commands) > limits.COMMANDS:
        left_out = [command["name"] for command in commands[limits.COMMANDS :]]
        log.warning("more nouns than Discord takes; these are reached by the root command", nouns=left_out)
    return [*commands[: limits.COMMANDS], *_menu(registry)]


def _menu(registry: Registry) -> list[Json]:
    """The entries of the menu on messages; Discord takes five, without descriptions."""
    entries = [_everywhere({"type": MESSAGE_MENU, "name": label}) for label, _command in registry.menu()]
    return entries[: limits.MENU_ENTRIES]


def _root(name: str) -> Json:
    line: Json = {"type": STRING, "name": LINE, **_described(_("For example: poll new “Lunch?” Soup Salad"))}
    return _everywhere({"type": 1, "name": name, **_described(_("Say it in one line")), "options": [line]})


def _everywhere(command: Json) -> Json:
    return command | {"contexts": [IN_GUILD, IN_DIRECT], "integration_types": [0]}


def _noun(group: Group) -> Json:
    """One command; its options' descriptions get shorter until all of it fits."""
    command: Json = {}
    for most in _SHORTER:
        verbs = [_verb(verb, most) for verb in group.commands.values() if not verb.hidden]
        command = {
            "type": 1,
            "name": group.name,
            **_described(group.summary),
            "options": verbs[: limits.SUBCOMMANDS],
        }
        if _size(command) <= limits.COMMAND_SIZE:
            break
    return _everywhere(command)


def _verb(command: Command, most: int) -> Json:
    # Discord wants required options first; Python's rule for defaults has them so already.
    options = [_option(command, parameter, most) for parameter in command.parameters]
    return {
        "type": SUBCOMMAND,
        "name": command.name,
        **_described(command.summary),
        "options": options[: limits.OPTIONS],
    }


def _option(command: Command, parameter: Parameter, most: int) -> Json:
    option: Json = {"type": STRING, "name": parameter.name, **_described(parameter.spec.description, most)}
    if parameter.required and not command.form:
        option["required"] = True
    if parameter.is_list:
        return option | ({"autocomplete": True} if completes(parameter) else {})
    if parameter.choices and len(parameter.choices) <= limits.OPTIONS:
        return option | {"choices": [{"name": choice, "value": choice} for choice in parameter.choices]}
    kinds: dict[Any, int] = {int: INTEGER, bool: BOOLEAN, Person: USER, Place: CHANNEL, File: ATTACHMENT}
    option["type"] = kinds.get(parameter.type, STRING)
    return option | ({"autocomplete": True} if completes(parameter) else {})


def completes(parameter: Parameter) -> bool:
    """Whether the core has suggestions for it, and Discord no picker of its own."""
    if parameter.type is Person:
        return parameter.is_list
    return parameter.type in (Community, Item) or bool(parameter.choices)


def _described(words: Words, most: int = limits.COMMAND_DESCRIPTION) -> Json:
    english = short(speak(words, "en"), most) or "–"
    others = {locale: short(speak(words, language), most) for locale, language in LANGUAGES.items()}
    translated = {locale: text for locale, text in others.items() if text and text != english}
    return {"description": english} | ({"description_localizations": translated} if translated else {})


def _size(thing: Json) -> int:
    """The characters that count: names, descriptions and values at every depth, the longest language each."""
    described = [thing.get("description", ""), *thing.get("description_localizations", {}).values()]
    size = len(thing.get("name", "")) + max(map(len, described)) + len(str(thing.get("value", "")))
    return size + sum(_size(inner) for key in ("options", "choices") for inner in thing.get(key, ()))


def comparable(thing: Any) -> Any:
    """A command, option or choice without what Discord adds to it and what is the same as absent."""
    if isinstance(thing, list):
        return [comparable(one) for one in thing]
    if not isinstance(thing, dict):
        return thing
    kept = {key: comparable(thing[key]) for key in _COMPARED if thing.get(key) not in (None, False, [], {})}
    for key in ("contexts", "integration_types", "channel_types"):
        if key in kept:
            kept[key] = sorted(kept[key])
    if thing.get("description_localizations"):
        kept["description_localizations"] = thing["description_localizations"]
    return kept


async def publish(client: discord.Client, registry: Registry) -> bool:
    """Let Discord have the commands; returns whether it had others. Raises `discord.HTTPException`."""
    assert client.application_id is not None, "publish comes after login"
    wanted = application_commands(registry)
    route = Route("GET", "/applications/{application_id}/commands", application_id=client.application_id)
    found = await client.http.request(route, params={"with_localizations": "true"})
    if _by_name(found) == _by_name(wanted):
        return False
    payload: Any = wanted
    await client.http.bulk_upsert_global_commands(client.application_id, payload)
    log.info("commands published", commands=len(wanted))
    return True


async def invitation(settings: Discord) -> str:
    """The address that invites the bot to a server, with the rights that it needs. Raises `SendError`."""
    point_library_at(settings)
    async with discord.Client(intents=discord.Intents(guilds=True)) as client:
        with outcome():
            try:
                await client.login(settings.token.get_secret_value() if settings.token else "")
            except discord.LoginFailure as error:
                raise Refused(_BAD_TOKEN) from error
        assert client.application_id is not None, "login tells the application's id"
        scopes = ("bot", "applications.commands")
        return discord.utils.oauth_url(client.application_id, permissions=PERMISSIONS, scopes=scopes)


def point_library_at(settings: Discord) -> None:
    """Have discord.py talk to another Discord, where the settings name one (for tests)."""
    if settings.api_url:
        Route.BASE = settings.api_url.rstrip("/")
    if settings.gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = URL(settings.gateway_url)


def _by_name(commands: list[Json]) -> dict[tuple[int, str], Any]:
    return {(command.get("type", 1), command["name"]): comparable(command) for command in commands}
