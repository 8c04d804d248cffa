"""Events on paper, where the clock can be moved: reminders, series, downtimes, places, and what cannot be."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.event import listen, remove

from bot.adapter import TryLater
from bot.services.events import events as service
from bot.services.events import listing
from storage.communities import Membership
from storage.engine import Database
from storage.events import Event, Rsvp
from storage.happenings import Happening
from storage.people import Person
from tests.chat import Seen
from tests.drivers.paper import NOON, PaperChat
from tests.paper import Trouble
from tests.scenes import number, open_community, private_community

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def plan(chat: PaperChat, line: str, by: str = "alice", where: str = "general") -> int:
    """An event that has just been posted; its number."""
    asked = await chat.says(by, f"/event new {line}", where)
    said = await chat.presses(by, "Yes, post it", asked)
    assert said, asked.text
    return number(said)


async def card(chat: PaperChat, event: int) -> Seen:
    """The event's card as it stands."""
    return await chat.eventually("general", f"#{event}")


async def agree(chat: PaperChat, who: str, asked: Seen) -> Seen:
    """Press what says that it was understood rightly."""
    yes = next(label for label in asked.buttons if label.startswith("Yes"))
    said = await chat.presses(who, yes, asked)
    assert said
    return said


# --- reminders ---------------------------------------------------------------------------


