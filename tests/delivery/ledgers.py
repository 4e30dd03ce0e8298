"""Shops with a mail account and queued messages, made through the store and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from shopkeep.core.records.mails import RenderedMail
from shopkeep.delivery import mime
from shopkeep.jobs import confirmed
from shopkeep.jobs.shop import Shop, open_shop
from shopkeep.store import outbox as store
from shopkeep.store import queueing
from shopkeep.store import tables as t

SENDER = mime.Sender("hello@shop.example", "Tin & Thistle")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def rendered(email: str = "ines@example.com", name: str = "Ines", subject: str = "We kept your tea", mail: int = 1):
    return RenderedMail(
        sequence="win-back",
        stage="offer",
        mail=mail,
        variant="A",
        group="",
        email=email,
        to_name=name,
        subject=subject,
        preheader="",
        html=f"<p>Hello {name}</p>",
        text=f"Hello {name}\n.\n",
        code="",
        file="1-offer/1.md",
    )


def shop_at(home: Path, port: int, security: str = "none", **settings: object) -> Shop:
    """A shop whose mail goes to a server of ours on loopback."""
    shop = open_shop(home)
    values = {"shop.name": "Tin & Thistle", "mail.from": "hello@shop.example", "smtp.host": "127.0.0.1"}
    values |= {"smtp.port": str(port), "smtp.security": security}
    for key, value in (values | {k.replace("__", "."): str(v) for k, v in settings.items()}).items():
        shop.settings.set(key, value)
    return shop


def fill(shop: Shop, number: int, mail: int = 1, emails: list[str] | None = None) -> list[int]:
    """Queue `number` finished messages to as many people; their ids."""
    addresses = emails or [f"person{n}@example.com" for n in range(number)]
    account = confirmed.account_now(shop, store.MAIN)
    with shop.db.write() as tx:
        people = [{"email": email} for email in addresses]
        from sqlalchemy import insert, select

        tx.execute(insert(t.customers), people)
        found = dict(tx.execute(select(t.customers.c.email, t.customers.c.id)).all())
        new = [queueing.NewEnrolment(found[e], e, "", False, "") for e in addresses]
        enrolled = queueing.enrol(tx, "win-back", new, 0)
        ready = []
        for email in addresses:
            one = rendered(email, mail=mail)
            identity = mime.identify(b"key", one, SENDER, NOON)
            raw = mime.assemble(one, SENDER, identity)
            ready.append(
                queueing.NewMessage(
                    enrolled[found[email]], "win-back", "offer", mail, "A", "", email, "", one.subject, "",
                    identity.message_id, raw, account,
                )
            )  # fmt: skip
        queueing.insert_messages(tx, ready, int(NOON.timestamp()))
        return store.due_ids(tx, 0, account=account)
