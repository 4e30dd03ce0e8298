"""Offers as they are written in sequence.toml and in a mail's head, and which one a mail makes to whom.

A group has an offer. A mail's head may lay a few keys over it (`offer: { value = "25" }`), so that offers
climb from mail to mail and variants can test another one. What the change leaves out stays as the group has
it, but for a code: one that gave something else is not said again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, get_args

import tomlkit
from tomlkit.exceptions import TOMLKitError

from shopkeep.core import text as words
from shopkeep.core.money import minor
from shopkeep.core.records.sequences import Group, MailSource, Offer, OfferChange, OfferKind, Sequence
from shopkeep.sequences.did_you_mean import did_you_mean
from shopkeep.sequences.frontmatter import problem

KINDS: tuple[str, ...] = get_args(OfferKind)
KEYS = tuple(field.name for field in fields(Offer))
NONE = Offer()
POOL, PERSONAL = "pool:", "personal:"
_POOL = re.compile(r"pool:[a-z0-9][a-z0-9-]{0,39}")
_PERSONAL = re.compile(r"personal:[A-Z0-9-]{0,16}")
_TERMS = ("kind", "value", "minimum", "free_shipping", "gift", "guarantee")
_WORDS = {"value": 200, "gift": 80, "guarantee": 200, "code": 60, "minimum": 20, "codes": 60}


def read(entry: Any, file: str, line: int) -> Offer:
    """An offer from its table. Raises SequenceProblem naming file and line."""
    if not isinstance(entry, Mapping):
        raise problem(
            file, line, "has an offer that is not a table.", 'Write it as { kind = "percent", value = "20" }.'
        )
    return checked(Offer(**dict(_values(entry, file, line))), file, line)


def read_change(said: str, file: str, line: int) -> OfferChange:
    """What a mail's head says of the offer: `none`, or keys in braces. Raises SequenceProblem."""
    if said.strip().casefold() == "none":
        return (("kind", "none"),)
    try:
        entry = tomlkit.parse(f"offer = {said}").unwrap()["offer"]
    except (TOMLKitError, KeyError, ValueError):
        entry = None
    if not isinstance(entry, dict) or not entry:
        raise problem(file, line, f"has the offer {said[:40]!r}.", 'Write offer: { value = "25" }, or offer: none.')
    change = tuple(_values(entry, file, line))
    if "only_if_chance_below" in entry:
        raise problem(file, line, "has only_if_chance_below.", "It belongs to a group's offer, in sequence.toml.")
    if "kind" in entry:
        checked(applied(NONE, change), file, line)
    return change


def _values(entry: Mapping[str, Any], file: str, line: int) -> Iterable[tuple[str, Any]]:
    """The keys of an offer's table with values of the right kind."""
    for key, value in entry.items():
        if key not in KEYS:
            raise problem(file, line, f"has {key[:40]!r} in an offer.", did_you_mean(key, KEYS))
        if key == "free_shipping" and not isinstance(value, bool):
            raise problem(file, line, "has free_shipping that is neither true nor false.")
        if key == "valid_days" and (isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 365):
            raise problem(file, line, "has valid_days that are not a whole number from 0 to 365.")
        if key == "until":
            value = _day(value, file, line)
        elif key == "only_if_chance_below":
            value = _chance(value, file, line)
        elif key in _WORDS:
            value = words.clean(str(value), _WORDS[key])
        elif key == "kind" and value not in KINDS:
            says = f"has an offer of the kind {str(value)[:30]!r}."
            raise problem(file, line, says, did_you_mean(str(value), KINDS))
        yield key, value


def _day(value: Any, file: str, line: int) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        says = f"has an offer that holds until {str(value)[:30]!r}."
        raise problem(file, line, says, 'Write the day as until = "2026-12-06": year, month, day.') from None


def _chance(value: Any, file: str, line: int) -> float:
    said = str(value).strip()
    try:
        share = float(said.removesuffix("%")) / (100 if said.endswith("%") else 1)
    except ValueError:
        share = -1.0
    if isinstance(value, bool) or not 0 < share < 1:
        says = f"has only_if_chance_below = {said[:20]}."
        raise problem(file, line, says, "Write a share between 0 and 1, such as 0.35.")
    return share


def checked(offer: Offer, file: str, line: int) -> Offer:
    """The offer, if its parts fit together. Raises SequenceProblem for what contradicts itself."""
    wrong = contradiction(offer)
    if wrong:
        raise problem(file, line, *wrong)
    return offer


