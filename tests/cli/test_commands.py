"""Every command through the real entry point: output, fields, exit codes."""

import csv
import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from rich.cells import cell_len

from shopkeep import __version__
from shopkeep.cli.customers import _state
from shopkeep.cli.results import _returned
from shopkeep.core.money import Money
from shopkeep.core.records.customers import CustomerOrder
from shopkeep.core.records.results import Return
from shopkeep.core.share import shared
from shopkeep.jobs.shop import open_shop

from . import fields
from .conftest import AS_OF, Program

DATA = shared("sample_data")
COMMANDS = {
    *("demo", "import", "import-customers", "import-products", "imports", "undo-import", "customers", "customer"),
    *("segments", "leave-out", "snooze", "note", "merge", "enrol", "undo", "blueprints", "sequence", "preview"),
    *("send", "outbox", "results", "suppress", "suppressed", "account", "backup", "restore", "doctor", "paths"),
}
TRUTH = json.loads((DATA / "truth.json").read_text(encoding="utf-8"))


def test_version():
    done = subprocess.run([sys.executable, "-m", "shopkeep", "--version"], capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, f"shopkeep {__version__}")


def test_help_names_every_command(program):
    said = program.ok("--help").out
    for command in COMMANDS:
        assert command in said, command


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["customers", "--limit", "many"], ["account", "set", "shop.nam", "x"]]
)
def test_wrong_usage_exits_2_in_at_most_three_lines(program, arguments):
    ran = program(*arguments)
    assert ran.code == 2
    assert 1 <= len(ran.err.strip().splitlines()) <= 3
    assert not ran.out


def test_import_says_what_it_did_and_the_same_again_changes_nothing(program):
    truth = TRUTH["woocommerce_orders.csv"]
    first = program("import", DATA / "woocommerce_orders.csv", "--timezone", "Europe/Dublin", "--json")
    assert first.code == 3
    fields.check(first.json, fields.IMPORT)
    said = first.json
    assert said["orders_new"] == truth["orders"]
    assert said["rows"] == truth["rows"] == said["rows_in_orders"] + said["rows_skipped"] + said["rejected_count"]
    assert [row["line"] for row in said["rejected"]] == [row["line"] for row in truth["rejected"]]
    with Path(said["rejects_file"]).open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.reader(file))) == said["rejected_count"] + 1
    again = program("import", DATA / "woocommerce_orders.csv", "--json").json
    assert (again["orders_new"], again["orders_updated"], again["customers_new"]) == (0, 0, 0)


def test_a_dry_run_of_customers_or_products_changes_nothing(program):
    for command, file in (("import-customers", "customers.csv"), ("import-products", "products.csv")):
        would = program(command, DATA / file, "--dry-run", "--json").json
        assert would["updated"] > 0
        assert "would be" in program(command, DATA / file, "--dry-run").out
    assert program("imports", "--json").json == []
    assert "1 row refused" in program("import-customers", DATA / "customers.csv").out
    again = program("import-customers", DATA / "customers.csv", "--dry-run")
    assert (again.code, again.out) == (0, "customers.csv was imported before: nothing would change.\n")
    [row] = program("imports", "--json").json
    assert (row["customers_new"], row["told"]) == (1099, 1099)
    assert re.search(r"customers +1099 +0 +1", program("imports").out)


def test_a_dry_run_changes_nothing(program):
    would = program("import", DATA / "shopify_orders.csv", "--dry-run", "--json").json
    assert would["orders_new"] == TRUTH["shopify_orders.csv"]["orders"]
    assert program.ok("customers", "--json").json == []
    assert program.ok("imports", "--json").json == []


def test_several_files_give_a_list_and_the_newest_can_be_taken_back(program):
    ran = program("import", DATA / "shopify_orders.csv", DATA / "shopify_orders_later.csv", "--json")
    assert [said["file"] for said in ran.json] == ["shopify_orders.csv", "shopify_orders_later.csv"]
    late = ("--as-of", "2026-12-12", "--json")
    before = len(program.ok("customers", *late).json)
    listed = program.ok("imports", "--json").json
    assert [row["file"] for row in listed] == ["shopify_orders_later.csv", "shopify_orders.csv"]
    assert program("undo-import", listed[1]["import_id"]).code != 0
    program.ok("undo-import", listed[0]["import_id"])
    assert len(program.ok("customers", *late).json) < before


