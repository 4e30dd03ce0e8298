"""Orders as a file says them, files as we understand them, and what an import did."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal, NamedTuple

OrderStatus = Literal["paid", "pending", "cancelled", "refunded", "test", "draft"]
"""`refunded` is refunded in full; a part refund stays `paid` with `refunded` > 0.
Only paid and pending orders above zero count in a customer's history."""


AS_MENDED = "stays as you mended it."
"""Ends the note of a result where what cannot be read was mended before."""


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One product of an order. Money is in minor units of the order's currency."""

    title: str
    sku: str = ""
    quantity: int = 1
    unit_price: int = 0
    discount: int = 0


@dataclass(frozen=True, slots=True)
class Order:
    """One order as an export says it. Money is in minor units of `currency`; moments are UTC."""

    platform: str
    number: str
    placed_at: datetime
    currency: str
    total: int
    email: str = ""
    """Normalised address; empty where the platform keeps it to itself or the buyer gave none."""
    buyer: str = ""
    """How the platform knows a buyer without address; stands in for it, within that platform."""
    name: str = ""
    refunded: int = 0
    discount: int = 0
    shipping: int = 0
    tax: int = 0
    codes: tuple[str, ...] = ()
    status: OrderStatus = "paid"
    paid_at: datetime | None = None
    fulfilled_at: datetime | None = None
    cancelled_at: datetime | None = None
    country: str = ""
    """ISO 3166 alpha-2 where the file gives it so, else as written."""
    region: str = ""
    city: str = ""
    postcode: str = ""
    """Of the bill, else of the parcel; in capitals."""
    gift: bool = False
    """Sent to somebody else than the buyer, or with gift wrapping, a voucher or the like."""
    consent: bool | None = None
    """What the order says of marketing consent; None where the file is silent."""
    lines: tuple[OrderLine, ...] = ()

    @property
    def customer_key(self) -> str:
        """By what the buyer is known: the address, else platform and buyer; empty for nobody in particular."""
        return self.email or (f"{self.platform}:{self.buyer}" if self.buyer else "")

    @property
    def net(self) -> int:
        """What the shop kept: total less refunds, in minor units."""
        return self.total - self.refunded

    @property
    def counts(self) -> bool:
        """Whether this order is part of a customer's history."""
        return self.status in ("paid", "pending") and self.net > 0


class ToldLine(NamedTuple):
    """OrderLine as it is stored."""

    title: str
    sku: str
    quantity: int
    unit_price: int
    discount: int


class Told(NamedTuple):
    """What a file tells of an order, as it is stored: moments as whole seconds UTC, codes as a JSON list.

    The fields are those of Order and stand in the order of the table's columns.
    """

    placed_at: int
    currency: str
    total: int
    refunded: int
    discount: int
    shipping: int
    tax: int
    codes: str
    status: str
    counts: bool
    email: str
    name: str
    country: str
    region: str
    city: str
    postcode: str
    gift: bool
    consent: bool | None
    paid_at: int | None
    fulfilled_at: int | None
    cancelled_at: int | None
    buyer: str
    lines: tuple[ToldLine, ...]


class Zones(NamedTuple):
    """In which zone a file's moments were read, and whether the file itself named that of each."""

    zone: str
    named: bool


class Piece(NamedTuple):
    """What one kind of export says of an order of which several kinds speak."""

    shape: int
    seen_by: int
    told: Told


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is known of a header: as which platform its orders go, and the owner's answers about it."""

    source: str
    mapping: dict[str, str]
    """field -> column"""
    answers: dict[str, str]
    """`currency`, `timezone`, `dates`, `decimal`"""


