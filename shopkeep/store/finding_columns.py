"""Where each field of a rule stands in the shop file: the column or expression that holds it.

Everything is asked of `summaries`; other tables are joined only where a field needs them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy import (
    Integer,
    String,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
)

from shopkeep.store import known, raw, referrals
from shopkeep.store import tables as t
from shopkeep.store.finding_asking import Asking, Expression, owners
from shopkeep.store.triage import LEFT_OUT, SNOOZED

s, c = t.summaries.c, t.customers.c
SHORT, MEDIUM = 90, 365
"""Days since the first order up to which a customer is a short-term, and a medium-term one."""


def _sent(asking: Asking) -> Subquery:
    """customer -> how many messages were sent to them, and when the last one was."""
    if "mail" not in asking.joined:
        owner, whose = owners(t.enrolments.c.customer_id, asking.tx)
        query = (
            select(owner.label("owner"), func.count().label("mailed"), func.max(t.messages.c.sent_at).label("at"))
            .select_from(t.messages)
            .join(t.enrolments, t.enrolments.c.id == t.messages.c.enrolment_id)
            .where(t.messages.c.state == "sent", t.messages.c.sent_at <= asking.around.until)
            .group_by(owner)
        )
        if whose is not None:
            query = query.join(whose, whose.c.id == t.enrolments.c.customer_id)
        asking.joined["mail"] = query.subquery("mail")
    return asking.joined["mail"]


def _referrals(asking: Asking) -> Expression:
    """Friends brought: as a file says, or as many as name them; and at least those who ordered with their code."""
    told = _told_referrals(asking)
    names = referrals.sequences(asking.tx)
    if not names:
        return told
    if "brought" not in asking.joined:
        asking.joined["brought"] = referrals.counted(names).subquery("brought")
    many = asking.joined["brought"].c.many
    return case((many.is_(None), told), else_=func.max(func.coalesce(told, 0), many))


def _told_referrals(asking: Asking) -> Expression:
    """Friends brought, as a file says, or as many as name them as who referred them."""
    said = func.number_of(asking.told("referrals"))
    keys = known.attribute_keys(asking.tx, ("referred_by",))
    if not keys:
        return said
    if "friends" not in asking.joined:
        friend = t.customers.alias("friend")
        by = func.lower(func.json_extract(friend.c.attributes, known.json_path(keys[0])))
        grouped = select(by.label("by"), func.count().label("many")).where(by.is_not(None)).group_by(by).subquery("by")
        named = t.customers.alias("named")
        owner = func.coalesce(named.c.merged_into, named.c.id)
        query = select(owner.label("owner"), func.sum(grouped.c.many).label("many"))
        asking.joined["friends"] = (
            query.select_from(grouped).join(named, named.c.email == grouped.c.by).group_by(owner).subquery("friends")
        )
    return func.coalesce(said, asking.joined["friends"].c.many)


def may_email(asking: Asking) -> Expression:
    """customers.permission.may_email as an expression: whether nothing speaks against writing to them."""
    consent = asking.consent
    said = consent != "no" if asking.around.policy == "existing" else consent == "yes"
    if known.any_without_address(asking.tx):
        said = and_(said, func.instr(asking.of_customer("email"), "@") > 0)
    if not asking.around.suppressed:
        return said
    return and_(said, ~raw.among(s.customer_id, asking.around.suppressed))


def _left_out(asking: Asking) -> Expression:
    return s.customer_id.in_(select(t.triage.c.customer_id).where(t.triage.c.kind == LEFT_OUT))


def _snoozed(asking: Asking) -> Expression:
    until = t.triage.c.until > asking.around.as_of.isoformat()
    return s.customer_id.in_(select(t.triage.c.customer_id).where(t.triage.c.kind == SNOOZED, until))


def set_aside(asking: Asking) -> Expression:
    """Who may be written to, and whom the owner left out or snoozed."""
    if not _any_set_aside(asking):
        return literal(0)
    return and_(may_email(asking), or_(_left_out(asking), _snoozed(asking)))


def _gets_mail(asking: Asking) -> Expression:
    """Who would get a mail today: may be written to, and is neither left out nor snoozed."""
    if not _any_set_aside(asking):
        return may_email(asking)
    return and_(may_email(asking), ~_left_out(asking), ~_snoozed(asking))


def _any_set_aside(asking: Asking) -> bool:
    marked = select(t.triage.c.id).where(t.triage.c.kind.in_((LEFT_OUT, SNOOZED))).limit(1)
    return asking.tx.execute(marked).first() is not None


def _in_sequence(asking: Asking) -> Expression:
    owner, whose = owners(t.enrolments.c.customer_id, asking.tx)
    query = select(owner).select_from(t.enrolments).where(t.enrolments.c.left_at.is_(None))
    if whose is not None:
        query = query.join(whose, whose.c.id == t.enrolments.c.customer_id)
    return s.customer_id.in_(query)


def _tenure(asking: Asking) -> Expression:
    day = asking.around.as_of
    short, medium = ((day - timedelta(days=n)).isoformat() for n in (SHORT, MEDIUM))
    return case((s.first_on > short, "short"), (s.first_on > medium, "medium"), else_="long")


def _member_days(asking: Asking) -> Expression:
    days = func.julianday(asking.around.as_of.isoformat()) - func.julianday(s.first_on)
    return cast(days, Integer)


def _to_anniversary(asking: Asking) -> Expression:
    """Of an anniversary that a file tells, else of their first order."""
    as_of = asking.around.as_of.isoformat()
    first = case((s.first_on >= as_of, 365), else_=func.days_until(s.first_on, as_of))
    said = asking.told("days_to_anniversary")
    return func.coalesce(func.days_until(said, as_of), first)


def _to_birthday(asking: Asking) -> Expression:
    return func.days_until(asking.told("days_to_birthday"), asking.around.as_of.isoformat())


def _birthday_month(asking: Asking) -> Expression:
    days = _to_birthday(asking)
    on = func.date(asking.around.as_of.isoformat(), cast(days, String) + " days")
    return case((days.is_not(None), cast(func.strftime("%m", on), Integer)))


def _rank_at_stake(asking: Asking) -> Expression:
    if "stakes" not in asking.joined:
        place = func.rank().over(order_by=t.summaries.c.at_stake.desc())
        asking.joined["stakes"] = select(t.summaries.c.customer_id.label("owner"), place.label("place")).subquery(
            "stakes"
        )
    return asking.joined["stakes"].c.place


def _last_mailed(asking: Asking) -> Expression:
    return func.local_day(_sent(asking).c["at"], asking.around.zone)


def _season_month(asking: Asking) -> Expression:
    month_of = {week: (date(2025, 1, 1) + timedelta(days=7 * week - 4)).month for week in range(1, 54)}
    month_of[53] = 12
    first_weeks = {month: min(week for week in month_of if month_of[week] == month) for month in range(1, 13)}
    steps = [(s.season_week >= week, literal(month)) for month, week in sorted(first_weeks.items(), reverse=True)]
    return case(*steps)


def _kind_of(milestone: Expression) -> Expression:
    return case((milestone == "", "none"), (milestone.startswith("orders "), "orders"), else_="spent")


def _own(name: str) -> Callable[[Asking], Expression]:
    return lambda asking: s[name]


def _text(name: str) -> Callable[[Asking], Expression]:
    return lambda asking: asking.of_customer(name)


def _number(name: str) -> Callable[[Asking], Expression]:
    return lambda asking: func.number_of(asking.told(name))


def _share(part: Expression, whole: Expression | None = None) -> Callable[[Asking], Expression]:
    return lambda asking: part * 1.0 / (max(1, asking.around.people) if whole is None else whole)


def _consent(asking: Asking) -> Expression:
    said = asking.consent
    return case((said == "", "unknown"), else_=said)


def _email(asking: Asking) -> Expression:
    """The main address; empty where only the platform knows it."""
    email = asking.of_customer("email")
    return case((func.instr(email, "@") > 0, email), else_="") if known.any_without_address(asking.tx) else email


TEXTS = ("email", "name", "country", "region", "city", "postcode", "language")

COLUMNS: dict[str, Callable[[Asking], Expression]] = {
    **{name: _text(name) for name in TEXTS},
    "email": _email,
    "lapse": _own("lapse"),
    "consent": _consent,
    "tenure": _tenure,
    "milestone_near": lambda asking: _kind_of(s.milestone_near),
    "milestone_passed": lambda asking: _kind_of(s.milestone_passed),
    "spent": _own("spent"),
    "spent_year": _own("spent_365"),
    "average_order": _share(s.spent, s.orders),
    "last_order_value": _own("last_spent"),
    "at_stake": _own("at_stake"),
    "expected_order": _own("expected_order"),
    "orders": _own("orders"),
    "order_days": _own("order_days"),
    "rank": _own("rank_365"),
    "rank_ever": _own("rank_ever"),
    "recency": _own("recency"),
    "frequency": _own("frequency"),
    "monetary": _own("monetary"),
    "discounted": _own("discounted"),
    "refunds": _own("refunds"),
    "gifts": _own("gifts"),
    "mailed": lambda asking: func.coalesce(_sent(asking).c.mailed, 0),
    "referrals": _referrals,
    "season_week": _own("season_week"),
    "season_month": _season_month,
    "nps": _number("nps"),
    "csat": _number("csat"),
    "overdue": _own("overdue"),
    "days_since": _own("days_since"),
    "days_late": lambda asking: func.max(0, s.days_since - s.patience_days),
    "usual_gap": _own("usual_gap_days"),
    "second_after": _own("second_after_days"),
    "earlier_gap": _own("earlier_gap_days"),
    "recent_gap": _own("recent_gap_days"),
    "waited": _own("waited_days"),
    "member_days": _member_days,
    "days_to_birthday": _to_birthday,
    "birthday_month": _birthday_month,
    "days_to_anniversary": _to_anniversary,
    "chance": _own("return_chance"),
    "rank_at_stake": _rank_at_stake,
    "top": _share(s.rank_365),
    "top_ever": _share(s.rank_ever),
    "discounted_share": _share(s.discounted, s.orders),
    "margin": _own("margin_share"),
    "first_order": _own("first_on"),
    "last_order": _own("last_on"),
    "last_mailed": _last_mailed,
    "seasonal": lambda asking: s.season_week.is_not(None),
    "refunded_last": lambda asking: s.refunded_last == 1,
    "may_email": _gets_mail,
    "left_out": _left_out,
    "snoozed": _snoozed,
    "in_sequence": _in_sequence,
}
"""Every field of the rule language."""

YES_NO = frozenset(("seasonal", "refunded_last", "may_email", "left_out", "snoozed", "in_sequence"))
