"""What mail servers do wrong, and what must come of each: the table of test_faults.py.

Six messages go out. A fault strikes one of them (STRUCK, by its address, or whichever comes first) or the account.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shopkeep.core.records.delivery import State
from tests.delivery.servers import HANG_UP, RESET, SILENCE, Script

STRUCK = "person1@example.com"
MINUTE = 60
GARBAGE = "*** who goes there ***"
CUT = "HALF 250-2.0.0 wait\r\n250-for the"
HALF = "HALF 25"
HUGE = "250-" + "\r\n250-".join(["padding " * 100] * 60) + "\r\n250 end"
LONG_LINE = "250 " + "x" * 40_000

Arrived = Literal[0, 1]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing a server does, and its right outcome.

    `struck`: where the one message ends that it strikes; None where it strikes the account. `arrived`: how often
    the server has that message. `retry`: seconds until it is tried again. `suppressed`: whether its address is
    never written to again. `halts`: the words the owner reads where the run stops; empty where it goes on.
    """

    script: Script
    struck: State | None = None
    arrived: Arrived = 0
    retry: int | None = None
    suppressed: bool = False
    halts: str = ""
    security: Literal["none", "starttls", "tls"] = "none"
    cert: Literal["good", "expired", "stranger", "old protocol"] = "good"


def once(verb: str, reply: str) -> Script:
    """The first time this verb comes, on whichever connection."""
    return lambda asked, _argument, count: reply if asked == verb and count == 1 else None


def always(verb: str, reply: str) -> Script:
    return lambda asked, _argument, _count: reply if asked == verb else None


def at(verb: str, reply: str) -> Script:
    """Whenever it is about STRUCK."""
    return lambda asked, argument, _count: reply if asked == verb and STRUCK in argument else None


def _deferred(script: Script) -> Fault:
    return Fault(script, "deferred", retry=5 * MINUTE)


def _failed(script: Script) -> Fault:
    return Fault(script, "failed")


def _unknown(script: Script, **more: str) -> Fault:
    return Fault(script, "unknown", arrived=1, **more)  # type: ignore[arg-type]


GOES_ON = Fault
"""A fault of the moment: nobody notices, and all six arrive."""


def _halts(script: Script, words: str, **more: str) -> Fault:
    return Fault(script, halts=words, **more)  # type: ignore[arg-type]


