"""Ready-made sequences to start from: one folder each, in the form of any sequence. A folder more is one more."""

from __future__ import annotations

import tomllib
from pathlib import Path

from shopkeep.errors import NotFound
from shopkeep.sequences import manifest

_HERE = Path(__file__).resolve().parent


def names() -> list[str]:
    """The blueprints there are, win-back first."""
    found = sorted(path.parent.name for path in _HERE.glob(f"*/{manifest.FILE}"))
    return sorted(found, key=lambda name: name != "win-back")


def folder(name: str) -> Path:
    """The folder of a blueprint. Raises NotFound with the names there are."""
    if name not in names():
        raise NotFound(
            f"There is no blueprint {name!r}.", f"There are {', '.join(names())}.", "`shopkeep blueprints` lists them."
        )
    return _HERE / name


def described() -> list[tuple[str, str, str]]:
    """Each blueprint's name, title and what it is for."""
    found = []
    for name in names():
        head = tomllib.loads((_HERE / name / manifest.FILE).read_text(encoding="utf-8"))
        found.append((name, str(head.get("title", name)), str(head.get("about", ""))))
    return found
