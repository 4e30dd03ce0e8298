"""Codes that one customer alone is given: loading, making, writing them for the shop, and how many are left."""

from __future__ import annotations

import os
import tempfile
from datetime import date
from pathlib import Path

from shopkeep import wording
from shopkeep.core import clock, text
from shopkeep.core.records.offers import CodePool, CodesDone
from shopkeep.core.records.sequences import Sequence
from shopkeep.errors import NotFound, UsageError
from shopkeep.jobs.code_needs import needs, needs_of
from shopkeep.jobs.offer_costs import made
from shopkeep.jobs.sequence_people import load as load_sequence
from shopkeep.jobs.shop import Shop
from shopkeep.orders import encoding
from shopkeep.sequences import coupon_files, files, names, offers
from shopkeep.sequences.coupon_files import FORMS
from shopkeep.sequences.offers import PERSONAL, POOL
from shopkeep.sequences.values import offer_words
from shopkeep.store import codes as store
from shopkeep.store.database import busy

__all__ = ["FORMS", "export", "load", "make", "needs", "needs_of", "pools"]

FOLDER = "codes"
"""Where files for the shop are written, in the shop's folder."""
MOST = 100_000
"""Codes made at once."""


def pools(shop: Shop) -> list[CodePool]:
    """All codes by where they come from and what they give."""
    with shop.db.read() as tx:
        found = store.tallies(tx)
    return [
        CodePool(one.source, _says(shop, one.gives), one.total, one.free, one.total - one.free, one.unwritten, one.file)
        for one in found
    ]


def load(shop: Shop, pool: str, path: Path) -> CodesDone:
    """Take codes from a file into a pool. Codes the shop has ever known are left out.

    Raises UsageError for a file without codes or with a line that is none; then nothing is taken in.
    """
    _writable(shop)
    if not names.NAME.fullmatch(pool):
        raise UsageError(f"{text.plain(pool)[:60]!r} cannot name a pool.", "", "Give small letters, such as spring.")
    raw = path.read_bytes()
    if raw.startswith((b"PK", b"\xd0\xcf")) or len(raw) > coupon_files.MOST_BYTES:
        raise UsageError(f"{path.name} is no list of codes.", "", "Save it as CSV or plain text, one code a line.")
    codes, twice = coupon_files.read(encoding.decode(raw)[0], path.name)
    with shop.db.write() as tx:
        new = store.add(tx, codes, POOL + pool, "", clock.stamp(clock.now()))
    known = len(codes) - new + twice
    says = f"Took {wording.count(new, 'code')} into {POOL}{pool}"
    if known:
        says += f"; {known:,} {'was' if known == 1 else 'were'} known already or stood there twice"
    return CodesDone(POOL + pool, new, known, path.name, says)


def make(
    shop: Shop, name: str, count: int | None = None, form: str = "woocommerce", path: Path | None = None
) -> CodesDone:
    """Make the codes that a sequence's customers need, or `count` for each offer, and the file that makes them
    work in the shop: in `path`, else in the shop's folder.

    All of it or nothing. Raises NotFound, SequenceProblem, UsageError where no offer asks for such codes.
    """
    _writable(shop)
    _form(form)
    sequence = load_sequence(shop, name)
    wanted = _personal(sequence)
    if not wanted:
        raise UsageError(
            f"No offer of {name} gives codes made here.",
            "Nothing was made.",
            'Write codes = "personal:SPRING" into the offer, in place of code.',
        )
    if count is not None and not 1 <= count <= MOST:
        raise UsageError(f"{count:,} codes cannot be made.", "", f"Give a number from 1 to {MOST:,}.")
    if count is None:
        missing = {(one.codes, one.terms): one.missing for one in needs(shop, name)}
        numbers = {kind: missing.get(kind, 0) for kind in wanted}
    else:
        numbers = dict.fromkeys(wanted, count)
    now = clock.stamp(clock.now())
    with shop.db.write() as tx:
        for (source, gives), number in numbers.items():
            left = number
            while left > 0:
                fresh = {coupon_files.fresh(source.removeprefix(PERSONAL)) for _ in range(left)}
                left -= store.add(tx, sorted(fresh), source, gives, now)
        sources = {source for source, _ in wanted}
        rows = store.unwritten(tx, sources)
        if not rows:
            return CodesDone(", ".join(sorted(sources)), 0, 0, "", "No codes are missing.")
        target = path or _free_path(shop, name, form)
        _write(target, coupon_files.write(rows, form, shop.currency, _ends(sequence)))
        store.written(tx, [row.code for row in rows], target.name, now)
    total = sum(numbers.values())
    says = f"Made {wording.count(total, 'code')}. Load {target} into your shop before you send."
    return CodesDone(", ".join(sorted(sources)), total, 0, str(target), says)


