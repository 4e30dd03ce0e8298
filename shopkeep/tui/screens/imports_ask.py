"""The questions the Imports place asks: how a file is to be read, and whom one may write to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import available_timezones

from textual.screen import ModalScreen

from shopkeep.core.records.orders import ImportOptions
from shopkeep.core.text import plain
from shopkeep.errors import AmbiguousFile
from shopkeep.tui.widgets.dialogs import Choice, TextAsk

CHOICE_WORDS: dict[str, dict[str, str]] = {
    "dates": {
        "dmy": "Day first: 31/12/2026 is the last of December",
        "mdy": "Month first: 12/31/2026 is the last of December",
        "ymd": "Year first: 2026/12/31",
    },
    "decimal": {"point": "A point: 1,234.56", "comma": "A comma: 1.234,56"},
    "delimiter": {",": "Commas", ";": "Semicolons", "\t": "Tabs", "tab": "Tabs", "|": "Upright bars"},
    "encoding": {
        "utf-8": "UTF-8, as most programs write today",
        "cp1252": "Western European (Windows-1252)",
        "cp1250": "Central European (Windows-1250)",
        "cp1251": "Cyrillic (Windows-1251)",
        "cp1253": "Greek (Windows-1253)",
        "mac_roman": "Old Macintosh (Mac Roman)",
        "cp932": "Japanese (Shift JIS)",
    },
}
SHORTLY = {
    "dates": {"dmy": "Day first", "mdy": "Month first", "ymd": "Year first"},
    "decimal": {"point": "A point", "comma": "A comma"},
}
"""The same before an example from the file itself."""
OPTION_TITLES = {
    "dates": "Dates",
    "decimal": "Decimal mark",
    "currency": "Currency",
    "timezone": "Time zone",
    "delimiter": "Between columns",
    "encoding": "Letters (encoding)",
    "format": "Shop platform",
    "map": "Which column holds what",
}
OTHER_WORDS = {
    "currency": "Another: type its three letters, such as EUR",
    "timezone": "Another: type it, such as Europe/Berlin",
    "encoding": "Another: type its name",
    "delimiter": "Another: type the sign",
}
USUAL_CHOICES: dict[str, tuple[str, ...]] = {
    "dates": ("dmy", "mdy", "ymd"),
    "decimal": ("point", "comma"),
    "currency": ("EUR", "GBP", "USD"),
    "timezone": ("UTC", "Europe/London", "Europe/Berlin", "America/New_York"),
    "delimiter": (",", ";", "\t", "|"),
    "encoding": ("utf-8", "cp1252", "cp1250", "cp1251", "mac_roman"),
}
_CHECKS: dict[str, Callable[[str], str]] = {
    "currency": lambda typed: "" if re.fullmatch("[A-Za-z]{3}", typed) else "Three letters, such as EUR or GBP.",
    "timezone": lambda typed: "" if typed in available_timezones() else "Write it like Europe/Berlin.",
    "delimiter": lambda typed: "" if len(typed) == 1 or typed in ("tab", "\\t") else "One sign, or the word tab.",
}


def option_dialog(
    option: str,
    choices: Iterable[str],
    title: str,
    text: str,
    examples: Mapping[str, str] | None = None,
    words: Mapping[str, str] | None = None,
) -> ModalScreen[str]:
    """A question about how a file is read. `choices` first, the usual ones where there are none.

    `examples`: what each choice makes of a cell of the file; `words`: what the choices are called.
    """
    offered = tuple(choices) or USUAL_CHOICES.get(option, ())
    if not offered:
        return TextAsk(title, text)
    known = words or CHOICE_WORDS.get(option, {})
    labels = []
    for value in offered:
        says = (examples or {}).get(value, "")
        short = SHORTLY.get(option, {}).get(value, known.get(value, value))
        labels.append((value, f"{short}: {says}" if says else known.get(value, value)))
    return Choice(title, labels, text, OTHER_WORDS.get(option, ""), _CHECKS.get(option))


def with_option(options: ImportOptions, option: str, value: str) -> ImportOptions:
    """The options with one more answer. `map` takes `FIELD=COLUMN`."""
    if option == "map":
        field, _, column = value.partition("=")
        return replace(options, mapping={**options.mapping, field: column})
    if option == "delimiter":
        value = {"tab": "\t", "\\t": "\t"}.get(value, value)
    if option == "currency":
        value = value.upper()
    answer: dict[str, Any] = {option: value}
    return replace(options, **answer)


def question(error: AmbiguousFile, examples: Mapping[str, str] | None = None, more: str = "") -> ModalScreen[str]:
    """The question an ambiguous file asks, without the command line's options in it."""
    text = "\n\n".join(part for part in (error.title, error.meaning, more) if part)
    title = OPTION_TITLES.get(error.option, "One question")
    return option_dialog(error.option, error.choices, title, text, examples)


def asked_field(error: AmbiguousFile) -> str:
    """The field whose column a question of `map` wants to know."""
    field = re.search(r"--map (\w+)=", error.next_step)
    return field[1] if field else "total"


CONSENT_TEXT = (
    "Choose once for this shop; it can be changed in Settings.\n\n"
    "Only those who said yes: nobody is written to without a yes in an export or a customers' file."
    " The safe answer, and the law in many countries.\n\n"
    "Customers who never said no: also those who ordered and were not asked. Some countries allow it for"
    " your own similar goods, if every mail offers a way out. Every mail of shopkeep does."
)


def consent_question(silent: list[str], answers: Mapping[str, str]) -> Choice:
    """Whom may you write to? `silent`: the files that do not say; `answers`: each in words, as jobs.consent says it."""
    more = f" and {len(silent) - 2:,} more" if len(silent) > 2 else ""
    named = f"{', '.join(silent[:2])}{more}" if more else " and ".join(silent)
    says = f"{named} {'does' if len(silent) == 1 else 'do'} not say who agreed to get mail."
    return Choice(
        "Whom may you write to?",
        list(answers.items()),
        f"{plain(says)} {CONSENT_TEXT}",
    )


UNDO = "Undo that step"


def undo_question(last: str) -> Choice:
    """What `u` would undo where an import stands chosen: the last step with customers, whichever place it was in."""
    text = f"The last step you took is “{plain(last)}”. An import is taken back with x."
    return Choice("Undo it?", ["Leave it", UNDO], text)
