"""A strict Slack for tests: the real slack-bolt and slack-sdk talk to it over loopback.

It plays the Web API, Socket Mode, signed HTTP delivery, response URLs, uploads,
and the people in the workspace. What a correct app never does is written down
in `SlackServer.faults`, which a test asserts to be empty at its end.

    world, grants, timing     what exists; what may be used how long
    checks                    the platform's limits on texts, blocks, views
    api, methods              the Web API
    delivery, sockets, http_carrier    the way to the app
    people, acts, filled, typed        what people do
    reading, outcome          what people see
    control, __main__         the same server as a process of its own
"""

from tests.servers.slack.installation import Installation
from tests.servers.slack.outcome import Outcome
from tests.servers.slack.server import SlackServer
from tests.servers.slack.timing import Timing
from tests.servers.slack.world import Channel, Message, User, View

__all__ = ["Channel", "Installation", "Message", "Outcome", "SlackServer", "Timing", "User", "View"]
