"""Events, as members of a channel see them on every platform."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable

from tests.chat import Chat, Seen

SERIES = '"Coffee" "every second Tuesday 10:00-11:00"'


def number_in(seen: Seen) -> str:
    """The number of the item that a message is about: "#142"."""
    found = re.search(r"#\d{3,}", seen.text)
    assert found, seen.text
    return found[0]


async def event(chat: Chat, who: str, line: str) -> Seen:
    """`who` plans an event and agrees to what was understood; returns its card in the channel."""
    asked = await chat.says(who, f"/event new {line}")
    assert asked.private
    said = await chat.presses(who, "Yes, post it", on=asked)
    assert said is not None
    assert "is posted" in said
    return await chat.eventually("general", number_in(said))


async def pressed(chat: Chat, who: str, button: str, on: Seen) -> Seen:
    """`who` presses a button that is answered."""
    answer = await chat.presses(who, button, on=on)
    assert answer is not None
    return answer


async def until(chat: Chat, holds: Callable[[Seen], bool]) -> None:
    """Wait until some message in the channel is so."""
    for _attempt in range(100):
        if any(holds(seen) for seen in await chat.channel()):
            return
        await asyncio.sleep(0.1)
    raise AssertionError(str([seen.text for seen in await chat.channel()]))


async def test_what_was_understood_is_shown_before_anything_is_posted(cop: Chat) -> None:
    asked = await cop.says(
        "bob", '/event new "Clinic" "next Tuesday 3pm for 2 hours Europe/London" place: "Town hall"'
    )
    assert asked.private
    assert re.search(r"Tue \d+ \w+ \d{4}, 15:00–17:00 (GMT|BST)", asked.text), asked.text
    assert "Europe/London" in asked
    assert "Town hall" in asked
    assert not any("Clinic" in seen for seen in await cop.channel())
    said = await pressed(cop, "bob", "Yes, post it", asked)
    card = await cop.eventually("general", number_in(said))
    assert "Clinic" in card
    assert "2 hours" in card
    assert "Nobody has said yet that they come" in card
    assert card.buttons[:3] == ("I’m coming", "Maybe", "Can’t")
    assert "Details" in card.buttons


async def test_what_was_understood_can_be_changed_first(cop: Chat) -> None:
    asked = await cop.says("bob", '/event new "Clinic" "tomorrow 15:00"')
    form = await pressed(cop, "bob", "Change…", asked)
    assert form.form is not None
    values = {field.name: field.value for field in form.form.fields}
    assert values["title"] == "Clinic"
    assert values["when"] == "tomorrow 15:00"


async def test_a_form_asks_for_what_is_missing(cop: Chat) -> None:
    form = await cop.says("bob", "/event new")
    assert form.form is not None
    names = [field.name for field in form.form.fields]
    assert names[:2] == ["title", "when"]
    asked = await cop.submits("bob", form, title="Clinic", when="tomorrow 15:00 for 2 hours")
    if "Continue" in asked.buttons:
        asked = await pressed(cop, "bob", "Done, leave out the rest", asked)
    assert "15:00–17:00" in asked
    said = await pressed(cop, "bob", "Yes, post it", asked)
    assert "Clinic" in await cop.eventually("general", number_in(said))


async def test_what_cannot_be_read_is_answered_with_an_example(cop: Chat) -> None:
    wrong = await cop.says("bob", '/event new "Clinic" "some time soon"')
    assert wrong.private
    assert "I cannot read “some time soon” as a time" in wrong
    assert "next Tuesday 3pm" in wrong
    hourless = await cop.says("bob", '/event new "Clinic" "next Tuesday"')
    assert "has no time of day" in hourless


async def test_people_say_whether_they_come_and_can_change_it(cop: Chat) -> None:
    card = await event(cop, "bob", '"Clinic" "tomorrow 15:00 for 1 hour"')
    answer = await pressed(cop, "carol", "I’m coming", card)
    assert answer.private
    assert "You’re coming to “Clinic”" in answer
    await cop.eventually("general", "1 person comes")
    answer = await pressed(cop, "carol", "Maybe", card)
    assert "You may come" in answer
    seen = await cop.eventually("general", "1 maybe")
    assert "Nobody has said yet" in seen
    assert "You’re not coming" in await cop.says("carol", f"/event rsvp {number_in(card)} no")


async def test_a_free_place_goes_to_whoever_waited_longest_and_they_are_told(cop: Chat) -> None:
    card = await event(cop, "bob", '"Clinic" "tomorrow 15:00" capacity: 1')
    assert "1 place left" in card
    await pressed(cop, "carol", "I’m coming", card)
    late = await pressed(cop, "dave", "I’m coming", card)
    assert "number 1 on the waiting list" in late
    await cop.eventually("general", "full, 1 waits")
    await cop.says("carol", f"/event rsvp {number_in(card)} no")
    told = await cop.eventually("@bot", "A place has become free", by="dave")
    assert "Clinic" in told
    await until(cop, lambda seen: "1 person comes" in seen and "dave" in seen.text.lower())


async def test_who_leaves_the_community_lets_the_next_one_in(cop: Chat) -> None:
    card = await event(cop, "bob", '"Clinic" "tomorrow 15:00" capacity: 1')
    await pressed(cop, "carol", "I’m coming", card)
    await pressed(cop, "dave", "I’m coming", card)
    await cop.eventually("general", "full, 1 waits")
    await cop.says("carol", '/community leave "Data Standards"')
    assert "Clinic" in await cop.eventually("@bot", "A place has become free", by="dave")
    await until(cop, lambda seen: "1 person comes" in seen and "dave" in seen.text.lower())


async def test_details_say_who_comes(cop: Chat) -> None:
    card = await event(
        cop, "bob", '"Clinic" "tomorrow 15:00" link: https://meet.example.org/1 text: "Bring *data*."'
    )
    await pressed(cop, "carol", "I’m coming", card)
    shown = await pressed(cop, "carol", "Details", card)
    assert shown.private
    assert "You’re coming." in shown
    assert "carol" in shown.text.lower()
    assert "https://meet.example.org/1" in shown
    assert "Bring *data*." in shown
    assert "Edit…" not in shown.buttons
    assert "Edit…" in (await pressed(cop, "bob", "Details", card)).buttons


async def test_a_changed_time_is_agreed_to_and_told_to_those_who_come(cop: Chat) -> None:
    card = await event(cop, "bob", '"Clinic" "tomorrow 15:00"')
    await pressed(cop, "carol", "I’m coming", card)
    asked = await cop.says("bob", f'/event edit {number_in(card)} time: "next Friday 16:00 Europe/London"')
    assert re.search(r"Fri \d+ \w+ \d{4}, 16:00", asked.text), asked.text
    said = await pressed(cop, "bob", "Yes, change it", asked)
    assert "is changed" in said
    told = await cop.eventually("@bot", "It is now", by="carol")
    assert "It was" in told
    assert "I’m coming" in told.buttons


async def test_only_its_maker_and_facilitators_change_it(cop: Chat) -> None:
    card = await event(cop, "carol", '"Clinic" "tomorrow 15:00"')
    for verb in ('edit {} title: "Mine"', "cancel {}", "remind {} none"):
        refused = await cop.says("dave", f"/event {verb.format(number_in(card))}")
        assert refused.private
        assert "can change event" in refused
    assert "is changed" in await cop.says("bob", f'/event edit {number_in(card)} title: "Our clinic"')
    await cop.eventually("general", "Our clinic")


async def test_a_form_changes_what_is_in_it(cop: Chat) -> None:
    card = await event(cop, "bob", '"Clinic" "tomorrow 15:00"')
    form = await cop.says("bob", f"/event edit {number_in(card)}")
    assert form.form is not None
    said = await cop.submits("bob", form, place="Library")
    if "Continue" in said.buttons:
        said = await pressed(cop, "bob", "Done, leave out the rest", said)
    assert "is changed" in said
    await cop.eventually("general", "Library")


async def test_a_cancelled_event_says_so_everywhere_and_can_be_taken_up_again(cop: Chat) -> None:
    card = await event(cop, "bob", '"Clinic" "tomorrow 15:00"')
    await pressed(cop, "carol", "I’m coming", card)
    said = await cop.says("bob", f'/event cancel {number_in(card)} reason: "Snow"')
    assert "It is cancelled" in said
    seen = await cop.eventually("general", "Cancelled: Clinic")
    assert "I’m coming" not in seen.buttons
    told = await cop.eventually("@bot", "Why: Snow", by="carol")
    assert "It is cancelled" in told
    late = await cop.says("dave", f"/event rsvp {number_in(card)} yes")
    assert "This event is cancelled" in late
    await pressed(cop, "bob", "Take it back", said)
    await cop.eventually("@bot", "takes place after all", by="carol")
    await until(cop, lambda seen: "Clinic" in seen and "I’m coming" in seen.buttons)


async def test_a_repeated_event_shows_its_next_time_and_takes_answers_for_all(cop: Chat) -> None:
    card = await event(cop, "bob", SERIES)
    assert "every second week on Tuesday" in card
    answer = await pressed(cop, "carol", "I’m coming", card)
    every = await pressed(cop, "carol", "Every time", answer)
    assert "every time" in every
    shown = await pressed(cop, "carol", "Details", card)
    following = await pressed(cop, "carol", "Show", shown)
    assert "You’re coming." in following


async def test_one_time_of_a_series_is_moved_by_itself(cop: Chat) -> None:
    card = await event(cop, "bob", SERIES)
    await pressed(cop, "carol", "I’m coming", card)
    shown = await pressed(cop, "bob", "Details", card)
    form = await pressed(cop, "bob", "Move this time…", shown)
    assert form.form is not None
    assert [field.name for field in form.form.fields] == ["time"]
    asked = await cop.submits("bob", form, time=form.form.fields[0].value.replace("10:00", "13:30"))
    assert "13:30–14:30" in asked
    said = await pressed(cop, "bob", "Yes, move it", asked)
    assert "13:30" in said
    told = await cop.eventually("@bot", "It is now", by="carol")
    assert "Coffee" in told
    await cop.eventually("general", "moved")


async def test_one_time_of_a_series_is_cancelled_and_the_next_is_shown(cop: Chat) -> None:
    card = await event(cop, "bob", SERIES)
    await pressed(cop, "carol", "I’m coming", card)
    when = card.text.split("Repeats")[0]
    await cop.eventually("general", "1 person comes")
    shown = await pressed(cop, "bob", "Details", card)
    said = await pressed(cop, "bob", "Cancel this time", shown)
    assert "It is cancelled" in said
    await cop.eventually("@bot", "It is cancelled", by="carol")
    await until(cop, lambda seen: "Nobody has said yet" in seen and when not in seen)


async def test_the_lists_of_what_comes_and_what_is_mine(cop: Chat) -> None:
    assert "No event is planned" in await cop.says("carol", "/event list")
    card = await event(cop, "bob", '"Clinic" "tomorrow 15:00" place: "Town hall"')
    await event(cop, "bob", SERIES)
    listed = await cop.says("carol", "/event list")
    assert listed.private
    assert "Clinic" in listed
    assert "Coffee" in listed
    assert "You have said yes to none" in await pressed(cop, "carol", "Mine", listed)
    await pressed(cop, "carol", "I’m coming", card)
    mine = await cop.says("carol", "/event list mine")
    assert "Clinic" in mine
    assert "Coffee" not in mine


async def test_reminders_are_seen_and_set(cop: Chat) -> None:
    card = await event(cop, "bob", '"Clinic" "next Friday 15:00"')
    seen = await cop.says("bob", f"/event remind {number_in(card)}")
    assert "1 day, 15 minutes" in seen
    form = await pressed(cop, "bob", "Change…", seen)
    assert form.form is not None
    assert form.form.fields[0].value == "1 day, 15 minutes"
    changed = await cop.submits("bob", form, before="2 hours")
    assert "reminded 2 hours before" in changed
    assert "Nobody is reminded" in await cop.says("bob", f"/event remind {number_in(card)} none")
    wrong = await cop.says("bob", f"/event remind {number_in(card)} sometimes")
    assert "I cannot read “sometimes”" in wrong


async def test_it_is_found_by_its_words_and_its_place(cop: Chat) -> None:
    await event(cop, "bob", '"Clinic for caddies" "tomorrow 15:00" place: "Town hall"')
    assert "Clinic" in await cop.says("carol", "/search caddies kind: event")
    assert "Clinic" in await cop.says("carol", '/search "town hall"')


async def test_undo_takes_it_away(cop: Chat) -> None:
    asked = await cop.says("bob", '/event new "Oops" "tomorrow 15:00"')
    said = await pressed(cop, "bob", "Yes, post it", asked)
    await cop.eventually("general", number_in(said))
    await pressed(cop, "bob", "Undo", said)
    assert "No event is planned" in await cop.says("bob", "/event list")


async def test_the_longest_event_fits(cop: Chat) -> None:
    title = "Long & <long> *title* " * 9
    values = f'place: "{"Hall " * 39}" link: https://meet.example.org/{"x" * 460} capacity: 100000'
    when = "every Monday, Tuesday, Wednesday and Thursday 10:00 for 1 hour until 30 June 2029"
    card = await event(cop, "bob", f'"{title}" "{when}" {values} text: "{"Bring it along. " * 240}"')
    await pressed(cop, "carol", "I’m coming", card)
    shown = await pressed(cop, "bob", "Details", card)
    assert "Bring it along." in shown
    assert "Cancel all" in shown.buttons
    said = await cop.says("bob", f'/event cancel {number_in(card)} reason: "{"Snow " * 59}"')
    assert "It is cancelled" in said
    await cop.eventually("@bot", "Why: Snow", by="carol")


async def test_events_are_switched_off_with_their_feature(cop: Chat) -> None:
    card = await event(cop, "bob", '"Clinic" "tomorrow 15:00"')
    await cop.says("bob", "/community settings switched_off: events")
    for line in ('/event new "Tea" "tomorrow 15:00"', "/event list", f"/event show {number_in(card)}"):
        assert "switched off" in await cop.says("carol", line)
