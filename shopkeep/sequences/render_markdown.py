"""Markdown run once per template, with its Jinja tags as opaque words, into an HTML body and a text body.

Values are put in afterwards by the compiled template, escaped, so that no value is ever read as Markdown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from shopkeep.sequences.render_words import CLOSE, OPEN, WORD, Words

_TAG_LINE = re.compile(rf"^[ \t]*(?:{OPEN}[0-9]+{CLOSE}[ \t]*)+$")
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable(["html_block", "html_inline"])
_MARKDOWN.normalizeLink = lambda url: url  # type: ignore[method-assign]
_MARKDOWN.validateLink = lambda url: True  # type: ignore[method-assign]


@dataclass(frozen=True, slots=True)
class Body:
    """One mail's body in both forms, Jinja pieces still hidden in `words`."""

    html: str
    text: str
    words: Words


def body(source: str, words: Words | None = None) -> Body:
    """Read a mail's Markdown. Raises jinja2.TemplateSyntaxError where its braces do not match."""
    words = words or Words()
    tokens = _MARKDOWN.parse(_with_tags_apart(words.hide(source), words))
    blocks = _hoisted(_marked(tokens, words))
    text = _Text(words).document(blocks)
    return Body(_html(blocks, words), text, words)


_LOOSE = (("**", "two stars"), ("](", "a link's brackets"), ("`", "a backtick"))
_APART = re.compile(r"\[[^\]\n]+\]\s+\((?:https?:|mailto:|\ue020)")


def unbalanced(source: str) -> list[tuple[int, str, str]]:
    """Marks that would be read as they stand, since they are opened and not closed: line, what, what to do."""
    found = []
    for token in _MARKDOWN.parse(source):
        line = (token.map or [0])[0] + 1
        if (
            token.type == "fence"
            and token.map
            and not source.split("\n")[token.map[1] - 1].strip().startswith(token.markup)
        ):
            found.append((line, "has three backticks that are never closed.", "Close them, or take them out."))
        if token.type != "inline":
            continue
        said = "".join(child.content if child.type == "text" else "\n" for child in token.children or ())
        for mark, name in _LOOSE:
            if mark in said:
                before = token.content.split("\n")
                at = next((n for n, text in enumerate(before) if mark in text and _odd(text, mark)), 0)
                found.append((line + at, f"has {name} that are read as they stand.", "Close them, or take them out."))
                break
        if _APART.search(said):
            found.append((line, "has a space between the two brackets of a link.", "Write [words](address)."))
    return found


def _odd(text: str, mark: str) -> bool:
    """Whether a line has a mark without its other half."""
    return mark == "](" or text.count(mark) % 2 == 1


def _with_tags_apart(hidden: str, words: Words) -> str:
    """Lines that hold only tags become blocks of their own, so that they stay outside paragraphs and lists."""
    out: list[str] = []
    for line in hidden.split("\n"):
        if _TAG_LINE.match(line) and words.is_tags(line):
            out += ["", line.strip(), ""]
        else:
            out.append(line)
    return "\n".join(out)


def _marked(tokens: list[Token], words: Words) -> list[Token]:
    """The block tokens with paragraphs of tags alone as `tags`, and those of a special kind with its class."""
    out: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.type == "paragraph_open" and words.is_tags(tokens[index + 1].content):
            for number in WORD.findall(tokens[index + 1].content):
                out.append(Token("tags", "", 0, content=f"{OPEN}{number}{CLOSE}", hidden=True))
            index += 3
            continue
        if token.type == "bullet_list_open" and _pictured(tokens, index):
            token.attrSet("class", "pictured")
        if token.type == "paragraph_open":
            kind = _kind_of(tokens[index + 1].children or [])
            if kind:
                token.attrSet("class", kind)
        out.append(token)
        index += 1
    return out


def _kind_of(children: list[Token]) -> str:
    """The class by which looks dress a paragraph; empty for any other.

    `button`: a bold link and nothing else. `scale`: three links or more and nothing else, as the numbers of a
    survey. `product`: a picture with words under it.
    """
    kinds = [c.type for c in children if c.type != "softbreak" and not (c.type == "text" and not c.content.strip())]
    links = kinds.count("link_open")
    if kinds[:2] == ["strong_open", "link_open"] and kinds[-2:] == ["link_close", "strong_close"] and links == 1:
        return "button"
    bare = [c for c in children if c.level == 0 and c.type not in ("link_open", "link_close", "softbreak")]
    if links >= 3 and not any(c.content.strip() for c in bare):
        return "scale"
    return "product" if "image" in kinds and len(kinds) > 1 else ""


def _pictured(tokens: list[Token], start: int) -> bool:
    """Whether the items of the list that begins here have pictures, as rows of products do."""
    for token in tokens[start:]:
        if token.type == "bullet_list_close" and token.level == tokens[start].level:
            return False
        if any(child.type == "image" for child in token.children or ()):
            return True
    return False


