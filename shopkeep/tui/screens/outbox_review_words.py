"""What the review before a send says: who gets it, who not and why, the sample, the accounts to choose from."""

from __future__ import annotations

from textual.content import Content

from shopkeep import wording
from shopkeep.core.records.accounts import AccountRow
from shopkeep.core.records.delivery import PlannedMessage, SendResult
from shopkeep.core.records.mails import RenderedMail
from shopkeep.core.text import plain
from shopkeep.jobs import held
from shopkeep.tui.widgets.columns import Cell, Column
from shopkeep.tui.widgets.preview import body_of

PLANNED = [
    Column("To", weight=2, least=30),
    Column("Mail", width=4, drop=2),
    Column("Group", width=14, drop=3),
    Column("Subject", weight=3, least=16, drop=1),
]


def planned_cells(row: PlannedMessage, groups: dict[str, str]) -> tuple[str | Cell, ...]:
    """Its variant stands with a mail as in the list of messages: `1 B`, and `1` for the first. `groups`: their titles
    by name."""
    return (row.email, f"{row.mail} {row.variant}".removesuffix(" A"), groups.get(row.group, row.group), row.subject)


def summary(plan: SendResult, title: str, how_long: str, narrow: bool = False) -> Content:
    """Who gets this, who not and why, and how long it takes; the reasons in one sentence where it is narrow."""
    planned = plan.counts.planned
    variants = ", ".join(f"{name} {count:,}" for name, count in plan.variants.items()) if len(plan.variants) > 1 else ""
    lines = [
        Content.assemble(
            (wording.count(planned, "mail"), "bold $accent" if planned else "bold"),
            " of ",
            (plain(title), "bold"),
            f": {variants}" if variants and narrow else "",
        )
    ]
    if planned:
        lines.append(Content(plain(how_long)))
    if plan.holdout:
        lines.append(Content(f"{wording.count(plan.holdout, 'customer')} held out: they get nothing, to compare with."))
    if variants and not narrow:
        lines.append(Content(f"Variants: {variants}"))
    if plan.held:
        lines.append(Content.assemble(("? ", "$warning"), held.plan_says(plan.held)))
    out = f"{sum(plan.left_out.values()):,} left out"
    if plan.left_out and narrow:
        why = "; ".join(f"{count:,} {plain(reason)}" for reason, count in plan.left_out.items())
        lines.append(Content.assemble((out, "bold"), f": {why}"))
    elif plan.left_out:
        lines.append(Content.styled(out, "bold"))
        lines += [
            Content.assemble(f"{count:>7,}  ", (plain(reason), "$muted")) for reason, count in plan.left_out.items()
        ]
    return Content("\n").join(lines)


def some_line(plan: SendResult, new: int, opened: tuple[str, int] | None, title: str) -> list[str | tuple[str, str]]:
    """That only some of these people need to get it now; `title` is that of the opened segment."""
    planned, parts = plan.counts.planned, []
    if 0 < new < planned:
        parts.append(f"{planned - new:,} of them are due in the sequence, {new:,} are new to it.")
    if opened is not None:
        parts.append(f"{opened[1]:,} of them are in {plain(title)}, which is open in Customers.")
    return [" ".join(parts) + " ", ("g", "bold $accent"), " sends only to some."]


def account_words(row: AccountRow) -> str:
    """One mail account to choose: `news: smtp.example.net, 480 more today`."""
    where = "the practice mailbox" if row.practice else row.host or "not set up"
    left = "" if row.allowed_today is None else f", {row.allowed_today:,} more today"
    return f"{row.name}: {where}{left}" + (f". {row.lacks}" if row.lacks else "")


def sample_text(mail: RenderedMail) -> Content:
    """A rendered mail for reading."""
    to = f"{mail.to_name} <{mail.email}>" if mail.to_name else mail.email
    head = [
        Content.assemble(("To: ", "$muted"), plain(to)),
        Content.assemble(("Subject: ", "$muted"), (plain(mail.subject), "bold")),
    ]
    if mail.preheader:
        head.append(Content.styled(plain(mail.preheader), "$muted"))
    return Content("\n").join([*head, Content(""), body_of(mail.text)])
