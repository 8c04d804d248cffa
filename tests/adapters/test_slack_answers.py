"""Answers: in the acknowledgement, later, as forms, in place of what was pressed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.incoming import Pressed, Submitted, Written
from bot.replies import Attachment, Button, Buttons, Card, Form, FormField, Paragraph, Picture, text
from tests.adapters.slack_core import Office, at_work, eventually, office
from tests.servers.slack.reading import text_of

FORM = Form("Say something", "talk say", (FormField("words", "Words", required=True),))
PRESSABLE = Card((Paragraph(("Pick",)), Buttons((Button("Go", "talk say go"),))))


@pytest.fixture(params=["socket", "http"])
async def here(request: pytest.FixtureRequest) -> AsyncIterator[Office]:
    async with office(str(request.param)) as made, at_work(made):
        yield made


async def test_a_quick_answer_is_in_the_acknowledgement(here: Office) -> None:
    outcome = await here.people.slash("alice", "general", "/talk", "say <b> to @bob in #general")
    (sight,) = outcome.seen
    assert (sight.kind, sight.via) == ("ephemeral", "ack")
    (heard,) = here.core.heard
    bob, alice = here.world.user("bob"), here.world.user("alice")
    assert heard.what == Written(f"talk say <b> to <@{bob.id}> in <#{here.general.id}>")
    assert (heard.who.id, heard.who.handle, heard.who.details_known) == (alice.id, "alice", False)
    assert [(who.id, who.name) for who in heard.people] == [(bob.id, "bob")]
    assert [place.name for place in heard.channels] == ["general"]
    assert (heard.where.channel, heard.where.name, heard.where.direct) == (here.general.id, "general", False)


async def test_the_root_command_takes_the_whole_line(here: Office) -> None:
    await here.people.slash("alice", "general", "/cop", "talk say hello")
    await here.people.slash("alice", "general", "/cop")
    assert [heard.what for heard in here.core.heard] == [Written("talk say hello"), Written("")]


async def test_an_answer_for_all_is_seen_by_all(here: Office) -> None:
    here.core.private = False
    await here.people.slash("alice", "general", "/talk", "x")
    assert text_of(here.world, here.general.messages[0], here.world.user("bob")) == "done"


async def test_a_slow_answer_comes_later_and_only_once(here: Office) -> None:
    here.core.seconds = 2.3
    outcome = await here.people.slash("alice", "general", "/talk", "x")
    assert not outcome.failed
    assert outcome.seen == []
    assert (await outcome.shows("done")).via == "response_url"
    await asyncio.sleep(0.1)
    assert len(outcome.seen) == 1


async def test_a_redelivered_command_has_the_same_id(here: Office) -> None:
    await here.people.slash("alice", "general", "/talk", "x")
    await here.server.delivery.redeliver()
    first, second = here.core.heard
    assert first.id == second.id


async def test_a_press_says_on_which_message_and_is_answered_to_the_one_who_pressed(here: Office) -> None:
    here.core.private, here.core.reply = False, PRESSABLE
    outcome = await here.people.slash("alice", "general", "/talk", "x")
    message = await outcome.message("Pick")
    here.core.private, here.core.reply = True, Card((Paragraph(("picked",)),), replaces=True)
    pressed = await here.people.press("bob", message, "Go")
    answer = await pressed.message("picked")
    assert answer.ephemeral_to == here.world.user("bob").id
    what = here.core.heard[-1].what
    assert isinstance(what, Pressed)
    assert what.action == "talk say go"
    assert what.message is not None
    assert what.message.message == message.ts


async def test_an_answer_takes_the_place_of_the_private_message_that_was_pressed(here: Office) -> None:
    here.core.reply = PRESSABLE
    message = await (await here.people.slash("alice", "general", "/talk", "x")).message("Pick")
    here.core.reply = Card((Paragraph(("picked",)),), replaces=True)
    pressed = await here.people.press("alice", message, "Go")
    sight = await pressed.shows("picked")
    assert sight.kind == "changed"
    assert sight.message is message
    what = here.core.heard[-1].what
    assert isinstance(what, Pressed)
    assert what.message is None


async def test_a_form_opens_complains_and_is_answered_where_it_was_asked_for(here: Office) -> None:
    here.core.reply = FORM
    view = await (await here.people.slash("alice", "general", "/talk")).view()
    here.core.reply, here.core.field_errors = text("that is wrong"), (("words", "Too short"),)
    wrong = await here.people.submit("alice", view, {"words": "x"})
    assert wrong.errors == {"words": "Too short"}
    here.core.reply, here.core.field_errors = text("well said"), ()
    right = await here.people.submit("alice", view, {"words": "enough"})
    answer = await right.message("well said")
    assert answer.channel == here.general.id
    assert here.core.heard[-1].what == Submitted("talk say", {"words": "enough"})
    assert here.core.heard[-1].where.channel == here.general.id


async def test_a_form_for_which_it_is_too_late_is_behind_a_button(here: Office) -> None:
    here.core.reply, here.core.seconds = FORM, 2.9
    outcome = await here.people.slash("alice", "general", "/talk", "say")
    offer = await outcome.message("Say something")
    here.core.seconds = 0
    await (await here.people.press("alice", offer, "Say something")).view()
    assert here.core.heard[-1].what == Pressed("?talk say")


async def test_a_form_asked_for_in_a_message_is_behind_a_button(here: Office) -> None:
    here.core.reply = FORM
    outcome = await here.people.write("bob", "@bot", "talk say")
    offer = await outcome.message("Say something")
    view = await (await here.people.press("bob", offer, "Say something")).view()
    here.core.reply = text("well said")
    await (await here.people.submit("bob", view, {"words": "x"})).message("well said")


async def test_a_direct_message_and_a_mention_are_lines(here: Office) -> None:
    await (await here.people.write("bob", "@bot", "talk say &")).message("done")
    mention = await here.people.write("bob", "general", "@convenor: talk say")
    answer = await mention.message("done")
    assert answer.ephemeral_to == here.world.user("bob").id
    assert [heard.what for heard in here.core.heard] == [Written("talk say &"), Written("talk say")]
    assert [heard.where.direct for heard in here.core.heard] == [True, False]
    assert here.core.heard[1].people == ()


async def test_somebody_who_is_mentioned_in_a_message_has_a_name(here: Office) -> None:
    await (await here.people.write("alice", "@bot", "talk say @bob")).message("done")
    (bob,) = here.core.heard[0].people
    assert (bob.name, bob.handle) == ("Bob", "bob")


async def test_the_bot_does_not_hear_itself(here: Office) -> None:
    await (await here.people.write("bob", "@bot", "talk")).message("done")
    await eventually(lambda: len(here.server.delivery.sent) >= 2)
    await asyncio.sleep(0.1)
    assert len(here.core.heard) == 1


async def test_of_what_is_written_in_a_channel_only_replies_are_noticed(here: Office) -> None:
    channel, bob = here.world.channel("general"), here.world.user("bob")
    first = await here.people.write("bob", "general", "Good morning.")
    root = channel.messages[-1].ts
    await here.people.write("bob", "general", "Anybody?", thread=root)
    assert first.failed in (None, "")
    await eventually(lambda: here.core.replies)
    (replied,) = here.core.replies
    assert (replied.who.id, replied.message.channel, replied.message.message) == (bob.id, channel.id, root)
    assert "Anybody?" not in repr(replied)
    assert not here.core.heard


async def test_in_a_direct_conversation_with_somebody_else_only_the_asker_sees_the_answer(
    here: Office,
) -> None:
    bob, alice = here.world.user("bob"), here.world.user("alice")
    private = here.world.add_channel("directmessage", kind="im", members=[alice.id, bob.id])
    outcome = await here.people.slash("alice", private, "/talk", "x")
    assert (await outcome.message("done")).ephemeral_to == alice.id


async def test_a_picture_and_a_file_come_with_the_answer(here: Office) -> None:
    here.core.reply = Card((Picture("Votes", b"\x89PNG"), Attachment(b"a,b", "votes.csv")), title="Result")
    outcome = await here.people.slash("alice", "general", "/talk", "x")
    message = await outcome.message("Result")
    assert message.blocks[1]["type"] == "image"
    direct = here.world.direct(here.world.user("alice"))
    await eventually(lambda: direct.messages)
    assert [here.world.files[each].name for each in direct.messages[0].files] == ["votes.csv"]


async def test_where_the_response_url_fails_the_answer_is_posted(here: Office) -> None:
    here.core.seconds = 2.2
    here.server.fail("response_url", "server_error")
    outcome = await here.people.slash("alice", "general", "/talk", "x")
    assert (await outcome.shows("done")).via == "chat.postEphemeral"


async def test_nothing_is_said_where_there_is_nothing_to_say(here: Office) -> None:
    here.core.reply = None
    outcome = await here.people.slash("alice", "general", "/talk", "x")
    assert not outcome.failed
    assert outcome.seen == []
