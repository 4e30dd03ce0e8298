"""The customers of a sequence: who gets the next mail, as whom to preview, and each mail filled in for them.

`jobs.sequences` hands these on; they live here because they read the customers, and the rest reads folders.
"""

from __future__ import annotations

import difflib
import secrets
from collections.abc import Collection
from collections.abc import Sequence as Several
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from shopkeep.core import clock, text, unsubscribe
from shopkeep.core.money import Money
from shopkeep.core.records.customers import Summary
from shopkeep.core.records.sequences import (
    LeftOut,
    MailSource,
    Offer,
    Person,
    Recipient,
    RenderedMail,
    Sequence,
    Stage,
)
from shopkeep.customers import judgement
from shopkeep.customers.permission import may_email
from shopkeep.customers.segments import SEGMENTS, Yardstick
from shopkeep.customers.segments import segment as segment_rule
from shopkeep.errors import NotFound, UsageError
from shopkeep.jobs.customers import known_person
from shopkeep.jobs.shop import Shop
from shopkeep.sequences import audience as turns
from shopkeep.sequences import check, copies, files, people, render, render_theme, values
from shopkeep.sequences.audience import Candidate, Enrolled, Had
from shopkeep.sequences.values import MailContext, ShopWords
from shopkeep.store import Tx, customers, enrolments, facts, suppressions, triage
from shopkeep.store import sequences as queries
from shopkeep.store.summaries import stored

ELSEWHERE_DAYS = 60
"""Days after its last mail for which a sequence still keeps a customer out of others."""
PREVIEWED = 400
"""How many of a segment are looked at for odd ones to preview."""


def audience(
    shop: Shop,
    name: str,
    stage: str | None = None,
    segment: str | None = None,
    limit: int | None = None,
    as_of: date | None = None,
) -> tuple[list[Recipient], list[LeftOut]]:
    """Who gets the next due mail of a stage, most at stake first, and who does not and why.

    `stage` None is the only stage. `segment` stands in for the sequence's own, and then also narrows those
    already enrolled. Raises NotFound, SequenceProblem, UsageError.
    """
    sequence = _load(shop, name)
    chosen = stage_called(sequence, stage) if stage else only_stage(sequence)
    day = as_of or shop.today()
    key = shop_key(shop)
    with shop.db.read() as tx:
        candidates = _candidates(shop, tx, sequence, segment, day)
    return turns.audience(sequence, chosen, candidates, key, day, limit)


def _candidates(shop: Shop, tx: Tx, sequence: Sequence, segment: str | None, day: date) -> list[Candidate]:
    judged = judgement.judge(tx, shop.settings, day)
    wanted = segment_rule(segment or sequence.segment)
    groups = _GroupsOf(sequence, judged.yardstick)
    standing = {row.customer_id: row for row in enrolments.everybody(tx, sequence.name)}
    had = _had(shop, tx, sequence.name)
    ordered = queries.newest_orders(tx, sequence.name, clock.stamp(clock.end_of(day, shop.zone)))
    since = clock.start_of(day - timedelta(days=ELSEWHERE_DAYS), shop.zone)
    elsewhere = enrolments.active_elsewhere(tx, sequence.name, since)
    marks = triage.marks(tx, day)
    refused = _Refused(shop, tx)
    contacts, languages = customers.contacts(tx), queries.languages(tx)
    found = []
    for one in sorted(judged.summaries, key=lambda s: (-s.at_stake, s.customer_id)):
        row, who = standing.get(one.customer_id), contacts.get(one.customer_id)
        fits = wanted.fits(one, judged.yardstick)
        member = fits or (row is not None and segment is None)
        if who is None or not member:
            continue
        enrolled = None
        if row is not None:
            mails = had.get(row.id, ())
            # Whoever was enrolled by hand gets a group with the first mail.
            group = row.group or ("" if mails else groups.of(one))
            left = row.left_because or ("finished" if row.left_at is not None else "")
            enrolled = Enrolled(row.id, group, row.holdout, _day(shop, row.enrolled_at), left, mails)
        found.append(
            Candidate(
                customer_id=who.id,
                email=who.email,
                name=who.name,
                language=languages.get(who.id, ""),
                group=groups.of(one),
                member=member,
                refused=refused.why(who.consent, who.id),
                left_out=who.id in marks.left_out,
                snoozed=who.id in marks.snoozed,
                elsewhere=who.id in elsewhere,
                last_order_at=ordered.get(who.id),
                enrolled_at=row.enrolled_at if row else None,
                enrolled=enrolled,
            )
        )
    return found


