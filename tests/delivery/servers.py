"""Real SMTP servers on loopback for tests: one that files what it gets, one that misbehaves on script."""

from __future__ import annotations

import asyncio
import base64
import re
import ssl
import threading
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

HANG_UP = "HANG UP"
"""Close the line without an answer."""
RESET = "RESET"
"""Tear the line down, as a dead router does: nothing is said, not even by TLS."""
SILENCE = "SILENCE"
"""Never answer."""

Script = Callable[[str, str, int], str | None]
"""(verb, its argument or the whole content, how many of that verb so far) -> a reply, or None for the usual."""


def usual(_verb: str, _argument: str, _count: int) -> str | None:
    return None


@dataclass
class Server:
    """A scripted server. Verbs asked about: CONNECT, EHLO, STARTTLS, HANDSHAKE, AUTH, MAIL, RCPT, DATA, CONTENT,
    RSET. What a script says to HANDSHAKE goes out in place of TLS.

    It notes every mail it accepts, and all bytes it saw in the clear.
    """

    script: Script = usual
    extensions: tuple[str, ...] = ()
    tls: ssl.SSLContext | None = None
    implicit_tls: bool = False
    takes_data: bool = False
    """Waits for content even where it has just refused the sender or the recipient."""
    port: int = 0
    accepted: list[tuple[str, bytes]] = field(default_factory=list)
    """(recipient, content) of each mail that got its 250."""
    seen: list[str] = field(default_factory=list)
    """Every command line as it came."""
    clear: bytearray = field(default_factory=bytearray)
    connections: int = 0
    open_now: int = 0
    most_open: int = 0

    def __enter__(self) -> Server:
        self._loop = asyncio.new_event_loop()
        started = threading.Event()

        def serve() -> None:
            asyncio.set_event_loop(self._loop)
            context = self.tls if self.implicit_tls else None
            self._server = self._loop.run_until_complete(asyncio.start_server(self._line, "127.0.0.1", 0, ssl=context))
            self.port = self._server.sockets[0].getsockname()[1]
            started.set()
            self._loop.run_forever()

        self._thread = threading.Thread(target=serve, daemon=True)
        self._thread.start()
        assert started.wait(5)
        return self

    def __exit__(self, *_exc: object) -> None:
        async def end() -> None:
            self._server.close()
            tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(end(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def settle(self) -> None:
        """Wait until every line that was cut off has been read to its end."""
        for _ in range(1000):
            if not self.open_now:
                return
            time.sleep(0.005)
        raise AssertionError("a line is still open")

    @property
    def message_ids(self) -> list[str]:
        return [message_id(content) for _, content in self.accepted]

    async def _line(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.open_now += 1
        self.most_open = max(self.most_open, self.open_now)
        try:
            await self._talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, ssl.SSLError, EOFError):
            pass
        finally:
            self.open_now -= 1
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        counts: dict[str, int] = {}
        secure = self.implicit_tls
        to, ready = "", False

        async def answer(verb: str, argument: str, default: str) -> str:
            self.total[verb] = self.total.get(verb, 0) + 1
            reply = self.script(verb, argument, self.total[verb]) or default
            if reply == HANG_UP:
                raise EOFError
            if reply == RESET:
                writer.transport.abort()
                raise EOFError
            if reply == SILENCE:
                await asyncio.sleep(3600)
            half = reply.startswith("HALF ")
            writer.write(reply.removeprefix("HALF ").encode("utf-8", "surrogateescape") + (b"" if half else b"\r\n"))
            await writer.drain()
            if half or reply.startswith("421"):
                raise EOFError
            return reply

        await answer("CONNECT", "", "220 test ESMTP")
        while True:
            raw = await reader.readuntil(b"\n")
            if not secure:
                self.clear += raw
            line = raw.decode("utf-8", "replace").rstrip("\r\n")
            self.seen.append(line)
            verb, _, argument = line.partition(" ")
            verb = verb.upper()
            counts[verb] = counts.get(verb, 0) + 1
            if verb == "EHLO":
                offered = ["test", *self.extensions]
                if self.tls and not secure and "STARTTLS" not in offered:
                    offered.append("STARTTLS")
                lines = [f"250-{one}" for one in offered[:-1]] + [f"250 {offered[-1]}"]
                await answer("EHLO", argument, "\r\n".join(lines))
            elif verb == "STARTTLS":
                reply = await answer("STARTTLS", "", "220 go ahead")
                if reply.startswith("220"):
                    if self.tls is None:
                        raise EOFError
                    if self.script("HANDSHAKE", "", 1):
                        await asyncio.sleep(0.1)  # not in one packet with the go-ahead, which would be thrown away
                        await answer("HANDSHAKE", "", "")
                    await writer.start_tls(self.tls)
                    secure = True
            elif verb == "AUTH":
                await self._auth(argument, reader, writer, answer, secure)
            elif verb == "MAIL":
                ready = (await answer("MAIL", argument, "250 2.1.0 ok")).startswith("250")
            elif verb == "RCPT":
                to = re.sub(r".*<(.*)>.*", r"\1", argument)
                refuses = not ready and not self.takes_data
                reply = "503 5.5.1 MAIL first" if refuses else await answer("RCPT", to, "250 2.1.5 ok")
                if refuses:
                    writer.write(reply.encode() + b"\r\n")
                ready = ready and reply.startswith("250")
            elif verb == "DATA":
                if not ready and not self.takes_data:
                    writer.write(b"503 5.5.1 no valid recipients\r\n")
                    continue
                ready = False
                reply = await answer("DATA", to, "354 go on")
                if not reply.startswith("354"):
                    continue
                content = b""
                while not content.endswith(b"\r\n.\r\n") and content != b".\r\n":
                    piece = await reader.readuntil(b"\n")
                    content += piece
                    if not secure:
                        self.clear += piece
                plain = re.sub(rb"(?m)^\.\.", b".", content[:-3])
                reply = await answer_content(self, answer, to, plain)
            elif verb == "RSET":
                await answer("RSET", "", "250 ok")
            elif verb == "QUIT":
                writer.write(b"221 bye\r\n")
                await writer.drain()
                return
            else:
                await answer(verb, argument, "502 what")

    async def _auth(
        self,
        argument: str,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        answer: Callable[[str, str, str], Coroutine[Any, Any, str]],
        secure: bool,
    ) -> None:
        kind, _, user = argument.partition(" ")
        if kind.upper() == "LOGIN":
            for prompt in ("UGFzc3dvcmQ6",) if user else ("VXNlcm5hbWU6", "UGFzc3dvcmQ6"):
                writer.write(f"334 {prompt}\r\n".encode())
                raw = await reader.readuntil(b"\n")
                if not secure:
                    self.clear += raw
        await answer("AUTH", kind, "235 2.7.0 welcome")

    def __post_init__(self) -> None:
        self.total: dict[str, int] = {}


async def answer_content(
    server: Server, answer: Callable[[str, str, str], Coroutine[Any, Any, str]], to: str, content: bytes
) -> str:
    """What the server really took is what it meant to accept, whether or not its answer gets through."""
    count = server.total.get("CONTENT", 0) + 1
    planned = server.script("CONTENT", content.decode("latin-1"), count) or "250 2.0.0 queued as 1"
    if planned.startswith(("250", "HALF 2")) or planned in (HANG_UP, RESET, SILENCE):
        server.accepted.append((to, content))
    return await answer("CONTENT", content.decode("latin-1"), "250 2.0.0 queued as 1")


def message_id(content: bytes) -> str:
    found = re.search(rb"(?mi)^Message-ID: (\S+)\r?$", content)
    assert found, content[:200]
    return found.group(1).decode()


def holds_password(clear: bytes, password: str, user: str) -> bool:
    """Whether a password can be read in bytes that went over the line unprotected."""
    forms = [
        password.encode(),
        base64.b64encode(password.encode()),
        base64.b64encode(f"\0{user}\0{password}".encode()),
    ]
    return any(form in clear for form in forms)
