"""What mail servers say of mails they did not deliver: RFC 3464 reports, and the many that follow no standard."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from shopkeep.core import text
from shopkeep.delivery import inbox_words as words
from shopkeep.delivery.inbox_mail import Mail, first_address

Action = Literal["failed", "delayed", "delivered"]
Grade = Literal["hard", "soft", "refused"]

_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]\d)")
_CODE = re.compile(r"(?<![\d.])([45]\d\d)(?=[ -])")
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"'@]{1,64}@[^\s<>()\[\],;:\"'@]{1,253}\.[A-Za-z0-9-]{2,60}")
_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]{0,60}):[ \t]{0,10}(.*)")
_ORIGINAL = re.compile(
    r"^\W{0,60}(below this line is a copy|this is a copy of (the|your) message"
    r"|(your )?original message( follows| headers)?|included is a copy|unsent message|message header"
    r"|the header of the original|possibly truncated original"
    r"|ursprüngliche nachricht|message d'origine|mensaje original"
    r"|return-path:|received: from|reporting-mta:|----- ?message (header|text) )",
    re.IGNORECASE | re.MULTILINE,
)
"""Where a report in words ends and the mail it is about begins."""

STATUS_PARTS = ("message/delivery-status", "message/global-delivery-status")
REPORT_LIMIT = 20
"""Recipients of one report that are looked at."""
SAID_LIMIT = 300
HEAD = 3000
"""Signs at the start of a report in words that say what it is about."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a server says of one recipient. `address` is empty where it names none."""

    address: str
    action: Action
    status: str
    """The enhanced status code (RFC 3463), such as 5.1.1; empty where there is none."""
    said: str
    """The server's own words."""

    @property
    def grade(self) -> Grade:
        """Whether the address is dead, the mail came at a bad time, or it was turned away for what it was."""
        return grade(self.status, self.said)


def reports(mail: Mail) -> list[Report]:
    """What a mail says of mails that were not delivered; empty where it is no such report."""
    fields = mail.enclosed(*STATUS_PARTS)
    if not fields:  # some put the same lines into plain text
        told = [part.text for part in mail.parts if part.kind.startswith("text/")]
        fields = [one for one in told if "final-recipient:" in one[:HEAD].lower()]
    found = [report for one in fields for report in _of_fields(one)]
    if not found and mail.kind == "message/rfc822":
        return []
    if found:
        named = _said(mail.text)
        return [_with_words(report, named) for report in found[:REPORT_LIMIT]]
    if not _is_bounce(mail):
        return []
    return _of_words(mail)


def _with_words(report: Report, said: str) -> Report:
    """A report that gives no reason of its own has the one in the text for people."""
    if report.said or not said:
        return report
    return Report(report.address, report.action, report.status, said)


# RFC 3464.


def _of_fields(lines: str) -> list[Report]:
    found: list[Report] = []
    for block in blocks(lines):
        address = _recipient(block.get("final-recipient", "")) or _recipient(block.get("original-recipient", ""))
        if not address and not {"final-recipient", "original-recipient"} & block.keys():
            continue
        original = _recipient(block.get("original-recipient", ""))
        status = (_STATUS.search(block.get("status", "")) or _STATUS.search(block.get("diagnostic-code", "")) or [""])[
            0
        ]
        said = block.get("diagnostic-code", "")
        said = re.sub(r"^(smtp|x-[\w-]{1,40}|dns|unix)\s{0,3};\s{0,3}", "", said, flags=re.IGNORECASE)
        found.append(Report(original or address, _action(block.get("action", ""), status), status, said[:SAID_LIMIT]))
    return found


def blocks(lines: str) -> list[dict[str, str]]:
    """Groups of fields with empty lines between them, folded lines joined; names in lower case."""
    found: list[dict[str, str]] = [{}]
    name = ""
    for line in lines.splitlines()[:2000]:
        if not line.strip():
            if found[-1]:
                found.append({})
            name = ""
        elif name and line[0] in " \t":
            found[-1][name] = f"{found[-1][name]} {text.plain(line)}"[:2000]
        elif field := _FIELD.match(line):
            name = field[1].lower()
            found[-1].setdefault(name, text.plain(field[2])[:2000])
    return [block for block in found if block]


def _recipient(value: str) -> str:
    """The address of `rfc822; ines@example.com`, with or without its type."""
    kind, semicolon, rest = value.partition(";")
    address = (rest if semicolon and "@" not in kind else value).strip().strip("<>").strip()
    found = _ADDRESS.search(address[:500])
    return text.address(found[0]) if found else ""


def _action(said: str, status: str) -> Action:
    word = (said.strip().lower().split() or [""])[0].strip("().,;")
    if word == "delayed":
        return "delayed"
    if word in ("delivered", "relayed", "expanded"):
        return "delivered"
    if word == "failed":
        return "failed"
    return {"2": "delivered", "4": "delayed"}.get(status[:1], "failed")  # type: ignore[return-value]


