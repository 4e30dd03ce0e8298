"""Everything wrong with a sequence before anybody is written to: errors stop a send, warnings and notes are said.

Each kind of problem has its module: check_shop, check_manifest, check_offers, check_copy, check_words,
check_people, check_promises.
"""

from __future__ import annotations

from collections.abc import Iterable

from shopkeep.core.records.sequences import Problem, Sequence
from shopkeep.sequences import check_manifest, check_offers, check_people, check_promises, check_shop
from shopkeep.sequences.check_base import Around
from shopkeep.sequences.check_copy import check_copy
from shopkeep.sequences.check_people import every_copy

__all__ = ["Around", "check", "check_copy", "every_copy"]

_ORDER = ("error", "warning", "note")


def check(sequence: Sequence, unreadable: Iterable[Problem], around: Around) -> list[Problem]:
    """All problems of a sequence, errors first, then by file and line.

    What is said of several copies together, as the size of a test or the codes that are missing, waits until all of
    them can be read: the others alone would give other numbers.
    """
    unread = list(unreadable)
    found = [*unread, *check_shop.profile(around), *check_manifest.groups(sequence, around)]
    found += check_shop.without_a_page(sequence, around)
    found += check_offers.check(sequence, around.offers, unread)
    theme = check_manifest.theme_folder(sequence, around, found)
    for stage in sequence.stages:
        found += check_manifest.stage_problems(sequence, stage, unread)
        for mail in stage.mails:
            found += check_copy(stage, mail, unread, around.on, sequence.language)
    broken = {p.file for p in found if p.severity == "error"}
    if theme is not None:
        found += check_people.filled_in(sequence, around, theme, broken, unread)
        found += check_promises.check(sequence, around, theme, broken)
    found += check_people.missing(sequence, around, broken)
    found += check_people.never_bought(sequence, around)
    found += [] if unread else check_people.balance(sequence)
    unique = list(dict.fromkeys(found))
    return sorted(unique, key=lambda p: (_ORDER.index(p.severity), p.file, p.line))
