"""How many personalised mails a second are made, beside one EmailMessage with css-inline for each.

    python benchmarks/rendering.py [--mails 4000] [--runs 5] [--theme NAME]

Every copy of the win-back blueprint, in its own look, for invented customers: HTML, text, headers and the
finished bytes, read back and compared as before a send, in one process on one core. Then the same mails made
the usual way in the same run: values put into the page, its styles inlined by css-inline, the parts and
headers given to `EmailMessage`, its bytes taken. The usual way gets the text part for nothing and checks
nothing. Both are measured in turns; the figures are the medians, and the ratio is what counts.

At last a keystroke in the editor: a changed body, compiled and filled in anew for one customer of the sample
shop, who has sat down before the sequence once.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import css_inline
from jinja2 import Environment

from shopkeep.core import unsubscribe
from shopkeep.core.money import Money
from shopkeep.core.records.mails import Person, ProductRef, RenderedMail
from shopkeep.core.records.sequences import MailSource
from shopkeep.core.share import shared
from shopkeep.delivery import mime
from shopkeep.jobs import sample, sequence_sitting, sequences
from shopkeep.jobs.shop import open_shop
from shopkeep.sequences import blueprints, files, offers, render, render_theme
from shopkeep.sequences.check import every_copy
from shopkeep.sequences.values import MailContext, ShopWords

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
KEY = bytes(range(32))
SHOP = ShopWords(
    "Tin & Thistle", "https://tin.example.com", "4 Harbour Row\nWestport", "Nora Finch", "nora@tin.example.com", "EUR"
)
SENDER = mime.Sender("nora@tin.example.com", "Tin & Thistle", "nora@tin.example.com")
FIRST = ("Ana", "Ines", "Tom", "Yuki", "Zoë", "Ștefan", "Märta", "Paul", "Nora", "Lea", "Jörg", "Carla", "Omar", "Eva")
LAST = ("Marchetti", "Okafor", "Tanaka", "Popescu", "Lindqvist", "Novák", "Silva", "Keller", "Dubois", "Quinn")
TEAS = ("Nettle Tea", "Mint Tea", "Rosehip Tea", "Earl Grey", "Chamomile", "Linden & Lavender", "Tea scoop")


def people(how_many: int) -> list[Person]:
    """Invented customers, the same for the same number."""
    chance = random.Random(11)
    found = []
    for n in range(how_many):
        first, tea = chance.choice(FIRST), chance.choice(TEAS)
        silent = chance.randrange(60, 400)
        favourite = ProductRef(f"{tea}, loose 80 g", "", f"https://tin.example.com/p/{tea[:4].lower()}")
        found.append(
            Person(
                email=f"c{n}@example.org", first_name=first, name=f"{first} {chance.choice(LAST)}",
                orders=chance.randrange(1, 20), spent=Money(chance.randrange(1000, 90000), "EUR"),
                first_order=TODAY - timedelta(days=silent + 300), last_order=TODAY - timedelta(days=silent),
                days_since=silent, usual_gap_days=40.0, country="IE", language="",
                favourite=favourite if n % 5 else None, last_products=(favourite,), category="Teas", attributes={},
            )
        )  # fmt: skip
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--mails", type=int, default=4000)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--theme", default="")
    asked = options.parse_args()
    sequence = files.load(blueprints.folder("win-back"))
    theme = shared("themes") / "mail" / (asked.theme or sequence.theme)
    look = render_theme.load(theme)
    copies = [pair for stage in sequence.stages for pair in every_copy(sequence, stage)]
    copies = [(mail, group) for mail, group in copies if not mail.language]
    everybody = people(asked.mails)
    work = [(*copies[n % len(copies)], person) for n, person in enumerate(everybody)]

    def ours(copy: MailSource, group: object, person: Person) -> bytes:
        token = unsubscribe.token(KEY, person.email)
        way_out = unsubscribe.mailto(SHOP.reply_to, token)
        context = MailContext(SHOP, offers.of_mail(group, copy), TODAY, way_out)  # type: ignore[arg-type]
        mail = render.render_in(look, sequence, copy, person, context)
        return mime.assemble(mail, SENDER, mime.identify(KEY, mail, SENDER, NOON))

    usual = the_usual_way(sequence, theme, copies)
    for copy, group, person in work[: len(copies)]:  # compiled and warm, both
        ours(copy, group, person)
        usual(copy, person)
    rates: dict[str, list[float]] = {"ours": [], "usual": []}
    for _ in range(asked.runs):
        rates["ours"].append(rate(lambda: [ours(*one) for one in work], len(work)))
        few = work[: max(1, len(work) // 10)]
        rates["usual"].append(rate(lambda: [usual(copy, person) for copy, _, person in few], len(few)))  # noqa: B023
    mine, other = (statistics.median(rates[name]) for name in ("ours", "usual"))
    size = statistics.mean(len(ours(*one)) for one in work[:200])
    print(f"shopkeep: {mine:,.0f} mails a second of {size / 1000:.1f} kB, headers read back and compared")
    print(f"EmailMessage with css-inline: {other:,.0f} a second")
    print(f"ratio: {mine / other:.1f}")
    times = keystrokes(200)
    print(f"a keystroke's preview: {statistics.median(times):.0f} ms, {times[int(len(times) * 0.95)]:.0f} ms at p95")


def keystrokes(how_many: int) -> list[float]:
    """Milliseconds from a changed body to its preview, rising."""
    with tempfile.TemporaryDirectory() as folder:
        shop = open_shop(Path(folder) / "shop")
        sample.set_profile(shop)
        sample.import_first(shop, sample.write_files(shop.home, shop.today()))
        sequences.new_sequence(shop, "win-back")
        text = sequences.read_mail(shop, "win-back", "1-offer/1.md")
        sitting, times = sequence_sitting.sit(shop, "win-back"), []
        for typed in range(how_many):
            begun = time.process_time()
            sequence_sitting.filled_in(sitting, "offer", source=f"{text}{'x' * typed}", file="1-offer/1.md")
            times.append(1000 * (time.process_time() - begun))
        shop.close()
    return sorted(times)


def rate(work: Callable[[], object], how_many: int) -> float:
    """Pieces a second of this process's own time: others on the machine do not count."""
    begun = time.process_time()
    work()
    return how_many / (time.process_time() - begun)


