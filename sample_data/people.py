"""Invented people: names, places and addresses that belong to nobody (example.com, .org and .net)."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta

from catalogue import CATEGORIES


@dataclass
class Person:
    """One customer, with the habits that their orders will show."""

    kind: str
    """The clump they belong to; see history.py."""
    first: str
    last: str
    gender: str
    country: str
    language: str
    city: str
    postcode: str
    street: str
    phone: str
    email: str
    second_email: str = ""
    """Used in the new shop instead, by the few who have two."""
    company: str = ""
    consent: bool = True
    consented: date | None = None
    category: str = ""
    size: float = 1.0
    """How full their baskets are, against the ordinary one."""
    code_share: float = 0.08
    name_style: str = "plain"
    birthday: date | None = None
    days: list[int] = field(default_factory=list)
    """When they order: days since the first day of the story."""


@dataclass(frozen=True)
class Country:
    """Where people live and what they are called there. `native/latin` where the script differs."""

    code: str
    weight: float
    language: str
    women: str
    men: str
    families: str
    cities: str
    streets: str


COUNTRIES = (
    Country(
        "GB", 50, "en",
        "Alice Amelia Beth Charlotte Eleanor Fiona Georgia Hannah Isla Jane Kirsty Lucy Morag Nora Olivia "
        "Poppy Rhona Sarah Tessa Zoë Aisha Priya Chioma Siân",
        "Alan Ben Callum Daniel Ewan Fraser George Hamish Ian Jack Kenneth Lewis Malcolm Neil Oliver Peter "
        "Rory Stuart Tom Will Imran Arjun Tunde Rhys",
        "Abbott Baker Campbell Drummond Ellis Fairweather Graham Hughes Inglis Jones Kerr Lindsay MacLeod "
        "Nairn O'Connor Patel Quayle Robertson Sinclair Tait Urquhart Walker Young Okafor "
        "Begum Singh Smith-Jones",
        "Edinburgh:EH1 1AA|Glasgow:G1 1AA|London:N1 1AA|Leeds:LS1 1AA|Bristol:BS1 1AA|Cardiff:CF10 1AA",
        "Mill Lane|Station Road|Church Street|Harbour View|Thistle Close",
    ),
    Country(
        "IE", 16, "en",
        "Aoife Ciara Deirdre Gráinne Maeve Niamh Orla Róisín Saoirse Sinéad Úna Clodagh",
        "Aidan Brendan Cian Declan Eoin Fergal Liam Oisín Pádraig Ruairí Seán Tadhg",
        "Byrne Doyle Fitzgerald Gallagher Kavanagh Lynch Murphy Nolan O'Brien O'Sullivan Quinn Ryan "
        "Ó Súilleabháin",
        "Dublin:D02 AF30|Cork:T12 X70A|Galway:H91 E2K3|Limerick:V94 T28R|Sligo:F91 XC1A",
        "Quay Street|Main Street|Abbey Road|Chapel Lane",
    ),
    Country(
        "DE", 9, "de",
        "Anke Birgit Greta Heike Jutta Käthe Lena Mareike Sabine Ursula",
        "Björn Dieter Felix Günther Jörg Karsten Lukas Matthias Sören Uwe",
        "Bäcker Fischer Groß Hoffmann Jäger Köhler Lehmann Müller Schröder Weiß",
        "Berlin:10115|Hamburg:20095|München:80331|Köln:50667|Leipzig:04109",
        "Gartenweg|Lindenallee|Mühlstraße|Am Markt",
    ),
    Country(
        "FR", 6, "fr",
        "Amélie Chloé Élodie Françoise Hélène Inès Léa Margaux Zoé",
        "Antoine Benoît Clément François Jérôme Léo Rémi Thibault Étienne",
        "Bernard Chevalier Durand Fontaine Gauthier Lefèvre Moreau Noël Rousseau Béranger",
        "Paris:75008|Lyon:69002|Nantes:44000|Lille:59000|Rennes:35000",
        "rue des Tilleuls|rue du Moulin|avenue de la Gare",
    ),
    Country(
        "ES", 4, "es",
        "Begoña Carmen Inés Lucía Nuria Paula Rocío Marta",
        "Álvaro Diego Íñigo Javier Martín Raúl Pablo Andrés",
        "García Ibáñez López Muñoz Núñez Peña Sánchez Vázquez",
        "Madrid:28001|Sevilla:41001|Bilbao:48001|Valencia:46001",
        "calle del Río|calle Mayor|plaza de la Encina",
    ),
    Country(
        "RO", 4, "ro",
        "Ana Andreea Ioana Mădălina Ruxandra Ștefania Țița Elena",
        "Andrei Bogdan Cătălin Ionuț Mihai Răzvan Ștefan Vlad",
        "Bălan Ciobanu Dumitrescu Ionescu Mureșan Popescu Stănescu Țăranu",
        "București:010011|Cluj-Napoca:400001|Iași:700001|Timișoara:300001",
        "Strada Florilor|Strada Morii|Bulevardul Unirii",
    ),
    Country(
        "PT", 3, "pt",
        "Ana Beatriz Catarina Inês Joana Leonor Mafalda Sofia",
        "António Duarte Gonçalo João Luís Nuno Simão Tomás",
        "Almeida Conceição Fonseca Gonçalves Magalhães Pereira Silva Simões",
        "Lisboa:1100-001|Porto:4000-001|Coimbra:3000-001",
        "Rua das Flores|Travessa do Moinho|Largo da Fonte",
    ),
    Country(
        "US", 4, "en",
        "Abigail Brooke Emily Grace Madison Nadia/Nadia Ольга/Olga فاطمة/Fatima",
        "Caleb Ethan Marcus Noah Tyler Иван/Ivan محمد/Mohammed Diego",
        "Anderson Brooks Carter Davis Nguyen Кузнецов/Kuznetsov العلي/Alali Washington",
        "Portland:97201|Boston:02108|Austin:78701|Chicago:60601",
        "Maple Street|Cedar Avenue|Lake Road",
    ),
    Country(
        "JP", 2, "ja",
        "花子/Hanako 由紀/Yuki 美咲/Misaki 陽菜/Hina",
        "太郎/Taro 健太/Kenta 大輔/Daisuke 翔/Sho",
        "佐藤/Sato 鈴木/Suzuki 田中/Tanaka 渡辺/Watanabe 伊藤/Ito",
        "東京:100-0001|京都:600-8001|札幌:060-0001",
        "本町|桜通り",
    ),
    Country(
        "GR", 1.6, "el",
        "Ελένη/Eleni Μαρία/Maria Σοφία/Sofia Κατερίνα/Katerina",
        "Γιώργος/Giorgos Νίκος/Nikos Δημήτρης/Dimitris Κώστας/Kostas",
        "Παπαδόπουλος/Papadopoulos Γεωργίου/Georgiou Νικολάου/Nikolaou Αθανασίου/Athanasiou",
        "Αθήνα:10557|Θεσσαλονίκη:54624|Πάτρα:26221",
        "Οδός Ερμού|Οδός Ελιάς",
    ),
    Country(
        "PL", 1.8, "pl",
        "Agnieszka Łucja Małgorzata Zofia Święta/Swieta",
        "Łukasz Paweł Krzysztof Michał Wojciech",
        "Dąbrowska Kowalczyk Nowak Wiśniewski Wójcik Żak",
        "Warszawa:00-001|Kraków:30-001|Gdańsk:80-001|Łódź:90-001",
        "ulica Lipowa|ulica Młyńska",
    ),
)  # fmt: skip

# Letters that no decomposition turns into ASCII.
_LETTERS = str.maketrans({"ß": "ss", "ł": "l", "Ł": "L", "ø": "o", "æ": "ae", "đ": "d"})


def latin(name: str) -> str:
    """A name as it looks in an e-mail address."""
    plain = unicodedata.normalize("NFKD", name.translate(_LETTERS)).encode("ascii", "ignore").decode()
    return "".join(c for c in plain.lower() if c.isalnum())


def _pick(rng: random.Random, names: str) -> tuple[str, str]:
    """One name of the list: as written, and its latin form."""
    native, _, roman = rng.choice(names.split(" ")).partition("/")
    return native, latin(roman or native)


class Census:
    """Makes people, and sees to it that no two share an address."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.taken: set[str] = set()

    def address(self, first: str, last: str) -> str:
        """A new address for these latin names."""
        rng = self.rng
        while True:
            dotted, joined = f"{first}.{last}", f"{first}{last}"
            local = rng.choice((dotted, joined, f"{first[:1]}.{last}", f"{last}.{first}", f"{first}_{last}"))
            if rng.random() < 0.35:
                local += str(rng.randint(2, 99))
            address = local + "@" + rng.choice(("example.com", "example.com", "example.org", "example.net"))
            if address not in self.taken:
                self.taken.add(address)
                return address

    def person(self, kind: str) -> Person:
        """Somebody new."""
        rng = self.rng
        home = rng.choices(COUNTRIES, [c.weight for c in COUNTRIES])[0]
        gender = "female" if rng.random() < 0.68 else "male"
        first, first_latin = _pick(rng, home.women if gender == "female" else home.men)
        last, last_latin = _pick(rng, home.families)
        if last == "Ó":
            last, last_latin = "Ó Súilleabháin", "osuilleabhain"
        city, _, postcode = rng.choice(home.cities.split("|")).partition(":")
        birthday = date(rng.randint(1948, 2004), 1, 1) + timedelta(days=rng.randint(0, 364))
        return Person(
            kind=kind,
            first=first,
            last=last,
            gender=gender,
            country=home.code,
            language=home.language,
            city=city,
            postcode=postcode,
            street=f"{rng.randint(1, 140)} {rng.choice(home.streets.split('|'))}",
            phone=_phone(rng, home.code),
            email=self.address(first_latin, last_latin),
            consent=rng.random() < 0.7,
            category=rng.choices(CATEGORIES[:5], (30, 16, 32, 12, 10))[0],
            size=min(2.2, max(0.5, rng.lognormvariate(-0.05, 0.35))),
            name_style=rng.choices(("plain", "upper", "lower", "spaces", "missing"), (91, 3, 2, 3, 1))[0],
            birthday=birthday,
        )


def _phone(rng: random.Random, country: str) -> str:
    """A number kept for stories, or none."""
    if country == "GB" and rng.random() < 0.6:
        return f"+44 1632 960{rng.randint(0, 999):03d}"
    if country == "US" and rng.random() < 0.5:
        return f"+1 202 555 01{rng.randint(0, 99):02d}"
    return ""


def typed_name(person: Person) -> tuple[str, str]:
    """First and last name as this person types them."""
    match person.name_style:
        case "upper":
            return person.first.upper(), person.last.upper()
        case "lower":
            return person.first.lower(), person.last.lower()
        case "spaces":
            return person.first + "  ", " " + person.last + " "
        case "missing":
            return "", ""
        case _:
            return person.first, person.last
