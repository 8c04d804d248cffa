"""The deadlines of the platform, in one place, so that a test can compress time."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Timing:
    """Seconds, as Slack has them; a test may shorten what it waits for.

    `retries` are the pauses before an unacknowledged event is sent again;
    `file_ready` is how long a completed upload cannot be shown in a block yet.
    """

    ack: float = 3.0
    trigger: float = 3.0
    response_url: float = 30 * 60.0
    response_url_uses: int = 5
    retries: tuple[float, ...] = (0.0, 60.0, 300.0)
    file_ready: float = 0.0
    message_interval: float = 1.0
