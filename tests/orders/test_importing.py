"""Importing into a shop: again, overlapping, in any order, stopped, and taken back."""

from __future__ import annotations

import csv
import itertools
import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopkeep.core import clock
from shopkeep.core.progress import Step
from shopkeep.core.records.orders import ImportOptions, ImportResult
from shopkeep.errors import AmbiguousFile, ImportRefused, NotFound, ShopBusy, Stopped, UsageError
from shopkeep.jobs import import_again, importing
from shopkeep.jobs.shop import Shop, open_shop
from shopkeep.store import tables as t
from tests.orders.conftest import WriteCsv
from tests.orders.tables import dump, meaning

HEADER = (
    "Name,Email,Financial Status,Paid at,Accepts Marketing,Currency,Total,Refunded Amount,Discount Code,"
    "Created at,Lineitem quantity,Lineitem name,Lineitem price,Billing Name,Billing City,Billing Country"
)


def row(
    number: int,
    email: str,
    day: str,
    total: str = "10.00",
    status: str = "paid",
    consent: str = "yes",
    name: str = "Ann Lee",
    item: str = "Tea",
    refunded: str = "0.00",
) -> str:
    at = f"{day} 10:00:00 +0000"
    return f"#{number},{email},{status},,{consent},EUR,{total},{refunded},,{at},1,{item},{total},{name},Cork,IE"


def take(shop: Shop, path: Path, **options: object) -> ImportResult:
    return importing.import_orders(shop, path, ImportOptions(**options))  # type: ignore[arg-type]


@pytest.fixture
def first(write_csv: WriteCsv) -> Path:
    return write_csv(
        HEADER,
        row(1, "ann@example.com", "2026-01-05"),
        row(2, "bo@example.com", "2026-01-20", consent="no", name="Bo"),
        row(3, "ann@example.com", "2026-02-05", "30.00"),
        row(4, "", "2026-02-06"),
        row(5, "eve@example.com", "2026-02-31"),
        name="first.csv",
    )


@pytest.fixture
def later(write_csv: WriteCsv) -> Path:
    """Overlaps `first`: one order refunded, one with another product, one new of a new customer."""
    return write_csv(
        HEADER,
        row(3, "ann@example.com", "2026-02-05", "30.00", "refunded", refunded="30.00"),
        row(2, "bo@example.com", "2026-01-20", consent="no", name="Bo", item="Pot"),
        row(4, "", "2026-02-06"),
        row(6, "cy@example.com", "2026-03-01", name="Cy"),
        row(7, "bo@example.com", "2026-03-02", name="Bo Berg"),
        name="later.csv",
    )


def test_a_first_import(shop: Shop, first: Path) -> None:
    done = take(shop, first)
    assert (done.orders_new, done.customers_new, done.customers_total) == (4, 2, 2)
    assert (done.orders_without_email, done.rejected_count, done.order_lines) == (1, 1, 4)
    assert done.rows == done.rows_in_orders + done.rows_skipped + done.rejected_count == 5
    assert shop.settings.get("shop.currency") == "EUR"
    assert not list((shop.home / "backups").glob("*"))
    with shop.db.read() as tx:
        people = tx.exec_driver_sql("SELECT email, name, city, country, consent FROM customers ORDER BY email").all()
    assert people == [("ann@example.com", "Ann Lee", "Cork", "IE", "yes"), ("bo@example.com", "Bo", "Cork", "IE", "no")]
    assert [r.reason for r in importing.rejected_rows(shop, done.import_id or 0)] == ["no such day"]


def test_the_same_file_again_changes_nothing(shop: Shop, first: Path) -> None:
    once = take(shop, first)
    before = dump(shop)
    again = take(shop, first)
    assert again.already_known
    assert (again.import_id, again.orders_new, again.orders_unchanged) == (once.import_id, 0, 4)
    assert dump(shop) == before
    assert len(importing.list_imports(shop)) == 1
    assert not list((shop.home / "backups").glob("*"))


