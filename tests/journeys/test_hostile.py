"""What strangers put into a name goes the whole way, from the import to the delivered mail, without effect."""

from __future__ import annotations

import csv
import re
import shutil
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from shopkeep.core import clock
from shopkeep.core.records.orders import ImportOptions
from shopkeep.core.share import shared
from shopkeep.jobs import customers, importing, outbox, sample, sending, sequences, triage
from shopkeep.jobs.shop import Shop, open_shop
from shopkeep.tui.screens.customers import Customers
from shopkeep.tui.widgets.rows import Rows
from tests.cli.conftest import Program
from tests.delivery.conftest import tmp_path
from tests.delivery.servers import Server
from tests.tui.driver import Driver

__all__ = ["tmp_path"]

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ESC = "\x1b"
STRANGERS = {
    "close": "[/]",
    "action": "[@click=app.quit]x[/]",
    "colour": f"{ESC}[31mRed{ESC}[0m",
    "title": f"{ESC}]0;owned\x07Tess",
    "wipe": f"{ESC}[2J{ESC}[1;1HWanda",
    "rlo": "Anna \u202egpj.exe",
    "bcc": "=?utf-8?q?A=0D=0ABcc:_x=40example.com?=",
    "long": "A" * 5000,
    "long.words": "Anna " * 1000,
    "sum": "{{ 7*7 }}",
    "statement": "{% for x in range(10) %}x{% endfor %}",
    "script": "<script>alert(1)</script>",
    "entity": "&lt;script&gt; &amp; \"Sons\" 'n'",
    "line": "Bea\r\nBcc: x@example.com\r\n\r\nHello",
    "dot": "Dora\r\n.\r\nMAIL FROM:<x@example.com>",
}
"""Names by the beginning of their address; each is of somebody who bought four times and then no more."""
UNFIT = "bcc"
"""Whose name a header must not hold: they get mail, but by no name."""
OPENED = ("close", "action", "rlo", "long")
"""Whose whole page and whose dialogs are looked at."""
TEA = "Tea [/] {{ 7*7 }} <script>alert(2)</script> =?utf-8?q?A=0D=0ABcc:_x=40example.com?="

MAIL = """---
subject: {{ customer.name | default("You") }} and {{ customer.favourite.title | default("tea") }}
preheader: From {{ customer.name }}, {{ customer.attributes.city }}
---

Hello {{ customer.first_name | default("there") }},

**{{ customer.name }}** liked [{{ customer.favourite.title }}]({{ customer.favourite.link }}).

*{{ customer.last_products }}*

- {{ customer.name }} {{ customer.country }}

{{ shop.owner }}
"""

# ESC, C1, other controls but the line feed, and what turns the direction of text.
DANGEROUS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


@pytest.fixture(autouse=True)
def the_day() -> Iterator[None]:
    clock.set_now(NOW)
    yield
    clock.set_now(None)


def write_strangers(path: Path) -> Path:
    """An export that is of no platform: four orders of each stranger, the last some three months ago."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["Order number", "Order date", "Customer email", "Customer name", "City", "Product", "Total"])
        for at, (key, name) in enumerate(STRANGERS.items()):
            for number in range(4):
                day = NOW - timedelta(days=80 + at % 7 + 30 * number)
                code = f"S{at:02}{number}"
                rows.writerow(
                    [code, f"{day:%Y-%m-%d}", f"stranger.{key}@example.com", name, name, TEA, f"2{at % 10}.50"]
                )
    return path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop of nobody but strangers, with a sequence that writes to all of them."""
    folder = tmp_path_factory.mktemp("hostile")
    home = folder / "shop"
    with clock.at(NOW):
        shop = open_shop(home)
        sample.set_profile(shop)
        options = ImportOptions(currency="EUR", timezone="Europe/Dublin", consent="existing")
        for path in (shared("sample_data") / "hostile_orders.csv", write_strangers(folder / "strangers.csv")):
            result = importing.import_orders(shop, path, options)
            assert result.rows == result.rows_in_orders + result.rows_skipped + result.rejected_count
            assert result.customers_new
        sequences.new_sequence(shop, "hostile", "win-back", 0.0)
        manifest = home / "sequences/hostile/sequence.toml"
        text = manifest.read_text(encoding="utf-8")
        assert 'segment = "win-back"' in text
        manifest.write_text(text.replace('segment = "win-back"', 'segment = "all"'), encoding="utf-8")
        for copy in (home / "sequences/hostile/1-offer").glob("1*.md"):
            copy.unlink()
        assert [p for p in sequences.write_mail(shop, "hostile", "1-offer/1.md", MAIL) if p.severity == "error"] == []
        shop.close()
    return home


