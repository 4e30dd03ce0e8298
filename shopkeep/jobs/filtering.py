"""What is typed into the filter, understood: words to look for, or a rule, and what could come next."""

from __future__ import annotations

from dataclasses import dataclass

from shopkeep.customers.judgement import Basis
from shopkeep.customers.rules.completing import Completion, looks_like_rule
from shopkeep.customers.rules.problems import RuleProblem
from shopkeep.customers.rules.reading import read
from shopkeep.customers.rules.words import in_words
from shopkeep.jobs.asking import asked
from shopkeep.jobs.segments import complete_rule, vocabulary
from shopkeep.jobs.shop import Shop

NOTHING = Completion(0, 0, [])


@dataclass(frozen=True, slots=True)
class Understood:
    """A typed filter. Either `words` to search for, or a `rule`, said in `says` or with its `problem`."""

    words: str = ""
    rule: str = ""
    says: str = ""
    problem: str = ""
    completion: Completion = NOTHING


def understand(shop: Shop, typed: str, at: int | None = None) -> Understood:
    """How a filter is meant, with the cursor at a place of it. Never raises RuleProblem."""
    text = typed.strip()
    if not text:
        return Understood()
    completion = complete_rule(shop, typed, at)
    with asked(shop) as shop_asked:
        words = shop_asked.words
        if not looks_like_rule(typed, words):
            return Understood(words=text, completion=completion)
        try:
            rule = read(text, words)
        except RuleProblem as problem:
            return Understood(rule=text, problem=" ".join(problem.lines()), completion=completion)
    says = in_words(rule, shop.currency, str(shop.settings.get("shop.language")))
    return Understood(rule=text, says=says, completion=completion)


def prepare(shop: Shop) -> None:
    """Look up beforehand what completion offers, for that takes a while in a very large shop."""
    shop.db.giving_way(lambda: vocabulary(shop))


def basis(shop: Shop) -> Basis:
    """What today's chances rest on."""
    with asked(shop) as shop_asked:
        return shop_asked.basis