def test_options_that_change_nothing_about_the_reading_change_nothing(shop: Shop, first: Path) -> None:
    take(shop, first)
    before = dump(shop)
    again = take(shop, first, currency="EUR", dates="dmy", decimal="point", timezone="Europe/Dublin", format="shopify")
    assert (again.already_known, again.orders_updated, again.orders_unchanged) == (True, 0, 4)
    assert dump(shop) == before


def test_the_same_file_read_another_way_is_taken_anew(shop: Shop, write_csv: WriteCsv) -> None:
    path = write_csv("Order ID,Date,Email,Total,Currency", "1,2026-01-02 10:00,a@example.com,5.00,EUR")
    take(shop, path)
    again = take(shop, path, timezone="Asia/Tokyo")
    assert (again.already_known, again.orders_updated) == (False, 1)


def test_an_overlapping_newer_export_updates(shop: Shop, first: Path, later: Path) -> None:
    take(shop, first)
    done = take(shop, later)
    assert (done.orders_new, done.orders_updated, done.orders_unchanged) == (2, 2, 1)
    assert (done.customers_new, done.customers_total) == (1, 3)
    with shop.db.read() as tx:
        found = tx.exec_driver_sql("SELECT status, refunded, counts FROM orders WHERE number = '#3'").one()
        item = tx.exec_driver_sql(
            "SELECT l.title FROM order_lines l JOIN orders o ON o.id = l.order_id WHERE o.number = '#2'"
        ).scalars()
        assert (tuple(found), list(item)) == (("refunded", 3000, 0), ["Pot"])
        bo = tx.exec_driver_sql("SELECT name, consent, consent_source FROM customers WHERE email LIKE 'bo%'").one()
    assert tuple(bo) == ("Bo Berg", "yes", "order #7")
    assert len(list((shop.home / "backups").glob("*before-import.db"))) == 1


def test_an_older_export_never_overwrites_a_newer_one(shop: Shop, first: Path, later: Path) -> None:
    take(shop, later)
    done = take(shop, first)
    assert (done.orders_new, done.orders_updated, done.orders_unchanged) == (1, 0, 3)
    with shop.db.read() as tx:
        assert tx.exec_driver_sql("SELECT status FROM orders WHERE number = '#3'").scalar_one() == "refunded"


