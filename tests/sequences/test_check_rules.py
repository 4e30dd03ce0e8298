"""Each rule of the check: a mail just inside it, and one just outside."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from shopkeep.core.records.sequences import Group, Problem, Stage
from shopkeep.sequences.check import Around, check
from tests.sequences.making import ON, WORDS, mail, nobody, person, sequence

AROUND = Around(WORDS, "nora@tin.example", Path("/nowhere"), ON, ("win-back",))
MANY = "Words that say something to whoever sees no pictures, and there are many of them. "


def of(body: str, subject: str = "Hi", around: Around = AROUND, language: str = "en") -> list[Problem]:
    copy = replace(mail(body, subject), lines=(2, 3, 5))
    return check(sequence(copy, language=language), [], around)


@pytest.mark.parametrize(
    ("inside", "outside", "severity", "line", "says"),
    [
        ("One **bold** word", "One\n**bold word", "warning", 6, "two stars"),
        ("A `code` here", "\nA `code here", "warning", 6, "a backtick"),
        ("[in](https://x.example)", "[in] (https://x.example)", "warning", 5, "a space between"),
        ("```\ncode\n```", "Hi\n\n```\ncode", "warning", 7, "never closed"),
        ("2 * 3 is 6", "x\n\n[a](https://x.example", "warning", 7, "a link's brackets"),
        ("TODOS is a word", "x\nTODO: say it", "error", 6, "placeholder TODO"),
        ("Size XXL", "Dear XXX", "error", 5, "placeholder XXX"),
        ("Dolor sit amet", "Lorem ipsum dolor", "error", 5, "placeholder Lorem ipsum"),
        ("[Name](https://x.example)", "Dear [Name],", "error", 5, "placeholder [Name]"),
        ("[sic]", "Dear [First name],", "error", 5, "placeholder [First name]"),
        ("{{ customer.first_name | default('you') }}", "Hi {first_name}", "error", 5, "placeholder {first_name}"),
        ("50%", "Hi %FIRST_NAME%", "error", 5, "placeholder %FIRST_NAME%"),
        ("*|*", "Hi *|FNAME|*", "error", 5, "placeholder *|FNAME|*"),
        ("[us](https://x.example)", "[us](http://x.example)", "warning", 5, "without https"),
        ("[us]({{ shop.url }}/new)", "[us](/new)", "error", 5, "nowhere: /new"),
        ("[me](mailto:a@x.example)", "[me](#)", "error", 5, "nowhere: #"),
        ("[us](https://x.example)", "[us](https://)", "error", 5, "nowhere: https://"),
        ("It holds until 2026-11-22.", "It holds until 2026-11-21.", "error", 5, "2026-11-21, which has gone by"),
        ("Until Sunday 22 November", "Until Saturday 21 November", "error", 5, "21 November, which has gone by"),
        ("Ends on December 6th, 2026", "Ends on December 6th, 2025", "error", 5, "December 6th, 2025"),
        ("We began on 2019-05-01.", "Valid by 2019-05-01.", "error", 5, "gone by"),
        ("{{ customer.salutation }},\n", "Dear {{ customer.salutation }},", "warning", 5, "“Dear Hello”"),
        ("Dear shop, dear friend", "x\n**Hi there, {{customer.salutation}}**", "warning", 6, "“Hi there Hello”"),
        (
            "{{ customer.salutation }}, {{ shop.name }}",
            "{{ customer.salutation }} {{ customer.first_name | default('you') }},",
            "warning",
            5,
            "the name twice",
        ),
        ("Good! Fine! Well!", "Good! Fine! Well! Oh!", "warning", 5, "4 exclamation marks"),
        ("SALE TODAY", "SALE TODAY ONLY\n", "warning", 5, "in capitals"),
        (f"{MANY * 2}![x](https://x.example/a.png)", "See ![x](https://x.example/a.png)", "warning", 5, "a picture"),
        ("x" * 9000, "&" * 20_400, "error", 5, "Gmail hides"),
    ],
)  # fmt: skip
def test_words(inside: str, outside: str, severity: str, line: int, says: str) -> None:
    assert of(inside) == []
    found = of(outside)
    assert [(p.severity, p.file, p.line) for p in found] == [(severity, "1-offer/1.md", line)], found
    assert says in found[0].says
    assert found[0].do


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ro", "Valabil până pe 1 noiembrie"),
        ("el", "Ισχύει έως 1 Νοεμβρίου"),
        ("kk", "1 қараша дейін"),
        ("de", "Gültig bis 1. November"),
    ],
)
def test_days_gone_by_in_other_languages(language: str, said: str) -> None:
    assert ["has gone by" in p.says for p in of(said, language=language)] == [True]
    assert of(said.replace("1", "28"), language=language) == []


@pytest.mark.parametrize(
    ("subject", "says"),
    [("x" * 60, ""), ("x" * 61, "telephones show 60"), ("x" * 140, "telephones show 60"), ("x" * 141, "of 141 signs")],
)
def test_the_length_of_a_subject(subject: str, says: str) -> None:
    found = of("Hello", subject)
    assert [p.severity for p in found] == ([] if not says else ["error" if "141" in says else "warning"])
    assert all(says in p.says for p in found)


@pytest.mark.parametrize(
    ("mail_from", "reply_to", "severity", "says"),
    [
        ("nora@tin.example", "nora@tin.example", "", ""),
        ("nora@tin.example", "no-reply@tin.example", "warning", "mail.reply_to that takes no answers"),
        ("do.not.reply@tin.example", "nora@tin.example", "warning", "mail.from that takes no answers"),
        ("nora@tin.example", "", "error", "no address that customers can answer to"),
    ],
)
def test_somebody_answers(mail_from: str, reply_to: str, severity: str, says: str) -> None:
    around = replace(AROUND, mail_from=mail_from, shop=replace(WORDS, reply_to=reply_to))
    found = of("Hello", around=around)
    assert [p.severity for p in found] == ([severity] if severity else [])
    assert all(says in p.says and p.do for p in found)


def test_what_they_read_instead_is_counted_and_shown() -> None:
    body = "Dear {{ customer.first_name | default('friend') }},\n\n{{ customer.favourite.short | default('our tea') }}"
    everybody = replace(AROUND, people=(person(), person("")), members=2)
    assert [(p.severity, p.line, p.says) for p in of(body, around=everybody)] == [
        ("note", 5, "1 of 2 has no first name: they will read “friend”."),
    ]
    some = replace(AROUND, people=(person(), nobody(), nobody()), members=9)
    assert [p.says for p in of(body, around=some)] == [
        "2 of the first 3 have no first name: they will read “friend”.",
        "2 of the first 3 have no favourite: they will read “our tea”.",
    ]
    assert of(body, around=replace(AROUND, people=(person(),), members=1)) == []


def test_only_those_who_get_a_copy_are_counted_as_its_readers() -> None:
    own = mail("You liked {{ customer.favourite.short | default('it') }}", "Hi", group="once")
    made = sequence(mail("Hello", "Hi"), own, groups=(Group("best", "Best", "all"), Group("once", "Once", "all")))
    readers = (person(email="a@x.example"), nobody(), person("Tom", email="b@x.example", favourite=None))
    around = replace(AROUND, people=readers, members=3, segments=("all", "win-back"))
    nobody_of_once = replace(around, groups={one.email: "best" for one in readers})
    assert [p.says for p in check(made, [], nobody_of_once)] == []
    two_of_once = replace(around, groups={one.email: "once" for one in readers} | {"ines@example.com": "best"})
    assert [p.says for p in check(made, [], two_of_once)] == ["1 of 2 has no favourite: they will read “it”."]


def test_categories_that_most_of_them_never_bought() -> None:
    buyer, other = person(categories=frozenset(["Tinware"])), person()
    around = replace(AROUND, categories=frozenset(["Tinware"]), members=2)
    assert of("Our Tinware is new", around=replace(around, people=(buyer, other))) == []
    found = of("x\n\nOur tinware is new", around=replace(around, people=(buyer, other, other), members=3))
    assert [(p.severity, p.line) for p in found] == [("warning", 7)]
    assert found[0].says == "speaks of Tinware, which 2 of 3 have never bought."


def test_a_sequence_tells_something_besides_its_offers() -> None:
    tells, sells = mail("Hello"), mail("{% if offer %}{{ offer.says }}{% endif %}")

    def stages(*kinds: object) -> tuple[Stage, ...]:
        copies = tuple(replace(kind, number=n, file=f"1-offer/{n}.md") for n, kind in enumerate(kinds, 1))  # type: ignore[type-var]
        return (Stage("offer", "Offer", "1-offer", 0, copies),)

    def found(*kinds: object) -> list[str]:
        return [p.says for p in check(sequence(stages=stages(*kinds)), [], AROUND)]

    assert found(sells, sells, tells) == []
    assert found(sells, sells) == []
    assert found(sells, sells, sells, tells) == ["3 of 4 mails speak of an offer."]


def test_a_way_out_under_a_condition_is_none(tmp_path: Path) -> None:
    look = tmp_path / "themes" / "mail" / "shy"
    look.mkdir(parents=True)
    (look / "theme.toml").write_text("[light]\n[dark]\n")
    way = "{% if offer %}{{ unsubscribe }}{% endif %}"
    (look / "layout.html").write_text(f"<html><head></head><body>{{{{ body }}}}{way}</body></html>")
    (look / "layout.txt").write_text("{{ body }} {{ unsubscribe }}")
    found = check(sequence(mail(), theme="shy"), [], replace(AROUND, own=tmp_path))
    assert [p.says for p in found] == ["comes out without the link that stops these mails."]
