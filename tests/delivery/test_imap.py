"""The owner's mailbox is read over IMAP, from a real Dovecot, and nothing in it is touched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from shopkeep.core import clock
from shopkeep.delivery import imap
from shopkeep.errors import MailProblem
from shopkeep.jobs import inbox_reading
from shopkeep.jobs.shop import Shop
from tests.delivery.imap_servers import PASSWORD, USER, Dovecot, Played, dovecot, needs_dovecot
from tests.delivery.mailboxes import NOW, TABLE, shop_with_people
from tests.delivery.test_inbox import check_sorted


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def server(tmp_path: Path, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch) -> Iterator[Dovecot]:
    with dovecot(tmp_path / "dovecot", authority) as running:
        monkeypatch.setattr(imap, "tls_context", running.trusting)
        yield running


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setenv("SHOPKEEP_IMAP_PASSWORD", PASSWORD)
    with clock.at(NOW):
        shop = shop_with_people(tmp_path / "shop")
        yield shop
        shop.close()


def reads_from(shop: Shop, port: int, security: str = "tls", folder: str = "INBOX") -> Shop:
    for key, value in {
        "imap.host": "localhost",
        "imap.port": str(port),
        "imap.security": security,
        "imap.user": USER,
        "imap.folder": folder,
    }.items():
        shop.settings.set(key, value)
    return shop


def flags(number: int) -> str:
    return ("", r"(\Seen)", r"(\Flagged)", r"(\Seen \Answered)", r"(\Deleted)")[number % 5]


@needs_dovecot
def test_a_folder_of_many_systems_mails_is_sorted_right_and_left_alone(shop: Shop, server: Dovecot) -> None:
    server.fill([row.file.read_bytes() for row in TABLE], flags=flags)
    before = server.state()
    assert len(before) == len(TABLE)
    reads_from(shop, server.tls_port)
    assert f"{len(TABLE)} mails, encrypted and verified" in inbox_reading.test_imap(shop)
    found = inbox_reading.read_imap(shop)
    check_sorted(shop, found.mails)
    assert found.read == len(TABLE)
    assert server.state() == before

    again = inbox_reading.read_imap(shop)
    assert (again.read, again.mails) == (0, [])
    server.fill([TABLE[0].file.read_bytes(), b"From: a@example.com\r\nSubject: hello\r\n\r\nhello\r\n"])
    more = inbox_reading.read_imap(shop)
    assert (more.read, more.known, more.nothing, more.mails) == (2, 1, 1, [])


@needs_dovecot
def test_starttls_folders_with_names_of_any_signs_and_a_stop(shop: Shop, server: Dovecot) -> None:
    server.fill([row.file.read_bytes() for row in TABLE[:20]], '"F&AOQ-cher R&-D"')
    reads_from(shop, server.starttls_port, "starttls", "Fächer R&D")
    assert imap.folder_name('Fächer R&D "x"') == 'F&AOQ-cher R&-D "x"'
    assert inbox_reading.read_imap(shop, stop=lambda: True).read == 20
    reads_from(shop, server.starttls_port, "starttls", "Nowhere")
    with pytest.raises(MailProblem) as told:
        inbox_reading.read_imap(shop)
    assert "INBOX" in told.value.meaning


@needs_dovecot
def test_a_wrong_password_and_a_certificate_of_somebody_else_are_said(
    shop: Shop, server: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads_from(shop, server.tls_port)
    monkeypatch.setenv("SHOPKEEP_IMAP_PASSWORD", "wrong")
    with pytest.raises(MailProblem) as told:
        inbox_reading.read_imap(shop)
    assert "password" in told.value.title
    monkeypatch.undo()
    for port, security in ((server.tls_port, "tls"), (server.starttls_port, "starttls")):
        reads_from(shop, port, security)
        account = imap.Account("localhost", port, security, USER, PASSWORD)  # type: ignore[arg-type]
        with pytest.raises(MailProblem) as told:
            imap.dial(account)
        assert "not safe" in told.value.title, told.value.lines()


def plays(command: str) -> bytes | None:
    verb = command.split()[0].upper()
    if verb == "CAPABILITY":
        return b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nTAG OK done\r\n"
    return b"TAG NO what\r\n"


@pytest.mark.parametrize(
    ("greeting", "script"),
    [
        (b"* OK hello\r\n", plays),
        (b"* PREAUTH welcome\r\n", plays),
        (b"* OK [CAPABILITY IMAP4rev1 STARTTLS] hello\r\n", plays),
        (
            b"* OK [CAPABILITY IMAP4rev1 STARTTLS] hello\r\n",
            lambda c: b"* CAPABILITY IMAP4rev1 STARTTLS\r\nTAG OK x\r\n* OK injected\r\n",
        ),
        (b"* BYE go away\r\n", plays),
        (b"nonsense\r\n", plays),
        (b"* OK hello\r\n", lambda c: None),
    ],
    ids=["no TLS offered", "PREAUTH", "STARTTLS refused", "text injected", "BYE", "nonsense", "hangs up"],
)
def test_a_server_without_tls_never_gets_the_password(greeting: bytes, script: object) -> None:
    with Played(greeting, script) as server:  # type: ignore[arg-type]
        with pytest.raises(MailProblem):
            imap.dial(imap.Account("localhost", server.port, "starttls", USER, "Secret-42"))
        assert b"Secret" not in server.seen
        assert b"LOGIN" not in server.seen.upper().replace(b"LOGINDISABLED", b"")
        assert b"AUTHENTICATE" not in server.seen.upper()


def test_without_encryption_only_this_machine_is_read() -> None:
    with pytest.raises(MailProblem):
        imap.dial(imap.Account("mail.example.com", 143, "none", USER, "Secret-42"))


def test_a_server_that_announces_a_mail_of_ten_gigabytes_is_not_believed() -> None:
    def script(command: str) -> bytes:
        verb = command.upper()
        if verb.startswith("CAPABILITY"):
            return b"* CAPABILITY IMAP4rev1\r\nTAG OK x\r\n"
        if verb.startswith("EXAMINE"):
            return b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\nTAG OK [READ-ONLY] x\r\n"
        if verb.startswith("UID SEARCH"):
            return b"* SEARCH 1 99999999999999999999 x\r\nTAG OK x\r\n"
        if verb.startswith("UID FETCH"):
            return b"* 1 FETCH (UID 1 BODY[HEADER] {9999999999}\r\n"
        return b"TAG OK x\r\n"

    with Played(b"* OK hello\r\n", script) as server:
        folder = imap.dial(imap.Account("localhost", server.port, "none", USER, "p"))
        assert folder.after(0) == [1]
        with pytest.raises(MailProblem):
            folder.headers([1])


def test_an_account_that_is_not_set_up_says_what_is_missing(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(MailProblem):
        inbox_reading.read_imap(shop)
    reads_from(shop, 993)
    monkeypatch.delenv("SHOPKEEP_IMAP_PASSWORD")
    with pytest.raises(MailProblem) as told:
        inbox_reading.read_imap(shop)
    assert "imap.password" in told.value.next_step
