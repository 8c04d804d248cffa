"""Who belongs to a community: joining, asking to join, leaving, and caring for it."""

from __future__ import annotations

from tests.drivers.paper import PaperChat
from tests.scenes import open_community, private_community


async def test_a_command_in_an_open_communitys_channel_makes_one_a_member(chat: PaperChat) -> None:
    await open_community(chat)
    await chat.says("bob", "/help")
    assert "Bob" in await chat.says("alice", "/community members")


async def test_a_mistake_in_the_words_makes_nobody_a_member(chat: PaperChat) -> None:
    await open_community(chat)
    await chat.says("bob", "/hlep")
    assert "Bob" not in await chat.says("alice", "/community members")


async def test_a_command_in_a_private_communitys_channel_makes_nobody_a_member(chat: PaperChat) -> None:
    await private_community(chat)
    await chat.says("bob", "/help", "lobby")
    assert "Bob" not in await chat.says("alice", "/community members", "lobby")


async def test_an_open_community_is_joined_with_one_press(chat: PaperChat) -> None:
    await open_community(chat)
    listed = await chat.says("bob", "/community list", "@bot")
    joined = await chat.presses("bob", "Join", listed)
    assert joined
    assert "Welcome to Data Standards!" in joined
    assert "Share what works" in joined
    again = await chat.presses("bob", "Join", listed)
    assert again
    assert "You are a member of Data Standards already" in again


async def test_whoever_asks_for_something_of_a_community_they_are_not_in_is_offered_to_join(
    chat: PaperChat,
) -> None:
    await open_community(chat)
    refused = await chat.says("bob", '/poll list community: "Data Standards"', "@bot")
    assert "You are not a member of Data Standards yet" in refused
    assert refused.buttons == ("Join",)
    assert "Welcome" in str(await chat.presses("bob", "Join", refused))


async def test_a_request_to_join_is_decided_by_a_facilitator_and_both_sides_are_told(chat: PaperChat) -> None:
    await private_community(chat, "Quiet Circle")
    await chat.says("bob", '/community join "Quiet Circle" words: "I would like to listen"', "@bot")
    request = await chat.eventually("@bot", "Bob would like to join Quiet Circle", "alice")
    assert "They write: “I would like to listen”" in request
    decided = await chat.presses("alice", "Approve", request)
    assert decided
    assert "Bob is a member of Quiet Circle now" in decided
    assert "You are a member of Quiet Circle now. Welcome!" in await chat.told("bob")
    assert "Quiet Circle" in await chat.says("bob", "/community list", "@bot")


async def test_a_request_can_be_declined_with_a_reason(chat: PaperChat) -> None:
    await private_community(chat, "Quiet Circle")
    await chat.says("bob", '/community join "Quiet Circle"', "@bot")
    request = await chat.eventually("@bot", "Bob would like to join", "alice")
    form = await chat.presses("alice", "Decline…", request)
    assert form
    told = await chat.submits("alice", form, reason="We are full until May")
    assert "Bob is told" in told
    answer = await chat.told("bob")
    assert "Your request to join Quiet Circle was declined. The reason: We are full until May" in answer
    await chat.says("bob", '/community join "Quiet Circle"', "@bot")
    assert len(await chat.channel("@bot", "alice")) == 2, "one may ask again"


async def test_a_request_is_settled_once(chat: PaperChat) -> None:
    await private_community(chat, "Quiet Circle")
    await chat.says("bob", '/community join "Quiet Circle"', "@bot")
    request = await chat.eventually("@bot", "Bob would like to join", "alice")
    await chat.presses("alice", "Approve", request)
    again = await chat.presses("alice", "Approve", request)
    assert again
    assert "settled already; nothing was changed" in again
    assert len(await chat.channel("@bot", "bob")) == 1


