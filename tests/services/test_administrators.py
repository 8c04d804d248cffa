"""Administrators: who they are, what they hear of, and what they can do."""

from __future__ import annotations

from tests.drivers.paper import PaperChat
from tests.scenes import open_community, poll, private_community


async def test_a_suspended_community_is_there_for_administrators_only(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    question = await poll(chat)
    assert "Only administrators" in await chat.says("alice", '/community suspend "Data Standards"')
    chat.make_admin("dave")
    suspended = await chat.says("dave", '/community suspend "Data Standards"', "@bot")
    for line in ("/community list", '/community show "Data Standards"', f"/poll show {question}"):
        seen = await chat.says("alice", line, "@bot")
        assert "Share what works" not in seen
        assert "Lunch" not in seen
    back = await chat.presses("dave", "Resume it", suspended)
    assert back
    assert "Data Standards is back" in back
    assert f"#{question}" in await chat.says("bob", "/poll list")


async def test_administrators_hear_of_each_new_community_and_can_suspend_it(chat: PaperChat) -> None:
    chat.make_admin("dave")
    await chat.says("dave", "/help")
    await open_community(chat, "Data Standards")
    told = await chat.eventually("@bot", "Alice has started the community Data Standards (open)", "dave")
    done = await chat.presses("dave", "Suspend it", told)
    assert done
    assert "Data Standards is suspended" in done


async def test_where_the_settings_name_administrators_the_platforms_own_are_none(chat: PaperChat) -> None:
    chat.settings.administrators.append("paper:north:carol")
    chat.make_admin("dave")
    for who in ("carol", "dave"):
        await chat.says(who, "/help")
    await private_community(chat, "Quiet Circle")
    assert "Quiet Circle" in await chat.told("carol")
    assert "Quiet Circle" not in await chat.told("dave")
    assert "I know no community" in await chat.says("dave", '/community suspend "Quiet Circle"', "@bot")
    assert "is suspended" in await chat.says("carol", '/community suspend "Quiet Circle"', "@bot")


async def test_what_facilitators_and_administrators_did_is_written_down(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await chat.says("alice", "/community appoint @bob")
    trail = "\n".join((await chat.dump())["audit_entry"])
    assert "community.new" in trail
    assert "channel.map" in trail
    assert "community.appoint" in trail
