"""The table of keys: no key twice in one place, none that terminals swallow, each with its method."""

from __future__ import annotations

import collections

import pytest

from shopkeep.tui import keys, place_keys
from shopkeep.tui.app import ShopkeepApp
from shopkeep.tui.key import shown
from shopkeep.tui.screens.base import PLACES, load_places
from shopkeep.tui.widgets.dialogs import Dialog
from shopkeep.tui.widgets.rows import Rows

EATEN = {f"ctrl+{letter}" for letter in "abhijmqsz"} | {"ctrl+enter", "alt+enter", "shift+enter", "super"}
SCOPES = sorted({key.place for key in keys.KEYS})


@pytest.mark.parametrize("scope", SCOPES)
def test_no_key_means_two_things_in_one_place(scope: str) -> None:
    used = collections.Counter(k for key in place_keys.of(scope) for k in key.keys.split(","))
    assert [key for key, times in used.items() if times > 1] == []


@pytest.mark.parametrize("place", [name for name, _title, _key in keys.PLACES])
def test_no_place_hides_a_key_that_works_everywhere(place: str) -> None:
    everywhere = {k for key in place_keys.of("app") for k in key.keys.split(",")} - {"escape", "u"}
    here = {k for key in place_keys.of(place) for k in key.keys.split(",")}
    assert here & everywhere == set()


def test_ids_are_unique_and_texts_are_plain() -> None:
    ids = [key.id for key in keys.KEYS]
    assert len(ids) == len(set(ids))
    for key in keys.KEYS:
        assert key.help.endswith("."), key.id
        assert "!" not in key.label + key.help, key.id
        assert (key.label[0] + key.help[0]).isupper(), key.id


def test_only_keys_that_arrive() -> None:
    for key in keys.KEYS:
        for name in key.keys.split(","):
            assert name not in EATEN, key.id
            assert not name.startswith(("ctrl+", "alt+", "super+", "meta+")), key.id


def test_the_footer_shows_at_most_five() -> None:
    for scope in SCOPES:
        assert len(place_keys.foot(scope)) <= 5
        places = [key.foot for key in place_keys.foot(scope)]
        assert len(places) == len(set(places)), scope


def test_every_place_is_built_and_every_key_has_its_method() -> None:
    load_places()
    owners = {"app": ShopkeepApp, "list": Rows, "dialog": Dialog, **PLACES}
    assert set(PLACES) == {name for name, _title, _key in keys.PLACES}
    for key in keys.KEYS:
        if key.place in owners:
            method = "action_" + key.action.split("(")[0]
            assert hasattr(owners[key.place], method), key.id


def test_keys_are_named_as_on_the_keyboard() -> None:
    assert [shown(k) for k in ("comma", "space", "f1", "question_mark", "ctrl+p", "x")] == [
        ",", "Space", "F1", "?", "Ctrl+P", "x",
    ]  # fmt: skip
