"""The people: everything that somebody in front of Discord's client can do, and what they then see.

Each act returns when the bot has answered it: within 3 s there is a first
response, or it is a fault and `AssertionError`; an answer that was deferred is
waited for as long as `Rules.patience`.
"""

from __future__ import annotations

import copy
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from tests.servers.discord.commands import Commands
from tests.servers.discord.core import Core
from tests.servers.discord.errors import Json
from tests.servers.discord.gateway import Gateway
from tests.servers.discord.interaction import Interaction, Kind, event
from tests.servers.discord.message_limits import mentioned_ids
from tests.servers.discord.modals import modal_data
from tests.servers.discord.options import Resolved, command_data, find
from tests.servers.discord.permissions import Permission
from tests.servers.discord.postbox import Postbox
from tests.servers.discord.responses import Responses
from tests.servers.discord.things import Attachment, Channel, Message, User

BUTTON = 2
USER_MENU, MESSAGE_MENU = 2, 3


class People:
    """Acts in the names of the users of the world."""

    def __init__(
        self, core: Core, gateway: Gateway, commands: Commands, responses: Responses, postbox: Postbox
    ) -> None:
        self._core = core
        self._world = core.world
        self._gateway = gateway
        self._commands = commands
        self._responses = responses
        self._postbox = postbox

    async def slash(
        self, user: User, channel: Channel, path: Sequence[str], values: Mapping[str, Any] | None = None
    ) -> Interaction:
        """Use a command as the bot published it: `["poll", "new"]` and values by option name."""
        command, leaf = self._find(user, channel, path)
        data = command_data(command, leaf, path, values or {}, channel.guild)
        return await self._do(Interaction(*self._key(), Kind.COMMAND, user, channel, data))

    async def autocomplete(
        self,
        user: User,
        channel: Channel,
        path: Sequence[str],
        focused: str,
        text: str,
        values: Mapping[str, Any] | None = None,
    ) -> list[Json]:
        """Type `text` into an option; returns the choices that are offered."""
        command, leaf = self._find(user, channel, path)
        given = {**(values or {}), focused: text}
        data = command_data(command, leaf, path, given, channel.guild, focused=focused)
        done = await self._do(Interaction(*self._key(), Kind.AUTOCOMPLETE, user, channel, data))
        return done.choices or []

    async def context_menu(
        self, user: User, channel: Channel, name: str, target: User | Message
    ) -> Interaction:
        """Use an entry of the menu of a message or a user."""
        kind = MESSAGE_MENU if isinstance(target, Message) else USER_MENU
        offered = [c for c in self._offered(user, channel) if c["type"] == kind]
        command, _ = find(offered, [name])
        resolved = Resolved(channel.guild)
        data: Json = {"id": command["id"], "name": name, "type": kind, "target_id": resolved.add(target)}
        data |= resolved.body()
        return await self._do(Interaction(*self._key(), Kind.COMMAND, user, channel, data))

    async def press(self, user: User, message: Message, custom_id: str) -> Interaction:
        """Press a button of a message that the person sees."""
        control = self._control(user, message, custom_id)
        assert control["type"] == BUTTON, f"{custom_id!r} is no button"
        data = {"custom_id": custom_id, "component_type": BUTTON, "id": control["id"]}
        return await self._do(Interaction(*self._key(), Kind.COMPONENT, user, message.channel, data, message))

    async def select(
        self, user: User, message: Message, custom_id: str, values: Sequence[Any]
    ) -> Interaction:
        """Choose from a select: option values, or users, roles and channels."""
        control = self._control(user, message, custom_id)
        least, most = control.get("min_values", 1), control.get("max_values", 1)
        assert least <= len(values) <= most, f"{custom_id!r} takes {least} to {most} values"
        resolved = Resolved(message.channel.guild)
        offered = {option["value"] for option in control.get("options", ())}
        assert not offered or offered >= set(values), f"{custom_id!r} offers {sorted(offered)}, not {values}"
        chosen = [value if isinstance(value, str) else resolved.add(value) for value in values]
        data: Json = {
            "custom_id": custom_id,
            "component_type": control["type"],
            "values": chosen,
            "id": control["id"],
        }
        data |= resolved.body()
        return await self._do(Interaction(*self._key(), Kind.COMPONENT, user, message.channel, data, message))

    async def submit_modal(self, opened: Interaction, values: Mapping[str, Any]) -> Interaction:
        """Fill in the modal that an interaction opened, and send it; what is not given stays as it was."""
        assert opened.modal is not None, "no modal has opened"
        data = modal_data(opened.modal, values, Resolved(opened.channel.guild))
        return await self._do(
            Interaction(
                *self._key(),
                Kind.MODAL_SUBMIT,
                opened.user,
                opened.channel,
                data,
                opened.source,
                opener=opened,
            )
        )

    def message(
        self,
        user: User,
        channel: Channel,
        content: str,
        *,
        reply_to: Message | None = None,
        attachments: Sequence[Attachment] = (),
    ) -> Message:
        """Write an ordinary message; returns it at once."""
        self._assert_may(user, channel, Permission.SEND_MESSAGES)
        users = self._world.users
        message = Message(self._world.new_id(), channel, user, content, attachments=list(attachments))
        message.mentions = [users[each] for each in dict.fromkeys(mentioned_ids(content)) if each in users]
        if reply_to is not None:
            message.reference = reply_to.id
            message.mentions.append(reply_to.author)
        self._postbox.keep(message)
        return message

    async def reply_to(self, message: Message) -> Message:
        """Wait for the bot's next message after `message`; `AssertionError` where none comes."""

        def found() -> list[Message]:
            after = [m for m in message.channel.messages.values() if m.id > message.id]
            return [m for m in after if m.author is self._world.bot]

        came = await self._world.changes.until(found, self._core.rules.patience)
        assert came, f"no reply to {message.content!r}"
        return found()[0]

    def sees(self, user: User, channel: Channel) -> list[Message]:
        """The messages that the person can read there, oldest first."""
        self._assert_may(user, channel, Permission.VIEW_CHANNEL)
        return [m for _, m in sorted(channel.messages.items()) if m.ephemeral_to in (None, user)]

    def redeliver(self, interaction: Interaction) -> None:
        """Send the same event to the bot once more, as after a resume."""
        self._gateway.dispatch("INTERACTION_CREATE", event(interaction, self._world))

    async def _do(self, interaction: Interaction) -> Interaction:
        self._responses.open(interaction)
        self._gateway.dispatch("INTERACTION_CREATE", event(interaction, self._world))
        rules, changes = self._core.rules, self._world.changes
        if not await changes.until(lambda: interaction.answered, rules.first_response):
            if self._gateway.connected:
                self._core.faults.add(f"no first response within {rules.first_response:g} s")
            raise AssertionError(f"the application did not respond to {interaction.data}")
        if not await changes.until(lambda: interaction.settled, rules.patience):
            raise AssertionError(f"the application is still thinking about {interaction.data}")
        return interaction

    def _key(self) -> tuple[int, str]:
        return self._world.new_id(), secrets.token_urlsafe(24)

    def _offered(self, user: User, channel: Channel) -> list[Json]:
        """The commands that the person is shown in that place."""
        self._assert_may(user, channel, Permission.USE_APPLICATION_COMMANDS)
        known = self._commands.known(channel.guild.id if channel.guild else None)
        context = 0 if channel.guild else 1
        permissions = self._world.permissions(user, channel)

        def shown(command: Json) -> bool:
            contexts, needed = command.get("contexts"), command["default_member_permissions"]
            in_place = (
                context in contexts if contexts else channel.guild is not None or command["dm_permission"]
            )
            return bool(in_place) and (needed is None or int(needed) & permissions == int(needed))

        return [command for command in known if shown(command)]

    def _find(self, user: User, channel: Channel, path: Sequence[str]) -> tuple[Json, Json]:
        offered = [command for command in self._offered(user, channel) if command["type"] == 1]
        return find(offered, path)

    def _control(self, user: User, message: Message, custom_id: str) -> Json:
        assert not message.deleted, "the message is gone"
        assert message in self.sees(user, message.channel), f"{user.name} does not see this message"
        control = message.control(custom_id)
        assert not control.get("disabled"), f"{custom_id!r} is disabled"
        return copy.deepcopy(control)

    def _assert_may(self, user: User, channel: Channel, needed: Permission) -> None:
        missing = needed & ~self._world.permissions(user, channel)
        assert not missing, f"{user.name} may not {missing!r} in {channel.name!r}"
