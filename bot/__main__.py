"""The command line: `convenor run`, `check`, `migrate`, `manifest` and so on."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tomllib import TOMLDecodeError
from typing import NoReturn

import structlog
from pydantic import ValidationError
from pydantic_settings import SettingsError

from bot import log
from bot.settings import Settings, settings_file


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one of the commands; returns the exit status: 0 well, 1 something is wrong, 2 wrongly called."""
    asked = _parser().parse_args(arguments)
    try:
        settings = Settings()
    except ValidationError as error:
        print(f"The settings do not fit:\n{_told(error)}", file=sys.stderr)
        return 2
    except (TOMLDecodeError, SettingsError, OSError) as error:
        where = f"{settings_file()} and the environment"
        print(f"The settings cannot be read ({where}): {error}", file=sys.stderr)
        return 2
    log.set_up(settings.log_level, settings.log_format)
    try:
        return int(asked.do(settings, asked) or 0)
    except KeyboardInterrupt:
        return 0


def _told(error: ValidationError) -> str:
    """What is wrong with which setting; without the values, which may be secrets."""
    return "\n".join(
        f"  {'.'.join(map(str, problem['loc']))}: {problem['msg']}"
        for problem in error.errors(include_input=False, include_url=False)
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="convenor", description="A bot for communities of practice.")
    verbs = parser.add_subparsers(required=True, metavar="command")
    run = verbs.add_parser("run", help="run the bot (with no token set: the playground)")
    run.add_argument("role", nargs="?", default="all", choices=["all", "web", "worker"])
    run.set_defaults(do=_run)
    for name, do, about in (
        ("check", _check, "say for each part whether it works, and what to do about what does not"),
        ("migrate", _migrate, "bring the database up to date (run does so by itself)"),
        ("reindex", _reindex, "build the search index again, while the bot runs or not"),
        ("manifest", _manifest, "print the manifest to make the Slack app with"),
        ("invite", _invite, "print the address that invites the bot to a Discord server"),
    ):
        verbs.add_parser(name, help=about).set_defaults(do=do)
    reference = verbs.add_parser("reference", help="write the pages of the docs that are made from the code")
    reference.add_argument("folder", type=Path)
    reference.set_defaults(do=_reference)
    messages = verbs.add_parser("messages", help="gather the texts to translate, and compile catalogues")
    messages.add_argument("source", type=Path, help="folder of the source code")
    messages.set_defaults(do=_messages)
    return parser


def _run(settings: Settings, asked: argparse.Namespace) -> int:
    from bot.app import CannotStart, Role, run

    try:
        asyncio.run(run(settings, Role(asked.role)))
    except CannotStart as error:
        structlog.get_logger().error("cannot start", reason=str(error))
        return 1
    return 0


def _check(settings: Settings, _asked: argparse.Namespace) -> int:
    from bot.commandline.check import check

    healths = asyncio.run(check(settings))
    for name, health in healths:
        print(f"{'ok   ' if health.ok else 'WRONG'} {name}: {health.detail}")
    return 0 if all(health.ok for _name, health in healths) else 1


def _migrate(settings: Settings, _asked: argparse.Namespace) -> int:
    from bot.app import CannotStart
    from bot.commandline.check import migrate

    try:
        print(asyncio.run(migrate(settings)))
    except CannotStart as error:
        print(f"Nothing was done. {error}", file=sys.stderr)
        return 1
    return 0


def _reindex(settings: Settings, _asked: argparse.Namespace) -> int:
    from bot.app import CannotStart
    from bot.commandline.reindex import reindex

    try:
        done = asyncio.run(reindex(settings, sys.stderr))
    except CannotStart as error:
        print(f"The index is not whole. {error}", file=sys.stderr)
        return 1
    print(f"The search index is built again: {done} items and people.")
    return 0


def _manifest(settings: Settings, _asked: argparse.Namespace) -> int:
    from bot.app import manifest

    print(manifest(settings))
    return 0


def _invite(settings: Settings, _asked: argparse.Namespace) -> int:
    from bot.adapter import SendError
    from bot.app import invitation

    if not settings.has_discord:
        print("Set discord.token first; it is on the application's page, under “Bot”.", file=sys.stderr)
        return 1
    try:
        print(asyncio.run(invitation(settings)))
    except SendError as error:
        print(f"{error}.", file=sys.stderr)
        return 1
    return 0


def _reference(settings: Settings, asked: argparse.Namespace) -> int:
    from bot.app import registry
    from bot.commandline.reference import pages

    for name, page in pages(registry(settings)).items():
        (asked.folder / name).write_text(page, encoding="utf-8")
        print(f"wrote {asked.folder / name}")
    return 0


def _messages(settings: Settings, asked: argparse.Namespace) -> int:
    from bot.app import registry
    from bot.commandline.messages import compile_all, gather

    for path in (gather(asked.source, registry(settings)), *compile_all()):
        print(f"wrote {path}")
    return 0


def program() -> NoReturn:
    """The program `convenor`: `main`, and then the end of the process, at once.

    The interpreter is not taken apart. What keeps files (obstore) works in threads of its own, which may
    still be saying that they are done; meeting an interpreter that is half gone, they abort the process
    (PyO3/pyo3-async-runtimes#40), seen at one `convenor check` in ten.
    """
    status = main()
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    program()
