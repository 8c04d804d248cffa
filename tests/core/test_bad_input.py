"""What cannot be understood or done: a clear private answer with a corrected example, and nothing changed."""

from __future__ import annotations

import pytest

from bot.replies import Card, plain
from tests.drivers.paper import PaperChat
from tests.scenes import number, open_community, poll

LONG = "x" * 10_000

MISTAKES = [
    # unknown nouns and verbs
    ("/pol new", "I do not know “pol”. Did you mean “poll”?", "/help"),
    ("/xyzzy", "I do not know “xyzzy”.", "/help"),
    ("/poll nwe Lunch? A B", "“poll nwe” is none of my commands. Did you mean “new”?", "/poll help"),
    ("/cop comunity list", "I do not know “comunity”. Did you mean “community”?", "/help"),
    (f"/{LONG}", "I do not know “xxxxxxxx", "/help"),
    # too little, too much, the wrong kind
    ("/poll vote", "“poll vote” needs more than that: /poll vote <poll> <answer>", "/poll vote 142 Library"),
    ("/poll vote 142", "There is no poll #142 that you can see", ""),
    ("/poll close 142 now", "I did not expect “now” there", "/poll close 142"),
    ("/community approve 1 2", "I did not expect “2” there", "/community approve 12"),
    ("/poll list yes 2", "I did not expect “2” there", "/poll list"),
    ("/community approve x", "“x” is no number", ""),
    ("/poll list page: two", "“two” is no number", "/poll list"),
    ("/poll list closed: perhaps", "“Closed” takes yes or no, not “perhaps”", "/poll list"),
    ("/poll list page: 1 page: 2", "“page” is given twice", "/poll list"),
    ("/poll close 999999999999999999999", "There is no poll #9999999999999999999… that you can see", ""),
    ("/poll close ²", "There is no poll #² that you can see", ""),
    # quotes
    (
        '/poll new "Lunch? Soup Salad',
        "A quotation mark is opened before “Lunch? Soup Salad” and never closed",
        "/poll new",
    ),
    ("/poll new “Lunch? Soup Salad", "never closed", "/poll new"),
    # times
    ('/poll new "Lunch?" Soup Salad closes: yesterday', "A poll cannot close in the past", "/poll new"),
    ('/poll new "Lunch?" Soup Salad closes: 2020-01-01', "A poll cannot close in the past", "/poll new"),
    ('/poll new "Lunch?" Soup Salad closes: in 3 years', "A poll closes within a year", "/poll new"),
    ('/poll new "Lunch?" Soup Salad closes: whenever', "I cannot read “whenever” as a time", "/poll new"),
    (f'/poll new "Lunch?" Soup Salad closes: {LONG}', "I cannot read “xxx", "/poll new"),
    # texts that are too long, or nothing
    (f'/poll new "{"q" * 301}" Soup Salad', "“Question” has 301 characters; at most 300 fit", "/poll new"),
    (f'/poll new "{LONG}" Soup Salad', "“Question” has 10000 characters", "/poll new"),
    (
        f'/poll new "Lunch?" {"s" * 101} Salad',
        "is too long: an answer has at most 100 characters",
        "/poll new",
    ),
    (f'/poll new "Lunch?" {" ".join(map(str, range(21)))}', "at most 20 answers; these are 21", "/poll new"),
    ('/poll new "Lunch?" Soup', "at least two answers", "/poll new"),
    ('/poll new "Lunch?" Soup soup', "“soup” is there twice", "/poll new"),
    ('/poll new "Lunch?" Café café', "“café” is there twice", "/poll new"),
    ('/poll new "Lunch?" So\u200bup Soup', "“Soup” is there twice", "/poll new"),
    ('/poll new "\u200b\u202e" Soup Salad', "A poll needs a question", "/poll new"),
    ('/poll new "Lunch?" Soup "\u200b"', "at least two answers", "/poll new"),
    (f"/profile edit about: {LONG}", "“About” has 10000 characters; at most 2000 fit", "/profile edit"),
    (
        "/profile edit only_me: shoes",
        "“shoes” is not one of: organisation",
        "/profile edit",
    ),
    (f"/people find {LONG}", "“Words” has 10000 characters; at most 200 fit", "/people find"),
    # what there is not
    ("/poll show 7", "There is no poll #7 that you can see. /poll list shows what there is", ""),
    (
        "/help polls",
        "I know nothing of “polls”. There is help on: community, people, profile, poll, ask, topic, post, wiki, ",
        "",
    ),
    ("/community map channel: <#" + "C" * 100 + ">", "I cannot tell which channel", ""),
    ("/community map channel: nowhere", "I cannot tell which channel “nowhere” is", ""),
]


