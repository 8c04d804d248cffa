"""What was new, gathered: in the community's channel and for each person, on every platform."""

from __future__ import annotations

from datetime import timedelta

from tests.chat import Chat
from tests.scenes import number

WEEK = timedelta(days=7)


async def _told(chat: Chat, who: str) -> str:
    """Everything that the bot has written to somebody directly."""
    return "\n".join(seen.text for seen in await chat.channel("@bot", by=who))


async def test_a_community_s_digest_is_previewed_planned_and_posted(cop: Chat) -> None:
    await cop.says("carol", '/cop ask new "Which format do you use?"')
    await cop.says("dave", "/cop topic new Licences")
    seen = await cop.says("carol", "/cop digest preview")
    assert seen.private
    assert "What was new in Data Standards" in seen
    assert "no answer yet" in seen
    refused = await cop.says("carol", "/cop digest schedule daily")
    assert "Only facilitators" in refused
    form = await cop.says("bob", "/cop digest schedule")
    planned = await cop.submits("bob", form, how="weekly", day="Tuesday", at="9:30")
    assert "on Tuesdays at 09:30" in planned
    await cop.passes(WEEK)
    posted = await cop.eventually("general", "What was new in Data Standards")
    assert "Which format do you use?" in posted
    assert "Licences" in posted
    assert "have joined" in posted
    opened = await cop.chooses("dave", posted.selects[0][0], on=posted)
    assert opened is not None
    assert "Which format do you use?" in opened or "Licences" in opened


async def test_where_nothing_is_new_nothing_is_posted(cop: Chat) -> None:
    await cop.passes(WEEK)
    before = len(await cop.channel("general"))
    assert "nothing would be posted" in await cop.says("bob", "/cop digest preview")
    await cop.passes(WEEK)
    assert len(await cop.channel("general")) == before


async def test_a_person_s_own_digest_says_what_needs_them_and_what_is_new(cop: Chat) -> None:
    # Of answers she would hear at once, and then they are no news any more.
    await cop.says("carol", "/cop alerts set weekly kind: mine")
    question = number(await cop.says("carol", '/cop ask new "Which format do you use?"'))
    await cop.says("dave", f'/cop ask answer {question} "CSV with a schema"')
    await cop.says("bob", '/cop poll new "Lunch?" Soup Salad')
    await cop.says("dave", "/cop topic new Licences")
    now = await cop.says("carol", "/cop digest me", "@bot")
    assert "Needs you" in now
    assert "1 answer to accept" in now
    assert "you have not voted" in now
    assert "Licences" in now
    await cop.passes(WEEK + timedelta(hours=1))
    digest = await cop.eventually("@bot", "What is new for you", by="carol")
    assert "Licences" in digest
    answers = await cop.presses("carol", "Answers", on=digest)
    assert answers is not None
    assert "CSV with a schema" in answers
    assert "There is nothing new for you" in await cop.says("carol", "/cop digest me", "@bot")
    # Their own deeds are no news to them.
    assert "Licences" not in await _told(cop, "dave")


async def test_less_of_it_is_one_press_away(cop: Chat) -> None:
    await cop.says("carol", "/cop help")
    await cop.says("dave", "/cop topic new Licences")
    digest = await cop.says("carol", "/cop digest me", "@bot")
    choice = await cop.presses("carol", "Less of this", on=digest)
    assert choice is not None
    assert "on Mondays from 08:00 on" in choice
    silent = await cop.presses("carol", "Never", on=choice)
    assert silent is not None
    assert "No digest of your own comes." in silent
    before = (await _told(cop, "carol")).count("What is new for you")
    await cop.passes(WEEK)
    assert (await _told(cop, "carol")).count("What is new for you") == before
    daily = await cop.says("carol", "/cop digest mine daily at: 7am", "@bot")
    assert "every day from 07:00 on" in daily
    await cop.passes(timedelta(days=1))
    await cop.eventually("@bot", "What is new for you", by="carol")
    assert "No digest of your own comes." in await cop.says("carol", "/cop digest off", "@bot")
