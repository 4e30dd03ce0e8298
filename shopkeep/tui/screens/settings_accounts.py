"""Mail accounts: what each may still send today, presets of providers, their password, a test, and the domain."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopkeep import wording
from shopkeep.core.records.accounts import AccountRow
from shopkeep.core.text import plain
from shopkeep.errors import ShopkeepError
from shopkeep.jobs import account_setup, upkeep
from shopkeep.settings import KEYS, MAIN, PASSWORD, account_of, of_account
from shopkeep.tui.run import task
from shopkeep.tui.screens import settings_forms as forms
from shopkeep.tui.screens.base import Frame
from shopkeep.tui.widgets.columns import Cell, Column
from shopkeep.tui.widgets.dialogs import Choice, TextAsk
from shopkeep.tui.widgets.rows import Rows

COLUMNS = [
    Column("Account", width=12),
    Column("Server", weight=2, least=16),
    Column("Limits", weight=2, least=16, drop=1),
    Column("24 h", width=7, right=True, drop=3),
    Column("More today", width=10, right=True, drop=2),
]
FIELDS = ("smtp.host", "smtp.user", "mail.from", *(name for name in KEYS if name.startswith("limits.")))
"""What is changed here most; all else is in Settings."""


def row_key(row: AccountRow) -> Hashable:
    return row.name


class AccountsPage(Frame):
    """The mail accounts, a page over Settings."""

    PLACE = "settings"
    KEYS = "settings.accounts"
    HELP = "Your mail accounts. One sends unless a sequence or you name another; each has limits of its own."

    def body(self) -> ComposeResult:
        with Container(id="accounts"):
            rows: Rows[AccountRow] = Rows(
                COLUMNS, cells, row_key, sign=lambda row: Cell("●" if row.chosen else "", "accent"), id="rows",
                classes="pane",
            )  # fmt: skip
            rows.border_title = "Mail accounts"
            yield rows
            with VerticalScroll(id="account-pane", classes="pane", can_focus=False):
                yield Static(id="account")
            with VerticalScroll(id="said-pane", classes="pane", can_focus=False) as pane:
                pane.border_title = "What was found"
                yield Static(id="said")

    def on_mount(self) -> None:
        self._say_lines([Content.styled("t tests the account, d asks DNS about its domain.", "$muted")])
        self.load()

    def hear(self, topics: tuple[str, ...]) -> None:
        if "settings" in topics:
            self.load()

    @task(exclusive=True)
    async def load(self) -> None:
        rows = self.query_one("#rows", Rows)
        rows.show(await self.ask(account_setup.rows))
        rows.focus()

    @property
    def account(self) -> str:
        """The account under the cursor; the main one, which there always is, while the list is being read."""
        row: AccountRow | None = self.query_one("#rows", Rows).current
        return MAIN if row is None else row.name

    @on(Rows.Highlighted, "#rows")
    def highlighted(self, event: Rows.Highlighted[AccountRow]) -> None:
        self.query_one("#account-pane").border_title = Content(plain(event.row.name))
        self.query_one("#account", Static).update(about(event.row))

    @on(Rows.Chosen, "#rows")
    def chosen(self) -> None:
        self.action_edit()

    def action_preset(self) -> None:
        self.preset(self.account)

    @task
    async def preset(self, account: str) -> None:
        await self._set_up(account)

    def action_new(self) -> None:
        self.new()

    @task
    async def new(self) -> None:
        """Another account, begun from a preset."""
        taken = self.shop.settings.accounts()

        def fits(name: str) -> str:
            if name in taken:
                return "There is an account of that name."
            fits = account_of(of_account(name, "smtp.host"))[0] == name
            return "" if fits else "A short name in small letters, such as newsletter."

        name = await self.dialog(TextAsk("What shall the account be called?", "Only you see it.", check=fits))
        if name:
            await self._set_up(name)

    async def _set_up(self, account: str) -> None:
        found = account_setup.presets()
        choices = [(one.name, f"{one.title}: {one.host}") for one in found]
        text = "Servers, limits and connections are filled in. They are a beginning: you can change every one."
        name = await self.dialog(Choice("Whose server is it?", choices, text))
        if name is None:
            return
        preset = next(one for one in found if one.name == name)
        key = of_account(account, "smtp.user")
        before = str(self.shop.settings.get(key) or self.shop.settings.of(account, "mail.from"))
        asking = f"{preset.user[:1].upper()}{preset.user[1:]}."
        user = await self.dialog(TextAsk(f"User name at {preset.title}", asking, before))
        if user is None:
            return
        password = await self._ask_password(user.strip(), f"{preset.password}. It goes into this system's keyring.")
        if password is None:
            return  # as every dialog says: Esc leaves everything as it is
        used = await self.ask(account_setup.use_preset, preset.name, account, user.strip())
        self._say_lines(
            [Content(plain(f"{preset.title}: {used.to_do[-1]}")), *(_to_do(one) for one in used.to_do[:-1])]
        )
        self.changed("settings")
        await self._keep_password(account, password)

    def action_edit(self) -> None:
        self.edit()

    @task
    async def edit(self) -> None:
        """Change one thing of the chosen account."""
        account, settings = self.account, self.shop.settings
        choices = [(name, f"{KEYS[name].title}: {forms.shown(name, settings.of(account, name))}") for name in FIELDS]
        text = "" if account == MAIN else f"All else in settings.toml, under account.{account}."
        field = await self.dialog(Choice(f"Change what of {account}?", choices, text))
        if field is None:
            return
        key, name = KEYS[field], of_account(account, field)
        value = "" if (now := settings.of(account, field)) is None else str(now)
        check = TextAsk(key.title, forms.about(field), value, check=lambda typed: forms.problem_of(key, typed))
        typed = await self.dialog(check)
        if typed is not None:
            await self.ask(upkeep.account_set, name, typed)
            self.changed("settings")

    def action_password(self) -> None:
        self.password()

    @task
    async def password(self) -> None:
        account = self.account
        user = str(self.shop.settings.of(account, "smtp.user") or "")
        await self._keep_password(account, await self._ask_password(user, forms.about(PASSWORD)))

    async def _ask_password(self, user: str, about: str) -> str | None:
        """The password as typed, empty where there is to be none yet; None after Esc."""
        return await self.dialog(TextAsk(f"Password of {plain(user)}", plain(about), password=True))

    async def _keep_password(self, account: str, typed: str | None) -> None:
        if not typed:
            return
        settings = self.shop.settings
        store = partial(settings.store_password, typed, account)
        await forms.keep_password(self, store, partial(settings.use_password, typed, account))

    def action_use(self) -> None:
        self.use()

    @task
    async def use(self) -> None:
        """The chosen account sends unless another is named."""
        await self.ask(upkeep.account_set, "mail.account", self.account)
        self.say(f"{self.account} sends from now on. Mails that are queued already keep their account.")
        self.changed("settings")

    def action_drop(self) -> None:
        self.drop()

    @task
    async def drop(self) -> None:
        account = self.account
        keep, go = "Keep it", f"Drop {account}"
        if account == MAIN or await self.dialog(Choice(f"Drop the account {account}?", [keep, go])) == go:
            self.say(f"{(await self.ask(account_setup.drop, account)).says}.")
            self.changed("settings")

    def action_test(self) -> None:
        self.test()

    @task(exclusive=True)
    async def test(self) -> None:
        """Connect and log in; how it went stays on the screen."""
        self._say_lines([Content.styled("Connecting to the mail server", "$muted")])
        try:
            says = await self.ask(upkeep.account_test, self.account)
        except ShopkeepError as error:
            lines = [Content.styled(f"! {plain(error.title)}", "bold $error")]
            self._say_lines([*lines, *(Content(plain(line)) for line in error.lines()[1:])])
            return
        self._say_lines([Content.assemble(("✓ ", "bold $success"), plain(says))])

    def action_domain(self) -> None:
        self.domain()

    @task(exclusive=True)
    async def domain(self) -> None:
        """Ask DNS what the domain of the account's from address says of its mails."""
        self._say_lines([Content.styled("Asking about your domain", "$muted")])
        try:
            found = await self.ask(upkeep.account_dns, (), self.account)
        except ShopkeepError as error:
            self._say_lines(forms.not_asked(error))
            return
        self._say_lines(forms.checks(found.checks))

    def _say_lines(self, lines: list[Content]) -> None:
        self.query_one("#said", Static).update(Content("\n").join(lines))


