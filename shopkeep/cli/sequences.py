"""`blueprints`, `sequence new|list|show|check|export|load|remove`, `preview`."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from shopkeep import wording
from shopkeep.cli.common import AsOf, Json, day, note, reading, show, table, writing
from shopkeep.core.asjson import as_json
from shopkeep.core.records.offers import OfferCost
from shopkeep.core.records.sequences import Problem, Sequence
from shopkeep.errors import DecisionNeeded, UsageError

Name = Annotated[str, typer.Argument(metavar="NAME", help="The sequence's folder name.")]
Stage = Annotated[str | None, typer.Option(help="offer, value, goodbye … (not needed where there is one).")]


def register(app: typer.Typer) -> None:
    app.command()(blueprints)
    app.command()(preview)
    group = typer.Typer(help="Sequences: folders of plain text that you can read, share and edit.")
    group.command("new")(new)
    group.command("list")(list_all)
    group.command("show")(show_one)
    group.command("check")(check)
    group.command("export")(export)
    group.command("load")(load)
    group.command("remove")(remove)
    app.add_typer(group, name="sequence")


def blueprints(json: Json = False) -> None:
    """The ready-made sequences to start from."""
    from shopkeep.jobs import sequences as job

    found = job.blueprints()
    lines = []
    for one in found:
        lines += [f"{one.name}: {one.title}", f"    {one.about}", f"    For: {one.whom}. {', '.join(one.stages)}."]
    show(found, json, lines)


def new(
    name: Name,
    blueprint: Annotated[str, typer.Option(help="`blueprints` lists them.")] = "win-back",
    holdout: Annotated[
        str | None, typer.Option(help="Share of customers who get nothing, to compare with: 0.1 or 10%.")
    ] = None,
    json: Json = False,
) -> None:
    """Start a sequence from a blueprint, in the shop's folder."""
    from shopkeep.jobs import sequences as job

    with writing() as shop:
        row = job.new_sequence(shop, name, blueprint, _share(holdout))
        folder = shop.home / "sequences" / row.name
    show(row, json, [f"Made {row.title}: {folder}", row.next_step])


def list_all(json: Json = False) -> None:
    """The shop's sequences."""
    from shopkeep.jobs import sequences as job

    with reading() as shop:
        rows = job.list_sequences(shop)
    lines = table(
        [(r.name, r.title, r.mails, r.enrolled, r.sent, r.returned, r.next_step) for r in rows],
        ("name", "title", "mails", "enrolled", "sent", "came back", "next"),
        frozenset({2, 3, 4, 5}),
    )
    show(rows, json, lines if rows else ["No sequence yet: shopkeep sequence new win-back"])


def show_one(name: Name, json: Json = False) -> None:
    """One sequence: stages, mails, groups, offers."""
    from shopkeep.jobs import codes, offer_costs, sequence_previews, variant_tests
    from shopkeep.jobs import sequences as job

    with reading() as shop:
        sequence = job.load(shop, name)
        costs = offer_costs.offer_costs(shop, name)
        tests, needs = variant_tests.variant_tests(shop, name), codes.needs(shop, name)
        subjects, sizes = sequence_previews.subjects(shop, name), job.group_sizes(shop, name)
    document = {**as_json(sequence), "offers": costs, "tests": tests, "codes": needs}
    lines = _lines(sequence, costs, subjects, sizes)
    if tests or needs:
        lines += ["", *(test.says for test in tests)]
        lines += [f"{n.codes} ({n.gives}): {n.needed:,} codes needed, {n.free:,} there" for n in needs]
    show(document, json, lines)


def check(name: Name, json: Json = False) -> int:
    """Look for everything that would go wrong. Exit code 1 where an error would stop the send."""
    from shopkeep.jobs import sequences as job

    with reading() as shop:
        problems = job.check(shop, name)
    show(problems, json, problem_lines(problems))
    return 1 if any(problem.severity == "error" for problem in problems) else 0


def export(name: Name, folder: Annotated[Path, typer.Argument(metavar="DIR")]) -> None:
    """Copy a sequence to a folder, to share it."""
    from shopkeep.jobs import sequences as job

    with reading() as shop:
        job.export_sequence(shop, name, folder)
    print(f"Copied {name} to {folder}")


