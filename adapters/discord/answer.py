"""Answers an interaction in time.

If the core is done within two seconds, its answer is the first response: a
message, the change of a private one, or a form. Otherwise the answer is
deferred, private or not as the command declares (Discord fixes that now), and
said when it is there; a form can then only be offered by a button.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import discord
import structlog

from adapters.discord.actions import Questions, Step
from adapters.discord.components import Controls
from adapters.discord.forms import RawModal, draw_form, opener
from adapters.discord.render import Drawn, RawView, draw
from bot.adapter import Outcome
from bot.replies import Card, Form
from bot.words import _, speak

log = structlog.get_logger()

PATIENCE = 2.0
ALREADY_ANSWERED = 40060


class Answer:
    """The answer to one interaction; `replace` has it take the place of the private message pressed."""

    def __init__(
        self, interaction: discord.Interaction, questions: Questions, *, replace: bool = False
    ) -> None:
        self._interaction = interaction
        self._questions = questions
        self._language = interaction.locale.value
        self._deferred = False
        self._replace = replace
        self._workspace = ""
        self._private = True

    def expect(self, workspace: str, *, private: bool) -> None:
        """Told while the core works: for whom the answer is drawn, and who may see it."""
        self._workspace, self._private = workspace, private

    @property
    def _on_private_message(self) -> bool:
        message = self._interaction.message
        return message is not None and message.flags.ephemeral

    async def say(self, outcome: Awaitable[Outcome]) -> None:
        """Wait for the outcome and say it; defer when it takes long."""
        working = asyncio.ensure_future(outcome)
        done, _pending = await asyncio.wait({working}, timeout=PATIENCE)
        try:
            if not done:
                await self._defer()
        finally:
            # Even if nobody can be told any more, what was begun is finished.
            said = await working
        await self._say(said)

    async def _defer(self) -> None:
        response = self._interaction.response
        if self._on_private_message:
            await _once(lambda: response.defer())
        else:
            await _once(lambda: response.defer(ephemeral=self._private, thinking=True))
        self._deferred = True

    async def _say(self, outcome: Outcome) -> None:
        match outcome.reply:
            case None:
                if self._deferred and not self._on_private_message:
                    await self._interaction.delete_original_response()
            case Form() as form:
                await self._form(form, outcome.private)
            case Card() as card:
                await self._card(card, outcome.private)

    async def _form(self, form: Form, private: bool) -> None:
        is_submission = self._interaction.type is discord.InteractionType.modal_submit
        if self._deferred or is_submission:
            await self._card(opener(form, self._language), private)
            return
        modal = RawModal(draw_form(form, self._language))
        await _once(lambda: self._interaction.response.send_modal(modal))

    async def _card(self, card: Card, private: bool) -> None:
        drawn = draw(card, self._workspace, self._language)
        self._questions.learn(drawn.questions)
        replaces = (card.replaces or self._replace) and self._on_private_message
        if not self._deferred:
            await self._first(drawn, private, replaces)
        elif self._on_private_message and not replaces:
            await self._interaction.followup.send(**drawn.to_send(), ephemeral=private)
        else:
            await self._interaction.edit_original_response(**drawn.to_edit())

    async def _first(self, drawn: Drawn, private: bool, replaces: bool) -> None:
        response = self._interaction.response
        if replaces:
            await _once(lambda: response.edit_message(**drawn.to_edit()))
        else:
            await _once(lambda: response.send_message(**drawn.to_send(), ephemeral=private))

    async def ask(self, action: str) -> None:
        """Ask whether that action is really meant, before the core hears of it."""
        label = _label(self._interaction)
        question = self._questions.about(action) or speak(
            _("{label}: are you sure?", label=label), self._language
        )
        controls = Controls()
        controls.step(label or speak(_("Yes"), self._language), "danger", action, Step.CONFIRMED)
        controls.step(speak(_("No, leave it"), self._language), "plain", "", Step.NEVER_MIND)
        await self._interaction.response.send_message(question, view=RawView(controls.rows()), ephemeral=True)

    async def never_mind(self) -> None:
        """Take the question back."""
        text = speak(_("Nothing was changed."), self._language)
        await self._interaction.response.edit_message(content=text, view=None)


def _label(interaction: discord.Interaction) -> str:
    """The label of the button that was pressed."""
    data: Any = interaction.data
    pressed = data["custom_id"]
    rows: list[Any] = interaction.message.components if interaction.message else []
    for row in rows:
        for component in getattr(row, "children", ()):
            if component.custom_id == pressed:
                return getattr(component, "label", None) or ""
    return ""


async def _once(respond: Callable[[], Awaitable[Any]]) -> None:
    """Give the first response, again if the connection broke; that it was already given is good then."""
    try:
        await respond()
    except (aiohttp.ClientError, OSError):
        log.warning("the connection broke while answering; answering again")
        try:
            await respond()
        except discord.HTTPException as error:
            if error.code != ALREADY_ANSWERED:
                raise
