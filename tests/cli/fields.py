"""What the JSON of each command must hold, field by field."""

from typing import Any

MONEY = {"amount": str, "currency": str}
IMPORT = {
    "import_id": (int, None),
    "file": str,
    "format": str,
    "encoding": str,
    "delimiter": str,
    "currency": str,
    "timezone": str,
    "dates": str,
    "rows": int,
    "rows_in_orders": int,
    "rows_skipped": int,
    "orders_new": int,
    "orders_updated": int,
    "orders_unchanged": int,
    "order_lines": int,
    "customers_new": int,
    "customers_total": int,
    "orders_without_email": int,
    "rejected": [{"line": int, "column": str, "value": str, "reason": str}],
    "rejected_count": int,
    "left_out": [{"line": int, "column": str, "value": str, "reason": str}],
    "left_out_count": int,
    "rejects_file": (str, None),
    "warnings": [str],
    "seconds": float,
}
CUSTOMER = {
    "email": str,
    "name": str,
    "orders": int,
    "spent": MONEY,
    "average_order": MONEY,
    "first_order": str,
    "last_order": str,
    "days_since": int,
    "usual_gap_days": (float, None),
    "overdue": (float, None),
    "return_chance": float,
    "at_stake": MONEY,
    "lapse": str,
    "rfm": str,
    "segments": [str],
    "why": str,
    "can_email": bool,
    "cannot_email_because": (str, None),
}
SEGMENT = {
    "name": str,
    "title": str,
    "customers": int,
    "can_email": int,
    "get_mail": int,
    "spent": MONEY,
    "at_stake": MONEY,
}
COUNTS = {
    "queued": int,
    "sending": int,
    "sent": int,
    "deferred": int,
    "failed": int,
    "unknown": int,
    "cancelled": int,
}
SEND = {
    "sequence": str,
    "stage": str,
    "planned": int,
    **COUNTS,
    "left_out": dict,
    "holdout": int,
    "variants": dict,
    "messages": [
        {
            "email": str,
            "mail": int,
            "variant": str,
            "group": str,
            "subject": str,
            "state": str,
            "message_id": str,
            "code": str,
        }
    ],
}
OUTBOX = {
    **COUNTS,
    "messages": [
        {
            "id": int,
            "email": str,
            "sequence": str,
            "stage": str,
            "mail": int,
            "variant": str,
            "state": str,
            "attempts": int,
            "last_reply": str,
            "message_id": str,
            "sent_at": (str, None),
        }
    ],
}
ARM = {
    "customers": int,
    "returned": int,
    "return_rate": (float, None),
    "interval": (list, None),
    "revenue": MONEY,
    "refunded": MONEY,
    "discounts": MONEY,
}
RESULTS = {
    "sequence": str,
    "window_days": int,
    "data_until": (str, None),
    "mailed": ARM,
    "holdout": ARM,
    "lift": {
        "returns": (float, None),
        "interval": (list, None),
        "revenue": (dict, None),
        "revenue_interval": (list, None),
        "chance_positive": (float, None),
        "verdict": str,
    },
    "detectable_lift": (float, None),
    "stages": list,
    "groups": list,
    "tests": [
        {
            "mail": str,
            "variants": [{"name": str, "sent": int, "returned": int, "rate": (float, None), "interval": (list, None)}],
            "chance_best": dict,
            "verdict": str,
        }
    ],
    "returned": [{"email": str, "order": str, "on": str, "amount": MONEY, "after_stage": str, "code_used": bool}],
}
DOCTOR = {"checks": [{"name": str, "status": str, "says": str, "do": str}], "worst": str}


def check(value: Any, shape: Any, where: str = "") -> None:
    """Assert that a JSON value has a shape: every field there, each of its type."""
    if isinstance(shape, dict):
        assert isinstance(value, dict), (where, value)
        for name, inner in shape.items():
            assert name in value, f"{where}.{name} is missing"
            check(value[name], inner, f"{where}.{name}")
    elif isinstance(shape, list):
        assert isinstance(value, list), (where, value)
        for i, item in enumerate(value):
            check(item, shape[0], f"{where}[{i}]")
    elif isinstance(shape, tuple):
        if value is not None:
            check(value, shape[0], where)
    elif shape is float:
        assert isinstance(value, int | float), (where, value)
        assert not isinstance(value, bool), (where, value)
    else:
        assert isinstance(value, shape), (where, value)
        assert shape is not int or not isinstance(value, bool), (where, value)
