"""Agendas and notes of events: with the clock moved, on both databases."""

from __future__ import annotations

from datetime import timedelta

from tests.chat import Seen
from tests.drivers.paper import PaperChat
from tests.scenes import number, open_community

CLINIC = '"Standards clinic" "tomorrow 15:00 for 1 hour" place: "Town hall"'
WEEKLY = '"Stand-up" "tomorrow 10:00 for 30 minutes weekly"'


async def planned(chat: PaperChat, line: str = CLINIC, by: str = "alice", where: str = "general") -> int:
    """An event that is posted; its number."""
    asked = await chat.says(by, f"/event new {line}", where)
    done = await chat.presses(by, "Yes, post it", asked)
    assert done is not None
    return number(done)


async def press(chat: PaperChat, who: str, label: str, on: Seen) -> Seen:
    done = await chat.presses(who, label, on)
    assert done is not None
    return done


async def test_votes_raise_a_point(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    event = await planned(chat)
    card = await chat.eventually("general", "Standards clinic")
    empty = await press(chat, "bob", "Agenda", card)
    assert "Nothing is on the agenda yet" in empty
    form = await press(chat, "bob", "Add a point…", empty)
    shown = await chat.submits("bob", form, point="Who pays?")
    assert "1. Who pays?" in shown
    assert "1 vote · by Bob" in shown
    await chat.says("alice", f'/event agenda {event} point: "Which liners?"')
    theirs = await chat.says("carol", f"/event agenda {event}")
    assert theirs.text.index("Who pays?") < theirs.text.index("Which liners?")
    second = next(one for one in theirs.handle.reply.blocks[1].entries if "liners" in str(one.title))
    after = await chat.says("carol", f"/{second.button.action}")
    assert "1. Which liners?" in after
    assert "2 votes" in after
    again = await chat.says("carol", f"/{second.button.action}")
    assert "2 votes" in again, "a second vote counts nothing"
    back = await press(chat, "carol", "Take my vote back", after)
    assert "2 votes" not in back
    assert "Which liners?" in await chat.says("bob", f"/event show {event}")


async def test_a_shared_agenda_follows_the_votes(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    event = await planned(chat)
    await press(chat, "alice", "Share it here", await chat.says("alice", f"/event agenda {event}"))
    assert "Nothing is on the agenda yet." in await chat.eventually("general", "Agenda of")
    await chat.says("bob", f'/event agenda {event} point: "Who pays?"')
    card = await chat.eventually("general", "Who pays?")
    assert "1 vote" in card
    await press(chat, "alice", "Vote", card)
    assert "2 votes" in await chat.eventually("general", "Agenda of")


async def test_the_organiser_settles_points_and_others_only_their_own(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    event = await planned(chat, by="bob")
    await chat.says("bob", f'/event agenda {event} point: "Who pays?"')
    mine = await chat.says("carol", f'/event agenda {event} point: "Which liners?"')
    assert len(mine.selects) == 1, "she can take off her own"
    theirs = await chat.says("bob", f"/event agenda {event}")
    assert len(theirs.selects) == 2
    done = await chat.chooses("bob", "Who pays?", on=theirs)
    assert done is not None
    assert "✓ Who pays?" in done
    point = done.handle.reply.blocks[-2].options[-1].value
    refused = await chat.says("carol", f"/event drop {event} {point}")
    assert "Only who added it" in refused
    assert "Only whoever made the event" in await chat.says("carol", f"/event done {event} {point}")
    gone = await chat.says("alice", f"/event drop {event} {point}")
    assert "Who pays?" not in gone
    assert "not on the agenda any more" in await chat.says("carol", f"/event vote {event} {point}")


async def test_each_time_of_a_repeated_event_has_its_own_agenda(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    event = await planned(chat, WEEKLY)
    await chat.says("bob", f'/event agenda {event} point: "This week"')
    await chat.says("bob", f'/event agenda {event} point: "Next week" occurrence: 2026-11-26')
    assert "Next week" not in await chat.says("bob", f"/event agenda {event}")
    later = await chat.says("bob", f"/event agenda {event} occurrence: 2026-11-26")
    assert "1. Next week" in later
    assert "This week" not in later
    await chat.passes(timedelta(days=1))
    assert "1. Next week" in await chat.says("bob", f"/event agenda {event}")


async def test_points_go_with_a_series_that_is_moved(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards")
    event = await planned(chat, WEEKLY)
    await chat.says("alice", f'/event agenda {event} point: "This week"')
    await chat.says("alice", f'/event agenda {event} point: "Next week" occurrence: 2026-11-26')
    asked = await chat.says("alice", f'/event edit {event} time: "tomorrow 11:00"')
    await press(chat, "alice", "Yes, change it", asked)
    assert "1. This week" in await chat.says("alice", f"/event agenda {event}")
    assert "1. Next week" in await chat.says("alice", f"/event agenda {event} occurrence: 2026-11-26")


async def test_what_does_not_fit_on_an_agenda(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards")
    event = await planned(chat)
    await chat.says("alice", f'/event agenda {event} point: "Who pays?"')
    assert "is on the agenda already" in await chat.says(
        "alice", f'/event agenda {event} point: "who  PAYS?"'
    )
    assert "at most 200 fit" in await chat.says("alice", f'/event agenda {event} point: "{"x" * 201}"')
    for count in range(39):
        await chat.says("alice", f'/event agenda {event} point: "Point {count}"')
    assert "There are 40 points already" in await chat.says(
        "alice", f'/event agenda {event} point: "One more"'
    )
    first = await chat.says("alice", f"/event agenda {event}")
    assert "More" in first.buttons
    assert "11. " in await press(chat, "alice", "More", first)
    await chat.passes(timedelta(days=2))
    assert "This event is over" in await chat.says("alice", f'/event agenda {event} point: "Too late"')


async def test_the_organiser_is_asked_for_notes_once_and_those_who_came_hear_of_them(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol", "dave")
    event = await planned(chat)
    for who, answer in (("alice", "yes"), ("bob", "yes"), ("carol", "no"), ("dave", "maybe")):
        await chat.says(who, f"/event rsvp {event} {answer}")
    await chat.says("bob", f'/event agenda {event} point: "Who pays?"')
    await chat.passes(timedelta(days=1, hours=2))
    assert "is over" not in await chat.told("alice")
    await chat.passes(timedelta(hours=2))
    asked = await chat.eventually("@bot", "is over", "alice")
    assert "is over" not in await chat.told("bob")
    form = await press(chat, "alice", "Write the notes…", asked)
    assert form.form is not None
    fields = {field.name: field.value for field in form.form.fields}
    assert fields["title"] == "Standards clinic, 19 Nov 2026"
    assert "1. Who pays?" in fields["text"]
    assert "nothing in the notes yet" in await chat.submits("alice", form, text=" ")
    kept = await chat.submits("alice", form, text="1. Who pays?\nThe council.")
    assert "1 person who came is told" in kept
    assert "There are notes" in await chat.told("bob")
    assert "There are notes" not in await chat.told("carol")
    assert "There are notes" not in await chat.told("dave")
    page = await press(chat, "bob", "Read", await chat.eventually("@bot", "There are notes", "bob"))
    assert "The council." in page
    assert "Notes: Standards clinic, 19 Nov 2026" in await chat.says("bob", f"/event show {event}")
    assert "The notes are page" in await chat.says("bob", f"/event notes {event}")
    again = await chat.submits("alice", form, text="Twice")
    assert "The notes are page" in again
    for _day in range(9):
        await chat.passes(timedelta(days=1))
    assert (await chat.told("alice")).count("is over") == 1


async def test_each_time_of_a_series_is_asked_about(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards")
    await planned(chat, WEEKLY)
    for week in (1, 2, 3):
        await chat.passes(timedelta(days=1 if week == 1 else 7))
        assert (await chat.told("alice")).count("is over") == week


async def test_who_writes_no_notes_of_a_series_is_asked_no_more_and_told_so(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards")
    event = await planned(chat, '"Stand-up" "tomorrow 10:00 for 30 minutes daily"')
    for day in range(1, 7):
        await chat.passes(timedelta(days=1))
        told = await chat.told("alice")
        assert told.count("is over") == min(day, 3)
        assert ("I stop asking" in told) == (day >= 3)
    written = await chat.says("alice", f'/event notes {event} text: "All is well."')
    assert "The notes are page" in written
    for more in (1, 2, 3, 3):
        await chat.passes(timedelta(days=1))
        assert (await chat.told("alice")).count("is over") == 3 + more


async def test_nobody_is_asked_about_what_was_cancelled_or_is_long_past(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards")
    cancelled = await planned(chat)
    await chat.says("alice", f"/event cancel {cancelled}")
    gone = await planned(chat, '"Gone" "tomorrow 16:00"')
    await chat.says("alice", f"/item delete {gone}")
    await chat.passes(timedelta(days=2))
    assert "is over" not in await chat.told("alice")
    await planned(chat, '"Later" "tomorrow 16:00"')
    await chat.passes(timedelta(days=9))
    assert "is over" not in await chat.told("alice")


async def test_after_a_downtime_the_last_time_of_a_series_is_asked_about_and_the_next_ones_are(
    chat: PaperChat,
) -> None:
    await open_community(chat, "Data Standards")
    await planned(chat, '"Stand-up" "tomorrow 10:00 for 30 minutes daily"')
    await chat.passes(timedelta(days=5))
    assert (await chat.told("alice")).count("is over") == 1
    await chat.passes(timedelta(days=30))
    assert (await chat.told("alice")).count("is over") == 2
    await chat.passes(timedelta(days=1))
    assert (await chat.told("alice")).count("is over") == 3


async def test_who_left_is_not_asked(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await planned(chat, by="bob")
    await chat.says("bob", "/community leave")
    await chat.passes(timedelta(days=2))
    assert "is over" not in await chat.told("bob")


async def test_where_there_is_no_wiki_nobody_is_asked(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards")
    event = await planned(chat)
    await chat.says("alice", "/community settings switched_off: wiki")
    await chat.passes(timedelta(days=2))
    assert "is over" not in await chat.told("alice")
    assert "switched off in Data Standards" in await chat.says("alice", f"/event notes {event}")
