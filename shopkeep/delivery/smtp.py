"""The way to the owner's mail server: an account, and a connection to it, secured and logged in.

aiosmtplib does connect, TLS and login; what is said on the connection after that is in exchange.py.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Literal, cast

import aiosmtplib
from aiosmtplib import SMTPResponseException

from shopkeep.core import text
from shopkeep.delivery.broken import words
from shopkeep.delivery.exchange import (
    Accepted,
    Connection,
    Lost,
    Outcome,
    Phase,
    Refused,
    Timeouts,
    Unknown,
    at_once,
)
from shopkeep.delivery.line import Line
from shopkeep.errors import MailProblem

__all__ = [
    "Accepted",
    "Account",
    "Connection",
    "Lost",
    "NoConnection",
    "Outcome",
    "Phase",
    "Refused",
    "Security",
    "Timeouts",
    "Unknown",
    "at_once",
    "dial",
    "is_loopback",
    "tls_context",
]

Security = Literal["tls", "starttls", "none"]

# Instead of this machine's own name, which is nobody's business and slow to find out.
OUR_NAME = "[127.0.0.1]"


@dataclass(frozen=True, slots=True)
class Account:
    """One mail account. `name` is what its tries are counted under."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)
    connections: int = 1
    name: str = "main"
    token: Callable[[], str] | None = field(default=None, repr=False)
    """Gives an access token to log in with in place of the password (XOAUTH2); may raise MailProblem."""


class NoConnection(Exception):
    """A connection that could not be made; `problem` says where and why."""

    def __init__(self, problem: Refused | Lost) -> None:
        super().__init__(str(problem))
        self.problem = problem


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, by its name or number alone (no look-up)."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def tls_context() -> ssl.SSLContext:
    """The one TLS context of a run: certificate and host name verified, TLS 1.2 at least. Costs 50 ms."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


async def dial(account: Account, context: ssl.SSLContext | None = None, timeouts: Timeouts | None = None) -> Connection:
    """Connect, secure and log in. Raises NoConnection.

    The password goes out only over verified TLS, and once: a wrong one counts as one failure.
    """
    timeouts = timeouts or Timeouts()
    if account.security == "none" and not is_loopback(account.host):
        raise NoConnection(Refused("tls", 0, "Without TLS only to this machine"))
    client = aiosmtplib.SMTP(
        hostname=account.host,
        port=account.port,
        local_hostname=OUR_NAME,
        timeout=timeouts.connect,
        use_tls=account.security == "tls",
        start_tls=False,
        tls_context=None if account.security == "none" else (context or tls_context()),
    )
    phase: Phase = "connect"
    try:
        await client.connect()
        await client.ehlo()
        if account.security == "starttls":
            phase = "tls"
            if not client.supports_extension("starttls"):
                raise NoConnection(Refused("tls", 0, "The server offers no TLS"))
            await client.starttls()
            await client.ehlo()
        if account.user and (account.password or account.token):
            phase = "login"
            await _log_in(client, account)
        if client.transport is None:
            raise ConnectionResetError("the server hung up")
        line = Line(cast(asyncio.Transport, client.transport))
    except NoConnection:
        client.close()
        raise
    except ssl.SSLError as error:
        client.close()
        raise NoConnection(Refused("tls", 0, words(error))) from error
    except SMTPResponseException as error:
        client.close()
        if 400 <= error.code <= 599:
            raise NoConnection(Refused(phase, error.code, _one_line(error.message))) from error
        raise NoConnection(Lost(phase, words(error))) from error
    except Exception as error:
        client.close()
        if isinstance(error.__cause__, ssl.SSLError):
            raise NoConnection(Refused("tls", 0, words(error.__cause__))) from error
        raise NoConnection(Lost(phase, words(error))) from error
    except BaseException:
        client.close()
        raise
    return Connection(line, client.esmtp_extensions, timeouts)


async def _log_in(client: aiosmtplib.SMTP, account: Account) -> None:
    """Log in by one mechanism only: aiosmtplib's own `login` tries three, which is three failures."""
    if client.get_transport_info("sslcontext") is None:
        raise NoConnection(Refused("tls", 0, "A password is never sent without TLS"))
    offered = client.server_auth_methods
    if account.token is not None:
        await _log_in_by_token(client, account, account.token)
        return
    if "plain" in offered:
        await client.auth_plain(account.user, account.password)
    elif "login" in offered:
        await client.auth_login(account.user, account.password)
    elif "cram-md5" in offered:
        await client.auth_crammd5(account.user, account.password)
    else:
        raise NoConnection(Refused("login", 0, "The server offers no login by password"))


async def _log_in_by_token(client: aiosmtplib.SMTP, account: Account, token: Callable[[], str]) -> None:
    if "xoauth2" not in client.server_auth_methods:
        raise NoConnection(Refused("login", 0, "The server offers no login by access token"))
    try:
        fresh = await asyncio.to_thread(token)
    except MailProblem as error:
        raise NoConnection(Refused("login", 0, error.title.rstrip("."))) from error
    try:
        await client.auth_xoauth2(account.user, fresh)
    except SMTPResponseException as error:
        said = f"The server refused the access token: {error.message}"
        raise NoConnection(Refused("login", error.code, said)) from error


def _one_line(said: str) -> str:
    """A reply's text as it is kept: on one line, whatever bytes the server sent."""
    return text.plain(said.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
