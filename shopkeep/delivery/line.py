"""An open line to a mail server: what we say goes out at once, and each reply comes back in its turn.

aiosmtplib makes the line, secures it and logs in; it reads one reply to one command and throws away what comes in
between. Here several commands may go out together (PIPELINING, RFC 2920), and no reply is ever lost: one that
nobody asked for is the next answer, and whoever is about to send content can see that it is there.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import NamedTuple

LONGEST_ANSWER = 32_768
"""Bytes of one reply, all its lines together; RFC 5321 4.5.3.1.5 allows 512 a line."""


class Reply(NamedTuple):
    """A server's answer: its code, and its text without codes, lines apart."""

    code: int
    text: str


class NoReply(Exception):
    """What came is no reply that a mail server gives."""

    code = -1

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Line(asyncio.Protocol):
    """Takes over a transport on which all has been answered. One task at a time may ask for answers."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._buffer = bytearray()
        self._said: list[bytes] = []
        self._length = 0
        self._replies: deque[Reply] = deque()
        self._waiting: asyncio.Future[None] | None = None
        self._broken: Exception | None = None
        transport.set_protocol(self)

    @property
    def is_open(self) -> bool:
        """Whether there is somebody to talk to, as far as anybody can know."""
        return self._broken is None and not self._transport.is_closing()

    @property
    def is_quiet(self) -> bool:
        """Whether the server has said nothing that was not asked for yet."""
        return not (self._replies or self._buffer or self._said)

    def write(self, said: bytes) -> None:
        """Say something. Raises ConnectionError where nobody listens any more."""
        if not self.is_open:
            raise self._broken or ConnectionResetError("the line is closed")
        self._transport.write(said)

    async def answer(self, seconds: float) -> Reply:
        """The next reply, in the order of what was said.

        Raises ConnectionError, TimeoutError or NoReply; from then on there are no more answers.
        """
        if not self._replies and self._broken is None:
            self._waiting = self._loop.create_future()
            timer = self._loop.call_later(seconds, self._hang_up)
            try:
                await self._waiting
            finally:
                timer.cancel()
                self._waiting = None
        if self._replies:  # also those that came before it broke
            return self._replies.popleft()
        raise self._broken or ConnectionResetError("the line is closed")

    def close(self) -> None:
        """Hang up."""
        self._transport.close()

    def data_received(self, data: bytes) -> None:
        """asyncio's call: something came."""
        if self._broken is not None:
            return
        self._buffer += data
        begins = 0
        while (ends := self._buffer.find(b"\n", begins)) >= 0:
            line = bytes(self._buffer[begins:ends])
            begins = ends + 1
            code, last = line[:3], line[3:4] != b"-"
            if not (len(code) == 3 and code.isdigit()):
                self._break(NoReply(line.decode("utf-8", "replace")))
                return
            self._said.append(line[4:].strip())
            self._length += len(line)
            if self._length > LONGEST_ANSWER:
                break
            if last:
                self._replies.append(Reply(int(code), b"\n".join(self._said).decode("utf-8", "replace")))
                self._said.clear()
                self._length = 0
        del self._buffer[:begins]
        if self._length + len(self._buffer) > LONGEST_ANSWER:
            self._break(NoReply("an answer without end"))
        elif self._replies:
            self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """asyncio's call: the line is gone."""
        lost = ConnectionResetError("the server hung up")
        lost.__cause__ = exc
        self._break(lost)

    def _hang_up(self) -> None:
        if self._replies:
            return  # it came at the last moment
        self._break(TimeoutError())
        self._transport.abort()  # to close it would wait for a server that reads nothing any more

    def _break(self, why: Exception) -> None:
        self._broken = self._broken or why
        self._wake()

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)
