"""`back-test` and `look-ahead` on the command line."""

from __future__ import annotations

from tests.cli.conftest import AS_OF, Program


def test_the_back_test_says_and_counts(sample: Program) -> None:
    said = sample.ok("back-test", "--as-of", AS_OF)
    assert "the list" in said.out.splitlines()[0].lower()
    assert said.out.splitlines()[1].startswith("Of 100 we would have called at risk last quarter, ")
    assert "By the chance alone, whether late or not:" in said.out
    assert "we would have said" in said.out
    found = sample.ok("back-test", "--as-of", AS_OF, "--json").json
    assert found["can_tell"] is True
    assert found["known_until"] < AS_OF
    assert found["better_list"] in ("win-back", "silent")
    assert {"band", "customers", "predicted", "came_back"} == set(found["bands"][0])
    assert all(0 <= band["came_back"] <= 1 for band in found["bands"])
    assert found["auc"] >= found["auc_days_since"] - 0.005
    assert found["sentences"][0] == said.out.splitlines()[0]


def test_an_empty_shop_cannot_tell_yet(program: Program) -> None:
    assert program.ok("back-test").out.startswith("Cannot tell yet")
    assert program.ok("back-test", "--json").json["can_tell"] is False


def test_how_far_to_look_is_said_and_taken(sample: Program) -> None:
    assert "Nothing to advise" in sample.ok("look-ahead").out
    sample.ok("account", "set", "policy.horizon_days", "365")
    advised = sample.ok("look-ahead", "--json").json
    assert advised["horizon_days"] == 365
    days = advised["advice"]["days"]
    assert f"looking {days} days ahead would suit your shop better than 365" in sample.ok("look-ahead").out
    assert sample.ok("look-ahead", "--accept", "--json").json["horizon_days"] == days
    assert sample.ok("look-ahead", "--json").json == {"horizon_days": days, "advice": None}