class _Refused:
    """Whether single customers may be written to, by the one rule."""

    def __init__(self, shop: Shop, tx: Tx) -> None:
        self.policy = str(shop.settings.get("policy.consent"))
        self.suppressed = suppressions.suppressed_customers(tx)

    def why(self, consent: str, customer_id: int) -> str | None:
        return may_email(consent, self.policy, customer_id in self.suppressed)


class _GroupsOf:
    """The group of a customer: the first whose segment has them."""

    def __init__(self, sequence: Sequence, yardstick: Yardstick) -> None:
        self.rules = [(group.name, segment_rule(group.segment)) for group in sequence.groups]
        self.yardstick = yardstick

    def of(self, one: Summary) -> str:
        return next((name for name, rule in self.rules if rule.fits(one, self.yardstick)), "")


def _had(shop: Shop, tx: Tx, name: str) -> dict[int, tuple[Had, ...]]:
    found: dict[int, list[Had]] = {}
    for step in enrolments.steps(tx, name):
        had = Had(step.stage, step.mail, step.state, _day(shop, step.at))
        found.setdefault(step.enrolment_id, []).append(had)
    return {id: tuple(mails) for id, mails in found.items()}


def due(shop: Shop, name: str, as_of: date | None = None) -> dict[str, tuple[int, date | None]]:
    """Stage -> mails due now to those already enrolled, and the day the next of them falls due.

    A quick look for lists: it counts by waits alone, so that a few of them may yet be left out.
    """
    sequence = _load(shop, name)
    day = as_of or shop.today()
    with shop.db.read() as tx:
        had = _had(shop, tx, name)
        rows = [row for row in enrolments.everybody(tx, name) if row.left_at is None and not row.holdout]
    counts: dict[str, int] = {}
    days: dict[str, date] = {}
    for row in rows:
        enrolled = Enrolled(row.id, row.group, False, _day(shop, row.enrolled_at), "", had.get(row.id, ()))
        for stage in sequence.stages:
            when = turns.due_on(sequence, stage, enrolled)
            if when is None:
                continue
            if when <= day:
                counts[stage.name] = counts.get(stage.name, 0) + 1
            else:
                days[stage.name] = min(when, days.get(stage.name, when))
            break
    return {s.name: (counts.get(s.name, 0), days.get(s.name)) for s in sequence.stages}


def render_for(
    shop: Shop, sequence: Sequence, stage: str, recipients: Several[Recipient], as_of: date | None = None
) -> list[RenderedMail]:
    """The mails of these recipients, in their order. Raises SequenceProblem for one that cannot be made."""
    day = as_of or shop.today()
    chosen = stage_called(sequence, stage)
    theme = render_theme.find(sequence.theme, shop.home)
    key, shop_words = shop_key(shop), words_of(shop)
    with shop.db.read() as tx:
        persons = _persons(shop, tx, [r.customer_id for r in recipients], day)
        offered = _offered(shop, tx, sequence.name) if any(r.enrolment_id for r in recipients) else {}
    mails = []
    for one in recipients:
        person = persons[one.customer_id]
        found = copies.choices(chosen, one.mail, one.group, person.language)
        copy = found.get(one.variant) or next(iter(found.values()))
        context = context_of(shop, sequence, shop_words, one.group, day, way_out(shop, key, one.email))
        if one.enrolment_id in offered:
            context = replace(context, offered_on=offered[one.enrolment_id])
        mails.append(render.render(sequence, copy, person, context, theme))
    return mails


