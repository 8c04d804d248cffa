"""Who the app is, and where its socket is."""

from __future__ import annotations

from tests.servers.slack.errors import SlackError
from tests.servers.slack.methods.method import Method
from tests.servers.slack.platform import Platform
from tests.servers.slack.world import Json


def _auth_test(platform: Platform, arguments: Json) -> Json:
    installation, bot = platform.installation, platform.world.bot
    return {
        "url": platform.base_url + "/",
        "team": installation.team_domain.title(),
        "user": bot.name,
        "team_id": installation.team_id,
        "user_id": bot.id,
        "bot_id": installation.bot_id,
        "is_enterprise_install": False,
    }


def _connections_open(platform: Platform, arguments: Json) -> Json:
    return {"url": platform.socket_url()}


def _team_info(platform: Platform, arguments: Json) -> Json:
    installation = platform.installation
    team = {
        "id": installation.team_id,
        "name": installation.team_domain.title(),
        "domain": installation.team_domain,
    }
    return {"team": {**team, "icon": {"image_default": True}}}


def _bots_info(platform: Platform, arguments: Json) -> Json:
    installation, bot = platform.installation, platform.world.bot
    if arguments.get("bot") not in (None, installation.bot_id):
        raise SlackError("bot_not_found")
    return {
        "bot": {
            "id": installation.bot_id,
            "app_id": installation.app_id,
            "user_id": bot.id,
            "name": bot.name,
            "deleted": False,
        }
    }


METHODS = {
    "auth.test": Method(_auth_test),
    "apps.connections.open": Method(_connections_open, app_level=True),
    "team.info": Method(_team_info, scope="team:read"),
    "bots.info": Method(_bots_info, scope="users:read"),
}
