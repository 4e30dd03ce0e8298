"""The whole way by command: two groups, a variant, codes of their own, sent to the practice mailbox."""

import csv
import email
import email.policy
from collections import Counter
from pathlib import Path

import pytest

from .conftest import AS_OF

HEAD = """title = "Spring"
segment = "win-back"

[[groups]]
name = "romania"
title = "Romania"
where = "country = RO"
offer = { kind = "percent", value = "15", free_shipping = true, codes = "personal:DOR", valid_days = 10 }

[[groups]]
name = "rest"
title = "All others"
offer = { kind = "percent", value = "20", codes = "personal:SPRING", until = "2026-12-31" }

[[stages]]
name = "offer"
"""
MAIL = """---
subject: For you
---
Hello {{ customer.first_name | default("there") }},

{{ offer.full | sentence }}. Your code: {{ offer.code }}

{{ shop.owner }}
"""


@pytest.mark.long
def test_two_groups_a_variant_and_codes_of_their_own(sample, tmp_path):
    folder = sample.home / "sequences" / "spring" / "1-offer"
    folder.mkdir(parents=True)
    (folder.parent / "sequence.toml").write_text(HEAD, encoding="utf-8")
    (folder / "1.md").write_text(MAIL, encoding="utf-8")
    (folder / "1@b.md").write_text("---\nsubject: Something for you\n---\n", encoding="utf-8")

    short = sample.ok("sequence", "check", "spring")  # a warning: a send is refused only for codes its own mails need
    assert "sequence.toml:8: " in short.out
    assert "shopkeep codes make spring" in short.out
    refused = sample("send", "spring", "--as-of", AS_OF, "--dry-run")
    assert refused.code == 1
    assert len(refused.err.strip().splitlines()) <= 3

    needed = sample.ok("codes", "list", "--for", "spring", "--json").json
    made = sample.ok("codes", "make", "spring", "--count", "400", "--json").json
    assert {need["codes"] for need in needed} == {"personal:DOR", "personal:SPRING"}
    with Path(made["file"]).open(encoding="utf-8", newline="") as file:
        coupons = {row["post_title"]: row for row in csv.DictReader(file)}
    assert len(coupons) == made["count"] == 800
    assert sample("sequence", "check", "spring").code == 0
    shown = sample.ok("sequence", "show", "spring").out
    assert "Romania (all, country = RO)" in shown
    assert "margin an order." in shown
    assert "15% off and free shipping, personal:DOR." in shown

    plan = sample.ok("send", "spring", "--as-of", AS_OF, "--limit", 60, "--dry-run", "--json").json
    assert "would show" in sample.ok("send", "spring", "--as-of", AS_OF, "--limit", 60, "--dry-run").err
    sent = sample.ok("send", "spring", "--as-of", AS_OF, "--limit", 60, "--yes", 60, "--json").json
    assert sent["sent"] == plan["planned"] == 60
    split = Counter((m["group"], m["variant"]) for m in sent["messages"])
    for group in ("romania", "rest"):
        assert abs(split[group, "A"] - split[group, "B"]) <= 1
    codes = {m["email"]: m["code"] for m in sent["messages"]}
    assert len(set(codes.values())) == len(codes)
    assert codes == {m["email"]: m["code"] for m in plan["messages"]}

    arrived = {}
    for path in (sample.home / "practice").glob("*.eml"):
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        arrived[mail["To"].addresses[0].addr_spec] = mail.get_body(("plain",)).get_content()
    assert arrived.keys() == codes.keys()
    for address, text in arrived.items():
        coupon = coupons[codes[address]]
        assert codes[address] in text
        romania = "15% off and free shipping" in text
        assert (coupon["coupon_amount"], coupon["free_shipping"]) == (("15", "yes") if romania else ("20", "no"))

    out = tmp_path / "given.csv"
    sample.ok("codes", "export", "spring", "--format", "csv", "--which", "taken", "--file", out)
    with out.open(encoding="utf-8", newline="") as file:
        assert {row["given_to"]: row["code"] for row in csv.DictReader(file)} == codes
    listed = {pool["codes"]: pool for pool in sample.ok("codes", "list", "--json").json}
    assert sum(pool["taken"] for pool in listed.values()) == len(codes)


def test_a_pool_from_a_file(sample, tmp_path):
    file = tmp_path / "codes.txt"
    file.write_text("aa-1\nAA-2\naa-1\n")
    assert sample.ok("codes", "load", "summer", file).out.startswith("Took 2 codes into pool:summer; 1 was known")
    file.write_text("no code at all!\n")
    ran = sample("codes", "load", "summer", file)
    assert ran.code == 2
    assert "line 1" in ran.err
