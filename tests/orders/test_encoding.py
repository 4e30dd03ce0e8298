"""Encodings: read as they were written, or asked about; never other letters in silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopkeep.errors import AmbiguousFile, ImportRefused, UsageError
from shopkeep.orders.encoding import decode, encoding_of, opened, shown

HEADER = "Name,Email,Total\n"
NAMES = {
    "cp1250": (
        "Erdős László|Kovács Ágnes|Szűcs Győző|Őry Béla|Tóth Zoltán|Łukasz Żółć|Małgorzata Wiśniewska|Gdańsk"
        "|Zając Józef|Jiří Dvořák|Tomáš Novák|Zdeněk Kučera|České Budějovice|Ştefan Ionescu|Mihăilă Andrei|Timişoara"
        "|Đuro Đaković|Marija Kovačević|Željko Babić|Petr Král|Grzegorz Brzęczyszczykiewicz|Ľubomír Šťastný|Ágota Csíky"
        "|Rădulescu Ioan"
    ),
    "cp1251": (
        "Иван Петров|Ольга Смирнова|Санкт-Петербург|Фёдор Щербаков|Юлия Новикова|Цой Михаил|ИВАНОВ ПЁТР|Тверь|Олександр"
        "|Їжакевич Ганна|Наталія Коваленко|Євген Кравченко|Ґалаґан Тарас|Георги Иванов|Велико Търново|Љиљана Ђорђевић"
    ),
    "cp1252": (
        "Jürgen Müller|Größe|Zoë Bär|Königsallee 5|Hélène Lefèvre|François Benoît|Anaïs Côté|Rue de l’Église|Sœur Marie"
        "|José García|Begoña Núñez|Íñigo Ibáñez|João Simões|Conceição Magalhães|São Paulo|Åsa Öberg|Håkan Ängström"
        "|Søren Kjær|Lærke Møller|Tromsø|Päivi Mäkinen|Guðrún Þórsdóttir|Jalapeño “hot”|Café – crème|5 € off"
        "|Ådne Bråthen|Óscar Cárdenas|Ana Conceição|Peñíscola|Dún Laoghaire Ó Súilleabháin"
        "|Ugo Forlì|Zürcher Geschnetzeltes"
    ),
    "cp1253": (
        "Γεώργιος Παπαδόπουλος|Μαρία Νικολάου|Αθήνα|Δημήτρης Αγγελόπουλος|Ελένη Βασιλείου|ΠΑΠΑΔΟΠΟΥΛΟΣ|Σπύρος Λάμπρου"
        "|οδός Ερμού|Άννα Χατζή|Ιωάννης Μακρής|Κυριακή Ζαφειροπούλου|Ξάνθη"
    ),
    "cp1254": (
        "Ayşe Yıldız|İbrahim Çelik|Güneş Şahin|Işıl Aydın|Oğuz Kılıç|Çağrı Arslan|Eskişehir|Ömer Güler|Şükrü Işık"
        "|Gökhan Uçar|Müge Anlı|Diyarbakır|Ağrı|Hüseyin Üzümcü"
    ),
    "cp1257": (
        "Žemaitė Jūratė|Kęstutis Šimkus|Šiauliai|Rūta Ąžuolas|Jānis Bērziņš|Rīga|Ģirts Šķēle|Līga Kalniņa|Mõisaküla"
        "|Õie Pärn|Ķekava|Gražina Čepaitė"
    ),
    "mac_roman": (
        "Jürgen Müller|Größe|Hélène Lefèvre|François Benoît|José García|Begoña Núñez|João Simões|Åsa Öberg|Søren Kjær"
        "|Café – crème|Noël Forêt|Köln|Íris Ólafs|Conceição|Rue de l’Église|París|Luís|Böhm"
    ),
    "cp932": "山田太郎|東京都|佐藤花子|ソニー株式会社|ポスト|ひらがな|大阪市北区|鈴木一郎|ヤマダ|高橋 美咲|表示|予約",
}


def rows(names: list[str]) -> str:
    return (
        HEADER + "".join(f"{name},a{at}@example.com,1.00\n" for at, name in enumerate(names)) + "Ann,b@example.com,2\n"
    )


def check(codec: str, names: list[str]) -> bool:
    """Whether the names were read; False where they were asked about. Other letters fail the test."""
    text = rows(names)
    try:
        found, name = decode(text.encode(codec))
    except AmbiguousFile as asked:
        assert asked.option == "encoding"  # noqa: PT017
        assert decode(text.encode(codec), codec)[0] == text
        return False
    assert found == text, (codec, name)
    return True


@st.composite
def files(draw: st.DrawFn, most: int = 3) -> tuple[str, list[str]]:
    """A few names that one old encoding can write, mostly of its own languages."""
    codec = draw(st.sampled_from(sorted(NAMES)))
    own = st.sampled_from(NAMES[codec].split("|"))
    return codec, draw(st.lists(own, min_size=1, max_size=most))


@given(files())
@settings(deadline=None, max_examples=150)
def test_a_few_names_are_read_or_asked_about(file: tuple[str, list[str]]) -> None:
    check(*file)


@pytest.mark.long
@pytest.mark.timeout(3600)
@given(files(40))
@settings(deadline=None, max_examples=20_000)
def test_names_are_read_or_asked_about_for_long(file: tuple[str, list[str]]) -> None:
    check(*file)


@pytest.mark.parametrize("codec", sorted(NAMES))
def test_a_file_of_many_names_is_read_without_asking(codec: str) -> None:
    assert check(codec, NAMES[codec].split("|"))


def test_a_few_foreign_names_among_many_are_read() -> None:
    german = ["Müller", "Jäger", "Schröder", "Weiß", "Böhm", "Köln", "Krüger", "Größe", "Süß", "Kübler"]
    assert check("cp1252", [*german, "François Benoît", "Hélène", "Søren Kjær", "João Magalhães"])


@pytest.mark.parametrize("mark", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["Zoë", "Иван Петров", "山田太郎", "Ann", "😀"])
def test_unicode_is_known_by_its_shape(tmp_path: Path, mark: str, name: str) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(rows([name] * 40).encode(mark))
    codec = encoding_of(path)
    with opened(path, codec) as source:
        assert source.read() == rows([name] * 40)
    assert shown(codec) in ("ascii", mark.removesuffix("-sig"))
    assert decode(path.read_bytes()) == (rows([name] * 40), shown(codec))


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "cp932", "cp1252", "mac_roman"])
@pytest.mark.parametrize("more", [0, 1])
def test_a_large_file_reads_as_a_small_one(tmp_path: Path, codec: str, more: int) -> None:
    names = (
        ["山田太郎", "東京都"]
        if codec == "cp932"
        else ["Jürgen Müller", "Größe", "Bär", "Köln", "Süß", "Jäger", "Böhm"]
    )
    text = HEADER + "x" * more + rows(names) * 5_000
    path = tmp_path / "orders.csv"
    path.write_bytes(text.encode(codec))
    assert encoding_of(path) == codec
    with opened(path, codec) as source:
        assert source.read() == text


@pytest.mark.parametrize(("codec", "cut"), [("utf-8", 1), ("utf-8", 2), ("utf-16", 1), ("cp932", 1)])
def test_a_letter_cut_off_at_the_end_is_left_out(tmp_path: Path, codec: str, cut: int) -> None:
    whole = rows(["山田太郎", "東京都", "佐藤花子", "大阪市北区"])
    path = tmp_path / "orders.csv"
    path.write_bytes((whole + "東").encode(codec)[:-cut])
    with opened(path, encoding_of(path)) as source:
        assert source.read() == whole
    assert decode(path.read_bytes())[0] == whole


def test_a_broken_letter_within_utf8_is_named_by_its_line() -> None:
    raw = rows(["Zoë", "Jürgen", "Køge", "Łódź", "Ann"]).encode() + b"\xff\n"
    with pytest.raises(ImportRefused, match="as utf-8: line 8 breaks it"):
        decode(raw)
    with pytest.raises(ImportRefused, match="as utf-8: line 8 breaks it"):
        decode(raw, "utf-8")


def test_an_encoding_that_was_given_is_held_to() -> None:
    assert decode("Zoë".encode("cp1252"), "latin-1") == ("Zoë", "iso8859-1")
    assert decode("Zoë".encode("utf-8-sig"), "utf8") == ("Zoë", "utf-8")
    with pytest.raises(ImportRefused, match="line 2"):
        decode(b"Name\n\x81\x20", "cp1252")


@pytest.mark.parametrize("name", ["klingon", "hex", "rot13", "zlib", "\0"])
def test_what_is_no_encoding_of_text_is_a_wrong_call(name: str) -> None:
    with pytest.raises(UsageError):
        decode(b"Name", name)


def test_bytes_chosen_by_chance_in_utf8_are_not_taken_for_it() -> None:
    """`’É` of an old Mac are the two bytes of an Armenian letter in UTF-8."""
    raw = (HEADER + "Rue de l’Église,a@example.com,1\n").encode("mac_roman")
    try:
        assert "l’Église" in decode(raw)[0]
    except AmbiguousFile as asked:
        assert "mac_roman" in asked.choices  # noqa: PT017


def test_a_file_that_is_gone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="cannot be read"):
        encoding_of(tmp_path / "nowhere.csv")


@given(st.binary(max_size=300), st.sampled_from(["", "utf-8", "utf-16", "cp1252", "cp932", "utf-7"]))
@settings(deadline=None)
def test_any_bytes_are_text_or_refused(raw: bytes, wanted: str) -> None:
    try:
        text, name = decode(raw, wanted or None)
    except ImportRefused:
        return
    assert isinstance(text, str)
    assert name
