"""What a server's reply means: for this message, for its address, and for the whole account.

The table is by phase and code, refined by the enhanced status code (RFC 3463) and, where providers say
one thing with another's number, by their words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, NamedTuple

from shopkeep.delivery import providers
from shopkeep.delivery.broken import sentence
from shopkeep.delivery.replies_known import (
    ACCOUNT,
    HOUR,
    LOGIN,
    MESSAGE,
    MINUTE,
    NO_DOMAIN,
    NOBODY,
    OURS,
    Known,
    look_up,
)
from shopkeep.delivery.smtp import Accepted, Lost, Outcome, Phase, Refused, Unknown

BACKOFF = (5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR)
"""Waits before the second, third, … try of one message; the last one repeats."""
UNREACHABLE = 2
"""Seconds before the second try to reach a server; the run doubles them each time."""
GIVE_UP_AFTER = 72 * HOUR
OF_MAILBOX = {("1", "1"), ("1", "2"), ("1", "6"), ("1", "10"), ("2", "0"), ("2", "1"), ("2", "2")}
"""Subjects and details of enhanced status codes (RFC 3463) that are of the recipient's mailbox alone."""
OF_GROUP = {("7", "124"), ("7", "133"), ("7", "134"), ("7", "135"), ("7", "136")}
"""The same of groups and mailboxes of Microsoft 365 that take mails from their own people alone."""

Outcomes = Literal["sent", "queued", "deferred", "failed", "unknown"]
"""The states in which an exchange can leave a message."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something wrong with the account or the way to it, in the owner's words.

    `wait`: seconds after which it is worth trying again; None: the owner must do something first.
    """

    says: str
    do: str
    wait: float | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows from one outcome.

    `to` is the message's next state; `queued` leaves it where it was, its try not counted (only before
    content). `soon`: worth trying again at once when the trouble is over, instead of after the backoff.
    `strike`: an end that says more of the mail, the server or us than of this address; a few in a row stop
    a run.
    """

    to: Outcomes
    reply: str
    suppress: str = ""
    trouble: Trouble | None = None
    soon: bool = False
    strike: bool = False


_ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_OF_SENDER = re.compile(r"\bsender\b|\bmail from\b|\bfrom address", re.IGNORECASE)
_GIVEN_UP = "Given up after three days: "
_FULL = re.compile(r"full|quota|over ?quota|insufficient storage", re.IGNORECASE)


def judge(outcome: Outcome) -> Verdict:
    """What follows from how an exchange ended."""
    match outcome:
        case Accepted(reply):
            return Verdict("sent", reply)
        case Unknown(why):
            return Verdict("unknown", sentence(f"no answer after the mail was handed over: {why}"), strike=True)
        case Lost("mail", why):
            return Verdict("queued", sentence(why), trouble=_gone(why))
        case Lost(_, why):
            return Verdict("deferred", sentence(why), trouble=_gone(why))
        case Refused():
            return _refused(outcome)


def _refused(refused: Refused) -> Verdict:
    reply, phase, code = refused.reply, refused.phase, refused.code
    stay: Literal["queued", "deferred"] = "deferred" if phase == "content" else "queued"
    known = _of_account(reply, phase)
    if known is not None:
        trouble = Trouble(f"{known.says} ({reply})", known.do, known.wait)
        if phase == "rcpt" and known.wait is not None and known.wait <= MINUTE:
            # Should it have meant this one customer, the others do not wait behind them.
            return Verdict("deferred", reply, trouble=trouble)
        return Verdict(stay, reply, trouble=trouble, soon=True)
    if phase == "mail" and code == 552:
        return Verdict("failed", reply, strike=True)  # it goes by the size that MAIL says
    if phase == "mail":
        if code < 500:
            do = "shopkeep waits and tries again."
            return Verdict("queued", reply, trouble=Trouble(f"The mail server put us off: {reply}", do, MINUTE))
        do = "Check mail.from and the account at your provider."
        return Verdict("queued", reply, trouble=Trouble(f"The mail server refused your address: {reply}", do))
    if code < 500:
        return Verdict("deferred", reply)
    family, detail = _status(reply)
    if phase == "rcpt":
        if _is_gone(reply, family, detail):
            return Verdict("failed", reply, suppress=f"bounced: {reply}")
        if family == "2" or code == 552 or _FULL.search(reply):
            return Verdict("failed", reply)
    elif code == 552 and not family:
        return Verdict("failed", reply)
    return Verdict("failed", reply, strike=True)


def _status(reply: str) -> tuple[str, str]:
    """Subject and detail of a reply's enhanced status code; empty where it has none."""
    found = _ENHANCED.search(reply)
    return (found.group(2), found.group(3)) if found else ("", "")


def _of_account(reply: str, phase: Phase | None = None) -> Known | None:
    """What a reply says of the account. Said of a mailbox at RCPT, it is of that one customer's, whatever else
    its words remind of."""
    status = _status(reply)
    of_mailbox = phase in ("rcpt", None) and status in OF_MAILBOX
    return None if of_mailbox or status in OF_GROUP else look_up(ACCOUNT, reply, phase)


