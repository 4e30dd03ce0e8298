"""`demo`, `account`, `backup`, `restore`, `doctor`, `paths`."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import Annotated

import typer

from shopkeep.cli.common import Json, console, reading, show, table, writing


def register(app: typer.Typer) -> None:
    app.command()(demo)
    app.command()(backup)
    app.command()(restore)
    app.command()(doctor)
    app.command()(paths)
    group = typer.Typer(help="Shop profile and mail account.", invoke_without_command=True)
    group.callback()(account)
    group.command("show")(account_show)
    group.command("set")(account_set)
    group.command("test")(account_test)
    group.command("dns")(account_dns)
    app.add_typer(group, name="account")


def demo(
    headless: Annotated[bool, typer.Option("--headless", help="Run the whole job, print each step.")] = False,
    keep: Annotated[Path | None, typer.Option(metavar="DIR", help="Keep the demo's shop in this folder.")] = None,
) -> int:
    """Try everything on a made-up shop, with a practice mailbox. Nothing leaves this machine."""
    from shopkeep import demo as the_demo

    if headless or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return the_demo.headless(keep)
    return the_demo.on_screen(keep)


def account(context: typer.Context, json: Json = False) -> None:
    """Shop profile and mail account."""
    if context.invoked_subcommand is None:
        account_show(json)


def account_show(json: Json = False) -> None:
    """Every setting and its value."""
    from shopkeep.jobs import upkeep
    from shopkeep.settings import typed

    with reading() as shop:
        values = upkeep.account_show(shop)
        problems = shop.settings.problems
    lines = table([(key, typed(value)) for key, value in values.items()], ("setting", "value"))
    show(values, json, lines + [f"note: {problem}" for problem in problems])


def account_set(
    key: Annotated[str, typer.Argument(metavar="KEY")],
    value: Annotated[str | None, typer.Argument(metavar="VALUE", help="Asked for a password.")] = None,
    json: Json = False,
) -> None:
    """Set one setting. The password is asked for and goes to the system's keyring."""
    from shopkeep.jobs import upkeep

    if value is None:
        value = getpass.getpass(f"{key}: ") if key.endswith(".password") else typer.prompt(key)
    with writing() as shop:
        says = upkeep.account_set(shop, key, value).says
    show({"says": says}, json, [says])


def account_test(json: Json = False) -> None:
    """Connect, check encryption and login, send nothing. The mailbox too, where one is set up."""
    from shopkeep.jobs import inbox, upkeep

    with reading() as shop:
        said = {"says": upkeep.account_test(shop)}
        if shop.settings.get("imap.host"):
            said["mailbox"] = inbox.test_imap(shop)
    show(said, json, list(said.values()))


def account_dns(
    selector: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="The name of your DKIM key, where yours is unusual.")
    ] = None,
    json: Json = False,
) -> int:
    """What your domain says of its mails (SPF, DKIM, DMARC), and what is missing. Asks DNS, sends nothing."""
    from shopkeep.jobs import upkeep

    with reading() as shop:
        found = upkeep.account_dns(shop, selector or ())
    show(found, json, [f"{c.status:>4}  {c.name}: {c.says}{f' {c.do}' if c.do else ''}" for c in found.checks])
    return 1 if found.worst == "fail" else 0


def backup(file: Annotated[Path | None, typer.Argument(metavar="FILE")] = None) -> None:
    """A checked copy of the shop file, while it is in use or not."""
    from shopkeep.jobs import upkeep

    with reading() as shop:
        print(f"Backed up and checked: {upkeep.backup(shop, file)}")


def restore(file: Annotated[Path, typer.Argument(metavar="FILE")]) -> None:
    """Go back to a backup. The shop as it is now is kept beside it."""
    from shopkeep.jobs import upkeep

    print(upkeep.restore(console.folder(), file).says)


def doctor(json: Json = False) -> int:
    """Look the shop over: file, folder, settings, disk."""
    from shopkeep.jobs import upkeep

    found = upkeep.doctor(console.folder())
    lines = [f"{c.status:>4}  {c.name}: {c.says}{f' {c.do}' if c.do else ''}" for c in found.checks]
    show(found, json, lines)
    return 1 if found.worst == "fail" else 0


def paths(json: Json = False) -> None:
    """Where everything lies."""
    from shopkeep.jobs import upkeep

    found = upkeep.paths(console.folder())
    show(found, json, table(list(found.items()), ("what", "where")))
