"""Sequences as folders: what is written is what is read, and what is wrong is named with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopkeep.core.records.sequences import Group, MailSource, Offer, Sequence, Stage
from shopkeep.errors import SequenceProblem
from shopkeep.sequences import blueprints, copies, files, frontmatter, manifest, names
from shopkeep.sequences.names import CopyName

slug = st.from_regex(r"[a-z0-9][a-z0-9-]{0,12}", fullmatch=True)
line = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=40)


@settings(max_examples=30)
@given(
    st.integers(1, 99), st.just("") | slug, st.sampled_from("ABCD"), st.sampled_from(["", "ro", "el", "pt-br", "kk"])
)
def test_a_name_says_what_it_was_made_of(number: int, group: str, variant: str, language: str) -> None:
    name = CopyName(number, group, variant, language)
    assert names.parse(name.file) == name


@pytest.mark.parametrize("file", ["0.md", "a.md", "1@e.md", "1.Best.md", "1..md", "1@b@c.md", "100.md", "1.txt", ".md"])
def test_other_names_are_no_copies(file: str) -> None:
    assert names.parse(file) is None


@given(line, line, st.integers(0, 365), st.text("ab*#{}%-\n |\"'", max_size=80))
def test_a_copy_reads_back_as_written(subject: str, preheader: str, wait: int, body: str) -> None:
    parts = frontmatter.split(frontmatter.join(subject, preheader, wait, body), "1.md")
    assert parts.values["subject"] == " ".join(subject.split())
    assert parts.values.get("preheader", "") == " ".join(preheader.split())
    assert int(parts.values.get("wait", "0")) == wait
    assert parts.body == body.strip("\n")


def test_a_sequence_reads_back_as_saved(tmp_path: Path) -> None:
    stage = Stage(
        "offer",
        "Offer",
        "1-offer",
        0,
        (
            MailSource("1-offer/1.md", 1, "", "A", "", "Hi {{ customer.first_name }}", "pre: view", 0, "Body\n\nmore"),
            MailSource("1-offer/1@b.md", 1, "", "B", "", "Other", "", 0, ""),
            MailSource("1-offer/1.best~ro.md", 1, "best", "A", "ro", "Salut", "", 3, "Text"),
        ),
    )
    groups = (
        Group("best", "Best", "once-best", Offer("percent", "20", "W20", 14, "25.00")),
        Group("x", "X", "all", Offer()),
    )
    made = Sequence("spring", 'Spring „win" back', "shop", "win-back", groups, (stage,), 0.1, 30, "en", False)
    files.save(made, tmp_path / "spring")
    again = files.load(tmp_path / "spring")
    assert again.groups == made.groups
    assert set(again.stages[0].mails) == set(stage.mails)
    assert (again.title, again.holdout, again.utm, again.return_window_days) == (made.title, 0.1, False, 30)


def test_a_sequence_may_have_one_stage(tmp_path: Path) -> None:
    files.write_text(tmp_path / "x", "sequence.toml", '[[stages]]\nname = "thanks"\n')
    files.write_text(tmp_path / "x", "1-thanks/1.md", "---\nsubject: Thank you\n---\nThanks.")
    assert [s.name for s in files.load(tmp_path / "x").stages] == ["thanks"]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("Hello", 1, "three dashes"),
        ("---\nsubject: Hi\nHello", 3, "without a colon"),
        ("---\nsubject: Hi\nsubjct: Ho\n---\nx", 3, "subjct"),
        (
            "---\nbroken {{ customer.fist_name subject: Hi\n---\nx",
            2,
            "“broken {{ customer.fist_name” before “subject:”",
        ),
        ("---\nsubject: Hi\nPS, we write at 10:30\n---\nx", 3, "no key of a mail's head"),
        ("---\nsubject: Hi\nsubject: Ho\n---\nx", 3, "second time"),
        ("---\nsubject: Hi\nwait: soon\n---\nx", 3, "soon"),
        ("---\nsubject: Hi\n", 3, "second line"),
    ],
)
def test_what_is_wrong_in_a_copy_is_named_with_its_line(text: str, line: int, says: str) -> None:
    with pytest.raises(SequenceProblem) as found:
        files.parse_mail("1-offer/1.md", text)
    assert found.value.line == line
    assert says in found.value.title
    assert "1-offer/1.md" in found.value.title


@pytest.mark.parametrize(
    ("toml", "line", "says"),
    [
        ('title = "x', 1, "cannot be read"),
        ('title = "x"\nsegmnt = "all"\n[[stages]]\nname = "a"', 2, "segmnt"),
        ('holdout = 0.9\n[[stages]]\nname = "a"', 1, "holdout"),
        ('[[stages]]\nname = "a"\n[[stages]]\nname = "a"', 4, "two stages"),
        ('[[groups]]\nname = "g"\noffer = { kind = "percent" }\n[[stages]]\nname = "a"', 3, "percent"),
        ('[[groups]]\nname = "g"\n[[groups]]\nname = "h"\noffer = { kind = "gold" }', 5, "gold"),
        ('[[stages]]\nname = "../x"', 2, "../x"),
        ('title = "x"', 0, "no stage"),
    ],
)
def test_what_is_wrong_in_the_manifest_is_named_with_its_line(toml: str, line: int, says: str) -> None:
    with pytest.raises(SequenceProblem) as found:
        manifest.read(toml)
    assert found.value.line == line
    assert says in found.value.title


def test_a_near_word_is_suggested() -> None:
    with pytest.raises(SequenceProblem) as found:
        manifest.read('segmnt = "all"\n[[stages]]\nname = "a"')
    assert "segment" in found.value.meaning


@pytest.mark.parametrize(
    "file", ["../x.md", "1-offer/../../x.md", "/etc/passwd", "1-offer/x.md", "", "a/b/1.md", "x.toml"]
)
def test_nothing_outside_the_folder_is_read_or_written(tmp_path: Path, file: str) -> None:
    folder = tmp_path / "s"
    folder.mkdir()
    with pytest.raises(SequenceProblem):
        files.write_text(folder, file, "x")
    with pytest.raises(SequenceProblem):
        files.read_text(folder, file)
    assert list(tmp_path.rglob("*.md")) == []


def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("---\nsubject: s\n---\nsecret")
    folder = tmp_path / "s"
    files.write_text(folder, "sequence.toml", '[[stages]]\nname = "a"\n')
    (folder / "1-a").mkdir()
    (folder / "1-a" / "1.md").symlink_to(tmp_path / "secret.md")
    sequence, problems = files.read(folder)
    assert sequence.stages[0].mails == ()
    assert "link" in problems[0].says


def test_a_broken_copy_leaves_the_others_readable(tmp_path: Path) -> None:
    files.write_text(tmp_path / "s", "sequence.toml", '[[stages]]\nname = "a"\n')
    files.write_text(tmp_path / "s", "1-a/1.md", "---\nsubject: Hi\n---\nHello")
    files.write_text(tmp_path / "s", "1-a/2.md", "no head")
    sequence, problems = files.read(tmp_path / "s")
    assert [m.number for m in sequence.stages[0].mails] == [1]
    assert [(p.file, p.line) for p in problems] == [("1-a/2.md", 1)]
    assert problems[0].says.startswith("does not begin")


def test_changing_one_value_keeps_comments() -> None:
    before = '# mine\ntitle = "x" # hers\nholdout = 0.0\n[[groups]]\nname = "g"\n[[stages]]\nname = "a"\n'
    after = manifest.with_offer(manifest.with_value(before, "holdout", 0.2), "g", Offer("amount", "5.00", "FIVE"))
    assert "# mine" in after
    assert "# hers" in after
    read = manifest.read(after)
    assert read.holdout == 0.2
    assert read.groups[0].offer == Offer("amount", "5.00", "FIVE")


def test_a_blueprint_is_copied_in_the_shops_language(tmp_path: Path) -> None:
    source = blueprints.folder("win-back")
    files.copy(source, tmp_path / "greek", "el")
    greek, original = files.load(tmp_path / "greek"), files.load(source)
    stage, before = greek.stages[0], original.stages[0]
    assert copies.choices(stage, 1, "best")["A"].body == copies.choices(before, 1, "best", "el")["A"].body
    assert copies.choices(stage, 1, "best", "en")["A"].body == copies.choices(before, 1, "best")["A"].body
    assert copies.choices(stage, 1, "", "ro")["A"].body == copies.choices(before, 1, "", "ro")["A"].body
    for file, behind in (("1.md", "1~el.md"), ("1@b~en.md", "1@b.md"), ("1.best~ro.md", "1.best~ro.md")):
        assert blueprints.file_of("win-back", f"1-offer/{file}", "el") == f"1-offer/{behind}"
        assert blueprints.file_of("win-back", f"1-offer/{behind}", "en") == f"1-offer/{behind}"
    files.copy(source, tmp_path / "few", "ro", {"en", "kk"})
    assert {m.language for s in files.load(tmp_path / "few").stages for m in s.mails} == {"", "en", "kk"}
    assert len([m for s in greek.stages for m in s.mails]) == len([m for s in original.stages for m in s.mails])