def _is_gone(reply: str, family: str, detail: str) -> bool:
    """Whether a 5xx at RCPT says that there is no such address, in so many words: only then is it never written
    to again. Details 7 to 9 are about the sender's address, and so are words of one."""
    if _OF_SENDER.search(reply):
        return False
    if family:
        return family == "1" and detail not in ("7", "8", "9")
    return bool(NOBODY.told_by.search(reply) or NO_DOMAIN.told_by.search(reply))


def _gone(why: str) -> Trouble:
    return Trouble(f"The talk with the mail server broke off: {why}.", "shopkeep tries again.", UNREACHABLE)


def unreachable(problem: Refused | Lost, host: str) -> Trouble:
    """What a connection that could not be made means, and whether it is worth another try."""
    if isinstance(problem, Lost):
        return Trouble(
            f"The mail server {host} cannot be reached: {problem.why}.",
            "Check your connection to the internet, and smtp.host, smtp.port and smtp.security.",
            UNREACHABLE,
        )
    reply = problem.reply if problem.code else problem.text
    if problem.phase == "login":
        known = look_up(LOGIN, reply)
        if known is not None:
            return Trouble(f"{known.says} ({reply})", _where(problem.code, host) or known.do, known.wait)
        wait = 15 * MINUTE if 400 <= problem.code < 500 else None
        return Trouble(f"The mail server refused the login: {reply}", "Check smtp.user and smtp.password.", wait)
    if problem.phase == "tls":
        return _insecure(problem, host)
    if problem.code and problem.code < 500:
        return Trouble(f"The mail server {host} is busy: {reply}", "shopkeep waits and tries again.", MINUTE)
    return Trouble(
        f"The mail server {host} will not talk to us: {reply}",
        "Your provider may block this connection. Check smtp.host and smtp.port.",
    )


def _where(code: int, host: str) -> str:
    """What to do about a password that was not taken, of providers that are known; 534 and 535 are said of those."""
    provider = providers.of_host(host) if code in (534, 535) else None
    return f"Check smtp.user and smtp.password. {provider.title}: {provider.password}." if provider else ""


def _insecure(problem: Refused, host: str) -> Trouble:
    said = problem.text
    if "offers no TLS" in said:
        return Trouble(
            f"{host} offers no encryption on this port, so nothing was sent and no password given.",
            "Set smtp.port to 465 and smtp.security to tls. In a strange network, try again at home.",
        )
    if "without TLS" in said or "Without TLS" in said:
        return Trouble(
            f"{said}.", "Set smtp.security to tls (port 465) or starttls (port 587), or smtp.user to nothing."
        )
    return Trouble(
        f"The connection to {host} is not safe: {said}.",
        "Check smtp.host and smtp.port. In a strange network, try again at home. Nothing was sent.",
    )


def backoff(tries: int) -> int:
    """Seconds to wait after so many tries of one message."""
    return BACKOFF[min(max(tries, 1), len(BACKOFF)) - 1]


class Settled(NamedTuple):
    """What a verdict comes to for one message. `next_at`: when it may be tried again, in seconds since 1970."""

    to: Outcomes
    reply: str
    next_at: int | None = None


def settled(verdict: Verdict, tries: int, first_try_at: int, now: int) -> Settled:
    """What a verdict comes to for a message tried so often; one that servers put off for too long is given up.

    `first_try_at` and `now` are in seconds since 1970.
    """
    if verdict.to != "deferred":
        return Settled(verdict.to, verdict.reply)
    if now - first_try_at >= GIVE_UP_AFTER:
        return Settled("failed", f"{_GIVEN_UP}{verdict.reply}")
    return Settled("deferred", verdict.reply, now if verdict.soon else now + backoff(tries))


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a reply means, and what the owner can do about it."""

    says: str
    do: str


def explain(reply: str, state: str = "failed") -> Meaning | None:
    """What the last reply to a message means in the owner's words; None where there is nothing to explain.

    `state`: where the message stands now.
    """
    if not reply or state in ("sent", "cancelled", "sending"):
        return None
    given_up = reply.startswith(_GIVEN_UP)
    said = reply.removeprefix(_GIVEN_UP)
    known = look_up(OURS, said) or _of_account(said) or look_up(MESSAGE, said)
    if known is None:
        code = said[:1]
        if code not in ("4", "5") or not said[:3].isdecimal():
            return None
        says = "The server put this mail off." if code == "4" else "The server refused this mail."
        do = "Read what it says. Nothing else is known of this reply."
        return Meaning(says, "Nothing: shopkeep tries again by itself." if code == "4" and not given_up else do)
    if given_up:
        return Meaning(f"{known.says} For three days nothing changed that.", "Write to this customer another way.")
    if state == "failed" and known.do.startswith("Nothing: shopkeep tries again"):
        return Meaning(known.says, "Write again another time.")
    return Meaning(known.says, known.do)
