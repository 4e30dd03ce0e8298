"""What mails recommend, worked out from real orders of a small shop: never what they have, never a voucher."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from shopkeep.core.money import Money
from shopkeep.core.records.mails import Person
from shopkeep.jobs import customers, sequence_people, sequences
from shopkeep.jobs.shop import Shop
from shopkeep.sequences.goods import FROM_SALES
from shopkeep.store import tables as t
from tests.sequences.making import add_order, small_shop

FILE = ("Nettle Tea, loose 80 g", "Tea scoop", "Rosehip Tea - 80 g", "Rosehip Tea - 250 g", "Caddy", "Old pot")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Nettle tea goes with a scoop; rosehip tea comes next; a caddy is new; a pot lies there."""
    opened = small_shop(tmp_path_factory.mktemp("goods") / "home", people=0)
    today = opened.today()
    with opened.db.write() as tx:
        for title in FILE[1:]:
            tx.execute(
                insert(t.products).values(
                    key=title, title=title, price=900 if "250" in title else 500, currency="EUR",
                    link=f"https://tin.example/{title[:4].strip()}", added_on="2024-01-01",
                )
            )  # fmt: skip
        tx.execute(
            t.products.update().where(t.products.c.key == "Caddy").values(added_on=f"{today - timedelta(days=9)}")
        )
        for n in range(1, 81):
            tx.execute(insert(t.customers).values(id=n, email=f"c{n}@example.com", name="Ann Lee"))
            nettle = n <= 40
            bought = [("Nettle Tea, loose 80 g", "Tea scoop")] if nettle else [("Mug",), ("Plate", "Gift card 50")]
            bought += [("Rosehip Tea - 250 g" if n % 2 else "Rosehip Tea - 80 g",)] if nettle and n > 5 else [("Cup",)]
            bought.insert(0, ("Nettle Tea, loose 80 g",) if nettle else ("Mug",))
            for k, titles in enumerate(bought):
                day = today - timedelta(days=60 - 10 * k)
                add_order(tx, n, f"{n}-{k}", day, bare=True, lines=titles, discount=250 if n == 1 else 0)
        add_order(tx, 80, "80-old", today - timedelta(days=700), bare=True, lines=("Old pot",))
    customers.ensure_current(opened)
    yield opened
    opened.close()


def known(shop: Shop, who: int) -> Person:
    wanted = FROM_SALES | {"customer.saved"}
    with shop.db.read() as tx:
        return sequence_people.persons_of(shop, tx, [who], shop.today(), wanted)[who]


def test_what_goes_with_a_favourite_and_what_comes_next(shop: Shop) -> None:
    first = known(shop, 1)
    assert first.favourite is not None
    assert first.with_favourite is not None
    assert {first.favourite.title, first.with_favourite.title} == {"Nettle Tea, loose 80 g", "Tea scoop"}
    assert (first.with_favourite.how, first.with_favourite.beside) == ("together", first.favourite.title)
    assert first.next_product is not None
    assert first.next_product.title == "Rosehip Tea"
    assert first.next_product.link == "https://tin.example/Rose"
    assert first.next_product.amount is None, "its variants differ in price"
    assert first.saved == Money(750, "EUR")
    assert known(shop, 2).saved is None


def test_nobody_is_offered_what_they_have(shop: Shop) -> None:
    for who in (7, 8, 60):
        person = known(shop, who)
        had = {"Rosehip Tea"} if who < 41 else {"Mug", "Plate", "Cup"}
        named = [person.next_product, *person.new_products, *person.lesser_known]
        assert not had & {one.title for one in named if one}
        assert all(one is None or "Gift card" not in one.title for one in [person.with_favourite, *named])


def test_what_is_new_to_them_and_what_lies_there(shop: Shop) -> None:
    assert [one.title for one in known(shop, 1).new_products] == ["Caddy"]
    with shop.db.read() as tx:
        shelf = sequence_people.shelf_of(shop, tx, shop.today(), FROM_SALES)
        assert sequence_people.shelf_of(shop, tx, shop.today(), frozenset()).best_sellers == ()
    assert shelf.best_sellers
    assert shelf.slow_seller is not None
    assert shelf.slow_seller.title == "Old pot"


def test_a_mail_says_it_in_the_preview(shop: Shop, tmp_path: Path) -> None:
    sequences.new_sequence(shop, "next")
    said = "[{{ p.title }}]({{ p.link }}): {{ p.because }}".replace("p.", "customer.next_product.")
    source = f"---\nsubject: x\n---\n{{% if customer.next_product.link %}}{said}{{% endif %}}"
    shown = sequences.render_preview(shop, "next", "offer", source=source, email="c1@example.com", file="1-offer/1.md")
    assert shown.text.startswith("Rosehip Tea (https://tin.example/Rose?utm_source=shopkeep")
    assert "People who buy Tea scoop often take this next." in shown.text
