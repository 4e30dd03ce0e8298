"""The Imports place: a file as understood, questions, importing, rejected rows, taking back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from shopkeep.core.records.orders import ImportOptions
from shopkeep.core.share import shared
from shopkeep.jobs import importing, triage
from shopkeep.jobs.shop import open_shop
from shopkeep.tui.screens import imports_words
from shopkeep.tui.screens.imports import Imports
from shopkeep.tui.screens.imports_file import FilePage
from tests.tui.driver import Driver

SAMPLE = shared("sample_data")
PLAIN = "Order,Date,Email,Name,Total,Currency\n"


@pytest.fixture(autouse=True)
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person's own folder with nothing in it but Downloads."""
    home = tmp_path / "person"
    (home / "Downloads").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    return home


async def bring_in(app: Driver, path: Path) -> None:
    """`i`, the path, Enter."""
    await app.press("i")
    app.app.screen.query_one("#answer").value = str(path)  # type: ignore[attr-defined]
    await app.press("enter")
    await read(app)


async def read(app: Driver) -> None:
    """Wait until a file is read, or something is asked about it."""
    await app.until(lambda: not app.app.long_jobs)
    await app._idle()


def test_elsewhere_the_way_to_the_refused_rows_is_said_from_there() -> None:
    said = imports_words.said_elsewhere(f"4 new orders. {imports_words.refused_rows(2)}")
    assert said == "4 new orders. 2 rows were refused: press 6, then r, to see why."


async def test_an_empty_place_says_how_to_begin(tmp_path: Path) -> None:
    async with Driver(tmp_path / "shop") as app:
        await app.go("imports")
        app.expect(
            "Nothing leaves this machine", "i  brings in your first export", "i Import orders   a Customers/products"
        )


async def test_a_newcomer_is_asked_for_a_file_at_once(tmp_path: Path) -> None:
    async with Driver(tmp_path / "shop") as app:
        app.app.go("imports", "import")
        await app.until_text("An export of your orders")


@pytest.mark.long
async def test_both_sample_files_with_the_keyboard(tmp_path: Path, person: Path) -> None:
    for name in ("woocommerce_orders.csv", "shopify_orders.csv"):
        shutil.copy(SAMPLE / name, person / "Downloads" / name)
    async with Driver(tmp_path / "shop") as app:
        await app.go("imports")
        await app.press("i", "text:woo", "enter")
        await read(app)
        app.expect(
            "WooCommerce", "2,033 new orders, 684 new customers", "2 rows that cannot be taken in", "no such day"
        )
        await app.press("enter")
        await app.until_text("Whom may you write to?")
        app.expect("Only those who said yes", "Customers who never said no")
        await app.press("enter")
        app.expect("2,033 new orders from 684 customers", "2 rows were refused: press r to see why")
        assert app.app.shop.settings.get("policy.consent") == "opted-in"
        await app.press("i", "text:shopify", "enter")
        await read(app)
        await app.press("enter")
        await app.until_text("4,494 new orders from ")
        await app.settle()
        app.refuse("Whom may you write to?")
        await app.press("x")
        app.expect("Take back shopify_orders.csv?", "Keep it")
        await app.press("enter")
        assert len([r for r in importing.list_imports(app.app.shop) if not r.undone]) == 2
        await app.press("x", "down", "enter")
        app.expect("taken back")
        await app.press("down", "r")
        app.expect("Rows of woocommerce_orders.csv to mend", "2024-02-30", "0000-00-00")
        await app.press("escape")
        app.expect("Imports")