FAULTS: dict[str, Fault] = {
    # The greeting.
    "drops once at the greeting": GOES_ON(once("CONNECT", HANG_UP)),
    "421 once at the greeting": GOES_ON(once("CONNECT", "421 4.3.2 too busy")),
    "450 once at the greeting": GOES_ON(once("CONNECT", "450 4.3.2 too busy")),
    "554 at the greeting": _halts(always("CONNECT", "554 5.7.1 no service for you"), "will not talk to us"),
    "always drops at the greeting": _halts(always("CONNECT", HANG_UP), "cannot be reached"),
    "no greeting": _halts(always("CONNECT", SILENCE), "cannot be reached"),
    "garbage for a greeting": _halts(always("CONNECT", GARBAGE), "cannot be reached"),
    # EHLO.
    "drops once at EHLO": GOES_ON(once("EHLO", HANG_UP)),
    "421 once at EHLO": GOES_ON(once("EHLO", "421 4.3.2 closing")),
    "550 at EHLO": _halts(always("EHLO", "550 5.7.1 not you"), "will not talk to us"),
    # TLS and login.
    "454 at STARTTLS": _halts(always("STARTTLS", "454 4.7.0 TLS not available"), "not safe", security="starttls"),
    "drops after STARTTLS": _halts(always("HANDSHAKE", HANG_UP), "cannot be reached", security="starttls"),
    "garbage in place of TLS": _halts(always("HANDSHAKE", GARBAGE), "not safe", security="starttls"),
    "silence in place of TLS": _halts(always("HANDSHAKE", SILENCE), "cannot be reached", security="starttls"),
    "an expired certificate": _halts(once("", ""), "not safe", security="tls", cert="expired"),
    "a stranger's certificate": _halts(once("", ""), "not safe", security="starttls", cert="stranger"),
    "TLS of the last century": _halts(once("", ""), "the server hung up", security="tls", cert="old protocol"),
    "535 at login": _halts(always("AUTH", "535 5.7.8 bad credentials"), "did not accept the user", security="tls"),
    "454 at login": _halts(always("AUTH", "454 4.7.0 too many logins"), "too many logins", security="tls"),
    "drops once at login": GOES_ON(once("AUTH", HANG_UP), security="tls"),
    # MAIL: it is about the account, not about any message.
    "drops once at MAIL": GOES_ON(once("MAIL", HANG_UP)),
    "421 once at MAIL": GOES_ON(once("MAIL", "421 4.7.0 enough for one line")),
    "450 once at MAIL": GOES_ON(once("MAIL", "450 4.1.8 cannot look you up now")),
    "452 once at MAIL": GOES_ON(once("MAIL", "452 4.3.1 insufficient system storage")),
    "454 once at MAIL": GOES_ON(once("MAIL", "454 Throttling failure: Maximum sending rate exceeded.")),
    "half a reply at MAIL": GOES_ON(once("MAIL", HALF)),
    "a reply cut at MAIL": GOES_ON(once("MAIL", CUT)),
    "garbage once at MAIL": GOES_ON(once("MAIL", GARBAGE)),
    "silence once at MAIL": GOES_ON(once("MAIL", SILENCE)),
    "550 at MAIL": _halts(always("MAIL", "550 5.1.0 sender rejected"), "refused your address"),
    "552 once at MAIL": _failed(once("MAIL", "552 5.3.4 message size exceeds fixed limit")),
    "the day's limit at MAIL": _halts(always("MAIL", "550 5.4.5 Daily user sending limit exceeded."), "in a day"),
    # RCPT: it is about this one address.
    "drops at RCPT": _deferred(at("RCPT", HANG_UP)),
    "421 at RCPT": _deferred(at("RCPT", "421 4.7.0 try again later")),
    "450 at RCPT": _deferred(at("RCPT", "450 4.2.0 greylisted")),
    "452 at RCPT": _deferred(at("RCPT", "452 4.2.2 mailbox full")),
    "454 at RCPT": _deferred(at("RCPT", "454 4.4.1 the other server is away")),
    "550 at RCPT, nobody there": Fault(at("RCPT", "550 5.1.1 no such user"), "failed", suppressed=True),
    "550 at RCPT, not wanted": _failed(at("RCPT", "550 5.7.1 rejected by policy")),
    "550 at RCPT in Latin-1": Fault(at("RCPT", "550 5.1.1 Bo\udcee inconnue \x1b[2J"), "failed", suppressed=True),
    "552 at RCPT": _failed(at("RCPT", "552 5.2.2 mailbox full")),
    "half a reply at RCPT": _deferred(at("RCPT", HALF)),
    "a reply cut at RCPT": _deferred(at("RCPT", CUT)),
    "a reply without end at RCPT": _deferred(at("RCPT", HUGE)),
    "garbage at RCPT": _deferred(at("RCPT", GARBAGE)),
    "silence at RCPT": _deferred(at("RCPT", SILENCE)),
    "a reply too many at RCPT": _failed(at("RCPT", "250 ok\r\n554 5.5.1 out of step")),
    # DATA: still nothing has gone out.
    "drops at DATA": _deferred(at("DATA", HANG_UP)),
    "421 at DATA": _deferred(at("DATA", "421 4.3.2 going down")),
    "450 at DATA": _deferred(at("DATA", "450 4.3.0 later")),
    "452 at DATA": _deferred(at("DATA", "452 4.3.1 no room")),
    "454 at DATA": _deferred(at("DATA", "454 4.3.0 not now")),
    "550 at DATA": _failed(at("DATA", "550 5.3.0 no")),
    "250 in place of 354": _deferred(at("DATA", "250 what")),
    "half a reply at DATA": _deferred(at("DATA", "HALF 35")),
    "garbage at DATA": _deferred(at("DATA", GARBAGE)),
    "silence at DATA": _deferred(at("DATA", SILENCE)),
    # The dot: a reply is an answer, anything else leaves it open, and only the owner may say.
    "421 at the dot": _deferred(at("CONTENT", "421 4.3.2 going down")),
    "450 at the dot": _deferred(at("CONTENT", "450 4.3.0 later")),
    "452 at the dot": _deferred(at("CONTENT", "452 4.3.1 no room")),
    "454 at the dot": _deferred(at("CONTENT", "454 4.3.0 not now")),
    "550 at the dot": _failed(at("CONTENT", "550 5.7.1 looks like spam")),
    "552 at the dot": _failed(at("CONTENT", "552 5.3.4 too large")),
    "drops after the dot": _unknown(at("CONTENT", HANG_UP)),
    "half a reply after the dot": _unknown(at("CONTENT", HALF)),
    "a reply cut after the dot": _unknown(at("CONTENT", CUT)),
    "a long line after the dot": _unknown(at("CONTENT", LONG_LINE)),
    "garbage after the dot": Fault(at("CONTENT", GARBAGE), "unknown"),
    "silence after the dot": _unknown(at("CONTENT", SILENCE)),
    "TLS torn down after the dot": _unknown(at("CONTENT", RESET), security="tls"),
    # Between two messages.
    "drops at RSET": Fault(
        lambda verb, argument, _n: (
            HANG_UP if verb == "RSET" else "550 5.1.1 no" if verb == "RCPT" and STRUCK in argument else None
        ),
        "failed",
        suppressed=True,
    ),
    "silence at RSET": Fault(
        lambda verb, argument, _n: (
            SILENCE if verb == "RSET" else "550 5.1.1 no" if verb == "RCPT" and STRUCK in argument else None
        ),
        "failed",
        suppressed=True,
    ),
}

