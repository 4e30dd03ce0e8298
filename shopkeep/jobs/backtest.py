"""How good our judging was on the shop's own past, and what follows: the better list, another look-ahead.

All of it takes a second or more in a big shop: call it off the event loop. What was found is kept in the
shop file until orders or settings change.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from shopkeep.core import clock
from shopkeep.core.bulk import bulk
from shopkeep.core.records.customers import Done, History
from shopkeep.core.records.judging import BackTest, BandResult, HorizonAdvice, ListName, ListResult
from shopkeep.customers import backtest, horizon
from shopkeep.customers.backtest_words import sentences
from shopkeep.jobs.shop import Shop
from shopkeep.store import Tx, customers, facts, histories, samples
from shopkeep.store import today as counts

SAMPLED = 20_000
"""Customers looked at; more add time and no insight."""
BACK_TEST, ADVICE, SAID = "back_test", "horizon_advice", "horizon_advice_said"
_VERSION = 4
"""Of what is kept: raise it when the figures or sentences change their meaning."""


def back_test(shop: Shop, as_of: date | None = None) -> BackTest:
    """The shop taken back one horizon before its newest order, judged, and compared with what happened.

    With `as_of` the newest order up to that day.
    """
    found = _kept(shop, BACK_TEST, as_of, lambda tx, newest: asdict(_back_test(shop, tx, newest)))
    return _read(found) if found else _told(shop, BackTest(False, None, None, _horizon(shop), 0, True, False))


def better_list(shop: Shop) -> ListName:
    """Which list to offer first: ours to win back, or the biggest spenders among the silent."""
    return back_test(shop).better_list


def known_better_list(shop: Shop) -> ListName | None:
    """The same where it was worked out before; None where that would take work."""
    with shop.db.read() as tx:
        newest = customers.newest_order(tx)
        found = None if newest is None else _stored(shop, tx, BACK_TEST, newest)
    return None if found is None else found["better_list"]


def horizon_advice(shop: Shop) -> HorizonAdvice | None:
    """Another look-ahead that would suit the shop clearly better; None once the owner has answered."""
    with shop.db.read() as tx:
        if facts.get(tx, SAID):
            return None
    found = _kept(shop, ADVICE, None, lambda tx, newest: _advice(shop, tx, newest))
    return HorizonAdvice(**found["advice"]) if found and found["advice"] else None


def decline_horizon(shop: Shop) -> Done:
    """Keep looking as far ahead as now, and do not ask again."""
    _remember_said(shop)
    return Done(f"Looking {_horizon(shop)} days ahead, as before", can_undo=False)


def accept_horizon(shop: Shop) -> Done:
    """Look as far ahead as advised. Nothing changes where there is no advice."""
    found = horizon_advice(shop)
    if found is None:
        return decline_horizon(shop)
    shop.settings.set("policy.horizon_days", str(found.days))
    _remember_said(shop)
    return Done(f"Looking {found.days} days ahead from now on", can_undo=False)


def _remember_said(shop: Shop) -> None:
    with shop.db.write() as tx:
        facts.put(tx, SAID, shop.today().isoformat())


def _back_test(shop: Shop, tx: Tx, newest: int) -> BackTest:
    found, share = _sample(shop, tx, newest)
    on = clock.day_of(clock.moment(newest), shop.zone)
    return _told(shop, backtest.back_test(found, on, _horizon(shop), share))


def _told(shop: Shop, found: BackTest) -> BackTest:
    return replace(found, sentences=sentences(found, str(shop.settings.get("shop.language"))))


def _advice(shop: Shop, tx: Tx, newest: int) -> dict[str, Any]:
    ids, _ = samples.drawn(tx, SAMPLED)
    visits = histories.order_days(tx, shop.zone, newest, ids).values()
    advice = horizon.advice(visits, clock.day_of(clock.moment(newest), shop.zone), _horizon(shop))
    return {"advice": asdict(advice) if advice else None}


def _sample(shop: Shop, tx: Tx, until: int) -> tuple[list[History], float]:
    """The orders of at most SAMPLED customers, and which share of all customers they are."""
    ids, share = samples.drawn(tx, SAMPLED)
    settings = shop.settings
    return list(histories.histories(tx, settings.zone, settings.currency, until, ids, settings.rates)), share


def _kept(shop: Shop, name: str, as_of: date | None, work: Callable[[Tx, int], dict[str, Any]]) -> dict | None:
    """What was kept under a name if it still holds, else worked out and kept; None without any order."""
    until = None if as_of is None else clock.stamp(clock.end_of(as_of, shop.zone))
    with bulk(), shop.db.read() as tx:
        newest = customers.newest_order(tx, until)
        if newest is None:
            return None
        found = _stored(shop, tx, name, newest)
        if found is not None:
            return found
        found = json.loads(json.dumps(work(tx, newest), default=date.isoformat))
        text = json.dumps({"rests_on": _rests_on(shop, tx, newest), "found": found})
    if not shop.read_only and as_of is None:
        with shop.db.write() as tx:
            facts.put(tx, name, text)
    return found


def _stored(shop: Shop, tx: Tx, name: str, newest: int) -> dict[str, Any] | None:
    try:
        kept = json.loads(facts.get(tx, name) or "{}")
    except ValueError:
        return None
    return kept["found"] if kept.get("rests_on") == _rests_on(shop, tx, newest) else None


def _rests_on(shop: Shop, tx: Tx, newest: int) -> str:
    """What a result rests on: another text means that it is out of date."""
    settings = shop.settings
    basis = (settings.currency, settings.get("shop.rates"), settings.zone, settings.get("shop.language"))
    return f"{_VERSION} {newest} {counts.how_many(tx)} {basis} {_horizon(shop)}"


def _read(plain: dict[str, Any]) -> BackTest:
    def day(name: str) -> date | None:
        return date.fromisoformat(plain[name]) if plain[name] else None

    return BackTest(
        **plain
        | {
            "judged_on": day("judged_on"),
            "known_until": day("known_until"),
            "bands": [BandResult(**band) for band in plain["bands"]],
            "bands_without_gate": [BandResult(**band) for band in plain["bands_without_gate"]],
            "lists": [ListResult(**one) for one in plain["lists"]],
            "auc_interval": tuple(plain["auc_interval"]) if plain["auc_interval"] else None,
        }
    )


def _horizon(shop: Shop) -> int:
    return int(shop.settings.get("policy.horizon_days"))
