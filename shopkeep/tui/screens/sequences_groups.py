"""Groups of a sequence changed by keys: who is in each, what each is offered, what that costs, and its codes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from shopkeep import wording
from shopkeep.core.records.customers import SegmentRow
from shopkeep.core.records.sequences import Group, Offer
from shopkeep.core.text import plain
from shopkeep.errors import UsageError
from shopkeep.jobs import codes, customers, offer_costs, segments, sequences
from shopkeep.sequences.offers import PERSONAL, POOL
from shopkeep.tui.run import task
from shopkeep.tui.screens.customers_filter import slug
from shopkeep.tui.screens.imports_paths import path_of
from shopkeep.tui.screens.imports_pick import FileAsk
from shopkeep.tui.screens.sequences_asking import Card, Fact, name_ask
from shopkeep.tui.screens.sequences_offer import CODES, changed_offer, facts
from shopkeep.tui.screens.sequences_outside import Outside
from shopkeep.tui.screens.sequences_tree import segment_title
from shopkeep.tui.screens.sequences_whom import WhomAsk
from shopkeep.tui.widgets.dialogs import Choice, TextAsk, Told
from shopkeep.tui.widgets.people import grouped

FORMS = (
    ("woocommerce", "WooCommerce: a file for WebToffee or Smart Coupons"),
    ("csv", "Any other shop: a plain list"),
)


class Groups(Outside):
    """See the module."""

    # The card of one group.

    async def group_card(self, name: str, at: str = "") -> None:
        """Show a group and change what the owner chooses, until they close it."""
        while (group := self._group(name)) is not None:
            what = await self.dialog(Card(group.title, await self._facts(group), at=at))
            if what is None:
                return
            await self._change_group(group, what)
            at = what

    def _group(self, name: str) -> Group | None:
        return self.sequence_now.group(name)

    async def _facts(self, group: Group) -> list[Fact]:
        says = (await self.ask(sequences.group_says, self.name_now)).get(group.name, "")
        costs = await self.ask(offer_costs.offer_costs, self.name_now)
        cost = " ".join(one.says for one in costs if one.group == group.name and not one.mail)
        called = segment_title(group.segment, self.titles)
        whom = await self.ask(segments.rule_in_words, group.where) if group.where else called
        return [
            Fact("title", "Called", group.title, says),
            Fact("whom", "Who", whom, says if "wins" in says else f"{says} The first group that fits a customer wins."),
            *facts(group.offer, self.shop.currency, self.shop.today(), self.language, cost),
        ]

    async def _change_group(self, group: Group, what: str) -> None:
        if what == "title":
            title = await self.dialog(
                name_ask("What should the group be called?", "For you; mails do not say it.", group.title)
            )
            if title:
                await self._put(group, replace(group, title=plain(title)), f"Called the group {plain(title)}")
        elif what == "whom":
            ask = await self._whom(f"Who is in {group.title}?", group.segment, group.where, self.sequence_now.segment)
            if ask is not None:
                await self._put(
                    group, replace(group, segment=ask.segment, where=ask.where), f"{group.title}: {ask.says}"
                )
        elif what == "code":
            await self._change_code(group)
        else:
            offer = await changed_offer(group.offer, what, self.dialog)
            if offer is not None and offer != group.offer:
                await self._offer(group, offer)

    async def _put(self, group: Group, changed: Group, says: str) -> None:
        groups = tuple(changed if g.name == group.name else g for g in self.sequence_now.groups)
        await self.change(says, sequences.set_groups, self.name_now, groups)
        await self.reread()

    async def _offer(self, group: Group, offer: Offer) -> None:
        await self.change(f"Changed the offer of {group.title}", sequences.set_offer, self.name_now, group.name, offer)
        await self.reread()

    async def reread(self) -> None:
        """Have the sequence as it is now, before the next question is asked of it."""
        self.sequence = await self.ask(sequences.load, self.name_now)

    async def _whom(
        self, title: str, segment: str, where: str = "", inside: str = "", unasked: bool = False
    ) -> WhomAsk | None:
        """Ask for customers; `inside`: of which segment, the whole shop where it is empty."""
        found: list[SegmentRow] = await self.ask(customers.segments, inside=inside)
        rows = [row for row in grouped(found) if isinstance(row, SegmentRow)]  # in the order of Customers
        ask = WhomAsk(title, rows, segment, where, inside)
        return ask if await self.dialog(ask, unasked=unasked) is not None else None

    # A new one, their order, and taking one out.

    async def add_group(self) -> None:
        """Who is in it, its name, its offer; then its card for the rest."""
        sequence = self.sequence_now
        ask = await self._whom("Which customers should the new group have?", "repeat", inside=sequence.segment)
        if ask is None:
            return
        title = await self.dialog(
            name_ask("What should the group be called?", "For you; mails do not say it.", "" if ask.where else ask.says)
        )
        if not title:
            return
        taken = {g.name for g in sequence.groups}
        name = slug(title) or "group"
        while name in taken:
            name = f"{name[:36]}-{len(taken) + 1}"
        group = Group(name, plain(title), ask.segment, where=ask.where)
        self.wish = f"group:{name}"
        await self.change(
            f"Added the group {group.title}", sequences.set_groups, sequence.name, (*sequence.groups, group)
        )
        await self.reread()
        await self._put_first(group)
        offer = await changed_offer(group.offer, "offer", self.dialog)
        if offer is not None and offer.kind != "none":
            await self._offer(group, offer)
        await self.group_card(name, "code" if offer is not None and offer.kind != "none" else "offer")

    async def _put_first(self, group: Group) -> None:
        """A new group that gets nobody, since those above it take everybody it fits, stands first instead."""
        sizes = await self.ask(sequences.group_sizes, self.name_now)
        groups = self.sequence_now.groups
        if sizes.get(group.name) or len(groups) < 2:
            return
        says = f"Put {group.title} first: the groups above took everybody it fits"
        await self.change(says, sequences.set_groups, self.name_now, (groups[-1], *groups[:-1]))
        await self.reread()

    async def move_group(self, name: str, by: int) -> None:
        """One place up or down: the first group that fits a customer wins."""
        groups = list(self.sequence_now.groups)
        at = next(i for i, g in enumerate(groups) if g.name == name)
        if not 0 <= at + by < len(groups):
            raise UsageError(f"{groups[at].title} is the {'first' if by < 0 else 'last'} group already.")
        groups.insert(at + by, groups.pop(at))
        says = f"Moved {groups[at + by].title} {'up' if by < 0 else 'down'}"
        await self.change(says, sequences.set_groups, self.name_now, tuple(groups))

    async def remove_group(self, name: str) -> None:
        """Its customers fall into the next group that fits them; the mails written for it alone go with it."""
        group = self.sequence_now.group(name)
        if group is None:
            return
        keep, remove = "Keep it", "Take it out"
        own = sum(m.group == name for stage in self.sequence_now.stages for m in stage.mails)
        says = "Its customers fall into the next group that fits them."
        if own:
            says += f" The {wording.count(own, 'mail')} written for it alone {'goes' if own == 1 else 'go'} with it."
        says += " u undoes."
        if await self.dialog(Choice(f"Take out the group {group.title}?", [keep, remove], says)) == remove:
            await self.change(f"Took out the group {group.title}", sequences.remove_group, self.name_now, name)

    # Codes.

    async def _change_code(self, group: Group) -> None:
        offer = group.offer
        now = "code" if offer.code else "personal" if offer.codes.startswith(PERSONAL) else ""
        now = now or ("pool" if offer.codes else "none")
        kind = await self.dialog(Choice("Which code do they type?", sorted(CODES, key=lambda one: one[0] != now)))
        if kind == "none":
            await self._offer(group, replace(offer, code="", codes=""))
        elif kind == "code":
            code = await self.dialog(
                name_ask("Which code?", "Make it in your shop, as the customer types it at the checkout.", offer.code)
            )
            if code:
                await self._offer(group, replace(offer, code=plain(code).replace(" ", ""), codes=""))
        elif kind == "personal":
            await self._personal(group)
        elif kind == "pool":
            await self._pool(group)

    async def _personal(self, group: Group) -> None:
        prefix = await self.dialog(
            TextAsk(
                "What do their codes begin with?",
                "Each customer gets their own, such as COME-4K7QM-T2XWD, good for one order.",
                value=group.offer.codes.removeprefix(PERSONAL) or slug(self.name_now).upper().split("-")[0][:8],
                check=lambda typed: "" if _prefix(typed) else "Use letters and digits, at most 16.",
            )
        )
        if prefix is None:
            return
        codes_from = PERSONAL + _prefix(prefix)
        if codes_from != group.offer.codes:
            await self._offer(group, replace(group.offer, code="", codes=codes_from))
        await self._make_codes()

    async def _pool(self, group: Group) -> None:
        typed = await self.dialog(
            FileAsk("Which file holds the codes?", "One code a line, or a table with a column of them.", kind="codes")
        )
        path = path_of(typed) if typed else None
        if path is None:
            return
        pool = slug(f"{self.name_now}-{group.name}")[:40].strip("-")
        done = await self.ask(codes.load, pool, Path(path))
        await self._offer(group, replace(group.offer, code="", codes=POOL + pool))
        self.say(done.says)

    @task
    async def action_codes(self) -> None:
        """`y`: make the codes that are missing, or write a file of those that are there."""
        await self._make_codes()

    async def _make_codes(self) -> None:
        needs = await self.ask(codes.needs, self.name_now)
        if not needs and any(group.offer.codes for group in self.sequence_now.groups):
            self.say("Nobody of its groups would get a code now.", "No code is needed")
            return
        if not needs:
            raise UsageError("No offer here gives everybody their own code.", "", "Enter on a group, then Code.")
        lines = [
            f"{one.codes.partition(':')[2] or one.codes}, {one.gives} in {wording.listed(list(one.mails))}:"
            f" {one.needed:,} needed, {one.free:,} there"
            for one in needs
        ]
        missing = sum(one.missing for one in needs if one.codes.startswith(PERSONAL))
        what = (
            f"Make {wording.count(missing, 'code')} and the file for your shop" if missing else "Write the file again"
        )
        form = await self.dialog(
            Choice(
                f"{what}?", [*FORMS, ("", "Not now")], "\n".join(lines) + "\n\nThe codes work once your shop has them."
            )
        )
        if not form:
            return
        job = codes.make if missing else codes.export
        done = await self.ask(job, self.name_now, form=form)
        self.changed("sequences")
        await self.dialog(Told("The codes are made" if missing else "The file is written", done.says))


def _prefix(typed: str) -> str:
    """What codes begin with, as it is kept; empty where it cannot be."""
    said = typed.strip().upper()
    return said if len(said) <= 16 and said.replace("-", "").isalnum() and said.isascii() else ""
