"""Files that are meant to do harm, and what is said of them: nothing is harmed, and nothing else is lost."""

from __future__ import annotations

import io
import resource
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.files.reader import Reader
from bot.services.library import extract, reading
from bot.services.library.filetypes import LONGEST_NAME, clean_name
from bot.services.library.unread import LEASE
from tests.chat import Picked, Seen
from tests.drivers.paper import PaperChat
from tests.scenes import number, open_community

CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def archive(name: str, content: bytes) -> bytes:
    """A zip archive of one file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, content)
    return file.getvalue()


def docx(inside: str, before: str = "") -> bytes:
    """A Word document of one paragraph."""
    text = f"<w:p><w:r><w:t>{inside}</w:t></w:r></w:p>"
    body = f'{before}<w:document xmlns:w="{WORD}"><w:body>{text}</w:body></w:document>'
    return archive("word/document.xml", body.encode())


def pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1; the first is its catalogue."""
    made = bytearray(b"%PDF-1.7\n")
    places = []
    for count, each in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (count, each)
    table = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, table)
    return bytes(made)


def stream(content: bytes, packed: bytes) -> bytes:
    """A stream that unpacks to that content."""
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)


def page(contents: bytes) -> bytes:
    """A PDF of one page with these contents, packed."""
    return pdf(
        CATALOGUE,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        stream(contents, zlib.compress(contents, 9)),
    )


LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]>'

HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a document that unpacks to 100 MB": ("docx", lambda: docx(" " * 100_000_000)),
    "entities that multiply": ("docx", lambda: docx("&b;", LAUGHS)),
    "an entity from outside": ("docx", lambda: docx("&a;", OUTSIDE)),
    "a document in pieces": ("docx", lambda: docx("x" * 5000)[:-200]),
    "an archive without a document": ("docx", lambda: archive("readme.txt", b"x")),
    "a path that leads out": ("docx", lambda: archive("../../word/document.xml", b"<a/>")),
    "an archive that is a text": ("odt", lambda: b"PK\x03\x04 and no more"),
    "elements without end": ("odt", lambda: archive("content.xml", b"<a>" * 200_000)),
    "a page that unpacks to 200 MB": ("pdf", lambda: page(b" " * 200_000_000)),
    "pages that hold themselves": (
        "pdf",
        lambda: pdf(CATALOGUE, b"<< /Type /Pages /Kids [2 0 R] /Count 9 >>"),
    ),
    "nothing but the first line": ("pdf", lambda: b"%PDF-1.7\n"),
    "noise": ("pdf", lambda: b"%PDF-1.7\n" + bytes(range(256)) * 400),
    "a million tags": ("html", lambda: b"<b>" * 1_000_000 + b"x" * 1_000_000),
    "a comment without end": ("html", lambda: b"<!--" * 500_000),
}


@pytest.mark.parametrize("which", HOSTILE)
async def test_a_hostile_file_ends_within_its_limits(which: str) -> None:
    kind, made = HOSTILE[which]
    data = made()
    before = time.monotonic()
    text = await reading.text_of(data, kind)
    assert not text or len(text) <= extract.LONGEST
    assert "root:" not in (text or "")
    assert time.monotonic() - before < reading.PATIENCE + 2


async def test_a_file_that_takes_too_long_is_given_up() -> None:
    before = time.monotonic()
    assert await reading.text_of(page(b"(x) Tj " * 2_000_000), "pdf", patience=0.3) is None
    assert time.monotonic() - before < 3


async def test_the_process_that_reads_has_no_more_than_it_needs() -> None:
    limits = dict.fromkeys(("RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_FSIZE"))
    ours = {name: resource.getrlimit(getattr(resource, name)) for name in limits}
    assert await reading.text_of(b"a text", "txt") == "a text"
    assert ours == {name: resource.getrlimit(getattr(resource, name)) for name in limits}


