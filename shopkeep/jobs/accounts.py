"""The owner's mail accounts: which one sends, who its mails come from, and the way to send through it."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shopkeep.core.text import plain
from shopkeep.delivery import dkim_signing, headers, practice, replies, smtp, tokens
from shopkeep.delivery.mime import Sender
from shopkeep.errors import MailProblem, NotFound
from shopkeep.jobs.shop import Shop
from shopkeep.settings import MAIN, of_account

PRACTICE = "practice"
"""The folder of the practice mailbox in the shop's own, and the name its tries are counted under."""


def chosen(shop: Shop, name: str = "") -> str:
    """An account by name, or the one that sends unless another is named. Raises NotFound."""
    wanted = name or str(shop.settings.get("mail.account"))
    names = shop.settings.accounts()
    if wanted not in names:
        raise NotFound(
            f"There is no mail account {plain(wanted)}.",
            f"There {'is' if len(names) == 1 else 'are'} {', '.join(names)}.",
            "`shopkeep account list` shows them.",
        )
    return wanted


def sender(shop: Shop, name: str = "") -> Sender:
    """Who an account's mails come from. Raises MailProblem where no from address is set or it does not fit."""
    account = chosen(shop, name)
    address = shop.settings.of(account, "mail.from")
    if not address:
        raise MailProblem(
            "There is no from address yet.",
            "Every mail says who it comes from.",
            f"Set it: shopkeep account set {of_account(account, 'mail.from')} you@your-shop.com",
        )
    get, reply_to = shop.settings.get, shop.settings.of(account, "mail.reply_to")
    origin = headers.address(address)
    return Sender(
        address=origin,
        name=get("shop.name") or get("shop.owner"),
        reply_to=headers.address(reply_to) if reply_to else "",
        unsubscribe_url=get("mail.unsubscribe_url"),
        signing=_signing(shop, account, origin.rpartition("@")[2]),
    )


def _signing(shop: Shop, account: str, domain: str) -> dkim_signing.Signing | None:
    """The owner's DKIM key, where they have set one. Raises MailProblem where it cannot be used."""
    get = shop.settings.get
    if not get("mail.dkim_key_file"):
        return None
    file = shop.home / Path(get("mail.dkim_key_file")).expanduser()
    rewritten = str(shop.settings.of(account, "smtp.host")).endswith(".amazonaws.com")
    return dkim_signing.load(get("mail.dkim_domain") or domain, get("mail.dkim_selector"), file, rewritten)


def is_practice(shop: Shop, name: str = "") -> bool:
    """Whether an account is shopkeep's own practice mailbox: this machine, no TLS, port 0."""
    account = name or str(shop.settings.get("mail.account"))
    if account not in shop.settings.accounts():
        return False
    get = functools.partial(shop.settings.of, account)
    plain_here = get("smtp.security") == "none" and smtp.is_loopback(get("smtp.host"))
    return bool(plain_here and get("smtp.port") == 0)


@contextmanager
def practice_running(shop: Shop) -> Iterator[int]:
    """Run the practice mailbox for a while; gives its port."""
    with practice.Practice(shop.home / PRACTICE, shop.settings.get("practice.behaviour")) as server:
        yield server.port


def host(shop: Shop, name: str) -> str:
    """The server of an account; empty where none is set, or a word of it is still to be filled in."""
    found = str(shop.settings.of(name, "smtp.host"))
    return "" if _has_gap(found) else found


def _has_gap(host: str) -> bool:
    """Whether it is a preset's host with a word in capitals that is the owner's to fill in."""
    return any(sign.isupper() for sign in host)


def counted_as(shop: Shop, account: str) -> str:
    """The name that an account's tries are counted under: whose it is at which server, whatever it is called."""
    get = functools.partial(shop.settings.of, account)
    if is_practice(shop, account):
        return PRACTICE
    user, host = get("smtp.user"), get("smtp.host")
    return f"{user}@{host}" if user else f"{host}:{get('smtp.port')}"


@contextmanager
def account(shop: Shop, name: str = "") -> Iterator[smtp.Account]:
    """The way to send through an account; the practice mailbox runs as long as the block, where it is that.

    Raises MailProblem where the account is not set up.
    """
    account = chosen(shop, name)
    if problem := lacking(shop, account):
        raise problem
    get = functools.partial(shop.settings.of, account)
    connections = get("smtp.connections")
    if is_practice(shop, account):
        with practice_running(shop) as port:
            yield smtp.Account(practice.HOST, port, "none", connections=connections, name=PRACTICE)
        return
    user, security = get("smtp.user"), get("smtp.security")
    login = user and security != "none"
    command = get("smtp.token_command") if login else ""
    yield smtp.Account(
        get("smtp.host"),
        get("smtp.port"),
        security,
        user,
        shop.settings.password(account) if login and not command else "",
        connections,
        counted_as(shop, account),
        functools.partial(tokens.token, command) if command else None,
    )


def lacking(shop: Shop, account: str) -> MailProblem | None:
    """What an account needs before anything can go through it; None where it is complete."""
    get = functools.partial(shop.settings.of, account)
    key = functools.partial(of_account, account)
    host, user = get("smtp.host"), get("smtp.user")
    if not host:
        return MailProblem(
            "There is no mail account yet." if account == MAIN else f"The account {account} has no mail server yet.",
            "Nothing can be sent without one.",
            f"Begin with your provider: shopkeep account preset. Or set {key('smtp.host')}, {key('smtp.user')} and"
            f" {key('smtp.password')}; {key('smtp.host')} 127.0.0.1, {key('smtp.security')} none and"
            f" {key('smtp.port')} 0 is the practice mailbox.",
        )
    if _has_gap(host):
        return MailProblem(
            f"The mail server {host} is not complete: the word in capitals is yours to fill in.",
            "Nothing can be sent without it.",
            f"Set it: shopkeep account set {key('smtp.host')}",
        )
    if not user or get("smtp.security") == "none" or get("smtp.token_command") or shop.settings.password(account):
        return None
    return MailProblem(
        f"The password of {user} is not known.",
        "The mail server wants one.",
        f"Set it: shopkeep account set {key('smtp.password')}",
    )


def try_account(shop: Shop, name: str = "") -> str:
    """Connect, check encryption and login, and send nothing; how it went. Raises MailProblem."""
    address = sender(shop, name).address
    with account(shop, name) as way:
        asyncio.run(_try(way))
        if way.name == PRACTICE:
            return "The practice mailbox answers. Nothing leaves this machine."
        safe = "without encryption, on this machine" if way.security == "none" else "encrypted and verified"
        login = f", logged in as {way.user}" if way.user and (way.password or way.token) else ", without a login"
        return f"{way.host} answers, {safe}{login}. Mails will come from {address}."


async def _try(way: smtp.Account) -> None:
    line = await dial(way)
    await line.close()


async def dial(way: smtp.Account) -> smtp.Connection:
    """A connection to the account's server. Raises MailProblem with what to do."""
    try:
        return await smtp.dial(way)
    except smtp.NoConnection as error:
        trouble = replies.unreachable(error.problem, way.host)
        raise MailProblem(trouble.says, "Nothing was sent.", trouble.do) from error
