"""Places and the waiting list, against a line in which people really stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.services.events.events import Event
from bot.services.events.rsvps import EVERY, Answers
from tests.drivers.paper import NOON

WEEKLY = Event(
    id=1, community_id=1, title="Coffee", body="", author_id=1, author_name="", created_at=NOON, updated_at=NOON,
    starts=datetime(2026, 12, 1, 10), zone="UTC", minutes=60, rule="FREQ=WEEKLY", place="", link="", capacity=2,
    reminders=(), reminded_to=NOON, cancelled_at=None, sequence=0,
)  # fmt: skip
KEY = "2026-12-01T10:00"


@dataclass
class Row:
    """An answer as it is kept."""

    person_id: int
    name: str
    occurrence: str
    answer: str
    at: datetime


def _row(person: int, answer: str, second: int, key: str = KEY) -> Row:
    return Row(person, f"P{person}", key, answer, NOON + timedelta(seconds=second))


@given(st.lists(st.tuples(st.integers(1, 6), st.sampled_from(("yes", "maybe", "no"))), max_size=30))
def test_who_comes_is_who_stands_first_in_line(said: list[tuple[int, str]]) -> None:
    line: list[int] = []
    kept: dict[int, Row] = {}
    for second, (person, answer) in enumerate(said):
        if person in kept and kept[person].answer == answer:
            continue
        kept[person] = _row(person, answer, second)
        if answer == "yes":
            line.append(person)
        elif person in line:
            line.remove(person)
    there = Answers(WEEKLY, kept.values()).at(KEY)
    assert [one.person_id for one in there.coming] == line[:2]
    assert [one.person_id for one in there.waiting] == line[2:]
    for place, person in enumerate(line[2:], start=1):
        assert there.place_in_line(person) == place
    assert all(there.answer_of(person) == row.answer for person, row in kept.items())


def test_what_is_said_of_one_time_goes_before_what_is_said_of_all() -> None:
    rows = [_row(1, "yes", 1, EVERY), _row(2, "yes", 2, EVERY), _row(3, "yes", 3), _row(1, "no", 4)]
    answers = Answers(WEEKLY, rows)
    assert [one.person_id for one in answers.at(KEY).coming] == [2, 3]
    assert [one.person_id for one in answers.at("2026-12-08T10:00").coming] == [1, 2]
