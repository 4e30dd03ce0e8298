"""A file as understood, whose orders go by one after another, and what became of all of its rows."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, repeat
from operator import sub
from pathlib import Path

from shopkeep import wording
from shopkeep.core import clock
from shopkeep.core.progress import Step, Stop, Tell
from shopkeep.core.records.orders import AS_MENDED, ImportOptions, Order, ParsedFile, Rejected, Told, Zones
from shopkeep.errors import AmbiguousFile, ImportRefused, Stopped
from shopkeep.orders import assemble, left_out, missing, shapes, streaming
from shopkeep.orders.assemble import Cut, Group, Tally
from shopkeep.orders.columns import WIDTH, Line, Orders
from shopkeep.orders.identity import READS
from shopkeep.orders.layout import Format, Layout, Refuse, Sheet
from shopkeep.orders.one_order import DIFFERENT_TOTALS, OrderReader
from shopkeep.orders.plain_orders import PlainReader, are_possible
from shopkeep.orders.stamps import NONE_KNOWN, Stamps
from shopkeep.orders.table import Table
from shopkeep.orders.uncut import Give, Uncut
from shopkeep.orders.watched import NeedsWholeFile

_TWO_DAYS = 2 * 86_400
AHEAD = "a day still to come"
"""Words of the warning where a file tells of orders that cannot be yet."""
NO_ZONE = "The times in this file name no time zone and were read as UTC."
NO_BUYERS = "This file names no buyers: its orders count in the shop's totals, and nobody can be told apart."
NO_ADDRESSES = "This platform gives no e-mail addresses: its buyers can be reviewed here, but not written to."


class OpenFile:
    """A file as understood, whose orders can be gone through once, one after another."""

    def __init__(self, sheet: Sheet, layout: Layout, chosen: Format, options: ImportOptions, zone: str, known: bool):
        self.sheet = sheet
        self.layout = layout
        self.format = chosen
        self.shape = shapes.shape_of(sheet, layout)
        self.tally = Tally(rejected=list(sheet.table.broken) if sheet.table.stream is None else [])
        self.remembered = False
        """Whether the owner explained files of this header before."""
        self.may_be_ahead = False
        """Whether orders may be later than now: in a demo the clock follows them."""
        self.latest = 0
        """The latest moment of the orders gone through, whole seconds UTC."""
        self.currencies: Counter[str] = Counter()
        self._reader = OrderReader(sheet, layout)
        self.notes = self._reader.notes
        plain = are_possible(sheet, layout)
        self._plainly = PlainReader(sheet, layout, self.notes.unknown_words) if plain else None
        self._zone = zone
        self._zone_known = known
        self.several = self.different = 0
        self.addressed = self.named = False
        self._lines = _how_many_lines(sheet.table)
        self._cutter: streaming.Cutter | None = None
        read_as = [f"{name}={sheet.table.columns[p]}" for name, at in sheet.columns.items() for p in at]
        settled = (sheet.dates.order, sheet.dates.serials, sheet.amounts.mark, sheet.currency, options.mapping)
        self._salt = "|".join(map(str, (READS, chosen.name, zone, *settled, *read_as)))
        self._text_salt = "|".join((self._salt, sheet.table.delimiter, *sheet.table.columns))

    def cuts(self, known: Stamps = NONE_KNOWN, give: Give | None = None, every: int = 0) -> Iterator[Cut]:
        """The orders by their rows, in the order of the file; of a large file, those that are `known` by
        the very same text without them, and without those given away (streaming.cuts_of). Raises NeedsWholeFile."""
        if self.streamed:
            found = streaming.cuts_of(self.sheet, self.layout, self.tally, self._text_salt, known, give, every)
        else:
            found = assemble.cuts(self.sheet, self.layout, self.tally)
        return map(self._stamped, found)

    def cut_uncut(self, given: Uncut) -> Iterator[Cut]:
        """The same of orders that another process gave away. Raises NeedsWholeFile."""
        if self._cutter is None:
            self._cutter = streaming.Cutter(self.sheet, self.layout, self.tally, self._text_salt, NONE_KNOWN)
        return map(self._stamped, self._cutter.cut_uncut(given))

    def _stamped(self, cut: Cut) -> Cut:
        """With a stamp of their cells for orders that have none of their text."""
        if 0 in cut.stamps:
            for at, stamp in enumerate(cut.stamps):
                cut.stamps[at] = stamp or self._reader.hash_of(cut.rows[slice(*cut.starts[at : at + 2])], self._salt)
        return cut

    @property
    def streamed(self) -> bool:
        """Whether it is too large to be held."""
        return self.sheet.table.stream is not None

    @property
    def zones(self) -> Zones:
        """The zone in which its moments are read, and whether all that went by named their own."""
        return Zones(self._zone, not self.sheet.dates.zoneless)

    def read(self, cut: Cut) -> Orders:
        """What orders tell. Those that are refused are noted and left out."""
        sizes = list(map(sub, cut.starts[1:], cut.starts))
        gaps: dict[int, tuple[str, ...]] = {}
        self.several += len(sizes) - sizes.count(1)
        if self._plainly and sizes:
            plain = self._plainly.read(cut.rows, cut.starts)
            others = {at: self._read_one(cut.group(at), at, gaps) for at in plain.others}
            columns, many, lines = plain.columns, sizes[:], _with(plain.lines, cut.starts, others)
        else:
            others = {at: self._read_one(cut.group(at), at, gaps) for at in range(len(cut))}
            columns, many, lines = [[None] * len(cut) for _ in range(WIDTH)], [0] * len(cut), _with([], [], others)
        for at, told in others.items():
            many[at] = len(told.lines) if told else 0
            for column, value in zip(columns, told or (), strict=False):
                column[at] = value
        # What was read in part is read anew, and told anew, each time it comes: no stamp says that it is known.
        stamps = [0 if at in gaps else stamp for at, stamp in enumerate(cut.stamps)] if gaps else cut.stamps
        orders = Orders(cut.numbers, stamps, columns, *_without_blanks(many, lines), gaps)
        refused = [at for at, told in others.items() if told is None]
        self.tally.in_orders += sum(sizes) - sum(sizes[at] for at in refused)
        if refused:
            orders = orders.only([at for at in range(len(cut)) if others.get(at, True)])
        self._took_all(orders)
        return orders

    def shapes_of(self, orders: Orders) -> Iterable[int]:
        """What is stated of each order: all that the file states, but for cells that could not be read."""
        if not orders.gaps:
            return repeat(self.shape, len(orders))
        return [shapes.without(self.shape, orders.gaps.get(at, ())) for at in range(len(orders))]

    def _read_one(self, group: Group, at: int, gaps: dict[int, tuple[str, ...]]) -> Told | None:
        """What one order tells; None where it is refused, which is noted. What could not be read of it goes to
        `gaps`, by its place."""
        try:
            told = self._reader.read(group.rows)
        except Refuse as refusal:
            self.different += refusal.reason == DIFFERENT_TOTALS
            self.tally.refuse(group, refusal)
            return None
        if self._reader.left_out:
            gaps[at] = self.tally.leave_out(group, self._reader.left_out)
        return told

    def _took_all(self, orders: Orders) -> None:
        if not orders:
            return
        moments = [orders.column(name) for name in ("placed_at", "paid_at", "fulfilled_at", "cancelled_at")]
        self.latest = max(self.latest, *(max(filter(None, column), default=0) for column in moments))
        self.currencies.update(orders.column("currency"))
        self.addressed = self.addressed or any(orders.column("email"))
        self.named = self.named or any(orders.column("buyer"))

    def took(self, rows: int, latest: int, currency: str) -> None:
        """Note an order as taken in: its rows, its latest moment, its currency."""
        self.tally.in_orders += rows
        if latest > self.latest:
            self.latest = latest
        self.currencies[currency] += 1

    def parsed(self, orders: Sequence[Order] = ()) -> ParsedFile:
        """The file as it turned out, once all of its orders have gone by.

        Raises AmbiguousFile (`map`) where totals are no order totals, ImportRefused where no order could
        be taken in, NeedsWholeFile.
        """
        sheet, table, tally = self.sheet, self.sheet.table, self.tally
        if table.stream is not None and sheet.silences and sheet.others:
            raise NeedsWholeFile
        if self.different and self.different * 2 >= self.several:
            raise _no_order_total(sheet)
        rejected = sorted(tally.rejected, key=lambda r: r.line)
        if not self.currencies:
            raise _nothing_taken(Path(table.path), rejected)
        broken = len(table.broken) if table.stream is None else 0
        return ParsedFile(
            path=table.path,
            digest=table.digest,
            format=self.format.name,
            encoding=table.encoding,
            delimiter=table.delimiter,
            currency=self.currencies.most_common(1)[0][0],
            timezone=self._zone,
            dates=sheet.dates.order,
            decimal=sheet.amounts.mark,
            mapping={name: table.columns[at[0]] for name, at in sheet.columns.items()},
            rows=tally.rows + broken,
            rows_in_orders=tally.in_orders,
            rows_skipped=tally.skipped,
            orders=tuple(orders),
            rejected=tuple(rejected),
            warnings=tuple(self._warnings()),
            snapshot_at=clock.moment(self.latest),
            says_consent=sheet.has("consent") or "consent" in self.layout.states,
            left_out=tuple(sorted((cell for _, cell in tally.left_out), key=lambda cell: cell.line)),
        )

    def how_far(self, line: int) -> tuple[int, int]:
        """Lines gone by, and how many there are about."""
        return line, max(line, self._lines)

    def _warnings(self) -> Iterator[str]:
        yield from self.layout.warnings
        yield from self.sheet.table.warnings
        if not self.layout.addresses and not self.addressed:
            yield NO_ADDRESSES if self.named else NO_BUYERS
        if self.sheet.dates.zoneless and not self._zone_known:
            yield f"{NO_ZONE} Set the shop's zone first (shop.timezone) or give --timezone."
        yield from missing.columns(self.sheet, self.layout)
        notes = self.notes
        yield from left_out.sentences(self.tally.left_out)
        if many := self.tally.mended:
            yield (
                f"{wording.count(many, 'order')} of this file had a cell that cannot be read, and "
                f"{'was' if many == 1 else 'were'} mended since: that {AS_MENDED}"
            )
        if self.tally.again:
            yield (
                f"{self.tally.again:,} rows say the same as an earlier row of their order, with others between, and "
                "count besides it: if the file holds some days twice, import it as it was exported."
            )
        if notes.below_zero:
            many = notes.below_zero > 1
            yield (
                f"{notes.below_zero:,} {'orders have totals' if many else 'order has a total'} below zero: "
                f"{'they are' if many else 'it is'} kept, and {'count' if many else 'counts'} for nothing."
            )
        if not self.may_be_ahead and self.latest > clock.stamp(clock.now()) + _TWO_DAYS:
            day = clock.moment(self.latest).date().isoformat()
            yield f"The latest order is of {day}, {AHEAD}: look whether its dates are right."
        if notes.unknown_words:
            yield f"Status words taken as paid: {', '.join(sorted(notes.unknown_words))}."


def watched(opened: OpenFile, tell: Tell, stop: Stop, known: Stamps = NONE_KNOWN) -> Iterator[Cut]:
    """The orders of a file, telling how far it is. Raises Stopped, NeedsWholeFile."""
    tell_how_far(opened, 0, tell, stop)
    for cut in opened.cuts(known):
        tell_how_far(opened, cut.last_line, tell, stop)
        yield cut


def _with(rows: Sequence[Line], starts: Sequence[int], others: Mapping[int, Told | None]) -> list[Line]:
    """The products of all orders: a row each, but of some orders what they tell by themselves."""
    found: list[Line] = []
    since = 0
    for at, told in sorted(others.items()):
        if starts:
            found += rows[starts[since] : starts[at]]
        found += map(tuple, told.lines if told else ())
        since = at + 1
    if starts:
        found += rows[starts[since] :]
    return found


def _without_blanks(many: list[int], lines: list[Line]) -> tuple[list[int], list[Line]]:
    """How many products each order has, and these, where some rows have none."""
    if None in lines:
        ends = list(accumulate(many))
        for place, line in enumerate(lines):
            if line is None:
                many[bisect_right(ends, place)] -= 1
        lines = [line for line in lines if line is not None]
    return many, lines


def go_on(stop: Stop) -> None:
    """Raises Stopped where the owner wants no more of an import."""
    if stop():
        raise Stopped("The import was stopped.", "Nothing was changed.", "Start it again when you like.")


def tell_how_far(opened: OpenFile, line: int, tell: Tell, stop: Stop) -> None:
    """Tell the line that was read last. Raises Stopped."""
    go_on(stop)
    tell(Step("Reading orders", *opened.how_far(line)))


def _nothing_taken(path: Path, rejected: list[Rejected]) -> ImportRefused:
    if not rejected:
        return ImportRefused(f"{path.name} holds no orders.", "All of its rows are empty.", "Export it again.")
    first = rejected[0]
    where = f"line {first.line}" + (f", column {first.column}" if first.column else "")
    value = f" ({first.value!r})" if first.value else ""
    return ImportRefused(
        f"Not one order of {path.name} could be taken in.",
        f"The first trouble is in {where}: {first.reason}{value}. Rows refused: {len(rejected):,}.",
        "Check that it is an order export and that its columns mean what they say.",
    )


def _no_order_total(sheet: Sheet) -> AmbiguousFile:
    column = sheet.table.columns[sheet.columns["total"][0]]
    return AmbiguousFile(
        f"The column {column!r} is not the total of an order.",
        "It differs between rows of the same order, so it seems to be a product's price.",
        f"Name the order's total with --map total=COLUMN, or say --map line_total={column!r}.",
        "map",
        tuple(sheet.table.columns),
    )


def _how_many_lines(table: Table) -> int:
    """How many lines a file has; of a large one, about."""
    if table.stream is None or table.source is None or not table.rows:
        return max(table.lines, default=0)
    sample = table.rows[:1000]
    letters = sum(len(cell) + 1 for row in sample for cell in row)
    return round(table.source.size * (table.lines[len(sample) - 1] - table.lines[0] + 1) / letters)
