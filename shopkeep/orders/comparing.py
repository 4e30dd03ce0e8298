"""A file against what the shop knows: what is new, what changed, what an older file must not overwrite.

An order is known by platform and number. Each keeps the import whose file last said it, and so that file's
snapshot (the latest moment in it, ties by content hash): only a newer snapshot changes it, so that files
may come in any order. Where several kinds of export speak of one order, each keeps its piece of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from shopkeep.core.progress import Stop, Tell
from shopkeep.core.records.orders import Piece, Told
from shopkeep.orders import apart, precision, shapes, strangers
from shopkeep.orders.columns import Orders
from shopkeep.orders.compared import Batch, Change, Counts, Other, Rehashed, key_of, keys_of
from shopkeep.orders.doubles import Doubles
from shopkeep.orders.numbered import Numbered
from shopkeep.orders.open_file import OpenFile, tell_how_far, watched
from shopkeep.orders.stamps import NONE_KNOWN, by_number, ids_of
from shopkeep.orders.table import header_of
from shopkeep.store import Tx, buyers, imports, orders
from shopkeep.store.orders import Known

TOGETHER = 500
"""Known orders that are looked up at once."""

UNREAD_AT_MOST = 20_000
"""Orders passed over unread that are looked up at once, while more are read by another process."""

RENEWED_TOGETHER = 60_000
"""Orders seen unchanged that are marked so at once."""

UNDECIDED = -1
"""Stands for the import that is going on, while it is only looked at."""


class Comparison:
    """A file against the shop, order by order. Writes nothing."""

    def __init__(self, tx: Tx, file: OpenFile, import_id: int = UNDECIDED, reader: apart.Reader | None = None) -> None:
        self.file = file
        self.platform = file.layout.platform
        self._any_known = orders.count(tx, self.platform) > 0
        self._reader = reader if file.streamed else None
        if self._reader is not None:
            self._reader.go_on(self.platform, self._any_known)
        self.counts = Counts(customers_known=buyers.count(tx))
        self.same: list[int] = []
        """Known orders that the file says the same of, by id."""
        self.rehashed: list[Rehashed] = []
        """Those of them that were read from other cells than before."""
        self.customers = buyers.ids_by_email(tx)
        self.import_id = import_id
        self._tx = tx
        self._snapshots = imports.snapshots(tx)
        self._newest = max((at for at, _ in self._snapshots.values()), default=0)
        self._seen_by = orders.all_last_seen(tx)
        self._renewed = 0
        """How many of the same `newer` has handed out."""
        self._zones = precision.ZonesTold(tx)
        self._held: list[Other] = []
        self._unread: list[int] = []
        """Those of which nothing but the text was looked at."""
        self.keys_new: set[str] = set()
        """As what customers are known whom the file names first."""
        self.numbered = Numbered()
        """What the orders to be stored say of buyers' numbers; of a file that is only looked at."""
        self.replaced: set[int] = set()
        """Known orders that it would replace."""
        self._header = header_of(file.sheet.table) if import_id == UNDECIDED else ""
        self._doubles = Doubles(tx, self.platform, str(file.sheet.dates.zone))
        self._strangers: list[tuple[int, Told, Told]] = []
        """Known orders by id that are somebody else's in this file: as they were, and as they are there."""

    def forget(self) -> None:
        """Let go of everybody's address, once all orders went by: what follows needs the memory."""
        self.customers.clear()
        self.keys_new.clear()

    @property
    def snapshot(self) -> tuple[int, str]:
        """What the file knew when, as far as it was read."""
        return self.file.latest, self.file.sheet.table.digest

    def batches(self, tell: Tell, stop: Stop) -> Iterator[Batch]:
        """What is to be written, while the file goes by. Raises Stopped, NeedsWholeFile, Gone, and ImportRefused
        where the known orders are others' orders here."""
        for same, ids, orders_read in self._read(tell, stop):
            self._unread += same
            if len(self._unread) >= UNREAD_AT_MOST:
                self._take_unread()
            self.counts.lines += len(orders_read.lines)
            self.counts.without_email += orders_read.column("email").count("")
            batch = Batch(orders_read)
            if any(ids):
                batch.new = orders_read.only([at for at, id in enumerate(ids) if not id])
                old = orders_read.only([at for at, id in enumerate(ids) if id])
                told = zip(filter(None, ids), old.each(), old.stamps, self.file.shapes_of(old), strict=True)
                self._held += map(Other._make, told)
                self._doubles.meet(filter(None, ids))
            self._note_customers(batch.new)
            self._doubles.look(batch.new)
            self.counts.new += len(batch.new)
            if len(self._held) >= TOGETHER and self._is_newest:
                batch.changes = self._decide()
            self._hear_numbers(batch)
            yield batch
        self._take_unread()
        if self._held:
            last = Batch(changes=self._decide())
            self._hear_numbers(last)
            yield last
        self.counts.unchanged += len(self.same)
        self.counts.customers_new = len(self.keys_new)
        self._judge_strangers()
        self.counts.doubles = self._doubles.judge(Path(self.file.sheet.table.path).name, self.same)

    def _hear_numbers(self, batch: Batch) -> None:
        if self.import_id == UNDECIDED:
            self.numbered.hear_all(batch.new, self._header)
            for change in batch.changes:
                self.replaced.add(change.id)
                if change.told.buyer:
                    said = (change.told.email, change.told.name, change.told.placed_at)
                    self.numbered.hear(change.told.buyer, *said, self._header)

    def _judge_strangers(self) -> None:
        if not self._strangers:
            return
        id, before, now = self._strangers[0]
        [(row, _)] = orders.as_stored(self._tx, [id])
        if 2 * len(self._strangers) >= self.counts.updated + self.counts.unchanged:
            raise strangers.refusal(Path(self.file.sheet.table.path).name, row["number"], before, now)
        self.counts.strangers = strangers.warning(len(self._strangers), row["number"], before, now)

    def _read(self, tell: Tell, stop: Stop) -> Iterator[tuple[list[int], list[int], Orders]]:
        """The ids of known orders that stand in the file as they did before, and what the others tell, each
        with its id, or 0 where it is new."""
        if self._reader is not None:
            for line, same, ids, read in self._reader.batches(self.file):
                tell_how_far(self.file, line, tell, stop)
                yield same, ids, read
            return
        streamed = self._any_known and self.file.streamed
        stamps = by_number(orders.stamps(self._tx, self.platform)) if streamed else NONE_KNOWN
        for cut in watched(self.file, tell, stop, stamps):
            if self.file.streamed:
                read = self.file.read(cut)
                yield cut.same, ids_of(read.numbers, stamps), read
                continue
            known = self._known(cut.numbers) if self._any_known else {}
            fresh = []
            for at, (number, stamp) in enumerate(zip(cut.numbers, cut.stamps, strict=True)):
                before = known.get(number)
                if before and before.cells_hash == stamp:
                    self._take_as_known(before, cut.starts[at + 1] - cut.starts[at])
                else:
                    fresh.append(at)
            read = self.file.read(cut.only(fresh))
            yield cut.same, [known[number].id if number in known else 0 for number in read.numbers], read

    def newer(self, all_went_by: bool) -> dict[int, list[int]]:
        """Of the orders seen unchanged since it was asked last, those whose knowledge this file renews, by the
        import that saw them last; before all has gone by, only where very many wait and it is newer for sure."""
        many_wait = len(self.same) - self._renewed >= RENEWED_TOGETHER
        if not (all_went_by or (many_wait and self._is_newest)):
            return {}
        waiting, self._renewed = self.same[self._renewed :], len(self.same)
        one = len(self._seen_by) == 1  # as after a first import: then that need not be looked up
        found = {self._seen_by[0]: waiting} if one and waiting else orders.last_seen(self._tx, waiting)
        return {seen_by: ids for seen_by, ids in found.items() if self._is_newer(seen_by)}

    @property
    def _is_newest(self) -> bool:
        """Whether the file is newer than all that is known, whatever comes after."""
        return self.snapshot[0] > self._newest

    def _known(self, numbers: Collection[str]) -> dict[str, Known]:
        return orders.known(self._tx, self.platform, numbers)

    def _take_as_known(self, known: Known, rows: int) -> None:
        self.file.took(rows, known.latest, known.currency)
        self.counts.lines += known.lines
        self.counts.without_email += not known.addressed
        self.same.append(known.id)

    def _take_unread(self) -> None:
        """Note orders as taken in that were not even read."""
        sums = orders.sums(self._tx, self._unread)
        self.same += self._unread
        self._unread = []
        self.counts.lines += sums.lines
        self.counts.without_email += sums.without_email
        self.file.latest = max(self.file.latest, sums.latest)
        self.file.currencies.update(sums.currencies)

    def _note_customers(self, told: Orders) -> None:
        self.keys_new.update(set(keys_of(self.platform, told)).difference(self.customers, ("",)))

    def _is_newer(self, import_id: int) -> bool:
        return self.snapshot > self._snapshots.get(import_id, (0, "")) or self._is_same_file(import_id)

    def _is_same_file(self, import_id: int) -> bool:
        """Whether it is the very same file with other words: the owner has it read in another way now."""
        return self.snapshot[1] == self._snapshots.get(import_id, (0, ""))[1]

    def _decide(self) -> list[Change]:
        held, self._held = self._held, []
        ids = [other.id for other in held]
        stored, pieces = orders.as_told(self._tx, ids), orders.pieces(self._tx, ids)
        known_by_id = orders.known_by_id(self._tx, ids)
        changes = []
        for other in held:
            known, before = known_by_id[other.id], stored[other.id]
            if strangers.is_another(before, other.told) and not self._is_same_file(known.seen_by):
                self._strangers.append((known.id, before, other.told))
            shape = known.shape or shapes.said_by(before)
            plain = known.shape == other.shape or (not known.shape and shapes.covers(other.shape, shape))
            if known.id in pieces or not plain:
                have = pieces.get(known.id) or [Piece(shape, known.seen_by, before)]
                change = self._in_pieces(other, have)
                if change is None:
                    self.counts.unchanged += 1
                    continue
                same = change.told == before
            else:
                same = other.told == before
                if same:
                    self.same.append(known.id)
                    self.rehashed.append(Rehashed(known.id, known.cells_hash, other.cells_hash))
                    continue
                change = self._whole(other, known, before)
                if change is None:
                    self.counts.unchanged += 1
                    continue
            if not same:
                key = key_of(self.platform, change.told)
                if key and key not in self.customers:
                    self.keys_new.add(key)
            self.counts.updated += not same
            self.counts.unchanged += same
            changes.append(change)
        return changes

    def _whole(self, other: Other, known: Known, before: Told) -> Change | None:
        """An order of which one kind of export speaks, and this file otherwise than before; None where what was
        known before stays."""
        now = other.told
        newer, again = self._is_newer(known.seen_by), self._is_same_file(known.seen_by)

        def first_knows() -> bool | None:
            return None if again else self._zones.first_knows(known.seen_by, self.file.zones)

        told = now if again else precision.with_known(before, now, first_knows)
        if newer:
            if told == before:
                return None
            return Change(known.id, told, self.import_id, other.cells_hash, other.shape, [])
        kept = precision.with_known(now, before, lambda: precision.other_way(first_knows()))
        self.counts.outdone += kept != told
        if kept == before:
            return None
        if kept == now:
            return Change(known.id, now, self.import_id, other.cells_hash, other.shape, [])
        return Change(known.id, kept, known.seen_by, known.cells_hash, known.shape, [])

    def _in_pieces(self, other: Other, have: list[Piece]) -> Change | None:
        """An order of which another kind of export speaks too; None where this file adds nothing."""
        mine = Piece(other.shape, self.import_id, other.told)
        twin = next((piece for piece in have if piece.shape == mine.shape), None)
        if twin and not self._is_newer(twin.seen_by):
            self.counts.outdone += precision.differ(twin.told, mine.told)
            return None
        if twin and twin.told == mine.told and self._snapshot_of(twin.seen_by) >= self.snapshot:
            return None
        wanted = [*(piece for piece in have if piece is not twin), mine]
        wanted.sort(key=lambda piece: self._snapshot_of(piece.seen_by), reverse=True)
        kept = shapes.needed(wanted)
        if kept == have:
            return None
        alone = len(kept) == 1
        hashed = other.cells_hash if alone and kept[0] is mine else 0
        told = shapes.together(kept)
        return Change(other.id, told, kept[0].seen_by, hashed, kept[0].shape, [] if alone else kept)

    def _snapshot_of(self, import_id: int) -> tuple[int, str]:
        return self.snapshot if import_id == self.import_id else self._snapshots.get(import_id, (0, ""))
