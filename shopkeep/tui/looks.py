"""How the app looks: colour themes, one TOML file each; and where it writes its log.

A theme file holds the words primary, secondary, accent, background, surface, panel, foreground, muted,
success, warning and error, each a colour such as "#7c6bd6", and `dark = true` or `false`. A shop's own
`themes/terminal/*.toml` add to ours. A file that cannot be used is passed over.
"""

from __future__ import annotations

import logging
import os
import tomllib
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from textual.color import Color, ColorParseError
from textual.theme import Theme

from shopkeep.core.share import shared

USUAL = "shopkeep-dark"
WORDS = (
    "primary", "secondary", "accent", "background", "surface", "panel", "foreground", "success", "warning",
    "error",
)  # fmt: skip


def themes(home: Path) -> list[Theme]:
    """Our themes and the shop's own, those that can be used; of one name the shop's."""
    found: dict[str, Theme] = {}
    for folder in (shared("themes") / "terminal", home / "themes" / "terminal"):
        for file in sorted(folder.glob("*.toml")):
            theme = read_theme(file)
            if theme is not None:
                found[theme.name] = theme
    found.setdefault(USUAL, Theme(name=USUAL, primary="#b9a5f0", variables=_variables("#a3a9b0")))
    return list(found.values())


def read_theme(file: Path) -> Theme | None:
    """A theme file, or None where a word is missing or no colour."""
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
        colours: dict[str, Any] = {word: Color.parse(values[word]).hex for word in (*WORDS, "muted")}
    except (OSError, ValueError, KeyError, TypeError, ColorParseError):
        logging.getLogger("shopkeep").warning("theme %s cannot be used", file.name)
        return None
    muted = colours.pop("muted")
    return Theme(
        name=file.stem,
        dark=bool(values.get("dark", True)),
        text_alpha=1.0,
        variables=_variables(muted),
        **colours,
    )


def _variables(muted: str) -> dict[str, str]:
    return {"text-muted": muted, "text-disabled": muted}


def chosen(home: Path) -> str:
    """The theme the owner chose, read without the settings module: it is needed before the first paint."""
    try:
        settings = tomllib.loads((home / "settings.toml").read_text(encoding="utf-8"))
        return str(settings["theme"]["terminal"])
    except (OSError, ValueError, KeyError, TypeError):
        return USUAL


def start_log(home: Path) -> None:
    """Write warnings and worse to `shopkeep.log` in the shop's folder, readable by the owner alone."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = home / "shopkeep.log"
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    handler = RotatingFileHandler(path, maxBytes=500_000, backupCount=2, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger("shopkeep")
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    root.propagate = False
