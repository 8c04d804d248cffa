"""A kind of item that nobody but its own command file knows of: all that items have, it has."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import pytest

from bot.declare import Group, Param
from bot.permissions import MEMBER
from bot.replies import Buttons, Card, Reply
from bot.request import Request, Work
from bot.services.items import items
from bot.services.items.items import Item
from bot.words import _
from commands import GROUPS
from commands.shared.items import common_buttons, full_of, made, share_button, small_print
from commands.shared.posting import TheTags, places_for, put_up
from storage.engine import Database
from tests.drivers.paper import PaperChat
from tests.scenes import number, open_community

TheTip = Annotated[Item, Param(_("The tip's number, such as #142"), item="tip")]


def tips() -> Group:
    """All that there is of the kind."""
    group = Group("tip", _("Say what works"), feature="tips", default="new")

    @group.command("new", needs=MEMBER, example='"Put the caddy by the kettle"')
    async def new(
        request: Request, title: Annotated[str, Param(_("What works"))], tagged: TheTags = None
    ) -> Reply:
        """Say what works."""
        places = await places_for(request)
        author, community = request.person.id, request.community.id
        tip = await items.create(
            request.tx, request.now, "tip", community_id=community, author_id=author, title=title
        )
        await put_up(request, tip, "tip", places, tagged)
        return made(tip, (_("Your tip is #{number}.", number=tip),))

    @group.kind("tip", one=_("tip"), many=_("Tips"), listed_by="")
    async def card(work: Work, number: int) -> Card | None:
        full = await items.full(work.tx, number)
        if full is None:
            return None
        return Card((small_print(work, full), Buttons(common_buttons(full))), title=full.title)

    @group.command("show", needs=MEMBER, form=False)
    async def show(request: Request, tip: TheTip) -> Reply:
        """Show a tip."""
        full = await full_of(request, tip)
        buttons = (*common_buttons(full), *share_button(request, tip.id))
        return Card((small_print(request, full), Buttons(buttons)), title=full.title)

    return group


@pytest.fixture
async def chat(database: Database, tmp_path: Path) -> PaperChat:
    opened = PaperChat(database, tmp_path, (*GROUPS, tips()))
    await open_community(opened, "Data Standards", "bob", "carol")
    return opened


async def test_it_has_a_card_a_number_tags_comments_and_is_found(chat: PaperChat) -> None:
    tip = number(await chat.says("bob", '/tip new "Put the caddy by the kettle" tagged: caddies'))
    assert "by Bob" in await chat.eventually("general", "kettle")
    assert "kettle" in await chat.says("carol", f"/item show {tip}")
    assert "tip · Data Standards" in await chat.says("carol", "/search kettle kind: tip")
    assert "tip" in await chat.says("carol", "/tag show caddies")
    await chat.says("carol", f"/comment add {tip} Good")
    assert "1 comment" in await chat.eventually("general", "1 comment")


async def test_it_is_taken_away_and_brought_back(chat: PaperChat) -> None:
    tip = number(await chat.says("bob", '/tip new "Put the caddy by the kettle"'))
    assert "is taken away" in await chat.says("bob", f"/item delete {tip}")
    gone = await chat.says("carol", f"/tip show {tip}")
    assert f"There is no tip #{tip}" in gone
    assert "search" in gone, "nothing lists tips"
    assert "Show it" in (await chat.says("bob", f"/item restore {tip}")).buttons
    assert "kettle" in await chat.says("carol", f"/tip show {tip}")


async def test_people_hear_of_it_at_once_or_in_digests(chat: PaperChat) -> None:
    assert "Tips in all your communities: at once" in await chat.says("carol", "/alerts set now kind: tip")
    await chat.says("bob", '/tip new "Put the caddy by the kettle"')
    await chat.passes(timedelta(minutes=5))
    assert "New tip in Data Standards by Bob" in await chat.eventually("@bot", "kettle", "carol")
    assert "Tips\n" in await chat.says("alice", "/digest preview")


async def test_a_community_can_do_without_it(chat: PaperChat) -> None:
    await chat.says("alice", '/community settings "Data Standards" switched_off: tips')
    assert "“Tip” is switched off" in await chat.says("bob", '/tip new "Put the caddy by the kettle"')


async def test_what_is_no_kind_is_said_with_those_that_are(chat: PaperChat) -> None:
    wrong = await chat.says("bob", "/search kettle kind: tipp")
    assert "Did you mean “tip”?" in wrong
    assert "question" in wrong
