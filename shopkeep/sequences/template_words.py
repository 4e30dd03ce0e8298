"""What is wrong with the braces of a mail, in the owner's words: where, what, and what to do about it."""

from __future__ import annotations

import re

from jinja2 import TemplateSyntaxError

_BLOCK = re.compile(r"\{%[-+]?\s*([a-z]+)[^%]*")
_UNKNOWN = re.compile(r"Encountered unknown tag '([^']*)'")
_GOT = re.compile(r"got '(.+)'")
_CHAR = re.compile(r"unexpected char '(.)'|unexpected char \"(.)\"")
_UNEXPECTED = re.compile(r"^unexpected '(.)'")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_BARE = re.compile(r"(?:\(|,|[=!]=|\bor\b|\belse\b)\s*([^\W\d]\w*(?:[ ]+[\w’-]+)+)[.!?…]*\s*(?=[),|]|-?\}\}|-?%\})")
"""Two words or more where a text in quotes can stand."""
_ENDS = {"endif": "if", "endfor": "for"}
_PRINTS = "Between {{ and }} stands one name, such as {{ customer.first_name }}."
_CHOOSES = (
    "Write it as {% if customer.first_name %} … {% endif %}, or {% for product in new_products %} … {% endfor %}."
)


def said(source: str, error: TemplateSyntaxError) -> tuple[int, str, str]:
    """A mistake in a mail's braces: its line in `source`, what it is, what to do."""
    message, line = error.message or "", error.lineno
    if "needs to be closed" in message or "nesting mistake" in message:
        return _unclosed(source, message, line)
    unknown = _UNKNOWN.search(message)
    if unknown:
        return (line, *_strange(unknown[1]))
    if message.startswith("unexpected end of template"):
        opened, closed = ("{{", "}}") if "print" in message else ("{%", "%}")
        return line, f"has {opened} that is never closed.", f"Write {closed} where it ends."
    if message.startswith("Missing end of"):
        return line, "has {# that is never closed.", "Write #} where your remark ends."
    if message.startswith("tag name expected"):
        return line, "has {% %} with nothing in it.", _CHOOSES
    in_block = "statement block" in message or ("print" not in message and _is_block(source, line))
    braces, usual = ("{% … %}", _CHOOSES) if in_block else ("{{ … }}", _PRINTS)
    char = _CHAR.search(message)
    if char:
        sign = char[1] or char[2]
        if sign in "\"'":
            return line, f"has a quotation mark {sign} in {braces} without its other half.", f"Write a second {sign}."
        if sign in "“”„‘’":
            return line, f"has the curly quotation mark {sign} in {braces}.", "Within braces only \" and ' are read."
        return line, f"has the sign {sign} in {braces}, where it means nothing.", usual
    if "an expression, got" in message or message.startswith("unexpected 'end of") or "expected name" in message:
        return line, f"has {braces} in which something is missing.", usual
    if "expected token 'in'" in message:
        return line, "has a loop that does not say what it goes through.", _CHOOSES
    got = (_GOT.search(message) or _UNEXPECTED.search(message) or ["", ""])[1]
    if got == "=":
        return line, f"has a single = in {braces}.", "Two are needed to compare: =="
    if got in "()[]{}" and got:
        return line, f"has brackets in {braces} that do not fit together.", usual
    if got.startswith("end of") or "expected token 'name'" in message:
        return line, f"has {braces} in which something is missing.", usual
    what = {"string": "a text in quotes", "integer": "a number", "float": "a number"}.get(got, got)
    if what and (bare := _without_quotes(source, line, got)):
        return line, f"has the words {bare} in {braces} without quotes.", f'Put them in quotes: "{bare}".'
    if what:
        return line, f"has {what} in {braces} where nothing more is expected.", usual
    return line, f"has {braces} that cannot be read.", usual


def _without_quotes(source: str, line: int, got: str) -> str:
    """The words that stand where a text in quotes should, such as in `default(our new candles)`; empty where none do.

    `got`: the word at which reading them ended.
    """
    lines = source.split("\n")
    for tag in _TAG.finditer(lines[line - 1] if 0 < line <= len(lines) else ""):
        for found in _BARE.finditer(_QUOTED.sub(lambda quoted: '"' * len(quoted[0]), tag[0])):
            words = str(found[1]).strip()
            if got in words.split()[1:]:
                return words
    return ""


def _strange(tag: str) -> tuple[str, str]:
    """A tag that is not known, or not here: what it is and what to do."""
    if tag in _ENDS:
        opener = _ENDS[tag]
        return f"has {{% {tag} %}} without the {{% {opener} … %}} that it ends.", "Take it out, or write the beginning."
    if tag in ("else", "elif"):
        return f"has {{% {tag} %}} outside of any {{% if … %}}.", "Take it out, or write the {% if … %} above it."
    if tag == "end":
        return "has {% end … %}, which is written as one word.", "Write {% endif %} or {% endfor %}."
    return f"has {{% {tag} %}}, which is not known here.", "Only if and for are known here."


def _unclosed(source: str, message: str, line: int) -> tuple[int, str, str]:
    """A condition or a loop without its end, by the line on which it begins."""
    unknown = _UNKNOWN.search(message)
    if unknown and unknown[1] == "end":
        return (line, *_strange("end"))
    opened: list[tuple[str, int]] = []
    for found in _BLOCK.finditer(source):
        at = source.count("\n", 0, found.start()) + 1
        if found[1] in ("if", "for"):
            opened.append((found[1], at))
        elif found[1] in _ENDS:
            if not opened or opened[-1][0] != _ENDS[found[1]]:
                break
            opened.pop()
    if unknown and unknown[1] not in _ENDS:
        return (line, *_strange(unknown[1]))
    word, begins = opened[-1] if opened else ("if", line)
    what = "a condition" if word == "if" else "a loop"
    return begins, f"begins {what} that never ends.", f"Write {{% end{word} %}} on a line of its own where it ends."


def _is_block(source: str, line: int) -> bool:
    """Whether the braces of a line are those of a condition or a loop."""
    lines = source.split("\n")
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    return "{%" in text and "{{" not in text


def failed(error: BaseException) -> str:
    """Why a line could not be filled in for somebody, as the end of a sentence."""
    kind = type(error).__name__
    if kind == "TooMuch":
        return str(error)
    if kind == "UndefinedError":
        return "it asks for something that this customer does not have"
    if isinstance(error, ZeroDivisionError):
        return "it divides by nothing"
    if isinstance(error, TypeError):
        return "it reckons with something that is no number"
    return "what stands in its braces cannot be worked out"
