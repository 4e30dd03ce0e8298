"""Which group a customer of a sequence falls into, and who is likely enough to come back without an offer."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from shopkeep import wording
from shopkeep.core.records.rules import Wanted
from shopkeep.core.records.sequences import Group, Sequence
from shopkeep.customers.rules.problems import RuleProblem
from shopkeep.errors import UsageError
from shopkeep.jobs.asking import Asked
from shopkeep.sequences import manifest
from shopkeep.sequences.frontmatter import problem


class GroupsOf:
    """The group of a customer: the first that fits. Raises SequenceProblem for a rule that cannot be read."""

    def __init__(self, sequence: Sequence, shop_asked: Asked) -> None:
        self._groups = [(group, set(members(group, sequence, shop_asked))) for group in sequence.groups]
        chances = {g.offer.only_if_chance_below for g in sequence.groups if g.offer.only_if_chance_below}
        self._likely = {below: set(shop_asked.ids("all", where=f"chance >= {below * 100:g} %")) for below in chances}

    def of(self, customer_id: int) -> str:
        return next((group.name for group, inside in self._groups if customer_id in inside), "")

    def no_offer(self, customer_id: int) -> bool:
        """Whether they are too likely to come back by themselves to be offered what their group is."""
        group = next((group for group, inside in self._groups if customer_id in inside), None)
        below = group.offer.only_if_chance_below if group else 0.0
        return bool(below) and customer_id in self._likely[below]

    def sizes(self, customers: Iterable[int]) -> dict[str, int]:
        """Group -> how many of these customers fall into it; the empty name is for those in none."""
        found: dict[str, int] = {}
        for one in customers:
            name = self.of(one)
            found[name] = found.get(name, 0) + 1
        return found

    def says(self, name: str, inside: Collection[int], get_mail: Collection[int]) -> str:
        """How many of a sequence's customers, `inside`, are in a group, and how many of them may be written to; where
        nobody is in it, why."""
        there = sum(self.of(one) == name for one in inside)
        if there:
            may = sum(self.of(one) == name for one in get_mail)
            who = wording.count(there, "customer is in it", "customers are in it")
            if may < there:
                return f"{who}; {may:,} of them may be written to."
            return f"{who} and may be written to."
        fitting = next((fits for group, fits in self._groups if group.name == name), set()) & set(inside)
        if not fitting:
            return "Nobody is in it: no customer of the sequence fits its rule."
        takers = {self.of(one) for one in fitting}
        above = wording.listed([group.title for group, _ in self._groups if group.name in takers])
        stands = "stands" if len(takers) == 1 else "stand"
        fit = wording.count(len(fitting), "customer fits it and is", "customers fit it and are")
        return f"Nobody is in it: {fit} in {above} already, which {stands} above it. The first group that fits wins."


def members(group: Group, sequence: Sequence, shop_asked: Asked) -> list[int]:
    """The customers that fit a group's rule, whatever groups stand before it; a `first 20` in it counts those of
    the sequence. Raises SequenceProblem."""
    check_rule(group, shop_asked)
    return shop_asked.ids(group.segment, where=group.where, of=sequence.segment)


def check_rule(group: Group, shop_asked: Asked) -> None:
    """Raises SequenceProblem, with its line in sequence.toml, for a rule or a segment that cannot be read."""
    try:
        shop_asked.rule(Wanted(group.segment, group.where))
    except RuleProblem as wrong:
        says = f"has a rule for group {group.name} that cannot be read. {wrong.title}"
        raise problem(manifest.FILE, group.line, says, f"{wrong.meaning} {wrong.next_step}".strip()) from wrong
    except UsageError as wrong:
        says = f"has group {group.name} for the segment {group.segment}, which does not exist."
        raise problem(manifest.FILE, group.line, says, wrong.meaning or wrong.next_step) from wrong
