"""Every setting, once: its default, how it is typed, and what it means to the owner."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from shopkeep.errors import UsageError
from shopkeep.settings import read


@dataclass(frozen=True, slots=True)
class Key:
    """One setting: its default, how a typed text becomes its value, and what it means to the owner."""

    name: str
    default: Any
    read: Callable[[str], Any]
    title: str
    help: str
    choices: tuple[str, ...] = ()


KEYS: dict[str, Key] = {
    key.name: key
    for key in (
        Key("shop.name", "", read.text, "Shop name", "As customers know it. Stands in every mail."),
        Key("shop.url", "", read.https, "Shop address on the web", "Where links in mails lead, https://…"),
        Key("shop.address", "", read.lines, "Postal address", "Must stand in every mail by law."),
        Key("shop.currency", "", read.currency, "Main currency", "Three letters such as EUR. Taken from orders."),
        Key(
            "shop.rates",
            "",
            read.rates,
            "Exchange rates",
            "What one unit of another currency is worth in the main one, such as USD 0.92, GBP 1.17. Orders in "
            "a currency without a rate count as visits, but add no money.",
        ),
        Key("shop.timezone", "", read.zone, "Time zone", "Days begin and end there, such as Europe/Berlin."),
        Key("shop.language", "en", read.text, "Language", "Of dates and money, such as en or de."),
        Key("shop.owner", "", read.text, "Your name", "Who signs the mails: if empty, the shop by its name."),
        Key(
            "shop.values",
            (),
            read.sentences,
            "What you stand for",
            "A few short sentences with | between them. Mails in your language list them.",
        ),
        Key(
            "shop.features",
            (),
            read.sentences,
            "What sets you apart",
            "What customers get from you and not elsewhere: a few short sentences with | between them.",
        ),
        Key("shop.story", "", read.text, "Your story", "How the shop came to be, in two or three sentences."),
        Key("shop.review_url", "", read.https, "Review page", "Where customers write a review, https://…"),
        Key(
            "shop.survey_url",
            "",
            read.https,
            "Survey form",
            "Your form tool's address. {email} and {score} in it are filled in for each customer. Empty: answers "
            "come by mail.",
        ),
        Key("mail.from", "", read.address, "From address", "The address your mails come from."),
        Key("mail.reply_to", "", read.address, "Reply-to address", "Where answers go; empty: the from address."),
        Key("mail.unsubscribe_url", "", read.https, "Unsubscribe page", "Your own https page, if you have one."),
        Key("mail.account", "main", read.account, "Account that sends", "Which of your mail accounts is used."),
        Key("smtp.host", "", read.text, "Mail server", "Such as smtp.example.com."),
        Key("smtp.port", 465, read.whole(0, 65535), "Port", "465 for tls, 587 for starttls; 0: practice mailbox."),
        Key(
            "smtp.security",
            "tls",
            read.one_of("tls", "starttls", "none"),
            "Security",
            "tls or starttls; none only to this machine.",
            ("tls", "starttls", "none"),
        ),
        Key("smtp.user", "", read.text, "User name", "Often your whole e-mail address."),
        Key(
            "smtp.token_command",
            "",
            read.text,
            "Token command",
            "A command that prints an access token, for accounts that take no password (OAuth, XOAUTH2).",
        ),
        Key("smtp.connections", 2, read.whole(1, 10), "Connections", "How many at once; providers allow few."),
        Key(
            "mail.dkim_key_file",
            "",
            read.text,
            "DKIM key file",
            "Only with a mail server of your own that does not sign: your private key, in PEM. Empty: no signature.",
        ),
        Key("mail.dkim_selector", "shopkeep", read.domain, "DKIM selector", "The key's name in DNS."),
        Key("mail.dkim_domain", "", read.domain, "DKIM domain", "Empty: the domain of the from address."),
        Key(
            "imap.host",
            "",
            read.text,
            "Mailbox server",
            "Where replies and bounces are read, such as imap.example.com.",
        ),
        Key("imap.port", 993, read.whole(1, 65535), "Mailbox port", "993 for tls, 143 for starttls."),
        Key(
            "imap.security",
            "tls",
            read.one_of("tls", "starttls", "none"),
            "Mailbox security",
            "tls or starttls; none only to this machine.",
            ("tls", "starttls", "none"),
        ),
        Key("imap.user", "", read.text, "Mailbox user", "Empty: the user name of the mail server."),
        Key("imap.token_command", "", read.text, "Mailbox token", "Empty: the mail server's, for the same user."),
        Key("imap.folder", "INBOX", read.text, "Mailbox folder", "The folder that is read, and only read."),
        Key("limits.per_second", 0, read.whole(0, 1000), "Mails a second", "0: no limit."),
        Key("limits.per_minute", 0, read.whole(0, 100_000), "Mails a minute", "0: no limit."),
        Key("limits.per_hour", 0, read.whole(0, 1_000_000), "Mails an hour", "0: no limit."),
        Key("limits.per_day", 0, read.whole(0, 10_000_000), "Mails a day", "0: no limit. Gmail allows 500."),
        Key(
            "limits.warm_up",
            0,
            read.whole(0, 100_000),
            "Slow start",
            "So many mails on the first day, then twice the most of any day before. 0: no slow start. 20 is usual.",
        ),
        Key(
            "policy.consent",
            "ask",
            read.one_of("ask", "opted-in", "existing"),
            "Whom you may write to",
            "opted-in: only those who said yes. existing: customers who never said no.",
            ("ask", "opted-in", "existing"),
        ),
        Key("policy.holdout", 0.0, read.share, "Holdout", "Share of customers who get nothing, to compare with."),
        Key("policy.return_window_days", 14, read.whole(1, 365), "Return window", "Days in which an order counts."),
        Key(
            "policy.mails_a_month",
            4,
            read.whole(0, 100),
            "Mails a month",
            "The most one customer gets in 30 days, over all sequences. 0: no limit.",
        ),
        Key("policy.horizon_days", 90, read.whole(7, 730), "Horizon", "Days the return chance looks ahead."),
        Key(
            "practice.behaviour",
            (),
            read.some_of("slow", "greylist", "refuse", "drop"),
            "Practice mailbox",
            "How it misbehaves, to see what happens: slow, greylist, refuse, drop. Empty: it takes every mail.",
        ),
        Key("theme.terminal", "shopkeep-dark", read.text, "Colours", "How the app looks."),
        Key("theme.mail", "letter", read.text, "Mail look", "How new sequences look."),
    )
}
PASSWORD = "smtp.password"
IMAP_PASSWORD = "imap.password"
MAIN = "main"
"""The account of `smtp.*` and `limits.*`. Further ones have the same keys under `account.NAME.`."""
OF_ACCOUNTS = (*(name for name in KEYS if name.startswith(("smtp.", "limits."))), "mail.from", "mail.reply_to")
"""What each further account has of its own."""
_OF_ACCOUNT = re.compile(r"account\.([a-z0-9][a-z0-9-]{0,30})\.(.+)")


def of_account(account: str, field: str) -> str:
    """The name of a setting of an account: `smtp.host` for the main one, else `account.NAME.smtp.host`."""
    return field if account == MAIN else f"account.{account}.{field}"


def account_of(name: str) -> tuple[str, str]:
    """The account that a setting belongs to, and its name there: ("main", "smtp.host")."""
    found = _OF_ACCOUNT.fullmatch(name)
    return (found[1], found[2]) if found and found[1] != MAIN else (MAIN, name)


def known(name: str) -> Key:
    """The description of a setting. Raises UsageError with the nearest name for an unknown one."""
    account, field = account_of(name)
    if account != MAIN and field in OF_ACCOUNTS:
        return replace(KEYS[field], name=name)
    if name not in KEYS:
        near = difflib.get_close_matches(name, [*KEYS, PASSWORD, IMAP_PASSWORD], 1)
        raise UsageError(
            f"There is no setting {name!r}.",
            f"Did you mean {near[0]}?" if near else "",
            "`shopkeep account show` lists them all.",
        )
    return KEYS[name]


def typed(value: Any) -> str:
    """A value as the owner would have typed it."""
    return " | ".join(str(part) for part in value) if isinstance(value, (list, tuple)) else str(value)
