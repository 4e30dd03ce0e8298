"""What orders say of wanting mail besides a column called so: questions at the checkout, and who opted out."""

from __future__ import annotations

from collections.abc import Iterable

from shopkeep.orders import consent_questions, people
from shopkeep.orders.layout import Row, Sheet
from shopkeep.orders.table import Table


class MailWishes:
    """The questions among the columns of a file. `taken` are the columns that serve otherwise."""

    def __init__(self, table: Table, taken: Iterable[int]) -> None:
        self.asked = consent_questions.questions_of(table, set(taken))

    def of(self, sheet: Sheet, rows: list[Row]) -> bool | None:
        """Yes, no or nothing, by everything the rows of an order answer: a no counts over any yes."""
        answers = [people.consent(sheet.first(rows, "consent"))] if sheet.has("consent") else []
        names = sheet.table.columns
        answers += [consent_questions.consent_at_all(names[at], row[at]) for at in self.asked for row in rows]
        told = [answer for answer in answers if answer is not None]
        return all(told) if told else None
