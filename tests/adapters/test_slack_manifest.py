"""The app manifest: what Slack's own schema says of it, and nothing in it that is not used."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from adapters.slack.publish import BUILT_IN, EVENTS, SCOPES, commands, manifest
from bot.app import registry
from bot.settings import Settings
from tests.adapters.slack_core import SayCore


@pytest.mark.parametrize("socket_mode", [True, False])
def test_the_manifest_is_what_slack_takes(socket_mode: bool) -> None:
    specs = os.environ.get("PLATFORM_SPECS")
    if not specs:
        pytest.skip("PLATFORM_SPECS names no folder with Slack's manifest schema")
    schema = json.loads((Path(specs) / "slack-manifest.schema.json").read_text())
    made = manifest(registry(Settings()), socket_mode=socket_mode)
    assert [error.message for error in Draft7Validator(schema).iter_errors(made)] == []


def test_every_noun_that_slack_leaves_free_is_a_command_with_escaping() -> None:
    made = manifest(registry(Settings()))
    listed = made["features"]["slash_commands"]
    names = [each["command"] for each in listed]
    assert names[0] == "/cop"
    shown = {command.group.name for command in registry(Settings()).visible()}
    assert {f"/{name}" for name in shown if name not in BUILT_IN} == set(names[1:])
    assert all(each["should_escape"] and each["usage_hint"] and each["description"] for each in listed)


def test_a_noun_that_slack_keeps_for_itself_is_under_the_root_only() -> None:
    assert commands(SayCore("feed", "search", "poll").registry) == ["cop", "poll"]


def test_there_are_never_more_than_fifty_commands() -> None:
    assert len(commands(SayCore(*(f"noun{number}" for number in range(60))).registry)) == 50


def test_only_what_is_used_is_asked_for() -> None:
    made = manifest(registry(Settings()))
    assert made["oauth_config"]["scopes"]["bot"] == list(SCOPES)
    assert made["settings"]["event_subscriptions"]["bot_events"] == list(EVENTS)


def test_every_entry_of_the_menu_on_messages_is_a_shortcut() -> None:
    made = manifest(registry(Settings()))["features"]["shortcuts"]
    paths = [command.path for _label, command in registry(Settings()).menu()]
    assert [each["callback_id"] for each in made] == paths
    assert all(len(each["name"]) <= 24 and each["type"] == "message" for each in made)
    assert "Save to wiki" in [each["name"] for each in made]


def test_by_http_every_address_is_the_same() -> None:
    made = manifest(registry(Settings()), socket_mode=False, address="https://x.org/slack/events")
    assert made["settings"]["interactivity"]["request_url"] == "https://x.org/slack/events"
    assert {each["url"] for each in made["features"]["slash_commands"]} == {"https://x.org/slack/events"}
    assert not made["settings"]["socket_mode_enabled"]
