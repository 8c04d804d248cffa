"""The playground's JSON API, which its page lives on; described in docs/playground-api.md.

A request says with `as` who it is: the playground has no passwords. It answers
404 for what does not exist and for what that person may not see alike.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import asdict
from urllib.parse import quote

from aiohttp import web

from adapters.playground import bodies, cards, completion
from adapters.playground.guard import Guard, Handler, Problem, body, content
from adapters.playground.history import History
from adapters.playground.lookups import Lookups, may_see, number_in
from adapters.playground.records import File
from adapters.playground.shapes import NOTHING, answered, as_json, channel_with, described
from adapters.playground.stream import Bell, stream
from adapters.playground.talk import Talk
from adapters.playground.uploads import Upload, Uploads
from adapters.playground.world import BOT, Person, World, readable
from bot.adapter import Core
from bot.services.library.filetypes import MIMES, clean_name, ending

_PAGE = 100


class Api:
    """The handlers. Each looks up who asks and about what, hands over, and writes the answer."""

    def __init__(
        self,
        core: Core,
        history: History,
        talk: Talk,
        bell: Bell,
        world: Callable[[], World],
        uploads: Uploads,
    ) -> None:
        self._core = core
        self._history = history
        self._talk = talk
        self._bell = bell
        self._world = world
        self._uploads = uploads
        self._lookups = Lookups(world, history)

    def routes(self, guard: Guard) -> list[web.RouteDef]:
        """All routes, each behind the guard."""
        routes: list[tuple[str, str, Handler]] = [
            ("GET", "state", self.state),
            ("GET", "messages", self.messages),
            ("POST", "messages", self.write),
            ("DELETE", "messages/{message}", self.dismiss),
            ("GET", "messages/{message}/files/{number}", self.file),
            ("POST", "presses", self.press),
            ("POST", "picks", self.pick),
            ("POST", "forms", self.form),
            ("POST", "submissions", self.submit),
            ("POST", "files", self.upload),
            ("POST", "completions", self.complete),
            ("POST", "marks", self.mark),
            ("GET", "stream", self.stream),
        ]
        return [web.route(method, f"{cards.API}/{path}", guard(handler)) for method, path, handler in routes]

    async def state(self, request: web.Request) -> web.Response:
        """Who I am, who else there is, my workspaces and channels with what I have not read."""
        world = self._world()
        person = self._lookups.person(request.query.get("as") or world.people[0].id)
        changed, newest = await self._history.latest()
        mine = readable(world, person)
        unread: dict[str, int] = {}
        for account in person.accounts.values():
            for channel, count in (await self._history.unread(account, mine)).items():
                if (found := world.channel(channel)) and person.accounts[found.workspace] == account:
                    unread[channel] = count
        return as_json(
            {
                "me": described(person),
                "bot": {"account": BOT, "name": world.bot_name, "handle": world.bot_handle},
                "people": [described(each) for each in world.people],
                "workspaces": [
                    {
                        "id": workspace.id,
                        "name": workspace.name,
                        "channels": [
                            channel_with(channel, unread.get(channel.id, 0)) for channel in channels
                        ],
                    }
                    for workspace, channels in world.seen_by(person)
                ],
                "menu": [
                    {"label": label, "entry": command.path} for label, command in self._core.registry.menu()
                ],
                "cursor": changed,
                "newest": newest,
            }
        )

    async def messages(self, request: web.Request) -> web.Response:
        """The latest messages of a channel, or those before one of them; then the replies to them."""
        person = self._lookups.person(request.query.get("as", ""))
        channel = self._lookups.channel(person, request.query.get("channel", ""))
        limit = min(number_in(request.query.get("limit", str(_PAGE))), _PAGE)
        before = number_in(request.query.get("before", "0"))
        found = await self._history.page(channel.id, readable(self._world(), person), before, limit + 1)
        roots = found[-limit:]
        said = await self._history.replies([root.id for root in roots])
        shown = [cards.shown(message, person.id) for message in (*roots, *said)]
        return as_json({"messages": shown, "more": len(found) > limit})

    async def write(self, request: web.Request) -> web.Response:
        """A text or a command line."""
        asked = await body(request, bodies.Written)
        person = self._lookups.person(asked.person)
        channel = self._lookups.channel(person, asked.channel)
        text = asked.text.strip()
        if not (text or asked.files) or len(asked.text) > bodies.MAX_TEXT:
            raise Problem(400, f"A text has 1 to {bodies.MAX_TEXT} characters.")
        if text.startswith("/") and asked.files:
            raise Problem(400, "A command takes no files here; “/doc share” opens a form that does.")
        if asked.thread and asked.files:
            raise Problem(400, "A reply takes no files; write a message in the channel.")
        root = await self._lookups.root(person, channel, asked.thread) if asked.thread else None
        files = [self._picked(person, name) for name in asked.files]
        answer = await self._talk.write(_id(asked.id), person, channel, asked.text, root, files)
        return answered(answer, person)

    async def press(self, request: web.Request) -> web.Response:
        """A button or a select of a message."""
        asked = await body(request, bodies.Press)
        person = self._lookups.person(asked.person)
        message, channel = await self._lookups.message(person, asked.message)
        answer = await self._talk.press(_id(asked.id), person, channel, message, asked.action, asked.chosen)
        return answered(answer, person)

    async def pick(self, request: web.Request) -> web.Response:
        """An entry of a message's menu."""
        asked = await body(request, bodies.Pick)
        person = self._lookups.person(asked.person)
        message, channel = await self._lookups.message(person, asked.message)
        if asked.entry not in (command.path for _label, command in self._core.registry.menu()):
            raise Problem(404, "There is no such entry in a message's menu.")
        return answered(await self._talk.pick(_id(asked.id), person, channel, message, asked.entry), person)

    async def form(self, request: web.Request) -> web.Response:
        """The form of a command line, with its values filled in."""
        asked = await body(request, bodies.Written)
        person = self._lookups.person(asked.person)
        channel = self._lookups.channel(person, asked.channel)
        line = asked.text.strip().removeprefix("/")
        return answered(await self._talk.fill_in(_id(asked.id), person, channel, line), person)

    async def submit(self, request: web.Request) -> web.Response:
        """A form, filled in."""
        asked = await body(request, bodies.Submission)
        person = self._lookups.person(asked.person)
        channel = self._lookups.channel(person, asked.channel)
        pressed = await self._history.message(asked.message) if asked.message else None
        if pressed and (pressed.channel != channel.id or not may_see(person, pressed)):
            raise Problem(404, "There is no such message.")
        files = {name: self._uploads.refer(upload, person.id) for name, upload in asked.files.items()}
        if gone := [name for name, file in files.items() if file is None]:
            return as_json({**NOTHING, "errors": dict.fromkeys(gone, "Please pick the file again.")})
        picked = {name: file for name, file in files.items() if file is not None}
        answer = await self._talk.submit(
            _id(asked.id), person, channel, asked.action, asked.values, pressed, picked
        )
        return answered(answer, person)

    async def upload(self, request: web.Request) -> web.Response:
        """A file that somebody picked in a form: its bytes as they are. Answers what to call it."""
        person = self._lookups.person(request.query.get("as", ""))
        data = await content(request, self._uploads.limit)
        name = request.query.get("name", "")[:300]
        mime = request.query.get("type", "")[:100]
        return as_json({"file": self._uploads.keep(Upload(person.id, name, mime, data)), "size": len(data)})

    async def complete(self, request: web.Request) -> web.Response:
        """What can follow the text."""
        asked = await body(request, bodies.Written)
        person = self._lookups.person(asked.person)
        channel = self._lookups.channel(person, asked.channel)
        return as_json(
            asdict(await completion.complete(self._core, self._world(), person, channel, asked.text))
        )

    async def mark(self, request: web.Request) -> web.Response:
        """The person has read the channel up to a message."""
        asked = await body(request, bodies.Mark)
        person = self._lookups.person(asked.person)
        channel = self._lookups.channel(person, asked.channel)
        await self._history.mark(person.accounts[channel.workspace], channel.id, asked.message)
        return as_json({})

    async def dismiss(self, request: web.Request) -> web.Response:
        """Take a private answer off the screen of the only person who has it."""
        person = self._lookups.person(request.query.get("as", ""))
        message, _channel_of_it = await self._lookups.message(
            person, number_in(request.match_info["message"])
        )
        if message.reader is None:
            raise Problem(403, "Only answers that nobody else can see can be dismissed.")
        await self._history.delete(message.id)
        return as_json({})

    async def file(self, request: web.Request) -> web.Response:
        """A picture, shown; or an attachment, to take away."""
        person = self._lookups.person(request.query.get("as", ""))
        message, _channel_of_it = await self._lookups.message(
            person, number_in(request.match_info["message"])
        )
        found = await self._history.file(message.id, number_in(request.match_info["number"]))
        if found is None:
            raise Problem(404, "There is no such file.")
        headers = {"Content-Type": found.mime}
        if found.mime != "image/png":
            headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name)}"
        return web.Response(body=found.data, headers=headers)

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Everything that changes from now on, or from a number on."""
        person = self._lookups.person(request.query.get("as", ""))
        after = number_in(request.headers.get("Last-Event-ID") or request.query.get("after") or "0")
        mine = readable(self._world(), person)
        return await stream(request, self._history, self._bell, person.id, mine, after)

    def _picked(self, person: Person, name: str) -> File:
        """A file that the person has picked before."""
        found = self._uploads.refer(name, person.id)
        if found is None:
            raise Problem(400, "Please pick the file again.")
        name = clean_name(found.name)
        # Not what the page says that it is: other people's browsers are told so.
        mime = MIMES.get(ending(name), "application/octet-stream")
        return File(name, mime, self._uploads.content(found, self._uploads.limit))


def _id(given: str) -> str:
    """The deed's id, made here where the request has none."""
    return given or uuid.uuid4().hex
