"""Buyers whose platform keeps their addresses to itself: judged like anyone, never written to, merged by the owner."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from shopkeep.cli import app
from shopkeep.core import clock
from shopkeep.core.addresses import called, named_address, shown_address
from shopkeep.core.records.orders import ImportOptions
from shopkeep.core.records.rules import Wanted
from shopkeep.errors import NotFound, UsageError
from shopkeep.jobs import customers, importing, never_written, pairs, sequences, triage
from shopkeep.jobs.shop import Shop, open_shop
from shopkeep.tui.widgets.customer import everything, title
from tests.customers import shops
from tests.orders.tables import dump

ETSY = (
    "Sale Date,Order ID,Buyer User ID,Full Name,First Name,Last Name,Number of Items,Payment Method,Date Shipped,"
    "Street 1,Ship City,Ship State,Ship Zipcode,Ship Country,Currency,Order Value,Coupon Code,Discount Amount,Shipping,"
    "Sales Tax,Order Total,Status,Card Processing Fees,Order Net,Adjusted Order Total,Buyer,Order Type,Payment Type,SKU"
)
SHOPIFY = (
    "Name,Email,Financial Status,Currency,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Billing Name,"
    "Billing Zip,Billing Country,Accepts Marketing"
)
ANN = "ann@example.com"
KEY = "etsy:AnnLee77"


def sale(day: str, number: int, buyer: str, name: str, postcode: str, total: str = "20.00") -> str:
    first, _, last = name.partition(" ")
    return (
        f"{day},{number},{buyer},{name},{first},{last},1,CC,,1 Quay,Cork,,{postcode},Ireland,EUR,{total},,0.00,0.00,"
        f"0.00,{total},Shipped,0.50,19.00,0.00,{buyer},online,online_cc,"
    )


SALES = [
    sale("2025-01-13", 101, "AnnLee77", "Ann Lee", "D02 AF30"),
    sale("2025-02-14", 102, "AnnLee77", "Ann Lee", "D02 AF30"),
    sale("2025-03-15", 103, "", "Cy Roe", "D04 XX00"),
]
OWN = [
    f"#1,{ANN},paid,EUR,30.00,2025-01-05 10:00:00 +0000,1,Tea,30.00,Ann Lee,D02 AF30,IE,yes",
    "#2,bo@example.com,paid,EUR,40.00,2025-01-06 10:00:00 +0000,1,Tea,40.00,Bo Ray,D07 BB11,IE,yes",
]


def write(folder: Path, name: str, *rows: str) -> Path:
    path = folder / name
    path.write_text("\n".join(rows) + "\n")
    return path


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with clock.at(shops.NOON):
        found = open_shop(tmp_path / "shop")
        found.settings.set("shop.timezone", "Europe/Dublin")
        found.settings.set("policy.consent", "existing")
        found.settings.set("shop.name", "Tin & Thistle")
        importing.import_orders(found, write(tmp_path, "own.csv", SHOPIFY, *OWN), ImportOptions())
        importing.import_orders(found, write(tmp_path, "etsy.csv", ETSY, *SALES), ImportOptions())
        yield found
        found.close()


def row(shop: Shop, key: str) -> customers.CustomerRow:
    return next(row for row in customers.list_customers(shop) if row.email == key)


def test_they_are_judged_but_may_not_be_written_to(shop: Shop) -> None:
    etsy = row(shop, KEY)
    assert (etsy.name, etsy.orders, etsy.spent.plain(), etsy.usual_gap_days) == ("Ann Lee", 2, "40.00", 32)
    assert (etsy.can_email, etsy.cannot_email_because) == (False, "no e-mail address")
    every = next(segment for segment in customers.segments(shop) if segment.name == "all")
    assert (every.customers, every.can_email) == (4, 2)
    found = customers.find(shop, Wanted("all", "may_email"))
    assert {line.email for line in customers.lines(shop, found.ids)} == {ANN, "bo@example.com"}


def test_a_sequence_leaves_them_out_with_the_reason(shop: Shop) -> None:
    sequences.new_sequence(shop, "spring")
    chosen, left = sequences.audience(shop, "spring", "offer", segment="all")
    assert {one.email for one in chosen} == {ANN, "bo@example.com"}
    assert {(one.email.partition(":")[0], one.reason) for one in left} == {("etsy", "no e-mail address")}
    assert len(left) == 2
    assert all("@" in email for email, _why in sequences.preview_people(shop, "spring"))
    assert "@" in sequences.render_preview(shop, "spring", "offer").email
    with pytest.raises(UsageError) as refused:
        triage.enrol(shop, "spring", KEY)
    assert "no e-mail address" in refused.value.meaning


def test_the_key_is_understood_wherever_an_address_is(shop: Shop) -> None:
    assert customers.customer(shop, KEY).row.name == "Ann Lee"
    assert triage.note(shop, KEY, "Met at the fair").says == "Noted about Ann Lee"
    assert triage.leave_out(shop, [KEY]).says == "Left out Ann Lee"
    with pytest.raises(NotFound):
        customers.customer(shop, "etsy:nobody")


def test_suppressing_them_is_refused_plainly(shop: Shop) -> None:
    ids = [line.customer_id for line in customers.lines(shop, customers.find(shop, Wanted()).ids)]
    etsy = next(line.customer_id for line in customers.lines(shop, ids) if line.email == KEY)
    for who in (KEY, etsy, [etsy]):
        with pytest.raises(UsageError) as refused:
            triage.suppress(shop, who)
        assert refused.value.title == "Ann Lee has no e-mail address."
    assert triage.suppress(shop, ids).says == "Will never write to 2 customers again"
    assert all("@" in row.email for row in never_written.find(shop))


def test_the_same_name_and_postcode_is_suggested_and_the_merge_lasts(shop: Shop, tmp_path: Path) -> None:
    [pair] = pairs.likely_same(shop)
    assert {pair.one.email, pair.other.email} == {ANN, KEY}
    assert pair.why == ["the same name and postcode (D02 AF30)"]
    done = triage.merge(shop, KEY, ANN)  # whichever is named first, the address is kept
    assert done.says == f"Merged Ann Lee, no address (Etsy), into {ANN}"
    assert (row(shop, ANN).orders, row(shop, ANN).can_email) == (3, True)
    assert customers.customer(shop, KEY).addresses == [ANN, KEY]
    newer = [*SALES, sale("2025-04-14", 104, "AnnLee77", "Ann Lee", "D02 AF30")]
    importing.import_orders(shop, write(tmp_path, "later.csv", ETSY, *newer), ImportOptions())
    assert row(shop, ANN).orders == 4
    assert customers.customer(shop, KEY).row.email == ANN
    assert pairs.likely_same(shop) == []
    assert pairs.unmerge(shop, KEY.lower()).says == "Etsy buyer AnnLee77 is a customer of their own again"
    assert (row(shop, ANN).orders, row(shop, KEY).orders) == (1, 3)


def test_an_order_of_theirs_brings_the_merged_customer_back(shop: Shop, tmp_path: Path) -> None:
    sequences.new_sequence(shop, "spring")
    triage.enrol(shop, "spring", ANN)
    triage.merge(shop, ANN, KEY)
    with clock.at(shops.NOON + timedelta(days=9)):
        day = f"{shops.TODAY + timedelta(days=3):%Y-%m-%d}"
        newer = write(tmp_path, "later.csv", ETSY, *SALES, sale(day, 105, "AnnLee77", "Ann Lee", "D02 AF30"))
        assert importing.import_orders(shop, newer, ImportOptions()).came_back == 1
        assert row(shop, ANN).in_sequence is None


def test_the_page_of_such_a_customer(shop: Shop) -> None:
    detail = customers.customer(shop, KEY)
    assert title(detail) == "Ann Lee · no address (Etsy) · not to be written to · Cork, Ireland"
    shown = [line.plain for line in everything(detail, "en")]
    assert {"Mail: no e-mail address", "Address: no address (Etsy)", f"Known as: {KEY}"} <= set(shown)


def test_squares_directory_gives_its_buyers_their_addresses_in_any_order(tmp_path: Path) -> None:
    directory = write(
        tmp_path,
        "directory.csv",
        "Square Customer ID,First Name,Last Name,Email Address,Email Subscription Status",
        f"CUST1,Ann,Lee,{ANN},subscribed",
        "CUST9,Di,Moe,di@example.com,unsubscribed",
    )
    head = (
        "Date,Time,Time Zone,Gross Sales,Discounts,Service Charges,Net Sales,Gift Card Sales,Tax,Tip,Partial Refunds,"
        "Total Collected,Source,Card,Transaction ID,Payment ID,Event Type,Customer ID,Customer Name"
    )
    sold = '"$20.00",$0.00,$0.00,$20.00,$0.00,$0.00,$0.00,$0.00,$20.00,Register,$20.00'
    sales = write(
        tmp_path,
        "square.csv",
        head,
        f"2025-01-13,10:00:00,Dublin,{sold},T1,P1,Payment,CUST1,Ann Lee",
        f"2025-01-14,10:00:00,Dublin,{sold},T2,P2,Payment,CUST1,Ann Lee",
        f"2025-01-15,10:00:00,Dublin,{sold},T3,P3,Payment,CUST2,Ed Fox",
    )
    options = ImportOptions(currency="USD", dates="ymd")
    for name, first in (("one", directory), ("other", sales)):
        with clock.at(shops.NOON):
            shop = open_shop(tmp_path / name)
            before = dump(shop)
            for file in (first, sales if first is directory else directory):
                if file is sales:
                    importing.import_orders(shop, file, options)
                else:
                    importing.import_customers(shop, file)
            ann = row(shop, ANN)
            assert (ann.orders, ann.can_email) == (2, True)
            assert customers.customer(shop, "square:CUST1").addresses == [ANN, "square:CUST1"]
            assert row(shop, "square:CUST2").can_email is False
            for import_id in (2, 1):
                importing.undo_import(shop, import_id)
            assert dump(shop) == before
            shop.close()


def test_kept_apart_they_are_not_suggested_again(shop: Shop) -> None:
    pairs.keep_apart(shop, ANN, KEY)
    assert pairs.likely_same(shop) == []


def test_rules_about_addresses(shop: Shop) -> None:
    def found(rule: str) -> set[str]:
        return {line.email for line in customers.lines(shop, customers.find(shop, Wanted("all", rule)).ids)}

    assert len(found("email is unknown")) == 2
    assert found('email contains "etsy"') == set()
    triage.merge(shop, ANN, "bo@example.com")
    assert found('email contains "bo@"') == {ANN}
    assert found('not email contains "bo@"') == {row.email for row in customers.list_customers(shop)} - {ANN}


def test_what_a_file_says_of_a_merged_address_counts(shop: Shop, tmp_path: Path) -> None:
    people = write(tmp_path, "c.csv", "Email,NPS,Birthday", "bo@example.com,9,1990-05-01", f"{ANN},,1980-01-02")
    importing.import_customers(shop, people)
    triage.merge(shop, ANN, "bo@example.com")
    assert {"nps": "9", "birthday": "1980-01-02"}.items() <= customers.customer(shop, ANN).attributes.items()
    promoters = next(segment for segment in customers.segments(shop) if segment.name == "promoters")
    assert promoters.customers == 1


def test_on_the_command_line(shop: Shop, tmp_path: Path) -> None:
    home, file = str(shop.home), tmp_path / "list.csv"
    shop.close()

    def run(*words: str) -> str:
        result = CliRunner().invoke(app, ["--home", home, *words])
        assert result.exit_code == 0, result.output
        return result.output

    assert "no address (Etsy)" in run("customers")
    shown = run("customer", KEY)
    assert shown.startswith("Ann Lee, no address (Etsy)\n")
    assert "Not to be written to: no e-mail address" in shown
    assert "no address (Etsy)" in run("likely-same")
    run("customers", "--csv", str(file))
    with file.open(encoding="utf-8-sig", newline="") as opened:
        written = {line["known_as"]: line for line in csv.DictReader(opened)}
    assert (written[KEY]["email"], written[KEY]["can_email"]) == ("", "no")
    assert written[ANN]["email"] == ANN


@pytest.mark.parametrize(
    ("name", "key", "shown", "says", "both"),
    [
        ("Ann", ANN, ANN, "Ann", f"Ann <{ANN}>"),
        ("", ANN, ANN, ANN, ANN),
        ("Ann", KEY, "no address (Etsy)", "Ann", "Ann, no address (Etsy)"),
        ("", KEY, "no address (Etsy)", "Etsy buyer AnnLee77", "Etsy buyer AnnLee77, no address (Etsy)"),
        ("", "generic:77", "no address", "a buyer 77", "a buyer 77, no address"),
        ("", "ebay:joe", "no address (eBay)", "eBay buyer joe", "eBay buyer joe, no address (eBay)"),
    ],
)
def test_how_a_customer_is_shown(name: str, key: str, shown: str, says: str, both: str) -> None:
    assert (shown_address(key), called(name, key), named_address(name, key)) == (shown, says, both)
