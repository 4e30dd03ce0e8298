"""Settings as a form: their groups, how a value is shown, and the dialog that changes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from textual import on
from textual.content import Content
from textual.screen import ModalScreen

from shopkeep import wording
from shopkeep.core.records.upkeep import Check
from shopkeep.core.text import plain
from shopkeep.errors import ShopkeepError
from shopkeep.jobs.consent import ANSWERS
from shopkeep.settings import IMAP_PASSWORD, KEYS, PASSWORD, Key, Settings, typed
from shopkeep.tui.run import Works
from shopkeep.tui.widgets.columns import Cell, Column
from shopkeep.tui.widgets.dialogs import Choice, TextAsk
from shopkeep.tui.widgets.rows import Rows

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Shop", ("shop.",)),
    ("Mail account", ("mail.", "smtp.")),
    ("Inbox", ("imap.",)),
    ("Limits", ("limits.",)),
    ("Practice mailbox", ("practice.",)),
    ("Policies", ("policy.",)),
    ("Look", ("theme.",)),
)
COLUMNS = [Column("", least=22, weight=1), Column("", least=26, weight=2)]

LONG: dict[str, str] = {
    "policy.consent": "Until this is answered, nobody without a clear yes is written to.\n\n"
    "opted-in: only those who said yes, in an export or a customers' file. The safe answer, and the law in"
    " many countries.\n\nexisting: also customers who were never asked, but never those who said no. Some"
    " countries allow it for your own similar goods; every mail offers a way out.",
    "policy.holdout": "A share of the customers gets nothing, so that Results can tell what the mails did and"
    " what would have happened anyway. 20 % is usual. Used for new sequences.",
    "policy.return_window_days": "A first order counts as a return up to so many days after the last stage"
    " began, alike for those who got mails and those who did not.",
    "policy.horizon_days": "The return chance says how likely a customer orders again within these days.",
    "smtp.port": "465 for tls, 587 for starttls. 0 is for the practice mailbox alone (p sets it up).",
    "smtp.security": "tls: encrypted from the start (port 465). starttls: encrypted before the password"
    " (port 587). none: only to a server on this machine. The server's certificate is always checked.",
    PASSWORD: "It goes into this system's keyring, never into a file. Where there is none, it is kept until"
    " you leave shopkeep. Gmail and others want an app password: make one in your account's security settings.",
    "imap.host": "The mailbox in which answers to your mails arrive. shopkeep reads there who bounced, who wrote back"
    " and who wants no more mails. It marks, moves and deletes nothing.",
    "imap.user": "Empty: the user name of the mail server, as with most providers.",
    "imap.folder": "INBOX for most. Where your program files bounces elsewhere, name that folder.",
    IMAP_PASSWORD: "Only needed where it is not that of the mail server. It goes into this system's keyring, never"
    " into a file.",
    "mail.unsubscribe_url": "Every mail can be answered with unsubscribe in any case. If your shop has its own"
    " unsubscribe page, give it here and mail programs show a button for it.",
    "shop.address": "Where your business can be reached by post. Must stand in every mail by law. Where a"
    " line of it ends, type \\n: 1 Mill Lane\\nLeeds LS1 4AB.",
    "shop.values": "Why you do this, in short sentences with | between them: We mend what we sell. | No plastic. Mails"
    " in your language list them, and yours stand where a ready-made mail would say something general.",
    "shop.features": "What customers get from you and not elsewhere, in short sentences with | between them: Free"
    " returns for 60 days. | Every parcel packed by hand. Mails in your language list them.",
    "shop.story": "Two or three sentences: who began it, when, and why. A mail or two of most sequences tells it.",
    "shop.review_url": "Where customers write a review: your product pages, or your page at a review service. Without"
    " it, reviews come as answers to your mails.",
    "shop.survey_url": "The address of a form at whatever survey tool you use. {score} in it becomes the number that"
    " was clicked, {email} the customer's address: https://example.com/form?rating={score}&who={email}. Without a"
    " form, a click opens a mail to you with the number as its subject.",
    "practice.behaviour": "So you can see what happens when a mail server has a bad day: slow, greylist, refuse, drop,"
    " with commas between. b in the practice mailbox says what each does.",
    "mail.dkim_key_file": "Nearly every provider signs your mails for you; d checks that. Only a mail server of your"
    " own that does not sign needs your key here.",
    "theme.mail": "How new sequences look. Each sequence can have its own.",
}
CHOICES: dict[str, dict[str, str]] = {
    "policy.consent": {"ask": "Not answered yet", **ANSWERS},
    "smtp.security": {
        "tls": "tls: encrypted from the start",
        "starttls": "starttls: encrypted before the password",
        "none": "none: only to this machine",
    },
}
CHOICES["imap.security"] = CHOICES["smtp.security"]
NEEDED = ("shop.name", "shop.address", "mail.from", "smtp.host")
"""What every mail needs."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the form: a setting, or a heading where `name` is empty."""

    name: str
    title: str
    value: str = ""
    missing: bool = False


