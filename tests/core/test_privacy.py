"""Nothing of a private community shows to others: what they are told is the same as if it were not there.

Two installations hear the same lines from the same outsiders; in one of them
there is also a private community, with members, polls and requests. Whatever
the outsiders are shown anywhere must be the same in both, letter for letter
and button for button: then no name, no count and no error text gives it away.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.declare import Command
from bot.incoming import Pressed
from bot.values import READERS
from tests.chat import Seen
from tests.drivers.paper import PaperChat
from tests.scenes import number, open_community, poll, private_community

NAME, QUESTION, WORDS = "Zanzibar Society", "Is brass polished?", "marmalade"
PURPOSE = f"{WORDS} quokka"
PAGE = "Brass polishing"


@dataclass
class Numbers:
    """Numbers that belong to the private community, where there is one; outsiders try them in both worlds."""

    poll: int = 801
    closed: int = 802
    community: int = 800
    request: int = 803
    people: tuple[int, ...] = field(default=(4, 5, 6))
    topic: int = 804
    post: int = 805
    draft: int = 806
    page: int = 807
    ask: int = 808
    answer: int = 809
    doc: int = 810
    comment: int = 811
    gone: int = 812


COMMANDS: dict[str, list[str]] = {
    "community list": ["", "mine: yes", "page: 2"],
    "community show": ["", '"{name}"', "zanz", "={community}", '"Zanzibra Society"', "Data"],
    "community join": [
        '"{name}"',
        '"{name}" words: "Let me in"',
        "zanzibar",
        "={community}",
        '"Zanzibra Society"',
    ],
    "community leave": ['"{name}"', "={community}"],
    "community members": ["", '"{name}"', "={community}", "zanz page: 2"],
    "community settings": ['"{name}" private: no', "={community} purpose: x", '"{name}"', 'name: "{name}"'],
    "community map": ['"{name}"', "={community}", '"{name}" channel: #lobby'],
    "community unmap": ['"{name}"', "={community}"],
    "community approve": ["{request}", "1", "2"],
    "community decline": ["{request} reason: no", "1"],
    "community requests": ["", '"{name}"', "={community}"],
    "community appoint": ["@olga community: ={community}", '@olga community: "{name}"', "@paula", "Paula"],
    "community dismiss": ["@paula community: ={community}", "@quentin"],
    "community suspend": ['"{name}"', "={community}"],
    "community resume": ['"{name}"', "={community}"],
    "people find": ["{words}", "paula", "marmelade", "quokka brass", "zanzibar", "Quentin page: 2"],
    "profile show": ["", "@paula", "Paula", "@quentin", "={person}", "me"],
    "profile edit": ["role: Clerk findable: yes", "only_me: role"],
    "poll new": [
        '"Tea?" Yes No community: "{name}"',
        '"Tea?" Yes No community: ={community}',
        '"Tea?" Yes No',
    ],
    "poll vote": ["{poll} Verdigris", "{poll} #1", "{poll} nonsense", "{closed} Patina"],
    "poll withdraw": ["{poll}", "{poll} answer: Verdigris"],
    "poll add": ["{poll} Copper"],
    "poll show": ["{poll}", "{closed}", "#{poll}"],
    "poll share": ["{poll}"],
    "poll close": ["{poll}", "{closed}"],
    "poll results": ["{poll}", "{closed}"],
    "poll csv": ["{poll}", "{closed}"],
    "poll list": ["", 'community: "{name}"', "community: ={community}", "closed: yes", "page: 2"],
    "topic new": ['"Tea?" community: "{name}"', '"Tea?" community: ={community}'],
    "topic show": ["{topic}", "{poll}"],
    "topic list": ["", 'community: "{name}"', "community: ={community} by: title", "page: 2"],
    "topic mine": ["", 'community: "{name}"', "page: 2"],
    "post new": [
        '"Tea" text: "Leaves." also: "{name}"',
        '"Tea" community: ={community}',
        '"Tea" also: ={community}',
    ],
    "post draft": ["{draft}", "{draft} title: Mine"],
    "post more": ['{draft} "And more."'],
    "post drafts": [""],
    "post preview": ["{draft}", "{draft} part: 2"],
    "post publish": ["{draft}"],
    "post discard": ["{draft}"],
    "post show": ["{post}", "{post} part: 2", "{topic}"],
    "post edit": ["{post}", '{post} text: "Mine."'],
    "post list": ["", 'community: "{name}"', "community: ={community}", "page: 2"],
    "post delete": ["{post}"],
    "post withdraw": ["{post}"],
    "ask new": ['"Why tea?" community: "{name}"', '"Why tea?" tagged: brass community: ={community}'],
    "ask answer": ["{ask} Because", "{page} Because"],
    "ask track": ["nosuchquote"],
    "ask reply": ["nosuchquote {ask}"],
    "ask accept": ["{ask} {answer}"],
    "ask show": ["{ask}", "{page}"],
    "ask unanswered": ["", 'community: "{name}"', "community: ={community}", "page: 2"],
    "wiki show": ["{page}", "Brass", '"{page_name}"', '"Brass polishng"', "{page} part: 2"],
    "wiki new": ['"Tea page" text: "See [[{page_name}]]" community: "{name}"'],
    "wiki keep": ["nosuchquote"],
    "wiki edit": ["{page} text: mine", '"{page_name}" text: mine'],
    "wiki history": ["{page}", '"{page_name}"'],
    "wiki changes": ["{page} 1"],
    "wiki revert": ["{page} 1"],
    "wiki list": ["", 'community: "{name}"', "community: ={community}", "latest: yes", "page: 2"],
    "wiki alias": ["{page} Mine", '"{page_name}" Mine'],
    "wiki related": ["{page}", '"{page_name}"'],
    "define show": ["{words}", "brass", '"{page_name}"', "polished"],
    "doc share": ['link: https://example.org/tea title: Tea community: "{name}"'],
    "doc keep": ["nosuchquote"],
    "doc show": ["{doc}", "{page}"],
    "doc download": ["{doc}", "{doc} number: 1"],
    "doc list": ["", 'community: "{name}"', "community: ={community}", "sort: title", "page: 2"],
    "doc rate": ["{doc} 5"],
    "doc comment": ["{doc} Fine"],
    "doc version": ["{doc} link: https://example.org/other"],
    "doc edit": ["{doc} title: Mine"],
    "comment add": ["{page} Fine", "{poll} Fine", "{doc} Fine"],
    "comment list": ["{page}", "{ask}", "{post}", "{page} page: 2"],
    "comment delete": ["{page} {comment}", "{ask} {answer}"],
    "comment restore": ["{page} {comment}"],
    "tag add": ["{page} mine", "{ask} brass"],
    "tag message": ["nosuchquote"],
    "tag remove": ["{page} brass", "{topic} brass"],
    "tag cloud": ["", 'community: "{name}"', "community: ={community}"],
    "tag show": ["brass", "quokka", 'brass community: "{name}"', "brass community: ={community}"],
    "tag follow": ["brass", 'brass community: "{name}"', "brass community: ={community}"],
    "tag unfollow": ["brass", 'brass community: "{name}"', "brass community: ={community}"],
    "tag rename": ["brass tin", "brass tin community: ={community}"],
    "search find": [
        "{words}",
        "brass",
        "marmelade",
        "quokka kind: page",
        "polished tag: brass",
        "brass author: @paula",
        'brass community: "{name}"',
        "brass community: ={community}",
        "verdigris page: 2",
    ],
    "search share": ["{words}", "brass", "brass community: ={community}"],
    "item show": ["{page}", "{ask}", "{doc}", "{poll}", "{topic}", "{post}", "{gone}"],
    "item share": ["{page}", "{doc}"],
    "item delete": ["{page}", "{ask}", "{doc}"],
    "item restore": ["{gone}", "{page}"],
    "message allow": ["nosuchquote"],
    "message refuse": ["nosuchquote"],
    "help show": ["", "poll", "{name}"],
    # Last, as from here on there is another community of that name.
    "community new": ['"{name}" private: yes', '"{name}"'],
}
"""How outsiders try each command. A new command belongs in here."""

_DRAWN = re.compile(r"\b2\d\d\b")
"""Numbers drawn during the walk, which are random outside of tests."""

TYPED = ("", "zan", "qu", "brass", "8")
"""What outsiders have typed when they look at what is offered."""


@pytest.fixture(autouse=True)
def drawn_in_order(monkeypatch: pytest.MonkeyPatch) -> _Draw:
    """Numbers are drawn in order, so that both worlds have the same ones."""
    draw = _Draw()
    monkeypatch.setattr("bot.services.numbers.secrets.randbelow", draw)
    return draw


class _Draw:
    def __init__(self) -> None:
        self.begin(0)

    def begin(self, at: int) -> None:
        self._numbers = itertools.count(at)

    def __call__(self, _below: int) -> int:
        return next(self._numbers)


async def _the_open_world(chat: PaperChat) -> None:
    """What is there in both worlds: two outsiders, and an open community that one of them cares for."""
    for who in ("paula", "quentin", "rita", "sam"):
        chat.workspaces[who] = "south"
        chat.person(who)
    await open_community(chat, "Data Standards", by="olga")
    await chat.says("sam", "/help", "@bot")
    await chat.says("nina", "/help", "@bot")
    await poll(chat, '"Lunch?" Soup Salad', by="olga")
    await chat.channel()


async def _the_private_world(chat: PaperChat, draw: _Draw) -> Numbers:
    """What is only in one of them, in a workspace that olga and nina are not in, and sam is."""
    draw.begin(700)
    await chat.says("paula", f'/community new "{NAME}" purpose: "{PURPOSE}" private: yes', "cellar")
    await chat.says(
        "paula", f"/profile edit expertise: {WORDS} communities_only: expertise findable: no", "@bot"
    )
    for who in ("quentin", "rita"):
        await chat.says(who, f'/community join "{NAME}"', "@bot")
    request = await chat.eventually("@bot", "Quentin would like to join", "paula")
    await chat.presses("paula", "Approve", request)
    pending = (await chat.says("paula", "/community requests", "cellar")).handle.reply.blocks[0].entries[0]
    open_poll = await poll(chat, f'"{QUESTION}" Verdigris Patina open_options: yes', "paula", "cellar")
    closed = await poll(chat, '"Is brass cleaned?" Verdigris Patina', "paula", "cellar")
    await chat.says("quentin", f"/poll vote {open_poll} Patina", "cellar")
    await chat.says("quentin", f"/poll vote {closed} Patina", "cellar")
    await chat.says("paula", f"/poll close {closed}", "cellar")
    topic = number(await chat.says("paula", f'/topic new "{QUESTION}" text: {WORDS} tagged: brass', "cellar"))
    post = number(await _published(chat, f'"{QUESTION}" text: {WORDS} tagged: quokka'))
    page = number(await chat.says("paula", f'/wiki new "{PAGE}" text: {WORDS} tagged: brass', "cellar"))
    gone = number(await chat.says("paula", f'/wiki new "Gone" text: {WORDS} tagged: brass', "cellar"))
    await chat.says("paula", f"/item delete {gone}", "cellar")
    said = await chat.says("quentin", f"/comment add {page} {WORDS}", "cellar")
    ask = number(await chat.says("paula", f'/ask new "{QUESTION}" details: {WORDS} tagged: brass', "cellar"))
    await chat.says("quentin", f"/ask answer {ask} {WORDS}", "cellar")
    answers = await chat.says("paula", f"/comment list {ask}", "cellar")
    link = f'link: https://example.org/{WORDS} title: "{PAGE}" tagged: brass'
    doc = number(await chat.says("paula", f"/doc share {link}", "cellar"))
    draft = (await chat.says("paula", f'/post new "{QUESTION}" text: {WORDS}', "cellar")).text
    community = (await chat.says("paula", "/community list", "cellar")).handle.reply.blocks[0].entries
    secret = next(entry for entry in community if NAME in str(entry.title))
    draw.begin(100)
    return Numbers(
        open_poll,
        closed,
        int(secret.button.action.rpartition("=")[2]),
        int(pending.button.action.split()[-1]),
        topic=topic,
        post=post,
        draft=int(draft.split("Draft ")[1].split(",")[0]),
        page=page,
        gone=gone,
        comment=_comment(said),
        ask=ask,
        answer=int(str(answers.handle.reply.blocks[0].entries[0].title[1])),
        doc=doc,
    )


def _comment(said: Seen) -> int:
    """The number of a comment, from the button that takes it away."""
    found = re.search(r"comment delete \d+ (\d+)", _everything(said))
    assert found
    return int(found[1])


async def _published(chat: PaperChat, line: str) -> Seen:
    """What paula is told of a post that she has just published in her community."""
    done = await chat.presses("paula", "Publish", await chat.says("paula", f"/post new {line}", "cellar"))
    assert done is not None
    return done


def _lines(numbers: Numbers) -> list[str]:
    return [
        f"/{path} {line}".replace("{person}", str(person)).format(
            name=NAME, words=WORDS, poll=numbers.poll, closed=numbers.closed,
            community=numbers.community, request=numbers.request,
            topic=numbers.topic, post=numbers.post, draft=numbers.draft,
            page=numbers.page, page_name=PAGE, ask=numbers.ask, answer=numbers.answer, doc=numbers.doc,
            comment=numbers.comment, gone=numbers.gone,
        ).strip()
        for path, lines in COMMANDS.items()
        for line in lines
        for person in (numbers.people if "{person}" in line else (0,))
    ]  # fmt: skip


async def _walk(chat: PaperChat, who: str, where: str, numbers: Numbers) -> list[str]:
    """Try everything; returns all that was shown."""
    shown = []
    for line in _lines(numbers):
        shown.append(f"{line}\n{_everything(await chat.says(who, line, where))}")
        opens_form = Pressed(f"?{line.removeprefix('/')}")
        shown.append(f"[{opens_form.action}]\n{_everything(await chat.does(who, opens_form, where))}")
    for command in _all_commands(chat):
        for parameter in command.parameters:
            offers = parameter.choices or READERS[parameter.type].offer
            for typed in TYPED if offers else ():
                path = (command.group.name, command.name)
                offered = await chat.suggestions(who, path, parameter.name, typed, where)
                shown.append(f"{command.path} {parameter.name}: {typed} -> {offered}")
    for place in ("@bot", where):
        shown += [_everything(message) for message in await chat.channel(place, who)]
    return shown


def _everything(seen: Seen | None) -> str:
    """All of a reply: also what stands in buttons, forms and choices."""
    return repr(seen.handle.reply) if seen else "nothing"


def _all_commands(chat: PaperChat) -> list[Command]:
    return [command for group in chat.registry.groups.values() for command in group.commands.values()]


def test_every_command_is_tried(chat: PaperChat) -> None:
    assert set(COMMANDS) == {command.path for command in _all_commands(chat)}


@pytest.mark.parametrize(("who", "where"), [("olga", "general"), ("nina", "@bot")])
async def test_outsiders_see_the_same_as_if_it_were_not_there(
    chat: PaperChat, another_chat: PaperChat, drawn_in_order: _Draw, who: str, where: str
) -> None:
    await _the_open_world(chat)
    secret = await _the_private_world(chat, drawn_in_order)
    with_it = await _walk(chat, who, where, secret)
    drawn_in_order.begin(0)
    await _the_open_world(another_chat)
    drawn_in_order.begin(100)
    without_it = await _walk(another_chat, who, where, secret)
    for one, other in zip(with_it, without_it, strict=True):
        assert _DRAWN.sub("N", one) == _DRAWN.sub("N", other)


async def test_not_even_in_its_own_channel_does_it_show(chat: PaperChat, drawn_in_order: _Draw) -> None:
    await _the_open_world(chat)
    secret = await _the_private_world(chat, drawn_in_order)
    for line in _lines(secret):
        if line.startswith("/community new"):
            break
        seen = await chat.says("sam", line, "cellar")
        for word in (NAME, PURPOSE, QUESTION, "Verdigris", "Patina", "brass cleaned"):
            assert word not in _everything(seen) or word in line, (line, seen.text)
    for command in _all_commands(chat):
        for parameter in command.parameters:
            offered = await chat.suggestions(
                "sam", (command.group.name, command.name), parameter.name, "", "cellar"
            )
            assert not any(NAME in label or "brass" in label for label in offered), (
                command.path,
                parameter.name,
            )


async def test_the_walk_would_see_it(chat: PaperChat, drawn_in_order: _Draw) -> None:
    await _the_open_world(chat)
    secret = await _the_private_world(chat, drawn_in_order)
    inside = "\n".join(await _walk(chat, "quentin", "cellar", secret))
    for word in (PURPOSE, QUESTION, "Verdigris", "Paula", "content=('2',)", "Patina 1", "brass cleaned"):
        assert word in inside, word


async def test_a_part_of_a_private_name_is_answered_like_any_other(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards")
    await private_community(chat, "Data")
    there = await chat.says("bob", '/community join "Data"', "@bot")
    not_there = await chat.says("bob", '/community join "Stan"', "@bot")
    assert there.text.replace("“Data”", "“Stan”") == not_there.text
    assert there.buttons == not_there.buttons


async def test_a_lost_membership_ends_what_could_be_seen(chat: PaperChat, drawn_in_order: _Draw) -> None:
    await _the_open_world(chat)
    secret = await _the_private_world(chat, drawn_in_order)
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
