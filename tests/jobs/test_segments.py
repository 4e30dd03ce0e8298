"""The owner's own segments: saved, shown, used in rules and sequences, dropped, undone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shopkeep.core.records.rules import Wanted
from shopkeep.customers.rules.problems import RuleProblem
from shopkeep.errors import NotFound, UsageError
from shopkeep.jobs import customers, filtering, segments, sequences, triage
from shopkeep.jobs.shop import Shop

RULE = "city = koln and spent >= 200"


def names(shop: Shop) -> list[str]:
    return [row.name for row in customers.segments(shop) if row.own]


def test_a_saved_segment_is_a_segment_like_any_other(shop: Shop) -> None:
    done = segments.save_segment(shop, "Rhine", RULE, "By the Rhine")
    assert (done.says, done.can_undo) == ("Saved the segment By the Rhine", True)
    [row] = [row for row in customers.segments(shop) if row.own]
    assert (row.name, row.title, row.customers, row.family, row.rule) == ("rhine", "By the Rhine", 1, "Yours", RULE)
    assert row.about == segments.rule_in_words(shop, RULE)
    assert segments.definition(shop, "rhine") == row
    [ines] = customers.list_customers(shop, "rhine")
    assert ines.email == "ines@example.com"
    assert "rhine" in ines.segments
    assert len(customers.find(shop, Wanted(where="not in rhine")).ids) == 64


def test_saving_again_changes_it_and_undo_takes_each_step_back(shop: Shop) -> None:
    segments.save_segment(shop, "mine", RULE)
    segments.save_segment(shop, "mine", "orders > 2", "Often")
    assert segments.definition(shop, "mine").title == "Often"
    segments.drop_segment(shop, "mine")
    assert names(shop) == []
    triage.undo(shop)
    assert segments.definition(shop, "mine").title == "Often"
    triage.undo(shop)
    assert (segments.definition(shop, "mine").title, segments.definition(shop, "mine").rule) == ("Mine", RULE)
    triage.undo(shop)
    assert names(shop) == []


@pytest.mark.parametrize("name", ["at-risk", "Best", "", "ü", "a" * 41, "../x"])
def test_names_of_ours_and_what_is_no_name_are_refused(shop: Shop, name: str) -> None:
    with pytest.raises(UsageError):
        segments.save_segment(shop, name, RULE)
    assert names(shop) == []


def test_a_rule_that_cannot_be_read_is_refused_with_its_place(shop: Shop) -> None:
    with pytest.raises(RuleProblem) as caught:
        segments.save_segment(shop, "mine", "city = koln and spnt > 3")
    assert caught.value.lines()
    with pytest.raises(UsageError):
        segments.save_segment(shop, "mine", "  ")
    segments.save_segment(shop, "one", RULE)
    segments.save_segment(shop, "two", "in one")
    with pytest.raises(UsageError):
        segments.save_segment(shop, "one", "in two")
    assert segments.definition(shop, "one").rule == RULE


def test_one_that_cannot_be_read_any_more_counts_nobody_and_breaks_nothing(shop: Shop) -> None:
    segments.save_segment(shop, "one", RULE)
    segments.save_segment(shop, "two", "in one")
    segments.drop_segment(shop, "one")
    [row] = [row for row in customers.segments(shop) if row.own]
    assert (row.customers, row.about) == (0, "Its rule cannot be read any more.")
    with pytest.raises(UsageError):
        customers.find(shop, Wanted("two"))


def test_ours_stay_and_unknown_ones_are_answered_with_the_nearest(shop: Shop) -> None:
    segments.save_segment(shop, "rhine", RULE)
    with pytest.raises(UsageError):
        segments.drop_segment(shop, "best")
    with pytest.raises(NotFound) as caught:
        segments.drop_segment(shop, "rhein")
    assert "rhine" in " ".join(caught.value.lines())


def test_a_segment_is_known_by_its_title_as_well(shop: Shop) -> None:
    segments.save_segment(shop, "By the Rhine", RULE)
    row = segments.definition(shop, "By the Rhine")
    assert (row.name, row.title) == ("by-the-rhine", "By the Rhine")
    assert [one.email for one in customers.list_customers(shop, "By the Rhine")] == ["ines@example.com"]
    assert customers.find(shop, Wanted("At risk")).ids == customers.find(shop, Wanted("at-risk")).ids
    assert len(customers.find(shop, Wanted(where='in "By the Rhine"')).ids) == 1
    segments.drop_segment(shop, "By the Rhine")
    assert names(shop) == []


def test_a_part_of_a_product_s_name_finds_it_and_the_segment_says_so(shop: Shop) -> None:
    segments.save_segment(shop, "nettles", "bought NETTLE")
    row = segments.definition(shop, "nettles")
    assert row.customers == len(customers.find(shop, Wanted(where='bought "Nettle tea"')).ids) > 0
    assert row.about == "Bought a product with “NETTLE” in its name."
    assert [one.about for one in customers.segments(shop) if one.own] == [row.about]


def test_what_nobody_sold_is_refused_and_not_saved(shop: Shop) -> None:
    with pytest.raises(RuleProblem) as caught:
        segments.save_segment(shop, "mine", "bought netle")
    assert caught.value.title == "No product here is called “netle”. Did you mean “Nettle tea”?"
    assert names(shop) == []


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("cuntry = IE", "Did you mean `country`?"),
        ("in good-irish", "No segment is called good-irish."),
        ("bought nettle since june", "Write a day such as 2026-06-01, `today` or `30 days ago`."),
        ("bought netle", "Did you mean “Nettle tea”?"),
    ],
)
def test_the_filter_box_says_the_whole_of_a_problem(shop: Shop, typed: str, says: str) -> None:
    assert says in filtering.understand(shop, typed).problem


def test_examples_name_what_the_shop_sells_and_where(shop: Shop) -> None:
    rules = {title: rule for title, rule, _ in segments.examples(shop)}
    assert rules["Bought a product"] == 'bought "Nettle tea"'
    assert "Leeds" not in rules["Cities near each other"]
    own = ("One country", "Cities near each other", "Bought a product", "Began with a product")
    assert [filtering.understand(shop, rules[title]).problem for title in own] == [""] * len(own)


def test_completion_knows_the_shop_s_own_words(shop: Shop) -> None:
    found = segments.complete_rule(shop, "city = K")
    assert "Köln" in " ".join(one.insert for one in found.suggestions)
    assert segments.rule_in_words(shop, "")


def test_a_sequence_may_be_for_a_segment_of_the_owner(shop: Shop) -> None:
    segments.save_segment(shop, "rhine", RULE)
    sequences.new_sequence(shop, "spring", "win-back")
    file = shop.home / "sequences" / "spring" / "sequence.toml"
    file.write_text(file.read_text().replace('segment = "win-back"', 'segment = "rhine"', 1))
    assert not any("does not exist" in problem.says for problem in sequences.check(shop, "spring"))
    chosen, left = sequences.audience(shop, "spring", "offer")
    assert {one.email for one in (*chosen, *left)} == {"ines@example.com"}
    again, _ = sequences.audience(shop, "spring", "offer", segment="rhine")
    assert again == chosen


def test_dropping_says_who_asks_for_it(shop: Shop) -> None:
    segments.save_segment(shop, "rhine", RULE, "By the Rhine")
    segments.save_segment(shop, "rhine-late", "in rhine and lapse = at-risk", "Late by the Rhine")
    says = segments.drop_segment(shop, "rhine").says
    assert says == "Dropped the segment By the Rhine, which Late by the Rhine asks for and finds nobody without"


def test_dropping_says_which_sequences_stop(shop: Shop) -> None:
    segments.save_segment(shop, "rhine", RULE, "By the Rhine")
    sequences.new_sequence(shop, "Letter", "win-back")
    sequences.new_sequence(shop, "Other", "win-back")
    [best, *others] = sequences.load(shop, "letter").groups
    sequences.set_groups(shop, "letter", (replace(best, segment="all", where="in rhine and orders > 1"), *others))
    says = segments.drop_segment(shop, "rhine").says
    assert says == "Dropped the segment By the Rhine. Letter cannot be sent without it"
