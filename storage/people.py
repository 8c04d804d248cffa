"""People, the accounts they write from, and what they say of themselves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, BigId


class Person(Base):
    """Somebody, whatever they write from. `language` and `time_zone` are None until known.

    `digest_planned` says that it is reckoned when their next digest comes; what that depends on, such as
    their zone, sets it back.
    """

    __tablename__ = "person"
    __table_args__ = (
        Index(
            "ix_person_unplanned",
            "id",
            sqlite_where=text("digest_planned = 0"),
            postgresql_where=text("NOT digest_planned"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    language: Mapped[str | None] = mapped_column(String(35))
    time_zone: Mapped[str | None] = mapped_column(String(64))
    findable: Mapped[bool] = mapped_column(default=False)
    digest_planned: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime]


class Identity(Base):
    """An account of a person in one workspace of one platform; `name_key` is the folded name."""

    __tablename__ = "identity"
    __table_args__ = (UniqueConstraint("platform", "workspace", "account"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    platform: Mapped[str] = mapped_column(String(20))
    workspace: Mapped[str] = mapped_column(String(64))
    account: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200), default="")
    handle: Mapped[str] = mapped_column(String(200), default="")
    avatar: Mapped[str | None] = mapped_column(String(500))
    administers: Mapped[bool] = mapped_column(default=False)
    seen_at: Mapped[datetime]


class ProfileField(Base):
    """One thing that a person says of themselves, and to whom: "everyone", "communities" or "nobody"."""

    __tablename__ = "profile_field"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(30), primary_key=True)
    value: Mapped[str] = mapped_column(String(2000))
    visibility: Mapped[str] = mapped_column(String(12))
