"""The words by which mails are told that no standard tells: of failure, of absence, of goodbye.

In the languages that shops and their customers write most. Each list is matched against short, capped texts.
"""

from __future__ import annotations

import re


def _any(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE)


DAEMON = re.compile(
    r"^(mailer[-_.]?daemon|post-?master|mail-?daemon|mdaemon|mail[-_]?delivery|mailerdaemon|bounces?|"
    r"maildelivery|system[-_.]administrator|microsoftexchange[0-9a-f]+|noreply-dmarc|mail[-_.]system)\b",
    re.IGNORECASE,
)
"""How the local part of a mail server's own address begins."""

FAILURE_SUBJECT = _any(
    r"undeliver(able|ed)",
    r"delivery status notification",
    r"(mail|message|delivery) (delivery )?(has )?fail(ed|ure)",
    r"failure notice",
    r"returned mail",
    r"delivery (failure|problem|report|error|has failed)",
    r"non ?-?delivery",
    r"delayed mail",
    r"(message|mail|delivery).{0,40}delayed",
    r"could not (be delivered|send message)",
    r"unzustellbar",
    r"nicht zugestellt|zustellung fehlgeschlagen|fehler bei der zustellung",
    r"non remis|échec de (la )?remise|non délivr",
    r"no se (ha )?(pudo|podido) entregar|error de entrega|no entregado",
    r"mancata consegna|non recapitat|mancato recapito",
    r"onbestelbaar|niet bezorgd",
    r"não (pôde ser )?entreg|falha na entrega",
    r"nedoručiteln|niedostarczon|nie dostarczono|zwrot poczty",
    r"livrare (eșuată|esuata)|nelivrat",
    r"не доставлен|недоставленн|возвращен",
    r"配信(不能|できません|エラー)|送信できませんでした|退信|无法投递",
)
FAILURE_TEXT = _any(
    r"(could|can|was|were) ?not (be )?(delivered|deliver)",
    r"(unable|failed|wasn't able|were unable) to (deliver|be delivered)",
    r"undeliverable",
    r"delivery (to the following|has failed|failed)",
    r"did not reach (some or all|the following)",
    r"cannot be reached|permanent(ly)? (fatal )?(error|fail)",
    r"returning (a copy|message)|returned to (you|sender)",
    r"has not (yet )?been delivered",
    r"konnte nicht (an .{0,40})?(zugestellt|übermittelt)",
    r"n'a pas pu être (remis|délivr|livr)",
    r"no (ha podido|pudo) (ser )?entreg",
    r"non è stato possibile (consegnare|recapitare)",
    r"kon niet worden (bezorgd|afgeleverd)",
    r"nie (została|może zostać) (dostarczon|doręczon)",
    r"не (удалось|может быть) доставл?",
    r"nu a putut fi livrat",
)
DELAY = _any(
    r"\(delay\)|delayed mail|delivery (is )?delayed|message delayed",
    r"has not (yet )?been delivered",
    r"(will|shall) (continue to|keep|be) ?(try|trying|retried)|delivery attempts will continue",
    r"warning: (could not send|message still undelivered|message .{0,60}delayed)",
    r"still being retried|no action is required",
    r"noch nicht zugestellt|verzögert",
    r"(remise|livraison) (est )?retardée|n'a pas encore été",
    r"entrega (se ha )?retrasa",
    r"consegna (è )?ritardata",
)
GIVEN_UP = _any(
    r"permanent(ly)?",
    r"giv(en|ing) up|gave up|will not be retried|no longer be attempted",
    r"failed|undeliverable|expired|too long",
)

