"""Threads under cards: opened where the kind has one, and what is written in them counted."""

from __future__ import annotations

from datetime import timedelta

from bot.adapter import Refused
from bot.incoming import MessageRef
from tests.chat import Seen
from tests.drivers.paper import Handle, PaperChat
from tests.paper import Trouble
from tests.scenes import number, open_community


async def topic(chat: PaperChat, title: str = "Mixed bins", by: str = "bob") -> Seen:
    """A topic that has just been begun; its card."""
    await chat.says(by, f'/topic new "{title}"')
    return await chat.eventually("general", title)


async def test_topics_questions_and_posts_have_threads_and_polls_do_not(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await topic(chat)
    await chat.says("bob", '/ask new "Who has striped bins?"')
    draft = await chat.says("bob", '/post new "Stripes" text: "A history."')
    await chat.presses("bob", "Publish", draft)
    await chat.says("bob", '/poll new "Stripes?" Yes No')
    assert len(await chat.channel()) == 4
    assert list(chat.adapter.threads.values()) == ["Mixed bins", "Who has striped bins?", "Stripes"]


async def test_where_no_thread_may_be_opened_the_card_stands_all_the_same(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    chat.adapter.troubles.append(Trouble(Refused("50013"), on="open_thread"))
    card = await topic(chat)
    assert not chat.adapter.threads
    await chat.replies("carol", "Ours are striped.", card)
    assert "1 reply in the thread" in (await chat.channel())[0]
    assert len(await chat.channel()) == 1


async def test_a_reply_that_is_told_twice_counts_once(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    card = await topic(chat)
    await chat.replies("carol", "Ours are striped.", card, event="one")
    await chat.replies("carol", "Ours are striped.", card, event="one")
    assert "1 reply in the thread" in (await chat.channel())[0]


async def test_replies_under_other_messages_leave_nothing_behind(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    card = await topic(chat)
    before = await chat.dump()
    ref = MessageRef(chat.name, "north", "general", "somebody-elses")
    await chat.replies("carol", "Hello.", Seen("", handle=Handle(card.handle.reply, "general", ref, None)))
    assert await chat.dump() == before


async def test_the_most_current_topic_is_the_one_with_the_latest_reply(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    old = await topic(chat, "Mixed bins")
    await chat.passes(timedelta(minutes=5))
    await topic(chat, "Autumn leaves")
    listed = await chat.says("carol", "/topic list")
    assert listed.text.index("Autumn leaves") < listed.text.index("Mixed bins")
    await chat.passes(timedelta(minutes=5))
    await chat.replies("carol", "Ours are striped.", old)
    listed = await chat.says("carol", "/topic list")
    assert listed.text.index("Mixed bins") < listed.text.index("Autumn leaves")
    assert "1 reply" in listed
    by_title = await chat.says("carol", "/topic list by: title")
    assert by_title.text.index("Autumn leaves") < by_title.text.index("Mixed bins")


async def test_a_reply_under_the_card_of_what_was_taken_away_is_not_counted(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    card = await topic(chat)
    await chat.says("bob", f"/item delete {number(card)}")
    assert await chat.channel() == []
    before = await chat.dump()
    await chat.replies("carol", "Too late.", card)
    assert await chat.dump() == before


async def test_an_empty_or_endless_title_is_refused(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    assert "at most 200" in await chat.says("bob", f'/topic new "{"x" * 201}"')
    assert "What is it about?" in await chat.says("bob", '/topic new "\u200b"')
    assert "has no topic yet" in await chat.says("bob", "/topic list")