def test_a_file_that_is_no_order_export_is_refused_in_words(program, tmp_path):
    odd = tmp_path / "odd.csv"
    odd.write_text("Colour,Shape\nred,round\n")
    ran = program("import", odd)
    assert ran.code in (1, 2, 4)
    assert 1 <= len(ran.err.strip().splitlines()) <= 3
    assert program("import", tmp_path / "missing.csv").code == 1


def test_customers_and_segments(sample):
    rows = sample.ok("customers", "--segment", "at-risk", "--as-of", AS_OF, "--json").json
    fields.check(rows, [fields.CUSTOMER])
    assert rows
    stakes = [Decimal(row["at_stake"]["amount"]) for row in rows]
    assert stakes == sorted(stakes, reverse=True)
    for row in rows:
        assert row["lapse"] == "at-risk"
        assert 0.2 <= row["return_chance"] < 0.5
        assert "at-risk" in row["segments"]
        assert row["usual_gap_days"] is None or row["days_since"] > row["usual_gap_days"]
    assert sample.ok("customers", "--segment", "at-risk", "--as-of", AS_OF, "--limit", 2, "--json").json == rows[:2]
    listed = sample.ok("segments", "--as-of", AS_OF, "--json").json
    fields.check(listed, [fields.SEGMENT])
    by_name = {row["name"]: row for row in listed}
    assert {"at-risk", "lapsed", "lost", "active", "first-time", "repeat", "best", "all"} <= by_name.keys()
    assert by_name["at-risk"]["customers"] == len(rows)
    assert by_name["first-time"]["customers"] + by_name["repeat"]["customers"] == by_name["all"]["customers"]
    assert (
        sum(by_name[name]["customers"] for name in ("active", "at-risk", "lapsed", "lost"))
        == by_name["all"]["customers"]
    )
    plain = sample.ok("customers", "--segment", "active", "--limit", 3).out
    assert "\x1b" not in plain
    head, *lines = plain.splitlines()
    assert {cell_len(line) for line in lines if line.endswith("active")} == {head.index("lapse") + len("active")}
    unknown = sample("customers", "--segment", "bset")
    assert (unknown.code, "best" in unknown.err) == (2, True)


def test_customers_to_a_spreadsheet(sample, tmp_path):
    target = tmp_path / "list.csv"
    sample.ok("customers", "--segment", "lapsed", "--csv", target)
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    assert {"email", "why", "at_stake"} <= rows[0].keys()


def test_an_order_says_what_was_paid_back_of_it():
    order = CustomerOrder(
        "shopify", "#1", date(2026, 3, 17), Money(11580, "EUR"), Money(990, "EUR"), "paid", [], [], True
    )
    assert _state(order, "en") == "paid, €9.90 paid back"
    assert _state(replace(order, refunded=Money(0, "EUR")), "en") == "paid"


def test_who_came_back_is_listed_newest_first_with_all_they_ordered():
    ann = Return(
        "ann@example.com", "#5662", date(2026, 12, 1), Money(1500, "EUR"), "offer", False, 1, orders=3,
        brought=Money(8380, "EUR"),
    )  # fmt: skip
    bea = Return("bea@example.com", "#5700", date(2026, 12, 9), Money(2000, "EUR"), "", False)
    _, first, second = _returned([ann, bea], "en")
    assert first == "  2026-12-09  bea@example.com  #5700  €20.00  no mail reached them"
    assert second == "  2026-12-01  ann@example.com  #5662 +2  €83.80  after offer 1"


def test_one_customer(sample):
    email = sample.ok("customers", "--segment", "repeat", "--limit", 1, "--json").json[0]["email"]
    said = sample.ok("customer", email, "--json").json
    fields.check(said, fields.CUSTOMER)
    assert len(said["order_history"]) >= said["orders"]
    assert email in sample.ok("customer", email).out
    wrong = sample("customer", email[1:])
    assert wrong.code == 1
    assert len(wrong.err.strip().splitlines()) <= 3


