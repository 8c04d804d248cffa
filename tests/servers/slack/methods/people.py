"""Members of the workspace."""

from __future__ import annotations

from tests.servers.slack.errors import SlackError
from tests.servers.slack.methods.method import Method, find_user, page, truth
from tests.servers.slack.platform import Platform
from tests.servers.slack.world import Json, User


def user_json(platform: Platform, user: User, *, locale: bool) -> Json:
    """A user as `users.info` describes one; the locale only when it was asked for."""
    profile = {
        "real_name": user.real_name,
        "display_name": user.display_name,
        "image_72": user.image,
        "image_192": user.image,
        "team": platform.installation.team_id,
    }
    if "users:read.email" in platform.installation.scopes:
        profile["email"] = user.email
    shown: Json = {
        "id": user.id,
        "team_id": platform.installation.team_id,
        "name": user.name,
        "deleted": user.deleted,
        "real_name": user.real_name,
        "tz": user.tz,
        "is_admin": user.is_admin or user.is_owner,
        "is_owner": user.is_owner,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_bot": user.is_bot,
        "profile": profile,
    }
    return {**shown, "locale": user.locale} if locale else shown


def _info(platform: Platform, arguments: Json) -> Json:
    locale = truth(arguments.get("include_locale"))
    return {"user": user_json(platform, find_user(platform, arguments), locale=locale)}


def _list(platform: Platform, arguments: Json) -> Json:
    some, cursor = page(list(platform.world.users.values()), arguments)
    locale = truth(arguments.get("include_locale"))
    return {
        "members": [user_json(platform, user, locale=locale) for user in some],
        "response_metadata": {"next_cursor": cursor},
    }


def _lookup_by_email(platform: Platform, arguments: Json) -> Json:
    for user in platform.world.users.values():
        if user.email == arguments["email"]:
            return {"user": user_json(platform, user, locale=False)}
    raise SlackError("users_not_found")


METHODS = {
    "users.info": Method(_info, scope="users:read", required=("user",)),
    "users.list": Method(_list, scope="users:read"),
    "users.lookupByEmail": Method(_lookup_by_email, scope="users:read.email", required=("email",)),
}
