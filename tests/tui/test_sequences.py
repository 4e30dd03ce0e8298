"""The Sequences place: start one, write a mail, see it as a customer, variants, offers, problems, hostile names."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual import events
from textual.content import Content
from textual.widgets import OptionList

from shopkeep import wording
from shopkeep.core import clock
from shopkeep.core.records.orders import ImportOptions
from shopkeep.jobs import importing, opening, sequences, today
from shopkeep.jobs.shop import open_shop
from shopkeep.store import facts
from shopkeep.tui.screens.sequences import Sequences
from shopkeep.tui.screens.settings import SettingsPlace
from tests.tui.driver import Driver

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
HOSTILE = (
    "Bob [/red] Co",
    "[@click=app.quit]Ann[/]",
    "Eve\x1b[31m\x1b]0;owned\x07",
    "Ali \u202egnp.exe",
    "=?utf-8?q?Mallory=0D=0ABcc:_x=40example.com?=",
    "{{ 7*7 }} {% for %}",
    "W" * 300,
)
ORDER = {
    "Name": "",
    "Email": "",
    "Financial Status": "paid",
    "Accepts Marketing": "yes",
    "Currency": "EUR",
    "Subtotal": "",
    "Shipping": "0.00",
    "Taxes": "0.00",
    "Total": "",
    "Discount Code": "",
    "Created at": "",
    "Lineitem quantity": "1",
    "Lineitem name": "Nettle Tea, loose 80 g",
    "Lineitem price": "",
    "Billing Name": "",
    "Billing Country": "IE",
    "Refunded Amount": "0.00",
    "Cancelled at": "",
    "Id": "",
}
ORDINARY = ("Ines Marchetti", "Tom Okafor", "Yuki Tanaka", "Léa Fournier", "Sigrún Jónsdóttir")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop with a few customers who stopped ordering, some of them with names that nobody has."""
    home = tmp_path_factory.mktemp("shop") / "home"
    file = home.parent / "orders.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        sheet = csv.DictWriter(out, list(ORDER))
        sheet.writeheader()
        for index, name in enumerate((*ORDINARY, *HOSTILE, "")):
            for order in range(6):
                day = NOW - timedelta(days=170 + 30 * order + index)
                price = f"{20 + index}.00"
                sheet.writerow(
                    ORDER
                    | {
                        "Name": f"#{1000 + 10 * index + order}",
                        "Email": f"person{index}@example.com",
                        "Billing Name": name,
                        "Created at": day.strftime("%Y-%m-%d %H:%M:%S +0000"),
                        "Id": str(5_000_000 + 10 * index + order),
                    }
                    | dict.fromkeys(("Subtotal", "Total", "Lineitem price"), price)
                )
    clock.set_now(NOW)
    shop = open_shop(home)
    try:
        for key, value in (("shop.name", "Tin & Thistle"), ("shop.url", "https://tinandthistle.example")):
            shop.settings.set(key, value)
        for key, value in (
            ("shop.address", "4 Harbour Row, Westport"),
            ("shop.owner", "Nora Finch"),
            ("shop.timezone", "Europe/Dublin"),
            ("shop.currency", "EUR"),
            ("mail.from", "nora@example.com"),
            ("policy.consent", "opted-in"),
        ):
            shop.settings.set(key, value)
        importing.import_orders(shop, file, ImportOptions())
        opening.set_demo_clock(shop, NOW)
        with shop.db.write() as tx:
            facts.put(tx, "key", "5a" * 32)  # deals the same variants every time
    finally:
        shop.close()
        clock.set_now(None)
    return home


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Iterator[Path]:
    """That shop, without a sequence."""
    clock.set_now(NOW)
    target = tmp_path / "home"
    shutil.copytree(filled, target)
    yield target
    clock.set_now(None)


@pytest.fixture
def begun(home: Path) -> Path:
    """That shop with a win-back sequence from the blueprint."""
    shop = open_shop(home)
    sequences.new_sequence(shop, "win-back", "win-back", 0.0)
    today.remember_place(shop, "sequences")
    shop.close()
    return home


def place(app: Driver) -> Sequences:
    screen = app.app.screen
    assert isinstance(screen, Sequences)
    return screen


