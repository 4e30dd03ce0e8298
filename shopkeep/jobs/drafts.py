"""Text that was typed but not yet saved, kept beside the sequence so that a crash loses none of it.

A draft is a hidden file in the sequence's folder. It is neither copied nor sent nor checked: only the
editor that left it asks for it again.
"""

from __future__ import annotations

import os
from pathlib import Path

from shopkeep.jobs.shop import Shop
from shopkeep.sequences import names

FOLDER = ".drafts"


def keep(shop: Shop, name: str, file: str, text: str) -> None:
    """Keep the unsaved text of one copy; nothing where the shop is open to look only."""
    if shop.read_only:
        return
    path = _path(shop, name, file)
    path.parent.mkdir(exist_ok=True, mode=0o700)
    part = path.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
    part.replace(path)


def find(shop: Shop, name: str, file: str) -> str | None:
    """The unsaved text of one copy, if one was left."""
    try:
        return _path(shop, name, file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def drop(shop: Shop, name: str, file: str) -> None:
    """The copy was saved: its draft is not needed any more."""
    if not shop.read_only:
        _path(shop, name, file).unlink(missing_ok=True)


def _path(shop: Shop, name: str, file: str) -> Path:
    return names.inside(shop.home / "sequences", f"{name}/{FOLDER}/{file.replace('/', '--')}.txt")
