"""What a group's own copy, or a changed text, leaves as it is."""

from __future__ import annotations

from dataclasses import replace

from shopkeep.core.records.sequences import Group
from shopkeep.sequences import bypassed
from shopkeep.sequences.check_manifest import stage_problems
from tests.sequences.making import mail, sequence
from tests.sequences.test_copies import BEST, PLAIN, PLAIN_B, ROMANIAN, SUBJECT_B, stage

GREEK = mail("el", language="el")


def test_a_groups_own_copy_says_whom_it_does_not_reach() -> None:
    assert bypassed.group_copy(stage(PLAIN), 1, "best") == []
    assert bypassed.group_copy(stage(PLAIN, SUBJECT_B, ROMANIAN, GREEK), 1, "best") == [
        "Those of the group with variant B still get B's subject over it.",
        "Those who read Greek or Romanian keep the copy in their language.",
    ]
    assert "takes no part" in bypassed.group_copy(stage(PLAIN, PLAIN_B), 1, "best")[0]
    own = replace(SUBJECT_B, group="best")
    assert bypassed.group_copy(stage(PLAIN, SUBJECT_B, own), 1, "best") == []
    assert bypassed.group_copy(stage(PLAIN, ROMANIAN), 1, "best", "ro") == ["Only those who read Romanian get it."]


def test_a_changed_text_leaves_its_translations() -> None:
    assert bypassed.edited(stage(PLAIN, ROMANIAN, GREEK), 1, "", "A") == (
        "Its copies in Greek and Romanian stay as before."
    )
    assert bypassed.edited(stage(PLAIN), 1, "", "A") == ""


def test_the_check_says_which_languages_a_groups_copy_leaves_out() -> None:
    found = sequence(
        PLAIN, ROMANIAN, GREEK, BEST, replace(BEST, language="el"), groups=(Group("best", "Best", "best"),)
    )
    [note] = [p for p in stage_problems(found, found.stages[0], []) if p.severity == "note"]
    assert note.file == BEST.file
    assert "read Romanian:" in note.says
