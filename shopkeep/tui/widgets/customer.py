"""One customer below the list: the line of time, the rhythm in words, and what matters beside it."""

from __future__ import annotations

from datetime import date

from rich.cells import cell_len
from textual.app import RenderResult
from textual.content import Content
from textual.widget import Widget

from shopkeep import wording
from shopkeep.core.addresses import called as called_
from shopkeep.core.addresses import is_address, shown_address
from shopkeep.core.records.customers import CustomerDetail
from shopkeep.core.text import plain
from shopkeep.customers.segments import SEGMENTS
from shopkeep.tui.widgets.timeline import timeline

SIDE_BY_SIDE = 96
"""Cells from which the words stand beside the line of time."""


class CustomerPane(Widget):
    """Shows one CustomerDetail; empty until `show` is called."""

    DEFAULT_CSS = "CustomerPane { height: 11; }"

    def __init__(self, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.detail: CustomerDetail | None = None
        self._today = date.min
        self._language = "en"

    def show(self, detail: CustomerDetail | None, today: date, language: str) -> None:
        self.detail, self._today, self._language = detail, today, language
        self._entitle()
        self.border_subtitle = Content("" if detail is None else "Enter whole history")
        self.refresh()

    def _entitle(self) -> None:
        self.border_title = Content("" if self.detail is None else title(self.detail, self.size.width - 4))

    def on_resize(self) -> None:
        self._entitle()

    def render(self) -> RenderResult:
        if self.detail is None:
            return Content.styled("Choose a customer to see their orders, rhythm and messages.", "$text-muted")
        width = self.size.width
        detail, height = self.detail, self.size.height
        if width >= SIDE_BY_SIDE and height >= 6:
            half = width // 2 - 2
            left = [
                *self._line(half, True).split("\n"),
                Content(""),
                *lines(facts(detail, self._language), half, height - 4),
            ]
            right = lines([Content(plain(reason)) for reason in detail.reasons], width - half - 4, height)
            return beside(left, right, half, height)
        both = self._line(width, height > 8).split("\n")
        words = [Content(plain(reason)) for reason in detail.reasons] + facts(detail, self._language)
        return Content("\n").join([*both, *lines(words, width, height - len(both))])

    def _line(self, width: int, beats: bool) -> Content:
        assert self.detail is not None
        days = sorted(order.on for order in self.detail.order_history if order.counts)
        gap = self.detail.row.usual_gap_days
        return timeline(days, self._today, gap, width, beats=beats, language=self._language)


def title(detail: CustomerDetail, width: int = 999) -> str:
    """The name, whether they may be written to, and as much of the address and where they live as fits."""
    row, place = detail.row, where(detail)
    may = "may be written to" if row.can_email else "not to be written to"
    if row.can_email and row.left_out is not None:
        may = "left out by you"
    elif row.can_email and row.snoozed_until:
        may = "left alone for now"
    name = called_(row.name, row.email)
    address = shown_address(row.email) if row.name else ""
    ways = ((name, address, may, place), (name, address, may), (name, may), (may, name))
    titles = [plain(" · ".join(part for part in way if part)) for way in ways]
    return next((one for one in titles if cell_len(one) <= width), titles[-1])


def where(detail: CustomerDetail) -> str:
    """City and country, as far as known."""
    return ", ".join(part for part in (detail.city, detail.country) if part)


def barred(detail: CustomerDetail) -> list[Content]:
    """Why they may not be written to: one line, or none where they may."""
    if detail.row.can_email:
        return []
    never = f"never written to: {detail.never_because}" if detail.never_because else ""
    return [said("Mail", never or detail.row.cannot_email_because or "may not be written to", "$warning")]


def facts(detail: CustomerDetail, language: str) -> list[Content]:
    """Favourites, consent, sequences, notes: one line each where there is something to say."""
    found = [said(*one) for one in standing(detail, language)]
    if detail.favourites:
        found.append(said("Favourites", "; ".join(detail.favourites[:2])))
    found += [said("Friends", one) for one in detail.friends[:2]]
    found += barred(detail)
    if detail.messages:
        last = detail.messages[0]
        found.append(said("Last mail", f"{last.subject} ({last.state})"))
    return [*found, *(said("Note", note) for note in detail.notes[:2])]


def everything(detail: CustomerDetail, language: str, titled: str = "") -> list[Content]:
    """All that is known but orders and mails: what was decided, the reasons, notes in full, and single facts.

    What the title says already is not said again.
    """
    row = detail.row
    found: list[tuple[str, str, str]] = []
    if detail.favourites:
        found.append(("Favourites", "; ".join(detail.favourites), ""))
    found += [("Friends", one, "") for one in detail.friends]
    found.append(("Segments", ", ".join(called(name) for name in row.segments), ""))
    if (lives := where(detail)) and plain(lives) not in titled:
        found.append(("Lives in", lives, ""))
    if shown_address(row.email) not in titled:
        found.append(("Address", shown_address(row.email), ""))
    if not is_address(row.email):
        found.append(("Known as", row.email, ""))
    found.append(("Consent", detail.consent, ""))
    if len(detail.addresses) > 1:
        found.append(("Addresses", ", ".join(called_("", one) for one in detail.addresses), ""))
    found += [(name, value, "") for name, value in detail.attributes.items()]
    notes = [Content.assemble(("Note: ", "$text-muted"), lines_of(note)) for note in detail.notes]
    decided = [said(*one) for one in standing(detail, language)]
    reasons = [Content(plain(reason)) for reason in detail.reasons]
    return [*barred(detail), *decided, *reasons, Content(""), *notes, *(said(*one) for one in found)]


def standing(detail: CustomerDetail, language: str) -> list[tuple[str, str, str]]:
    """What the owner decided of them: (name, value, colour)."""
    row, found = detail.row, []
    if row.left_out is not None:
        found.append(("✕ Left out", row.left_out or "yes", "$error"))
    if row.snoozed_until:
        found.append(("… Snoozed", f"until {wording.day_long(row.snoozed_until, language)}", "$warning"))
    if row.in_sequence:
        found.append(("In sequence", row.in_sequence, ""))
    return found


def said(name: str, value: str, colour: str = "") -> Content:
    """`Name: value`."""
    return Content.assemble((f"{plain(name)}: ", "$text-muted"), (plain(value), colour))


def lines_of(value: str) -> str:
    """A text of several lines as it was written."""
    return "\n".join(plain(line) for line in value.splitlines())


def called(segment: str) -> str:
    """A segment's title; the owner's own go by their short names."""
    return SEGMENTS[segment].title if segment in SEGMENTS else segment


def lines(texts: list[Content], width: int, height: int = 999) -> list[Content]:
    """Texts wrapped to lines of at most `width` cells; those that are whole within `height` lines."""
    found: list[Content] = []
    for content in texts:
        wrapped = content.wrap(max(10, width))
        if len(found) + len(wrapped) <= height:
            found += wrapped
    return found


def beside(left: list[Content], right: list[Content], width: int, height: int) -> Content:
    """Two columns of lines as one text; the left one is `width` cells wide."""
    rows = []
    for number in range(min(height, max(len(left), len(right)))):
        one = left[number] if number < len(left) else Content("")
        two = right[number] if number < len(right) else Content("")
        rows.append(Content.assemble(one.truncate(width), " " * max(0, width - one.cell_length) + "    ", two))
    return Content("\n").join(rows)