def contradiction(offer: Offer) -> tuple[str, str] | None:
    """What in an offer cannot be: what is wrong, what to do."""
    kind, value = offer.kind, offer.value
    if kind in ("percent", "amount") and not _positive(value, 100 if kind == "percent" else 1_000_000):
        return f"offers {value!r} as {kind}.", "Give a number, such as 20 or 5.00, in value."
    if kind in ("gift", "guarantee") and not value:
        return f"offers a {kind} without saying what.", f"Say in value what the {kind} is."
    if kind == "none" and (value or offer.free_shipping or offer.gift or offer.guarantee):
        return "offers nothing (kind none) and something besides.", 'Give it a kind, such as "percent" or "gift".'
    if kind == "free-shipping" and value:
        return f"offers free shipping of {value[:20]!r}.", 'For both, write kind = "percent" and free_shipping = true.'
    for key, said in (("free-shipping", offer.free_shipping), ("gift", offer.gift), ("guarantee", offer.guarantee)):
        if kind == key and said:
            return f"offers {key} twice.", f"Take {key.replace('-', '_')} out, or change the kind."
    if offer.minimum and not _positive(offer.minimum, 1_000_000):
        return f"has the minimum {offer.minimum!r}.", "Give an amount such as 25.00."
    if offer.minimum and kind == "amount" and Decimal(offer.minimum) <= Decimal(value):
        return f"takes {value} off orders from {offer.minimum}: they would be free.", "Raise the minimum."
    if offer.until and offer.valid_days:
        return "has both until and valid_days.", "Keep the one that is meant."
    if offer.code and offer.codes:
        return "has both one code for all and codes of their own.", "Keep code or codes."
    if offer.codes and not (_POOL.fullmatch(offer.codes) or _PERSONAL.fullmatch(offer.codes)):
        return f"has codes = {offer.codes!r}.", 'Write codes = "personal:SPRING" or codes = "pool:NAME".'
    return None


def _positive(value: str, most: int) -> bool:
    try:
        return value.isascii() and 0 < Decimal(value) <= most
    except InvalidOperation:
        return False


def applied(offer: Offer, change: OfferChange) -> Offer:
    """An offer with a mail's change laid over it.

    With `kind` the change stands for all who get the mail; without, a group that is offered nothing stays so,
    and a value is for those alone whose offer has one: percent and amount.
    """
    said: dict[str, Any] = dict(change)
    if "kind" not in said and offer.kind not in ("percent", "amount"):
        said.pop("value", None)
    if not said or (offer.kind == "none" and "kind" not in said):
        return offer
    if said.get("kind") == "none":
        return NONE
    base = offer
    if said.get("kind", offer.kind) != offer.kind:
        base = replace(offer, value="", free_shipping=False, gift="", guarantee="")
    if "until" in said:
        base = replace(base, valid_days=0)
    if "valid_days" in said:
        base = replace(base, until=None)
    if "code" in said or "codes" in said:
        base = replace(base, code="", codes="")
    changed = replace(base, **said)
    if terms(changed) == terms(offer) or "code" in said or "codes" in said:
        return changed
    return replace(changed, code="", codes=changed.codes if changed.codes.startswith(PERSONAL) else "")


def of_mail(group: Group | None, mail: MailSource, refused: bool = False) -> Offer:
    """What a mail offers a customer of a group. `refused`: they are likely enough to come back without.

    A code for all in a mail for everybody does not take the place of a group's codes of their own.
    """
    if refused:
        return NONE
    offer, change = group.offer if group else NONE, mail.offer
    if offer.codes.startswith(PERSONAL) and not mail.group:
        change = tuple((key, value) for key, value in change if key != "code")
    return applied(offer, change)


def finder(sequence: Sequence) -> Callable[[str, MailSource, bool], Offer]:
    """`of_mail` for many customers of a sequence by the names of their groups, each kind of them looked up once."""
    known: dict[tuple[str, str, bool], Offer] = {}

    def find(group: str, mail: MailSource, refused: bool) -> Offer:
        kind = (group, mail.file, refused)
        if kind not in known:
            known[kind] = of_mail(sequence.group(group), mail, refused)
        return known[kind]

    return find


def source_words(codes: str) -> str:
    """Where customers' own codes come from, in the owner's words: `the codes made here (COME-…)`."""
    kind, _, name = codes.partition(":")
    if kind == "pool":
        return f"the codes of the file {name}"
    return f"the codes made here ({name}-…)" if name else "the codes made here"


def terms(offer: Offer) -> str:
    """What a code of this offer gives, as one stable text: offers of equal terms may share codes."""
    return json.dumps({name: getattr(offer, name) for name in _TERMS if getattr(offer, name)}, ensure_ascii=False)


def from_terms(text: str) -> Offer:
    """The offer that `terms` made this text of; none for codes that do not say what they give."""
    found = json.loads(text or "{}")
    return Offer(**{key: value for key, value in found.items() if key in _TERMS})


def amount(offer: Offer, currency: str) -> int:
    """What an offer of the kind amount takes off, in minor units."""
    return minor(Decimal(offer.value), currency)


def table(offer: Offer) -> Any:
    """An offer as the inline table of sequence.toml."""
    made = tomlkit.inline_table()
    made["kind"] = offer.kind
    for key in KEYS[1:]:
        value = getattr(offer, key)
        if value:
            made[key] = value.isoformat() if isinstance(value, date) else value
    return made


def change_text(change: OfferChange) -> str:
    """A mail's change as its head says it."""
    if change in ((), (("kind", "none"),)):
        return "none" if change else ""
    made = tomlkit.inline_table()
    for key, value in change:
        made[key] = value.isoformat() if isinstance(value, date) else value
    return str(made.as_string())
