"""Texts made to break out of where they stand, on every platform: each is taken, shown and pressed."""

from __future__ import annotations

import re

import pytest

from tests.chat import Chat, Picked, Seen
from tests.contract.conftest import chat, cop  # noqa: F401 - this module's fixtures

NASTY = [
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "[click](https://evil.example) <https://evil.example|here>",
    "**bold** __under__ ~~strike~~ ||spoiler|| `code` ```block```",
    "> quoted\\",
    "# heading",
    "-# small",
    "1. first",
    "* list _x_ *y* ~z~",
    "<!channel> <!here> <!everyone> @everyone @here",
    "<!subteam^S1|@all> <@&123456789012345678> <@123456789012345678> <@U0001> <#C0001>",
    "<t:0:R> <:emoji:1> :joy: <a:b:1> </poll new:1>",
    "<!date^0^{date}|x>",
    "&amp; &lt; &#60; &gt;",
    "{name} {0} {question!r} %s %(x)s $HOME ${x}",
    "$\\frac{1}{2}$ \\$5 \\\\",
    "=1+1|'/c calc'!A1",
    "``` ` `` \\` \\``",
    "‖2 !poll ?poll form x 0",
    "\u202e\u2066evil\u2069\u202c",
    "a\u0300\u0301\u0302" * 20,
    "👩\u200d👩\u200d👧\u200d👦 🏴\U000e0067\U000e0062\U000e007f",
    "\ufeff\u00ad\u034f word",
    "http://127.0.0.1/ mailto:x@y.z javascript:alert(1)",
    "ﷺ" * 30,
]


def typed(text: str) -> str:
    """The text in quotation marks of a command line."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@pytest.mark.parametrize("half", [0, 1])
async def test_a_poll_holds_whatever_people_write(cop: Chat, half: int) -> None:  # noqa: F811
    texts = NASTY[half::2]
    question = " ".join(texts)[:290]
    answers = " ".join(typed(f"{n} {text}"[:100]) for n, text in enumerate(texts))
    said = await cop.says("bob", f"/poll new {typed('Q ' + question)} {answers} open_options: yes")
    assert "is open" in said, said.text
    card = await cop.eventually("general", "0 people voted")
    for button in card.buttons[: len(texts)]:
        answer = await cop.presses("carol", button, on=card)
        assert answer
        assert "You chose" in answer
    await cop.eventually("general", "1 person voted")
    number = said.text.split("#")[1].split()[0].rstrip(".")
    for verb in ("show", "results", "csv", "close"):
        assert (await cop.says("bob", f"/poll {verb} {number}")).text
    assert (await cop.eventually("general", "has the most votes")).images == 1


@pytest.mark.parametrize("at", range(0, len(NASTY), 6))
async def test_a_community_and_a_profile_hold_whatever_people_write(cop: Chat, at: int) -> None:  # noqa: F811
    text = " ".join(NASTY[at : at + 6])
    name = f"C {text}"[:70]
    made = await cop.says(
        "carol",
        f"/community new {typed(name)} purpose: {typed(text[:900])} topics: {typed(text[:900])}",
        "random",
    )
    assert "is there, and you are its facilitator" in made, made.text
    assert "Members" in await cop.says("dave", "/community show", "random")
    assert (await cop.says("dave", "/community list", "random")).text
    assert (await cop.says("carol", "/community settings", "random")).form
    saved = await cop.says(
        "carol", f"/profile edit name: {typed(name)} about: {typed(text)} findable: yes", "random"
    )
    assert "Saved" in saved, saved.text
    assert (await cop.says("dave", "/people find C", "random")).text
    assert (await cop.says("dave", "/profile show @carol", "random")).text


def numbered(said: Seen) -> str:
    """The number of the item that was just made."""
    found = re.search(r"(?<!&)#(\d+)", said.text)
    assert found, said.text
    return found[1]


@pytest.mark.parametrize("at", range(0, len(NASTY), 6))
async def test_what_members_know_holds_whatever_people_write(cop: Chat, at: int) -> None:  # noqa: F811
    text = " ".join(NASTY[at : at + 6])
    title = typed(f"T {text}"[:90].translate(str.maketrans("[]", "()")))
    made = [
        numbered(await cop.says("carol", line))
        for line in (
            f"/wiki new {title} text: {typed(text)}",
            f"/cop ask new {title} details: {typed(text)}",
            f"/cop topic new {title} text: {typed(text)}",
            f"/doc share https://example.org/{at} title: {title} description: {typed(text)}",
        )
    ]
    written = await cop.says("carol", f"/post new {title} text: {typed(text)}")
    published = await cop.presses("carol", "Publish", on=written)
    assert published is not None
    made.append(numbered(published))
    for item in made:
        assert "is there" in await cop.says("dave", f"/cop comment add {item} {typed(text)}")
        assert (await cop.says("dave", f"/cop tag add {item} {typed(text[:30])} word")).text
        assert (await cop.says("dave", f"/cop item show {item}")).text
        assert (await cop.says("dave", f"/cop comment list {item}")).text
    for line in (
        "/wiki list",
        "/cop topic list",
        "/doc list",
        "/post list",
        "/cop search find T",
        "/cop tag cloud",
    ):
        assert "T " in await cop.says("dave", line) or "word" in await cop.says("dave", line), line
    await cop.eventually("general", "#word")


async def test_a_file_may_be_called_whatever_people_write(cop: Chat) -> None:  # noqa: F811
    for at in range(0, len(NASTY), 4):
        name = " ".join(NASTY[at : at + 4])[:150] + ".md"
        form = await cop.says("carol", "/doc share")
        said = await cop.submits("carol", form, file=Picked(name, name.encode()), title=f"Document {at}")
        assert "in the library" in said, said.text
        assert (await cop.says("dave", f"/doc download {numbered(said)}")).text
