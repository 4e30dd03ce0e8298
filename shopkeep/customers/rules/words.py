"""A rule as one sentence that an owner would sign. It never reads in two ways: what belongs together is in brackets."""

from __future__ import annotations

from datetime import date, timedelta

from shopkeep import countries, wording
from shopkeep.core import text
from shopkeep.core.money import Money
from shopkeep.core.records.rules import (
    EVERYBODY,
    AllOf,
    AnyOf,
    Attribute,
    Bought,
    Compare,
    CompareField,
    First,
    InSegment,
    Not,
    Rule,
    Value,
)
from shopkeep.customers.rules.fields import FIELDS, MONTHS, Field
from shopkeep.customers.rules.phrases import CONSTANT_PHRASES, PHRASES, WHOLE, Phrase

_MORE = {"=": "exactly", "!=": "not exactly", "<": "less than", "<=": "at most", ">": "more than", ">=": "at least"}
_DAYS = {"=": "on", "!=": "not on", "<": "before", "<=": "on or before", ">": "after", ">=": "on or after"}
_TIMES = {1.0: "", 2.0: "twice ", 0.5: "half "}
_FEW_DAYS = 10
"""Below so many days late a number may have been meant as the times that the column Late shows."""
_RANKED = ("rank", "rank_ever", "rank_at_stake", "top", "top_ever")


def in_words(rule: Rule, currency: str, language: str = "en") -> str:
    """`Country is RO, spent more than €200 in all, and bought Nettle tea.`"""
    said = _Words(currency, language).group(rule)
    return f"{said[:1].upper()}{said[1:]}."


def _joined(parts: list[str], word: str) -> str:
    """Two parts by the word alone, more with commas; always with commas where a part has such a word in it."""
    if len(parts) == 2 and not any(" and " in part or " or " in part or "," in part for part in parts):
        return f"{parts[0]} {word} {parts[1]}"
    return f"{', '.join(parts[:-1])}, {word} {parts[-1]}"


def named(value: str) -> str:
    """A name as it stands in a sentence; in quotation marks where it could be read as more than a name."""
    value = text.plain(value)
    if not value or any(sign in value for sign in ',;()“”"') or {"and", "or"} & set(value.lower().split()):
        return f"“{value}”"
    return value


