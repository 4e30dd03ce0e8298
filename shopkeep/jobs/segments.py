"""The owner's own segments: saving, dropping, and the help that typing a rule gets."""

from __future__ import annotations

import re
from dataclasses import replace

from shopkeep import wording
from shopkeep.core import clock, text
from shopkeep.core.records.customers import Done, SegmentRow
from shopkeep.core.records.rules import EVERYBODY, Rule
from shopkeep.customers.rules.completing import Completion, complete
from shopkeep.customers.rules.reading import Vocabulary, read
from shopkeep.customers.rules.words import in_words
from shopkeep.customers.segments import SEGMENTS, named, segment
from shopkeep.customers.segments import examples as of_values
from shopkeep.errors import NotFound, ShopkeepError, UsageError
from shopkeep.jobs.asking import asked, own_segments
from shopkeep.jobs.asking import vocabulary as vocabulary_of
from shopkeep.jobs.customers import row_of
from shopkeep.jobs.shop import Shop
from shopkeep.sequences import files, manifest
from shopkeep.store import finding
from shopkeep.store import segments as queries
from shopkeep.store import triage as steps

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST = 40
_READ_AT_MOST = 100_000
"""Signs of a rule that are looked at; `read` refuses one far shorter in words, and none is ever cut."""


def save_segment(shop: Shop, name: str, where: str, title: str = "") -> Done:
    """Keep a rule under a name, in place of the owner's earlier one of that name.

    Raises UsageError for a name of ours or one that is no name, RuleProblem for a rule that cannot be
    read or that would use itself.
    """
    called = _name(name)
    rule, said = text.clean(where, _READ_AT_MOST), text.clean(title, 80) or _title(called, text.clean(name, 80))
    if not rule:
        raise UsageError("The segment has no rule yet.", "Everybody is the segment `all`.", "Type a filter first.")
    with shop.db.write() as tx:
        words = vocabulary_of(shop, tx, shop.today())
        before = queries.row(tx, called)
        with_it = {**words.segments, called: (said, rule)}
        read(rule, replace(words, segments=with_it))
        queries.put(tx, called, said, rule)
        change = (
            steps.was_made("segments", name=called) if before is None else steps.was("segments", before, name=called)
        )
        says = f"Saved the segment {said}" if before is None else f"Changed the segment {said}"
        steps.record(tx, says, [change], clock.now())
        return Done(says)


def drop_segment(shop: Shop, name: str) -> Done:
    """Forget a segment of the owner's own. Raises UsageError for one of ours, NotFound for an unknown one."""
    with shop.db.read() as tx:
        name = named(name, own_segments(tx)) or name
    if name in SEGMENTS:
        raise UsageError(f"The segment {name} is built in and stays.", "Only your own can be dropped.", "")
    with shop.db.write() as tx:
        before = queries.row(tx, name)
        if before is None:
            raise _unknown(shop, name, own_segments(tx))
        queries.drop(tx, name)
        says = f"Dropped the segment {before['title']}"
        steps.record(tx, says, [steps.was("segments", before, name=name)], clock.now())
        uses = re.compile(rf"\bin\s+(\"?){re.escape(name)}\1(?![\w-])", re.IGNORECASE)
        users = [one.title for one in own_segments(tx).values() if uses.search(one.rule)]
    if users:
        says += f", which {wording.listed(users)} asks for and finds nobody without"
    if written := _sequences_with(shop, name, uses):
        says += f". {wording.listed(written)} cannot be sent without it"
    return Done(says)


def _sequences_with(shop: Shop, name: str, uses: re.Pattern[str]) -> list[str]:
    """The titles of the sequences that are for a segment or have a group that asks for it."""
    found, home = [], shop.home / "sequences"
    for one in files.sequences_in(home):
        try:
            plan = manifest.read(files.read_text(home / one, manifest.FILE))
        except ShopkeepError:
            continue  # it cannot be sent as it is, and the check says why
        if plan.segment == name or any(group.segment == name or uses.search(group.where) for group in plan.groups):
            found.append(plan.title)
    return found


def titles(shop: Shop) -> dict[str, str]:
    """Every segment's name with its title, ours first, nobody counted."""
    with shop.db.read() as tx:
        own = own_segments(tx)
    return {entry.name: entry.title for entry in (*SEGMENTS.values(), *own.values())}


def definition(shop: Shop, name: str) -> SegmentRow:
    """One segment with its rule, its sentence and its counts. Raises UsageError with the nearest name."""
    with asked(shop) as shop_asked:
        entry = shop_asked.segment(name)
        rule = shop_asked.rules.get(entry.name)
        counted = None if rule is None else finding.counted(shop_asked.tx, rule, (), shop_asked.around)
        return row_of(shop, entry, shop_asked.meaning(entry), counted)


def rule_in_words(shop: Shop, where: str) -> str:
    """A filter as a sentence. Raises RuleProblem with the place of what cannot be read."""
    rule = parsed(shop, where)
    if rule == EVERYBODY:
        return SEGMENTS["all"].about
    return in_words(rule, shop.currency, str(shop.settings.get("shop.language")))


def parsed(shop: Shop, where: str) -> Rule:
    """A filter as a rule. Raises RuleProblem."""
    with shop.db.read() as tx:
        return read(where, vocabulary_of(shop, tx, shop.today()))


def complete_rule(shop: Shop, where: str, at: int | None = None) -> Completion:
    """What could stand at a place in a filter, or at its end."""
    return complete(where, vocabulary(shop), at)


def vocabulary(shop: Shop) -> Vocabulary:
    """What rules can speak of here, with the values that customers, orders and products have."""
    with shop.db.read() as tx:
        return vocabulary_of(shop, tx, shop.today(), values=True)


def examples(shop: Shop) -> list[tuple[str, str, str]]:
    """Rules to start from, with the shop's own products and places: title, rule, what it finds."""
    return of_values(vocabulary(shop).values)


def _name(typed: str) -> str:
    """A segment's name as typed, spaces as hyphens. Raises UsageError where it cannot be one."""
    called = "-".join(text.clean(typed, 200).lower().replace("_", " ").replace("-", " ").split())
    if called in SEGMENTS:
        raise UsageError(
            f"The name {called} belongs to a segment that is built in.",
            "Yours would hide it.",
            f"Choose another name, such as my-{called}.",
        )
    if not _NAME.fullmatch(called) or len(called) > _LONGEST:
        raise UsageError(
            f"{text.plain(typed)[:60]!r} cannot be a segment's name.",
            f"A name has letters a to z, digits and hyphens, at most {_LONGEST}.",
            "Choose one such as big-spenders-ro; the title may say anything.",
        )
    return called


def _title(name: str, typed: str) -> str:
    """What a segment is called: as typed where that is more than its short name."""
    if typed != name:
        return typed
    said = name.replace("-", " ")
    return said[:1].upper() + said[1:]


def _unknown(shop: Shop, name: str, own: object) -> NotFound:
    try:
        segment(name, own)  # type: ignore[arg-type]
    except UsageError as problem:
        return NotFound(problem.title, problem.meaning, "`shopkeep segments` lists them all.")
    return NotFound(f"There is no segment {text.plain(name)[:60]!r}.")
