"""The playground's API, as a script would use it, with the whole product behind it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.playground.guard import MAX_BODY
from bot.adapter import Refused, Target
from bot.incoming import MessageRef
from bot.replies import Attachment, Bar, Card, Form, Picture, text
from tests.drivers.playground import PlaygroundChat

HERE = Target("playground", "home", "home_general")
PNG = b"\x89PNG not really"


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[PlaygroundChat]:
    async with PlaygroundChat.open(tmp_path) as opened:
        yield opened


async def status(chat: PlaygroundChat, method: str, path: str, **kwargs: object) -> int:
    async with chat.session.request(method, path, **kwargs) as response:  # type: ignore[arg-type]
        if response.status >= 400:
            assert (await response.json())["error"]
        return response.status


def line(who: str = "alice", channel: str = "home_general", text: str = "hello") -> dict[str, str]:
    return {"as": who, "channel": channel, "text": text}


# --- who may ask ---------------------------------------------------------------------


async def test_a_host_name_that_is_not_ours_is_refused(chat: PlaygroundChat) -> None:
    assert await status(chat, "GET", "state", headers={"Host": "evil.example"}) == 403
    assert await status(chat, "GET", "/", headers={"Host": f"evil.example:{chat.app.port}"}) == 403
    for ours in ("localhost", f"localhost:{chat.app.port}", "[::1]:8080", "192.168.1.5"):
        assert await status(chat, "GET", "state", headers={"Host": ours}) == 200


async def test_a_post_from_another_page_is_refused(chat: PlaygroundChat) -> None:
    origin = {"Origin": "https://evil.example"}
    assert await status(chat, "POST", "messages", json=line(), headers=origin) == 403
    ours = {"Origin": f"http://127.0.0.1:{chat.app.port}"}
    assert await status(chat, "POST", "messages", json=line(), headers=ours) == 200


async def test_a_body_must_be_small_json_that_says_all(chat: PlaygroundChat) -> None:
    plain = {"Content-Type": "text/plain"}
    json = {"Content-Type": "application/json"}
    assert await status(chat, "POST", "messages", data=b"{}", headers=plain) == 415
    assert await status(chat, "POST", "messages", data=b"{", headers=json) == 400
    assert await status(chat, "POST", "messages", data=b"[" * 60_000, headers=json) == 400
    assert await status(chat, "POST", "messages", json={"as": "alice"}) == 400
    assert await status(chat, "POST", "messages", json=line(text="x" * MAX_BODY)) == 413
    assert await status(chat, "POST", "messages", json=line(text="x" * 16_001)) == 400
    assert await status(chat, "POST", "messages", json=line(text="   ")) == 400


async def test_every_answer_forbids_scripts_from_elsewhere(chat: PlaygroundChat) -> None:
    async with chat.session.get("/") as response:
        policy = response.headers["Content-Security-Policy"]
        page = await response.text()
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "<style" not in page
    assert " style=" not in page
    assert "<script>" not in page
    assert not re.search(r"\son\w+=", page)


async def test_what_is_unknown_or_of_another_workspace_is_not_found(chat: PlaygroundChat) -> None:
    assert await status(chat, "GET", "state?as=nobody") == 404
    assert await status(chat, "POST", "messages", json=line(who="nobody")) == 404
    for channel in ("nowhere", "west_general", "dm_bob", "dm_nobody", "dm_"):
        assert await status(chat, "GET", f"messages?as=alice&channel={channel}") == 404
        assert await status(chat, "POST", "messages", json=line(channel=channel)) == 404
    assert await status(chat, "GET", "messages?as=alice&channel=home_general&before=x") == 404
    assert await status(chat, "GET", "messages/99/files/0?as=alice") == 404


# --- what people see -----------------------------------------------------------------


async def test_a_private_answer_is_nobody_elses(chat: PlaygroundChat) -> None:
    answer = await chat.says("alice", "/community list")
    assert answer.private
    number = answer.handle["id"]
    assert [each["id"] for each in await chat.messages(by="alice")] == [number]
    assert await chat.messages(by="bob") == []
    press = {"as": "bob", "message": number, "action": "?community new"}
    assert await status(chat, "POST", "presses", json=press) == 404
    assert await status(chat, "DELETE", f"messages/{number}?as=bob") == 404
    assert await status(chat, "DELETE", f"messages/{number}?as=alice") == 200
    assert await chat.messages(by="alice") == []


async def test_only_private_answers_can_be_dismissed(chat: PlaygroundChat) -> None:
    await chat.call("POST", "messages", line())
    assert await status(chat, "DELETE", "messages/1?as=alice") == 403


async def test_in_a_direct_conversation_nothing_is_marked_private(chat: PlaygroundChat) -> None:
    answer = await chat.writes("bob", "help")
    assert not answer.private
    assert [each.text.split("\n")[0] for each in await chat.channel("@bot", by="bob")] == [
        "help",
        "What you can ask me",
    ]
    assert await status(chat, "GET", "messages?as=alice&channel=dm_bob") == 404


async def test_a_mention_of_the_bot_is_a_command_that_all_can_read(chat: PlaygroundChat) -> None:
    answer = await chat.writes("bob", "help", where="general")
    assert "What you can ask me" in answer
    assert [each.text for each in await chat.channel(by="alice")] == ["@convenor help"]


async def test_unread_messages_are_counted_until_they_are_marked(chat: PlaygroundChat) -> None:
    async def unread(who: str) -> int:
        state = await chat.call("GET", f"state?as={who}")
        return int(state["workspaces"][0]["channels"][0]["unread"])

    for _ in range(2):
        posted = await chat.call("POST", "messages", line("bob"))
    assert (await unread("alice"), await unread("bob"), await unread("erin")) == (2, 0, 0)
    mark = {"as": "alice", "channel": "home_general", "message": posted["posted"]["id"]}
    await chat.call("POST", "marks", mark)
    assert await unread("alice") == 0


async def test_a_long_channel_comes_page_by_page(chat: PlaygroundChat) -> None:
    for number in range(7):
        await chat.call("POST", "messages", line(text=f"line {number}"))
    page = await chat.call("GET", "messages?as=bob&channel=home_general&limit=3")
    assert ([each["text"] for each in page["messages"]], page["more"]) == (
        ["line 4", "line 5", "line 6"],
        True,
    )
    first = page["messages"][0]["id"]
    page = await chat.call("GET", f"messages?as=bob&channel=home_general&limit=4&before={first}")
    assert (page["messages"][0]["text"], page["more"]) == ("line 0", False)


async def test_completion_knows_nouns_verbs_names_and_values(chat: PlaygroundChat) -> None:
    await chat.says("alice", '/community new "Data Standards"')
    assert "/poll" in await chat.completes("alice", "/")
    assert "/poll new" in await chat.completes("alice", "/pol")
    assert "/community join" in await chat.completes("alice", "/join")
    assert await chat.completes("alice", "/poll ne") == ["/poll new"]
    assert await chat.completes("alice", '/poll new "Where now" A B clo') == ["closes:"]
    assert await chat.completes("alice", "/poll new Q A B anonymous: y") == ["yes"]
    assert await chat.completes("alice", '/community show "Data S') == ["Data Standards"]
    assert await chat.completes("alice", "no command") == []
    found = await chat.call("POST", "completions", line(text="/community show data"))
    assert found["suggestions"][0]["text"] == '/community show "Data Standards" '
    assert [part["text"] for part in found["usage"] if part["current"]] == ["<community>"]


# --- what is done once -----------------------------------------------------------------


async def test_a_repeated_request_does_nothing_twice(chat: PlaygroundChat) -> None:
    for _ in range(3):
        await chat.call("POST", "messages", {**line(), "id": "one"})
        await chat.call("POST", "messages", {**line(text='/community new "Data"'), "id": "two"})
    shown = [each["text"] or "card" for each in await chat.messages()]
    assert shown == ["hello", "card"]
    await chat.call("POST", "messages", {**line("bob"), "id": "one"})
    assert len(await chat.messages()) == 3


async def test_the_answer_to_a_press_can_replace_the_private_message(chat: PlaygroundChat) -> None:
    await chat.says("alice", '/community new "Data"')
    await chat.says("alice", "/poll new Lunch? Soup Salad")
    card = await chat.eventually("general", "Lunch?")
    voted = await chat.presses("bob", "Soup", on=card)
    assert voted
    assert voted.private
    undone = await chat.presses("bob", "Take my vote back", on=voted)
    assert undone
    assert undone.handle["id"] == voted.handle["id"]


async def test_a_form_stays_open_with_what_is_wrong_beside_the_field(chat: PlaygroundChat) -> None:
    await chat.says("alice", '/community new "Data"')
    form = await chat.says("alice", "/poll new Lunch?")
    assert form.form
    assert {field.name: field.value for field in form.form.fields}["question"] == "Lunch?"
    wrong = await chat.submits("alice", form, options="Soup")
    assert wrong.form
    assert list(wrong.form.errors) == ["options"]
    assert "is open" in await chat.submits("alice", wrong, options="Soup\nSalad")


async def test_a_form_can_be_asked_for_with_what_was_typed_so_far(chat: PlaygroundChat) -> None:
    answer = await chat.call("POST", "forms", line(text="/community new Data purpose: Share"))
    values = {field["name"]: field["value"] for field in answer["form"]["fields"]}
    assert (values["name"], values["purpose"]) == ("Data", "Share")


# --- the adapter's port --------------------------------------------------------------------


async def test_the_same_key_posts_once_and_is_found(chat: PlaygroundChat) -> None:
    adapter = chat.adapter
    assert await adapter.find(HERE, "42") is None
    first = await adapter.send(HERE, text("Hello"), "42")
    assert await adapter.send(HERE, text("Hello"), "42") == first
    assert await adapter.find(HERE, "42") == first
    assert len(await chat.channel()) == 1


async def test_a_message_is_edited_and_deleted_and_then_gone(chat: PlaygroundChat) -> None:
    adapter = chat.adapter
    message = await adapter.send(HERE, text("Hello"), "42")
    await adapter.edit(message, text("Goodbye"))
    assert [each.text for each in await chat.channel()] == ["Goodbye"]
    await adapter.delete(message)
    await adapter.delete(message)
    assert await chat.channel() == []
    for gone in (message, MessageRef("playground", "home", "home_general", "nonsense")):
        with pytest.raises(Refused, match="gone"):
            await adapter.edit(gone, text("Hello"))


@pytest.mark.parametrize(
    "target",
    [
        Target("playground", "home", "nowhere"),
        Target("playground", "west", "home_general"),
        Target("playground", "home", account="nobody"),
        Target("playground", "west", account="bob"),
    ],
)
async def test_what_has_no_place_is_refused(chat: PlaygroundChat, target: Target) -> None:
    with pytest.raises(Refused, match="not_found"):
        await chat.adapter.send(target, text("Hello"), "42")


async def test_a_form_cannot_be_posted(chat: PlaygroundChat) -> None:
    with pytest.raises(Refused):
        await chat.adapter.send(HERE, Form("New poll", "poll new", ()), "42")


async def test_files_are_served_beside_the_message_to_those_who_may_read_it(chat: PlaygroundChat) -> None:
    blocks = (Picture("Chart", PNG, (Bar("A", 1, 1.0),)), Attachment(b"a,b\n", "été 1.csv"))
    await chat.adapter.send(Target("playground", "home", account="bob"), Card(blocks), "42")
    reply = (await chat.messages("@bot", by="bob"))[0]["reply"]
    assert "png" not in reply["blocks"][0]
    async with chat.session.get(reply["blocks"][0]["url"]) as response:
        assert (response.content_type, await response.read()) == ("image/png", PNG)
    async with chat.session.get(reply["blocks"][1]["url"]) as response:
        assert response.headers["Content-Disposition"] == "attachment; filename*=UTF-8''%C3%A9t%C3%A9%201.csv"
        assert await response.read() == b"a,b\n"
    assert await status(chat, "GET", reply["blocks"][0]["url"].replace("as=bob", "as=alice")) == 404


async def test_everything_is_still_there_after_a_restart(tmp_path: Path) -> None:
    async with PlaygroundChat.open(tmp_path) as chat:
        await chat.call("POST", "messages", line())
        message = await chat.adapter.send(HERE, text("Hello"), "42")
    async with PlaygroundChat.open(tmp_path) as chat:
        assert [each.text for each in await chat.channel()] == ["hello", "Hello"]
        assert await chat.adapter.find(HERE, "42") == message