def lines(settings: Settings) -> list[Line]:
    """The whole form."""
    values = settings.all()
    found: list[Line] = []
    for title, prefixes in GROUPS:
        found.append(Line("", title))
        for name, key in KEYS.items():
            if name.startswith(prefixes):
                found.append(Line(name, key.title, shown(name, values[name]), not values[name]))
            if name == "smtp.user" and "smtp." in prefixes:
                kept = values[PASSWORD]
                here = values["smtp.security"] == "none"
                word = "known" if kept else "not needed" if here else "not known"
                found.append(Line(PASSWORD, "Password", word, not kept))
            if name == "imap.user" and "imap." in prefixes:
                kept = values[IMAP_PASSWORD]
                found.append(Line(IMAP_PASSWORD, "Mailbox password", "known" if kept else "not known", not kept))
    return found


def shown(name: str, value: Any) -> str:
    """A value in the owner's words."""
    if name in CHOICES:
        return CHOICES[name].get(str(value), str(value))
    if name == "policy.holdout":
        return wording.percent(value) if value else "nobody"
    if name == "limits.warm_up":
        return f"{value:,} on the first day" if value else "off"
    if name.startswith("limits."):
        return f"{value:,}" if value else "no limit"
    if name == "smtp.port" and value == 0:
        return "0 (practice mailbox)"
    if name.endswith("_days"):
        return wording.count(value, "day")
    return plain(typed(value).replace("\n", ", ")) or "not set"


def line_cells(line: Line) -> tuple[str | Cell, ...]:
    if not line.name:
        return (Cell(f"── {line.title} ──", "strong"), "")
    return (line.title, Cell(line.value, "muted" if line.missing else ""))


def line_sign(line: Line) -> Cell:
    """`▲` where a mail cannot be sent without it."""
    return Cell("▲" if line.missing and line.name in NEEDED else "", "warning")


def about(name: str) -> str:
    """What a setting means, in full."""
    says = LONG.get(name) or KEYS[name].help
    return f"{says} Without it no mail can be sent." if name in NEEDED else says


def problem_of(key: Key, typed: str) -> str:
    """What does not fit about a typed value; empty where it does."""
    try:
        key.read(typed)
    except ValueError as error:
        return "It should be a number." if "invalid literal" in str(error) else f"It should be {error}."
    return ""


def edit_dialog(
    settings: Settings, name: str, mail_looks: list[tuple[str, str]], counted: Mapping[str, str]
) -> ModalScreen[str]:
    """The dialog that changes one setting; its answer is the text to set. `counted`: choices in words that say how
    many customers each reaches."""
    key = KEYS[name]
    value = settings.get(name)
    if name == "theme.mail":
        return Choice(key.title, sorted(mail_looks, key=lambda look: look[0] != value), about(name))
    if key.choices:
        words = {**CHOICES.get(name, {}), **counted}
        now = [choice for choice in key.choices if choice == value]
        rest = [choice for choice in key.choices if choice != value]
        return Choice(key.title, [(choice, words.get(choice, choice)) for choice in now + rest], about(name))
    text = f"{value:g}" if isinstance(value, float) else typed(value).replace("\n", "\\n")
    return TextAsk(key.title, about(name), text, check=lambda typed: problem_of(key, typed))


def checks(found: list[Check]) -> list[Content]:
    """What was found in order and what was not, each with its sign."""
    signs = {"ok": ("✓ ", "bold $success"), "warn": ("▲ ", "bold $warning"), "fail": ("! ", "bold $error")}
    return [Content.assemble(signs[one.status], plain(f"{one.says} {one.do}".strip())) for one in found]


def not_asked(error: ShopkeepError) -> list[Content]:
    """That nothing was found out, and why."""
    first, *rest = error.lines()
    return [Content.assemble(("? ", "bold $warning"), (plain(first), "bold")), *(Content(plain(one)) for one in rest)]


async def keep_password(
    page: Works[None], store: Callable[[], object], for_now: Callable[[], None], of: str = "account"
) -> None:
    """Put a password into the system's keyring; where there is none, keep it until shopkeep is left."""
    try:
        await page.ask_pure(store)
        says = "The password is in this system's keyring."
    except ShopkeepError as error:
        for_now()
        says = f"{error.title} It is kept until you leave shopkeep."
    page.keep.say(f"{says} t tests the {of}.")
    page.changed("settings")


class ThemeChoice(Choice):
    """Choose a theme by trying it: the app changes with the cursor, and back where it is left with Esc."""

    def __init__(self, names: list[str], now: str) -> None:
        names = [now, *(name for name in names if name != now)]
        words: list[str | tuple[str, str]] = [
            (name, name.removeprefix("shopkeep-") + (" (as it is now)" if name == now else "")) for name in names
        ]
        super().__init__("Colours", words, "The app changes as you go through them.")
        self._now = now

    @on(Rows.Highlighted)
    def highlighted(self, event: Rows.Highlighted[tuple[str, str]]) -> None:
        if str(event.key) in self.app.available_themes:
            self.app.theme = str(event.key)

    def action_cancel(self) -> None:
        if self._now in self.app.available_themes:
            self.app.theme = self._now
        super().action_cancel()