def cells(row: AccountRow) -> tuple[str | Cell, ...]:
    """One account in the list."""
    where = "practice mailbox" if row.practice else row.host or Cell("not set up", "muted")
    left = "" if row.allowed_today is None else f"{row.allowed_today:,}"
    return (row.name, where, limits_in_words(row) or Cell("no limit", "muted"), f"{row.tried_today:,}", left)


def limits_in_words(row: AccountRow) -> str:
    """`500 a day, slow start of 20`; empty without limits."""
    parts = [f"{limit:,} {'an' if window == 'hour' else 'a'} {window}" for window, limit in row.limits.items()]
    return ", ".join([*parts, *([f"slow start of {row.warm_up:,}"] if row.warm_up else [])])


def about(row: AccountRow) -> Content:
    """The chosen account in sentences."""
    lines = []
    if row.lacks:
        lines.append(Content.assemble(("▲ ", "$warning"), plain(row.lacks)))
    if row.practice:
        lines.append(Content("Mails stay on this machine: m in the Outbox shows them."))
    elif row.host:
        login = f", as {row.user}" if row.user else ""
        lines.append(Content(plain(f"{row.host}, port {row.port}, {row.security}{login}.")))
    if row.sender:
        lines.append(Content(plain(f"Mails come from {row.sender}.")))
    limits = limits_in_words(row)
    lines.append(Content(f"Limits: {limits}." if limits else "No limit is set."))
    tried = wording.count(row.tried_today, "mail was tried", "mails were tried")
    left = "" if row.allowed_today is None else f"; {row.allowed_today:,} more may go today"
    lines.append(Content(f"{tried} in the last 24 hours{left}."))
    if row.waiting:
        lines.append(Content(f"{wording.count(row.waiting, 'message waits', 'messages wait')} for it in the Outbox."))
    if row.chosen:
        lines.append(Content("● It sends unless a sequence or you name another."))
    return Content("\n").join(lines)


def _to_do(says: str) -> Content:
    return Content.assemble(("▲ ", "$warning"), plain(says))