MENDED_SINCE = "mended since; was: "
"""Begins the reason of what could not be read at first."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """One row that could not be taken in, or one cell without which an order was, and why. `line` counts from 1 in the
    file."""

    line: int
    column: str
    value: str
    reason: str

    def as_left_out(self) -> Rejected:
        """A cell without which an order was taken in, as it is told among rows that were not."""
        return replace(self, reason=f"left out: {self.reason}")

    def as_mended(self) -> Rejected:
        """The same once it was mended and imported."""
        return replace(self, reason=f"{MENDED_SINCE}{self.reason}")

    @property
    def is_mended(self) -> bool:
        return self.reason.startswith(MENDED_SINCE)


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the owner said about a file; None means find out."""

    format: str | None = None
    mapping: dict[str, str] = field(default_factory=dict)
    """field -> column, for files of no known platform (fields: orders/formats/generic.py)."""
    currency: str | None = None
    timezone: str | None = None
    dates: Literal["dmy", "mdy", "ymd"] | None = None
    decimal: Literal["point", "comma"] | None = None
    encoding: str | None = None
    delimiter: str | None = None
    consent: Literal["opted-in", "existing"] | None = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A file read to the end: every row is in an order, rejected or skipped.

    `rows` = `rows_in_orders` + `rows_skipped` + rows rejected, always. `snapshot_at` is the latest
    moment found in the file: what the file knows, it knew then.
    """

    path: str
    digest: str
    format: str
    encoding: str
    delimiter: str
    currency: str
    timezone: str
    dates: str
    decimal: str
    mapping: dict[str, str]
    rows: int
    rows_in_orders: int
    rows_skipped: int
    orders: tuple[Order, ...]
    rejected: tuple[Rejected, ...]
    warnings: tuple[str, ...]
    snapshot_at: datetime | None
    says_consent: bool
    """Whether the file has a marketing consent column at all."""
    left_out: tuple[Rejected, ...] = ()
    """Cells that could not be read, and without which their orders were taken in."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did, or with `dry_run` would do. JSON of `shopkeep import`."""

    import_id: int | None
    file: str
    format: str
    encoding: str
    delimiter: str
    currency: str
    timezone: str
    dates: str
    rows: int
    rows_in_orders: int
    rows_skipped: int
    orders_new: int
    orders_updated: int
    orders_unchanged: int
    order_lines: int
    customers_new: int
    customers_total: int
    orders_without_email: int
    rejected: list[Rejected]
    rejected_count: int
    rejects_file: str | None
    warnings: list[str]
    seconds: float
    came_back: int = 0
    """Customers who ordered and so left a running sequence."""
    already_known: bool = False
    """The very same file was imported before; nothing was done."""
    left_out: list[Rejected] = field(default_factory=list)
    """The first cells that could not be read, and without which their orders were taken in."""
    left_out_count: int = 0
    orders_by_number: int = 0
    """Of the orders without an address, those that went to a buyer with one, by the customer number they carry."""


@dataclass(frozen=True, slots=True)
class FilePreview:
    """A file as understood before anything is imported: what the Imports place shows."""

    parsed: ParsedFile
    columns: tuple[str, ...]
    first_rows: tuple[tuple[str, ...], ...]
    would: ImportResult
    remembered: bool = False
    """Whether the owner explained files of this header before."""
    sheet: str = ""
    """The sheet that was read, of a workbook."""


@dataclass(frozen=True, slots=True)
class AttributesResult:
    """What `import-customers` or `import-products` did."""

    import_id: int | None
    file: str
    rows: int
    updated: int
    unchanged: int
    unknown: int
    """Rows about customers or products that no order has named yet; they are kept all the same."""
    rejected: list[Rejected]
    rejected_count: int
    warnings: list[str]
    understood: dict[str, str] = field(default_factory=dict)
    """field -> the column it was read from."""
    details: list[str] = field(default_factory=list)
    """What else is kept of each, by the names it is kept under."""
    already_known: bool = False
    """The very same file was imported before; nothing was done."""


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One line of the import history."""

    import_id: int
    kind: Literal["orders", "customers", "products"]
    file: str
    format: str
    imported_at: datetime
    snapshot_at: datetime | None
    rows: int
    orders_new: int
    orders_updated: int
    customers_new: int
    rejected_count: int
    rejects_file: str | None
    can_undo: bool
    """Only the newest import can be taken back."""
    undone: bool
    told: int = 0
    """Customers or products that a file about them brought something of, new ones among them."""
    mended: bool = False
    """Whether the file of its refused rows was imported since, and nothing of them was unreadable again."""
    left_out_count: int = 0
    """Cells that could not be read, and without which their orders were taken in."""
    warnings: tuple[str, ...] = ()
    """What the import warned of."""

    @property
    def new(self) -> int:
        """Of what the file is about: orders, or customers."""
        return self.orders_new if self.kind == "orders" else self.customers_new if self.kind == "customers" else 0

    @property
    def updated(self) -> int:
        """Of what the file is about: known orders, customers or products that it changed."""
        return self.orders_updated if self.kind == "orders" else self.told - self.new


@dataclass(frozen=True, slots=True)
class Product:
    """What the shop knows of a product. Money is in minor units of `currency`."""

    sku: str
    title: str
    category: str = ""
    price: int | None = None
    cost: int | None = None
    currency: str = ""
    link: str = ""
    image: str = ""
    added_on: date | None = None
