"""`shopkeep import FOLDER`, and archives of several files."""

from __future__ import annotations

import zipfile

HEAD = "Order,Date,Email,Total,Currency\n"


def test_a_folder_is_taken_in_file_by_file(program, tmp_path):
    folder = tmp_path / "months"
    folder.mkdir()
    for at, name in enumerate(("jan.csv", "feb.csv"), 1):
        (folder / name).write_text(HEAD + f"{at},2026-0{at}-02,a@example.com,5.00,EUR\n")
    ran = program("import", folder, "--json")
    assert ran.code == 0
    assert [(said["file"], said["orders_new"]) for said in ran.json] == [("feb.csv", 1), ("jan.csv", 1)]
    (folder / "paint.csv").write_text("Colour,Shape\nred,round\n")
    ran = program("import", folder, "--json")
    assert ran.code == 3
    assert [said["file"] for said in ran.json] == ["feb.csv", "jan.csv", "paint.csv"]
    assert ran.json[-1]["refused"]
    assert "paint.csv" in ran.err


def test_a_folder_of_which_nothing_can_be_taken_in_is_a_failure(program, tmp_path):
    folder = tmp_path / "odd"
    folder.mkdir()
    assert program("import", folder).code == 1
    (folder / "paint.csv").write_text("Colour,Shape\nred,round\n")
    assert program("import", folder).code == 1


def test_an_archive_of_several_files(program, tmp_path):
    archive = tmp_path / "all.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for at in (1, 2):
            packed.writestr(f"{at}.csv", HEAD + f"{at},2026-01-02,a@example.com,5.00,EUR\n")
    said = program.ok("import", archive, "--json").json
    assert [(each["file"], each["orders_new"]) for each in said] == [("1.csv", 1), ("2.csv", 1)]
