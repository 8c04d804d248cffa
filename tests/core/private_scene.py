"""Two worlds, one of which has a private community in it with something of every kind, and outsiders to both.

Each private word stands in one place only, so that a word that gets out tells from where.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field

from bot.files.reader import Reader
from bot.incoming import MessageRef
from bot.services.communities.channels import ChannelAddress
from bot.services.news import entries, feeds, news
from bot.services.news.feedreading import Entry, Read
from tests.chat import Picked, Seen
from tests.drivers.paper import PaperChat
from tests.scenes import number, open_community, poll

NAME, QUESTION, WORDS = "Zanzibar Society", "Is brass polished?", "marmalade"
PURPOSE = f"{WORDS} quokka"
PAGE = "Brass polishing"
SECRETS = {
    "page": "wombat",
    "reason": "galago",
    "question": "ibex",
    "answer": "lemur",
    "topic": "gecko",
    "post": "tapir",
    "draft": "kudu",
    "comment": "okapi",
    "tag": "numbat",
    "document": "quoll",
    "file": "zorilla",
    "alias": "bilby",
    "event": "dugong",
    "point": "fossa",
    "prompt": "jerboa",
    "news": "saola",
}
"""A private word for each kind of text: in the page, in the reason for it, in the text inside the file, …"""

PRIVATE_FILE = Picked("plans.md", f"All about the {SECRETS['file']}.".encode())
"""A file in the private library; an outsider happens to have the same."""


@dataclass
class Secret:
    """Numbers that belong to the private community, where there is one; outsiders try them in both worlds.

    `cards` are its messages, and `actions` what their buttons do.
    """

    poll: int
    closed: int
    community: int
    request: int
    topic: int
    post: int
    draft: int
    page: int
    ask: int
    answer: int
    doc: int
    file: int
    comment: int
    gone: int
    event: int
    prompt: int
    feed: int
    entry: int = 1
    people: tuple[int, ...] = field(default=(4, 5, 6))
    cards: list[MessageRef] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)


class Draw:
    """Draws numbers in order, so that both worlds have the same ones."""

    def __init__(self) -> None:
        self.begin(0)

    def begin(self, at: int) -> None:
        """The next number is this one."""
        self._numbers = itertools.count(at)

    def __call__(self, _below: int) -> int:
        return next(self._numbers)


async def open_world(chat: PaperChat) -> None:
    """What is there in both worlds: two outsiders, and an open community that one of them cares for."""
    for who in ("paula", "quentin", "rita", "sam"):
        chat.workspaces[who] = "south"
        chat.person(who)
    await open_community(chat, "Data Standards", by="olga")
    await chat.says("sam", "/help", "@bot")
    await chat.says("nina", "/help", "@bot")
    await poll(chat, '"Lunch?" Soup Salad', by="olga")
    # A page that has in common with the private one whatever can make two pages related or linked.
    await chat.says("olga", f'/wiki new "Tin polishing" text: "{WORDS} [[{PAGE}]]" tagged: brass')
    await chat.channel()


async def private_world(chat: PaperChat, draw: Draw) -> Secret:
    """What is only in one of them, in a workspace that olga and nina are not in, and sam is."""
    draw.begin(700)
    said = _Sayings(chat)
    await said(f'community new "{NAME}" purpose: "{PURPOSE}" private: yes')
    await chat.says(
        "paula", f"/profile edit expertise: {WORDS} communities_only: expertise findable: no", "@bot"
    )
    for who in ("quentin", "rita"):
        await chat.says(who, f'/community join "{NAME}"', "@bot")
    request = await chat.eventually("@bot", "Quentin would like to join", "paula")
    await chat.presses("paula", "Approve", request)
    pending = (await said("community requests")).handle.reply.blocks[0].entries[0]
    open_poll = await poll(chat, f'"{QUESTION}" Verdigris Patina open_options: yes', "paula", "cellar")
    closed = await poll(chat, '"Is brass cleaned?" Verdigris Patina', "paula", "cellar")
    await said(f"poll vote {open_poll} Patina", "quentin")
    await said(f"poll vote {closed} Patina", "quentin")
    await said(f"poll close {closed}")
    made = await _knowledge(chat, said)
    community = (await said("community list")).handle.reply.blocks[0].entries
    entry = next(each for each in community if NAME in str(each.title))
    secret = Secret(
        poll=open_poll,
        closed=closed,
        community=int(entry.button.action.rpartition("=")[2]),
        request=int(pending.button.action.split()[-1]),
        **made,
        **await _time(chat, said, int(entry.button.action.rpartition("=")[2])),
    )
    for card in await chat.channel("cellar", "paula"):
        secret.cards.append(card.handle.ref)
        secret.actions += re.findall(r"action='([^']+)'", everything(card))
    draw.begin(100)
    return secret


class _Sayings:
    """Says things in the cellar, as paula unless another is named."""

    def __init__(self, chat: PaperChat) -> None:
        self._chat = chat

    async def __call__(self, line: str, who: str = "paula") -> Seen:
        return await self._chat.says(who, f"/{line}", "cellar")


async def _knowledge(chat: PaperChat, said: _Sayings) -> dict[str, int]:
    """Something of every kind in the cellar; the numbers, by the names that `Secret` has for them."""
    tag, text = SECRETS["tag"], SECRETS
    tagged = f"tagged: brass, {tag}"
    page = number(await said(f'wiki new "{PAGE}" text: "{WORDS} {text["page"]} [[Tin polishing]]" {tagged}'))
    await said(f'wiki edit {page} text: "{text["page"]} anew" reason: {text["reason"]}')
    await said(f"wiki alias {page} {text['alias']}")
    gone = number(await said(f'wiki new "Gone" text: {WORDS} {tagged}'))
    await said(f"item delete {gone}")
    comment = await said(f"comment add {page} {text['comment']}", "quentin")
    ask = number(await said(f'ask new "{QUESTION}" details: {text["question"]} {tagged}'))
    await said(f"ask answer {ask} {text['answer']}", "quentin")
    answers = (await said(f"comment list {ask}")).handle.reply.blocks[0].entries
    topic = number(await said(f'topic new "{QUESTION}" text: {text["topic"]} {tagged}'))
    written = await said(f'post new "{QUESTION}" text: {text["post"]} {tagged}')
    published = await chat.presses("paula", "Publish", written)
    assert published is not None
    draft = await said(f'post new "{QUESTION}" text: {text["draft"]}')
    link = f"https://example.org/{text['document']}"
    return {
        "page": page,
        "gone": gone,
        "comment": _comment(comment),
        "ask": ask,
        "answer": int(str(answers[0].title[1])),
        "topic": topic,
        "post": number(published),
        "draft": int(draft.text.split("Draft ")[1].split(",")[0]),
        "doc": number(await said(f'doc share link: {link} title: "{PAGE}" {tagged}')),
        "file": number(await shared(chat, "paula", "cellar", f"Plans of brass, {text['document']}")),
    }


async def _time(chat: PaperChat, said: _Sayings, community: int) -> dict[str, int]:
    """What comes by itself in the cellar: an event, a question from the queue, news."""
    text = SECRETS
    planned = await said(f'event new "{QUESTION}" "tomorrow 3pm" text: {text["event"]}')
    event = number(await chat.presses("paula", "Yes, post it", planned) or planned)
    await said(f"event rsvp {event} yes", "quentin")
    await said(f"event agenda {event} point: {text['point']}", "quentin")
    await said(f'prompt add "What of {text["prompt"]}?"')
    prompt = number(await said("prompt now"))
    await said(f'prompt add "Why {text["prompt"]}?"')
    return {"event": event, "prompt": prompt, "feed": await _feed(chat, community)}


async def _feed(chat: PaperChat, community: int) -> int:
    """A feed that the community takes, with an entry that it was told of."""
    news_of = SECRETS["news"]
    entry = Entry("1", "", "", "", f"On {news_of}", f"https://{news_of}.example/1", news_of, news_of, None)
    cellar = ChannelAddress("paper", "south", "cellar")
    async with chat.database.write() as tx:
        feed = await feeds.known(tx, chat.now, f"https://{news_of}.example/feed")
        taken = await news.subscribe(tx, chat.now, feed, community, cellar, added_by=None)
        read = Read("feed", f"News of {news_of}", "", (entry,))
        await entries.take_in(tx, chat.now, feed, read)
        await feeds.changed(tx, chat.now, feed, read, feeds.Learnt("", "", "", chat.now))
    assert taken is not None
    return taken


async def shared(chat: PaperChat, who: str, where: str, title: str) -> Seen:
    """What somebody is told who shares that file; its text is read for the index as well."""
    form = await chat.says(who, "/doc share", where)
    seen = await chat.submits(who, form, file=PRIVATE_FILE, title=title)
    await Reader(chat.database, chat.core.blobs, lambda: chat.now).read_one()
    return seen


def _comment(said: Seen) -> int:
    """The number of a comment, from the button that takes it away."""
    found = re.search(r"comment delete \d+ (\d+)", everything(said))
    assert found
    return int(found[1])


def everything(seen: Seen | None) -> str:
    """All of a reply: also what stands in buttons, forms and choices."""
    return repr(seen.handle.reply) if seen else "nothing"
