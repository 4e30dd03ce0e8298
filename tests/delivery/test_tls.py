"""TLS or nothing: a password never goes over a line that is not verified."""

from __future__ import annotations

import ssl
import warnings
from datetime import UTC, datetime

import pytest
import trustme

from shopkeep.delivery import mime, smtp
from shopkeep.delivery.replies import unreachable
from tests.delivery.ledgers import NOON, SENDER, rendered
from tests.delivery.servers import HANG_UP, SILENCE, Server, holds_password, usual

USER, PASSWORD = "shop@example.com", "hunter2 is long"
AUTH = ("AUTH PLAIN LOGIN",)
QUICK = smtp.Timeouts(connect=5, command=5, content=5)
RAW = mime.assemble(rendered(), SENDER, mime.identify(b"key", rendered(), SENDER, NOON))


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def server_side(cert: trustme.LeafCert, minimum: ssl.TLSVersion | None = None, maximum=None) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if maximum is not None:
        context.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings(action="ignore"):
            context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, maximum
    cert.configure_cert(context)
    return context


def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = smtp.tls_context()
    authority.configure_trust(context)
    return context


def account(server: Server, security: smtp.Security) -> smtp.Account:
    return smtp.Account("127.0.0.1", server.port, security, USER, PASSWORD)


async def send_one(line: smtp.Connection) -> smtp.Outcome:
    outcome = await line.send("hello@shop.example", "ines@example.com", RAW, lambda: None)
    await line.close()
    return outcome


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_a_verified_line_logs_in_and_sends(authority: trustme.CA, security: smtp.Security) -> None:
    context = server_side(authority.issue_cert("127.0.0.1"))
    with Server(extensions=AUTH, tls=context, implicit_tls=security == "tls") as server:
        line = await smtp.dial(account(server, security), trusting(authority), QUICK)
        assert isinstance(await send_one(line), smtp.Accepted)
        assert sum(one.startswith("AUTH") for one in server.seen) == 1
        assert not holds_password(server.clear, PASSWORD, USER)
        assert not any("MAIL" in one for one in server.clear.decode().splitlines())


def expired(authority: trustme.CA) -> trustme.LeafCert:
    return authority.issue_cert(
        "127.0.0.1",
        not_before=datetime(2019, 1, 1, tzinfo=UTC),
        not_after=datetime(2020, 1, 1, tzinfo=UTC),
    )


ATTACKS = {
    "self-signed": lambda ca: server_side(trustme.CA().issue_cert("127.0.0.1")),
    "wrong name": lambda ca: server_side(ca.issue_cert("elsewhere.example")),
    "expired": lambda ca: server_side(expired(ca)),
    "old protocol": lambda ca: server_side(ca.issue_cert("127.0.0.1"), maximum=ssl.TLSVersion.TLSv1_1),
}


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("attack", ATTACKS)
async def test_a_line_that_cannot_be_trusted_gets_no_password(authority, attack, security) -> None:
    with Server(extensions=AUTH, tls=ATTACKS[attack](authority), implicit_tls=security == "tls") as server:
        with pytest.raises(smtp.NoConnection) as caught:
            await smtp.dial(account(server, security), trusting(authority), QUICK)
        assert not any(one.startswith(("AUTH", "MAIL")) for one in server.seen)
        assert not holds_password(server.clear, PASSWORD, USER)
        assert unreachable(caught.value.problem, "127.0.0.1").do


STRIPPED = {
    "never offered": usual,
    "refused with 454": lambda verb, _a, _n: "454 TLS not available" if verb == "STARTTLS" else None,
    "hangs up": lambda verb, _a, _n: HANG_UP if verb == "STARTTLS" else None,
    "plain words after the go-ahead": (
        lambda verb, _a, _n: "220 go ahead\r\n250 ok\r\n235 welcome" if verb == "STARTTLS" else None
    ),
}