def export(shop: Shop, what: str, path: Path | None = None, form: str = "woocommerce", which: str = "all") -> CodesDone:
    """Write codes to a file: those of a sequence's offers, or of one pool. `which`: all, free or taken.

    Raises NotFound where there are none of that name, UsageError.
    """
    _form(form)
    with shop.db.read() as tx:
        known = {one.source for one in store.tallies(tx)}
    ends: dict[tuple[str, str], date] = {}
    if what in files.sequences_in(shop.home / "sequences"):
        sequence = load_sequence(shop, what)
        sources, ends = {source for source, _ in _kinds(sequence)}, _ends(sequence)
    else:
        sources = {what, POOL + what, PERSONAL + what.upper()} & known
    if not sources & known:
        raise NotFound(
            f"There are no codes of {text.plain(what)[:60]!r}.",
            f"There are {', '.join(sorted(known)) or 'none at all'}.",
            "Give a sequence or one of these; `shopkeep codes list` shows them.",
        )
    with shop.db.read() as tx:
        rows = store.rows(tx, sources, which)
    target = path or _free_path(shop, what.replace(":", "-").lower(), form)
    _write(target, coupon_files.write(rows, form, shop.currency, ends))
    if not shop.read_only and rows:
        with shop.db.write() as tx:
            store.written(tx, [row.code for row in rows], target.name, clock.stamp(clock.now()))
    says = f"Wrote {wording.count(len(rows), 'code')} to {target}"
    return CodesDone(", ".join(sorted(sources)), len(rows), 0, str(target), says)


def _kinds(sequence: Sequence) -> dict[tuple[str, str], date | None]:
    """Where the codes of a sequence's offers come from and what they give, with the last day that is named."""
    found: dict[tuple[str, str], date | None] = {}
    for group in (*sequence.groups, None):
        for _, offer in made(sequence, group):
            if offer.codes:
                found[offer.codes, offers.terms(offer)] = offer.until
    return found


def _personal(sequence: Sequence) -> list[tuple[str, str]]:
    return [kind for kind in _kinds(sequence) if kind[0].startswith(PERSONAL)]


def _ends(sequence: Sequence) -> dict[tuple[str, str], date]:
    return {kind: until for kind, until in _kinds(sequence).items() if until is not None}


def _says(shop: Shop, gives: str) -> str:
    return offer_words(offers.from_terms(gives), shop.currency)[0] if gives else ""


def _form(form: str) -> None:
    if form not in FORMS:
        raise UsageError(f"{form!r} is no kind of file for codes.", "", f"Give {' or '.join(FORMS)}.")


def _free_path(shop: Shop, name: str, form: str) -> Path:
    """A file in the shop's folder that is not there yet."""
    folder = shop.home / FOLDER
    folder.mkdir(exist_ok=True, mode=0o700)
    stem = f"{name}-{form}-{shop.today():%Y-%m-%d}"
    found = folder / f"{stem}.csv"
    number = 2
    while found.exists():
        found = folder / f"{stem}-{number}.csv"
        number += 1
    return found


def _write(path: Path, content: str) -> None:
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=".codes-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            out.write(content)
        Path(part).replace(path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise


def _writable(shop: Shop) -> None:
    if shop.read_only:
        raise busy(shop.home)
