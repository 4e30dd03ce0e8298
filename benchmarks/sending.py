"""How fast a send is, beside Postfix's smtp-source and mailmerge, against Postfix's smtp-sink.

    python benchmarks/sending.py [--mails 4000] [--runs 3] [--connections 10] [--folder FOLDER]
                                 [--mailmerge PATH] [--no-delay]

Ours is the whole job on an invented shop: who is due, every mail rendered, read back and queued, then
delivered over so many connections, with each step of each mail on the disk (`synchronous = FULL`, and the
journal of sent mails beside it) before the next. smtp-source sends one of those mails, ready-made, over as many
sessions and keeps no record of anything: it is the ceiling. mailmerge (PyPI) renders and sends as its command
line does. All in one run, in turns, against the same sink on this machine; medians; the ratios are what counts.
The sink, like most servers, takes MAIL, RCPT and DATA together (PIPELINING), which neither of the others makes
use of; so ours is measured against one that does not, too.

Then one and three connections through a relay that ends TLS and delays every piece by 25 ms each way, as a
server 50 ms away: each mail costs four such round trips, so 5 a second are the most there can be; with the
commands together two, and 10.

Needs Debian's `postfix` for smtp-sink and smtp-source (nothing of it is started). mailmerge is looked for on
the PATH or at --mailmerge; without it that part is left out.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import os
import shutil
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from customers import NOON, invented_shop

from shopkeep.core import clock
from shopkeep.delivery import smtp
from shopkeep.jobs import judging, outbox, sample, sending, sequences
from shopkeep.jobs.shop import Shop, open_shop

SOURCE, SINK = "smtp-source", "smtp-sink"
WAY = 0.025
"""Seconds that a piece takes one way through the relay."""
TEMPLATE = """TO: {{email}}
SUBJECT: We kept your tea, {{name}}
FROM: Nora Finch <nora@tin.example.com>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="boundary"

--boundary
Content-Type: text/plain; charset=us-ascii

Hello {{name}},

TEXT
--boundary
Content-Type: text/html; charset=us-ascii

<html><body><p>Hello {{name}},</p>
HTML
</body></html>
--boundary--
"""

LONGER = """
What is new since your last visit: a first flush from a garden that we had not tried before, mugs from the
potter round the corner, and the oat biscuits are back. We also moved the packing table to the window, where
there is more light, and found out how much faster a parcel is done when you can see the label.

Many of you asked how long tea keeps. In a tin, dry and away from the spices, a year is no trouble; green tea
is best within six months. If yours has been standing for longer, brew it a little stronger and tell us.

And a word about parcels: they leave here every weekday at three. Order by noon and yours is among them. If a
tin arrives with a dent, write to us; the tea in it is fine, and the next tin is ours to pay.

For those who cook with it: green tea in the water makes rice worth eating by itself, and black tea takes the
sharpness out of a plum jam. We tried nettle in bread and would not do it again. If you have something that
works, send it along, and we put it on the card that goes into the parcels of the month, with your name.

The shop is closed for the two weeks around New Year, when the garden people are with their families and so
are we. Whatever is ordered in that time waits in the order that it came in and leaves on the first Monday.
The last parcels before the holidays go out on the twentieth, those to the islands three days earlier.

Thank you for having bought from two people and a cat. It is your orders that let us go on choosing slowly.
"""
"""Makes a finished mail about 10 kB, text and HTML together."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One send: mails a second of the clock, milliseconds of processor time a mail, and its parts."""

    rate: float
    cpu: float
    queueing: float
    delivering: float


def program(name: str) -> str:
    """Where one of Postfix's programs is."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/libexec/postfix")
    if found is None:
        sys.exit(f"{name} is not here: it comes with Debian's package postfix")
    return found


@contextmanager
def sink(*options: str) -> Iterator[int]:
    """Postfix's sink on a free port; gives the port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    as_nobody = ["-u", "nobody"] if os.geteuid() == 0 else []
    process = subprocess.Popen([program(SINK), *as_nobody, *options, f"127.0.0.1:{port}", "128"])
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        process.kill()
        process.wait()


