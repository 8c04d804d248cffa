"""E-mail as people have it: given, confirmed, stopped; and what reaches them where another way is closed."""

from __future__ import annotations

import asyncio
import logging
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from sqlalchemy import insert

from bot import outbox, words
from bot.replies import text
from storage.emails import EmailAddress
from storage.engine import Database
from storage.people import Person
from tests.adapters.email_core import browser, chat_with_mail, link_in, with_address
from tests.core.test_events import agree, plan
from tests.core.test_privacy import COMMANDS
from tests.drivers.paper import PaperChat
from tests.pseudo import LANGUAGE, write_catalogue
from tests.scenes import number, open_community
from tests.servers.mail import SILENCE, MailServer


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with MailServer() as opened:
        yield opened


@pytest.fixture
async def chat(database: Database, tmp_path: Path, server: MailServer) -> AsyncIterator[PaperChat]:
    async with chat_with_mail(database, tmp_path, server) as opened:
        yield opened


async def _tell(chat: PaperChat, who: str, said: str, by: outbox.By = "email") -> None:
    async with chat.database.write() as tx:
        person = await outbox.people.by_account(tx, "paper", chat.person(who).workspace, who)
        assert person
        assert await outbox.tell(tx, chat.now, person.id, text(said), by=by)
    await chat.deliverer.send_due()


async def test_an_address_is_confirmed_by_the_code_in_the_e_mail(chat: PaperChat, server: MailServer) -> None:
    asked = await chat.says("alice", "/email set alice@Example.ORG", "@bot")
    assert "I have sent an e-mail to alice@example.org" in asked
    assert "Only you see this address" in asked
    await chat.deliverer.send_due()
    [mail] = server.mails
    assert mail.recipient == "alice@example.org"
    assert mail.message["Subject"] == "Is this your address?"
    assert "Alice" not in mail.text
    code = re.search(r"/cop email confirm (\d{6})", mail.text)
    assert code
    wrong = f"{(int(code[1]) + 1) % 10**6:06d}"
    assert "That is not the code" in await chat.says("alice", f"/email confirm {wrong}", "@bot")
    assert "is confirmed" in await chat.says("alice", f"/email confirm {code[1]}", "@bot")
    assert "confirmed; e-mails go there" in await chat.says("alice", "/email show", "@bot")


async def test_the_subject_says_what_became_of_an_event(chat: PaperChat, server: MailServer) -> None:
    await open_community(chat, "Data Standards", "bob")
    await with_address(chat, server, "bob")
    await chat.says("bob", "/alerts by email", "@bot")
    event = await plan(chat, '"Clinic" "20 November 15:00"')
    await chat.says("bob", f"/event rsvp {event} yes")
    await chat.passes(timedelta(days=1, hours=3))
    await agree(chat, "alice", await chat.says("alice", f'/event edit {event} time: "16:00"'))
    await chat.says("alice", f"/event cancel {event}")
    await chat.says("alice", f"/event resume {event}")
    await chat.passes(timedelta(minutes=1))
    subjects = [mail.message["Subject"] for mail in server.mails]
    assert subjects == ["In 1 day: Clinic", "New time: Clinic", "Cancelled: Clinic", "It takes place: Clinic"]


async def test_after_five_wrong_codes_only_the_link_helps(chat: PaperChat, server: MailServer) -> None:
    await chat.says("alice", "/email set alice@example.org", "@bot")
    await chat.deliverer.send_due()
    right = re.search(r"email confirm (\d{6})", server.mails[0].text)
    assert right
    wrong = f"{(int(right[1]) + 1) % 10**6:06d}"
    for _try in range(5):
        await chat.says("alice", f"/email confirm {wrong}", "@bot")
    assert "Too many codes were wrong" in await chat.says("alice", f"/email confirm {right[1]}", "@bot")
    async with browser(chat) as page:
        assert (await page.presses(link_in(server.mails[0].text, "confirm")))[0] == 200
    assert "confirmed; e-mails go there" in await chat.says("alice", "/email show", "@bot")


