"""The shape of a sequence: its title, segment and look, its stages added, renamed, moved, given other waits, taken out.

What was sent already keeps its place: results and the next mails of those who are in it are known by it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from shopkeep import wording
from shopkeep.core import text
from shopkeep.core.records.customers import Done
from shopkeep.core.records.sequences import Stage
from shopkeep.errors import UsageError
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
from shopkeep.sequences import files, manifest, names, render_theme
from shopkeep.sequences.manifest import StageEntry


def set_title(shop: Shop, name: str, title: str) -> Done:
    """Call a sequence otherwise; its folder keeps its name."""
    said = _said(title)
    _change(shop, name, lambda head: manifest.with_value(head, "title", said))
    return done(f"Called it {said}")


def set_segment(shop: Shop, name: str, segment: str) -> Done:
    """Say whom a sequence is for: the name of a segment."""
    _change(shop, name, lambda head: manifest.with_value(head, "segment", segment))
    return done(f"{name} is for {segment}")


def set_theme(shop: Shop, name: str, theme: str) -> Done:
    """Give a sequence another look. Raises NotFound with the looks there are."""
    render_theme.find(theme, shop.home)
    _change(shop, name, lambda head: manifest.with_value(head, "theme", theme))
    return done(f"Its mails have the look {theme}")


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
    if any(stage.name in begun(shop, name) for stage in sequence.stages[place:]):
        raise was_sent(sequence.stages[place].title)
    folder = _free(f"{place + 1}-{slug}", taken)
    entry = StageEntry(slug, said, folder, checked_wait(wait_days))
    file = f"{folder}/1.md"
    _change(shop, name, lambda head: _with(head, lambda stages: stages.insert(place, entry)))
    files.write_text(folder_of(shop.home, name), file, starting_text())
    return Made(done(f"Added the stage {said}"), file)


def rename_stage(shop: Shop, name: str, stage: str, title: str) -> Done:
    """Call a stage otherwise."""
    said = _said(title)
    _replace_stage(shop, name, stage, lambda entry: replace(entry, title=said))
    return done(f"Called the stage {said}")


def set_stage_wait(shop: Shop, name: str, stage: str, days: int) -> Done:
    """Have a stage begin so many days after the last mail of the stage before."""
    wait = checked_wait(days)
    _replace_stage(shop, name, stage, lambda entry: replace(entry, wait_days=wait))
    return done(f"The stage begins {wording.count(wait, 'day')} after the one before")


def move_stage(shop: Shop, name: str, stage: str, by: int) -> Done:
    """Move a stage one place up (-1) or down (1). Raises UsageError at the ends, and where mails of it were sent."""
    sequence = load(shop, name, strict=False)
    at = [s.name for s in sequence.stages].index(stage_called(sequence, stage).name)
    to = at + by
    if not 0 <= to < len(sequence.stages):
        raise UsageError(f"{sequence.stages[at].title} is the {'first' if by < 0 else 'last'} stage already.")
    for one in (sequence.stages[at], sequence.stages[to]):
        if one.name in begun(shop, name):
            raise was_sent(one.title)
    _change(shop, name, lambda head: _with(head, lambda stages: stages.insert(to, stages.pop(at))))
    return done(f"Moved {sequence.stages[at].title} {'up' if by < 0 else 'down'}")


def may_remove_stage(shop: Shop, name: str, stage: str) -> Stage:
    """A stage that can be taken out. Raises UsageError for the only one, and where mails of it were sent."""
    sequence = load(shop, name, strict=False)
    chosen = stage_called(sequence, stage)
    if len(sequence.stages) == 1:
        raise UsageError("A sequence needs a stage.", "This is its only one.", "Add another one first.")
    if chosen.name in begun(shop, name):
        raise was_sent(chosen.title)
    return chosen


def remove_stage(shop: Shop, name: str, stage: str) -> Done:
    """Take a stage and its mails out. Raises as `may_remove_stage`."""
    chosen = may_remove_stage(shop, name, stage)
    sequence = load(shop, name, strict=False)
    folder = folder_of(shop.home, name)
    kept = [s for s in sequence.stages if s.name != chosen.name]
    _change(shop, name, lambda head: _with(head, lambda stages: stages.remove(_entry(stages, chosen.name))))
    if not any(s.folder == chosen.folder for s in kept):
        for file in copy_files(folder, chosen):
            files.remove(folder, file)
    return done(f"Took out the stage {chosen.title}")


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
