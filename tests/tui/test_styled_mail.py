"""A mail's HTML and two texts compared, as lines for the terminal."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.content import Content

from shopkeep.tui.widgets.changes import compared
from shopkeep.tui.widgets.styled_mail import Palette, styled, wrapped

PALETTE = Palette.of({"foreground": "#222222", "primary": "#114477", "on_primary": "#ffffff"})
PAGE = """<html><head><style>p { color: red }</style></head><body><div style="display:none">hidden</div>
<h1>Good day</h1><p>Hello <strong>Ines</strong>,<br>come  in.</p><ul><li>tea<li>honey</ul>
<blockquote><p>20% off</p></blockquote><p><a style="background:#114477;padding:4px" href="https://example.com">Shop</a>
</p><img alt="A tin" src="https://example.com/tin.jpg"><hr></body></html>"""


def shown(html: str, width: int = 40) -> list[str]:
    return [line.plain for line in styled(html, PALETTE, width)]


def test_headings_buttons_quotes_lists_and_pictures_without_addresses() -> None:
    lines = shown(PAGE)
    assert lines[0] == "Good day"
    assert "Hello Ines," in lines
    assert "come in." in lines
    assert {"• tea", "• honey", "▎ 20% off", "  Shop  ", "[A tin]", "─" * 40} <= set(lines)
    assert "hidden" not in " ".join(lines)
    assert "example.com" not in " ".join(lines)


@given(st.text(st.characters(exclude_categories=["C", "Z", "M"]) | st.just(" "), max_size=120), st.integers(8, 40))
def test_no_line_is_wider_than_the_pane_and_no_word_is_lost(text: str, width: int) -> None:
    lines = wrapped(Content(text), width)
    assert all(cell_len(line.plain) <= max(width, 2) for line in lines)
    assert "".join("".join(line.plain for line in lines).split()) == "".join(text.split())


def test_what_differs_is_shown_with_a_few_lines_around() -> None:
    before = "\n".join(f"line {n}" for n in range(20))
    lines = [line.plain for line in compared(before, before.replace("line 9", "line nine"))]
    assert lines == ["  line 7", "  line 8", "- line 9", "+ line nine", "  line 10", "  line 11"]
    assert compared("same", "same\n") == []
