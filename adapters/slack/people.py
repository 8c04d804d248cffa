"""What Slack knows of an account."""

from __future__ import annotations

import asyncio
import dataclasses
from typing import Final

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.failures import code_of
from bot.incoming import Incoming, Who

log = structlog.get_logger(__name__)

_PATIENCE: Final = 1.0


async def named(client: AsyncWebClient, incoming: Incoming) -> Incoming:
    """The event with those described who were mentioned by their id alone, as Slack's messages do."""
    people = [described(client, who) if who.name == who.id else _as_it_is(who) for who in incoming.people]
    return dataclasses.replace(incoming, people=tuple(await asyncio.gather(*people)))


async def _as_it_is(who: Who) -> Who:
    return who


async def described(client: AsyncWebClient, who: Who) -> Who:
    """The account with all that Slack tells of it; as it came where Slack does not answer within 1 s."""
    try:
        async with asyncio.timeout(_PATIENCE):
            user = (await client.users_info(user=who.id, include_locale=True))["user"]
    except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
        log.warning("slack.not_described", reason=code_of(error))
        return who
    profile = user.get("profile") or {}
    names = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"), user.get("name"))
    return dataclasses.replace(
        who,
        name=next((name for name in names if name), who.name),
        handle=str(user.get("name") or who.handle),
        avatar=profile.get("image_192") or None,
        language=user.get("locale") or None,
        time_zone=user.get("tz") or None,
        administers=bool(user.get("is_admin") or user.get("is_owner")),
        details_known=True,
    )
