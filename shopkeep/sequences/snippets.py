"""Pieces of a mail to put in while writing: each is whole by itself and reads well for every customer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Snippet:
    """One piece. `block`: it stands in lines of its own; else within a sentence."""

    name: str
    title: str
    text: str
    block: bool = True
    about: str = ""
    """What it is, where what a customer reads there does not tell."""


OFFER = """{% if offer %}
> **{{ offer.full | sentence }}**\\
> {% if offer.code %}Your code: `{{ offer.code }}`{% else %}Nothing to type: it comes off by itself.{% endif %}\\
> {% if offer.until %}It holds until {{ offer.until }}{% else %}It holds for as long as you like{% endif %}\
{% if offer.minimum %}, on orders from {{ offer.minimum }}{% endif %}.
{% endif %}"""

FAVOURITE = """{% if customer.favourite %}
**{{ customer.favourite.title }}**{% if customer.favourite.price %}, {{ customer.favourite.price }}{% endif %}

{% if customer.favourite.link %}
[See it in the shop]({{ customer.favourite.link }})
{% endif %}
{% endif %}"""

LAST_PRODUCTS = """{% if customer.last_products %}
What you chose last time:

{% for product in customer.last_products %}
- {% if product.link %}[{{ product.short }}]({{ product.link }}){% else %}{{ product.short }}{% endif %}\
{% if product.price %}, {{ product.price }}{% endif %}

{% endfor %}
{% endif %}"""

SNIPPETS: tuple[Snippet, ...] = (
    Snippet("greeting", "Greeting", 'Hello {{ customer.first_name | default("there") }},'),
    Snippet("offer", "Offer box", OFFER),
    Snippet("code", "The code", "{% if offer.code %}`{{ offer.code }}`{% endif %}", block=False),
    Snippet("button", "Button", "**[Choose something nice]({{ shop.url }})**"),
    Snippet("favourite", "Their favourite product", FAVOURITE),
    Snippet("last", "What they bought last", LAST_PRODUCTS),
    Snippet("silence", "Time since the last order", "{{ customer.silence }}", block=False),
    Snippet(
        "picture",
        "A picture",
        "![What it shows](https://)",
        about="A picture by its address, with the words for those who see none.",
    ),
    Snippet(
        "when",
        "Only for some",
        "{% if customer.orders > 1 %}\n…\n{% else %}\n…\n{% endif %}",
        about="One text for those who ordered more than once, another for everybody else.",
    ),
    Snippet("answer", "Ask for an answer", "If something was not right, just answer this mail. I read every answer."),
    Snippet("out", "Way out", "If you would rather not hear from us, [this stops the mails]({{ unsubscribe }})."),
    Snippet("signature", "Signature", "{{ shop.owner }}\\\n{{ shop.name }}"),
)
