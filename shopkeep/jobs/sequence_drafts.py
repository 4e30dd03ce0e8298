"""A copy as it is being written: its problems, the mail it would be, and what every name would give its reader."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from shopkeep.core.records.mails import RenderedMail
from shopkeep.core.records.sequences import Problem
from shopkeep.errors import SequenceProblem
from shopkeep.jobs.sequence_people import stage_called
from shopkeep.jobs.sequence_sitting import Sitting, context_for, filled_in
from shopkeep.sequences import check, completing, files, frontmatter, render
from shopkeep.sequences.snippets import SNIPPETS

_SAYS = "\u2063"
_SAID = re.compile(f"^{_SAYS}([0-9]+){_SAYS}(.*)$", re.MULTILINE)
_PIECE = re.compile(f"{_SAYS}(.*){_SAYS}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Draft:
    """A copy as it is being written: its problems, and the mail where it can be made."""

    mail: RenderedMail | None
    problems: list[Problem]


def draft(sitting: Sitting, stage: str, file: str, source: str) -> Draft:
    """What the text of one copy would be, and what is wrong in it. Reads no file but the look's. Never raises
    SequenceProblem; NotFound where the stage has no such mail."""
    try:
        written = files.parse_mail(file, source)
    except SequenceProblem as error:
        return Draft(None, [_as_problem(file, error)])
    found = check.check_copy(stage_called(sitting.sequence, stage), written, sitting.unreadable)
    try:
        return Draft(filled_in(sitting, stage, written.number, written.variant, source, file), found)
    except SequenceProblem as error:
        if not any(problem.severity == "error" for problem in found):
            found = [_as_problem(file, error), *found]
        return Draft(None, found)


def _as_problem(file: str, error: SequenceProblem) -> Problem:
    if error.file not in ("", file):  # such as the copy from which this one borrows: no line of this one is meant
        return Problem("error", file, 0, error.title, error.meaning)
    says = error.title.removeprefix(f"{file}, line {error.line} ").removeprefix(f"{file} ")
    return Problem("error", file, error.line, says, error.meaning)


def names_for(sitting: Sitting, stage: str, language: str = "") -> list[completing.Known]:
    """Every name a mail may use, with what it would give the customer of a sitting; `language`: that of the copy,
    empty for the sequence's."""
    names = completing.names(sitting.who.person.attributes, language or sitting.sequence.language)
    given = _given(sitting, stage, [name.path for name in names])
    return [replace(name, gives=given.get(name.path, "")) for name in names]


def _given(sitting: Sitting, stage: str, paths: list[str]) -> dict[str, str]:
    """What each of these names prints: they are filled in as a mail would be, by halves where one of them fails."""
    if not paths:
        return {}
    folder = stage_called(sitting.sequence, stage).folder
    lines = [f"{_SAYS}{number}{_SAYS} {{{{ {path} }}}}" for number, path in enumerate(paths)]
    probe = files.parse_mail(f"{folder}/1.md", frontmatter.join("Names", "", 0, "\n\n".join(lines)))
    try:
        context = context_for(sitting, probe)
        text = render.render(sitting.sequence, probe, sitting.who.person, context, sitting.theme).text
    except SequenceProblem:
        half = len(paths) // 2
        return _given(sitting, stage, paths[:half]) | _given(sitting, stage, paths[half:]) if half else {}
    found = _SAID.findall(text)
    return {paths[int(number)]: said.strip() for number, said in found if int(number) < len(paths)}


def pieces_for(sitting: Sitting, stage: str) -> dict[str, str]:
    """Snippet -> what the customer of a sitting would read there; empty where it says nothing to them."""
    folder = stage_called(sitting.sequence, stage).folder
    unmarked = replace(sitting.sequence, utm=False)  # links without their marks for the shop's statistics
    found = {}
    for snippet in SNIPPETS:
        if snippet.about:
            found[snippet.name] = snippet.about
            continue
        body = f"{_SAYS}\n\n{snippet.text}\n\n{_SAYS}"
        probe = files.parse_mail(f"{folder}/1.md", frontmatter.join("Piece", "", 0, body))
        try:
            context = context_for(sitting, probe)
            text = render.render(unmarked, probe, sitting.who.person, context, sitting.theme).text
        except SequenceProblem:
            continue
        said = _PIECE.search(text)
        found[snippet.name] = said[1].strip() if said else ""
    return found