QUICK = (
    *("421 once at MAIL", "552 once at MAIL", "drops at RCPT", "452 at RCPT", "550 at RCPT, nobody there"),
    *("a reply without end at RCPT", "250 in place of 354", "450 at the dot", "garbage after the dot"),
    *("drops after the dot", "drops at RSET", "454 at STARTTLS", "the day's limit at MAIL"),
)
"""What every run of the tests looks at; all of them take a minute."""

QUICK_TOGETHER = ("421 once at MAIL", "550 at RCPT, nobody there", "drops at DATA")

# Postfix's smtp-sink does one thing to every session: option and command -> where mails end (those whose turn
# does not come before the run stops are still queued), and the words.
SINK: dict[str, tuple[State, str]] = {
    "-q CONNECT": ("queued", "cannot be reached"),
    "-q EHLO": ("queued", "cannot be reached"),
    "-q MAIL": ("queued", "broke off"),
    "-q RCPT": ("deferred", "broke off"),
    "-q DATA": ("deferred", "broke off"),
    "-q .": ("unknown", "mails went wrong since"),
    "-Q CONNECT": ("queued", "busy"),
    "-Q EHLO": ("queued", "busy"),
    "-Q MAIL": ("queued", "put us off"),
    "-Q RCPT": ("deferred", "tried again"),
    "-Q DATA": ("deferred", "tried again"),
    "-Q .": ("deferred", "tried again"),
    "-r MAIL": ("queued", "put us off"),
    "-r RCPT": ("deferred", "tried again"),
    "-r DATA": ("deferred", "tried again"),
    "-r .": ("deferred", "tried again"),
    "-f CONNECT": ("queued", "will not talk"),
    "-f EHLO": ("queued", "will not talk"),
    "-f MAIL": ("queued", "refused your address"),
    "-f RCPT": ("failed", "mails went wrong since"),
    "-f DATA": ("failed", "mails went wrong since"),
    "-f .": ("failed", "mails went wrong since"),
}
