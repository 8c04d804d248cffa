"""Times of every kind, as people write them: read as they are meant and echoed, or refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.drivers.paper import PaperChat
from tests.scenes import open_community

# It is noon of Wednesday, 18 November 2026, in London.
READ = [
    ("tomorrow", "Thu 19 Nov 2026, 17:00 GMT"),
    ("tomorrow at 9", "Thu 19 Nov 2026, 09:00 GMT"),
    ("tomorrow at 9 pm", "Thu 19 Nov 2026, 21:00 GMT"),
    ("tomorrow 17.30", "Thu 19 Nov 2026, 17:30 GMT"),
    ("1 Dec 17h", "Tue 1 Dec 2026, 17:00 GMT"),
    ("1 Dec 17h30", "Tue 1 Dec 2026, 17:30 GMT"),
    ("1.12.2026 17:00", "Tue 1 Dec 2026, 17:00 GMT"),
    ("next Tuesday at 15:00", "Tue 24 Nov 2026, 15:00 GMT"),
    ("friday noon", "Fri 20 Nov 2026, 12:00 GMT"),
    ("tonight", "Wed 18 Nov 2026, 20:00 GMT"),
    ("tomorrow morning", "Thu 19 Nov 2026, 09:00 GMT"),
    ("mañana a las 9", "Thu 19 Nov 2026, 09:00 GMT"),
    ("demà a les 9", "Thu 19 Nov 2026, 09:00 GMT"),
    ("tomorrow morning 9", "Thu 19 Nov 2026, 09:00 GMT"),
    ("this evening 7", "Wed 18 Nov 2026, 19:00 GMT"),
    ("friday week at half past 3pm", "Fri 27 Nov 2026, 15:30 GMT"),
    ("in a fortnight", "Wed 2 Dec 2026, 17:00 GMT"),
    # spans
    ("in 90 seconds", "Wed 18 Nov 2026, 12:01 GMT"),
    ("in 90 min", "Wed 18 Nov 2026, 13:30 GMT"),
    ("in 2h", "Wed 18 Nov 2026, 14:00 GMT"),
    ("in 1.5 hours", "Wed 18 Nov 2026, 13:30 GMT"),
    ("en 2 horas", "Wed 18 Nov 2026, 14:00 GMT"),
    ("in 2 days", "Fri 20 Nov 2026, 17:00 GMT"),
    # zones of their own
    ("tomorrow 5pm America/New_York", "Thu 19 Nov 2026, 22:00 GMT"),
    ("tomorrow 5pm EST", "Thu 19 Nov 2026, 22:00 GMT"),
    ("tomorrow 5pm PST", "Fri 20 Nov 2026, 01:00 GMT"),
    ("tomorrow 17:00 UTC+2", "Thu 19 Nov 2026, 15:00 GMT"),
    ("2026-12-01T17:00:00+05:30", "Tue 1 Dec 2026, 11:30 GMT"),
    ("2026-12-01T17:00:00Z", "Tue 1 Dec 2026, 17:00 GMT"),
    # when the clocks change
    ("2027-03-28 01:30", "Sun 28 Mar 2027, 02:30 BST"),
    ("2027-10-31 01:30", "Sun 31 Oct 2027, 01:30 BST"),
]

REFUSED = [
    ("now", "cannot close in the past"),
    ("yesterday", "cannot close in the past"),
    ("in 0 minutes", "cannot close in the past"),
    ("in -5 minutes", "cannot close in the past"),
    ("5 minutes ago", "cannot close in the past"),
    ("0001-01-01 00:00", "cannot close in the past"),
    ("9999-12-31 23:59", "within a year"),
    ("in 400 days", "within a year"),
    ("tomorrow half 3", "is 3:30 to some and 2:30 to others"),
    ("Friday midnight", "the beginning or the end of that day"),
    ("tomorrow 9:00-11:00", "I cannot read"),
    ("31 February", "I cannot read “31 February” as a time"),
    ("30 February 2027", "I cannot read"),
    ("25:00", "I cannot read"),
    ("13pm", "I cannot read"),
    ("tomorrow at 25", "I cannot read"),
    ("13/13/2026", "I cannot read"),
    ("in 99999999999 years", "I cannot read"),
    ("in 999999999999999999999 hours", "I cannot read"),
    ("tomorrow 5pm Europe/Atlantis", "I cannot read"),
    ("soon", "I cannot read"),
    ('"' + "tomorrow " * 40 + '"', "I cannot read"),
    ("\u202e", "I cannot read"),
]


@pytest.fixture
async def here(chat: PaperChat) -> PaperChat:
    await open_community(chat)
    return chat


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Times are read before any database is asked."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.mark.parametrize(("text", "echo"), READ, ids=[text for text, _ in READ])
async def test_a_time_is_read_as_it_is_meant_and_echoed(here: PaperChat, text: str, echo: str) -> None:
    said = await here.says("alice", f'/poll new "Lunch?" Soup Salad closes: {text}')
    assert f"It closes {echo}" in said, said.text


@pytest.mark.parametrize(("text", "reason"), REFUSED, ids=[text[:24] for text, _ in REFUSED])
async def test_a_time_that_will_not_do_is_refused_with_the_reason(
    here: PaperChat, text: str, reason: str
) -> None:
    said = await here.says("alice", f'/poll new "Lunch?" Soup Salad closes: {text}')
    assert reason in said, said.text
    assert "For example: /poll new" in said


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Kiritimati", "Asia/Kathmandu"])
@pytest.mark.parametrize("text", ["9999-12-31 23:59", "0001-01-01 00:00", "year 9999", "31 December 9999"])
async def test_the_ends_of_the_calendar_hold_in_every_zone(here: PaperChat, zone: str, text: str) -> None:
    await here.says("alice", f"/profile edit time_zone: {zone}")
    said = await here.says("alice", f'/poll new "Lunch?" Soup Salad closes: {text}')
    assert "I cannot read" in said or "in the past" in said or "within a year" in said


async def test_two_hours_are_two_hours_also_when_the_clocks_change(here: PaperChat) -> None:
    here.now = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
    said = await here.says("alice", '/poll new "Lunch?" Soup Salad closes: in 2 hours')
    assert "It closes Sun 28 Mar 2027, 03:30 BST" in said, said.text
    here.now = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    said = await here.says("alice", '/poll new "Tea?" Green Black closes: in 2 hours')
    assert "It closes Sun 31 Oct 2027, 02:30 GMT" in said, said.text
