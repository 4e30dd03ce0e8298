"""The names of a sequence's files, `N[.group][@variant][~language].md`, and paths that stay inside its folder."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from shopkeep.errors import SequenceProblem

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
"""Sequences, stages, their folders and groups are named so: on every system, in every address."""

_FILE = re.compile(
    r"(?P<number>[1-9][0-9]?)"
    r"(?:\.(?P<group>[a-z0-9][a-z0-9-]{0,39}))?"
    r"(?:@(?P<variant>[a-d]))?"
    r"(?:~(?P<language>[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,2}))?"
    r"\.md"
)
VARIANTS = ("A", "B", "C", "D")


@dataclass(frozen=True, slots=True)
class CopyName:
    """What a copy file's name says."""

    number: int
    group: str = ""
    variant: str = "A"
    language: str = ""

    @property
    def file(self) -> str:
        """The name again, in its shortest form: `1.best@b~ro.md`."""
        group = f".{self.group}" if self.group else ""
        variant = f"@{self.variant.lower()}" if self.variant != "A" else ""
        language = f"~{self.language}" if self.language else ""
        return f"{self.number}{group}{variant}{language}.md"


def parse(file: str) -> CopyName | None:
    """What a file's name says; None where it is not a copy's name."""
    found = _FILE.fullmatch(file)
    if found is None:
        return None
    return CopyName(
        int(found["number"]),
        found["group"] or "",
        (found["variant"] or "a").upper(),
        found["language"] or "",
    )


def inside(folder: Path, file: str) -> Path:
    """The path of `file` in `folder`. Raises SequenceProblem for a way out of it, or through a link."""
    parts = file.split("/")
    if not parts or any(part in ("", ".", "..") or "\\" in part or "\0" in part for part in parts):
        raise SequenceProblem(
            f"{file!r} is not a file of this sequence.",
            "Only files inside the sequence's own folder are read and written.",
            "Give a name such as 1-offer/1.md.",
        )
    path = folder
    for part in ("", *parts):
        path = path / part if part else path
        if path.is_symlink():
            raise SequenceProblem(
                f"{path} is a link to somewhere else.",
                "Links are not followed, so that a sequence is what its folder holds.",
                "Put the file itself there.",
            )
    return path
