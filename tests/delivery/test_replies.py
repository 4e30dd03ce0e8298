"""What replies mean: for the message, its address, and the account."""

from __future__ import annotations

import pytest

from shopkeep.delivery.replies import BACKOFF, backoff, judge, unreachable
from shopkeep.delivery.smtp import Accepted, Lost, Refused, Unknown

# phase, reply, next state, suppressed, stops or holds the run, strike
TABLE = [
    ("mail", "451 4.3.0 try later", "queued", False, True, False),
    ("mail", "454 Throttling failure: Maximum sending rate exceeded.", "queued", False, True, False),
    ("mail", "454 Throttling failure: Daily message quota exceeded.", "queued", False, True, False),
    ("mail", "421 4.7.0 closing", "queued", False, True, False),
    ("mail", "432 4.3.2 Concurrent connections limit exceeded", "queued", False, True, False),
    ("mail", "530 5.7.0 Authentication required", "queued", False, True, False),
    ("mail", "550 5.7.60 SMTP; Client does not have permissions to send as this sender", "queued", False, True, False),
    ("mail", "553 5.7.1 <a@b>: Sender address rejected: not owned by user c", "queued", False, True, False),
    ("mail", "550 5.4.5 Daily user sending limit exceeded.", "queued", False, True, False),
    ("rcpt", "450 4.2.0 Greylisted, see http://x", "deferred", False, False, False),
    ("rcpt", "451 4.7.1 Greylisting in action", "deferred", False, False, False),
    ("rcpt", "452 4.2.2 Mailbox full", "deferred", False, False, False),
    ("rcpt", "421 too busy", "deferred", False, False, False),
    ("rcpt", "550 5.1.1 No such user", "failed", True, False, False),
    ("rcpt", "550 No such user here", "failed", True, False, False),
    ("rcpt", "551 User not local", "failed", True, False, False),
    ("rcpt", "553 5.1.3 Bad address", "failed", True, False, False),
    ("rcpt", "552 5.2.2 Mailbox full", "failed", False, False, False),
    ("rcpt", "550 5.2.1 Mailbox disabled", "failed", False, False, False),
    ("rcpt", "550 5.7.1 Message blocked by policy", "failed", False, False, True),
    ("rcpt", "550 blocked using spam list", "failed", False, False, True),
    ("rcpt", "554 5.7.1 <x@y>: Relay access denied", "queued", False, True, False),
    ("rcpt", "550 5.4.5 Daily sending quota exceeded", "queued", False, True, False),
    ("data", "451 4.3.0 later", "deferred", False, False, False),
    ("data", "554 5.5.1 no valid recipients", "failed", False, False, True),
    ("content", "450 4.0.0 later", "deferred", False, False, False),
    ("content", "421 4.7.0 try later", "deferred", False, False, False),
    ("content", "554 5.7.1 Spam message rejected", "failed", False, False, True),
    ("content", "552 Message too large", "failed", False, False, False),
    ("content", "550 5.7.233 tenant limit", "deferred", False, True, False),
    ("content", "554 5.2.0 SendAsDenied; a@b not allowed to send as c@d", "deferred", False, True, False),
]


@pytest.mark.parametrize(("phase", "reply", "to", "suppressed", "troubles", "strike"), TABLE)
def test_each_reply_has_its_meaning(phase, reply, to, suppressed, troubles, strike) -> None:
    code, _, text = reply.partition(" ")
    verdict = judge(Refused(phase, int(code), text))
    assert verdict.to == to
    assert bool(verdict.suppress) == suppressed
    assert (verdict.trouble is not None) == troubles
    assert verdict.strike == strike
    assert verdict.reply == reply


def test_ends_without_a_reply() -> None:
    assert judge(Accepted("250 ok")).to == "sent"
    assert judge(Lost("mail", "EOF")).to == "queued"
    assert judge(Lost("rcpt", "EOF")).to == "deferred"
    assert judge(Lost("data", "EOF")).to == "deferred"
    assert judge(Unknown("EOF")).to == "unknown"


LOGINS = [
    ("535 5.7.8 Username and Password not accepted", "user name or the password", None),
    ("534 5.7.9 Application-specific password required", "app password", None),
    ("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled", "no longer lets", None),
    ("550 5.7.30 Basic authentication is not supported", "no longer lets", None),
    ("454 4.7.0 Too many login attempts", "too many logins", 900),
]


@pytest.mark.parametrize(("reply", "says", "wait"), LOGINS)
def test_logins_are_explained(reply: str, says: str, wait: float | None) -> None:
    code, _, text = reply.partition(" ")
    trouble = unreachable(Refused("login", int(code), text), "smtp.example.com")
    assert says in trouble.says
    assert trouble.wait == wait
    assert trouble.do


def test_retries_come_later_and_later() -> None:
    assert [backoff(n) for n in range(1, 7)] == [300, 900, 3600, 14400, 14400, 14400]
    assert list(BACKOFF) == sorted(BACKOFF)
