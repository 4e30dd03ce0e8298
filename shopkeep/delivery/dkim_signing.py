"""DKIM signatures with the owner's own key (RFC 6376), for those whose mail server does not sign.

dkimpy does the signing and is only asked for where a key is set; a signature costs about 10 ms.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shopkeep.errors import MailProblem

SIGNED = (
    *("From", "From", "To", "To", "Subject", "Subject", "Reply-To", "Date", "Message-ID", "MIME-Version"),
    *("Content-Type", "List-Id", "List-Unsubscribe", "List-Unsubscribe", "List-Unsubscribe-Post"),
    *("List-Unsubscribe-Post", "Feedback-ID"),
)
"""One-click needs List-Unsubscribe and its Post among them (RFC 8058 4). Named once more than they stand in the
mail, a header cannot be added without breaking the signature (RFC 6376 8.15)."""
REWRITTEN = ("Date", "Message-ID")
"""What some services put in anew (Amazon SES does), which would break a signature over it."""
SMALLEST_KEY = 1024
"""Bits; verifiers ignore smaller ones (RFC 8301)."""
_RSA = bytes.fromhex("300d06092a864886f70d0101010500")
"""AlgorithmIdentifier of RSA keys, in DER (RFC 8017 A.1)."""


@dataclass(frozen=True, slots=True)
class Signing:
    """A key to sign with, and under which name DNS has its other half."""

    domain: str
    selector: str
    public: str
    """The other half as it stands in DNS after `p=`."""
    key: bytes = field(repr=False)
    """The private key, in PEM."""
    rewritten: bool = False
    """Whether the server writes its own Date and Message-ID."""

    @property
    def record(self) -> str:
        """What must stand in DNS, as a TXT record at `SELECTOR._domainkey.DOMAIN`."""
        return f"v=DKIM1; k=rsa; p={self.public}"


def load(domain: str, selector: str, file: Path, rewritten: bool = False) -> Signing:
    """The owner's key, read and understood. Raises MailProblem with what to do."""
    crypto = _library().crypto
    try:
        key = file.expanduser().read_bytes()
    except OSError as error:
        raise _unfit(file, f"It cannot be read: {error.strerror or error}.") from error
    if b"ENCRYPTED" in key:
        raise _unfit(file, "It is locked with a passphrase.")
    try:
        numbers = crypto.parse_pem_private_key(key)
    except Exception as error:  # whatever dkimpy finds wrong with a file that is no key
        raise _unfit(file, "It is no RSA key in PEM form.") from error
    if numbers["modulus"].bit_length() < SMALLEST_KEY:
        raise _unfit(file, f"It has fewer than {SMALLEST_KEY} bits, and nobody would look at its signatures.")
    return Signing(domain, selector, _public(numbers["modulus"], numbers["publicExponent"]), key, rewritten)


def sign(raw: bytes, signing: Signing) -> bytes:
    """A finished mail with its signature before it; not a byte of the mail itself is changed."""
    names = [name for name in SIGNED if not (signing.rewritten and name in REWRITTEN)]
    header = (
        _library()
        .DKIM(raw)
        .sign(
            signing.selector.encode(),
            signing.domain.encode(),
            signing.key,
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=[name.encode() for name in names],
        )
    )
    return header.strip(b"\r\n") + b"\r\n" + raw


def _library() -> Any:
    try:
        import dkim
        import dkim.crypto
    except ImportError as error:
        raise MailProblem(
            "Mails cannot be signed: the DKIM library is not installed.",
            "You have set mail.dkim_key_file, and an unsigned mail is not what you asked for.",
            "Install it with `pip install 'shopkeep[dkim]'`, or set mail.dkim_key_file to nothing.",
        ) from error
    return dkim


def _unfit(file: Path, why: str) -> MailProblem:
    return MailProblem(
        f"The key to sign mails with, {file.name}, cannot be used.",
        why,
        "Make one with `openssl genrsa -out dkim.pem 2048`, and set mail.dkim_key_file to where it lies.",
    )


def _public(modulus: int, exponent: int) -> str:
    """An RSA public key as DNS has it: its SubjectPublicKeyInfo in DER, in Base64 (RFC 5280 4.1, RFC 8017 A.1)."""
    numbers = _der(0x30, _integer(modulus) + _integer(exponent))
    return base64.b64encode(_der(0x30, _RSA + _der(0x03, b"\0" + numbers))).decode()


def _integer(value: int) -> bytes:
    return _der(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content
