"""Questions of forms that ask whether somebody wants mail, as columns of a table are called by them.

English, German, French, Spanish, Italian and Dutch. A column counts only where yes and no stand below it.
"""

from __future__ import annotations

import re

from shopkeep.core import text
from shopkeep.orders import people
from shopkeep.orders.table import Table, column_key

_NEWS = (
    r"(offers?|news|newsletters?|updates|promotions?|promos?|discounts|deals|marketing|mailings?|e ?mails?|catalog\w*"
    r"|angebote?n?|neuigkeiten|informationen|werbung|rabatte?|aktionen"
    r"|offres?|actualites|nouvelles|courriels?|infolettres?|lettre d information|publicites?"
    r"|ofertas?|novedades|correos?( electronicos?)?|promociones|publicidad|boletin\w*|descuentos"
    r"|offerte|novita|promozioni|pubblicita|comunicazioni|sconti"
    r"|aanbiedingen|nieuws|nieuwsbrie\w+|acties|reclame|kortingen|mailtjes)"
)
_MAIL = (
    r"(e ?mail\w*|mail\w*|contact\w*|write|send|message|in touch|keep you|inform\w*|notify|update you"
    r"|schreiben|anschreiben|schicken|senden|zusenden|kontakt\w*|melden"
    r"|ecri\w+|envoyer|courriels?|escrib\w+|envi\w+|correos?|scriver\w*|inviar\w*|mandar\w*"
    r"|schrijven|sturen|benader\w*)"
)
_WE = (
    r"(may|can|could|shall|should) (we|i)|is it ok|are you ok|ok (for us )?to|okay (for us )?to|happy for us"
    r"|permission to"
    r"|(durfen|konnen|sollen) wir|darf (ich|man)|(pouvons|pourrions|puis) (nous|je)|peut on"
    r"|podemos|puedo|podriamos|possiamo|posso|potremmo|(mogen|kunnen|zullen) (we|wij)|mag ik"
)
_WISH = (
    r"i want|want to|want|wants|would like|d like|like to|wish|wishes|agree|agrees|consent|consents|happy to"
    r"|interested in"
    r"|receive|get|accept|accepts|sign me up|sign up|subscribe|subscribed|keep me|send me|join|opt in|allow|yes to"
    r"|mochte|mochten|mochtest|will|willst|wollen|wunsche|wunschen|erhalten|bekommen|empfangen|abonnieren|einverstanden"
    r"|stimme|zustimmung|einwilligung|anmelden|anmeldung"
    r"|souhait\w+|veux|voulez|voudrais|voudriez|aimerai\w*|accept\w+|desir\w+|d accord|recevoir|abonn\w+|inscri\w+"
    r"|quier\w+|dese\w+|acept\w+|gustaria|autoriz\w+|recibir|suscri\w+"
    r"|vuoi|vuole|voglio|vorrei|vorresti|desider\w+|accett\w+|acconsent\w+|piacerebbe|ricever\w+|iscri\w+"
    r"|wil|wilt|willen|graag|ontvang\w*|akkoord|toestemming|aanmeld\w*|abonneer\w*|inschrijv\w*"
)
_ASKS = (
    re.compile(rf"\b({_WE})\b.*\b{_MAIL}\b"),
    re.compile(rf"\b({_WISH})\b.*\b{_NEWS}\b"),
    re.compile(rf"\b{_NEWS} ({_WISH}|abo|opt ?in|consent|permission|signup|subscription|ok|okay|allowed)\b"),
    re.compile(
        r"^(the |our |unser(en)? |notre |nuestra |la |onze |de )?"
        r"(newsletter|mailing list|infolettre|boletin|nieuwsbrief|opt ?in"
        r"|email me|e mail me|stay in touch|keep in touch)s?$"
    ),
    re.compile(
        r"\b(join|on|to|sign up for) (the |our )?mailing list\b|\bkeep me (informed|posted|updated|up to date)\b"
        r"|\b(email|e mail|mail|marketing|contact|mailing|werbe|kontakt) ?(opt ?in|consent|permission|einwilligung)\b"
        r"|\b(consent|permission|einwilligung|consentement|consentimiento|consenso|toestemming) .*"
        r"\b(e ?mails?|marketing|newsletter|kontakt\w*|contact\w*|werbung|publicit\w+)\b"
    ),
)
_NOT_ASKED = re.compile(
    r"^(did|do you (read|open|know|find|remember)|have you|how|why|when|what|which|where|who|are you already"
    r"|hast du|haben sie|hat|wie|warum|wann|was|welche|woher|avez|comment|pourquoi|quand|combien"
    r"|has|como|por que|cuando|cuantos|hai|ha|come|perche|quando|quante|heb|heeft|hoe|waarom|wanneer)\b"
    r"|\b(reviews?|abandoned|cart|receipts?|invoices?|shipping|delivery|tracking|reminders?|rechnung\w*)\b"
    r"|\b(opens|opened|clicks?|clicked|count|number|sent|received|anzahl|date|datum|timestamp|time|source|frequency)\b"
    r"|\b(about|regarding|on|for|uber|zu|concernant|sobre|riguardo|over) (your|this|the|ihre[nr]?|deine[nr]?|votre|vos"
    r"|tu|su|tuo|uw|je) (order|answers?|feedback|responses?|review|delivery|bestellung|antwort|commande|reponse|pedido"
    r"|respuesta|ordine|risposta|bestelling|antwoord)\b"
)
_ELSEWHERE = re.compile(
    r"\b(sms|mms|text|texts|whatsapp|phone|telephone|call|calls|post|telefon\w*|anruf\w*|postal\w*|posta|push"
    r"|telefono|telephonique|courrier|telefoon\w*|bellen|brief)\b"
)
_BY_MAIL = re.compile(r"\b(e ?mails?|newsletters?|courriels?|correos? electronicos?|nieuwsbrief|posta elettronica)\b")
_TURNED = re.compile(
    r"\b(unsubscribe\w*|opt(ed)? ?out|do not|don t|no longer|never|not|without|no more|stop"
    r"|nicht|keine[nr]?|abmelden|abbestell\w+|desabonn\w+|desinscri\w+|(ne )?(veux|souhaite|desire) (plus|pas)"
    r"|no (quiero|deseo|acepto)|baja|disiscri\w+|cancell\w+|non (voglio|desidero|accetto)|niet|geen|afmeld\w*"
    r"|uitschrijv\w*)\b"
)
_YES = frozenset(
    (
        *("ok", "okay", "sure", "of course", "agree", "i agree", "agreed", "i do", "checked", "please", "please do"),
        *("einverstanden", "gerne", "natürlich", "d accord", "j accepte", "acepto", "de acuerdo", "claro", "accetto"),
        *("d accordo", "certo", "akkoord", "graag", "prima", "absolutely", "yep", "yeah"),
    )
)
_NO = frozenset(
    (
        *("disagree", "i disagree", "i do not", "i don t", "i do not agree", "unchecked", "nope", "rather not"),
        *("nee", "nej", "nicht einverstanden", "lieber nicht", "liever niet", "prefer not", "do not", "don t"),
    )
)
_FIRST_YES = frozenset(("yes", "ja", "oui", "si", "sim", "tak", "ok", "sure"))
_FIRST_NO = frozenset(("no", "nein", "non", "nee", "nao", "nie", "nej", "nope"))
_BUT = frozenset(
    ("but", "not", "only", "no", "aber", "nicht", "nur", "mais", "pas", "pero", "solo", "ma", "non", "maar")
)
_NO_MATTER = frozenset(("no problem", "no worries", "no objection", "no objections", "kein problem", "no doubt"))
_BARE = frozenset(("0", "1"))


