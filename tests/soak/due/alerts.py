"""Alerts that wait, as they do in quiet hours, and whose time comes for one person after the other."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, insert, select

from bot.services.alerts.queue import WAITS
from storage.alerts import Alert
from storage.engine import Tx
from storage.happenings import Happening
from storage.items import Item
from tests.drivers.slack import SlackChat
from tests.soak.due import FOUNDER, PEOPLE, Due, community, not_once, person, told
from tests.soak.due.events import Reminders


class Alerts(Due):
    """Each person is to hear once of what is new to them."""

    NAME = Reminders.NAME

    async def prepare(self, chat: SlackChat) -> None:
        """Nothing: people and their communities are there by then."""

    async def fall_due(self, tx: Tx, began: datetime) -> None:
        place, author = await community(tx, self.NAME), await person(tx, FOUNDER)
        made = {"community_id": place, "kind": "topic"}
        for n, who in enumerate(PEOPLE):
            number = 910_000 + n
            item = {"id": number, "title": f"Waiting {n:02}", "created_at": began, "updated_at": began}
            await tx.execute(insert(Item).values(**made, **item, author_id=author))
            happening = {"item_id": number, "at": began, "what": "new", "told": True, "actor_id": author}
            noted = await tx.execute(insert(Happening).values(**made, **happening).returning(Happening.id))
            waits = {"person_id": await person(tx, who), "due_at": began + timedelta(seconds=2 * n)}
            await tx.execute(insert(Alert).values(happening_id=noted.scalar_one(), **waits))

    async def left(self, tx: Tx, now: datetime) -> int:
        return int((await tx.execute(select(func.count()).select_from(Alert).where(WAITS))).scalar_one())

    async def wrong(self, chat: SlackChat) -> list[str]:
        names = [(who, f"Waiting {n:02}") for n, who in enumerate(PEOPLE)]
        return not_once({name: sum(name in text for text in await told(chat, who)) for who, name in names})
