"""Which copy a customer gets: language before group before variant."""

from __future__ import annotations

import pytest

from shopkeep.core.records.sequences import MailSource, Stage
from shopkeep.sequences import copies
from tests.sequences.making import mail


def stage(*mails: MailSource) -> Stage:
    return Stage("offer", "Offer", "1-offer", 0, mails)


PLAIN, PLAIN_B, SUBJECT_B = mail("plain"), mail("plain b", variant="B"), mail("", "B subject", variant="B")
BEST, BEST_B = mail("best", group="best"), mail("best b", group="best", variant="B")
ROMANIAN = mail("ro", language="ro")


@pytest.mark.parametrize(
    ("mails", "group", "language", "bodies"),
    [
        ((PLAIN,), "", "", {"A": "plain"}),
        ((PLAIN, BEST), "best", "", {"A": "best"}),
        ((PLAIN, BEST), "once", "", {"A": "plain"}),
        ((PLAIN, PLAIN_B), "best", "", {"A": "plain", "B": "plain b"}),
        ((PLAIN, PLAIN_B, BEST), "best", "", {"A": "best"}),
        ((PLAIN, PLAIN_B, BEST, BEST_B), "best", "", {"A": "best", "B": "best b"}),
        ((PLAIN, SUBJECT_B, BEST), "best", "", {"A": "best", "B": "best"}),
        ((PLAIN, SUBJECT_B), "", "", {"A": "plain", "B": "plain"}),
        ((PLAIN, ROMANIAN, BEST), "best", "ro", {"A": "ro"}),
        ((PLAIN, ROMANIAN, BEST), "best", "ro-MD", {"A": "ro"}),
        ((PLAIN, ROMANIAN, BEST), "best", "el", {"A": "best"}),
        ((BEST,), "", "", {}),
        ((PLAIN,), "nobody", "xx", {"A": "plain"}),
    ],
)
def test_choices(mails: tuple[MailSource, ...], group: str, language: str, bodies: dict[str, str]) -> None:
    found = copies.choices(stage(*mails), 1, group, language)
    assert {variant: copy.body for variant, copy in found.items()} == bodies


def test_a_variant_of_the_subject_alone_keeps_its_own_subject() -> None:
    found = copies.choices(stage(PLAIN, SUBJECT_B, BEST), 1, "best")
    assert (found["B"].subject, found["B"].file) == ("B subject", "1-offer/1@b.md")


def test_the_wait_is_that_of_the_plain_copy() -> None:
    assert copies.wait_days(stage(mail(number=2, wait=5), mail(number=2, group="best", wait=9)), 2) == 5
