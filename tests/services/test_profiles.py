"""Profiles: what people say of themselves, and who may read it."""

from __future__ import annotations

import pytest

from tests.drivers.paper import PaperChat
from tests.scenes import open_community, private_community

ALL_FIELDS = [
    "organisation",
    "role",
    "place",
    "expertise",
    "interests",
    "languages",
    "contact",
    "links",
    "about",
]


async def test_a_person_is_made_of_what_the_platform_tells_at_first_contact(chat: PaperChat) -> None:
    chat.person(
        "amina", name="Amina Haddad", language="ca", time_zone="Europe/Madrid", avatar="https://a/b.png"
    )
    shown = await chat.says("amina", "/profile show", "@bot")
    assert "Amina Haddad" in shown
    assert "Your times are shown in Europe/Madrid" in shown
    assert "You are not to be found by others" in shown


async def test_where_the_event_tells_little_the_platform_is_asked_at_first_contact(chat: PaperChat) -> None:
    told = chat.person("amina", name="Amina Haddad", time_zone="Europe/Madrid")
    chat.adapter.details["amina"] = told
    chat.person("amina", name="amina", time_zone=None, details_known=False)
    shown = await chat.says("amina", "/profile show", "@bot")
    assert "Amina Haddad" in shown
    assert "Europe/Madrid" in shown


async def test_where_a_persons_zone_is_not_known_the_communitys_stands_in(chat: PaperChat) -> None:
    await open_community(chat)
    await chat.says("alice", "/community settings time_zone: Europe/Madrid")
    chat.person("bob", time_zone=None)
    assert "closes Thu 19 Nov 2026, 17:00 CET" in await chat.says(
        "bob", "/poll new Q A, B closes: tomorrow 5pm"
    )


async def test_a_name_follows_the_platform_until_the_person_chooses_one(chat: PaperChat) -> None:
    await chat.says("alice", "/profile show", "@bot")
    chat.person("alice", name="Alice Jones")
    assert "Alice Jones" in await chat.says("alice", "/profile show", "@bot")
    await chat.says("alice", '/profile edit name: "Ali"', "@bot")
    chat.person("alice", name="Alice Smith")
    shown = await chat.says("alice", "/profile show", "@bot")
    assert shown.text.startswith("Ali\n")


async def test_without_values_editing_opens_a_form_with_what_is_there(chat: PaperChat) -> None:
    await chat.says("alice", "/profile edit role: Planner only_me: role findable: yes", "@bot")
    form = await chat.says("alice", "/profile edit", "@bot")
    assert form.form
    start = {field.name: field.value for field in form.form.fields}
    assert (start["name"], start["role"], start["findable"], start["only_me"]) == (
        "Alice",
        "Planner",
        "yes",
        "role",
    )
    saved = await chat.submits("alice", form, role="", place="Leeds", only_me="place")
    assert "Place: Leeds (only me)" in saved
    assert "Planner" not in saved


@pytest.mark.parametrize("field", ALL_FIELDS)
async def test_each_field_is_for_everyone_for_shared_communities_or_for_nobody(
    chat: PaperChat, field: str
) -> None:
    await open_community(chat, "Data Standards", "bob")
    await chat.says("carol", "/help", "@bot")
    readers = {"everyone": ("alice", "bob", "carol"), "communities": ("alice", "bob"), "nobody": ("alice",)}
    settings = {"everyone": "", "communities": f"communities_only: {field}", "nobody": f"only_me: {field}"}
    for visibility, may_read in readers.items():
        await chat.says("alice", f"/profile edit {field}: Lighthouses {settings[visibility]}", "@bot")
        for reader in ("alice", "bob", "carol"):
            shown = await chat.says(reader, "/profile show @alice", "@bot")
            assert ("Lighthouses" in shown) is (reader in may_read), (visibility, reader)


async def test_what_only_members_may_read_is_not_found_by_others_either(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await chat.says("carol", "/help", "@bot")
    await chat.says("alice", "/profile edit expertise: lighthouses communities_only: expertise findable: yes")
    assert "Alice" in await chat.says("bob", "/people find lighthouses", "@bot")
    assert "I found nobody" in await chat.says("carol", "/people find lighthouses", "@bot")
    await chat.says("alice", "/profile edit only_me: expertise")
    assert "I found nobody" in await chat.says("bob", "/people find lighthouses", "@bot")


async def test_sharing_only_a_private_community_is_sharing_one(chat: PaperChat) -> None:
    await private_community(chat, "Quiet Circle", "bob")
    await chat.says("alice", "/profile edit role: Planner communities_only: role", "@bot")
    assert "Planner" in await chat.says("bob", "/profile show @alice", "@bot")
    assert "Planner" not in await chat.says("carol", "/profile show @alice", "@bot")


async def test_a_person_that_nobody_has_met_has_no_profile(chat: PaperChat) -> None:
    missed = await chat.says("alice", "/profile show @zoe", "@bot")
    assert "I have not met zoe" in missed.text.lower() or "I have not met" in missed
    assert missed.private
    for odd in ('"a\x00b"', "=²", "\ud800"):
        assert "I have not met" in await chat.says("alice", f"/profile show {odd}", "@bot")
    assert "There is nobody of that number" in await chat.says("alice", "/profile show =999", "@bot")


async def test_text_of_every_script_is_kept_as_it_was_written(chat: PaperChat) -> None:
    await chat.says(
        "alice", '/profile edit about: "مرحبا بالعالم — שלום — naïve café — 日本語" findable: yes', "@bot"
    )
    shown = await chat.says("bob", "/profile show @alice", "@bot")
    assert "مرحبا بالعالم — שלום — naïve café — 日本語" in shown
    for word in ("مرحبا", "שלום", "NAIVE", "cafe", "日本語"):
        assert "Alice" in await chat.says("bob", f"/people find {word}", "@bot"), word


async def test_a_zone_is_kept_by_its_proper_name(chat: PaperChat) -> None:
    assert "Europe/Madrid" in await chat.says("alice", "/profile edit time_zone: europe/madrid", "@bot")
    refused = await chat.says("alice", "/profile edit time_zone: Mars/Base", "@bot")
    assert "I know no time zone “Mars/Base”" in refused
    assert "Europe/Madrid" in await chat.says("alice", "/profile show", "@bot")


async def test_a_name_of_nothing_visible_is_refused(chat: PaperChat) -> None:
    refused = await chat.says("alice", '/profile edit name: "\u200b\u200d"', "@bot")
    assert "A name needs at least one letter" in refused
