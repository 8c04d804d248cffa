"""The menu on every message: what was said becomes a page, a question, an answer, or gets a tag."""

from __future__ import annotations

from tests.chat import Chat, Picked, Seen
from tests.contract.test_documents import NOTES, found_by
from tests.contract.test_polls import number_in


async def opened(chat: Chat, who: str, label: str, on: Seen) -> Seen:
    """The form that an entry of the menu opens."""
    form = await chat.menu(who, label, on)
    assert form is not None
    assert form.form is not None, form.text
    return form


def values_of(form: Seen) -> dict[str, str]:
    assert form.form is not None
    return {field.name: field.value for field in form.form.fields}


async def test_a_message_becomes_a_page_that_credits_its_author(cop: Chat) -> None:
    said = await cop.writes_in("carol", "Food caddies\nA caddy is a small bin for the kitchen.")
    form = await opened(cop, "dave", "Save to wiki", said)
    assert values_of(form)["title"] == "Food caddies"
    assert "small bin" in values_of(form)["text"]
    made = await cop.submits("dave", form, title="Caddies", tagged="recycling")
    assert "is there" in made
    page = await cop.says("bob", f"/wiki show {number_in(made)}")
    assert "A caddy is a small bin for the kitchen." in page
    assert "— Carol" in page or "— carol" in page
    assert "#recycling" in page
    await cop.eventually("@bot", "saved your message as the page", by="carol")


async def test_ones_own_message_needs_nobodys_leave(cop: Chat) -> None:
    await cop.says("bob", '/community settings "Data Standards" ask_authors: yes')
    said = await cop.writes_in("carol", "Caddies are small bins.")
    form = await opened(cop, "carol", "Save to wiki", said)
    assert "is there" in await cop.submits("carol", form)


async def test_where_the_community_says_so_the_author_is_asked_and_allows_it(cop: Chat) -> None:
    await cop.says("bob", '/community settings "Data Standards" ask_authors: yes')
    said = await cop.writes_in("carol", "Caddies are small bins.")
    form = await opened(cop, "dave", "Save to wiki", said)
    waiting = await cop.submits("dave", form, title="Caddies")
    assert "asked them first" in waiting
    assert "Nothing found" in await cop.says("bob", "/cop search find caddies")
    asked = await cop.eventually("@bot", "would like to keep what you wrote", by="carol")
    done = await cop.presses("carol", "Allow", on=asked)
    assert done is not None
    assert "it is kept" in done
    await cop.eventually("@bot", "allows it", by="dave")
    assert "Caddies are small bins." in await cop.says("bob", "/wiki show Caddies")


async def test_what_the_author_refuses_is_kept_nowhere(cop: Chat) -> None:
    await cop.says("bob", '/community settings "Data Standards" ask_authors: yes')
    said = await cop.writes_in("carol", "Caddies are small bins.")
    await cop.submits("dave", await opened(cop, "dave", "Save to wiki", said), title="Caddies")
    asked = await cop.eventually("@bot", "would like to keep what you wrote", by="carol")
    await cop.presses("carol", "Refuse", on=asked)
    await cop.eventually("@bot", "would rather not", by="dave")
    assert "Nothing found" in await cop.says("bob", "/cop search find caddies")


async def test_a_message_from_elsewhere_is_kept_only_with_leave(cop: Chat) -> None:
    said = await cop.writes_in("carol", "Caddies are small bins.", where="random")
    form = await opened(cop, "bob", "Save to wiki", said)
    assert "asked them first" in await cop.submits("bob", form, title="Caddies")


async def test_where_the_community_is_not_clear_the_form_asks_for_it(cop: Chat) -> None:
    await cop.says("carol", "/wiki list")
    await cop.says("carol", '/community new "Water"', where="lobby")
    said = await cop.writes_in("carol", "Caddies are small bins.", where="random")
    form = await opened(cop, "carol", "Save to wiki", said)
    assert "community" in values_of(form)
    made = await cop.submits("carol", form, community="Water", title="Caddies")
    for _ in range(2):
        if "Continue" in made.buttons:
            more = await cop.presses("carol", "Continue", on=made)
            assert more is not None
            made = await cop.submits("carol", more)
    assert "is there" in made or "asked" in made, made.text
    assert "Caddies" in await cop.says("carol", "/wiki list", where="lobby")


async def test_a_message_is_tracked_as_its_authors_question(cop: Chat) -> None:
    said = await cop.writes_in("carol", "Who has tried caddies in flats?")
    form = await opened(cop, "dave", "Track as question", said)
    made = await cop.submits("dave", form)
    card = await cop.eventually("general", number_in(made))
    assert "Answer…" in card.buttons
    await cop.eventually("@bot", "keeps what you asked", by="carol")
    await cop.says("bob", f'/cop ask answer {number_in(made)} "We did."')
    told = await cop.eventually("@bot", "answered your question", by="carol")
    done = await cop.presses("carol", "Accept it", on=told)
    assert done is not None
    assert "is accepted" in done


async def test_a_message_answers_a_question(cop: Chat) -> None:
    asked = await cop.says("carol", '/cop ask new "Who has tried caddies in flats?"')
    said = await cop.writes_in("dave", "We did, in three blocks.")
    form = await opened(cop, "bob", "Answer with this", said)
    done = await cop.submits("bob", form, question=number_in(asked).lstrip("#"))
    assert "stands under" in done
    assert "We did, in three blocks." in await cop.says("bob", f"/cop ask show {number_in(asked)}")


