"""shopkeep: win a small shop's customers back from the terminal."""

__version__ = "0.1.0"
