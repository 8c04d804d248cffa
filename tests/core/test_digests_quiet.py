"""A person's own digest and their quiet hours: when it comes, and what waited until then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.core.test_digests_own import own, until
from tests.drivers.paper import PaperChat
from tests.scenes import number, open_community

NIGHT = datetime(2026, 11, 18, 23, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)


async def _sleeper(chat: PaperChat) -> int:
    """Bob sleeps until nine, has a daily digest and hears of topics at once; returns a question of his."""
    await open_community(chat, "Data Standards", "bob")
    await chat.says("bob", "/alerts quiet 22:00-9:00", "@bot")
    await chat.says("bob", "/alerts set now kind: topic", "@bot")
    await chat.says("bob", "/digest mine daily at: 7:30", "@bot")
    return number(await chat.says("bob", "/ask new Which format do you use?"))


async def test_what_is_said_of_its_time_is_when_it_comes(chat: PaperChat) -> None:
    await _sleeper(chat)
    said = await chat.says("bob", "/digest mine daily at: 7:30", "@bot")
    assert "As you want quiet until then, the next one comes Thu 19 Nov 2026, 09:00" in said
    said = await chat.says("bob", "/digest mine daily at: 10:00", "@bot")
    assert "quiet" not in said
    assert "The next one comes Thu 19 Nov 2026, 10:" in said


async def test_what_waited_for_the_end_of_quiet_hours_is_told_by_the_digest(chat: PaperChat) -> None:
    question = await _sleeper(chat)
    await until(chat, NIGHT)
    before = len(await chat.channel("@bot", by="bob"))
    await chat.says("alice", "/topic new Late thought")
    await chat.says("alice", f"/ask answer {question} CSV")
    await until(chat, MORNING - timedelta(minutes=2))
    assert len(await chat.channel("@bot", by="bob")) == before
    await until(chat, MORNING)
    assert len(await chat.channel("@bot", by="bob")) == before + 1
    (told,) = await own(chat, "bob")
    assert "Late thought" in told
    assert "1 answer to accept" in told
    await until(chat, MORNING + timedelta(days=2))
    assert len(await own(chat, "bob")) == 1


async def test_of_a_community_that_one_is_not_in_an_alert_tells_still(chat: PaperChat) -> None:
    await _sleeper(chat)
    await open_community(chat, "Open Source", by="dave", where="random")
    topic = number(await chat.says("dave", "/topic new Elsewhere", "random"))
    await chat.says("bob", f"/alerts follow {topic}", "@bot")
    await until(chat, NIGHT)
    await chat.says("dave", f"/comment add {topic} Listen", "random")
    await until(chat, MORNING + timedelta(minutes=5))
    assert any("wrote about “Elsewhere”" in seen for seen in await chat.channel("@bot", by="bob"))


async def test_nothing_new_is_said_since_the_last_one_that_came(chat: PaperChat) -> None:
    await _sleeper(chat)
    await until(chat, MORNING + timedelta(days=3))
    said = await chat.says("bob", "/digest me", "@bot")
    assert "nothing new for you since Sun 22 Nov" in said
