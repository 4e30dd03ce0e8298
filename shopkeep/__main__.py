"""`shopkeep` on the command line. Loads nothing heavy before it knows what was asked."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the program and exit with the code that the help names."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from shopkeep import __version__

        print(f"shopkeep {__version__}")
        return
    from shopkeep.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
