"""The practice mailbox: a real SMTP server on this machine that files what it gets instead of sending it."""

from __future__ import annotations

import asyncio
import os
import re
import socket
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from shopkeep.core import clock, text
from shopkeep.core.records.delivery import PracticeMail, RenderedParts
from shopkeep.delivery.practice_moods import Manners
from shopkeep.errors import NotFound, ShopkeepError

HOST = "127.0.0.1"
LARGEST_MAIL = 30 * 2**20
HEADER_BYTES = 65_536
_NAME = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9]{6}\.eml")


class _Filing:
    """Puts each mail on the disk before its sender hears `250`."""

    def __init__(self, folder: Path, moods: Sequence[str]) -> None:
        self.folder = folder
        self._manners = Manners(folder, moods)
        self._next = 1 + max((_number(path.name) for path in folder.glob("*.eml")), default=0)

    async def handle_RCPT(
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        said = await self._manners.at_recipient(server, address)
        if said is not None:
            return said
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        content, to = envelope.content, envelope.rcpt_tos[0]
        await self._manners.before_filing(server, to)
        try:
            self._file(content if isinstance(content, bytes) else (content or "").encode())
        except OSError as error:
            return f"452 4.3.1 The practice mailbox cannot be written: {error.strerror}"
        await self._manners.after_filing(server, to)
        return "250 2.0.0 Filed in the practice mailbox"

    def _file(self, content: bytes) -> None:
        target = self.folder / f"{clock.now():%Y%m%d-%H%M%S}-{self._next:06d}.eml"
        self._next += 1
        part = target.with_suffix(".part")
        with os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)


class Practice:
    """The server, for as long as a `with` block lasts. `port` is the system's choice.

    `moods`: how it misbehaves, of practice_moods.MOODS.
    """

    host = HOST

    def __init__(self, folder: Path, moods: Sequence[str] = ()) -> None:
        self.folder = folder
        self._moods = moods
        self.port = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Listen. Raises ShopkeepError where this machine does not allow it."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            listener = socket.create_server((HOST, 0))
        except OSError as error:
            raise ShopkeepError(
                "The practice mailbox cannot be started.",
                f"This machine does not allow a program to listen on {HOST}: {error.strerror}.",
                "Close other programs and try again, or set up a real mail account.",
            ) from error
        self.port = listener.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        filing = _Filing(self.folder, self._moods)

        def line() -> SMTP:
            return SMTP(filing, hostname="practice", ident="shopkeep", data_size_limit=LARGEST_MAIL)

        self._loop.run_until_complete(self._loop.create_server(line, sock=listener))
        self._thread = threading.Thread(target=self._loop.run_forever, name="practice", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Hang up on everybody and stop listening."""
        if self._loop is None or self._thread is None:
            return
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()
        self._loop = None

    def __enter__(self) -> Practice:
        self.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.stop()


def mails(folder: Path) -> list[PracticeMail]:
    """The mails in a practice mailbox, newest first, their headers cleaned for showing."""
    found = []
    for path in sorted(folder.glob("*.eml"), key=lambda p: (_number(p.name), p.name), reverse=True):
        try:
            with path.open("rb") as file:
                head = BytesHeaderParser(policy=policy.compat32).parsebytes(file.read(HEADER_BYTES))
        except OSError:
            continue
        found.append(PracticeMail(path.name, _shown(head, "To"), _shown(head, "Subject"), _received(path)))
    return found


def read(folder: Path, file: str) -> RenderedParts:
    """One mail for reading: headers decoded, text and HTML, all cleaned. Raises NotFound."""
    path = folder / file
    if not _NAME.fullmatch(file) or not path.is_file():
        raise NotFound(f"There is no mail {text.plain(file)[:60]} in the practice mailbox.")
    return parts(path.read_bytes())


def parts(raw: bytes) -> RenderedParts:
    """A mail's bytes for reading, whoever wrote them."""
    message = message_from_bytes(raw, policy=policy.compat32)
    shown = [(text.plain(name), _decoded(str(value))) for name, value in message.items()]
    return RenderedParts(
        subject=_shown(message, "Subject"),
        to=_shown(message, "To"),
        headers=shown,
        text=_body(message, "text/plain"),
        html=_body(message, "text/html"),
    )


def _body(message: Message, kind: str) -> str:
    for part in message.walk():
        if part.get_content_type() == kind:
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                try:
                    found = content.decode(part.get_content_charset("utf-8"), "replace")
                except LookupError:
                    found = content.decode("utf-8", "replace")
                return text.clean(found, 2**20, keep_lines=True)
    return ""


def _shown(message: Message, header: str) -> str:
    return _decoded(str(message.get(header, "")))


def _decoded(value: str) -> str:
    unfolded = value.replace("\r", "").replace("\n", "")
    try:
        return text.plain(make_header(decode_header(unfolded)))
    except (HeaderParseError, LookupError, ValueError):
        return text.plain(unfolded)


def _number(file: str) -> int:
    last = file.removesuffix(".eml").rpartition("-")[2]
    return int(last) if last.isdecimal() else 0


def _received(path: Path) -> datetime:
    try:
        return datetime.strptime(path.name[:15], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return clock.moment(int(path.stat().st_mtime))
