"""What all commands of `doc` share."""

from __future__ import annotations

from typing import Annotated

from bot.declare import Group, Param
from bot.incoming import Submitted
from bot.request import Request
from bot.services.items.items import Item
from bot.services.library import documents as service
from bot.services.library.blobs import File
from bot.words import _

documents = Group(
    "doc",
    _("The library: files and links to share"),
    feature="documents",
    default="share",
    order=("share", "show", "list", "download", "rate", "comment", "version", "edit"),
)

PAGE = 8

TheDocument = Annotated[Item, Param(_("The document's number, such as #142"), item="document")]

ALink = Annotated[
    str, Param(_("An address, instead of a file"), label=_("Link"), max_length=service.LONGEST_URL)
]

AFile = Annotated[File | None, Param(_("The file, such as a PDF"), label=_("File"))]

ADescription = Annotated[
    str,
    Param(
        _("What is in it, and for whom"), label=_("Description"), long=True, max_length=service.LONGEST_BODY
    ),
]

ATitle = Annotated[
    str,
    Param(
        _("What it is called; by default as the file is"), label=_("Title"), max_length=service.LONGEST_TITLE
    ),
]


def gives_nothing(request: Request, file: File | None, link: str) -> bool:
    """Whether the form is to be opened: neither file nor link, and none was sent yet."""
    return not (file or link or isinstance(request.incoming.what, Submitted))
