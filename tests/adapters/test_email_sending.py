"""What becomes of an e-mail when the mail server is busy, strange, slow or gone."""

from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.email import EmailAdapter
from adapters.email.mailer import Mailer
from adapters.email.server import Server
from bot.adapter import Refused, SendError, Target, TryLater, Unclear
from bot.mail import Recipient
from bot.replies import Card, Paragraph, text
from bot.settings import Settings
from tests.adapters.email_core import SENDER
from tests.adapters.test_email_message import HOSTILE
from tests.drivers.paper import NOON, SECRET
from tests.servers.mail import HANG_UP, SILENCE, MailServer

TO = Target("email", "", account="7")


class Post:
    """A postbox with one address; what the adapter says of it is kept."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.known: Recipient | None = Recipient(
            "alice@example.org", "Alice", "en", None, "https://x.org/unsubscribe/t"
        )

    async def recipient(self, target: Target) -> Recipient | None:
        return self.known

    async def taken(self, target: Target) -> None:
        self.told.append("taken")

    async def refused(self, target: Target) -> None:
        self.told.append("refused")


class Core:
    """All that the adapter asks of the core."""

    def now(self):  # type: ignore[no-untyped-def]
        return NOON


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with MailServer() as opened:
        yield opened


@pytest.fixture
async def email(server: MailServer) -> AsyncIterator[EmailAdapter]:
    adapter = _adapter(server.url)
    yield adapter
    await adapter.close()


def _adapter(url: str, **smtp: object) -> EmailAdapter:
    settings = Settings(smtp={"url": url, "sender": SENDER, **smtp}, web={"url": "https://cop.example.org"})
    return EmailAdapter(Core(), settings, Post(), SECRET)  # type: ignore[arg-type]


async def _send(email: EmailAdapter, key: str = "12345678-1", said: str = "Hello") -> None:
    await email.send(TO, text(said), key)


async def test_a_message_is_handed_over(email: EmailAdapter, server: MailServer) -> None:
    where = await email.send(TO, text("Hello"), "12345678-1")
    assert (where.platform, where.channel, where.message) == ("email", "7", "12345678-1")
    [mail] = server.mails
    assert (mail.sender, mail.recipient, mail.secure) == ("cop@example.org", "alice@example.org", False)
    assert mail.text.startswith("Hello\n")
    assert email.health().ok


async def test_lines_that_begin_with_a_dot_arrive(email: EmailAdapter, server: MailServer) -> None:
    await _send(email, said=".\n..two\n.three")
    assert ".\n..two\n.three\n" in server.mails[0].text


@pytest.mark.parametrize(
    ("command", "answer", "kind", "after", "everywhere"),
    [
        ("RCPT", "450 4.2.0 Greylisted", TryLater, 600, False),
        ("RCPT", "451 later", TryLater, 600, False),
        ("RCPT", "421 4.3.2 Shutting down", TryLater, 60, True),
        ("MAIL", "421 Too many connections", TryLater, 60, True),
        ("MAIL", "451 busy", TryLater, 600, True),
        ("MAIL", "553 5.7.1 Sender not allowed", TryLater, 600, True),
        ("DATA", "451 4.3.0 Try again", TryLater, 600, False),
        ("DATA", "421 closing", TryLater, 60, True),
        ("DATA", "554 5.7.1 Spam", Refused, None, False),
        ("DATA", "552 too large", Refused, None, False),
        ("DATA", HANG_UP, Unclear, None, False),
        ("RCPT", HANG_UP, TryLater, 60, True),
        ("MAIL", HANG_UP, TryLater, 60, True),
    ],
)
async def test_what_an_answer_means(
    email: EmailAdapter, server: MailServer, command: str, answer: str,
    kind: type[SendError], after: float | None, everywhere: bool,
) -> None:  # fmt: skip
    server.says(command, answer)
    with pytest.raises(kind) as failed:
        await _send(email)
    assert type(failed.value) is kind
    if isinstance(failed.value, TryLater):
        assert (failed.value.after, failed.value.everywhere) == (after, everywhere)
    if isinstance(failed.value, Refused):
        assert failed.value.code == "message_refused"
    assert email._postbox.told == []  # type: ignore[attr-defined]
    assert server.mails == []
    await _send(email)
    assert len(server.mails) == 1
    assert email.health().ok


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("550 No such user", "address_refused"),
        ("550 5.1.1 User unknown", "address_refused"),
        ("552 5.2.2 Mailbox full", "address_refused"),
        ("554 5.7.1 Relay access denied", "message_refused"),
        ("550 5.7.26 Unauthenticated sender", "message_refused"),
    ],
)
async def test_only_what_is_about_the_address_counts_against_it(
    email: EmailAdapter, server: MailServer, answer: str, code: str
) -> None:
    server.says("RCPT", answer)
    with pytest.raises(Refused) as refused:
        await _send(email)
    assert refused.value.code == code
    assert email._postbox.told == (["refused"] if code == "address_refused" else [])  # type: ignore[attr-defined]
    await _send(email)
    assert server.connections == 1


async def test_an_answer_that_never_comes_is_unclear_and_the_line_is_not_used_again(
    email: EmailAdapter, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.email.mailer.MESSAGE_SECONDS", 0.2)
    server.says("DATA", SILENCE)
    with pytest.raises(Unclear):
        await _send(email)
    await _send(email, "12345678-2")
    assert [mail.message["Message-ID"] for mail in server.mails] == ["<12345678-2@example.org>"]
    assert server.connections == 2


async def test_a_line_on_which_a_message_was_cut_off_is_not_used_again(
    email: EmailAdapter, server: MailServer
) -> None:
    server.says("DATA", SILENCE)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await _send(email)
    await _send(email, "12345678-2")
    assert server.connections == 2


async def test_a_message_of_unclear_outcome_is_sent_again_as_the_same_message(
    email: EmailAdapter, server: MailServer
) -> None:
    # The server took it, and its answer was lost: nobody can know.
    server.says("DATA", "taken " + "421 gone")
    with pytest.raises(TryLater):
        await _send(email)
    assert await email.find(TO, "12345678-1") is None
    await _send(email)
    assert {mail.message["Message-ID"] for mail in server.mails} == {"<12345678-1@example.org>"}
    assert len(server.mails) == 2


async def test_what_this_process_saw_taken_is_found(email: EmailAdapter, server: MailServer) -> None:
    await _send(email)
    found = await email.find(TO, "12345678-1")
    assert found is not None
    assert found.message == "12345678-1"
    assert await email.find(TO, "12345678-2") is None


async def test_connections_are_used_again_and_never_more_than_two(
    email: EmailAdapter, server: MailServer
) -> None:
    await asyncio.gather(*(_send(email, f"12345678-{n}") for n in range(20)))
    assert len(server.mails) == 20
    assert server.most <= 2
    assert server.connections <= 2


async def test_a_connection_that_the_server_has_closed_is_made_again(
    email: EmailAdapter, server: MailServer
) -> None:
    await _send(email)
    await server.stop()
    await server.start()
    await _send(email, "12345678-2")
    assert len(server.mails) == 2


async def test_idle_connections_are_hung_up_on(
    email: EmailAdapter, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _send(email)
    await email.mailer.tidy()
    assert server.open == 1
    monkeypatch.setattr("adapters.email.mailer.IDLE_SECONDS", -1)
    await email.mailer.tidy()
    await asyncio.sleep(0.05)
    assert server.open == 0


async def test_a_server_that_is_gone_is_asked_ever_more_rarely(server: MailServer) -> None:
    email = _adapter(server.url)
    await server.stop()
    pauses = []
    for _try in range(8):
        with pytest.raises(TryLater) as later:
            await _send(email)
        assert later.value.everywhere
        pauses.append(later.value.after)
    assert pauses == [60, 120, 240, 480, 960, 1800, 1800, 1800]
    assert not email.health().ok
    assert "no connection" in email.health().detail
    await server.start()
    await _send(email)
    assert email.health().ok


async def test_a_login_is_made_and_a_wrong_one_said(tmp_path: Path) -> None:
    async with MailServer(auth=True) as server:
        email = _adapter(server.url)
        await _send(email)
        assert server.mails[0].login
        [there, links] = await email.check()
        assert there.ok
        assert "logged in" in there.detail
        assert links.ok
        await email.close()
        wrong = _adapter(server.url.replace("p%40ss", "other"))
        with pytest.raises(TryLater) as later:
            await _send(wrong)
        assert (later.value.everywhere, str(later.value)) == (True, "the mail server refuses us (535)")
        [told, _links] = await wrong.check()
        assert not told.ok
        assert "535" in told.detail
        assert "smtp.url" in told.detail


async def test_a_check_sends_nothing_and_says_what_to_do(server: MailServer) -> None:
    email = _adapter(server.url)
    [there, _links] = await email.check()
    assert there.ok
    assert "not encrypted, no login" in there.detail
    assert "MAIL" not in server.commands
    await server.stop()
    [gone, _links] = await email.check()
    assert not gone.ok
    assert "may this machine connect there?" in gone.detail


@pytest.mark.parametrize(
    ("url", "well", "words"),
    [
        ("https://cop.example.org", True, "lead to https://cop.example.org"),
        ("http://cop.intranet", True, "one click over https:// only"),
        ("", False, "set web.url"),
        ("http://localhost:8080", False, "set web.url"),
    ],
)
async def test_a_check_looks_at_where_links_lead(
    server: MailServer, url: str, well: bool, words: str
) -> None:
    settings = Settings(smtp={"url": server.url, "sender": SENDER}, web={"url": url})
    [_there, links] = await EmailAdapter(Core(), settings, Post(), SECRET).check()  # type: ignore[arg-type]
    assert links.ok is well
    assert words in links.detail


async def test_a_password_is_not_said_in_the_clear_to_another_machine(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    email = _adapter(f"smtp://cop:secret@127.0.0.1:{server.port}")
    monkeypatch.setattr(Server, "is_here", property(lambda _self: False))
    with pytest.raises(TryLater, match="offers no TLS"):
        await _send(email)
    [told, _links] = await email.check()
    assert "the password is not sent" in told.detail


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl here to make a certificate with")
    made = tmp_path / "server.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-keyout", made, "-out", tmp_path / "cert.pem", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
        check=True, capture_output=True, timeout=30,
    )  # fmt: skip
    made.write_bytes(made.read_bytes() + (tmp_path / "cert.pem").read_bytes())
    return made


async def test_starttls_is_used_where_it_is_offered(certificate: Path) -> None:
    theirs = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    theirs.load_cert_chain(certificate)
    async with MailServer(auth=True, tls=theirs) as server:
        trusting = Mailer(Server.of(server.url), ssl.create_default_context(cafile=str(certificate)))
        await trusting.send("cop@example.org", "alice@example.org", b"Subject: x\r\n\r\nHello\r\n")
        assert (server.mails[0].secure, server.mails[0].login) == (True, True)
        await trusting.close()
        strict = Mailer(Server.of(server.url))
        with pytest.raises(TryLater, match="certificate is not trusted"):
            await strict.send("cop@example.org", "alice@example.org", b"x\r\n")
        assert len(server.mails) == 1


async def test_smtps_is_encrypted_from_the_start(certificate: Path) -> None:
    theirs = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    theirs.load_cert_chain(certificate)
    async with MailServer(auth=True, tls=theirs, at_once=True) as server:
        trusting = Mailer(Server.of(server.url), ssl.create_default_context(cafile=str(certificate)))
        await trusting.send("cop@example.org", "alice@example.org", b"Subject: x\r\n\r\nHello\r\n")
        assert (server.mails[0].secure, server.mails[0].login) == (True, True)
        await trusting.close()
        strict = Mailer(Server.of(server.url))
        with pytest.raises(TryLater, match="certificate is not trusted"):
            await strict.send("cop@example.org", "alice@example.org", b"x\r\n")
        assert len(server.mails) == 1


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_what_people_write_ends_neither_the_dialogue_nor_the_message(
    email: EmailAdapter, server: MailServer, hostile: str
) -> None:
    await email.send(TO, Card((Paragraph((hostile,)),), title=hostile), "12345678-1")
    await _send(email, "12345678-2")
    assert [mail.message["Message-ID"] for mail in server.mails] == [
        "<12345678-1@example.org>",
        "<12345678-2@example.org>",
    ]
    assert {mail.recipient for mail in server.mails} == {"alice@example.org"}


async def test_an_address_that_is_not_wanted_any_more_gets_nothing(
    email: EmailAdapter, server: MailServer
) -> None:
    email._postbox.known = None  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="address_gone"):
        await _send(email)
    assert server.commands == []


async def test_an_e_mail_can_be_neither_changed_nor_taken_back(
    email: EmailAdapter, server: MailServer
) -> None:
    where = await email.send(TO, text("Hello"), "12345678-1")
    await email.edit(where, Card((Paragraph(("Other",)),)))
    await email.delete(where)
    assert len(server.mails) == 1


@pytest.mark.parametrize(
    ("url", "host", "port", "tls", "user", "password"),
    [
        ("smtp://mail.example.org", "mail.example.org", 25, False, "", ""),
        ("smtp://u:p@mail.example.org", "mail.example.org", 587, False, "u", "p"),
        ("smtps://a%40b.org:p%3Aw%2F%40@mail.example.org", "mail.example.org", 465, True, "a@b.org", "p:w/@"),
        ("smtps://u:p@mail.example.org:2465", "mail.example.org", 2465, True, "u", "p"),
    ],
)
def test_a_server_is_named_by_its_address(
    url: str, host: str, port: int, tls: bool, user: str, password: str
) -> None:
    server = Server.of(url)
    assert (server.host, server.port, server.tls, server.user, server.password) == (
        host,
        port,
        tls,
        user,
        password,
    )
    assert "p:w" not in repr(server)


@pytest.mark.parametrize("url", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://x:99999"])
def test_an_address_that_is_no_server_s_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(ValueError, match="not like smtps://"):
        Settings(smtp={"url": url, "sender": SENDER})


@pytest.mark.parametrize("sender", ["", "Convenor", "cop@", "cop@exa mple.org", "a@b.org\nBcc: x@y.org"])
def test_a_server_needs_a_sender(sender: str) -> None:
    with pytest.raises(ValueError, match=r"smtp\.sender is needed"):
        Settings(smtp={"url": "smtp://mail.example.org", "sender": sender})
