"""Bytes to text: byte order marks, UTF-8, UTF-16, and the older 8-bit and East Asian encodings."""

from __future__ import annotations

import codecs
import re
import unicodedata

from charset_normalizer import from_bytes

from shopkeep.errors import AmbiguousFile, ImportRefused, UsageError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LEGACY = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257"),
    *("mac_roman", "cp850", "cp932", "gb18030", "big5", "cp949"),
]
_SAMPLE = 60_000


def decode(raw: bytes, wanted: str | None = None) -> tuple[str, str]:
    """The text of a file and the name of its encoding.

    Raises AmbiguousFile (`encoding`) where two old encodings read it differently and equally well,
    ImportRefused where it is no text, UsageError for an encoding nobody knows.
    """
    if wanted:
        return _as_wanted(raw, wanted)
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return _strict(raw, name), name.removesuffix("-sig")
    wide = _wide_without_mark(raw)
    if wide:
        return _strict(raw, wide), wide
    try:
        return raw.decode("utf-8"), "ascii" if raw.isascii() else "utf-8"
    except UnicodeDecodeError as error:
        if _cut_short(raw, error):
            return raw[: error.start].decode("utf-8"), "utf-8"
    return _legacy(raw)


def _as_wanted(raw: bytes, wanted: str) -> tuple[str, str]:
    try:
        name = codecs.lookup(wanted).name
    except LookupError:
        raise UsageError(f"There is no encoding {wanted!r}.", "", "Try one such as utf-8, cp1252 or cp932.") from None
    name = "utf-8-sig" if name == "utf-8" else name
    return _strict(raw, name), name.removesuffix("-sig")


def _strict(raw: bytes, name: str) -> str:
    try:
        return raw.decode(name)
    except (UnicodeDecodeError, ValueError) as error:
        line = raw[: getattr(error, "start", 0)].count(b"\n") + 1
        raise ImportRefused(
            f"The file is not what it should be as {name.removesuffix('-sig')}: line {line} breaks it.",
            "It may be damaged, or of another encoding.",
            "Export it again, or give its encoding with --encoding.",
        ) from error


def _wide_without_mark(raw: bytes) -> str:
    """UTF-16 without a mark: in Western text every second byte is zero."""
    head = raw[:4000]
    if len(head) < 20 or head.count(0) < len(head) // 4:
        return ""
    odd, even = head[1::2].count(0), head[0::2].count(0)
    return "utf-16-le" if odd > even * 4 else "utf-16-be" if even > odd * 4 else ""


def _cut_short(raw: bytes, error: UnicodeDecodeError) -> bool:
    """Whether only the very last character is broken: a download that stopped early."""
    return error.reason == "unexpected end of data" and error.end == len(raw) and not raw[: error.start].isascii()


def _legacy(raw: bytes) -> tuple[str, str]:
    odd = b"\n".join(line for line in raw.splitlines() if not line.isascii())[:_SAMPLE]
    matches = list(from_bytes(odd, cp_isolation=_LEGACY, threshold=0.3, enable_fallback=False))
    if not matches:
        raise AmbiguousFile(
            "The letters of this file could not be made out.",
            "It is neither UTF-8 nor any older encoding that fits.",
            "Export it as UTF-8, or give its encoding with --encoding.",
            "encoding",
            ("cp1252", "cp1250", "cp1251", "cp932"),
        )
    whole = [match for match in matches if not _implausible(str(match))]
    matches = whole or matches
    best = matches[0]
    text = str(best)
    for other in matches[1:]:
        # Equal marks on both of the library's scales, and yet other letters: nobody can tell.
        same_marks = other.chaos <= best.chaos and other.coherence >= best.coherence
        if same_marks and str(other) != text:
            found = _differing_word(text, str(other))
            raise AmbiguousFile(
                "The accented letters of this file can be read in more than one way.",
                f"As {best.encoding} there is {found[0]!r}, as {other.encoding} it is {found[1]!r}.",
                f"Give the right one: --encoding {best.encoding} or --encoding {other.encoding}.",
                "encoding",
                (best.encoding, other.encoding),
            )
    # Where cp1252 reads the same letters it is the likelier name: what Western spreadsheets write.
    name = "cp1252" if "cp1252" in best.could_be_from_charset else best.encoding
    return _strict(raw, name), name


_SIGN_WITHIN = re.compile(r"(?<=[^\W\d_])[^\x00-\x7f](?=[^\W\d_])")
_ALPHABETS = frozenset(("LATIN", "CYRILLIC", "GREEK", "HEBREW", "ARABIC"))


def _implausible(text: str) -> bool:
    """Whether words have letters of two alphabets or signs inside, as `Mьller` and `M³ller` do."""
    for word in set(re.findall(r"[^\W\d_]+", text)):
        if not word.isascii() and len({unicodedata.name(c, "?").split()[0] for c in word} & _ALPHABETS) > 1:
            return True
    return any(
        unicodedata.category(sign)[0] not in "LM" and sign not in "’·\u00a0" for sign in _SIGN_WITHIN.findall(text)
    )


def _differing_word(one: str, other: str) -> tuple[str, str]:
    for a, b in zip(one.split(), other.split(), strict=False):
        if a != b:
            return a[:40], b[:40]
    return one[:40], other[:40]