def _hoisted(tokens: list[Token]) -> list[Token]:
    """A list that is all a loop holds is written around the loop: one list of many items, not many lists."""
    for index in range(len(tokens) - 1):
        opening = tokens[index + 1]
        if tokens[index].type != "tags" or opening.type not in ("bullet_list_open", "ordered_list_open"):
            continue
        closing = opening.type.replace("open", "close")
        end = next(
            i for i in range(index + 2, len(tokens))
            if tokens[i].type == closing and tokens[i].level == opening.level
        )  # fmt: skip
        alone = end + 1 < len(tokens) and tokens[end + 1].type == "tags"
        if alone:
            opening.meta["looped"] = True
            tokens[index], tokens[index + 1] = opening, tokens[index]
            tokens[end], tokens[end + 1] = tokens[end + 1], tokens[end]
    return tokens


def _html(tokens: list[Token], words: Words) -> str:
    out: list[Token] = []
    for token in tokens:
        if token.type == "tags":
            # As a comment it survives the HTML parser that inlines styles, wherever it stands.
            out.append(Token("html_block", "", 0, content=f"<!--{token.content}-->"))
            continue
        for child in token.children or []:
            if child.type == "link_open":
                child.attrSet("href", words.url(str(child.attrGet("href") or "")))
            elif child.type == "image":
                child.attrSet("src", words.url(str(child.attrGet("src") or ""), image=True))
        if token.children and any(child.type == "image" for child in token.children):
            token.children = _without_breaks_after_pictures(token.children)
        out.append(token)
    return _MARKDOWN.renderer.render(out, _MARKDOWN.options, {})


def _without_breaks_after_pictures(children: list[Token]) -> list[Token]:
    """Looks show a picture on a line of its own: a break behind it would leave an empty one."""
    out: list[Token] = []
    for child in children:
        before = [one.type for one in out[-2:]]
        if child.type == "hardbreak" and (before[-1:] == ["image"] or before == ["image", "link_close"]):
            continue
        out.append(child)
    return out


class _Text:
    """Markdown tokens as plain text: links as `text: url` when alone and `text (url)` within a sentence."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.lists: list[int | None] = []
        self.prefix = ""
        self.told = False
        """Whether the words beside a picture say what it shows, so that nothing stands for it."""

    def document(self, tokens: list[Token]) -> str:
        out: list[str] = []
        first_in_item = False
        for index, token in enumerate(tokens):
            if token.type == "tags":
                out.append(token.content)
            elif token.type == "inline":
                opener = tokens[index - 1]
                kind = opener.attrGet("class")
                self.told = kind == "product" or bool(self.lists)
                said = self.inline(token.children or [], alone=kind in ("button", "scale"), apart=kind == "scale")
                lead = "" if first_in_item else "  " * len(self.lists)
                first_in_item = False
                tight = opener.type == "paragraph_open" and opener.hidden
                out.append(f"{self.prefix}{lead}{said}\n" + ("" if tight else "\n"))
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                numbered = token.type.startswith("ordered") and not token.meta.get("looped")
                self.lists.append(int(token.attrGet("start") or 1) if numbered else None)
            elif token.type == "list_item_open":
                out.append("  " * (len(self.lists) - 1) + self.bullet())
                first_in_item = True
            elif token.type in ("bullet_list_close", "ordered_list_close"):
                self.lists.pop()
                out.append("" if self.lists else "\n")
            elif token.type == "blockquote_open":
                self.prefix += "> "
            elif token.type == "blockquote_close":
                self.prefix = self.prefix[:-2]
            elif token.type == "hr":
                out.append("* * *\n\n")
            elif token.type in ("fence", "code_block"):
                out.append(token.content.rstrip("\n") + "\n\n")
        return "".join(out)

    def bullet(self) -> str:
        number = self.lists[-1]
        if number is None:
            return "- "
        self.lists[-1] = number + 1
        return f"{number}. "

    def inline(self, children: list[Token], *, alone: bool, apart: bool) -> str:
        """A paragraph's words. `alone`: its links stand by themselves; `apart`: each on a line of its own."""
        out: list[str] = []
        starts: list[tuple[int, str]] = []
        for child in children:
            if child.type in ("text", "code_inline"):
                out.append(child.content)
            elif child.type == "softbreak":
                out.append(" ")
            elif child.type == "hardbreak":
                out.append("\n" + self.prefix + "  " * len(self.lists) if "".join(out).strip() else "")
            elif child.type == "image":
                out.append("" if self.told else child.content)
            elif child.type == "link_open":
                starts.append((len(out), str(child.attrGet("href") or "")))
            elif child.type == "link_close" and starts:
                start, target = starts.pop()
                said = "".join(out[start:])
                url = self.words.url(target)
                if not said:  # of a picture, whose words stand beside it
                    continue
                if said in (target, target.removeprefix("mailto:")):
                    out[start:] = [url]
                else:
                    out[start:] = [f"{said}: {url}" if alone else f"{said} ({url})"]
        return "\n".join(part for part in out if part.strip()) if apart else "".join(out)
