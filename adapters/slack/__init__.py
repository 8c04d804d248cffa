"""Slack.

receive     payloads to requests           listeners   Bolt's side, which only hands over
render      cards to blocks                inline      text, links, mentions, times
press       buttons and menus              forms       modals, there and back
answer      in the acknowledgement or later            send, upload, failures
socket      Socket Mode, supervised        http        /slack/events, verified
publish     the app manifest               checks, people
"""

from adapters.slack.adapter import SlackAdapter

__all__ = ["SlackAdapter"]