NO_SUCH = _any(
    r"(user|recipient|address|mailbox|account|addressee)s?( name)?( is)?( \S{1,80})? (unknown|not known|invalid)",
    r"(unknown|invalid|no such|bad|nonexistent) (local )?(user|recipient|address(?! syntax of sender)|mailbox|account)",
    r"(no|not a) (mailbox|valid (mailbox|user|recipient))|no such (person|name|local part|email)",
    r"mailbox (is )?(unavailable|not found|inactive|disabled|closed)",
    r"(does ?n[o']t|do not|did not) (exist|have an? .{1,30} account)|cannot be found|couldn't be found|wasn't found",
    r"recip(ient)?notfound|recipient not found|user not found|not listed in|not found in (the )?directory",
    r"recipient address rejected: (user|unknown|access denied|undeliverable)",
    r"(account|mailbox|user|address|email) (that you tried to reach )?(has been |is |was )"
    r"(disabled|closed|deactivated|suspended|discontinued|inactive|removed|deleted|terminated|no longer)",
    r"no longer (available|valid|exists|in use|works here)|not our customer|not a known user",
    r"un-?rout(e)?able (address|mail domain)|all relevant mx records point to non-existent",
    r"(host|domain)( or domain)?( name)? (\S{1,80} )?(not found|unknown|does not exist|not exist)",
    r"unknown host|nxdomain",
    r"empfänger unbekannt|unbekannter (empfänger|benutzer)|existiert nicht",
    r"(adresse|postfach) .{0,40}nicht (gefunden|bekannt)",
    r"n'existe pas|utilisateur inconnu|destinataire inconnu|adresse .{0,40}introuvable|boîte .{0,30}inactive",
    r"no existe|usuario desconocido|destinatario desconocido|no se (ha )?encontr",
    r"non esiste|utente sconosciuto|destinatario sconosciuto|casella inesistente",
    r"onbekende? (gebruiker|ontvanger)|bestaat niet",
    r"nie istnieje|nieznany (użytkownik|adres)",
    r"não existe|usuário desconhecido|destinatário desconhecido",
    r"nu exist[aă]|utilizator necunoscut",
    r"neexistuje|nem létez|okänd (användare|mottagare)|ukendt (bruger|modtager)",
    r"не существует|нет такого|неизвестный (пользователь|получатель)",
    r"宛先(が|の).{0,20}(見つかり|不明|存在し)|不存在|用户不存在|존재하지",
)
FULL = _any(
    r"(mailbox|inbox|mail ?box|account|storage|disk).{0,40}\bfull\b",
    r"(over|exceed(ed|s)?|out of).{0,30}(quota|storage|limit of the mailbox)|overquota",
    r"quota (is )?(exceeded|full|reached)",
    r"insufficient (system )?(storage|disk)|not enough (disk )?space|out of (storage )?space",
    r"postfach.{0,30}voll|speicherplatz|boîte.{0,40}pleine|quota dépass|buz[óo]n.{0,30}lleno|casella.{0,30}piena",
    r"mailbox.{0,20}vol\b|skrzynka.{0,30}(pełna|przepełnion)|caixa.{0,30}cheia|переполнен|容量",
)
POLICY = _any(
    r"\bspam\b|block(ed|list|ing)|black ?list|dnsbl|\brbl\b|reputation|banned|spamhaus|barracuda|cloudmark",
    r"polic(y|ies)|dmarc|\bspf\b|\bdkim\b|content (rejected|filter)|unsolicited|bulk mail|phish|virus",
    r"rejected (due|by|for)|not accepted for policy|access denied.{0,40}(ip|client)|unauthenticated|authentication",
)

AUTO_SUBJECT = re.compile(
    r"^\W{0,3}("
    r"out of (the )?office|auto(matic|mated)?[- ]?(reply|response|answer)|autoreply|auto:"
    r"|away from (the |my )?(office|mail)"
    r"|on (holiday|vacation|leave)|vacation (reply|response)|i am away|currently away"
    r"|abwesenheit|automatische (antwort|rückmeldung)|nicht im (büro|haus)|urlaub"
    r"|réponse automatique|absence du bureau|message d'absence|absent(e)? du bureau|en congés"
    r"|respuesta autom[áa]tica|fuera de (la )?oficina|ausencia"
    r"|risposta automatica|fuori (sede|ufficio)|assenza"
    r"|resposta autom[áa]tica|fora do escrit[óo]rio|ausência"
    r"|automatisch(e)? (antwoord|bericht)|afwezig|niet op kantoor"
    r"|autosvar|automatiskt svar|automatisk svar|frånvaro|fravær|ikke på kontoret|inte på kontoret"
    r"|automaattinen vastaus|poissa"
    r"|autoodpowiedź|odpowiedź automatyczna|automatyczna odpowiedź|poza biurem|nieobecno"
    r"|automatick[áé] odpov|nepřítomnost|mimo kancel"
    r"|automatikus válasz|házon kívül"
    r"|r[ăa]spuns automat|absen[țt][ăa]|nu sunt la birou"
    r"|автоответ|автоматический ответ|отсутствие на рабочем"
    r"|автоматична відповідь|автоматичен отговор"
    r"|αυτόματη απάντηση|otomatik (yanıt|cevap)|avtomatski odgovor|samodejni odgovor|automaatvastus"
    r"|自動(返信|応答)|自动(回复|答复)|자동 ?(회신|응답)|不在"
    r")",
    re.IGNORECASE,
)
"""How the subject of an answer nobody wrote begins."""