async def test_a_link_scanner_confirms_nothing_and_a_press_does_once(
    chat: PaperChat, server: MailServer
) -> None:
    await chat.says("alice", "/email set alice@example.org", "@bot")
    await chat.deliverer.send_due()
    link = link_in(server.mails[0].html, "confirm")
    async with browser(chat) as page:
        for _scan in range(2):
            status, shown = await page.opens(link)
            assert (status, shown.count("<button>"), "example.org" in shown) == (200, 1, False)
        assert "waits for you to confirm it" in await chat.says("alice", "/email show", "@bot")
        for _press in range(2):
            status, shown = await page.presses(link)
            assert (status, "Your address is confirmed" in shown) == (200, True)
        status, shown = await page.opens(link)
        assert (status, shown.count("<button>"), "Your address is confirmed" in shown) == (200, 0, True)
        assert (await page.opens(link[:-1] + ("y" if link.endswith("x") else "x")))[0] == 404
        assert (await page.presses(link.replace("confirm", "unsubscribe")))[0] == 404
    assert (await chat.told("alice")).count("alice@example.org is confirmed") == 1


async def test_nothing_is_sent_to_an_address_that_is_not_confirmed(
    chat: PaperChat, server: MailServer
) -> None:
    await chat.says("alice", "/email set alice@example.org", "@bot")
    await chat.deliverer.send_due()
    server.mails.clear()
    await _tell(chat, "alice", "hello")
    assert server.mails == []
    assert "hello" in await chat.told("alice")
    assert "no confirmed address" in await chat.says("alice", "/email test", "@bot")


async def test_a_confirmation_that_nobody_answers_is_too_old_after_two_days(
    chat: PaperChat, server: MailServer
) -> None:
    await chat.says("alice", "/email set alice@example.org", "@bot")
    await chat.deliverer.send_due()
    text_of = server.mails[0].text
    code = re.search(r"email confirm (\d{6})", text_of)
    assert code
    await chat.passes(timedelta(days=2, minutes=1))
    assert "no address of yours" in await chat.says("alice", f"/email confirm {code[1]}", "@bot")
    async with browser(chat) as page:
        assert (await page.presses(link_in(text_of, "confirm")))[0] == 404


async def test_three_confirmations_a_day_for_a_person_and_for_an_address(
    chat: PaperChat, server: MailServer
) -> None:
    for attempt in range(3):
        await chat.says("alice", f"/email set alice{attempt}@example.org", "@bot")
    assert "enough confirmations for today" in await chat.says("alice", "/email set a@example.org", "@bot")
    for who in ("bob", "carol", "dave"):
        await chat.says(who, "/email set victim@example.org", "@bot")
    assert "enough confirmations" in await chat.says("erin", "/email set victim@Example.org", "@bot")
    await chat.deliverer.send_due()
    # Of alice's only the last is still wanted when its turn comes.
    assert (
        sorted(mail.recipient for mail in server.mails) == ["alice2@example.org"] + ["victim@example.org"] * 3
    )
    await chat.passes(timedelta(days=1, minutes=1))
    assert "I have sent an e-mail" in await chat.says("erin", "/email set victim@example.org", "@bot")


async def test_confirmations_asked_for_at_once_are_counted_all_the_same(
    chat: PaperChat, server: MailServer
) -> None:
    await chat.says("alice", "/help", "@bot")
    asked = (chat.says("alice", f"/email set a{number}@example.org", "@bot") for number in range(8))
    answers = await asyncio.gather(*asked)
    assert sum("I have sent an e-mail" in answer for answer in answers) == 3
    assert len((await chat.dump())["email_confirmation"]) == 3
    assert len((await chat.dump())["email_address"]) == 1


async def test_the_old_address_is_used_until_the_new_one_is_confirmed(
    chat: PaperChat, server: MailServer
) -> None:
    await with_address(chat, server, "alice")
    await chat.says("alice", "/email set new@example.org", "@bot")
    await _tell(chat, "alice", "hello")
    assert {mail.recipient for mail in server.mails} == {"new@example.org", "alice@example.org"}
    ask = next(mail for mail in server.mails if mail.recipient == "new@example.org")
    old = next(mail for mail in server.mails if mail.recipient == "alice@example.org")
    async with browser(chat) as page:
        await page.presses(link_in(ask.text, "confirm"))
        server.mails.clear()
        await _tell(chat, "alice", "again")
        assert [mail.recipient for mail in server.mails] == ["new@example.org"]
        # A link in an e-mail to the old address stops nothing at the new one.
        assert (await page.presses(link_in(old.text, "unsubscribe")))[0] == 200
    assert "confirmed; e-mails go there" in await chat.says("alice", "/email show", "@bot")


