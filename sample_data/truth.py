"""What is true of the sample files, counted from the orders and not from the files."""

from __future__ import annotations

from collections import Counter
from typing import Any

from catalogue import PRODUCTS, WIN_BACK_CODES
from history import LAST, START, Order
from people import Person
from tables import money

Truth = dict[str, Any]


def of_orders(orders: list[Order], rows: int, words: Counter[str]) -> Truth:
    """What an import of these orders must find; `rows` counts the refused ones and the doubles too."""
    counting = [o for o in orders if o.counts]
    return {
        "rows": rows,
        "orders": len(orders),
        "order_lines": sum(len(o.lines) for o in orders),
        "orders_with_email": sum(bool(o.email) for o in orders),
        "orders_without_email": sum(not o.email for o in orders),
        "distinct_emails": len(emails(orders)),
        "sum_total": money(sum(o.total for o in orders)),
        "sum_refunded": money(sum(o.refunded for o in orders)),
        "sum_discount": money(sum(o.discount for o in orders)),
        "cancelled": sum(o.status in ("cancelled", "voided") for o in orders),
        "zero_total": sum(o.total == 0 for o in orders),
        "by_status": dict(sorted(words.items())),
        "counting_orders": len(counting),
        "counting_net": money(sum(o.total - o.refunded for o in counting)),
        "counting_emails": len(histories(orders)),
        "codes": dict(sorted(Counter(o.code for o in orders if o.code).items())),
        "first_order": f"{orders[0].at:%Y-%m-%d %H:%M:%S}",
        "newest_order": f"{orders[-1].at:%Y-%m-%d %H:%M:%S}",
    }


def emails(orders: list[Order]) -> set[str]:
    """Every address, in small letters."""
    return {o.email.lower() for o in orders if o.email}


def histories(orders: list[Order]) -> dict[str, list[Order]]:
    """The orders that count, by address in small letters."""
    by: dict[str, list[Order]] = {}
    for order in orders:
        if order.email and order.counts:
            by.setdefault(order.email.lower(), []).append(order)
    return by


def of_both(old: list[Order], first: list[Order], people: list[Person]) -> Truth:
    """The shop as it stands on the last day of the first files."""
    both = [*old, *first]
    by = histories(both)
    spent = sorted((sum(o.total - o.refunded for o in each) for each in by.values()), reverse=True)
    return {
        "orders": len(both),
        "emails": len(emails(both)),
        "customers": len(by),
        "in_both_shops": len(histories(old).keys() & histories(first).keys()),
        "one_order": sum(len(each) == 1 for each in by.values()),
        "share_of_the_best_2_percent": round(sum(spent[: len(spent) // 50]) / sum(spent), 3),
        "counting_net": money(sum(spent)),
        "clumps": {
            kind: sorted(p.email for p in people if p.kind == kind)
            for kind in dict.fromkeys(p.kind for p in people)
            if kind != "ordinary"
        },
        "same_person": [[p.email, p.second_email] for p in people if p.second_email],
    }


def of_later(old: list[Order], first: list[Order], later: list[Order], changed: dict[str, str]) -> Truth:
    """What the later file adds: who came back after 100 to 400 days, with two orders or more before."""
    by, known = histories([*old, *first]), {o.number for o in first}
    new = [o for o in later if o.number not in known]
    back: list[Truth] = []
    for email, orders in sorted(histories(new).items()):
        before = by.get(email, [])
        silent = LAST - (max(o.at for o in before).date() - START).days if before else 0
        if len(before) >= 2 and 100 <= silent <= 400:
            back.append(
                {
                    "email": email,
                    "orders_before": len(before),
                    "silent_days": silent,
                    "order": orders[0].number,
                    "on": f"{orders[0].at:%Y-%m-%d}",
                    "total": money(orders[0].total),
                    "code": orders[0].code,
                }
            )
    return {
        "orders_new": len(new),
        "orders_seen_before": len(later) - len(new),
        "orders_changed": dict(sorted(changed.items())),
        "emails_buying": len(emails(new)),
        "emails_new": len(emails(new) - emails([*old, *first])),
        "with_win_back_code": sum(o.code in WIN_BACK_CODES for o in new),
        "returned_count": len(back),
        "returned_with_code": sum(bool(each["code"]) for each in back),
        "returned": back,
    }


def told(true: Truth) -> str:
    """The counts as the README shows them."""
    text = "| file | rows | orders | with e-mail | customers | total | refunded | refused |\n"
    text += "|---|--:|--:|--:|--:|--:|--:|--:|\n"
    for name, each in true.items():
        if isinstance(each, dict) and "sum_total" in each:
            cells = [each[key] for key in ("rows", "orders", "orders_with_email", "distinct_emails")]
            money = [f"€{each[key]}" for key in ("sum_total", "sum_refunded")]
            text += f"| `{name}` | {' | '.join(map(str, cells + money))} | {len(each['rejected'])} |\n"
    both, later, people = true["both_first_files"], true["later"], true["customers.csv"]
    return text + (
        f"\nThe two first files together: {both['orders']} orders of {both['emails']} customers; "
        f"{both['one_order']} bought once, {both['in_both_shops']} bought in both shops, "
        f"and the best 2 % bring {both['share_of_the_best_2_percent'] * 100:.0f} % of the money.\n"
        f"\nThe later file: {later['orders_new']} new orders, {later['orders_seen_before']} seen before "
        f"({len(later['orders_changed'])} of them changed), {later['emails_new']} new customers. "
        f"{later['returned_count']} customers return who were silent for 100 to 400 days; "
        f"{later['with_win_back_code']} new orders carry a win-back code.\n"
        f"\n`customers.csv`: {people['rows']} rows, {people['accept']} accept mail, "
        f"{people['decline']} do not, {people['never_ordered']} never ordered, "
        f"{len(people['rejected'])} refused. `products.csv`: {len(PRODUCTS)} products.\n"
    )
