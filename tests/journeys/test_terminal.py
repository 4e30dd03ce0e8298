"""The whole job with the keyboard alone, in a real terminal: from two exports to customers who came back."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from shopkeep.core import clock
from shopkeep.jobs import opening, outbox, results, sample
from shopkeep.jobs.shop import open_shop
from tests.delivery.conftest import tmp_path
from tests.journeys import terminal
from tests.journeys.terminal import Terminal

__all__ = ["tmp_path"]

PER_SECOND = "60"
"""Mails sent in a second: slow enough to pause in the middle."""
SOME = r"[1-9]\d*"
ROWS = {"Offer": 0, "Value": 7, "Goodbye": 11}
"""The stages' rows in the list of the sequence."""
SUBJECT = "Hi. It has been a while"
"""What the offer's subject becomes: two letters more at the front."""


@pytest.fixture(autouse=True)
def own_clock() -> Iterator[None]:
    """Opening a sample shop moves this process's clock: put it back."""
    yield
    clock.set_now(None)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample shop with its first exports taken in, as the demo makes it."""
    home = tmp_path_factory.mktemp("sample") / "shop"
    with clock.at(clock.now()):
        shop = open_shop(home)
        sample.set_profile(shop)
        sample.import_first(shop, sample.write_files(home, shop.today()))
        shop.settings.set("limits.per_second", PER_SECOND)
        shop.close()
    return home


class Keyboard:
    """What an owner does, each step waited for and looked at before the next."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.wide = terminal.size[0] >= 120

    def see(self, *wanted: str, gone: str = "") -> str:
        """Wait for texts; then everything must line up and fit."""
        self.terminal.until(*wanted, gone=gone)
        shown = self.terminal.until_aligned()
        assert "Something went wrong" not in shown
        return shown

    def both_exports_are_there(self) -> None:
        self.terminal.press("6")
        shown = self.see("woocommerce_orders.csv", "shopify_orders.csv", "Refused")
        assert re.search(r"shopify_orders\.csv +(Shopify +)?4,494 ", shown), shown
        assert re.search(r"woocommerce_orders\.csv +(WooCommerce +)?2,033 ", shown), shown

    def the_worst_at_risk(self) -> list[str]:
        """Go from Today to those at risk; the names of the first rows."""
        self.terminal.press("1")
        self.see("customers are at risk")
        self.terminal.press("w")
        shown = self.see("At risk:", "at stake", "whole history", "x Leave out")
        lines = shown.split("\n")
        head = next(at for at, line in enumerate(lines) if "Last order" in line and "Usually" in line)
        column = lines[head].index("Customer")
        return [re.split(r" {2,}", line[column:].strip())[0] for line in lines[head + 1 : head + 4]]

    def leaves_two_out_and_undoes_one(self) -> None:
        """The second and third of the list: names in Latin letters, as the screen shows them in one order."""
        _, second, third = self.the_worst_at_risk()
        self.terminal.press("Down")
        for name in (second, third):
            self.see(name)
            self.terminal.press("x")
            self.see(f"Leave out {name}", "Knows us personally", "Esc leaves everything as it is")
            self.terminal.press("Enter")
            self.see(f"✕ {name}", f"Left out {name}. u undoes.")
            self.terminal.press("Down")
        self.terminal.press("u")
        shown = self.see(f"Taken back: left out {third}.", gone=f"✕ {third}")
        assert f"✕ {second}" in shown, shown

    def starts_a_sequence(self) -> None:
        self.terminal.press("3")
        self.see("No sequence yet.", "starts one from a blueprint.")
        self.terminal.press("n")
        self.see("Start a sequence from which blueprint?", "Three stages for customers")
        self.terminal.press("Enter")
        self.see("be called")
        self.terminal.press("Enter")
        self.see("─ Who gets Win back? ─", "To win back")
        self.terminal.press("Enter")
        self.see("─ Holdout ─", "20 %:", "None: everybody gets the mails")
        self.terminal.press("Down", "Down", "Enter")
        self.see("not begun", gone="─ Holdout ─")
        self.terminal.until_match(r"│ Offer +\d+ +│")

    def changes_a_subject(self) -> None:
        before = self.see("It has been a while,", gone=SUBJECT)
        assert "As " in before
        self.terminal.press("Down")
        self.see("Enter Write")
        self.terminal.press("Enter")
        self.see("Esc Back to the list", "subject: It has been")
        self.terminal.press("Down", "Home", *["Right"] * len("subject: "))
        self.terminal.until_still()
        self.terminal.type("Hi. ")
        self.see("subject: Hi. It has")
        if self.wide:
            self.see(f"{SUBJECT},")  # beside the editor, while it is written
        self.terminal.press("Tab")
        self.see(f"{SUBJECT},", "p Plain or styled")
        self.terminal.press("Escape")
        self.see(f"{SUBJECT},", "Enter Write")

    def reviews(self, stage: str) -> int:
        """Open a stage's review from the list of the sequence and type the count. Returns it."""
        self.terminal.press("Home", *["Down"] * ROWS[stage], "w")
        shown = self.see("Before you send", "Who gets it:", "Sample 1 of 3", "Subject:")
        number = self.terminal.until_match(rf"([\d,]+) mails of Win back, {stage}").group(1)
        assert f"Who gets it: {number} mails" in shown, shown
        self.terminal.press("Enter")
        plain = number.replace(",", "")
        self.see(f"Type {plain}")
        self.terminal.type(plain)
        self.terminal.press("Enter")
        return int(plain)

    def sends_the_offer_with_pauses(self) -> int:
        """One as soon as it can be had, while the mails are still being written; and one in the middle."""
        number = self.reviews("Offer")
        self.terminal.until("─ Sending ─", "p Pause")
        early = self.pauses(number)
        self.terminal.press("p")
        self.terminal.until("─ Sending ─", "p Pause")
        self.terminal.until_match(rf"✓ (?!{early} ){SOME} sent")
        late = self.pauses(number)
        assert early < late < number
        self.terminal.press("p")
        self.see(f"✓ {number} sent", "Everything is settled.", gone="queued")
        return number

    def pauses(self, number: int) -> int:
        """Returns how many are sent by then."""
        self.terminal.press("p")
        shown = self.see("Paused.", "p goes on", "p Go on", gone="─ Sending ─")
        sent, queued = (
            int(found.group(1)) if (found := re.search(rf"{sign} (\d+) {state}", shown)) else 0
            for sign, state in (("✓", "sent"), ("·", "queued"))
        )
        assert sent + queued == number, shown
        assert f"{queued} messages wait" in shown
        return sent

    def reads_a_mail(self, number: int) -> None:
        self.terminal.press("m")
        shown = self.see(f"Practice mailbox: {number} mails", "From: Tin & Thistle <nora@example.com>", "Hello")
        assert "Subject: " in shown
        self.terminal.press("Down")
        self.see("To: ", "Subject: ", "Date: ")
        self.terminal.press("h")
        self.see("Message-ID: ")
        self.terminal.press("Escape")
        self.see("Everything is settled.", gone="Practice mailbox: ")

    def brings_in_the_later_export(self) -> int:
        """Returns how many came back and left the sequence."""
        self.terminal.press("1")
        self.see("three weeks can pass at once", "came back so far")
        self.terminal.press("i")
        self.see("Import orders", "shopify_orders_later.csv", "Enter takes it")
        self.terminal.press("Enter")
        self.see("What would change", "240 new orders", "The first 50 of", "Enter Import it")
        self.terminal.press("Enter")
        shown = self.see("came back and", "left", gone="What would change")
        words = " ".join(re.sub(r"[│\n▁-█]", " ", shown).split())
        found = re.search(r"(\d+) customers came back and left their sequence", words)
        assert found, shown
        return int(found.group(1))

    def lets_a_week_pass(self) -> None:
        self.terminal.press("1")
        self.see("let a week pass")
        self.terminal.press("l")
        self.see("7 days later: it is")

    def sends(self, title: str, before: int) -> int:
        """Send a later stage whole; `before` were sent already. Returns how many this stage sent."""
        self.terminal.press("3")
        self.see("Win back")
        self.terminal.press("Home", *["Down"] * ROWS[title])
        self.see(f"{title}, 7 days later")
        self.terminal.until_match(rf"{title}, 7 days later +{SOME} +│")
        number = self.reviews(title)
        self.see(f"✓ {before + number} sent", "Everything is settled.", gone="queued")
        return number

    def sees_who_came_back(self) -> None:
        self.terminal.press("5")
        legend = ["● what was seen"] if self.wide else []  # below the fold in a small terminal
        shown = self.see("Mailed", "Held out", "customers came back, €", *legend)
        back = re.search(r"Mailed .* (\d+) of (\d+) ", shown)
        assert back, shown
        assert int(back.group(1)) > 0
        self.terminal.press("v")
        self.see("Goodbye", "Value")