@pytest.fixture
def home(built: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    shutil.copytree(built, folder)
    return folder


@pytest.fixture
def shop(home: Path) -> Iterator[Shop]:
    found = open_shop(home)
    yield found
    found.close()


def harmless(text: str) -> None:
    found = DANGEROUS.search(text)
    assert not found, f"{found and found.group()!r} in {text!r}"


# Lists, details, searches.


def test_every_stranger_is_a_customer_like_any_other(shop: Shop) -> None:
    rows = {row.email: row for row in customers.list_customers(shop)}
    assert {f"stranger.{key}@example.com" for key in STRANGERS} <= rows.keys()
    assert len(rows) >= len(STRANGERS) + 25
    assert sum(segment.customers for segment in customers.segments(shop) if segment.name == "all") == len(rows)
    assert all(row.orders == 4 for email, row in rows.items() if email.startswith("stranger."))
    for email, row in rows.items():
        detail = customers.customer(shop, email)
        harmless(row.name + row.why + "".join(detail.reasons))
        harmless("".join(line for order in detail.order_history for line in order.lines))
        assert len(row.name) <= 200
        if row.name:
            assert email in {found.email for found in customers.list_customers(shop, search=row.name)}
        assert triage.note(shop, email, row.name or "nobody").says
        assert triage.undo(shop).says


@pytest.mark.long
def test_the_command_line_prints_nothing_that_moves_a_cursor(home: Path) -> None:
    program = Program(home)
    to = "stranger.{}@example.com".format
    calls: list[tuple[object, ...]] = [
        ("customers",),
        ("customers", "--json"),
        ("customers", "--search", "[/]"),
        ("customers", "--search", f"{ESC}[2J\u202ex"),
        ("customer", to("wipe")),
        ("customer", to("rlo"), "--json"),
        ("segments",),
        ("imports", "--json"),
        ("sequence", "check", "hostile"),
        ("preview", "hostile", "--stage", "offer", "--customer", to("action"), "--text"),
        ("preview", "hostile", "--stage", "offer", "--customer", to("colour")),
        ("send", "hostile", "--stage", "offer", "--dry-run"),
        ("send", "hostile", "--stage", "offer", "--dry-run", "--json"),
        ("leave-out", to("title"), "--reason", f"{ESC}]0;owned\x07[/]\u202e"),
        ("note", to("close"), f"{ESC}[2J[@click=app.quit]x[/]\r\nBcc: x"),
        ("undo",),
    ]
    refused: list[tuple[object, ...]] = [
        ("customer", f"{ESC}[2J\u202enobody@example.com"),
        ("customers", "--segment", f"{ESC}]0;owned\x07"),
        ("import", f"{ESC}[2J\u202e.csv"),
        ("preview", f"{ESC}[2J", "--stage", f"\u202e{ESC}c"),
    ]
    for call in calls:
        ran = program.ok(*call)
        harmless(ran.out + ran.err)
    for call in refused:
        ran = program(*call)
        assert ran.code in (1, 2), ran
        assert ran.err
        harmless(ran.out + ran.err)


def test_a_spreadsheet_finds_no_formula(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    Program(home).ok("customers", "--csv", path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    for cell in cells:
        harmless(cell)
        assert cell[:1] not in ("=", "+", "-", "@") or re.fullmatch(r"-?[\d.]+", cell), cell


# Mails.


class Seen(HTMLParser):
    """The tags of a page, and where its links go."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]


ONE_EACH = ("From", "To", "Subject", "Date", "Message-ID", "List-Unsubscribe", "MIME-Version", "Content-Type")


def check_mail(raw: bytes, email: str, name: str) -> Message:
    """One delivered mail, by its bytes and as two parsers read it."""
    assert raw.count(b"\r\n") == raw.count(b"\r") == raw.count(b"\n"), "a bare CR or LF"
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    head, _, _ = raw.partition(b"\r\n\r\n")
    assert re.fullmatch(rb"[\x20-\x7e\r\n]+", head)
    assert re.search(rb"(?im)^(b?cc|resent-\w+|reply-to)\s*:", head) is None
    for rules in (policy.compat32, policy.default):
        mail = message_from_bytes(raw, policy=rules)
        for header in ONE_EACH:
            assert len(mail.get_all(header, [])) == 1, (header, mail.items())
        assert mail.get_all("Bcc") is mail.get_all("Cc") is None
        found = getaddresses([str(mail["To"]).replace("\r\n", "")])
        assert [address for _, address in found] == [email]
        assert not mail.defects
    assert len({key.lower() for key in mail.keys()}) == len(mail.keys())  # noqa: SIM118
    to = mail["To"].addresses[0]
    assert to.addr_spec == email
    called = str(make_header(decode_header(re.search(rb"(?m)^To: (.*(?:\r\n .*)*)\r$", head + b"\r\n")[1].decode())))
    called = called.replace("\r\n", "").partition("<")[0].strip(' "') if "<" in called else ""
    assert name.startswith(re.sub(r"\\(.)", r"\1", called).removesuffix("…").rstrip()), (called, name)
    harmless(str(mail["Subject"]))
    harmless(called)
    text, page = (part.get_content().replace("\r\n", "\n") for part in mail.iter_parts())
    for content in (text, page, str(mail["Subject"])):
        harmless(content)
        assert not re.search(r"(?<!\d)49(?!\d)", re.sub(r"https?://\S+|mailto:\S+|#[0-9a-f]{3,6}\b", "", content))
    seen = Seen()
    seen.feed(page)
    assert not seen.tags & {"script", "img", "iframe", "object", "form", "b", "svg"} - {"img"}
    assert "<script" not in page.lower()
    assert not any(attribute.startswith("on") for attribute in seen.attributes)
    assert all(re.match(r"(https://tinandthistle\.example|mailto:nora@example\.com)", link) for link in seen.links)
    return mail


def test_every_mail_is_a_plain_one_to_that_customer_alone(shop: Shop) -> None:
    rows = {row.email: row for row in customers.list_customers(shop)}
    planned = sending.plan(shop, "hostile", "offer")
    assert {m.email for m in planned.messages} == rows.keys() - planned_out(shop)
    for message in planned.messages:
        shown = sequences.render_preview(shop, "hostile", "offer", email=message.email)
        assert shown.subject == message.subject
        harmless(shown.subject + shown.text + shown.html)
    with Server() as server:
        shop.settings.set("smtp.port", str(server.port))
        queued = sending.queue(shop, "hostile", "offer", planned.counts.planned)
        outbox.deliver(shop)
    assert outbox.result_of(shop, queued).counts.sent == len(planned.messages) == len(server.accepted)
    assert {to for to, _ in server.accepted} == {m.email for m in planned.messages}, "the envelope"
    for to, raw in server.accepted:
        content = raw.removesuffix(b"\r\n") + b"\r\n"
        mail = check_mail(content, to, rows[to].name)
        text, page = (part.get_content() for part in mail.iter_parts())  # type: ignore[attr-defined]
        key = to.removeprefix("stranger.").partition("@")[0]
        if key == UNFIT:
            assert mail["To"] == to
            assert str(mail["Subject"]).startswith("You and ")
            assert "Hello there," in text
        if key in ("close", "action", "sum", "statement"):
            assert STRANGERS[key] in text
            assert STRANGERS[key] in page
            assert str(mail["Subject"]).startswith(f"{STRANGERS[key]} and ")
        if key == "script" and to.startswith("stranger."):
            assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def planned_out(shop: Shop) -> set[str]:
    _, out = sequences.audience(shop, "hostile", "offer")
    return {one.email for one in out}


def test_the_blueprint_to_strangers_in_the_practice_mailbox(home: Path) -> None:
    """The shipped mails, through the real practice server and back out of its files."""
    shop = open_shop(home)
    try:
        sequences.new_sequence(shop, "shipped", "win-back", 0.0)
        manifest = home / "sequences/shipped/sequence.toml"
        text = manifest.read_text(encoding="utf-8")
        manifest.write_text(text.replace('segment = "win-back"', 'segment = "all"'), encoding="utf-8")
        planned = sending.plan(shop, "shipped", "offer").counts.planned
        sending.queue(shop, "shipped", "offer", planned)
        outbox.deliver(shop)
        rows = {row.email: row for row in customers.list_customers(shop)}
        found = outbox.practice_mails(shop)
        assert len(found) == planned >= len(STRANGERS)
        for one in found:
            harmless(one.to + one.subject)
            raw = (home / "practice" / one.file).read_bytes()
            to = getaddresses([str(message_from_bytes(raw, policy=policy.default)["To"])])[0][1]
            check_mail(raw, to, rows[to].name)
            read = outbox.practice_mail(shop, one.file)
            harmless(read.subject + read.to + read.text.replace("\n", "") + "".join(map("".join, read.headers)))
        for email in rows:
            for stage, mail in (("offer", 2), ("value", 1), ("value", 2), ("value", 3), ("goodbye", 1)):
                shown = sequences.render_preview(shop, "shipped", stage, mail, email=email)
                harmless(shown.subject + shown.text + shown.html)
                assert "<script" not in shown.html
    finally:
        shop.close()


# Places.


def fits(app: Driver, size: tuple[int, int]) -> None:
    """The app runs, and what it shows is plain text that fits the screen."""
    assert app.app.is_running
    assert app.app.return_code is None
    shown = app.text()
    harmless(shown.replace("\n", ""))
    for line in shown.split("\n"):
        assert cell_len(line) <= size[0], line
    assert not [sign for sign in shown if unicodedata.category(sign) == "Cc" and sign != "\n"]


async def test_every_place_shows_strangers_as_text(home: Path) -> None:
    size = (120, 36)
    async with Driver(home, size) as app:
        for place in ("today", "customers", "sequences", "outbox", "results", "imports", "settings"):
            await app.go(place)
            fits(app, size)
        await strangers_one_by_one(app, size)
        await every_preview(app, size)
        await app.go("imports")
        for key in ("down", "r"):
            await app.press(key)
            fits(app, size)


@pytest.mark.long
async def test_strangers_on_a_small_screen(home: Path) -> None:
    size = (80, 24)
    async with Driver(home, size) as app:
        people = await everybody(app)
        for typed in ("[@click=app.quit]", "=?utf-8", "[/]"):
            await app.press("slash", f"text:{typed}")
            fits(app, size)
            assert people.rows, f"{typed}\n{app.text()}"
            await app.press("escape")
        for key in OPENED:
            people.move_to(next(row.customer_id for row in people.rows if row.email == f"stranger.{key}@example.com"))
            await app.press("x")
            app.expect("Leave out", "Knows us personally")
            fits(app, size)
            await app.press("escape", "enter")
            app.expect("Orders")
            fits(app, size)
            await app.press("escape")
        await review_and_send(app, size)


async def everybody(app: Driver) -> Rows[Any]:
    """Go to the list of all customers."""
    app.app.go("customers", "all")
    await app.until_text("Everybody: ")
    place = app.app.place
    assert isinstance(place, Customers)
    people = place.people
    await app.until(lambda: len(people.rows) >= len(STRANGERS) + 25)
    await app.settle()
    return people


async def strangers_one_by_one(app: Driver, size: tuple[int, int]) -> None:
    """Each of the names above under the cursor, until their details stand below."""
    people = await everybody(app)
    strangers = [row for row in people.rows if row is not None and row.email.startswith("stranger.")]
    assert len(strangers) == len(STRANGERS)
    for row in strangers:
        people.move_to(row.customer_id)
        await app.until_text(f"{row.email} · ") if len(row.name) < 20 else await app.settle()
        fits(app, size)
    people.move_to(next(row.customer_id for row in strangers if "close" in row.email))
    await app.until_text("stranger.close@example.com · ")
    app.expect("[/]", "[@click=app.quit", "{{ 7*7 }}", "<script>alert(")


async def every_preview(app: Driver, size: tuple[int, int]) -> None:
    await app.go("sequences")
    await app.press("down")
    for _ in range(12):
        await app.press("right_square_bracket")
        fits(app, size)
        app.expect("gets it")


async def review_and_send(app: Driver, size: tuple[int, int]) -> None:
    """The review with its samples, the confirmation, the ledger, one message, the practice mailbox."""
    app.app.go("outbox", "hostile/offer")
    await app.until_text("Before you send")
    await app.settle()
    for key in ("right_square_bracket", "right_square_bracket", "down", "down", "end"):
        await app.press(key)
        fits(app, size)
    planned = sending.plan(app.app.shop, "hostile", "offer").counts.planned
    await app.press("enter", f"text:{planned}", "enter")
    await app.until(lambda: not app.app.long_jobs)
    await app.until(lambda: outbox.outbox(app.app.shop).counts.sent == planned)
    await app.settle()
    app.expect(f"✓ {planned} sent")
    for _ in range(3):
        await app.press("down")
        fits(app, size)
    await app.press("enter", "h")
    fits(app, size)
    await app.press("escape", "m")
    app.expect(f"Practice mailbox: {planned} mails")
    for _ in range(3):
        await app.press("down")
        fits(app, size)
    await app.press("h")
    fits(app, size)
    await app.press("escape")
