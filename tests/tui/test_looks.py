"""Every colour theme: complete, readable, and kindly replaced where it cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.color import Color

from shopkeep.core.share import shared
from shopkeep.tui import looks

FILES = sorted((shared("themes") / "terminal").glob("*.toml"))


def luminance(colour: Color) -> float:
    """WCAG 2.1 relative luminance."""

    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.r) + 0.7152 * linear(colour.g) + 0.0722 * linear(colour.b)


def contrast(one: str, other: str) -> float:
    """WCAG 2.1 contrast ratio, 1 to 21."""
    low, high = sorted((luminance(Color.parse(one)), luminance(Color.parse(other))))
    return (high + 0.05) / (low + 0.05)


def test_there_are_dark_light_and_contrast() -> None:
    assert {"shopkeep-dark", "shopkeep-light", "shopkeep-contrast"} <= {file.stem for file in FILES}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_text_can_be_read(file: Path) -> None:
    theme = looks.read_theme(file)
    assert theme is not None
    least = 7.0 if "contrast" in file.stem else 4.5
    muted = theme.variables["text-muted"]
    words = {
        "foreground": theme.foreground,
        "muted": muted,
        "accent": theme.accent,
        "success": theme.success,
        "warning": theme.warning,
        "error": theme.error,
    }
    for ground in (theme.background, theme.surface):
        for name, colour in words.items():
            assert colour is not None
            assert ground is not None
            assert contrast(colour, ground) >= least, f"{name} on {ground}"
    assert theme.foreground
    assert theme.panel
    assert theme.accent
    assert theme.background
    assert contrast(theme.foreground, theme.panel) >= 4.5, "a chosen row without focus"
    assert contrast(theme.background, theme.accent) >= 4.5, "the row under the cursor"


def test_a_broken_theme_file_is_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "themes" / "terminal"
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text("dark = true\nprimary = 'no colour'\n")
    (folder / "worse.toml").write_bytes(b"\xff\xfe not toml")
    names = {theme.name for theme in looks.themes(tmp_path)}
    assert "mine" not in names
    assert "worse" not in names
    assert looks.USUAL in names


def test_a_theme_of_ones_own_is_one_file(tmp_path: Path) -> None:
    folder = tmp_path / "themes" / "terminal"
    folder.mkdir(parents=True)
    source = (shared("themes") / "terminal" / "shopkeep-light.toml").read_text(encoding="utf-8")
    (folder / "mine.toml").write_text(source, encoding="utf-8")
    assert "mine" in {theme.name for theme in looks.themes(tmp_path)}


def test_the_chosen_theme_is_read_without_the_settings_module(tmp_path: Path) -> None:
    assert looks.chosen(tmp_path) == looks.USUAL
    (tmp_path / "settings.toml").write_text('[theme]\nterminal = "shopkeep-light"\n')
    assert looks.chosen(tmp_path) == "shopkeep-light"
    (tmp_path / "settings.toml").write_text("not = [toml")
    assert looks.chosen(tmp_path) == looks.USUAL
