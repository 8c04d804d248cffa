"""How a message body becomes a message: checked, kept, told to the gateway.

Channel messages, interaction responses and follow-ups all go through here, so
that the same limits hold for each.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Sequence

from tests.servers.discord import payloads
from tests.servers.discord.core import Core
from tests.servers.discord.errors import Json, Refused, invalid_form
from tests.servers.discord.message_limits import (
    is_empty,
    mentioned_ids,
    uncontrolled_mentions,
    wrongs_of_message,
)
from tests.servers.discord.things import LOADING, Attachment, Channel, Message, User, now
from tests.servers.discord.web import Upload


class Postbox:
    """Creates, edits and deletes messages."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._world = core.world

    def create(
        self,
        channel: Channel,
        author: User,
        body: Json,
        files: Sequence[Upload] = (),
        *,
        ephemeral_to: User | None = None,
        metadata: Json | None = None,
    ) -> Message:
        """A new message from a body that was sent; raises `Refused` where it breaks a limit."""
        self.check(body, files, new=True)
        message = Message(self._world.new_id(), channel, author, ephemeral_to=ephemeral_to, metadata=metadata)
        message.flags = body.get("flags") or 0
        message.nonce = str(body["nonce"]) if body.get("nonce") is not None else None
        message.reference = self._reference(body, channel)
        self._fill(message, body, files)
        self.keep(message)
        return message

    def keep(self, message: Message) -> None:
        """Put a message into its channel and tell those who may know."""
        message.channel.messages[message.id] = message
        if message.ephemeral_to is None:
            self._world.announce("MESSAGE_CREATE", self.event(message))
        self._world.changes.announce()

    def edit(self, message: Message, body: Json, files: Sequence[Upload] = ()) -> None:
        """Change a message; a loading one becomes the answer it stood for."""
        self.check(body, files, existing=message)
        self._fill(message, body, files)
        if is_empty(
            {"content": message.content, "embeds": message.embeds}, len(message.attachments)
        ) and not (message.components):
            raise Refused(400, 50006, "Cannot send an empty message", fault="a message edited to nothing")
        message.flags &= ~LOADING
        message.edits += 1
        message.edited_at = now()
        if message.ephemeral_to is None:
            self._world.announce("MESSAGE_UPDATE", self.event(message))
        self._world.changes.announce()

    def delete(self, message: Message) -> None:
        """Take a message away."""
        message.channel.messages.pop(message.id, None)
        message.deleted = True
        message.flags &= ~LOADING
        if message.ephemeral_to is None:
            gone = {"id": str(message.id), "channel_id": str(message.channel.id)}
            if message.channel.guild:
                gone["guild_id"] = str(message.channel.guild.id)
            self._world.announce("MESSAGE_DELETE", gone)
        self._world.changes.announce()

    def check(
        self, body: Json, files: Sequence[Upload], *, new: bool = False, existing: Message | None = None
    ) -> None:
        """Hold a body to the limits; raises `Refused`, and notes calls that nobody decided on as faults."""
        names = [file.filename for file in files]
        if existing:
            names += [attachment.filename for attachment in existing.attachments]
        wrongs = wrongs_of_message(body, names)
        if wrongs:
            raise invalid_form(wrongs)
        if new and is_empty(body, len(files)):
            raise Refused(400, 50006, "Cannot send an empty message", fault="an empty message")
        calls = uncontrolled_mentions(body)
        if calls:
            self._core.faults.add(
                f"mentions without allowed_mentions: {', '.join(calls)} in {body['content']!r}"
            )

    def event(self, message: Message) -> Json:
        """The message as gateway events carry it: in a guild with guild and member."""
        body = payloads.message(message)
        guild = message.channel.guild
        if guild:
            body["guild_id"] = str(guild.id)
            author = guild.members.get(message.author.id)
            if author:
                body["member"] = payloads.member(author, with_user=False)
        return body

    def _fill(self, message: Message, body: Json, files: Sequence[Upload]) -> None:
        if "content" in body:
            message.content = body["content"] or ""
            message.mentions = self._mentioned(message.content)
        if "embeds" in body:
            message.embeds = [{"type": "rich", **embed} for embed in body["embeds"] or ()]
        if "components" in body:
            message.components = numbered(body["components"] or [])
        listed = body.get("attachments")
        if listed is not None:
            kept = {str(entry["id"]) for entry in listed}
            message.attachments = [a for a in message.attachments if str(a.id) in kept]
        message.attachments += self._uploaded(files, listed or [])

    def _uploaded(self, files: Sequence[Upload], listed: list[Json]) -> list[Attachment]:
        about = {f"files[{entry['id']}]": entry.get("description") for entry in listed}
        return [self._world.attach(file.filename, file.content, about.get(file.field)) for file in files]

    def _mentioned(self, content: str) -> list[User]:
        users = self._world.users
        return [users[each] for each in dict.fromkeys(mentioned_ids(content)) if each in users]

    @staticmethod
    def _reference(body: Json, channel: Channel) -> int | None:
        reference = body.get("message_reference")
        if not reference:
            return None
        wanted = int(reference["message_id"])
        if wanted in channel.messages:
            return wanted
        if reference.get("fail_if_not_exists", True):
            error = {"code": "REPLIES_UNKNOWN_MESSAGE", "message": "Unknown message"}
            errors = {"message_reference": {"_errors": [error]}}
            raise Refused(400, 50035, "Invalid Form Body", errors=errors)
        return None


def numbered(components: list[Json]) -> list[Json]:
    """Components as Discord stores them: each with an id of its own, in reading order."""
    stored = copy.deepcopy(components)
    numbers = itertools.count(1)
    for row in stored:
        for component in (row, *row.get("components", ())):
            component.setdefault("id", next(numbers))
    return stored
