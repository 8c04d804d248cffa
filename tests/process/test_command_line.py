"""The command line beside `run`: what an operator is told, and the exit status that a script goes by."""

from __future__ import annotations

import json
import re
from pathlib import Path

from adapters.slack.publish import SCOPES
from tests.drivers.discord import DiscordChat
from tests.process.running import command, discord, slack
from tests.servers.discord import DiscordServer
from tests.servers.slack import Installation, SlackServer

BAD = "xoxb-another-token-altogether"


async def test_check_finds_everything_right(tmp_path: Path) -> None:
    async with SlackServer() as on_slack, DiscordServer() as on_discord:
        DiscordChat(on_discord)
        settings = slack(on_slack.api_url) | discord(on_discord)
        status, out, error = await command(tmp_path, "check", settings=settings)
        assert status == 0, out + error
        assert "WRONG" not in out
        for line in ("database: ", "slack: bot token: ", "slack: scopes: all there", "slack: app token: "):
            assert f"ok    {line}" in out
        assert "ok    discord: the token belongs to convenor" in out
        assert "ok    discord: in “Library”" in out
        assert not on_slack.faults
        on_discord.faults.assert_none()


async def test_check_says_what_to_do_about_a_wrong_slack_token(tmp_path: Path) -> None:
    async with SlackServer() as server:
        settings = slack(server.api_url) | {"SLACK__BOT_TOKEN": BAD, "SLACK__APP_TOKEN": "xapp-wrong"}
        status, out, error = await command(tmp_path, "check", settings=settings)
    assert status == 1
    assert "WRONG slack: bot token: invalid_auth. The bot token is wrong; copy it again" in out
    assert re.search(r"WRONG slack: app token: \w+; make an App-Level Token with connections:write", out)
    assert BAD not in out + error
    assert "xapp-wrong" not in out + error


async def test_check_names_the_scopes_that_are_missing(tmp_path: Path) -> None:
    app = Installation(scopes=set(SCOPES) - {"files:write", "im:history"})
    async with SlackServer(app) as server:
        status, out, _error = await command(tmp_path, "check", settings=slack(server.api_url, installed=app))
    assert status == 1
    assert "scopes missing: files:write, im:history; install the app again" in out


async def test_check_says_that_slack_has_no_way_in(tmp_path: Path) -> None:
    async with SlackServer() as server:
        settings = {"SLACK__BOT_TOKEN": server.installation.bot_token, "SLACK__API_URL": server.api_url}
        status, out, _error = await command(tmp_path, "check", settings=settings)
    assert status == 1
    assert "no way in: set slack.app_token (Socket Mode) or slack.signing_secret (HTTP)" in out


async def test_check_says_what_to_do_about_a_wrong_discord_token(tmp_path: Path) -> None:
    async with DiscordServer() as server:
        status, out, error = await command(
            tmp_path, "check", settings=discord(server) | {"DISCORD__TOKEN": BAD}
        )
    assert status == 1
    assert re.search(r"WRONG discord: .*does not accept the token.*application's page", out)
    assert BAD not in out + error


async def test_check_says_that_discord_has_not_been_invited_anywhere(tmp_path: Path) -> None:
    async with DiscordServer() as server:
        status, out, _error = await command(tmp_path, "check", settings=discord(server))
    assert status == 1
    assert "in no server yet: `convenor invite`" in out


async def test_check_says_that_nobody_answers_at_all(tmp_path: Path) -> None:
    async with SlackServer() as on_slack, DiscordServer() as on_discord:
        settings = slack(on_slack.api_url) | discord(on_discord)
    settings["DATABASE_URL"] = f"postgresql://convenor:{BAD}@127.0.0.1:1/convenor"
    status, out, error = await command(tmp_path, "check", settings=settings)
    assert status == 1
    assert "WRONG database: postgresql+asyncpg://convenor:***@127.0.0.1:1/convenor: " in out
    assert "is database_url right?" in out
    assert "WRONG slack: bot token: " in out
    assert "WRONG discord: " in out
    assert "Traceback" not in out + error
    assert BAD not in out + error


async def test_check_says_that_nothing_is_set_up(tmp_path: Path) -> None:
    status, out, error = await command(tmp_path, "check", settings={"PLAYGROUND__ENABLED": "false"})
    assert status == 1, error
    assert "none is set up" in out


async def test_migrate_says_what_it_did_and_then_that_nothing_is_left(tmp_path: Path) -> None:
    status, out, _error = await command(tmp_path, "migrate")
    assert status == 0
    assert re.search(r"went from nothing to \d{4}", out)
    status, out, _error = await command(tmp_path, "migrate")
    assert status == 0
    assert "up to date" in out
    status, out, _error = await command(tmp_path, "check")
    assert "is up to date" in out


async def test_migrate_says_that_the_database_does_not_answer(tmp_path: Path) -> None:
    url = f"postgresql://convenor:{BAD}@127.0.0.1:1/convenor"
    status, out, error = await command(tmp_path, "migrate", settings={"DATABASE_URL": url})
    assert status == 1
    assert "Nothing was done." in error
    assert "Traceback" not in out + error
    assert BAD not in out + error


async def test_the_manifest_is_json_for_the_way_in_that_is_set(tmp_path: Path) -> None:
    status, out, error = await command(tmp_path, "manifest")
    assert status == 0, error
    assert json.loads(out)["settings"]["socket_mode_enabled"] is True
    way = {"SLACK__BOT_TOKEN": "xoxb-1", "SLACK__SIGNING_SECRET": "s"}
    status, out, error = await command(tmp_path, "manifest", settings=way)
    assert status == 0, error
    assert json.loads(out)["settings"]["socket_mode_enabled"] is False
    assert "xoxb-1" not in out
    assert "https://convenor.example.org/slack/events" in out
    known = {**way, "WEB__URL": "https://cop.town.gov/"}
    _status, out, _error = await command(tmp_path, "manifest", settings=known)
    assert "https://cop.town.gov/slack/events" in out
    assert "example.org" not in out


async def test_the_invitation_names_the_application_and_its_rights(tmp_path: Path) -> None:
    async with DiscordServer() as server:
        status, out, error = await command(tmp_path, "invite", settings=discord(server))
        assert status == 0, error
        assert f"client_id={server.world.application_id}" in out
        assert "applications.commands" in out
        status, out, error = await command(
            tmp_path, "invite", settings=discord(server) | {"DISCORD__TOKEN": BAD}
        )
    assert status == 1
    assert "does not accept the token; it is on the application's page" in error
    assert "Traceback" not in out + error


async def test_without_a_network_the_invitation_blames_no_token(tmp_path: Path) -> None:
    async with DiscordServer() as server:
        settings = discord(server)
    status, out, error = await command(tmp_path, "invite", settings=settings)
    assert status == 1
    assert "Discord cannot be reached" in error
    assert "token" not in error
    assert "Traceback" not in out + error


async def test_there_is_no_invitation_without_a_token(tmp_path: Path) -> None:
    status, out, error = await command(tmp_path, "invite")
    assert status == 1
    assert "discord.token" in error
    assert "Traceback" not in out + error