async def test_a_card_is_tagged_from_its_menu(cop: Chat) -> None:
    await cop.says("carol", '/cop ask new "Who has tried caddies in flats?"')
    card = await cop.eventually("general", "Who has tried")
    form = await opened(cop, "dave", "Tag", card)
    assert "is tagged" in await cop.submits("dave", form, tags="recycling")
    await cop.eventually("general", "#recycling")


async def test_a_message_that_is_nothing_yet_is_kept_before_it_is_tagged(cop: Chat) -> None:
    said = await cop.writes_in("carol", "Caddies are small bins.")
    offered = await cop.menu("dave", "Tag", said)
    assert offered is not None
    form = await cop.presses("dave", "Save to wiki", on=offered)
    assert form is not None
    assert form.form is not None
    assert values_of(form)["title"] == "Caddies are small bins."


async def test_a_message_longer_than_a_form_is_kept_whole(cop: Chat) -> None:
    said = await cop.writes_in("carol", "Caddies\n" + "All about them. " * 110 + "The end.")
    form = await opened(cop, "carol", "Save to wiki", said)
    await cop.submits("carol", form, title="Caddies")
    assert "The end." in await cop.says("bob", "/wiki show Caddies")


async def test_the_link_of_a_message_goes_into_the_library(cop: Chat) -> None:
    said = await cop.writes_in("carol", "Worth reading: https://example.org/caddies?a=1&b=2.")
    form = await opened(cop, "dave", "Add to library", said)
    made = await cop.submits("dave", form, title="About caddies")
    assert "in the library" in made
    shown = await cop.says("bob", f"/doc show {number_in(made)}")
    assert "https://example.org/caddies?a=1&b=2" in shown
    assert "Worth reading" in shown


async def test_the_file_of_a_message_goes_into_the_library(cop: Chat) -> None:
    said = await cop.writes_in("carol", "Our notes on caddies.", file=NOTES)
    form = await opened(cop, "dave", "Add to library", said)
    assert values_of(form)["title"] == "caddies"
    assert values_of(form)["description"] == "Our notes on caddies."
    made = await cop.submits("dave", form, title="On caddies", tagged="bins")
    assert "in the library" in made
    shown = await cop.says("bob", f"/doc show {number_in(made)}")
    assert "caddies.md" in shown
    assert "Our notes on caddies." in shown
    assert "— Carol" in shown or "— carol" in shown
    taken = await cop.says("bob", f"/doc download {number_in(made)}")
    assert await cop.takes("bob", taken) == {"caddies.md": NOTES.content}
    await found_by(cop, "zeppelin", "On caddies")
    await cop.eventually("@bot", "added what you shared to the library", by="carol")


async def test_a_file_without_words_goes_into_the_library_once(cop: Chat) -> None:
    said = await cop.writes_in("carol", "", file=NOTES)
    for who, expected in (("dave", "in the library"), ("bob", "in the library already")):
        form = await opened(cop, who, "Add to library", said)
        assert expected in await cop.submits(who, form, title=f"Notes of {who}")


async def test_a_file_that_nobody_takes_is_refused_before_a_form_opens(cop: Chat) -> None:
    said = await cop.writes_in("carol", "Try this", file=Picked("run.exe", b"MZ"))
    refused = await cop.menu("dave", "Add to library", said)
    assert refused is not None
    assert "I do not take" in refused
    assert "nothing to list" in await cop.says("dave", "/doc list")


async def test_the_file_waits_with_the_message_for_its_author(cop: Chat) -> None:
    said = await cop.writes_in("carol", "Our notes", where="random", file=NOTES)
    form = await opened(cop, "bob", "Add to library", said)
    values = {"community": "Data Standards"} if "community" in values_of(form) else {}
    assert "asked them first" in await cop.submits("bob", form, title="On caddies", **values)
    assert "nothing to list" in await cop.says("bob", "/doc list")
    asked = await cop.eventually("@bot", "would like to keep what you wrote", by="carol")
    await cop.presses("carol", "Allow", on=asked)
    await cop.eventually("@bot", "allows it", by="bob")
    assert "On caddies" in await cop.says("bob", "/doc list")


async def test_a_message_without_file_or_link_is_nothing_for_the_library(cop: Chat) -> None:
    said = await cop.writes_in("carol", "Just words.")
    refused = await cop.menu("dave", "Add to library", said)
    assert refused is not None
    assert "neither a file nor a link" in refused


async def test_a_reply_in_a_questions_thread_answers_it_at_once(cop: Chat) -> None:
    await cop.says("carol", '/cop ask new "Who has tried caddies in flats?"')
    card = await cop.eventually("general", "Who has tried")
    reply = await cop.replies("dave", "We did, in three blocks.", card)
    done = await cop.menu("carol", "Answer with this", reply)
    assert done is not None
    assert "stands under “Who has tried caddies in flats?”" in done
    told = await cop.eventually("@bot", "put what you wrote under", by="dave")
    await cop.presses("dave", "Undo", on=told)
    assert "We did" not in await cop.says("bob", "/cop ask unanswered")
