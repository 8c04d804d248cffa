"""Forms: what the client and the app do with a modal that somebody fills in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.servers.slack import acts, filled, posting
from tests.servers.slack.acting import Actor
from tests.servers.slack.errors import SlackError
from tests.servers.slack.filled import WontSendError
from tests.servers.slack.methods import views
from tests.servers.slack.outcome import Outcome
from tests.servers.slack.reading import elements_of
from tests.servers.slack.world import Json, User, View

_INCOMPLETE = "Please complete this required field."


class Forms(Actor):
    """Sending and closing modals."""

    async def submit(self, who: str | User, view: View, values: Mapping[str, Any]) -> Outcome:
        """Fill in an open modal, by block_id, and send it.

        The client's own complaints and those of the app are both in `errors`.
        """
        outcome = self._begin(who)
        outcome.earlier = view.cause
        state = self._state(outcome.user, view)
        outcome.errors = self._fill_in(view, state, values, outcome.user)
        if outcome.errors:
            return outcome
        payload = acts.submission(self._platform, outcome.user, view, state, outcome.cause)
        answer = await self._interact(outcome, payload)
        if not outcome.failed:
            self._after_submission(outcome, view, answer or {})
        return outcome

    def _fill_in(self, view: View, state: Json, values: Mapping[str, Any], user: User) -> dict[str, str]:
        errors, unknown = {}, set(values)
        for block, element in elements_of(view.body["blocks"]):
            name = block["block_id"]
            unknown.discard(name)
            if name in values:
                try:
                    state[name] = {
                        element["action_id"]: filled.fill(self._platform.world, element, values[name], user)
                    }
                except WontSendError as error:
                    errors[name] = str(error)
            now = state.get(name, {}).get(element["action_id"], {})
            if block["type"] == "input" and not block.get("optional") and filled.is_empty(now):
                errors.setdefault(name, _INCOMPLETE)
        if unknown:
            asked = [block["block_id"] for block, _ in elements_of(view.body["blocks"])]
            raise AssertionError(f"the form does not ask for {sorted(unknown)}, but for {asked}")
        return errors

    def _after_submission(self, outcome: Outcome, view: View, answer: Json) -> None:
        """What the client does with the app's answer to a form."""
        platform = self._platform
        try:
            match answer.get("response_action"):
                case "errors":
                    outcome.errors = answer["errors"]
                    self._check_errors(view, outcome.errors)
                case "update":
                    body = posting.refuse_view(platform, "response_action update", answer.get("view"))
                    views.change(platform, view, body, via="ack", cause=outcome.cause)
                case "push":
                    body = posting.refuse_view(platform, "response_action push", answer.get("view"))
                    views.push(platform, view.user, body, via="ack", cause=outcome.cause)
                case "clear":
                    self._close(view, everything=True, cause=outcome.cause)
                case None if not answer:
                    self._close(view, everything=False, cause=outcome.cause)
                case _:
                    platform.faults.note("view_submission", f"an unknown answer: {answer}")
        except SlackError as error:
            outcome.failed = error.code

    def _check_errors(self, view: View, errors: Mapping[str, str]) -> None:
        inputs = {block["block_id"] for block in view.body["blocks"] if block["type"] == "input"}
        for name, complaint in errors.items():
            if name not in inputs or not complaint:
                problem = f"{name!r} is no input of the view, or says nothing"
                self._platform.faults.note("response_action errors", problem)

    def _close(self, view: View, *, everything: bool, cause: str) -> None:
        stack = self._platform.world.modals.get(view.user, [])
        if everything:
            stack.clear()
        elif view in stack:
            stack.remove(view)
        self._platform.world.sights.add("view_closed", "client", user=view.user, view=view, cause=cause)

    async def close_view(self, who: str | User, view: View) -> Outcome:
        """Close a modal with its cross."""
        outcome = self._begin(who)
        self._close(view, everything=False, cause=outcome.cause)
        if view.body.get("notify_on_close"):
            await self._interact(outcome, acts.closing(self._platform, outcome.user, view))
        return outcome