@pytest.mark.parametrize("how", STRIPPED)
async def test_a_stripped_starttls_ends_before_the_password(authority: trustme.CA, how: str) -> None:
    extensions = AUTH if how == "never offered" else (*AUTH, "STARTTLS")
    with Server(STRIPPED[how], extensions) as server:
        with pytest.raises(smtp.NoConnection):
            await smtp.dial(account(server, "starttls"), trusting(authority), QUICK)
        assert not any(one.startswith(("AUTH", "MAIL")) for one in server.seen)
        assert not holds_password(server.clear, PASSWORD, USER)


async def test_no_tls_only_to_this_machine_and_never_with_a_password() -> None:
    with pytest.raises(smtp.NoConnection):
        await smtp.dial(smtp.Account("192.0.2.1", 25, "none"), None, QUICK)
    with Server(extensions=AUTH) as server:
        with pytest.raises(smtp.NoConnection):
            await smtp.dial(account(server, "none"), None, QUICK)
        assert not holds_password(server.clear, PASSWORD, USER)


async def test_a_wrong_password_is_one_failure(authority: trustme.CA) -> None:
    context = server_side(authority.issue_cert("127.0.0.1"))

    def script(verb: str, _argument: str, _count: int) -> str | None:
        return "535 5.7.8 bad credentials" if verb == "AUTH" else None

    with Server(script, ("AUTH CRAM-MD5 PLAIN LOGIN",), context, implicit_tls=True) as server:
        with pytest.raises(smtp.NoConnection) as caught:
            await smtp.dial(account(server, "tls"), trusting(authority), QUICK)
        assert "password" in unreachable(caught.value.problem, "x").says
        assert sum(one.startswith("AUTH") for one in server.seen) == 1


async def test_our_own_name_is_not_told() -> None:
    with Server() as server:
        line = await smtp.dial(smtp.Account("127.0.0.1", server.port, "none"), None, QUICK)
        await send_one(line)
        assert server.seen[0] == "EHLO [127.0.0.1]"


async def test_a_mail_larger_than_the_server_takes_is_not_begun() -> None:
    with Server(extensions=("SIZE 100",)) as server:
        line = await smtp.dial(smtp.Account("127.0.0.1", server.port, "none"), None, QUICK)
        outcome = await send_one(line)
        assert isinstance(outcome, smtp.Refused)
        assert outcome.code == 552
        assert not any(one.startswith("MAIL") for one in server.seen)


async def test_dots_survive_and_the_size_is_said() -> None:
    with Server(extensions=("SIZE 100000",)) as server:
        line = await smtp.dial(smtp.Account("127.0.0.1", server.port, "none"), None, QUICK)
        raw = RAW + b".hidden\r\n..two\r\n"
        await line.send("hello@shop.example", "ines@example.com", raw, lambda: None)
        await line.close()
        assert server.accepted == [("ines@example.com", raw)]
        assert f"MAIL FROM:<hello@shop.example> SIZE={len(raw)}" in server.seen


async def test_what_fails_before_the_content_sends_nothing() -> None:
    def full() -> None:
        raise OSError("disk full")

    with Server() as server:
        line = await smtp.dial(smtp.Account("127.0.0.1", server.port, "none"), None, QUICK)
        with pytest.raises(OSError, match="disk full"):
            await line.send("hello@shop.example", "ines@example.com", RAW, full)
        assert not line.usable
        assert server.accepted == []


SILENT = {"RCPT": smtp.Lost, "DATA": smtp.Lost, "CONTENT": smtp.Unknown}


@pytest.mark.parametrize("verb", SILENT)
async def test_silence_is_waited_out_and_told_apart(verb: str) -> None:
    impatient = smtp.Timeouts(connect=5, command=0.3, content=0.3)
    with Server(lambda v, _a, _n: SILENCE if v == verb else None) as server:
        line = await smtp.dial(smtp.Account("127.0.0.1", server.port, "none"), None, impatient)
        assert isinstance(await send_one(line), SILENT[verb])
        assert not line.usable
