"""Words that promise something, in copies that reach people to whom nothing is offered."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from shopkeep.core.records.sequences import Group, Problem
from shopkeep.sequences import blueprints, files
from shopkeep.sequences.check import Around, check
from shopkeep.sequences.offers import NONE
from tests.sequences.making import ON, TWENTY, WORDS, mail, sequence

AROUND = Around(WORDS, "nora@tin.example", Path("/nowhere"), ON, ("all", "win-back", "best"))
DEAREST, REST = Group("dearest", "Five dearest", "best"), Group("rest", "The rest", "all", offer=TWENTY)


def promised(problems: list[Problem]) -> list[str]:
    return [p.says for p in problems if p.says.startswith("promises")]


def of(body: str, subject: str = "Hi") -> list[str]:
    return promised(check(sequence(mail(body, subject)), [], AROUND))


@pytest.mark.parametrize(
    ("words", "other"),
    [
        ("15% off", "Our candles are 100% beeswax"),
        ("**15%** off", "15% of our wax is recycled"),
        ("€5 off", "It costs €5"),
        ("Save 10 %", "Save the date: 10 December"),
        ("free shipping", "Shipping is quick"),
        ("We ship it to you for free", "Feel free to answer"),
        ("a discount code", "No discount code this time"),
        ("use the code PINE15", "Our dress code: cosy"),
        ("a voucher", "We sell gift vouchers"),
        ("15% reducere", "15% din ceară"),
        ("transport gratuit", "Transport rapid"),
        ("έκπτωση 15%", "100% φυσικό κερί"),
        ("δωρεάν μεταφορικά", "Γρήγορα μεταφορικά"),
        ("15% жеңілдік", "100% табиғи балауыз"),
        ("тегін жеткізу", "Жылдам жеткізу"),
    ],
)
def test_a_promise_without_an_offer_is_said(words: str, other: str) -> None:
    (says,) = of(f"Hello,\n\n{words}, only for you.")
    assert "nothing is offered to anybody" in says
    assert of(f"Hello,\n\n{other}.") == []
    assert of("Hello", subject=f"The pine candle, {words}")
    assert of(f"Hello,\n\n{{% if offer %}}{words}, only for you.{{% endif %}}") == []
    assert of("Hello,\n\n{% if offer %}{{ offer.full }}, code: {{ offer.code }}{% endif %}") == []


def test_it_names_those_who_get_the_copy_and_no_offer() -> None:
    variant = replace(mail("", "Pine, with 15% off", variant="B"), lines=(3, 1, 4))
    made = sequence(mail("Hello", "Pine"), variant, groups=(DEAREST, REST))
    (problem,) = [p for p in check(made, [], AROUND) if p.says.startswith("promises")]
    assert (problem.severity, problem.file, problem.line) == ("warning", "1-offer/1@b.md", 3)
    assert problem.says == "promises “15% off”, and nothing is offered to Five dearest."
    assert "{% if offer %}" in problem.do
    # Those who get another copy, or are nobody, are not promised anything.
    own = sequence(mail("15% off", "Pine"), mail("Hello", "Pine", group="dearest"), groups=(DEAREST, REST))
    assert promised(check(own, [], AROUND)) == []
    assert promised(check(made, [], replace(AROUND, group_sizes={"dearest": 0, "rest": 5}))) == []
    likely = replace(REST, offer=replace(TWENTY, only_if_chance_below=0.3))
    (says,) = promised(check(sequence(mail("15% off"), groups=(likely,)), [], AROUND))
    assert "those of The rest who are likely to come back by themselves" in says


@pytest.mark.parametrize("name", [one.name for one in blueprints.described()])
def test_no_blueprint_promises_what_is_not_offered(name: str) -> None:
    made = files.load(blueprints.folder(name))
    without = tuple(replace(group, offer=NONE) for group in made.groups)
    assert promised(check(replace(made, groups=without), [], AROUND)) == []
