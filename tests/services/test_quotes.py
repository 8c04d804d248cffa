"""Messages that are picked from the chat: whose leave is needed, and what their authors are told."""

from __future__ import annotations

from datetime import timedelta

from tests.chat import Seen
from tests.drivers.paper import PaperChat
from tests.scenes import open_community, private_community


async def _kept(chat: PaperChat, who: str, said: Seen, title: str, where: str = "general") -> Seen:
    """`who` saves a message as a page of the community of that channel; returns the answer."""
    form = await chat.menu(who, "Save to wiki", said)
    assert form is not None
    if form.form and any(field.name == "community" for field in form.form.fields):
        form = await chat.submits(who, form, community=where)
    return await chat.submits(who, form, title=title)


async def test_an_open_community_asks_nobody_for_what_was_said_in_its_own_channel(chat: PaperChat) -> None:
    await open_community(chat)
    said = await chat.writes_in("bob", "Caddies are small bins.")
    assert "is there" in await _kept(chat, "alice", said, "Caddies")
    assert "saved your message as the page “Caddies”" in await chat.told("bob")


async def test_a_private_community_asks_from_the_beginning(chat: PaperChat) -> None:
    await private_community(chat)
    said = await chat.writes_in("bob", "Caddies are small bins.", "lobby")
    assert "asked them first" in await _kept(chat, "alice", said, "Caddies")


async def test_an_author_outside_is_not_told_the_name_of_a_private_community(chat: PaperChat) -> None:
    await private_community(chat)
    said = await chat.writes_in("bob", "Caddies are small bins.", "lobby")
    await _kept(chat, "alice", said, "Caddies")
    told = await chat.told("bob")
    assert "would like to keep what you wrote" in told
    assert "a community that you are not in" in told
    assert "Quiet Circle" not in told


async def test_an_author_is_asked_once_however_often_it_is_wanted(chat: PaperChat) -> None:
    await open_community(chat)
    await chat.says("alice", '/community settings "Data Standards" ask_authors: yes')
    said = await chat.writes_in("bob", "Caddies are small bins.")
    form = await chat.menu("alice", "Save to wiki", said)
    assert form is not None
    await chat.submits("alice", form, title="Caddies")
    await chat.submits("alice", form, title="Caddies")
    assert (await chat.told("bob")).count("would like to keep") == 1


async def test_where_it_cannot_be_kept_any_more_the_form_comes_back(chat: PaperChat) -> None:
    await open_community(chat)
    await chat.says("alice", '/community settings "Data Standards" ask_authors: yes')
    said = await chat.writes_in("bob", "Caddies are small bins.")
    await _kept(chat, "alice", said, "Caddies")
    await chat.says("alice", "/wiki new Caddies")
    asked = await chat.eventually("@bot", "would like to keep", by="bob")
    done = await chat.presses("bob", "Allow", asked)
    assert done is not None
    assert "could not be kept just now" in done
    told = await chat.eventually("@bot", "There is a page of that name", by="alice")
    form = await chat.presses("alice", "Correct it", told)
    assert form is not None
    assert "is there" in await chat.submits("alice", form, title="Kitchen caddies")


async def test_nobody_else_can_use_or_allow_what_somebody_picked(chat: PaperChat) -> None:
    await open_community(chat)
    await chat.says("alice", '/community settings "Data Standards" ask_authors: yes')
    said = await chat.writes_in("bob", "Caddies are small bins.")
    form = await chat.menu("alice", "Save to wiki", said)
    assert form is not None
    number = form.handle.reply.action.rpartition(":")[2].strip()
    await chat.submits("alice", form, title="Caddies")
    assert "no longer waiting" in await chat.says("carol", f"/wiki keep {number} title: Mine")
    assert "no longer waiting" in await chat.says("carol", f"/message allow {number}")
    assert "no longer waiting" in await chat.says("alice", f"/message allow {number}")


async def test_what_nobody_does_anything_with_is_forgotten(chat: PaperChat) -> None:
    await open_community(chat)
    said = await chat.writes_in("bob", "Caddies are small bins.")
    form = await chat.menu("alice", "Save to wiki", said)
    assert form is not None
    await chat.passes(timedelta(days=8))
    assert "no longer waiting" in await chat.submits("alice", form, title="Caddies")
