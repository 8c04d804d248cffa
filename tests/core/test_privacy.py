"""Nothing of a private community shows to others: what they are told is the same as if it were not there.

Two installations hear the same lines from the same outsiders; in one of them
there is also a private community, with members, and with something of every
kind of item. Whatever the outsiders are shown anywhere must be the same in
both, letter for letter and button for button: then no name, no count and no
error text gives it away.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.declare import Command
from bot.incoming import OnMessage, Pressed, Replied
from bot.values import READERS
from tests.core.outsiders_lines import COMMANDS
from tests.core.private_scene import (
    NAME,
    PAGE,
    PURPOSE,
    QUESTION,
    SECRETS,
    WORDS,
    Draw,
    Secret,
    everything,
    open_world,
    private_world,
    shared,
)
from tests.drivers.outside import address_in, outside_of
from tests.drivers.paper import PaperChat
from tests.scenes import open_community, private_community

pytestmark = pytest.mark.timeout(240)
"""Every command is tried twice, and beside other work that takes a while."""

_DRAWN = re.compile(
    r"\b2\d\d\b|\b[0-9a-f]{12}\b|\b[0-9a-f]{8}\b|\b[0-9a-z]{1,13}-[a-z2-7]{26}\b|\b\d{9,15}\b"
)
"""Numbers drawn during the walk, which are random outside of tests, and ids of picked messages, of drafts, of
secret links."""

TYPED = ("", "zan", "qu", "brass", "8", "wom")
"""What outsiders have typed when they look at what is offered."""


@pytest.fixture(autouse=True)
def drawn_in_order(monkeypatch: pytest.MonkeyPatch) -> Draw:
    """Numbers are drawn in order, so that both worlds have the same ones."""
    draw = Draw()
    monkeypatch.setattr("bot.services.items.numbers.secrets.randbelow", draw)
    return draw


def _lines(secret: Secret) -> list[str]:
    """Every command as outsiders try it."""
    numbers = {name: value for name, value in vars(secret).items() if isinstance(value, int)}
    return [
        f"/{path} {line}".format(
            name=NAME, words=WORDS, page_name=PAGE, person=person, secret=word, **numbers
        ).strip()
        for path, lines in COMMANDS.items()
        for line in lines
        for person in (secret.people if "{person}" in line else (0,))
        for word in (SECRETS.values() if "{secret}" in line else ("",))
    ]


async def _walk(chat: PaperChat, who: str, where: str, secret: Secret) -> list[str]:
    """Try everything; returns all that was shown."""
    shown = await _cards(chat, who, where, secret)
    for line in _lines(secret):
        shown.append(f"{line}\n{everything(await chat.says(who, line, where))}")
        opens_form = Pressed(f"?{line.removeprefix('/')}")
        shown.append(f"[{opens_form.action}]\n{everything(await chat.does(who, opens_form, where))}")
    shown += await _completions(chat, who, where)
    shown.append(everything(await shared(chat, who, where, "Mine")))
    for place in ("@bot", where):
        shown += [everything(message) for message in await chat.channel(place, who)]
    return shown


async def _cards(chat: PaperChat, who: str, where: str, secret: Secret) -> list[str]:
    """Press whatever the private cards offer, choose from their menus, and write in their threads."""
    shown = []
    for action in secret.actions:
        for card in secret.cards[:1]:
            shown.append(
                f"[{action}]\n{everything(await chat.does(who, Pressed(action, ('1',), card), where))}"
            )
    for at, card in enumerate(secret.cards):
        for label, command in chat.registry.menu():
            # Every other time it is a message in the card's thread.
            thread = card.message if at % 2 else ""
            picked = OnMessage(
                tuple(command.path.split()), "See https://example.org/x", None, card, thread=thread
            )
            shown.append(f"{label} on {card}\n{everything(await chat.does(who, picked, where))}")
        place = chat.place(who, where)
        await chat.core.noticed(Replied(f"{who}-{card.message}", chat.person(who), place, card))
    return shown


async def _completions(chat: PaperChat, who: str, where: str) -> list[str]:
    """What is offered for every value of every command."""
    shown = []
    for command in _all_commands(chat):
        for parameter in command.parameters:
            offers = parameter.choices or READERS[parameter.type].offer
            for typed in TYPED if offers else ():
                path = (command.group.name, command.name)
                offered = await chat.suggestions(who, path, parameter.name, typed, where)
                shown.append(f"{command.path} {parameter.name}: {typed} -> {offered}")
    return shown


def _all_commands(chat: PaperChat) -> list[Command]:
    return [command for group in chat.registry.groups.values() for command in group.commands.values()]


def test_every_command_is_tried(chat: PaperChat) -> None:
    assert set(COMMANDS) == {command.path for command in _all_commands(chat)}


@pytest.mark.parametrize(("who", "where"), [("olga", "general"), ("nina", "@bot")])
async def test_outsiders_see_the_same_as_if_it_were_not_there(
    chat: PaperChat, another_chat: PaperChat, drawn_in_order: Draw, who: str, where: str
) -> None:
    await open_world(chat)
    secret = await private_world(chat, drawn_in_order)
    with_it = await _walk(chat, who, where, secret)
    drawn_in_order.begin(0)
    await open_world(another_chat)
    drawn_in_order.begin(100)
    without_it = await _walk(another_chat, who, where, secret)
    for one, other in zip(with_it, without_it, strict=True):
        assert _DRAWN.sub("N", one) == _DRAWN.sub("N", other)


async def test_not_even_in_its_own_channel_does_it_show(chat: PaperChat, drawn_in_order: Draw) -> None:
    await open_world(chat)
    secret = await private_world(chat, drawn_in_order)
    private = (NAME, PURPOSE, QUESTION, "Verdigris", "Patina", "brass cleaned", *SECRETS.values())
    for line in _lines(secret):
        if line.startswith("/community new"):
            break
        shown = everything(await chat.says("sam", line, "cellar"))
        for word in private:
            assert word not in shown or word in line, (line, word, shown)
    for shown in await _cards(chat, "sam", "cellar", secret):
        asked, _end, answer = shown.partition("\n")
        for word in private:
            assert word not in answer or word in asked, (word, shown)
    for offered in await _completions(chat, "sam", "cellar"):
        for word in (NAME, "brass", *SECRETS.values()):
            assert word not in offered.partition("->")[2], offered


async def test_the_walk_would_see_it(chat: PaperChat, drawn_in_order: Draw) -> None:
    await open_world(chat)
    secret = await private_world(chat, drawn_in_order)
    inside = "\n".join(await _walk(chat, "quentin", "cellar", secret))
    seen = (PURPOSE, QUESTION, "Verdigris", "Paula", "content=('2',)", "Patina 1", "brass cleaned")
    for word in seen:
        assert word in inside, word
    answers = "\n".join(line for line in inside.split("\n") if not line.startswith(("/", "[")))
    for kind, word in SECRETS.items():
        assert word in answers or kind == "draft", kind


async def test_a_draft_is_its_authors_alone(chat: PaperChat, drawn_in_order: Draw) -> None:
    await open_world(chat)
    secret = await private_world(chat, drawn_in_order)
    for shown in await _walk(chat, "quentin", "cellar", secret):
        asked, _end, answer = shown.partition("\n")
        assert SECRETS["draft"] not in answer or SECRETS["draft"] in asked, shown
    assert SECRETS["draft"] in await chat.says("paula", f"/post preview {secret.draft}", "cellar")


async def test_no_calendar_and_no_feed_tells_outsiders_of_it(chat: PaperChat, drawn_in_order: Draw) -> None:
    await open_world(chat)
    await private_world(chat, drawn_in_order)
    lines = ("calendar", "atom", f'atom community: "{NAME}"', f'calendar community: "{NAME}"')
    async with outside_of(chat) as outside:
        for who, where in (("olga", "general"), ("nina", "@bot"), ("sam", "cellar"), ("rita", "cellar")):
            told = [await chat.says(who, f"/link new {line}", where) for line in lines]
            addresses = [address_in(one) for one in told if "://" in one]
            assert addresses, "everybody has a calendar of their own"
            for address in addresses:
                read = await outside.text(address)
                for word in (NAME, QUESTION, "brass", *SECRETS.values()):
                    assert word not in read, (who, address)
        inside = [address_in(await chat.says("quentin", f"/link new {line}", "cellar")) for line in lines]
        for address in inside:
            assert QUESTION in await outside.text(address), address
        await chat.says("quentin", f'/community leave "{NAME}"', "cellar")
        for address in inside:
            assert QUESTION not in await outside.text(address), address


async def test_a_part_of_a_private_name_is_answered_like_any_other(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards")
    await private_community(chat, "Data")
    there = await chat.says("bob", '/community join "Data"', "@bot")
    not_there = await chat.says("bob", '/community join "Stan"', "@bot")
    assert there.text.replace("“Data”", "“Stan”") == not_there.text
    assert there.buttons == not_there.buttons


async def test_a_lost_membership_ends_what_could_be_seen(chat: PaperChat, drawn_in_order: Draw) -> None:
    await open_world(chat)
    secret = await private_world(chat, drawn_in_order)
    await chat.says("quentin", f'/community leave "{NAME}"', "cellar")
    await chat.passes(timedelta(minutes=1))
    for line in (
        "/community list",
        f"/poll show {secret.poll}",
        "/poll list",
        f"/community show ={secret.community}",
    ):
        seen = await chat.says("quentin", line, "cellar")
        assert NAME not in seen
        assert QUESTION not in seen