def test_review_step_by_step_and_undo(sample):
    first, second = (r["email"] for r in sample.ok("customers", "--segment", "at-risk", "--limit", 2, "--json").json)
    sample.ok("leave-out", first, "--reason", "a friend")
    sample.ok("snooze", second, "--until", "2027-01-15")
    sample.ok("note", second, "likes mint")
    assert "likes mint" in sample.ok("customer", second).out
    sample.ok("undo")
    assert "likes mint" not in sample.ok("customer", second).out
    sample.ok("merge", first, second)
    merged = sample.ok("customer", first, "--json").json
    assert second in merged["addresses"]
    sample.ok("undo")
    sample.ok("undo")
    sample.ok("undo")
    assert "Nothing to undo" in sample.ok("undo").out
    sample.ok("suppress", first)
    assert [row["email"] for row in sample.ok("suppressed", "--json").json] == [first]
    assert sample.ok("suppressed", "--search", "nobody has this", "--json").json == []
    assert "may be written to again." in sample.ok("unsuppress", first).out
    sample.ok("undo")
    assert [row["why"] for row in sample.ok("suppressed", "--search", first[:6], "--json").json] == ["owner"]
    assert sample.ok("customer", first, "--json").json["can_email"] is False
    assert "Not to be written to: never write again" in sample.ok("customer", first).out


@pytest.mark.long
def test_the_whole_journey(sample):
    sample.now = datetime(
        2026, 11, 21, 12, tzinfo=UTC
    )  # later orders are to come soon after the mails, whenever it runs
    assert "win-back" in sample.ok("blueprints").out
    sample.ok("sequence", "new", "autumn", "--holdout", "20%")
    fields.check(sample.ok("sequence", "list", "--json").json, [{"name": str, "title": str, "mails": int}])
    shown = sample.ok("sequence", "show", "autumn", "--json").json
    assert [stage["name"] for stage in shown["stages"]] == ["offer", "value", "goodbye"]
    assert isinstance(sample.ok("sequence", "check", "autumn", "--json").json, list)
    assert "Subject:" in sample.ok("preview", "autumn", "--stage", "offer").out

    plan = sample.ok("send", "autumn", "--stage", "offer", "--dry-run", "--json").json
    fields.check(plan, fields.SEND)
    assert plan["planned"] == len(plan["messages"]) > 20
    assert plan["holdout"] > 0
    assert sample.ok("outbox", "--json").json["messages"] == []

    assert sample("send", "autumn", "--stage", "offer").code == 4
    assert sample("send", "autumn", "--stage", "offer", "--yes", plan["planned"] + 1).code == 4
    assert sample.ok("outbox", "--json").json["messages"] == []

    sent = sample.ok("send", "autumn", "--stage", "offer", "--yes", plan["planned"], "--json").json
    fields.check(sent, fields.SEND)
    assert sent["sent"] == sent["planned"] == plan["planned"]
    assert {m["email"] for m in sent["messages"]} == {m["email"] for m in plan["messages"]}
    box = sample.ok("outbox", "--json").json
    fields.check(box, fields.OUTBOX)
    assert box["sent"] == plan["planned"]
    assert all(row["message_id"].startswith("<") for row in box["messages"])
    assert len(list((sample.home / "practice").glob("*.eml"))) == plan["planned"]
    assert sample.ok("send", "autumn", "--stage", "offer", "--dry-run", "--json").json["planned"] == 0

    results = sample.ok("results", "autumn", "--json").json
    fields.check(results, fields.RESULTS)
    assert results["mailed"]["customers"] == plan["planned"]
    assert results["mailed"]["returned"] == 0
    assert results["holdout"]["customers"] == plan["holdout"]

    row = sample.ok("sequence", "list", "--json").json[0]
    assert (row["enrolled"], row["holdout"], row["sent"]) == (
        plan["planned"] + plan["holdout"],
        plan["holdout"],
        plan["planned"],
    )
    sample.ok("import", DATA / "shopify_orders_later.csv")
    back = sample.ok("results", "autumn", "--json").json
    assert back["mailed"]["returned"] == len(back["returned"]) > 10
    left = sample.ok("sequence", "list", "--json").json[0]["returned"]
    assert left >= back["mailed"]["returned"] + back["holdout"]["returned"]
    due = sample.ok("send", "autumn", "--stage", "value", "--as-of", "2026-12-20", "--dry-run", "--json").json
    assert due["planned"] > 0
    assert not {m["email"] for m in due["messages"]} & {r["email"] for r in back["returned"]}
    assert due["left_out"]["came back"] == left


