"""Stages and mails added, moved and taken out, as files; what was sent keeps its place; steps taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopkeep.errors import SequenceProblem, UsageError
from shopkeep.jobs import sequence_mails, sequences
from shopkeep.jobs import sequence_shape as shape
from shopkeep.jobs import sequence_writing as writing
from shopkeep.jobs.shop import Shop, open_shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    opened = open_shop(tmp_path / "shop")
    sequences.new_sequence(opened, "spring", "win-back", 0.0)
    yield opened  # type: ignore[misc]
    opened.close()


def copies(shop: Shop, stage: str) -> list[str]:
    found = sequences.load(shop, "spring").stage(stage)
    assert found is not None
    return [mail.file for mail in found.mails]


def test_a_stage_has_its_place_its_wait_and_a_mail_to_write(shop: Shop) -> None:
    made = shape.add_stage(shop, "spring", "Last call", after="offer", wait_days=3)
    stages = sequences.load(shop, "spring").stages
    assert [s.title for s in stages] == ["Offer", "Last call", "Value", "Goodbye"]
    assert (stages[1].wait_days, stages[1].mails[0].file) == (3, made.file)
    shape.move_stage(shop, "spring", "last-call", 1)
    assert [s.name for s in sequences.load(shop, "spring").stages] == ["offer", "value", "last-call", "goodbye"]
    shape.remove_stage(shop, "spring", "last-call")
    assert not (shop.home / "sequences" / "spring" / made.file).exists()
    assert "# Groups, in order" in sequences.read_mail(shop, "spring", "sequence.toml")  # comments stay


def test_later_mails_are_renumbered_with_all_their_copies(shop: Shop) -> None:
    before = copies(shop, "offer")
    sequence_mails.add_mail(shop, "spring", "offer", after=1, wait_days=2)
    assert set(copies(shop, "offer")) == {f.replace("/2", "/3") for f in before} | {"1-offer/2.md"}
    sequence_mails.remove_mail(shop, "spring", "offer", 2)
    assert copies(shop, "offer") == before


def test_a_wait_is_one_line_of_the_head(shop: Shop) -> None:
    sequence_mails.set_mail_wait(shop, "spring", "value", 2, 12)
    assert "\nwait: 12\n" in sequences.read_mail(shop, "spring", "2-value/2.md")
    sequence_mails.set_mail_wait(shop, "spring", "value", 2, 0)
    assert "wait" not in sequences.read_mail(shop, "spring", "2-value/2.md").split("---")[1]


def test_what_cannot_be_is_refused_and_changes_nothing(shop: Shop) -> None:
    before = writing.texts(shop, "spring")
    with pytest.raises(UsageError):
        shape.move_stage(shop, "spring", "offer", -1)
    with pytest.raises(UsageError):
        shape.set_stage_wait(shop, "spring", "value", 400)
    with pytest.raises(UsageError):
        shape.add_stage(shop, "spring", "  ")
    with pytest.raises(SequenceProblem):
        writing.path_of(shop, "spring", "../settings.toml")
    assert writing.texts(shop, "spring") == before


def test_a_step_is_taken_back_unless_a_file_changed_since(shop: Shop) -> None:
    before = writing.texts(shop, "spring")
    _, step = writing.recorded(shop, "spring", "Took out", shape.remove_stage, "spring", "value")
    writing.take_back(shop, step)
    assert writing.texts(shop, "spring") == before
    _, step = writing.recorded(shop, "spring", "Waits", shape.set_stage_wait, "spring", "value", 9)
    shape.set_title(shop, "spring", "Another")
    with pytest.raises(UsageError):
        writing.take_back(shop, step)


def test_a_save_never_writes_over_what_changed_outside(shop: Shop) -> None:
    text = sequences.read_mail(shop, "spring", "1-offer/1.md")
    assert writing.save(shop, "spring", "1-offer/1.md", text + "mine", text) is None
    assert writing.save(shop, "spring", "1-offer/1.md", text + "more", text) == text + "mine"
    assert sequences.read_mail(shop, "spring", "1-offer/1.md") == text + "mine"


def test_a_step_that_broke_the_plan_can_be_taken_back(shop: Shop) -> None:
    def broken(shop: Shop) -> None:
        (shop.home / "sequences" / "spring" / "sequence.toml").write_text("no plan", encoding="utf-8")

    _, step = writing.recorded(shop, "spring", "Broke it", broken)
    assert writing.gone_out(shop, step) == 0
    writing.take_back(shop, step)
    assert sequences.load(shop, "spring").stages
