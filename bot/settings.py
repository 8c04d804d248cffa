"""What an operator can set: `bot.toml`, each value overridden by the environment.

`web.port` in the file is `CONVENOR_WEB__PORT` in the environment: the prefix
`CONVENOR_`, and `__` between levels. `CONVENOR_CONFIG` names another file.
Secrets never show: not in `repr`, logs or error texts.
"""

from __future__ import annotations

import os
import re
from email.utils import parseaddr
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from bot.services.library.filetypes import MIMES
from storage.engine import database_url


def settings_file() -> Path:
    """Where the settings file is, whether it is there or not."""
    return Path(os.environ.get("CONVENOR_CONFIG", "bot.toml"))


class _Section(BaseModel):
    """A table of the settings file; a name that does not exist is a mistake, and said to be one."""

    model_config = ConfigDict(extra="forbid")


class Web(_Section):
    """The one web server: Slack's HTTP mode, the playground, health and metrics."""

    host: str = Field("127.0.0.1", description="Address to listen on; only this machine by default")
    port: int = Field(8080, ge=0, le=65535, description="Port to listen on; 0 takes any free one")
    url: str = Field(
        "",
        description="Where people reach this server, such as https://cop.example.org; "
        "calendars, feeds and links in e-mails are made from it",
    )


class Files(_Section):
    """Documents that members share: where their contents are kept, and which are taken."""

    url: str = Field(
        "",
        description="A folder, or an S3-compatible store such as s3://bucket/prefix, whose access is told "
        "by AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION and AWS_ENDPOINT; by default the "
        "folder `files` in the data folder",
    )
    max_bytes: int = Field(20_000_000, ge=1, le=200_000_000, description="How large a file may be")
    types: list[str] = Field(
        list(MIMES), description="Endings of the names of files that are taken, without the dot"
    )


class Smtp(_Section):
    """E-mail: a mail server that takes what the bot sends. Without one, nothing goes by e-mail."""

    url: SecretStr | None = Field(
        None,
        description="smtp://user:password@host:587 (STARTTLS where it is offered), "
        "or smtps://user:password@host:465",
    )
    sender: str = Field("", description="Address that e-mails come from, such as Convenor <cop@example.org>")
    seconds_between: float = Field(
        0.5,
        ge=0,
        le=60,
        description="Seconds between e-mails on each of two connections; mail servers have limits",
    )

    @field_validator("url")
    @classmethod
    def _is_a_server(cls, url: SecretStr | None) -> SecretStr | None:
        parts = urlsplit(url.get_secret_value()) if url else None
        if parts and not (parts.scheme in ("smtp", "smtps") and parts.hostname and _port_of(parts)):
            raise ValueError(
                "not like smtps://user:password@host:465; write special characters as %40 for @, %3A for :"
            )
        return url

    @model_validator(mode="after")
    def _has_a_sender(self) -> Smtp:
        _name, address = parseaddr(self.sender)
        whole = address in self.sender and self.sender.isprintable()
        if self.url and not (whole and re.fullmatch(r"[!-?A-~]+@[a-z0-9.-]+", address, re.IGNORECASE)):
            raise ValueError("smtp.sender is needed, such as Convenor <cop@example.org>")
        return self


def _port_of(parts: SplitResult) -> bool:
    """Whether the port of an address is none, or can be one."""
    try:
        return parts.port is None or parts.port > 0
    except ValueError:
        return False


class Feeds(_Section):
    """News from feeds on the web."""

    allow: list[str] = Field(
        [],
        description="Hosts inside of your own network that feeds may come from; "
        "all others must be on the public Internet",
    )
    max_bytes: int = Field(
        5_000_000, ge=1000, le=100_000_000, description="How large a feed may be, unpacked"
    )
    every: int = Field(1800, ge=60, le=604_800, description="Seconds from one look at a feed to the next")


class Slack(_Section):
    """Slack: a bot token, and an app token (Socket Mode) or a signing secret (HTTP)."""

    bot_token: SecretStr | None = Field(None, description="Bot User OAuth Token, xoxb-…")
    app_token: SecretStr | None = Field(None, description="App-Level Token for Socket Mode, xapp-…")
    signing_secret: SecretStr | None = Field(None, description="Signing Secret, for HTTP at /slack/events")
    api_url: str = Field("https://slack.com/api/", description="Slack's API; another address is for tests")


class Discord(_Section):
    """Discord: a bot token."""

    token: SecretStr | None = Field(None, description="Bot token")
    api_url: str | None = Field(None, description="Discord's API; set only for tests")
    gateway_url: str | None = Field(None, description="Discord's gateway; set only for tests")


class Playground(_Section):
    """The playground in the browser, which needs no account."""

    enabled: bool | None = Field(
        None, description="Whether to serve it; by default only where no token of Slack or Discord is set"
    )
    demo: bool = Field(True, description="Whether to fill it with a small example at the first start")


class Settings(BaseSettings):
    """Everything that can be set. Raises `pydantic.ValidationError` for what does not fit."""

    model_config = SettingsConfigDict(
        env_prefix="CONVENOR_",
        env_nested_delimiter="__",
        env_ignore_empty=True,
        extra="forbid",
        validate_default=True,
    )

    database_url: str = Field("sqlite:///data/convenor.db", description="sqlite:///… or postgresql://…")
    data: Path = Field(Path("data"), description="Folder for the secret key and the playground's messages")
    secret_key: SecretStr | None = Field(
        None,
        min_length=16,
        description="Key for anonymous votes and secret links; "
        "made and kept in the data folder where it is not set",
    )
    command: str = Field("cop", pattern=r"^[a-z][a-z0-9-]{1,20}$", description="Name of the root command")
    administrators: list[str] = Field(
        [],
        description="Administrators as platform:workspace:account; "
        "empty means those whom the platform names as owners and administrators",
    )
    time_zone: str = Field("UTC", description="Zone of a new community where its founder's is not known")
    language: str = Field("en", description="Language where a person's is not known")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="How much is logged")
    log_format: Literal["console", "json"] = Field("console", description="How log lines are written")
    web: Web = Web()
    files: Files = Files()
    smtp: Smtp = Smtp()
    feeds: Feeds = Feeds()
    slack: Slack = Slack()
    discord: Discord = Discord()
    playground: Playground = Playground()

    @field_validator("database_url")
    @classmethod
    def _is_a_database(cls, url: str) -> str:
        database_url(url)
        return url

    @field_validator("time_zone")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"{name!r} is no time zone; Europe/London is one") from error
        return name

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment first, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, settings_file())

    @property
    def files_at(self) -> str:
        """Where the contents of files are kept: a folder's path or a store's address."""
        return self.files.url or str(self.data / "files")

    @property
    def public_url(self) -> str:
        """Where people reach the web server, without a slash at the end."""
        return (self.web.url or f"http://{self.web.host}:{self.web.port}").rstrip("/")

    @property
    def has_mail(self) -> bool:
        """Whether e-mail is set up."""
        return self.smtp.url is not None

    @property
    def has_slack(self) -> bool:
        """Whether Slack is set up."""
        return self.slack.bot_token is not None

    @property
    def has_discord(self) -> bool:
        """Whether Discord is set up."""
        return self.discord.token is not None

    @property
    def has_playground(self) -> bool:
        """Whether the playground is served: beside real tokens only if the settings say so."""
        if self.playground.enabled is None:
            return not (self.has_slack or self.has_discord)
        return self.playground.enabled
