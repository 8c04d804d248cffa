"""REST: the answers to interactions, with their deadlines and their one chance.

The first response comes within 3 s and once; it fixes whether the answer is
private. After that the token is good for 15 minutes of follow-ups and edits.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from tests.servers.discord import payloads
from tests.servers.discord.command_limits import wrongs_of_choices
from tests.servers.discord.component_limits import check_modal
from tests.servers.discord.core import Core
from tests.servers.discord.errors import (
    Json,
    Refused,
    Wrong,
    invalid_form,
    unknown,
    unknown_interaction,
    unknown_message,
)
from tests.servers.discord.inspection import Inspection
from tests.servers.discord.interaction import Callback, Interaction, Kind
from tests.servers.discord.postbox import Postbox
from tests.servers.discord.things import EPHEMERAL, LOADING, Message
from tests.servers.discord.web import Call, Routes, Upload

ALLOWED = {
    Kind.COMMAND: {Callback.MESSAGE, Callback.DEFERRED_MESSAGE, Callback.MODAL},
    Kind.AUTOCOMPLETE: {Callback.AUTOCOMPLETE},
    Kind.COMPONENT: set(Callback) - {Callback.AUTOCOMPLETE},
    Kind.MODAL_SUBMIT: {Callback.MESSAGE, Callback.DEFERRED_MESSAGE},
}
ON_A_MESSAGE = {Callback.UPDATE, Callback.DEFERRED_UPDATE}


class Responses:
    """The routes of the interactions that are open, by token."""

    def __init__(self, core: Core, postbox: Postbox) -> None:
        self._core = core
        self._world = core.world
        self._postbox = postbox
        self._open: dict[str, Interaction] = {}

    def routes(self) -> Routes:
        webhook = "/webhooks/{application_id}/{token}"
        message = webhook + "/messages/{message_id}"
        return {
            "POST /interactions/{interaction_id}/{token}/callback": self.callback,
            f"POST {webhook}": self.follow_up,
            f"GET {message}": self.show,
            f"PATCH {message}": self.edit,
            f"DELETE {message}": self.delete,
        }

    def open(self, interaction: Interaction) -> None:
        """From now on the bot may answer it."""
        self._open[interaction.token] = interaction

    async def callback(self, call: Call) -> Json | None:
        interaction = self._open.get(call.path["token"])
        if interaction is None or interaction.id != call.id("interaction_id"):
            raise unknown_interaction(fault="an answer to an interaction that never was")
        waited = time.monotonic() - interaction.began
        if waited > self._core.rules.first_response:
            raise unknown_interaction(fault=f"the first response came after {waited:.2f} s")
        if interaction.answered:
            raise Refused(
                400, 40060, "Interaction has already been acknowledged.", fault="a second first response"
            )
        kind = self._allowed_callback(interaction, call.body)
        self._respond(interaction, kind, call.body.get("data") or {}, call.files)
        interaction.response = kind
        self._world.changes.announce()
        return _callback_result(interaction) if call.query.get("with_response") in ("1", "true") else None

    @staticmethod
    def _allowed_callback(interaction: Interaction, body: Json) -> Callback:
        allowed = set(ALLOWED[interaction.kind])
        if interaction.kind is Kind.MODAL_SUBMIT and interaction.source:
            allowed |= ON_A_MESSAGE
        kind = body.get("type")
        if kind not in allowed:
            raise invalid_form([Wrong(("type",), f"type {kind} does not answer {interaction.kind.name}")])
        return Callback(kind)

    def _respond(self, interaction: Interaction, kind: Callback, data: Json, files: Sequence[Upload]) -> None:
        match kind:
            case Callback.MESSAGE:
                interaction.message = self._create(interaction, data, files)
            case Callback.DEFERRED_MESSAGE:
                interaction.message = self._defer(interaction, data)
            case Callback.DEFERRED_UPDATE:
                interaction.message = interaction.source
            case Callback.UPDATE:
                assert interaction.source is not None
                self._postbox.edit(interaction.source, data, files)
                interaction.message = interaction.source
            case Callback.AUTOCOMPLETE:
                _refuse(wrongs_of_choices(data.get("choices")))
                interaction.choices = data["choices"]
            case Callback.MODAL:
                modal = Inspection(data)
                check_modal(modal)
                _refuse(modal.found)
                interaction.modal = data

    def _create(self, interaction: Interaction, data: Json, files: Sequence[Upload]) -> Message:
        private = bool((data.get("flags") or 0) & EPHEMERAL)
        return self._postbox.create(
            interaction.channel,
            self._world.bot,
            data,
            files,
            ephemeral_to=interaction.user if private else None,
            metadata=interaction.metadata(),
        )

    def _defer(self, interaction: Interaction, data: Json) -> Message:
        private = (data.get("flags") or 0) & EPHEMERAL
        message = Message(self._world.new_id(), interaction.channel, self._world.bot, flags=LOADING | private)
        message.ephemeral_to = interaction.user if private else None
        message.metadata = interaction.metadata()
        self._postbox.keep(message)
        return message

    async def follow_up(self, call: Call) -> Json:
        interaction = self._by_token(call)
        body: Json = call.body or {}
        waiting = interaction.message
        if waiting is not None and waiting.loading:
            if ((body.get("flags") or 0) ^ waiting.flags) & EPHEMERAL:
                self._core.faults.add("the visibility of the answer was fixed when it was deferred")
            self._postbox.edit(waiting, body, call.files)
            return payloads.message(waiting)
        message = self._create(interaction, body, call.files)
        interaction.followups.append(message)
        self._world.changes.announce()
        return payloads.message(message)

    async def show(self, call: Call) -> Json:
        return payloads.message(self._message(call))

    async def edit(self, call: Call) -> Json:
        message = self._message(call)
        self._postbox.edit(message, call.body or {}, call.files)
        return payloads.message(message)

    async def delete(self, call: Call) -> None:
        self._postbox.delete(self._message(call))

    def _by_token(self, call: Call) -> Interaction:
        """The interaction whose token the route names; raises `Refused` where it gives no right."""
        interaction = self._open.get(call.path["token"])
        if interaction is None or call.id("application_id") != self._world.application_id:
            raise unknown("Webhook", 10015)
        if time.monotonic() - interaction.began > self._core.rules.token_life:
            raise Refused(401, 50027, "Invalid Webhook Token", fault="a token used after its 15 minutes")
        if not interaction.answered:
            fault = "a follow-up before the first response"
            raise Refused(404, 10015, "Unknown Webhook", fault=fault)
        return interaction

    def _message(self, call: Call) -> Message:
        interaction = self._by_token(call)
        wanted = call.path["message_id"]
        own = [
            m
            for m in (interaction.message, interaction.source, *interaction.followups)
            if m and not m.deleted
        ]
        if wanted == "@original":
            if interaction.message is None or interaction.message.deleted:
                raise unknown_message()
            return interaction.message
        for message in own:
            if message and not message.deleted and str(message.id) == wanted:
                return message
        raise unknown_message()


def _refuse(wrongs: list[Wrong]) -> None:
    if wrongs:
        raise invalid_form(wrongs)


def _callback_result(interaction: Interaction) -> Json:
    about: Json = {"id": str(interaction.id), "type": int(interaction.kind)}
    result: Json = {"interaction": about}
    message, kind = interaction.message, interaction.response
    if message is not None:
        about |= {
            "response_message_id": str(message.id),
            "response_message_loading": message.loading,
            "response_message_ephemeral": message.ephemeral,
        }
        if kind in (Callback.MESSAGE, Callback.UPDATE, Callback.DEFERRED_MESSAGE):
            result["resource"] = {"type": int(kind or 0), "message": payloads.message(message)}
    return result
