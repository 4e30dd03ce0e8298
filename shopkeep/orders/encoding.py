"""Bytes to text: byte order marks, UTF-8, UTF-16, and the older 8-bit and East Asian encodings.

A file is read in blocks, so that one of any size takes little memory.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, AnyStr, TextIO

from shopkeep.errors import AmbiguousFile, ImportRefused, UsageError
from shopkeep.orders import letters
from shopkeep.orders.alphabets import LANGUAGES

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UTF8 = ("ascii", "utf-8", "utf-8-sig")
_BLOCK = 1 << 20
_SAMPLE = 60_000
_FEW = 12
_ENOUGH = 20_000
_WIDE = ("utf-8", "cp932", "gb18030", "big5", "cp949")
_EIGHT_BIT = tuple(name for name in LANGUAGES if name not in _WIDE)
# Cut only at signs that are never the second byte of an East Asian character.
_CUTS = bytes(byte for byte in range(256) if byte < 0x30 or 0x3A <= byte <= 0x3F)
_CUT = bytes.maketrans(_CUTS, b" " * len(_CUTS))
_ASCII = bytes(range(128))
_UTF8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")

Blocks = Callable[[], Iterable[bytes]]
"""The content from its beginning, block by block, as often as it is called."""


def encoding_of(path: Path, wanted: str | None = None, most: int | None = None) -> str:
    """The Python codec that reads a file: `ascii`, `utf-8`, `utf-8-sig`, `utf-16`, `cp1252` and so on.

    The whole file is known to be readable under it, but for a last character that may be cut off;
    `opened` reads on from there. `most`: it is judged by so many bytes. Raises AmbiguousFile (`encoding`)
    where two old encodings read it differently and either may be meant, ImportRefused where it is no text or
    cannot be read, UsageError for an encoding nobody knows.
    """

    def blocks() -> Iterator[bytes]:
        try:
            with path.open("rb") as source:
                while block := source.read(_BLOCK):
                    yield block
                    if most is not None and source.tell() >= most:
                        return
        except OSError as error:
            raise ImportRefused(
                f"{path} cannot be read.", f"The system says: {error.strerror}.", "Check the path."
            ) from error

    return _codec(blocks, wanted)


def is_plainly_utf8(path: Path, most: int) -> bool:
    """Whether so many bytes at the beginning of a file leave no doubt that it is UTF-8, if it can be read so."""
    with path.open("rb") as source:
        head = source.read(most)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return head.startswith(codecs.BOM_UTF8) or len(head.translate(None, _ASCII)) >= _FEW


def opened(path: Path, codec: str) -> TextIO:
    """A file as text under the codec that `encoding_of` gave, its line ends as they are."""
    return path.open("r", encoding=codec, errors="ignore", newline="")


def utf8_blocks(path: Path, codec: str, skip: int, size: int) -> Iterator[bytes]:
    """A file under a codec as UTF-8, from behind the first `skip` lines, in blocks of about so many bytes that end
    with a line. What is no UTF-8 where it should be comes as it is."""
    if codec in _UTF8:
        with path.open("rb", buffering=1 << 20) as file:
            for block in _blocks_of_lines(file, skip, size):
                yield block if block.endswith(b"\n") else _without_torn_letter(block)
        return
    with opened(path, codec) as text:
        for letters_read in _blocks_of_lines(text, skip, size):
            yield letters_read.encode("utf-8", "surrogatepass")


def _without_torn_letter(end: bytes) -> bytes:
    """The end of a file without a last letter that is cut off. Raises UnicodeDecodeError."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    decoder.decode(end)
    return end.removesuffix(decoder.getstate()[0])


def _blocks_of_lines(file: IO[AnyStr], skip: int, size: int) -> Iterator[AnyStr]:
    for _ in range(skip):
        file.readline()
    while block := file.read(size):
        yield block + file.readline()


def decode(raw: bytes, wanted: str | None = None) -> tuple[str, str]:
    """The text of something small and the name of its encoding. Raises as `encoding_of` does."""
    codec = _codec(lambda: [raw[at : at + _BLOCK] for at in range(0, len(raw), _BLOCK)], wanted)
    return raw.decode(codec, errors="ignore"), shown(codec)


def shown(codec: str) -> str:
    """A codec by the name an owner knows and --encoding takes."""
    return codec.removesuffix("-sig")


def _codec(blocks: Blocks, wanted: str | None) -> str:
    if wanted:
        return _strict(blocks, _known(wanted))
    head = next(iter(blocks()), b"")
    for mark, name in _MARKS:
        if head.startswith(mark):
            return _strict(blocks, name)
    wide = _wide_without_mark(head)
    if wide:
        return _strict(blocks, wide)
    plain, broken = _utf8(blocks)
    if not broken:
        return "ascii" if plain else "utf-8"
    return _legacy(blocks)


def _known(wanted: str) -> str:
    try:
        name = codecs.lookup(wanted).name
        b"a".decode(name, errors="ignore")  # raises for what turns bytes into other bytes
        codecs.getincrementaldecoder(name)
    except (LookupError, UnicodeError, ValueError):
        raise UsageError(f"There is no encoding {wanted!r}.", "", "Try one such as utf-8, cp1252 or cp932.") from None
    return "utf-8-sig" if name == "utf-8" else name


def _breaks(blocks: Blocks, name: str) -> int:
    """The line that cannot be read under a codec, 0 where all can. A last character cut short can."""
    decoder = codecs.getincrementaldecoder(name)()
    line = 1
    for block in blocks():
        waiting = decoder.getstate()[0]
        try:
            decoder.decode(block)
        except (UnicodeError, ValueError) as error:
            return line + (waiting + block)[: getattr(error, "start", 0)].count(b"\n")
        line += block.count(b"\n")
    return 0


