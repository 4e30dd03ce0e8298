"""Offers as written: read, combined, changed from mail to mail, and what contradicts itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopkeep.core.records.offers import CodeNeed, VariantTest
from shopkeep.core.records.sequences import Group, Offer, Problem
from shopkeep.errors import SequenceProblem
from shopkeep.sequences import check_offers, files, manifest, offers
from shopkeep.sequences.check_offers import AroundOffers, Lately
from shopkeep.sequences.values import last_day, offer_words
from tests.sequences.making import ON, TWENTY, mail, sequence

HEAD = 'title = "Spring"\n\n[[stages]]\nname = "offer"\n\n'


def groups(*lines: str) -> tuple[Group, ...]:
    return manifest.read(HEAD + "\n".join(lines)).groups


def test_a_group_by_a_rule_with_a_combined_offer():
    [group] = groups(
        "[[groups]]",
        'name = "romania"',
        'where = "country = RO and spent > 200"',
        'offer = { kind = "percent", value = 25, free_shipping = true, codes = "personal:DOR", until = 2026-12-06 }',
    )
    assert (group.segment, group.where, group.line, group.offer_line) == ("all", "country = RO and spent > 200", 8, 9)
    assert group.offer == Offer("percent", "25", free_shipping=True, codes="personal:DOR", until=date(2026, 12, 6))
    assert offer_words(group.offer, "EUR") == (
        "25% off and free shipping",
        "25% off and free shipping with your next order",
    )
    assert last_day(group.offer, ON, ON - timedelta(days=5)) == (date(2026, 12, 6), False)


def test_a_table_of_its_own_reads_as_the_short_form():
    [group] = groups("[[groups]]", 'name = "all"', "[groups.offer]", 'kind = "gift"', 'value = "a tea scoop"')
    assert group.offer == Offer("gift", "a tea scoop")


@pytest.mark.parametrize(
    ("offer", "says", "do"),
    [
        ('kind = "percnt"', "of the kind 'percnt'", "Did you mean percent?"),
        ('kind = "percent", valu = "20"', "'valu' in an offer", "Did you mean value?"),
        ('kind = "percent", value = "120"', "offers '120' as percent", "Give a number"),
        ('kind = "none", free_shipping = true', "offers nothing (kind none) and something besides", "Give it a kind"),
        ('kind = "free-shipping", free_shipping = true', "offers free-shipping twice", "Take free_shipping out"),
        ('kind = "percent", value = "20", code = "A", codes = "personal:B"', "both one code for all and", "Keep"),
        ('kind = "percent", value = "20", until = "2026-12-06", valid_days = 5', "both until and valid_days", "Keep"),
        ('kind = "percent", value = "20", until = "6 Dec"', "holds until '6 Dec'", "2026-12-06"),
        ('kind = "percent", value = "20", codes = "mine"', "codes = 'mine'", "personal:SPRING"),
        ('kind = "amount", value = "20", minimum = "15"', "they would be free", "Raise the minimum"),
        ('kind = "percent", value = "20", only_if_chance_below = 35', "only_if_chance_below = 35", "such as 0.35"),
        ('kind = "guarantee"', "offers a guarantee without saying what", "Say in value"),
        ('kind = "percent", value = "20", valid_days = 999', "whole number from 0 to 365", ""),
    ],
)
def test_what_cannot_be_names_file_and_line(offer, says, do):
    with pytest.raises(SequenceProblem) as caught:
        groups("[[groups]]", 'name = "all"', f"offer = {{ {offer} }}")
    assert caught.value.title.startswith("sequence.toml, line 8 ")
    assert says in caught.value.title
    assert do in caught.value.meaning


def test_offers_climb_from_mail_to_mail():
    group = Group("all", "All", "all", TWENTY)

    def of(head: str, base: Offer = TWENTY) -> Offer:
        source = f"---\nsubject: Hi\noffer: {head}\n---\nHello"
        return offers.of_mail(replace(group, offer=base), files.parse_mail("1-offer/2.md", source))

    assert of('{ value = "25", code = "COME25" }') == replace(TWENTY, value="25", code="COME25")
    assert of('{ value = "25" }').code == "", "the code gave 20 % and is not said for 25 %"
    assert of("{ valid_days = 3 }") == replace(TWENTY, valid_days=3)
    own = replace(TWENTY, code="", codes="personal:COME")
    assert of('{ value = "25" }', own).codes == "personal:COME", "codes made here are made for what is offered"
    assert of('{ value = "25", code = "ALL25" }', own) == replace(own, value="25"), "each keeps a code of their own"
    assert of('{ value = "25" }', replace(own, codes="pool:x")).codes == ""
    assert of("none") == Offer()
    assert of('{ value = "25" }', Offer()) == Offer(), "a group that is offered nothing stays so"
    assert of('{ kind = "gift", value = "a mug" }', Offer()) == Offer("gift", "a mug")
    assert of('{ kind = "free-shipping" }').value == ""
    assert of('{ free_shipping = true, code = "X" }') == replace(TWENTY, free_shipping=True, code="X")


@pytest.mark.parametrize(
    "head", ["25 %", "{ value = }", "{ only_if_chance_below = 0.3 }", '{ kind = "percent" }', "{}"]
)
def test_a_change_that_cannot_be_names_its_line(head):
    with pytest.raises(SequenceProblem) as caught:
        files.parse_mail("1-offer/2.md", f"---\nsubject: Hi\noffer: {head}\n---\nHello")
    assert caught.value.title.startswith("1-offer/2.md, line 3 ")


made = st.builds(
    Offer,
    kind=st.just("percent"),
    value=st.sampled_from(["5", "12.5", "100"]),
    code=st.sampled_from(["", "A-1"]),
    valid_days=st.sampled_from([0, 14]),
    minimum=st.sampled_from(["", "30.00"]),
    free_shipping=st.booleans(),
    gift=st.sampled_from(["", 'a "tin" | of = tea', "чай"]),
    guarantee=st.sampled_from(["", "Send it back within 60 days"]),
    only_if_chance_below=st.sampled_from([0.0, 0.35]),
)


@given(made)
def test_an_offer_reads_back_as_written(offer):
    text = manifest.with_groups(HEAD, (Group("all", "All", "all", offer, "spent > 10"),))
    [group] = manifest.read(text).groups
    assert (group.offer, group.where) == (offer, "spent > 10")
    assert offers.terms(offers.from_terms(offers.terms(offer))) == offers.terms(offer)


def test_groups_are_rearranged_and_their_comments_stay():
    text = HEAD + '[[groups]]\nname = "best"\nsegment = "best"  # the few\n\n[[groups]]\nname = "rest"\n'
    best, rest = manifest.read(text).groups
    changed = manifest.with_groups(text, (replace(rest, title="Others", where="orders = 1"), best))
    assert "# the few" in changed
    assert [(g.name, g.title, g.where) for g in manifest.read(changed).groups] == [
        ("rest", "Others", "orders = 1"),
        ("best", "best", ""),
    ]
    assert manifest.read(manifest.with_groups(changed, ())).groups == ()


def problems(offer: Offer, around: AroundOffers, *mails: object) -> list[Problem]:
    made = sequence(*(mails or (mail(),)), groups=(Group("all", "All", "all", offer, offer_line=7),))
    return check_offers.check(made, around)


def test_an_offer_no_better_than_what_orders_have_anyway():
    lately = Lately(200, tuple([0.25] * 41 + [0.1] * 20), shipped_free=120, average=5000)
    around = AroundOffers(ON, "EUR", lately=lately)
    twenty = "41 of the last 200 orders had 20 % or more off without this."
    assert [p.says for p in problems(TWENTY, around)] == [f"All: {twenty}"]
    assert problems(replace(TWENTY, value="30"), around) == []
    assert problems(replace(TWENTY, free_shipping=True), around) == [], "more than the usual discount"
    [free] = problems(Offer("free-shipping", code="SHIP"), around)
    assert free.says == "All: 120 of the last 200 orders were shipped free without this."
    [ten] = problems(Offer("amount", "10.00", "TEN"), around)
    assert ten.says == "All: 41 of the last 200 orders had 20 % or more off without this."
    assert (ten.file, ten.line, ten.severity) == ("sequence.toml", 7, "warning")


def test_a_deadline_in_the_past_is_an_error_until_the_sequence_has_begun():
    over = replace(TWENTY, valid_days=0, until=ON - timedelta(days=1))
    [found] = problems(over, AroundOffers(ON))
    assert (found.severity, found.line) == ("error", 7)
    assert "holds until 21 November 2026, which is past" in found.says
    assert [p.severity for p in problems(over, AroundOffers(ON, begun=True))] == ["warning"]
    assert problems(replace(over, until=ON), AroundOffers(ON)) == []


def test_a_mails_own_offer_is_checked_where_it_stands():
    odd = replace(mail(number=2), offer=(("value", "250"),), offer_line=4)
    [found] = problems(TWENTY, AroundOffers(ON), mail(), odd)
    assert (found.severity, found.file, found.line) == ("error", "1-offer/2.md", 4)
    assert "offers '250' as percent" in found.says


def test_codes_that_are_missing_and_tests_that_tell_little():
    need = CodeNeed("personal:COME", "20% off", 214, 200, ("all",))
    test = VariantTest("offer", 1, ("A", "B"), 180, 0.05, 0.1, False, "Offer 1, A and B: with 180 customers …")
    offer = replace(TWENTY, code="", codes="personal:COME")
    found = problems(offer, AroundOffers(ON, needs=(need,), tests=(test,)), mail(), mail("x", variant="B"))
    lacking, warning = sorted(found, key=lambda p: p.file, reverse=True)
    assert (
        lacking.says == "14 are missing among the codes made here (COME-…), for 20% off: 214 needed, 200 there."
        " y in Sequences makes them."
    )
    assert lacking.severity == "warning"
    assert "shopkeep codes make spring" in lacking.do
    assert (warning.severity, warning.file) == ("warning", "1-offer/1@b.md")
    assert "with 180 customers" in warning.says
