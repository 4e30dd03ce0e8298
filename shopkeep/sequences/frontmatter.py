"""The head of a copy file: `key: value` lines between two lines of `---`, then the mail itself."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from shopkeep.errors import SequenceProblem

FENCE = "---"
KEYS = ("subject", "preheader", "wait", "offer")


@dataclass(frozen=True, slots=True)
class Parts:
    """A copy file taken apart. `lines` tells on which line each key stands, `body_line` where the mail begins."""

    values: dict[str, str]
    lines: dict[str, int]
    body: str
    body_line: int


def split(text: str, file: str) -> Parts:
    """Take a copy file apart. Raises SequenceProblem naming the file and the line that is wrong."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff").split("\n")
    if lines[0].strip() != FENCE:
        raise problem(
            file,
            1,
            "does not begin with a line of three dashes.",
            "Begin the file with ---, then `subject: ...`, then --- again, then the mail.",
        )
    values: dict[str, str] = {}
    at: dict[str, int] = {}
    for number, line in enumerate(lines[1:], 2):
        if line.strip() == FENCE:
            body = "\n".join(lines[number:])
            blank = len(body) - len(body.lstrip("\n"))
            return Parts(values, at, body.strip("\n"), number + 1 + blank)
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, colon, value = line.partition(":")
        name = name.strip().lower()
        if not colon:
            do = "Write it behind a key, such as `subject: …`, or below the second ---, where the mail begins."
            raise problem(file, number, f"has “{_short(line.strip())}” without a colon.", do)
        if name not in KEYS:
            raise problem(file, number, *_unknown(line))
        if name in values:
            raise problem(file, number, f"says {name!r} a second time.", "Keep one of the two lines.")
        values[name] = unquoted(value.strip())
        at[name] = number
    raise problem(file, len(lines), "has no second line of three dashes.", "Close the head with --- before the mail.")


def _unknown(line: str) -> tuple[str, str]:
    """What is wrong in a line of the head that begins with none of its keys, and what to write."""
    name, _, value = line.partition(":")
    before, found = name.strip(), value.strip()
    key = before.rpartition(" ")[2].lower()
    if key in KEYS:
        before = before[: -len(key)].strip()
        says = f"has “{_short(before)}” before “{key}:”. In the head of a mail a line begins with its key."
        return says, f"Take it out, or move it behind the colon: `{key}: {_short(found)}`"
    near = difflib.get_close_matches(before.lower(), KEYS, 1)
    if near:
        return f"says “{_short(before)}:”, which is not known here.", f"Did you mean {near[0]}?"
    return (
        f"begins with “{_short(before)}”, which is no key of a mail's head.",
        f"Begin it with {', '.join(f'{one}:' for one in KEYS[:-1])} or {KEYS[-1]}:, such as `subject: We miss you`."
        " What the mail itself says stands below the second ---.",
    )


def _short(said: str) -> str:
    return said if len(said) <= 40 else said[:39].rstrip() + "…"


def join(subject: str, preheader: str, wait_days: int, body: str, offer: str = "", waits: bool = False) -> str:
    """A copy file from its parts: what `split` takes apart again."""
    head = [FENCE, f"subject: {quoted(subject)}"]
    if preheader:
        head.append(f"preheader: {quoted(preheader)}")
    if wait_days or waits:
        head.append(f"wait: {wait_days}")
    if offer:
        head.append(f"offer: {offer}")
    return "\n".join([*head, FENCE, "", body.strip("\n"), ""])


def with_wait(text: str, days: int) -> str:
    """A copy file's text with another wait, and all else as it was. Raises SequenceProblem as `split`."""
    lines = text.split("\n")
    parts = split(text, "")
    said = [f"wait: {days}"] if days else []
    if "wait" in parts.lines:
        at = parts.lines["wait"] - 1
        return "\n".join([*lines[:at], *said, *lines[at + 1 :]])
    end = next(number for number, line in enumerate(lines[1:], 1) if line.strip() == FENCE)
    return "\n".join([*lines[:end], *said, *lines[end:]])


def unquoted(value: str) -> str:
    """A value without the pair of quotes around it, if there is one."""
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value


def quoted(value: str) -> str:
    """A value as one line, in quotes where it would otherwise read as something else."""
    line = " ".join(value.split())
    return f'"{line}"' if line != unquoted(line) else line


def problem(file: str, line: int, says: str, do: str = "") -> SequenceProblem:
    """The error for one place in a sequence's files: `1-offer/1.md, line 3 ...`."""
    where = f"{file}, line {line}" if line else file
    return SequenceProblem(f"{where} {says}", do, "Nothing is sent until this is mended.", file, line)