@pytest.mark.parametrize(
    ("kind", "data", "text"),
    [
        ("docx", docx("Caddies &amp; flats"), "Caddies & flats"),
        ("odt", archive("content.xml", b"<d><body><p>One</p><h>Two</h></body></d>"), "One Two"),
        ("html", b"<p>Seen</p><script>alert('not seen')</script><style>p{}</style>", "Seen"),
        ("md", "# Größe\n\ntext".encode(), "# Größe text"),
        ("txt", "Größe".encode("cp1252"), "Größe"),
        ("txt", "Größe".encode("utf-16"), "Größe"),
        ("pdf", page(b"BT /F1 12 Tf 10 100 Td (Food caddies) Tj ET"), "Food caddies"),
    ],
)
async def test_what_is_in_an_honest_file_is_read(kind: str, data: bytes, text: str) -> None:
    assert await reading.text_of(data, kind) == text


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\boot.txt", "boot.txt"),
        ("C:\\Users\\me\\plan.pdf", "plan.pdf"),
        ("/etc/shadow", "shadow"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("a\x00b.txt", "ab.txt"),
        ("..", "file"),
        ("", "file"),
        ('<img src="x">.md', "img src=x.md"),
    ],
)
def test_a_name_is_a_name_and_no_path(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_a_long_name_keeps_its_ending() -> None:
    name = clean_name("x" * 5000 + ".pdf")
    assert name.endswith(".pdf")
    assert len(name) <= LONGEST_NAME


async def shared(chat: PaperChat, file: Picked, **values: str) -> Seen:
    form = await chat.says("alice", "/doc share")
    return await chat.submits("alice", form, file=file, **values)


async def empty(chat: PaperChat) -> bool:
    return "nothing to list" in await chat.says("alice", "/doc list")


async def test_two_gigabytes_are_not_even_begun_with(chat: PaperChat) -> None:
    await open_community(chat)
    said = await shared(chat, Picked("big.pdf", b"%PDF-", size=2**31))
    assert "at most 20 MB fit" in said
    assert "download" not in chat.adapter.calls
    assert await empty(chat)


async def test_a_file_that_is_larger_than_was_said_is_refused(chat: PaperChat) -> None:
    await open_community(chat)
    said = await shared(chat, Picked("big.txt", b"x" * 20_000_001, size=10))
    assert "larger than 20 MB" in said
    assert await empty(chat)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("virus.exe", b"MZ"),
        ("virus.pdf.exe", b"MZ"),
        ("noending", b"text"),
        ("thesis.pdf", b"MZ\x90"),
        ("picture.png", b"<svg onload=alert(1)>"),
        ("words.txt", b"a\x00b"),
        ("empty.md", b""),
        ("plan.docx", b"%PDF-1.7"),
    ],
)
async def test_what_is_not_what_it_says_is_refused(chat: PaperChat, name: str, content: bytes) -> None:
    await open_community(chat)
    said = await shared(chat, Picked(name, content))
    assert said.handle.outcome.field_errors[0][0] == "file", said.text
    assert await empty(chat)


async def test_html_in_every_field_is_shown_as_it_was_written(chat: PaperChat) -> None:
    await open_community(chat)
    evil = "<script>alert(1)</script> <!channel> @everyone"
    made = await shared(chat, Picked(f"{evil}.md", b"x"), title=evil, description=evil, tagged="<b>")
    shown = await chat.says("bob", f"/doc show {number(made)}")
    assert shown.text.count(evil) >= 2
    assert "<script>alert(1)/script>" not in shown


async def test_a_hundred_thousand_characters_are_refused_and_not_cut(chat: PaperChat) -> None:
    await open_community(chat)
    said = await shared(chat, Picked("a.md", b"x"), description="x" * 100_000)
    assert "100000 characters; at most 3000 fit" in said
    assert await empty(chat)


@pytest.mark.parametrize("token", ["file:0", "file:9", "file:-1", "../../etc/passwd", "=1"])
async def test_a_file_cannot_be_typed(chat: PaperChat, token: str) -> None:
    await open_community(chat)
    assert "it cannot be typed" in await chat.says("alice", f'/doc share file: "{token}"')


async def test_a_file_that_nobody_survives_is_left_alone_after_three_tries(
    chat: PaperChat, tmp_path: Path
) -> None:
    await open_community(chat)
    await shared(chat, Picked("plan.txt", b"zeppelin"))
    for blob in (tmp_path / "files").rglob("*"):
        if blob.is_file():
            blob.write_bytes(b"something else")
    reader = Reader(chat.database, chat.core.blobs, lambda: chat.now)
    for _ in range(3):
        assert await reader.read_one()
        await chat.passes(LEASE * 2)
    assert not await reader.read_one()


async def test_noise_of_words_is_cut_short() -> None:
    noise = " ".join(f"w{count:x}" for count in range(15_000))
    text = await reading.text_of(noise.encode(), "txt")
    assert text is not None
    assert len(text.split()) == reading.MOST_WORDS
