"""Addresses that people gave for e-mail, and the confirmations that were sent to them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, BigId


class EmailAddress(Base):
    """An address of a person, its domain in small letters.

    Nothing but a confirmation is sent to it before `confirmed_at`, and nothing at all after `stopped_at`.
    A person has at most one that is confirmed and one that is not yet. `tries` are the codes typed since
    `asked_at`, when the confirmation was sent; `refused` is how often in a row the mail server refused it.
    """

    __tablename__ = "email_address"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    address: Mapped[str] = mapped_column(String(254))
    asked_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    confirmed_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    refused: Mapped[int] = mapped_column(default=0)


class EmailConfirmation(Base):
    """A confirmation that was sent, kept for a day so that they can be counted; it outlives its address."""

    __tablename__ = "email_confirmation"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    address: Mapped[str] = mapped_column(String(254), index=True)
    sent_at: Mapped[datetime] = mapped_column(index=True)
