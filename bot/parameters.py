"""A command's parameters, as its handler's signature and annotations say them.

`Param` is what is written in an annotation, `Parameter` what the rest of the product reads.
"""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal, NewType, Union, get_args, get_origin

from bot.replies import Choice, Reply
from bot.services.communities.communities import Community
from bot.services.items.items import Item
from bot.words import Message, Words, _

Handler = Callable[..., Awaitable[Reply]]
Offer = Callable[..., Awaitable[list[Choice]]]

ItemKind = NewType("ItemKind", str)
"""The type of a parameter that takes a kind of item: its choices are all that groups declare."""

Feature = NewType("Feature", str)
"""The type of a parameter that takes a feature which communities can switch off: those of all groups."""


@dataclass(frozen=True)
class Param:
    """What a parameter's annotation says beside its type.

    `label` is its name in forms; by default made from the name. `long` asks for several lines where there
    is a form. `carried` says that a form does not ask for it where it is given. `item` names the kind of
    item that a parameter of type `Item` may be ("poll"). `placed` says that it can be given without its name
    although it is not required; it then stands behind those that are.
    `endings` are those that the name of a file may have, without the dot; by default all that are taken.
    `offer` tells what there is to choose from, given the request with the values so far; it may raise a
    `DomainError` where there is nothing.
    """

    description: Message
    label: Words = ""
    long: bool = False
    carried: bool = False
    item: str | None = None
    placed: bool = False
    endings: tuple[str, ...] = ()
    max_length: int = 2000
    offer: Offer | None = None


@dataclass(frozen=True)
class Parameter:
    """One declared parameter. `type` is the type of the value, or of one member of a list.

    `implied` marks the community that a command takes beside what is declared: it says where the command
    is to work when written outside of the community's channels; the handler finds it in the request.
    """

    name: str
    type: Any
    spec: Param
    required: bool
    default: Any
    positional: bool
    is_list: bool
    choices: tuple[str, ...] = ()
    implied: bool = False

    @property
    def is_switch(self) -> bool:
        """Whether it is yes or no."""
        return self.type is bool

    @property
    def is_word(self) -> bool:
        """Whether its value is always one word, so that what follows it is a mistake.

        An item is a number, but for pages, which are called by their titles.
        """
        by_title = self.type is Item and self.spec.item == "page"
        return not (self.is_list or by_title) and self.type in (int, bool, Item)

    @property
    def label(self) -> Words:
        """Its name as a form shows it."""
        return self.spec.label or Message(self.name.replace("_", " ").capitalize())

    def usage(self) -> str:
        """As a command's usage shows it: "<question>", "[closes: …]"."""
        shown = self.name + ("…" if self.is_list else "")
        if self.required:
            return f"<{shown}>"
        return f"[{shown}]" if self.positional else f"[{self.name}: …]"


IMPLIED_COMMUNITY = Parameter(
    name="community",
    type=Community,
    spec=Param(_("Which community; needed only outside of its channels")),
    required=False,
    default=None,
    positional=False,
    is_list=False,
    implied=True,
)
"""The community that a command takes where nothing it declares says which."""


def parameters_of(handler: Handler) -> tuple[Parameter, ...]:
    """A handler's parameters but for the first, the request. Raises `TypeError` for one without a `Param`."""
    hints = typing.get_type_hints(handler, include_extras=True)
    declared = list(inspect.signature(handler).parameters.values())[1:]
    any_required = any(p.default is p.empty for p in declared)
    return tuple(
        _parameter(p, hints[p.name], first=index == 0 and not any_required)
        for index, p in enumerate(declared)
    )


def _parameter(declared: inspect.Parameter, hint: Any, *, first: bool) -> Parameter:
    if get_origin(hint) is not Annotated:
        raise TypeError(f"{declared.name} is not Annotated[…, Param(…)]")
    kind, spec = get_args(hint)[:2]
    kinds = _alternatives(kind)
    is_list = get_origin(kinds[0]) is list
    if is_list:
        kinds = _alternatives(get_args(kinds[0])[0])
    choices = [get_args(one) for one in kinds if get_origin(one) is Literal]
    required = declared.default is declared.empty
    return Parameter(
        name=declared.name,
        type=next((one for one in kinds if get_origin(one) is not Literal), str),
        spec=spec,
        required=required,
        default=None if required else declared.default,
        positional=required or first or spec.placed,
        is_list=is_list,
        choices=tuple(choice for one in choices for choice in one),
    )


def _alternatives(kind: Any) -> list[Any]:
    """The types that a value can have, None left out."""
    if get_origin(kind) not in (Union, types.UnionType):
        return [kind]
    return [one for one in get_args(kind) if one is not types.NoneType]
