"""What the owner should know before a stage is sent, as sentences."""

from __future__ import annotations

from datetime import date

from shopkeep import wording
from shopkeep.jobs import foresight, sequence_needs, sequence_turns, variant_tests
from shopkeep.jobs.shop import Shop


def notices(
    shop: Shop,
    name: str,
    stage: str,
    segment: str | None = None,
    limit: int | None = None,
    as_of: date | None = None,
    newcomers: bool = True,
) -> list[str]:
    """Orders too old to go by, mails that would be skipped, codes that must work in the shop, what tests of so
    many can tell, and before the first stage what its holdout will show."""
    turn = sequence_turns.turn(shop, name, stage, segment, limit, as_of, newcomers)
    found = [sequence_needs.stale_orders(shop, name, stage), sequence_needs.skipped_in(turn)]
    language = str(shop.settings.get("shop.language"))
    for code, gives, until in sequence_needs.codes_of(shop, turn):
        till = f" until {wording.day(until, as_of or shop.today(), language)}" if until else ""
        found.append(f"{code} ({gives}) must work in your shop{till}.")
    found += sequence_needs.own_codes(shop, turn)
    found += [test.says for test in variant_tests.tests_in(shop, turn)]
    if stage == turn.sequence.stages[0].name:
        held = sum(one.holdout for one in turn.recipients)
        mailed, window = len(turn.recipients) - held, turn.sequence.return_window_days
        found.append(foresight.of_list(shop, mailed, held, turn.sequence.holdout, window, as_of).says)
    return [sentence for sentence in found if sentence]
