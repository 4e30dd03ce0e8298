"""The looks that mails may have, and the mail at hand in any of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from shopkeep.errors import SequenceProblem
from shopkeep.jobs.sequence_sitting import Sitting, filled_in
from shopkeep.jobs.shop import Shop
from shopkeep.sequences import files, preview, render_theme


def looks(shop: Shop) -> list[tuple[str, str, str]]:
    """Every look that can be read: name, title, what it is like."""
    found = []
    for name in render_theme.available(shop.home):
        try:
            theme = render_theme.load(render_theme.find(name, shop.home))
        except SequenceProblem:
            continue
        found.append((theme.name, theme.title, theme.about))
    return found


def page_in(shop: Shop, theme: str, sitting: Sitting, stage: str, file: str, source: str) -> Path:
    """The mail at hand in a look, as a file for the browser. Raises NotFound, SequenceProblem."""
    other = replace(sitting, theme=render_theme.find(theme, shop.home))
    written = files.parse_mail(file, source)
    mail = filled_in(other, stage, written.number, written.variant, source, file)
    return preview.write(shop.home / "previews", mail)
