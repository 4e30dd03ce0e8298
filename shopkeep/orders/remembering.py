"""Files of a header that was explained before are understood as the owner explained it then."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from shopkeep.core.records.orders import ImportOptions, Remembered
from shopkeep.orders.layout import OWN
from shopkeep.orders.open_file import OpenFile
from shopkeep.orders.table import header_of
from shopkeep.store import Tx, layouts, orders

_ANSWERS = ("currency", "timezone", "dates", "decimal")
_DAY = 86_400
_LOOKED_AT = 500


def remember(tx: Tx, file: OpenFile, options: ImportOptions, at: int) -> None:
    """Keep what the owner said of a file that was taken in, added to what is known of its header."""
    header = header_of(file.sheet.table)
    known = layouts.recall(tx, header)
    said = {name: str(value) for name in _ANSWERS if (value := getattr(options, name))}
    now = Remembered(
        file.layout.platform if file.format.name == OWN else "",
        {**known.mapping, **options.mapping},
        {**known.answers, **said},
    )
    if now != known and (now.source or now.mapping or now.answers):
        layouts.remember(tx, header, now, at)


def other_source(tx: Tx, file: OpenFile) -> str:
    """A name for the orders of a layout of no known platform: another where its numbers are taken by a
    different shop's orders.

    The first orders tell: where most of their numbers are known, but of other people on other days, it is
    not the same shop. `file` is read from and must be opened anew afterwards.
    """
    number = 1
    read = map(file.read, file.cuts())
    told = list(islice(((number, told) for some in read for number, told in some.by_number()), _LOOKED_AT))
    while True:
        source = OWN if number == 1 else f"{OWN}-{number}"
        known = orders.known(tx, source, [number for number, _ in told])
        stored = orders.as_told(tx, [each.id for each in known.values()])
        met = [(each, stored[known[number].id]) for number, each in told if number in known]
        strange = sum(
            abs(one.placed_at - other.placed_at) > _DAY and (one.email or one.buyer) != (other.email or other.buyer)
            for one, other in met
        )
        if strange * 2 <= len(met):
            return source
        number += 1


def under(file: OpenFile, source: str) -> OpenFile:
    """The file, its orders known as those of `source`."""
    file.layout = replace(file.layout, platform=source)
    return file
