"""The sample shop's mailbox: every kind of answer comes once, is understood, and is not made a second time."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from shopkeep.core import clock
from shopkeep.jobs import inbox, sample, sample_answers
from tests.delivery.mailboxes import NOW, shop_with_people


def test_every_kind_of_answer_is_read_once(tmp_path: Path) -> None:
    with clock.at(NOW):
        shop = shop_with_people(tmp_path / "shop", people=130)
        assert sample_answers.waiting(shop) == 0, "a shop that is not the sample gets no invented answers"
        sample.write_files(shop.home, shop.today())
        sample.set_profile(shop)
        assert sample_answers.waiting(shop) == 5
        found = sample_answers.read(shop)
        kinds = Counter(row.kind for row in found.mails)
        assert kinds == {"reply": 2, "bounced": 1, "unsubscribe": 1, "auto-reply": 1}
        assert all(row.effect for row in found.mails if row.kind != "auto-reply")
        assert sample_answers.waiting(shop) == 0
        assert sample_answers.read(shop).mails == []
        assert len(inbox.inbox(shop)) == 5

        shop.settings.set("smtp.host", "mail.example.com")
        assert sample_answers.waiting(shop) == 0, "nor one that mails for real"
        shop.close()
