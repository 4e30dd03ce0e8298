"""The limits of a mail account, and how long a send takes under them."""

from __future__ import annotations

import functools

from shopkeep import wording
from shopkeep.core import clock
from shopkeep.core.records.accounts import Outlook
from shopkeep.delivery.pace import WINDOWS, Forecast, Pace
from shopkeep.delivery.slow_start import SlowStart
from shopkeep.jobs import accounts, confirmed
from shopkeep.jobs.shop import Shop
from shopkeep.store import outbox as store

LIMITS = (*(f"per_{window}" for window in WINDOWS), "warm_up")
MOST_DAYS_SAID = 4
UNLIMITED = "No limit is set: they go as fast as the server takes them."


def pace(shop: Shop, name: str = "") -> Pace:
    """The limits of an account, with what it has tried so far."""
    account = accounts.chosen(shop, name)
    found = new_pace(shop, account)
    with shop.db.read() as tx:
        found.remember(tx, accounts.counted_as(shop, account))
    return found


def new_pace(shop: Shop, account: str) -> Pace:
    """The limits of an account, with nothing tried."""
    get = functools.partial(shop.settings.of, account)
    first = get("limits.warm_up")
    limits = {window: get(f"limits.per_{window}") for window in WINDOWS}
    return Pace(limits, slow_start=SlowStart(first, shop.zone) if first else None)


def outlook(shop: Shop, mails: int, name: str = "") -> Outlook:
    """How long so many mails more take through an account, those that wait already before them."""
    account = accounts.chosen(shop, name)
    with shop.db.read() as tx:
        due = store.due_by_account(tx, clock.stamp(clock.now()))
    before = sum(due[one] for one in due if confirmed.name_of(one) == account and confirmed.still_holds(shop, one))
    forecast = pace(shop, account).forecast(before + mails, shop.zone)
    limited = any(shop.settings.of(account, f"limits.{key}") for key in LIMITS)
    slow = forecast.slowest and forecast.ends_at > clock.now()
    return Outlook(
        account=account,
        mails=before + mails,
        finishes_at=forecast.ends_at if slow else None,
        days=forecast.days,
        says=_in_words(shop, forecast, before + mails, before) if limited else UNLIMITED,
    )


def _in_words(shop: Shop, forecast: Forecast, mails: int, before: int) -> str:
    if forecast.ends_at <= clock.now():
        return "Your limits do not slow this down."
    waiting = f", {before:,} of them waiting already," if 0 < before < mails else ""
    seconds = (forecast.ends_at - clock.now()).total_seconds()
    if forecast.slowest == "slow start":
        at = "With a slow start"
    else:
        at = f"At {forecast.limit:,} {'an' if forecast.slowest == 'hour' else 'a'} {forecast.slowest}"
    today = shop.today()
    if all(day == today for day, _ in forecast.days):
        when = wording.moment(forecast.ends_at, shop.zone, today, str(shop.settings.get("shop.language")))
        return f"{at} this{waiting} takes about {wording.duration(seconds)}: the last one goes at {when}."
    language = str(shop.settings.get("shop.language"))
    parts = []
    for day, number in forecast.days:
        distance = (day - today).days
        name = ("today", "tomorrow")[distance] if distance < 2 else f"on {wording.day(day, today, language)}"
        parts.append(f"{number:,} {name}")
    if len(parts) > MOST_DAYS_SAID:
        parts = [*parts[:2], "and so on", parts[-1]]
    last = forecast.days[-1][0]
    return (
        f"{at} this{waiting} takes until {wording.weekday(last, language)}: {', '.join(parts)}."
        " Leave shopkeep open, or go on each day with p."
    )


def last_goes(shop: Shop, outlook: Outlook) -> str:
    """When the last mail goes, for a sentence after what holds the others back; empty where nothing is left."""
    if outlook.finishes_at is None or not outlook.mails:
        return ""
    language = str(shop.settings.get("shop.language"))
    when = wording.moment(outlook.finishes_at, shop.zone, shop.today(), language)
    mail = "The one mail left" if outlook.mails == 1 else f"The last of the {outlook.mails:,} left"
    return f"{mail} goes at {when}."