def _strict(blocks: Blocks, name: str) -> str:
    line = _breaks(blocks, name)
    if line:
        raise _broken(name, line)
    return name


def _broken(name: str, line: int) -> ImportRefused:
    return ImportRefused(
        f"The file is not what it should be as {shown(name)}: line {line} breaks it.",
        "It may be damaged, or of another encoding.",
        "Export it again, or give its encoding with --encoding.",
    )


def _wide_without_mark(head: bytes) -> str:
    """UTF-16 without a mark: of digits, commas and line ends every second byte is zero."""
    head = head[:4000]
    odd, even = head[1::2].count(0), head[0::2].count(0)
    if len(head) < 20 or max(odd, even) * 20 < len(head) or min(odd, even) * 4 >= max(odd, even):
        return ""
    name = "utf-16-le" if odd > even else "utf-16-be"
    try:
        found = codecs.getincrementaldecoder(name)().decode(head)
    except UnicodeDecodeError:
        return ""
    return name if "\n" in found or "\r" in found else ""


def _utf8(blocks: Blocks) -> tuple[bool, bool]:
    """Whether the content is ASCII throughout, and whether it is no UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    beyond = 0
    for block in blocks():
        if block.isascii() and not decoder.getstate()[0]:
            continue
        try:
            decoder.decode(block)
        except UnicodeDecodeError:
            return False, True
        beyond += len(block.translate(None, _ASCII)) if beyond < _FEW else 0
    # A few bytes may make letters by chance: `l’Église` of an old Mac is `lՃglise`, with an Armenian letter.
    # And one letter cut off at the end may as well be a whole one of an older encoding.
    doubtful = 0 < beyond < _FEW and not all(map(letters.likely, _decoded(blocks)))
    return beyond == 0, doubtful or (beyond < 4 and bool(decoder.getstate()[0]))


def _decoded(blocks: Blocks) -> list[str]:
    return [piece.decode("utf-8", errors="ignore") for piece in _pieces(blocks)[0]]


_PRICE = re.compile(rb"(?:[\xa3\x80]-?\d[\d.,]*|-?\d[\d.,]*[\xa3\x80])")
"""`£5.00` and `€5.00` in the encoding of Windows, where nothing else tells."""


def _legacy(blocks: Blocks) -> str:
    pieces, signs, wide, high = _pieces(blocks)
    if signs and all(map(_PRICE.fullmatch, pieces)):
        return "cp1252"
    if wide >= 4 and wide > 4 * (high - 2 * wide) and _breaks(blocks, "utf-8"):
        raise _broken("utf-8", _breaks(blocks, "utf-8"))
    eight = [name for name in _EIGHT_BIT if _reads(signs, name)]
    found = letters.readings(pieces, [*eight, *_WIDE])
    while found and found[0].codec in _WIDE and _breaks(blocks, found[0].codec):
        del found[0]
    if not found or found[0].against >= max(1, len(pieces)) * letters.UNKNOWN:
        raise AmbiguousFile(
            "The letters of this file could not be made out.",
            "It is neither UTF-8 nor any older encoding that fits.",
            "Export it as UTF-8, or give its encoding with --encoding.",
            "encoding",
            ("cp1252", "cp1250", "cp1251", "cp932"),
        )
    best = found[0]
    for other in found[1:]:
        differs = other.words != best.words and not letters.surely(best, other, pieces)
        if differs and not (other.codec in _WIDE and _breaks(blocks, other.codec)):
            raise _ask(best, other)
    return best.codec


def _reads(letters: bytes, name: str) -> bool:
    try:
        letters.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _pieces(blocks: Blocks) -> tuple[list[bytes], bytes, int, int]:
    """Different pieces of text with bytes beyond ASCII (some, from everywhere), all such bytes there are,
    how many letters of UTF-8 they seem to make, and out of how many bytes (of a good part of the file)."""
    pieces: dict[bytes, None] = {}
    signs: set[int] = set()
    size = wide = high = 0
    rest = b""
    for block in blocks():
        text = rest + block.translate(_CUT)
        cut = text.rfind(b" ") + 1 or len(text)  # a piece over the end of a block waits for the next one
        text, rest = text[:cut], text[cut:]
        size = _collect(text, pieces, size)
        beyond = block.translate(None, _ASCII)
        signs.update(beyond)
        if high < _ENOUGH:
            wide += len(_UTF8_LETTER.findall(block))
            high += len(beyond)
    _collect(rest, pieces, size)
    return list(pieces), bytes(sorted(signs)), wide, high


def _collect(text: bytes, pieces: dict[bytes, None], size: int) -> int:
    if size < _SAMPLE and not text.isascii():
        for piece in sorted(set(text.split())):
            if not piece.isascii() and piece not in pieces and size < _SAMPLE:
                pieces[piece] = None
                size += len(piece)
    return size


def _ask(best: letters.Reading, other: letters.Reading) -> AmbiguousFile:
    one, two = next((a, b) for a, b in zip(best.words, other.words, strict=True) if a != b)
    return AmbiguousFile(
        "The accented letters of this file can be read in more than one way.",
        f"As {best.codec} there is {one[:40]!r}, as {other.codec} it is {two[:40]!r}.",
        f"Give the right one: --encoding {best.codec} or --encoding {other.codec}.",
        "encoding",
        (best.codec, other.codec),
    )
