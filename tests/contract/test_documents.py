"""The library, on every platform: files and links shared, found by what is in them, rated and renewed."""

from __future__ import annotations

import asyncio
import io
import zipfile

from tests.chat import Chat, Picked, Seen
from tests.contract.test_polls import number_in

NOTES = Picked("caddies.md", b"# Food caddies\n\nA zeppelin is not needed.")


def word(text: str) -> bytes:
    """A Word document that says that, as small as there can be."""
    body = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", body)
    return file.getvalue()


async def shared(chat: Chat, who: str, file: Picked, where: str = "general", **values: str) -> Seen:
    """`who` opens the form and sends it with that file."""
    form = await chat.says(who, "/doc share", where=where)
    assert form.form is not None, form.text
    return await chat.submits(who, form, file=file, **values)


async def found_by(chat: Chat, words: str, title: str) -> Seen:
    """The search for these words, as soon as it finds the document."""
    seen = await chat.says("dave", f"/cop search find {words}")
    for _ in range(80):
        if title in seen:
            return seen
        await asyncio.sleep(0.1)
        seen = await chat.says("dave", f"/cop search find {words}")
    raise AssertionError(seen.text)


async def test_a_file_is_shared_shown_taken_and_found_by_its_text(cop: Chat) -> None:
    made = await shared(
        cop, "carol", NOTES, title="On caddies", description="What we learned.", tagged="bins"
    )
    assert made.private
    assert "Thank you" in made
    card = await cop.eventually("general", "On caddies")
    assert "What we learned." in card
    assert "caddies.md" in card
    assert "#bins" in card
    answer = await cop.presses("dave", "Download", on=card)
    assert answer is not None
    assert await cop.takes("dave", answer) == {"caddies.md": NOTES.content}
    assert "zeppelin" in await found_by(cop, "zeppelin", "On caddies")


async def test_a_word_document_is_found_by_its_text(cop: Chat) -> None:
    await shared(cop, "carol", Picked("Plan 2026.docx", word("Composting for beginners")))
    await cop.eventually("general", "Plan 2026")
    await found_by(cop, "composting", "Plan 2026")


async def test_a_link_is_shared_in_one_line(cop: Chat) -> None:
    made = await cop.says("carol", '/doc share https://example.org/caddies title: "Caddies elsewhere"')
    assert "in the library of Data Standards" in made
    assert "https://example.org/caddies" in await cop.eventually("general", "Caddies elsewhere")
    for wrong in ("javascript:alert(1)", "file:///etc/passwd", "https://user@example.org/"):
        assert "no web address" in await cop.says("carol", f'/doc share link: "{wrong}"'), wrong


async def test_the_same_file_twice_is_pointed_to(cop: Chat) -> None:
    await shared(cop, "carol", NOTES, title="On caddies")
    again = await shared(cop, "dave", Picked("copy.md", NOTES.content))
    assert "in the library already" in again
    assert "On caddies" in again


async def test_members_rate_and_the_best_comes_first(cop: Chat) -> None:
    good = await cop.says("carol", '/doc share https://example.org/good title: "Good one"')
    await cop.says("carol", '/doc share https://example.org/other title: "Another one"')
    await cop.says("dave", f"/doc rate {number_in(good)} 5")
    said = await cop.says("bob", f"/doc rate {number_in(good)} 4")
    assert "4.5 of 5 (2 ratings)" in said
    best = await cop.says("dave", "/doc list best")
    assert best.text.index("Good one") < best.text.index("Another one")
    a_to_z = await cop.says("dave", "/doc list a-z")
    assert a_to_z.text.index("Another one") < a_to_z.text.index("Good one")
    assert "nothing to list" in await cop.says("dave", "/doc list mine")
    assert "from 1 to 5" in await cop.says("dave", f"/doc rate {number_in(good)} 9")


async def test_a_new_version_is_what_is_taken_and_the_old_one_stays(cop: Chat) -> None:
    made = await shared(cop, "carol", NOTES, title="On caddies")
    number = number_in(made)
    form = await cop.says("carol", f"/doc version {number}")
    said = await cop.submits(
        "carol", form, file=Picked("caddies-2.md", b"An airship is not needed."), change="Newer words"
    )
    assert "as version 2" in said
    shown = await cop.says("dave", f"/doc show {number}")
    assert "Newer words" in shown
    latest = await cop.says("dave", f"/doc download {number}")
    assert list(await cop.takes("dave", latest)) == ["caddies-2.md"]
    first = await cop.says("dave", f"/doc download {number} number: 1")
    assert await cop.takes("dave", first) == {"caddies.md": NOTES.content}
    await found_by(cop, "airship", "On caddies")
    assert "can change it" in await cop.says("dave", f"/doc version {number} link: https://example.org/")


async def test_what_is_no_document_is_refused_and_what_was_typed_stays(cop: Chat) -> None:
    for bad, complaint in (
        (Picked("run.exe", b"MZ"), "I do not take"),
        (Picked("thesis.pdf", b"<html>no</html>"), "is no pdf"),
        (Picked("empty.txt", b""), "is empty"),
    ):
        said = await shared(cop, "carol", bad, title="Kept title")
        assert complaint in said, bad.name
        if "Correct it" in said.buttons:
            again = await cop.presses("carol", "Correct it", on=said)
            assert again is not None
            assert again.form is not None
            assert {field.name: field.value for field in again.form.fields}["title"] == "Kept title"
    assert "nothing to list" in await cop.says("carol", "/doc list")


async def test_editing_opens_with_what_is_there(cop: Chat) -> None:
    made = await shared(cop, "carol", NOTES, title="On caddies", description="What we learned.")
    form = await cop.presses("carol", "Edit…", on=made)
    assert form is not None
    assert form.form is not None
    values = {field.name: field.value for field in form.form.fields}
    assert values == {"title": "On caddies", "description": "What we learned."}
    await cop.submits("carol", form, title="About caddies")
    assert "What we learned." in await cop.eventually("general", "About caddies")


async def test_a_private_library_stays_inside(cop: Chat) -> None:
    await cop.says("bob", '/community new "Secret Plans" private: yes', where="random")
    made = await shared(
        cop, "bob", Picked("plan.txt", b"The zeppelin flies."), where="random", title="Zeppelin"
    )
    number = number_in(made)
    for asked in (
        f"/doc show {number}",
        f"/doc download {number}",
        f"/doc rate {number} 5",
        f"/doc version {number} link: https://example.org/",
        f"/doc comment {number} hello",
        "/doc list",
        "/cop search find zeppelin",
    ):
        seen = await cop.says("carol", asked, where="general")
        assert "Zeppelin" not in seen, asked
        assert "Secret" not in seen, asked
    again = await shared(cop, "carol", Picked("mine.txt", b"The zeppelin flies."), title="Mine")
    assert "elsewhere" not in again
    assert "Zeppelin" not in again


async def test_a_file_outlives_a_form_in_two_pages(cop: Chat) -> None:
    await cop.says("carol", "/doc list")
    await cop.says("carol", '/community new "Water"', where="random")
    form = await cop.says("carol", "/doc share", where="@bot")
    assert form.form is not None
    if "file" in {field.name for field in form.form.fields}:
        made = await cop.submits("carol", form, community="Water", file=NOTES, title="On caddies")
    else:
        between = await cop.submits("carol", form, community="Water", title="On caddies")
        last = await cop.presses("carol", "Continue", on=between)
        assert last is not None
        made = await cop.submits("carol", last, file=NOTES)
    assert "in the library of Water" in made
    assert "caddies.md" in await cop.eventually("random", "On caddies", by="carol")
