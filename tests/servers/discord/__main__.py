"""The server as a process of its own: `python -m tests.servers.discord --port 9000`.

Prints one line of JSON with its addresses when it listens, and runs until it
is terminated. `POST /control` drives it (see `control`).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal

from tests.servers.discord.control import Control
from tests.servers.discord.server import DiscordServer


async def serve(port: int, token: str) -> None:
    """Run until SIGTERM or SIGINT."""
    server = DiscordServer(port)
    server.world.token = token
    server.extra_routes = [("POST", "/control", Control(server).serve)]
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with server:
        addresses = {
            "api_url": server.api_url,
            "gateway_url": server.gateway_url,
            "control_url": server.world.cdn + "/control",
        }
        print(json.dumps(addresses), flush=True)  # noqa: T201
        await stopped.wait()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m tests.servers.discord", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--token", default="test-token", help="the bot token that is valid")
    arguments = parser.parse_args()
    asyncio.run(serve(arguments.port, arguments.token))


if __name__ == "__main__":
    main()
