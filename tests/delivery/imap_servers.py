"""A real Dovecot on loopback, run in the foreground on a folder of the test's own; and a script that plays one."""

from __future__ import annotations

import imaplib
import os
import pwd
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import pytest
import trustme

USER, PASSWORD = "hello@shop.example", 'pass "word" ü\\'
DOVECOT = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")
needs_dovecot = pytest.mark.skipif(DOVECOT is None, reason="Debian's dovecot-imapd is not installed")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


CONFIG = """
protocols = imap
base_dir = {home}/run
log_path = {home}/dovecot.log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 0
first_valid_gid = 0
listen = 127.0.0.1
mail_location = maildir:{home}/mail
mail_home = {home}
disable_plaintext_auth = {plain_refused}
ssl = {ssl}
ssl_cert = <{home}/cert.pem
ssl_key = <{home}/key.pem
ssl_dh =
auth_mechanisms = plain
passdb {{
  driver = passwd-file
  args = {home}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={home}
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {starttls_port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
"""


class Dovecot:
    """A running server with one user and one folder of mails."""

    def __init__(self, home: Path, authority: trustme.CA) -> None:
        self.home = home
        self.authority = authority
        self.tls_port, self.starttls_port = free_port(), free_port()
        self.user = "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name

    def configure(self) -> None:
        owner = pwd.getpwnam(self.user)
        cert = self.authority.issue_cert("localhost", "127.0.0.1")
        cert.private_key_pem.write_to_path(self.home / "key.pem")
        for number, blob in enumerate(cert.cert_chain_pems):
            blob.write_to_path(self.home / "cert.pem", append=number > 0)
        group = subprocess.run(["id", "-gn", self.user], check=True, capture_output=True, text=True).stdout.strip()
        (self.home / "dovecot.conf").write_text(
            CONFIG.format(
                home=self.home,
                user=self.user,
                group=group,
                tls_port=self.tls_port,
                starttls_port=self.starttls_port,
                plain_refused="yes",
                ssl="yes",
            )
        )
        (self.home / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n", encoding="utf-8")
        (self.home / "mail").mkdir()
        self.home.chmod(0o755)
        for path in [self.home, *self.home.rglob("*")]:
            if os.geteuid() == 0:
                os.chown(path, owner.pw_uid, owner.pw_gid)

    def trusting(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        self.authority.configure_trust(context)
        return context

    def line(self) -> imaplib.IMAP4_SSL:
        """A logged-in connection of the test's own."""
        line = imaplib.IMAP4_SSL("localhost", self.tls_port, ssl_context=self.trusting(), timeout=20)
        line.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
        return line

    def fill(self, mails: list[bytes], folder: str = "INBOX", flags: Callable[[int], str] = lambda n: "") -> None:
        """Put mails into a folder in their order."""
        line = self.line()
        if folder != "INBOX":
            line.create(folder)
        for number, raw in enumerate(mails):
            crlf = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
            kind, said = line.append(folder, flags(number), "", crlf)  # type: ignore[arg-type]
            assert kind == "OK", said
        line.logout()

    def state(self, folder: str = "INBOX") -> list[bytes]:
        """Each mail's number, UID, flags, size, day and place: what reading must not touch."""
        line = self.line()
        line.select(folder, readonly=True)
        _kind, data = line.fetch("1:*", "(UID FLAGS INTERNALDATE RFC822.SIZE)")
        line.logout()
        return [one for one in data if isinstance(one, bytes)]


@contextmanager
def dovecot(home: Path, authority: trustme.CA) -> Iterator[Dovecot]:
    """A Dovecot in the foreground for as long as the block lasts."""
    assert DOVECOT is not None
    home.mkdir()
    if os.geteuid() == 0:
        home.parent.chmod(0o711)  # Dovecot's processes run as somebody else then, who must get there
    server = Dovecot(home, authority)
    server.configure()
    command = [DOVECOT, "-F", "-c", str(home / "dovecot.conf")]
    with (home / "out.log").open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out)
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", server.tls_port), 1).close()
                break
            except OSError:
                assert process.poll() is None, (home / "out.log").read_text() + _log(home)
                time.sleep(0.05)
        yield server
    finally:
        process.terminate()
        process.wait(20)


def _log(home: Path) -> str:
    path = home / "dovecot.log"
    return path.read_text() if path.exists() else ""


def _line_of(file: BinaryIO) -> bytes:
    try:
        return file.readline()
    except OSError:
        return b""


class Played:
    """A server that answers by a script, to see what a client says to one that means no good.

    `script` gives the answer to a command line (without its tag); None hangs up.
    """

    def __init__(self, greeting: bytes, script: Callable[[str], bytes | None]) -> None:
        self.greeting = greeting
        self.script = script
        self.seen = bytearray()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._line: socket.socket | None = None
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Played:
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._listener.close()
        if self._line is not None:
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)  # a client that gave up may have left its end open
        self._thread.join(5)

    def _serve(self) -> None:
        try:
            line, _ = self._listener.accept()
        except OSError:
            return
        self._line = line
        with line, line.makefile("rb") as file:
            line.sendall(self.greeting)
            while raw := _line_of(file):
                self.seen += raw
                tag, _, command = raw.decode("latin-1").rstrip("\r\n").partition(" ")
                answer = self.script(command)
                if answer is None:
                    return
                try:
                    line.sendall(answer.replace(b"TAG", tag.encode("latin-1")))
                except OSError:
                    return
