"""Reading the owner's mailbox over IMAP (RFC 9051), and changing nothing in it.

The folder is opened with EXAMINE and mails are fetched with BODY.PEEK: no mail is marked as read, moved or
deleted, because the server itself would not let us. The password goes out over verified TLS only.
"""

from __future__ import annotations

import base64
import imaplib
import re
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shopkeep.core import text
from shopkeep.delivery.inbox_mail import LARGEST
from shopkeep.delivery.smtp import Security, is_loopback, tls_context
from shopkeep.errors import MailProblem

TIMEOUT = 60
"""Seconds without a word from the server after which it counts as gone."""
LARGEST_ANSWER = 8 * 2**20
"""A server that announces more for one mail's beginning is not believed."""
HEADER_BYTES = 32_768
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_UID = re.compile(rb"\bUID (\d{1,10})\b")


@dataclass(frozen=True, slots=True)
class Account:
    """A mailbox to read."""

    host: str
    port: int
    security: Security
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    token: Callable[[], str] | None = field(default=None, repr=False)
    """Gives an access token to log in with in place of the password (XOAUTH2); may raise MailProblem."""

    @property
    def name(self) -> str:
        """What its place in the folder is remembered under."""
        return f"{self.user}@{self.host}/{self.folder}"


class _Careful(imaplib.IMAP4):
    """What a server sends is taken piece by piece, and never more than makes sense."""

    def read(self, size: int) -> bytes:
        if size > LARGEST_ANSWER:
            raise self.abort("the server announced more than any mail is")
        return super().read(size)


class _CarefulTls(_Careful, imaplib.IMAP4_SSL):
    pass


class Folder:
    """A folder open for reading alone. Made by `dial`; close it."""

    def __init__(self, line: imaplib.IMAP4, account: Account, uidvalidity: int, mails: int) -> None:
        self._line = line
        self._account = account
        self.uidvalidity = uidvalidity
        self.mails = mails

    def after(self, uid: int) -> list[int]:
        """The mails that came after one, oldest first."""
        found = self._search("UID", f"{uid + 1}:*")
        return [one for one in found if one > uid]  # `*` is the last mail, however old

    def since(self, day: date) -> list[int]:
        """The mails that the server took in on a day or later, oldest first."""
        return self._search("SINCE", f"{day.day}-{MONTHS[day.month - 1]}-{day.year}")

    def _search(self, *terms: str) -> list[int]:
        data = self._ask("UID", "SEARCH", *terms)
        numbers = b" ".join(one for one in data if isinstance(one, bytes)).split()
        return sorted({int(one) for one in numbers if one.isdigit() and len(one) < 11})

    def headers(self, uids: Sequence[int]) -> dict[int, bytes]:
        """The headers of these mails; those that are gone by now are missing."""
        return self._fetch(uids, f"BODY.PEEK[HEADER]<0.{HEADER_BYTES}>")

    def whole(self, uids: Sequence[int]) -> dict[int, bytes]:
        """The first bytes of these mails, as many as are ever looked at."""
        return self._fetch(uids, f"BODY.PEEK[]<0.{LARGEST}>")

    def _fetch(self, uids: Sequence[int], what: str) -> dict[int, bytes]:
        if not uids:
            return {}
        data = self._ask("UID", "FETCH", ",".join(map(str, uids)), f"(UID {what})")
        wanted, found = set(uids), {}
        for at, one in enumerate(data):
            if not isinstance(one, tuple) or len(one) < 2:
                continue
            behind = data[at + 1] if at + 1 < len(data) and isinstance(data[at + 1], bytes) else b""
            number = _UID.search(one[0]) or _UID.search(behind)
            if number and int(number[1]) in wanted:
                found[int(number[1])] = bytes(one[1])
        return found

    def _ask(self, *command: str) -> list[Any]:
        try:
            kind, data = self._line.uid(*command[1:]) if command[0] == "UID" else ("NO", [])
        except (imaplib.IMAP4.error, OSError, ValueError) as error:
            raise _lost(self._account, error) from error
        if kind != "OK":
            raise _lost(self._account, Exception(_words(data)))
        return list(data)

    def close(self) -> None:
        """Hang up. CLOSE is not sent: it would remove mails marked as deleted, were the folder writable."""
        try:
            self._line.logout()
        except (imaplib.IMAP4.error, OSError, ValueError):
            pass  # it is over either way


def dial(account: Account) -> Folder:
    """Connect, secure, log in and open the folder for reading alone. Raises MailProblem with what to do."""
    if account.security == "none" and not is_loopback(account.host):
        raise MailProblem(
            "A mailbox is read without encryption on this machine alone.",
            "Anybody on the way could read the password.",
            "Set imap.security to tls (port 993) or starttls (port 143).",
        )
    line = _connect(account)
    try:
        _log_in(line, account)
        return _examine(line, account)
    except BaseException:
        _hang_up(line)
        raise


def _hang_up(line: imaplib.IMAP4) -> None:
    try:
        line.shutdown()
    except OSError:
        pass  # it is over either way


def _connect(account: Account) -> imaplib.IMAP4:
    try:
        if account.security == "tls":
            return _CarefulTls(account.host, account.port, ssl_context=tls_context(), timeout=TIMEOUT)
        line = _Careful(account.host, account.port, timeout=TIMEOUT)
    except ssl.SSLError as error:
        raise _unsafe(account, error) from error
    except (imaplib.IMAP4.error, OSError, ValueError) as error:
        raise MailProblem(
            f"The mailbox at {account.host} cannot be reached: {_words(error)}",
            "Nothing was read.",
            "Check your connection to the internet, and imap.host, imap.port and imap.security.",
        ) from error
    try:
        if account.security == "starttls":
            _secure(line, account)
    except BaseException:
        _hang_up(line)
        raise
    return line


