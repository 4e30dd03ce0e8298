"""The shop's products as mails may recommend them, kept while the shop's file does not change."""

from __future__ import annotations

from datetime import date
from weakref import WeakKeyDictionary

from shopkeep.core.bulk import bulk
from shopkeep.jobs.product_grounds import sales_of
from shopkeep.jobs.shop import Shop
from shopkeep.sequences.goods import FROM_SALES, Goods
from shopkeep.sequences.stock import Stock
from shopkeep.store import Tx, sales
from shopkeep.store import sequences as queries
from shopkeep.store.database import Database

_kept: WeakKeyDictionary[Database, tuple[tuple[object, ...], Goods]] = WeakKeyDictionary()


def goods_of(shop: Shop, tx: Tx, day: date, wanted: frozenset[str]) -> Goods:
    """The shop's products up to a day. All orders are read only where mails say one of the `wanted` names
    that rests on them."""
    asks = bool(wanted & FROM_SALES)
    made = (sales.version(tx), shop.zone, shop.currency, day)
    kept = _kept.get(shop.db)
    if kept is not None and kept[0] == made and (kept[1].has_sales or not asks):
        return kept[1]
    with bulk():
        found = Goods(Stock(queries.products(tx)), sales_of(shop, day, folded=True) if asks else None, day)
    _kept[shop.db] = (made, found)
    return found
