"""What customers' files call the things that segments ask for, and how their values are stored.

Everything else a file says is kept as it is, under its own column's name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date

from shopkeep.core import text
from shopkeep.errors import AmbiguousFile
from shopkeep.orders import dates, day_order, people
from shopkeep.orders.table import unguard

Readers = dict[str, Callable[[str], str]]
"""How the values of a key are stored."""
_NAMES = {
    "birthday": "birthday,birth date,birthdate,date of birth,dob,birth day,born,born on,date of birth dob,bday,"
    "geburtstag,geburtsdatum,geb datum,geboren am,anniversaire,date de naissance,date naissance,ne le,cumpleanos,"
    "fecha de nacimiento,fecha nacimiento,compleanno,data di nascita,data nascita,aniversario,data de nascimento,"
    "nascimento,verjaardag,geboortedatum,urodziny,data urodzenia,zi de nastere,data nasterii,fodelsedag,fodselsdato",
    "nps": "nps,nps score,nps rating,net promoter score,net promoter,promoter score,likelihood to recommend,"
    "how likely are you to recommend us,how likely are you to recommend us to a friend,"
    "how likely are you to recommend us to a friend or colleague,how likely are you to recommend our shop,"
    "how likely is it that you would recommend us,would you recommend us,recommend score,"
    "weiterempfehlung,empfehlungswahrscheinlichkeit",
    "csat": "csat,csat score,csat rating,customer satisfaction,customer satisfaction score,satisfaction,"
    "satisfaction score,satisfaction rating,how satisfied are you,how satisfied were you,zufriedenheit,"
    "kundenzufriedenheit,satisfaccion,soddisfazione,satisfacao,tevredenheid",
    "gender": "gender,sex,geschlecht,genre,sexe,genero,sexo,sesso,genere,geslacht,plec,gen",
    "interests": "interests,interest,interested in,hobbies,preferences,likes,interessen,interesse,interets,"
    "centres d interet,intereses,interessi,interesses,hobbys,zainteresowania,interese",
    "referrals": "referrals,referral count,number of referrals,referred customers,referrals made,friends referred,"
    "customers referred,invited friends,empfehlungen,geworbene kunden,parrainages,referidos",
    "referred_by": "referred by,referrer,referrer email,referral email,referred by email,invited by,recommended by,"
    "empfohlen von,geworben von,parrain,parraine par,referido por,presentato da",
    "tags": "tags,tag,labels,customer tags,schlagworte,etiquettes,etiquetas",
}
KEYS: dict[str, str] = {written: key for key, names in _NAMES.items() for written in names.split(",")}
"""A column's name as compared, to the key its values are stored under."""

_GENDERS = {
    word: gender
    for gender, words in {
        "female": "f,female,w,woman,women,girl,weiblich,frau,femme,feminin,femenino,mujer,femmina,donna,feminino,"
        "mulher,vrouw,vrouwelijk,kobieta,femeie,feminin,mrs,ms,miss",
        "male": "m,male,man,men,boy,mannlich,mann,herr,homme,masculin,masculino,hombre,maschio,uomo,homem,mannelijk,"
        "mezczyzna,barbat,mr",
    }.items()
    for word in words.split(",")
}
_NUMBER = re.compile(r"(-?\d{1,9}(?:[.,]\d{1,4})?)\s*(?:/\s*\d{1,3}|points?|stars?|%)?$", re.ASCII)
_WITHOUT_YEAR = re.compile(r"(?:--)?(\d{1,2})([-/. ])(\d{1,2})\.?$", re.ASCII)
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
_AS_TEXT = re.compile(r"'\d+$", re.ASCII)
_NO_YEAR = (0, 1, 1604, 1900)
"""Years that forms and address books write where they were not told one."""


def readers(cells: dict[str, list[str]]) -> tuple[Readers, list[str]]:
    """How the values of each key found in a file are stored, and what to tell the owner about it."""
    found: Readers = {
        "nps": number,
        "csat": number,
        "referrals": number,
        "gender": gender,
        "referred_by": _address,
        "tags": tags,
    }
    warnings: list[str] = []
    if "birthday" in cells:
        try:
            order = _settle(cells["birthday"])
        except AmbiguousFile as unsure:
            warnings.append(f"Birthdays were kept as written: {unsure.meaning}")
            found["birthday"] = as_written
        else:
            found["birthday"] = lambda written: birthday(written, order)
    return found, warnings


def as_written(written: str) -> str:
    """A cell without the apostrophe that exporters put before formulas, numbers and phones."""
    said = unguard(text.clean(written, 500))
    return said[1:] if _AS_TEXT.match(said) else said


def tags(written: str) -> str:
    """`"VIP","Tea lovers"` and `vip; tea lovers` as a plain list."""
    said = as_written(written)
    inside = [part.replace('""', '"') for part in _QUOTED.findall(said)]
    parts = inside or re.split(r"[,;|]", said)
    return ", ".join(dict.fromkeys(part.strip() for part in parts if part.strip()))


def number(written: str) -> str:
    """`9`, `9/10`, `9,5` as a plain number in text; anything else as written."""
    said = as_written(written)
    match = _NUMBER.match(said)
    if not match:
        return said
    value = float(match[1].replace(",", "."))
    return str(int(value)) if value == int(value) else str(value)


def gender(written: str) -> str:
    """`female` or `male` for the usual words; anything else as written."""
    return _GENDERS.get(text.key(written), as_written(written))


def birthday(written: str, order: dates.Order) -> str:
    """A day as ISO, `--MM-DD` where no year is given; what is no day stays as written."""
    said = as_written(written)
    short = _WITHOUT_YEAR.match(said)
    try:
        if short:
            one, two = int(short[1]), int(short[3])
            iso = order != "dmy" or said.startswith("--")
            month, day = (one, two) if iso else (two, one)
            return f"--{date(2000, month, day):%m-%d}"
        year, month, day = dates.day_of(said, order)
        on = date(max(year, 1), month, day)
    except ValueError:
        return _named_without_year(said) or said
    if year in _NO_YEAR:
        return f"--{date(2000, month, day):%m-%d}"
    return on.isoformat()


def _named_without_year(said: str) -> str:
    """`1 May`, `May 1st`: a day whose month has a name."""
    try:
        _, month, day = dates.day_of(f"{said} 2000", "ymd")
        return f"--{date(2000, month, day):%m-%d}"
    except ValueError:
        return ""


def _settle(cells: Iterable[str]) -> dates.Order:
    """Day or month first, of days with or without a year. Raises AmbiguousFile where nothing tells."""
    whole = []
    for cell in {as_written(cell) for cell in cells}:
        short = _WITHOUT_YEAR.match(cell)
        if cell.startswith("--"):
            continue  # ISO's own way of leaving the year out: month first
        whole.append(f"{short[1]}{short[2]}{short[3]}{short[2]}2000" if short else cell)
    return day_order.settle(whole, None)


def _address(written: str) -> str:
    try:
        return people.address(written) or as_written(written)
    except ValueError:
        return as_written(written)
