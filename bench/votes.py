"""Signed votes by HTTP: ours, beside a bare Bolt application that inserts a row for each command."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from bench import slack
from bench.figures import Line, Spread, ratios
from bench.load import Load, ask
from bench.processes import Server, free_port, serving
from bench.product import ANSWERS, Product, running

VOTERS = 1000
TURNS = 5
AIM = 0.8

Figures = dict[str, list[float]]


async def run() -> list[Line]:
    """Measure; raises `RuntimeError` where a vote was lost."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        api = await stack.enter_async_context(slack.api())
        insert = await stack.enter_async_context(_bare("insert", folder, api))
        answer = await stack.enter_async_context(_bare("answer", folder, api))
        (folder / "product").mkdir()
        product = await stack.enter_async_context(running(folder / "product", api))
        before = product.events()
        first = await product.votes(0, VOTERS)
        figures: Figures = defaultdict(list)
        lost = len(first.failures)
        for turn in range(1, TURNS + 1):
            await _measure(figures, "insert", insert, _ask_bare(insert, 16))
            lost += await _measure(figures, "votes", product.server, product.votes(turn, VOTERS))
            await _measure(figures, "insert again", insert, _ask_bare(insert, 16))
            lost += await _measure(figures, "presses", product.server, product.presses(turn, VOTERS))
            await _measure(figures, "answer", answer, _ask_bare(answer, 64))
        _check(product, product.events() - before, lost)
    return _lines(figures, first.rate)


@asynccontextmanager
async def _bare(does: str, folder: Path, api: slack.Api) -> AsyncIterator[Server]:
    own, port = folder / does, free_port()
    own.mkdir()
    environment = {
        "SLACK_BOT_TOKEN": slack.TOKEN,
        "SLACK_SIGNING_SECRET": slack.SECRET,
        "SLACK_API_URL": api.url,
    }
    async with serving(["-m", "bench.bare", does, str(port)], port, own, environment) as server:
        yield server


async def _ask_bare(server: Server, connections: int) -> Load:
    return await ask(
        server.port,
        lambda n: slack.command(f"U{n}", f"vote 142 {ANSWERS[n % len(ANSWERS)]}"),
        VOTERS,
        connections=connections,
    )


async def _measure(figures: Figures, name: str, server: Server, work: Awaitable[Load]) -> int:
    """Let it be asked and note what came of it; returns how many requests failed."""
    used = server.cpu_seconds()
    load = await work
    answered = max(len(load.delays), 1)
    figures[name].append(load.rate)
    figures[f"{name} cpu"].append((server.cpu_seconds() - used) / answered * 1000)
    figures[f"{name} slow"].append(load.slow)
    figures[f"{name} failed"].append(len(load.failures))
    return len(load.failures)


def _check(product: Product, kept: int, lost: int) -> None:
    """Raises `RuntimeError` where a vote that was sent is not in the database as it was last cast."""
    sent = VOTERS * (2 * TURNS + 1)
    wanted = [
        sum((voter + TURNS) % len(ANSWERS) == place for voter in range(VOTERS))
        for place in range(len(ANSWERS))
    ]
    if lost or kept != sent or product.counts() != wanted:
        raise RuntimeError(f"{sent} votes sent, {kept} kept, {lost} refused; {product.counts()} not {wanted}")


def _lines(figures: Figures, first: float) -> list[Line]:
    votes, presses = (
        ratios(figures["votes"], figures["insert"]),
        ratios(figures["presses"], figures["insert again"]),
    )
    failed = sum(figures["insert failed"]) + sum(figures["insert again failed"])
    sent = 2 * TURNS * VOTERS
    told = {name: Spread.of(values) for name, values in figures.items()}
    return [
        Line("votes by slash command, of the bare insert's", votes.told(2), f"{AIM}", votes.middle >= AIM),
        Line("votes by button, of the bare insert's", presses.told(2)),
        Line("votes by slash command a second", told["votes"].told()),
        Line("votes by button a second (each answered through its response URL)", told["presses"].told()),
        Line("first votes a second, of people never met before", f"{first:.0f}"),
        Line("bare Bolt, one insert, a second", told["insert"].told()),
        Line("bare Bolt, one insert: refused or unanswered", f"{failed:.0f} of {sent}"),
        Line("bare Bolt that only answers, a second", told["answer"].told()),
        Line("processor time of a vote by slash command", told["votes cpu"].told(2, " ms")),
        Line("processor time of a vote by button", told["presses cpu"].told(2, " ms")),
        Line("processor time of a bare insert", told["insert cpu"].told(2, " ms")),
        Line("95 of 100 votes answered within (16 at once)", told["votes slow"].told(0, " ms")),
        Line("95 of 100 bare inserts answered within", told["insert slow"].told(0, " ms")),
    ]
