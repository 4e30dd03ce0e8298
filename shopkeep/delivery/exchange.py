"""One mail over an open connection, and the truth about what became of it.

The exchange is our own, because aiosmtplib's `sendmail` raises the same error before and after the final dot, and
that difference is the whole of a truthful ledger.
Nothing here is ever cancelled on purpose: a cancelled exchange leaves the connection out of step.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from shopkeep.core import text
from shopkeep.delivery.broken import words
from shopkeep.delivery.line import Line, Reply

log = logging.getLogger("shopkeep")

Phase = Literal["connect", "tls", "login", "mail", "rcpt", "data", "content"]

ACCEPTED = 250
WILL_FORWARD = 251
GO_AHEAD = 354
CLOSING = 421
FAREWELL = 5
"""Seconds that the server has to take leave."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds to wait. RFC 5321 4.5.3.2 gives ten minutes after the dot: less makes false unknowns."""

    connect: float = 30
    command: float = 120
    content: float = 600


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


class Connection:
    """An open, logged-in connection. Made by `smtp.dial`; a broken one is thrown away, never mended.

    `extensions`: what the server said to EHLO, by lower-case names. Where it knows PIPELINING, MAIL, RCPT and DATA
    go out together, which saves two of a mail's four waits.
    """

    def __init__(self, line: Line, extensions: Mapping[str, str], timeouts: Timeouts) -> None:
        self._line = line
        self._timeouts = timeouts
        self._together = "pipelining" in extensions
        self._says_size = "size" in extensions
        limit = extensions.get("size", "").strip()
        self._largest = int(limit) if limit.isdecimal() else 0
        self.sent = 0

    @property
    def usable(self) -> bool:
        return self._line.is_open

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
            self._line.close()  # the server waits for content; there is no way back but to hang up
            raise
        if not self.usable:
            return Lost("data", "the server hung up before the content")
        if not self._line.is_quiet:
            self._line.close()
            return Lost("data", "the server answered more than it was asked")
        try:
            self._line.write(_stuffed(raw))
            reply = await self._line.answer(self._timeouts.content)
        except BaseException as error:
            self._line.close()
            if not isinstance(error, Exception):
                raise
            return Unknown(words(error))
        if reply.code == ACCEPTED:
            self.sent += 1
            return Accepted(f"{reply.code} {text.plain(reply.text)}")
        if 400 <= reply.code <= 599:
            return self._refused("content", reply)
        self._line.close()
        return Unknown(f"the server answered {reply.code} {text.plain(reply.text)}, which has no meaning here")

    async def _envelope(self, sender: str, recipient: str, size: int) -> Refused | Lost | None:
        """MAIL, RCPT and DATA; None once the server waits for content."""
        if 0 < self._largest < size:
            return Refused("data", 552, f"5.3.4 The mail is larger than the server's {self._largest} bytes")
        steps: tuple[tuple[Phase, bytes, tuple[int, ...]], ...] = (
            ("mail", _command("MAIL FROM", sender, f" SIZE={size}" if self._says_size else ""), (ACCEPTED,)),
            ("rcpt", _command("RCPT TO", recipient), (ACCEPTED, WILL_FORWARD)),
            ("data", b"DATA\r\n", (GO_AHEAD,)),
        )
        phase: Phase = "mail"
        try:
            if self._together:
                self._line.write(b"".join(command for _, command, _ in steps))
            for step in steps:
                phase, command, welcome = step
                if not self._together:
                    self._line.write(command)
                reply = await self._line.answer(self._timeouts.command)
                if reply.code not in welcome:
                    break
            else:
                return None
        except Exception as error:
            self._line.close()
            return Lost(phase, words(error))
        if not 400 <= reply.code <= 599:
            self._line.close()
            return Lost(phase, f"the server answered {reply.code} {text.plain(reply.text)}, which has no meaning here")
        refused = self._refused(phase, reply)
        if self._together and self.usable:
            await self._hear_out({"mail": 2, "rcpt": 1}.get(phase, 0))
        return refused

    def _refused(self, phase: Phase, reply: Reply) -> Refused:
        if reply.code == CLOSING:
            self._line.close()
        return Refused(phase, reply.code, text.plain(reply.text))

    async def _hear_out(self, replies: int) -> None:
        """The answers to what went out together with a command that was refused. A server that waits for content
        all the same gets none: the line is closed."""
        try:
            for _ in range(replies):
                if (await self._line.answer(self._timeouts.command)).code in (GO_AHEAD, CLOSING):
                    self._line.close()
        except Exception as error:
            log.info("the server broke off after it had refused a mail: %s", error)  # the refusal stands
            self._line.close()

    async def _reset(self) -> None:
        try:
            self._line.write(b"RSET\r\n")
            if (await self._line.answer(self._timeouts.command)).code != ACCEPTED:
                self._line.close()
        except Exception as error:
            log.info("the server broke off at a reset: %s", error)
            self._line.close()

    async def close(self) -> None:
        """Say goodbye and hang up."""
        if self.usable:
            try:
                self._line.write(b"QUIT\r\n")
                await self._line.answer(FAREWELL)
            except Exception as error:
                log.info("the server did not take leave: %s", error)  # it is over either way
        self._line.close()


async def at_once() -> None:
    """For `before_content`, where no ledger is waited for."""


def _command(verb: str, address: str, more: str = "") -> bytes:
    """A command about an address. Raises ValueError for one that is not printable ASCII."""
    if not (address.isascii() and address.isprintable()):
        raise ValueError("an address holds signs that no command may hold")
    return f"{verb}:<{address}>{more}\r\n".encode("ascii")


def _stuffed(raw: bytes) -> bytes:
    """Content as it goes over the line: a dot doubled where it begins a line, and the final dot."""
    if raw.startswith(b"."):
        raw = b"." + raw
    return raw.replace(b"\r\n.", b"\r\n..") + b".\r\n"
