"""Agendas, notes, calendar files and secret links, as people see them on every platform."""

from __future__ import annotations

import re
from datetime import timedelta

import aiohttp
import feedparser
import icalendar

from tests.chat import Chat, Seen

CLINIC = '"Standards clinic" "tomorrow 15:00 for 1 hour" place: "Town hall"'


async def planned(chat: Chat, line: str = CLINIC, by: str = "bob") -> str:
    """An event that is posted; its number."""
    done = await press(chat, by, "Yes, post it", await chat.says(by, f"/event new {line}"))
    found = re.search(r"#(\d{3,})", done.text)
    assert found, done.text
    return found[1]


async def press(chat: Chat, who: str, label: str, on: Seen) -> Seen:
    done = await chat.presses(who, label, on)
    assert done is not None
    return done


async def test_an_agenda_is_built_together(cop: Chat) -> None:
    number = await planned(cop)
    card = await cop.eventually("general", "Standards clinic")
    empty = await press(cop, "carol", "Agenda", card)
    assert empty.private
    assert "Nothing is on the agenda yet" in empty
    form = await press(cop, "carol", "Add a point…", empty)
    shown = await cop.submits("carol", form, point="Who pays?")
    assert "1. Who pays?" in shown
    assert "1 vote" in shown
    mine = await cop.says("bob", f"/event agenda {number}")
    voted = await press(cop, "bob", "Vote", mine)
    assert "2 votes" in voted
    back = await press(cop, "bob", "Take my vote back", voted)
    assert "1 vote" in back
    done = await cop.chooses("bob", "Who pays?", on=back)
    assert done is not None
    assert "✓ Who pays?" in done


async def test_a_shared_agenda_follows_every_vote(cop: Chat) -> None:
    number = await planned(cop)
    await cop.says("carol", f'/event agenda {number} point: "Who pays?"')
    await press(cop, "bob", "Share it here", await cop.says("bob", f"/event agenda {number}"))
    card = await cop.eventually("general", "1. Who pays?")
    assert not card.private
    await press(cop, "dave", "Vote", card)
    assert "Who pays?" in await cop.eventually("general", "2 votes")


async def test_notes_are_asked_for_and_those_who_came_are_told(cop: Chat) -> None:
    number = await planned(cop)
    await cop.says("carol", f"/event rsvp {number} yes")
    await cop.says("carol", f'/event agenda {number} point: "Who pays?"')
    await cop.passes(timedelta(days=2))
    asked = await cop.eventually("@bot", "Standards clinic” is over", "bob")
    form = await press(cop, "bob", "Write the notes…", asked)
    assert form.form is not None
    assert any("1. Who pays?" in field.value for field in form.form.fields)
    kept = await cop.submits("bob", form, text="The council pays.")
    assert "1 person who came is told" in kept
    told = await cop.eventually("@bot", "There are notes", "carol")
    assert "The council pays." in await press(cop, "carol", "Read", told)
    assert "Notes: Standards clinic, " in await cop.says("carol", f"/event show {number}")


async def test_an_event_is_taken_away_as_a_file(cop: Chat) -> None:
    number = await planned(cop)
    given = await press(cop, "carol", "Add to calendar", await cop.says("carol", f"/event show {number}"))
    files = await cop.takes("carol", given)
    (content,) = [content for name, content in files.items() if name in ("", f"event-{number}.ics")]
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert event["SUMMARY"] == "Standards clinic"
    assert event["LOCATION"] == "Town hall"


async def test_a_secret_link_gives_a_calendar_until_it_is_revoked(cop: Chat) -> None:
    await planned(cop)
    await cop.says("carol", '/wiki new "Food caddies" text: Paper.')
    told = await cop.says("carol", "/link new calendar")
    assert told.private
    assert "Anyone who has this address can read it" in told
    status, body = await read(cop, told)
    assert status == 200
    assert [str(one["SUMMARY"]) for one in icalendar.Calendar.from_ical(body).walk("VEVENT")] == [
        "Standards clinic"
    ]
    news = await cop.says("carol", "/link new atom")
    entries = feedparser.parse((await read(cop, news))[1]).entries
    assert {entry.title for entry in entries} == {"Food caddies", "Standards clinic"}
    listed = await cop.says("carol", "/link list")
    assert "My calendar" in listed
    assert "News of Data Standards" in listed
    await press(cop, "carol", "Revoke", told)
    assert (await read(cop, told))[0] == 404
    assert (await read(cop, news))[0] == 200


async def read(chat: Chat, told: Seen) -> tuple[int, bytes]:
    """What is at the address in an answer; the product of a test listens where it found a free port."""
    found = re.search(r"https?://[^/\s]+(/[\w/.-]+\.(?:ics|xml))", told.text)
    assert found, told.text
    port = chat.app.port  # type: ignore[attr-defined]
    async with aiohttp.ClientSession() as client, client.get(f"http://127.0.0.1:{port}{found[1]}") as answer:
        return answer.status, await answer.read()
