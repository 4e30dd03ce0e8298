"""What errors say on the screen: the words of Settings, and the ends of long paths."""

from __future__ import annotations

import pytest

from shopkeep.tui.next_steps import ends_of_paths, on_screen, without_options
from shopkeep.tui.screens.sequences_problems import names_in_words


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Check smtp.user and smtp.password.", "Check “User name” and “Password”. Press , for Settings."),
        ("Set account.bulk.limits.per_hour to 100.", "Set “Mails an hour” to 100. Press , for Settings."),
        ("Set it: shopkeep account set smtp.password", "Set it: press , and go to “Password”"),
        ("Why. `shopkeep account set mail.from …`", "Why. Press , and go to “From address”."),
        ("Set it: shopkeep account set mail.from you@your-shop.com", "Set it: press , and go to “From address”"),
        ("Write to nora@shop.example.", "Write to nora@shop.example."),
        ("See https://shop.example/a.", "See https://shop.example/a."),
        ("Look in your sent folder.", "Look in your sent folder."),
        ("`shopkeep sequence check` lists all that is to mend.", "c in Sequences lists all that is to mend."),
    ],
)
def test_settings_go_by_the_names_that_the_owner_sees(said: str, shown: str) -> None:
    assert on_screen(said) == shown


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Import it as orders: i in Imports, or `shopkeep import`.", "Import it as orders: i in Imports."),
        (
            "Export the orders; for costs use `shopkeep import-products`.",
            "Export the orders; for costs press a in Imports.",
        ),
        ("Try again.", "Try again."),
    ],
)
def test_on_the_screen_a_step_names_its_key_alone(said: str, shown: str) -> None:
    assert without_options(said) == shown


def test_long_paths_show_the_end_that_matters() -> None:
    long = f"Written to /home/nora/{'very-deep/' * 8}reports/2026-12-19-shop.md."
    assert ends_of_paths(long) == "Written to …/very-deep/reports/2026-12-19-shop.md."
    assert ends_of_paths("Written to /home/nora/shop.md.") == "Written to /home/nora/shop.md."
    assert ends_of_paths("/a" + "/b" * 9 + f"/{'x' * 60}.csv is empty.") == f"…/{'x' * 60}.csv is empty."


def test_names_of_templates_are_said_in_words_where_a_text_is_read() -> None:
    said = "Name a day to come, or {{ offer.until }}, which is always right."
    assert (
        names_in_words(said) == "Name a day to come, or “the last day it holds” (offer.until), which is always right."
    )
    assert names_in_words("has {{ customer.frist_name }}") == "has {{ customer.frist_name }}"
