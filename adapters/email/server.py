"""The mail server as the settings name it: smtp://user:password@host:587, or smtps:// for TLS at once."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from bot.settings import Smtp

_PORTS = {"smtps": 465, "smtp": 587}
_RELAY = 25
"""The port of a server that takes e-mails without a login."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where e-mails are handed over. `tls` says that the connection begins encrypted."""

    host: str
    port: int
    tls: bool
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def of(cls, url: str) -> Server:
        """The server of an address that the settings took (see `bot.settings.Smtp`)."""
        parts = urlsplit(url)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        usual = _PORTS[parts.scheme] if user or parts.scheme == "smtps" else _RELAY
        return cls(parts.hostname or "", parts.port or usual, parts.scheme == "smtps", user, password)

    @property
    def is_here(self) -> bool:
        """Whether it runs on this machine, so that nobody listens on the way."""
        return is_this_machine(self.host)


def is_this_machine(host: str) -> bool:
    """Whether a host's name or address is this machine's own, and another one to everybody else."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def sender_of(settings: Smtp) -> Address:
    """Whom e-mails come from."""
    name, address = parseaddr(settings.sender)
    return Address(name, addr_spec=address)
