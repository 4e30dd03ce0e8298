"""Erasing a person and handing their data over: nothing of them stays that is not said to stay."""

from __future__ import annotations

import base64
import binascii
import gzip
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from shopkeep.core import clock
from shopkeep.core.records.orders import ImportOptions
from shopkeep.errors import DecisionNeeded, NotFound, ShopkeepError
from shopkeep.jobs import (
    attribute_files,
    customers,
    erased_list,
    erasing,
    handing_over,
    importing,
    inbox_reading,
    never_written,
    outbox,
    triage,
    upkeep,
)
from shopkeep.jobs.shop import Shop, open_shop
from shopkeep.store import attempts, queueing, suppressions
from shopkeep.store import tables as t
from tests.built import once
from tests.delivery.ledgers import NOON

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
INES, TOM = "ines.marchetti@example.com", "tom@example.org"
HEAD = "Name,Email,Financial Status,Paid at,Currency,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,"
HEAD += "Billing Name,Billing City,Billing Zip,Billing Country\n"


def order(number: int, email: str, name: str, day: str) -> str:
    at = f"{day} 10:00:00 +0000"
    place = f"Westport-by-{name.split()[0]},F28 X{number},IE"
    return f"#{number},{email},paid,{at},EUR,12.50,{at},1,Nettle tea,12.50,{name},{place}\n"


