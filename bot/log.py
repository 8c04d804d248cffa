"""Structured logs. Events are fixed words; what varies stands beside them, and never a message's text."""

from __future__ import annotations

import logging
import sys
from typing import Literal

import structlog

_OURS = ("bot", "adapters", "commands", "storage")
_SCHEDULER = "apscheduler.scheduler"


def set_up(level: str, form: Literal["console", "json"]) -> None:
    """Log to standard error, ours and the libraries' alike, from `level` up."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(),
            # Not the rich one, which prints local variables: what people wrote, and secrets.
            exception_formatter=structlog.dev.plain_traceback,
        )
    )
    formatted = [structlog.processors.format_exc_info, renderer] if form == "json" else [renderer]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *formatted],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    # The libraries log what people write, at INFO and DEBUG.
    root.setLevel(max(logging.WARNING, logging.getLevelName(level.upper())))
    for name in _OURS:
        logging.getLogger(name).setLevel(level.upper())
    # Under load a tick of the clock takes longer than a second. The scheduler warns then that it left the
    # next one out, which is as it should be: ticks never overlap, and the following one does all that is due.
    logging.getLogger(_SCHEDULER).setLevel(logging.ERROR)
