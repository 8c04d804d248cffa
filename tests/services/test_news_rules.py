"""Which entries are new, which are wanted, and when servers are asked again: reckoned without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import NotUnderstood
from bot.news.poller import asked_to_wait
from bot.services.news import opml
from bot.services.news.feedreading import Entry
from bot.services.news.feeds import canonical, host_of
from bot.services.news.feedtext import address, link_key
from bot.services.news.filters import filtered
from bot.services.news.rules import Known, Taker, judge, sort_out

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def entry(key: str, link: str = "", title: str = "", at: datetime | None = NOW, text: str = "") -> Entry:
    return Entry(key, link, title, "", title, link, "", text, at)


def known(number: int, key: str, link: str = "", title: str = "", at: datetime = NOW) -> Known:
    return Known(number, key, link, title, "", at)


def fresh(entries: list[Entry], seen: list[Known]) -> list[str]:
    return [one.key for one in sort_out(entries, seen).fresh]


def test_an_id_that_is_known_is_known_whatever_else_has_changed() -> None:
    assert fresh([entry("1", "other", "other", NOW + DAY)], [known(1, "1", "link", "title")]) == []


def test_other_ids_for_the_same_address_and_title_or_date_are_noticed() -> None:
    seen = [known(1, "1", "link", "title")]
    assert fresh([entry("2", "link", "title", NOW + DAY)], seen) == []
    assert fresh([entry("2", "link", "corrected")], seen) == []
    assert fresh([entry("2", "elsewhere", "title")], seen) == []
    assert fresh([entry("2", "link", "corrected", NOW + DAY)], seen) == ["2"]
    assert fresh([entry("2", "elsewhere", "title", NOW + DAY)], seen) == ["2"]


def test_an_old_entry_that_is_still_there_takes_no_other_with_it() -> None:
    seen = [known(1, "1", "link", "title")]
    assert fresh([entry("1", "link", "title"), entry("2", "link", "title")], seen) == ["2"]


def test_where_all_entries_lead_to_one_address_it_tells_nothing() -> None:
    seen = [known(1, "1", "home", "a"), known(2, "2", "home", "b")]
    again = [entry("x", "home", "a"), entry("y", "home", "c")]
    assert fresh(again, seen) == ["y"]


def test_each_old_entry_stands_for_one_new_id_only() -> None:
    seen = [known(1, "1", "", "Open thread")]
    two = [entry("x", "", "Open thread"), entry("y", "", "Open thread")]
    assert fresh(two, seen) == ["y"]


@given(st.lists(st.integers(0, 30), unique=True, min_size=1, max_size=12), st.integers(0, 12))
def test_a_feed_that_is_seen_again_in_any_order_with_any_ids_has_nothing_new(
    numbers: list[int], cut: int
) -> None:
    moments = {n: NOW - n * DAY for n in numbers}
    seen = [known(n, str(n), f"l{n}", f"t{n}", moments[n]) for n in numbers]
    renamed = [entry(f"new-{n}", f"l{n}", f"t{n}", moments[n]) for n in numbers[:cut]]
    same = [entry(str(n), f"l{n}", f"t{n}", moments[n]) for n in numbers[cut:]]
    assert fresh([*renamed, *same][::-1], seen) == []


def taker(**values: object) -> Taker:
    return Taker(**{"include": (), "exclude": (), "most_per_hour": 4, "started_at": NOW - 30 * DAY, **values})  # type: ignore[arg-type]


def verdicts(one: Taker, *entries: Entry, checked_at: datetime | None = NOW - DAY) -> list[tuple[str, str]]:
    return [(given.verdict, given.reason) for _entry, given in judge(one, entries, NOW, checked_at)]


def test_at_first_only_the_newest_that_is_wanted_is_posted() -> None:
    some = [entry("1", text="football"), entry("2", text="housing"), entry("3", text="housing")]
    assert verdicts(taker(started_at=None, include=["housing"]), *some) == [
        ("filtered", "lacks"),
        ("posted", ""),
        ("first", "first"),
    ]


def test_what_nobody_looked_for_so_long_goes_into_the_digest_and_the_archive_does_not() -> None:
    stale, archive = entry("1", at=NOW - 8 * DAY), entry("2", at=NOW - 40 * DAY)
    assert verdicts(taker(), stale, archive, checked_at=NOW - 10 * DAY) == [
        ("held", "late"),
        ("first", "old"),
    ]


def test_what_was_posted_within_the_hour_counts() -> None:
    some = [entry(str(n)) for n in range(3)]
    assert [v for v, _r in verdicts(taker(lately=3), *some)] == ["posted", "held", "held"]
    assert [v for v, _r in verdicts(taker(most_per_hour=0), *some)] == ["held"] * 3


def test_the_same_entry_twice_in_a_feed_is_posted_once() -> None:
    twice = [entry("1", "link", "title"), entry("2", "link", "title"), entry("3", "link", "other")]
    assert [v for v, _r in verdicts(taker(), *twice)] == ["posted", "duplicate", "posted"]


@pytest.mark.parametrize(
    ("text", "word", "has"),
    [
        ("Housing first", "housing", True),
        ("HÓUSING", "housing", True),
        ("Warehousing", "housing", False),
        ("open data for all", "Open Data", True),
        ("open the data", "open data", False),
        ("C++ and C#", "c++", True),
        ("住宅政策について", "住宅", True),
        ("anything", "…", False),
    ],
)
def test_words_are_found_as_people_mean_them(text: str, word: str, has: bool) -> None:
    assert bool(filtered(text, (), [word])) is has


@pytest.mark.parametrize(
    ("typed", "known_as"),
    [
        ("https://Example.ORG/feed#top", "https://example.org/feed"),
        ("example.org/blog", "https://example.org/blog"),
        ("feed://example.org/rss", "https://example.org/rss"),
        ("feed:https://example.org/rss", "https://example.org/rss"),
        ("<http://example.org/>", "http://example.org/"),
        ("https://münchen.example/ä", "https://xn--mnchen-3ya.example/%C3%A4"),
    ],
)
def test_addresses_are_understood_as_they_are_typed(typed: str, known_as: str) -> None:
    assert canonical(typed) == known_as


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "nonsense",
        "ftp://example.org/",
        "javascript:alert(1)",
        "https://a:b@example.org/",
        "https://",
        "http://[::1",
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(NotUnderstood):
        canonical(typed)


@given(st.text(max_size=80))
def test_no_address_of_a_feed_makes_a_fault(text: str) -> None:
    made = address(text, "https://example.org/feed")
    assert made == "" or made.isascii()
    assert link_key(made) == link_key(made)
    try:
        assert host_of(canonical(text))
    except NotUnderstood:
        pass


def test_what_counts_readers_does_not_tell_two_addresses_apart() -> None:
    same = [
        "http://www.example.org/a/?utm_source=x",
        "https://example.org/a",
        "https://EXAMPLE.org/a?fbclid=1",
    ]
    assert all(link_key(one) == link_key(other) for one, other in permutations(same, 2))
    assert link_key("https://example.org/a?id=1") != link_key("https://example.org/a?id=2")


def test_servers_say_in_two_ways_how_long_to_wait() -> None:
    assert asked_to_wait("120", NOW) == timedelta(minutes=2)
    assert asked_to_wait("0", NOW) == timedelta(minutes=1)
    assert asked_to_wait("99999999999999999999", NOW) == timedelta(days=7)
    assert asked_to_wait("Wed, 18 Nov 2026 15:00:00 GMT", NOW) == timedelta(hours=3)
    assert asked_to_wait("soon", NOW) is None
    assert asked_to_wait("", NOW) is None


def test_a_list_of_feeds_is_read_as_it_was_written() -> None:
    feeds = [
        ("A & B", "https://example.org/a?x=1&y=2", "https://example.org/"),
        ("", "https://example.org/b", ""),
    ]
    assert opml.read(opml.written("Ours", feeds)) == [url for _title, url, _site in feeds]


@pytest.mark.parametrize(
    "data", [b"", b"<opml>", b"no xml", b"<opml><body/></opml>", b"\xff\xfe", b"<!DOCTYPE a><opml/>"]
)
def test_what_is_no_list_of_feeds_is_refused(data: bytes) -> None:
    with pytest.raises(NotUnderstood):
        opml.read(data)
