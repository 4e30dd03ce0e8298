"""Numbers of a rule: counts, days and shares, and what is said where one cannot be read safely."""

from __future__ import annotations

from decimal import Decimal

from shopkeep import wording
from shopkeep.core import text
from shopkeep.customers.rules.fields import MONTHS, Field
from shopkeep.customers.rules.lexing import Cursor, Token
from shopkeep.customers.rules.problems import RuleProblem

LARGEST = 10**12

KIND_SAYS = {
    "text": ("a text", "a name such as Cluj-Napoca or “Cluj-Napoca”"),
    "choice": ("a choice", "one of its words"),
    "money": ("money", "a number such as 200"),
    "count": ("a count", "a whole number such as 3"),
    "number": ("a number", "a number such as 2 or 2.5"),
    "days": ("a number of days", "a number such as 90"),
    "share": ("a share", "a percentage such as 30 %"),
    "date": ("a day", "a day such as 2026-06-01, `today` or `30 days ago`"),
    "yesno": ("yes or no", "`yes` or `no`"),
}
"""What each kind is, and what may be written for it."""

DAYS_IN = {"day": 1, "days": 1, "week": 7, "weeks": 7, "month": 30, "months": 30, "year": 365, "years": 365}


def wrong(cursor: Cursor, field: Field, token: Token | None = None) -> RuleProblem:
    """The problem of a value that does not fit its field."""
    what, example = KIND_SAYS[field.kind]
    if field.choices:
        example = f"one of {wording.listed(list(field.choices), 'or')}"
    token = token or cursor.now
    missing = f"Something is missing after `{cursor.rule[: token.at].split()[-1]}`." if token.at else ""
    title = missing if token.kind == "end" else f"`{shown(token)}` does not fit here."
    says = f"`{field.name}` is {what}." if field.name else f"{what.capitalize()} is wanted here."
    return RuleProblem(title, says, f"Write {example}.", token.at, token.length)


def shown(token: Token) -> str:
    return text.plain(token.text)[:40]


def number_here(cursor: Cursor, field: Field, listed: bool) -> tuple[Decimal, Token]:
    token = cursor.now
    if token.kind != "number":
        raise wrong(cursor, field)
    cursor.take()
    refuse_comma(cursor, token, listed)
    after = cursor.now
    if after.kind == "number" and after.at > token.end:
        both = cursor.said(token, after)
        raise RuleProblem(
            f"`{both}` are two numbers.",
            "A number is written without spaces.",
            f"Write {token.text}{after.text}, or put `and` or `or` between two tests.",
            token.at,
            len(both),
        )
    number = Decimal(token.text)
    if abs(number) >= LARGEST:
        raise RuleProblem(
            f"`{shown(token)}` is too large a number.",
            "No shop has that much.",
            "Write a smaller number.",
            token.at,
            token.length,
        )
    return number, token


def refuse_comma(cursor: Cursor, before: Token, listed: bool) -> None:
    """Raise where a comma stands within a number: it may part thousands, decimals or two numbers."""
    comma, after = cursor.now, cursor.ahead(1)
    if not (comma.is_sign(",") and comma.at == before.end and after.kind == "number" and after.at == comma.end):
        return
    if listed and len(after.text.split(".")[0]) != 3:
        return
    said = cursor.said(before, after)
    digits, rest = before.text.replace(".", ""), after.text.replace(".", "")
    whole, point = digits + rest, plain_number(Decimal(f"{digits}.{rest}"))
    if digits != before.text:
        instead = f"Write {point}."  # a point before the comma parts thousands
    elif listed:
        instead = f"Write {whole}, or {before.text}, {after.text} with a space for two numbers."
    else:
        instead = f"Write {whole} or {point}."
    raise RuleProblem(
        f"`{said}` can be read in two ways.",
        "A comma may part thousands, decimals or two numbers.",
        instead,
        before.at,
        len(said),
    )


def plain_number(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def amount(cursor: Cursor, field: Field, listed: bool) -> int | float:
    """A count, a number or days."""
    if field.name in ("season_month", "birthday_month") and cursor.now.kind == "word" and len(cursor.now.text) >= 3:
        month = next((i for i, name in enumerate(MONTHS, 1) if name.startswith(cursor.now.text.lower())), 0)
        if month:
            cursor.take()
            return month
    number, token = number_here(cursor, field, listed)
    if field.kind == "days" and cursor.now.kind == "word" and cursor.now.text.lower() in DAYS_IN:
        number *= DAYS_IN[cursor.take().text.lower()]
    if field.kind == "number" and cursor.now.is_word("x", "times"):
        cursor.take()
    if field.kind == "count" and number != number.to_integral_value():
        raise wrong(cursor, field, token)
    return plain_number(number)


def share(cursor: Cursor, field: Field, listed: bool) -> float:
    """0 to 1, written as a percentage."""
    number, token = number_here(cursor, field, listed)
    said = cursor.take_sign("%") or cursor.take_words("percent")
    if not said and 0 < abs(number) <= 1:
        raise RuleProblem(
            f"`{shown(token)}` can be read in two ways.",
            f"`{field.name}` is a share, written as a percentage.",
            f"Write {plain_number(number * 100)} % or {plain_number(number)} %.",
            token.at,
            token.length,
        )
    if abs(number) > 100:
        raise RuleProblem(
            f"`{shown(token)}` is more than everything.",
            f"`{field.name}` is a share: at most 100 %.",
            "Write a percentage such as 30 %.",
            token.at,
            token.length,
        )
    return float(number / 100)
