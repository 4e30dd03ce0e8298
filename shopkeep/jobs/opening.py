"""Opening a shop as a program does: the clock, messages a crash left in flight, the day's scores."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from shopkeep.core import clock
from shopkeep.delivery import outbox as ledger
from shopkeep.jobs import judging
from shopkeep.jobs.shop import Shop, open_shop
from shopkeep.store import facts
from shopkeep.store.results import data_until

DEMO_NOW = "demo_now"


def open_for_work(home: Path) -> Shop:
    """Open for writing, set a demo's clock, and turn messages left in flight into `unknown`.

    Raises ShopBusy, ShopDamaged.
    """
    shop = open_shop(home)
    try:
        _set_clock(shop)
        with shop.db.write() as tx:
            ledger.recover(tx)
        judging.ensure_current(shop)
    except BaseException:
        shop.close()
        raise
    return shop


def open_to_look(home: Path) -> Shop:
    """Open for reading only, also while another shopkeep writes. Nothing is settled or re-scored."""
    shop = open_shop(home, read_only=True)
    _set_clock(shop)
    return shop


def set_demo_clock(shop: Shop, moment: datetime) -> None:
    """Let this shop live at `moment`, now and whenever it is opened."""
    with shop.db.write() as tx:
        facts.put(tx, DEMO_NOW, moment.isoformat())
    clock.set_now(moment)


def follow_orders(shop: Shop) -> None:
    """In the demo: move the clock on to the end of the newest order's day, where orders are ahead of it."""
    with shop.db.read() as tx:
        is_demo, until = bool(facts.get(tx, DEMO_NOW)), data_until(tx)
    if is_demo and until is not None and until > clock.now():
        evening = clock.end_of(clock.day_of(until, shop.zone), shop.zone) - timedelta(hours=1)
        set_demo_clock(shop, max(evening, until))
        judging.ensure_current(shop)


def _set_clock(shop: Shop) -> None:
    with shop.db.read() as tx:
        found = facts.get(tx, DEMO_NOW)
    if found:
        clock.set_now(datetime.fromisoformat(found))
