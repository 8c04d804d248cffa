"""Alerts on every platform: heard of at once, once, set from one card, followed, muted and stopped."""

from __future__ import annotations

from datetime import timedelta

from tests.chat import Chat, Seen
from tests.contract.test_polls import number_in


async def told(chat: Chat, who: str, words: str) -> list[Seen]:
    """The messages with the words that the bot has written to somebody directly."""
    return [one for one in await chat.channel("@bot", by=who) if words in one]


async def test_who_wants_pages_at_once_hears_of_a_page(cop: Chat) -> None:
    await cop.says("dave", "/help", "general")
    saved = await cop.says("dave", "/cop alerts set now kind: page")
    assert saved.private
    assert "Pages in all your communities: at once" in saved
    made = await cop.says("carol", '/wiki new "Food Caddies" text: "A caddy is a small bin."')
    message = await cop.eventually("@bot", "New page in Data Standards", by="dave")
    assert "A caddy is a small bin." in message
    shown = await cop.presses("dave", "Show it", on=message)
    assert shown is not None
    assert "A caddy is a small bin." in shown
    muted = await cop.presses("dave", "Mute this", on=message)
    assert muted is not None
    assert "hear no more" in muted
    await cop.says("carol", f'/comment add {number_in(made)} "Mind the lid."')
    await cop.says("carol", '/wiki new "Bottle Banks" text: "Green, brown, clear."')
    await cop.passes(timedelta(minutes=6))
    await cop.eventually("@bot", "Bottle Banks", by="dave")
    assert await told(cop, "dave", "Mind the lid.") == []
    assert await told(cop, "carol", "Food Caddies") == []


async def test_several_things_are_one_message_with_a_way_to_each(cop: Chat) -> None:
    await cop.says("dave", "/cop alerts set now")
    await cop.says("carol", '/wiki new "Lids" text: "They close."')
    await cop.eventually("@bot", "Lids", by="dave")
    for title in ("Food Caddies", "Bottle Banks", "Paper Sacks"):
        await cop.says("carol", f'/wiki new "{title}" text: "All about it."')
    await cop.passes(timedelta(minutes=6))
    message = await cop.eventually("@bot", "3 new things", by="dave")
    assert all(title in message for title in ("Food Caddies", "Bottle Banks", "Paper Sacks"))
    # Where rows cannot have buttons of their own, these are numbered.
    ways = [label for label in message.buttons if label.endswith("Show it")]
    assert len(ways) == 3
    shown = await cop.presses("dave", ways[0], on=message)
    assert shown is not None
    assert "All about it." in shown
    settings = await cop.presses("dave", "Settings", on=message)
    assert settings is not None
    assert "What you hear of" in settings
    label = next(one for one in message.selects[0] if "Bottle Banks" in one)
    muted = await cop.chooses("dave", label, on=message)
    assert muted is not None
    assert "hear no more of “Bottle Banks”" in muted


async def test_all_of_it_is_set_from_one_card(cop: Chat) -> None:
    await cop.says("dave", "/cop tag cloud")
    card = await cop.says("dave", "/cop alerts show")
    assert card.private
    assert "in the weekly digest" in card
    place = await cop.chooses("dave", "Data Standards", on=card)
    assert place is not None
    kind = await cop.chooses("dave", "Questions", on=place)
    assert kind is not None
    saved = await cop.presses("dave", "At once", on=kind)
    assert saved is not None
    assert "Questions in Data Standards: at once" in saved
    again = await cop.says("dave", "/cop alerts show")
    assert "Questions: at once" in again
    form = await cop.presses("dave", "Quiet hours and ways…", on=again)
    assert form is not None
    after = await cop.submits("dave", form, hours="22:00-07:00", zone="Europe/Madrid", most="5")
    assert "22:00 to 07:00 (Europe/Madrid)" in after
    assert "5 messages a day" in after


async def test_hours_that_cannot_be_read_lose_nothing(cop: Chat) -> None:
    form = await cop.says("dave", "/cop alerts edit")
    said = await cop.submits("dave", form, hours="late", most="5")
    errors = said.form.errors if said.form else {}
    assert "as hours of the day" in said.text + "".join(errors.values())