async def on_first_mail(app: Driver) -> None:
    """The cursor on the first mail, its preview drawn."""
    await app.press("home", "down")
    await app.until(lambda: place(app).preview.mail is not None)
    await app.settle()


async def on_a_mail(app: Driver) -> None:
    """The cursor on the first mail, whatever its preview says."""
    await app.press("home", "down")
    await app.settle()


def end_of_line(app: Driver, line: int) -> None:
    """The cursor to the end of a line of the editor, counted from 1."""
    editor = place(app).editor
    editor.move_cursor((line - 1, len(editor.document.get_line(line - 1))))


async def test_a_sequence_is_started_and_its_questions_take_no_key_from_before_they_were_seen(home: Path) -> None:
    async with Driver(home) as app:
        await app.go("sequences")
        app.expect("No sequence yet", "starts one from a blueprint")
        await app.press("n")
        app.expect("Start a sequence from which blueprint?")
        early = events.Key("enter", "\r")
        await app.press("enter")
        app.expect("What should it be called?")
        for _ in range(3):  # takes the name; what follows is for the list that was there before
            app.app.post_message(events.Key("enter", "\r"))
        await app.until_text("Who gets Win back?")
        app.app.post_message(early)
        await app.press("left")
        app.expect("Who gets Win back?", "To win back", "You may write to")
        assert isinstance(app.app.place, Sequences)
        await app.press("enter")
        await app.until_text("Without one")
        app.app.post_message(early)
        await app.press("left")
        app.expect("None: everybody gets the mails", "10 %", "20 %", "13 customers")
        await app.press("down", "enter")
        await app.settle()
        app.refuse("Two questions come next")
        app.expect("Offer", "Value", "Goodbye", "Holdout", "10 %")
        assert place(app).sequence.segment == "win-back"
        assert place(app).sequence.holdout == pytest.approx(0.1)
    assert (home / "sequences" / "win-back" / "sequence.toml").exists()


async def test_the_preview_follows_what_is_typed_and_leaving_saves(begun: Path) -> None:
    async with Driver(begun) as app:
        await app.go("sequences")
        await on_first_mail(app)
        file = begun / "sequences" / "win-back" / place(app).copy.file
        before = file.read_text(encoding="utf-8")
        await app.press("enter")
        end_of_line(app, 2)
        await app.press("text: by Nora")
        await app.until(lambda: "by Nora" in place(app).preview.mail.subject)
        await app.until(lambda: "by Nora" in file.read_text(encoding="utf-8"))
        await app.until_text("saved")
        await app.press("escape")
        await app.until(lambda: any("u undoes" in toast for toast in app.toasts()))
        await app.press("u")
        await app.settle()
        assert file.read_text(encoding="utf-8") == before
        assert place(app).editor.text == before


async def test_an_unknown_name_is_a_problem_with_its_line_while_the_mail_stays(begun: Path) -> None:
    async with Driver(begun) as app:
        await app.go("sequences")
        await on_first_mail(app)
        await app.press("enter")
        end_of_line(app, 2)
        await app.press("text: ")
        place(app).editor.insert("{{ customer.frist_name }}")
        await app.until(lambda: bool(place(app).live))
        await app.settle()
        app.expect("! line 2", "frist_name")
        assert place(app).preview.mail is not None
        problem = place(app).live[0]
        assert problem.line == 2
        assert "first_name" in problem.says + problem.do