orders_of_files = st.lists(
    st.lists(
        st.tuples(
            st.integers(1, 5),
            st.sampled_from(["ann@example.com", "Bo@example.com", ""]),
            st.integers(0, 1),
            st.sampled_from(["10.00", "25.00"]),
            st.sampled_from(["paid", "refunded", "pending", "voided"]),
            st.sampled_from(["yes", "no", ""]),
            st.sampled_from(["Ann", "Ann Lee"]),
        ),
        min_size=1,
        max_size=4,
        unique_by=lambda order: order[0],
    ),
    min_size=2,
    max_size=3,
)


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=orders_of_files)
def test_files_in_any_order_give_the_same_shop(
    files: list[list[tuple[int, str, int, str, str, str, str]]],
    write_csv: WriteCsv,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    paths = [
        write_csv(
            HEADER,
            *(row(n, e, f"2026-01-{4 * n + d:02d}", total, s, c, name) for n, e, d, total, s, c, name in each),
            name=f"{at}.csv",
        )
        for at, each in enumerate(files)
    ]
    found = []
    for order in itertools.permutations(paths):
        shop = open_shop(tmp_path_factory.mktemp("shop"))
        for path in order:
            take(shop, path)
        found.append(meaning(shop))
        shop.close()
    assert all(each == found[0] for each in found)


def test_undo_puts_every_row_back(shop: Shop, first: Path, later: Path) -> None:
    states = [dump(shop)]
    for path in (first, later):
        take(shop, path)
        states.append(dump(shop))
    shop_settings = shop.settings.all()
    for import_id, before in ((2, states[1]), (1, states[0])):
        done = importing.undo_import(shop, import_id)
        assert "Took back" in done.says
        assert dump(shop) == before
    assert shop.settings.all() == shop_settings
    assert [r.undone for r in importing.list_imports(shop)] == [True, True]
    take(shop, first)
    assert meaning(shop)["orders"]


def test_undo_takes_the_newest_first(shop: Shop, first: Path, later: Path) -> None:
    take(shop, first)
    take(shop, later)
    assert [(r.import_id, r.can_undo) for r in importing.list_imports(shop)] == [(2, True), (1, False)]
    with pytest.raises(UsageError) as refused:
        importing.undo_import(shop, 1)
    assert "import 2" in refused.value.next_step
    with pytest.raises(NotFound):
        importing.undo_import(shop, 99)
    importing.undo_import(shop, 2)
    with pytest.raises(UsageError):
        importing.undo_import(shop, 2)


def test_undo_after_an_older_file_came_second(shop: Shop, first: Path, later: Path) -> None:
    take(shop, later)
    before = dump(shop)
    take(shop, first)
    importing.undo_import(shop, 2)
    assert dump(shop) == before


def test_an_order_that_turns_out_to_be_somebody_elses(shop: Shop, write_csv: WriteCsv) -> None:
    take(shop, write_csv(HEADER, row(1, "wrong@example.com", "2026-01-05"), name="a.csv"))
    before = dump(shop)
    take(
        shop,
        write_csv(
            HEADER, row(1, "right@example.com", "2026-01-05"), row(2, "x@example.com", "2026-01-06"), name="b.csv"
        ),
    )
    assert [c[0] for c in meaning(shop)["customers"]] == ["right@example.com", "x@example.com"]
    importing.undo_import(shop, 2)
    assert dump(shop) == before


def test_a_known_file_is_told_before_anything_is_loaded_that_reads_files(shop: Shop, first: Path) -> None:
    take(shop, first)
    shop.close()
    code = f"""if True:
        import sys
        from pathlib import Path
        from shopkeep.core.records.orders import ImportOptions
        from shopkeep.jobs import import_again, importing
        from shopkeep.jobs.shop import open_shop
        done = importing.import_orders(open_shop(Path({str(shop.home)!r})), Path({str(first)!r}), ImportOptions())
        print(done.already_known, *sys.modules)
    """
    told, *loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.split()
    assert told == "True"
    assert not {"shopkeep.store.tables", "shopkeep.orders.reading", "shopkeep.customers.scoring"} & set(loaded)


def test_a_large_file_is_known_also_where_its_kept_copy_is_gone(
    shop: Shop, first: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_again, "QUICK", 0)
    before = take(shop, first)
    assert import_again.may_be_known(shop, first)
    [copy] = (shop.home / "exports").glob("*first.csv")
    copy.unlink()
    assert not import_again.may_be_known(shop, first)
    again = take(shop, first)
    assert (again.already_known, again.file, again.orders_unchanged) == (True, before.file, before.orders_new)
    assert len(importing.list_imports(shop)) == 1


@pytest.mark.parametrize("when", ["Reading orders", "Judging customers"])
def test_stopping_leaves_nothing_behind(shop: Shop, first: Path, later: Path, when: str) -> None:
    take(shop, first)
    before, files = dump(shop), set((shop.home / "exports").iterdir())
    heard: list[str] = []

    def tell(event: object) -> None:
        assert isinstance(event, Step)
        heard.append(event.doing)

    def stop() -> bool:
        return when in heard

    with pytest.raises(Stopped):
        importing.import_orders(shop, later, ImportOptions(), tell, stop)
    assert dump(shop) == before
    assert set((shop.home / "exports").iterdir()) == files
    assert len(importing.list_imports(shop)) == 1


def test_a_dry_run_says_what_would_happen_and_does_nothing(shop: Shop, first: Path, later: Path) -> None:
    take(shop, first)
    before = dump(shop)
    would = take(shop, later, dry_run=True)
    preview = importing.preview_file(shop, later, ImportOptions())
    assert dump(shop) == before
    assert preview.columns[0] == "Name"
    assert len(preview.first_rows) == 5
    assert (would.import_id, would.orders_new, would.orders_updated) == (None, 2, 2)
    assert replace(preview.would, seconds=0) == replace(would, seconds=0)
    did = take(shop, later)
    assert (did.orders_new, did.orders_updated, did.customers_new) == (2, 2, would.customers_new)


def test_refused_rows_are_handed_back_to_be_mended(shop: Shop, first: Path) -> None:
    done = take(shop, first)
    assert done.rejects_file
    path = Path(done.rejects_file)
    assert path.stat().st_mode & 0o077 == 0
    with path.open(encoding="utf-8-sig", newline="") as file:
        (refused,) = csv.DictReader(file)
    assert (refused["refused in line"], refused["refused column"]) == ("6", "Created at")
    path.write_text(path.read_text(encoding="utf-8-sig").replace("2026-02-31", "2026-02-07"), encoding="utf-8")
    mended = take(shop, path)
    assert (mended.orders_new, mended.rejected_count) == (1, 0)
    assert [row.mended for row in importing.list_imports(shop)] == [False, True]
    importing.undo_import(shop, mended.import_id or 0)
    assert [row.mended for row in importing.list_imports(shop)] == [False, False]


def test_mended_rows_are_understood_as_their_file_was_explained(shop: Shop, write_csv: WriteCsv) -> None:
    path = write_csv("Beleg;Day;E-mail;Total", "7;05.01.2026;a@example.com;8,00", "8;32.01.2026;b@example.com;9,00")
    refused = Path(take(shop, path, mapping={"number": "Beleg"}, currency="EUR").rejects_file or "")
    header, told = refused.read_text("utf-8-sig").splitlines()
    again = take(shop, write_csv(header, told, told.replace("8,32.01", "9,31.01")))
    assert (again.orders_new, again.rejected_count) == (1, 1)
    assert Path(again.rejects_file or "").read_text("utf-8-sig").splitlines()[0] == header


def test_cells_that_are_formulas_are_harmless_in_the_rejects_file(shop: Shop, write_csv: WriteCsv) -> None:
    path = write_csv(
        HEADER, row(1, "a@example.com", "2026-01-05"), row(2, "b@example.com", "2026-02-30", name="=cmd()")
    )
    done = take(shop, path)
    assert ",'=cmd()," in Path(done.rejects_file or "").read_text(encoding="utf-8-sig")


def test_the_file_itself_is_kept(shop: Shop, first: Path) -> None:
    take(shop, first)
    (kept,) = (shop.home / "exports").glob("*first.csv")
    assert kept.read_bytes() == first.read_bytes()
    assert kept.stat().st_mode & 0o077 == 0


def test_the_result_is_stored_as_it_was_printed(shop: Shop, first: Path) -> None:
    done = take(shop, first)
    with shop.db.read() as tx:
        stored = json.loads(tx.exec_driver_sql("SELECT result FROM imports").scalar_one())
    assert stored["orders_new"] == done.orders_new
    assert stored["rejected"][0]["column"] == "Created at"


def test_consent_is_asked_where_a_file_says_nothing_of_it(shop: Shop, first: Path, write_csv: WriteCsv) -> None:
    take(shop, first)
    assert not importing.needs_consent_answer(shop)
    take(shop, write_csv("Order ID,Date,Email,Total,Currency", "1,2026-01-02,a@example.com,5.00,EUR"))
    assert importing.needs_consent_answer(shop)
    importing.answer_consent(shop, "existing")
    assert not importing.needs_consent_answer(shop)
    assert shop.settings.get("policy.consent") == "existing"
    with pytest.raises(UsageError):
        importing.answer_consent(shop, "everybody")


def test_consent_can_be_answered_with_the_import(shop: Shop, first: Path) -> None:
    take(shop, first, consent="opted-in")
    assert shop.settings.get("policy.consent") == "opted-in"


def test_an_ambiguous_file_changes_nothing(shop: Shop, write_csv: WriteCsv) -> None:
    path = write_csv("Order ID,Date,Email,Total,Currency", "1,02/03/2026,a@example.com,5.00,EUR")
    with pytest.raises(AmbiguousFile):
        take(shop, path)
    assert importing.list_imports(shop) == []


def test_a_shop_that_another_process_holds_cannot_take_anything_in(shop: Shop, first: Path) -> None:
    looking = open_shop(shop.home, read_only=True)
    with pytest.raises(ShopBusy):
        take(looking, first)
    assert take(looking, first, dry_run=True).orders_new == 4
    looking.close()


def test_those_who_come_back_leave_their_sequence(shop: Shop, first: Path, later: Path) -> None:
    take(shop, first)
    enrolled = datetime(2026, 2, 20, 12, tzinfo=UTC)
    with shop.db.write() as tx:
        ids = dict(tx.exec_driver_sql("SELECT email, id FROM customers").all())
        for email, holdout in (("ann@example.com", False), ("bo@example.com", True)):
            values = {"sequence": "spring", "customer_id": ids[email], "email": email, "holdout": holdout}
            tx.execute(t.enrolments.insert().values(enrolled_at=clock.stamp(enrolled), **values))
    before = dump(shop)
    with clock.at(enrolled + timedelta(days=20)):
        done = take(shop, later)
    assert done.came_back == 1
    with shop.db.read() as tx:
        left = tx.exec_driver_sql("SELECT email, left_because FROM enrolments WHERE left_at IS NOT NULL").all()
    assert left == [("bo@example.com", "came back")]
    importing.undo_import(shop, 2)
    assert dump(shop)["enrolments"] == before["enrolments"]


def test_customers_the_owner_has_spoken_of_outlive_the_undo(shop: Shop, first: Path) -> None:
    take(shop, first)
    with shop.db.write() as tx:
        ann = tx.exec_driver_sql("SELECT id FROM customers WHERE email LIKE 'ann%'").scalar_one()
        tx.execute(t.triage.insert().values(customer_id=ann, kind="note", text="Nice", at=1))
    importing.undo_import(shop, 1)
    assert [c[0] for c in meaning(shop)["customers"]] == ["ann@example.com"]
    assert len(dump(shop)["triage"]) == 1


def test_what_another_file_outdoes_is_said(shop: Shop, write_csv: WriteCsv) -> None:
    one = write_csv(HEADER, row(1, "ann@example.com", "2026-01-05", "30.00"), name="one.csv")
    other = write_csv(HEADER, row(1, "ann@example.com", "2026-01-05", "31.00"), name="other.csv")
    take(shop, one)
    done = take(shop, other)
    said = any("from a file imported before" in warning for warning in done.warnings)
    assert (done.orders_updated == 1) != said


def test_an_order_of_which_a_row_cannot_be_read_is_refused_whole(shop: Shop, write_csv: WriteCsv) -> None:
    torn = row(1, "ann@example.com", "2026-01-05", "30.00")
    more = "#1" + "," * (HEADER.count(",") + 3) + "x"
    done = take(shop, write_csv(HEADER, torn, more, row(2, "bo@example.com", "2026-01-06")))
    assert (done.orders_new, done.rejected_count) == (1, 2)


def test_a_total_below_zero_counts_for_nothing_and_is_said(shop: Shop, write_csv: WriteCsv) -> None:
    done = take(shop, write_csv(HEADER, row(1, "ann@example.com", "2026-01-05", "-5.00")))
    assert done.orders_new == 1
    assert any("below zero" in warning for warning in done.warnings)


def test_a_picture_is_no_table_whatever_its_name(shop: Shop, tmp_path: Path) -> None:
    for content, says in (
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "a picture"),
        (bytes((n * 37 + n // 7) % 255 + 1 for n in range(4000)), "no text"),
    ):
        path = tmp_path / "photo.csv"
        path.write_bytes(content)
        with pytest.raises(ImportRefused, match=says):
            take(shop, path)


def test_consent_is_not_asked_of_a_shop_without_addresses(shop: Shop, write_csv: WriteCsv) -> None:
    take(shop, write_csv("Order number,Date,Customer ID,Total,Currency", "1,2026-01-05,u1,5.00,EUR"))
    assert not importing.needs_consent_answer(shop)
