"""The shape of a sequence: its title, its stages and mails, added, renamed, moved, given other waits, taken out.

What was sent already keeps its place: results and the next mails of those who are in it are known by it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from shopkeep import wording
from shopkeep.core import text
from shopkeep.core.records.customers import Done
from shopkeep.core.records.sequences import Stage
from shopkeep.errors import NotFound, UsageError
from shopkeep.jobs.sequence_head import writable
from shopkeep.jobs.sequence_people import folder_of, load, stage_called
from shopkeep.jobs.shop import Shop
from shopkeep.sequences import copies, files, frontmatter, manifest, names, render_theme
from shopkeep.sequences.manifest import StageEntry
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


def set_title(shop: Shop, name: str, title: str) -> Done:
    """Call a sequence otherwise; its folder keeps its name."""
    said = _said(title)
    _change(shop, name, lambda head: manifest.with_value(head, "title", said))
    return _done(f"Called it {said}")


def set_segment(shop: Shop, name: str, segment: str) -> Done:
    """Say whom a sequence is for: the name of a segment."""
    _change(shop, name, lambda head: manifest.with_value(head, "segment", segment))
    return _done(f"{name} is for {segment}")


def set_theme(shop: Shop, name: str, theme: str) -> Done:
    """Give a sequence another look. Raises NotFound with the looks there are."""
    render_theme.find(theme, shop.home)
    _change(shop, name, lambda head: manifest.with_value(head, "theme", theme))
    return _done(f"Its mails have the look {theme}")


def add_stage(shop: Shop, name: str, title: str, after: str = "", wait_days: int = USUAL_WAIT) -> Made:
    """Add a stage after another one, at the end unless said otherwise, with one mail to write.

    Raises UsageError for a title without letters, a strange wait, or a place before what was sent.
    """
    said = _said(title)
    sequence = load(shop, name, strict=False)
    taken = {stage.name for stage in sequence.stages} | {stage.folder for stage in sequence.stages}
    slug = _free(text.key(said).replace(" ", "-")[:30].strip("-"), taken)
    place = len(sequence.stages)
    if after:
        place = [stage.name for stage in sequence.stages].index(stage_called(sequence, after).name) + 1
    if any(stage.name in _begun(shop, name) for stage in sequence.stages[place:]):
        raise _was_sent(sequence.stages[place].title)
    folder = _free(f"{place + 1}-{slug}", taken)
    entry = StageEntry(slug, said, folder, _days(wait_days))
    file = f"{folder}/1.md"
    _change(shop, name, lambda head: _with(head, lambda stages: stages.insert(place, entry)))
    files.write_text(folder_of(shop.home, name), file, starting_text())
    return Made(_done(f"Added the stage {said}"), file)


def rename_stage(shop: Shop, name: str, stage: str, title: str) -> Done:
    """Call a stage otherwise."""
    said = _said(title)
    _replace_stage(shop, name, stage, lambda entry: replace(entry, title=said))
    return _done(f"Called the stage {said}")


def set_stage_wait(shop: Shop, name: str, stage: str, days: int) -> Done:
    """Have a stage begin so many days after the last mail of the stage before."""
    wait = _days(days)
    _replace_stage(shop, name, stage, lambda entry: replace(entry, wait_days=wait))
    return _done(f"The stage begins {wording.count(wait, 'day')} after the one before")


def move_stage(shop: Shop, name: str, stage: str, by: int) -> Done:
    """Move a stage one place up (-1) or down (1). Raises UsageError at the ends, and where mails of it were sent."""
    sequence = load(shop, name, strict=False)
    at = [s.name for s in sequence.stages].index(stage_called(sequence, stage).name)
    to = at + by
    if not 0 <= to < len(sequence.stages):
        raise UsageError(f"{sequence.stages[at].title} is the {'first' if by < 0 else 'last'} stage already.")
    for one in (sequence.stages[at], sequence.stages[to]):
        if one.name in _begun(shop, name):
            raise _was_sent(one.title)
    _change(shop, name, lambda head: _with(head, lambda stages: stages.insert(to, stages.pop(at))))
    return _done(f"Moved {sequence.stages[at].title} {'up' if by < 0 else 'down'}")


def may_remove_stage(shop: Shop, name: str, stage: str) -> Stage:
    """A stage that can be taken out. Raises UsageError for the only one, and where mails of it were sent."""
    sequence = load(shop, name, strict=False)
    chosen = stage_called(sequence, stage)
    if len(sequence.stages) == 1:
        raise UsageError("A sequence needs a stage.", "This is its only one.", "Add another one first.")
    if chosen.name in _begun(shop, name):
        raise _was_sent(chosen.title)
    return chosen


def remove_stage(shop: Shop, name: str, stage: str) -> Done:
    """Take a stage and its mails out. Raises as `may_remove_stage`."""
    chosen = may_remove_stage(shop, name, stage)
    sequence = load(shop, name, strict=False)
    folder = folder_of(shop.home, name)
    kept = [s for s in sequence.stages if s.name != chosen.name]
    _change(shop, name, lambda head: _with(head, lambda stages: stages.remove(_entry(stages, chosen.name))))
    if not any(s.folder == chosen.folder for s in kept):
        for file in _copies(folder, chosen):
            files.remove(folder, file)
    return _done(f"Took out the stage {chosen.title}")


def add_mail(shop: Shop, name: str, stage: str, after: int = 0, wait_days: int = USUAL_WAIT) -> Made:
    """Add a mail to a stage after another one of it, at its end unless said otherwise; later ones are renumbered."""
    chosen = stage_called(load(shop, name, strict=False), stage)
    numbers = chosen.mail_numbers
    place = after or (numbers[-1] if numbers else 0)
    later = [number for number in numbers if number > place]
    if set(later) & _begun(shop, name).get(chosen.name, set()):
        raise _was_sent(f"mail {later[0]} of {chosen.title}")
    folder = folder_of(shop.home, name)
    _renumber(folder, chosen, {number: number + 1 for number in later})
    file = f"{chosen.folder}/{place + 1}.md"
    wait = _days(wait_days) if place else 0
    files.write_text(folder, file, frontmatter.with_wait(starting_text(), wait))
    return Made(_done(f"Added mail {place + 1} to {chosen.title}"), file)


def set_mail_wait(shop: Shop, name: str, stage: str, number: int, days: int) -> Done:
    """Have a mail go out so many days after the one before it in its stage."""
    chosen = stage_called(load(shop, name, strict=False), stage)
    beside = [m for m in chosen.mails if m.number == number]
    if not beside:
        raise NotFound(f"{chosen.title} has no mail {number}.")
    first = copies.says_wait(chosen, number) or beside[0]
    folder = folder_of(shop.home, name)
    writable(shop)
    files.write_text(folder, first.file, frontmatter.with_wait(files.read_text(folder, first.file), _days(days)))
    return _done(f"Mail {number} goes out {wording.count(days, 'day')} after the one before")


def move_mail(shop: Shop, name: str, stage: str, number: int, by: int) -> Done:
    """Move a mail one place up (-1) or down (1) in its stage, with all its copies."""
    chosen = stage_called(load(shop, name, strict=False), stage)
    numbers = chosen.mail_numbers
    to = numbers.index(number) + by
    if not 0 <= to < len(numbers):
        raise UsageError(f"Mail {number} is the {'first' if by < 0 else 'last'} of {chosen.title} already.")
    other = numbers[to]
    if {number, other} & _begun(shop, name).get(chosen.name, set()):
        raise _was_sent(f"one of the two mails of {chosen.title}")
    _renumber(folder_of(shop.home, name), chosen, {number: other, other: number})
    return _done(f"It is mail {other} of {chosen.title} now")


def may_remove_mail(shop: Shop, name: str, stage: str, number: int) -> Stage:
    """The stage of a mail that can be taken out. Raises UsageError for the only one of a stage, or one that was
    sent."""
    chosen = stage_called(load(shop, name, strict=False), stage)
    later = [n for n in chosen.mail_numbers if n > number]
    if chosen.mail_numbers == [number]:
        raise UsageError("A stage needs a mail.", "This is its only one.", "x on the stage takes out the stage.")
    if {number, *later} & _begun(shop, name).get(chosen.name, set()):
        raise _was_sent(f"mail {number} of {chosen.title}")
    return chosen


def remove_mail(shop: Shop, name: str, stage: str, number: int) -> Done:
    """Take a mail with all its copies out. Raises as `may_remove_mail`."""
    chosen = may_remove_mail(shop, name, stage, number)
    later = [n for n in chosen.mail_numbers if n > number]
    folder = folder_of(shop.home, name)
    for file in _copies(folder, chosen):
        found = names.parse(file.rpartition("/")[2])
        if found and found.number == number:
            files.remove(folder, file)
    _renumber(folder, chosen, {n: n - 1 for n in later})
    return _done(f"Took out mail {number} of {chosen.title}")


def remove_copy(shop: Shop, name: str, file: str) -> Done:
    """Take out one copy of a mail: a variant, a group's own, another language. The others stay."""
    writable(shop)
    folder = folder_of(shop.home, name)
    files.read_text(folder, file)
    files.remove(folder, file)
    return _done(f"Took out {file}")


