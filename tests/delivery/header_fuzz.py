"""Any text as a subject, a name or a reply-to: the headers are exactly those meant, and there is one recipient.

Needs nothing but Python and email-validator, so that it can be run on every Python there is:

    python -m tests.delivery.header_fuzz 1000000

Each mail takes four of them: a subject, a customer's name, the shop's name, a reply-to. The finished bytes are read
back by both of the standard library's parsers, the old and the new one.
"""

from __future__ import annotations

import random
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.parser import BytesHeaderParser
from email.utils import getaddresses

from shopkeep.core import text
from shopkeep.core.records.mails import RenderedMail
from shopkeep.delivery import headers, mime
from shopkeep.errors import MailProblem

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MAIL = RenderedMail("win-back", "offer", 1, "A", "", "ines@example.com", "Ines", "Tea", "", "<p>x</p>", "x", "", "")
SENDER = mime.Sender("hello@shop.example", "Tin & Thistle")
TOKEN = "t" * 24
NAMES = ["From", "To", "Subject", "Date", "Message-ID", "List-Id", "List-Unsubscribe", "Feedback-ID"]
NAMES += ["X-Auto-Response-Suppress", "X-Shopkeep-Id", "MIME-Version", "Content-Type"]
NAMES_REPLY = [*NAMES[:2], "Reply-To", *NAMES[2:]]
PLACES = 4

PIECES = [
    *("\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\x00", "\x1b[2J", "\x7f", "\ud800", "\udcff"),
    *("=?utf-8?q?", "=?utf-8?b?", "=?us-ascii?Q?", "?=", "=0D=0A", "=0a", "DQpCY2M6IHhAZS5jb20=", "_", "=?", "?"),
    *("Bcc: x@e.com", "Cc:", "To: a@b.c", "Subject:", ": ", "\t", " ", "  ", "\u00a0", "\u200b", "\u202e", "\ufeff"),
    *(",", ";", "<", ">", "<x@e.com>", "@", "(", ")", "[", "]", '"', "\\", "\\\\", "'", "``", "=", "|", "%0d%0a", "--"),
    *("é", "ß", "李小龍", "שלום", "🫖", "👩‍👩‍👧", "e\u0301", "ﬁ", "𝔘", "x" * 76, "é" * 40, "word " * 30, "a@b.example"),
    *("Anna", "O'Neill", "Juergen, Esq.", "Dr.", "Re: ", "[/]", "{{ 7*7 }}", "10 % off", "€5", "No. 7"),
]


def any_text(rnd: random.Random) -> str:
    """A text made to trip: pieces that mean something in a header, signs from all of Unicode, or both."""
    kind = rnd.random()
    if kind < 0.6:
        return "".join(rnd.choices(PIECES, k=rnd.randint(1, 8)))
    if kind < 0.8:
        return "".join(
            chr(rnd.choice((rnd.randrange(0x100), rnd.randrange(0x110000)))) for _ in range(rnd.randint(0, 60))
        )
    line = "".join(rnd.choices(PIECES, k=3))
    at = rnd.randint(0, len(line))
    return line[:at] + chr(rnd.randrange(0x3000)) * rnd.randint(1, 90) + line[at:]


def any_address(rnd: random.Random) -> str:
    """Something like an address, often enough one that passes."""
    local = "".join(rnd.choices("abcxyz0189.+-_!#$%&'*/=?^`{|}~", k=rnd.randint(1, 12)))
    domain = rnd.choice(("shop.example", "tee-straße.de", "例え.example", "a-b.c.example", "xn--tee-strae-n1a.de"))
    value = f"{local}@{domain}"
    at = rnd.randint(0, len(value))
    return value if rnd.random() < 0.7 else value[:at] + rnd.choice(PIECES) + value[at:]


def shown(value: str) -> str:
    return str(make_header(decode_header(value.replace("\r\n", ""))))


def once(subject: str, name: str, shop: str, reply_to: str) -> bool:
    """Put four texts in their places, and read the mail back. Whether the reply-to was an address; one that is none
    is refused and left out. Raises AssertionError where anything is not as it was meant."""
    try:
        answers = headers.address(reply_to)
    except MailProblem:
        answers = ""
    mail, sender = replace(MAIL, subject=subject, to_name=name), replace(SENDER, name=shop, reply_to=answers)
    identity = mime.Identity("<1@shop.example>", "win-back/1", TOKEN, NOON)
    raw = mime.assemble(mail, sender, identity)
    head, _, _ = raw.partition(b"\r\n\r\n")
    assert raw.count(b"\r\n") == raw.count(b"\n") == raw.count(b"\r")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert raw.isascii()
    old = message_from_bytes(raw, policy=policy.compat32)
    new = BytesHeaderParser(policy=policy.default).parsebytes(head + b"\r\n\r\n")
    expected = NAMES_REPLY if sender.reply_to else NAMES
    assert old.keys() == expected
    assert new.keys() == expected
    assert len(old.get_payload()) == 2
    assert [address for _, address in getaddresses([str(old["To"])])] == ["ines@example.com"]
    assert [one.addr_spec for one in new["To"].addresses] == ["ines@example.com"]
    assert [one.addr_spec for one in new["From"].addresses] == ["hello@shop.example"]
    assert shown(str(old["Subject"])) == text.clean(subject, 900)
    for given, header in ((mail.to_name, "To"), (sender.name, "From")):
        display = getaddresses([str(old[header]).replace("\r\n", "")])[0][0]
        assert shown(display) == headers.name(given)
        # The new parser keeps the space between two encoded words of a name.
        assert "".join(new[header].addresses[0].display_name.split()) == "".join(headers.name(given).split())
    if sender.reply_to:
        assert [address for _, address in getaddresses([str(old["Reply-To"])])] == [sender.reply_to]
        assert len(new["Reply-To"].addresses) == 1
    assert str(old["List-Unsubscribe"]).count("mailto:") == 1
    return bool(answers)


def run(times: int, seed: int) -> tuple[int, int]:
    """So many texts, four a mail; how many mails that made, and in how many the reply-to was an address. Raises
    AssertionError with what was not exact."""
    rnd = random.Random(seed)
    mails, addresses = times // PLACES, 0
    for number in range(mails):
        reply_to = any_address(rnd) if rnd.random() < 0.9 else any_text(rnd)
        values = (any_text(rnd), any_text(rnd), any_text(rnd), reply_to)
        try:
            addresses += once(*values)
        except Exception as error:
            raise AssertionError(f"mail {number} of seed {seed}: {values!r}: {error!r}") from error
    return mails, addresses


if __name__ == "__main__":
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    began = time.monotonic()
    mails, addresses = run(times, seed)
    took = time.monotonic() - began
    python = ".".join(map(str, sys.version_info[:3]))
    print(f"Python {python}: {times:,} texts in {mails:,} mails, {addresses:,} reply-tos; all exact, {took:.0f} s")
