"""What the preview shows is what arrives: `preview --eml` beside what the practice mailbox received, byte for byte.

Apart from the date and the message's own number, which a preview has of its own.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from email import message_from_bytes
from email.utils import getaddresses
from pathlib import Path

import pytest

from shopkeep.jobs import codes, outbox, sample, sending, sequences, single_mails
from shopkeep.jobs.shop import Shop, open_shop
from shopkeep.sequences import blueprints, copies
from tests.sequences.making import small_shop

NO_CAP = ("policy.mails_a_month", "0")
"""All mails of a sequence go out on one real day here."""
_OWN = re.compile(rb"^(Date|Message-ID): .*\r\n", re.MULTILINE)


def without_its_own(raw: bytes) -> bytes:
    head, blank, body = raw.partition(b"\r\n\r\n")
    return _OWN.sub(b"", head + b"\r\n") + blank + body


def received(shop: Shop) -> dict[str, bytes]:
    """Address -> the bytes of its mail, out of the practice mailbox, which is empty afterwards."""
    found = {}
    for one in outbox.practice_mails(shop):
        path = shop.home / "practice" / one.file
        raw = path.read_bytes()
        found[getaddresses([str(message_from_bytes(raw)["To"])])[0][1]] = raw
        path.unlink()
    return found


def compare(shop: Shop, name: str, stage: str, day: date, people: int) -> int:
    """Preview everybody's next mail of a stage, send them, and compare; how many there were."""
    planned = sending.plan(shop, name, stage, "all", people, day)

    def previews() -> dict[str, bytes]:
        found = {}
        for one in planned.messages:
            shown = sequences.render_preview(shop, name, stage, one.mail, one.variant, one.email, as_of=day)
            found[one.email] = without_its_own(single_mails.as_bytes(shop, shown))
        return found

    # A code of one's own is given when mails are queued: until then the preview has an example of it.
    gives = any(group.offer.codes for group in sequences.load(shop, name).groups)
    before = {} if gives else previews()
    sending.queue(shop, name, stage, planned.counts.planned, "all", people, day)
    shown = previews() if gives else before
    outbox.deliver(shop)
    arrived = received(shop)
    assert set(arrived) == set(shown)
    for email, raw in arrived.items():
        assert without_its_own(raw) == shown[email], email
    return len(arrived)


def every_mail(shop: Shop, name: str, people: int) -> list[int]:
    """Compare every mail of a sequence, in the order and on the days on which they go out."""
    sequence, day, counts = sequences.load(shop, name), shop.today(), []
    for place, stage in enumerate(sequence.stages):
        day += timedelta(days=stage.wait_days if place else 0)
        for number in stage.mail_numbers:
            day += timedelta(days=copies.wait_days(stage, number))
            counts.append(compare(shop, name, stage.name, day, people))
    return counts


def test_every_mail_of_win_back_for_a_dozen(tmp_path: Path) -> None:
    shop = small_shop(tmp_path / "shop")
    for key, value in (("smtp.host", "127.0.0.1"), ("smtp.port", "0"), ("smtp.security", "none"), NO_CAP):
        shop.settings.set(key, value)
    sequences.new_sequence(shop, "win-back", holdout=0.0)
    assert every_mail(shop, "win-back", 12) == [12] * 6
    shop.close()


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample shop with its first orders."""
    home = tmp_path_factory.mktemp("truth") / "shop"
    shop = open_shop(home)
    sample.set_profile(shop)
    sample.import_first(shop, sample.write_files(home, shop.today()))
    shop.close()
    return home


@pytest.fixture
def copied(stocked: Path, tmp_path: Path) -> Iterator[Shop]:
    shutil.copytree(stocked, tmp_path / "shop")
    shop = open_shop(tmp_path / "shop")
    yield shop
    shop.close()


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("blueprint", blueprints.names())
def test_every_mail_of_every_blueprint_for_200_customers(copied: Shop, blueprint: str) -> None:
    copied.settings.set(*NO_CAP)
    sequences.new_sequence(copied, "here", blueprint, 0.0)
    if any(group.offer.codes for group in sequences.load(copied, "here").groups):
        codes.make(copied, "here", 200)
    counts = every_mail(copied, "here", 200)
    assert counts
    assert all(count == 200 for count in counts), counts
