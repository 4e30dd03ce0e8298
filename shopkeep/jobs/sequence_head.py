"""What a sequence's own file says, changed: its holdout, its groups, what each is offered."""

from __future__ import annotations

from shopkeep import wording
from shopkeep.core.records.customers import Done
from shopkeep.core.records.sequences import Group, Offer
from shopkeep.customers.permission import GETS_MAIL
from shopkeep.errors import NotFound, UsageError
from shopkeep.jobs import sequence_groups, sequence_people
from shopkeep.jobs.asking import asked
from shopkeep.jobs.shop import Shop
from shopkeep.sequences import files, manifest
from shopkeep.store.database import busy


def set_holdout(shop: Shop, name: str, share: float) -> Done:
    """Set the share of a sequence that gets nothing, for comparison. Those enrolled stay as they are."""
    writable(shop)
    folder = sequence_people.folder_of(shop.home, name)
    head = files.read_text(folder, manifest.FILE)
    files.write_text(folder, manifest.FILE, manifest.with_value(head, "holdout", share_of(share)))
    says = f"{wording.percent(share)} of {name} get nothing, to compare with" if share else f"{name} has no holdout"
    return Done(says, can_undo=False)


def set_offer(shop: Shop, name: str, group: str, offer: Offer) -> Done:
    """Set what one group is offered. Raises NotFound for an unknown group, SequenceProblem for an odd offer."""
    writable(shop)
    folder = sequence_people.folder_of(shop.home, name)
    head = files.read_text(folder, manifest.FILE)
    groups = [g.name for g in manifest.read(head).groups]
    if group not in groups:
        raise NotFound(f"{name} has no group {group!r}.", f"It has {', '.join(groups) or 'none'}.", "")
    changed = manifest.with_offer(head, group, offer)
    manifest.read(changed)
    files.write_text(folder, manifest.FILE, changed)
    return Done(f"Changed the offer of {group}", can_undo=False)


def set_groups(shop: Shop, name: str, groups: tuple[Group, ...]) -> Done:
    """Set a sequence's groups, in this order: new ones, others left out, renamed or with other rules.

    Copies for a group that is gone stay where they are; `check` names them. Raises SequenceProblem for what
    cannot be.
    """
    writable(shop)
    folder = sequence_people.folder_of(shop.home, name)
    changed = manifest.with_groups(files.read_text(folder, manifest.FILE), groups)
    with asked(shop) as shop_asked:
        for group in manifest.read(changed).groups:
            sequence_groups.check_rule(group, shop_asked)
    files.write_text(folder, manifest.FILE, changed)
    return Done(f"{name} has {wording.count(len(groups), 'group')}", can_undo=False)


def remove_group(shop: Shop, name: str, group: str) -> Done:
    """Take a group out with the mails written for it alone. Raises as `set_groups`.

    A mail that nobody else has a copy of stays, for the stage would lack it: `check` names it.
    """
    sequence = sequence_people.load(shop, name, strict=False)
    done = set_groups(shop, name, tuple(one for one in sequence.groups if one.name != group))
    folder = sequence_people.folder_of(shop.home, name)
    for stage in sequence.stages:
        others = {mail.number for mail in stage.mails if mail.group != group}
        for mail in stage.mails:
            if mail.group == group and mail.number in others:
                files.remove(folder, mail.file)
    return done


def group_sizes(shop: Shop, name: str) -> dict[str, int]:
    """Group -> how many of a sequence's segment fall into it and may be written to, each into the first that fits;
    "" is for none."""
    sequence = sequence_people.load(shop, name, strict=False)
    with asked(shop) as shop_asked:
        get_mail = shop_asked.ids(sequence.segment, where=GETS_MAIL)
        return sequence_groups.GroupsOf(sequence, shop_asked).sizes(get_mail)


def group_says(shop: Shop, name: str) -> dict[str, str]:
    """Group -> how many customers of a sequence are in it and may be written to, in a sentence; why, where none is."""
    sequence = sequence_people.load(shop, name, strict=False)
    with asked(shop) as shop_asked:
        inside = shop_asked.ids(sequence.segment)
        get_mail = shop_asked.ids(sequence.segment, where=GETS_MAIL)
        groups = sequence_groups.GroupsOf(sequence, shop_asked)
        return {group.name: groups.says(group.name, inside, get_mail) for group in sequence.groups}


def share_of(share: float) -> float:
    """A holdout's share. Raises UsageError outside 0 to 0.5."""
    if not 0 <= share <= 0.5:
        raise UsageError(f"{share:g} is no share.", "A holdout is from 0 to 0.5.", "0.1 keeps back one in ten.")
    return share


def writable(shop: Shop) -> None:
    """Raises ShopBusy where the shop is open to look only."""
    if shop.read_only:
        raise busy(shop.home)
