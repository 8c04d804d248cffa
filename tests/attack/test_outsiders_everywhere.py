"""An outsider in the very channel of a private community, on every platform: they see its card, and no more."""

from __future__ import annotations

from tests.chat import Chat, Seen
from tests.contract.conftest import chat  # noqa: F401 - this module's fixture

NAME, QUESTION = "Quiet Circle", "Is brass polished?"
SECRETS = (NAME, "Verdigris", "Patina", "brass", "Bob", "To listen")


def says_nothing(seen: Seen | None, typed: str = "") -> None:
    """The answer is private and has nothing of the community in it that was not in what was typed."""
    assert seen
    assert seen.private
    everything = f"{seen.text} {seen.buttons} {seen.selects} {seen.form}".replace(typed or "\x00", "")
    for secret in SECRETS:
        assert secret not in everything, everything


async def test_an_outsider_gets_nothing_out_of_a_card_that_they_see(chat: Chat) -> None:  # noqa: F811
    await chat.says("bob", f'/community new "{NAME}" purpose: "To listen" private: yes', "lobby")
    said = await chat.says("bob", f'/poll new "{QUESTION}" Verdigris Patina open_options: yes', "lobby")
    number = said.text.split("#")[1].split()[0].rstrip(".")
    card = await chat.eventually("lobby", QUESTION, "bob")
    for button in card.buttons:
        says_nothing(await chat.presses("carol", button, on=card))
    for verb in ("show", "results", "csv", "close", "share", "withdraw", "undo"):
        says_nothing(await chat.says("carol", f"/poll {verb} {number}", "lobby"))
    says_nothing(await chat.says("carol", f"/poll vote {number} #1", "lobby"))
    for line in (
        "/community show",
        "/community members",
        "/community list",
        "/poll list",
        "/poll new",
        "/community map",
    ):
        says_nothing(await chat.says("carol", line, "lobby"))
    for line in ("show", "leave", "members", "settings", "requests", "suspend"):
        says_nothing(await chat.says("carol", f'/community {line} "{NAME}"', "lobby"), typed=NAME)
    assert "0 people voted" in await chat.eventually("lobby", QUESTION, "bob")
    assert "You chose Patina" in await chat.says("bob", f"/poll vote {number} Patina", "lobby")
    assert "1 person voted" in await chat.eventually("lobby", "1 person voted", "bob")
