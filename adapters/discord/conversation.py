"""What happens with each interaction and message: translated, handed to the core, answered.

Nothing here raises: what goes wrong while answering is logged, because nobody
is left to be told.
"""

from __future__ import annotations

from collections import deque
from typing import Any

import aiohttp
import discord
import structlog
from discord import app_commands

from adapters.discord import actions, limits, receive
from adapters.discord.actions import Questions, Step
from adapters.discord.answer import Answer
from adapters.discord.forms import opener
from adapters.discord.limits import short
from adapters.discord.render import draw
from adapters.discord.workspaces import Workspaces
from bot.adapter import Core, Outcome
from bot.replies import Card, Choice, Paragraph
from bot.words import _, speak

log = structlog.get_logger()

FAILURES = (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError)


class Conversation:
    """The receiving side of the adapter."""

    def __init__(self, core: Core, questions: Questions) -> None:
        self._core = core
        self._questions = questions
        self._workspaces = Workspaces()
        self._begun: deque[int] = deque(maxlen=1000)

    async def on_interaction(self, client: discord.Client, interaction: discord.Interaction) -> None:
        """A command, a press, a choice, a form, or a value being typed; told twice, it is done once."""
        if interaction.id in self._begun:
            return
        self._begun.append(interaction.id)
        try:
            if interaction.type is discord.InteractionType.autocomplete:
                await self._complete(client, interaction)
            elif interaction.type is discord.InteractionType.component:
                await self._press(client, interaction)
            else:
                await self._answer(client, interaction)
        except FAILURES:
            log.exception("an interaction was not answered", kind=interaction.type.name)

    async def on_message(self, client: discord.Client, message: discord.Message) -> None:
        """A direct message, one that mentions the bot, or one in a thread."""
        if isinstance(message.channel, discord.Thread):
            replied = receive.replied(message, message.channel)
            if replied is not None:
                await self._core.noticed(replied)
        line = receive.command_line(message, client.user.id if client.user else 0)
        if line is None:
            return
        try:
            await self._reply(client, message, line)
        except FAILURES:
            log.exception("a message was not answered")

    async def _press(self, client: discord.Client, interaction: discord.Interaction) -> None:
        data: Any = interaction.data
        step, action = actions.read(data["custom_id"])
        answer = Answer(interaction, self._questions)
        match step:
            case Step.ASK:
                await answer.ask(action)
            case Step.NEVER_MIND:
                await answer.never_mind()
            case Step.RUN | Step.CONFIRMED:
                await self._answer(client, interaction, replace=step is Step.CONFIRMED)

    async def _answer(
        self, client: discord.Client, interaction: discord.Interaction, *, replace: bool = False
    ) -> None:
        answer = Answer(interaction, self._questions, replace=replace)

        async def work() -> Outcome:
            workspace = await self._workspaces.of(client, interaction.user.id, interaction.guild_id)
            if not workspace:
                return Outcome(_stranger(interaction.locale.value))
            incoming = receive.of_interaction(interaction, workspace, self._core.registry)
            answer.expect(workspace, private=self._core.is_private(incoming))
            return await self._core.handle(incoming)

        await answer.say(work())

    async def _complete(self, client: discord.Client, interaction: discord.Interaction) -> None:
        workspace = await self._workspaces.of(client, interaction.user.id, interaction.guild_id)
        asked = receive.completing(interaction, workspace, self._core.registry)
        found = await self._core.complete(asked.completing) if workspace else []
        fitting = [choice for choice in map(asked.whole, found) if len(choice.value) <= limits.OPTION_TEXT]
        await interaction.response.autocomplete([_offered(choice) for choice in fitting[: limits.OPTIONS]])

    async def _reply(self, client: discord.Client, message: discord.Message, line: str) -> None:
        """Answer a message: where it was written, or directly where the answer is nobody else's business."""
        guild = message.guild.id if message.guild else None
        workspace = await self._workspaces.of(client, message.author.id, guild)
        if not workspace:
            await message.channel.send(**draw(_stranger("en"), "").to_send())
            return
        outcome = await self._core.handle(receive.of_message(message, workspace, line))
        if outcome.reply is None:
            return
        card = outcome.reply if isinstance(outcome.reply, Card) else opener(outcome.reply, "en")
        drawn = draw(card, workspace)
        answered = message.to_reference(fail_if_not_exists=False)
        self._questions.learn(drawn.questions)
        if not outcome.private or message.guild is None:
            await message.channel.send(
                **drawn.to_send(), reference=message.to_reference(fail_if_not_exists=False)
            )
            return
        try:
            await message.author.send(**drawn.to_send())
        except discord.Forbidden:
            closed = _(
                "The answer is for you alone, but your direct messages are closed to me. Use {command}.",
                command=f"/{self._core.registry.root}",
            )
            text = speak(closed, "en")
            await message.channel.send(text, reference=answered)


def _stranger(language: str) -> Card:
    return Card(
        (Paragraph((speak(_("We are in no server together, so I cannot tell who you are."), language),)),)
    )


def _offered(choice: Choice) -> app_commands.Choice[str]:
    name = short(str(choice.label) or choice.value, limits.OPTION_TEXT)
    return app_commands.Choice(name=name, value=choice.value)
