"""A sequence's folder read into a record and written back. See names, manifest and frontmatter for the parts."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from shopkeep.core import text as words
from shopkeep.core.records.sequences import MailSource, Problem, Sequence, Stage
from shopkeep.errors import SequenceProblem
from shopkeep.sequences import frontmatter, manifest, names, offers
from shopkeep.sequences.frontmatter import problem
from shopkeep.sequences.names import CopyName

MOST_BYTES = 40_000
"""A copy longer than this is no mail: Gmail clips a message at 102 kB."""
MOST_FILES = 300


def sequences_in(home: Path) -> list[str]:
    """The names of the sequences in a shop's `sequences` folder."""
    found = (path.parent for path in home.glob(f"*/{manifest.FILE}"))
    return sorted(f.name for f in found if names.NAME.fullmatch(f.name) and not f.is_symlink())


def load(folder: Path) -> Sequence:
    """The sequence in `folder`. Raises SequenceProblem with the first thing wrong in its files."""
    sequence, problems = read(folder)
    for found in problems:
        where = f"{found.file}, line {found.line}" if found.line else found.file
        raise SequenceProblem(
            f"{where} {found.says}",
            found.do,
            "Nothing is sent until this is mended.",
            found.file,
            found.line,
        )
    return sequence


def read(folder: Path) -> tuple[Sequence, list[Problem]]:
    """The sequence in `folder` as far as it can be read, and what could not be.

    Raises SequenceProblem where even sequence.toml cannot be read, for without it there is no sequence.
    """
    head = manifest.read(_text(folder, manifest.FILE))
    problems: list[Problem] = []
    stages = []
    for entry in head.stages:
        mails = _mails(folder, entry.folder, problems)
        stages.append(Stage(entry.name, entry.title, entry.folder, entry.wait_days, mails))
    sequence = Sequence(
        name=folder.name,
        title=head.title,
        theme=head.theme,
        segment=head.segment,
        groups=head.groups,
        stages=tuple(stages),
        holdout=head.holdout,
        return_window_days=head.return_window_days,
        language=head.language,
        utm=head.utm,
        pass_on=head.pass_on,
        account=head.account,
    )
    return sequence, problems


def _mails(folder: Path, stage_folder: str, problems: list[Problem]) -> tuple[MailSource, ...]:
    path = names.inside(folder, stage_folder)
    mails = []
    for file in sorted(path.glob("*.md"))[:MOST_FILES] if path.is_dir() else ():
        shown = f"{stage_folder}/{file.name}"
        if file.name.startswith("."):
            continue
        try:
            mails.append(parse_mail(shown, _text(folder, shown)))
        except SequenceProblem as error:
            said = error.title.removeprefix(f"{shown}, line {error.line} ").removeprefix(f"{shown} ")
            problems.append(Problem("error", shown, error.line, said, error.meaning))
    return tuple(sorted(mails, key=lambda m: (m.number, m.group, m.variant, m.language)))


def parse_mail(file: str, text: str) -> MailSource:
    """One copy from its file's name and text. Raises SequenceProblem with the line that is wrong."""
    name = names.parse(file.rpartition("/")[2])
    if name is None:
        raise problem(file, 0, "is not named like a mail.", "Names look like 1.md, 1@b.md, 1.best.md or 1~ro.md.")
    _refuse_long(file, text.encode("utf-8", "surrogatepass"))
    parts = frontmatter.split(text, file)
    wait = parts.values.get("wait", "0")
    if not wait.isascii() or not wait.isdigit() or int(wait) > 365:
        raise problem(
            file,
            parts.lines["wait"],
            f"waits {wait[:20]!r}.",
            "wait is the number of days after the mail before it, 0 to 365.",
        )
    offer = parts.values.get("offer", "")
    change = offers.read_change(offer, file, parts.lines["offer"]) if offer else ()
    return MailSource(
        file=file,
        number=name.number,
        group=name.group,
        variant=name.variant,
        language=name.language,
        subject=words.clean(parts.values.get("subject", ""), 1000),
        preheader=words.clean(parts.values.get("preheader", ""), 1000),
        wait_days=int(wait),
        body=parts.body,
        lines=(parts.lines.get("subject", 1), parts.lines.get("preheader", 1), parts.body_line),
        waits="wait" in parts.values,
        offer=change,
        offer_line=parts.lines.get("offer", 0),
    )


