"""Problems are found before anybody is written to, each with its file, its line and what to do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from shopkeep.core.records.offers import CodeNeed, VariantTest
from shopkeep.core.records.sequences import Group, MailSource, Offer, Problem, Stage
from shopkeep.core.share import shared
from shopkeep.errors import SequenceProblem
from shopkeep.sequences import blueprints, copies, files, render
from shopkeep.sequences.check import Around, check
from shopkeep.sequences.check_offers import AroundOffers
from shopkeep.store.offers import goods_of
from tests.sequences.making import ON, TWENTY, WORDS, context, mail, person, sequence

LETTER = shared("themes") / "mail" / "letter"
AROUND = Around(WORDS, "nora@tin.example", Path("/nowhere"), ON, ("all", "win-back", "once-best"))


def problems(*mails: MailSource, around: Around = AROUND, **changes: object) -> list[Problem]:
    return check(sequence(*mails, **changes), [], around)


def read(text: str, file: str = "1-offer/1.md") -> MailSource:
    return files.parse_mail(file, text)


@pytest.mark.parametrize(
    ("text", "severity", "line", "says"),
    [
        ("---\nsubject: Hi\n---\n\nHello {{ customer.frist_name }}", "error", 5, "frist_name"),
        ("---\npreheader: x\nsubject: Hi {{ custmer.name }}\n---\n\nHello", "error", 3, "custmer"),
        ("---\nsubject: Hi\npreheader: {% if x %}\n---\nHello", "error", 3, "begins a condition that never ends"),
        ("---\nsubject: Hi\n---\nHello\n\n{% if offer %}\n", "error", 6, "begins a condition that never ends"),
        ("---\nsubject:\n---\nHello", "error", 1, "no subject"),
        ("---\nsubject: Hi\n---\n", "error", 4, "no text"),
        ("---\nsubject: Hi\n---\nSee\n[us]()", "error", 5, "nowhere"),
        ("---\nsubject: Hi\n---\nSee\n[us](http://x.example)", "warning", 5, "without https"),
        ("---\nsubject: Hi\n---\nDear {{ customer.first_name }}", "warning", 4, "some customers do not have"),
        (f"---\nsubject: {'long ' * 14}\n---\nHello", "warning", 2, "telephones"),
        (f"---\nsubject: {'long ' * 40}\n---\nHello", "error", 2, "150 signs"),
        ("---\nsubject: HELLO you\n---\nHello", "warning", 2, "capitals"),
        ("---\nsubject: Come back!\n---\nHello", "warning", 2, "exclamation"),
        ("---\nsubject: Hi\n---\nx\n\nAct now, friend", "warning", 6, "as spam does"),
        ("---\nsubject: {{ customer.attributes.x | default('') }}\n---\nHello", "error", 2, "comes out empty"),
        ("---\nsubject: Hi\n---\nx\n\n{{ 1 / 0 }}", "error", 6, "cannot be filled in"),
    ],
)
def test_problems_of_a_copy(text: str, severity: str, line: int, says: str) -> None:
    found = problems(read(text))
    assert [(p.severity, p.file, p.line) for p in found] == [(severity, "1-offer/1.md", line)], found
    assert says in found[0].says
    assert found[0].do


def test_what_a_variant_borrows_is_to_be_mended_where_it_stands() -> None:
    plain = read("---\nsubject: Hi\n---\nx\n\n{{ 1 / 0 }}")
    other = read("---\nsubject: Ho\n---\n", "1-offer/1@b.md")
    assert [(p.file, p.line) for p in problems(plain, other)] == [("1-offer/1.md", 6)]
    wrong = read("---\nsubject: Hi\n---\nx\n\nHello {{ customer.frist_name }}")
    found = sequence(wrong, other)
    copy = copies.choices(found.stages[0], 1, "")["B"]
    with pytest.raises(SequenceProblem, match=r"^1-offer/1\.md, line 6 ") as caught:
        render.render(found, copy, person(), context(), LETTER)
    assert (caught.value.file, caught.value.line) == ("1-offer/1.md", 6)


def test_nothing_is_said_of_a_good_one() -> None:
    assert problems(read("---\nsubject: Hi\n---\nHello {{ customer.first_name | default('there') }}")) == []


@pytest.mark.parametrize(
    ("changes", "mail_from", "severity", "says"),
    [
        ({"name": ""}, "a@tin.example", "error", "Your shop has no name yet."),
        ({"address": ""}, "a@tin.example", "error", "Your shop has no postal address yet."),
        ({}, "", "error", "Your shop has no from address yet."),
        ({"url": ""}, "a@tin.example", "warning", "Your shop has no web address yet: links to it open a mail to you"),
        ({}, "no-reply@tin.example", "warning", "takes no answers"),
    ],
)
def test_problems_of_the_shop(changes: dict[str, str], mail_from: str, severity: str, says: str) -> None:
    around = replace(AROUND, shop=replace(WORDS, **changes), mail_from=mail_from)
    found = problems(mail(), around=around)
    assert [p.severity for p in found] == [severity]
    assert says in found[0].says


def test_without_a_web_address_links_open_a_mail_and_what_would_be_dead_stops_a_send() -> None:
    around = replace(AROUND, shop=replace(WORDS, url=""))
    whole, longer = mail("**[Come in]({{ shop.url }})**"), mail("x\n\n[New]({{ shop.url }}/new?a=1)")
    (said,) = problems(whole, around=around)
    assert (said.severity, said.file) == ("warning", "settings.toml")
    assert "links such as “Come in” open a mail to you instead." in said.says
    assert "shop.url" in said.do
    dead, _ = problems(longer, around=around)
    assert (dead.severity, dead.file, dead.line) == ("error", longer.file, longer.lines[2] + 2)
    assert "has a dead link" in dead.says
    assert problems(whole) == problems(longer) == []


def test_problems_of_groups_and_offers() -> None:
    groups = (
        Group("best", "Best", "once-bst", TWENTY),
        Group("rest", "Rest", "all", Offer("percent", "10", "")),
    )
    known = {"AUTUMN15": (40, 0.15), "RARE50": (1, 0.5), "WELCOME20": (9, 0.2)}
    around = replace(AROUND, offers=AroundOffers(codes=known))
    found = problems(mail(), mail(group="bst"), around=around, groups=groups)
    said = "\n".join(f"{p.severity}: {p.file} {p.says} {p.do}" for p in found)
    assert "once-bst, which does not exist. Did you mean once-best?" in said
    assert "1-offer/1.bst.md is written for the group bst, and the sequence has no group of that name." in said
    assert "Did you mean best? Then call its file so. Else x on this mail takes it out" in said
    assert "Rest: 10% off is offered, but there is no code for it." in said
    assert (
        "Rest: 10% off is no more than the code AUTUMN15 gave lately (15%). In Sequences, f changes the offer." in said
    )
    assert "Best: 20% off is no more" not in said


@pytest.mark.parametrize(
    ("total", "shipping", "tax", "discount", "lines", "goods"),
    [
        (1723, 890, 322, 147, 980, 980),  # prices hold the tax
        (9680, 500, 680, 1500, 10000, 10000),  # it comes on top
        (1723, 890, 322, 147, None, 980),
        (0, 0, 0, 500, 500, 500),
    ],
)
def test_a_discount_is_a_share_of_the_goods_without_postage(
    total: int, shipping: int, tax: int, discount: int, lines: int | None, goods: int
) -> None:
    assert goods_of(total, shipping, tax, discount, lines) == goods


def test_an_empty_group_a_missing_counterpart_and_a_stage_without_mails() -> None:
    groups = (Group("best", "Best", "once-best", TWENTY),)
    around = replace(AROUND, group_sizes={"": 4})
    found = problems(mail("a"), mail("b", variant="B"), mail("c", group="best"), around=around, groups=groups)
    said = [p.says for p in found]
    assert "Best: nobody of the sequence is in it." in said
    assert any("takes no part in the test" in s for s in said)
    empty = problems(stages=(Stage("offer", "Offer", "1-offer", 0, ()),))
    assert [p.says for p in empty if p.severity == "error"] == ["Stage offer has no mails."]


def test_an_unknown_look_names_those_there_are() -> None:
    found = problems(mail(), theme="neon")
    assert found[0].severity == "error"
    assert "letter" in found[0].do


def test_a_look_without_a_way_out_cannot_be_used(tmp_path: Path) -> None:
    look = tmp_path / "themes" / "mail" / "bare"
    look.mkdir(parents=True)
    (look / "theme.toml").write_text("[light]\n[dark]\n")
    (look / "layout.html").write_text("<html><head></head><body>{{ body }}</body></html>")
    (look / "layout.txt").write_text("{{ body }}")
    found = problems(mail(), theme="bare", around=replace(AROUND, own=tmp_path))
    assert [p.file for p in found if "no way out" in p.says] == [
        "themes/mail/bare/layout.html",
        "themes/mail/bare/layout.txt",
    ]


@pytest.mark.parametrize("broken", ["1-offer/1.md", "1-offer/1.best.md"])
def test_a_file_that_cannot_be_read_is_the_only_problem(tmp_path: Path, broken: str) -> None:
    files.copy(blueprints.folder("win-back"), tmp_path / "spring")
    files.write_text(tmp_path / "spring", broken, "---\nsubjct: Hi\n---\nHello")
    segments = ("win-back", "once-best", "repeat", "one-order")
    found = check(*files.read(tmp_path / "spring"), replace(AROUND, segments=segments))
    assert [(p.file, p.line) for p in found] == [(broken, 2)], found


def test_a_stage_whose_only_file_cannot_be_read_is_not_called_empty(tmp_path: Path) -> None:
    files.write_text(tmp_path / "s", "sequence.toml", '[[stages]]\nname = "a"\n')
    files.write_text(tmp_path / "s", "1-a/1.md", "no head")
    assert [p.file for p in check(*files.read(tmp_path / "s"), AROUND)] == ["1-a/1.md"]


def test_what_is_said_of_variants_together_waits_until_all_of_them_can_be_read() -> None:
    says = "Offer 1, A and B: with 16 customers no difference could be told from chance."
    test = VariantTest("offer", 1, ("A", "B"), 16, 0.03, None, False, says)
    need = CodeNeed("pool:ship", "free shipping", 9, 2, (), "")
    around = replace(AROUND, offers=AroundOffers(tests=(test,), needs=(need,)))
    both = sequence(mail("a"), mail("b", variant="B"))
    assert [p.says.partition(":")[0] for p in check(both, [], around)] == [
        "is part of a test that tells little",
        "7 are missing among the codes of the file ship, for free shipping",
    ]
    unread = Problem("error", "1-offer/1@b~el.md", 2, "says “subjct:”, which is not known here.", "")
    assert check(both, [unread], around) == [unread]


def test_a_variant_without_a_subject_is_not_blamed_while_the_mail_it_borrows_from_cannot_be_read() -> None:
    other = read("---\npreheader: Hello\n---\nAnother text", "1-offer/1@b.md")
    unread = Problem("error", "1-offer/1.md", 2, "says “subjct:”, which is not known here.", "")
    assert check(sequence(other), [unread], AROUND) == [unread]