@pytest.mark.parametrize(
    "address",
    ["alice", "@example.org", "alice@", "alice@localhost", "a b@example.org", "alice@example.org\nBcc: x@y.org",
     "<alice>@example.org", "alice@exa_mple.org", "alice@-x.org", "alice@example..org", "é@example.org",
     "a" * 65 + "@example.org", "a@" + "b" * 64 + ".org", '"a b"@example.org', "alice@[127.0.0.1]",
     "alice@example.org,bob@example.org", "alice@example.org>", ".a@example.org", "a..b@example.org"],
)  # fmt: skip
async def test_what_is_no_address_is_refused_with_an_example(
    chat: PaperChat, server: MailServer, address: str
) -> None:
    quoted = address.replace("\\", "\\\\").replace('"', '\\"')
    answer = await chat.says("alice", f'/email set "{quoted}"', "@bot")
    assert "is no address for e-mail; one looks like name@example.org" in answer
    await chat.deliverer.send_due()
    assert server.mails == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<mailto:alice@example.org|alice@example.org>", "alice@example.org"),
        ("o'neil+cop@mail.Example.ORG", "o'neil+cop@mail.example.org"),
        ("alice@bücher.example", "alice@xn--bcher-kva.example"),
    ],
)
async def test_an_address_is_read_as_chats_and_people_write_it(
    chat: PaperChat, server: MailServer, typed: str, kept: str
) -> None:
    assert kept in await chat.says("alice", f'/email set "{typed}"', "@bot")
    await chat.deliverer.send_due()
    assert [mail.recipient for mail in server.mails] == [kept]


