"""What stands over the answer to a form: the command as somebody would have typed it."""

from __future__ import annotations

from bot.errors import DomainError
from bot.grammar import quote
from bot.incoming import Pressed
from bot.registry import Registry
from bot.services.communities.communities import Community
from bot.understand import Asked, understand


def as_typed(registry: Registry, action: str) -> str:
    """The command of a form's action without what only the form needs to know.

    Empty for what nobody types, such as a page of a long form.
    """
    try:
        asked = understand(registry, Pressed(action))
    except DomainError:
        return ""
    if not isinstance(asked, Asked) or asked.command.hidden:
        return ""
    said = [registry.typed(asked.command.path)]
    for parameter in asked.command.parameters:
        value = asked.values.get(parameter.name)
        internal = parameter.type is Community or (parameter.spec.carried and not parameter.required)
        if isinstance(value, str) and not internal:
            said.append(quote(value) if parameter.positional else f"{parameter.name}: {quote(value)}")
    return " ".join(said)
