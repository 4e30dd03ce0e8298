"""What is settled from the first rows of a large file, and watched on while the others go by."""

from __future__ import annotations

from shopkeep.orders import amounts, dates, day_order


class NeedsWholeFile(Exception):
    """Something in a large file can only be settled with all of it at hand."""


class Uneven(NeedsWholeFile):
    """A large file goes on with bytes that a stream of lines is not read from, and that its beginning did not have."""


class WatchedDates(dates.DateReader):
    """Reads dates by an order that the first rows told, and gives up where a later one may tell another."""

    def watch(self, said: bool) -> WatchedDates:
        self._said = said
        return self

    def _any(self, written: str) -> int:
        says = day_order.says(written)
        if (says and not self._said) or (says in ("dmy", "mdy") and says != self.order):
            raise NeedsWholeFile
        return super()._any(written)


class WatchedAmounts(amounts.AmountReader):
    """Reads amounts by a decimal mark that the first rows told, and gives up where a later one tells another,
    or stands beside a sign that none of the first does."""

    def watch(self, said: bool, signs: set[str] | None = None) -> WatchedAmounts:
        """`signs` are those beside the first amounts, where the currency depends on them."""
        self._said = said
        self._signs = signs
        self._seen: dict[tuple[str, str], int | None] = {}
        return self

    def read(self, written: str, currency: str) -> int | None:
        try:
            return self._seen[written, currency]
        except KeyError:
            pass
        says = amounts.says(written) if written else ""
        if (says and not self._said) or (says in ("point", "comma") and says != self.mark):
            raise NeedsWholeFile
        if self._signs is not None and written and not amounts.signs_of([written]) <= self._signs:
            raise NeedsWholeFile
        if len(self._seen) > 200_000:
            self._seen.clear()
        value = self._seen[written, currency] = super().read(written, currency)
        return value