@pytest.mark.parametrize(("line", "answer", "example"), MISTAKES, ids=[line[:48] for line, *_ in MISTAKES])
async def test_a_mistake_is_answered_in_private_and_changes_nothing(
    chat: PaperChat, line: str, answer: str, example: str
) -> None:
    await open_community(chat)
    before = await chat.dump()
    seen = await chat.says("alice", line)
    assert answer in seen
    assert f"For example: {example}" in seen if example else True
    assert seen.private
    assert len(seen.text) < 600, "an answer does not throw everything back"
    assert await chat.dump() == before


async def test_the_same_mistakes_from_somebody_new_change_nothing_but_that_they_were_met(
    chat: PaperChat,
) -> None:
    await open_community(chat)
    first_contact = ("person", "identity", "membership")
    before = await chat.dump(*first_contact)
    for at, (line, *_) in enumerate(MISTAKES[::4]):
        await chat.says(f"visitor{at}", line)
    assert await chat.dump(*first_contact) == before


@pytest.mark.parametrize(
    "call",
    ["@everyone", "@here", "<!channel>", "<!here>", "<!subteam^S1>", "<@&123>", "<@U1>", "*b* _i_ `c` ~s~"],
)
async def test_nothing_that_calls_or_formats_is_anything_but_text(chat: PaperChat, call: str) -> None:
    await open_community(chat)
    await poll(chat, f'"{call} lunch?" "{call}" Salad')
    [card] = await chat.channel()
    reply = card.handle.reply
    assert isinstance(reply, Card)
    assert reply.title == f"{call} lunch?"
    assert reply.blocks[0].bars[0].label == call  # type: ignore[union-attr]
    echoed = await chat.says("alice", f'/poll new "Lunch?" "{call}" "{call}"')
    assert f"“{call}” is there twice" in echoed


async def test_overrides_of_the_writing_direction_are_taken_out_and_scripts_stay(chat: PaperChat) -> None:
    await open_community(chat)
    await poll(chat, '"\u202eevil\u202c نعم؟" "שלום\u200f" "می\u200cخواهم" "👩\u200d💻"')
    [card] = await chat.channel()
    assert card.text.startswith("evil نعم؟\nשלום: 0 (0%)\nمی\u200cخواهم: 0 (0%)\n👩\u200d💻: 0 (0%)\n")


async def test_the_button_of_something_deleted_says_so(chat: PaperChat) -> None:
    await open_community(chat)
    opened = await chat.says("alice", '/poll new "Lunch?" Soup Salad')
    [card] = await chat.channel()
    await chat.presses("alice", "Undo", opened)
    before = await chat.dump("inbox", "person", "identity", "membership")
    for button in card.buttons:
        gone = await chat.presses("bob", button, card)
        assert gone
        assert f"#{number(opened)} that you can see" in gone
        assert gone.private
    assert await chat.dump("inbox", "person", "identity", "membership") == before


async def test_a_fault_of_ours_is_named_by_a_number_and_changes_nothing(
    chat: PaperChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    await open_community(chat)
    before = await chat.dump()
    monkeypatch.setattr("bot.services.items.items.create", None)
    with pytest.raises(AssertionError, match="a fault"):
        await chat.says("alice", '/poll new "Lunch?" Soup Salad')
    assert chat.asked
    outcome = await chat.core.handle(chat.asked)
    said = plain(outcome.reply)
    assert "nothing was changed" in said
    assert "tell your administrator this reference: " in said
    assert outcome.private
    assert await chat.dump() == before


async def test_everything_that_a_line_can_be_is_answered(chat: PaperChat) -> None:
    await open_community(chat)
    for line in (
        "",
        "/",
        "   ",
        "\n\n",
        "/cop",
        "cop",
        "help",
        "/HELP",
        "/poll",
        "poll help",
        "/help help",
        "\x00",
    ):
        assert (await chat.says("alice", line)).text
