"""A mail as a file for the browser: private, without scripts, and without fetching anything from anywhere."""

from __future__ import annotations

import os
import re
from pathlib import Path

from shopkeep.core.records.mails import RenderedMail

POLICY = "default-src 'none'; img-src data: cid:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
_HEAD = re.compile(r"<head[^>]*>", re.IGNORECASE)


def page(mail: RenderedMail) -> str:
    """The mail's HTML with a policy that forbids scripts and everything from the network."""
    meta = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    found = _HEAD.search(mail.html)
    if found is None:
        return f"<!DOCTYPE html><html><head>{meta}</head><body>{mail.html}</body></html>"
    return mail.html[: found.end()] + meta + mail.html[found.end() :]


def write(folder: Path, mail: RenderedMail) -> Path:
    """Write the page into `folder`, readable by its owner alone, in place of the one before it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{mail.sequence}-{mail.stage}-{mail.mail}-{mail.variant.lower()}.html"
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(page(mail))
    return path
