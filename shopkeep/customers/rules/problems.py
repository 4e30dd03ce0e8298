"""The one error of the rule language."""

from __future__ import annotations

from shopkeep.errors import UsageError


class RuleProblem(UsageError):
    """A rule that cannot be understood, and where: `at` counts signs from the start, `length` may be 0."""

    def __init__(self, title: str, meaning: str = "", next_step: str = "", at: int = 0, length: int = 0) -> None:
        super().__init__(title, meaning, next_step)
        self.at = at
        self.length = length
