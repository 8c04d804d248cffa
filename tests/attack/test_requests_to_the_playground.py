"""Requests that no page would send: whatever is in them, they are refused with a reason."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.drivers.playground import PlaygroundChat

JSON = {"Content-Type": "application/json"}
HERE = {"as": "alice", "channel": "home_general"}


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[PlaygroundChat]:
    async with PlaygroundChat.open(tmp_path) as opened:
        yield opened


async def refused(chat: PlaygroundChat, path: str, status: int = 400, **sent: Any) -> None:
    async with chat.session.post(path, **sent) as response:
        assert response.status == status, await response.text()
        assert (await response.json())["error"]


@pytest.mark.parametrize("number", [2**53, 2**63, 10**30, -1, 1.5, "1", True, [1], {}])
@pytest.mark.parametrize("path", ["presses", "marks", "submissions"])
async def test_a_message_s_number_is_one(chat: PlaygroundChat, path: str, number: object) -> None:
    await refused(chat, path, json={**HERE, "message": number, "action": "poll list", "values": {}})


@pytest.mark.parametrize("text", [b"\xff", b"\\ud800", b"\\udfff and more", b"\xed\xa0\x80"])
async def test_text_that_is_no_text_is_refused(chat: PlaygroundChat, text: bytes) -> None:
    body = b'{"as": "alice", "channel": "home_general", "text": "' + text + b'"}'
    await refused(chat, "messages", data=body, headers=JSON)


@pytest.mark.parametrize("name", ["a\x00b", "x" * 101, "two words", "é" * 200])
async def test_a_deed_s_name_is_short_and_plain(chat: PlaygroundChat, name: str) -> None:
    await refused(chat, "messages", json={**HERE, "text": "/help", "id": name})


@pytest.mark.parametrize(
    "body",
    [
        [],
        "x",
        5,
        True,
        {},
        {**HERE, "text": {"a": 1}},
        {**HERE, "text": ["a"]},
        {"as": ["alice"], "channel": 7, "text": "x"},
    ],
)
async def test_a_body_of_another_shape_is_refused(chat: PlaygroundChat, body: object) -> None:
    await refused(chat, "messages", json=body)


@pytest.mark.parametrize(
    "values",
    [
        {"purpose": []},
        {"purpose": ["to share", "to learn"], "audience": [], "topics": []},
        {"private": []},
        {"name": ["Data", "Standards"]},
        {"unknown": "x", "": "y", "request": "z", "self": "me"},
    ],
)
async def test_a_form_s_answers_may_be_lists_where_texts_belong(
    chat: PlaygroundChat, values: dict[str, Any]
) -> None:
    filled = {"name": "Data Standards", **values}
    answer = await chat.call("POST", "submissions", {**HERE, "action": "community new", "values": filled})
    assert "Data Standards" in str(answer["message"]["reply"])
    assert "is there, and you are its facilitator" in str(answer["message"]["reply"])


@pytest.mark.parametrize("field", ["name", "about", "time_zone", "findable", "only_me"])
async def test_a_profile_s_fields_may_come_as_empty_lists(chat: PlaygroundChat, field: str) -> None:
    sent = {**HERE, "action": "profile edit", "values": {field: [], "role": "Clerk"}}
    answer = await chat.call("POST", "submissions", sent)
    said = f"{answer['message']} {answer['problem']}"
    assert "Clerk" in said or "A name needs at least one letter" in said


@pytest.mark.parametrize("number", ["1" * 200, "x" * 99, "²", "-1", "1e3", "'; DROP TABLE person; --"])
async def test_a_form_about_a_number_that_is_none_does_not_open(chat: PlaygroundChat, number: str) -> None:
    answer = await chat.call("POST", "forms", {**HERE, "text": f'community decline "{number}"'})
    assert answer["form"] is None
    said = str(answer["message"]["reply"])
    assert "is no number" in said or "is below zero" in said


async def test_nobody_is_asked_to_fill_in_what_only_administrators_may_send(chat: PlaygroundChat) -> None:
    answer = await chat.call(
        "POST", "forms", {"as": "bob", "channel": "home_general", "text": "community suspend"}
    )
    assert answer["form"] is None
    assert "Only administrators" in str(answer["message"]["reply"])


@pytest.mark.parametrize(
    "path",
    [
        "/playground/../adapter.py",
        "/playground/%2e%2e/adapter.py",
        "/playground/..%2fadapter.py",
        "/playground/",
    ],
)
async def test_there_are_no_files_beside_the_page_s_own(chat: PlaygroundChat, path: str) -> None:
    async with chat.session.get(path) as response:
        assert response.status == 404


async def test_what_nobody_has_written_yet_cannot_have_been_read(chat: PlaygroundChat) -> None:
    await chat.call("POST", "marks", {**HERE, "message": 2**53 - 1})
    await chat.call("POST", "messages", {**HERE, "as": "bob", "text": "Good morning"})
    state = await chat.call("GET", "state?as=alice")
    assert state["workspaces"][0]["channels"][0]["unread"] == 1
