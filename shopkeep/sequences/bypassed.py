"""Who does not get a mail's new words: a variant's own subject, copies in other languages, a test left."""

from __future__ import annotations

from shopkeep import wording
from shopkeep.core.records.sequences import Stage


def group_copy(stage: Stage, number: int, group: str, language: str = "") -> list[str]:
    """What a group's own copy of a mail leaves as it is, in sentences; whether it is written already or only about
    to be."""
    fitting = [m for m in stage.mails if m.number == number and m.language == language]
    own = {m.variant for m in fitting if m.group == group}
    plain = [m for m in fitting if not m.group and m.variant not in own | {"A"}]
    says = []
    if subjects := sorted(m.variant for m in plain if not m.body):
        said = wording.listed(subjects)
        if len(subjects) == 1:
            says.append(f"Those of the group with variant {said} still get {said}'s subject over it.")
        else:
            says.append(f"Those of the group with variants {said} still get the subjects of these over it.")
    if whole := sorted(m.variant for m in plain if m.body):
        says.append(f"Nobody of the group gets variant {wording.listed(whole, 'or')}: it takes no part in that test.")
    if language:
        says.append(f"Only those who read {wording.language_name(language)} get it.")
    elif others := elsewhere(stage, number, group):
        says.append(f"Those who read {wording.listed(others, 'or')} keep the copy in their language.")
    return says


def elsewhere(stage: Stage, number: int, group: str = "") -> list[str]:
    """The languages that a mail has copies of its own in, by name: those who read them do not get its other words."""
    mails = [m for m in stage.mails if m.number == number and m.language and m.body and m.group in ("", group)]
    return sorted({wording.language_name(m.language) for m in mails})


def edited(stage: Stage, number: int, group: str, variant: str) -> str:
    """That the copies in other languages stay as they were when one without a language is changed; empty without."""
    same = [m for m in stage.mails if (m.number, m.group, m.variant) == (number, group, variant) and m.language]
    names = sorted({wording.language_name(m.language) for m in same})
    if not names:
        return ""
    copies = "copy" if len(names) == 1 else "copies"
    return f"Its {copies} in {wording.listed(names)} {'stays' if len(names) == 1 else 'stay'} as before."
