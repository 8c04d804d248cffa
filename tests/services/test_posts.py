"""Posts: drafts that are nobody else's, several communities, and who may do what with them."""

from __future__ import annotations

from tests.chat import Seen
from tests.drivers.paper import PaperChat
from tests.scenes import number, open_community, private_community


async def published(chat: PaperChat, line: str, by: str = "bob", where: str = "general") -> int:
    """A post that has just been published; its number."""
    draft = await chat.says(by, f"/post new {line}", where)
    done = await chat.presses(by, "Publish", draft)
    assert done is not None
    return number(done)


def draft_in(seen: Seen) -> str:
    """The number of the draft that a message shows."""
    return seen.text.split("Draft ")[1].split(",")[0]


async def test_a_post_goes_only_where_its_author_is_a_member(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await open_community(chat, "Green Desk", by="carol", where="random")
    refused = await chat.says("bob", '/post new "Stripes" text: "A history." also: "Green Desk"')
    assert "of which you are a member" in refused
    assert "no drafts" in await chat.says("bob", "/post drafts")


async def test_who_left_a_community_publishes_there_no_more(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await open_community(chat, "Green Desk", "bob", by="carol", where="random")
    draft = await chat.says("bob", '/post new "Stripes" text: "A history." also: "Green Desk"')
    await chat.says("bob", '/community leave "Green Desk"')
    assert "of which you are a member" in await chat.says("bob", f"/post publish {draft_in(draft)}")
    kept = await chat.says("bob", f"/post draft {draft_in(draft)} title: Zebras")
    assert "of which you are a member" in kept
    mended = await chat.says("bob", f'/post draft {draft_in(draft)} also: "Data Standards"')
    assert "for Data Standards." in mended
    assert "is published in Data Standards." in await chat.says("bob", f"/post publish {draft_in(draft)}")


async def test_a_community_that_has_posts_switched_off_gets_none(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await open_community(chat, "Green Desk", "bob", by="carol", where="random")
    await chat.says("carol", "/community settings switched_off: posts", "random")
    refused = await chat.says("bob", '/post new "Stripes" text: "A history." also: "Green Desk"')
    assert "switched off in Green Desk" in refused


async def test_it_is_one_post_in_lists_tags_and_search_of_each_community(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await private_community(chat, "Quiet Circle", "bob", by="dave", where="lobby")
    post = await published(
        chat, '"Stripes" text: "A zebra crossed." tagged: bins also: "Data Standards"', where="lobby"
    )
    for outside in ("/search zebra", "/post list", f"/post show {post}", "/tag show bins", "/tag cloud"):
        seen = await chat.says("erin", outside)
        assert "Quiet" not in seen, outside
    found = await chat.says("erin", "/search zebra")
    assert "Data Standards" in found
    both = await chat.says("bob", "/search zebra", "@bot")
    assert both.text.count("Stripes") == 1
    assert "Stripes" in await chat.says("dave", "/search zebra within: Quiet", "@bot")
    assert "Stripes" in await chat.says("bob", "/search zebra within: Data", "@bot")


async def test_a_facilitator_elsewhere_takes_it_out_of_their_community_and_no_further(
    chat: PaperChat,
) -> None:
    await open_community(chat, "Data Standards", "bob")
    await open_community(chat, "Green Desk", "bob", by="carol", where="random")
    post = await published(chat, '"Stripes" text: "A history." also: "Green Desk"')
    assert "Only its author" in await chat.says("carol", f"/item delete {post}", "random")
    assert "no longer in Green Desk" in await chat.says("carol", f"/post withdraw {post}", "random")
    assert "has no post yet" in await chat.says("carol", "/post list", "random")
    assert await chat.channel("random", by="carol") == []
    assert "Stripes" in await chat.says("bob", "/post list")
    assert len(await chat.channel()) == 1


async def test_only_its_author_changes_a_post(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    post = await published(chat, '"Stripes" text: "A history."')
    assert "Only its author" in await chat.says("alice", f'/post edit {post} text: "Mine now."')
    assert "is saved" in await chat.says("bob", f'/post edit {post} text: "A short history."')
    assert "A short history." in (await chat.channel())[0]


async def test_a_text_that_was_changed_meanwhile_is_not_written_over(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    draft = draft_in(await chat.says("bob", '/post new "Stripes" text: "One."'))
    form = await chat.says("bob", f"/post draft {draft}")
    await chat.says("bob", f'/post more {draft} "Two."')
    kept = await chat.submits("bob", form, text="One and a half.")
    assert "Nothing is lost" in kept
    assert "Two." in await chat.says("bob", f"/post preview {draft}")
    again = await chat.presses("bob", "Open with my text", kept)
    assert again is not None
    assert "One and a half." in await chat.submits("bob", again)


async def test_a_post_without_a_text_is_not_published(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    draft = await chat.says("bob", '/post new "Stripes"')
    refused = await chat.presses("bob", "Publish", draft)
    assert refused is not None
    assert "has no text yet" in refused
    assert "Stripes" in await chat.says("bob", "/post drafts")
