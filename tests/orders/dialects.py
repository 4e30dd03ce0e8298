"""Every way in which an export may write the same orders: a strategy of dialects, and the writing itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tests.orders.sold import DECIMALS, ZONE, Sold

SIGNS = {"EUR": "€", "GBP": "£", "USD": "$", "JPY": "¥", "KWD": "KWD"}
ENCODINGS = {
    "any": ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"],
    "western": ["cp1252", "mac_roman", "cp1250"],
    "central": ["cp1250"],
    "cyrillic": ["cp1251"],
    "greek": ["cp1253"],
}
_GERMAN = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
_FRENCH = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"


class Dates(NamedTuple):
    """A way of writing moments: which of day and month comes first, and how exact it is."""

    order: str
    write: Callable[[datetime], str]
    exact: str = "second"
    """second, minute, or day: a day alone is noon in the shop's zone."""

    def kept(self, placed: datetime) -> datetime:
        if self.exact == "second":
            return placed
        there = placed.astimezone(ZoneInfo(ZONE)).replace(second=0)
        return (there if self.exact == "minute" else there.replace(hour=12, minute=0)).astimezone(UTC)


def _there(pattern: str) -> Callable[[datetime], str]:
    """By a pattern, on the shop's clock. `%-d` is a number without a zero before it, wherever this runs."""

    def write(placed: datetime) -> str:
        there = placed.astimezone(ZoneInfo(ZONE))
        bare = {"%-d": there.day, "%-m": there.month, "%-H": there.hour, "%-I": (there.hour - 1) % 12 + 1}
        text = pattern
        for sign, number in bare.items():
            text = text.replace(sign, str(number))
        return there.strftime(text)

    return write


def _named(names: str, pattern: str) -> Callable[[datetime], str]:
    def write(placed: datetime) -> str:
        there = placed.astimezone(ZoneInfo(ZONE))
        return pattern.format(d=there.day, m=names.split()[there.month - 1], y=there.year, t=there.strftime("%H:%M"))

    return write


DATES = (
    Dates("ymd", _there("%Y-%m-%d %H:%M:%S %z")),
    Dates("ymd", _there("%Y-%m-%dT%H:%M:%S")),
    Dates("ymd", lambda placed: placed.strftime("%Y-%m-%dT%H:%M:%SZ")),
    Dates("ymd", lambda placed: placed.strftime("%Y-%m-%d %H:%M:%S UTC")),
    Dates("ymd", lambda placed: str(int(placed.timestamp()))),
    Dates("ymd", _there("%Y/%m/%d %H:%M:%S")),
    Dates("ymd", _there("%Y%m%d"), "day"),
    Dates("ymd", _there("%Y.%m.%d"), "day"),
    Dates("dmy", _there("%d/%m/%Y %H:%M"), "minute"),
    Dates("dmy", _there("%-d/%-m/%Y"), "day"),
    Dates("dmy", _there("%d/%m/%y"), "day"),
    Dates("dmy", _there("%d-%m-%Y %H:%M:%S")),
    Dates("dmy", _there("%d.%m.%Y, %H:%M"), "minute"),
    Dates("dmy", _there("%-d.%-m.%y"), "day"),
    Dates("mdy", _there("%m/%d/%Y %H:%M"), "minute"),
    Dates("mdy", _there("%-m/%-d/%y %-I:%M%p"), "minute"),
    Dates("mdy", _there("%-m/%-d/%Y"), "day"),
    Dates("mdy", _there("%m-%d-%Y"), "day"),
    Dates("ymd", _there("%b %-d, %Y"), "day"),
    Dates("ymd", _there("%B %-d, %Y %-I:%M:%S %p")),
    Dates("ymd", _there("%-d %b %Y %H:%M"), "minute"),
    Dates("ymd", _there("%b-%d-%y"), "day"),
    Dates("ymd", _there("%a, %d %b %Y %H:%M:%S %z")),
    Dates("ymd", lambda placed: placed.strftime("%b %d, %Y %I:%M:%S %p GMT")),
    Dates("ymd", _named(_GERMAN, "{d}. {m} {y} {t}"), "minute"),
    Dates("ymd", _named(_FRENCH, "{d} {m} {y} {t}"), "minute"),
)


