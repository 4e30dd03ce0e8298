"""The customers of a sequence as its mails address them, and each mail filled in for them."""

from __future__ import annotations

import difflib
import secrets
from collections.abc import Callable, Collection, Iterator
from collections.abc import Sequence as Several
from contextlib import contextmanager
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from shopkeep.core import clock, text, unsubscribe
from shopkeep.core.money import Money
from shopkeep.core.records.mails import Person, Recipient, RenderedMail, Shelf
from shopkeep.core.records.sequences import Offer, Sequence, Stage
from shopkeep.customers.rules.fields import USUAL_ATTRIBUTES
from shopkeep.errors import NotFound, UsageError
from shopkeep.jobs.asking import asked
from shopkeep.jobs.sequence_goods import goods_of
from shopkeep.jobs.shop import Shop
from shopkeep.sequences import copies, files, odd_people, offers, people, render, render_theme
from shopkeep.sequences.audience import Had
from shopkeep.sequences.goods import FOR_EVERYBODY
from shopkeep.sequences.values import MailContext, ShopWords
from shopkeep.store import Tx, enrolments, facts
from shopkeep.store.summaries import stored


def render_for(
    shop: Shop,
    sequence: Sequence,
    stage: str,
    recipients: Several[Recipient],
    as_of: date | None = None,
    codes: dict[int, str] | None = None,
) -> list[RenderedMail]:
    """The mails of these recipients, in their order. Raises SequenceProblem for one that cannot be made.

    `codes`: customer -> the code of their own that is reserved for them, see jobs/code_giving.py.
    """
    day = as_of or shop.today()
    chosen = stage_called(sequence, stage)
    theme = render_theme.load(render_theme.find(sequence.theme, shop.home))
    key, shop_words = shop_key(shop), words_of(shop)
    wanted = render.wanted(chosen.mails)
    with shop.db.read() as tx:
        persons = persons_of(shop, tx, [r.customer_id for r in recipients], day, wanted)
        shelf = shelf_of(shop, tx, day, wanted)
        enrolled = [r.enrolment_id for r in recipients if r.enrolment_id]
        had = mails_had(shop, tx, sequence.name, enrolled) if enrolled else {}
    find, offer_of, link = copies.finder(chosen), offers.finder(sequence), ways_out(shop, key)
    mails = []
    for one in recipients:
        person = persons[one.customer_id]
        copy = find(one, person.language)
        offer = offer_of(one.group, copy, one.no_offer)
        context = MailContext(
            shop_words,
            offer,
            day,
            link(one.email),
            (codes or {}).get(one.customer_id, ""),
            one.group,
            offered_on(sequence, one.group, person.language, had.get(one.enrolment_id or 0, ()), offer),
            shelf,
        )
        mails.append(render.render_in(theme, sequence, copy, person, context))
    return mails


def offered_on(sequence: Sequence, group: str, language: str, had: Several[Had], offer: Offer) -> date | None:
    """The day of the first mail that made this very offer: from then on its days count. None: no mail has yet."""
    if not had:
        return None
    made = []
    for one in had:
        stage = sequence.stage(one.stage)
        found = copies.choices(stage, one.mail, group, language) if stage else {}
        copy = found.get(one.variant) or next(iter(found.values()), None)
        if copy is not None and offers.terms(offers.of_mail(sequence.group(group), copy)) == offers.terms(offer):
            made.append(one.on)
    return min(made, default=None)


@contextmanager
def judged_once(shop: Shop, as_of: date | None) -> Iterator[None]:
    """Within, customers are judged as of another day than today once, and not for each batch of them."""
    if as_of is None or as_of == shop.today():
        yield
    else:
        with asked(shop, as_of):
            yield


def persons_of(
    shop: Shop, tx: Tx, ids: Collection[int], day: date, wanted: frozenset[str] = frozenset()
) -> dict[int, Person]:
    """These customers as mails address them, by id; `wanted`: the names that the mails speak of."""
    every = list(ids)
    with asked(shop, day, tx):
        summaries = {one.customer_id: one for one in stored(tx, every)}
    asking = people.Asking(day, shop.zone, shop.currency, wanted, USUAL_ATTRIBUTES["birthday"])
    return people.build(tx, every, summaries, asking, goods_of(shop, tx, day, wanted))


def mails_had(shop: Shop, tx: Tx, name: str, ids: Collection[int] | None = None) -> dict[int, tuple[Had, ...]]:
    """Enrolment -> the mails of a sequence it had, has on their way or would have had; of all, or of `ids`."""
    found: dict[int, list[Had]] = {}
    day_of = days_of(shop)
    for step in enrolments.steps(tx, name, ids):
        had = Had(step.stage, step.mail, step.state, day_of(step.at), step.variant)
        found.setdefault(step.enrolment_id, []).append(had)
    return {id: tuple(mails) for id, mails in found.items()}


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
        language=str(get("shop.language")),
        values=get("shop.values"),
        features=get("shop.features"),
        story=str(get("shop.story")),
        review_url=str(get("shop.review_url")),
        survey_url=str(get("shop.survey_url")),
    )


def shelf_of(shop: Shop, tx: Tx, day: date, wanted: frozenset[str]) -> Shelf:
    """The shop's products that mails name to everybody, where they do."""
    return goods_of(shop, tx, day, wanted).shelf if wanted & FOR_EVERYBODY else Shelf()


def way_out(shop: Shop, key: bytes, email: str) -> str:
    """The link by which this address stops the mails: the owner's own page, else a mail to the shop."""
    return ways_out(shop, key)(email)


def ways_out(shop: Shop, key: bytes) -> Callable[[str], str]:
    """The same for many addresses, the settings looked up once."""
    get = shop.settings.get
    url, reply_to = str(get("mail.unsubscribe_url")), str(get("mail.reply_to") or get("mail.from"))

    def link(email: str) -> str:
        token = unsubscribe.token(key, email)
        return unsubscribe.page(url, token) or unsubscribe.mailto(reply_to, token)

    return link


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
        name=odd_people.ORDINARY,
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


def load(shop: Shop, name: str, strict: bool = True) -> Sequence:
    """A sequence; with `strict`, not one of whose copies cannot be read. Raises NotFound, SequenceProblem."""
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


def days_of(shop: Shop) -> Callable[[int], date]:
    """The shop's day of a stored stamp, for many of them: its zone is looked up once."""
    zone = shop.zone

    def day(stamp: int) -> date:
        return clock.day_of(clock.moment(stamp), zone)

    return cache(day)
