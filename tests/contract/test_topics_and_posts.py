"""Conversations with a title, and longer pieces, on every platform."""

from __future__ import annotations

from tests.chat import Chat
from tests.contract.test_polls import number_in

LONG = "\n\n".join(f"Chapter {number}. " + "We counted caddies in the rain. " * 20 for number in range(1, 9))


async def test_a_topic_is_a_card_and_stands_in_the_lists(cop: Chat) -> None:
    said = await cop.says("carol", '/cop topic new "Labels for mixed bins" text: "Ours confuse everybody."')
    assert said.private
    assert "goes on in its thread" in said
    card = await cop.eventually("general", "Ours confuse everybody.")
    assert "Labels for mixed bins" in card
    await cop.says("dave", '/cop topic new "Autumn leaves"')
    current = await cop.says("dave", "/cop topic list")
    assert current.text.index("Autumn leaves") < current.text.index("Labels for mixed bins")
    by_title = await cop.says("dave", "/cop topic list by: title")
    assert "0 replies" in by_title
    mine = await cop.says("carol", "/cop topic mine")
    assert "Labels for mixed bins" in mine
    assert "Autumn leaves" not in mine


async def test_a_post_is_private_until_it_is_published(cop: Chat) -> None:
    begun = '/post new "Three hundred caddies" text: "In May we began." tagged: caddies'
    draft = await cop.says("carol", begun)
    assert draft.private
    assert "Only you see it" in draft
    assert "Nothing found" in await cop.says("dave", "/cop search find caddies")
    assert "has no post yet" in await cop.says("dave", "/post list")
    longer = await cop.presses("carol", "Write on…", on=draft)
    assert longer is not None
    grown = await cop.submits("carol", longer, text="In June we had 300.")
    assert "In June we had 300." in grown
    done = await cop.presses("carol", "Publish", on=grown)
    assert done is not None
    assert "is published in Data Standards" in done
    card = await cop.eventually("general", "In June we had 300.")
    assert "#caddies" in card
    assert "Three hundred caddies" in await cop.says("dave", "/cop search find caddies")
    assert "no drafts" in await cop.says("carol", "/post drafts")


async def test_a_post_goes_to_several_communities_and_leaves_all_at_once(cop: Chat) -> None:
    await cop.says("bob", '/community new "Green Desk"', where="random")
    await cop.says("carol", '/community join "Green Desk"')
    draft = await cop.says("carol", '/post new "One for all" text: "Hello, both." also: "Green Desk"')
    assert "Data Standards, Green Desk" in draft
    done = await cop.presses("carol", "Publish", on=draft)
    assert done is not None
    await cop.eventually("general", "Hello, both.")
    await cop.eventually("random", "Hello, both.")
    assert "One for all" in await cop.says("bob", "/post list", where="random")
    found = await cop.says("carol", "/cop search find both")
    assert found.text.count("One for all") == 1
    await cop.presses("carol", "Undo", on=done)
    assert "has no post yet" in await cop.says("bob", "/post list", where="random")
    assert "Nothing found" in await cop.says("carol", "/cop search find both")


async def test_a_post_is_seen_by_whoever_may_see_one_of_its_communities(cop: Chat) -> None:
    await cop.says("bob", '/community new "Secret Plans" private: yes', where="random")
    draft = await cop.says(
        "bob", '/post new "Zeppelin" text: "It flies." also: "Data Standards"', where="random"
    )
    done = await cop.presses("bob", "Publish", on=draft)
    assert done is not None
    number = number_in(done)
    for asked in (f"/post show {number}", f"/item show {number}", "/cop search find zeppelin", "/post list"):
        seen = await cop.says("carol", asked)
        assert "Zeppelin" in seen, asked
        assert "Secret" not in seen, asked
    said = await cop.says("carol", f'/comment add {number} "Where does it land?"')
    assert "Secret" not in said
    assert "Only its author" in await cop.says("carol", f"/item delete {number}")


async def test_a_draft_is_nobody_elses(cop: Chat) -> None:
    draft = await cop.says("carol", '/post new "Half a thought" text: "Not yet."')
    number = draft.text.split("Draft ")[1].split(",")[0]
    for asked in ("preview", "publish", "discard", "draft"):
        assert "You have no draft" in await cop.says("dave", f"/post {asked} {number}"), asked
    assert "Not yet." in await cop.says("carol", f"/post preview {number}")


async def test_a_long_post_is_read_and_changed_in_parts(cop: Chat) -> None:
    draft = await cop.says("carol", f'/post new "Eight chapters" text: "{LONG[:1200]}"')
    number = draft.text.split("Draft ")[1].split(",")[0]
    for at in range(1200, len(LONG), 1200):
        await cop.says("carol", f'/post more {number} text: "{LONG[at : at + 1200]}"')
    done = await cop.says("carol", f"/post publish {number}")
    post = number_in(done)
    first = await cop.says("dave", f"/post show {post}")
    assert "Part 1 of" in first
    second = await cop.presses("dave", "Read on", on=first)
    assert second is not None
    assert "Part 2 of" in second
    form = await cop.says("carol", f"/post edit {post} part: 2")
    saved = await cop.submits("carol", form, text="Chapter two and a half.")
    assert "is saved" in saved
    first = await cop.says("dave", f"/post show {post}")
    assert "Chapter 1." in first
    assert "Chapter two and a half." in first


async def test_replies_in_a_thread_are_counted_without_being_read(cop: Chat) -> None:
    await cop.says("carol", '/cop topic new "Labels for mixed bins"')
    card = await cop.eventually("general", "Nobody has replied yet")
    await cop.replies("dave", "Ours are striped.", card)
    await cop.eventually("general", "1 reply in the thread")
    await cop.replies("bob", "Stripes fade, though.", card)
    await cop.eventually("general", "2 replies in the thread")
    assert "2 replies" in await cop.says("alice", "/cop topic list")
    assert "Nothing found" in await cop.says("alice", "/cop search find stripes")


async def test_a_question_opens_a_thread_too(cop: Chat) -> None:
    await cop.says("carol", '/cop ask new "Who labels mixed bins?"')
    card = await cop.eventually("general", "Who labels mixed bins?")
    await cop.replies("dave", "We do.", card)
    await cop.eventually("general", "1 reply in the thread")
