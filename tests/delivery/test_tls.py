"""TLS or nothing: a password never goes over a line that is not verified."""

from __future__ import annotations

import ssl

import aiosmtplib
import pytest
import trustme

from shopkeep.delivery import mime, smtp
from shopkeep.delivery.replies import unreachable
from tests.delivery.certificates import OFFERS, offering
from tests.delivery.ledgers import NOON, SENDER, rendered
from tests.delivery.servers import SILENCE, Script, Server, holds_password, usual
from tests.delivery.wire import Wire

USER, PASSWORD = "shop@example.com", "hunter2 is long"
AUTH = ("AUTH PLAIN LOGIN",)
QUICK = smtp.Timeouts(connect=5, command=5, content=5)
RAW = mime.assemble(rendered(), SENDER, mime.identify(b"key", rendered(), SENDER, NOON))


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = smtp.tls_context()
    authority.configure_trust(context)
    return context


def account(server: Server, security: smtp.Security) -> smtp.Account:
    return smtp.Account("127.0.0.1", server.port, security, USER, PASSWORD)


async def send_one(line: smtp.Connection) -> smtp.Outcome:
    outcome = await line.send("hello@shop.example", "ines@example.com", RAW, smtp.at_once)
    await line.close()
    return outcome


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_a_verified_line_logs_in_and_sends(authority: trustme.CA, security: smtp.Security) -> None:
    context = offering(authority, "good")
    with Server(extensions=AUTH, tls=context, implicit_tls=security == "tls") as server:
        line = await smtp.dial(account(server, security), trusting(authority), QUICK)
        assert isinstance(await send_one(line), smtp.Accepted)
        assert sum(one.startswith("AUTH") for one in server.seen) == 1
        assert not holds_password(server.clear, PASSWORD, USER)
        assert not any("MAIL" in one for one in server.clear.decode().splitlines())


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("attack", [how for how in OFFERS if how != "good"])
async def test_a_line_that_cannot_be_trusted_gets_no_password(authority, attack, security) -> None:
    with Server(extensions=AUTH, tls=offering(authority, attack), implicit_tls=security == "tls") as server:
        with pytest.raises(smtp.NoConnection) as caught:
            await smtp.dial(account(server, security), trusting(authority), QUICK)
        assert not any(one.startswith(("AUTH", "MAIL")) for one in server.seen)
        assert not holds_password(server.clear, PASSWORD, USER)
        assert unreachable(caught.value.problem, "127.0.0.1").do


def injecting(verb: str, _argument: str, _count: int) -> str | None:
    """What somebody on the line would say after the go-ahead, to be taken for the words of the safe server."""
    if verb == "STARTTLS":
        return "220 go ahead\r\n250-test\r\n250 AUTH PLAIN LOGIN\r\n235 welcome\r\n250 ok"
    return "535 5.7.8 bad credentials" if verb == "AUTH" else None


# What the server does to STARTTLS, and its certificate: None where it has no TLS at all.
EIGHT: dict[str, tuple[Script, str | None]] = {
    "no STARTTLS": (usual, None),
    "STARTTLS stripped": (lambda verb, _a, _n: "250-test\r\n250 AUTH PLAIN LOGIN" if verb == "EHLO" else None, "good"),
    "454": (lambda verb, _a, _n: "454 4.7.0 TLS not available" if verb == "STARTTLS" else None, "good"),
    "expired": (usual, "expired"),
    "wrong name": (usual, "wrong name"),
    "self-signed": (usual, "stranger"),
    "old protocol": (usual, "old protocol"),
    "plain words after 220": (injecting, None),
}


@pytest.mark.parametrize("attack", EIGHT)
async def test_the_password_is_on_the_wire_0_times(authority: trustme.CA, attack: str) -> None:
    script, cert = EIGHT[attack]
    tls = None if cert is None else offering(authority, cert)
    extensions = AUTH if attack == "no STARTTLS" else (*AUTH, "STARTTLS")
    with Server(script, extensions, tls) as server:
        with Wire(server.port) as wire:
            way = smtp.Account("127.0.0.1", wire.port, "starttls", USER, PASSWORD)
            with pytest.raises(smtp.NoConnection) as caught:
                await smtp.dial(way, trusting(authority), QUICK)
            assert b"EHLO" in wire.heard
            assert wire.times(PASSWORD) == 0
        assert not any(one.startswith(("AUTH", "MAIL")) for one in server.seen)
        assert unreachable(caught.value.problem, "127.0.0.1").do


async def test_what_is_said_before_tls_is_not_heard_after_it(authority: trustme.CA) -> None:
    with Server(injecting, AUTH, offering(authority, "good")) as server, Wire(server.port) as wire:
        way = smtp.Account("127.0.0.1", wire.port, "starttls", USER, PASSWORD)
        with pytest.raises(smtp.NoConnection) as caught:
            await smtp.dial(way, trusting(authority), QUICK)
        assert isinstance(caught.value.problem, smtp.Refused)
        assert caught.value.problem.code == 535  # the server's own answer, and not the 235 slipped in
        assert wire.times(PASSWORD) == 0


async def test_a_listener_would_hear_a_password(authority: trustme.CA) -> None:
    """The proof of the proof: sent in the clear, it is found."""
    with Server(extensions=AUTH) as server, Wire(server.port) as wire:
        for mechanism in ("auth_plain", "auth_login"):
            client = aiosmtplib.SMTP(hostname="127.0.0.1", port=wire.port, start_tls=False)
            await client.connect()
            await getattr(client, mechanism)(USER, PASSWORD)
            client.close()
        assert wire.times(PASSWORD) == 2


async def test_no_tls_only_to_this_machine_and_never_with_a_password() -> None:
    with pytest.raises(smtp.NoConnection):
        await smtp.dial(smtp.Account("192.0.2.1", 25, "none"), None, QUICK)
    with Server(extensions=AUTH) as server:
        with pytest.raises(smtp.NoConnection):
            await smtp.dial(account(server, "none"), None, QUICK)
        assert not holds_password(server.clear, PASSWORD, USER)


async def test_a_wrong_password_is_one_failure(authority: trustme.CA) -> None:
    context = offering(authority, "good")

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
        await line.send("hello@shop.example", "ines@example.com", raw, smtp.at_once)
        await line.close()
        assert server.accepted == [("ines@example.com", raw)]
        assert f"MAIL FROM:<hello@shop.example> SIZE={len(raw)}" in server.seen


async def test_what_fails_before_the_content_sends_nothing() -> None:
    async def full() -> None:
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