DRAWN = """\
╭─ A ──╮╭─ B ─╮
│ x    ││ y   │
│ 渡辺 ││     │
╰──────╯╰─────╯
"""


def test_what_is_misaligned_is_noticed() -> None:
    assert terminal.misaligned(DRAWN, (15, 4)) == []
    assert terminal.misaligned(DRAWN, (14, 4))
    assert terminal.misaligned(DRAWN, (15, 3))
    for whole, crooked in (
        ("│ x    ││", "│ x     ││"),
        ("渡辺 ", "渡辺  "),
        ("╰──────╯", "╰─────╯"),
        ("│ y   │", "│ y"),
    ):
        assert terminal.misaligned(DRAWN.replace(whole, crooked), (80, 24)), crooked


@pytest.mark.terminal
@pytest.mark.skipif(bool(terminal.missing()), reason=terminal.missing() or "there is a terminal")
@pytest.mark.parametrize("size", [(120, 36), (80, 24)], ids=["120x36", "80x24"])
def test_from_two_exports_to_customers_who_came_back(made: Path, tmp_path: Path, size: tuple[int, int]) -> None:
    home = tmp_path / "shop"
    shutil.copytree(made, home)
    command = [sys.executable, "-m", "shopkeep", "--home", str(home)]
    with Terminal(command, size, PYTHON_KEYRING_BACKEND="keyring.backends.null.Keyring") as shown:
        owner = Keyboard(shown)
        owner.see("Tin & Thistle", "orders to", "practice mailbox", "6 Imports", ", Settings")
        owner.both_exports_are_there()
        owner.leaves_two_out_and_undoes_one()
        owner.starts_a_sequence()
        owner.changes_a_subject()
        offered = owner.sends_the_offer_with_pauses()
        owner.reads_a_mail(offered)
        came_back = owner.brings_in_the_later_export()
        owner.lets_a_week_pass()
        valued = owner.sends("Value", offered)
        owner.lets_a_week_pass()
        farewells = owner.sends("Goodbye", offered + valued)
        owner.sees_who_came_back()
        for key, wanted in ((",", "Test the account"), ("2", "At risk"), ("4", "Everything is settled.")):
            shown.press(key)
            owner.see(wanted)
        shown.press("q")
        assert shown.until_ended() == 0
    check_the_shop(home, [offered, valued, farewells], came_back)


def check_the_shop(home: Path, stages: list[int], came_back: int) -> None:
    """What the screens said is what the shop holds, and what the mailbox got."""
    mails = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in (home / "practice").glob("*.eml")]
    assert len(mails) == sum(stages)
    assert any(str(mail["Subject"]).startswith(SUBJECT) for mail in mails)
    assert len({str(mail["Message-ID"]) for mail in mails}) == len(mails)
    shop = opening.open_to_look(home)
    try:
        messages = outbox.outbox(shop).messages
        found = results.results(shop, "win-back")
    finally:
        shop.close()
    by_stage = {stage: [m.email for m in messages if m.stage == stage] for stage in ("offer", "value", "goodbye")}
    assert [len(people) for people in by_stage.values()] == stages
    assert all(len(set(people)) == len(people) for people in by_stage.values())
    assert {m.state for m in messages} == {"sent"}
    returned = {row.email for row in found.returned}
    assert 0 < len(returned) <= came_back
    assert found.mailed.customers == stages[0]
    assert found.holdout.customers > 0
    nagged = returned & {*by_stage["value"], *by_stage["goodbye"]}
    assert not nagged, f"those who came back were written to again: {nagged}"
