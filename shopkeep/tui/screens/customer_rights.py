"""What a person may ask for: everything known of them in one file, or to be forgotten."""

from __future__ import annotations

import re
from pathlib import Path

from shopkeep import wording
from shopkeep.core.addresses import called
from shopkeep.core.records.customers import CustomerDetail
from shopkeep.core.text import plain
from shopkeep.jobs import erasing, handing_over
from shopkeep.tui.run import Works, task
from shopkeep.tui.widgets.dialogs import Choice, Confirm, TextAsk, Told

KEEP, HERE, EVERYWHERE = "Keep them", "Erase them; backups and kept import files stay", "Erase them everywhere"
ABOUT = (
    "Name, address, place, notes, mails and answers go; that cannot be taken back. Their orders stay without a buyer,"
    " so that your totals stay true, and nobody writes to the address again. A backup is taken first, and holds them."
)
GONE = (
    "Every backup and kept import file that holds them is deleted too, so there is no going back to an earlier day."
    " A fresh backup is made. Type the word to go on."
)


class Rights(Works[None]):
    """The part of a customer's page that serves them rather than the owner."""

    detail: CustomerDetail | None

    def action_hand_over(self) -> None:
        if self.detail is not None:
            self.hand_over(self.detail.row.email)

    @task
    async def hand_over(self, email: str) -> None:
        """Write everything known of this person to a file."""
        name = re.sub(r"[^\w.@-]+", "_", plain(email))[:80]
        typed = await self.dialog(
            TextAsk(
                "Write all that is known of them to which file?",
                "Orders, notes, sequences, mails with their text, and what was worked out, for a person to read.",
                str(Path.home() / f"{name}.json"),
                check=lambda said: "" if said.strip() else "Type a path, or press Esc.",
                enter="writes it",
            )
        )
        if typed is not None:
            done = await self.ask(handing_over.write, email, Path(typed.strip()))
            await self.dialog(Told("All that is known of them is written", f"{done.says}."))

    def action_erase(self) -> None:
        if self.detail is not None:
            self.erase(self.detail.row.email, called(self.detail.row.name, self.detail.row.email))

    @task
    async def erase(self, email: str, name: str) -> None:
        """Erase this person, here or everywhere, once the owner has typed the word for it."""
        chosen = await self.dialog(Choice(f"Erase {name}?", [KEEP, HERE, EVERYWHERE], ABOUT))
        if chosen not in (HERE, EVERYWHERE):
            return
        says = GONE if chosen == EVERYWHERE else "It cannot be taken back. Type the word to go on."
        if await self.dialog(Confirm(f"Erase {name}", says, "erase", enter="erases them")) is None:
            return
        done = await self.ask(erasing.forget, email, chosen == EVERYWHERE)
        still = f" {wording.count(len(done.still_in), 'file')} still hold them: backups and import files."
        self.say(
            f"Erased. {wording.count(done.orders_kept, 'order')} stay without a buyer.{still if done.still_in else ''}"
        )
        self.app.pop_screen()
        self.keep.changed("customers", "orders", "outbox", "results", "sequences")
