"""Connections to the mail server: at most two, kept for a while, each for one e-mail at a time."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass

import structlog
from aiosmtplib import SMTP, SMTPException

from adapters.email import failures
from adapters.email.server import Server
from bot.adapter import SendError, TryLater

log = structlog.get_logger()

MOST_CONNECTIONS = 2
MOST_EACH = 100
"""How many e-mails go over one connection; some servers want no more."""
COMMAND_SECONDS = 15.0
MESSAGE_SECONDS = 60.0
"""How long the server may take to accept a message: some read it for viruses first."""
IDLE_SECONDS = 20.0
LONGEST_PAUSE = 1800.0


@dataclass
class _Line:
    """One connection, and how it has been used."""

    smtp: SMTP
    sent: int = 0
    idle_since: float = 0.0


class Mailer:
    """Hands e-mails over to one server. `trouble` is what is wrong with the server, "" for nothing."""

    def __init__(self, server: Server, tls: ssl.SSLContext | None = None) -> None:
        self._server = server
        self._tls = tls
        self._places = asyncio.Semaphore(MOST_CONNECTIONS)
        self._free: list[_Line] = []
        self._failures = 0
        self.trouble = ""

    async def send(self, sender: str, recipient: str, message: bytes) -> None:
        """Hand a message over; returns when the server has taken it. Raises as `Adapter.send` does."""
        try:
            async with self._places:
                await self._send(sender, recipient, message)
        except TryLater as error:
            if error.everywhere:
                raise self._rest(error) from None
            raise
        self._works()

    async def _send(self, sender: str, recipient: str, message: bytes) -> None:
        line = await self._line()
        whole = False
        try:
            await _announce(line.smtp, sender, recipient)
            await _hand_over(line.smtp, message)
            line.sent += 1
            whole = True
        except SendError:
            # The server has answered, so the connection is in order if it is still there.
            whole = line.smtp.is_connected
            raise
        finally:
            # Not whole: also where this was cancelled in the middle, and nobody knows what comes next on it.
            if whole and line.sent < MOST_EACH:
                line.idle_since = asyncio.get_running_loop().time()
                self._free.append(line)
            else:
                line.smtp.close()

    async def _line(self) -> _Line:
        """A connection that answers: one that is free, else a new one."""
        while self._free:
            line = self._free.pop()
            try:
                await line.smtp.rset()
            except (SMTPException, OSError):
                line.smtp.close()
            else:
                return line
        return _Line(await self._connected())

    async def _connected(self) -> SMTP:
        try:
            return await self.connect()
        except (SMTPException, OSError, failures.NotSafe) as error:
            raise failures.before_message(error) from None

    async def connect(self) -> SMTP:
        """A new connection, encrypted where the server offers it, and logged in. Raises what aiosmtplib does.

        Raises `NotSafe` where a password would have to be said in the clear to another machine.
        """
        server = self._server
        smtp = SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.tls,
            start_tls=None if not server.tls else False,
            tls_context=self._tls,
            timeout=COMMAND_SECONDS,
        )
        await smtp.connect()
        try:
            if server.user:
                if smtp.get_transport_info("sslcontext") is None and not server.is_here:
                    raise failures.NotSafe
                await smtp.login(server.user, server.password)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _rest(self, error: TryLater) -> TryLater:
        """The same, with a pause that grows as long as nothing works."""
        self._failures += 1
        if self.trouble != str(error):
            log.error("no e-mail can be sent", reason=str(error))
        self.trouble = str(error)
        pause = min(error.after * 2 ** min(self._failures - 1, 10), LONGEST_PAUSE)
        return TryLater(pause, self.trouble, everywhere=True)

    def _works(self) -> None:
        if self.trouble:
            log.info("e-mails can be sent again")
        self._failures, self.trouble = 0, ""

    async def tidy(self) -> None:
        """Hang up on connections that nobody has used for a while."""
        before = asyncio.get_running_loop().time() - IDLE_SECONDS
        idle = [line for line in self._free if line.idle_since < before]
        self._free = [line for line in self._free if line.idle_since >= before]
        await asyncio.gather(*(_hang_up(line.smtp) for line in idle))

    async def close(self) -> None:
        """Hang up on all that is idle."""
        free, self._free = self._free, []
        await asyncio.gather(*(_hang_up(line.smtp) for line in free))


async def _announce(smtp: SMTP, sender: str, recipient: str) -> None:
    try:
        await smtp.mail(sender)
        await smtp.rcpt(recipient)
    except (SMTPException, OSError) as error:
        raise failures.before_message(error) from None


async def _hand_over(smtp: SMTP, message: bytes) -> None:
    try:
        await smtp.data(message, timeout=MESSAGE_SECONDS)
    except (SMTPException, OSError) as error:
        raise failures.in_message(error) from None


async def _hang_up(smtp: SMTP) -> None:
    try:
        await smtp.quit(timeout=1)
    except (SMTPException, OSError):
        smtp.close()
