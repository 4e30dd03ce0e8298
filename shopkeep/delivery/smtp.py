"""One connection to the owner's mail server, and one mail through it.

aiosmtplib does connect, TLS and login, and reads the replies; the exchange of a mail is our own, because its
`sendmail` raises the same error before and after the final dot, and that difference is the whole of a truthful
ledger.
Nothing here is ever cancelled on purpose: a cancelled exchange leaves the connection out of step.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Literal

import aiosmtplib
from aiosmtplib import SMTPException, SMTPResponse, SMTPResponseException, SMTPServerDisconnected

from shopkeep.core import text
from shopkeep.delivery.broken import words
from shopkeep.errors import MailProblem

log = logging.getLogger("shopkeep")

Phase = Literal["connect", "tls", "login", "mail", "rcpt", "data", "content"]
Security = Literal["tls", "starttls", "none"]

# Instead of this machine's own name, which is nobody's business and slow to find out.
OUR_NAME = "[127.0.0.1]"
ACCEPTED = 250
WILL_FORWARD = 251
GO_AHEAD = 354
CLOSING = 421


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds to wait. RFC 5321 4.5.3.2 gives ten minutes after the dot: less makes false unknowns."""

    connect: float = 30
    command: float = 120
    content: float = 600


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


@dataclass(frozen=True, slots=True)
class Accepted:
    """The server took the mail."""

    reply: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The server said no, at `phase`; the mail was certainly not taken."""

    phase: Phase
    code: int
    text: str

    @property
    def reply(self) -> str:
        return f"{self.code} {self.text}"


@dataclass(frozen=True, slots=True)
class Lost:
    """The line broke before any content went out; the mail was certainly not taken."""

    phase: Phase
    why: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The line broke after content had begun: taken or not, nobody can say."""

    why: str


Outcome = Accepted | Refused | Lost | Unknown


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


class Connection:
    """An open, logged-in connection. Made by `dial`; a broken one is thrown away, never mended."""

    def __init__(self, client: aiosmtplib.SMTP, timeouts: Timeouts) -> None:
        self._client = client
        self._timeouts = timeouts
        self.sent = 0

    @property
    def usable(self) -> bool:
        return self._client.is_connected

    async def send(
        self, sender: str, recipient: str, raw: bytes, before_content: Callable[[], Awaitable[None]]
    ) -> Outcome:
        """One mail to one recipient, both as `headers.address` gives them.

        `before_content` is awaited between the server's 354 and the first byte of content; what it raises
        is raised here, with nothing sent. After that the answer is Accepted, Refused or Unknown.
        """
        refused = await self._envelope(sender, recipient, len(raw))
        if refused is not None:
            if isinstance(refused, Refused) and self.usable:
                await self._reset()
            return refused
        try:
            await before_content()
        except BaseException:
            self._client.close()  # the server waits for content; there is no way back but to hang up
            raise
        if not self.usable:
            self._client.close()
            return Lost("data", "the server hung up before the content")
        try:
            reply = await self._ask(_stuffed(raw), self._timeouts.content)
        except BaseException as error:
            self._client.close()
            if not isinstance(error, Exception):
                raise
            return Unknown(words(error))
        if reply.code == ACCEPTED:
            self.sent += 1
            return Accepted(f"{reply.code} {_one_line(reply.message)}")
        if 400 <= reply.code <= 599:
            return Refused("content", reply.code, _one_line(reply.message))
        self._client.close()
        return Unknown(f"the server answered {reply.code} {_one_line(reply.message)}, which has no meaning here")

    async def _envelope(self, sender: str, recipient: str, size: int) -> Refused | Lost | None:
        """MAIL, RCPT and DATA; None once the server waits for content."""
        client, seconds = self._client, self._timeouts.command
        phase: Phase = "mail"
        try:
            size_said = b""
            if client.supports_extension("size"):
                limit = client.esmtp_extensions.get("size", "").strip()
                if limit.isdecimal() and 0 < int(limit) < size:
                    return Refused("data", 552, f"5.3.4 The mail is larger than the server's {limit} bytes")
                size_said = b" SIZE=%d" % size
            if not (sender + recipient).isprintable():
                raise ValueError("an address holds a control sign")
            origin, to = sender.encode("ascii"), recipient.encode("ascii")
            reply = await self._ask(b"MAIL FROM:<%b>%b\r\n" % (origin, size_said), seconds)
            if reply.code == ACCEPTED:
                phase = "rcpt"
                reply = await self._ask(b"RCPT TO:<%b>\r\n" % to, seconds)
                if reply.code in (ACCEPTED, WILL_FORWARD):
                    phase = "data"
                    reply = await self._ask(b"DATA\r\n", seconds)
                    if reply.code == GO_AHEAD:
                        return None
            code, said = reply.code, _one_line(reply.message)
        except Exception as error:
            if not isinstance(error, SMTPResponseException) or error.code < 0:
                client.close()
                return Lost(phase, words(error))
            code, said = error.code, _one_line(error.message)
        if 400 <= code <= 599:
            return Refused(phase, code, said)
        client.close()
        return Lost(phase, f"the server answered {code} {said}, which has no meaning here")

    async def _ask(self, said: bytes, seconds: float) -> SMTPResponse:
        """Say something, and the server's answer to it. Raises TimeoutError, SMTPException, OSError.

        One timer a step, without the lock and the task switches of aiosmtplib's own: a connection here is one
        worker's, who always waits for the answer.
        """
        protocol = self._client.protocol
        if protocol is None:
            raise SMTPServerDisconnected("Connection lost")
        protocol.write(said)
        late: list[bool] = []

        def hang_up() -> None:
            late.append(True)
            if isinstance(protocol.transport, asyncio.WriteTransport):
                protocol.transport.abort()  # to close it would wait for a server that reads nothing any more

        timer = asyncio.get_running_loop().call_later(seconds, hang_up)
        try:
            reply = await protocol.read_response()
        except SMTPServerDisconnected:
            if late:
                raise TimeoutError from None
            raise
        finally:
            timer.cancel()
        if reply.code == CLOSING:
            self._client.close()
        return reply

    async def _reset(self) -> None:
        try:
            await self._client.rset(timeout=self._timeouts.command)
        except (SMTPException, OSError):
            self._client.close()

    async def close(self) -> None:
        """Say goodbye and hang up."""
        if self._client.is_connected:
            try:
                await self._client.quit(timeout=5)
            except (SMTPException, OSError) as error:
                log.info("the server did not take leave: %s", error)  # it is over either way
        self._client.close()


async def at_once() -> None:
    """For `before_content`, where no ledger is waited for."""


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
    return Connection(client, timeouts)


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


def _stuffed(raw: bytes) -> bytes:
    """Content as it goes over the line: a dot doubled where it begins a line, and the final dot."""
    if raw.startswith(b"."):
        raw = b"." + raw
    return raw.replace(b"\r\n.", b"\r\n..") + b".\r\n"


def _one_line(said: str) -> str:
    """A reply's text as it is kept: on one line, whatever bytes the server sent."""
    return text.plain(said.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