async def test_those_who_come_are_reminded_a_day_and_a_quarter_of_an_hour_before(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    event = await plan(chat, '"Clinic" "20 November 15:00" place: "Town hall"')
    await chat.says("bob", f"/event rsvp {event} yes")
    await chat.says("carol", f"/event rsvp {event} maybe")
    await chat.passes(DAY + 2 * HOUR + timedelta(minutes=59))
    assert "It begins" not in await chat.told("bob")
    await chat.passes(timedelta(minutes=1))
    told = await chat.told("bob")
    assert "It begins in 1 day: Fri 20 Nov 2026, 15:00 GMT" in told
    assert "Town hall" in told
    await chat.passes(23 * HOUR + timedelta(minutes=45))
    assert (await chat.told("bob")).count("It begins") == 2
    assert "in 15 minutes" in await chat.told("bob")
    await chat.passes(5 * DAY)
    assert (await chat.told("bob")).count("It begins") == 2
    assert "It begins" not in await chat.told("carol")


@pytest.mark.parametrize(("downtime", "reminders"), [(HOUR, 1), (DAY, 1), (7 * DAY, 0)])
async def test_after_a_downtime_a_reminder_is_sent_once_if_the_event_is_still_to_come(
    chat: PaperChat, downtime: timedelta, reminders: int
) -> None:
    await open_community(chat, "Data Standards", "bob")
    event = await plan(chat, '"Clinic" "20 November 15:00"')
    await chat.says("bob", f"/event rsvp {event} yes")
    chat.now = NOON + DAY + 2 * HOUR + timedelta(minutes=30)
    await chat.passes(downtime)
    await chat.passes(timedelta(seconds=1))
    assert (await chat.told("bob")).count("It begins") == reminders


async def test_a_reminder_that_the_platform_did_not_take_before_the_start_is_not_sent_after_it(
    chat: PaperChat,
) -> None:
    await open_community(chat, "Data Standards", "bob")
    event = await plan(chat, '"Clinic" "20 November 15:00"')
    await chat.says("bob", f"/event rsvp {event} yes")
    await chat.passes(2 * DAY + 2 * HOUR)
    assert (await chat.told("bob")).count("It begins") == 1
    chat.adapter.troubles.append(Trouble(TryLater(20 * 60, everywhere=True)))
    await chat.passes(timedelta(minutes=45))
    assert not chat.adapter.troubles
    await chat.passes(timedelta(minutes=21))
    assert (await chat.told("bob")).count("It begins") == 1


async def test_a_reminder_that_reached_nobody_is_not_kept_beyond_the_start(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    event = await plan(chat, '"Clinic" "20 November 15:00"')
    await chat.says("bob", f"/event rsvp {event} yes")
    chat.adapter.closed.add("bob")
    await chat.passes(2 * DAY)
    assert "It begins" in await chat.says("bob", "/message missed", "@bot")
    await chat.passes(4 * HOUR)
    assert "It begins" not in await chat.says("bob", "/message missed", "@bot")


async def test_reminders_that_were_missed_together_come_as_one(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    event = await plan(chat, '"Clinic" "20 November 15:00"')
    await chat.says("alice", f'/event remind {event} "1 day, 3 hours, 2 hours"')
    await chat.says("bob", f"/event rsvp {event} yes")
    await chat.passes(2 * DAY + 2 * HOUR)
    told = await chat.told("bob")
    assert told.count("It begins") == 1
    assert "in 1 hour" in told


async def test_an_event_at_short_notice_has_only_the_reminders_that_are_left(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    event = await plan(chat, '"Clinic" "in 1 hour"')
    await chat.says("bob", f"/event rsvp {event} yes")
    await chat.passes(timedelta(minutes=1))
    assert "It begins" not in await chat.told("bob")
    await chat.passes(timedelta(minutes=44))
    assert (await chat.told("bob")).count("It begins") == 1


async def test_a_new_time_has_its_own_reminders(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    event = await plan(chat, '"Clinic" "20 November 15:00"')
    await chat.says("bob", f"/event rsvp {event} yes")
    await chat.passes(DAY + 3 * HOUR)
    await agree(chat, "alice", await chat.says("alice", f'/event edit {event} time: "27 November 10:00"'))
    await chat.passes(DAY)
    assert (await chat.told("bob")).count("It begins") == 1
    await chat.passes(6 * DAY)
    assert (await chat.told("bob")).count("It begins") == 2


@pytest.mark.parametrize(
    ("when", "reminded"),
    [("daily 10:00", "15 minutes"), ("weekdays 10:00", "15 minutes"), ("weekly 10:00", "1 day, 15 minutes")],
)
async def test_what_takes_place_every_day_has_no_reminder_the_day_before(
    chat: PaperChat, when: str, reminded: str
) -> None:
    await open_community(chat)
    event = await plan(chat, f'"Coffee" "{when}"')
    assert f"are reminded {reminded} before it" in await chat.says("alice", f"/event remind {event}")


@pytest.mark.parametrize("end", ["cancel", "delete"])
async def test_nobody_is_reminded_of_what_does_not_take_place(chat: PaperChat, end: str) -> None:
    await open_community(chat, "Data Standards", "bob")
    event = await plan(chat, '"Clinic" "20 November 15:00"')
    await chat.says("bob", f"/event rsvp {event} yes")
    if end == "cancel":
        await chat.says("alice", f"/event cancel {event}")
    else:
        await chat.says("alice", f"/item delete {event}")
    await chat.passes(2 * DAY)
    assert "It begins" not in await chat.told("bob")


async def test_what_was_brought_back_is_reminded_of_again(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    event = await plan(chat, '"Clinic" "20 November 15:00"')
    await chat.says("bob", f"/event rsvp {event} yes")
    await chat.says("alice", f"/item delete {event}")
    await chat.passes(DAY + 4 * HOUR)
    await chat.says("alice", f"/item restore {event}")
    await chat.passes(22 * HOUR + timedelta(minutes=50))
    assert (await chat.told("bob")).count("It begins") == 1


async def test_who_leaves_the_community_is_not_reminded_and_gives_up_the_place(chat: PaperChat) -> None:
    await private_community(chat, "Quiet Circle", "bob", "carol")
    asked = await chat.says("alice", '/event new "Clinic" "20 November 15:00" capacity: 1', "lobby")
    event = number(await agree(chat, "alice", asked))
    await chat.says("bob", f"/event rsvp {event} yes", "lobby")
    waits = await chat.says("carol", f"/event rsvp {event} yes", "lobby")
    assert "waiting list" in waits
    await chat.says("bob", '/community leave "Quiet Circle"', "lobby")
    await chat.passes(DAY + 3 * HOUR)
    assert "It begins" not in await chat.told("bob")
    assert "It begins" in await chat.told("carol")


async def test_times_are_told_in_each_readers_own_zone(chat: PaperChat) -> None:
    chat.person("bob", time_zone="America/New_York")
    await open_community(chat, "Data Standards", "bob")
    event = await plan(chat, '"Clinic" "20 November 15:00"')
    await chat.says("bob", f"/event rsvp {event} yes")
    await chat.passes(DAY + 3 * HOUR)
    assert "Fri 20 Nov 2026, 10:00" in await chat.told("bob")
    await chat.says("bob", "/profile zone Asia/Tokyo")
    event = await plan(chat, '"Late clinic" "25 November 15:00"')
    await chat.says("bob", f"/event rsvp {event} yes")
    await chat.says("alice", f"/event cancel {event}")
    assert "Thu 26 Nov 2026, 00:00" in await chat.told("bob")


# --- series -----------------------------------------------------------------------------


async def test_the_card_of_a_series_goes_on_to_the_next_time(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    event = await plan(chat, '"Coffee" "every Thursday 10:00-11:00"')
    await chat.presses("bob", "I’m coming", await card(chat, event))
    seen = await card(chat, event)
    assert "Thu 19 Nov 2026, 10:00 GMT" in seen
    assert "1 person comes: Bob" in seen
    await chat.passes(DAY - timedelta(minutes=61))
    assert "19 Nov" in await card(chat, event)
    await chat.passes(timedelta(minutes=1))
    seen = await card(chat, event)
    assert "Thu 26 Nov 2026, 10:00 GMT" in seen
    assert "Nobody has said yet" in seen
    await chat.passes(21 * DAY)
    assert "17 Dec" in await card(chat, event)


async def test_a_series_stays_at_its_hour_when_the_clocks_change(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    event = await plan(chat, '"Coffee" "23 March 2027 10:00 weekly"')
    await chat.says("bob", f"/event rsvp {event} yes all: yes")
    shown = await chat.says("bob", f"/event show {event}")
    assert "Tue 23 Mar 2027, 10:00 GMT" in shown
    assert "Tue 30 Mar 2027, 10:00 BST" in shown
    chat.now = datetime.fromisoformat("2027-03-30T08:44:00+00:00")
    await chat.passes(timedelta(seconds=1))
    told = (await chat.told("bob")).count("It begins")
    await chat.passes(timedelta(minutes=1))
    assert (await chat.told("bob")).count("It begins") == told + 1
    assert "Tue 30 Mar 2027, 10:00 BST" in await chat.told("bob")


async def test_who_comes_every_time_can_miss_one(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    event = await plan(chat, '"Coffee" "every Thursday 10:00"')
    await chat.says("bob", f"/event rsvp {event} yes all: yes")
    await chat.says("bob", f'/event rsvp {event} no occurrence: "26 November"')
    assert "1 person comes" in await chat.says("alice", f"/event show {event}")
    assert "Nobody has said" in await chat.says("alice", f'/event show {event} occurrence: "26 Nov"')
    assert "1 person comes" in await chat.says("alice", f'/event show {event} occurrence: "3 December"')


async def test_answers_go_along_when_the_whole_series_is_moved(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    event = await plan(chat, '"Coffee" "every Thursday 10:00"')
    await chat.says("bob", f"/event rsvp {event} yes 26 Nov")
    await chat.says("alice", f'/event cancel {event} occurrence: "3 December"')
    asked = await chat.says("alice", f'/event edit {event} time: "Friday 11:00"')
    assert "every week on Friday" in asked
    await agree(chat, "alice", asked)
    assert "It is now Fri 20 Nov 2026, 11:00" in await chat.told("bob")
    assert "1 person comes: Bob" in await chat.says("alice", f'/event show {event} occurrence: "27 Nov"')
    assert "this time is cancelled" in await chat.says(
        "alice", f'/event show {event} occurrence: "4 December"'
    )


async def test_one_time_that_gets_another_hour_stays_on_its_day(chat: PaperChat) -> None:
    await open_community(chat)
    event = await plan(chat, '"Coffee" "every Thursday 10:00"')
    asked = await chat.says("alice", f'/event edit {event} occurrence: "26 November" time: "16:00"')
    assert "Thu 26 Nov 2026, 16:00–17:00" in asked
    await agree(chat, "alice", asked)
    assert "Thu 26 Nov 2026, 16:00" in await chat.says("alice", f"/event show {event}")
    asked = await chat.says("alice", f'/event edit {event} time: "11:00"')
    assert "Thu 19 Nov 2026, 11:00–12:00" in asked
    assert "every week on Thursday" in asked


async def test_a_series_can_become_one_event_and_keep_who_comes_next(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    event = await plan(chat, '"Coffee" "every Thursday 10:00"')
    await chat.says("bob", f"/event rsvp {event} yes")
    await chat.says("carol", f'/event rsvp {event} yes occurrence: "26 Nov"')
    await agree(chat, "alice", await chat.says("alice", f'/event edit {event} time: "20 November 9:00 once"'))
    seen = await card(chat, event)
    assert "Repeats" not in seen
    assert "1 person comes: Bob" in seen


async def test_a_series_that_counts_has_as_many_times_left_as_before(chat: PaperChat) -> None:
    await open_community(chat)
    event = await plan(chat, '"Course" "every Thursday 10:00 3 times"')
    await chat.passes(DAY)
    asked = await chat.says("alice", f'/event edit {event} time: "26 November 11:00"')
    assert "2 times" in asked
    await agree(chat, "alice", asked)
    await chat.passes(17 * DAY)
    assert "it is over" in await card(chat, event)


async def test_what_is_over_cannot_be_answered_or_cancelled(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    event = await plan(chat, '"Clinic" "tomorrow 10:00"')
    before = await card(chat, event)
    await chat.passes(2 * DAY)
    seen = await card(chat, event)
    assert "it is over" in seen
    assert "I’m coming" not in seen.buttons
    late = await chat.presses("bob", "I’m coming", before)
    assert late
    assert "This event is over" in late
    assert "nothing to cancel" in await chat.says("alice", f"/event cancel {event}")
    assert "Clinic" in await chat.says("bob", "/event list past")


async def test_the_form_has_the_next_time_in_words_and_left_alone_it_changes_no_time(chat: PaperChat) -> None:
    await open_community(chat)
    event = await plan(chat, '"Coffee" "every Thursday 10:00"')
    await chat.passes(2 * DAY)
    form = await chat.says("alice", f"/event edit {event}")
    assert form.form
    values = {field.name: field.value for field in form.form.fields}
    assert values["time"] == "Thu 26 Nov 2026 10:00 Europe/London for 1 hour every week on Thursday"
    assert "is changed" in await chat.submits("alice", form, title="Tea")
    assert "Nothing is different" in await chat.submits(
        "alice", await chat.says("alice", f"/event edit {event}")
    )
    later = await chat.submits("alice", form, time=values["time"].replace("10:00", "11:00"))
    assert "Thu 26 Nov 2026, 11:00–12:00" in later
    await agree(chat, "alice", later)
    assert "Thu 26 Nov 2026, 11:00" in await card(chat, event)


async def test_a_press_on_an_old_card_answers_for_the_time_that_it_showed(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    event = await plan(chat, '"Coffee" "every Thursday 10:00"')
    old = await card(chat, event)
    await chat.passes(2 * DAY)
    late = await chat.presses("bob", "I’m coming", old)
    assert late
    assert "This event is over" in late


# --- places -------------------------------------------------------------------------------


async def test_more_places_let_those_in_who_waited_longest(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol", "dave")
    event = await plan(chat, '"Clinic" "tomorrow 15:00" capacity: 1')
    for who in ("bob", "carol", "dave"):
        await chat.says(who, f"/event rsvp {event} yes")
        chat.now += timedelta(seconds=1)
    await chat.says("alice", f"/event edit {event} capacity: 2")
    assert "A place has become free" in await chat.told("carol")
    assert "A place has become free" not in await chat.told("dave")
    assert "2 people come: Bob, Carol · full, 1 waits" in await card(chat, event)
    await chat.says("alice", f"/event edit {event} capacity: none")
    assert "A place has become free" in await chat.told("dave")


async def test_saying_it_again_keeps_ones_place_in_line(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    event = await plan(chat, '"Clinic" "tomorrow 15:00" capacity: 1')
    for who in ("bob", "carol", "bob"):
        await chat.says(who, f"/event rsvp {event} yes")
        chat.now += timedelta(seconds=1)
    assert "1 person comes: Bob" in await card(chat, event)


async def test_two_who_want_the_last_place_at_once_do_not_both_have_it(chat: PaperChat) -> None:
    people = [f"p{n}" for n in range(8)]
    await open_community(chat, "Data Standards", *people)
    event = await plan(chat, '"Clinic" "tomorrow 15:00" capacity: 3')
    await asyncio.gather(*(chat.says(who, f"/event rsvp {event} yes") for who in people))
    assert "3 people come" in await card(chat, event)
    assert "full, 5 wait" in await card(chat, event)
    await asyncio.gather(*(chat.says(who, f"/event rsvp {event} no") for who in people))
    assert "Nobody has said yet" in await card(chat, event)


async def test_coming_every_time_has_a_place_only_where_there_is_one(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    event = await plan(chat, '"Coffee" "every Thursday 10:00" capacity: 1')
    await chat.says("bob", f'/event rsvp {event} yes occurrence: "26 Nov"')
    chat.now += timedelta(seconds=1)
    await chat.says("carol", f"/event rsvp {event} yes all: yes")
    assert "1 person comes: Carol" in await chat.says("alice", f"/event show {event}")
    assert "full, 1 waits" in await chat.says("alice", f'/event show {event} occurrence: "26 Nov"')
    await chat.says("bob", f'/event rsvp {event} no occurrence: "26 Nov"')
    assert "A place has become free: you are coming. Thu 26 Nov" in await chat.told("carol")


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements that run meanwhile."""
    ran: list[str] = []

    def executed(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        ran.append(statement)

    listen(database.engine.sync_engine, "before_cursor_execute", executed)
    try:
        yield ran
    finally:
        remove(database.engine.sync_engine, "before_cursor_execute", executed)


async def test_a_thousand_who_come_are_read_and_told_in_a_few_statements(
    chat: PaperChat, database: Database
) -> None:
    await open_community(chat, "Data Standards", "bob")
    event = await plan(chat, '"Clinic" "tomorrow 15:00" capacity: 900')
    async with database.write() as tx:
        found = await service.get(tx, event)
        assert found
        made = await tx.execute(
            insert(Person).returning(Person.id),
            [{"name": f"Person {n}", "created_at": chat.now, "findable": False} for n in range(1000)],
        )
        people = list(made.scalars())
        common = {"community_id": found.community_id, "role": "member", "joined_at": chat.now}
        await tx.execute(insert(Membership), [{"person_id": one, **common} for one in people])
        said = {"item_id": event, "occurrence": "", "answer": "yes", "at": chat.now}
        await tx.execute(insert(Rsvp), [{"person_id": one, **said} for one in people])
    chat.now += timedelta(seconds=1)
    with counted(database) as ran:
        shown = await chat.says("bob", f"/event show {event}")
        assert "900 people come" in shown
        assert "full, 100 wait" in shown
        assert "number 101 on the waiting list" in await chat.says("bob", f"/event rsvp {event} yes")
        assert "is cancelled" in await chat.says("alice", f"/event cancel {event}")
        assert len(ran) < 100, ran


# --- what others are made of ---------------------------------------------------------------


async def test_what_happens_to_an_event_is_noted(chat: PaperChat, database: Database) -> None:
    await open_community(chat)
    event = await plan(chat, '"Clinic" "tomorrow 15:00"')
    await chat.says("alice", f'/event edit {event} title: "Our clinic"')
    await chat.says("alice", f"/event cancel {event}")
    async with database.read() as tx:
        rows = await tx.execute(
            select(Happening.what).where(Happening.item_id == event).order_by(Happening.id)
        )
        sequence = (await tx.execute(select(Event.sequence).where(Event.item_id == event))).scalar_one()
    assert rows.scalars().all() == ["new", "changed", "cancelled"]
    assert sequence == 2


async def test_what_comes_in_several_communities_in_order(chat: PaperChat, database: Database) -> None:
    await open_community(chat)
    await open_community(chat, "Open Data", where="random")
    weekly = await plan(chat, '"Coffee" "every Thursday 10:00" place: Library')
    once = await plan(chat, '"Clinic" "20 November 9:00"', where="random")
    gone = await plan(chat, '"Gone" "20 November 10:00"')
    await chat.says("alice", f"/event cancel {gone}")
    async with database.read() as tx:
        mine = [(await service.get(tx, event)) for event in (weekly, once)]
        communities = [event.community_id for event in mine if event]
        coming = await listing.coming(tx, communities, chat.now, chat.now + 9 * DAY)
        few = await listing.coming(tx, communities[:1], chat.now, chat.now + 90 * DAY, limit=3)
        assert await listing.coming(tx, [], chat.now, chat.now + DAY) == []
    assert [(one.title, one.place, one.starts.day) for one in coming] == [
        ("Coffee", "Library", 19),
        ("Clinic", "", 20),
        ("Coffee", "Library", 26),
    ]
    assert [one.community_id for one in coming] == [communities[0], communities[1], communities[0]]
    assert len(few) == 3


# --- what cannot be ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("0001-01-01 10:00", "in the past"),
        ("9999-12-31 23:59 America/New_York", "cannot read"),
        ("9999-12-31 23:59 for 2 hours", "within five years"),
        ("1 January 2020 10:00", "in the past"),
        ("tomorrow 10:00 for 0 minutes", "between a minute and two weeks"),
        ("tomorrow 10:00 for 999999 hours", "between a minute and two weeks"),
        ("2026-12-01 10:00 RRULE:FREQ=SECONDLY", "cannot repeat"),
        ("2026-12-01 10:00 RRULE:FREQ=HOURLY;COUNT=3", "cannot repeat"),
        ("2026-12-01 10:00 RRULE:FREQ=DAILY;COUNT=1000000000", "between 1 and 500"),
        ("2026-12-01 10:00 RRULE:FREQ=DAILY;BYSECOND=1", "cannot repeat"),
        ("2026-12-01 10:00 RRULE:FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", "never take place"),
        ("2026-12-01 10:00 RRULE:FREQ=YEARLY;INTERVAL=999", "too far apart"),
        ("2026-12-01 10:00 RRULE:FREQ=DAILY;UNTIL=99999999", "no day"),
        ("2026-12-01 10:00 RRULE:FREQ=DAILY;FREQ=WEEKLY", "cannot repeat"),
        ("2026-12-01 10:00 RRULE:" + "FREQ=DAILY;" * 15, "cannot"),
        ("every Tuesday 10:00 until 1 January 2020", "end before it begins"),
        ("tomorrow 10:00 until Friday", "ends a series"),
        ("every Tuesday", "no time of day"),
        ("every 999999999999 days 10:00", "cannot"),
        ("\x00\u202e", "cannot read"),
        ("x" * 200, "cannot read"),
    ],
)  # fmt: skip
async def test_times_that_cannot_be_are_refused_and_nothing_is_made(
    chat: PaperChat, when: str, said: str
) -> None:
    await open_community(chat)
    refused = await chat.says("alice", f'/event new "Clinic" "{when}"')
    assert said in refused, refused.text
    assert refused.private
    assert "Yes, post it" not in refused.buttons


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("capacity: 0", "between 1 and 100000"),
        ("capacity: -1", "is no number"),
        ("capacity: 1000000000", "between 1 and 100000"),
        ("capacity: many", "is no number"),
        ("link: javascript:alert(1)", "is no web address"),
        ("place: " + "x" * 300, "at most 200"),
    ],
)
async def test_values_that_cannot_be_are_refused(chat: PaperChat, more: str, said: str) -> None:
    await open_community(chat)
    assert said in await chat.says("alice", f'/event new "Clinic" "tomorrow 10:00" {more}')


async def test_what_was_understood_is_posted_once(chat: PaperChat) -> None:
    await open_community(chat)
    asked = await chat.says("alice", '/event new "Clinic" "tomorrow 10:00"')
    await chat.presses("alice", "Yes, post it", asked)
    again = await chat.presses("alice", "Yes, post it", asked)
    assert again
    assert "too old" in again
    assert len([seen for seen in await chat.channel() if "Clinic" in seen]) == 1


async def test_tomorrow_stays_the_day_that_was_agreed_to(chat: PaperChat) -> None:
    await open_community(chat)
    asked = await chat.says("alice", '/event new "Clinic" "tomorrow 10:00"')
    chat.now += 13 * HOUR
    said = await chat.presses("alice", "Yes, post it", asked)
    assert said
    assert "Thu 19 Nov 2026, 10:00" in said


async def test_an_edit_that_was_overtaken_is_not_kept(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    event = await plan(chat, '"Clinic" "tomorrow 10:00"', by="bob")
    asked = await chat.says("alice", f'/event edit {event} time: "tomorrow 11:00"')
    await chat.says("bob", f'/event edit {event} title: "Our clinic"')
    late = await chat.presses("alice", "Yes, change it", asked)
    assert late
    assert "Somebody changed this event since" in late
    assert "10:00" in await card(chat, event)


@pytest.mark.parametrize(
    "before", ["0 minutes", "40 days", "1 day, 2 days, 3 days, 4 days, 5 days, 6 days", ","]
)
async def test_reminders_that_cannot_be_are_refused(chat: PaperChat, before: str) -> None:
    await open_community(chat)
    event = await plan(chat, '"Clinic" "tomorrow 10:00"')
    refused = await chat.says("alice", f'/event remind {event} "{before}"')
    assert "reminder" in refused or "how long before" in refused.text.lower()
    assert "1 day, 15 minutes" in await chat.says("alice", f"/event remind {event}")


async def test_those_who_come_hear_that_an_event_is_taken_away_and_back(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    event = await plan(chat, '"Clinic" "20 November 15:00"')
    await chat.says("bob", f"/event rsvp {event} yes")
    gone = await chat.says("alice", f"/item delete {event}")
    assert "is taken away, and does not take place: Fri 20 Nov 2026, 15:00 GMT" in await chat.told("bob")
    assert "does not take place" not in await chat.told("carol")
    assert "does not take place" not in await chat.told("alice")
    await chat.presses("alice", "Bring it back", gone)
    assert "It takes place after all: Fri 20 Nov 2026, 15:00 GMT" in await chat.told("bob")


@pytest.mark.parametrize(
    ("zone", "when", "note"),
    [
        ("Europe/London", "28 March 2027 01:30", "01:30 does not exist on Sun 28 Mar 2027: the clock moves forward. It begins at 02:30 then."),
        ("Europe/London", "every Sunday 01:30", "01:30 does not exist on Sun 28 Mar 2027"),
        ("America/New_York", "14 March 2027 2:15", "02:15 does not exist on Sun 14 Mar 2027: the clock moves forward. It begins at 03:15 then."),
        ("Europe/London", "31 October 2027 01:30", "The first is meant, Sun 31 Oct 2027, 01:30 BST. For the second write “2027-10-31 01:30 UTC”."),
        ("America/New_York", "7 November 2027 01:30", "For the second write “2027-11-07 06:30 UTC”."),
        ("Europe/London", "every Sunday 01:30", "01:30 comes twice on Sun 31 Oct 2027"),
    ],
)  # fmt: skip
async def test_a_time_that_the_clock_leaves_out_or_shows_twice_is_told_before_it_is_kept(
    chat: PaperChat, zone: str, when: str, note: str
) -> None:
    await open_community(chat)
    await chat.says("alice", f"/profile edit time_zone: {zone}")
    asked = await chat.says("alice", f'/event new "Clinic" "{when}"')
    assert note in asked, asked.text
    assert asked.text.count("does not exist") <= 1
    assert asked.text.count("comes twice") <= 1


async def test_a_series_keeps_its_time_after_the_clock_has_left_it_out(chat: PaperChat) -> None:
    await open_community(chat)
    asked = await chat.says("alice", '/event new "Clinic" "weekly 28 March 2027 01:30"')
    assert "02:30–03:30 BST" in asked, asked.text
    assert "It begins at 02:30 then." in asked
    await chat.presses("alice", "Yes, post it", asked)
    chat.now = datetime(2027, 3, 28, 12, tzinfo=UTC)
    assert "Sun 4 Apr 2027, 01:30 BST" in await chat.says("alice", "/event list")


async def test_a_time_without_oddities_has_no_note_of_them(chat: PaperChat) -> None:
    await open_community(chat)
    asked = await chat.says("alice", '/event new "Clinic" "every Sunday 10:00"')
    assert "does not exist" not in asked
    assert "comes twice" not in asked
