"""The finished bytes: exact headers, one recipient, whatever a stranger is called."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import getaddresses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopkeep.delivery import headers, mime
from shopkeep.errors import MailProblem
from tests.delivery.ledgers import NOON, SENDER, rendered

URL = "https://shop.example/goodbye?" + "lang=en&" * 60
HEADERS = ["From", "To", "Subject", "Date", "Message-ID", "List-Id", "List-Unsubscribe"]
HEADERS += ["Feedback-ID", "X-Auto-Response-Suppress", "X-Shopkeep-Id", "MIME-Version", "Content-Type"]


def built(mail, sender=SENDER) -> bytes:
    return mime.assemble(mail, sender, mime.identify(b"key", mail, sender, NOON))


def parsed(raw: bytes):
    return message_from_bytes(raw, policy=policy.compat32)


def header(raw: bytes, name: str) -> str:
    return str(make_header(decode_header(str(parsed(raw)[name]).replace("\r", "").replace("\n", ""))))


def assert_sound(raw: bytes, to: str) -> None:
    assert raw.count(b"\r\n") == raw.count(b"\n") == raw.count(b"\r")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert parsed(raw).keys() == HEADERS
    assert [addr for _, addr in getaddresses([str(parsed(raw)["To"])])] == [to]


def test_a_plain_mail_reads_back_as_written() -> None:
    raw = built(rendered())
    assert_sound(raw, "ines@example.com")
    text, html = parsed(raw).get_payload()
    assert text.get_payload(decode=True).decode() == "Hello Ines\r\n."
    assert html.get_payload(decode=True).decode() == "<p>Hello Ines</p>"
    assert parsed(raw)["To"] == "Ines <ines@example.com>"
    assert parsed(raw)["Date"] == "Sun, 22 Nov 2026 12:00:00 +0000"
    assert parsed(raw).get_content_type() == "multipart/alternative"


def test_the_same_mail_always_has_the_same_identity() -> None:
    first, again = built(rendered()), built(rendered())
    assert first == again
    assert header(first, "Message-ID") != header(built(rendered("tom@example.com")), "Message-ID")
    assert header(first, "Message-ID") != header(built(rendered(mail=2)), "Message-ID")
    assert header(first, "Message-ID").endswith(".win-back@shop.example>")


def test_unsubscribe_is_mailto_and_https_only_where_there_is_one() -> None:
    assert "List-Unsubscribe-Post" not in parsed(built(rendered()))
    ways = parsed(built(rendered()))["List-Unsubscribe"]
    assert ways.startswith("<mailto:hello@shop.example?subject=unsubscribe%20")
    assert "https" not in ways
    raw = built(rendered(), replace(SENDER, unsubscribe_url=URL))
    assert parsed(raw)["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    page, mailto = parsed(raw)["List-Unsubscribe"].split(",\r\n ")
    assert page.startswith(f"<{URL}&t=")
    assert mailto.startswith("<mailto:")
    assert b"=?" not in raw.split(b"\r\n\r\n")[0]
    assert b"ines" not in page.encode()


def test_reply_to_stands_only_where_it_differs() -> None:
    assert parsed(built(rendered(), replace(SENDER, reply_to=SENDER.address)))["Reply-To"] is None
    raw = built(rendered(), replace(SENDER, reply_to="answers@shop.example"))
    assert parsed(raw)["Reply-To"] == "answers@shop.example"
    assert "mailto:answers@shop.example" in parsed(raw)["List-Unsubscribe"]


HOSTILE = [
    "[/]",
    "[@click=app.quit]x[/]",
    "\x1b]2;PWNED\x07\x1b[2J",
    "\u202etxet desrever",
    "=?utf-8?q?A=0D=0ABcc:_x=40example.com?=",
    "Anna\r\nBcc: x@example.com",
    "Anna\nBcc: x@example.com",
    "x" * 5000,
    "李 小龍" * 30,
    'Juergen, Esq. <j@y.example>, "Q" \\',
    "a@b.example, c@d.example",
    "=?",
    "\x00\x0b\x0c\x85\u2028",
    "\ud800 lonely",
    "",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_has_no_effect(name: str) -> None:
    raw = built(rendered(name=name))
    assert_sound(raw, "ines@example.com")
    shown = getaddresses([header(raw, "To")])[-1][0]
    assert "Bcc" not in shown or ":" not in shown


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_subject_has_no_effect(name: str) -> None:
    raw = built(rendered(subject=f"{name}, we kept your tea"))
    assert_sound(raw, "ines@example.com")
    assert "\n" not in header(raw, "Subject")


@pytest.mark.parametrize("name", ["=?utf-8?q?A=0D=0ABcc:_x=40e.com?=", "x\r\ny", "\x1b[2J", "\u202ex", "x" * 300])
def test_a_name_unfit_for_a_header_is_no_name(name: str) -> None:
    assert parsed(built(rendered(name=name)))["To"] == "ines@example.com"


@pytest.mark.parametrize(
    "address",
    ["", "x", "a b@c.example", "a@b@c.example", "a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example",
     "zoë@shop.example", "<a@b.example>", '"a b"@c.example', ".a@b.example", "a@-b.example", "a" * 65 + "@b.example"],
)  # fmt: skip
def test_an_address_that_no_server_takes_is_refused(address: str) -> None:
    with pytest.raises(MailProblem):
        built(rendered(address))


def test_a_foreign_domain_travels_as_punycode() -> None:
    assert headers.address("ines@tee-straße.de") == "ines@xn--tee-strae-n1a.de"


def test_anything_that_reads_back_differently_is_refused() -> None:
    raw = built(rendered())
    meant = list(parsed(raw).items())
    mime.check(raw, [(n, str(v)) for n, v in parsed(raw).raw_items()], "ines@example.com", "We kept your tea")
    raw_meant = [(n, str(v)) for n, v in parsed(raw).raw_items()]
    assert meant
    spoiled = [
        raw.replace(b"Subject:", b"Bcc: x@example.com\r\nSubject:"),
        raw.replace(b"<ines@", b"<x@example.com>, <ines@"),
        raw.replace(b"\r\n\r\n", b"\n\n", 1),
        raw.replace(b"Hello Ines", b"Hello\nInes"),
        raw.replace(b"Hello Ines", b"x" * 999),
        raw.replace(b"We kept", b"We lost"),
        raw.removesuffix(b"\r\n"),
    ]
    for one in spoiled:
        with pytest.raises(MailProblem):
            mime.check(one, raw_meant, "ines@example.com", "We kept your tea")


anything = st.text(st.characters(codec="utf-8"), max_size=300)
PIECES = ["=?utf-8?q?", "?=", "\r\n", "\n", "Bcc: x@e.com", ":", ",", "<", ">", '"', "\\", "é", "李", " ", "=0A"]
troublesome = st.lists(st.sampled_from([*PIECES, "x" * 90]), max_size=12).map("".join)


@settings(max_examples=300, deadline=None)
@given(name=anything | troublesome, subject=anything | troublesome, shop=anything | troublesome)
def test_no_text_adds_a_header_or_a_recipient(name: str, subject: str, shop: str) -> None:
    raw = built(rendered(name=name, subject=subject), replace(SENDER, name=shop))
    assert_sound(raw, "ines@example.com")
    assert max(map(len, raw.split(b"\r\n\r\n")[0].split(b"\r\n"))) <= 120


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.just("\n"), max_size=2000))
def test_quoted_printable_gives_back_what_went_in(content: str) -> None:
    import quopri

    encoded = mime.quoted_printable(content)
    assert all(len(line) <= 76 for line in encoded.split(b"\r\n"))
    assert quopri.decodestring(encoded).decode().replace("\r\n", "\n") == content.rstrip("\n")
