"""What our votes are measured against: Bolt with one listener, as somebody would write it in an afternoon.

`python -m bench.bare insert` keeps each vote with one SQLAlchemy insert;
`python -m bench.bare answer` keeps nothing and only answers.
"""

from __future__ import annotations

import argparse
import os

from aiohttp import web
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

DATABASE = "bare.db"
engine = create_async_engine(f"sqlite+aiosqlite:///{DATABASE}")
sessions = async_sessionmaker(engine)


class Base(DeclarativeBase):
    pass


class Vote(Base):
    __tablename__ = "vote"

    id: Mapped[int] = mapped_column(primary_key=True)
    voter: Mapped[str]
    answer: Mapped[str]


async def insert(ack: AsyncAck, command: dict[str, str]) -> None:
    """Keep the vote, then answer."""
    async with sessions() as session:
        session.add(Vote(voter=command["user_id"], answer=command["text"]))
        await session.commit()
    await ack("Thank you.")


async def answer(ack: AsyncAck) -> None:
    """Answer."""
    await ack("Thank you.")


async def _prepare(_app: web.Application) -> None:
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)


async def _healthz(_request: web.Request) -> web.Response:
    return web.json_response({"ok": True})


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("does", choices=["insert", "answer"])
    parser.add_argument("port", type=int)
    asked = parser.parse_args()
    client = AsyncWebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
    app = AsyncApp(client=client, signing_secret=os.environ["SLACK_SIGNING_SECRET"])
    app.command("/poll")(insert if asked.does == "insert" else answer)
    served = app.web_app("/slack/events")
    served.on_startup.append(_prepare)
    served.router.add_get("/healthz", _healthz)
    web.run_app(served, host="127.0.0.1", port=asked.port, print=None, access_log=None)


if __name__ == "__main__":
    main()
