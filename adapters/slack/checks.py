"""Whether Slack is set up right: one line for each thing, with what to do about it."""

from __future__ import annotations

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.failures import code_of, hint
from adapters.slack.publish import SCOPES
from bot.adapter import Health
from bot.settings import Slack as Settings

_TROUBLE = (SlackApiError, aiohttp.ClientError, TimeoutError)


async def check(client: AsyncWebClient, settings: Settings) -> list[Health]:
    """Ask Slack about the tokens, the scopes, and how events come in."""
    found = await _token_and_scopes(client)
    if settings.app_token is not None:
        found.append(await _socket(client, settings.app_token.get_secret_value()))
    if settings.signing_secret is not None:
        found.append(Health(True, "by HTTP: Slack must reach /slack/events at your public address"))
    if settings.app_token is None and settings.signing_secret is None:
        found.append(
            Health(False, "no way in: set slack.app_token (Socket Mode) or slack.signing_secret (HTTP)")
        )
    return found


async def _token_and_scopes(client: AsyncWebClient) -> list[Health]:
    try:
        answer = await client.auth_test()
    except _TROUBLE as error:
        return [_bad("bot token", error)]
    token = Health(True, f"bot token: {answer['user']} in {answer['team']}")
    granted = set(answer.headers.get("x-oauth-scopes", "").replace(" ", "").split(","))
    missing = sorted(set(SCOPES) - granted)
    if missing:
        todo = "install the app again with the current manifest"
        return [token, Health(False, f"scopes missing: {', '.join(missing)}; {todo}")]
    return [token, Health(True, "scopes: all there")]


async def _socket(client: AsyncWebClient, app_token: str) -> Health:
    try:
        await client.apps_connections_open(app_token=app_token)
    except SlackApiError as error:
        todo = "make an App-Level Token with connections:write on the app's page “Basic Information”"
        return Health(False, f"app token: {code_of(error)}; {todo}")
    except _TROUBLE as error:
        return _bad("app token", error)
    return Health(True, "app token: Socket Mode is on")


def _bad(what: str, error: Exception) -> Health:
    code = code_of(error)
    advice = hint(code)
    return Health(False, f"{what}: {code}. {advice}" if advice else f"{what}: {code}")