@dataclass(frozen=True, slots=True)
class Numbers:
    """A way of writing amounts."""

    mark: str
    thousands: str
    around: str
    minus: str
    bare: bool
    """Zeros at the end of the decimals are lost, as spreadsheets lose them."""

    def write(self, amount: int, currency: str, negative: bool = False) -> str:
        places = DECIMALS[currency]
        whole, part = divmod(amount, 10**places)
        text = f"{whole:,}".replace(",", self.thousands)
        decimals = f"{part:0{places}d}" if places else ""
        if self.bare:
            decimals = decimals.rstrip("0")
        if decimals:
            text += ("." if self.mark == "point" else ",") + decimals
        text = self.around.format(n=text, s=SIGNS[currency], c=currency)
        return self.minus.format(text) if negative and amount else text


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one file is written."""

    kind: str
    """shopify, woocommerce, english or german: whose columns."""
    encoding: str
    delimiter: str
    end: str
    within: str
    """What a line break inside a cell is written as."""
    quote_all: bool
    header: str
    """as it is, upper, lower (and _ for spaces), padded"""
    preamble: tuple[str, ...]
    footer: str
    """none, total, count, blank"""
    ragged: str
    """no, short (empty cells at the end left out), long (signs at the end too many)"""
    twice: str
    """Which header stands a second time, at the right; empty for none."""
    dates: Dates
    numbers: Numbers
    negative: bool
    """Refunds and discounts are written below zero."""
    says_currency: bool
    shuffled: tuple[int, ...]
    mixed: bool
    """The rows of several orders stand among each other."""


@st.composite
def dialects(draw: st.DrawFn, kind: str, script: str, one_currency: bool) -> Dialect:
    mark = draw(st.sampled_from(["point", "comma"]))
    thousands = draw(st.sampled_from(["", "", "," if mark == "point" else ".", " ", "'", "\u00a0", "\u202f"]))
    around = draw(st.sampled_from(["{n}", "{n}", "{n}", "{s}{n}", "{n} {s}", "{c} {n}", "{n} {c}", " {n} "]))
    minus = draw(st.sampled_from(["-{}", "({})", "\u2212{}", "'-{}"]))
    delimiter = draw(st.sampled_from([",", ",", ";", "\t", "|"]))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    titles = [(), (), (f"sep={delimiter}",), ("Orders of March",), ("Orders", "made on 3 March", "")]
    return Dialect(
        kind=kind,
        encoding=draw(st.sampled_from(ENCODINGS[script])),
        delimiter=delimiter,
        end=end,
        within=draw(st.sampled_from(["\n", end])),
        quote_all=draw(st.booleans()),
        header=draw(st.sampled_from(["as it is", "as it is", "upper", "lower", "padded"])),
        preamble=draw(st.sampled_from(titles)),
        footer=draw(st.sampled_from(["none", "none", "total", "count", "blank"])),
        ragged=draw(st.sampled_from(["no", "no", "short", "long"])),
        twice=draw(st.sampled_from(["", "", *HEADERS[kind]])),
        dates=draw(st.sampled_from(DATES)),
        numbers=Numbers(mark, thousands, around, minus, draw(st.booleans())),
        negative=draw(st.booleans()),
        says_currency=not one_currency or draw(st.booleans()),
        shuffled=tuple(draw(st.permutations(range(1, len(HEADERS[kind]))))) if draw(st.booleans()) else (),
        mixed=draw(st.booleans()),
    )


_HEADERS = {
    "shopify": (
        "Name,Email,Financial Status,Accepts Marketing,Currency,Total,Discount Code,Discount Amount,Created at,"
        "Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Name,Refunded Amount,Vendor"
    ),
    "woocommerce": (
        "Order Number,Billing Email,Status,Billing Last Name,Order Currency,Order Total,Coupon Items,Discount Total,"
        "Order Date,Item Quantity,Item Name,Item Subtotal,Item SKU,Refunded Total"
    ),
    "english": (
        "Order number,Customer email,Order status,Newsletter,Currency,Total,Discount code,Discount,Order date,Quantity,"
        "Product name,Unit price,SKU,Customer name,Refunded amount"
    ),
    "german": (
        "Bestellnummer,E-Mail-Adresse,Bestellstatus,Newsletter,Währung,Gesamtbetrag,Gutscheincode,Rabatt,Bestelldatum,"
        "Menge,Artikelname,Einzelpreis,Artikelnummer,Kundenname,Erstattungsbetrag"
    ),
}
HEADERS = {kind: header.split(",") for kind, header in _HEADERS.items()}
CURRENCY_AT = 4
TOTAL_AT = 5
STATES = {
    "shopify": {"paid": "paid", "pending": "pending", "refunded": "refunded", "cancelled": "voided"},
    "woocommerce": {"paid": "wc-completed", "pending": "on-hold", "refunded": "refunded", "cancelled": "cancelled"},
    "english": {"paid": "Paid", "pending": "Awaiting payment", "refunded": "Refunded", "cancelled": "Canceled"},
    "german": {"paid": "Bezahlt", "pending": "Offen", "refunded": "Erstattet", "cancelled": "Storniert"},
}


def rows_of(sold: Sold, how: Dialect) -> list[list[str]]:
    """The rows of one order, in the order of HEADERS."""
    money, kind = how.numbers.write, how.kind
    found = []
    for at, item in enumerate(sold.items):
        row = [
            sold.number,
            sold.email.cell,
            STATES[kind][sold.state],
            {True: "yes", False: "no", None: ""}[sold.consent],
            sold.currency,
            money(sold.total, sold.currency),
            sold.code.cell,
            money(sold.discount, sold.currency, how.negative),
            how.dates.write(sold.placed),
            str(item.quantity),
            item.title.cell,
            money(item.price, sold.currency),
            item.sku,
            sold.name.cell,
            money(sold.refunded, sold.currency, how.negative),
        ]
        if kind == "woocommerce":
            row[3] = row.pop(13)
            row[6] = f"code:{sold.code.cell}|amount:5.00" if sold.code.cell else ""
            row[11] = money(item.price * item.quantity, sold.currency)
        elif kind == "shopify":
            if at:
                row = [cell if place in (0, 1, 8, 9, 10, 11, 12) else "" for place, cell in enumerate(row)]
            row.append("Tin & Thistle")
        found.append(row)
    return found


class Written(NamedTuple):
    """A file, and how many of its rows are of orders and how many are none."""

    data: bytes
    order_rows: int
    other_rows: int


def write(orders: list[Sold], how: Dialect) -> Written:
    """The orders as the bytes of a file. Raises UnicodeEncodeError where the encoding has not the letters."""
    header, blocks = list(HEADERS[how.kind]), [rows_of(sold, how) for sold in orders]
    if how.mixed:
        most = max(map(len, blocks))
        rows = [block[at] for at in range(most) for block in blocks if at < len(block)]
    else:
        rows = [row for block in blocks for row in block]
    own, footer = len(rows), _footer(orders, how, len(header))
    rows = [header, *rows, *footer]
    if how.twice:
        at = header.index(how.twice)
        rows = [[*row, row[at] if len(row) > at else ""] for row in rows]
    places = [0, *(how.shuffled or range(1, len(header))), *range(len(header), len(rows[0]))]
    if not how.says_currency:
        places.remove(CURRENCY_AT)
    rows = [[row[at] for at in places] for row in rows]
    rows[0] = [_renamed(name, how.header) for name in rows[0]]
    lines = [*how.preamble, *(_line(row, how, first=not at) for at, row in enumerate(rows))]
    text = "".join(line + how.end for line in lines)
    mark = "\ufeff" if how.encoding in ("utf-16-be",) else ""
    seen = 0 if how.footer == "blank" and how.ragged == "short" and not how.quote_all else len(footer)
    return Written((mark + text).encode(how.encoding), own, seen)  # a line with nothing at all is no row


def _footer(orders: list[Sold], how: Dialect, width: int) -> list[list[str]]:
    row = [""] * width
    if how.footer == "none":
        return []
    if how.footer == "total":
        row[0] = "Total"
        row[TOTAL_AT] = how.numbers.write(sum(sold.total for sold in orders), orders[0].currency)
    if how.footer == "count":
        row[0] = f"{len(orders)} record(s) downloaded"
    return [row]


def _renamed(name: str, how: str) -> str:
    if how == "upper":
        return name.upper()
    if how == "lower":
        return name.lower().replace(" ", "_").replace("-", "_")
    return f" {name} " if how == "padded" else name


def _line(row: list[str], how: Dialect, first: bool) -> str:
    cells = [_cell(cell.replace("\n", how.within), how) for cell in row]
    if not first and how.ragged == "short":
        while len(cells) > 1 and cells[-1] in ("", '""'):
            cells.pop()
    if not first and how.ragged == "long":
        cells += ["", ""]
    return how.delimiter.join(cells)


def _cell(cell: str, how: Dialect) -> str:
    if how.quote_all or any(sign in cell for sign in (how.delimiter, '"', "\n", "\r")):
        return '"' + cell.replace('"', '""') + '"'
    return cell
