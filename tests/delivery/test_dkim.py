"""Signatures with the owner's own key: any verifier agrees, and no header can be slipped in."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from shopkeep.core.records.mails import RenderedMail
from shopkeep.delivery import dkim_signing, mime
from shopkeep.delivery.redating import redated
from shopkeep.errors import MailProblem
from shopkeep.jobs import accounts, upkeep
from tests.delivery.ledgers import NOON, SENDER, rendered, shop_at
from tests.delivery.test_domain import GOOD, name_server

dkim = pytest.importorskip("dkim")


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("key") / "dkim.pem"
    made = subprocess.run(["openssl", "genrsa", "-out", str(path), "2048"], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("needs openssl")
    return path


def signed(pem: Path, mail: RenderedMail | None = None, **changes: object) -> tuple[bytes, dkim_signing.Signing]:
    signing = dkim_signing.load("shop.example", "shopkeep", pem, **changes)  # type: ignore[arg-type]
    sender = replace(SENDER, unsubscribe_url="https://shop.example/bye", signing=signing)
    mail = mail or rendered(name="Zoë", subject="Wir haben Ihren Tee aufgehoben – für Sie ♥")
    return mime.assemble(mail, sender, mime.identify(b"key", mail, sender, NOON)), signing


def verifies(raw: bytes, signing: dkim_signing.Signing) -> bool:
    def dns(name: bytes, timeout: int = 5) -> bytes | None:
        return signing.record.encode() if name == b"shopkeep._domainkey.shop.example." else None

    return dkim.verify(raw, dnsfunc=dns)


def names(raw: bytes) -> list[str]:
    found = message_from_bytes(raw, policy=policy.compat32)["DKIM-Signature"].replace("\r\n", "").split("h=")[1]
    return [name.strip().lower() for name in found.split(";")[0].split(":")]


def test_a_verifier_agrees_and_the_mail_itself_is_as_it_was(pem: Path) -> None:
    raw, signing = signed(pem)
    assert verifies(raw, signing)
    unsigned = replace(SENDER, unsubscribe_url="https://shop.example/bye")
    mail = rendered(name="Zoë", subject="Wir haben Ihren Tee aufgehoben – für Sie ♥")
    assert raw.endswith(mime.assemble(mail, unsigned, mime.identify(b"key", mail, unsigned, NOON)))
    assert raw.count(b"\r\n") == raw.count(b"\n") == raw.count(b"\r")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert {"from", "subject", "list-unsubscribe", "list-unsubscribe-post", "list-id", "date"} <= set(names(raw))


@pytest.mark.parametrize("added", ["From: x@evil.example", "Subject: x", "List-Unsubscribe: <https://evil.example>"])
def test_nothing_can_be_slipped_in(pem: Path, added: str) -> None:
    raw, signing = signed(pem)
    assert not verifies(f"{added}\r\n".encode() + raw, signing)
    assert not verifies(raw.replace(b"bye", b"buy"), signing)
    assert not verifies(raw.replace(b"Hello", b"Hullo"), signing)


def test_what_the_server_writes_anew_is_not_signed(pem: Path) -> None:
    raw, signing = signed(pem, rewritten=True)
    assert not {"date", "message-id"} & set(names(raw))
    assert verifies(raw.replace(b"\r\nDate: Sun, 22", b"\r\nDate: Mon, 23"), signing)


def test_a_mail_that_waited_is_signed_anew(pem: Path) -> None:
    raw, signing = signed(pem)
    assert redated(raw, NOON + timedelta(minutes=50), signing) is raw
    later = redated(raw, NOON + timedelta(days=2), signing)
    assert verifies(later, signing)
    assert later.count(b"DKIM-Signature") == 1
    assert b"\r\nDate: Tue, 24 Nov 2026" in later
    assert b"DKIM-Signature" not in redated(raw, NOON + timedelta(days=2), None), "the key was taken away since"


def test_the_half_for_dns_is_the_one_that_openssl_gives(pem: Path) -> None:
    command = ["openssl", "rsa", "-in", str(pem), "-pubout"]
    lines = subprocess.run(command, capture_output=True, check=True, text=True).stdout.splitlines()
    assert dkim_signing.load("shop.example", "x", pem).public == "".join(lines[1:-1])


def test_a_file_that_is_no_key_is_refused_in_words(tmp_path: Path, pem: Path) -> None:
    for content in (b"", b"hello", pem.read_bytes()[:300], b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nAA==\n-----"):
        (tmp_path / "bad.pem").write_bytes(content)
        with pytest.raises(MailProblem, match=r"bad\.pem"):
            dkim_signing.load("shop.example", "x", tmp_path / "bad.pem")
    with pytest.raises(MailProblem, match=r"none\.pem"):
        dkim_signing.load("shop.example", "x", tmp_path / "none.pem")
    small = tmp_path / "small.pem"
    subprocess.run(["openssl", "genrsa", "-out", str(small), "512"], capture_output=True, check=True)
    with pytest.raises(MailProblem, match=r"small\.pem"):
        dkim_signing.load("shop.example", "x", small)


def test_dns_is_compared_with_the_key_that_signs(tmp_path: Path, pem: Path) -> None:
    shop = shop_at(tmp_path / "shop", 25, mail__dkim_key_file=pem)
    signing = dkim_signing.load("shop.example", "shopkeep", pem)
    name = ("shopkeep._domainkey.shop.example", "TXT")
    halves = [signing.record[at : at + 200] for at in range(0, len(signing.record), 200)]
    right = " ".join(f'"{part}"' for part in halves)
    for record, status, words in (
        (None, "fail", "no key to check"),
        (right.replace("p=MII", "p=MIJ"), "fail", "not the one"),
        (right, "ok", "DNS has the key"),
    ):
        zone = {**GOOD, **({} if record is None else {name: [record]})}
        with name_server(zone) as ask:
            found = next(one for one in upkeep.account_dns(shop, ask=ask).checks if one.name == "DKIM")
        assert (found.status, words in found.says) == (status, True), found
        assert status == "ok" or signing.record in found.do
    shop.close()


def test_a_mail_in_the_queue_is_signed(tmp_path: Path, pem: Path) -> None:
    shop = shop_at(tmp_path / "shop", 25, mail__dkim_key_file=pem, mail__dkim_selector="mine")
    found = accounts.sender(shop).signing
    assert found is not None
    assert (found.domain, found.selector) == ("shop.example", "mine")
    shop.settings.set("mail.dkim_key_file", "")
    assert accounts.sender(shop).signing is None
    shop.close()
