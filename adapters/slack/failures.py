"""What a failed call means for a message: try later, nobody knows, or never."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import aiohttp
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState

from bot.adapter import Refused, SendError, TryLater, Unclear

_BUSY: Final = {"ratelimited", "rate_limited", "message_limit_exceeded"}
_UNCLEAR: Final = {
    "fatal_error",
    "internal_error",
    "service_unavailable",
    "request_timeout",
    "unreadable_answer",
}
_SHORT: Final = 3
_HINTS: Final = {
    "not_in_channel": "Invite the bot to the channel: type /invite and its name there.",
    "channel_not_found": "The channel is gone, or private and the bot is not in it: invite it there.",
    "is_archived": "The channel is archived; unarchive it or choose another.",
    "missing_scope": "Install the app again with the scopes of the current manifest.",
    "invalid_auth": "The bot token is wrong; copy it again from the app's settings.",
    "token_revoked": "The app was uninstalled; install it again and copy the new token.",
    "account_inactive": "The app was uninstalled; install it again and copy the new token.",
    "user_disabled": "The account is deactivated.",
    "message_not_found": "The message was deleted.",
}


class ShortWaits(AsyncRateLimitErrorRetryHandler):
    """The only retry handler: waits where Slack asks for a few seconds, once.

    Longer waits are the deliverer's business (`TryLater`). The library's default handler repeats a call
    after a dropped connection and so posts twice; it is never used.
    """

    async def _can_retry_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        if not await super()._can_retry_async(state=state, request=request, response=response, error=error):
            return False
        headers = {name.lower(): value for name, value in response.headers.items()} if response else {}
        asked = headers.get("retry-after", ["1"])
        return int(asked[0] if isinstance(asked, list) else asked) <= _SHORT


@contextmanager
def understood() -> Iterator[None]:
    """Turn whatever the library raises into `TryLater`, `Unclear` or `Refused`."""
    try:
        yield
    except SlackApiError as error:
        raise _of_answer(error) from error
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
        raise TryLater(5, f"no connection: {error}") from error
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise Unclear(f"{type(error).__name__}: {error}") from error
    except SlackRequestError as error:
        raise Unclear(str(error)) from error


def _of_answer(error: SlackApiError) -> SendError:
    response = error.response
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
    if status == 429:
        return TryLater(float(response.headers.get("Retry-After", 1)))
    if status >= 500:
        return Unclear(f"Slack answered with status {status}")
    code = code_of(error)
    if code in _BUSY:
        return TryLater(1, code)
    if code in _UNCLEAR:
        return Unclear(code)
    return Refused("gone" if code == "message_not_found" else code, hint(code))


def code_of(error: BaseException) -> str:
    """A failed call in one word: Slack's own code, or the kind of trouble on the way."""
    if isinstance(error, SlackApiError):
        try:
            return str(error.response["error"] or "unreadable_answer")
        except (TypeError, KeyError):
            return "unreadable_answer"
    return type(error).__name__


def hint(code: str) -> str:
    """What a person can do about an error of Slack's ("" where nothing is known)."""
    return _HINTS.get(code, "")
