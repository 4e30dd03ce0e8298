"""The tables of a shop file. Moments are whole seconds UTC, money is minor units, days are ISO text."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, Table, UniqueConstraint, text
from sqlmodel import Field, SQLModel


def _ref(target: str, index: bool = True, nullable: bool = False, cascade: bool = False) -> Column:
    return Column(ForeignKey(target, ondelete="CASCADE" if cascade else None), index=index, nullable=nullable)


class Customer(SQLModel, table=True):
    """One person, known by e-mail address, or by platform and buyer where the platform gives no address."""

    __tablename__ = "customers"
    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(unique=True)
    """records.orders.Order.customer_key: without an @ in it there is no address to write to."""
    name: str = ""
    country: str = ""
    region: str = ""
    city: str = ""
    postcode: str = ""
    language: str = ""
    consent: str = ""
    """`yes`, `no` or empty where no export said."""
    consent_at: int | None = None
    consent_source: str = ""
    attributes: str = "{}"
    """JSON object of text values: what a customers' file says beyond the columns here."""
    merged_into: int | None = Field(default=None, sa_column=_ref("customers.id", nullable=True))
    import_id: int | None = None
    """The import that first named this customer."""


class Order(SQLModel, table=True):
    """One order, known by platform and shown number."""

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("platform", "number"),
        # With all that adding up and judging ask, so that they need not go through this wide table.
        Index(
            "ix_orders_customer_placed",
            *("customer_id", "placed_at", "counts", "currency", "total", "refunded"),
            *("status", "discount", "gift", "fulfilled_at", "codes"),
        ),
        Index("ix_orders_placed", "placed_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    platform: str
    number: str
    customer_id: int | None = Field(default=None, sa_column=_ref("customers.id", index=False, nullable=True))
    placed_at: int
    currency: str
    total: int
    refunded: int = 0
    discount: int = 0
    shipping: int = 0
    tax: int = 0
    codes: str = "[]"
    """JSON list of discount codes."""
    status: str = "paid"
    counts: bool = True
    """records.orders.Order.counts, kept so that queries need not repeat the rule."""
    email: str = ""
    name: str = ""
    country: str = ""
    region: str = ""
    city: str = ""
    postcode: str = ""
    gift: bool = False
    """Sent to somebody else than the buyer, or with gift wrapping, a voucher or the like."""
    consent: bool | None = None
    paid_at: int | None = None
    fulfilled_at: int | None = None
    cancelled_at: int | None = None
    buyer: str = ""
    """How the platform knows a buyer without address."""
    import_id: int = 0
    """The import that first named this order."""
    seen_by: int = 0
    """The import whose file last said all this; a file of an older snapshot never overwrites it."""
    cells_hash: int = 0
    """Hash of the very cells it was read from: equal means that they need not be read again."""
    shape: int = 0
    """orders/shapes.py: which fields the file it came from states, as bits; 0 for all of them."""


class OrderLine(SQLModel, table=True):
    __tablename__ = "order_lines"
    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(sa_column=_ref("orders.id", cascade=True))
    position: int
    title: str
    sku: str = ""
    quantity: int = 1
    unit_price: int = 0
    discount: int = 0


class OrderPiece(SQLModel, table=True):
    """What one kind of export says of an order of which several kinds speak; the order is what they say together."""

    __tablename__ = "order_pieces"
    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(sa_column=_ref("orders.id", cascade=True))
    shape: int
    seen_by: int
    said: str
    """JSON list: records.orders.Told."""


class KnownLayout(SQLModel, table=True):
    """What the owner said of a file's columns, for the next file of the same header."""

    __tablename__ = "layouts"
    header: str = Field(primary_key=True)
    """Hash of the compared column names, in any order."""
    source: str = ""
    """As which platform its orders are known, for layouts of no known platform."""
    mapping: str = "{}"
    """JSON object: field -> column."""
    answers: str = "{}"
    """JSON object: `currency`, `timezone`, `dates`, `decimal` as the owner said them."""
    at: int = 0


class Product(SQLModel, table=True):
    """What a products' file says. `key` is the SKU, or the folded title where there is none."""

    __tablename__ = "products"
    key: str = Field(primary_key=True)
    sku: str = ""
    title: str = ""
    category: str = ""
    price: int | None = None
    cost: int | None = None
    currency: str = ""
    link: str = ""
    image: str = ""
    added_on: str = ""


class Import(SQLModel, table=True):
    __tablename__ = "imports"
    id: int | None = Field(default=None, primary_key=True)
    kind: str
    file: str
    digest: str = Field(index=True)
    format: str = ""
    imported_at: int
    snapshot_at: int | None = None
    rows: int = 0
    orders_new: int = 0
    orders_updated: int = 0
    customers_new: int = 0
    rejected_count: int = 0
    rejects_file: str = ""
    kept_file: str = ""
    undone_at: int | None = None
    result: str = "{}"
    """The import's JSON result as it was printed."""


class RejectedRow(SQLModel, table=True):
    __tablename__ = "rejected_rows"
    id: int | None = Field(default=None, primary_key=True)
    import_id: int = Field(sa_column=_ref("imports.id", cascade=True))
    line: int
    column: str
    value: str
    reason: str


class ImportUndo(SQLModel, table=True):
    """A row as it was before an import changed it; `before` empty: the import made it."""

    __tablename__ = "import_undo"
    id: int | None = Field(default=None, primary_key=True)
    import_id: int = Field(sa_column=_ref("imports.id", cascade=True))
    table_name: str
    row_key: str
    before: str = ""


LEADING = {
    "last_on": "days_since <= 90",
    "spent": "rank_ever <= 10000",
    "spent_365": "rank_365 <= 10000",
    "at_stake": "rank_365 <= 10000",
    "overdue": "overdue >= 5",
    "return_chance": "return_chance >= 0.2",
    "orders": "orders >= 5",
}
"""Column of the summaries -> which rows its index holds: all those that come first in a list by the largest.

A first page wants no others, and an index of few rows costs little to keep up. Each condition is true of
whoever has more than somebody of whom it is true; but nobody outside has more at stake than they spent in a year.
"""


class Summary(SQLModel, table=True):
    """records.customers.Summary, one row a customer with at least one order that counts, and `search`."""

    __tablename__ = "summaries"
    __table_args__ = (
        Index("ix_summaries_search", "search"),
        *(Index(f"ix_summaries_{name}", name, sqlite_where=text(part)) for name, part in LEADING.items()),
    )
    customer_id: int = Field(sa_column=Column(ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True))
    orders: int
    order_days: int
    spent: int
    first_on: str
    last_on: str
    last_spent: int
    usual_gap_days: float | None = None
    second_after_days: int | None = None
    earlier_gap_days: float | None = None
    recent_gap_days: float | None = None
    discounted: int = 0
    refunds: int = 0
    refunded_last: bool = False
    gifts: int = 0
    waited_days: int | None = None
    season_week: int | None = None
    last_orders: int = 1
    spent_365: int = 0
    days_since: int = 0
    patience_days: float = 0.0
    return_chance: float = 0.0
    at_stake: int = 0
    lapse: str = "active"
    recency: int = 1
    frequency: int = 1
    monetary: int = 1
    rank_365: int = 0
    rank_ever: int = 0
    expected_order: int = 0
    margin_share: float | None = None
    milestone_near: str = ""
    milestone_passed: str = ""
    scored_on: str
    search: str = ""
    """Name, then address, city and country, folded: what the list is searched and sorted by name with."""
    overdue: float | None = None
    """Days since the last order over the usual gap; None for one-time buyers."""


class Triage(SQLModel, table=True):
    """What the owner said of one customer: `left-out` (text: reason), `snoozed` (until), `note` (text)."""

    __tablename__ = "triage"
    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(sa_column=_ref("customers.id", cascade=True))
    kind: str
    text: str = ""
    until: str = ""
    at: int


class TriageStep(SQLModel, table=True):
    """One small step of the owner that `undo` takes back: JSON of rows to delete and rows to put back."""

    __tablename__ = "triage_steps"
    id: int | None = Field(default=None, primary_key=True)
    at: int
    says: str
    undo: str
    undone: bool = False


class Segment(SQLModel, table=True):
    """A segment of the owner's own."""

    __tablename__ = "segments"
    name: str = Field(primary_key=True)
    title: str
    rule: str


class KeptApart(SQLModel, table=True):
    """Two customers who look alike and are, the owner said, two people. `one` is the smaller id."""

    __tablename__ = "kept_apart"
    one: int = Field(sa_column=Column(ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True))
    other: int = Field(sa_column=Column(ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True))
    at: int


class Enrolment(SQLModel, table=True):
    """One customer in one sequence."""

    __tablename__ = "enrolments"
    __table_args__ = (UniqueConstraint("sequence", "customer_id"),)
    id: int | None = Field(default=None, primary_key=True)
    sequence: str = Field(index=True)
    customer_id: int = Field(sa_column=_ref("customers.id"))
    email: str
    group: str = ""
    holdout: bool = False
    code: str = ""
    enrolled_at: int
    left_at: int | None = None
    left_because: str = ""
    """`came back`, `unsubscribed`, `bounced`, `replied`, `left out by you`, `finished`."""
    no_offer: bool = False
    """Likely enough to come back without an offer, as the group asked when their first mail was queued."""


class Message(SQLModel, table=True):
    """One rendered mail to one address. delivery/outbox.py holds the only legal moves of `state`."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "stage", "mail"),
        UniqueConstraint("message_id"),
        Index("ix_messages_state", "state", "next_at"),
        Index("ix_messages_sequence", "sequence", "stage", "mail"),
    )
    id: int | None = Field(default=None, primary_key=True)
    enrolment_id: int = Field(sa_column=_ref("enrolments.id", index=False))
    sequence: str
    stage: str
    mail: int
    variant: str = "A"
    group: str = ""
    email: str
    name: str = ""
    subject: str = ""
    code: str = ""
    state: str = "queued"
    attempts: int = 0
    next_at: int | None = None
    """A deferred message's next try."""
    last_reply: str = ""
    message_id: str
    queued_at: int
    sending_at: int | None = None
    sent_at: int | None = None
    account: str = "main"
    """The mail account it was confirmed for, and what that was then: the practice mailbox, or whose address through
    which server (jobs/confirmed.py)."""
    offer_ends: str | None = None
    """The last day that its offer holds as its text says it; empty where it makes none that ends. None for messages
    queued before this was kept."""


class Content(SQLModel, table=True):
    """The finished bytes of one message, apart from its state: a row is written anew as a whole."""

    __tablename__ = "contents"
    message_id: int = Field(sa_column=Column(ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True))
    raw: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """Headers and all, CRLF."""


class Shadow(SQLModel, table=True):
    """The mail a holdout customer would have had, and when: the comparison's clock."""

    __tablename__ = "shadows"
    __table_args__ = (UniqueConstraint("enrolment_id", "stage", "mail"),)
    id: int | None = Field(default=None, primary_key=True)
    enrolment_id: int = Field(sa_column=_ref("enrolments.id", index=False))
    stage: str
    mail: int
    at: int


class DealtVariant(SQLModel, table=True):
    """The variant of a mail that was settled for somebody before it is due, as variants may wait unequally long."""

    __tablename__ = "dealt"
    __table_args__ = (UniqueConstraint("enrolment_id", "stage", "mail"),)
    id: int | None = Field(default=None, primary_key=True)
    enrolment_id: int = Field(sa_column=_ref("enrolments.id", index=False, cascade=True))
    stage: str
    mail: int
    variant: str


class Code(SQLModel, table=True):
    """A discount code that one customer alone is given, ever. The row outlives the customer's erasure."""

    __tablename__ = "codes"
    __table_args__ = (UniqueConstraint("code"), Index("ix_codes_source", "source", "gives", "taken_at"))
    id: int | None = Field(default=None, primary_key=True)
    code: str
    """In capitals: shops do not tell them from small letters."""
    source: str
    """`pool:NAME`, from a file, or `personal:PREFIX`, made here."""
    gives: str = ""
    """What it gives, as sequences.offers.terms says it; empty for codes from a file."""
    made_at: int
    written_at: int | None = None
    """When it was last written to a file for the shop."""
    file: str = ""
    enrolment_id: int | None = Field(
        default=None, sa_column=Column(ForeignKey("enrolments.id", ondelete="SET NULL"), index=True)
    )
    taken_at: int | None = None
    """When it was given to a customer: from then on it is never given again."""


class Attempt(SQLModel, table=True):
    """Each try to hand a message to a server: what the limits are counted from."""

    __tablename__ = "attempts"
    __table_args__ = (Index("ix_attempts_account_at", "account", "at"),)
    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(sa_column=_ref("messages.id", cascade=True))
    account: str
    at: int
    outcome: str
    """The state it led to."""
    reply: str = ""


class Suppression(SQLModel, table=True):
    """An address never to write to again. After erasure only the keyed hash stays."""

    __tablename__ = "suppressions"
    email_hash: str = Field(primary_key=True)
    email: str = ""
    reason: str
    at: int


class InboxMail(SQLModel, table=True):
    """One mail that came back, about one address: what it was taken for and why, and what followed from it."""

    __tablename__ = "inbox_mails"
    __table_args__ = (UniqueConstraint("digest", "email"),)
    id: int | None = Field(default=None, primary_key=True)
    digest: str
    """Of its Message-ID, or of its bytes: the same mail read from another mailbox is known again."""
    kind: str
    """records.inbox.KINDS."""
    email: str
    customer_id: int | None = Field(default=None, sa_column=_ref("customers.id", nullable=True, cascade=True))
    message_id: int | None = Field(default=None, sa_column=_ref("messages.id", nullable=True, cascade=True))
    """The mail of ours it is about, where that is known."""
    sender: str = ""
    subject: str = ""
    text: str = ""
    written_at: int
    read_at: int
    matched_by: str = ""
    why: str = ""
    effect: str = ""
    undo: str = "{}"
    """JSON object of what it changed: `suppressed` (a hash) and `left` (enrolments)."""
    undone_at: int | None = None
    waits: bool = False
    """It wants to be looked at and was not yet."""
    back_on: str = ""


class InboxFolder(SQLModel, table=True):
    """How far a folder of the owner's mailbox was read: its UIDVALIDITY and the last UID (RFC 9051 2.3.1.1)."""

    __tablename__ = "inbox_folders"
    name: str = Field(primary_key=True)
    uidvalidity: int
    uid: int
    at: int


class KeptReport(SQLModel, table=True):
    """A report that took long to work out; `state` says from what (store/kept_reports.py)."""

    __tablename__ = "kept_reports"
    name: str = Field(primary_key=True)
    state: str
    said: str


class Fact(SQLModel, table=True):
    """Small things the shop file must remember: its key, the demo's clock, where the owner was."""

    __tablename__ = "facts"
    name: str = Field(primary_key=True)
    value: str


class OrderOwner(SQLModel, table=True):
    """Whose an order is that was placed under another address, as the owner said: this customer's or not."""

    __tablename__ = "order_owners"
    order_id: int = Field(sa_column=Column(ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True))
    customer_id: int = Field(sa_column=Column(ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True))
    theirs: bool
    at: int


def _table(model: type[SQLModel]) -> Table:
    found = model.__table__  # type: ignore[attr-defined]
    assert isinstance(found, Table)
    return found


# The same tables for Core statements, which move rows: `orders.c.placed_at`.
customers = _table(Customer)
orders = _table(Order)
order_lines = _table(OrderLine)
order_pieces = _table(OrderPiece)
layouts = _table(KnownLayout)
products = _table(Product)
imports = _table(Import)
rejected_rows = _table(RejectedRow)
import_undo = _table(ImportUndo)
summaries = _table(Summary)
triage = _table(Triage)
triage_steps = _table(TriageStep)
segments = _table(Segment)
kept_apart = _table(KeptApart)
enrolments = _table(Enrolment)
messages = _table(Message)
contents = _table(Content)
shadows = _table(Shadow)
dealt = _table(DealtVariant)
codes = _table(Code)
attempts = _table(Attempt)
suppressions = _table(Suppression)
inbox_mails = _table(InboxMail)
inbox_folders = _table(InboxFolder)
kept_reports = _table(KeptReport)
facts = _table(Fact)
order_owners = _table(OrderOwner)