async def test_the_same_file_again_changes_nothing(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("imports")
        await bring_in(app, sample_home / "sample-exports" / "shopify_orders.csv")
        app.expect("changes nothing")
        await app.press("enter")
        await app.until_text("shopify_orders.csv was imported before: nothing changed.")
        app.expect("It brought 4,494 new orders, 806 new customers.")


async def test_two_readings_become_a_question(tmp_path: Path) -> None:
    file = tmp_path / "sheet.csv"
    file.write_text(PLAIN + "1,03/04/2026,a@example.com,Ann,10.00,EUR\n2,05/06/2026,b@example.com,Ben,12.00,EUR\n")
    async with Driver(tmp_path / "shop") as app:
        await app.go("imports")
        await bring_in(app, file)
        app.expect("Day first: 05/06/2026 is 5 June 2026", "Month first: 05/06/2026 is 6 May 2026")
        app.refuse("--dates")
        await app.press("down", "enter")
        await read(app)
        app.expect("03/04/2026 is read as 4 March 2026", "4 Mar 2026", "2 new orders")
        await app.press("e")
        await read(app)
        app.app.screen.query_one("#lines").move_to("as dates")  # type: ignore[attr-defined]
        await app.press("enter")
        app.expect("Day first: 03/04/2026 is 3 April 2026")
        await app.press("enter")
        await read(app)
        app.expect("The first: 1 of 3 April 2026, Ann, €10.00.")
        await app.press("escape")
        app.expect("03/04/2026 is read as 3 April 2026", "3 Apr 2026", "Enter Import it")


async def test_a_file_of_unknown_columns_is_explained_by_the_keyboard(tmp_path: Path) -> None:
    file = tmp_path / "sheet.csv"
    file.write_text(
        "Ref;When;Post;Who;Cost\n1;2026-03-04;a@example.com;Ann;10,00\n2;2026-03-05;b@example.com;Ben;2,50\n"
    )
    async with Driver(tmp_path / "shop") as app:
        await app.go("imports")
        await bring_in(app, file)
        await app.settle()
        app.expect("How sheet.csv is read", "Order number", "! missing")
        app.refuse("--map")
        for column in range(3):  # number, date and address: the cursor goes on to what is missing next
            await app.press("enter")
            app.expect("First values in it", "a@example.com, b@example.com")
            await app.press(*["down"] * column, "enter")
            await read(app)
        await app.press("enter", *["down"] * 4, "enter")
        await read(app)
        app.expect("The file does not say which currency")
        await app.press("enter")
        app.expect("EUR")
        await app.press("enter")
        await read(app)
        app.expect("2 orders can be taken in.", "The first: 1 of 4 March 2026", "€10.00")
        await app.press("escape")
        app.expect("2 new orders, 2 new customers", "a@example.com", "10,00 is read as €10.00")
        await app.press("enter")
        await app.until(lambda: not app.app.long_jobs)
        assert len(importing.list_imports(app.app.shop)) == 1


async def test_a_question_left_open_imports_nothing(tmp_path: Path) -> None:
    file = tmp_path / "sheet.csv"
    file.write_text(PLAIN + "1,03/04/2026,a@example.com,Ann,10.00,EUR\n")
    async with Driver(tmp_path / "shop") as app:
        await app.go("imports")
        await bring_in(app, file)
        await app.press("escape")
        app.expect("with the day or with the month first", "e says how it is to be read; Esc goes back.")
        await app.press("escape")
        assert importing.list_imports(app.app.shop) == []


async def test_a_refused_file_says_why_in_place(tmp_path: Path) -> None:
    file = tmp_path / "empty.csv"
    file.write_text("\n\n")
    async with Driver(tmp_path / "shop") as app:
        await app.go("imports")
        await bring_in(app, file)
        app.expect("empty.csv is empty.", "There is nothing to import.", "Export it again.")
        app.refuse("Import it")
        await app.press("question_mark")
        app.expect("All keys", "How each thing is read")
        app.refuse("Take in the file")


async def test_esc_stops_an_import_and_nothing_stays(tmp_path: Path) -> None:
    async with Driver(tmp_path / "shop") as app:
        await app.go("imports")
        await bring_in(app, SAMPLE / "shopify_orders.csv")
        page = app.app.screen
        assert isinstance(page, FilePage)
        page.action_go()
        await app.until(lambda: bool(app.app.long_jobs))
        app.app.place.action_back()
        await app.until(lambda: not app.app.long_jobs)
        await app.settle()
        assert any(said.startswith("Stopped. Nothing was imported") for said in app.toasts())
        assert importing.list_imports(app.app.shop) == []


async def test_customers_details_come_with_a(sample_home: Path, tmp_path: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("imports")
        await app.press("a")
        app.expect("Customers: consent, birthday", "Products: category")
        await app.press("enter")
        app.app.screen.query_one("#answer").value = str(SAMPLE / "customers.csv")  # type: ignore[attr-defined]
        await app.press("enter")
        await app.until(lambda: not app.app.long_jobs)
        await app.settle()
        app.expect("customers.csv was imported before: nothing changed")
        fresh = tmp_path / "survey.csv"
        fresh.write_text("Timestamp,E-mail,May we mail you?,Tier\n2026-03-01T10:00:00Z,zoe@example.com,Yes,gold\n")
        await app.press("a", "enter")
        app.app.screen.query_one("#answer").value = str(fresh)  # type: ignore[attr-defined]
        before = importing.list_imports(app.app.shop)
        await app.press("enter")
        await app.until(lambda: not app.app.long_jobs)
        await app.until_text("Import survey.csv?")
        assert importing.list_imports(app.app.shop) == before, "only looked at so far"
        app.expect("1 new customer", "tier")
        await app.press("enter")
        await app.until(lambda: not app.app.long_jobs)
        await app.settle()
        said = " ".join(app.text().split())
        assert "1 new customer (in no order yet)." in said
        assert "E-mail from 'E-mail', consent from 'May we mail you?'" in said
        assert "kept as details: tier" in said
        await app.press("x")
        app.expect("The details of 1 customer go")


async def test_names_from_strangers_are_shown_as_they_are(tmp_path: Path) -> None:
    async with Driver(tmp_path / "shop") as app:
        await app.go("imports")
        await bring_in(app, SAMPLE / "hostile_orders.csv")
        assert isinstance(app.app.screen, FilePage)
        app.expect("orders, as read")
        await app.press("end", "home", "pagedown")
        assert "\x1b" not in app.text()


async def test_how_it_looks(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("imports")
        await app.snapshots("imports")
        await bring_in(app, sample_home / "sample-exports" / "shopify_orders_later.csv")
        assert "still to come" not in app.text()  # the sample shop's clock follows its orders
        await app.snapshots("imports-file")


async def test_a_shop_of_someone_else_at_work_is_not_changed(sample_home: Path) -> None:
    holder = open_shop(sample_home)
    try:
        async with Driver(sample_home) as app:
            await app.go("imports")
            before = importing.list_imports(app.app.shop)
            await app.press("x", "down", "enter")
            assert importing.list_imports(app.app.shop) == before
    finally:
        holder.close()


async def test_a_list_of_customers_given_for_orders_is_taken_on_without_typing_its_path_again(
    sample_home: Path, tmp_path: Path
) -> None:
    people = tmp_path / "people.csv"
    people.write_text("First Name,Last Name,Email,Accepts Email Marketing\nZoe,Lee,zoe@example.com,yes\n")
    async with Driver(sample_home) as app:
        await app.go("imports")
        await bring_in(app, people)
        app.expect("people.csv tells about customers", "Import it as customers")
        await app.press("enter")
        await app.until_text("Import people.csv?")
        app.expect("1 new customer")
        await app.press("enter")
        await app.until_text("people.csv")
        assert importing.list_imports(app.app.shop)[0].kind == "customers"


async def test_a_path_tried_for_orders_is_offered_for_customers(sample_home: Path, tmp_path: Path) -> None:
    odd = tmp_path / "odd.csv"
    odd.write_text("Whom,Tier\nzoe@example.com,gold\n")
    async with Driver(sample_home) as app:
        await app.go("imports")
        await bring_in(app, odd)
        await app.press("escape")
        await app.press("a", "enter")
        assert app.app.screen.query_one("#answer").value == str(odd)  # type: ignore[attr-defined]


async def test_u_says_what_it_undoes_before_it_does(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("imports")
        await app.press("u")
        await app.settle()
        assert any("x takes back the newest import" in said for said in app.toasts())
        triage.note(app.app.shop, "a.almeida72@example.com", "Asked for green tea")
        await app.press("u")
        await app.until_text("Undo it?")
        app.expect("The last step you took is", "Undo that step")
        await app.press("escape")
        assert triage.last_said(app.app.shop).startswith("Noted about")
        await app.press("u", "down", "enter")
        await app.until(lambda: not triage.last_said(app.app.shop))


async def test_what_an_import_warned_of_can_be_read_later(tmp_path: Path) -> None:
    table = tmp_path / "sold.csv"
    row = "{0},2026-10-0{0},{1},Ann Lee,{2},EUR,{3}"
    rows = [row.format(1, "a@example.com", "20.00", "wobbly"), row.format(2, "a@example.com", "-5.00", "paid")]
    table.write_text("\n".join(["Order Number,Order Date,Email,Name,Total,Currency,Status", *rows]) + "\n")
    shop = open_shop(tmp_path / "shop")
    importing.import_orders(shop, table, ImportOptions(timezone="Europe/Dublin", consent="existing"))
    shop.close()
    async with Driver(tmp_path / "shop") as app:
        await app.go("imports")
        app.expect("2 notes on this file: press r to read them.")
        await app.press("enter")
        app.expect("What was said of sold.csv", "Status words taken as paid: wobbly.", "below zero")
        assert "to mend" not in app.text()
        await app.press("escape")
        app.expect("sold.csv", "Refused")


async def test_a_list_of_products_is_not_looked_at_as_orders(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("imports")
        await bring_in(app, sample_home / "sample-exports" / "products.csv")
        app.expect("products.csv tells about products", "Import it as products", "Leave it")
        assert "as orders" not in app.text()
        await app.press("down", "enter")
        assert isinstance(app.app.screen, Imports)


async def test_whom_to_write_to_is_asked_of_the_file_just_brought_in(tmp_path: Path) -> None:
    header = "Order Number,Order Date,Email,Name,Total,Currency"
    for number, name in enumerate(("january", "february"), 1):
        (tmp_path / f"{name}.csv").write_text(f"{header}\n{number},2026-10-0{number},a@example.com,Ann,9.00,EUR\n")
    shop = open_shop(tmp_path / "shop")
    importing.import_orders(shop, tmp_path / "january.csv", ImportOptions(timezone="Europe/Dublin"))
    shop.close()
    async with Driver(tmp_path / "shop") as app:
        await app.go("imports")
        await bring_in(app, tmp_path / "february.csv")
        await app.press("enter")
        app.expect("february.csv does not say who agreed to get mail")