def test_a_send_can_be_paused_cancelled_and_resumed(sample):
    sample.ok("sequence", "new", "quiet")
    sample.ok("outbox", "pause")
    plan = sample.ok("send", "quiet", "--stage", "offer", "--limit", 5, "--dry-run", "--json").json
    held = sample("send", "quiet", "--stage", "offer", "--limit", 5, "--yes", plan["planned"], "--json").json
    assert (held["planned"], held["queued"], held["sent"]) == (5, 5, 0)
    sample.ok("outbox", "cancel")
    box = sample.ok("outbox", "--state", "cancelled", "--json").json
    assert (box["cancelled"], {one["state"] for one in box["messages"]}) == (5, {"cancelled"})
    assert sample.ok("outbox", "--state", "failed", "--json").json["messages"] == []
    assert sample.ok("outbox", "--state", "failed").out.startswith("None is failed: ")
    resumed = sample.ok("outbox", "resume", "--json").json
    assert resumed["sent"] == 0
    sample.ok("outbox", "retry")


def test_preview_writes_pages_and_whole_mails(sample, tmp_path):
    sample.ok("sequence", "new", "look")
    page, mail = tmp_path / "mail.html", tmp_path / "mail.eml"
    sample.ok("preview", "look", "--stage", "value", "--mail", "2", "--html", page, "--eml", mail)
    assert "<html" in page.read_text(encoding="utf-8")
    assert b"Subject:" in mail.read_bytes()


def test_a_test_mail_reaches_oneself_and_leaves_no_trace(sample):
    sample.ok("sequence", "new", "look")
    sample.ok("send", "look", "--stage", "offer", "--test-to", "nora@example.com")
    assert sample.ok("outbox", "--json").json["messages"] == []
    assert len(list((sample.home / "practice").glob("*.eml"))) == 1


def test_a_send_that_is_refused_lists_every_error_it_counts(sample):
    sample.ok("sequence", "new", "look")
    for key in ("shop.address", "mail.from"):
        sample.ok("account", "set", key, "")
    refused = sample("send", "look", "--stage", "offer", "--dry-run")
    errors = [line for line in refused.err.splitlines() if line.startswith("error: ")]
    assert len(errors) > 1
    assert f"These {len(errors)} errors would spoil the mails" in refused.err


def test_a_sequence_travels_as_a_folder(sample, tmp_path):
    sample.ok("sequence", "new", "mine")
    sample.ok("sequence", "export", "mine", tmp_path / "out")
    other = Program(tmp_path / "other" / "shop")
    other.home.parent.mkdir()
    folder = tmp_path / "out" / "mine" if (tmp_path / "out" / "mine").exists() else tmp_path / "out"
    other.ok("sequence", "load", folder)
    assert len(other.ok("sequence", "list", "--json").json) == 1


def test_account_keeps_what_was_set_and_says_what_fits(program):
    program.ok("account", "set", "shop.name", "Tin & Thistle")
    shown = program.ok("account", "show", "--json").json
    assert shown["shop.name"] == "Tin & Thistle"
    wrong = program("account", "set", "smtp.port", "many")
    assert wrong.code == 2
    assert "65535" in wrong.err or "number" in wrong.err


def test_account_test_reaches_the_practice_mailbox(sample):
    assert sample.ok("account", "test").out


def test_the_practice_mailbox_can_be_told_to_misbehave(sample):
    told = sample.ok("account", "practice", "--behave", "slow,drop", "--json").json
    assert (told["used"], told["behaviour"]) == (True, ["slow", "drop"])
    assert sample("account", "practice", "--behave", "sulky").code == 2
    assert "takes every mail" in sample.ok("account", "practice", "--behave", "well").out


def test_backup_restore_doctor_paths(sample, tmp_path):
    copy = tmp_path / "copy.db"
    sample.ok("backup", copy)
    count = len(sample.ok("customers", "--json").json)
    sample.ok("undo-import", max(r["import_id"] for r in sample.ok("imports", "--json").json))
    sample.ok("restore", copy)
    assert len(sample.ok("customers", "--json").json) == count
    found = sample.ok("doctor", "--json").json
    fields.check(found, fields.DOCTOR)
    assert found["worst"] in ("ok", "warn")
    assert sample.ok("paths", "--json").json["home"] == str(sample.home)
    deep = tmp_path / "a folder whose name is longer than a column of a table is wide" / "shop"
    assert str(deep / "settings.toml") in sample.ok("--home", deep, "paths").out


def test_a_busy_shop_can_be_read_and_paused_but_not_changed(sample):
    held = open_shop(sample.home)
    try:
        refused = sample("import", DATA / "shopify_orders_later.csv")
        assert refused.code == 5
        assert len(refused.err.strip().splitlines()) <= 3
        would = sample.ok("import", DATA / "shopify_orders_later.csv", "--dry-run", "--json").json
        assert would["orders_new"]
        assert would["import_id"] is None
        sample.ok("outbox", "--json")
        sample.ok("customers", "--limit", 1)
        sample.ok("outbox", "pause")
    finally:
        held.close()


