"""Sequences: made from blueprints, read, written, checked, previewed; who is in them and whose turn it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from shopkeep import wording
from shopkeep.core import text
from shopkeep.core.records.mails import RenderedMail
from shopkeep.core.records.sequences import Blueprint, Problem, Sequence, SequenceRow
from shopkeep.errors import NotFound, SequenceProblem, ShopkeepError, UsageError
from shopkeep.jobs import sequence_people
from shopkeep.jobs.sequence_around import around
from shopkeep.jobs.sequence_head import (
    group_says,
    group_sizes,
    remove_group,
    set_groups,
    set_holdout,
    set_offer,
    share_of,
    writable,
)
from shopkeep.jobs.sequence_needs import codes_needed, skipped_by, stale_orders
from shopkeep.jobs.sequence_people import only_stage, render_for
from shopkeep.jobs.sequence_previews import preview_people, render_preview
from shopkeep.jobs.sequence_turns import audience, due, held_back
from shopkeep.jobs.shop import Shop
from shopkeep.sequences import blueprints as blueprint_folders
from shopkeep.sequences import check as checks
from shopkeep.sequences import files, manifest, names, preview, render_theme
from shopkeep.store import enrolments
from shopkeep.store import sequences as queries
from shopkeep.store.enrolments import Tally

__all__ = [
    "audience",
    "blueprints",
    "check",
    "codes_needed",
    "due",
    "export_sequence",
    "group_says",
    "group_sizes",
    "held_back",
    "list_sequences",
    "load",
    "load_sequence",
    "mail_themes",
    "new_sequence",
    "only_stage",
    "preview_people",
    "read_mail",
    "remove_group",
    "render_for",
    "render_preview",
    "set_groups",
    "set_holdout",
    "set_offer",
    "skipped_by",
    "stale_orders",
    "write_mail",
    "write_preview_html",
]


def blueprints() -> list[Blueprint]:
    """The ready-made sequences: what each is for and whom."""
    return blueprint_folders.described()


def mail_themes(shop: Shop) -> list[tuple[str, str]]:
    """The looks that mails may have: name, and what it is like."""
    return [(name, render_theme.described(name, shop.home)) for name in render_theme.available(shop.home)]


def new_sequence(shop: Shop, name: str, blueprint: str = "win-back", holdout: float | None = None) -> SequenceRow:
    """Make a sequence from a blueprint, in the shop's look and the languages of the shop and its customers.

    `name` may be a title: its folder is named after it. `holdout` None takes the shop's policy. Raises
    UsageError for a name that is taken or none, NotFound for an unknown blueprint.
    """
    source = blueprint_folders.folder(blueprint)
    folder = _free(shop, name)
    with_title = text.clean(name, 120)
    spoken = str(shop.settings.get("shop.language")).partition("-")[0]
    spoken = spoken if spoken in blueprint_folders.languages(blueprint) else ""
    with shop.db.read() as tx:
        understood = {language.partition("-")[0] for language in queries.languages(tx).values()}
    files.copy(source, folder, spoken, understood)
    head = manifest.with_value(files.read_text(folder, manifest.FILE), "blueprint", blueprint)
    if spoken:
        head = manifest.with_value(head, "language", spoken)
    if with_title == folder.name and folder.name != blueprint:  # a name for a folder: two must not be called the same
        with_title = with_title.replace("-", " ").capitalize()
    if with_title != folder.name:
        head = manifest.with_value(head, "title", with_title)
    look = str(shop.settings.get("theme.mail"))
    if look in render_theme.available(shop.home):
        head = manifest.with_value(head, "theme", look)
    share = float(shop.settings.get("policy.holdout")) if holdout is None else holdout
    head = manifest.with_value(head, "holdout", share_of(share))
    window = int(shop.settings.get("policy.return_window_days"))
    files.write_text(folder, manifest.FILE, manifest.with_value(head, "return_window_days", window))
    return _row_of(shop, folder.name)


def _free(shop: Shop, name: str) -> Path:
    """The folder a new sequence may have. Raises UsageError where there is none."""
    writable(shop)
    slug = text.key(name).replace(" ", "-")[:40].strip("-")
    if not names.NAME.fullmatch(slug):
        raise UsageError(
            f"{text.plain(name)[:60]!r} cannot name a sequence.",
            "Its folder is named after it, in small letters, digits and hyphens.",
            "Give a name such as spring-win-back.",
        )
    folder = _home(shop) / slug
    if folder.exists():
        raise UsageError(f"There is a sequence {slug!r} already.", "Nothing was changed.", "Choose another name.")
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def list_sequences(shop: Shop) -> list[SequenceRow]:
    """The shop's sequences by title."""
    with shop.db.read() as tx:
        tallies = enrolments.tallies(tx)
    rows = [_row(shop, name, tallies.get(name, Tally())) for name in files.sequences_in(_home(shop))]
    return sorted(rows, key=lambda row: (row.title.casefold(), row.name))


def _row_of(shop: Shop, name: str) -> SequenceRow:
    with shop.db.read() as tx:
        tally = enrolments.tallies(tx).get(name, Tally())
    return _row(shop, name, tally)


