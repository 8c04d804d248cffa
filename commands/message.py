"""`message`: what all entries of a message's menu share, above all asking the author first.

Somebody picks a message ("Save to wiki"). Where its author must be asked (see
`bot.services.items.quotes`), they are written to directly, with Allow and Refuse; what was
wanted is done when they allow it, and whoever wanted it hears how it went. A
community's name is told only to authors who may know of it.
"""

from __future__ import annotations

from typing import Annotated, Any

from bot import forms
from bot.declare import Group, Param
from bot.errors import Conflict, DomainError
from bot.grammar import line
from bot.missed import oldest
from bot.on_behalf import carry_out_for
from bot.permissions import ANYONE
from bot.quoting import PARAMETER
from bot.replies import Bold, Button, Buttons, Card, Paragraph, Reply, text
from bot.request import Request
from bot.services.communities import communities
from bot.services.communities.communities import Community
from bot.services.items import quotes
from bot.services.items.items import Item
from bot.services.items.quotes import Quote
from bot.services.people import people
from bot.services.text import shortened
from bot.words import Message, _

messages = Group("message", _("Keep what was said in the chat"))

TheMessage = Annotated[Quote, Param(_("The message that was picked"), carried=True)]
TheWaiting = Annotated[str, Param(_("Which message it is about"), max_length=16)]

_SHOWN = 700


def worded(message: Quote) -> Quote:
    """The message itself; raises `Conflict` for one without words, such as a picture alone."""
    if not message.text:
        raise Conflict(_("There is no text in that message that could be kept."))
    return message


async def asks_author(request: Request, message: Quote) -> Card | None:
    """Ask the author first where that must be, and say so; None where it can be done at once."""
    community = request.community
    if not await quotes.needs_leave(request.tx, message, community):
        return None
    author, name = message.author_id or 0, Bold(message.author_name)
    given = {key: _as_given(value) for key, value in request.given.items() if key != PARAMETER}
    if any(parameter.implied for parameter in request.command.parameters):
        given["community"] = f"={community.id}"
    first = await quotes.wait_for_leave(request.tx, message, request.command.path, given)
    if first and not await request.tell(author, await _question(request, message, community)):
        raise Conflict(_("{name} would have to be asked first, and I cannot reach them.", name=name))
    return text(
        _("{name} wrote this, so I have asked them first. You hear from me when they answer.", name=name)
    )


def _as_given(value: Any) -> Any:
    match value:
        case Item():
            return str(value.id)
        case Community():
            return f"={value.id}"
        case _:
            return value


async def _question(request: Request, message: Quote, community: Community) -> Card:
    """What the author is asked."""
    author = message.author_id or 0
    known = await communities.by_number(request.tx, author, community.id)
    where: Message | str = known.name if known else _("a community that you are not in")
    said = _(
        "{who} would like to keep what you wrote in {community}, in your name:",
        who=Bold(request.person.name),
        community=where,
    )
    return text(
        said,
        "\n",
        shortened(message.text, _SHOWN),
        buttons=(
            Button(_("Allow"), line("message allow", message.id), "primary"),
            Button(_("Refuse"), line("message refuse", message.id)),
        ),
    )


@messages.command("allow", needs=ANYONE, hidden=True, form=False)
async def allow(request: Request, waiting: TheWaiting) -> Reply:
    """Let somebody keep what you wrote."""
    quote = await quotes.of_author(request.tx, request.person.id, waiting)
    await quotes.allow(request.tx, quote)
    try:
        outcome = await carry_out_for(request, quote)
    except DomainError as error:
        await request.tell(quote.person_id, await _not_done(request, quote, error))
        return _answered(
            _("Thank you. It could not be kept just now; {who} hears why.", who=await _who(request, quote))
        )
    if isinstance(outcome.reply, Card):
        await request.tell(quote.person_id, _with_news(outcome.reply, quote))
    return _answered(_("Thank you! {who} may keep it, and it is kept.", who=await _who(request, quote)))


async def _who(request: Request, quote: Quote) -> Bold:
    asker = await people.get(request.tx, quote.person_id)
    return Bold(asker.name if asker else "–")


def _answered(said: Message) -> Card:
    return Card((Paragraph((said,)),), replaces=True)


def _with_news(done: Card, quote: Quote) -> Card:
    news = Paragraph((_("{author} allows it.", author=Bold(quote.author_name)),))
    return Card((news, *done.blocks), done.title, done.tone)


async def _not_done(request: Request, quote: Quote, error: DomainError) -> Card:
    """What whoever wanted it is told: why it failed, and the form with what they had filled in."""
    action = line(quote.wish, message=quote.id)
    draft = await forms.keep(request.tx, request.now, quote.person_id, action, quote.given)
    said = _("{author} allows it, but it could not be kept:", author=Bold(quote.author_name))
    return text(said, " ", error.message, buttons=(Button(_("Correct it"), f"{forms.PREFIX} {draft} 0"),))


@messages.command("refuse", needs=ANYONE, hidden=True, form=False)
async def refuse(request: Request, waiting: TheWaiting) -> Reply:
    """Keep what you wrote where it is."""
    quote = await quotes.of_author(request.tx, request.person.id, waiting)
    await quotes.forget(request.tx, quote)
    said = _("{author} would rather not have their message kept.", author=Bold(quote.author_name))
    await request.tell(quote.person_id, text(said))
    return _answered(_("It stays where it is, and {who} hears so.", who=await _who(request, quote)))


@messages.command("missed", needs=ANYONE, hidden=True)
async def missed(
    request: Request,
    left: Annotated[int | None, Param(_("How many there were, with the one just seen"))] = None,
) -> Reply:
    """Show what I could not tell you directly."""
    card = await oldest(request, left)
    return card or Card(
        (Paragraph((_("That is all.") if left else _("You have missed nothing."),)),), replaces=bool(left)
    )


async def tell_author(request: Request, message: Quote, told: Message, *buttons: Button) -> None:
    """Let the author know what became of their message, where somebody else picked it."""
    if not message.of_another or message.author_id is None:
        return
    blocks = (Paragraph((told,)), Buttons(buttons)) if buttons else (Paragraph((told,)),)
    await request.tell(message.author_id, Card(blocks))