def test_a_damaged_shop_is_left_alone(sample):
    path = sample.home / "shop.db"
    content = bytearray(path.read_bytes())
    content[100:4000] = b"\xff" * 3900
    path.write_bytes(content)
    ran = sample("customers")
    assert ran.code == 6
    assert len(ran.err.strip().splitlines()) <= 3
    assert path.read_bytes() == bytes(content)
    assert sample("doctor", "--json").json["worst"] == "fail"


def test_a_foreign_database_is_left_alone(program):
    program.home.mkdir()
    import sqlite3

    with sqlite3.connect(program.home / "shop.db") as connection:
        connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    assert program("customers").code == 6


def test_options_that_could_be_of_no_file_are_wrong_usage(program):
    for option, value in (("--timezone", "Mars/Phobos"), ("--currency", "EURO")):
        ran = program("import", DATA / "shopify_orders.csv", option, value)
        assert ran.code == 2
        assert value in ran.err
    assert program.ok("imports", "--json").json == []


def test_a_missing_file_is_seen_before_the_first_is_taken_in(program, tmp_path):
    assert program("import", DATA / "shopify_orders_later.csv", tmp_path / "missing.csv", "--json").code == 1
    assert program.ok("imports", "--json").json == []


def test_what_was_taken_in_before_a_refused_file_is_told(program):
    ran = program("import", DATA / "shopify_orders_later.csv", DATA / "products.csv", "--json")
    assert ran.code == 1
    assert [said["file"] for said in ran.json] == ["shopify_orders_later.csv"]
    lines = ran.err.strip().splitlines()
    said = [line for line in lines if not re.fullmatch(r"[A-Z][a-z ]+(: [\d,]+ of [\d,]+)?", line)]  # but for progress
    assert len(said) <= 3


def test_what_send_cannot_do_is_told_in_three_lines(sample):
    sample.ok("sequence", "new", "wb")
    unknown = sample("send", "wb", "--stage", "ofer", "--dry-run")
    assert unknown.code == 1
    assert "Did you mean offer?" in unknown.err
    unanswered = sample("send", "wb", "--stage", "offer")
    assert unanswered.code == 4
    assert len(unanswered.err.strip().splitlines()) <= 3


def test_account_reports_as_json_with_and_without_its_verb(program):
    assert program.ok("account", "set", "shop.name", "Tea", "--json").json["says"]
    assert program.ok("account", "--json").json == program.ok("account", "show", "--json").json


def test_a_path_that_cannot_be_is_told_in_words(sample, tmp_path):
    ran = sample("backup", tmp_path)
    assert ran.code == 2
    assert "is a folder" in ran.err
    (tmp_path / "file").write_text("x")
    ran = Program(tmp_path / "file")("customers")
    assert ran.code == 1
    assert "did not expect" not in ran.err
    assert len(ran.err.strip().splitlines()) <= 3


def test_a_filter_and_a_segment_of_ones_own(sample):
    rule = "country = DE and orders > 1"
    rows = sample.ok("customers", "--where", rule, "--as-of", AS_OF, "--json").json
    assert rows
    assert all(row["country"] == "DE" and row["orders"] > 1 for row in rows)
    assert "Saved the segment Germans" in sample.ok("segment", "save", "germans", "--where", rule).out
    assert (
        sample.ok("customers", "--segment", "germans", "--as-of", AS_OF, "--json").json[0]["email"] == rows[0]["email"]
    )
    shown = sample.ok("segment", "show", "germans", "--json").json
    fields.check(shown, fields.SEGMENT)
    assert shown["rule"] == rule
    assert "germans" in [row["name"] for row in sample.ok("segments", "--json").json]
    sample.ok("segment", "drop", "germans")
    sample.ok("undo")
    sample.ok("undo")
    assert sample("segment", "show", "germans").code == 2
    assert sample("segment", "save", "lost", "--where", rule).code == 2


def test_a_filter_that_cannot_be_read_is_pointed_at(sample):
    wrong = sample("customers", "--where", "country = DE and spnt > 20")
    assert wrong.code == 2
    said = wrong.err.splitlines()
    assert len(said) == 3
    at = said[1].index("spnt")
    assert said[2].index("^^^^") == at
