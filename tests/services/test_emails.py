"""Addresses for e-mail: what is one, and codes that nobody guesses."""

from __future__ import annotations

from email.headerregistry import Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import NotUnderstood
from bot.services.email.email_syntax import read_address
from bot.services.email.emails import code_of

_LIKELY = st.text("abcXYZ09.-+_@ <>\"'(),:;[]\\\r\n\t\0éß你|", max_size=40)


@given(st.one_of(st.text(max_size=80), _LIKELY, st.tuples(_LIKELY, _LIKELY).map("@".join)))
def test_whatever_is_written_is_an_address_that_can_stand_in_a_command_or_is_refused(written: str) -> None:
    try:
        address = read_address(written)
    except NotUnderstood as error:
        assert error.field == "address"
        return
    assert address.isascii()
    assert address.isprintable()
    assert not set(address) & set(' <>,;:"()[]\\')
    assert Address(addr_spec=address).addr_spec == address
    assert read_address(address) == address


@given(st.emails())
def test_what_the_world_takes_for_an_address_is_taken_or_refused_with_an_example(written: str) -> None:
    try:
        local, _at, domain = read_address(written).rpartition("@")
    except NotUnderstood as error:
        assert "name@example.org" in str(error)
        return
    assert local == written.rpartition("@")[0]
    assert domain == written.rpartition("@")[2].lower()


@pytest.mark.parametrize(
    "address", ["alice@example.org", "o'neil@x.co", "a+b@sub.example.museum", "1@xn--p1ai.example"]
)
def test_usual_addresses_are_taken(address: str) -> None:
    assert read_address(address) == address


def test_a_code_is_of_one_address_of_one_installation() -> None:
    codes = {code_of(secret, number) for secret in (b"one", b"other") for number in range(1, 500)}
    assert all(len(code) == 6 and code.isdigit() for code in codes)
    assert len(codes) > 990
    assert code_of(b"one", 7) == code_of(b"one", 7)
