"""`email`: have what is meant for you sent to an address of yours as well.

The address is used for nothing else and shown to nobody; a profile's contact is
another thing, which others can read. Nothing is sent before it is confirmed:
by the link in an e-mail, or by its code, typed here.
"""

from __future__ import annotations

from typing import Annotated

from bot import mail, outbox
from bot.declare import Group, Param
from bot.errors import Conflict, NotFound
from bot.permissions import ANYONE
from bot.replies import Block, Bold, Button, Buttons, Card, Field, Fields, Note, Paragraph, Reply, text
from bot.request import Request
from bot.services.email import emails as service
from bot.services.email.email_syntax import read_address
from bot.services.email.emails import EmailAddress
from bot.words import Message, _

emails = Group("email", _("Get what is for you by e-mail"), default="show", alone=True)

_SET = Button(_("Give an address…"), "?email set", "primary")
_REMOVE = Button(_("Remove"), "email remove", "danger", confirm=_("Forget your address?"))
_NO_MAIL = _("E-mail is not set up here. Whoever runs me can set smtp.url and smtp.sender.")


@emails.command("show", needs=ANYONE)
async def show(request: Request) -> Reply:
    """Show your address for e-mail, and how it stands."""
    mine = await service.of_person(request.tx, request.person.id)
    if not mine:
        said = _("I have no address of yours for e-mail.")
        return Card((Paragraph((said,)), _private(), *_away(request), Buttons((_SET,))))
    fields = Fields(tuple(Field(address.address, (_state(request, address),)) for address in mine))
    return Card((fields, _private(), *_away(request), Buttons(_buttons(mine))), title=_("Your e-mail"))


def _state(request: Request, address: EmailAddress) -> Message:
    if address.stopped_at and not address.confirmed_at:
        return _("the mail server refused it; is it written right?")
    if not address.confirmed_at:
        return _("waits for you to confirm it, since {time}", time=request.when(address.asked_at))
    if address.stopped_at:
        return _("stopped; nothing is sent there")
    return _("confirmed; e-mails go there")


def _buttons(mine: list[EmailAddress]) -> tuple[Button, ...]:
    buttons: list[Button] = []
    if any(one.confirmed_at is None and one.stopped_at is None for one in mine):
        buttons.append(Button(_("Type the code…"), "?email confirm", "primary"))
    for one in mine:
        if one.confirmed_at:
            turn = Button(_("Turn on again"), "email start", "primary")
            buttons.append(turn if one.stopped_at else Button(_("Stop"), "email stop"))
    return (*buttons, Button(_("Change…"), "?email set"), _REMOVE)


def _private() -> Note:
    return Note(
        (_("Only you see this address. The contact in your profile is another thing: others read that."),)
    )


def _away(request: Request) -> tuple[Block, ...]:
    if request.settings.has_mail:
        return ()
    return (Note((_NO_MAIL,)),)


@emails.command("set", needs=ANYONE, example="alice@example.org", submit=_("Save"))
async def give(
    request: Request,
    address: Annotated[str, Param(_("Your address, such as alice@example.org"), max_length=400)],
) -> Reply:
    """Give an address of yours; I ask there whether it is yours."""
    _needs_mail(request)
    wanted = read_address(address)
    for one in await service.of_person(request.tx, request.person.id):
        if one.confirmed_at and one.address == wanted:
            await service.start(request.tx, one.id)
            return text(_("{address} is confirmed already; e-mails go there.", address=Bold(wanted)))
    number = await service.give(request.tx, request.now, request.person.id, wanted)
    card = mail.confirmation(request.settings, request.secret, number)
    await outbox.post(request.tx, request.now, mail.confirming(number), card, language=request.language)
    said = _(
        "I have sent an e-mail to {address}. Open the link in it, or type its code here. "
        "Until then nothing else is sent there.",
        address=Bold(wanted),
    )
    code = Button(_("Type the code…"), "?email confirm", "primary")
    return Card((Paragraph((said,)), _private(), Buttons((code,))))


@emails.command("confirm", needs=ANYONE, example="123456", submit=_("Confirm"))
async def confirm(
    request: Request,
    code: Annotated[str, Param(_("The six digits from the e-mail"), max_length=40)],
) -> Reply:
    """Confirm your address with the code from the e-mail."""
    done = await service.confirm_by_code(request.tx, request.now, request.secret, request.person.id, code)
    if done is None:
        # No error: that would undo the counting.
        said = _("That is not the code in the last e-mail. It has six digits, such as 123456.")
        again = Button(_("Try again…"), "?email confirm", "primary")
        return Card(
            (Paragraph((said,)), Buttons((again, Button(_("Another e-mail…"), "?email set")))), tone="bad"
        )
    return mail.confirmed(done.address)


@emails.command("test", needs=ANYONE)
async def test(request: Request) -> Reply:
    """Send yourself an e-mail, to see that it arrives."""
    _needs_mail(request)
    mine = await _confirmed(request)
    if mine.stopped_at:
        raise Conflict(
            _("E-mails to {address} are stopped.", address=mine.address),
            action=(_("Turn on again"), "email start"),
        )
    card = Card(
        (Paragraph((_("This is what an e-mail of mine looks like. You asked for it in the chat."),)),),
        title=_("It works"),
        tone="good",
    )
    await request.tell(request.person.id, card, by="email")
    return text(
        _(
            "An e-mail is on its way to {address}. If it is not there soon, look among the spam.",
            address=Bold(mine.address),
        )
    )


@emails.command("stop", needs=ANYONE)
async def stop(request: Request) -> Reply:
    """Have no more e-mails sent; your address is kept."""
    mine = await _confirmed(request)
    await service.stop(request.tx, request.now, mine.id)
    return mail.stopped()


@emails.command("start", needs=ANYONE)
async def start(request: Request) -> Reply:
    """Have e-mails sent again after you stopped them."""
    _needs_mail(request)
    mine = await _confirmed(request)
    await service.start(request.tx, mine.id)
    return text(_("E-mails go to {address} again.", address=Bold(mine.address)))


@emails.command("remove", needs=ANYONE)
async def remove(request: Request) -> Reply:
    """Forget your address."""
    if not await service.remove(request.tx, request.person.id):
        raise NotFound(_("I have no address of yours."), action=(_("Give one…"), "?email set"))
    return text(_("Your address is forgotten. I write to you in the chat."))


async def _confirmed(request: Request) -> EmailAddress:
    """The person's confirmed address; raises `Conflict` where there is none."""
    for one in await service.of_person(request.tx, request.person.id):
        if one.confirmed_at:
            return one
    raise Conflict(_("You have no confirmed address for e-mail."), action=(_("Give one…"), "?email set"))


def _needs_mail(request: Request) -> None:
    if not request.settings.has_mail:
        raise Conflict(_NO_MAIL)
