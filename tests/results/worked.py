"""A shop of twelve customers, small enough to be reckoned by hand. The sums stand in test_worked.py.

The shop is in Berlin. The offer goes out on Sunday 1 November 2026 at 10:00, the value mail on the 8th at
10:00; the window of 14 days is open until the end of 22 November, Berlin time.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from shopkeep.core import clock
from shopkeep.core.records.orders import ImportOptions
from shopkeep.jobs import importing, sequences, triage
from shopkeep.jobs.shop import Shop, open_shop
from shopkeep.store import Tx, queueing
from shopkeep.store import tables as t

BERLIN = ZoneInfo("Europe/Berlin")
HEAD = (
    "Name,Email,Financial Status,Cancelled at,Currency,Total,Refunded Amount,Discount Code,Discount Amount,"
    "Created at,Lineitem quantity,Lineitem name,Lineitem price,Billing Name,Billing Zip,Billing Country"
)

MAILED = {
    # name: (variant, own code)
    "anna": ("A", "BACK-ANNA"),
    "ben": ("B", "BACK-BEN"),
    "carl": ("A", "BACK-CARL"),
    "dora": ("B", "BACK-DORA"),
    "emil": ("A", "BACK-EMIL"),
    "fritz": ("B", "BACK-FRITZ"),
    "greta": ("A", "BACK-GRETA"),
    "hugo": ("B", "BACK-HUGO"),
    "ida": ("A", "BACK-IDA"),
}
HELD = ("jan", "kira", "lars")

OFFER, VALUE = "2026-11-01 10:00", "2026-11-08 10:00"

LATER = """
order  by              placed (Berlin)   paid   refunded  code       off    what about it
201    anna            2026-11-05 12:00  45.00  0         BACK-ANNA  5.00   after the offer, with her code
202    ben             2026-11-09 18:00  80.00  30.00     -          0      after the value mail; part of it refunded
203    carl            2026-11-01 09:30  60.00  0         -          0      before his first mail: by himself
204    dora.work       2026-11-12 08:00  40.00  0         -          0      her other address, merged with the first
205    emil.office     2026-11-10 20:00  54.00  0         BACK-EMIL  6.00   his code, under an address we do not know
206    fritz           2026-11-22 23:30  25.00  0         -          0      the last day of the window
207    greta           2026-11-23 00:30  30.00  0         -          0      a day late in Berlin, in time in UTC
208    hugo            2026-11-06 10:00  90.00  0         -          0      cancelled
209    jan             2026-11-07 10:00  70.00  0         -          0      held out, came back by himself
210    kira            2026-11-01 09:00  20.00  0         -          0      held out, before her mail would have come
211    anna            2026-11-20 12:00  15.00  0         -          0      a second order within the window
"""
CANCELLED = {"208"}


def berlin(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=BERLIN)


def orders_file(folder: Path, name: str, table: str, cancelled: set[str] = CANCELLED) -> Path:
    """The rows of a table as a Shopify export."""
    rows = [HEAD]
    for line in table.strip().splitlines()[1:]:
        number, who, day, time, paid, refunded, code, off, *_ = line.split()
        placed = berlin(f"{day} {time}").strftime("%Y-%m-%d %H:%M:%S %z")
        gone = placed if number in cancelled else ""
        price = f"{float(paid) + float(off):.2f}"
        given = f"{'' if code == '-' else code},{off}"
        full = f"{who.split('.')[0].capitalize()} Muster"
        rows.append(
            f"#{number},{who}@example.com,paid,{gone},EUR,{paid},{refunded},{given},{placed},1,Tea,{price},"
            f"{full},{number if who == 'emil.office' else '10115'},DE"
        )
    path = folder / name
    path.write_text("\n".join(rows) + "\n")
    return path


def earlier() -> str:
    """Everybody ordered once in January; Dora under both of her addresses."""
    people = [*MAILED, *HELD, "dora.work"]
    lines = [f"{101 + i} {who} 2026-01-{5 + i:02} 10:00 50.00 0 - 0" for i, who in enumerate(people)]
    return "\n".join(["order by placed paid refunded code off", *lines])


def made(folder: Path) -> Shop:
    """The shop after its two mails and the next export; the clock must stand at 25 November."""
    shop = open_shop(folder / "shop")
    shop.settings.set("shop.timezone", "Europe/Berlin")
    shop.settings.set("shop.currency", "EUR")
    shop.settings.set("policy.consent", "existing")
    importing.import_orders(shop, orders_file(folder, "first.csv", earlier()), ImportOptions())
    triage.merge(shop, "dora@example.com", "dora.work@example.com")
    sequences.new_sequence(shop, "win-back", "win-back", 0.25)
    with shop.db.write() as tx:
        send(tx)
    importing.import_orders(shop, orders_file(folder, "later.csv", LATER), ImportOptions())
    return shop


def send(tx: Tx) -> None:
    """Enrol all twelve; the mails went out a second after they were queued, by a server that took them all."""
    ids = dict(tx.execute(t.customers.select().with_only_columns(t.customers.c.email, t.customers.c.id)).all())
    first, second = (clock.stamp(berlin(moment)) for moment in (OFFER, VALUE))
    new = [
        queueing.NewEnrolment(
            ids[f"{who}@example.com"], f"{who}@example.com", "", who in HELD, MAILED.get(who, ("", ""))[1]
        )
        for who in (*MAILED, *HELD)
    ]
    entered = queueing.enrol(tx, "win-back", new, first - 3600 * 12)
    for stage, at in (("offer", first), ("value", second)):
        mails = [
            queueing.NewMessage(
                enrolment_id=entered[ids[f"{who}@example.com"]], sequence="win-back", stage=stage, mail=1,
                variant=variant if stage == "offer" else "A", group="", email=f"{who}@example.com", name="",
                subject="", code=code, message_id=f"<{stage}-{who}@example.com>", raw=b"",
            )
            for who, (variant, code) in MAILED.items()
            if (stage, who) not in {("value", "anna"), ("value", "ida")}  # she came back; she unsubscribed
        ]  # fmt: skip
        queueing.insert_messages(tx, mails, at)
        held = [(entered[ids[f"{who}@example.com"]], stage, 1) for who in HELD if (stage, who) != ("value", "jan")]
        queueing.insert_shadows(tx, held, at)
    tx.execute(t.messages.update().values(state="sent", sent_at=t.messages.c.queued_at))
    e = t.enrolments.c
    left = t.enrolments.update().where(e.email == "ida@example.com")
    tx.execute(left.values(left_at=first + 86_400, left_because="unsubscribed"))
