"""A real mail server on loopback, strict: it takes seven bits only, and can be told how to misbehave.

    async with MailServer() as server:
        server.says("RCPT", "451 4.7.1 Greylisted")
        … server.url … server.mails

`says` has the next such command answered so; `HANG_UP` closes the connection
instead, and `SILENCE` never answers.
"""

from __future__ import annotations

import asyncio
import ssl
import warnings
from collections import defaultdict, deque
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

HANG_UP, SILENCE = "hang up", "silence"
USER, PASSWORD = "cop@example.org", "p@ss/w:rd"


@dataclass(frozen=True)
class Mail:
    """What arrived: from and to as the server was told, the bytes, and how the client came."""

    sender: str
    recipient: str
    content: bytes
    secure: bool
    login: bool

    @property
    def message(self) -> EmailMessage:
        """The message as a mail program reads it."""
        read = message_from_bytes(self.content, policy=policy.default)
        assert isinstance(read, EmailMessage)
        return read

    @property
    def text(self) -> str:
        """The plain text."""
        return self._body("plain")

    @property
    def html(self) -> str:
        """The page."""
        return self._body("html")

    def _body(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        assert part is not None
        return str(part.get_content()).replace("\r\n", "\n")


class MailServer:
    """Keeps what arrives in `mails`; `connections` counts those that were ever made, `most` those at once.

    `tls` is offered (STARTTLS), or with `at_once` where every connection begins.
    """

    def __init__(
        self, *, auth: bool = False, tls: ssl.SSLContext | None = None, at_once: bool = False
    ) -> None:
        self.mails: list[Mail] = []
        self.commands: list[str] = []
        self.connections = self.open = self.most = 0
        self._auth, self._tls = auth, None if at_once else tls
        self._at_once = tls if at_once else None
        self._scripts: defaultdict[str, deque[str]] = defaultdict(deque)
        self._server: asyncio.Server | None = None
        self._transports: set[asyncio.BaseTransport] = set()
        self.port = 0

    @property
    def url(self) -> str:
        """The server's address, as it stands in the settings."""
        login = "cop%40example.org:p%40ss%2Fw%3Ard@" if self._auth else ""
        return f"smtp{'s' if self._at_once else ''}://{login}127.0.0.1:{self.port}"

    def says(self, command: str, answer: str, times: int = 1) -> None:
        """Have the next such commands answered so."""
        self._scripts[command].extend([answer] * times)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def start(self) -> None:
        """Listen, on the same port as before."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._protocol, "127.0.0.1", self.port, ssl=self._at_once)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening, and hang up on everybody."""
        assert self._server
        self._server.close()
        for transport in list(self._transports):
            transport.abort()  # type: ignore[attr-defined]
        await asyncio.sleep(0.05)

    async def __aexit__(self, *_error: object) -> None:
        await self.stop()

    def _protocol(self) -> SMTP:
        with warnings.catch_warnings():
            # It warns of logins without TLS, which is what is tested here.
            warnings.simplefilter("ignore", UserWarning)
            return self._connection()

    def _connection(self) -> SMTP:
        return _Connection(
            self,
            hostname="mail.test",
            # Strict: without 8BITMIME, and whatever is not ASCII is refused.
            decode_data=True,
            tls_context=self._tls,
            auth_required=self._auth,
            auth_require_tls=self._auth and self._tls is not None,
            authenticator=_authenticate if self._auth else None,
            loop=asyncio.get_running_loop(),
        )

    # --- what aiosmtpd asks

    async def handle_MAIL(
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        assert "BODY=8BITMIME" not in options
        said = await self._said("MAIL", server)
        if said == "250 OK":
            envelope.mail_from = address
        return said

    async def handle_RCPT(
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        said = await self._said("RCPT", server)
        if said == "250 OK":
            envelope.rcpt_tos.append(address)
        return said

    async def handle_RSET(self, server: SMTP, _session: Session, _envelope: Envelope) -> str:
        return await self._said("RSET", server)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        said = await self._said("DATA", server)
        if said == "250 OK" or said.startswith("taken "):
            content = envelope.original_content or b""
            self.mails.append(
                Mail(
                    envelope.mail_from or "",
                    envelope.rcpt_tos[0],
                    content,
                    session.ssl is not None or self._at_once is not None,
                    session.authenticated,
                )
            )
        return said.removeprefix("taken ")

    async def _said(self, command: str, server: SMTP) -> str:
        self.commands.append(command)
        script = self._scripts[command]
        said = script.popleft() if script else "250 OK"
        if said == SILENCE:
            await asyncio.get_running_loop().create_future()
        if said == HANG_UP:
            assert server.transport is not None
            server.transport.abort()  # type: ignore[attr-defined]
        return said


def _authenticate(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any
) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (
        USER.encode(),
        PASSWORD.encode(),
    )
    return AuthResult(success=right, handled=False)


class _Connection(SMTP):
    """One connection, counted."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        server: MailServer = self.event_handler
        if transport not in server._transports and self.transport is None:
            server.connections += 1
            server.open += 1
            server.most = max(server.most, server.open)
        server._transports.add(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.event_handler.open -= 1
        super().connection_lost(error)