def starting_text(subject: str = "") -> str:
    """What a new copy begins with."""
    body = 'Hello {{ customer.first_name | default("there") }},\n\n\n\n{{ shop.owner }}\\\n{{ shop.name }}'
    return frontmatter.join(subject, "", 0, body)


def _begun(shop: Shop, name: str) -> dict[str, set[int]]:
    """Stage -> the mails of it that somebody had, or that are on their way."""
    found: dict[str, set[int]] = {}
    with shop.db.read() as tx:
        for step in enrolments.steps(tx, name):
            found.setdefault(step.stage, set()).add(step.mail)
    return found


def _was_sent(what: str) -> UsageError:
    return UsageError(
        f"Mails of {what} were sent already." if not what.startswith(("mail", "one")) else f"{what} was sent already.",
        "Who had what, and what it brought, is known by its place.",
        "Change its words, or begin a new sequence.",
    )


def _change(shop: Shop, name: str, change: Callable[[str], str]) -> None:
    writable(shop)
    folder = folder_of(shop.home, name)
    changed = change(files.read_text(folder, manifest.FILE))
    manifest.read(changed)
    files.write_text(folder, manifest.FILE, changed)


def _with(head: str, change: Callable[[list[StageEntry]], object]) -> str:
    stages = list(manifest.read(head).stages)
    change(stages)
    return manifest.with_stages(head, stages)


