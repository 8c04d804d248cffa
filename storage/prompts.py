"""Prompts: questions that wait in a community's queue, and those that were asked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, BigId


class Prompt(Base):
    """A question in a queue; the lowest `position` that is not used comes next. `pack` names its pack.

    `key` is made from the text: nobody can ask the same twice, and it tells nothing of other queues.
    """

    __tablename__ = "prompt"

    community_id: Mapped[int] = mapped_column(
        ForeignKey("community.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    key: Mapped[str] = mapped_column(String(16), primary_key=True)
    text: Mapped[str] = mapped_column(String(300))
    pack: Mapped[str] = mapped_column(String(40), default="")
    position: Mapped[int] = mapped_column(BigId)
    added_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    used_at: Mapped[datetime | None]


class PromptRound(Base):
    """A prompt that was asked: an item of kind "prompt". `closed_at` is when its answers were summed up."""

    __tablename__ = "prompt_round"

    item_id: Mapped[int] = mapped_column(
        ForeignKey("item.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)
    closed_at: Mapped[datetime | None]


class PromptSetting(Base):
    """Whether a community's queue begins again when it is used up, and what its facilitators were told."""

    __tablename__ = "prompt_setting"

    community_id: Mapped[int] = mapped_column(
        ForeignKey("community.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    again: Mapped[bool] = mapped_column(default=False, server_default=false())
    told_empty: Mapped[bool] = mapped_column(default=False, server_default=false())
    hinted_at: Mapped[datetime | None]
