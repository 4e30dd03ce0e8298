"""Paths as owners give them to the Imports place."""

from __future__ import annotations

from pathlib import Path

from shopkeep.tui.screens import imports_paths as paths


def test_paths_as_owners_give_them(tmp_path: Path) -> None:
    file = tmp_path / "my orders (1).csv"
    file.touch()
    escaped = str(file).replace(" ", "\\ ").replace("(", "\\(").replace(")", "\\)")
    for typed in (str(file), f"  {file}\n", f"'{file}'", f'"{file}"', escaped, file.as_uri(), f"{escaped} {escaped}"):
        assert paths.paths_of(typed) == [file], typed
    assert paths.path_of("  ") is None
    assert paths.path_of("~/x.csv") == Path.home() / "x.csv"


def test_several_files_dropped_at_once(tmp_path: Path) -> None:
    one, two, it = tmp_path / "one 1.csv", tmp_path / "two.csv", tmp_path / "it's.csv"
    for file in (one, two, it):
        file.touch()
    wanted = [one, two, it]
    escaped = [str(file).replace(" ", "\\ ").replace("'", "\\'") for file in wanted]
    for given in (
        "\n".join(map(str, wanted)),
        "\r\n".join(file.as_uri() for file in wanted),
        " ".join(escaped),
        f"'{one}' '{two}' \"{it}\"",
    ):
        assert paths.paths_of(given) == wanted, given
        assert paths.paths_of(paths.as_one_line(given)) == wanted, given
        assert paths.looks_like_paths(given)
    assert not paths.looks_like_paths("some words from elsewhere")


def test_tab_completes_as_far_as_all_agree(tmp_path: Path) -> None:
    for name in ("orders_2025.csv", "orders_2026.csv", "picture.png"):
        (tmp_path / name).touch()
    (tmp_path / "exports").mkdir()
    assert paths.complete(f"{tmp_path}/ord") == f"{tmp_path}/orders_202"
    assert paths.complete(f"{tmp_path}/orders_2025") == f"{tmp_path}/orders_2025.csv"
    assert paths.complete(f"{tmp_path}/exp") == f"{tmp_path}/exports/"
    assert paths.complete(f"{tmp_path}/pic") == f"{tmp_path}/pic"
