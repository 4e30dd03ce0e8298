"""The mails of a stage: added, moved, given another wait, taken out, with all their copies.

What was sent already keeps its place: results and the next mails of those who are in it are known by it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from shopkeep import wording
from shopkeep.core.records.customers import Done
from shopkeep.core.records.sequences import Stage
from shopkeep.errors import NotFound, UsageError
from shopkeep.jobs.sequence_head import writable
from shopkeep.jobs.sequence_people import folder_of, load, stage_called
from shopkeep.jobs.sequence_places import (
    USUAL_WAIT,
    Made,
    begun,
    checked_wait,
    copy_files,
    done,
    starting_text,
    was_sent,
)
from shopkeep.jobs.shop import Shop
from shopkeep.sequences import copies, files, frontmatter, names


def add_mail(shop: Shop, name: str, stage: str, after: int = 0, wait_days: int = USUAL_WAIT) -> Made:
    """Add a mail to a stage after another one of it, at its end unless said otherwise; later ones are renumbered."""
    chosen = stage_called(load(shop, name, strict=False), stage)
    numbers = chosen.mail_numbers
    place = after or (numbers[-1] if numbers else 0)
    later = [number for number in numbers if number > place]
    if set(later) & begun(shop, name).get(chosen.name, set()):
        raise was_sent(f"mail {later[0]} of {chosen.title}")
    folder = folder_of(shop.home, name)
    _renumber(folder, chosen, {number: number + 1 for number in later})
    file = f"{chosen.folder}/{place + 1}.md"
    wait = checked_wait(wait_days) if place else 0
    files.write_text(folder, file, frontmatter.with_wait(starting_text(), wait))
    return Made(done(f"Added mail {place + 1} to {chosen.title}"), file)


def set_mail_wait(shop: Shop, name: str, stage: str, number: int, days: int) -> Done:
    """Have a mail go out so many days after the one before it in its stage."""
    chosen = stage_called(load(shop, name, strict=False), stage)
    beside = [m for m in chosen.mails if m.number == number]
    if not beside:
        raise NotFound(f"{chosen.title} has no mail {number}.")
    first = copies.says_wait(chosen, number) or beside[0]
    folder = folder_of(shop.home, name)
    writable(shop)
    files.write_text(folder, first.file, frontmatter.with_wait(files.read_text(folder, first.file), checked_wait(days)))
    return done(f"Mail {number} goes out {wording.count(days, 'day')} after the one before")


def move_mail(shop: Shop, name: str, stage: str, number: int, by: int) -> Done:
    """Move a mail one place up (-1) or down (1) in its stage, with all its copies."""
    chosen = stage_called(load(shop, name, strict=False), stage)
    numbers = chosen.mail_numbers
    to = numbers.index(number) + by
    if not 0 <= to < len(numbers):
        raise UsageError(f"Mail {number} is the {'first' if by < 0 else 'last'} of {chosen.title} already.")
    other = numbers[to]
    if {number, other} & begun(shop, name).get(chosen.name, set()):
        raise was_sent(f"one of the two mails of {chosen.title}")
    _renumber(folder_of(shop.home, name), chosen, {number: other, other: number})
    return done(f"It is mail {other} of {chosen.title} now")


def may_remove_mail(shop: Shop, name: str, stage: str, number: int) -> Stage:
    """The stage of a mail that can be taken out. Raises UsageError for the only one of a stage, or one that was
    sent."""
    chosen = stage_called(load(shop, name, strict=False), stage)
    later = [n for n in chosen.mail_numbers if n > number]
    if chosen.mail_numbers == [number]:
        raise UsageError("A stage needs a mail.", "This is its only one.", "x on the stage takes out the stage.")
    if {number, *later} & begun(shop, name).get(chosen.name, set()):
        raise was_sent(f"mail {number} of {chosen.title}")
    return chosen


def remove_mail(shop: Shop, name: str, stage: str, number: int) -> Done:
    """Take a mail with all its copies out. Raises as `may_remove_mail`."""
    chosen = may_remove_mail(shop, name, stage, number)
    later = [n for n in chosen.mail_numbers if n > number]
    folder = folder_of(shop.home, name)
    for file in copy_files(folder, chosen):
        found = names.parse(file.rpartition("/")[2])
        if found and found.number == number:
            files.remove(folder, file)
    _renumber(folder, chosen, {n: n - 1 for n in later})
    return done(f"Took out mail {number} of {chosen.title}")


def remove_copy(shop: Shop, name: str, file: str) -> Done:
    """Take out one copy of a mail: a variant, a group's own, another language. The others stay."""
    writable(shop)
    folder = folder_of(shop.home, name)
    files.read_text(folder, file)
    files.remove(folder, file)
    return done(f"Took out {file}")


def _renumber(folder: Path, stage: Stage, numbers: dict[int, int]) -> None:
    """Give mails of a stage other numbers, old -> new, with all their copies: what is new is written first."""
    before = {file: files.read_text(folder, file) for file in copy_files(folder, stage)}
    after = {}
    for file, said in before.items():
        found = names.parse(file.rpartition("/")[2])
        number = found.number if found else 0
        if found and number in numbers:
            after[f"{stage.folder}/{replace(found, number=numbers[number]).file}"] = said
    for file, said in after.items():
        files.write_text(folder, file, said)
    for file in before:
        found = names.parse(file.rpartition("/")[2])
        if found and found.number in numbers and file not in after:
            files.remove(folder, file)
