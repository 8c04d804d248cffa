"""Files that people give in forms: Slack tells their id; where they are it says when it is asked.

Slack answers with the page to sign in, and not with an error, where the app may
not read a file.
"""

from __future__ import annotations

from typing import Final

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.failures import code_of
from bot.adapter import TooLarge, Unfetched
from bot.files.downloads import download, hosts
from bot.incoming import FileRef

_API: Final = "https://slack.com/api/"


async def content(client: AsyncWebClient, file: FileRef, limit: int) -> bytes:
    """What is in a file; raises like `Adapter.download`."""
    try:
        told = (await client.files_info(file=file.place))["file"]
    except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
        raise Unfetched(f"Slack tells nothing of the file: {code_of(error)}") from error
    if int(told.get("size") or 0) > limit:
        raise TooLarge(file.name)
    address = str(told.get("url_private_download") or told.get("url_private") or "")
    if client.session is None or not address:
        raise Unfetched("Slack tells no address of the file")
    allowed = hosts("slack.com", also="" if client.base_url == _API else client.base_url)
    headers = {"Authorization": f"Bearer {client.token}"}
    data, kind = await download(client.session, address, limit, allowed, headers)
    if kind == "text/html" and told.get("mimetype") != "text/html":
        raise Unfetched("Slack wants a sign-in: the scope files:read is missing")
    return data