def _row(shop: Shop, name: str, tally: Tally) -> SequenceRow:
    try:
        sequence, unreadable = files.read(folder_of(shop, name))
    except ShopkeepError as error:
        counts = (tally.enrolled, tally.holdout, tally.sent, tally.returned)
        return SequenceRow(name, name, "", [], 0, *counts, next_step=error.title, problems=1)
    errors = [p for p in checks.check(sequence, unreadable, around(shop)) if p.severity == "error"]
    waiting: Waiting = {}
    due_now: dict[str, int] = {}
    if tally.enrolled and not errors:
        try:
            waiting = due(shop, name)
            due_now = _due_by_stage(shop, sequence, waiting) if waiting else {}
        except (SequenceProblem, UsageError):  # a segment that is gone, or a rule that asks for what is gone
            errors = [p for p in check(shop, name) if p.severity == "error"]
    return SequenceRow(
        name=name,
        title=sequence.title,
        segment=sequence.segment,
        stages=[stage.name for stage in sequence.stages],
        mails=sum(len(stage.mail_numbers) for stage in sequence.stages),
        enrolled=tally.enrolled,
        holdout=tally.holdout,
        sent=tally.sent,
        returned=tally.returned,
        next_step=_next_step(shop, sequence, tally, len(errors), due_now, waiting),
        problems=len(errors),
        due=sum(due_now.values()),
        due_by_stage=due_now,
    )


Waiting = dict[str, tuple[int, date | None]]
"""As `due` gives them: stage -> mails due now to those enrolled, and the day of the next."""


def _due_by_stage(shop: Shop, sequence: Sequence, waiting: Waiting) -> dict[str, int]:
    """Stage -> how many mails of a running sequence could go out now, where any."""
    counts = {name: number for name, (number, _) in waiting.items()}
    counts[sequence.stages[0].name] += _newcomers(shop, sequence)
    return {name: number for name, number in counts.items() if number}


def _next_step(
    shop: Shop, sequence: Sequence, tally: Tally, errors: int, due_now: dict[str, int], waiting: Waiting
) -> str:
    """What to do next, as a sentence."""
    if errors:
        return f"Mend {wording.count(errors, 'problem')} before it can be sent."
    if not tally.enrolled:
        return f"Look through its mails, then send the stage {sequence.stages[0].title}."
    titles = {stage.name: stage.title for stage in sequence.stages}
    if due_now:
        return f"Due now: {wording.listed([f'{number:,} of {titles[name]}' for name, number in due_now.items()])}."
    days = [day for _, day in waiting.values() if day is not None]
    if days:
        return f"Nothing to do until {wording.day(min(days), shop.today(), _language(shop))}."
    return "All its mails are sent. Import new orders to see who came back."


def _newcomers(shop: Shop, sequence: Sequence) -> int:
    """Customers who belong into a running sequence since it began, and would get its first mail."""
    chosen, _ = audience(shop, sequence.name, sequence.stages[0].name)
    return sum(who.enrolment_id is None and not who.holdout for who in chosen)


def load(shop: Shop, name: str) -> Sequence:
    """A sequence as its folder says it. Raises NotFound, SequenceProblem."""
    return files.load(folder_of(shop, name))


def folder_of(shop: Shop, name: str) -> Path:
    """A sequence's folder. Raises NotFound with the nearest name."""
    return sequence_people.folder_of(shop.home, name)


def check(shop: Shop, name: str) -> list[Problem]:
    """Everything wrong with a sequence, errors first. With an error it cannot be sent."""
    sequence, unreadable = _read(shop, name)
    return checks.check(sequence, unreadable, around(shop, sequence))


def _read(shop: Shop, name: str) -> tuple[Sequence, list[Problem]]:
    """A sequence as far as it can be read; where its manifest cannot, that is the one problem."""
    folder = folder_of(shop, name)
    try:
        return files.read(folder)
    except SequenceProblem as error:
        broken = Problem("error", error.file or manifest.FILE, error.line, error.title, error.meaning)
        empty = Sequence(name, name, "letter", "all", (), (), 0.0, 14, "en")
        return empty, [broken]


def read_mail(shop: Shop, name: str, file: str) -> str:
    """One file of a sequence as written: a copy such as `1-offer/1.md`, or `sequence.toml`."""
    return files.read_text(folder_of(shop, name), file)


def write_mail(shop: Shop, name: str, file: str, source: str) -> list[Problem]:
    """Replace one file of a sequence at once; the problems it has now."""
    writable(shop)
    folder = folder_of(shop, name)
    files.write_text(folder, file, source)
    sequence, unreadable = _read(shop, name)
    found = checks.check(sequence, unreadable, around(shop))
    return [problem for problem in found if problem.file == file]


def write_preview_html(shop: Shop, mail: RenderedMail) -> Path:
    """A mail as a file for the browser, which neither runs scripts in it nor fetches anything for it."""
    return preview.write(shop.home / "previews", mail)


def export_sequence(shop: Shop, name: str, target: Path) -> Path:
    """Copy a sequence to a folder outside the shop: into `target` where that is a folder, else as `target`."""
    source = folder_of(shop, name)
    where = target / name if target.is_dir() else target
    where.parent.mkdir(parents=True, exist_ok=True)
    files.copy(source, where)
    return where


def load_sequence(shop: Shop, source: Path) -> SequenceRow:
    """Take a sequence from a folder into the shop. Raises SequenceProblem, UsageError for a taken name."""
    if not (source / manifest.FILE).is_file():
        raise NotFound(f"{source} is no sequence.", f"It holds no {manifest.FILE}.", "Give the folder that does.")
    folder = _free(shop, source.resolve().name)
    files.copy(source, folder)
    return _row_of(shop, folder.name)


def _home(shop: Shop) -> Path:
    return shop.home / "sequences"


def _language(shop: Shop) -> str:
    return str(shop.settings.get("shop.language"))