async def test_variants_and_a_groups_own_copy_are_made_and_stepped_through(begun: Path) -> None:
    async with Driver(begun) as app:
        await app.go("sequences")
        stage = place(app).sequence.stages[1]
        place(app).go_to_file(stage.mails[0].file)
        await app.settle()
        await app.press("a")
        app.expect("Add what?", "A variant of this mail")
        await app.press("enter")
        await app.until_text("What should variant")
        await app.press("enter")
        await app.settle()
        folder = begun / "sequences" / "win-back" / stage.folder
        assert (folder / "1@b.md").exists()
        assert place(app).copy.variant == "B"
        await app.press("v")
        await app.settle()
        assert place(app).copy.variant == "A"
        await app.press("g")
        app.expect("Its own mail for which group?")
        await app.press("enter")
        await app.settle()
        group = place(app).sequence.groups[0]
        own = folder / f"1.{group.name}.md"
        assert own.exists()
        app.expect(group.title)
        own.write_text("---\nsubject: Only for you\n---\nOnly for you.", encoding="utf-8")
        place(app).refresh_now()
        await app.settle()
        assert place(app).copy.group == group.name
        await app.press("g")
        app.expect("It begins as a copy of", f"{stage.folder}/1.md", "variant B still get B's subject")
        await app.press("enter")
        await app.settle()
        made = folder / f"1.{place(app).copy.group}.md"
        assert made != own
        assert made.read_text(encoding="utf-8") == (folder / "1.md").read_text(encoding="utf-8")


async def test_an_offer_is_changed_on_the_card_of_its_group(begun: Path) -> None:
    async with Driver(begun) as app:
        await app.go("sequences")
        group = place(app).sequence.groups[-1]
        place(app).nodes.move_to(f"group:{group.name}")
        await app.press("enter")
        await app.until_text("Orders from")
        app.expect(group.title, "HELLO10 for everybody", "14 days from the first mail")
        await app.press("down", "down", "enter")
        await app.until_text("What is offered?")
        await app.press("enter")
        await app.until_text("How many percent off?")
        await app.press("backspace", "backspace", "text:150", "enter")
        app.expect("Give a number")
        await app.press("backspace", "backspace", "backspace", "text:7", "enter")
        await app.until_text("7% off")
        await app.press("escape")
        await app.settle()
        assert place(app).sequence.group(group.name).offer.value == "7"
        app.expect("7 %")
        await app.press("u")
        await app.until(lambda: place(app).sequence.group(group.name).offer.value == "10")


@pytest.mark.long
async def test_every_customer_can_be_stepped_to_whatever_their_name(begun: Path) -> None:
    async with Driver(begun) as app:
        await app.go("sequences")
        await on_first_mail(app)
        seen = set()
        for _ in range(len(place(app).people)):
            place(app).action_next_person()
            await app.until(lambda: place(app).preview.mail.email == place(app).email)
            seen.add(place(app).email)
            shown = app.text()
            assert "\x1b" not in shown
            assert "\u202e" not in shown
        assert len(seen) == len(place(app).people) > 5
        before = place(app).email
        await app.press("right_square_bracket")
        assert place(app).email != before
        await app.press("enter")
        before = place(app).email
        await app.press("f8")
        await app.settle()
        assert place(app).email != before
        assert place(app).editor.has_focus


async def test_check_lists_problems_and_goes_to_the_line(begun: Path) -> None:
    async with Driver(begun) as app:
        await app.go("sequences")
        await on_first_mail(app)
        file = place(app).copy.file
        await app.press("enter")
        end_of_line(app, 2)
        await app.press("text: ")
        place(app).editor.insert("{{ custmer.name }}")
        await app.press("escape")
        await app.settle()
        broken = str(place(app).nodes.border_subtitle)
        await app.press("c")
        app.expect("What the check found")
        await app.press("enter")
        await app.settle()
        assert str(place(app).nodes.border_subtitle) == broken
        count = wording.count(len(place(app).problems), "problem")
        assert str(place(app).nodes.border_subtitle).endswith(f"{count}, c lists")
        assert place(app).editor.has_focus
        assert place(app).copy.file == file
        assert place(app).editor.cursor_location[0] == 1
        await app.press("ctrl+end")
        assert place(app).editor.cursor_location == place(app).editor.document.end
        await app.press("ctrl+home")
        assert place(app).editor.cursor_location == (0, 0)
        await app.press("escape", "u")
        await app.settle()
        left = wording.count(len(place(app).problems), "problem")
        assert left != count
        assert str(place(app).nodes.border_subtitle).endswith(f"{left}, c lists")


