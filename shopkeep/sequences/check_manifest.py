"""Problems of a sequence's plan: its groups, its stages and which copies they have, its look."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

from shopkeep import wording
from shopkeep.core.records.sequences import MailSource, Problem, Sequence, Stage
from shopkeep.errors import ShopkeepError
from shopkeep.sequences import copies, manifest, render_theme
from shopkeep.sequences.check_base import Around, of_manifest

_WAY_OUT = re.compile(r"\{\{\s*unsubscribe\s*\}\}")


def groups(sequence: Sequence, around: Around) -> list[Problem]:
    """Segments that do not exist and groups that nobody falls into."""
    found = list(around.rules)
    wanted = [(sequence.segment, "The sequence", 0)]
    wanted += [(g.segment, f"Group {g.name}", 0 if g.where else g.line) for g in sequence.groups]
    for name, whose, line in wanted:
        if name not in around.segments:
            says = f"{whose} is for the segment {name}, which does not exist."
            near = difflib.get_close_matches(name, around.segments, 1)
            row = "Enter on Who" if whose == "The sequence" else "Enter on the group, then Who,"
            do = f"{f'Did you mean {near[0]}? ' if near else ''}In Sequences, {row} chooses another."
            found.append(Problem("error", manifest.FILE, line, says, do))
    for group in sequence.groups:
        if around.group_sizes is not None and not around.group_sizes.get(group.name):
            why = around.empty.get(group.name, "Nobody of the sequence is in it.")
            says = f"{group.title}: {why[0].lower()}{why[1:]}"
            do = "On it, - moves it up." if "above it" in why else "Enter on it changes who is in it, x takes it out."
            found.append(Problem("warning", manifest.FILE, group.line, says, do))
    return found


def theme_folder(sequence: Sequence, around: Around, found: list[Problem]) -> Path | None:
    """The folder of the sequence's look, where it can be used; else its problems are added to `found`."""
    try:
        folder = render_theme.find(sequence.theme, around.own)
        theme = render_theme.load(folder)
    except ShopkeepError as error:
        found.append(of_manifest("error", error.title, f"{error.meaning} {error.next_step}".strip()))
        return None
    for layout, file in ((theme.html, "layout.html"), (theme.text, "layout.txt")):
        if not _WAY_OUT.search(layout):
            says = "has no way out: nobody could stop these mails."
            where = f"themes/mail/{theme.name}/{file}"
            found.append(Problem("error", where, 0, says, "Put {{ unsubscribe }} into it."))
    return folder


def stage_problems(sequence: Sequence, stage: Stage, unreadable: list[Problem]) -> list[Problem]:
    """Copies that a stage lacks, and copies for groups that the sequence does not have."""
    if not stage.mails:
        if any(p.file.startswith(f"{stage.folder}/") for p in unreadable):
            return []
        says = f"Stage {stage.name} has no mails."
        return [of_manifest("error", says, f"On it, a adds a mail ({stage.folder}/1.md), and x takes it out.")]
    found = []
    groups = {g.name for g in sequence.groups}
    for mail in stage.mails:
        if mail.group and mail.group not in groups:
            near = difflib.get_close_matches(mail.group, groups, 1)
            meant = f"Did you mean {near[0]}? Then call its file so. Else " if near else ""
            says = f"is written for the group {mail.group}, and the sequence has no group of that name."
            do = f"{meant}x on this mail takes it out, or a adds the group again."
            found.append(Problem("error", mail.file, 0, says, do))
        elif mail.group and mail.body and not mail.language and (others := _in_own_words(stage, mail)):
            read = wording.listed(others, "or")
            says = f"is not for those of its group who read {read}: they get everybody's copy in their language."
            do = "i goes to that copy, and g makes one of it for the group."
            found.append(Problem("note", mail.file, 0, says, do))
    for number in stage.mail_numbers:
        if copies.is_unread(stage, number, unreadable):
            continue
        if not any(copies.choices(stage, number, group) for group in ("", *groups)):
            first = next(m for m in stage.mails if m.number == number)
            says = f"is mail {number} of a stage that has no copy for everybody."
            do = f"Write one for everybody ({stage.folder}/{number}.md), or take this one out with x."
            found.append(Problem("error", first.file, 0, says, do))
        found += _counterparts(stage, number, sorted(groups))
    if stage is sequence.stages[0]:
        for mail in stage.mails:
            if mail.number == min(stage.mail_numbers) and mail.variant != "A" and mail.waits:
                says = f"waits {wording.count(mail.wait_days, 'day')}, and the first mail goes out when you send it."
                do = "Another day can be tried with any later mail: take the line `wait` out here."
                found.append(Problem("warning", mail.file, 0, says, do))
    return found


def _in_own_words(stage: Stage, mail: MailSource) -> list[str]:
    """The languages, by name, in which everybody has a copy of a mail and the group of this one has none."""
    beside = [m for m in stage.mails if m.number == mail.number and m.language and m.body]
    own = {m.language for m in beside if m.group == mail.group}
    return sorted(wording.language_name(m.language) for m in beside if not m.group and m.language not in own)


def _counterparts(stage: Stage, number: int, groups: list[str]) -> list[Problem]:
    """Groups that a test of this mail passes by, since their own copy has no variants."""
    plain = copies.choices(stage, number, "")
    if len(plain) < 2:
        return []
    found = []
    for group in groups:
        own = copies.choices(stage, number, group)
        if len(own) == 1:
            copy = next(iter(own.values()))
            says = f"has no variant B, so group {group} takes no part in the test of mail {number}."
            do = f"If it should, a on its mail adds one ({stage.folder}/{number}.{group}@b.md)."
            found.append(Problem("warning", copy.file, 0, says, do))
    return found
