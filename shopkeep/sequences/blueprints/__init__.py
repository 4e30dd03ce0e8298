"""Ready-made sequences to start from: one folder each, in the form of any sequence. A folder more is one more."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from shopkeep.core.records.sequences import Blueprint
from shopkeep.customers.segments import SEGMENTS
from shopkeep.errors import NotFound
from shopkeep.sequences import manifest
from shopkeep.sequences import names as names_

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


def described() -> list[Blueprint]:
    """Every blueprint, as its folder says it: win-back first, then by title."""
    found = [_described(name) for name in names()]
    return sorted(found, key=lambda one: (one.name != "win-back", one.title.casefold()))


def languages(name: str) -> list[str]:
    """The languages in which a blueprint is written besides its own."""
    found = {names_.parse(path.name) for path in folder(name).glob("*/*.md")}
    return sorted({copy.language for copy in found if copy and copy.language})


def file_of(name: str, file: str, language: str) -> str:
    """The blueprint's own file behind a copy of a sequence whose language is `language`."""
    stage, _, copy = file.rpartition("/")
    found = names_.parse(copy)
    own = manifest.read((folder(name) / manifest.FILE).read_text(encoding="utf-8")).language
    if found is None or language == own or found.language not in ("", own):
        return file
    return f"{stage}/{replace(found, language='' if found.language else language).file}"


def _described(name: str) -> Blueprint:
    head = manifest.read((_HERE / name / manifest.FILE).read_text(encoding="utf-8"))
    whom = SEGMENTS[head.segment].title if head.segment in SEGMENTS else head.segment
    return Blueprint(name, head.title, head.about, head.segment, whom, [stage.title for stage in head.stages])
