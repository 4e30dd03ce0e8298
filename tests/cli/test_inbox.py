"""`inbox`, `forget` and `customer --export` as a script calls them."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Program
from tests.delivery.mailboxes import MAILS, TABLE, address, shop_with_people


def test_mails_are_read_listed_shown_and_undone(tmp_path: Path) -> None:
    shop_with_people(tmp_path / "shop").close()
    program = Program(tmp_path / "shop")
    found = program.ok("inbox", "--maildir", MAILS, "--json").json
    assert found["read"] == len(TABLE)
    assert {"known", "nothing", "mails", "stopped"} <= found.keys()
    assert {"id", "kind", "email", "why", "effect", "waits", "undone", "matched_by", "at"} <= found["mails"][0].keys()
    reply = next(row for row in found["mails"] if row["kind"] == "reply" and row["matched_by"] == "Message-ID")
    listed = program.ok("inbox").out
    assert reply["subject"] not in listed  # the list says who, what and what followed
    assert "Left win-back" in listed
    shown = program.ok("inbox", "show", reply["id"])
    assert reply["why"] in shown.out
    bounce = next(row for row in found["mails"] if row["kind"] == "bounced")
    assert "may be written to again" in program.ok("inbox", "undo", bounce["id"]).out
    assert program("inbox", "undo", 9999).code == 1
    assert program("inbox", "--mbox", "a", "--imap").code == 2
    refused = program("inbox", "--imap")
    assert refused.code == 1
    assert "imap.host" in refused.err
    person = next(row for row in TABLE if row.kind == "reply").person
    program.ok("customer", address(person), "--export", tmp_path / "person.json")
    assert json.loads((tmp_path / "person.json").read_text())["mails_from_or_about_them"][0]["kind"] == "reply"
    assert program("forget", address(person), "--everywhere").code == 4
    erased = program.ok("forget", address(person), "--everywhere", "--yes", "--json").json
    assert erased["messages"] == 1
    assert erased["still_in"] == []
    assert program("customer", address(person)).code == 1
