"""The demo: a throwaway sample shop and a practice mailbox, on screen or as printed steps."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from shopkeep import wording
from shopkeep.core import clock
from shopkeep.core.records.delivery import SendResult
from shopkeep.core.records.orders import ImportOptions, ImportResult
from shopkeep.core.text import plain
from shopkeep.errors import ShopkeepError
from shopkeep.jobs import customers, importing, inbox, outbox, results, sample, sample_answers, sending, sequences
from shopkeep.jobs.shop import Shop, open_shop

SEQUENCE = "win-back"
HOLDOUT = 0.2
WEEK = 7


def on_screen(keep: Path | None) -> int:
    """Open the app on a fresh sample shop, or on the one kept in `keep`. Returns the app's exit code."""
    from shopkeep.tui.app import run_app

    with _folder(keep) as home:
        if not (home / "shop.db").exists():
            print("Making the sample shop (a few seconds) …")
            shop = _make(home)
            shop.close()
        code = run_app(home)
        if keep is not None:
            print(f"The demo's shop is kept: shopkeep --home {home}")
        return code


def headless(keep: Path | None) -> int:
    """Do the whole job with printed steps. Returns 0 only if every step held."""
    with _folder(keep) as home:
        try:
            _journey(home, print)
        finally:
            clock.set_now(None)
        print("Every step held." + (f" The shop is kept: shopkeep --home {home}" if keep else ""))
    return 0


class _folder:
    """The demo's folder: the owner's, or one that goes away."""

    def __init__(self, keep: Path | None) -> None:
        self.keep = keep.expanduser() if keep else None
        self.home = self.keep or Path(tempfile.mkdtemp(prefix="shopkeep-demo-"))

    def __enter__(self) -> Path:
        return self.home

    def __exit__(self, *_: object) -> None:
        if self.keep is None:
            shutil.rmtree(self.home, ignore_errors=True)


def _make(home: Path) -> Shop:
    shop = open_shop(home)
    sample.set_profile(shop)
    sample.import_first(shop, sample.write_files(home, shop.today()))
    return shop


def _journey(home: Path, say: Callable[[str], None]) -> None:
    if (home / "shop.db").exists():
        raise ShopkeepError(
            f"{home} holds a shop already.",
            "The demo makes its own.",
            f"Give an empty folder, or look: shopkeep --home {home}",
        )
    shop = open_shop(home)
    try:
        sample.set_profile(shop)
        files = sample.write_files(home, shop.today())
        _import_first(shop, files, say)
        _review(shop, say)
        _compose(shop, say)
        first = _send(shop, "offer", say)
        _answers(shop, say)
        _later(shop, files, first, say)
        for stage in ("value", "goodbye"):
            sample.pass_days(shop, WEEK)
            _send(shop, stage, say)
        _results(shop, say)
    finally:
        shop.close()


def _import_first(shop: Shop, files: sample.SampleFiles, say: Callable[[str], None]) -> None:
    say("Import the exports of both platforms")
    for result in sample.import_first(shop, files):
        say(f"   {_imported(result)}")
    again = importing.import_orders(shop, files.orders[1], ImportOptions())
    _must(again.already_known and not again.orders_new, "the same file again changes nothing")
    say("   the same file again: nothing changed")


def _review(shop: Shop, say: Callable[[str], None]) -> None:
    say("Who is slipping away")
    by_name = {row.name: row for row in customers.segments(shop)}
    risk = by_name["at-risk"]
    _must(risk.customers > 0, "somebody is at risk")
    stake = wording.money_short(risk.at_stake)
    say(f"   {wording.count(risk.customers, 'customer')} at risk, {stake} a year at stake")
    for row in customers.list_customers(shop, "at-risk", limit=3):
        say(f"   {plain(row.name or row.email)}: {row.why}")


def _compose(shop: Shop, say: Callable[[str], None]) -> None:
    say("A three-stage sequence from the blueprint")
    row = sequences.new_sequence(shop, SEQUENCE, "win-back", HOLDOUT)
    errors = [p for p in sequences.check(shop, SEQUENCE) if p.severity == "error"]
    _must(not errors, f"the sequence has no errors: {errors[:1]}")
    say(f"   {row.title}: {row.mails} mails, {wording.percent(HOLDOUT)} held out to compare with, check passed")
    mail = sequences.render_preview(shop, SEQUENCE, "offer")
    say(f"   to {plain(mail.to_name or mail.email)}: {plain(mail.subject)}")


def _send(shop: Shop, stage: str, say: Callable[[str], None]) -> SendResult:
    say(f"Send the stage {stage} to the practice mailbox, on {shop.today():%d %b %Y}")
    plan = sending.plan(shop, SEQUENCE, stage)
    planned = plan.counts.planned
    _must(planned > 0, f"the stage {stage} has somebody to write to")
    before = len(outbox.practice_mails(shop))
    queued = sending.queue(shop, SEQUENCE, stage, planned)
    outbox.deliver(shop)
    sent = outbox.result_of(shop, queued)
    arrived = len(outbox.practice_mails(shop)) - before
    _must(
        sent.counts.sent == planned == arrived,
        f"{planned} planned, {sent.counts.sent} sent, {arrived} arrived",
    )
    left = ", ".join(f"{count:,} {reason}" for reason, count in plan.left_out.items())
    say(f"   {planned} planned, {sent.counts.sent} sent, {arrived} arrived, {plan.holdout} held out; not: {left}")
    return sent


def _answers(shop: Shop, say: Callable[[str], None]) -> None:
    say("Read what came back")
    found = sample_answers.read(shop)
    _must(
        {row.kind for row in found.mails} >= {"reply", "bounced", "unsubscribe"}, "answers of every kind are understood"
    )
    for line in inbox.summary(found):
        say(f"   {line}")


def _later(shop: Shop, files: sample.SampleFiles, first: SendResult, say: Callable[[str], None]) -> None:
    say("Three weeks later: the next export")
    result = importing.import_orders(shop, files.later, ImportOptions())
    say(f"   {_imported(result)}")
    _must(result.came_back > 0, "somebody came back")
    say(f"   {wording.count(result.came_back, 'customer')} came back and left the sequence")
    back = {row.email for row in results.results(shop, SEQUENCE).returned}
    next_plan = sending.plan(shop, SEQUENCE, "value")
    _must(not back & {m.email for m in next_plan.messages}, "nobody who came back is written to again")
    _must(bool(back & {m.email for m in first.messages}), "some of those written to came back")


def _results(shop: Shop, say: Callable[[str], None]) -> None:
    say("What it brought")
    found = results.results(shop, SEQUENCE)
    for title, arm in (("written to", found.mailed), ("held out", found.holdout)):
        rate = wording.percent(arm.return_rate or 0)
        say(f"   {title}: {arm.returned} of {arm.customers} came back ({rate}), {wording.money(arm.revenue)}")
    say(f"   {found.lift.verdict}")
    _must(found.mailed.returned > 0, "some of those written to came back")


def _imported(result: ImportResult) -> str:
    return (
        f"{result.file}: {result.rows:,} rows, {result.orders_new:,} new orders, "
        f"{result.orders_updated:,} updated, {result.customers_new:,} new customers, "
        f"{wording.count(result.rejected_count, 'row')} refused"
    )


def _must(held: bool, what: str) -> None:
    if not held:
        raise ShopkeepError(f"The demo failed at: {what}.", "This should not happen.", "Please report it.")
