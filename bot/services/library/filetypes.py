"""Which files are taken: by the ending of the name, by the size, and by what their first bytes say.

What people call a file is for reading only. It never becomes part of a path: contents are kept under their
hash.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from pathlib import PurePosixPath

from bot.errors import NotUnderstood
from bot.services.text import one_line, visible
from bot.words import _

LONGEST_NAME = 120
_TEXTS = frozenset({"txt", "md", "html", "htm", "csv", "rtf", "opml", "xml"})
_ZIPPED = frozenset({"docx", "xlsx", "pptx", "odt", "ods", "odp"})
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"

MIMES = {
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "odt": f"{_OPEN}.text",
    "ods": f"{_OPEN}.spreadsheet",
    "odp": f"{_OPEN}.presentation",
    "md": "text/markdown",
    "txt": "text/plain",
    "csv": "text/csv",
    "rtf": "application/rtf",
    "html": "text/html",
    "htm": "text/html",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "opml": "text/x-opml",
    "xml": "application/xml",
}
"""The types that can be told from their content, by ending."""

READ = frozenset({"pdf", "docx", "odt", "ods", "odp", "md", "txt", "csv", "html", "htm"})
"""The endings of files whose text is read for the index."""


def clean_name(name: str) -> str:
    """A file's name as it is kept and shown: without folders and signs that no file system takes."""
    base = re.split(r"[/\\]", one_line(name))[-1]
    base = re.sub(r'[<>:"|?*]', "", base).strip(". ")
    if not visible(base):
        return "file"
    path = PurePosixPath(base)
    return path.stem[: LONGEST_NAME - len(path.suffix[:12])] + path.suffix[:12]


def ending(name: str) -> str:
    """The ending of a file's name, in lower case and without its dot."""
    return PurePosixPath(name).suffix.lower().removeprefix(".")


def size_in_words(size: int) -> str:
    """A size as people read it."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    return f"{size / 1_000_000:.1f}".removesuffix(".0") + " MB"


def check_promise(name: str, size: int, *, types: Collection[str], most: int) -> None:
    """What is known before a file is fetched; raises `NotUnderstood` for one that is not taken."""
    check_ending(name, types)
    if size > most:
        raise NotUnderstood(
            _(
                "“{name}” has {size}; at most {most} fit.",
                name=name,
                size=size_in_words(size),
                most=size_in_words(most),
            )
        )


def check_ending(name: str, types: Collection[str]) -> None:
    """Raises `NotUnderstood` for a file whose name has none of the endings."""
    if ending(name) not in types:
        raise NotUnderstood(
            _("I do not take “{name}”. I take these files: {types}.", name=name, types=", ".join(types))
        )


def check_content(name: str, data: bytes) -> str:
    """The type of a file; raises `NotUnderstood` where its content is not what its name says."""
    kind = ending(name)
    if not data:
        raise NotUnderstood(_("“{name}” is empty.", name=name))
    looks = next((test for kinds, test in _LOOKS if kind in kinds), None)
    if looks and not looks(data):
        raise NotUnderstood(
            _(
                "The content of “{name}” is no {kind}. Please save it anew and try again.",
                name=name,
                kind=kind,
            )
        )
    return MIMES.get(kind, "application/octet-stream")


def _is_text(data: bytes) -> bool:
    return data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" not in data


def _begins(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(marks)


_LOOKS: tuple[tuple[frozenset[str], Callable[[bytes], bool]], ...] = (
    (frozenset({"pdf"}), lambda data: b"%PDF-" in data[:1024]),
    (_ZIPPED, _begins(b"PK\x03\x04")),
    (frozenset({"png"}), _begins(b"\x89PNG\r\n\x1a\n")),
    (frozenset({"jpg", "jpeg"}), _begins(b"\xff\xd8\xff")),
    (frozenset({"gif"}), _begins(b"GIF87a", b"GIF89a")),
    (_TEXTS, _is_text),
)
