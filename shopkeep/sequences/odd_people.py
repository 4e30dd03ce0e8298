"""Invented customers on whom copies break first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from shopkeep.core.money import Money
from shopkeep.core.records.mails import Person, ProductRef
from shopkeep.sequences.greeting import first_name_of

ORDINARY = "Ines Marchetti"
ODD_NAMES: tuple[str, ...] = (
    ORDINARY,
    "",
    "田中優希",
    "محمد بن عبد الله",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }} **bold** [a](https://example.com)",
    "=?utf-8?q?A=0D=0ABcc:_x=40example.com?=",
    "X" * 200,
)


def odd_people(currency: str) -> Sequence[Person]:
    """Invented customers on whom copies break first: no name, no favourite, hostile and foreign names."""
    favourite = ProductRef("Nettle Tea, loose 80 g", "€7.90", "https://example.com/nettle")
    return [
        Person(
            email="someone@example.com",
            first_name=first_name_of(name),
            name=name,
            orders=7 if index == 0 else 1,
            spent=Money(12345, currency),
            first_order=date(2024, 3, 1) if index == 0 else None,
            last_order=date(2026, 5, 1) if index == 0 else None,
            days_since=200,
            usual_gap_days=34.0 if index == 0 else None,
            country="IE" if index == 0 else "",
            language="",
            favourite=favourite if index in (0, 4) else None,
            last_products=(favourite, ProductRef(name or "Mug")) if index in (0, 4, 5) else (),
            category="Herbal tea" if index == 0 else "",
            attributes={},
        )
        for index, name in enumerate(ODD_NAMES)
    ]