def _secure(line: imaplib.IMAP4, account: Account) -> None:
    """Encrypt a line before anything else is said on it."""
    if line.state != "NONAUTH" or "STARTTLS" not in line.capabilities:
        raise MailProblem(
            f"{account.host} offers no encryption on this port, so no password was given.",
            "Nothing was read.",
            "Set imap.port to 993 and imap.security to tls. In a strange network, try again at home.",
        )
    try:
        line.starttls(ssl_context=tls_context())
    except ssl.SSLError as error:
        raise _unsafe(account, error) from error
    except (imaplib.IMAP4.error, OSError, ValueError) as error:
        raise _lost(account, error) from error


def _log_in(line: imaplib.IMAP4, account: Account) -> None:
    """Log in by one mechanism, once: PLAIN takes any signs, LOGIN is for servers without it."""
    try:
        if line.state == "AUTH":  # a server of one's own that asks for no password
            return
        if account.token is not None:
            _log_in_by_token(line, account, account.token())
        elif "AUTH=PLAIN" in line.capabilities:
            line.authenticate("PLAIN", lambda _asked: f"\0{account.user}\0{account.password}".encode())
        elif "LOGINDISABLED" in line.capabilities:
            raise MailProblem(
                f"{account.host} takes no password here.",
                "Nothing was read.",
                "Set imap.security to tls and imap.port to 993.",
            )
        else:
            line.login(_quoted(account.user), account.password)
    except imaplib.IMAP4.abort as error:
        raise _lost(account, error) from error
    except imaplib.IMAP4.error as error:
        raise MailProblem(
            f"The mailbox did not accept the user name or the password: {_words(error)}",
            "Nothing was read.",
            "Check imap.user, and set the password again: shopkeep account set imap.password. Gmail, Yahoo, iCloud, "
            "Fastmail and others want an app password, and IMAP switched on in the account's settings.",
        ) from error
    except (OSError, ValueError) as error:
        raise _lost(account, error) from error


def _log_in_by_token(line: imaplib.IMAP4, account: Account, token: str) -> None:
    """XOAUTH2, as Google and Microsoft describe it; a refusal comes as a question that wants an empty answer."""
    answers = iter([f"user={account.user}\1auth=Bearer {token}\1\1".encode()])
    try:
        line.authenticate("XOAUTH2", lambda _asked: next(answers, b""))
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise MailProblem(
            f"The mailbox did not accept the access token: {_words(error)}",
            "Nothing was read.",
            "Check imap.user, and run the token command in a terminal by itself to log in anew.",
        ) from error


def _examine(line: imaplib.IMAP4, account: Account) -> Folder:
    try:
        kind, data = line.select(_quoted(folder_name(account.folder)), readonly=True)
        if kind != "OK":
            raise MailProblem(
                f"There is no folder {text.plain(account.folder)} in this mailbox: {_words(data)}",
                f"It has {_folders(line)}.",
                "Set imap.folder to one of them.",
            )
        said = line.response("UIDVALIDITY")[1]
    except (imaplib.IMAP4.error, OSError, ValueError) as error:
        raise _lost(account, error) from error
    valid = said[0] if said and isinstance(said[0], bytes) else b""
    mails = data[0] if data and isinstance(data[0], bytes) else b""
    return Folder(line, account, int(valid) if valid.isdigit() else 0, int(mails) if mails.isdigit() else 0)


def _folders(line: imaplib.IMAP4) -> str:
    """The first few folders there are, by name."""
    _kind, data = line.list()
    found = [re.search(rb'(?:"((?:[^"\\]|\\.)*)"|(\S+))\s*$', one) for one in data[:12] if isinstance(one, bytes)]
    names = [text.plain((one[1] or one[2]).decode("ascii", "replace"))[:40] for one in found if one]
    return ", ".join(names) or "none that it names"


def folder_name(name: str) -> str:
    """A folder's name as it goes over the line: modified UTF-7 (RFC 3501 5.1.3)."""

    def packed(signs: str) -> str:
        return f"&{base64.b64encode(signs.encode('utf-16-be')).decode().rstrip('=').replace('/', ',')}-"

    ascii_signs = name.replace("&", "&-")
    return re.sub(r"[^\x20-\x7e]+", lambda found: packed(found[0]), ascii_signs)


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _unsafe(account: Account, error: Exception) -> MailProblem:
    return MailProblem(
        f"The connection to {account.host} is not safe: {_words(error)[:160]}",
        "No password was given, and nothing was read.",
        "Check imap.host and imap.port. In a strange network, try again at home.",
    )


def _lost(account: Account, error: Exception) -> MailProblem:
    return MailProblem(
        f"The mailbox at {account.host} stopped answering: {_words(error)[:200]}",
        "What was read before is kept.",
        "Try again; it goes on where it stopped.",
    )


def _words(said: object) -> str:
    """What a server or the system said, on one line for a terminal."""
    if isinstance(said, list):
        said = b" ".join(one for one in said if isinstance(one, bytes))
    if isinstance(said, bytes):
        said = said.decode("utf-8", "replace")
    if isinstance(said, Exception) and said.args and isinstance(said.args[0], bytes):
        said = said.args[0].decode("utf-8", "replace")
    return text.plain(said)[:300] or type(said).__name__