def _offered(shop: Shop, tx: Tx, name: str) -> dict[int | None, date]:
    """Enrolment -> the day of its first mail: from then on the offer's days count."""
    return {id: min(h.on for h in mails) for id, mails in _had(shop, tx, name).items() if mails}


def render_preview(
    shop: Shop,
    name: str,
    stage: str,
    mail: int = 1,
    variant: str = "A",
    email: str | None = None,
    source: str | None = None,
    as_of: date | None = None,
    file: str | None = None,
) -> RenderedMail:
    """One mail as one customer would get it; without `email`, as the one most at stake.

    `source` stands in for what the copy's file says: the unsaved text of `file`, or of the copy this
    customer would get. In a shop without customers it is made for an invented one. Raises NotFound,
    SequenceProblem.
    """
    sequence = _load(shop, name, strict=source is None)
    chosen = stage_called(sequence, stage)
    day = as_of or shop.today()
    with shop.db.read() as tx:
        person, group, offered = _previewed(shop, tx, sequence, email, day)
    copy = _copy(chosen, mail, variant, group, person.language, source, file)
    if copy.group and copy.group != group:
        group = copy.group
    theme = render_theme.find(sequence.theme, shop.home)
    out = way_out(shop, shop_key(shop), person.email)
    context = context_of(shop, sequence, words_of(shop), group, day, out)
    return render.render(sequence, copy, person, replace(context, offered_on=offered), theme)


def _copy(
    stage: Stage, mail: int, variant: str, group: str, language: str, source: str | None, file: str | None
) -> MailSource:
    """The copy to preview: of the file asked for, else the one this customer would get."""
    draft = files.parse_mail(file, source) if source is not None and file else None
    if draft is not None:
        others = tuple(m for m in stage.mails if m.file != draft.file)
        stage = replace(stage, mails=(*others, draft))
        mail, variant, group = draft.number, draft.variant, draft.group or group
        language = draft.language or language
    elif file:
        named = next((m for m in stage.mails if m.file == file), None)
        if named is not None:
            mail, variant, group, language = named.number, named.variant, named.group or group, named.language
    found = copies.choices(stage, mail, group, language)
    wanted = file or ""
    if wanted and not any(m.file == wanted for m in found.values()):
        found = copies.choices(stage, mail, draft.group if draft else "", language)
    if not found:
        numbers = ", ".join(str(n) for n in stage.mail_numbers) or "none"
        raise NotFound(f"The stage {stage.name} has no mail {mail}.", f"It has {numbers}.", "")
    if variant not in found and draft is None and variant not in stage.variants(mail):
        raise NotFound(
            f"Mail {mail} of the stage {stage.name} has no variant {variant}.",
            f"It has {', '.join(stage.variants(mail))}.",
            "",
        )
    copy = found.get(variant) or next(iter(found.values()))
    if source is None or file:
        return copy
    return replace(files.parse_mail(copy.file, source), file=copy.file)


def _previewed(
    shop: Shop, tx: Tx, sequence: Sequence, email: str | None, day: date
) -> tuple[Person, str, date | None]:
    """The person to preview as, their group, and the day they were first offered something."""
    judged = judgement.judge(tx, shop.settings, day)
    groups = _GroupsOf(sequence, judged.yardstick)
    if email is not None:
        id = known_person(tx, email).id
    else:
        rule = segment_rule(sequence.segment)
        inside = [s for s in judged.summaries if rule.fits(s, judged.yardstick)] or list(judged.summaries)
        contacts = customers.contacts(tx, [s.customer_id for s in _most(inside, 50)])
        named = [s for s in _most(inside, 50) if s.customer_id in contacts]
        greeted = [s for s in named if values.first_name_of(contacts[s.customer_id].name)]
        id = (greeted or named)[0].customer_id if named else 0
    if not id:
        return invented(shop), sequence.groups[0].name if sequence.groups else "", None
    person = _persons(shop, tx, [id], day)[id]
    row = next((r for r in enrolments.everybody(tx, sequence.name) if r.customer_id == id), None)
    summary = next((s for s in judged.summaries if s.customer_id == id), None)
    offered = _offered(shop, tx, sequence.name).get(row.id) if row else None
    group = row.group if row and row.group else (groups.of(summary) if summary else "")
    return person, group, offered


