"""No bytes whatever make reading a mail fail, or take long."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopkeep.core.records.inbox import KINDS
from shopkeep.core.text import visible
from shopkeep.delivery.inbox import Ours, understand, worth_opening
from shopkeep.delivery.inbox_mail import LARGEST, as_text, decoded, html_text, open_headers
from tests.delivery.mailboxes import MAILS

LONGEST = 64 * 1024
"""Letters of a mail that are kept."""
OURS = Ours(frozenset(("hello@shop.example",)))
PIECES = st.sampled_from(
    [
        *(b"\n", b"\r\n", b"\n\n", b"--b\n", b"--b--\n", b"\x00", b"\xff\xfe", b" ", b"\t", b"=", b"?=", b"=?"),
        *(b"From: ", b"To: ", b"Subject: ", b"Message-ID: <", b"Date: ", b"In-Reply-To: ", b"<a@b.c>"),
        b"Return-Path: <>",
        *(b"Content-Type: multipart/report; boundary=b\n", b"Content-Type: message/delivery-status\n"),
        *(b"Content-Type: message/rfc822\n", b"Content-Type: text/html; charset=punycode\n", b"Content-Type: "),
        *(b"Content-Type: text/plain; charset*0*=utf-8''x%", b"; boundary*=x'y'z%\"\n"),
        b"Content-Transfer-Encoding: base64\n",
        *(b"Content-Transfer-Encoding: quoted-printable\n", b"Final-Recipient: rfc822;", b"Action: failed\n"),
        *(b"Status: 5.1.1\n", b"=?utf-8?B?", b"=?x?q?=FF?=", b"=?idna?b?eHg=?=", b"<script", b"<", b">", b"&#x110000;"),
        *(b"unsubscribe ", b"x-shopkeep-id: win-back/", b"0" * 32, b"until 99.99.9999", b"back on 3 Foo 2026"),
    ]
)  # fmt: skip


def assert_understood(raw: bytes) -> None:
    """What the owner gets of any bytes: known kinds, text fit to be shown and not too long, and a yes or no."""
    mail, said = understand(raw, OURS)
    assert all(one.kind in KINDS for one in said)
    assert visible(mail.text) == mail.text
    assert len(mail.text) <= LONGEST
    assert visible(mail.header("subject")) == mail.header("subject")
    assert worth_opening(open_headers(raw), OURS) in (True, False)


@settings(max_examples=30, deadline=None)
@given(st.lists(PIECES | st.binary(max_size=40), max_size=40))
def test_bytes_put_together_from_pieces_of_mails(pieces: list[bytes]) -> None:
    assert_understood(b"".join(pieces))


def damaged(raw: bytes, dice: random.Random) -> bytes:
    """A mail with a few bytes changed, lines lost, doubled or moved."""
    bytes_ = bytearray(raw)
    for _ in range(dice.randint(1, 12)):
        bytes_[dice.randrange(len(bytes_))] = dice.randrange(256)
    lines = bytes(bytes_).split(b"\n")
    for _ in range(dice.randint(0, 5)):
        at = dice.randrange(len(lines))
        lines[at : at + dice.randint(0, 3)] = [lines[dice.randrange(len(lines))]] * dice.randint(0, 2)
        lines = lines or [b""]
    return b"\n".join(lines)


def damage(rounds: int, seed: int) -> None:
    dice = random.Random(seed)
    mails = [path.read_bytes() for path in sorted(MAILS.glob("*.eml"))]
    for number in range(rounds):
        assert_understood(damaged(mails[number % len(mails)], dice))


def test_damaged_mails_of_many_systems() -> None:
    damage(40, 20261122)


@pytest.mark.long
def test_very_many_damaged_mails() -> None:
    damage(50_000, 7)


HEAD = b"From: a@example.com\nSubject: x\n"
MALICE = {
    "nested mails": HEAD + b"Content-Type: message/rfc822\n\n" * 20_000,
    "nested parts": HEAD
    + b"".join(b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(1200)),
    "thousands of parts": HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 12_000,
    "one header of half a megabyte": b"Subject: " + b"=?utf-8?q?" + b"=41" * 170_000 + b"?=\n\nx",
    "encoded words without end": b"Subject: " + b"=?utf-8?q?a?= " * 40_000 + b"\n\nx",
    "thousands of headers": b"X: y\n" * 20_000 + b"\nx",
    "unclosed tags": HEAD + b"Content-Type: text/html\n\n" + b"<script" * 70_000,
    "angle brackets": HEAD + b"Content-Type: text/html\n\n" + b"<" * 500_000,
    "signs of addresses": HEAD + b"\n" + b"a@" * 250_000,
    "one line of dots and digits": b"From: mailer-daemon@example.com\nSubject: failure notice\n\n" + b"5.1." * 120_000,
    "recipients without end": HEAD + b"Content-Type: message/delivery-status\n\n"
    + b"Final-Recipient: rfc822; a@example.com\nAction: failed\nStatus: 5.1.1\n\n" * 7000,
    "references without end": HEAD + b"References: " + b"<a@b> " * 80_000 + b"\n\nx",
    "spaces": HEAD + b"\n" + b" " * 500_000 + b"wrote:",
    "groups of addresses": b"From: " + b"a:" * 100_000 + b"\n\nx",
    "comments in addresses": b"From: " + b"(" * 100_000 + b"\n\nx",
    "charset from Python's drawer": HEAD + b"Content-Type: text/plain; charset=punycode\n\n" + b"a-" * 200_000,
}  # fmt: skip


@pytest.mark.timeout(60)  # minutes or for ever, where a limit is missing
@pytest.mark.parametrize("name", MALICE)
def test_mails_made_to_hurt_are_understood(name: str) -> None:
    assert_understood(MALICE[name])


def test_only_the_beginning_of_a_mail_is_looked_at() -> None:
    mail, _ = understand(HEAD + b"\n" + b"x" * (LARGEST * 3), OURS)
    assert len(mail.text) <= LONGEST


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("=?utf-8?Q?Zo=C3=AB?= =?utf-8?Q?_M?=", "Zoë M"),
        ("=?iso-8859-2?Q?Ji=F8=ED?=", "Jiří"),
        ("=?nonsense?Q?a?=", "a"),
        ("=?utf-8?B?????=", "=?utf-8?B?????="),
        ("a\r\n b \x1b[2Jc", "a b [2Jc"),
        ("Gr\udcc3\udcbc\udcc3\udc9fe", "Grüße"),
    ],
)
def test_headers_are_decoded_and_cleaned(value: str, said: str) -> None:
    assert decoded(value) == said


def test_text_in_an_unknown_charset_is_text_all_the_same() -> None:
    assert as_text("Grüße".encode("latin-1"), "x-unknown") == "Grüße"
    assert as_text("Grüße".encode(), "") == "Grüße"


def test_of_html_the_words_are_kept() -> None:
    html = "<title>x</title><p>One &amp; <b>two</b></p><style>b{}</style><div>three<br>four</div><a href='x'>five"
    assert html_text(html).split() == ["One", "&", "two", "three", "four", "five"]
