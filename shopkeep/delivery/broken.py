"""Why an exchange with a server broke off, in words that an owner can use."""

from __future__ import annotations

import socket
import ssl

from shopkeep.core import text

LONGEST = 160
_CERTIFICATE = {
    "certificate has expired": "its certificate has expired",
    "self-signed certificate": "its certificate was made by nobody who is trusted",
    "unable to get local issuer": "its certificate was made by nobody who is trusted",
    "Hostname mismatch": "its certificate is for another name",
    "IP address mismatch": "its certificate is for another name",
    "WRONG_VERSION_NUMBER": "it does not speak TLS on this port",
    "UNSUPPORTED_PROTOCOL": "it knows only old encryption that is no longer safe",
    "TLSV1_ALERT_PROTOCOL_VERSION": "it knows only old encryption that is no longer safe",
}


def words(error: BaseException) -> str:
    """What an error on the line means; the system's own words where we have none."""
    inner = error.__cause__ if isinstance(error.__cause__, OSError) else error
    match inner:
        case ssl.SSLError():
            said = str(inner)
            known = next((meaning for sign, meaning in _CERTIFICATE.items() if sign in said), "")
            return f"{known} ({said[:LONGEST]})" if known else said[:LONGEST]
        case socket.gaierror():
            return "there is no server of that name, or no internet"
        case ConnectionRefusedError():
            return "nothing answers there"
        case TimeoutError():
            return "no answer came in time"
        case ConnectionError():
            return "the server hung up"
    if getattr(error, "code", 0) == -1:  # aiosmtplib's sign for what is no reply
        said = text.plain(getattr(error, "message", "")).removeprefix("Malformed SMTP response line: ")
        return f"the answer was none that a mail server gives ({said[:LONGEST]})"
    return str(error).strip()[:LONGEST] or type(error).__name__


def sentence(why: str) -> str:
    """A reason as a sentence of its own."""
    return why[:1].upper() + why[1:] + ("" if why.endswith(".") else ".")