async def test_the_pages_behind_links_speak_the_language_of_whoever_was_sent_them(
    chat: PaperChat, server: MailServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_catalogue(tmp_path / "locale", chat.registry)
    monkeypatch.setattr(words, "LOCALES", tmp_path / "locale")
    words._catalogue.cache_clear()
    chat.person("alice", language=LANGUAGE)
    await chat.says("alice", "/email set alice@example.org", "@bot")
    await chat.deliverer.send_due()
    confirming = link_in(server.mails[-1].text, "confirm")
    async with browser(chat) as page:
        for shown in (await page.opens(confirming), await page.presses(confirming)):
            assert f'<html lang="{LANGUAGE}">' in shown[1]
            assert "<h1>⟦" in shown[1]
        await _tell(chat, "alice", "first")
        stopping = link_in(server.mails[-1].message["List-Unsubscribe"], "unsubscribe")
        for shown in (await page.opens(stopping), await page.presses(stopping)):
            assert f'<html lang="{LANGUAGE}">' in shown[1]
            assert "<h1>⟦" in shown[1]
        assert '<html lang="en">' in (await page.opens(f"{stopping}x"))[1]
    words._catalogue.cache_clear()


async def test_one_click_stops_e_mails_at_once_and_says_so_in_the_chat_once(
    chat: PaperChat, server: MailServer
) -> None:
    await with_address(chat, server, "alice")
    await _tell(chat, "alice", "first")
    [mail] = server.mails
    header = mail.message["List-Unsubscribe"]
    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = link_in(header, "unsubscribe")
    assert header == f"<{link}>"
    async with chat.database.write() as tx:
        # Written before the click, sent after it.
        await outbox.tell(tx, chat.now, 1, text("second"), by="email")
    async with browser(chat) as page:
        status, shown = await page.opens(link)
        assert (status, shown.count("<button>")) == (200, 1)
        assert "confirmed; e-mails go there" in await chat.says("alice", "/email show", "@bot")
        for _click in range(2):
            assert (await page.presses(link, "List-Unsubscribe=One-Click"))[0] == 200
        assert (await page.presses(link.replace("unsubscribe/", "unsubscribe/x")))[0] == 404
    await chat.deliverer.send_due()
    assert len(server.mails) == 1
    told = await chat.told("alice")
    assert told.count("You get no more e-mails") == 1
    assert "second" in told
    stopped = await chat.eventually("@bot", "You get no more e-mails", "alice")
    assert "E-mails go to alice@example.org again" in str(
        await chat.presses("alice", "Turn on again", stopped)
    )
    await _tell(chat, "alice", "third")
    assert len(server.mails) == 2


@pytest.mark.parametrize(
    "token", ["x", "-", "1-", "-abc", "1-" + "a" * 26, "9" * 5000, "1-" + "é" * 26, "%ff%fe-%ed%a0%80", "..%2f1-a", "１-a", "-1-a"]
)  # fmt: skip
async def test_a_token_that_was_never_made_opens_nothing(
    chat: PaperChat, server: MailServer, token: str
) -> None:
    await with_address(chat, server, "alice")
    async with browser(chat) as page:
        for kind in ("unsubscribe", "confirm"):
            assert (await page.opens(f"/{kind}/{token}"))[0] == 404
            assert (await page.presses(f"/{kind}/{token}", "List-Unsubscribe=One-Click"))[0] == 404
    assert "confirmed; e-mails go there" in await chat.says("alice", "/email show", "@bot")


async def test_made_up_links_do_not_wait_for_those_who_write(chat: PaperChat, server: MailServer) -> None:
    await with_address(chat, server, "alice")
    async with browser(chat) as page, asyncio.timeout(20), chat.database.write():
        for kind in ("unsubscribe", "confirm"):
            assert (await page.presses(f"/{kind}/2s-{'a' * 26}"))[0] == 404


async def test_a_removed_address_is_forgotten(chat: PaperChat, server: MailServer) -> None:
    await with_address(chat, server, "alice")
    assert "is forgotten" in await chat.says("alice", "/email remove", "@bot")
    assert "alice@example.org" not in str((await chat.dump("email_confirmation"))["email_address"])
    await _tell(chat, "alice", "hello")
    assert server.mails == []
    assert "hello" in await chat.told("alice")
    await chat.passes(timedelta(days=1, hours=2))
    assert "alice@example.org" not in str(await chat.dump())


async def test_what_waits_for_e_mail_when_that_is_switched_off_is_kept(
    chat: PaperChat, server: MailServer
) -> None:
    await with_address(chat, server, "alice")
    async with chat.database.write() as tx:
        await outbox.tell(tx, chat.now, 1, text("hello"), by="email")
    del chat.core.adapters["email"]
    running = asyncio.create_task(chat.deliverer.run())
    async with asyncio.timeout(10):
        while "'state': 'kept'" not in "".join((await chat.dump())["outbox"]):
            await asyncio.sleep(0.05)
    running.cancel()
    await asyncio.wait([running])
    assert "There is 1 message for you" in await chat.says("alice", "/help")


async def test_both_ways_reach_somebody_once_each(chat: PaperChat, server: MailServer) -> None:
    await with_address(chat, server, "alice")
    await _tell(chat, "alice", "hello", by="both")
    assert "hello" in server.mails[0].text
    assert (await chat.told("alice")).count("hello") == 1
    assert len(server.mails) == 1


async def test_who_wants_alerts_by_e_mail_gets_them_so_in_one_thread(
    chat: PaperChat, server: MailServer
) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    await with_address(chat, server, "alice")
    await chat.says("alice", "/alerts by email", "@bot")
    asked = number(await chat.says("alice", '/ask new "Who has tried food waste caddies?"'))
    await chat.says("bob", f'/ask answer {asked} "We did, in three blocks."')
    await chat.passes(timedelta(minutes=6))
    await chat.says("carol", f'/ask answer {asked} "So did we."')
    await chat.passes(timedelta(minutes=6))
    assert ["We did, in three blocks." in mail.text for mail in server.mails] == [True, False]
    assert re.search(rf"/cop ask accept {asked} \d+", server.mails[0].text)
    threads = {mail.message["References"] for mail in server.mails}
    assert len(threads) == 1
    assert f"<item-{asked}." in str(threads)
    assert "three blocks" not in await chat.told("alice")


async def test_closed_direct_messages_fall_back_to_e_mail(chat: PaperChat, server: MailServer) -> None:
    await with_address(chat, server, "alice")
    chat.adapter.closed.add("alice")
    await _tell(chat, "alice", "hello", by="dm")
    assert ["hello" in mail.text for mail in server.mails] == [True]
    await _tell(chat, "alice", "again", by="both")
    assert [mail.message["Subject"] for mail in server.mails] == ["hello", "again"]
    assert "could not send you directly" not in await chat.says("alice", "/help", "@bot")


async def test_what_no_way_could_bring_is_shown_when_the_person_comes(
    chat: PaperChat, server: MailServer
) -> None:
    await chat.says("alice", "/help", "@bot")
    chat.adapter.closed.add("alice")
    for said in ("one", "two"):
        await _tell(chat, "alice", said)
    asked = await chat.says("alice", "/help", "general")
    assert "There are 2 messages for you that I could not send you directly" in asked
    assert "could not send you" not in await chat.says("alice", "/help", "general")
    shown = await chat.presses("alice", "Show", asked)
    assert shown is not None
    assert "one" in shown
    assert "Written Wed 18 Nov 2026, 12:00 GMT" in shown
    following = await chat.presses("alice", "Got it, 1 more", shown)
    assert following is not None
    assert "two" in following
    # Pressed twice, nothing is taken for seen that was not.
    assert "two" in str(await chat.presses("alice", "Got it, 1 more", shown))
    assert "That is all" in str(await chat.presses("alice", "Got it", following))
    assert "You have missed nothing" in await chat.says("alice", "/message missed", "@bot")
    assert "could not send you" not in await chat.says("bob", "/help", "general")


async def test_what_was_missed_is_mentioned_again_each_day_and_forgotten_after_a_month(
    chat: PaperChat, server: MailServer
) -> None:
    await chat.says("alice", "/help", "@bot")
    chat.adapter.closed.add("alice")
    await _tell(chat, "alice", "one")
    for _day in range(2):
        assert "There is 1 message for you" in await chat.says("alice", "/help")
        assert "There is 1 message" not in await chat.says("alice", "/help")
        await chat.passes(timedelta(days=1, minutes=1))
    await chat.passes(timedelta(days=20))
    assert "There is 1 message for you" in await chat.says("alice", "/help")
    await chat.passes(timedelta(days=10))
    assert "message for you" not in await chat.says("alice", "/help")
    assert "You have missed nothing" in await chat.says("alice", "/message missed")


async def test_nobody_sees_what_another_has_missed(chat: PaperChat, server: MailServer) -> None:
    await chat.says("alice", "/help", "@bot")
    chat.adapter.closed.add("alice")
    await _tell(chat, "alice", "for alice alone")
    assert "missed nothing" in await chat.says("bob", "/message missed")
    assert "for alice" not in await chat.says("bob", "/message missed 1")
    assert "for alice alone" in await chat.says("alice", "/message missed")


async def test_an_address_that_the_server_refuses_is_given_up_after_three_times(
    chat: PaperChat, server: MailServer
) -> None:
    await with_address(chat, server, "alice")
    server.says("RCPT", "550 5.1.1 <alice@example.org> unknown", times=3)
    for attempt in range(3):
        await _tell(chat, "alice", f"attempt {attempt}")
    told = await chat.told("alice")
    assert [f"attempt {attempt}" in told for attempt in range(3)] == [True] * 3
    assert told.count("The mail server refuses your address") == 1
    assert "stopped; nothing is sent there" in await chat.says("alice", "/email show", "@bot")


async def test_what_is_put_off_for_too_long_goes_another_way(chat: PaperChat, server: MailServer) -> None:
    await with_address(chat, server, "alice")
    server.says("RCPT", "452 4.2.2 Mailbox full", times=10)
    await _tell(chat, "alice", "hello")
    for _attempt in range(9):
        assert "hello" not in await chat.told("alice")
        await chat.passes(timedelta(minutes=11))
    assert "hello" in await chat.told("alice")
    assert server.mails == []


async def test_a_refused_confirmation_is_said_and_its_code_shown_to_nobody(
    chat: PaperChat, server: MailServer
) -> None:
    server.says("RCPT", "550 no such user")
    await chat.says("alice", "/email set alice@exmaple.org", "@bot")
    await chat.deliverer.send_due()
    told = await chat.told("alice")
    assert "The mail server did not take your address. Is it written right?" in told
    assert "email confirm" not in told
    assert "the mail server refused it" in await chat.says("alice", "/email show", "@bot")
    assert "missed nothing" in await chat.says("alice", "/message missed", "@bot")


@pytest.fixture
def everything_logged() -> Iterator[None]:
    before = structlog.get_config()["wrapper_class"]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG))
    yield
    structlog.configure(wrapper_class=before)