GOODBYE = frozenset(
    (
        *("unsubscribe", "unsubscribe me", "please unsubscribe", "please unsubscribe me", "unsubscribe please"),
        *("stop", "stop it", "stop please", "please stop", "stop mailing me", "stop emailing me", "no more emails"),
        *("stop writing to me", "remove", "remove me", "please remove me", "opt out", "optout", "take me off"),
        *("take me off your list", "take me off this list", "remove me from your list", "remove me from this list"),
        *("remove me from your mailing list", "no more mails", "no more emails please", "cancel subscription"),
        *("dezabonare", "dezabonati ma", "dezaboneaza ma", "doresc sa ma dezabonez", "vreau sa ma dezabonez"),
        *("abmelden", "abmeldung", "bitte abmelden", "austragen", "bitte austragen", "abbestellen"),
        *("bitte abbestellen", "newsletter abbestellen", "keine mails mehr", "keine werbung mehr", "stopp"),
        *("desabonnement", "desabonner", "me desabonner", "se desabonner", "desinscription", "desinscrire"),
        *("desinscrivez moi", "me desinscrire", "stop pub", "arretez", "merci de me desinscrire"),
        *("darme de baja", "dar de baja", "baja", "cancelar suscripcion", "desuscribir", "no mas correos"),
        *("cancellami", "cancellatemi", "disiscrivimi", "disiscrizione", "annulla iscrizione", "cancellazione"),
        *("disiscrivetemi", "cancelar inscricao", "descadastrar", "remover", "cancelar subscricao", "sair da lista"),
        *("uitschrijven", "afmelden", "graag uitschrijven", "schrijf mij uit", "avregistrera", "avsluta"),
        *("afmeld", "framelding", "meld av", "avmeld", "peruuta tilaus", "poista", "wypisz", "wypisz mnie"),
        *("rezygnuje", "prosze o wypisanie", "odhlasit", "odhlaste me", "odhlasit odber", "leiratkozas"),
        *("leiratkozom", "kerem toroljenek", "отписаться", "отпишите меня", "отписка", "відписатися"),
        *("отпиши ме", "διαγραφη", "abonelikten cik", "odjava", "odjavi me", "配信停止", "退订", "수신거부"),
    )
)
"""Whole first lines, or subjects, that mean: never write to me again. Compared by core.text.key."""

GOODBYE_WITHIN = re.compile(
    r"\b(unsubscribe me|remove me from (your|the|this)|take me off (your|the|this)"
    r"|stop (sending|writing|emailing|mailing)"
    r"|do not (contact|email|write to|mail) me|don t (contact|email|write to|mail) me"
    r"|dezabon(at|ez|eaza|are)|tragen sie mich|melden sie mich|loschen sie meine (mail|e mail|adresse)"
    r"|keine weiteren (mails|e mails)"
    r"|desinscri(re|vez)|desabonne(r|z)|ne plus recevoir|darme de baja|no (quiero|deseo) recibir"
    r"|cancell(ami|atemi)|non (voglio|desidero) (piu )?ricevere|uitschrijven|wypisac mnie|nie chce otrzymywac"
    r"|отпишите|не присылайте|leiratkoz)",
)
"""The same within a short first line, in the folded words of core.text.key."""

QUOTE_BEGINS = re.compile(
    r"^\s*("
    r"-{2,} ?(original|forwarded|ursprüngliche|weitergeleitete|message d'origine|mensaje original|messaggio originale)"
    r"|_{8,}\s*$"
    r"|(on|am|le|el|il|op|em|den|dne|w dniu|pe|în data de|в|на) .{4,120}(wrote|schrieb|a écrit|escribió|ha scritto"
    r"|schreef|escreveu|skrev|napsal|napisał|a scris|написал|пише)\b.{0,80}:?\s*$"
    r"|(from|von|de|da|van|od|från|fra): .{0,120}@"
    r")",
    re.IGNORECASE,
)
"""A line after which a mail only repeats another one."""

BACK_ON = re.compile(
    r"\b(back (in the office |at work )?(on|from)|back by|return(ing)?( to (the office|work))?( on)?|until|till|through"
    r"|bis (einschließlich |zum )?|ab dem|wieder (da|im büro|erreichbar) (ab|am)|zurück (am|ab)( dem)?|wieder am"
    r"|jusqu'au|de retour le|à partir du|hasta el|de vuelta el|fino al|rientro il|rientrerò il|dal"
    r"|tot( en met)?|terug op|até|volto (a|em)|do dnia|tillbaka|åter den|tilbage den|până (pe|la|în)|revin (pe|în)"
    r"|do)\b:?\s*",
    re.IGNORECASE,
)
"""Words after which somebody who is away says until when."""
