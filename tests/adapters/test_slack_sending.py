"""Messages of the bot's own: once, in the right place, and with a clear word when it does not work out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.slack import SlackAdapter
from bot.adapter import Refused, Target, TryLater, Unclear
from bot.incoming import MessageRef, Who
from bot.replies import Attachment, Card, Form, Mention, Paragraph, Picture, text
from tests.adapters.slack_core import Office, office
from tests.servers.slack.reading import images_of, text_of


@pytest.fixture
async def here() -> AsyncIterator[Office]:
    async with office() as made:
        yield made


@pytest.fixture
async def adapter(here: Office) -> AsyncIterator[SlackAdapter]:
    made = here.adapter()
    await made.prepare()
    yield made
    await made.close()


def in_general(here: Office) -> Target:
    return Target("slack", here.server.installation.team_id, here.general.id)


async def test_a_message_is_posted_changed_and_deleted(here: Office, adapter: SlackAdapter) -> None:
    ref = await adapter.send(in_general(here), text("one"), "k-1")
    (message,) = here.general.messages
    assert ref == MessageRef("slack", here.server.installation.team_id, here.general.id, message.ts)
    await adapter.edit(ref, text("two"))
    assert text_of(here.world, message, here.world.user("bob")) == "two"
    await adapter.delete(ref)
    await adapter.delete(ref)
    assert here.general.messages == []
    with pytest.raises(Refused, match="gone"):
        await adapter.edit(ref, text("three"))


@pytest.mark.parametrize("weather", ["drop_before", "drop_after", "server_error"])
async def test_after_an_unclear_attempt_the_message_is_found_if_it_is_there(
    here: Office, adapter: SlackAdapter, weather: Any
) -> None:
    here.server.fail("chat.postMessage", weather)
    with pytest.raises(Unclear):
        await adapter.send(in_general(here), text("once"), "k-7")
    await adapter.send(in_general(here), text("another"), "k-8")
    found = await adapter.find(in_general(here), "k-7")
    assert (found is not None) == (weather == "drop_after")
    if found is None:
        await adapter.send(in_general(here), text("once"), "k-7")
    bob = here.world.user("bob")
    assert sorted(text_of(here.world, each, bob) for each in here.general.messages) == ["another", "once"]


async def test_a_short_429_is_waited_out_and_a_long_one_is_for_later(
    here: Office, adapter: SlackAdapter
) -> None:
    here.server.fail("chat.postMessage", "ratelimited", seconds=1)
    await adapter.send(in_general(here), text("patient"), "k-1")
    here.server.fail("chat.postMessage", "ratelimited", seconds=30)
    with pytest.raises(TryLater) as caught:
        await adapter.send(in_general(here), text("later"), "k-2")
    assert caught.value.after == 30


async def test_a_slack_that_is_not_there_did_nothing(here: Office) -> None:
    adapter = here.adapter(api_url="http://127.0.0.1:1/api/")
    await adapter.prepare()
    with pytest.raises(TryLater):
        await adapter.send(in_general(here), text("x"), "k-1")
    await adapter.close()


async def test_a_refusal_says_what_can_be_done(here: Office, adapter: SlackAdapter) -> None:
    elsewhere = here.server.add_channel("elsewhere", members=["alice"])
    with pytest.raises(Refused) as caught:
        await adapter.send(Target("slack", "T", elsewhere.id), text("x"), "k-1")
    assert caught.value.code == "not_in_channel"
    assert "/invite" in caught.value.hint


async def test_a_person_is_written_to_directly(here: Office, adapter: SlackAdapter) -> None:
    bob = here.world.user("bob")
    ref = await adapter.send(Target("slack", "T", account=bob.id), text("psst"), "k-1")
    assert ref.channel == here.world.direct(bob).id
    assert await adapter.find(Target("slack", "T", account=bob.id), "k-1") == ref
    bob.deleted = True
    gone = here.server.add_user("gone", deleted=True)
    with pytest.raises(Refused):
        await adapter.send(Target("slack", "T", account=gone.id), text("psst"), "k-2")


async def test_a_picture_is_uploaded_once_however_often_it_is_shown(
    here: Office, adapter: SlackAdapter
) -> None:
    card = Card((Picture("Votes", b"\x89PNG"),), title="Result")
    ref = await adapter.send(in_general(here), card, "k-1")
    await adapter.edit(ref, card)
    assert images_of(here.general.messages[0]) == 1
    assert len(here.server.platform.called("files.getUploadURLExternal")) == 1


async def test_a_picture_that_slack_has_not_looked_at_yet_is_waited_for(
    here: Office, adapter: SlackAdapter
) -> None:
    here.server.platform.timing.file_ready = 0.7
    await adapter.send(in_general(here), Card((Picture("Votes", b"\x89PNG"),)), "k-1")
    assert images_of(here.general.messages[0]) == 1
    here.server.platform.timing.file_ready = 60
    await adapter.send(in_general(here), Card((Picture("Others", b"\x89PNG2"),)), "k-2")
    assert "Others" in text_of(here.world, here.general.messages[1], here.world.user("bob"))
    here.server.platform.timing.file_ready = 0


async def test_a_file_goes_with_the_card(here: Office, adapter: SlackAdapter) -> None:
    await adapter.send(in_general(here), Card((Attachment(b"a,b", "table.csv"),), title="Table"), "k-1")
    shared, card = here.general.messages
    assert here.world.files[shared.files[0]].content == b"a,b"
    assert "table.csv" in text_of(here.world, card, here.world.user("bob"))


async def test_a_form_cannot_be_posted(here: Office, adapter: SlackAdapter) -> None:
    with pytest.raises(Refused):
        await adapter.send(in_general(here), Form("x", "y", ()), "k-1")


async def test_a_mention_is_no_notification(here: Office, adapter: SlackAdapter) -> None:
    team = here.server.installation.team_id
    bob = here.world.user("bob")
    card = Card((Paragraph((Mention("Bob", (("slack", team, bob.id),)),)),))
    await adapter.send(in_general(here), card, "k-1")
    assert "user_id" not in str(here.general.messages[0].blocks)


async def test_an_account_is_described(here: Office, adapter: SlackAdapter) -> None:
    ana = here.server.add_user(
        "ana", locale="ca-ES", tz="Europe/Andorra", is_owner=True, image="https://x.org/a"
    )
    who = Who("slack", "T", ana.id, "ana", details_known=False)
    found = await adapter.describe(who)
    assert (found.name, found.handle, found.language, found.time_zone) == (
        "Ana",
        "ana",
        "ca-ES",
        "Europe/Andorra",
    )
    assert (found.avatar, found.administers, found.details_known) == ("https://x.org/a", True, True)


@pytest.mark.parametrize("weather", ["hang", "drop_before", "error"])
async def test_an_account_that_slack_does_not_describe_in_time_stays_as_it_came(
    here: Office, adapter: SlackAdapter, weather: Any
) -> None:
    # aiohttp itself repeats a GET whose connection broke.
    here.server.fail("users.info", weather, seconds=3, times=2)
    who = Who("slack", "T", here.world.user("bob").id, "bob", details_known=False)
    async with asyncio.timeout(2):
        assert await adapter.describe(who) is who


async def test_a_check_says_what_is_missing_and_what_to_do(here: Office, adapter: SlackAdapter) -> None:
    assert all(each.ok for each in await adapter.check())
    here.server.installation.scopes -= {"im:write"}
    scopes = next(each for each in await adapter.check() if not each.ok)
    assert "im:write" in scopes.detail
    here.server.installation.scopes.add("im:write")
    here.server.installation.bot_token = "xoxb-another"
    token = next(each for each in await adapter.check() if not each.ok)
    assert "bot token: invalid_auth. The bot token is wrong" in token.detail
