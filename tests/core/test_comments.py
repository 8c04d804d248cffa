"""Comments and answers in other words: only by who wrote them, and nothing of a long one is lost."""

from __future__ import annotations

import re

from bot.services.items import comments
from tests.chat import Seen
from tests.drivers.paper import PaperChat
from tests.scenes import number, open_community


def _edit_line(answer: Seen) -> str:
    """The command line of the button that changes what was just said."""
    found = re.search(r"comment edit \d+ \d+", str(answer.handle.reply))
    assert found, answer.text
    return found[0]


async def _said(chat: PaperChat, words: str) -> tuple[int, str]:
    """A page on which bob said that, and the line that changes it."""
    await open_community(chat, "Data Standards", "bob", "carol")
    page = number(await chat.says("alice", '/wiki new "Flats" text: "One bin for eight doors."'))
    return page, _edit_line(await chat.says("bob", f'/comment add {page} "{words}"'))


async def test_nobody_else_changes_what_somebody_said_not_even_a_facilitator(chat: PaperChat) -> None:
    page, edit = await _said(chat, "Eigth is too many.")
    for other in ("alice", "carol"):
        assert "Only who wrote it can change it" in await chat.says(other, f"/{edit}")
        assert "Only who wrote it can change it" in await chat.says(other, f"/{edit} Nonsense.")
    assert "is changed" in await chat.says("bob", f'/{edit} "Eight is too many."')
    listed = await chat.says("carol", f"/comment list {page}")
    assert "Eight is too many." in listed
    assert "Edit…" not in " ".join(listed.buttons)
    assert "Edit…" in " ".join((await chat.says("bob", f"/comment list {page}")).buttons)
    assert "Flats" in await chat.says("carol", "/search too many eight")
    assert "Nothing" in await chat.says("carol", "/search eigth kind: poll")


async def test_a_comment_cannot_be_emptied_or_outgrow_itself(chat: PaperChat) -> None:
    page, edit = await _said(chat, "Eight is too many.")
    form = await chat.says("bob", f"/{edit}")
    assert "Please write something" in await chat.submits("bob", form, words="​ ")
    too_long = await chat.submits("bob", form, words="x" * (comments.LONGEST + 1))
    assert f"at most {comments.LONGEST} fit" in too_long
    assert "Eight is too many." in await chat.says("bob", f"/comment list {page}")


async def test_of_a_comment_that_no_form_holds_one_part_is_changed_and_the_rest_stays(
    chat: PaperChat,
) -> None:
    first, second = "First. " * 300, "Second. " * 200
    page, edit = await _said(chat, f"{first.strip()}\n\n{second.strip()}")
    form = await chat.says("bob", f"/{edit}")
    assert form.form
    assert "Second" not in form.form.fields[0].value
    changed = await chat.submits("bob", form, words="Shorter.")
    assert "Edit what follows…" not in changed.buttons, "the rest fits into one form now"
    listed = await chat.says("bob", f"/comment list {page}")
    assert "Shorter.\n\nSecond. Second." in listed
    assert "First" not in listed


async def test_an_accepted_answer_stays_accepted_in_other_words(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    question = number(await chat.says("alice", "/ask Who has a spare caddy?"))
    edit = _edit_line(await chat.says("bob", f'/ask answer {question} "Tow."'))
    answer = edit.split()[-1]
    await chat.says("alice", f"/ask accept {question} {answer}")
    await chat.says("bob", f'/{edit} "Two."')
    card = await chat.eventually("general", "Two.")
    assert "✅" in card
    gone = await chat.says("alice", f"/item delete {question}")
    assert "with 1 answer." in gone


async def test_a_question_that_no_form_holds_keeps_what_was_not_changed(chat: PaperChat) -> None:
    await open_community(chat)
    details = f"{'First. ' * 300}\n\n{'Second. ' * 300}".replace(" \n", "\n").strip()
    question = number(await chat.says("alice", f'/ask "Who has a spare caddy?" details: "{details}"'))
    form = await chat.says("alice", f"/ask edit {question}")
    assert form.form
    [_title, text] = form.form.fields
    assert "Second" not in text.value
    changed = await chat.submits("alice", form, text=text.value.replace("First", "Begun"))
    following = await chat.presses("alice", "Edit what follows…", on=changed)
    assert following
    assert following.form
    assert following.form.fields[1].value.startswith("Second. Second.")
    assert "is changed" in await chat.submits("alice", following, title="Who has two?")
    said = (await chat.dump())["item"]
    assert any("Begun. Begun." in str(row) and str(row).count("Second.") == 300 for row in said)