def the_usual_way(sequence, theme, copies) -> Callable[[MailSource, Person], bytes]:  # type: ignore[no-untyped-def]
    """A page with its styles in the head, filled by Jinja, inlined, and packed by the standard library."""
    layout = render_theme.load(theme)
    environment = Environment(autoescape=True)
    inliner = css_inline.CSSInliner(load_remote_stylesheets=False)
    pages, texts, subjects = {}, {}, {}
    for copy, group in copies:
        person = replace(people(1)[0], name="NAMENAME", first_name="NAMENAME")
        context = MailContext(SHOP, offers.of_mail(group, copy), TODAY, "https://tin.example.com/out")
        made: RenderedMail = render.render(sequence, copy, person, context, theme)
        styles = layout.html[layout.html.index("<style") : layout.html.index("</head>")]
        bare = made.html[made.html.index("<body") :]
        page = f"<html><head>{styles}</head>{_without_styles(bare)}</html>"
        pages[copy.file] = environment.from_string(page.replace("NAMENAME", "{{ name }}"))
        texts[copy.file], subjects[copy.file] = made.text, made.subject

    def message(copy: MailSource, person: Person) -> bytes:
        page = inliner.inline(pages[copy.file].render(name=person.first_name))
        mail = EmailMessage(policy=policy.SMTP)
        mail["From"] = "Tin & Thistle <nora@tin.example.com>"
        mail["To"] = f"{person.name} <{person.email}>"
        mail["Subject"] = subjects[copy.file].replace("NAMENAME", person.first_name)
        mail["Date"] = format_datetime(NOON)
        mail["Message-ID"] = f"<{person.email}>"
        mail["List-Unsubscribe"] = "<mailto:nora@tin.example.com?subject=unsubscribe>"
        mail.set_content(texts[copy.file].replace("NAMENAME", person.first_name))
        mail.add_alternative(page, subtype="html")
        return mail.as_bytes()

    return message


def _without_styles(page: str) -> str:
    import re

    return re.sub(r' style="[^"]*"', "", page)


if __name__ == "__main__":
    main()