# Reports in words.


def _is_bounce(mail: Mail) -> bool:
    """Whether a mail without a report's fields is one all the same."""
    if mail.has("x-failed-recipients"):
        return True
    local = mail.sender.partition("@")[0]
    unsigned = mail.header("return-path").strip() in ("<>", "< >")
    subject, head = mail.header("subject"), mail.text[:HEAD]
    from_server = bool(words.DAEMON.match(local)) or unsigned or local == ""
    in_subject = bool(words.FAILURE_SUBJECT.search(subject[:300]))
    in_text = bool(words.FAILURE_TEXT.search(head))
    if words.AUTO_SUBJECT.match(subject[:200]):
        return False
    has_code = bool(_STATUS.search(head) or words.NO_SUCH.search(head) or words.FULL.search(head))
    if from_server:
        return in_subject or in_text
    return in_subject and in_text and has_code


def _of_words(mail: Mail) -> list[Report]:
    own, said = before_original(mail.text), _said(mail.text)
    subject = mail.header("subject")[:300]
    status = (_STATUS.search(said) or _STATUS.search(own[: HEAD * 2]) or [""])[0]
    late = words.DELAY.search(subject) or (
        words.DELAY.search(own[:HEAD]) and not words.GIVEN_UP.search(f"{subject}\n{own[:HEAD]}")
    )
    action: Action = "delayed" if late else "failed"
    addresses = [
        first_address(one)
        for value in mail.head.get("x-failed-recipients", [])
        for one in value.split(",")[:REPORT_LIMIT]
    ]
    addresses = [one for one in addresses if one] or named_addresses(own, mail)
    if len(addresses) < 2:
        return [Report(addresses[0] if addresses else "", action, status, said)]
    return [_about(address, action, own, status, said) for address in addresses[:REPORT_LIMIT]]


def _about(address: str, action: Action, own: str, status: str, said: str) -> Report:
    """Of several recipients named in words: what stands behind this one, up to the next."""
    at = own.lower().find(address)
    behind = own[at + len(address) : at + len(address) + 600] if at >= 0 else ""
    following = _ADDRESS.search(behind)
    here = behind[: following.start()] if following else behind
    theirs = _said(here)
    if not theirs:
        return Report(address, action, status, said)
    return Report(address, action, (_STATUS.search(here) or [""])[0], theirs)


def named_addresses(own: str, mail: Mail) -> list[str]:
    """The addresses a report names, but those of the server that wrote it and of whom it wrote to."""
    apart = {mail.sender, *(first_address(value) for value in mail.head.get("to", []))}
    found = dict.fromkeys(text.address(one.rstrip(".")) for one in _ADDRESS.findall(own[: HEAD * 3]))
    return [one for one in found if one not in apart and not words.DAEMON.match(one)]


def before_original(said: str) -> str:
    """A report in words without the mail of ours that it repeats."""
    cut = _ORIGINAL.search(said)
    return said[: cut.start()] if cut else said


def _said(whole: str) -> str:
    """The line of a report that gives the reason, with what it runs on into."""
    own = before_original(whole)[: HEAD * 3]
    lines = [line.strip() for line in own.split("\n")]
    for told in (words.NO_SUCH, words.FULL, _STATUS, words.POLICY, _CODE):
        for number, line in enumerate(lines):
            if line and told.search(line[:1000]):
                more = lines[number + 1] if number + 1 < len(lines) and len(line) < 60 else ""
                return text.plain(f"{line} {more}")[:SAID_LIMIT]
    return ""


# What it means.

_DEAD = frozenset(("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4", "5.4.310"))
_OURS = frozenset(("5.1.7", "5.1.8", "5.2.3", "5.3.4"))
"""Statuses that speak of the sender or of this mail."""


def grade(status: str, said: str) -> Grade:
    """What a failure says of the address: `hard` it is dead, `soft` try another time, `refused` nothing.

    By the enhanced status code (RFC 3463), and by words where servers use one code for several things:
    5.1.0, 5.4.1, 5.5.0 and 5.7.1 all stand for an unknown user somewhere.
    """
    family, _, rest = status.partition(".")
    subject = rest.partition(".")[0]
    full, dead, policy = words.FULL.search(said), words.NO_SUCH.search(said), words.POLICY.search(said)
    if family == "4" or (full and status not in _DEAD) or status.endswith(".2.2"):
        return "soft"
    if status in _DEAD:
        return "hard"
    if status in _OURS or subject == "6":
        return "refused"
    if dead and not (policy and subject == "7" and "access denied" not in said.lower()):
        return "hard"
    if subject == "1":
        return "refused" if policy else "hard"
    if policy or subject in ("7", "5"):
        return "refused"
    return "soft"