def shop_of(folder: Path, people: int) -> Path:
    """An invented shop of so many people with the win-back sequence, nothing queued."""
    home = folder / f"shop-of-10-kB-{people}"
    if not home.exists():
        invented_shop(home, people, people * 2)
        shop = open_shop(home)
        sample.set_profile(shop)
        for key, value in (("policy.consent", "existing"), ("smtp.host", "127.0.0.1"), ("smtp.security", "none")):
            shop.settings.set(key, value)
        judging.ensure_current(shop)
        sequences.new_sequence(shop, "win-back", "win-back", 0)
        for copy in (home / "sequences" / "win-back" / "1-offer").glob("*.md"):
            copy.write_text(copy.read_text(encoding="utf-8") + LONGER, encoding="utf-8")
        shop.close()
    return home


def ours(home: Path, port: int, connections: int) -> tuple[Taken, bytes]:
    """Queue and deliver the first mail to everybody, on a copy; and one of the mails."""
    with tempfile.TemporaryDirectory(dir=home.parent) as folder:
        copy = Path(folder) / "shop"
        shutil.copytree(home, copy)
        shop = open_shop(copy)
        shop.settings.set("smtp.port", str(port))
        shop.settings.set("smtp.connections", str(connections))
        due = sending.plan(shop, "win-back", "offer", "all").counts.planned
        begun, cpu = time.perf_counter(), time.process_time()
        sending.queue(shop, "win-back", "offer", due, "all")
        queued = time.perf_counter()
        box = deliver(shop)
        taken, cpu = time.perf_counter() - begun, time.process_time() - cpu
        assert box == due, f"{box} of {due} sent"
        raw = outbox.message(shop, 1).raw
        shop.close()
    delivering = begun + taken - queued
    return Taken(due / taken, 1000 * cpu / due, due / (queued - begun), due / delivering), raw


def deliver(shop: Shop) -> int:
    outbox.deliver(shop, limit=0)  # as the command line and the app do
    with shop.db.read() as tx:
        return int(tx.exec_driver_sql("SELECT count(*) FROM messages WHERE state = 'sent'").scalar_one())


def source(folder: Path, port: int, mail: bytes, mails: int, sessions: int) -> float:
    """Mails a second of smtp-source, connections kept."""
    file = folder / "mail.eml"
    file.write_bytes(mail.replace(b"\r\n", b"\n"))
    command = [program(SOURCE), "-d", "-s", str(sessions), "-m", str(mails), "-F", str(file)]
    begun = time.perf_counter()
    subprocess.run([*command, f"127.0.0.1:{port}"], check=True)
    return mails / (time.perf_counter() - begun)


