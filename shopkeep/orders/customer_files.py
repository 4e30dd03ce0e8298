"""Files about customers, joined by e-mail address: consent, places, birthday, answers, anything."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shopkeep import wording
from shopkeep.core import clock, text
from shopkeep.core.records.orders import Rejected
from shopkeep.orders import (
    attribute_names,
    consent_questions,
    customer_values,
    dates,
    day_order,
    left_out,
    people,
    spoiled,
    survey_files,
)
from shopkeep.orders.attributes import Attributes, Columns, no_column
from shopkeep.orders.buyers import BLANK
from shopkeep.orders.customer_columns import CUSTOMER, SECRETS, is_address_name
from shopkeep.orders.customer_values import Asked
from shopkeep.orders.layout import title_of
from shopkeep.orders.survey_files import Survey
from shopkeep.orders.table import Table, column_key

CHANGED = "changed_at"
"""The attribute that says of when a row of a file is, where the file tells: an older one only fills gaps."""
_DAYS = ("consent_at", "confirm_at", "opt_in_at", "unsubscribed_at", "cleaned_at", "changed_at")
_ADDRESSES = 0.8
"""The share of cells that must be addresses for a column to be taken for one without being called so."""


@dataclass(slots=True)
class _Layout:
    """Where everything stands in one file."""

    columns: Columns
    others: list[tuple[int, str]]
    """Columns kept as attributes, each with the key it is stored under."""
    survey: Survey | None
    days: dates.DateReader
    answered: dates.DateReader
    asked: Asked
    lost: dict[int, set[str]]
    """Of some columns the cells that a spreadsheet spoiled: they are not kept."""


def read_customers(table: Table, zone: str, order: dates.Order | None = None) -> Attributes:
    """What a customers' file says by address. `order`: of day and month, as the owner said.

    Raises AmbiguousFile where no column holds addresses, or where its dates could be read in two ways.
    """
    layout, warnings = _layout(table, zone, order)
    store, more = attribute_names.readers({name: table.cells(i) for i, name in layout.others})
    found = Attributes({}, list(table.broken), [*warnings, *more])
    found.understood, found.details = _understood(layout), [name for _, name in layout.others]
    for row, line in zip(table.rows, table.lines, strict=True):
        if not any(cell.strip() for cell in row):
            continue
        try:
            email = people.address(row[layout.columns.at["email"]])
            if not email:
                raise ValueError("no e-mail address")
        except ValueError as error:
            found.rejected.append(layout.columns.refused(line, row, "email", str(error)))
            continue
        said = _said(row, layout, store)
        square = layout.columns.say(row, "square_id")
        if square and square not in layout.lost.get(layout.columns.at["square_id"], ()):
            found.buyers.setdefault(f"square:{title_of(square)}", email)
        found.rows[email] = _together(found.rows[email], said) if email in found.rows else said
    if layout.survey is not None and layout.survey.unread:
        found.warnings.append(f"{layout.survey.unread} answers were left out: they are on no scale known here.")
    found.warnings += left_out.sentences(_unread_days(table, layout))
    return found


def _unread_days(table: Table, layout: _Layout) -> Iterator[tuple[str, Rejected]]:
    """The cells of days that are none: a row is taken in without them."""
    columns = layout.columns
    for field in _DAYS:
        if field not in columns:
            continue
        for row, line, cell in zip(table.rows, table.lines, columns.cells(field), strict=True):
            if (
                customer_values.moment(cell, layout.days) is None
                and cell.strip("0-/.: ")
                and any(map(str.isdigit, cell))
            ):
                yield field, columns.refused(line, row, field, "")


def _layout(table: Table, zone: str, order: dates.Order | None) -> tuple[_Layout, list[str]]:
    columns = Columns(table, CUSTOMER)
    if "email" not in columns:
        at = _column_of_addresses(table)
        if at is None:
            raise no_column(table, "email", "the customer's e-mail address")
        columns.at = {"email": at, **{field: i for field, i in columns.at.items() if i != at}}
    survey = survey_files.survey_of(table, set(columns.at.values()))
    taken = {*columns.at.values(), *(survey.at.values() if survey else ())}
    questions = consent_questions.questions_of(table, taken)
    asked_at, asked_in = (survey.asked_at, survey.zone) if survey else (None, "")
    if not survey and (questions or _asks_by_name(columns)):
        asked_at, asked_in = survey_files.day_of_answers(table, taken)
    taken |= {*questions, *([] if asked_at is None else [asked_at])}
    others, secret = _others(table, taken)
    answered = [] if asked_at is None else [cell.strip() for cell in table.cells(asked_at)]
    settled = day_order.settle([*columns.cells(*_DAYS), *answered], order)
    reader = dates.DateReader(settled, zone)
    answers = dates.DateReader(settled, asked_in or zone)
    warnings = [f"Left out, as nobody needs it here: {', '.join(secret)}."] if secret else []
    warnings += _unread(table, questions)
    asked = Asked(questions, asked_at, answers)
    numbered = [at for at, _ in others] + [columns.at[field] for field in ("square_id",) if field in columns]
    lost = {at: cells for at in numbered if (cells := spoiled.lost(table.cells(at)))}
    warnings += [_says_lost(table, at, cells) for at, cells in lost.items()]
    return _Layout(columns, others, survey, reader, answers, asked, lost), warnings


def _says_lost(table: Table, at: int, cells: set[str]) -> str:
    name, such_as = text.plain(table.columns[at])[:80], text.plain(min(cells)).strip()[:40]
    rows = wording.count(sum(cell in cells for cell in table.cells(at)), "row")
    return (
        f"A spreadsheet shortened the long numbers of {name!r}, such as {such_as!r}: in {rows} they are left out. "
        "Import the file as it was downloaded to have them."
    )


def _asks_by_name(columns: Columns) -> bool:
    """Whether the column of consent is a question of a form, and not a mail tool's own."""
    if "consent" not in columns or "consent_at" in columns:
        return False
    return consent_questions.asks_for_consent(column_key(columns.table.columns[columns.at["consent"]]))