async def test_a_group_that_cannot_be_read_is_said_by_the_check_and_nothing_lies_on_it(begun: Path) -> None:
    head = begun / "sequences" / "win-back" / "sequence.toml"
    head.write_text(head.read_text("utf-8").replace('segment = "once-best"', 'where = "ordrs > 1"'), "utf-8")
    async with Driver(begun, (80, 24)) as app:
        await app.go("sequences")
        await on_a_mail(app)
        assert app.toasts() == []
        await app.press("tab", "tab")
        app.expect("has a rule for group best that cannot be read")
        await app.press("escape")
        app.app.say("Something that is still being said when the check opens.")
        await app.press("c")
        app.expect("1 error would stop a send", "Has a rule for group best", "Enter goes there   Esc closes")
        app.refuse("Something that is still being said")


async def test_enter_on_a_problem_of_the_shop_opens_settings_there(begun: Path) -> None:
    file = begun / "settings.toml"
    kept = [line for line in file.read_text(encoding="utf-8").splitlines() if "Tin & Thistle" not in line]
    file.write_text("\n".join(kept) + "\n", encoding="utf-8")
    async with Driver(begun) as app:
        await app.go("sequences")
        await on_first_mail(app)
        await app.press("c")
        app.expect("Shop name")
        found = app.app.screen.query_one("#found", OptionList)
        number = next(n for n, option in enumerate(found.options) if "Shop name" in str(option.prompt))
        found.highlighted = number
        await app.pilot.pause()
        lit = found.get_option_at_index(number).prompt
        assert isinstance(lit, Content)
        assert not lit.spans
        await app.press("enter")
        await app.settle()
        assert isinstance(app.app.screen, SettingsPlace)
        assert app.app.screen.current.name == "shop.name"


@pytest.mark.long
async def test_a_copy_whose_head_is_broken_stays_to_be_mended(begun: Path) -> None:
    file = begun / "sequences" / "win-back" / "1-offer" / "2.md"
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole.replace("---\n", "", 1), encoding="utf-8")
    async with Driver(begun) as app:
        await app.go("sequences")
        place(app).go_to_file("1-offer/2.md")
        await app.settle()
        app.expect("Mail 2", "three dashes")
        await app.press("enter")
        place(app).editor.insert("---\n")
        await app.press("escape")
        await app.settle()
        app.refuse("three dashes")
    assert file.read_text(encoding="utf-8") == whole


async def test_a_stage_is_reviewed_in_the_outbox(begun: Path) -> None:
    async with Driver(begun) as app:
        await app.go("sequences")
        await app.press("home", "enter")
        await app.until(lambda: app.app.place.PLACE == "outbox")


@pytest.mark.long
async def test_two_sequences_are_listed_and_changed_between(begun: Path) -> None:
    shop = open_shop(begun)
    sequences.new_sequence(shop, "[/red] Summer [@click=app.quit]x[/]", "win-back", 0.0)
    shop.close()
    async with Driver(begun) as app:
        await app.go("sequences")
        app.expect("Sequences", "[/red] Summer", "Win back")
        before = place(app).sequence.name
        place(app).query_one("#list").focus()
        await app.press("down" if place(app).rows[0].name == before else "up")
        await app.until(lambda: place(app).sequence.name != before)
        await app.settle()
        app.expect("Offer", "Goodbye")


async def test_at_80_by_24_one_page_at_a_time(begun: Path) -> None:
    async with Driver(begun, size=(80, 24)) as app:
        await app.go("sequences")
        await on_first_mail(app)
        assert place(app).query_one("#preview").display
        assert not place(app).query_one("#middle").display
        app.snapshot("sequences-80x24")
        await app.press("enter")
        assert place(app).editor.has_focus
        assert not place(app).query_one("#side").display
        app.snapshot("sequences-editor-80x24")
        await app.press("tab")
        assert place(app).preview.has_focus
        await app.press("escape")
        assert place(app).nodes.has_focus


async def test_at_120_by_36_the_list_has_subjects_and_the_editor_comes_with_enter(begun: Path) -> None:
    async with Driver(begun) as app:
        await app.go("sequences")
        await on_first_mail(app)
        await app.until(lambda: bool(place(app).subjects))
        app.refuse("{{", "{%")  # how mails are written is seen where they are written
        app.snapshot("sequences-120x36")
        await app.press("enter")
        app.snapshot("sequences-editor-120x36")
        await app.press("escape")
        app.refuse("{{", "{%")