def mailmerge(command: str, folder: Path, port: int, size: int, mails: int) -> float:
    """Mails a second of mailmerge's command line for mails of about that size."""
    line = "Tea in the tin, as you like it, and a word from the shop about it.\n"
    half = line * (size // 2 // len(line))
    (folder / "mailmerge_template.txt").write_text(TEMPLATE.replace("TEXT", half).replace("HTML", half))
    (folder / "mailmerge_server.conf").write_text(f"[smtp_server]\nhost = 127.0.0.1\nport = {port}\nsecurity = Never\n")
    with (folder / "mailmerge_database.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["email", "name"])
        rows.writerows([f"c{n}@example.org", f"Ana {n}"] for n in range(mails))
    begun = time.perf_counter()
    subprocess.run(
        [command, "--no-dry-run", "--no-limit"], cwd=folder, check=True, stdout=subprocess.DEVNULL
    )  # fmt: skip
    return mails / (time.perf_counter() - begun)


# A server 50 ms away.


async def _relay(port: int, certificate: Path, key: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        while piece := await reader.read(65536):
            loop.call_later(WAY, writer.write, piece)
        loop.call_later(WAY, writer.close)

    async def line(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(pump(reader, there_writer), pump(there_reader, writer), return_exceptions=True)

    server = await asyncio.start_server(line, "127.0.0.1", 0, ssl=context)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextmanager
def relay(folder: Path, port: int) -> Iterator[tuple[int, Path]]:
    """A server 50 ms away that ends TLS before the sink; gives its port and whom to trust."""
    import trustme

    authority = trustme.CA()
    own = authority.issue_cert("127.0.0.1")
    authority.cert_pem.write_to_path(str(folder / "authority.pem"))
    own.cert_chain_pems[0].write_to_path(str(folder / "own.pem"))
    own.private_key_pem.write_to_path(str(folder / "key.pem"))
    arguments = ["--relay", str(port), str(folder / "own.pem"), str(folder / "key.pem")]
    process = subprocess.Popen([sys.executable, __file__, *arguments], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline()), folder / "authority.pem"
    finally:
        process.kill()
        process.wait()


def far_away(folder: Path, home: Path, port: int, connections: int) -> float:
    """Mails a second and connection through the relay, over some 60 mails each, dialling left out."""
    with relay(folder, port) as (near, authority), tempfile.TemporaryDirectory(dir=home.parent) as place:
        smtp.tls_context = lambda: ssl.create_default_context(cafile=authority)  # type: ignore[assignment]
        copy = Path(place) / "shop"
        shutil.copytree(home, copy)
        shop = open_shop(copy)
        for key, value in (("security", "tls"), ("port", str(near)), ("connections", str(connections))):
            shop.settings.set(f"smtp.{key}", value)
        sending.queue(shop, "win-back", "offer", 60 * connections, "all", limit=60 * connections)
        moments: list[float] = []
        begun = [0, 0.0]

        def tell(event: object) -> None:
            sent = getattr(getattr(event, "counts", None), "sent", 0)
            if sent >= connections and not begun[0]:
                begun[:] = [sent, time.perf_counter()]
            moments.append(sent)

        outbox.deliver(shop, tell)
        rate = (60 * connections - begun[0]) / (time.perf_counter() - begun[1]) / connections
        shop.close()
    return rate


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--mails", type=int, default=4000)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--connections", type=int, default=10)
    options.add_argument("--folder", type=Path)
    options.add_argument("--mailmerge", default=shutil.which("mailmerge"))
    options.add_argument("--no-delay", action="store_true")
    options.add_argument("--relay", nargs=3, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.relay:
        port, certificate, key = asked.relay
        asyncio.run(_relay(int(port), Path(certificate), Path(key)))
        return
    clock.set_now(NOON)
    with tempfile.TemporaryDirectory() as temporary, sink() as port, sink("-p") as step_by_step:
        folder = asked.folder or Path(temporary)
        home = shop_of(folder, asked.mails * 3 // 2)
        runs: dict[str, list[float]] = {"source": [], "mailmerge": []}
        own: list[Taken] = []
        apart: list[Taken] = []
        _, mail = ours(home, port, asked.connections)  # a warm-up, and what smtp-source sends
        for _ in range(asked.runs):
            runs["source"].append(source(folder, port, mail, 10 * asked.mails, asked.connections))
            own.append(ours(home, port, asked.connections)[0])
            apart.append(ours(home, step_by_step, asked.connections)[0])
            if asked.mailmerge:
                runs["mailmerge"].append(mailmerge(asked.mailmerge, folder, port, len(mail), 150))
        rate, cpu = statistics.median(t.rate for t in own), statistics.median(t.cpu for t in own)
        told = statistics.median(runs["source"])
        print(f"a mail of {len(mail) / 1000:.1f} kB, {asked.connections} connections, median of {asked.runs} runs")
        print(f"smtp-source: {told:,.0f} a second")
        queueing, delivering = (statistics.median(getattr(t, n) for t in own) for n in ("queueing", "delivering"))
        print(
            f"shopkeep: {rate:,.0f} a second from nothing to sent ({queueing:,.0f} queued, {delivering:,.0f} delivered)"
        )
        print(f"  1/{told / rate:.1f} of smtp-source; at least 1/10 wanted")
        print(f"  {cpu:.2f} ms of processor time a mail; at most 1.3 wanted")
        slower, more = statistics.median(t.rate for t in apart), statistics.median(t.cpu for t in apart)
        print(f"  one command at a time: {slower:,.0f} a second, {more:.2f} ms of processor time a mail")
        if runs["mailmerge"]:
            merged = statistics.median(runs["mailmerge"])
            print(
                f"mailmerge: {merged:,.0f} a second; shopkeep is {rate / merged:.1f} times as fast, at least 6 wanted"
            )
        else:
            print("mailmerge is not installed: no comparison (pip install mailmerge, in an environment of its own)")
        for server, way in ((step_by_step, "one command at a time"), (port, "commands together")):
            for connections in () if asked.no_delay else (1, 3):
                found = far_away(folder, home, server, connections)
                print(f"50 ms away, TLS, {way}, {connections} connections: {found:.2f} mails a second each")
        if not asked.no_delay:
            print("  4.05 wanted at least")


if __name__ == "__main__":
    main()
