"""Where the files lie that come with the program: themes and sample data."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def shared(folder: str) -> Path:
    """The folder `themes` or `sample_data`: beside the package in a checkout, inside it once installed."""
    installed = _PACKAGE / "_share" / folder
    return installed if installed.exists() else _PACKAGE.parent / folder