def asks_for_consent(name: str) -> bool:
    """Whether a column's compared name asks for leave to write by e-mail."""
    if _NOT_ASKED.search(name) or (_ELSEWHERE.search(name) and not _BY_MAIL.search(name)):
        return False
    return any(asked.search(name) for asked in _ASKS) or is_turned(name)


def is_turned(name: str) -> bool:
    """Whether a yes under this question is a no: `I do not want to receive offers`, `Unsubscribe from e-mails`."""
    if not _TURNED.search(name) or re.search(r"\bopt(ed)? ?in\b", name):
        return False
    return bool(re.search(rf"\b{_NEWS}\b|\b{_MAIL}\b|^(unsubscribed?|opt(ed)? ?out)$", name))


def answer(written: str) -> bool | None:
    """`Yes, please` as yes, `Nein danke` as no; None for anything that is neither."""
    said = people.consent(written)
    if said is not None:
        return said
    value = text.key(written)
    if value in _YES:
        return True
    if value in _NO:
        return False
    words = value.split()
    if not words or value in _NO_MATTER:
        return None
    if words[0] in _FIRST_NO:
        return False
    return True if words[0] in _FIRST_YES and len(words) <= 6 and not _BUT & set(words) else None


def consent_at_all(column: str, cell: str) -> bool | None:
    """What one answer says of mail, the question's sense minded."""
    said = answer(cell)
    if is_turned(column_key(column)):
        return False if said else None
    return said


def questions_of(table: Table, taken: set[int]) -> list[int]:
    """The columns that ask for leave to write, and are answered by yes and no. Numbers are answers only where all
    are 0 or 1."""
    found = []
    for at, name in enumerate(table.columns):
        if at in taken or not asks_for_consent(column_key(name)):
            continue
        cells = {text.key(cell) for cell in table.cells(at) if cell.strip()}
        worded = any(answer(cell) is not None for cell in cells - _BARE)
        if cells and (worded or cells <= _BARE):
            found.append(at)
    return found