OLD = HEAD + "".join(
    [
        order(1001, "Ines.Marchetti@Example.com", "Ines Marchetti", "2026-03-01"),
        order(1002, TOM, "Tom Okafor", "2026-04-01"),
        order(1003, INES, "Ines Marchetti", "2026-05-01"),
        order(1004, "not an address", "Broken Row", "no day"),
    ]
)
NEWER = OLD + order(1005, TOM, "Tom Okafor", "2026-11-01")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two customers with orders, notes, a mail sent and an answer to it."""

    def make(home: Path) -> None:
        with clock.at(NOW):
            fill(home, tmp_path_factory.mktemp("files"))

    return once(tmp_path_factory, "two-customers", make)


@pytest.fixture
def shop(built: Path, tmp_path: Path) -> Iterator[Shop]:
    shutil.copytree(built, tmp_path / "shop")
    with clock.at(NOW):
        shop = open_shop(tmp_path / "shop")
        yield shop
        shop.close()


def fill(home: Path, files: Path) -> None:
    shop = open_shop(home)
    for key, value in {"mail.from": "hello@shop.example", "shop.timezone": "Europe/Dublin"}.items():
        shop.settings.set(key, value)
    bring_in(shop, files, "orders.csv", OLD)
    people = files / "people.csv"
    people.write_text(f"email,accepts marketing,favourite colour\n{INES},yes,moss green\n{TOM},yes,red\n")
    attribute_files.import_customers(shop, people)
    triage.note(shop, INES, "Allergic to mint, says Ines.Marchetti@example.com")
    triage.leave_out(shop, TOM, f"friend of {INES}")
    write_to(shop, INES)
    write_to(shop, TOM)
    answer = files / "answer.eml"
    answer.write_text(
        f"From: Ines <{INES}>\nTo: hello@shop.example\nSubject: Re: Tea\nMessage-ID: <1@x>\n"
        f"In-Reply-To: {message_id(INES)}\nDate: Tue, 24 Nov 2026 10:00:00 +0000\n\nMy new street is Elm Row 7.\n"
    )
    [row] = inbox_reading.read_mbox(shop, answer).mails
    assert row.kind == "reply"
    shop.close()


def bring_in(shop: Shop, folder: Path, name: str, rows: str) -> None:
    path = folder / name
    path.write_text(rows, encoding="utf-8")
    importing.import_orders(shop, path, ImportOptions(timezone="Europe/Dublin", consent="existing"))


def message_id(email: str) -> str:
    return f"<{len(email):032d}.tea@shop.example>"


def write_to(shop: Shop, email: str) -> None:
    with shop.db.write() as tx:
        person = customers.known_person(tx, email)
        new = queueing.NewEnrolment(person.id, email, "", False, "TEA-1")
        [enrolment] = queueing.enrol(tx, "tea", [new], clock.stamp(NOON)).values()
        raw = f"To: {email}\r\nSubject: Tea\r\n\r\nDear {person.name}, tea.\r\n".encode()
        queueing.insert_messages(
            tx,
            [
                queueing.NewMessage(
                    enrolment, "tea", "offer", 1, "A", "", email, person.name, "Tea", "TEA-1", message_id(email), raw
                )
            ],
            clock.stamp(NOON),
        )
        m = t.messages
        at = clock.stamp(NOON)
        tx.execute(m.update().where(m.c.email == email).values(state="sent", sent_at=at, last_reply=f"250 ok {email}"))
        attempts.add(tx, 1 if email == INES else 2, "main", at, "sent", f"250 ok {email}")


TRACES = ("ines.marchetti", "Marchetti", "moss green", "mint", "Elm Row", "Westport-by-Ines", "F28 X1001")


def traces_in(path: Path) -> list[str]:
    """Which traces of Ines a file holds, as text or in the encodings that mails and files use."""
    raw = path.read_bytes()
    if path.suffix == ".gz":
        raw = gzip.decompress(raw)
    found = []
    for trace in TRACES:
        plain = trace.encode()
        forms = [plain, trace.encode("utf-16-le"), base64.b64encode(plain)[:-4], binascii.b2a_qp(plain)]
        if any(form.lower() in raw.lower() for form in forms):
            found.append(trace)
    return found


def files_with_traces(home: Path) -> set[str]:
    files = [path for path in home.rglob("*") if path.is_file()]
    return {str(path.relative_to(home)) for path in files if traces_in(path)}


def test_erasing_leaves_orders_without_a_buyer_and_says_where_the_person_still_is(shop: Shop) -> None:
    before = importing.list_imports(shop)
    done = erasing.forget(shop, "Ines.Marchetti@example.COM")
    assert (done.orders_kept, done.messages, done.mails_received, done.notes, done.sequences) == (2, 1, 1, 1, 1)
    with pytest.raises(NotFound):
        customers.customer(shop, INES)
    assert [row.email for row in customers.list_customers(shop, "all")] == [TOM]
    with shop.db.read() as tx:
        kept = {row["number"]: row for row in tx.execute(t.orders.select()).mappings()}
        assert suppressions.why_suppressed(tx, INES) == "erased at their request"
    assert len(kept) == 3
    assert (kept["#1001"]["total"], kept["#1001"]["country"], kept["#1001"]["customer_id"]) == (1250, "IE", None)
    assert kept["#1002"]["email"] == TOM
    assert [row.import_id for row in importing.list_imports(shop)] == [row.import_id for row in before]
    assert ("", "erased at their request") in [(row.email, row.reason) for row in never_written.find(shop)]
    # What still holds her is what it says, and nothing else is.
    said = {str(Path(holder.path).relative_to(shop.home)) for holder in done.still_in}
    assert files_with_traces(shop.home) == said
    assert {holder.what for holder in done.still_in} == {"backup", "import file"}
    assert any("They are still in these files" in line for line in erasing.summary(done))


def test_erasing_everywhere_leaves_no_byte_of_them(shop: Shop) -> None:
    practice = shop.home / "practice"
    practice.mkdir()
    (practice / "20261125-120000-000001.eml").write_text(f"To: {INES}\n\nmint")
    (practice / "20261125-120000-000002.eml").write_text(f"To: {TOM}\n\nhello")
    (shop.home / "previews").mkdir()
    (shop.home / "previews" / "tea-offer-1-a.html").write_text("<p>Dear Ines Marchetti</p>")
    exports = shop.home / "exports"
    with zipfile.ZipFile(exports / "0009-more.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", f"email\n{INES.upper()}\n")
    (exports / "0010-more.csv.gz").write_bytes(gzip.compress(f"email\n{INES}\n".encode()))
    (exports / "0011-wide.csv").write_text(f"email\n{INES}\n", encoding="utf-16")
    (exports / "0012-toms.csv").write_text(f"email\n{TOM}\n")
    (exports / "0013-broken.zip").write_bytes(b"PK\x03\x04 nothing")
    done = erasing.forget(shop, INES, everywhere=True)
    assert done.still_in == []
    assert done.backup == ""
    assert files_with_traces(shop.home) == set()
    left = {path.name for path in exports.iterdir()}
    assert {"0012-toms.csv", "0013-broken.zip"} <= left
    assert not {"0009-more.zip", "0010-more.csv.gz", "0011-wide.csv"} & left
    assert [path.name for path in practice.iterdir()] == ["20261125-120000-000002.eml"]
    [fresh] = (shop.home / "backups").glob("*.db")
    assert fresh.stem.endswith("after-erasure")
    health = sqlite3.connect(shop.home / "shop.db")
    assert health.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert health.execute("PRAGMA foreign_key_check").fetchall() == []
    health.close()


def test_no_table_holds_them_any_more(shop: Shop) -> None:
    """Also tables that are added later: none may be forgotten here."""
    erasing.forget(shop, INES)
    with shop.db.read() as tx:
        for name, table in t.SQLModel.metadata.tables.items():
            said = json.dumps([dict(row) for row in tx.execute(table.select()).mappings()], default=str)
            assert not [trace for trace in TRACES if trace.lower() in said.lower()], name


def test_an_old_export_imported_again_does_not_bring_them_back(shop: Shop, tmp_path: Path) -> None:
    erasing.forget(shop, INES)
    bring_in(shop, tmp_path, "again.csv", NEWER)
    people = tmp_path / "people2.csv"
    people.write_text(f"email,accepts marketing,favourite colour\n{INES},yes,teal\n")
    attribute_files.import_customers(shop, people)
    assert [row.email for row in customers.list_customers(shop, "all")] == [TOM]
    with pytest.raises(NotFound):
        customers.customer(shop, INES)
    # With an order placed since she is a customer again, and nobody writes to her all the same.
    with clock.at(NOW.replace(month=12)):
        bring_in(shop, tmp_path, "newest.csv", NEWER + order(1009, INES, "Ines Marchetti", "2026-12-01"))
        row = customers.customer(shop, INES).row
    assert row.can_email is False
    assert row.orders == 1 or row.orders == 3


def test_an_older_backup_put_back_does_not_bring_them_back(shop: Shop) -> None:
    old = upkeep.backup(shop, shop.home / "old.db")
    erasing.forget(shop, INES)
    shop.close()
    shutil.copy(old, shop.home / "backups" / "older.db")
    says = upkeep.restore(shop.home, shop.home / "backups" / "older.db").says
    assert "1 person was erased again" in says
    again = open_shop(shop.home)
    try:
        with pytest.raises(NotFound):
            customers.customer(again, INES)
        with again.db.read() as tx:
            assert suppressions.is_suppressed(tx, INES)
        assert traces_in(shop.home / "shop.db") == []
    finally:
        again.close()


def test_an_import_can_be_taken_back_after_an_erasure(shop: Shop, tmp_path: Path) -> None:
    erasing.forget(shop, INES)
    bring_in(shop, tmp_path, "newer.csv", NEWER)
    newest = importing.list_imports(shop)[0]
    importing.undo_import(shop, newest.import_id)
    for row in importing.list_imports(shop)[1:]:
        importing.undo_import(shop, row.import_id)
    with shop.db.read() as tx:
        assert tx.execute(t.orders.select()).all() == []


def test_merged_addresses_are_erased_together(shop: Shop) -> None:
    triage.merge(shop, INES, TOM)
    erasing.forget(shop, TOM)
    assert customers.list_customers(shop, "all") == []
    with shop.db.read() as tx:
        assert suppressions.is_suppressed(tx, INES)
        assert suppressions.is_suppressed(tx, TOM)


def test_whoever_asks_to_be_written_to_again_stays(shop: Shop) -> None:
    erasing.forget(shop, INES)
    with pytest.raises(DecisionNeeded):
        triage.unsuppress(shop, INES)
    triage.unsuppress(shop, INES, asked=True)
    assert erased_list.read(shop.home).entries == ()


def test_nobody_is_erased_while_a_mail_to_them_goes_out(shop: Shop) -> None:
    with shop.db.write() as tx:
        m = t.messages
        tx.execute(m.update().where(m.c.email == INES).values(state="sending"))
    with pytest.raises(ShopkeepError) as told:
        erasing.forget(shop, INES)
    assert "going out" in told.value.title
    assert customers.customer(shop, INES).row.orders == 2
    with pytest.raises(NotFound):
        erasing.forget(shop, "nobody@example.com")


def test_an_address_that_is_only_suppressed_loses_its_text(shop: Shop) -> None:
    triage.suppress(shop, "stranger@example.net", "wrote to me")
    erasing.forget(shop, "stranger@example.net")
    assert "stranger" not in str(never_written.find(shop))
    with shop.db.read() as tx:
        assert suppressions.is_suppressed(tx, "stranger@example.net")


def test_the_ledger_still_adds_up(shop: Shop) -> None:
    erasing.forget(shop, INES)
    box = outbox.outbox(shop)
    assert box.counts.planned == len(box.messages) == 1


def test_everything_about_a_person_is_handed_over(shop: Shop, tmp_path: Path) -> None:
    target = tmp_path / "ines.json"
    handing_over.write(shop, INES, target)
    assert target.stat().st_mode & 0o077 == 0
    said: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    assert said["email"] == INES
    assert "moss green" in said["addresses"][0]["attributes"].values()
    assert said["addresses"][0]["consent"] == "yes"
    assert [one["number"] for one in said["orders"]] == ["#1001", "#1003"]
    assert said["orders"][0]["total"] == {"amount": "12.50", "currency": "EUR"}
    assert said["orders"][0]["placed_at"] == "2026-03-01T10:00:00Z"
    assert said["orders"][0]["lines"][0]["title"] == "Nettle tea"
    assert said["notes_and_marks"][0]["text"].startswith("Allergic to mint")
    assert said["sequences"][0]["left_because"] == "replied"
    assert "Dear Ines Marchetti" in said["mails_to_them"][0]["text"]
    assert said["mails_to_them"][0]["tries"][0]["reply"] == f"250 ok {INES}"
    assert "Elm Row 7" in said["mails_from_or_about_them"][0]["text"]
    assert {one["file"] for one in said["came_from"]} == {"orders.csv"}
    assert 0 <= said["judged"]["return_chance"] <= 1
    assert any("exports" in path for path in said["files_that_name_them"])
    every = target.read_text(encoding="utf-8")
    assert "Okafor" not in every
    assert all(trace in every for trace in ("moss green", "mint", "Elm Row", "Westport-by-Ines", "F28 X1001"))
    with pytest.raises(NotFound):
        handing_over.write(shop, "nobody@example.com", tmp_path / "nobody.json")
    assert not (tmp_path / "nobody.json").exists()
