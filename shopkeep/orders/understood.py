"""What each column of a customers' or products' file was understood as, in words an owner uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shopkeep.core.text import plain

_TITLES = {
    "email": "e-mail",
    "sku": "SKU",
    "consent_at": "day of consent",
    "confirm_at": "day of confirming",
    "opt_in_at": "day of opting in",
    "unsubscribed_at": "day of leaving",
    "cleaned_at": "day of bouncing",
    "changed_at": "last change",
    "answered_at": "day of the answer",
    "square_id": "Square's number",
    "added_on": "day added",
    "nps": "likelihood to recommend (NPS)",
    "csat": "satisfaction (CSAT)",
    "image": "picture",
    "wider": "wider category",
}
_FIRST = ("email", "sku", "title", "name", "first_name", "last_name", "consent")
_SHOWN = 12
"""Details that are named; of more their number is said."""


def sentence(understood: Mapping[str, str], details: Iterable[str]) -> str:
    """`E-mail from 'E-mail', consent from 'May we mail you?'; kept as details: tier, interests.` or nothing."""
    by_field: dict[str, list[str]] = {}
    for name, column in understood.items():
        by_field.setdefault(name.rstrip("_0123456789"), []).append(repr(plain(column).strip()))
    order = sorted(by_field, key=lambda name: _FIRST.index(name) if name in _FIRST else len(_FIRST))
    parts = [f"{_title(name)} from {' and '.join(by_field[name])}" for name in order]
    says = ", ".join(parts)
    kept = [plain(name) for name in details]
    if kept:
        more = f" and {len(kept) - _SHOWN:,} more" if len(kept) > _SHOWN else ""
        says += f"{'; ' if says else ''}kept as details: {', '.join(kept[:_SHOWN])}{more}"
    return f"{says[0].upper()}{says[1:]}." if says else ""


def _title(name: str) -> str:
    title = _TITLES.get(name, name.removeprefix("own_").replace("_", " "))
    return f"variant's {title}" if name.startswith("own_") else title
