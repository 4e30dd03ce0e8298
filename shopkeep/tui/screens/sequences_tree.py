"""What the Sequences place lists at the left: stages, their mails and copies, groups with offers, the holdout.

Functions from a sequence, and who is due, to rows; the place shows them and acts on them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from shopkeep import wording
from shopkeep.core.money import Money, minor
from shopkeep.core.records.mails import Recipient
from shopkeep.core.records.sequences import MailSource, Offer, Problem, Sequence, SequenceRow, Stage
from shopkeep.customers.segments import SEGMENTS
from shopkeep.jobs import sequences as jobs
from shopkeep.jobs.shop import Shop
from shopkeep.sequences import copies, files, names
from shopkeep.tui.widgets.columns import Cell

Due = dict[str, list[Recipient]]
"""Stage -> who gets its next mail today, those of the holdout among them."""


@dataclass(frozen=True, slots=True)
class Node:
    """One row of the tree. `copy` is what the editor shows for it; groups and the holdout have none."""

    kind: Literal["stage", "mail", "copy", "head", "group", "title", "segment", "theme", "holdout"]
    key: str
    """Stays the same over a refresh."""
    label: str
    stage: str = ""
    copy: MailSource | None = None
    group: str = ""
    value: str = ""
    """What stands at the right: how many are due, or what is offered."""
    subject: str = ""
    """Of a mail, as the customer shown reads it."""
    trouble: bool = False


def readable(shop: Shop, name: str) -> Sequence:
    """A sequence to write in: also where some copies cannot be read, which then stand in it empty.

    Raises NotFound, and SequenceProblem where not even sequence.toml can be read.
    """
    sequence, problems = files.read(jobs.folder_of(shop, name))
    stages = []
    for stage in sequence.stages:
        broken = {p.file for p in problems if p.file.startswith(f"{stage.folder}/")}
        parts = [(file, names.parse(file.rpartition("/")[2])) for file in sorted(broken)]
        empty = tuple(
            MailSource(file, part.number, part.group, part.variant, part.language, "", "", 0, "")
            for file, part in parts
            if part is not None
        )
        stages.append(replace(stage, mails=stage.mails + empty))
    return replace(sequence, stages=tuple(stages))


def nodes(
    sequence: Sequence,
    due: Due,
    problems: list[Problem],
    sizes: dict[str, int] | None,
    currency: str,
    language: str,
    speaks: str = "",
    subjects: Mapping[str, str] | None = None,
    titles: Mapping[str, str] | None = None,
) -> list[Node]:
    """Every row of the tree, in its order. `sizes`: group -> how many of the segment's customers fall into it and may
    be written to, the empty name for those in none; None while not counted. `subjects`: file -> its subject as it
    is read; `titles`: what the owner calls their segments.

    A mail in several languages is one row: its copy in the language that the tree `speaks`, else the usual one.
    """
    bad = {p.file for p in problems if p.severity == "error"}
    found: list[Node] = []
    for stage in sequence.stages:
        found += _stage(sequence, stage, due.get(stage.name), bad, speaks, subjects or {})
    groups = "Groups, who get mail" if sequence.groups else "No groups: a adds one"
    found.append(Node("head", "head:groups", groups))
    for group in sequence.groups:
        label = f"{offer_short(group.offer, currency, language)}: {group.title}"
        inside = "" if sizes is None else f"{sizes.get(group.name, 0):,}"
        found.append(Node("group", f"group:{group.name}", label, group=group.name, value=inside))
    if sequence.groups and sizes and sizes.get(""):
        found.append(Node("head", "head:rest", "no offer: in no group", value=f"{sizes['']:,}"))
    share = wording.percent(sequence.holdout) if sequence.holdout else "none"
    return [
        *found,
        Node("head", "head:sequence", "Sequence"),
        Node("title", "title", f"Name: {sequence.title}"),
        Node(
            "segment",
            "segment",
            f"Who: {segment_title(sequence.segment, titles or {})}",
            value="" if sizes is None else f"{sum(sizes.values()):,}",
        ),
        Node("theme", "theme", "Look", value=sequence.theme),
        Node("holdout", "holdout", "Holdout", value=share),
    ]


def segment_title(name: str, titles: Mapping[str, str]) -> str:
    """What a segment is called, with the `titles` of the owner's own; its name where it is gone."""
    return SEGMENTS[name].title if name in SEGMENTS else titles.get(name, name)


