"""Questions: asked, answered, and one answer accepted by the asker or a facilitator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select

from bot.errors import Conflict, NotAllowed, NotUnderstood
from bot.services.items import comments, happenings, items
from bot.services.items.comments import Comment
from bot.services.items.items import Item
from bot.services.text import one_line, several_lines, shortened
from bot.words import _
from storage.engine import Tx
from storage.items import Comment as CommentRow
from storage.items import Item as ItemRow

KIND = "question"
ANSWER = "answer"
LONGEST_TITLE = 200
LONGEST_BODY = 8000


@dataclass(frozen=True, slots=True)
class Listed:
    """A question in a list."""

    id: int
    title: str
    created_at: datetime
    answers: int


async def ask(tx: Tx, now: datetime, author: int, community_id: int, title: str, body: str) -> int:
    """Ask; returns the question's number. Raises `NotUnderstood` for an empty question."""
    title = one_line(title)
    if not title:
        raise NotUnderstood(_("What is the question?"), field="question")
    details = several_lines(body, LONGEST_BODY)
    if len(title) > LONGEST_TITLE:
        # Nothing is cut off: what does not fit into the title opens the text.
        details = f"{title}\n\n{details}".strip()
        title = shortened(title, LONGEST_TITLE)
    return await items.create(
        tx, now, KIND, community_id=community_id, author_id=author, title=title, body=details
    )


async def answer(tx: Tx, now: datetime, person_id: int, question: Item, text: str) -> int:
    """Answer a question; returns the answer's number. Raises `Conflict` where they said the same already."""
    if await comments.stands(tx, question.id, person_id, text, kind=ANSWER):
        raise Conflict(
            _("That answer is there already."), action=(_("All answers"), f"ask show {question.id}")
        )
    return await comments.add(tx, now, question.id, person_id, text, kind=ANSWER)


def check_may_accept(person_id: int, question: Item) -> None:
    """Raises `NotAllowed` for all but the asker and facilitators."""
    if not question.may_change(person_id):
        raise NotAllowed(_("Only who asked, or a facilitator, can accept an answer."))


async def accept(tx: Tx, now: datetime, person_id: int, question: Item, number: int) -> Comment:
    """Accept an answer; returns it. Raises `NotAllowed` as `check_may_accept` does."""
    check_may_accept(person_id, question)
    accepted = await comments.get(tx, number, question.id)
    if accepted.kind != ANSWER:
        raise NotUnderstood(_("That is a comment, not an answer."), field="answer")
    await comments.accept(tx, now, accepted)
    await happenings.note(tx, now, "accepted", question.id, actor=person_id, comment=number)
    return accepted


async def unanswered(tx: Tx, community_id: int, *, limit: int = 10, offset: int = 0) -> list[Listed]:
    """The questions of a community without an accepted answer, the oldest first."""
    of_it = (CommentRow.item_id == ItemRow.id) & CommentRow.deleted_at.is_(None)
    answers = select(func.count()).where(of_it, CommentRow.kind == ANSWER).scalar_subquery()
    accepted = exists().where(of_it, CommentRow.accepted_at.is_not(None))
    rows = await tx.execute(
        select(ItemRow.id, ItemRow.title, ItemRow.created_at, answers)
        .where(
            ItemRow.community_id == community_id,
            ItemRow.kind == KIND,
            ItemRow.deleted_at.is_(None),
            ~accepted,
        )
        .order_by(ItemRow.created_at, ItemRow.id)
        .limit(limit)
        .offset(offset)
    )
    return [Listed(*row) for row in rows]
