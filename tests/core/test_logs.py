"""Logs and metrics: enough to run the bot by, and nothing that anybody wrote."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import structlog
from prometheus_client import REGISTRY

from bot.log import set_up
from tests.drivers.paper import PaperChat
from tests.paper import Trouble
from tests.scenes import open_community, poll

TEXTS = ("lunch", "soup", "salad", "bob", "marmalade", "data standards", "general", "north")


@pytest.fixture
def logging_as_it_was() -> Iterator[None]:
    before, root = structlog.get_config(), logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    structlog.configure(**before)
    root.handlers = handlers
    root.setLevel(level)


@pytest.mark.usefixtures("logging_as_it_was")
def test_a_tick_that_is_left_out_under_load_is_no_line_in_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    set_up("debug", "json")
    scheduler = logging.getLogger("apscheduler.scheduler")
    scheduler.warning("Execution of job skipped: maximum number of running instances reached (1)")
    scheduler.error("Error submitting job")
    logged = capsys.readouterr().err
    assert "maximum number" not in logged
    assert "Error submitting" in logged


@pytest.fixture
def everything_logged() -> Iterator[None]:
    before = structlog.get_config()["wrapper_class"]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG))
    yield
    structlog.configure(wrapper_class=before)


@pytest.mark.usefixtures("everything_logged")
async def test_no_name_and_no_text_is_ever_logged(chat: PaperChat, monkeypatch: pytest.MonkeyPatch) -> None:
    with structlog.testing.capture_logs() as logged:
        await open_community(chat, "Data Standards", "bob")
        question = await poll(chat)
        await chat.says("bob", f"/poll vote {question} Soup")
        await chat.says("bob", "/profile edit about: marmalade findable: yes")
        await chat.says("bob", "/people find marmalade")
        await chat.says("bob", "/marmalade soup")
        chat.adapter.troubles += [Trouble(ValueError("soup"), "send")]  # type: ignore[arg-type]
        await chat.channel()
        await chat.suggestions("bob", ("poll", "vote"), "poll", "lun")
    assert {"request", "delivery failed"} <= {line["event"] for line in logged}
    told = "\n".join(
        str({key: value for key, value in line.items() if key != "exc_info"}) for line in logged
    ).lower()
    assert [word for word in TEXTS if word in told] == []


async def test_no_label_of_a_metric_says_who_or_what(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    question = await poll(chat)
    await chat.says("bob", f"/poll vote {question} Soup")
    await chat.says("bob", "/marmalade soup")
    await chat.channel()
    ours = [
        one for family in REGISTRY.collect() if family.name.startswith("convenor") for one in family.samples
    ]
    assert ours
    labels = " ".join(str(value).lower() for sample in ours for value in sample.labels.values())
    assert [word for word in TEXTS if word in labels] == []


async def test_a_request_is_counted_by_its_command_and_what_came_of_it(chat: PaperChat) -> None:
    def counted(command: str, result: str) -> float:
        labels = {"platform": "paper", "command": command, "result": result}
        return REGISTRY.get_sample_value("convenor_requests_total", labels) or 0.0

    before = [counted("help show", "ok"), counted("?", "NotUnderstood"), counted("poll close", "NotFound")]
    await chat.says("alice", "/help")
    await chat.says("alice", "/hlep")
    await chat.says("alice", "/poll close 7")
    after = [counted("help show", "ok"), counted("?", "NotUnderstood"), counted("poll close", "NotFound")]
    assert [there - here for here, there in zip(before, after, strict=True)] == [1, 1, 1]