def _unread(table: Table, questions: list[int]) -> list[str]:
    """Answers about mail that say neither yes nor no, told to the owner."""
    said = []
    for at in questions:
        unread = [cell for cell in table.cells(at) if cell.strip() and consent_questions.answer(cell) is None]
        if unread:
            name, such_as = text.plain(table.columns[at])[:80], text.plain(unread[0]).strip()[:60]
            said.append(
                f"Answers to {name!r} that are neither yes nor no were left out: {len(unread):,}, such as {such_as!r}."
            )
    return said


def _understood(layout: _Layout) -> dict[str, str]:
    """field -> the column it was read from, in the order of the fields."""
    names = layout.columns.table.columns
    found = {field: names[at] for field, at in layout.columns.at.items()}
    questions = [names[at] for at in layout.asked.questions]
    free = iter(["consent"] if "consent" not in found else [])
    for number, name in enumerate(questions, 2 if "consent" in found else 1):
        found[next(free, f"consent_{number}")] = name
    if layout.survey is not None:
        found |= {key: names[at] for key, at in layout.survey.at.items()}
    if layout.asked.at is not None:
        found["answered_at"] = names[layout.asked.at]
    return found


def _column_of_addresses(table: Table) -> int | None:
    """The one column that holds addresses by whatever name; of several the one that asks for them."""
    found = []
    for at in range(len(table.columns)):
        filled = [cell.strip() for cell in table.cells(at) if cell.strip()]
        if filled and sum(_is_address(cell) for cell in filled) >= _ADDRESSES * len(filled):
            found.append(at)
    named = [at for at in found if is_address_name(column_key(table.columns[at]))]
    for fit in (found, named):
        if len(fit) == 1:
            return fit[0]
    return None


def _is_address(cell: str) -> bool:
    try:
        return "@" in cell and bool(people.address(cell))
    except ValueError:
        return False


def _others(table: Table, taken: set[int]) -> tuple[list[tuple[int, str]], list[str]]:
    """The columns kept as attributes, each with its key (the first of two of one key wins); and those that
    are better not kept."""
    found: dict[str, int] = {}
    secret = []
    for i, name in enumerate(table.columns):
        if column_key(name) in SECRETS:
            secret.append(name)
        elif column_key(name) and i not in taken:
            key = attribute_names.KEYS.get(column_key(name), "")
            if not key or key in found:
                key = column_key(name).replace(" ", "_")
            found.setdefault(key, i)
    return [(i, key) for key, i in found.items()], secret


def _said(row: list[str], layout: _Layout, store: attribute_names.Readers) -> dict[str, Any]:
    said = customer_values.values_of(row, layout.columns, layout.days, layout.asked)
    kept = {
        name: store.get(name, attribute_names.as_written)(row[i])
        for i, name in layout.others
        if row[i].strip() and row[i] not in layout.lost.get(i, ())
    }
    if layout.survey is not None:
        kept |= layout.survey.answers(row, layout.answered)
    changed = customer_values.moment(layout.columns.say(row, "changed_at"), layout.days)
    if changed is not None:
        kept[CHANGED] = f"{clock.moment(changed):%Y-%m-%dT%H:%M:%SZ}"
    return {**said, "attributes": {name: value for name, value in kept.items() if value}}


def _together(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Two rows of one address: the later adds to the earlier, the newest answers count."""
    merged = {**one, **other}
    winner = other if customer_values.heard(one, other) else one
    for name in ("consent", "consent_at"):
        if name in winner:
            merged[name] = winner[name]
    return {**merged, "attributes": _attributes(one["attributes"], other["attributes"])}


def _attributes(known: dict[str, str], said: dict[str, str]) -> dict[str, str]:
    """What is known of a customer with what a file adds; a file that is older only fills gaps."""
    merged = survey_files.newest(known, said)
    if _older(known, said):
        answers = {key: merged[key] for name in survey_files.READERS for key in (name, f"{name}_on") if key in merged}
        return {**{k: v for k, v in {**said, **known}.items() if not _of_survey(k)}, **answers}
    return merged


def _older(known: dict[str, str], said: dict[str, str]) -> bool:
    """Whether what a file says is of an earlier moment than what is known."""
    return "" != said.get(CHANGED, "") < known.get(CHANGED, "")


def _of_survey(key: str) -> bool:
    return key.removesuffix("_on") in survey_files.READERS


def combine_customer(known: dict[str, Any] | None, said: dict[str, Any], source: str, now: int) -> dict[str, Any]:
    """A customer's row after a file has spoken. Names and places fill gaps, for orders know them better;
    the newest answer about mail counts, and one without a date is of now."""
    row = {**BLANK, **(known or {})}
    for field in ("name", "country", "region", "city", "postcode"):
        if not row[field] and field in said:
            row[field] = said[field]
    attributes = json.loads(row["attributes"])
    if not row["language"] or not _older(attributes, said["attributes"]):
        row["language"] = said.get("language") or row["language"]
    consent, at = said.get("consent"), said.get("consent_at")
    if consent and (at is not None or consent != row["consent"]):
        answer = {"consent": consent, "consent_at": now if at is None else at}
        if customer_values.heard(row, answer):
            row.update(answer, consent_source=source)
    kept = _attributes(attributes, said["attributes"])
    row["attributes"] = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    return row