async def test_an_item_is_followed_by_its_button(cop: Chat) -> None:
    await cop.says("carol", '/cop ask new "Who has tried caddies?"')
    card = await cop.eventually("general", "Who has tried caddies?")
    done = await cop.presses("dave", "Follow", on=card)
    assert done is not None
    assert done.private
    await cop.says("bob", f'/cop ask answer {number_in(card)} "We did."')
    await cop.eventually("@bot", "Bob answered the question “Who has tried caddies?”", by="dave")
    await cop.eventually("@bot", "Bob answered your question", by="carol")
    listed = await cop.says("dave", "/cop alerts follow")
    assert "Who has tried caddies?" in listed
    ended = await cop.presses(
        "dave", next(one for one in listed.buttons if one.endswith("Follow no longer")), on=listed
    )
    assert ended is not None
    assert "follow and mute nothing" in await cop.says("dave", "/cop alerts follow")


async def test_everything_is_stopped_and_begun_again(cop: Chat) -> None:
    asked = await cop.says("dave", '/cop ask new "Who has tried caddies?"')
    stopped = await cop.says("dave", "/cop alerts stop")
    await cop.says("carol", f'/cop ask answer {number_in(asked)} "We did."')
    await cop.passes(timedelta(seconds=2))
    assert await told(cop, "dave", "answered") == []
    started = await cop.presses("dave", "Turn on again", on=stopped)
    assert started is not None
    await cop.says("bob", f'/cop ask answer {number_in(asked)} "So did we."')
    await cop.eventually("@bot", "So did we.", by="dave")


async def test_a_zone_is_asked_for_once_where_the_platform_tells_none(cop: Chat) -> None:
    first = await cop.says("dave", "/cop alerts quiet 22:00-07:00")
    again = await cop.says("dave", "/cop alerts quiet 23:00-07:00")
    assert "which time zone are you in" not in again
    if "which time zone are you in" not in first:
        return
    chosen = await cop.chooses("dave", first.selects[0][1], on=first)
    assert chosen is not None
    assert "from now on" in chosen
    said = await cop.submits("dave", await cop.says("dave", "/cop profile zone"), zone="pacific/auckland")
    assert "Pacific/Auckland" in said


async def test_a_person_is_followed_and_muted_from_their_profile(cop: Chat) -> None:
    await cop.says("dave", "/help")
    await cop.says("carol", "/help")
    shown = await cop.says("dave", "/profile show @carol")
    assert shown.buttons == ("Follow", "Mute")
    followed = await cop.presses("dave", "Follow", on=shown)
    assert followed is not None
    assert "You hear of whatever" in followed
    await cop.says("carol", '/wiki new "Food Caddies" text: "A caddy is a small bin."')
    await cop.eventually("@bot", "Food Caddies", by="dave")
    muted = await cop.presses("dave", "Mute", on=shown)
    assert muted is not None
    assert "You hear no more of what" in muted
    await cop.says("carol", '/wiki new "Bottle Banks" text: "Green, brown, clear."')
    await cop.passes(timedelta(minutes=6))
    assert await told(cop, "dave", "Bottle Banks") == []
    assert "Follow" not in (await cop.says("dave", "/profile show")).buttons


async def test_a_tag_is_followed_and_muted_from_its_list(cop: Chat) -> None:
    await cop.says("dave", "/help")
    made = await cop.says("carol", '/wiki new "Food Caddies" text: "A caddy is a small bin."')
    await cop.says("carol", f"/tag add {number_in(made)} recycling")
    shown = await cop.says("dave", "/tag show recycling")
    followed = await cop.presses("dave", "Follow", on=shown)
    assert followed is not None
    assert "You hear of whatever is tagged" in followed
    made = await cop.says("carol", '/wiki new "Bottle Banks" text: "Green, brown, clear."')
    await cop.says("carol", f"/tag add {number_in(made)} recycling")
    await cop.eventually("@bot", "Bottle Banks", by="dave")
    muted = await cop.presses("dave", "Mute", on=shown)
    assert muted is not None
    assert "You hear no more of what is tagged" in muted
    made = await cop.says("carol", '/wiki new "Paper Sacks" text: "Brown."')
    await cop.says("carol", f"/tag add {number_in(made)} recycling")
    await cop.passes(timedelta(minutes=6))
    assert await told(cop, "dave", "Paper Sacks") == []
