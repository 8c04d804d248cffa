"""How events reach the bot: a socket that is lost in every way, and an address that anybody can post to."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import pytest
from structlog.testing import capture_logs

from tests.adapters.slack_core import at_work, eventually, office


async def test_the_socket_is_opened_again_however_it_was_lost() -> None:
    async with office() as here, at_work(here) as adapter:
        sockets = here.server.sockets
        for lose, opened in ((sockets.refresh, 2), (sockets.drop, 3), (sockets.freeze, 4)):
            losing = lose()
            if losing is not None:
                await losing
            await sockets.connected(opened)
            await eventually(lambda: adapter.health().ok)
            await eventually(lambda: sockets.live == 1)
            await (await here.people.slash("alice", "general", "/talk", "x")).message("done")


async def test_a_refresh_loses_no_answer_that_is_in_hand() -> None:
    async with office() as here, at_work(here):
        here.core.seconds = 1.0
        asking = asyncio.create_task(here.people.slash("alice", "general", "/talk", "x"))
        await eventually(lambda: here.core.heard)
        await here.server.sockets.refresh()
        await here.server.sockets.connected(2)
        assert (await (await asking).shows("done")).via == "ack"


async def test_a_slack_that_is_away_at_the_start_is_waited_for_and_complained_of_once() -> None:
    async with office() as here:
        here.server.fail("auth.test", "server_error", times=1)
        here.server.fail("apps.connections.open", "error", times=2, code="internal_error")
        with capture_logs() as logs:
            async with at_work(here) as adapter:
                assert adapter.health().detail == "connected by Socket Mode"
        said = [entry["event"] for entry in logs if entry["log_level"] == "warning"]
        assert said == ["slack.does_not_answer", "slack.socket_not_opened"]


async def test_when_it_stops_what_is_in_hand_is_answered() -> None:
    async with office() as here:
        here.core.seconds = 0.5
        async with at_work(here):
            asking = asyncio.create_task(here.people.slash("alice", "general", "/talk", "x"))
            await eventually(lambda: here.core.heard)
        assert (await (await asking).shows("done")).via == "ack"


async def test_slack_can_verify_the_address() -> None:
    async with office("http") as here, at_work(here):
        assert await here.server.http.verify_url()


BODY = json.dumps({"type": "event_callback", "event": {"type": "message"}})


@pytest.mark.parametrize(
    ("body", "content_type", "forged", "status"),
    [
        (BODY, "application/json", {"secret": "wrong"}, 401),
        (BODY, "application/json", {"age": 600}, 401),
        (BODY, "application/json", {"age": -600}, 401),
        (BODY, "text/plain", {}, 415),
        ("x" * (1024 * 1024 + 1), "application/json", {}, 413),
        ("{", "application/json", {}, 400),
        ("[]", "application/json", {}, 400),
        ("payload=%7B", "application/x-www-form-urlencoded", {}, 400),
        ("", "application/x-www-form-urlencoded", {}, 400),
    ],
)
async def test_what_is_not_from_slack_is_refused_with_a_line_and_no_trace(
    body: str, content_type: str, forged: dict[str, object], status: int
) -> None:
    async with office("http") as here, at_work(here):
        with capture_logs() as logs:
            answered, _ = await here.server.http.send(body, content_type, **forged)  # type: ignore[arg-type]
        assert answered == status
        (line,) = logs
        assert line["event"] == "slack.request_refused"
        assert "exc_info" not in line
        assert here.core.heard == []


async def test_a_request_without_a_signature_is_refused() -> None:
    async with office("http") as here, at_work(here), aiohttp.ClientSession() as session:
        for headers in ({}, {"X-Slack-Request-Timestamp": "soon", "X-Slack-Signature": "v0=ü"}):
            async with session.post(here.server.http.url, json={}, headers=headers) as response:
                assert response.status == 401


async def test_a_body_that_grows_without_saying_how_large_is_cut_off() -> None:
    async def flood() -> object:
        for _ in range(40):
            yield b"x" * 65536

    async with office("http") as here, at_work(here), aiohttp.ClientSession() as session:
        headers = {"Content-Type": "application/json"}
        try:
            async with session.post(here.server.http.url, data=flood(), headers=headers) as response:
                assert response.status == 413
        except aiohttp.ClientError:
            pass
        assert here.core.heard == []
