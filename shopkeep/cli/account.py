"""`account …`: the shop's profile, its mail accounts, and what providers want."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from shopkeep.cli.common import Json, reading, show, table, writing
from shopkeep.core.records.accounts import AccountRow, Preset

Account = Annotated[str, typer.Argument(metavar="[NAME]", help="Which mail account; the usual one where none is said.")]


def register(app: typer.Typer) -> None:
    group = typer.Typer(help="Shop profile and mail accounts.", invoke_without_command=True)
    group.callback()(account)
    group.command("show")(account_show)
    group.command("set")(account_set)
    group.command("list")(account_list)
    group.command("preset")(account_preset)
    group.command("drop")(account_drop)
    group.command("test")(account_test)
    group.command("dns")(account_dns)
    group.command("practice")(account_practice)
    app.add_typer(group, name="account")


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


def account_test(name: Account = "", json: Json = False) -> None:
    """Connect, check encryption and login, send nothing. The mailbox too, where one is set up."""
    from shopkeep.jobs import inbox_reading, upkeep

    with reading() as shop:
        said = {"says": upkeep.account_test(shop, name)}
        if shop.settings.get("imap.host"):
            said["mailbox"] = inbox_reading.test_imap(shop)
    show(said, json, list(said.values()))


def account_dns(
    name: Account = "",
    selector: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="The name of your DKIM key, where yours is unusual.")
    ] = None,
    json: Json = False,
) -> int:
    """What your domain says of its mails (SPF, DKIM, DMARC), and what is missing. Asks DNS, sends nothing."""
    from shopkeep.jobs import upkeep

    with reading() as shop:
        found = upkeep.account_dns(shop, selector or (), name)
    show(found, json, [f"{c.status:>4}  {c.name}: {c.says}{f' {c.do}' if c.do else ''}" for c in found.checks])
    return 1 if found.worst == "fail" else 0


def account_list(json: Json = False) -> None:
    """Every mail account: its server, its limits, and how many more it may send today."""
    from shopkeep.jobs import account_setup

    with reading() as shop:
        found = account_setup.rows(shop)
    heads = ("account", "server", "user", "from", "limits", "last 24 h", "more today", "needs")
    show(found, json, table([_account_cells(row) for row in found], heads, frozenset({5, 6})))


def _account_cells(row: AccountRow) -> tuple[str, ...]:
    limits = ", ".join(f"{limit:,} a {window}" for window, limit in row.limits.items()) or "none"
    limits += f", slow start of {row.warm_up:,}" if row.warm_up else ""
    return (
        row.name + (" *" if row.chosen else ""),
        "practice mailbox" if row.practice else row.host,
        row.user,
        row.sender,
        limits,
        f"{row.tried_today:,}",
        "no limit" if row.allowed_today is None else f"{row.allowed_today:,}",
        row.lacks,
    )


def account_preset(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="The provider; without it, all are listed.")
    ] = None,
    account: Annotated[
        str, typer.Option(metavar="NAME", help="Which account to set up; a new name makes one.")
    ] = "main",
    user: Annotated[str, typer.Option(metavar="ADDRESS", help="The user name, often your whole address.")] = "",
    json: Json = False,
) -> None:
    """What frequent providers want, or set an account up for one. Every figure can be changed afterwards."""
    from shopkeep.jobs import account_setup

    if name is None:
        found = account_setup.presets()
        show(
            list(found), json, table([_preset_cells(one) for one in found], ("preset", "provider", "server", "limits"))
        )
        return
    with writing() as shop:
        used = account_setup.use_preset(shop, name, account, user)
    lines = [f"{key} is {value}" for key, value in used.set.items()]
    show(used, json, [*lines, *(f"To do: {says}" for says in used.to_do[:-1]), used.to_do[-1]])


def _preset_cells(one: Preset) -> tuple[str, ...]:
    windows = (("second", one.per_second), ("minute", one.per_minute), ("hour", one.per_hour), ("day", one.per_day))
    limits = ", ".join(f"{limit:,} a{'n' if window == 'hour' else ''} {window}" for window, limit in windows if limit)
    return (one.name, one.title, f"{one.host}:{one.port} {one.security}", limits)


def account_drop(name: Annotated[str, typer.Argument(metavar="NAME")]) -> None:
    """Forget a further mail account. What went through it stays on record."""
    from shopkeep.jobs import account_setup

    with writing() as shop:
        print(account_setup.drop(shop, name).says)


def account_practice(
    behave: Annotated[
        str, typer.Option(metavar="HOW", help="well, or any of slow, greylist, refuse, drop with commas between.")
    ] = "",
    use: Annotated[bool, typer.Option("--use", help="Send to the practice mailbox from now on.")] = False,
    json: Json = False,
) -> None:
    """The practice mailbox on this machine: whether mails go there, and how it behaves."""
    from shopkeep.jobs import accounts, practising

    with writing() if use or behave else reading() as shop:
        if use:
            practising.use(shop)
        if behave:
            names = [name.strip() for name in behave.lower().split(",") if name.strip()]
            practising.behave(shop, [] if names == ["well"] else names)
        used, moods = accounts.is_practice(shop), practising.moods(shop)
    says = practising.says(moods)
    where = "Mails go to the practice mailbox." if used else "Mails go to your mail account; --use changes that."
    show({"used": used, "behaviour": list(moods), "says": says}, json, [where, says])
