"""What people do: type commands, press buttons, choose, write; forms are in `forms.py`.

Every act sends the app what Slack would send and waits for the acknowledgement.
Users, channels, buttons and options are named as people name them; ids work too.
"""

from __future__ import annotations

import secrets

from tests.servers.slack import acts, filled, posting
from tests.servers.slack.api import respond
from tests.servers.slack.delivery import Ack, Envelope
from tests.servers.slack.errors import SlackError
from tests.servers.slack.forms import Forms
from tests.servers.slack.grants import ResponseUrl
from tests.servers.slack.outcome import Outcome
from tests.servers.slack.reading import elements_of
from tests.servers.slack.typed import as_sent
from tests.servers.slack.world import Channel, Json, Message, User, View


class People(Forms):
    """The acts of the members of the workspace."""

    async def slash(self, who: str | User, where: str | Channel, command: str, text: str = "") -> Outcome:
        """Type a slash command in a channel ("@bot" for the direct conversation)."""
        platform, channel = self._platform, self.place(who, where)
        outcome = self._begin(who, channel)
        escapes = platform.installation.escapes(command)
        if escapes is None or "commands" not in platform.installation.scopes:
            outcome.failed = "unknown_command"
            return outcome
        sent = as_sent(platform.world, text, with_names=True) if escapes else text
        payload = acts.slash(platform, outcome.user, channel, command, sent.strip(), outcome.cause)
        result = await self._delivery.deliver(Envelope("slash_commands", payload, answerable=True))
        if not isinstance(result, Ack):
            outcome.failed = result
            return outcome
        outcome.ack = result.body
        if outcome.ack:
            grant = ResponseUrl(outcome.user.id, channel.id, outcome.cause, 0.0)
            try:
                respond(platform, grant, outcome.ack, via="ack")
            except SlackError as error:
                outcome.failed = error.code
        return outcome

    async def press(self, who: str | User, on: Message | View, action: str) -> Outcome:
        """Press a button, named by its label or its action_id."""
        return await self._act(who, on, action, None)

    async def select(self, who: str | User, on: Message | View, action: str, *values: str) -> Outcome:
        """Choose from a menu, named by its action_id or, when "", the first one there is."""
        return await self._act(who, on, action, list(values))

    async def _act(
        self, who: str | User, on: Message | View, action: str, values: list[str] | None
    ) -> Outcome:
        world = self._platform.world
        blocks = on.blocks if isinstance(on, Message) else on.body["blocks"]
        chosen = _find(blocks, action, buttons=values is None)
        channel = world.channels[on.channel] if isinstance(on, Message) else None
        outcome = self._begin(who, channel)
        state = self._state(outcome.user, on)
        if values is not None:
            block, element = chosen
            value = filled.fill(world, element, values, outcome.user)
            state.setdefault(block["block_id"], {})[element["action_id"]] = value
        if isinstance(on, Message):
            payload = acts.action_on_message(self._platform, outcome.user, on, chosen, state, outcome.cause)
        else:
            payload = acts.action_on_view(self._platform, outcome.user, on, chosen, state, outcome.cause)
        await self._interact(outcome, payload)
        return outcome

    async def shortcut(self, who: str | User, on: Message | None, callback_id: str) -> Outcome:
        """Use a shortcut: of a message, or a global one."""
        platform = self._platform
        outcome = self._begin(who, platform.world.channels[on.channel] if on else None)
        if not platform.installation.offers(callback_id):
            outcome.failed = "unknown_shortcut"
            return outcome
        if on is None:
            payload = acts.global_shortcut(platform, outcome.user, callback_id, outcome.cause)
        else:
            payload = acts.message_shortcut(platform, outcome.user, on, callback_id, outcome.cause)
        await self._interact(outcome, payload)
        return outcome

    async def write(
        self,
        who: str | User,
        where: str | Channel,
        text: str,
        *,
        files: list[str] | None = None,
        thread: str = "",
    ) -> Outcome:
        """Write an ordinary message; the app hears of it if it subscribed, and of a mention in any case."""
        platform, channel = self._platform, self.place(who, where)
        outcome = self._begin(who, channel)
        sent = as_sent(platform.world, text, with_names=False)
        ts = platform.world.new_ts()
        message = Message(ts, channel.id, outcome.user.id, sent, thread_ts=thread or None)
        message.files = list(files or [])
        message.subtype = "file_share" if files else None
        channel.messages.append(message)
        said = {**posting.as_json(platform, message), **posting.place(channel)}
        platform.event("message", {**said, "client_msg_id": secrets.token_hex(8)}, channel)
        if channel.kind != "im" and f"<@{platform.world.bot.id}>" in sent:
            platform.event("app_mention", said, channel)
        return outcome

    def upload(self, who: str | User, name: str, content: bytes) -> str:
        """Upload a file for a form's file input or for a message; returns its id."""
        return posting.upload(self._platform, self._platform.world.user(who), name, content)

    def open_home(self, who: str | User) -> Outcome:
        """Open the app's Home tab."""
        platform = self._platform
        outcome = self._begin(who)
        direct = platform.world.direct(outcome.user)
        platform.event("app_home_opened", {"user": outcome.user.id, "channel": direct.id, "tab": "home"})
        return outcome

    def join(self, who: str | User, where: str | Channel) -> None:
        """Come into a channel."""
        user, channel = self._platform.world.user(who), self._platform.world.channel(where)
        if user.id not in channel.members:
            channel.members.append(user.id)
            self._moved("member_joined_channel", user, channel)

    def leave(self, who: str | User, where: str | Channel) -> None:
        """Go out of a channel."""
        user, channel = self._platform.world.user(who), self._platform.world.channel(where)
        channel.members.remove(user.id)
        self._moved("member_left_channel", user, channel)

    def _moved(self, kind: str, user: User, channel: Channel) -> None:
        letter = "C" if channel.kind == "public" else "G"
        inside = {"user": user.id, "channel": channel.id, "channel_type": letter}
        self._platform.event(kind, {**inside, "team": self._platform.installation.team_id}, channel)


def _find(blocks: list[Json], action: str, *, buttons: bool) -> tuple[Json, Json]:
    """The element with that action_id or that label, and its block."""
    found = [(block, each) for block, each in elements_of(blocks) if (each["type"] == "button") == buttons]
    for block, each in found:
        label = each.get("text", {}).get("text") if buttons else None
        if action in (each["action_id"], label) or (not action and not buttons):
            return block, each
    names = [each.get("text", {}).get("text") or each["action_id"] for _, each in found]
    raise AssertionError(f"nothing to press or choose named {action!r}, but {names}")
