"""What changes of stages and of mails share: waits, what a new mail begins with, the places of what was sent."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from shopkeep.core.records.customers import Done
from shopkeep.core.records.sequences import Stage
from shopkeep.errors import UsageError
from shopkeep.jobs.shop import Shop
from shopkeep.sequences import frontmatter, names
from shopkeep.store import enrolments

LONGEST_WAIT = 365
"""Days."""
USUAL_WAIT = 7
"""Days before a new stage or mail, unless said otherwise."""


@dataclass(frozen=True, slots=True)
class Made:
    """Something new in a sequence, and the file to write it in."""

    done: Done
    file: str


def starting_text(subject: str = "") -> str:
    """What a new copy begins with."""
    body = 'Hello {{ customer.first_name | default("there") }},\n\n\n\n{{ shop.owner }}\\\n{{ shop.name }}'
    return frontmatter.join(subject, "", 0, body)


def begun(shop: Shop, name: str) -> dict[str, set[int]]:
    """Stage -> the mails of it that somebody had, or that are on their way."""
    found: dict[str, set[int]] = {}
    with shop.db.read() as tx:
        for step in enrolments.steps(tx, name):
            found.setdefault(step.stage, set()).add(step.mail)
    return found


def was_sent(what: str) -> UsageError:
    """That something keeps its place, for mails of it were sent."""
    return UsageError(
        f"Mails of {what} were sent already." if not what.startswith(("mail", "one")) else f"{what} was sent already.",
        "Who had what, and what it brought, is known by its place.",
        "Change its words, or begin a new sequence.",
    )


def copy_files(folder: Path, stage: Stage) -> list[str]:
    """Every copy file of a stage, readable or not."""
    found = sorted(names.inside(folder, stage.folder).glob("*.md"))
    return [f"{stage.folder}/{path.name}" for path in found if names.parse(path.name)]


def checked_wait(days: int) -> int:
    """A wait in days. Raises UsageError for one that is none."""
    if not 0 <= days <= LONGEST_WAIT:
        raise UsageError(f"{days} days is no wait.", "", f"Give a number from 0 to {LONGEST_WAIT}.")
    return days


def done(says: str) -> Done:
    """What was done to files, which `u` in the app takes back by them."""
    return Done(says, can_undo=False)
