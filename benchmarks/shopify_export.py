"""An invented Shopify export of any size, for measuring: 79 columns, newest orders on top, always the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

COLUMNS = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,"
    "Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,"
    "Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,"
    "Lineitem fulfillment status,Billing Name,Billing Street,Billing Address1,Billing Address2,Billing Company,"
    "Billing City,Billing Zip,Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping Street,"
    "Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip,Shipping Province,"
    "Shipping Country,Shipping Phone,Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference,"
    "Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,Id,Tags,Risk Level,Source,"
    "Lineitem discount,Tax 1 Name,Tax 1 Value,Tax 2 Name,Tax 2 Value,Tax 3 Name,Tax 3 Value,Tax 4 Name,Tax 4 Value,"
    "Tax 5 Name,Tax 5 Value,Phone,Receipt Number,Duties,Billing Province Name,Shipping Province Name,Payment ID,"
    "Payment Terms Name,Next Payment Due At,Payment References"
)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
YEARS = 3
ZONE = ZoneInfo("Europe/Dublin")
BLOCK = 1000
FIRST = (
    "Ana",
    "Ines",
    "Tom",
    "Yuki",
    "Zoë",
    "Ștefan",
    "Märta",
    "Paul",
    "Nora",
    "Łucja",
    "Jörg",
    "Siobhán",
    "Omar",
    "Eva",
)
LAST = (
    "Marchetti",
    "Okafor",
    "Tanaka",
    "Popescu",
    "Lindqvist",
    "Novák",
    "O'Brien",
    "Keller",
    "Dubois",
    "Quinn",
    "Ní Mhurchú",
)
PLACES = (
    ("Köln", "50667", "NW", "DE", "North Rhine-Westphalia"), ("Dublin", "D02 X285", "D", "IE", "Dublin"),
    ("Iași", "700028", "IS", "RO", "Iași"), ("Wien", "1010", "", "AT", ""), ("Lyon", "'69002", "", "FR", ""),
    ("Torino", "10121", "TO", "IT", "Torino"), ("Cork", "T12 W8KP", "CO", "IE", "Cork"),
)  # fmt: skip
PRODUCTS = (
    ("Nettle tea - 100 g", "TEA-NET-100", 750), ("Mint tea - 100 g", "TEA-MIN-100", 690),
    ("Tin mug", "MUG-TIN", 1400),
    ('"Mug, large - 12"" / Blue"', "MUG-L-BL", 1850), ("Thistle soap", "SOAP-TH", 620),
    ("Honey - 250 g", "HON-250", 990),
    ('"Oat biscuits, box of 12"', "OAT-12", 540), ("Crème à la rose", "CRM-ROSE", 2450),
    ("Wool blanket", "WOOL-BL", 7900),
)  # fmt: skip
SIZES = (1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 9)  # lines an order; 2.5 of them on average
AFTER = f"{',' * 27}Tin & Thistle{',' * 9}0.00{',' * 19}\n"
CODES = ("SPRING10", "WELCOME5", "TEA4TWO", "thanks-15")


class Orders(NamedTuple):
    """The shop behind both files: when each order was placed (UTC seconds, rising) and by whom."""

    placed: list[int]
    buyers: list[int]
    seed: int


def invented(rows: int) -> Orders:
    """0.44 orders a row of three years; the last eleventh of them is new to the second file."""
    chance = random.Random(rows)
    known, people = rows * 2 // 5, rows * 3 // 20
    newer = known // 10
    end = int(NOON.timestamp()) - 86_400
    begin = int((NOON - timedelta(days=365 * YEARS)).timestamp())
    gap = (end - begin) / (known + newer)
    placed = [begin + int((at + chance.random()) * gap) for at in range(known + newer)]
    eager = [chance.gammavariate(0.8, 1.0) for _ in range(people)]
    buyers = [*range(people), *chance.choices(range(people), eager, k=known - people)]
    chance.shuffle(buyers)
    buyers += [chance.randrange(people + people // 30) for _ in range(newer)]
    return Orders(placed, buyers, rows)


def write(path: Path, orders: Orders, first: int, end: int, refunded_since: int = 0) -> None:
    """Orders `first` to `end`, newest on top; one in a hundred of those before `refunded_since` was paid back."""
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="") as file:
        file.write(COLUMNS + "\n")
        for block in reversed(range(first // BLOCK, (end - 1) // BLOCK + 1)):
            texts = list(_block(orders, block, refunded_since))
            low, high = max(first, block * BLOCK), min(end, (block + 1) * BLOCK)
            file.write("".join(reversed(texts[low - block * BLOCK : high - block * BLOCK])))
    part.rename(path)


def _block(orders: Orders, block: int, refunded_since: int) -> Iterator[str]:
    """The orders of one block, each as its rows of text. The same block always comes out the same."""
    chance = random.Random(orders.seed * 1_000_003 + block)
    one, pick = chance.random, chance.choice
    hours: dict[int, tuple[str, str]] = {}
    for at in range(block * BLOCK, min((block + 1) * BLOCK, len(orders.placed))):
        placed, who = orders.placed[at], orders.buyers[at]
        created, paid, sent = _local(placed, hours), _local(placed + 40, hours), _local(placed + 90_000, hours)
        name = f"{FIRST[who % 14]} {LAST[who // 14 % 11]}"
        city, postcode, province, country, province_name = PLACES[who // 5 % 7]
        email = f"{('ana', 'quinn.tom', 'shop+tea')[who % 3]}.{who}@example.com"
        if one() < 0.01:
            email = ""
        goods = 0
        items = []
        for _ in range(pick(SIZES)):
            title, sku, price = pick(PRODUCTS)
            quantity = 1 if one() < 0.8 else 2
            goods += price * quantity
            items.append(f"{quantity},{title},{_money(price)},,{sku},true,true,fulfilled")
        code = off = ""
        if one() < 0.15:
            code, cut = pick(CODES), goods // 10
            goods, off = goods - cut, _money(cut)
        shipping = 0 if goods > 5000 else 490
        total = _money(goods + shipping)
        tax = _money((goods + shipping) * 23 // 123)
        fate = one()
        status, back, cancelled = "paid", "0.00", ""
        if fate < 0.02:
            status, back, cancelled = "refunded", total, _local(placed + 7200, hours)
        elif fate < 0.05:
            status, back = "partially_refunded", _money(goods // 3)
        elif fate < 0.06:
            status, paid, sent = "pending", "", ""
        late = one()  # drawn for every file, or the orders after this one would differ
        if at < refunded_since and late < 0.01:
            status, back = "refunded", total
        notes = attributes = ""
        odd = one()
        if odd < 0.01:
            notes = f'"Please ring at the ""blue"" door,\nthe second one.\nThank you, {name}"'
        elif odd < 0.02:
            attributes = f'"gift: yes\nmessage: For {pick(FIRST)}, with love\nwrap: ""kraft"""'
        street = f"{who % 97 + 1} Harbour Street"
        address = f'{name},"{street}, Flat {who % 9}",{street},Flat {who % 9},,{city},{postcode},{province},{country},'
        phone = f"+35386{who:07d}"
        number, long_id = f"#{at + 1001}", 5_400_000_000_000 + at * 32_768
        reference = f"c{long_id * 7919:x}.1"
        vat = f"VAT 23%,{tax}"
        consent = "yes" if who % 3 else "no"
        head = (
            f"{number},{email},{status},{paid},{'fulfilled' if sent else 'unfulfilled'},{sent},{consent},EUR,"
            f"{_money(goods)},{_money(shipping)},{tax},{total},{code},{off},Standard,{created},{items[0]},"
            f"{address}{phone},{address}{phone},{notes},{attributes},{cancelled},Shopify Payments,{reference},{back},"
            f"Tin & Thistle,0.00,,,,{long_id},,Low,web,0.00,{vat},,,,,,,,,,,,{province_name},{province_name},"
            f"{reference},,,{reference}\n"
        )
        same = f"{number},{email}{',' * 14}{created},"
        yield head + "".join(same + item + AFTER for item in items[1:])


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def _local(moment: int, hours: dict[int, tuple[str, str]]) -> str:
    """A UTC second as the shop's clock had it; the offset is looked up once an hour."""
    hour, rest = divmod(moment, 3600)
    if hour not in hours:
        there = datetime.fromtimestamp(hour * 3600, ZONE)
        hours[hour] = (there.strftime("%Y-%m-%d %H"), there.strftime("%z"))
    day, offset = hours[hour]
    return f"{day}:{rest // 60:02d}:{rest % 60:02d} {offset}"
