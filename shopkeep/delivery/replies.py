"""What a server's reply means: for this message, for its address, and for the whole account.

The table is by phase and code, refined by the enhanced status code (RFC 3463) and, where providers say
one thing with another's number, by their words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from shopkeep.delivery.broken import sentence
from shopkeep.delivery.smtp import Accepted, Lost, Outcome, Phase, Refused, Unknown

MINUTE = 60
HOUR = 60 * MINUTE
BACKOFF = (5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR)
"""Waits before the second, third, … try of one message; the last one repeats."""
UNREACHABLE = 2
"""Seconds before the second try to reach a server; the run doubles them each time."""
GIVE_UP_AFTER = 72 * HOUR


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

    to: Literal["sent", "queued", "deferred", "failed", "unknown"]
    reply: str
    suppress: str = ""
    trouble: Trouble | None = None
    soon: bool = False
    strike: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """One frequent reply: how to tell it, what it means, what to do."""

    told_by: re.Pattern[str]
    says: str
    do: str
    wait: float | None = None
    phases: tuple[Phase, ...] = ("mail", "rcpt", "data", "content")


def _known(words: str, says: str, do: str, wait: float | None = None, phases: tuple[Phase, ...] | None = None) -> Known:
    told_by = re.compile(words, re.IGNORECASE)
    return Known(told_by, says, do, wait, phases or ("mail", "rcpt", "data", "content"))


LOGIN: tuple[Known, ...] = (
    _known(
        r"application-specific password|5\.7\.9\b",
        "The mail account wants an app password, not the one you log in with.",
        "Make an app password in your mail account's security settings, and set it: shopkeep account set smtp.password",
    ),
    _known(
        r"5\.7\.139|5\.7\.30|smtpclientauth|basic authentication is (disabled|not supported)",
        "Your provider no longer lets programs log in to this account by password.",
        "Ask your provider to allow SMTP AUTH for this account, or use a sending service with an SMTP key.",
    ),
    _known(
        r"^454 |too many (login|auth)",
        "The mail server says there were too many logins.",
        "Wait a quarter of an hour; use fewer connections (smtp.connections).",
        15 * MINUTE,
    ),
    _known(
        r"^534 ",
        "The mail account wants you to log in in a browser or to use an app password.",
        "Log in to the account in a browser, then make an app password there and set smtp.password.",
    ),
    _known(
        r"^535 |5\.7\.8\b|authentication (failed|unsuccessful)|bad credentials",
        "The mail server did not accept the user name or the password.",
        "Check smtp.user, and set the password again. Many accounts (Gmail, iCloud, Yahoo, Fastmail, Zoho) "
        "want an app password.",
    ),
    _known(
        r"no login by password",
        "The mail server offers no login by password here.",
        "Check smtp.port and smtp.security: most use 465 with tls, or 587 with starttls.",
    ),
)

SENDING: tuple[Known, ...] = (
    _known(
        r"5\.4\.5\b|daily (user )?(sending|message)? ?(quota|limit)|24.?hour.*(quota|limit)|5\.7\.233",
        "The mail account has reached what it may send in a day.",
        "Go on tomorrow, or set limits.per_day to what your provider allows.",
        4 * HOUR,
    ),
    _known(
        r"maximum sending rate|throttl|too many messages|rate limit|4\.7\.28|try again later.*rate",
        "The mail server asks to send more slowly.",
        "shopkeep waits; set limits.per_minute to what your provider allows.",
        MINUTE,
    ),
    _known(
        r"^432 |too many (concurrent )?(connections|sessions)|4\.7\.0.*connections",
        "The mail server wants fewer connections at once.",
        "Set smtp.connections to 1.",
        MINUTE,
    ),
    _known(
        r"^530 |authentication required|must (log ?in|authenticate)|relay(ing)? (access )?(denied|not)",
        "The mail server sends nothing on without a login.",
        "Set smtp.user and smtp.password.",
    ),
    _known(
        r"5\.7\.60|sendasdenied|not owned by user|not allowed to send (as|from)|sender .*(mismatch|not "
        r"allowed|denied|rejected: not)|from address.*(not|verified)|email address is not verified",
        "The mail account may not send from this address.",
        "Set mail.from to an address of this account, or have the address confirmed by your provider.",
    ),
    _known(
        r"account (is )?(suspended|blocked|disabled|locked)|5\.7\.50[0-9]|sending (is )?(disabled|paused|blocked)",
        "The provider has blocked this account from sending.",
        "Log in to the account, read what the provider wrote to you, and have the block lifted.",
    ),
)

_ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_POLICY = re.compile(
    r"spam|policy|block(ed|list)|blacklist|reputation|banned|rejected due|dmarc|spf|dkim|content", re.IGNORECASE
)
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
    known = _look_up(SENDING, reply, phase)
    if known is not None:
        return Verdict(stay, reply, trouble=Trouble(f"{known.says} ({reply})", known.do, known.wait), soon=True)
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
    enhanced = _ENHANCED.search(refused.text)
    family = enhanced.group(2) if enhanced else ""
    if phase == "rcpt":
        if family == "1" or (code in (550, 551, 553) and not family and not _POLICY.search(reply)):
            return Verdict("failed", reply, suppress=f"bounced: {reply}")
        if family == "2" or code == 552 or _FULL.search(reply):
            return Verdict("failed", reply)
    elif code == 552 and not family:
        return Verdict("failed", reply)
    return Verdict("failed", reply, strike=True)


def _look_up(table: tuple[Known, ...], reply: str, phase: Phase) -> Known | None:
    return next((k for k in table if phase in k.phases and k.told_by.search(reply)), None)


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
        known = next((k for k in LOGIN if k.told_by.search(reply)), None)
        if known is not None:
            return Trouble(f"{known.says} ({reply})", known.do, known.wait)
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
