"""SPF, DKIM and DMARC as a real name server on loopback gives them."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import dns.message
import dns.name
import dns.rcode
import dns.resolver
import dns.rrset
import pytest

from shopkeep.core.records.upkeep import Check
from shopkeep.delivery import domain
from shopkeep.errors import MailProblem

Zone = dict[tuple[str, str], list[str]]


@contextmanager
def name_server(zone: Zone) -> Iterator[dns.resolver.Resolver]:
    """A name server that knows these records, and a resolver that asks it."""
    line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    line.bind(("127.0.0.1", 0))
    names = {name for name, _ in zone}
    silent = {name for (name, kind) in zone if kind == "SILENT"}

    def serve() -> None:
        while True:
            try:
                wire, whom = line.recvfrom(4096)
            except OSError:
                return
            query = dns.message.from_wire(wire)
            asked = query.question[0]
            name, kind = asked.name.to_text(omit_final_dot=True).lower(), asked.rdtype.name
            reply = dns.message.make_response(query)
            if name in silent:
                reply.set_rcode(dns.rcode.SERVFAIL)
            elif found := zone.get((name, kind)):
                reply.answer.append(dns.rrset.from_text(asked.name, 60, "IN", kind, *found))
            elif not any(one == name or one.endswith(f".{name}") for one in names):
                reply.set_rcode(dns.rcode.NXDOMAIN)
            with contextlib.suppress(OSError):  # the test is over
                line.sendto(reply.to_wire(), whom)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    ask = dns.resolver.Resolver(configure=False)
    ask.nameservers, ask.port, ask.lifetime = ["127.0.0.1"], line.getsockname()[1], 3.0
    try:
        yield ask
    finally:
        line.close()


GOOD: Zone = {
    (".", "NS"): ["a.root-servers.net."],
    ("shop.example", "MX"): ["10 mx.shop.example."],
    ("shop.example", "TXT"): ['"v=spf1 include:_spf.google.com ~all"', '"other=1"'],
    ("_spf.google.com", "TXT"): ['"v=spf1 ip4:192.0.2.0/24 ~all"'],
    ("google._domainkey.shop.example", "TXT"): ['"v=DKIM1; k=rsa; p=MIGf" "MA0"'],
    ("_dmarc.shop.example", "TXT"): ['"v=DMARC1; p=quarantine; rua=mailto:a@shop.example"'],
}


def look(zone: Zone, server: str = "smtp.gmail.com", name: str = "shop.example", *selectors: str) -> dict[str, Check]:
    with name_server(zone) as ask:
        return {check.name: check for check in domain.check(name, server, selectors, ask)}


def test_a_domain_in_order() -> None:
    found = look(GOOD)
    assert {name: check.status for name, check in found.items()} == dict.fromkeys(("MX", "SPF", "DKIM", "DMARC"), "ok")
    assert "quarantine" in found["DMARC"].says


MANY: Zone = {
    **GOOD,
    ("shop.example", "TXT"): [f'"v=spf1 {" ".join(f"include:s{n}.example" for n in range(11))} ~all"'],
    **{(f"s{n}.example", "TXT"): ['"v=spf1 -all"'] for n in range(11)},
}  # fmt: skip


def without(*gone: tuple[str, str]) -> Zone:
    return {key: value for key, value in GOOD.items() if key not in gone} | {("shop.example", "A"): ["192.0.2.1"]}


@pytest.mark.parametrize(
    ("zone", "record", "status", "words"),
    [
        (without(("shop.example", "TXT")), "SPF", "fail", "v=spf1 include:_spf.google.com ~all"),
        (GOOD | {("shop.example", "TXT"): ['"v=spf1 -all"', '"v=spf1 ~all"']}, "SPF", "fail", "one TXT record"),
        (GOOD | {("shop.example", "TXT"): ['"v=spf1 +all"']}, "SPF", "warn", "~all"),
        (GOOD | {("shop.example", "TXT"): ['"v=spf1 mx -all"']}, "SPF", "fail", "include:_spf.google.com"),
        (MANY, "SPF", "fail", "no longer send with"),
        (without(("google._domainkey.shop.example", "TXT")), "DKIM", "warn", "--selector"),
        (GOOD | {("google._domainkey.shop.example", "TXT"): ['"v=DKIM1; p="']}, "DKIM", "fail", "new key"),
        (without(("_dmarc.shop.example", "TXT")), "DMARC", "fail", "v=DMARC1; p=none"),
        (GOOD | {("_dmarc.shop.example", "TXT"): ['"v=DMARC1"']}, "DMARC", "fail", "p=quarantine"),
        (without(("shop.example", "MX")), "MX", "warn", "MX record"),
        (GOOD | {("shop.example", "MX"): ["0 ."]}, "MX", "fail", "MX record"),
    ],
)
def test_what_is_missing_is_said_with_what_to_do(zone: Zone, record: str, status: str, words: str) -> None:
    found = look(zone)[record]
    assert found.status == status, found
    assert words in found.do, found


def test_a_selector_of_ones_own_is_looked_up() -> None:
    zone = GOOD | {("tea._domainkey.shop.example", "TXT"): ['"p=MIG"']}
    assert "tea" in look(zone, "smtp.example.net", "shop.example", "tea")["DKIM"].says
    assert look(zone, "smtp.example.net", "shop.example", "nettle")["DKIM"].status == "fail"
    assert "Your provider tells" in look(zone, "smtp.example.net")["SPF"].says


def test_a_subdomain_is_under_its_parents_policy() -> None:
    zone = GOOD | {("news.shop.example", "TXT"): ['"v=spf1 include:_spf.google.com ~all"']}
    assert look(zone, name="news.shop.example")["DMARC"].status == "ok"


def test_no_such_domain_an_address_of_everybody_and_silence() -> None:
    assert look(GOOD, name="nowhere.test")["domain"].status == "fail"
    assert look(GOOD, "smtp.gmail.com", "gmail.com")["domain"].status == "ok"
    assert look(GOOD, "smtp.example.net", "gmail.com")["domain"].status == "fail"
    with name_server(GOOD) as ask:
        pass  # hung up
    ask.lifetime = 0.3
    with pytest.raises(MailProblem, match="Nobody could be asked"):
        domain.check("shop.example", "", (), ask)


@pytest.mark.parametrize(
    "offline", [{}, {("shop.example", "A"): ["192.0.2.1"]}], ids=["no name is known", "a page to log in to"]
)
def test_a_name_server_without_the_internet_says_nothing_of_the_domain(offline: Zone) -> None:
    with pytest.raises(MailProblem, match="Nobody could be asked") as told:
        look(offline)
    assert "knows of no domain at all" in told.value.meaning
    assert "Check your connection" in told.value.next_step


def test_a_question_without_an_answer_is_no_missing_record() -> None:
    found = look(GOOD | {("_dmarc.shop.example", "SILENT"): [], ("google._domainkey.shop.example", "SILENT"): []})
    assert {name: check.status for name, check in found.items()} == {
        "MX": "ok", "SPF": "ok", "DKIM": "warn", "DMARC": "warn",
    }  # fmt: skip
    assert "could not be asked" in found["DMARC"].says
    assert "Add a TXT record" not in found["DMARC"].do
