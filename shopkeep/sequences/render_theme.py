"""A look of the mails: palette, layout, and a mail's body put into it with its styles inlined, once a template."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import css_inline

from shopkeep.core.share import shared
from shopkeep.errors import NotFound, SequenceProblem, ShopkeepError
from shopkeep.sequences import names
from shopkeep.sequences.render_words import Words

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_FONT = re.compile(r"[A-Za-z0-9 ,'\-]{1,200}")
_THEME = re.compile(r"\{\{\s*theme\.([a-z_]+(?:\.[a-z_]+)?)\s*\}\}")
_TARGET = re.compile(r'(href|src)="([^"]*)"')
_INLINER = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=False)
MOST_BYTES = 60_000


@dataclass(frozen=True, slots=True, eq=False)
class Theme:
    """One look as its folder says it, palette already put into both layouts. Known by identity: see `load`."""

    name: str
    title: str
    about: str
    light: dict[str, str]
    dark: dict[str, str]
    html: str
    text: str


def find(name: str, own: Path) -> Path:
    """The folder of a look: the shop's own `themes/mail/NAME` first, else the program's.

    Raises NotFound with the names there are.
    """
    for base in (own / "themes" / "mail", shared("themes") / "mail"):
        if names.NAME.fullmatch(name) and (base / name / "theme.toml").is_file():
            return base / name
    raise NotFound(
        f"There is no mail look called {name!r}.",
        f"There are {', '.join(available(own))}.",
        "Name one of them as theme in sequence.toml.",
    )


def available(own: Path) -> list[str]:
    """The names of all looks."""
    bases = (own / "themes" / "mail", shared("themes") / "mail")
    return sorted({p.parent.name for base in bases for p in base.glob("*/theme.toml")})


def described(name: str, own: Path) -> str:
    """A look in a line: its title and what it is like, or what is wrong with it."""
    try:
        theme = load(find(name, own))
    except ShopkeepError as error:
        return f"{name}: {error.title}"
    return f"{theme.title}: {theme.about}" if theme.about else theme.title


def load(folder: Path) -> Theme:
    """Read a look; one read is kept until a file of it changes. Raises SequenceProblem."""
    stamps = []
    for file in ("theme.toml", "layout.html", "layout.txt"):
        path = names.inside(folder, file)
        try:
            found = path.stat()
        except OSError as error:
            raise _problem(folder, file, "is missing.") from error
        if found.st_size > MOST_BYTES:
            raise _problem(folder, file, f"is longer than {MOST_BYTES:,} bytes.")
        stamps.append((found.st_mtime_ns, found.st_size))
    return _load(folder, tuple(stamps))


@lru_cache(maxsize=16)
def _load(folder: Path, _stamps: tuple[tuple[int, int], ...]) -> Theme:
    try:
        palette = tomllib.loads((folder / "theme.toml").read_text(encoding="utf-8"))
        layouts = [(folder / f).read_text(encoding="utf-8") for f in ("layout.html", "layout.txt")]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise _problem(folder, "theme.toml", f"cannot be read: {error}.") from error
    light = _values(folder, palette, "light", _COLOUR)
    dark = _values(folder, palette, "dark", _COLOUR)
    known = light | _values(folder, palette, "fonts", _FONT) | {f"dark.{k}": v for k, v in dark.items()}

    def value(found: re.Match[str]) -> str:
        if found[1] not in known:
            raise _problem(folder, "layout.html", f"says theme.{found[1]}, which theme.toml does not.")
        return known[found[1]]

    html, text = (_THEME.sub(value, layout) for layout in layouts)
    return Theme(
        folder.name,
        str(palette.get("title", folder.name)),
        str(palette.get("about", "")),
        light,
        dark,
        html,
        text,
    )


def _values(folder: Path, palette: dict[str, object], table: str, form: re.Pattern[str]) -> dict[str, str]:
    found = palette.get(table, {})
    if not isinstance(found, dict):
        raise _problem(folder, "theme.toml", f"needs [{table}] as a table.")
    for key, value in found.items():
        if not isinstance(value, str) or not form.fullmatch(value):
            raise _problem(folder, "theme.toml", f"has {value!r} as {table}.{key}.")
    return dict(found)


def _problem(folder: Path, file: str, says: str) -> SequenceProblem:
    where = f"themes/mail/{folder.name}/{file}"
    meaning, next_step = "Mails cannot be shown in this look.", "Mend it or choose another."
    return SequenceProblem(f"{where} {says}", meaning, next_step, where)


def compose_html(theme: Theme, body: str, words: Words) -> str:
    """A whole HTML mail, ready to compile: the body in its layout, every style inlined."""
    return words.show(_INLINER.inline(_composed(theme.html, body, words, link_targets=True)))


def compose_text(theme: Theme, body: str, words: Words) -> str:
    """A whole text mail, ready to compile."""
    return words.show(_composed(theme.text, body.strip("\n"), words, link_targets=False))


def _composed(layout: str, body: str, words: Words, *, link_targets: bool) -> str:
    hidden = words.hide(layout)

    def target(found: re.Match[str]) -> str:
        return f'{found[1]}="{words.url(found[2], image=found[1] == "src")}"'

    if link_targets:
        hidden = _TARGET.sub(target, hidden)
    for number, (kind, value) in enumerate(words.pieces):
        if kind == "value" and value.strip(" -") == "body":
            hidden = hidden.replace(f"\ue000{number}\ue001", body)
    return hidden
