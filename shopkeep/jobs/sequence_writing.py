"""Saving a copy as it is typed without losing what changed outside, and taking whole steps back.

A step is what some work changed in a sequence's folder: the texts of its files before and after. Taking it
back puts the texts before in place again, as long as nothing else has changed them since.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from shopkeep import wording
from shopkeep.core import clock
from shopkeep.errors import SequenceProblem, UsageError
from shopkeep.jobs.sequence_head import writable
from shopkeep.jobs.sequence_people import folder_of
from shopkeep.jobs.shop import Shop
from shopkeep.sequences import blueprints, files, manifest, names
from shopkeep.store import sends

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a sequence's files. None as a text: no such file."""

    name: str
    """The sequence."""
    says: str
    """What was done, such as `Added the group Best`."""
    before: dict[str, str | None]
    after: dict[str, str | None]
    at: datetime = field(default_factory=clock.now)


def save(shop: Shop, name: str, file: str, text: str, seen: str) -> str | None:
    """Replace the text of one copy as long as its file still holds `seen`, what the editor began from.

    Where somebody changed it outside meanwhile nothing is written, and what it holds now is given.
    Raises ShopBusy where the shop is open to look only.
    """
    writable(shop)
    folder = folder_of(shop.home, name)
    now = _text(folder, file)
    if now is not None and now not in (seen, text):
        return now
    files.write_text(folder, file, text)
    return None


def stamps(shop: Shop, name: str) -> dict[str, tuple[int, int]]:
    """File -> when it was changed and how long it is, for every file of a sequence: whether to look again."""
    folder = folder_of(shop.home, name)
    found = {}
    for path in (folder / manifest.FILE, *folder.glob("*/*.md")):
        try:
            state = path.stat()
        except OSError:
            continue
        found[path.relative_to(folder).as_posix()] = (state.st_mtime_ns, state.st_size)
    return found


def texts(shop: Shop, name: str) -> dict[str, str]:
    """File -> text, of every file of a sequence that can be read."""
    folder = folder_of(shop.home, name)
    found = {file: _text(folder, file) for file in _files(folder)}
    return {file: text for file, text in found.items() if text is not None}


def recorded(shop: Shop, name: str, says: str, work: Callable[..., R], *args: Any, **kwargs: Any) -> tuple[R, Step]:
    """Do `work(shop, *args)` and say what it changed in a sequence's files."""
    before = texts(shop, name)
    result = work(shop, *args, **kwargs)
    after = texts(shop, name)
    changed = [file for file in {**before, **after} if before.get(file) != after.get(file)]
    step = Step(name, says, {f: before.get(f) for f in changed}, {f: after.get(f) for f in changed})
    return result, step


def gone_out(shop: Shop, step: Step) -> int:
    """How many mails have gone out since a step that are made from the files it changed."""
    try:
        entries = manifest.read(files.read_text(folder_of(shop.home, step.name), manifest.FILE)).stages
    except SequenceProblem:  # taking a step back may be what mends it
        return 0
    found = 0
    with shop.db.read() as tx:
        since = sends.sent_since(tx, step.name, clock.stamp(step.at))
    for stage, mail, group, variant in since:
        folders = {entry.folder for entry in entries if entry.name == stage}
        for file in step.after:
            folder, _, copy = file.rpartition("/")
            made = names.parse(copy)
            if file == manifest.FILE or (
                made is not None
                and folder in folders
                and made.number == mail
                and made.group in ("", group)
                and made.variant in ("A", variant)
            ):
                found += 1
                break
    return found


def take_back(shop: Shop, step: Step) -> None:
    """Put the texts before a step in place again. Raises UsageError where a file was changed since."""
    writable(shop)
    folder = folder_of(shop.home, step.name)
    later = [file for file, text in step.after.items() if _text(folder, file) != text]
    if later:
        raise UsageError(
            f"{wording.listed(later)} changed since.", "Taking the step back would lose that.", "Nothing was changed."
        )
    for file, text in step.before.items():
        if text is not None:
            files.write_text(folder, file, text)
        else:
            files.remove(folder, file)


def blueprint_text(shop: Shop, name: str, file: str) -> str | None:
    """The same copy as the blueprint has it; None where the sequence has no blueprint, or that no such copy."""
    head = manifest.read(files.read_text(folder_of(shop.home, name), manifest.FILE))
    if head.blueprint not in blueprints.names():
        return None
    return _text(blueprints.folder(head.blueprint), blueprints.file_of(head.blueprint, file, head.language))


def editor_command() -> list[str]:
    """The owner's own text editor, from VISUAL or EDITOR. Raises UsageError where neither names one."""
    for variable in ("VISUAL", "EDITOR"):
        command = shlex.split(os.environ.get(variable, ""))
        if command:
            return command
    raise UsageError(
        "No editor of your own is known.", "VISUAL and EDITOR are not set in this terminal.",
        "Set one, such as `export EDITOR=nano`, and start shopkeep again.",
    )  # fmt: skip


def path_of(shop: Shop, name: str, file: str) -> Path:
    """Where a file of a sequence stands. Raises SequenceProblem for a way out of its folder."""
    return names.inside(folder_of(shop.home, name), file)


def _files(folder: Path) -> list[str]:
    copies = sorted(p.relative_to(folder).as_posix() for p in folder.glob("*/*.md"))
    allowed = [f for f in copies if names.NAME.fullmatch(f.partition("/")[0]) and names.parse(f.rpartition("/")[2])]
    return [manifest.FILE, *allowed]


def _text(folder: Path, file: str) -> str | None:
    try:
        return files.read_text(folder, file)
    except SequenceProblem:
        return None
