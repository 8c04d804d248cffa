"""How the Discord adapter hears what people do and answers it in time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from adapters.discord import answer
from bot.incoming import Called, Pressed, Submitted, Written
from bot.replies import Button, Buttons, Card, Choice, Form, FormField, Paragraph, Select, text
from tests.adapters.discord_core import Workshop, running_workshop
from tests.servers.discord.failures import dropped_after, dropped_before
from tests.servers.discord.interaction import Callback
from tests.servers.discord.permissions import Permission
from tests.servers.discord.reading import buttons_of

CALLBACK = "POST /interactions/*/callback"
FORM = Form(
    "Lend a tool",
    "tool lend",
    (
        FormField(
            "tool", "Tool", "choice", choices=(Choice("Saw", "1"), Choice("Drill", "2")), required=True
        ),
        FormField("note", "Note", "text", value="with care"),
        FormField("secretly", "Secretly", "switch", value="yes"),
    ),
)


@pytest.fixture
async def workshop() -> AsyncIterator[Workshop]:
    async with running_workshop() as one:
        yield one


async def test_a_command_arrives_with_who_where_and_its_values(workshop: Workshop) -> None:
    values = {"tool": "7", "to": workshop.alice, "days": 3, "secretly": True}
    await workshop.people.slash(workshop.bob, workshop.general, ["tool", "lend"], values)
    (heard,) = workshop.core.heard
    given = {"tool": "7", "to": f"<@{workshop.alice.id}>", "days": "3", "secretly": "yes"}
    assert heard.what == Called(("tool", "lend"), given)
    assert (heard.who.platform, heard.who.workspace, heard.who.id) == (
        "discord",
        workshop.workspace,
        str(workshop.bob.id),
    )
    assert (heard.who.name, heard.who.handle, heard.who.language) == ("Bob", "bob", "en-US")
    assert (heard.where.channel, heard.where.name) == (str(workshop.general.id), "general")
    assert [(person.id, person.name) for person in heard.people] == [(str(workshop.alice.id), "Alice")]


async def test_owners_and_those_who_may_manage_the_server_administer(workshop: Workshop) -> None:
    await workshop.lends(workshop.alice)
    await workshop.lends(workshop.bob)
    workshop.world.grant(workshop.guild, workshop.bob, Permission.MANAGE_GUILD)
    await workshop.lends(workshop.bob)
    assert [heard.who.administers for heard in workshop.core.heard] == [True, False, True]


async def test_the_root_command_takes_a_typed_line(workshop: Workshop) -> None:
    await workshop.people.slash(workshop.bob, workshop.general, ["cop"], {"line": "tool lend 7"})
    await workshop.people.slash(workshop.bob, workshop.general, ["cop"])
    assert [heard.what for heard in workshop.core.heard] == [Written("tool lend 7"), Written("help")]


async def test_a_quick_answer_is_private_or_not_as_it_says(workshop: Workshop) -> None:
    seen = await workshop.lends()
    assert (seen.response, seen.private, seen.text) == (Callback.MESSAGE, True, "done")
    workshop.core.private = False
    assert not (await workshop.lends()).private


@pytest.mark.parametrize("private", [True, False])
async def test_a_slow_answer_is_deferred_as_it_is_declared(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch, private: bool
) -> None:
    monkeypatch.setattr(answer, "PATIENCE", 0.05)
    workshop.core.seconds, workshop.core.private = 0.2, private
    seen = await workshop.lends()
    assert (seen.response, seen.private, seen.text) == (Callback.DEFERRED_MESSAGE, private, "done")


async def test_a_form_that_comes_too_late_is_offered_by_a_button(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer, "PATIENCE", 0.05)
    workshop.core.seconds, workshop.core.reply = 0.2, FORM
    seen = await workshop.lends()
    assert seen.message
    assert buttons_of(seen.message) == ("Fill in the form",)
    workshop.core.seconds = 0.0
    pressed = await workshop.people.press(workshop.bob, seen.message, seen.message.button("Fill in the form"))
    assert pressed.modal
    assert workshop.core.heard[-1].what == Pressed('?tool lend note:"with care" secretly:yes')


async def test_a_form_opens_and_its_answers_come_back_by_name(workshop: Workshop) -> None:
    workshop.core.reply = FORM
    opened = await workshop.lends()
    assert opened.modal
    assert opened.modal["title"] == "Lend a tool"
    workshop.core.reply = text("lent")
    seen = await workshop.people.submit_modal(opened, {"tool": "2"})
    assert seen.text == "lent"
    expected = {"tool": ["2"], "note": "with care", "secretly": ["yes"]}
    assert workshop.core.heard[-1].what == Submitted("tool lend", expected)


async def test_a_form_after_a_form_is_offered_by_a_button(workshop: Workshop) -> None:
    workshop.core.reply = FORM
    seen = await workshop.people.submit_modal(await workshop.lends(), {"tool": "2"})
    assert seen.message
    assert buttons_of(seen.message) == ("Fill in the form",)


async def test_a_press_on_a_private_message_can_replace_it(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop.core.reply = text("first", buttons=(Button("More", "tool share 1"),))
    shown = await workshop.lends()
    assert shown.message
    more = shown.message.button("More")
    workshop.core.reply = Card(
        (Paragraph(("second",)), Buttons((Button("More", "tool share 2"),))), replaces=True
    )
    assert (await workshop.people.press(workshop.bob, shown.message, more)).updated
    assert shown.message.text == "second"
    assert workshop.core.heard[-1].what == Pressed("tool share 1")

    monkeypatch.setattr(answer, "PATIENCE", 0.05)
    workshop.core.seconds, workshop.core.reply = 0.2, Card((Paragraph(("third",)),), replaces=True)
    await workshop.people.press(workshop.bob, shown.message, shown.message.button("More"))
    assert await workshop.world.changes.until(lambda: shown.message and shown.message.text == "third", 5)


async def test_a_press_on_a_public_message_is_answered_in_private(workshop: Workshop) -> None:
    workshop.core.private = False
    menu = Select("Which?", "tool lend", (Choice("Saw", "1"), Choice("Drill", "2")), most=2)
    workshop.core.reply = Card((Paragraph(("tools",)), menu))
    shown = await workshop.lends()
    assert shown.message
    workshop.core.private, workshop.core.reply = True, Card((Paragraph(("taken",)),), replaces=True)
    chosen = await workshop.people.select(workshop.bob, shown.message, "tool lend", ["1", "2"])
    assert (chosen.private, chosen.text, shown.message.text) == (True, "taken", "tools")
    what = workshop.core.heard[-1].what
    assert isinstance(what, Pressed)
    assert (what.action, what.chosen) == ("tool lend", ("1", "2"))
    assert what.message
    assert what.message.message == str(shown.message.id)


async def test_what_cannot_be_undone_is_asked_about_first(workshop: Workshop) -> None:
    burn = Button("Burn it", "tool burn 1", "danger", confirm="All of it?")
    workshop.core.reply = text("a saw", buttons=(burn,))
    shown = await workshop.lends()
    assert shown.message
    asked = await workshop.people.press(workshop.bob, shown.message, shown.message.button("Burn it"))
    assert asked.message
    assert (asked.private, asked.text) == (True, "All of it?")
    assert len(workshop.core.heard) == 1
    kept = await workshop.people.press(workshop.bob, asked.message, asked.message.button("No, leave it"))
    assert kept.text == "Nothing was changed."

    asked = await workshop.people.press(workshop.bob, shown.message, shown.message.button("Burn it"))
    assert asked.message
    workshop.core.reply = text("ashes")
    done = await workshop.people.press(workshop.bob, asked.message, asked.message.button("Burn it"))
    assert (done.updated, asked.message.text) == (True, "ashes")
    assert workshop.core.heard[-1].what == Pressed("tool burn 1")


async def test_an_event_that_is_told_twice_is_heard_once(workshop: Workshop) -> None:
    seen = await workshop.lends()
    workshop.people.redeliver(seen)
    await asyncio.sleep(0.1)
    assert len(workshop.core.heard) == 1


async def test_a_repeated_event_is_met_with_silence(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop.core.reply = None
    workshop.server.rules.first_response = 0.2
    with pytest.raises(AssertionError, match="did not respond"):
        await workshop.lends()
    workshop.server.faults.forgive("no first response")

    monkeypatch.setattr(answer, "PATIENCE", 0.05)
    workshop.core.seconds = 0.1
    seen = await workshop.lends()
    assert seen.message
    assert seen.message.deleted


async def test_an_answer_whose_connection_breaks_is_given_again(workshop: Workshop) -> None:
    workshop.server.failures.next(CALLBACK, dropped_before())
    assert (await workshop.lends()).text == "done"
    workshop.server.failures.next(CALLBACK, dropped_after())
    seen = await workshop.lends()
    assert (seen.text, seen.followups) == ("done", [])
    assert await workshop.world.changes.until(lambda: workshop.server.faults, 5)
    workshop.server.faults.forgive("a second first response")
    assert len(workshop.core.heard) == 2


async def test_suggestions_are_offered_while_somebody_types(workshop: Workshop) -> None:
    workshop.core.offers = [Choice("#7 Saw", "7"), Choice("x" * 200, "8"), Choice("unfit", "v" * 101)]
    path = ["tool", "lend"]
    offered = await workshop.people.autocomplete(
        workshop.bob, workshop.general, path, "tool", "s", {"days": 2}
    )
    assert [choice["value"] for choice in offered] == ["7", "8"]
    (asked,) = workshop.core.asked
    assert (asked.path, asked.parameter, asked.typed, dict(asked.values)) == (
        ("tool", "lend"),
        "tool",
        "s",
        {"days": "2"},
    )


async def test_the_last_member_of_a_list_is_completed(workshop: Workshop) -> None:
    workshop.core.offers = [Choice("Bob", "<@2>")]
    offered = await workshop.people.autocomplete(
        workshop.bob, workshop.general, ["tool", "share"], "names", "<@1>, B"
    )
    assert offered == [{"name": "<@1>, Bob", "value": "<@1>, <@2>"}]
    assert workshop.core.asked[-1].typed == "B"


async def test_direct_messages_are_commands_of_the_common_server(workshop: Workshop) -> None:
    direct = workshop.world.direct(workshop.bob)
    written = workshop.people.message(workshop.bob, direct, "tool lend 7")
    assert (await workshop.people.reply_to(written)).text == "done"
    (heard,) = workshop.core.heard
    assert (heard.what, heard.where.direct, heard.who.workspace) == (
        Written("tool lend 7"),
        True,
        workshop.workspace,
    )
    assert not heard.who.details_known
    described = await workshop.adapter.describe(heard.who)
    assert (described.details_known, described.administers, described.name) == (True, False, "Bob")


async def test_a_direct_message_counts_for_the_server_where_somebody_was_last(workshop: Workshop) -> None:
    other = workshop.world.add_guild("Other", workshop.alice)
    there = workshop.world.add_channel(other, "there")
    workshop.world.join(other, workshop.bob)
    carol = workshop.world.add_user("carol")
    workshop.world.join(other, carol)
    await workshop.people.slash(workshop.bob, there, ["tool", "lend"])
    for user in (workshop.bob, carol):
        await workshop.people.slash(user, workshop.world.direct(user), ["tool", "lend"])
    assert [heard.who.workspace for heard in workshop.core.heard] == [str(other.id)] * 3


async def test_a_mention_is_answered_where_the_answer_belongs(workshop: Workshop) -> None:
    bot = workshop.world.bot.mention
    workshop.core.private = False
    written = workshop.people.message(workshop.bob, workshop.general, f"{bot} tool lend 7")
    assert (await workshop.people.reply_to(written)).text == "done"
    assert workshop.core.heard[-1].what == Written("tool lend 7")

    workshop.core.private = True
    direct = workshop.world.direct(workshop.bob)
    workshop.people.message(workshop.bob, workshop.general, f"{bot} tool lend 8")
    assert await workshop.world.changes.until(lambda: direct.messages, 5)

    workshop.bob.dms_open = False
    written = workshop.people.message(workshop.bob, workshop.general, f"{bot} tool lend 9")
    assert "/cop" in (await workshop.people.reply_to(written)).text


async def test_what_others_say_is_not_heard(workshop: Workshop) -> None:
    workshop.people.message(workshop.bob, workshop.general, "tool lend 7")
    workshop.people.message(workshop.world.bot, workshop.general, "tool lend 7")
    await asyncio.sleep(0.1)
    assert not workshop.core.heard
