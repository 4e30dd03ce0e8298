"""Answers of a survey by customer: how likely they recommend the shop (NPS), how satisfied they are (CSAT).

A form tool's file has the question itself as a column's name. Which column it is, is settled by the name
and by what stands below it: the reason somebody gave is no number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from shopkeep.core import text
from shopkeep.orders import attribute_names, dates
from shopkeep.orders.table import Table, column_key

_QUESTIONS = {
    "nps": re.compile(
        r"\bnps\b|net promoter|promoter score|recommend|empfehl|recommand|recomend|raccomand|consiglier|aanbevelen"
        r"|polec|anbefal|rekommend"
    ),
    "csat": re.compile(
        r"\bcsat\b|satisf|satisfied|zufrieden|tevreden|soddisf|zadowol|fornojd|tilfreds|how happy (are|were) you"
    ),
}
_DATES = (
    *("submitted at", "submit date", "submit date utc", "submitted on", "date submitted", "submission date"),
    *("response date", "responded at", "answered at", "answer date", "survey date", "survey completed", "nps date"),
    *(
        "csat date",
        "completed at",
        "timestamp",
        "zeitstempel",
        "horodateur",
        "marca temporal",
        "informazioni cronologiche",
    ),
    *("end date", "end date utc", "start date", "start date utc", "date"),
)
_LEADING = re.compile(r"(\d{1,2})(?!\d)(?!\s*[.,]\d)(?!\s*[-–]\s*\d)(?:\s*/\s*10)?\s*(?:$|[-–:(.]|\s[^\W\d])")
_LEVELS = {
    word: level
    for level, words in {
        "5": "very satisfied,extremely satisfied,completely satisfied,very happy,excellent,"
        "sehr zufrieden,tres satisfait",
        "4": "satisfied,somewhat satisfied,happy,good,zufrieden,satisfait",
        "3": "neutral,neither satisfied nor dissatisfied,ok,okay,average,teils teils,neutre",
        "2": "dissatisfied,somewhat dissatisfied,unhappy,poor,unzufrieden,insatisfait",
        "1": "very dissatisfied,extremely dissatisfied,very unhappy,very poor,sehr unzufrieden,tres insatisfait",
    }.items()
    for word in words.split(",")
}
_MOSTLY = 0.6


@dataclass(slots=True)
class Survey:
    """Where the answers of a file stand."""

    at: dict[str, int]
    """`nps` and `csat`, as far as asked -> column."""
    asked_at: int | None
    """The column of the day of the answer."""
    zone: str
    """Of that column, where its name says it; else empty."""
    order: dates.Order = "ymd"
    unread: int = 0
    """Answers left out as they are none."""

    def answers(self, row: list[str], reader: dates.DateReader) -> dict[str, str]:
        """A row's answers as attributes: `nps`, `csat`, and with `_on` the moment each was given, where said."""
        found: dict[str, str] = {}
        for key, at in self.at.items():
            if not row[at].strip():
                continue
            value = READERS[key](row[at])
            if not value:
                self.unread += 1
                continue
            found[key] = value
            said = row[self.asked_at].strip() if self.asked_at is not None else ""
            try:
                if said:
                    found[f"{key}_on"] = f"{reader.read(said):%Y-%m-%dT%H:%M:%SZ}"
            except ValueError:
                pass
        return found


def is_question(name: str) -> bool:
    """Whether a column's compared name asks one of these."""
    own = attribute_names.KEYS.get(name)
    return own in _QUESTIONS or (own is None and any(asked.search(name) for asked in _QUESTIONS.values()))


def survey_of(table: Table, taken: set[int]) -> Survey | None:
    """The survey that a file holds answers of, None where it asks nothing of the kind."""
    at: dict[str, int] = {}
    for key, question in _QUESTIONS.items():
        for column, name in enumerate(table.columns):
            if column in taken or column in at.values():
                continue
            folded = column_key(name)
            own = attribute_names.KEYS.get(folded)
            asks = own == key or (own is None and question.search(folded))
            if asks and (own == key or _are_answers(table.cells(column), READERS[key])):
                at[key] = column
                break
    if not at:
        return None
    asked_at, zone = day_of_answers(table, taken)
    return Survey(at, asked_at, zone)


def day_of_answers(table: Table, taken: set[int]) -> tuple[int | None, str]:
    """The column of the moment a form was filled in, None where there is none; and its zone, where its name says it."""
    free = (table.find(name) for name in _DATES)
    asked_at = next((column for column in free if column is not None and column not in taken), None)
    name = column_key(table.columns[asked_at]) if asked_at is not None else ""
    return asked_at, "UTC" if name.endswith(" utc") else ""


def _are_answers(cells: list[str], reader: Callable[[str], str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and sum(bool(reader(cell)) for cell in filled) >= _MOSTLY * len(filled)


def _nps(written: str) -> str:
    """`9`, `9/10`, `9 - very likely`, `10 (extremely likely)` as 0 to 10; empty for anything else."""
    said = attribute_names.as_written(written)
    match = _LEADING.match(said)
    if match and int(match[1]) <= 10:
        return str(int(match[1]))
    number = attribute_names.number(said) if "/" not in said and "%" not in said else ""
    try:
        value = float(number)
    except ValueError:
        return ""
    return number if 0 <= value <= 10 else ""


def _csat(written: str) -> str:
    """A number as the survey counts, or 5 to 1 for the usual words; empty for anything else."""
    said = attribute_names.as_written(written)
    level = _LEVELS.get(text.key(said))
    if level:
        return level
    number = attribute_names.number(said)
    if re.fullmatch(r"-?\d+(\.\d+)?", number):
        return number
    match = _LEADING.match(said)
    return str(int(match[1])) if match else ""


READERS: dict[str, Callable[[str], str]] = {"nps": _nps, "csat": _csat}


def newest(known: dict[str, str], said: dict[str, str]) -> dict[str, str]:
    """Of two sets of attributes the second over the first, but of each question the newest answer.

    An answer without a day gives way to one with; of two of the same moment the lower counts, so that
    files may come in any order.
    """
    merged = {**known, **said}
    for key in _QUESTIONS:
        if key not in known or key not in said:
            continue
        was, now = known.get(f"{key}_on", ""), said.get(f"{key}_on", "")
        keeps = was > now or (was == now and was != "" and _less(known[key], said[key]))
        winner = known if keeps else said
        merged[key] = winner[key]
        merged.pop(f"{key}_on", None)
        if winner.get(f"{key}_on"):
            merged[f"{key}_on"] = winner[f"{key}_on"]
    return merged


def _less(one: str, other: str) -> bool:
    try:
        return float(one) < float(other)
    except ValueError:
        return one < other