async def test_asking_twice_troubles_the_facilitators_once(chat: PaperChat) -> None:
    await private_community(chat, "Quiet Circle")
    first = await chat.says("bob", '/community join "Quiet Circle"', "@bot")
    second = await chat.says("bob", '/community join "quiet circle"', "@bot")
    assert first.text.replace("Quiet Circle", "") == second.text.replace("quiet circle", "")
    assert len(await chat.channel("@bot", "alice")) == 1
    assert "Bob" in await chat.says("alice", "/community requests", "lobby")


async def test_only_its_facilitators_decide_a_request(chat: PaperChat) -> None:
    await private_community(chat, "Quiet Circle", "carol")
    await chat.says("bob", '/community join "Quiet Circle"', "@bot")
    requests = await chat.says("alice", "/community requests", "lobby")
    number = requests.handle.reply.blocks[0].entries[0].button.action.split()[-1]
    refusal = "There is no request to join #{} that you can decide"
    for who, line in (("carol", "approve"), ("bob", "approve"), ("dave", "decline")):
        assert refusal.format(number) in await chat.says(who, f"/community {line} {number}", "@bot")
    assert refusal.format(99) in await chat.says("alice", "/community approve 99", "@bot")


async def test_one_leaves_and_can_come_back(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    left = await chat.says("bob", '/community leave "Data Standards"', "@bot")
    assert "You have left Data Standards" in left
    assert "Bob" not in await chat.says("alice", "/community members")
    assert "You are not a member" in await chat.says("bob", '/community leave "Data Standards"', "@bot")
    assert "Welcome" in await chat.says("bob", '/community join "Data Standards"', "@bot")


async def test_the_last_facilitator_cannot_leave_nor_step_down(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    stuck = await chat.says("alice", "/community leave")
    assert "would be left without a facilitator. Appoint another member first" in stuck
    assert "/community appoint @name" in stuck
    assert "without a facilitator" in await chat.says("alice", "/community dismiss @alice")
    assert "Bob is a facilitator of Data Standards now" in await chat.says("alice", "/community appoint @bob")
    assert "You are a facilitator of Data Standards now" in await chat.told("bob")
    assert "You have left" in await chat.says("alice", "/community leave")


async def test_facilitators_are_dismissed_by_facilitators(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    assert "Only facilitators" in await chat.says("bob", "/community appoint @bob")
    await chat.says("alice", "/community appoint @bob")
    assert "is that already" in await chat.says("alice", "/community appoint @bob")
    assert "a member of Data Standards like others" in await chat.says("bob", "/community dismiss @alice")
    assert "Only facilitators" in await chat.says("alice", "/community appoint @carol")


async def test_only_a_member_can_be_appointed(chat: PaperChat) -> None:
    await open_community(chat)
    await chat.says("bob", "/help", "@bot")
    assert "Only a member of Data Standards" in await chat.says("alice", "/community appoint @bob")
    assert "I have not met Nobody" in await chat.says("alice", "/community appoint Nobody")


async def test_somebody_is_appointed_from_a_direct_conversation(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    appointed = await chat.says("alice", "/community appoint @bob", "@bot")
    assert "Bob is a facilitator of Data Standards now" in appointed
    await open_community(chat, "Housing", where="random")
    named = await chat.says("alice", '/community appoint @bob community: "Housing"', "@bot")
    assert "Only a member of Housing" in named
    assert "Only facilitators" in await chat.says("carol", "/community appoint @carol", "general")


async def test_members_of_an_open_community_are_for_all_to_see_those_of_a_private_one_are_not(
    chat: PaperChat,
) -> None:
    await open_community(chat, "Data Standards", "bob")
    await private_community(chat, "Quiet Circle", "bob")
    assert "Bob" in await chat.says("carol", '/community members "Data Standards"', "@bot")
    assert "I know no community" in await chat.says("carol", '/community members "Quiet Circle"', "@bot")
    chat.make_admin("dave")
    refused = await chat.says("dave", '/community members "Quiet Circle"', "@bot")
    assert "Only members of Quiet Circle see who is in it" in refused
