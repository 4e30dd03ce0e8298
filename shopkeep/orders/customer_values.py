"""What one row of a customers' file says: name, place, language, and whether they want mail since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shopkeep.core import clock
from shopkeep.orders import consent_questions, people
from shopkeep.orders.attributes import Columns
from shopkeep.orders.dates import DateReader
from shopkeep.orders.layout import title_of
from shopkeep.orders.table import column_key


@dataclass(slots=True)
class Asked:
    """The questions of a form about mail, besides the column called so, and the moment they were answered."""

    questions: Sequence[int] = ()
    at: int | None = None
    """The column of that moment."""
    days: DateReader | None = None

    def moment(self, row: list[str]) -> int | None:
        """When this row was answered, a stamp."""
        return moment(row[self.at].strip(), self.days) if self.at is not None and self.days else None


def values_of(row: list[str], columns: Columns, dates: DateReader, asked: Asked) -> dict[str, Any]:
    """The row's fields that say something, by their columns in the shop file."""
    values: dict[str, Any] = {}
    name = people.person_name(columns.say(row, "first_name"), columns.say(row, "last_name"))
    name = name or people.person_name(columns.say(row, "name"))
    if name:
        values["name"] = name
    for field in ("country", "region", "city", "language", "postcode"):
        said = title_of(columns.say(row, field).strip("'"))
        if said:
            capitals = field == "postcode" or (field == "country" and len(said) == 2)
            values[field] = said.upper() if capitals else said
    consent, at = consent_of(row, columns, dates, asked)
    if consent:
        values.update(consent=consent, consent_at=at)
    return values


def consent_of(row: list[str], columns: Columns, dates: DateReader, asked: Asked) -> tuple[str, int | None]:
    """`yes`, `no` or empty, and since when (a stamp, None where not said). Of several answers a no counts.

    Mail tools say it by the day alone: one of leaving is a no, one of joining a yes where the file is not
    that of those who left.
    """
    for field in ("unsubscribed_at", "cleaned_at"):
        if columns.say(row, field):
            return "no", moment(columns.say(row, field), dates)
    table = columns.table
    told = [_consent(row, columns)]
    told += [consent_questions.consent_at_all(table.columns[at], row[at]) for at in asked.questions]
    answers = [each for each in told if each is not None]
    if answers:
        since = moment(columns.say(row, "consent_at") or _joined(row, columns), dates)
        return ("yes" if all(answers) else "no"), asked.moment(row) if since is None else since
    left = "unsubscribed_at" in columns or "cleaned_at" in columns
    at = moment(_joined(row, columns), dates)
    return ("yes", at) if at is not None and not left and not columns.say(row, "consent") else ("", None)


def _consent(row: list[str], columns: Columns) -> bool | None:
    said = columns.say(row, "consent")
    if said and consent_questions.asks_for_consent(column_key(columns.table.columns[columns.at["consent"]])):
        return consent_questions.answer(said)
    return people.consent(said)


def _joined(row: list[str], columns: Columns) -> str:
    return columns.say(row, "confirm_at") or columns.say(row, "opt_in_at")


def moment(written: str, dates: DateReader) -> int | None:
    """A stamp; None for nothing or for what is no date."""
    try:
        return clock.stamp(dates.read(written)) if written else None
    except ValueError:
        return None


def heard(known: dict[str, Any], said: dict[str, Any]) -> bool:
    """Whether this answer about mail counts over the one known (`consent`, `consent_at`): the newest does,
    and of two of the same moment the no."""
    if not said.get("consent"):
        return False
    was, now = known.get("consent_at"), said.get("consent_at")
    if was == now:
        return not known.get("consent") or said["consent"] == "no"
    return was is None or (now is not None and now > was)
