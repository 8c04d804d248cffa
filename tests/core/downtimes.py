"""Everything that is due by time, with what becomes of it when no process was there."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from bot.services.digests import digests
from bot.services.events import notes, planning, reminders
from bot.services.polls.polls import CLOSE_JOB
from bot.services.prompts import prompts
from commands.prompt.rounds import CLOSE
from storage.alerts import AlertSetting
from storage.items import Item
from storage.news import Feed
from storage.people import Identity
from tests.core.downtime_scene import Scene, Thing
from tests.drivers.paper import NOON
from tests.feeds import item, rss
from tests.scenes import number

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class ReminderBefore(Thing):
    said, after = "a reminder, when the event is still to come", (1, 1, 1)

    async def falls_due(self, scene: Scene) -> None:
        event = await scene.event('"Clinic" "30 November 12:00"')
        await scene.chat.says("alice", f'/event remind {event} "10 days"')
        await scene.until_run(reminders.JOB)

    async def came(self, scene: Scene) -> int:
        return await scene.count("It begins in")


class ReminderAfter(ReminderBefore):
    said, after = "a reminder, when the event has begun", (0, 0, 0)

    async def falls_due(self, scene: Scene) -> None:
        event = await scene.event('"Clinic" "30 November 12:00"')
        await scene.chat.says("alice", f'/event remind {event} "15 minutes"')
        await scene.until_run(reminders.JOB)


class ReminderWritten(ReminderAfter):
    said, after = "a reminder that was written and not sent, when the event has begun", (0, 0, 0)

    async def falls_due(self, scene: Scene) -> None:
        await super().falls_due(scene)
        await scene.chat.clock.tick()


class Written(Thing):
    said, after = "anything else that was written and not sent", (1, 1, 1)

    async def falls_due(self, scene: Scene) -> None:
        await scene.chat.says("bob", '/poll new "Lunch?" Soup Salad')

    async def came(self, scene: Scene) -> int:
        return await scene.count("Lunch?", "general")


class Notes(Thing):
    said, after = "the question for the notes of an event", (1, 1, 0)

    async def falls_due(self, scene: Scene) -> None:
        await scene.event('"Clinic" "tomorrow 15:00"')
        await scene.until_run(notes.JOB)

    async def came(self, scene: Scene) -> int:
        return await scene.count("is over", by="alice")


class EventCard(Thing):
    said, after = "an event's card, which shows the next time", (1, 1, 1)

    async def falls_due(self, scene: Scene) -> None:
        await scene.event('"Stand-up" "tomorrow 10:00 for 30 minutes daily"')
        await scene.until_run(planning.NEXT_JOB)

    async def came(self, scene: Scene) -> int:
        following = scene.chat.now + (DAY if scene.chat.now.hour >= 10 else timedelta(0))
        return await scene.count(f"{following:%-d %b %Y}, 10:00", "general")


class Mirror(Thing):
    said, after = "the next time of an event in the platform's own calendar", (1, 1, 1)

    async def falls_due(self, scene: Scene) -> None:
        await scene.event('"Stand-up" "tomorrow 10:00 for 30 minutes daily"')
        await scene.until_run(planning.NEXT_JOB)

    async def came(self, scene: Scene) -> int:
        return sum(entry.starts > scene.chat.now for entry in scene.paper.entries.values())


class Poll(Thing):
    said, after = "the end of a poll, with its result", (1, 1, 1)

    async def falls_due(self, scene: Scene) -> None:
        await scene.chat.says("bob", '/poll new "Lunch?" Soup Salad closes: "in 2 hours"')
        await scene.runs()
        await scene.until_run(CLOSE_JOB)

    async def came(self, scene: Scene) -> int:
        return await scene.count("Result: Lunch?", "general")


class WeeklyPrompt(Thing):
    said, after = "a weekly prompt", (1, 0, 1)

    async def falls_due(self, scene: Scene) -> None:
        await scene.chat.says("alice", '/prompt add "Who is missing?"')
        await scene.chat.says("alice", '/prompt add "Who is new?"')
        await scene.chat.says("alice", "/prompt schedule weekly")
        await scene.until_run(prompts.JOB)

    async def came(self, scene: Scene) -> int:
        return await scene.count("Who is", "general")


class PromptRound(Thing):
    said, after = "the end of a prompt's round, with its summary", (1, 1, 1)

    async def falls_due(self, scene: Scene) -> None:
        await scene.chat.says("alice", '/prompt add "Who is missing?"')
        asked = number(await scene.chat.says("alice", "/prompt now"))
        await scene.runs()
        await scene.chat.says("bob", f"/comment add {asked} Erin")
        await scene.until_run(CLOSE)

    async def came(self, scene: Scene) -> int:
        return await scene.count("What we said", "general")


class WeeklyDigest(Thing):
    said, after = "a community's weekly digest", (1, 1, 1)

    async def falls_due(self, scene: Scene) -> None:
        await scene.chat.says("bob", "/topic new Caddies")
        await scene.runs()
        await scene.until_run(digests.JOB)

    async def came(self, scene: Scene) -> int:
        return await scene.count("What was new in", "general")


class OwnDigest(Thing):
    said, after = "a person's weekly digest", (1, 1, 1)

    async def falls_due(self, scene: Scene) -> None:
        await scene.chat.says("alice", "/topic new Caddies")
        await scene.runs()
        bob = select(Identity.person_id).where(Identity.account == "bob").scalar_subquery()
        await scene.until(select(AlertSetting.digest_at).where(AlertSetting.person_id == bob))

    async def came(self, scene: Scene) -> int:
        return await scene.count("What is new for you")


class Alert(Thing):
    said, after = "an alert, such as one that waited for the end of quiet hours", (1, 1, 0)

    async def falls_due(self, scene: Scene) -> None:
        await scene.chat.says("bob", "/alerts set now")
        await scene.chat.says("bob", "/alerts quiet 11:00-14:00")
        await scene.chat.says("alice", "/topic new Caddies")
        await scene.runs()
        scene.chat.now = NOON + 2 * HOUR

    async def came(self, scene: Scene) -> int:
        return await scene.count("Caddies")


class Entry(Thing):
    said, after = "an entry of a feed", (1, 1, 0)

    async def falls_due(self, scene: Scene) -> None:
        scene.web.put("/feed", rss(item("One")))
        await scene.chat.says("alice", f"/feed add {scene.web.url()}")
        await scene.runs()
        scene.web.put("/feed", rss(item("Two", NOON + HOUR), item("One")))
        scene.chat.now = NOON + HOUR

    async def came(self, scene: Scene) -> int:
        return await scene.count("Two", "general")


class FeedThatFailed(Thing):
    said, after = "the next look at a feed, also at one that failed", (1, 1, 1)

    async def falls_due(self, scene: Scene) -> None:
        scene.web.put("/feed", rss(item("One")))
        await scene.chat.says("alice", f"/feed add {scene.web.url()}")
        await scene.runs()
        scene.web.put("/feed", status=500)
        await scene.until(select(Feed.next_at))
        await scene.runs()
        scene.web.asked.clear()
        await scene.until(select(Feed.next_at))

    async def came(self, scene: Scene) -> int:
        return len(scene.web.asked)


class FeedAddress(Thing):
    said, after = "a look at an address that somebody has just given", (1, 1, 1)

    async def falls_due(self, scene: Scene) -> None:
        scene.web.put("/feed", rss(item("One")))
        await scene.chat.says("alice", f"/feed add {scene.web.url()}")

    async def came(self, scene: Scene) -> int:
        return await scene.count("from now on", by="alice")


class Deleted(Thing):
    said, after = "the end of what was deleted thirty days ago", (1, 1, 1)

    async def falls_due(self, scene: Scene) -> None:
        topic = number(await scene.chat.says("bob", "/topic new Caddies"))
        await scene.chat.says("bob", f"/item delete {topic}")
        await scene.runs()
        scene.chat.now += 30 * DAY

    async def came(self, scene: Scene) -> int:
        async with scene.chat.database.read() as tx:
            left = await tx.execute(select(func.count()).select_from(Item).where(Item.title == "Caddies"))
            return int(not left.scalar_one())


THINGS: tuple[Thing, ...] = (
    ReminderBefore(),
    ReminderAfter(),
    ReminderWritten(),
    Written(),
    Notes(),
    EventCard(),
    Mirror(),
    Poll(),
    WeeklyPrompt(),
    PromptRound(),
    WeeklyDigest(),
    OwnDigest(),
    Alert(),
    Entry(),
    FeedThatFailed(),
    FeedAddress(),
    Deleted(),
)