def _text(folder: Path, file: str) -> str:
    path = names.inside(folder, file)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise problem(file, 0, f"cannot be read ({error.strerror}).", "Look whether it is there.") from error
    _refuse_long(file, raw)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise problem(file, line, "is not in UTF-8.", "Save it as UTF-8 in your editor.") from error


def _refuse_long(file: str, raw: bytes) -> None:
    if len(raw) > MOST_BYTES:
        line = raw[:MOST_BYTES].count(b"\n") + 1
        raise problem(file, line, f"is longer than {MOST_BYTES:,} bytes.", "Mail services cut such mails off.")


def read_text(folder: Path, file: str) -> str:
    """One file of a sequence as written, sequence.toml or a copy."""
    _allowed(file)
    return _text(folder, file)


def write_text(folder: Path, file: str, text: str) -> None:
    """Replace one file of a sequence at once, so that a crash leaves the old or the new text, never half."""
    _allowed(file)
    path = names.inside(folder, file)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        Path(part).replace(path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise


def remove(folder: Path, file: str) -> None:
    """Take one copy out of a sequence, and its stage's folder where nothing else stands in it."""
    _allowed(file)
    path = names.inside(folder, file)
    path.unlink(missing_ok=True)
    if path.parent != folder and path.parent.is_dir() and not any(path.parent.iterdir()):
        path.parent.rmdir()


def _allowed(file: str) -> None:
    folder, _, name = file.rpartition("/")
    if file != manifest.FILE and not (names.NAME.fullmatch(folder) and names.parse(name)):
        raise SequenceProblem(
            f"{file!r} is not a file of a sequence.",
            "A sequence has sequence.toml and copies such as 1-offer/1.md.",
            "`shopkeep sequence show` lists them.",
        )


def save(sequence: Sequence, folder: Path) -> None:
    """Write a sequence as a new folder."""
    write_text(folder, manifest.FILE, manifest.write(sequence))
    for stage in sequence.stages:
        for mail in stage.mails:
            offer = offers.change_text(mail.offer)
            copy = frontmatter.join(mail.subject, mail.preheader, mail.wait_days, mail.body, offer, mail.waits)
            write_text(folder, mail.file, copy)


def copy(source: Path, target: Path, spoken: str = "", understood: Collection[str] | None = None) -> None:
    """Copy a sequence's own files from one folder into a new one: nothing hidden, no links, nothing else.

    `spoken`, a language in which it has copies, becomes that of the new one: its copies are the plain ones
    there, and those that were plain carry the language they are in. Copies in a language that is not among the
    `understood` stay behind. Raises SequenceProblem where `target` is already there or `source` is no readable
    sequence.
    """
    if target.exists() or target.is_symlink():
        raise SequenceProblem(f"{target} is already there.", "Nothing was overwritten.", "Choose another name.")
    sequence, _ = read(source)
    part = target.with_name(f".{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        write_text(part, manifest.FILE, _text(source, manifest.FILE))
        for stage in sequence.stages:
            path = names.inside(source, stage.folder)
            for file in sorted(path.glob("*.md"))[:MOST_FILES] if path.is_dir() else ():
                shown = f"{stage.folder}/{file.name}"
                name = _spoken(names.parse(file.name), spoken, sequence)
                if name and (understood is None or not name.language or name.language in understood):
                    write_text(part, f"{stage.folder}/{name.file}", _text(source, shown))
        part.replace(target)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def _spoken(name: CopyName | None, spoken: str, sequence: Sequence) -> CopyName | None:
    """The name of a copy in a sequence whose language is `spoken`; empty: in that of its own."""
    if name is None or not spoken or name.language not in ("", spoken):
        return name
    return replace(name, language="" if name.language else sequence.language)