def remove(name: Name, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Take a whole sequence out of the shop; what was sent stays on record."""
    from shopkeep.jobs import sequence_removing as job

    with writing() as shop:
        if not yes:
            note(job.what_stays(shop, name))
            raise DecisionNeeded(f"{name} was not removed.", "Nothing was changed.", "Repeat it with --yes.")
        done = job.remove(shop, name)
    print(f"{done.says}. Its texts are in {done.kept}")


def load(folder: Annotated[Path, typer.Argument(metavar="DIR")]) -> None:
    """Take a sequence's folder into the shop."""
    from shopkeep.jobs import sequences as job

    with writing() as shop:
        row = job.load_sequence(shop, folder)
    print(f"Took in {row.title} as {row.name}")


def preview(
    name: Name,
    stage: Stage = None,
    mail: Annotated[int, typer.Option(min=1, help="Which mail of the stage.")] = 1,
    variant: Annotated[str, typer.Option(help="A, B …")] = "A",
    customer: Annotated[str | None, typer.Option(metavar="EMAIL", help="As this customer would get it.")] = None,
    text: Annotated[bool, typer.Option("--text", help="The plain text part.")] = False,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the page to a file.")] = None,
    eml: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the whole mail to a file.")] = None,
    open_: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
    as_of: AsOf = None,
) -> None:
    """Exactly what would be sent, as a real customer would get it."""
    from shopkeep.jobs import sequences as job
    from shopkeep.jobs import single_mails

    with reading() as shop:
        the_stage = stage or only_stage(job.load(shop, name))
        rendered = job.render_preview(shop, name, the_stage, mail, variant.upper(), customer, None, day(as_of))
        if eml:
            eml.write_bytes(single_mails.as_bytes(shop, rendered))
            note(f"Written to {eml}")
        if html:
            html.write_text(rendered.html, encoding="utf-8")
            note(f"Written to {html}")
        if open_:
            page = job.write_preview_html(shop, rendered)
            webbrowser.open(page.as_uri())
            note(f"Opened {page}")
    if text or not (eml or html or open_):
        who = f"{rendered.to_name} <{rendered.email}>" if rendered.to_name else rendered.email
        show(None, False, [f"To: {who}", f"Subject: {rendered.subject}", f"Preview: {rendered.preheader}", ""])
        show(None, False, rendered.text.splitlines())


def only_stage(sequence: Sequence) -> str:
    """The stage of a sequence that has just one. Raises UsageError where there are several."""
    if len(sequence.stages) == 1:
        return sequence.stages[0].name
    names = ", ".join(stage.name for stage in sequence.stages)
    raise UsageError(f"{sequence.name} has several stages.", "", f"Say which with --stage: {names}")


def problem_lines(problems: list[Problem]) -> list[str]:
    """Problems as lines for the terminal."""
    if not problems:
        return ["No problems found."]
    return [f"{p.severity}: {f'{p.where}: ' if p.where else ''}{p.says}{f' {p.do}' if p.do else ''}" for p in problems]


def _share(value: str | None) -> float | None:
    if value is None:
        return None
    try:
        number = float(value.strip().rstrip("%")) / (100 if value.strip().endswith("%") else 1)
    except ValueError:
        number = -1
    if not 0 <= number <= 0.5:
        raise UsageError(f"{value!r} is not a share.", "", "Write it as 0.1 or 10%, at most 0.5.")
    return number


def _lines(sequence: Sequence, costs: list[OfferCost], subjects: dict[str, str], get_mail: dict[str, int]) -> list[str]:
    lines = [f"{sequence.title} ({sequence.name})", f"For: {sequence.segment}", f"Look: {sequence.theme}"]
    lines.append(f"Holdout: {sequence.holdout:.0%}" if sequence.holdout else "Holdout: none")
    for cost in costs:
        group = sequence.group(cost.group)
        if group is None:
            continue
        if cost.mail:
            lines.append(f"  in {cost.mail}: {cost.offer}. {cost.says}")
            continue
        rule = f"{group.segment}, {group.where}" if group.where else group.segment
        code = f", {group.offer.code or group.offer.codes}" if group.offer.code or group.offer.codes else ""
        who = wording.count(cost.customers, "customer")
        if (may := get_mail.get(group.name, 0)) < cost.customers:
            who += f", {may:,} may be written to"
        lines.append(f"Group {group.name}: {group.title} ({rule}), {who}")
        lines.append(f"  {cost.offer or 'no offer'}{code}. {cost.says}" if cost.offer else "  no offer")
    for stage in sequence.stages:
        lines += ["", f"{stage.title} ({stage.name}), {stage.wait_days} days after the stage before"]
        for mail in stage.mails:
            label = f"{mail.number}{mail.variant if len(stage.variants(mail.number)) > 1 else ''}"
            lines.append(f"  {label} {mail.group or 'everybody'}: {subjects[mail.file]}")
    return lines
