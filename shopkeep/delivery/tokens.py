"""Access tokens (XOAUTH2) from a command of the owner's: what it prints is the token, and nothing of it is kept."""

from __future__ import annotations

import os
import re
import shlex
import subprocess

from shopkeep.core import text
from shopkeep.errors import MailProblem

SECONDS = 30
"""A command that takes longer waits for somebody to log in, and nobody sees it."""
DO = "Run the command in a terminal by itself, log in where it asks you to, and try again."
_TOKEN = re.compile(r"[\x21-\x7e]{1,16384}")


def token(command: str, seconds: float = SECONDS) -> str:
    """What a command prints: one access token. Raises MailProblem, with what went wrong in words.

    The command is run as it is, by no shell, with nothing to read from.
    """
    try:
        parts = shlex.split(command, posix=os.name == "posix")
        done = subprocess.run(
            parts,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            check=False,
            text=True,
            errors="replace",
        )
    except (ValueError, IndexError):
        raise _failed("it cannot be understood: a quote is missing") from None
    except FileNotFoundError:
        raise _failed(f"there is no program {text.plain(parts[0])[:80]}") from None
    except subprocess.TimeoutExpired:
        raise _failed(f"it printed nothing within {seconds:g} seconds") from None
    except OSError as error:
        raise _failed(error.strerror or str(error)) from None
    if done.returncode:
        said = text.plain(done.stderr.strip().rpartition("\n")[2])[:200]
        raise _failed(said or f"it ended with {done.returncode} and said nothing")
    found = done.stdout.strip()
    if not found:
        raise _failed("it printed nothing")
    if not _TOKEN.fullmatch(found):
        raise _failed("what it printed is no token: one word on one line is wanted")
    return found


def _failed(why: str) -> MailProblem:
    return MailProblem(f"The token command failed: {why}.", "Without a token the account lets nobody in.", DO)