def _replace_stage(shop: Shop, name: str, stage: str, change: Callable[[StageEntry], StageEntry]) -> None:
    wanted = stage_called(load(shop, name, strict=False), stage).name

    def changed(head: str) -> str:
        stages = [change(s) if s.name == wanted else s for s in manifest.read(head).stages]
        return manifest.with_stages(head, stages)

    _change(shop, name, changed)


def _entry(stages: list[StageEntry], name: str) -> StageEntry:
    return next(stage for stage in stages if stage.name == name)


def _copies(folder: Path, stage: Stage) -> list[str]:
    """Every copy file of a stage, readable or not."""
    found = sorted(names.inside(folder, stage.folder).glob("*.md"))
    return [f"{stage.folder}/{path.name}" for path in found if names.parse(path.name)]


def _renumber(folder: Path, stage: Stage, numbers: dict[int, int]) -> None:
    """Give mails of a stage other numbers, old -> new, with all their copies: what is new is written first."""
    before = {file: files.read_text(folder, file) for file in _copies(folder, stage)}
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


def _free(wanted: str, taken: set[str]) -> str:
    if not names.NAME.fullmatch(wanted):
        wanted = "stage"
    found, number = wanted, 2
    while found in taken:
        found, number = f"{wanted}-{number}", number + 1
    return found


def _said(title: str) -> str:
    said = text.clean(title, 120)
    if not said:
        raise UsageError("It needs a name.", "", "Type one.")
    return said


def _days(days: int) -> int:
    if not 0 <= days <= LONGEST_WAIT:
        raise UsageError(f"{days} days is no wait.", "", f"Give a number from 0 to {LONGEST_WAIT}.")
    return days


def _done(says: str) -> Done:
    return Done(says, can_undo=False)