def _most(found: list[Summary], count: int) -> list[Summary]:
    return sorted(found, key=lambda s: (-s.at_stake, s.customer_id))[:count]


def preview_people(shop: Shop, name: str, limit: int = 12) -> list[tuple[str, str]]:
    """Customers to preview as, the oddest first: their address and what is odd about them."""
    sequence, day = _load(shop, name, strict=False), shop.today()
    with shop.db.read() as tx:
        judged = judgement.judge(tx, shop.settings, day)
        rule = segment_rule(sequence.segment)
        inside = _most([s for s in judged.summaries if rule.fits(s, judged.yardstick)], PREVIEWED)
        persons = list(_persons(shop, tx, [s.customer_id for s in inside], day).values())
    if not persons:
        return []
    found: dict[str, str] = {}

    def take(why: str, which: list[Person], most: int = 1) -> None:
        for person in [p for p in which if p.email not in found][:most]:
            found[person.email] = why

    take("the longest name", sorted(persons, key=lambda p: -len(p.name)))
    take("no name", [p for p in persons if not p.name])
    take("a name unfit for a header", [p for p in persons if p.name and not text.header_safe(p.name)])
    take("a name one cannot greet by", [p for p in persons if p.name and not p.first_name])
    take("no favourite", [p for p in persons if p.favourite is None])
    take("the longest favourite", sorted(persons, key=lambda p: -len(p.favourite.title if p.favourite else "")))
    take("a name in other letters", [p for p in persons if any(ord(c) > 0x24F and c.isalpha() for c in p.name)])
    take("one like most", persons, limit)
    return list(found.items())[:limit]


def _persons(shop: Shop, tx: Tx, ids: Collection[int], day: date) -> dict[int, Person]:
    if judgement.is_stored(tx, shop.settings, day):
        every = list(ids)
        parts = [stored(tx, every[n : n + queries.BATCH]) for n in range(0, len(every), queries.BATCH)]
        summaries = {s.customer_id: s for part in parts for s in part}
    else:
        wanted = set(ids)
        judged = judgement.judge(tx, shop.settings, day).summaries
        summaries = {s.customer_id: s for s in judged if s.customer_id in wanted}
    language = str(shop.settings.get("shop.language"))
    return people.build(tx, ids, summaries, day, shop.zone, shop.currency, language)


def around(shop: Shop, sequence: Sequence | None = None) -> check.Around:
    """What sequences are checked against; with `sequence` also its customers and recent codes."""
    day = shop.today()
    base = check.Around(
        words_of(shop), str(shop.settings.get("mail.from")), shop.home, day, tuple(SEGMENTS)
    )
    if sequence is None or sequence.segment not in SEGMENTS:
        return base
    with shop.db.read() as tx:
        judged = judgement.judge(tx, shop.settings, day)
        rule = segment_rule(sequence.segment)
        inside = [s for s in judged.summaries if rule.fits(s, judged.yardstick)]
        sizes: dict[str, int] = {}
        if all(group.segment in SEGMENTS for group in sequence.groups):
            groups = _GroupsOf(sequence, judged.yardstick)
            for one in inside:
                sizes[groups.of(one)] = sizes.get(groups.of(one), 0) + 1
        now = clock.end_of(day, shop.zone)
        codes = queries.codes_used(tx, clock.stamp(now - timedelta(days=90)), clock.stamp(now))
        real = _persons(shop, tx, [s.customer_id for s in _most(inside, 20)], day)
    return replace(base, group_sizes=sizes if judged.summaries else None, codes=codes, people=tuple(real.values()))


