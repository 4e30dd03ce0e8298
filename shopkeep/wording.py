"""Money, days and counts in the owner's words. Babel knows the languages; lists format visible rows only."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal
from babel.units import format_unit

from shopkeep.core.money import Money, decimals

_LETTER_BEFORE_DIGIT = re.compile(r"([A-Za-z])(?=\d)")
"""`KWD1.234` reads better as `KWD 1.234`."""


@lru_cache(maxsize=32)
def locale_of(language: str) -> Locale:
    """The Babel locale of a language tag; English where it is unknown. Plain `en` is read as British."""
    try:
        return Locale.parse("en_GB" if language in ("", "en") else language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


def language_name(tag: str) -> str:
    """`Greek`, of `el`; the tag itself where it is unknown."""
    try:
        return str(Locale.parse(tag.replace("-", "_")).get_display_name("en")) or tag
    except (UnknownLocaleError, ValueError):
        return tag


def money(amount: Money, language: str = "en") -> str:
    """`€612.50`: with the currency's decimals, for details and mails."""
    return _currency(amount, language, decimals(amount.currency))


def money_short(amount: Money, language: str = "en") -> str:
    """`€612`: no decimals, for lists."""
    return _currency(amount, language, 0)


def money_if_told(amount: Money | None, language: str = "en") -> str:
    """`€612`, or `unknown` where no file tells: for lists."""
    return "unknown" if amount is None else money_short(amount, language)


@lru_cache(maxsize=4096)
def _currency(amount: Money, language: str, places: int) -> str:
    locale = locale_of(language)
    pattern = locale.currency_formats["standard"].pattern.split(";")[0]
    pattern = pattern.replace("0.00", "0" if not places else "0." + "0" * places)
    value = format_currency(amount.decimal(), amount.currency, format=pattern, locale=locale, currency_digits=False)
    value = value.replace("\u00a0", " ").replace("\u202f", " ")
    return _LETTER_BEFORE_DIGIT.sub(r"\1 ", value)


def number(value: float, language: str = "en") -> str:
    """`1,214`, `2.5`."""
    return format_decimal(value, locale=locale_of(language))


def count(amount: int, one: str, many: str = "") -> str:
    """`1 customer`, `1,214 customers`."""
    return f"{amount:,} {one if amount == 1 else many or one + 's'}"


def percent(share: float) -> str:
    """`31 %`; tiny but real shares are said as `under 1 %`, near certainty as `over 99 %`."""
    rounded = round(share * 100)
    if rounded == 0 and share > 0:
        return "under 1 %"
    if rounded == 100 and share < 1:
        return "over 99 %"
    return f"{rounded} %"


def day(value: date, today: date, language: str = "en") -> str:
    """`12 Sep`, with its year when that is not this one."""
    skeleton = "MMMd" if value.year == today.year else "yMMMd"
    return _skeleton(skeleton, value, language)


def day_long(value: date, language: str = "en") -> str:
    """`12 Sep 2026`."""
    return _skeleton("yMMMd", value, language)


@lru_cache(maxsize=4096)
def day_full(value: date, language: str = "en") -> str:
    """`12 September 2026`, for mails."""
    return format_date(value, "long", locale=locale_of(language))


@lru_cache(maxsize=512)
def weekday(value: date, language: str = "en") -> str:
    """`Sunday 6 December`, for a day soon to come."""
    locale = locale_of(language)
    pattern = {"en": "EEEE d MMMM", "el": "EEEE d MMMM", "de": "EEEE, d. MMMM"}.get(locale.language, "EEEE, d MMMM")
    return format_date(value, pattern, locale=locale)


@lru_cache(maxsize=512)
def month_full(value: date, language: str = "en") -> str:
    """`September`."""
    return format_date(value, "LLLL", locale=locale_of(language))


def month(value: date, language: str = "en") -> str:
    """`Sep`, for a time axis."""
    return _skeleton("MMM", value, language)


@lru_cache(maxsize=4096)
def _skeleton(skeleton: str, value: date, language: str) -> str:
    text = format_skeleton(skeleton, value, locale=locale_of(language))
    return text.replace("Sept", "Sep").replace("\u00a0", " ").replace("\u202f", " ")


def moment(value: datetime, zone: str, today: date, language: str = "en") -> str:
    """`14:05` today, else `12 Sep 14:05`, in the shop's zone."""
    local = value.astimezone(ZoneInfo(zone))
    clock = format_time(local, "HH:mm", locale=locale_of(language))
    return clock if local.date() == today else f"{day(local.date(), today, language)} {clock}"


def moment_listed(value: datetime, zone: str, today: date, language: str = "en") -> str:
    """The same in a narrow column: of another year the day alone, `12 Sep 2025`."""
    on = value.astimezone(ZoneInfo(zone)).date()
    return moment(value, zone, today, language) if on.year == today.year else day(on, today, language)


def span(days: float, language: str = "en") -> str:
    """A length of time: in days up to 90, then in months, then in years."""
    if language.partition("-")[0] not in ("", "en"):
        return _span_elsewhere(days, language)
    if days <= 90:
        return count(round(days), "day")
    if days < 24 * 30.44:
        return count(round(days / 30.44), "month")
    return f"{days / 365.25:.1f} years".replace(".0 years", " years")


@lru_cache(maxsize=1024)
def _span_elsewhere(days: float, language: str) -> str:
    unit, amount = ("day", float(round(days))) if days <= 90 else ("month", float(round(days / 30.44)))
    if days >= 24 * 30.44:
        unit, amount = "year", round(days / 365.25, 1)
    whole = int(amount) if amount == int(amount) else amount
    return format_unit(whole, f"duration-{unit}", locale=locale_of(language)).replace("\u00a0", " ")


def duration(seconds: float) -> str:
    """Time left, roughly: `40 seconds`, `12 minutes`, `3 hours`, `2 days`."""
    if seconds < 90:
        return count(max(1, round(seconds)), "second")
    if seconds < 90 * 60:
        return count(round(seconds / 60), "minute")
    if seconds < 36 * 3600:
        return count(round(seconds / 3600), "hour")
    return count(round(seconds / 86400), "day")


def listed(parts: list[str], last: str = "and", language: str = "en") -> str:
    """`a`, `a and b`, `a, b and c`; in another language as that language does it."""
    if len(parts) < 2:
        return "".join(parts)
    if language.partition("-")[0] not in ("", "en"):
        return format_list(parts, locale=locale_of(language))
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"
