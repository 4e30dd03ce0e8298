"""What the tests of sequences are made of: people, shops, sequences in memory and a small real shop."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from shopkeep.core import clock
from shopkeep.core.money import Money
from shopkeep.core.records.mails import Person, ProductRef
from shopkeep.core.records.sequences import MailSource, Offer, Sequence, Stage
from shopkeep.jobs import customers
from shopkeep.jobs.shop import Shop, open_shop
from shopkeep.sequences.greeting import first_name_of
from shopkeep.sequences.values import MailContext, ShopWords
from shopkeep.store import tables as t
from tests.built import copied

ON = date(2026, 11, 22)
WORDS = ShopWords(
    "Tin & Thistle", "https://tin.example", "4 Harbour Row\nWestport", "Nora Finch", "nora@tin.example", "EUR"
)
TWENTY = Offer("percent", "20", "WELCOME20", 14)
WAY_OUT = "mailto:nora@tin.example?subject=unsubscribe%20abc"
TEA = ProductRef("Nettle Tea, loose 80 g", "€7.90", "https://tin.example/p/nettle")


def person(name: str = "Ines Marchetti", **changes: object) -> Person:
    values: dict[str, object] = {
        "email": "ines@example.com",
        "first_name": first_name_of(name),
        "name": name,
        "orders": 7,
        "spent": Money(12345, "EUR"),
        "first_order": date(2024, 3, 1),
        "last_order": date(2026, 5, 1),
        "days_since": 205,
        "usual_gap_days": 34.0,
        "country": "IE",
        "language": "",
        "favourite": TEA,
        "last_products": (TEA, ProductRef("Mug")),
        "category": "Herbal tea",
        "attributes": {},
    }
    return Person(**(values | changes))  # type: ignore[arg-type]


def nobody(name: str = "") -> Person:
    """Somebody of whom nothing is known."""
    return person(
        name,
        orders=1,
        first_order=None,
        last_order=None,
        usual_gap_days=None,
        country="",
        favourite=None,
        last_products=(),
        category="",
    )


def context(offer: Offer = TWENTY, words: ShopWords = WORDS, **changes: object) -> MailContext:
    return MailContext(words, offer, ON, WAY_OUT, **changes)  # type: ignore[arg-type]


def mail(
    body: str = "Hello", subject: str = "Hi", number: int = 1, group: str = "", variant: str = "A",
    folder: str = "1-offer", wait: int = 0, language: str = "", preheader: str = "",
) -> MailSource:  # fmt: skip
    suffix = (f".{group}" if group else "") + (f"@{variant.lower()}" if variant != "A" else "")
    file = f"{folder}/{number}{suffix}{'~' + language if language else ''}.md"
    return MailSource(file, number, group, variant, language, subject, preheader, wait, body)


def sequence(*mails: MailSource, stages: tuple[Stage, ...] = (), **changes: object) -> Sequence:
    made = stages or (Stage("offer", "Offer", "1-offer", 0, mails),)
    values: dict[str, object] = {
        "name": "spring",
        "title": "Spring",
        "theme": "letter",
        "segment": "win-back",
        "groups": (),
        "stages": made,
        "holdout": 0.0,
        "return_window_days": 14,
        "language": "en",
    }
    return Sequence(**(values | changes))  # type: ignore[arg-type]


NAMES = ("Ines Marchetti", "", "田中優希", "<script>alert(1)</script>", "=?utf-8?q?A=0D=0ABcc:_x?=", "Tom Okafor")


def small_shop(home: Path, people: int = 24) -> Shop:
    """A real shop: `people` customers who have gone quiet, one in four after a single order."""
    day = clock.now().astimezone(ZoneInfo("Europe/Dublin")).date()
    copied(home, f"small-{people}-{day}", lambda folder: _fill(folder, people))
    return open_shop(home)


def _fill(home: Path, people: int) -> None:
    shop = open_shop(home)
    for key, value in (
        ("shop.name", "Tin & Thistle"),
        ("shop.url", "https://tin.example"),
        ("shop.address", "4 Harbour Row, Westport"),
        ("shop.owner", "Nora Finch"),
        ("shop.currency", "EUR"),
        ("shop.timezone", "Europe/Dublin"),
        ("mail.from", "nora@tin.example"),
        ("policy.consent", "existing"),
    ):
        shop.settings.set(key, value)
    today = shop.today()
    with shop.db.write() as tx:
        tx.execute(
            insert(t.products).values(
                key="NET", sku="NET", title="Nettle Tea, loose 80 g", category="Herbal tea", price=790,
                currency="EUR", link="https://tin.example/p/nettle",
            )
        )  # fmt: skip
        for n in range(1, people + 1):
            tx.execute(
                insert(t.customers).values(
                    id=n, email=f"c{n}@example.com", name=NAMES[n % len(NAMES)], attributes=json.dumps({"size": "M"})
                )
            )
            once = n % 4 == 0
            for k in range(1 if once else 3):
                add_order(tx, n, f"{n}-{k}", today - timedelta(days=(130 if once else 200) + 60 * k), once)
    customers.ensure_current(shop)
    shop.close()


def add_order(
    tx: object,
    customer: int,
    number: str,
    day: date,
    bare: bool = False,
    lines: tuple[str, ...] = (),
    discount: int = 0,
) -> None:
    """One paid order of a customer, of nettle tea; `bare`: of the products `lines` alone."""
    at = clock.stamp(clock.start_of(day, "UTC")) + 43_200
    made = tx.execute(  # type: ignore[attr-defined]
        insert(t.orders).values(
            platform="shopify", number=number, customer_id=customer, placed_at=at, currency="EUR",
            total=2000 + 100 * customer, status="paid", counts=True, discount=discount,
        )
    )  # fmt: skip
    inside = [(title, "") for title in lines] if bare else [("Nettle Tea, loose 80 g", "NET")]
    for position, (title, sku) in enumerate(inside):
        tx.execute(  # type: ignore[attr-defined]
            insert(t.order_lines).values(
                order_id=made.inserted_primary_key[0], position=position, title=title, sku=sku, unit_price=790
            )
        )
