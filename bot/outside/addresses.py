"""Which addresses of the network are anybody's, and which may be the operator's own."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_RELAY = ipaddress.IPv4Network("192.88.99.0/24")
_TAKEN = frozenset(
    {1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6679, 6697, 10080}
    | set(range(6665, 6670))
    | {1433, 2375, 2376, 2379, 3306, 5432, 5672, 5984, 6379, 9200, 9300, 11211, 27017}
)
"""Ports above 1023 at which no web server is: those that browsers refuse, and those of databases."""


class Internal(OSError):
    """A connection to an address that is not on the public Internet; all of them read the same."""

    def __init__(self) -> None:
        super().__init__("not on the public Internet")


def is_public(text: str) -> bool:
    """Whether an address (such as "192.0.2.1" or "fe80::1%eth0") is on the public Internet."""
    try:
        address: Address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        address = _carried(address)
    special = address.is_multicast or address.is_reserved or address.is_unspecified or address.is_loopback
    local = address.is_link_local or (isinstance(address, ipaddress.IPv6Address) and address.is_site_local)
    relay = isinstance(address, ipaddress.IPv4Address) and address in _RELAY
    return address.is_global and not (special or local or relay)


def _carried(address: ipaddress.IPv6Address) -> Address:
    """The IPv4 address that one of IPv6 stands for, where it only leads to that one."""
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def has_fair_port(port: int | None) -> bool:
    """Whether a web server may be at that port."""
    return port in (80, 443) or (port is not None and port >= 1024 and port not in _TAKEN)


def guarded_socket(found: tuple[Any, ...]) -> socket.socket:
    """A socket to connect with to what `getaddrinfo` found; raises `Internal` for what is not public."""
    family, kind, protocol, _name, place = found
    if not is_public(str(place[0])):
        raise Internal
    return socket.socket(family, kind, protocol)
