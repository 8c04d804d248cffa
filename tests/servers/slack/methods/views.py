"""Modals and Home tabs."""

from __future__ import annotations

import secrets

from tests.servers.slack import posting
from tests.servers.slack.errors import SlackError
from tests.servers.slack.methods.method import Method, find_user
from tests.servers.slack.platform import Platform
from tests.servers.slack.world import Json, View


def view_json(platform: Platform, view: View, values: Json | None = None) -> Json:
    """A view as answers and payloads show it, with what was filled in so far."""
    installation = platform.installation
    return {
        "private_metadata": "",
        "callback_id": "",
        "submit": None,
        "close": None,
        "notify_on_close": False,
        "clear_on_close": False,
        "external_id": "",
        **view.body,
        "id": view.id,
        "team_id": installation.team_id,
        "app_id": installation.app_id,
        "bot_id": installation.bot_id,
        "hash": view.hash,
        "root_view_id": view.root_id,
        "previous_view_id": view.previous_id,
        "state": {"values": values or {}},
    }


def push(platform: Platform, user: str, body: Json, *, via: str, cause: str) -> View:
    """Put a new modal on top of what the user has open."""
    stack = platform.world.modals.setdefault(user, [])
    if len(stack) >= 3:
        raise SlackError("push_limit_reached")
    name = platform.world.new_id("V")
    root, previous = (stack[0].id, stack[-1].id) if stack else (name, None)
    view = View(name, user, body, secrets.token_hex(5), root, previous, cause)
    stack.append(view)
    platform.world.views[name] = view
    platform.world.sights.add("view", via, user=user, view=view, cause=cause)
    return view


def change(platform: Platform, view: View, body: Json, *, via: str, cause: str = "") -> None:
    """Replace what an open view shows."""
    view.body, view.hash = body, secrets.token_hex(5)
    platform.world.sights.add("view_changed", via, user=view.user, view=view, cause=cause)


def _open(platform: Platform, arguments: Json) -> Json:
    trigger = platform.grants.use_trigger(str(arguments["trigger_id"]), "views.open")
    body = posting.refuse_view(platform, "views.open", arguments["view"])
    platform.world.modals.pop(trigger.user, None)
    view = push(platform, trigger.user, body, via="views.open", cause=trigger.cause)
    return {"view": view_json(platform, view)}


def _push(platform: Platform, arguments: Json) -> Json:
    trigger = platform.grants.use_trigger(str(arguments["trigger_id"]), "views.push")
    body = posting.refuse_view(platform, "views.push", arguments["view"])
    view = push(platform, trigger.user, body, via="views.push", cause=trigger.cause)
    return {"view": view_json(platform, view)}


def _update(platform: Platform, arguments: Json) -> Json:
    view = platform.world.views.get(str(arguments.get("view_id")))
    if view is None or view not in platform.world.modals.get(view.user, []):
        raise SlackError("not_found")
    if arguments.get("hash") not in (None, "", view.hash):
        raise SlackError("hash_conflict")
    change(
        platform, view, posting.refuse_view(platform, "views.update", arguments["view"]), via="views.update"
    )
    return {"view": view_json(platform, view)}


def _publish(platform: Platform, arguments: Json) -> Json:
    user = find_user(platform, arguments, "user_id")
    body = posting.refuse_view(platform, "views.publish", arguments["view"])
    name = platform.world.new_id("V")
    view = View(name, user.id, body, secrets.token_hex(5), name)
    platform.world.homes[user.id] = platform.world.views[name] = view
    platform.world.sights.add("home", "views.publish", user=user.id, view=view)
    return {"view": view_json(platform, view)}


METHODS = {
    "views.open": Method(_open, required=("trigger_id", "view")),
    "views.push": Method(_push, required=("trigger_id", "view")),
    "views.update": Method(_update, required=("view",)),
    "views.publish": Method(_publish, required=("user_id", "view")),
}
