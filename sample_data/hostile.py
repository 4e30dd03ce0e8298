"""A small file full of what strangers can put into a name, a note, a product or a tag.

Nothing here may move a cursor, run an action, open a link, add a mail header or become a formula.
The people are ordinary otherwise, and have bought often enough to show up in every list.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, time, timedelta

from catalogue import PRODUCTS, Product, postage
from history import END, Line, Order
from people import Person

ESC, BEL, CSI = "\x1b", "\x07", "\x9b"

NAMES = {
    "markup.close": "[/]",
    "markup.action": "[@click=app.quit]x[/]",
    "markup.link": "[link=https://evil.example]Anna[/link] [bold",
    "esc.title": f"{ESC}]2;PWNED{BEL}Titus",
    "esc.wipe": f"{ESC}[2J{ESC}[H{ESC}cWanda",
    "esc.clipboard": f"{ESC}]52;c;cHduZWQ={BEL}Clip",
    "csi.eight": f"{CSI}2J{CSI}31mCecil",
    "rlo": "Anna \u202egpj.exe\u202c Ltd",
    "isolate": "\u2066\u202bMax\u2069 \u200b\u200dMuster\ufeff",
    "encoded.word": "=?utf-8?q?A=0D=0ABcc:_x=40example.com?=",
    "header.break": "Bea\r\nBcc: x@example.com",
    "long": "Longinus " + "Ab" * 2495 + " ",
    "jinja.sum": "{{ 7*7 }}",
    "jinja.loop": "{% for %}",
    "jinja.class": "{{ ''.__class__.__mro__ }}{# no #}",
    "script": "<script>alert(1)</script>",
    "onerror": "<img src=x onerror=alert(1)> & \"Sons\" 'n'",
    "formula": '=HYPERLINK("https://evil.example")',
    "formula.plus": "+1+cmd|' /C calc'!A0",
    "nul": "N\x00ul\x00a",
    "lone.cr": "Carla\rOVERWRITTEN",
    "zwj": "👩‍👩‍👧‍👦 🧑🏽‍🚀 Family 🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "spaces": "     ",
    "no.break.spaces": "\u00a0\u2007\u202f",
    "zalgo": "Z" + "\u0300\u0301\u0302\u0335" * 20 + "algo",
    "percent": "%s %(x)d {0} $(reboot) `id` \\u001b",
    "sql": "Robert'); DROP TABLE customers;--",
    "markdown": "**Bold** [win](javascript:alert(1)) ![p](https://evil.example/p.png)",
    "backspace": "Good\x08\x08\x08\x08Evil\x7f\x0b\x0c",
    "separators": "Line\u2028Para\u2029Sep\ttab",
}
ADDRESSES = {
    "formula": "=1+1@example.com",
    "formula.plus": "+plus@example.net",
    "jinja.sum": "{{7*7}}@example.org",
    "sql": "o'drop--@example.com",
    "script": "Big.Script@EXAMPLE.org",
}
"""Addresses that are valid and look for trouble; everybody else is hostile.NAME@example.com."""
NOTES = (
    f"Note {ESC}]2;PWNED{BEL} and {CSI}2J",
    "[/] [@click=app.quit]leave[/]",
    "{{ 7*7 }} {% for %} <script>alert(1)</script>",
    "first line\r\nBcc: x@example.com\rthird\x00fourth",
    '=HYPERLINK("https://evil.example")',
)
TITLES = (
    f"Nettle {ESC}[31mTea{ESC}]2;PWNED{BEL}",
    "Tea [/] [@click=app.quit]for[/] two",
    "{{ 7*7 }} {% for %} Tea",
    "<script>alert(1)</script> Tin",
    "Tin \u202enit\u202c \x9b2J",
    '=HYPERLINK("https://evil.example")',
    "Tea\r\nSubject: hello",
    "Ceylon " + "long " * 400,
)


def hostile_orders() -> list[Order]:
    """Two to five orders of each over the last year; every second one is late by their own rhythm."""
    rng = random.Random("hostile")
    orders: list[Order] = []
    for at, (key, name) in enumerate(NAMES.items()):
        person = _stranger(key, name)
        gap, silent = rng.randint(28, 40), rng.randint(75, 115) if at % 2 else rng.randint(0, 20)
        for number in range(2 + at % 4):
            day = END - timedelta(silent + number * gap + rng.randint(0, 4))
            order = Order(datetime.combine(day, time(rng.randint(8, 20), rng.randint(0, 59))), person, [])
            shelf = rng.choice(PRODUCTS[:22])
            order.lines = [Line(_disguised(at + number), 1, 990), Line(shelf, 2, shelf.price)]
            order.shipping, order.shipping_name = postage("IE", order.goods)
            order.email, order.note = person.email, NOTES[(at + number) % len(NOTES)]
            order.tags = ["[/]", f"{ESC}[2J", "<b>vip</b>"]
            order.fulfilled_at = order.at + timedelta(hours=2)
            orders.append(order)
    orders.sort(key=lambda o: o.at)
    return [replace(order, number=f"#TT{9001 + at}") for at, order in enumerate(orders)]


def _stranger(key: str, name: str) -> Person:
    """Somebody in Dublin with that name."""
    return Person(
        kind="hostile",
        first=name,
        last="",
        gender="",
        country="IE",
        language="en",
        city=f"Dublin{ESC}[5m [/]",
        postcode="D02 AF30",
        street='=1+1 "Lane"',
        phone="",
        email=ADDRESSES.get(key, f"hostile.{key}@example.com"),
        company="<b>Evil</b> & Co",
    )


def _disguised(at: int) -> Product:
    """A product whose title is an attack."""
    return Product(f"EVIL-{at % len(TITLES)}", TITLES[at % len(TITLES)], "Herbal tea", 990, 300, "2024-01-01", 0)
