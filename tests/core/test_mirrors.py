"""Events in a platform's own calendar: brought there once, whatever happens on the way. On both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.adapter import CalendarEntry, Refused, TryLater, Unclear
from tests.drivers.paper import PaperChat
from tests.paper import PaperAdapter, Trouble
from tests.scenes import number, open_community, private_community


class CalendarPaper(PaperAdapter):
    """Paper with a calendar; `entries` are what stands in it, by its numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[str, CalendarEntry] = {}
        self.puts = 0

    async def mirror(self, workspace: str, entry: CalendarEntry, known: str) -> str:
        await self._trouble("mirror")
        self.puts += 1
        if known and known not in self.entries:
            raise Refused("gone")
        known = known or f"entry-{self.puts}"
        self.entries[known] = entry
        await self._trouble("mirror", after_effect=True)
        return known

    async def find_mirrored(self, workspace: str, entry: CalendarEntry) -> str | None:
        return next((known for known, one in self.entries.items() if one.mark == entry.mark), None)

    async def unmirror(self, workspace: str, known: str) -> None:
        await self._trouble("unmirror")
        self.entries.pop(known, None)


@pytest.fixture
def paper(chat: PaperChat) -> CalendarPaper:
    """The chat's platform, from now on with a calendar."""
    adapter = CalendarPaper()
    chat.adapter = adapter
    chat.core.adapters[chat.name] = adapter  # type: ignore[index]
    return adapter


async def planned(chat: PaperChat, line: str, by: str = "alice", where: str = "general") -> int:
    done = await chat.presses(by, "Yes, post it", await chat.says(by, f"/event new {line}", where))
    assert done is not None
    await chat.passes(timedelta(seconds=1))
    return number(done)


def titles(paper: CalendarPaper) -> list[str]:
    return sorted(one.title for one in paper.entries.values())


async def test_nothing_is_sent_where_nothing_changed(chat: PaperChat, paper: CalendarPaper) -> None:
    await open_community(chat, "Data Standards", "bob")
    event = await planned(chat, '"Clinic" "tomorrow 15:00" place: "Town hall"')
    (entry,) = paper.entries.values()
    assert (entry.title, entry.place) == ("Clinic", "Town hall")
    assert paper.puts == 1
    await chat.says("bob", f"/event rsvp {event} yes")
    await chat.says("bob", f"/event agenda {event} point: Tea")
    await chat.says("alice", f'/event remind {event} "1 hour"')
    for _hour in range(5):
        await chat.passes(timedelta(hours=1))
    assert paper.puts == 1


@pytest.mark.parametrize(
    "trouble",
    [
        Trouble(Unclear("lost"), "mirror", after_effect=True),
        Trouble(Unclear("lost"), "mirror"),
        Trouble(TryLater(1), "mirror"),
    ],
)
async def test_what_went_wrong_is_done_again_and_once(
    chat: PaperChat, paper: CalendarPaper, trouble: Trouble
) -> None:
    await open_community(chat, "Data Standards")
    paper.troubles.append(trouble)
    await planned(chat, '"Clinic" "tomorrow 15:00"')
    await chat.passes(timedelta(minutes=10))
    assert titles(paper) == ["Clinic"]


async def test_a_refusal_is_not_tried_again_until_something_changes(
    chat: PaperChat, paper: CalendarPaper
) -> None:
    await open_community(chat, "Data Standards")
    paper.troubles.append(Trouble(Refused("50013"), "mirror"))
    event = await planned(chat, '"Clinic" "tomorrow 15:00"')
    await chat.passes(timedelta(hours=1))
    assert paper.puts == 0
    assert "could not post" not in await chat.told("alice")
    await chat.says("alice", f'/event edit {event} title: "Big clinic"')
    await chat.passes(timedelta(seconds=1))
    assert titles(paper) == ["Big clinic"]


async def test_each_time_of_a_series_gets_an_entry_and_a_cancelled_one_none(
    chat: PaperChat, paper: CalendarPaper
) -> None:
    await open_community(chat, "Data Standards")
    event = await planned(chat, '"Stand-up" "tomorrow 10:00 for 30 minutes daily"')
    await chat.passes(timedelta(days=1, hours=2))
    days = [one.starts.day for one in paper.entries.values()]
    assert days == [19, 20], "the one that is over stays as the platform leaves it"
    await chat.says("alice", f"/event cancel {event} occurrence: 2026-11-20")
    await chat.passes(timedelta(seconds=1))
    assert [one.starts.day for one in paper.entries.values()] == [19, 21]
    await chat.says("alice", f"/event cancel {event}")
    await chat.passes(timedelta(seconds=1))
    assert [one.starts.day for one in paper.entries.values()] == [19]


async def test_what_goes_on_is_left_alone(chat: PaperChat, paper: CalendarPaper) -> None:
    await open_community(chat, "Data Standards")
    event = await planned(chat, '"Clinic" "today 15:00 for 2 hours"')
    await chat.passes(timedelta(hours=4))
    assert titles(paper) == ["Clinic"]
    await chat.says("alice", f"/event cancel {event}")
    await chat.passes(timedelta(seconds=1))
    assert titles(paper) == []


async def test_only_what_all_may_see_stands_there(chat: PaperChat, paper: CalendarPaper) -> None:
    chat.make_admin("alice")
    await private_community(chat, "Quiet Circle")
    await planned(chat, '"Secret" "tomorrow 15:00"', where="lobby")
    await open_community(chat, "Data Standards")
    event = await planned(chat, '"Clinic" "tomorrow 16:00"')
    assert titles(paper) == ["Clinic"]
    for on, off in (
        ("/community settings private: yes", "/community settings private: no"),
        ('/community suspend "Data Standards"', '/community resume "Data Standards"'),
        (f"/item delete {event}", f"/item restore {event}"),
        ('/community unmap community: "Data Standards"', '/community map community: "Data Standards"'),
    ):
        await chat.says("alice", on)
        await chat.passes(timedelta(seconds=1))
        assert titles(paper) == [], on
        await chat.says("alice", off)
        await chat.passes(timedelta(seconds=1))
        assert titles(paper) == ["Clinic"], off
