"""The played Slack as a process of its own: `python -m tests.servers.slack --port 9100`.

It survives whatever happens to the bot, which is what a test wants that kills
the bot. The first line on standard output is a JSON object with the addresses
and tokens that the bot needs; `control.py` says how to drive it from then on.
`--quick` shortens the pauses before an unacknowledged event is sent again.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import signal
import sys

from tests.servers.slack.control import Control
from tests.servers.slack.server import SlackServer
from tests.servers.slack.timing import Timing


async def serve(port: int, events_url: str, *, quick: bool) -> None:
    """Run until the process is asked to end."""
    timing = Timing(retries=(0.5, 1.0, 2.0, 4.0, 8.0)) if quick else Timing()
    server = SlackServer(events_url=events_url, timing=timing, port=port)
    server.app.add_routes(Control(server).routes())
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    async with server:
        address = server.platform.base_url
        tokens = {"bot_token": server.installation.bot_token, "app_token": server.installation.app_token}
        secret = server.installation.signing_secret
        line = {
            "api_url": server.api_url,
            "control": f"{address}/control",
            "signing_secret": secret,
            **tokens,
        }
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
        await ended.wait()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(description="A strict Slack for tests, on loopback")
    parser.add_argument("--port", type=int, default=0, help="0 picks a free one")
    parser.add_argument("--events-url", default="", help="reach the app by HTTP there, not by Socket Mode")
    parser.add_argument("--quick", action="store_true", help="retry events after seconds, not minutes")
    given = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(given.port, given.events_url, quick=given.quick))


if __name__ == "__main__":
    main()
