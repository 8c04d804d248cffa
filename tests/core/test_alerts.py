"""Alerts: who hears of what, once, in few messages, and never what is not theirs to know."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.services.alerts import alerts, preferences
from storage.alerts import Alert
from storage.happenings import Happening
from storage.people import Identity
from tests.chat import Seen
from tests.drivers.paper import PaperChat
from tests.scenes import number, open_community, private_community

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


async def messages(chat: PaperChat, who: str) -> list[Seen]:
    """What the bot has written to somebody directly, once the clock has ticked."""
    await chat.passes(timedelta(0))
    return await chat.channel("@bot", by=who)


async def news_of(chat: PaperChat, who: str, words: str) -> int:
    """How many of those messages have the words."""
    return sum(words in one for one in await messages(chat, who))


async def identity(chat: PaperChat, who: str) -> int:
    async with chat.database.read() as tx:
        found = await tx.execute(select(Identity.person_id).where(Identity.account == who))
        return int(found.scalar_one())


async def page(chat: PaperChat, title: str, by: str = "carol", where: str = "general", more: str = "") -> int:
    return number(await chat.says(by, f'/wiki new "{title}" text: Words. {more}', where))


async def test_the_asker_hears_of_an_answer_and_can_accept_it_at_once(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    asked = number(await chat.says("bob", '/ask new "Who has tried caddies?"'))
    await chat.says("carol", f'/ask answer {asked} "We did."')
    told = (await messages(chat, "bob"))[-1]
    assert "Carol answered your question “Who has tried caddies?”" in told
    assert "We did." in told
    assert told.handle.reply.about == asked
    done = await chat.presses("bob", "Accept it", told)
    assert done is not None
    assert await news_of(chat, "carol", "was accepted. Thank you!") == 1
    assert await news_of(chat, "bob", "answered your question") == 1


async def test_nobody_hears_of_their_own_deeds(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await chat.says("bob", "/alerts set now")
    asked = number(await chat.says("bob", '/ask new "Who has tried caddies?"'))
    await chat.says("bob", f"/alerts follow {asked}")
    await chat.says("bob", f'/ask answer {asked} "I did."')
    assert await messages(chat, "bob") == []


async def test_who_wants_a_kind_at_once_hears_of_it_and_of_no_other(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol", "dave")
    await chat.says("bob", '/alerts set now kind: page community: "Data Standards"')
    await page(chat, "Caddies")
    await chat.says("carol", '/ask new "Who has tried caddies?"')
    told = await messages(chat, "bob")
    assert len(told) == 1
    assert "New page in Data Standards by Carol: “Caddies”" in told[0]
    assert await messages(chat, "dave") == []


async def test_what_is_new_carries_what_one_would_do_first(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    await chat.says("bob", "/alerts set now", "@bot")
    await chat.says("carol", "/ask new Which format do you use?")
    await chat.passes(timedelta(0))
    told = await chat.eventually("@bot", "New question", by="bob")
    form = await chat.presses("bob", "Answer…", told)
    assert form is not None
    assert form.form is not None
    assert form.form.about == "“Which format do you use?”"
    await chat.passes(timedelta(minutes=6))
    asked = await chat.says("carol", '/event new "Clinic" "every Tuesday 15:00" place: Library')
    await chat.presses("carol", "Yes, post it", asked)
    await chat.passes(timedelta(0))
    told = await chat.eventually("@bot", "New event", by="bob")
    assert "every week on Tuesday, next Tue 24 Nov 2026, 15:00" in told
    assert "Library" in told
    assert "You’re coming" in str(await chat.presses("bob", "I’m coming", told))


async def test_the_most_specific_wish_counts(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    await chat.says("bob", "/alerts set now")
    await chat.says("bob", '/alerts set never community: "Data Standards"')
    await chat.says("bob", '/alerts set now kind: question community: "Data Standards"')
    await page(chat, "Caddies")
    await chat.says("carol", '/ask new "Who has tried caddies?"')
    told = await messages(chat, "bob")
    assert ["Who has tried" in one for one in told] == [True]
    bob = await identity(chat, "bob")
    async with chat.database.read() as tx:
        said = (await preferences.frequencies(tx, [bob]))[bob]
    here = next(place for place, _kind in said.said if place)
    assert [said.of(here, "question"), said.of(here, "page"), said.of(0, "page")] == ["now", "never", "now"]
    assert said.of(here, "mine") == "now"


async def test_followers_of_an_item_a_tag_and_a_person_hear(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol", "dave", "erica", "fay")
    first = await page(chat, "Caddies")
    await chat.says("bob", f"/alerts follow {first}")
    await chat.says("dave", "/alerts follow tag: recycling")
    await chat.says("erica", "/alerts follow person: @carol")
    await chat.says("fay", f'/comment add {first} "Ours are green."')
    await page(chat, "Bins", more="tagged: recycling")
    assert await news_of(chat, "bob", "Fay wrote about “Caddies”") == 1
    assert await news_of(chat, "carol", "Fay wrote about your “Caddies”") == 1
    assert await news_of(chat, "dave", "“Bins”") == 1
    assert await news_of(chat, "erica", "Bins") == 1
    assert await news_of(chat, "bob", "“Bins”") == 0


async def test_a_tag_that_is_put_on_later_is_told_once(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol", "dave")
    await chat.says("bob", "/tag follow recycling")
    await chat.says("bob", "/tag follow plastics")
    made = await page(chat, "Bins")
    assert await messages(chat, "bob") == []
    await chat.says("dave", f"/tag add {made} recycling plastics")
    assert await news_of(chat, "bob", "“Bins” in Data Standards is tagged #plastics #recycling now.") == 1
    await chat.passes(timedelta(hours=1))
    await chat.says("dave", f"/tag remove {made} plastics")
    await chat.says("dave", f"/tag add {made} plastics")
    assert len(await messages(chat, "bob")) == 1


async def test_what_is_muted_is_not_told_for_any_reason(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol", "dave")
    await chat.says("bob", "/alerts set now")
    await chat.says("bob", "/alerts mute tag: plastics")
    await chat.says("bob", "/alerts mute person: @dave")
    await page(chat, "Bags", more="tagged: plastics")
    await page(chat, "Boxes", by="dave")
    mine = await page(chat, "Mine", by="bob")
    await chat.says("bob", f"/alerts mute {mine}")
    await chat.says("carol", f'/comment add {mine} "Hm."')
    assert await messages(chat, "bob") == []
    await page(chat, "Bottles")
    assert len(await messages(chat, "bob")) == 1


async def test_an_item_in_several_communities_is_new_once(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    await open_community(chat, "Open Waste", "bob", "carol", where="random")
    await chat.says("bob", "/alerts set now")
    draft = await chat.says("carol", '/post new "Caddies" text: "We use them." also: "Open Waste"')
    await chat.presses("carol", "Publish", draft)
    assert await news_of(chat, "bob", "Caddies") == 1
    bob = await identity(chat, "bob")
    async with chat.database.read() as tx:
        new = set((await tx.execute(select(Happening.id).where(Happening.what == "new"))).scalars())
        told = (await alerts.told_to(tx, [bob], chat.now - DAY))[bob]
    assert len(new) == 2
    assert told == new


async def test_what_one_may_not_see_is_not_told_then_nor_later(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    await private_community(chat, "Quiet Circle", "bob", "carol")
    secret = await page(chat, "Zanzibar", where="lobby")
    await chat.says("bob", f"/alerts follow {secret}")
    await chat.says("bob", "/alerts follow person: @carol")
    await chat.says("bob", "/alerts set now")
    await chat.says("bob", '/community leave "Quiet Circle"')
    await chat.says("carol", f'/comment add {secret} "Hm."', "lobby")
    await page(chat, "Timbuktu", where="lobby")
    assert ["Welcome" in one for one in await messages(chat, "bob")] == [True]


async def test_who_leaves_before_it_is_sent_does_not_hear(chat: PaperChat) -> None:
    await private_community(chat, "Quiet Circle", "bob", "carol")
    before = len(await messages(chat, "bob"))
    await chat.says("bob", "/alerts set now")
    await chat.says("bob", "/alerts quiet 11:00-14:00")
    await page(chat, "Zanzibar", where="lobby")
    assert len(await messages(chat, "bob")) == before
    await chat.says("bob", '/community leave "Quiet Circle"', "@bot")
    await chat.passes(timedelta(hours=3))
    assert len(await messages(chat, "bob")) == before
    assert await dropped(chat) == ["gone"]


async def dropped(chat: PaperChat) -> list[str]:
    async with chat.database.read() as tx:
        rows = await tx.execute(select(Alert.dropped).where(Alert.dropped != "").order_by(Alert.id))
        return list(rows.scalars())


async def test_what_was_taken_away_meanwhile_is_not_told(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    await chat.says("bob", "/alerts set now")
    await chat.says("bob", "/alerts quiet 11:00-14:00")
    made = await page(chat, "Caddies")
    await chat.passes(MINUTE)
    await chat.says("carol", f"/item delete {made}")
    await chat.passes(timedelta(hours=3))
    assert await messages(chat, "bob") == []


async def test_quiet_hours_are_waited_out_in_ones_own_zone(chat: PaperChat) -> None:
    chat.person("bob", time_zone="America/New_York")
    await open_community(chat, "Data Standards", "bob", "carol")
    await chat.says("bob", "/alerts set now")
    assert "22:00 to 07:30 (America/New_York)" in await chat.says("bob", "/alerts quiet 10pm-7:30")
    await chat.passes(timedelta(hours=16))
    await page(chat, "Caddies")
    await page(chat, "Bins")
    await chat.passes(timedelta(hours=8))
    assert await messages(chat, "bob") == []
    await chat.passes(timedelta(minutes=29))
    assert await messages(chat, "bob") == []
    await chat.passes(MINUTE)
    told = await messages(chat, "bob")
    assert len(told) == 1
    assert "2 new things" in told[0]


async def test_who_moves_is_quiet_where_they_are_now(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    await chat.says("bob", "/alerts set now")
    await chat.says("bob", "/alerts quiet 11:00-20:00")
    await page(chat, "Caddies")
    await chat.passes(MINUTE)
    await chat.says("bob", "/profile zone Pacific/Auckland")
    await chat.passes(timedelta(hours=1))
    assert len(await messages(chat, "bob")) == 1


async def test_twenty_things_in_a_minute_are_few_messages(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    await chat.says("bob", "/alerts set now")
    for name in range(20):
        await page(chat, f"Page number {name}")
        await chat.passes(timedelta(seconds=3))
    assert len(await messages(chat, "bob")) == 1
    for _minute in range(15):
        await chat.passes(MINUTE)
    told = await messages(chat, "bob")
    assert len(told) <= 3
    everything = "\n".join(one.text for one in told)
    assert all(f"Page number {name}" in everything for name in range(20))
    assert everything.count("Page number 7 ") <= 1


async def test_answers_to_ones_own_question_do_not_wait_for_the_pause(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol", "dave")
    await chat.says("bob", "/alerts set now")
    asked = number(await chat.says("bob", '/ask new "Who has tried caddies?"'))
    await page(chat, "Caddies")
    assert len(await messages(chat, "bob")) == 1
    await page(chat, "Bins")
    for who in ("carol", "dave"):
        await chat.says(who, f'/ask answer {asked} "{who.title()} did."')
        await chat.passes(timedelta(seconds=5))
    told = await messages(chat, "bob")
    assert [("answered" in one, "Bins" in one) for one in told[1:]] == [(True, False), (True, False)]
    for reply in range(12):
        await chat.says("dave", f'/comment add {asked} "Reply {reply}."')
        await chat.passes(timedelta(seconds=2))
    assert len(await messages(chat, "bob")) <= 4
    await chat.passes(timedelta(minutes=6))
    await chat.passes(timedelta(minutes=6))
    told = await messages(chat, "bob")
    assert len(told) <= 6
    assert await news_of(chat, "bob", "Bins") == 1


async def test_the_ceiling_leaves_the_rest_to_the_digest(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    await chat.says("bob", "/alerts set now")
    await chat.says("bob", "/alerts ceiling 2")
    for name in range(4):
        await page(chat, f"Page number {name}")
        await chat.passes(timedelta(minutes=10))
    assert len(await messages(chat, "bob")) == 2
    bob = await identity(chat, "bob")
    async with chat.database.read() as tx:
        told = (await alerts.told_to(tx, [bob], chat.now - DAY))[bob]
        left = (await alerts.left_to(tx, [bob], chat.now - DAY))[bob]
    assert len(told) == 2
    assert len(left) == 2
    assert not told & left
    await chat.passes(timedelta(hours=13))
    await page(chat, "Tomorrow")
    assert await news_of(chat, "bob", "Tomorrow") == 1


@pytest.mark.parametrize(("away", "told"), [(timedelta(hours=1), 1), (DAY, 1), (timedelta(days=7), 0)])
async def test_after_a_downtime_what_is_fresh_is_sent_once_and_what_is_stale_is_left(
    chat: PaperChat, away: timedelta, told: int
) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    await chat.says("bob", "/alerts set now")
    for name in range(5):
        await page(chat, f"Page number {name}")
    chat.now += away
    assert len(await messages(chat, "bob")) == told
    await chat.passes(timedelta(hours=1))
    assert len(await messages(chat, "bob")) == told
    bob = await identity(chat, "bob")
    async with chat.database.read() as tx:
        left = (await alerts.left_to(tx, [bob], chat.now - timedelta(days=30)))[bob]
    assert len(left) == (0 if told else 5)


async def test_a_downtime_between_spreading_and_sending_makes_stale_too(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    await chat.says("bob", "/alerts set now")
    await chat.says("bob", "/alerts quiet 11:00-14:00")
    await page(chat, "Caddies")
    await chat.passes(MINUTE)
    chat.now += timedelta(days=3, hours=3)
    assert await messages(chat, "bob") == []
    assert await dropped(chat) == ["stale"]


async def test_stopping_is_of_everything_and_starting_brings_the_settings_back(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    await chat.says("bob", "/alerts set now")
    stopped = await chat.says("bob", "/alerts stop")
    mine = await page(chat, "Mine", by="bob")
    await chat.says("carol", f'/comment add {mine} "Hm."')
    await page(chat, "Caddies")
    assert await messages(chat, "bob") == []
    assert "Everything is stopped" in await chat.says("bob", "/alerts show")
    back = await chat.presses("bob", "Turn on again", stopped)
    assert back is not None
    await page(chat, "Bins")
    assert [one.text.count("Bins") for one in await messages(chat, "bob")] == [1]


async def test_an_alert_can_be_muted_from_the_message(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol", "dave")
    await chat.says("bob", "/alerts set now")
    first, _second = await page(chat, "Caddies"), await page(chat, "Bins")
    await chat.says("bob", f"/alerts follow {first}")
    told = (await messages(chat, "bob"))[0]
    assert "2 new things" in told
    muted = await chat.chooses("bob", f"#{first} Caddies", on=told)
    assert muted is not None
    assert "hear no more of “Caddies”" in muted
    await chat.passes(timedelta(hours=1))
    await chat.says("dave", f'/comment add {first} "Hm."')
    assert len(await messages(chat, "bob")) == 1


async def test_hostile_hours_ceilings_and_zones_are_refused(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    for hours in (
        "25:00-07:00",
        "22:00-22:00",
        "22:99-7",
        "late",
        "-",
        "22:00-07:00-09:00",
        "13pm-2am",
        "0am-1am",
    ):
        assert "as hours of the day" in await chat.says("bob", f'/alerts quiet "{hours}"')
    assert "no time zone" in await chat.says("bob", "/alerts quiet 22-7 zone: Mars/Olympus")
    assert "At most 100 a day" in await chat.says("bob", "/alerts ceiling 1000000")
    assert "is below zero; write 0 or more" in await chat.says("bob", "/alerts ceiling -1")
    bob = await identity(chat, "bob")
    async with chat.database.read() as tx:
        assert await preferences.settings_of(tx, bob) == preferences.Settings()


async def test_people_who_are_gone_do_not_hold_up_the_others(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol", "dave")
    for who in ("bob", "dave"):
        await chat.says(who, "/alerts set now")
    async with chat.database.write() as tx:
        bob = select(Identity.person_id).where(Identity.account == "bob").scalar_subquery()
        alice = select(Identity.person_id).where(Identity.account == "alice").scalar_subquery()
        await tx.execute(update(Identity).where(Identity.person_id == bob).values(person_id=alice))
    await page(chat, "Caddies")
    assert len(await messages(chat, "dave")) == 1
    assert await dropped(chat) == ["unreachable"]


async def test_what_happens_in_a_community_that_is_suspended_is_not_told(chat: PaperChat) -> None:
    chat.make_admin("alice")
    await open_community(chat, "Data Standards", "bob", "carol")
    await chat.says("bob", "/alerts set now")
    await page(chat, "Caddies")
    await chat.says("alice", '/community suspend "Data Standards"', "@bot")
    assert await messages(chat, "bob") == []


async def test_a_zone_is_asked_for_once_and_the_likeliest_come_first(chat: PaperChat) -> None:
    chat.person("bob", time_zone=None)
    chat.person("carol", time_zone="Asia/Tokyo")
    await open_community(chat, "Data Standards", "bob", "carol")
    await chat.says("alice", '/community settings "Data Standards" time_zone: Europe/Lisbon')
    first = await chat.says("bob", "/alerts quiet 22:00-07:00")
    assert "Quiet from 22:00 to 07:00 (Europe/Lisbon)" in first
    assert "which time zone are you in? I take Europe/Lisbon" in first
    labels = first.selects[0]
    assert labels[0] == "Europe/Lisbon, now 12:00"
    assert "Asia/Tokyo, now 21:00" in labels[1:3]
    chosen = await chat.chooses("bob", "Asia/Tokyo, now 21:00", on=first)
    assert chosen is not None
    assert "Asia/Tokyo from now on; there it is 21:00" in chosen
    assert "which time zone" not in await chat.says("bob", "/alerts quiet 23:00-07:00")


async def test_who_passes_over_the_question_is_not_asked_again(chat: PaperChat) -> None:
    chat.person("bob", time_zone=None)
    await open_community(chat, "Data Standards", "bob")
    assert "which time zone" in await chat.says("bob", "/alerts quiet 22:00-07:00")
    await chat.passes(timedelta(days=30))
    assert "which time zone" not in await chat.says("bob", "/alerts quiet 23:00-07:00")


async def test_who_has_told_their_zone_is_not_asked(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    assert "which time zone" not in await chat.says("bob", "/alerts quiet 22:00-07:00")
