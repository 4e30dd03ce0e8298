"""Three hundred attacks on templates: what a mail might say to reach out, to grow or never to end.

Run as a program it tries some of them within the limits of a mail server's patience: two seconds of processor
time and 256 MiB each; it says of each how it ended. See test_attacks.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from itertools import product
from pathlib import Path

SECONDS = 2.0
MEMORY = 256 * 2**20

_REACHES = (
    *("__class__", "__init__", "__globals__", "__dict__", "__mro__", "__subclasses__", "__getattribute__", "__doc__"),
    *("_private", "known", "shown", "ｃlass", "__ｃlass__", "mro"),
)
_BASES = ("customer", "customer.name", "customer.favourite", "shop", "offer", "today", "customer.spent", "best_seller")
WALKS = [f"{{{{ {base}.{part} }}}}" for base, part in product(_BASES, _REACHES[:8])]
WALKS += [f"{{{{ customer.{part} }}}}" for part in _REACHES[8:]]
WALKS += [f"{{{{ customer['{part}'] }}}}" for part in ("__class__", "known", "__init__", "a.b")]
WALKS += [
    "{{ customer.attributes.__class__ }}",
    "{{ customer.attributes._x }}",
    "{{ customer.attributes['__class__'] }}",
    "{{ customer.attributes.size.__class__ }}",
    "{{ customer.last_products[0].__class__ }}",
    "{{ customer.last_products.items }}",
    "{{ (customer.last_products | first).__class__ }}",
    "{% for p in customer.last_products %}{{ p.__class__ }}{% endfor %}",
    "{% for p in customer.last_products %}{{ loop.__class__ }}{% endfor %}",
    "{% for p in customer.last_products %}{{ loop._iterable }}{% endfor %}",
    "{% for p in customer.last_products %}{{ loop.previtem }}{% endfor %}",
    "{% for p in customer.last_products %}{{ loop.changed(1) }}{% endfor %}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ ().__class__ }}",
    "{{ [].__class__ }}",
    "{{ (1).__class__ }}",
    "{{ 1.5.real }}",
    "{{ true.real }}",
    "{{ none.__class__ }}",
    "{{ today.day }}",
    "{{ today.day.year }}",
    "{{ customer.spent.money }}",
    "{{ customer.spent.money.amount }}",
    "{{ customer.survey.address }}",
    "{{ customer[customer.name] }}",
    "{{ customer[0] }}",
    "{{ customer.name[0:2] }}",
    "{{ customer.name[::-1] }}",
    "{{ customer.name[0] }}",
    "{% if customer.__class__ %}x{% endif %}",
    "{% for a in customer.__class__ %}x{% endfor %}",
    "{{ customer.name if customer.__dict__ else '' }}",
    "{{ customer | attr('__class__') }}",
    "{{ customer | map(attribute='__class__') }}",
]
CALLS = [
    "{{ customer() }}",
    "{{ customer.name() }}",
    "{{ customer.name.upper() }}",
    "{{ customer.name.format(customer) }}",
    "{{ '{0.__class__}'.format(customer) }}",
    "{{ '%s' % customer }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ '%(a)s' % {'a': 1} }}",
    "{{ '%1000000000d' | format(1) }}",
    "{{ '{:>1000000000}' | format(1) }}",
    "{{ customer.name.join(['a']) }}",
    "{{ ''.join(customer.last_products) }}",
    "{{ 'a'.replace('a', 'b') }}",
    "{{ customer.name.encode('idna') }}",
    *(f"{{{{ {name} }}}}" for name in ("self", "config", "request", "context", "environment", "globals", "locals")),
    *(f"{{{{ {name}() }}}}" for name in ("range", "lipsum", "cycler", "joiner", "namespace", "dict", "open", "eval")),
    *(f"{{{{ {name}(999999999) }}}}" for name in ("range", "lipsum", "cycler")),
    "{{ __import__('os').system('true') }}",
    "{{ self.__init__.__globals__ }}",
    "{{ _link('https://x.example') }}",
    "{{ _way_out }}",
    "{{ _image('x') }}",
    "{{ [1] | _few }}",
    "{{ url_for.__globals__ }}",
    "{{ get_flashed_messages() }}",
    "{{ caller() }}",
    "{{ super() }}",
    "{{ _('x') }}",
    "{{ gettext('x') }}",
]
GROWTH = [
    "{{ 'a' * 1000000000 }}",
    "{{ 1000000000 * 'a' }}",
    "{{ customer.name * 1000000 }}",
    "{{ [1] * 1000000000 }}",
    "{{ customer.orders * 10 }}",
    "{{ ('a' * 10) * 10 }}",
    "{{ 10 ** 100000000 }}",
    "{{ 2 ** 2 ** 2 ** 2 ** 2 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ -1 ** 999999 }}",
    "{{ 7 % 3 }}",
    "{{ " + "9" * 6000 + " }}",
    "{{ 0x" + "f" * 9000 + " | length }}",
    "{{ 1e999 | round }}",
    "{{ 1 // 0 }}",
    "{{ 1 / 0 }}",
    "{{ customer.orders / (customer.orders - customer.orders) }}",
    "{{ customer.orders | round(999999999) }}",
    "{{ customer.orders | round(-999999999) }}",
    "{{ customer.name | round }}",
    "{{ '" + "x" * 5000 + "' }}",
    "{{ customer.name | default('" + "x" * 5000 + "') }}",
    "{{ customer.last_products | join('" + "x" * 9000 + "') }}",
    "{% if '" + "x" * 5000 + "' %}y{% endif %}",
    "{{ (" + " ~ ".join(["'" + "x" * 1900 + "'"] * 18) + ") | upper }}",
    "{{ (" + " ~ ".join(["'" + "x" * 1900 + "'"] * 3) + ") | upper | lower }}",
    "{{ [" + "'" + "x" * 1900 + "', " * 1 + "'y'] | join(customer.name | upper | center(99)) }}",
    "{{ (" + " + ".join(["'" + "x" * 1900 + "'"] * 3) + ") | trim }}",
    "{% for a in [" + "1," * 21 + "] %}x{% endfor %}",
    "{% for a in '" + "a" * 999 + "' %}x{% endfor %}",
    "{% for a in 999999999 %}x{% endfor %}",
    "{% for a in customer.name %}x{% endfor %}",
    "{% for a in customer %}x{% endfor %}",
    "{% for a in [1,2,3,4,5,6,7,8,9] %}{% for b in [1,2,3,4,5,6,7,8,9] %}" + "x" * 9000 + "{% endfor %}{% endfor %}",
    "{% for a in [" + "1," * 20 + "] %}{% for b in [1, 2, 3, 4] %}" + "word " * 3000 + "{% endfor %}{% endfor %}",
    "{% for a in [" + "1," * 20 + "] %}{% for b in [" + "1," * 20 + "] %}" + "{{ customer.name }}" * 900
    + "{% endfor %}{% endfor %}",
    "{% for a in [" + "1," * 20 + "] %}" + ("{{ '" + "x" * 1999 + "' }}") * 9 + "{% endfor %}",
]  # fmt: skip
LOOPS = ["{% for a in [1] %}" * depth + "x" + "{% endfor %}" * depth for depth in (3, 4, 10, 20, 100, 500)]
LOOPS += [
    "{% for a in customer.last_products recursive %}{{ loop(a) }}{% endfor %}",
    "{% for a in customer.last_products recursive %}{{ loop(customer.last_products) }}{% endfor %}",
    "{% for a in customer.last_products if a.title %}x{% endfor %}",
    "{% for a in customer.last_products if customer.__class__ %}x{% endfor %}",
    "{% for a, b in customer.last_products %}x{% endfor %}",
    "{% for a.b in customer.last_products %}x{% endfor %}",
    "{% for a in [1] %}{{ loop.cycle('a', 'b') }}{% endfor %}",
    "{% for a in [1] %}{{ loop.depth }}{% endfor %}",
    "{% for a in [1] %}{{ loop.nextitem }}{% endfor %}",
    "{% for a in range(10) %}x{% endfor %}",
    "{% for a in range(1000000000) %}x{% endfor %}",
    "{% for a in lipsum(99) %}x{% endfor %}",
    "{% for a in [1] %}{% break %}{% endfor %}",
    "{% for a in [1] %}{% continue %}{% endfor %}",
    "{% while true %}x{% endwhile %}",
    "{% for a in a %}x{% endfor %}",
    "{% for a in [[1]] %}{% for b in a.x %}{% endfor %}{% endfor %}{{ a }}",
]
STATEMENTS = [
    "{% set x = 'a' %}{{ x }}",
    "{% set x %}a{% endset %}{{ x }}",
    "{% set ns = namespace(x=1) %}",
    "{% set x = [] %}{% for i in [1] %}{{ x.append(x) }}{% endfor %}",
    "{% macro m() %}x{% endmacro %}{{ m() }}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}",
    "{% macro m(x=customer.__class__) %}x{% endmacro %}",
    *(f"{{% {tag} '{name}' %}}" for tag in ("include", "extends") for name in ("x", "/etc/passwd", "../sequence.toml")),
    "{% include ['a', 'b'] ignore missing %}",
    "{% include customer.name %}",
    "{% include 'x' with context %}",
    "{% import 'x' as y %}",
    "{% import 'os' as os %}{{ os.system('true') }}",
    "{% from 'x' import y %}",
    "{% from 'os' import system %}",
    "{% block a %}x{% endblock %}",
    "{% block a %}{% block b %}x{% endblock %}{% endblock %}",
    "{% block a %}{{ self.a() }}{% endblock %}",
    "{% call x() %}y{% endcall %}",
    "{% filter upper %}x{% endfilter %}",
    "{% filter center(1000000000) %}x{% endfilter %}",
    "{% with a = 1 %}{{ a }}{% endwith %}",
    "{% autoescape false %}<b>{% endautoescape %}",
    "{% do 1 %}",
    "{% debug %}",
    "{% trans %}x{% endtrans %}",
    "{% raw %}{{ x }}{% endraw %}{{ x }}",
    "{% print customer.__class__ %}",
    "{% exec 'import os' %}",
    "{% python %}1{% endpython %}",
    "{% if customer.name %}",
    "{% endif %}",
    "{% else %}",
    "{% elif customer.name %}",
    "{% endfor %}",
    "{% if %}x{% endif %}",
    "{% for %}x{% endfor %}",
    "{% %}",
    "{{ }}",
    "{{ customer.name",
    "{{ customer.name }",
    "{% if customer.name }}x{% endif %}",
    "{{ {{ customer.name }} }}",
    "{{ customer..name }}",
    "{{ customer.name | }}",
    "{{ | upper }}",
    "{{ lambda: 1 }}",
    "{{ f'{customer}' }}",
    "{{ customer.name := 1 }}",
    "{{ [x for x in customer.last_products] }}",
    "{{ {'a': 1} }}",
    "{{ {1, 2} }}",
    "{{ *customer }}",
    "{{ customer.name; 1 }}",
    "{{ import os }}",
    "{{ `id` }}",
    "{{ customer.name is mapping }}",
    "{{ customer.name is callable }}",
    "{{ customer.name is sameas(customer) }}",
    "{{ customer.name is in([1]) }}",
]
FILTERS = [
    f"{{{{ customer.name | {name} }}}}"
    for name in (
        *(
            "center(1000000000)",
            "indent(1000000000)",
            "wordwrap(1)",
            "batch(1)",
            "slice(999999999)",
            "tojson",
            "pprint",
        ),
        *("xmlattr", "urlize", "map('upper')", "select", "reject", "groupby('a')", "sort", "sum", "random", "safe"),
        *("escape", "e", "forceescape", "format(1)", "replace('a', 'b' * 9)", "striptags", "truncate(9)", "list"),
        *("reverse", "filesizeformat", "dictsort", "items", "unique", "min", "max", "string", "int", "float", "abs"),
        *("default(value='x')", "default(*[1])", "default(**{})", "upper(self)", "join", "score(1)", "counted"),
        *("listed(1, 2)", "length(1)", "rounded", "upperr", "markdown", "attr('x')", "date(1, 2, 3)"),
    )
]
DEEP = [
    "{{ " + "(" * 500 + "1" + ")" * 500 + " }}",
    "{{ " + "[" * 500 + "1" + "]" * 500 + " }}",
    "{{ " + "[" * 5000 + " }}",
    "{{ " + "not " * 5000 + "1 }}",
    "{{ " + "-" * 9000 + "1 }}",
    "{{ " + "1 + " * 9000 + "1 }}",
    "{{ " + "'a' ~ " * 6000 + "'a' }}",
    "{{ customer.name" + " | upper" * 4000 + " }}",
    "{{ customer" + ".name" * 6000 + " }}",
    "{{ customer" + "[0]" * 6000 + " }}",
    "{{ " + "1 if 1 else " * 3000 + "1 }}",
    "{{ " + "1 and " * 6000 + "1 }}",
    "{{ " + "1 < " * 9000 + "1 and __class__ }}",
    "{{ (" + "1," * 9000 + ").__class__ }}",
    *("{% if 1 %}" * depth + "{% endif %}" * depth for depth in (14, 60, 1000)),
    "{% if 1 %}x" + "{% elif 1 %}x" * 2900 + "{% endif %}{{ x }}",
    "{% if 1 %}" * 1500,
    "{% for a in [1] %}{% if 1 %}" * 20 + "{% endif %}{% endfor %}" * 20,
]
UNICODE = [
    "{{ сustomer.name }}",  # Cyrillic letters look the same
    "{{ customer.nаme }}",
    "{{ ｃustomer.name }}",
    "{{ customer\u200b.name }}",
    "{{ customer.na\u200bme }}",
    "{{ customer․name }}",
    "{{ customer.name｜upper }}",
    "{{ \u202eremotsuc }}",
    "{{ customer.ﬁrst_name }}",
    "{{ 𝐜ustomer.name }}",
    "{{ customer.__\u212alass__ }}",
    "{{ \ue010 }}",
    "{{ customer.\ue000 }}",
    "{{ ´x´ }}",
    "{{ “x” }}",
    "{% ｉf 1 %}x{% endif %}",
    "{{ x\x00y }}",
    "{{ ٣٣٣ٔ }}",
]
MARKDOWN = [
    mark * (39_000 // len(mark))
    for mark in (
        *(
            "[",
            "![",
            "[a](",
            "]",
            "[]",
            "[[a]",
            "*",
            "_",
            "*a_",
            "**a*",
            "`",
            "``a`",
            "~~a",
            "\\[",
            "!",
            "[a][b]",
            "[x]:",
        ),
        *("a*b_c`", "[a]: x\n", "* [", "_*_ ", "`\\`"),
    )
]
TOO_LONG = [
    "a\n===\n" * 5000,
    "x" * 40_001,
    "é" * 20_001,
    "\n" * 40_001,
    "{{ customer.name }}" * 2200,
    "> " * 20_001,
    "- a\n" * 10_001,
]

ATTACKS = [*WALKS, *CALLS, *GROWTH, *LOOPS, *STATEMENTS, *FILTERS, *DEEP, *UNICODE, *MARKDOWN, *TOO_LONG]

HARMLESS = [
    "{{ customer.attributes.anything }}",
    "{{ customer.last_products[99999999999] }}",
    "｛｛ customer.name ｝｝",
    ">" * 3000,
    "- " * 3000,
    "<" * 9000,
    "&#x41;" * 6000,
    "&amp" * 9000,
    "#" * 9000,
    "|a" * 9000,
    "(" * 9000,
    "1. " * 9000,
    "\t" * 30000,
    "http://" * 5000,
    "<a" * 9000,
    "{{ customer.name }}\n" * 1500,
]
"""Odd, and no more than text: each ends in time, and in a mail."""


def attempt(source: str) -> dict[str, object]:
    """How one attack ends: the error it comes to, where, and what it took."""
    from shopkeep.core.share import shared
    from shopkeep.errors import SequenceProblem
    from shopkeep.sequences import files, render
    from tests.sequences.making import context, person, sequence

    begun, said = time.process_time(), {"error": "", "file": "", "line": 0}
    try:
        copy = files.parse_mail("1-offer/1.md", f"---\nsubject: Hi\n---\n\nfine\n\n{source}")
        render.render(sequence(copy), copy, person(), context(), shared("themes") / "mail" / "letter")
    except SequenceProblem as problem:
        said = {"error": problem.title, "file": problem.file, "line": problem.line}
    return said | {"seconds": time.process_time() - begun}


def main() -> None:
    """Try the attacks whose numbers stand on the command line; one line of JSON for each."""
    which = [*ATTACKS, *HARMLESS]
    attempt("warm up")
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, resource.RLIM_INFINITY))
    for number in map(int, sys.argv[1:]):
        print(json.dumps({"number": number} | attempt(which[number])), flush=True)


if __name__ == "__main__":
    main()
