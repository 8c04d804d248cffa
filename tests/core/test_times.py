"""Times: read as people write them, in their own zone, and shown so that a misunderstanding is seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from hypothesis import assume, given
from hypothesis import strategies as st

from bot import words
from bot.errors import NotUnderstood
from bot.times.phrases import plainly
from bot.times.times import read_time, show_time
from bot.times.zones import zone_meant, zone_named
from tests.drivers.paper import NOON

LONDON = ZoneInfo("Europe/London")
ZONES = (
    "Europe/London",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Pacific/Apia",
    "UTC",
)
zones = st.sampled_from(ZONES).map(ZoneInfo)
moments = st.datetimes(datetime(2025, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("phrase", "meant"),
    [
        ("5pm", "Wed 18 Nov 2026, 17:00 GMT"),
        ("11am", "Thu 19 Nov 2026, 11:00 GMT"),
        ("tomorrow 5pm", "Thu 19 Nov 2026, 17:00 GMT"),
        ("tomorrow at 5 pm", "Thu 19 Nov 2026, 17:00 GMT"),
        ("tomorrow noon", "Thu 19 Nov 2026, 12:00 GMT"),
        ("tomorrow", "Thu 19 Nov 2026, 17:00 GMT"),
        ("Friday", "Fri 20 Nov 2026, 17:00 GMT"),
        ("friday 9am", "Fri 20 Nov 2026, 09:00 GMT"),
        ("wednesday", "Wed 25 Nov 2026, 17:00 GMT"),
        ("next Tuesday at 15:00", "Tue 24 Nov 2026, 15:00 GMT"),
        ("Tuesday 24 Nov 4pm", "Tue 24 Nov 2026, 16:00 GMT"),
        ("on Tuesday, 24 November 2026 16:00", "Tue 24 Nov 2026, 16:00 GMT"),
        ("Tuesday the 24th 4pm", "Tue 24 Nov 2026, 16:00 GMT"),
        ("Tuesday Nov 24 at 4pm", "Tue 24 Nov 2026, 16:00 GMT"),
        ("Tuesday 24/11 15:00", "Tue 24 Nov 2026, 15:00 GMT"),
        ("Thurs 3pm", "Thu 19 Nov 2026, 15:00 GMT"),
        ("Weds 25 November 3pm", "Wed 25 Nov 2026, 15:00 GMT"),
        ("on Monday", "Mon 23 Nov 2026, 17:00 GMT"),
        ("30 November", "Mon 30 Nov 2026, 17:00 GMT"),
        ("1 March", "Mon 1 Mar 2027, 17:00 GMT"),
        ("1 July 9:00", "Thu 1 Jul 2027, 09:00 BST"),
        ("01/12/2026", "Tue 1 Dec 2026, 17:00 GMT"),
        ("2026-12-01 09:00", "Tue 1 Dec 2026, 09:00 GMT"),
        ("2026-12-01 09:00 America/New_York", "Tue 1 Dec 2026, 14:00 GMT"),
        ("2026-12-01 09:00 utc", "Tue 1 Dec 2026, 09:00 GMT"),
        ("2026-12-01 09:00:45 utc", "Tue 1 Dec 2026, 09:00 GMT"),
        ("in half an hour", "Wed 18 Nov 2026, 12:30 GMT"),
        ("in a quarter of an hour", "Wed 18 Nov 2026, 12:15 GMT"),
        ("in 90 minutes", "Wed 18 Nov 2026, 13:30 GMT"),
        ("in 2 days", "Fri 20 Nov 2026, 17:00 GMT"),
        ("tomorrow morning", "Thu 19 Nov 2026, 09:00 GMT"),
        ("tomorrow morning 9", "Thu 19 Nov 2026, 09:00 GMT"),
        ("tomorrow morning at 9:30", "Thu 19 Nov 2026, 09:30 GMT"),
        ("9 tomorrow morning", "Thu 19 Nov 2026, 09:00 GMT"),
        ("at 9 in the morning on Friday", "Fri 20 Nov 2026, 09:00 GMT"),
        ("this afternoon", "Wed 18 Nov 2026, 14:00 GMT"),
        ("this evening 7", "Wed 18 Nov 2026, 19:00 GMT"),
        ("this evening at 7.30", "Wed 18 Nov 2026, 19:30 GMT"),
        ("8 this evening", "Wed 18 Nov 2026, 20:00 GMT"),
        ("Friday evening", "Fri 20 Nov 2026, 19:00 GMT"),
        ("3 December evening", "Thu 3 Dec 2026, 19:00 GMT"),
        ("7pm tomorrow evening", "Thu 19 Nov 2026, 19:00 GMT"),
        ("tonight", "Wed 18 Nov 2026, 20:00 GMT"),
        ("tonight at 9", "Wed 18 Nov 2026, 21:00 GMT"),
        ("midday on Friday", "Fri 20 Nov 2026, 12:00 GMT"),
        ("midnight", "Thu 19 Nov 2026, 00:00 GMT"),
        ("midnight tonight", "Thu 19 Nov 2026, 00:00 GMT"),
        ("quarter past 3", "Thu 19 Nov 2026, 03:15 GMT"),
        ("tomorrow half past 3", "Thu 19 Nov 2026, 03:30 GMT"),
        ("half past three pm tomorrow", "Thu 19 Nov 2026, 15:30 GMT"),
        ("Friday at a quarter to 3pm", "Fri 20 Nov 2026, 14:45 GMT"),
        ("tomorrow quarter to 12 am", "Thu 19 Nov 2026, 23:45 GMT"),
        ("tomorrow ten past 16", "Thu 19 Nov 2026, 16:10 GMT"),
        ("tomorrow 9 o'clock", "Thu 19 Nov 2026, 09:00 GMT"),
        ("tomorrow 9", "Thu 19 Nov 2026, 09:00 GMT"),
        ("friday week", "Fri 27 Nov 2026, 17:00 GMT"),
        ("Tuesday week at 3pm", "Tue 1 Dec 2026, 15:00 GMT"),
        ("tomorrow week 10:00", "Thu 26 Nov 2026, 10:00 GMT"),
        ("a week on Friday", "Fri 27 Nov 2026, 17:00 GMT"),
        ("a fortnight on Friday 10:00", "Fri 4 Dec 2026, 10:00 GMT"),
        ("a fortnight today", "Wed 2 Dec 2026, 17:00 GMT"),
        ("tomorrow 1730", "Thu 19 Nov 2026, 17:30 GMT"),
        ("tomorrow 5.10pm", "Thu 19 Nov 2026, 17:10 GMT"),
        ("1 December 2027", "Wed 1 Dec 2027, 17:00 GMT"),
        ("in a fortnight", "Wed 2 Dec 2026, 17:00 GMT"),
        ("in a fortnight at 3pm", "Wed 2 Dec 2026, 15:00 GMT"),
        ("tomorrow 9am New York time", "Thu 19 Nov 2026, 14:00 GMT"),
        ("9am new york time tomorrow", "Thu 19 Nov 2026, 14:00 GMT"),
        ("mañana a las 17:00", "Thu 19 Nov 2026, 17:00 GMT"),
        ("en 2 horas", "Wed 18 Nov 2026, 14:00 GMT"),
        ("d'aquí a 2 hores", "Wed 18 Nov 2026, 14:00 GMT"),
    ],
)
def test_a_phrase_means_what_people_mean_by_it(phrase: str, meant: str) -> None:
    assert show_time(read_time(phrase, LONDON, NOON), LONDON) == meant


@pytest.mark.parametrize(
    "phrase",
    [
        "",
        "x",
        "whenever",
        "31 February",
        "25:00",
        "tomorrow 9:00-11:00",
        "in 999999999 years",
        "x" * 10_000,
        "\x00",
    ],
)
def test_what_is_no_time_is_said_to_be_none(phrase: str) -> None:
    with pytest.raises(NotUnderstood, match="as a time"):
        read_time(phrase, LONDON, NOON)


def test_a_weekday_that_is_not_that_of_the_date_is_asked_about() -> None:
    with pytest.raises(NotUnderstood, match="24 November 2026 is a Tuesday, not a Monday"):
        read_time("Monday 24 November 16:00", LONDON, NOON)


@pytest.mark.parametrize(
    ("phrase", "asked"),
    [
        ("tomorrow half 3", "“half 3” is 3:30 to some and 2:30 to others"),
        ("half one", "“half one” is 1:30 to some and 12:30 to others"),
        ("Friday midnight", "the beginning or the end of that day"),
        ("midnight on 3 December", "the beginning or the end of that day"),
        ("tomorrow night at 2", "can mean more than one time"),
        ("tomorrow evening 9am", "can mean more than one time"),
        ("12 in the morning", "can mean more than one time"),
    ],
)
def test_what_means_different_times_to_different_people_is_asked_about(phrase: str, asked: str) -> None:
    with pytest.raises(NotUnderstood, match=asked):
        read_time(phrase, LONDON, NOON)


_DAYS = st.sampled_from(
    ["", "today", "tomorrow", "friday", "on Monday", "next tuesday", "sunday week", "in a fortnight", "3 December", "Dec 3", "2026-12-03", "in 3 days"]
)  # fmt: skip
_PARTS = st.sampled_from(
    ["", "morning", "this morning", "in the afternoon", "evening", "tonight", "at night", "noon", "midnight"]
)
_HOURS = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "at ", "around "]),
    st.integers(0, 30),
    st.sampled_from(["", "", "am", " pm", "h", " o’clock"]),
) | st.just("")


@given(
    zones,
    moments,
    st.tuples(_DAYS, _PARTS, _HOURS).flatmap(lambda said: st.permutations([word for word in said if word])),
)
def test_a_phrase_without_minutes_never_has_any(zone: ZoneInfo, now: datetime, said: list[str]) -> None:
    now = now.replace(minute=now.minute or 47)
    try:
        read = read_time(" ".join(said), zone, now)
    except NotUnderstood as error:
        assert str(error)
    else:
        assert read.astimezone(zone).minute in (0, 30), read.astimezone(zone)


@given(
    st.text(
        alphabet=st.sampled_from("half past quarter to noon midnight tonight 0123456789 pam:-"), max_size=40
    )
)
def test_what_is_plain_stays_as_it_is(text: str) -> None:
    try:
        plain = plainly(text)
    except NotUnderstood:
        return
    assert plainly(plain) == plain


@given(zones, moments, st.datetimes(datetime(2026, 1, 1), datetime(2035, 1, 1)))
def test_a_date_with_a_time_is_that_time_on_the_wall_there(
    zone: ZoneInfo, now: datetime, local: datetime
) -> None:
    local = local.replace(second=0, microsecond=0)
    read = read_time(f"{local:%Y-%m-%d %H:%M}", zone, now)
    assert read.tzinfo is UTC
    assume(_exists(local, zone))
    assert read.astimezone(zone).replace(tzinfo=None) == local


@given(zones, moments, st.datetimes(datetime(2026, 1, 1), datetime(2035, 1, 1)))
def test_a_zone_of_its_own_goes_before_the_readers(zone: ZoneInfo, now: datetime, local: datetime) -> None:
    local = local.replace(second=0, microsecond=0)
    phrase = f"{local:%Y-%m-%d %H:%M} {zone.key}"
    assert read_time(phrase, LONDON, now) == read_time(phrase, ZoneInfo("Asia/Tokyo"), now)


@given(zones, moments, st.integers(1, 72))
def test_hours_pass_at_the_same_pace_over_every_change_of_the_clock(
    zone: ZoneInfo, now: datetime, hours: int
) -> None:
    assert read_time(f"in {hours} hours", zone, now) - now == timedelta(hours=hours)


@given(
    zones,
    moments,
    st.sampled_from(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]),
)
def test_a_weekday_is_the_next_one_of_that_name(zone: ZoneInfo, now: datetime, day: str) -> None:
    read = read_time(f"next {day} 12:00", zone, now).astimezone(zone)
    assert f"{read:%A}".lower() == day
    ahead = read.date() - now.astimezone(zone).date()
    assert timedelta(days=1) <= ahead <= timedelta(days=7)


@given(st.text(max_size=60))
def test_any_text_is_a_time_or_said_to_be_none(text: str) -> None:
    try:
        read = read_time(text, LONDON, NOON)
    except NotUnderstood as error:
        assert str(error)
    else:
        assert read.tzinfo is UTC


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("europe/london", "Europe/London"),
        ("UTC", "UTC"),
        ("america/new york", "America/New_York"),
        ("Mars", None),
        ("", None),
    ],
)
def test_a_zone_is_found_however_it_is_written(said: str, name: str | None) -> None:
    assert zone_named(said) == name


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("New York", "America/New_York"),
        ("madrid", "Europe/Madrid"),
        ("Lord Howe", "Australia/Lord_Howe"),
        ("Buenos Aires", "America/Argentina/Buenos_Aires"),
        ("singapore", "Singapore"),
    ],
)
def test_a_city_names_its_zone(said: str, meant: str) -> None:
    assert zone_meant(said) == meant


@pytest.mark.parametrize(
    ("said", "guess"),
    [("Europe/Lundon", "Europe/London"), ("Barcelona", "Europe/London"), ("Madird", "Europe/Madrid")],
)
def test_a_zone_that_there_is_not_gets_an_example_that_is_like_it(said: str, guess: str) -> None:
    with pytest.raises(NotUnderstood, match=f"I know no time zone “{said}”. Try {guess}"):
        zone_meant(said)


@given(zones, moments, st.sampled_from(["en", "en-US", "es", "ca", "xx", "", "zh-Hant-TW", "not a language"]))
def test_a_time_is_shown_in_any_language(zone: ZoneInfo, moment: datetime, language: str) -> None:
    assert str(moment.astimezone(zone).year) in show_time(moment, zone, language)


def _exists(local: datetime, zone: ZoneInfo) -> bool:
    """Whether clocks there ever show that time: it is skipped when they go forward."""
    return local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == local


@pytest.mark.parametrize(
    ("zone", "moment", "shown"),
    [
        ("Europe/London", "2026-12-01T17:00Z", "Tue 1 Dec 2026, 17:00 GMT"),
        ("UTC", "2026-12-01T17:00Z", "Tue 1 Dec 2026, 17:00 UTC"),
        ("America/New_York", "2026-12-01T17:00Z", "Tue 1 Dec 2026, 12:00 New York time"),
        ("America/Argentina/Buenos_Aires", "2026-12-01T17:00Z", "Tue 1 Dec 2026, 14:00 Buenos Aires time"),
        ("Asia/Kolkata", "2026-12-01T17:00Z", "Tue 1 Dec 2026, 22:30 Kolkata time"),
        ("Europe/London", "2027-10-31T00:30Z", "Sun 31 Oct 2027, 01:30 BST"),
        ("Europe/London", "2027-10-31T01:30Z", "Sun 31 Oct 2027, 01:30 GMT"),
        ("America/New_York", "2027-11-07T05:30Z", "Sun 7 Nov 2027, 01:30 New York time (GMT-04:00)"),
        ("America/New_York", "2027-11-07T06:30Z", "Sun 7 Nov 2027, 01:30 New York time (GMT-05:00)"),
    ],
)
def test_a_zone_is_called_by_the_name_that_people_know(zone: str, moment: str, shown: str) -> None:
    assert show_time(datetime.fromisoformat(moment), ZoneInfo(zone)) == shown


@pytest.mark.parametrize("language", ["en", "ca", "es", "es-MX", "fr"])
def test_dates_are_in_the_language_of_the_sentences_around_them(language: str) -> None:
    moment = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert show_time(moment, LONDON, language) == "Sun 1 Mar 2026, 12:00 GMT"


def test_dates_are_in_a_language_that_there_is_a_translation_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ca" / "LC_MESSAGES" / "convenor.mo"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_mo(file, Catalog(locale="ca"))
    monkeypatch.setattr(words, "LOCALES", tmp_path)
    words._catalogue.cache_clear()
    moment = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert "de març" in show_time(moment, LONDON, "ca-ES")
    assert "1 Mar 2026" in show_time(moment, LONDON, "es")
    words._catalogue.cache_clear()


@given(st.sampled_from([name for name in ZONES if name != "UTC"]).map(ZoneInfo), moments)
def test_a_time_that_is_shown_reads_as_itself(zone: ZoneInfo, moment: datetime) -> None:
    moment = moment.replace(second=0, microsecond=0)
    shown = show_time(moment, zone)
    assume(shown.endswith(" time"))
    assert read_time(shown.replace(",", ""), LONDON, NOON) == moment
