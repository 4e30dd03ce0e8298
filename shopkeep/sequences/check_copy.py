"""Problems of one copy that can be seen from its text alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from shopkeep.core.records.sequences import MailSource, Problem, Stage
from shopkeep.sequences import check_words, copies, render


def check_copy(
    stage: Stage,
    mail: MailSource,
    unreadable: Iterable[Problem] = (),
    on: date | None = None,
    language: str = "en",
) -> list[Problem]:
    """The problems of one copy that can be seen from its text alone, and whether it can borrow what it lacks.

    It may borrow from a copy that is `unreadable` just now. `on`: the day by which days in it are past, and
    `language`: that of copies that do not name one.
    """
    found = []
    subject_line, preheader_line, body_line = mail.lines
    starts = {"subject": subject_line, "preheader": preheader_line, "body": body_line}
    borrows = mail.variant != "A" and any(
        m.number == mail.number and m.variant == "A" and m.group in ("", mail.group) for m in stage.mails
    )
    borrows = borrows or (mail.variant != "A" and copies.is_unread(stage, mail.number, unreadable))
    if not mail.subject and not borrows:
        found.append(Problem("error", mail.file, 1, "has no subject.", "Add a line `subject: …` at the top."))
    if not mail.body.strip() and not borrows:
        found.append(Problem("error", mail.file, body_line, "has no text.", "Write the mail."))
    if mail.variant != "A" and not borrows:
        says = f"is variant {mail.variant} of a mail that has no variant A."
        found.append(Problem("error", mail.file, 0, says, "Write the copy it stands against."))
    for part, fault in render.faults(mail):
        where = starts[part] + fault.line - 1
        found.append(Problem(fault.severity, mail.file, where, fault.says, fault.do))
    for part, start in starts.items():
        for fault in check_words.faults(part, str(getattr(mail, part)), on, mail.language or language):
            found.append(Problem(fault.severity, mail.file, start + fault.line - 1, fault.says, fault.do))
    return found
