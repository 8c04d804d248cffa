"""The address that anybody can post to: what is not Slack's is refused before anything is made of it."""

from __future__ import annotations

import time

import aiohttp
import pytest
from structlog.testing import capture_logs

from tests.adapters.slack_core import at_work, office

FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("timestamp", ["9" * 400, "9" * 5000, "-1", "1e9", "²", "0x10", " ", "1700000000.5"])
async def test_a_timestamp_that_is_none_is_refused(timestamp: str) -> None:
    async with office("http") as here, at_work(here), aiohttp.ClientSession() as session:
        headers = {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": "v0=00"}
        async with session.post(here.server.http.url, json={}, headers=headers) as response:
            assert response.status == 401


@pytest.mark.parametrize("content_type", ["application/json", FORM])
async def test_a_body_that_is_no_text_is_refused_as_not_signed(content_type: str) -> None:
    async with office("http") as here, at_work(here), aiohttp.ClientSession() as session:
        headers = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": str(int(time.time())),
            "X-Slack-Signature": "v0=00",
        }
        async with session.post(here.server.http.url, data=b"\xff\xfe\x00", headers=headers) as response:
            assert response.status == 401


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("[" * 100_000, "application/json"),
        ("payload=" + "[" * 100_000, FORM),
        ("payload=[]", FORM),
        ("payload=null", FORM),
        ("payload=%FF", FORM),
        ("\x00", FORM),
        ('"' + "x" * 1000 + '"', "application/json"),
    ],
)
async def test_a_signed_body_that_is_not_what_it_says_is_refused(body: str, content_type: str) -> None:
    async with office("http") as here, at_work(here):
        with capture_logs() as logs:
            status, _ = await here.server.http.send(body, content_type)
        assert status == 400
        assert [line["event"] for line in logs] == ["slack.request_refused"]
        assert here.core.heard == []


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ('{"type": "event_callback"}', "application/json"),
        ('{"type": "event_callback", "event": null, "team_id": "T1"}', "application/json"),
        ('{"type": "event_callback", "event": [], "team_id": "T1"}', "application/json"),
        ('{"type": ["a"], "event": "message"}', "application/json"),
        ('{"a": 1}', "application/json"),
        ("command=%2Ftalk", FORM),
        ("command=%2Ftalk&team_id=T1&user_id=U1&channel_id=C1&text=x", FORM),
        ("payload=%7B%22type%22%3A%22block_actions%22%7D", FORM),
        ("payload=%7B%22type%22%3A%22block_actions%22%2C%22actions%22%3A%5B%5D%7D", FORM),
        (
            "payload=%7B%22type%22%3A%22view_submission%22%2C%22view%22%3A%7B%22callback_id%22%3A%22form%22%7D%7D",
            FORM,
        ),
        ("payload=%7B%22type%22%3A%22nonsense%22%7D", FORM),
    ],
)
async def test_a_signed_body_that_lacks_what_it_needs_asks_for_nothing(body: str, content_type: str) -> None:
    async with office("http") as here, at_work(here):
        await here.server.http.send(body, content_type)
        assert here.core.heard == []
        assert (await (await here.people.slash("alice", "general", "/talk", "x")).shows("done")).via == "ack"
