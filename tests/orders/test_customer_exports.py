"""Exports of customers and subscribers as platforms and mail tools write them."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from shopkeep.core.records.orders import ImportOptions
from shopkeep.errors import AmbiguousFile, ImportRefused
from shopkeep.jobs import importing
from shopkeep.jobs.shop import Shop, open_shop
from tests.orders.conftest import WriteCsv


def people(shop: Shop) -> dict[str, dict[str, Any]]:
    with shop.db.read() as tx:
        rows = tx.exec_driver_sql("SELECT * FROM customers ORDER BY email").mappings().all()
        return {row["email"]: {**row, **json.loads(row["attributes"])} for row in rows}


def _as_orders(shop: Shop, path: Path) -> object:
    return importing.import_orders(shop, path, ImportOptions())


def test_shopify(shop: Shop, write_csv: WriteCsv) -> None:
    path = write_csv(
        "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,"
        "Default Address Address1,Default Address Address2,Default Address City,Default Address Province Code,"
        "Default Address Country Code,Default Address Zip,Default Address Phone,Phone,Accepts SMS Marketing,"
        "Total Spent,Total Orders,Note,Tax Exempt,Tags",
        "'7001,Ann,Lee,Ann@Example.com,yes,,1 Main St,,Paris,IDF,FR,'75008,,'+33612345678,no,10.00,2,,no,\"vip, tea\"",
        "'7002,Bo,Ray,,no,,,,,,,,,'+33600000000,no,0.00,0,,no,",
    )
    done = importing.import_customers(shop, path)
    assert (done.updated, [r.reason for r in done.rejected]) == (1, ["no e-mail address"])
    ann = people(shop)["ann@example.com"]
    assert (ann["name"], ann["city"], ann["country"], ann["postcode"]) == ("Ann Lee", "Paris", "FR", "75008")
    assert (ann["consent"], ann["tags"], ann["phone"], ann["customer_id"]) == (
        "yes",
        "vip, tea",
        "+33612345678",
        "7001",
    )
    assert ann["accepts_sms_marketing"] == "no"


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (
            "Name,Username,Last Active,Date registered,Email,Orders,Total spend,AOV,Country / Region,City,Region,"
            "Postal code",
            "Ann Lee,ann,2026-02-01,2025-01-01,ann@example.com,3,30.00,10.00,IE,Cork,,T12",
        ),
        (
            "ID,user_login,user_email,user_pass,display_name,first_name,last_name,user_registered,billing_city,"
            "billing_country,billing_postcode,customer_ip_address",
            "4,ann,ann@example.com,$P$Bhash,ann1990,Ann,Lee,2025-01-01 10:00:00,Cork,IE,T12,192.0.2.1",
        ),
        (
            "First Name,Last Name,Phone 1,Address 1 - City,Address 1 - Zip,Address 1 - Country,Email 1,Labels,"
            "Created At (UTC+0),Email subscriber status,Language",
            "Ann,Lee,'+353,Cork,T12,IE,ann@example.com,a;b,2025-01-01T10:00:00Z,Never subscribed,en-IE",
        ),
        (
            "Square Customer ID,First Name,Last Name,Email Address,Phone Number,City,Postal Code,Birthday,"
            "Email Subscription Status",
            "ABC1,Ann,Lee,ann@example.com,,Cork,T12,1990-05-01,unknown",
        ),
        (
            "Email,First Name,Last Name,Accepts Marketing,Mailing Lists,Subscriber Since,Billing City,Billing Zip",
            "ann@example.com,Ann,Lee,,News,,Cork,T12",
        ),
        (
            "Customer ID,First Name,Last Name,Company,Email,Phone,Notes,Store Credit,Customer Group,Date Joined,"
            "Address City - 1,Address Zip - 1,Address Country - 1,Receive Review/Abandoned Cart Emails?",
            "4,Ann,Lee,,ann@example.com,,,0.00,,2025-01-01,Cork,T12,Ireland,Y",
        ),
        ("name,email,accept_marketing,billing_city,billing_zip", "Ann Lee,ann@example.com,,Cork,T12"),
    ],
    ids=["woo-analytics", "woo-users", "wix", "square", "squarespace", "bigcommerce", "ecwid"],
)
def test_name_and_place_of_every_platform(shop: Shop, write_csv: WriteCsv, header: str, row: str) -> None:
    done = importing.import_customers(shop, write_csv(header, row))
    ann = people(shop)["ann@example.com"]
    assert (ann["name"], ann["city"], ann["postcode"]) == ("Ann Lee", "Cork", "T12")
    assert not [secret for secret in ("$P$Bhash", "192.0.2.1") if secret in ann["attributes"]]
    assert ("user_pass" in header) == any("user_pass" in warning for warning in done.warnings)
    assert ann["consent"] == ("no" if "Never" in row else "")


def test_mailchimp_says_consent_by_its_days(shop: Shop, write_csv: WriteCsv) -> None:
    stays = write_csv(
        "Email Address,First Name,Last Name,Birthday,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,"
        "LAST_CHANGED,LEID,EUID,NOTES,TAGS",
        "ann@example.com,Ann,Lee,05/17,2,2025-01-01 10:00:00,192.0.2.1,2025-01-02 11:00:00,192.0.2.1,"
        '2025-03-01 00:00:00,1,a,,"""VIP"",""Tea lovers"""',
        "bo@example.com,Bo,,,2,,,,,2025-03-01 00:00:00,2,b,,",
        name="subscribed.csv",
    )
    left = write_csv(
        "Email Address,First Name,MEMBER_RATING,OPTIN_TIME,UNSUB_TIME,UNSUB_REASON,LAST_CHANGED",
        "cy@example.com,Cy,2,2024-01-01 10:00:00,2025-02-01 10:00:00,NORMAL,2025-02-01 10:00:00",
        name="unsubscribed.csv",
    )
    importing.import_customers(shop, stays)
    importing.import_customers(shop, left)
    found = people(shop)
    assert [found[f"{who}@example.com"]["consent"] for who in ("ann", "bo", "cy")] == ["yes", "", "no"]
    ann = found["ann@example.com"]
    assert ann["tags"] == "VIP, Tea lovers"
    assert ann["birthday"] == "--05-17"
    assert ann["consent_at"] == 1735815600  # 2 January 2025, 11:00 in Dublin
    assert "192.0.2.1" not in ann["attributes"]


def test_files_that_tell_their_days_give_the_same_in_any_order(tmp_path: Path, write_csv: WriteCsv) -> None:
    header = "Email,Language,Interests,Tags,Accepts Marketing,Consent Date,Last Changed"
    files = [
        write_csv(header, "ann@example.com,en,tea,a,yes,2025-01-01,2025-01-05", name="1.csv"),
        write_csv(header, "ann@example.com,de,cups,,no,2025-02-01,2025-02-05", name="2.csv"),
        write_csv(header, "ann@example.com,,,b,yes,2025-03-01,2025-03-05", name="3.csv"),
    ]
    seen = set()
    for number, order in enumerate(permutations(files)):
        shop = open_shop(tmp_path / f"shop{number}")
        for file in order:
            importing.import_customers(shop, file)
        ann = people(shop)["ann@example.com"]
        seen.add((ann["consent"], ann["consent_at"], ann["tags"], ann["changed_at"]))
        shop.close()
    assert seen == {("yes", 1740830400, "b", "2025-03-05T12:00:00Z")}


def test_days_that_could_be_read_in_two_ways_are_asked_about(shop: Shop, write_csv: WriteCsv) -> None:
    path = write_csv("Email,Accepts Marketing,Consent Date", "ann@example.com,yes,03/04/2025")
    with pytest.raises(AmbiguousFile) as asks:
        importing.import_customers(shop, path)
    assert asks.value.option == "dates"
    importing.import_customers(shop, path, dates="dmy")
    assert people(shop)["ann@example.com"]["consent_at"] == 1743678000  # 3 April 2025, noon in Dublin


def test_two_rows_of_one_address_in_any_order(shop: Shop, write_csv: WriteCsv) -> None:
    rows = ("ann@example.com,no,2025-02-01", "ann@example.com,yes,2025-01-01")
    for number, both in enumerate((rows, rows[::-1])):
        importing.import_customers(shop, write_csv("Email,Consent,Consent Date", *both, name=f"{number}.csv"))
        assert people(shop)["ann@example.com"]["consent"] == "no"


@pytest.mark.parametrize(
    ("take", "header", "row", "says"),
    [
        (
            _as_orders,
            "Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME",
            "ann@example.com,Ann,Lee,2,2025-01-01 10:00:00",
            ("orders.csv is a list of customers, not an order export.", "import-customers`"),
        ),
        (
            _as_orders,
            "Timestamp,Email,How likely are you to recommend us?",
            "2025-01-01 10:00:00,ann@example.com,9",
            ("orders.csv holds answers of a survey, not orders.", "import-customers`"),
        ),
        (
            _as_orders,
            "Email,Name,Birthday,City",
            "ann@example.com,Ann,1990-05-01,Cork",
            ("orders.csv is a list of customers, not an order export.", "import-customers`"),
        ),
        (
            _as_orders,
            "Handle,Title,Vendor,Type,Variant SKU,Variant Price",
            "tea,Tea,,Drinks,T-1,5.00",
            ("orders.csv is a list of products, not an order export.", "import-products`"),
        ),
        (
            importing.import_customers,
            "Name,Email,Financial Status,Total,Currency,Created at,Lineitem quantity,Lineitem name,Lineitem price",
            "#1,ann@example.com,paid,5.00,EUR,2025-01-01 10:00:00 +0000,1,Tea,5.00",
            ("orders.csv is an order export of Shopify.", "import`"),
        ),
        (
            importing.import_customers,
            "Order Number,Order Date,Email,Total",
            "1,2025-01-01,ann@example.com,5.00",
            ("orders.csv is an order export.", "import`"),
        ),
        (
            importing.import_customers,
            "Handle,Title,Vendor,Type,Variant SKU,Variant Price",
            "tea,Tea,,Drinks,T-1,5.00",
            ("orders.csv is a list of products.", "import-products`"),
        ),
        (
            importing.import_products,
            "First Name,Last Name,Email,Accepts Email Marketing",
            "Ann,Lee,ann@example.com,yes",
            ("orders.csv is a list of customers.", "import-customers`"),
        ),
        (
            importing.import_products,
            "Order Number,Order Date,Email,Total,Product,SKU",
            "1,2025-01-01,ann@example.com,5.00,Tea,T-1",
            ("orders.csv is an order export.", "import`"),
        ),
    ],
)
def test_a_file_of_another_kind_is_sent_where_it_belongs(
    shop: Shop, write_csv: WriteCsv, take: Any, header: str, row: str, says: tuple[str, str]
) -> None:
    with pytest.raises(ImportRefused) as refused:
        take(shop, write_csv(header, row))
    title, _, next_step = refused.value.lines()
    assert title == says[0]
    assert next_step.rstrip(".").endswith(says[1])
    assert people(shop) == {}


def test_numbers_that_a_spreadsheet_shortened_are_left_out_and_told(shop: Shop, write_csv: WriteCsv) -> None:
    done = importing.import_customers(
        shop,
        write_csv(
            "Customer ID,Email,Phone,Loyalty",
            "7123456789012000000,ann@example.com,4.47701E+11,1000000000000001",
            "7123456789013000000,bo@example.com,'+44 7701 000111,1000000000000010",
        ),
    )
    found = people(shop)
    assert [key for key in ("customer_id", "phone", "loyalty") if key in found["ann@example.com"]] == ["loyalty"]
    assert found["bo@example.com"]["phone"] == "+44 7701 000111"
    assert [warning.partition(" in ")[0] for warning in done.warnings] == [
        "A spreadsheet shortened the long numbers of 'Customer ID', such as '7123456789012000000':",
        "A spreadsheet shortened the long numbers of 'Phone', such as '4.47701E+11':",
    ]


def test_a_number_of_square_that_was_shortened_names_nobody(shop: Shop, write_csv: WriteCsv) -> None:
    header = "Square Customer ID,First Name,Last Name,Email Address"
    done = importing.import_customers(shop, write_csv(header, "7.12E+18,Ann,Lee,ann@example.com"))
    assert set(people(shop)) == {"ann@example.com"}
    assert any("'Square Customer ID'" in warning for warning in done.warnings)
