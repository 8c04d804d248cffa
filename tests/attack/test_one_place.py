"""Many people and one place, at the very same moment; on both databases."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.chat import Seen
from tests.drivers.paper import PaperChat
from tests.scenes import number, open_community

PEOPLE = [f"guest{at}" for at in range(50)]


async def all_at_once(*deeds: Any) -> list[Seen]:
    """What comes of deeds that are all under way at the same time."""
    return list(await asyncio.gather(*deeds))


async def clinic(chat: PaperChat, more: str = "", when: str = "tomorrow 15:00") -> int:
    """An event with fifty guests in its community."""
    await open_community(chat, "Data Standards", "bob")
    await chat.says("alice", "/community appoint @bob")
    await all_at_once(*(chat.says(who, "/community show") for who in PEOPLE))
    posted = await chat.presses(
        "alice", "Yes, post it", await chat.says("alice", f'/event new "Clinic" "{when}" {more}')
    )
    assert posted is not None
    return number(posted)


async def test_of_fifty_who_want_the_one_place_one_has_it(chat: PaperChat) -> None:
    event = await clinic(chat, "capacity: 1")
    said = await all_at_once(*(chat.says(who, f"/event rsvp {event} yes") for who in PEOPLE))
    assert sum("You’re coming" in one for one in said) == 1
    places = sorted(
        int(one.text.split("You are number ")[1].split()[0]) for one in said if "You are number" in one
    )
    assert places == list(range(1, 50))
    winner = PEOPLE[next(at for at, one in enumerate(said) if "You’re coming" in one)]
    first = PEOPLE[next(at for at, one in enumerate(said) if "You are number 1 " in one)]
    await chat.says(winner, f"/event rsvp {event} no")
    assert (await chat.told(first)).count("A place has become free") == 1
    others = [await chat.told(who) for who in PEOPLE if who != first]
    assert not any("A place has become free" in one for one in others)


async def test_answers_while_it_is_cancelled_are_taken_or_refused_and_all_who_come_are_told(
    chat: PaperChat,
) -> None:
    event = await clinic(chat)
    guests = PEOPLE[:12]
    said = await all_at_once(
        *(chat.says(who, f"/event rsvp {event} yes") for who in guests[:6]),
        chat.says("alice", f"/event cancel {event}"),
        chat.says("bob", f"/event cancel {event}"),
        *(chat.says(who, f"/event rsvp {event} yes") for who in guests[6:]),
    )
    cancels = [one for one in said if "cancelled" in one and "coming" not in one]
    assert sum("It is cancelled" in one for one in said) == 1, [one.text for one in cancels]
    taken = [who for who, one in zip(guests, [*said[:6], *said[8:]], strict=True) if "You’re coming" in one]
    for who in guests:
        assert ("It is cancelled" in await chat.told(who)) is (who in taken), who


async def test_of_two_organisers_who_change_it_together_the_second_is_told(chat: PaperChat) -> None:
    event = await clinic(chat)
    for_alice, for_bob = await all_at_once(
        chat.says("alice", f'/event edit {event} time: "tomorrow 16:00"'),
        chat.says("bob", f'/event edit {event} time: "tomorrow 17:00"'),
    )
    done = await all_at_once(
        chat.presses("alice", "Yes, change it", for_alice), chat.presses("bob", "Yes, change it", for_bob)
    )
    assert sum("is changed" in one for one in done) == 1
    assert sum("Somebody changed this event since" in one for one in done) == 1


async def test_fewer_places_than_people_put_the_last_ones_on_the_waiting_list_and_tell_them(
    chat: PaperChat,
) -> None:
    event = await clinic(chat)
    for who in PEOPLE[:4]:
        await chat.says(who, f"/event rsvp {event} yes")
    assert "is changed" in await chat.says("alice", f"/event edit {event} capacity: 2")
    shown = await chat.says(PEOPLE[3], f"/event show {event}")
    assert "waiting" in shown.text.lower(), shown.text
    for at, who in enumerate(PEOPLE[:4]):
        assert ("waiting list" in await chat.told(who)) is (at >= 2), who
    await all_at_once(
        chat.says("alice", f"/event edit {event} capacity: 3"),
        chat.says(PEOPLE[0], f"/event rsvp {event} no"),
        chat.says("bob", f"/event edit {event} capacity: 1"),
    )
    coming = [
        who for who in PEOPLE[:4] if "You’re coming" in await chat.says(who, f"/event rsvp {event} yes")
    ]
    assert len(coming) in (1, 3)


async def test_points_that_are_added_together_are_there_once_and_votes_count(chat: PaperChat) -> None:
    event = await clinic(chat)
    said = await all_at_once(
        *(chat.says(who, f'/event agenda {event} point: "Caddies"') for who in PEOPLE[:5]),
        *(chat.says(who, f'/event agenda {event} point: "Point {who}"') for who in PEOPLE[:45]),
    )
    assert sum("is on the agenda already" in one for one in said) == 4
    shown = await chat.says("alice", f"/event agenda {event}")
    assert "Caddies" in shown
    assert sum("There are 40 points already" in one for one in said) == 50 - 4 - 40
