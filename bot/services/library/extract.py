"""The text of a file, read where a hostile file harms nothing. Run as a program, in a process of its own.

    python -I extract.py pdf < some.pdf

It reads the file from its input and writes its text to its output, under limits
that it sets itself before it reads anything: memory, processor time, open files,
no file written. It inherits no environment, so it knows no secret. Whoever runs
it (`reading`) sets a limit of time, and takes no more output than
`LONGEST`. A file that is too much for it, or no such file, ends it with an error.

It imports nothing of ours, and of others only what the type at hand needs.
"""

from __future__ import annotations

import io
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from itertools import islice
from typing import BinaryIO
from xml.parsers import expat

LONGEST = 100_000
"""How many characters of a text are kept."""

MEMORY = 768 * 1024 * 1024
SECONDS = 15
MOST_UNPACKED = 64 * 1024 * 1024
_PAGES = 1000
_CHUNK = 64 * 1024


class Unreadable(Exception):
    """The file is not what it says, or unpacks to more than is allowed."""


class Gathered:
    """Text, piece by piece, until there is enough of it."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._size = 0

    @property
    def full(self) -> bool:
        """Whether no more is wanted."""
        return self._size >= LONGEST

    def add(self, piece: str) -> None:
        """Take one more piece, or what of it still fits."""
        piece = piece[: LONGEST - self._size]
        self._pieces.append(piece)
        self._size += len(piece)

    def text(self) -> str:
        """All of it, with one space between words."""
        return " ".join("".join(self._pieces).split())


class _Xml:
    """Takes text from XML that stands in elements named `only`, a line where one of `ends` ends.

    The parser is the standard library's own, which unfolds no entity here: what declares any is refused.
    """

    def __init__(self, ends: frozenset[str], only: frozenset[str]) -> None:
        self.found = Gathered()
        self._ends = ends
        self._only = only
        self._depth = 0
        self._parser = expat.ParserCreate(namespace_separator="}")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._data

    def feed(self, chunk: bytes, *, last: bool = False) -> None:
        """Take in the next part of the file."""
        self._parser.Parse(chunk, last)

    def _refuse(self, *_doctype: object) -> None:
        raise Unreadable("declares a document type")

    def _start(self, tag: str, _attributes: dict[str, str]) -> None:
        self._depth += _local(tag) in self._only

    def _end(self, tag: str) -> None:
        name = _local(tag)
        self._depth -= name in self._only
        if name in self._ends:
            self.found.add("\n")

    def _data(self, data: str) -> None:
        if self._depth:
            self.found.add(data)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _member(data: bytes, name: str) -> Iterator[bytes]:
    """A file of an archive in chunks, counted while it is unpacked: what its header says is not believed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(name) as member:
        unpacked = 0
        while chunk := member.read(_CHUNK):
            unpacked += len(chunk)
            if unpacked > MOST_UNPACKED:
                raise Unreadable("unpacks to too much")
            yield chunk


def _from_xml(chunks: Iterator[bytes], ends: frozenset[str], only: frozenset[str]) -> str:
    reading = _Xml(ends, only)
    for chunk in chunks:
        reading.feed(chunk)
        if reading.found.full:
            return reading.found.text()
    reading.feed(b"", last=True)
    return reading.found.text()


def docx(data: bytes) -> str:
    """The running text of a Word document."""
    ends = frozenset({"p", "tab", "br", "tc"})
    return _from_xml(_member(data, "word/document.xml"), ends, only=frozenset({"t"}))


def opendocument(data: bytes) -> str:
    """The running text of an OpenDocument text, table or presentation."""
    ends = frozenset({"p", "h", "s", "tab", "line-break"})
    return _from_xml(_member(data, "content.xml"), ends, only=frozenset({"body"}))


def pdf(data: bytes) -> str:
    """The text of a PDF's pages."""
    from pypdf import PdfReader

    found = Gathered()
    for page in islice(PdfReader(io.BytesIO(data)).pages, _PAGES):
        found.add(page.extract_text() + "\n")
        if found.full:
            break
    return found.text()


class _Html(HTMLParser):
    """Takes what a browser would show."""

    _HIDDEN = frozenset({"script", "style", "template", "noscript"})

    def __init__(self) -> None:
        super().__init__()
        self.found = Gathered()
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in self._HIDDEN
        self.found.add(" ")

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - (tag in self._HIDDEN))
        self.found.add(" ")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.found.add(data)


def html(data: bytes) -> str:
    """What a page of HTML says, without its scripts."""
    parser, text = _Html(), decoded(data)
    for at in range(0, len(text), _CHUNK):
        parser.feed(text[at : at + _CHUNK])
        if parser.found.full:
            break
    return parser.found.text()


def plain(data: bytes) -> str:
    """A text as it is."""
    found = Gathered()
    found.add(decoded(data))
    return found.text()


def decoded(data: bytes) -> str:
    """The text of bytes of whom nobody said how they are written."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


READERS: dict[str, Callable[[bytes], str]] = {
    "pdf": pdf,
    "docx": docx,
    "odt": opendocument,
    "ods": opendocument,
    "odp": opendocument,
    "html": html,
    "htm": html,
    "md": plain,
    "txt": plain,
    "csv": plain,
}


def confine() -> None:
    """Give up what is not needed to read a file, for good."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def main(kind: str, source: BinaryIO, sink: BinaryIO) -> None:
    """Read a file of that kind and write its text."""
    confine()
    text = READERS[kind](source.read())
    sink.write(text.encode("utf-8", "replace"))
    sink.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.stdin.buffer, sys.stdout.buffer)
