"""Every error the owner can meet: what happened, what it means, what to do next.

ShopkeepError
├── UsageError        a wrong call, option or value                    exit 2
├── DecisionNeeded    the owner must answer first                      exit 4
├── ShopBusy          another shopkeep holds this shop                 exit 5
├── ShopDamaged       the shop file is damaged or newer than us        exit 6
├── ImportRefused     a file that cannot be taken in as it is          exit 1
├── SequenceProblem   a sequence that cannot be read or sent           exit 1
├── MailProblem       the mail account or server refuses               exit 1
├── NotFound          a name that nothing here has                     exit 1
└── Stopped           the owner stopped a job                          exit 1
"""

from __future__ import annotations


class ShopkeepError(Exception):
    """An error with a title (what happened), a meaning and a next step, each one plain sentence."""

    exit_code = 1

    def __init__(self, title: str, meaning: str = "", next_step: str = "") -> None:
        super().__init__(title)
        self.title = title
        self.meaning = meaning
        self.next_step = next_step

    def lines(self) -> list[str]:
        """The error as one to three lines for a terminal."""
        return [line for line in (self.title, self.meaning, self.next_step) if line]


class UsageError(ShopkeepError):
    exit_code = 2


class DecisionNeeded(ShopkeepError):
    exit_code = 4


class ShopBusy(ShopkeepError):
    exit_code = 5


class ShopDamaged(ShopkeepError):
    exit_code = 6


class ImportRefused(ShopkeepError):
    pass


class AmbiguousFile(ImportRefused):
    """Two readings of a file are possible. `option` names the command-line option that settles it
    (`dates`, `decimal`, `currency`, `delimiter`, `encoding`, `timezone`, `map`, `consent`),
    `choices` the values it could take."""

    def __init__(self, title: str, meaning: str, next_step: str, option: str, choices: tuple[str, ...] = ()) -> None:
        super().__init__(title, meaning, next_step)
        self.option = option
        self.choices = choices


class SequenceProblem(ShopkeepError):
    """`file` and `line` say where in the sequence's folder; line 0 where no line can be named."""

    def __init__(self, title: str, meaning: str = "", next_step: str = "", file: str = "", line: int = 0) -> None:
        super().__init__(title, meaning, next_step)
        self.file = file
        self.line = line


class MailProblem(ShopkeepError):
    pass


class NotFound(ShopkeepError):
    pass


class Stopped(ShopkeepError):
    pass
