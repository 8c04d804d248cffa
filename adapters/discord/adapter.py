"""Discord as an adapter: the port on one side, discord.py on the other."""

from __future__ import annotations

from adapters.discord import files, limits, receive
from adapters.discord.actions import Questions
from adapters.discord.check import checked
from adapters.discord.conversation import Conversation
from adapters.discord.gateway import Gateway
from adapters.discord.publish import point_library_at
from adapters.discord.scheduled_events import ScheduledEvents
from adapters.discord.send import Sender
from adapters.discord.workspaces import described
from bot.adapter import Adapter, CalendarEntry, Core, Health, Target
from bot.incoming import FileRef, MessageRef, Who
from bot.replies import Reply
from bot.settings import Discord
from bot.words import _


class DiscordAdapter(Adapter):
    """Discord, by one bot token. Times of the answers and the connection: see `answer` and `gateway`."""

    name = receive.PLATFORM
    seconds_between_posts = 1.0
    max_form_fields = limits.MODAL_FIELDS
    only_one_process = True
    max_file_bytes = limits.FILE_BYTES
    keeps_forms_open = False
    opening = _(
        "To get them directly, allow direct messages: the server's name at the top, Privacy Settings, "
        "Direct Messages."
    )

    def __init__(self, core: Core, settings: Discord) -> None:
        self._settings = settings
        token = settings.token.get_secret_value() if settings.token else ""
        questions = Questions()
        self._sender = Sender(token, questions)
        self._events = ScheduledEvents(self._sender)
        self._gateway = Gateway(token, core.registry, Conversation(core, questions))

    async def prepare(self) -> None:
        """Point discord.py at another Discord, where one is set (for tests)."""
        point_library_at(self._settings)

    async def run(self) -> None:
        """Stay connected to the gateway."""
        await self._gateway.run()

    async def close(self) -> None:
        """Let go of the sending side's connections."""
        await self._sender.close()

    def health(self) -> Health:
        """Whether the gateway is connected."""
        return self._gateway.health()

    async def check(self) -> list[Health]:
        """Ask Discord about the token, the servers and the rights there."""
        return await checked(self._sender)

    async def send(self, target: Target, reply: Reply, key: str) -> MessageRef:
        """Post a card."""
        return await self._sender.send(target, reply, key)

    async def find(self, target: Target, key: str) -> MessageRef | None:
        """The message that was posted with that key."""
        return await self._sender.find(target, key)

    async def edit(self, message: MessageRef, reply: Reply) -> None:
        """Show the card in place of what the message shows."""
        await self._sender.edit(message, reply)

    async def delete(self, message: MessageRef) -> None:
        """Take the message away."""
        await self._sender.delete(message)

    async def open_thread(self, message: MessageRef, name: str) -> None:
        """Open a public thread on the message."""
        await self._sender.open_thread(message, name)

    async def mirror(self, workspace: str, entry: CalendarEntry, known: str) -> str:
        """Put an entry among the server's scheduled events."""
        return await self._events.put(workspace, entry, known)

    async def find_mirrored(self, workspace: str, entry: CalendarEntry) -> str | None:
        """The scheduled event that was made of the entry."""
        return await self._events.find(workspace, entry)

    async def unmirror(self, workspace: str, known: str) -> None:
        """Take a scheduled event away."""
        await self._events.take(workspace, known)

    async def describe(self, who: Who) -> Who:
        """What the guild knows of an account that came by a direct message."""
        return await described(self._gateway.client, who)

    async def download(self, file: FileRef, limit: int) -> bytes:
        """What somebody attached, from where Discord keeps it."""
        return await files.content(file, limit, self._settings.api_url)