class _Words:
    def __init__(self, currency: str, language: str) -> None:
        self.currency = currency
        self.language = language

    def group(self, rule: Rule) -> str:
        """A whole rule or what stands in brackets."""
        match rule:
            case AllOf(()):
                return "everybody with an order that counts"
            case AllOf((one,)) | AnyOf((one,)):
                return self.group(one)
            case AllOf(rules) if not _range(rule):
                return _joined([self.part(one) for one in rules], "and")
            case First():
                return self.first(rule)
            case AnyOf(()):
                return "nobody"
            case AnyOf(rules):
                return "either " + _joined([self.part(one) for one in rules], "or")
            case _:
                return self.part(rule)

    def part(self, rule: Rule) -> str:
        """One rule among others."""
        match rule:
            case AllOf((one,)) | AnyOf((one,)):
                return self.part(one)
            case AllOf((Compare() as low, Compare() as high)) if _range(rule):
                return self.between(low, high)
            case AllOf((Attribute() as low, Attribute() as high)) if _range(rule):
                values = f"{self.value(None, low.values[0])} and {self.value(None, high.values[0])}"
                return f"{named(low.key.replace('_', ' '))} is between {values}"
            case AllOf() | AnyOf():
                return f"({self.group(rule)})" if rule.rules else self.group(rule)
            case First(rule=rest):
                return self.first(rule) if rest == EVERYBODY else f"({self.first(rule)})"
            case Not(inner):
                return self.denied(inner)
            case Compare():
                return self.compare(rule)
            case CompareField():
                return self.compare_field(rule)
            case Attribute():
                return f"{named(rule.key.replace('_', ' '))} {self.text_is(rule.op, rule.values)}"
            case Bought():
                return self.bought(rule)
            case InSegment():
                return f"in the segment “{text.plain(rule.title)}”"

    def first(self, rule: First) -> str:
        """How many of whom; lists are ordered so, and say so too."""
        if rule.rule == EVERYBODY:
            return f"the first {rule.count:,} by what is at stake"
        rest = self.part(rule.rule) if isinstance(rule.rule, AnyOf) else self.group(rule.rule)
        return f"{rest}; of these the first {rule.count:,} by what is at stake"

    def denied(self, rule: Rule) -> str:
        """The opposite of a rule; as words of its own only where nobody unknown is lost by it."""
        match rule:
            case Not(inner):
                return self.part(inner)
            case Compare(op="=" | "!=" as op):
                return self.compare(Compare(rule.field, "!=" if op == "=" else "=", rule.values))
            case Attribute(op="=" | "!=" as op):
                return self.part(Attribute(rule.key, "!=" if op == "=" else "=", rule.values))
            case Compare(op="contains" | "starts") | Attribute(op="contains" | "starts"):
                name = rule.field if isinstance(rule, Compare) else rule.key
                what = PHRASES[name].says if isinstance(rule, Compare) else f"{named(name.replace('_', ' '))} {{}}"
                verb = "does not contain" if rule.op == "contains" else "does not start with"
                return what.replace("{}", f"{verb} “{text.plain(rule.values[0])}”")
            case Bought():
                return self.bought(rule, never=True)
            case InSegment():
                return f"not in the segment “{text.plain(rule.title)}”"
            case _:
                return f"not ({self.group(rule)})"

    def compare(self, rule: Compare) -> str:
        field, phrase = FIELDS[rule.field], PHRASES[rule.field]
        if None in rule.values:
            return self.unknown(rule, field, phrase)
        match field.kind:
            case "yesno":
                yes = (rule.values == (True,)) == (rule.op == "=")
                return phrase.says if yes else phrase.denied
            case "choice":
                return self.choice(rule, field, phrase)
            case "text":
                return phrase.says.format(self.text_is(rule.op, _countries(rule)))
            case "date":
                return phrase.says.format(self.day_is(rule.op, rule.values))
        if rule.field in _RANKED:
            return self.ranked(rule, field, phrase)
        if rule.field in ("season_week", "season_month", "birthday_month"):
            return phrase.says.format(self.calendar(rule, field))
        said = self.number(rule, field, phrase)
        [value, *others] = rule.values
        if field.name == "days_late" and not others and 0 < float(str(value)) < _FEW_DAYS:
            times = f"overdue {rule.op} {wording.number(float(str(value)))}"
            return f"{said} (in days; {times} counts times their usual gap, as the column Late does)"
        return said

    def unknown(self, rule: Compare, field: Field, phrase: Phrase) -> str:
        rest = tuple(value for value in rule.values if value is not None)
        name = field.name.replace("_", " ")
        said = (phrase.unknown or f"{name} not known") if rule.op == "=" else (phrase.known or f"{name} known")
        if not rest:
            return said
        both = [self.compare(Compare(rule.field, rule.op, rest)), said]
        return f"({_joined(both, 'or' if rule.op == '=' else 'and')})"

    def choice(self, rule: Compare, field: Field, phrase: Phrase) -> str:
        if rule.values == ("none",) and rule.op == "!=":
            return phrase.says.format("a milestone")
        choices = [phrase.choices[field.choices.index(str(value))] for value in rule.values]
        if rule.op == "=":
            return phrase.says.format(wording.listed(choices, "or"))
        return phrase.denied.format(wording.listed(choices, "or"))

    def number(self, rule: Compare, field: Field, phrase: Phrase) -> str:
        low = rule.values[0]
        if (rule.op, low) == (">", 0) and phrase.some:
            return phrase.some
        if rule.op == ">" and field.kind == "count" and low == 0:
            rule = Compare(rule.field, ">=", (1,))
        if (rule.op, low) == ("<=", 0) or (field.kind == "count" and (rule.op, low) == ("<", 1)):
            rule = Compare(rule.field, "=", (0,))
        if rule.op == "=" and rule.values == (0,):
            if phrase.zero:
                return phrase.zero
            if phrase.noun:
                return phrase.says.format(f"no {self.plural(phrase)}")
        said = wording.listed([self.value(field, value) for value in rule.values], "or")
        more = f"neither {said.replace(' or ', ' nor ')}" if rule.op == "!=" and len(rule.values) > 1 else ""
        more = more or (said if len(rule.values) > 1 else f"{_MORE[rule.op]} {said}")
        if phrase.noun:
            more = f"{more} {phrase.noun if rule.values[-1] == 1 else self.plural(phrase)}"
            more = more.replace("less than", "fewer than") if field.kind == "count" else more
        return phrase.says.format(more)

    def plural(self, phrase: Phrase) -> str:
        return phrase.many or phrase.noun + "s"

    def between(self, low: Compare, high: Compare) -> str:
        field, phrase = FIELDS[low.field], PHRASES[low.field]
        if field.kind == "date":
            days = [self.value(field, one.values[0]) for one in (low, high)]
            return phrase.says.format(f"from {days[0]} to {days[1]}")
        said = f"{self.value(field, low.values[0])} to {self.value(field, high.values[0])}"
        if low.field in _RANKED:
            return f"place {said} among {phrase.says.replace('the {}', 'those')}"
        return phrase.says.format(f"{said} {self.plural(phrase)}" if phrase.noun else said)

    def ranked(self, rule: Compare, field: Field, phrase: Phrase) -> str:
        value = rule.values[0]
        said = self.value(field, value)
        if rule.op in ("=", "!="):
            places = wording.listed([self.value(field, one) for one in rule.values], "or")
            return f"{'not ' if rule.op == '!=' else ''}at place {places} of {phrase.says.replace('the {}', 'those')}"
        if field.kind == "count" and rule.op in ("<", ">="):
            said = wording.number(float(str(value)) - 1, self.language)
        edge = " (the last place excepted)" if field.kind == "share" and rule.op in ("<", ">=") else ""
        return f"{'' if rule.op in ('<', '<=') else 'not '}among {phrase.says.format(said)}{edge}"

    def calendar(self, rule: Compare, field: Field) -> str:
        said = wording.listed([self.value(field, value) for value in rule.values], "or")
        after = {"<": "earlier than {}", "<=": "{} or earlier", ">": "later than {}", ">=": "{} or later"}
        return f"anything but {said}" if rule.op == "!=" else after.get(rule.op, "{}").format(said)

    def text_is(self, op: str, values: tuple[Value, ...]) -> str:
        if None in values:
            rest = tuple(value for value in values if value is not None)
            said = "is not known" if op == "=" else "is known"
            return f"{self.text_is(op, rest)} {'or' if op == '=' else 'and'} {said}" if rest else said
        names = [self.value(None, value) for value in values]
        match op:
            case "=":
                return f"is {wording.listed(names, 'or')}"
            case "!=":
                return f"is neither {' nor '.join(names)}" if len(names) > 1 else f"is not {names[0]}"
            case "contains":
                return f"contains “{text.plain(values[0])}”"
            case "starts":
                return f"starts with “{text.plain(values[0])}”"
        return f"is {_MORE[op]} {names[0]}"

    def day_is(self, op: str, values: tuple[Value, ...]) -> str:
        days = wording.listed([self.value(FIELDS["last_order"], value) for value in values], "or")
        return f"{_DAYS[op]} {days}"

    def compare_field(self, rule: CompareField) -> str:
        whole = WHOLE.get((rule.field, rule.op, rule.factor, rule.other))
        if whole:
            return whole
        phrase = PHRASES[rule.field]
        times = _TIMES.get(rule.factor, f"{wording.number(rule.factor, self.language)} times ")
        other = CONSTANT_PHRASES.get(rule.other) or PHRASES[rule.other].other
        how = _DAYS if FIELDS[rule.field].kind == "date" else _MORE
        if rule.field in _RANKED:
            return f"{phrase.other} is {how[rule.op]} {times}{other}"
        if how is _DAYS:
            how = {
                **_DAYS,
                "=": "on the day of",
                "!=": "not on the day of",
                "<=": "no later than",
                ">=": "no earlier than",
            }
        return phrase.says.format(f"{how[rule.op]} {times}{other}")

    def bought(self, rule: Bought, never: bool = False) -> str:
        whole = [named(name) for name in rule.names if name not in rule.parts]
        parts = wording.listed([f"“{text.plain(name)}”" for name in rule.parts], "or")
        names = wording.listed(whole + [f"a product with {parts} in its name"] * bool(parts), "or")
        what = {"product": "bought {}", "category": "bought something of {}", "code": "used the code {}"}[rule.what]
        place = {"any": "", "first": " in the first order", "last": " in the last order"}[rule.place]
        said = what.format(names) + place + self.when(rule)
        if not never:
            return said
        if rule.place == "any" and rule.since is None and rule.until is None:
            return (
                said.replace("bought something", "never bought anything", 1)
                if rule.what == "category"
                else f"never {said}"
            )
        return {"product": "did not buy", "category": "did not buy anything", "code": "did not use"}[rule.what] + said[
            len({"product": "bought", "category": "bought something", "code": "used"}[rule.what]) :
        ]

    def when(self, rule: Bought) -> str:
        since = f" since {wording.day_full(rule.since, self.language)}" if rule.since else ""
        if not rule.until:
            return since
        if rule.until == date.max:
            return since
        return f"{since}{' and' if since else ''} before {wording.day_full(rule.until + timedelta(1), self.language)}"

    def value(self, field: Field | None, value: Value) -> str:
        """One value in words."""
        if isinstance(value, date):
            return wording.day_full(value, self.language)
        if isinstance(value, str):
            return named(value)
        number = float(value or 0)
        if field and field.kind == "money":
            money = Money(round(number), self.currency)
            whole = money.decimal() == money.decimal().to_integral_value()
            return (wording.money_short if whole else wording.money)(money, self.language)
        if field and field.kind == "share":
            return f"{wording.number(round(number * 100, 4), self.language)} %"
        if field and field.name in ("season_month", "birthday_month") and 1 <= number <= 12:
            return MONTHS[int(number) - 1].capitalize()
        return wording.number(round(number) if number == round(number) else number, self.language)


def _range(rule: AllOf) -> bool:
    """Whether this is what `between` reads into."""
    match rule.rules:
        case (Compare(field=first, op=">="), Compare(field=second, op="<=")):
            return first == second
        case (Attribute(key=first, op=">="), Attribute(key=second, op="<=")):
            return first == second
    return False


def _countries(rule: Compare) -> tuple[Value, ...]:
    """Values as they are said: countries by their names."""
    if rule.field != "country" or rule.op not in ("=", "!="):
        return rule.values
    return tuple(countries.name_of(value) or value if isinstance(value, str) else value for value in rule.values)