def _stage(
    sequence: Sequence,
    stage: Stage,
    due: list[Recipient] | None,
    bad: set[str],
    speaks: str,
    subjects: Mapping[str, str],
) -> list[Node]:
    writing = [r for r in due or () if not r.holdout]
    per_file = Counter(file_for(stage, r) for r in writing)
    folded = _folded(stage)
    first = next(iter(folded), None)
    says = stage.title + (f", {wording.count(stage.wait_days, 'day')} later" if stage.wait_days else "")
    value = "" if due is None else f"{len(writing):,}"
    found = [
        Node("stage", f"stage:{stage.name}", says, stage.name, _spoken(first, speaks) if first else None, value=value)
    ]
    for index, tongues in enumerate(folded):
        mail = _spoken(tongues, speaks)
        beside = index > 0 and folded[index - 1][0].number == mail.number
        branch = ("└" if index == len(folded) - 1 else "├") + ("── " if beside else " ")
        label = (
            copy_label(sequence, mail, tongue=len(tongues) == 1) if beside else _mail_label(stage, mail, len(tongues))
        )
        here = sum(per_file[one.file] for one in tongues)
        found.append(
            Node(
                "copy" if beside else "mail",
                mail.file,
                branch + label + ("" if beside else _tongues(sequence, tongues, mail)),
                stage.name,
                mail,
                mail.group,
                f"{here:,}" if here else "",
                subjects.get(mail.file, ""),
                any(one.file in bad for one in tongues),
            )
        )
    return found


def _folded(stage: Stage) -> list[list[MailSource]]:
    """The copies of a stage in their order, those that differ by language alone together, the usual one first."""
    found: dict[tuple[int, str, str], list[MailSource]] = {}
    for mail in sorted(stage.mails, key=lambda m: (m.number, *_order(m))):
        found.setdefault((mail.number, mail.group, mail.variant), []).append(mail)
    return [tongues for _, tongues in sorted(found.items())]


def _spoken(tongues: list[MailSource], speaks: str) -> MailSource:
    """The copy to show of those that differ by language."""
    return next((mail for mail in tongues if mail.language == speaks), tongues[0])


def _mail_label(stage: Stage, mail: MailSource, tongues: int) -> str:
    """`Mail 2, 5 days later`; short where languages stand beside it."""
    wait = copies.wait_days(stage, mail.number)
    if not wait:
        return f"Mail {mail.number}"
    return f"Mail {mail.number} +{wait}d" if tongues > 1 else f"Mail {mail.number}, {wording.count(wait, 'day')} later"


def _tongues(sequence: Sequence, tongues: list[MailSource], shown: MailSource) -> str:
    """The languages of a mail that has several, the one shown in capitals: ` EN ro el kk`."""
    if len(tongues) < 2:
        return ""
    tags = [((mail.language or sequence.language).partition("-")[0], mail is shown) for mail in tongues]
    return " " + " ".join(tag.upper() if now else tag for tag, now in tags)


def _order(mail: MailSource) -> tuple[str, str, str]:
    return mail.language, mail.group, mail.variant


def file_for(stage: Stage, recipient: Recipient) -> str:
    """The copy file one recipient's mail is made from."""
    found = copies.choices(stage, recipient.mail, recipient.group)
    chosen = found.get(recipient.variant) or next(iter(found.values()), None)
    return chosen.file if chosen else ""


def copy_label(sequence: Sequence, mail: MailSource, tongue: bool = True) -> str:
    """`Variant B`, `Once best`, `B: Once best`, with `tongue` behind its language where it has one:
    `Greek: Variant B`."""
    group = sequence.group(mail.group)
    whose = (group.title if group else mail.group) if mail.group else ""
    if mail.variant != "A":
        whose = f"{mail.variant}: {whose}" if whose else f"Variant {mail.variant}"
    language = wording.language_name(mail.language) if mail.language and tongue else ""
    return ": ".join(part for part in (language, whose) if part) or "Everybody"


def copy_title(sequence: Sequence, stage: Stage, mail: MailSource) -> str:
    """The whole name of one copy: `Offer, mail 1, B: Once best`."""
    parts = [stage.title, f"mail {mail.number}"]
    if mail.group or mail.language or mail.variant != "A":
        parts.append(copy_label(sequence, mail))
    elif len(stage.variants(mail.number)) > 1:
        parts.append("Variant A")
    return ", ".join(parts)


def offer_short(offer: Offer, currency: str, language: str) -> str:
    """An offer in a few signs: `20 %`, `€5`, `gift`, `no offer`."""
    if offer.kind == "percent":
        return f"{offer.value} %"
    if offer.kind == "amount":
        return wording.money_short(Money(minor(Decimal(offer.value), currency), currency), language)
    return {"free-shipping": "shipping", "gift": "gift", "guarantee": "guarantee"}.get(offer.kind, "no offer")


def cells(node: Node) -> tuple[Cell, Cell, Cell]:
    """A row as the list shows it."""
    tone = {"stage": "strong", "head": "muted"}.get(node.kind, "")
    label = f"{node.label} !" if node.trouble else node.label
    value_tone = "muted" if node.kind in ("head", "copy") else ""
    return Cell(label, "error" if node.trouble else tone), Cell(node.subject, "muted"), Cell(node.value, value_tone)


def in_it(row: SequenceRow) -> str:
    """How many are in a sequence, in a few words."""
    return f"{row.enrolled:,} in it" if row.enrolled else "not begun"
