"""The editor of a mail: names completed, pieces put in, other ways to look, and files that change outside."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from shopkeep.tui.screens import sequences, sequences_writing
from shopkeep.tui.widgets.changes import Changes
from shopkeep.tui.widgets.names_box import NamesBox
from shopkeep.tui.widgets.preview import Preview
from tests.tui.driver import Driver
from tests.tui.test_sequences import begun, end_of_line, filled, home, on_first_mail, place

__all__ = ["begun", "filled", "home"]  # the shops of those tests


async def writing(app: Driver, line: int) -> None:
    """In the editor of the first mail, at the end of a line, with the names read."""
    await app.go("sequences")
    await on_first_mail(app)
    await app.press("enter")
    end_of_line(app, line)
    await app.until(lambda: bool(place(app).editor.names))


def file_of(app: Driver) -> Path:
    return app.app.home / "sequences" / "win-back" / place(app).copy.file


async def test_a_name_is_offered_with_what_it_gives_and_taken_with_its_fallback(begun: Path) -> None:
    async with Driver(begun) as app:
        await writing(app, 7)
        await app.press("text: {{ firs")
        assert app.app.screen.query_one(NamesBox).display
        app.expect("customer.first_name")
        await app.press("tab", "text:, again")  # behind the braces, where the sentence goes on
        assert place(app).editor.document.get_line(6).endswith('{{ customer.first_name | default("there") }}, again')
        await app.press("ctrl+z")
        assert not app.app.screen.query_one(NamesBox).display
        await app.press("ctrl+z")
        assert "default" not in place(app).editor.document.get_line(6)
        end_of_line(app, 7)
        await app.press("text: {{ sh")
        assert app.app.screen.query_one(NamesBox).display
        await app.press("escape")
        assert not app.app.screen.query_one(NamesBox).display
        assert place(app).editor.has_focus


@pytest.mark.long
async def test_a_piece_is_put_in_between_blank_lines(begun: Path) -> None:
    async with Driver(begun) as app:
        await writing(app, 7)
        await app.press("f9")
        app.expect("Put in what?", "Offer box", "Button")
        app.refuse("Hello {{")  # what it says, not how it is written
        await app.press("down", "down", "down", "enter")
        await app.until(lambda: "**[Choose something nice]({{ shop.url }})**" in place(app).editor.text)
        lines = place(app).editor.text.split("\n")
        at = lines.index("**[Choose something nice]({{ shop.url }})**")
        assert lines[at - 1] == ""
        assert lines[at + 1] == ""


@pytest.mark.long
async def test_the_mail_is_shown_styled_beside_another_variant_and_compared(begun: Path) -> None:
    async with Driver(begun) as app:
        await writing(app, 2)
        await app.press("text: again")
        await app.until(lambda: "again" in place(app).preview.mail.subject)
        await app.press("f12")
        await app.until(lambda: place(app).preview.styled)
        app.refuse("https://tinandthistle.example")
        await app.press("escape", "p")
        await app.until(lambda: not place(app).preview.styled)
        await app.press("d")
        await app.until(lambda: place(app).query_one(Changes).display)
        app.expect("Changed since it was opened", "again")
        await app.press("d")
        await app.until_text("Changed from the blueprint")
        await app.press("d", "b")
        await app.until(lambda: place(app).query_one("#other", Preview).mail is not None)
        app.expect("Variant B")
        await app.press("b")
        assert not place(app).query_one("#other").display


async def test_a_file_changed_outside_is_taken_in(begun: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequences, "OUTSIDE", 0.1)
    async with Driver(begun) as app:
        await app.go("sequences")
        await on_first_mail(app)
        file = file_of(app)
        await app.until(lambda: bool(place(app).stamps))
        file.write_text(file.read_text("utf-8").replace("Hello", "Good evening"), "utf-8")
        place(app).look_outside()
        await app.until(lambda: "Good evening" in place(app).editor.text)
        await app.until(lambda: "Good evening" in place(app).preview.mail.text)


async def test_what_is_typed_and_what_changed_outside_are_both_kept(
    begun: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequences_writing, "PAUSE", 60.0)
    monkeypatch.setattr(sequences_writing, "LATEST", 60.0)
    async with Driver(begun) as app:
        await writing(app, 7)
        file = file_of(app)
        theirs = file.read_text("utf-8") + "\nTheirs.\n"
        await app.press("text: Mine.")
        file.write_text(theirs, "utf-8")
        place(app).save()
        await app.until_text("was changed outside")
        await app.press("enter")
        await app.until(lambda: "Mine." in file.read_text("utf-8"))
        assert "Theirs." not in file.read_text("utf-8")
        await app.settle()
        await app.press("escape", "u")
        await app.until(lambda: file.read_text("utf-8") == theirs)


async def test_an_editor_of_ones_own_is_asked_for_kindly(begun: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    async with Driver(begun) as app:
        await app.go("sequences")
        await on_first_mail(app)
        await app.press("m")
        await app.until(lambda: any("No editor of your own" in toast for toast in app.toasts()))
    assert "EDITOR" not in os.environ


@pytest.mark.long
async def test_after_a_key_the_rows_that_were_not_drawn_again_are_as_they_should_be(begun: Path) -> None:
    async with Driver(begun) as app:
        await writing(app, 7)
        for keys in (
            ("text: and **more** {{ shop.name }} of it",),
            ("enter", "text:# x"),
            ("up", "backspace"),
            ("ctrl+z",),
        ):
            await app.press(*keys)
            drawn = app.text()
            place(app).editor.refresh()
            await app.press("shift")
            assert app.text() == drawn


async def test_a_long_subject_is_one_line_for_every_key(begun: Path) -> None:
    async with Driver(begun) as app:
        await writing(app, 2)
        editor = place(app).editor
        before = editor.document.get_line(1)
        assert len(editor.wrapped_document.get_sections(1)) > 1
        rest = editor.text.split("\n")[2:]
        await app.press("home")
        assert editor.cursor_location == (1, len("subject: "))
        await app.press("end")
        assert editor.cursor_location == (1, len(before))
        await app.press("ctrl+k")
        assert editor.document.get_line(1) == before  # the line below does not come up into it
        await app.press("ctrl+u", "ctrl+u", "text:Pine is back")
        assert editor.document.get_line(1) == "subject: Pine is back"
        await app.press("home", "ctrl+k", "text:New")
        assert editor.document.get_line(1) == "subject: New"
        await app.press("ctrl+a", "text:Old")
        assert editor.document.get_line(1) == "subject: Old"
        assert editor.text.split("\n")[2:] == rest
        end_of_line(app, 8)
        await app.press("ctrl+a", "delete")
        assert editor.text.split("\n")[:4] == ["---", "subject: Old", rest[0], "---"]
        assert not editor.text.split("\n", 4)[4].strip()