def words_of(shop: Shop) -> ShopWords:
    """The shop's words from its settings."""
    get = shop.settings.get
    return ShopWords(
        name=str(get("shop.name")),
        url=str(get("shop.url")),
        address=str(get("shop.address")),
        owner=str(get("shop.owner")),
        reply_to=str(get("mail.reply_to") or get("mail.from")),
        currency=shop.currency,
    )


def context_of(
    shop: Shop, sequence: Sequence, words: ShopWords, group: str, day: date, out: str
) -> MailContext:
    """What a mail to a customer of this group needs besides copy and customer."""
    found = sequence.group(group)
    return MailContext(words, found.offer if found else Offer(), day, out, group=group)


def way_out(shop: Shop, key: bytes, email: str) -> str:
    """The link by which this address stops the mails: the owner's own page, else a mail to the shop."""
    get = shop.settings.get
    token = unsubscribe.token(key, email)
    reply_to = str(get("mail.reply_to") or get("mail.from"))
    return unsubscribe.page(str(get("mail.unsubscribe_url")), token) or unsubscribe.mailto(reply_to, token)


def shop_key(shop: Shop) -> bytes:
    """The shop's own key; made on the first use, or for this once where the shop is open to look only."""
    with shop.db.read() as tx:
        found = facts.get(tx, "key")
    if found:
        return bytes.fromhex(found)
    if shop.read_only:
        return secrets.token_bytes(32)
    with shop.db.write() as tx:
        return facts.shop_key(tx)


def invented(shop: Shop) -> Person:
    """Somebody to preview as while the shop has no customers."""
    day = shop.today()
    return Person(
        email="ines@example.com",
        first_name="Ines",
        name=check.ORDINARY,
        orders=4,
        spent=Money(12300, shop.currency),
        first_order=day - timedelta(days=500),
        last_order=day - timedelta(days=120),
        days_since=120,
        usual_gap_days=40.0,
        country="",
        language="",
        favourite=None,
        last_products=(),
        category="",
        attributes={},
    )


def only_stage(sequence: Sequence) -> Stage:
    """The one stage of a sequence. Raises UsageError where there are several."""
    if len(sequence.stages) == 1:
        return sequence.stages[0]
    stages = ", ".join(stage.name for stage in sequence.stages)
    raise UsageError(f"{sequence.name} has several stages.", "", f"Say which with --stage: {stages}.")


def stage_called(sequence: Sequence, name: str) -> Stage:
    """A stage by name. Raises NotFound with the nearest one."""
    found = sequence.stage(name)
    if found is not None:
        return found
    stages = [stage.name for stage in sequence.stages]
    near = difflib.get_close_matches(name, stages, 1)
    raise NotFound(
        f"{sequence.name} has no stage {text.plain(name)[:40]!r}.",
        f"Did you mean {near[0]}?" if near else "",
        f"Its stages are {', '.join(stages)}.",
    )


def _load(shop: Shop, name: str, strict: bool = True) -> Sequence:
    folder = folder_of(shop.home, name)
    return files.load(folder) if strict else files.read(folder)[0]


def folder_of(home: Path, name: str) -> Path:
    """A sequence's folder in a shop's. Raises NotFound with the nearest name."""
    found = files.sequences_in(home / "sequences")
    if name in found:
        return home / "sequences" / name
    near = difflib.get_close_matches(name, found, 1)
    raise NotFound(
        f"There is no sequence {text.plain(name)[:60]!r}.",
        f"Did you mean {near[0]}?" if near else "",
        "`shopkeep sequence list` names them; `shopkeep sequence new` makes one.",
    )


def _day(shop: Shop, stamp: int) -> date:
    moment: datetime = clock.moment(stamp)
    return clock.day_of(moment, shop.zone)