@pytest.mark.usefixtures("everything_logged")
async def test_an_address_is_never_logged(chat: PaperChat, server: MailServer) -> None:
    with structlog.testing.capture_logs() as logged:
        await with_address(chat, server, "alice", "marmalade@example.org")
        for answer in ("451 <marmalade@example.org>", "550 <marmalade@example.org>", "552 5.7.1 marmalade"):
            server.says("RCPT", answer)
            await _tell(chat, "alice", "hello")
            server.says("DATA", answer)
            await _tell(chat, "alice", "hello")
            await chat.passes(timedelta(hours=1))
    assert {"request", "sending again later"} <= {line["event"] for line in logged}
    assert "marmalade" not in str(logged)
    assert "marmalade" not in str((await chat.dump())["outbox"])


async def test_nobody_else_is_ever_shown_an_address(chat: PaperChat, server: MailServer) -> None:
    chat.make_admin("alice")
    await open_community(chat, "Data Standards", "bob")
    await with_address(chat, server, "bob", "marmalade@example.org")
    await chat.says("bob", "/profile edit findable: yes contact: ask-me-here", "@bot")
    named = {"name": "Data Standards", "words": "marmalade", "page_name": "marmalade", "person": "2"}
    shown = []
    for path, lines in COMMANDS.items():
        for line in lines:
            given = line.format_map(defaultdict(lambda: "1", named)).replace("@paula", "@bob")
            shown.append(str((await chat.says("alice", f"/{path} {given}")).handle.reply))
    shown += [str(seen.handle.reply) for seen in await chat.channel("@bot", "alice")]
    assert "ask-me-here" in str(shown)
    assert "marmalade@" not in str(shown)


