"""The strict Slack of our tests, proved with the real slack-bolt: it serves the right and bites the wrong."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack import Installation, SlackServer, Timing

Json = dict[str, Any]


@pytest.fixture(params=["socket", "http"])
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    async with SlackServer(timing=Timing(retries=(0.05, 0.1))) as server:
        for name in ("alice", "bob"):
            server.add_user(name)
        server.add_channel("general", members=["alice", "bob", "convenor"])
        yield server
        assert not [str(fault) for fault in server.faults]


@pytest.fixture
def client(slack: SlackServer) -> AsyncWebClient:
    return AsyncWebClient(
        token=slack.installation.bot_token,
        base_url=slack.api_url,
        retry_handlers=[AsyncRateLimitErrorRetryHandler()],
    )


@pytest.fixture
def bolt(slack: SlackServer, client: AsyncWebClient) -> AsyncApp:
    return AsyncApp(
        client=client,
        signing_secret=slack.installation.signing_secret,
        process_before_response=True,
    )


@asynccontextmanager
async def connected(slack: SlackServer, bolt: AsyncApp, mode: str = "socket") -> AsyncIterator[None]:
    """The app, reachable in one of the two ways."""
    if mode == "socket":
        handler = AsyncSocketModeHandler(bolt, slack.installation.app_token)
        await handler.connect_async()
        try:
            await slack.sockets.connected()
            yield
        finally:
            await handler.close_async()
        return

    async def events(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    app = web.Application()
    app.add_routes([web.post("/slack/events", events)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.deliver_to(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    try:
        yield
    finally:
        await runner.cleanup()


def section(text: str, *elements: Json) -> list[Json]:
    blocks: list[Json] = [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]
    return [*blocks, {"type": "actions", "elements": list(elements)}] if elements else blocks


def button(label: str, action: str, value: str = "v") -> Json:
    return {
        "type": "button",
        "text": {"type": "plain_text", "text": label},
        "action_id": action,
        "value": value,
    }


def form(*names: str) -> Json:
    return {
        "type": "modal",
        "callback_id": "form",
        "title": {"type": "plain_text", "text": "A form"},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": [
            {
                "type": "input",
                "block_id": name,
                "label": {"type": "plain_text", "text": name.title()},
                "element": {"type": "plain_text_input", "action_id": name, "max_length": 20},
            }
            for name in names
        ],
    }


async def test_a_command_is_answered_in_the_acknowledgement(
    slack: SlackServer, bolt: AsyncApp, mode: str
) -> None:
    @bolt.command("/hello")
    async def hello(ack: Any, command: Json) -> None:
        await ack(f"Hello <@{command['user_id']}>, you said: {command['text']}")

    async with connected(slack, bolt, mode):
        outcome = await slack.people.slash(
            "alice", "general", "/hello", "@bob in #general <b> & https://x.org/?a=1&b"
        )
        message = await outcome.message("Hello @Alice")
    bob, general = slack.world.user("bob"), slack.world.channel("general")
    assert message.ephemeral_to == outcome.user.id
    assert (
        f"<@{bob.id}|bob> in <#{general.id}|general> &lt;b&gt; &amp; <https://x.org/?a=1&amp;b>"
        in message.text
    )


async def test_a_late_answer_goes_to_the_response_url(slack: SlackServer, bolt: AsyncApp, mode: str) -> None:
    @bolt.command("/hello")
    async def hello(ack: Any, respond: Any) -> None:
        await ack()
        await respond("later, for all", response_type="in_channel")

    async with connected(slack, bolt, mode):
        outcome = await slack.people.slash("alice", "general", "/hello")
        message = await outcome.message("later")
    assert message.ephemeral_to is None
    assert slack.world.channel("general").messages == [message]


async def test_a_button_carries_the_whole_message_and_can_change_it(
    slack: SlackServer, bolt: AsyncApp, client: AsyncWebClient, mode: str
) -> None:
    bodies: list[Json] = []

    @bolt.action("vote")
    async def vote(ack: Any, body: Json, respond: Any) -> None:
        await ack()
        bodies.append(body)
        await respond("voted", blocks=section("1 vote"), replace_original=True)

    general = slack.world.channel("general")
    sent = await client.chat_postMessage(
        channel=general.id,
        text="Lunch?",
        blocks=section("*Lunch?*", button("Soup", "vote", "soup"), button("Salad", "other")),
        metadata={"event_type": "outbox", "event_payload": {"key": "42"}},
    )
    async with connected(slack, bolt, mode):
        message = general.messages[0]
        outcome = await slack.people.press("bob", message, "Soup")
        await outcome.shows("1 vote")
    (body,) = bodies
    assert body["message"]["ts"] == sent["ts"] == body["container"]["message_ts"]
    assert body["message"]["metadata"]["event_payload"] == {"key": "42"}
    assert body["actions"][0]["value"] == "soup"
    assert body["user"]["id"] == slack.world.user("bob").id
    assert message.edited


async def test_a_menu_reports_what_was_chosen(
    slack: SlackServer, bolt: AsyncApp, client: AsyncWebClient
) -> None:
    chosen: list[Json] = []

    @bolt.action("pick")
    async def pick(ack: Any, action: Json) -> None:
        await ack()
        chosen.append(action["selected_option"])

    options = [
        {"text": {"type": "plain_text", "text": each}, "value": each.lower()} for each in ("Soup", "Salad")
    ]
    menu = {"type": "static_select", "action_id": "pick", "options": options}
    general = slack.world.channel("general")
    await client.chat_postMessage(channel=general.id, text="Lunch?", blocks=section("Lunch?", menu))
    async with connected(slack, bolt):
        await slack.people.select("bob", general.messages[0], "", "Salad")
    assert chosen == [options[1]]


async def test_a_form_opens_complains_and_closes(slack: SlackServer, bolt: AsyncApp, mode: str) -> None:
    @bolt.command("/form")
    async def open_form(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=form("name", "town"))
        await ack()

    @bolt.view("form")
    async def submitted(ack: Any, view: Json, body: Json, client: AsyncWebClient) -> None:
        town = view["state"]["values"]["town"]["town"]["value"]
        if town == "Atlantis":
            await ack(response_action="errors", errors={"town": "No such town"})
            return
        await ack()
        await client.chat_postMessage(channel=body["user"]["id"], text=f"Off to {town}")

    async with connected(slack, bolt, mode):
        view = await (await slack.people.slash("alice", "general", "/form")).view()
        empty = await slack.people.submit("alice", view, {"name": "A"})
        assert set(empty.errors) == {"town"}
        assert set((await slack.people.submit("alice", view, {"town": "x" * 21})).errors) == {"town"}
        wrong = await slack.people.submit("alice", view, {"town": "Atlantis"})
        assert wrong.errors == {"town": "No such town"}
        right = await slack.people.submit("alice", view, {"town": "Vic"})
        await right.message("Off to Vic")
    assert slack.world.modals[right.user.id] == []


async def test_shortcuts_mentions_and_direct_messages_reach_the_app(
    slack: SlackServer, bolt: AsyncApp, mode: str
) -> None:
    @bolt.shortcut("save")
    async def save(ack: Any, shortcut: Json, respond: Any) -> None:
        await ack()
        await respond(f"saved: {shortcut['message']['text']}")

    @bolt.event("app_mention")
    async def mentioned(event: Json, say: Any) -> None:
        await say("you called?")

    @bolt.event("message")
    async def message(event: Json, say: Any) -> None:
        if event["channel_type"] == "im" and "bot_id" not in event:
            await say(f"echo: {event['text']}")

    async with connected(slack, bolt, mode):
        mention = await slack.people.write("bob", "general", "hi @convenor")
        await mention.message("you called?")
        direct = await slack.people.write("bob", "@bot", "psst")
        await direct.message("echo: psst")
        said = slack.world.channel("general").messages[0]
        saved = await slack.people.shortcut("alice", said, "save")
        await saved.message("saved: hi")


async def test_a_redelivered_envelope_is_the_same_and_bolt_runs_it_twice(
    slack: SlackServer, bolt: AsyncApp, mode: str
) -> None:
    slack.installation.events = {"app_mention"}
    seen: list[str] = []

    @bolt.event("app_mention")
    async def mentioned(body: Json) -> None:
        seen.append(body["event_id"])

    async with connected(slack, bolt, mode):
        await slack.people.write("bob", "general", "hi @convenor")
        await eventually(lambda: len(seen) == 1)
        await slack.delivery.redeliver()
    assert seen[0] == seen[1]


async def eventually(true: Callable[[], bool], seconds: float = 5) -> None:
    for _ in range(round(seconds / 0.01)):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came true")


async def test_the_client_waits_out_a_429(slack: SlackServer, client: AsyncWebClient) -> None:
    slack.fail("chat.postMessage", "ratelimited", seconds=1)
    await client.chat_postMessage(channel=slack.world.channel("general").id, text="patience")
    assert [call.error for call in slack.platform.called("chat.postMessage")] == ["ratelimited", ""]


async def test_the_rate_of_a_channel_can_be_enforced(slack: SlackServer) -> None:
    slack.platform.enforce_rate = True
    hasty = AsyncWebClient(token=slack.installation.bot_token, base_url=slack.api_url, retry_handlers=[])
    channel = slack.world.channel("general").id
    await hasty.chat_postMessage(channel=channel, text="one")
    with pytest.raises(SlackApiError, match="ratelimited") as caught:
        await hasty.chat_postMessage(channel=channel, text="two")
    assert caught.value.response.headers["Retry-After"] == "1"


@pytest.mark.parametrize(("kind", "posted"), [("drop_before", 0), ("drop_after", 1)])
async def test_a_dropped_connection_leaves_the_caller_in_doubt(
    slack: SlackServer, client: AsyncWebClient, kind: Any, posted: int
) -> None:
    general = slack.world.channel("general")
    slack.fail("chat.postMessage", kind)
    metadata = {"event_type": "outbox", "event_payload": {"key": "7"}}
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=general.id, text="?", metadata=metadata)
    history = await client.conversations_history(channel=general.id, include_all_metadata=True)
    assert [each["metadata"]["event_payload"]["key"] for each in history["messages"]] == ["7"] * posted
    plain = await client.conversations_history(channel=general.id)
    assert all("metadata" not in each for each in plain["messages"])


async def test_a_file_goes_up_in_three_steps_and_appears_as_a_message(
    slack: SlackServer, client: AsyncWebClient
) -> None:
    general = slack.world.channel("general")
    await client.files_upload_v2(channel=general.id, filename="chart.png", content=b"\x89PNG", title="Votes")
    (message,) = general.messages
    info = await client.files_info(file=message.files[0])
    assert info["file"]["shares"]["public"][general.id][0]["ts"] == message.ts
    async with aiohttp.ClientSession() as session:
        headers = {"Authorization": f"Bearer {slack.installation.bot_token}"}
        async with session.get(info["file"]["url_private"], headers=headers) as response:
            assert await response.read() == b"\x89PNG"


async def test_membership_and_scopes_are_kept(slack: SlackServer, client: AsyncWebClient) -> None:
    slack.installation.scopes -= {"chat:write.public", "users:read"}
    secret = slack.add_channel("secret", kind="private", members=["alice"])
    public = slack.add_channel("public", members=["alice"])
    alone = slack.add_channel("alone", members=["convenor"])
    bob = slack.world.user("bob").id
    for call, error in [
        (client.chat_postMessage(channel=secret.id, text="x"), "channel_not_found"),
        (client.chat_postMessage(channel=public.id, text="x"), "not_in_channel"),
        (client.conversations_history(channel=public.id), "not_in_channel"),
        (client.chat_postEphemeral(channel=alone.id, user=bob, text="x"), "user_not_in_channel"),
        (client.users_info(user=bob), "missing_scope"),
        (AsyncWebClient(token="xoxb-wrong", base_url=slack.api_url).auth_test(), "invalid_auth"),
    ]:
        with pytest.raises(SlackApiError) as caught:
            await call
        assert caught.value.response["error"] == error
    public.archived = True
    await client.conversations_info(channel=public.id)


async def test_an_app_gets_what_its_manifest_asks_for_and_nothing_else() -> None:
    manifest = {
        "oauth_config": {"scopes": {"bot": ["chat:write", "commands"]}},
        "features": {"slash_commands": [{"command": "/poll", "should_escape": True}]},
        "settings": {"event_subscriptions": {"bot_events": ["app_mention"]}},
    }
    async with SlackServer(Installation.of(manifest)) as slack:
        slack.add_user("alice")
        slack.add_channel("general", members=["alice", "convenor"])
        assert (await slack.people.slash("alice", "general", "/wiki")).failed == "unknown_command"
        await slack.people.write("alice", "@bot", "nobody hears this")
        await slack.people.write("alice", "general", "@convenor hears this")
        await asyncio.sleep(0.05)
        assert {each.payload["event"]["type"] for each in slack.delivery.sent} == {"app_mention"}


Wrong = Callable[[SlackServer, AsyncWebClient], Awaitable[object]]


def _post(**message: Any) -> Wrong:
    return lambda slack, client: client.chat_postMessage(channel=slack.world.channel("general").id, **message)


WRONG: dict[str, tuple[Wrong, str, str]] = {
    "51 blocks": (_post(text="x", blocks=section("y") * 51), "invalid_blocks", "1 to 50|0 to 50"),
    "an empty text": (
        lambda slack, client: client.api_call(
            "chat.postMessage", json={"channel": slack.world.channel("general").id, "text": ""}
        ),
        "no_text",
        "no_text",
    ),
    "an empty section": (_post(text="x", blocks=section("")), "invalid_blocks", "must not be empty"),
    "a section of 3001": (_post(text="x", blocks=section("y" * 3001)), "invalid_blocks", "at most 3000"),
    "a label of 76": (
        _post(text="x", blocks=section("y", button("z" * 76, "a"))),
        "invalid_blocks",
        "at most 75",
    ),
    "a repeated action": (
        _post(text="x", blocks=section("y", button("A", "a"), button("B", "a"))),
        "invalid_blocks",
        "already exists",
    ),
    "too much at all": (
        _post(text="x", blocks=section("y" * 2900) * 5),
        "msg_blocks_too_long",
        "too_long",
    ),
    "a form without a way to send it": (
        lambda slack, client: client.views_publish(
            user_id=slack.world.user("alice").id,
            view={key: value for key, value in form("name").items() if key != "submit"},
        ),
        "invalid_arguments",
        "/submit",
    ),
    "a trigger that nobody pulled": (
        lambda slack, client: client.views_open(trigger_id="1.2.3", view=form("name")),
        "invalid_trigger_id",
        "invalid_trigger_id",
    ),
    "an unknown method": (
        lambda slack, client: client.api_call("chat.shout"),
        "unknown_method",
        "unknown_method",
    ),
}


@pytest.mark.parametrize(("wrong", "error", "fault"), WRONG.values(), ids=WRONG.keys())
async def test_what_slack_refuses_is_refused_and_is_a_fault(
    slack: SlackServer, client: AsyncWebClient, wrong: Wrong, error: str, fault: str
) -> None:
    with pytest.raises(SlackApiError) as caught:
        await wrong(slack, client)
    assert caught.value.response["error"] == error
    (noted,) = slack.faults
    assert any(words in str(noted) for words in fault.split("|"))
    slack.faults.clear()


@pytest.mark.parametrize(
    "text", ["<!channel> lunch", "<!here|here>", "a < b", "R&D", "<script>", "see <www.example.org>"]
)
async def test_what_people_typed_must_be_escaped(
    slack: SlackServer, client: AsyncWebClient, text: str
) -> None:
    general = slack.world.channel("general").id
    await client.chat_postMessage(channel=general, text=text)
    assert slack.faults
    slack.faults.clear()
    await client.chat_postMessage(channel=general, text="fine", blocks=section(text))
    assert slack.faults
    slack.faults.clear()
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    await client.chat_postMessage(channel=general, text=escaped, blocks=section(escaped))


async def test_a_trigger_opens_one_modal_and_soon(
    slack: SlackServer, bolt: AsyncApp, client: AsyncWebClient
) -> None:
    triggers: list[str] = []

    @bolt.command("/form")
    async def keep(ack: Any, body: Json) -> None:
        await ack()
        triggers.append(body["trigger_id"])

    async with connected(slack, bolt):
        await slack.people.slash("alice", "general", "/form")
        await client.views_open(trigger_id=triggers[0], view=form("name"))
        with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
            await client.views_open(trigger_id=triggers[0], view=form("name"))
        slack.platform.timing.trigger = 0.1
        await slack.people.slash("alice", "general", "/form")
        await asyncio.sleep(0.15)
        with pytest.raises(SlackApiError, match="expired_trigger_id"):
            await client.views_open(trigger_id=triggers[1], view=form("name"))
    slack.faults.take("exchanged_trigger_id")
    slack.faults.take("expired_trigger_id")


async def test_a_response_url_works_five_times(slack: SlackServer, bolt: AsyncApp) -> None:
    statuses: list[int] = []

    @bolt.command("/chatty")
    async def chatty(ack: Any, respond: Any) -> None:
        await ack()
        for number in range(6):
            statuses.append((await respond(f"{number}")).status_code)

    async with connected(slack, bolt):
        await slack.people.slash("alice", "general", "/chatty")
    assert statuses == [200] * 5 + [404]
    slack.faults.take("used_url")


async def test_a_late_acknowledgement_is_a_fault_and_a_late_event_comes_again(
    slack: SlackServer, bolt: AsyncApp, mode: str
) -> None:
    slack.installation.events = {"app_mention"}
    slack.platform.timing.ack = 0.5
    retries: list[str] = []

    @bolt.command("/slow")
    async def slow(ack: Any) -> None:
        await asyncio.sleep(0.7)
        await ack()

    @bolt.event("app_mention")
    async def mentioned(req: Any) -> None:
        retries.append(req.headers.get("x-slack-retry-num", ["0"])[0])
        await asyncio.sleep(0.7 if len(retries) == 1 else 0)

    async with connected(slack, bolt, mode):
        outcome = await slack.people.slash("alice", "general", "/slow")
        assert outcome.failed == "operation_timeout"
        slack.faults.take("slash_commands /slow: operation_timeout")
        await slack.people.write("alice", "general", "@convenor")
        await eventually(lambda: retries == ["0", "1"])
        slack.faults.take("operation_timeout")
        await asyncio.sleep(0.3)


async def test_a_forged_or_old_request_is_told_apart(slack: SlackServer, bolt: AsyncApp) -> None:
    async with connected(slack, bolt, "http"):
        assert await slack.http.verify_url()
        body = '{"type": "event_callback"}'
        assert (await slack.http.send(body, "application/json", secret="wrong"))[0] == 401
        assert (await slack.http.send(body, "application/json", age=600))[0] == 401


async def test_a_lost_socket_is_no_fault_and_the_app_comes_back(slack: SlackServer, bolt: AsyncApp) -> None:
    @bolt.command("/hello")
    async def hello(ack: Any) -> None:
        await ack("hello again")

    handler = AsyncSocketModeHandler(bolt, slack.installation.app_token, ping_interval=0.2)
    await handler.connect_async()
    await slack.sockets.connected(1)
    await slack.sockets.refresh()
    await slack.sockets.connected(2)
    await (await slack.people.slash("alice", "general", "/hello")).message("hello again")
    slack.sockets.drop()
    assert (await slack.people.slash("alice", "general", "/hello")).failed == "dispatch_failed"
    await slack.sockets.connected(3)
    await (await slack.people.slash("alice", "general", "/hello")).message("hello again")
    slack.sockets.freeze()
    await slack.sockets.connected(4)
    await eventually(lambda: slack.sockets.live == 1)
    await (await slack.people.slash("alice", "general", "/hello")).message("hello again")
    await handler.close_async()


async def test_the_server_runs_as_a_process_of_its_own_and_can_be_driven() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.servers.slack", "--quick", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    started = json.loads(await process.stdout.readline())
    client = AsyncWebClient(token=started["bot_token"], base_url=started["api_url"])
    async with aiohttp.ClientSession() as session:

        async def control(verb: str, **given: Any) -> Json:
            async with session.post(f"{started['control']}/{verb}", json=given) as response:
                body: Json = await response.json()
                assert response.status == 200, body
                return body

        await control("add_user", name="alice")
        channel = await control("add_channel", name="general", members=["alice", "convenor"])
        await client.chat_postMessage(
            channel=channel["id"], text="one", blocks=section("*One*", button("Go", "go"))
        )
        assert (await control("slash", who="alice", where="general", command="/x"))[
            "failed"
        ] == "dispatch_failed"
        (message,) = (await control("messages", who="alice", where="general"))["messages"]
        assert (message["text"], message["buttons"]) == ("One", ["Go"])
        books = await control("books")
        assert books["faults"] == []
        assert books["calls"] == {"chat.postMessage": 1}
    process.terminate()
    assert await process.wait() == 0