async def test_what_a_killed_process_had_in_hand_is_sent_again_as_the_same_message(
    chat: PaperChat, server: MailServer
) -> None:
    await with_address(chat, server, "alice")
    async with chat.database.write() as tx:
        await outbox.tell(tx, chat.now, 1, text("hello"), by="email")
    server.commands.clear()
    server.says("DATA", SILENCE)
    await chat.deliverer._look()
    [at_work] = chat.deliverer._workers.values()
    async with asyncio.timeout(10):
        while "DATA" not in server.commands:
            await asyncio.sleep(0.01)
    at_work.cancel()
    await asyncio.wait([at_work])
    await chat.deliverer.send_due()
    assert server.mails == []
    await chat.passes(timedelta(minutes=2))
    await chat.passes(timedelta(minutes=2))
    [mail] = server.mails
    assert mail.message["Message-ID"].endswith("@example.org>")
    assert server.commands.count("DATA") == 2


async def test_a_burst_goes_out_at_the_pace_that_is_set(
    chat: PaperChat, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat.core.adapters["email"], "seconds_between_posts", 0.1)
    async with chat.database.write() as tx:
        for number in range(1, 13):
            where = f"reader{number}@example.org"
            await tx.execute(insert(Person).values(id=number, name=f"Reader {number}", created_at=chat.now))
            times = {"asked_at": chat.now, "confirmed_at": chat.now}
            await tx.execute(insert(EmailAddress).values(id=number, person_id=number, address=where, **times))
            assert await outbox.tell(tx, chat.now, number, text("hello"), by="email")
    began = asyncio.get_running_loop().time()
    await chat.deliverer.send_due()
    assert asyncio.get_running_loop().time() - began >= 0.5
    assert len({mail.recipient for mail in server.mails}) == len(server.mails) == 12
    assert server.most <= 2


async def test_where_no_e_mail_is_set_up_it_is_said(database: Database, tmp_path: Path) -> None:
    chat = PaperChat(database, tmp_path)
    await open_community(chat)
    assert "E-mail is not set up here" in await chat.says("alice", "/email set alice@example.org")
    assert "E-mail is not set up here" in await chat.says("alice", "/email show")
