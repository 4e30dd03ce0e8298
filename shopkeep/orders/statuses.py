"""The words platforms have for where an order stands, as the few that matter here."""

from __future__ import annotations

from functools import lru_cache

from shopkeep.core import text
from shopkeep.core.records.orders import OrderStatus

_WORDS: dict[OrderStatus, str] = {
    "paid": "paid,completed,complete,processing,processed,fulfilled,shipped,delivered,partially refunded,"
    "partially shipped,partial refund,partially fulfilled,closed,success,successful,succeeded,captured,open,"
    "awaiting fulfillment,awaiting shipment,awaiting pickup,ready for pickup,packed,dispatched,new,confirmed,"
    "bezahlt,abgeschlossen,versendet,versandt,geliefert,in bearbeitung,paye,payee,termine,terminee,expedie,"
    "pagado,completado,enviado,pago,concluido,pagato,completato,spedito,betaald,voltooid,afgerond,verzonden,"
    "oplacone,zrealizowane,unfulfilled,not fulfilled,partially delivered,done,sent,received,accepted,approved,"
    "in process,resolved,queued,交易成功,已完成,已付款,已发货,买家已付款,卖家已发货",
    "pending": "pending,not paid,on hold,authorized,authorised,partially paid,unpaid,pending payment,awaiting payment,"
    "awaiting,offen,ausstehend,unbezahlt,wartend,en attente,pendiente,pendente,in attesa,in sospeso,openstaand,"
    "in afwachting,payment pending,invoiced,due,partially authorized,"
    "待付款,等待买家付款",
    "cancelled": "cancelled,canceled,voided,void,failed,declined,expired,rejected,abgebrochen,storniert,annule,"
    "annulee,echoue,cancelado,cancelada,fallido,annullato,fallito,geannuleerd,mislukt,anulowane,abandoned,"
    "incomplete,returned to sender,payment failed,denied,"
    "交易关闭,已关闭,已取消,已关闭 买家未付款",
    "refunded": "refunded,fully refunded,erstattet,ruckerstattet,rembourse,remboursee,reembolsado,rimborsato,"
    "terugbetaald,returned,charged back,chargeback,disputed,reversed",
    "draft": "draft,checkout draft,auto draft,trash,trashed,quote,estimate,entwurf,brouillon,borrador,bozza",
    "test": "test",
}
_STATUS: dict[str, OrderStatus] = {word: status for status, words in _WORDS.items() for word in words.split(",")}
_WEIGHT: tuple[OrderStatus, ...] = ("test", "draft", "cancelled", "refunded", "pending", "paid")


@lru_cache(maxsize=4096)
def judge(words: tuple[str, ...]) -> tuple[OrderStatus, str]:
    """The weightiest status among the words of an order, and a word that is not known (or empty).

    An order that says nothing is paid: exports without a status column list what was sold.
    """
    found: set[OrderStatus] = set()
    unknown = ""
    for word in words:
        key = text.key(word).removeprefix("wc ")
        if not key:
            continue
        status = _STATUS.get(key)
        if status is None:
            unknown = word
        else:
            found.add(status)
    return next((status for status in _WEIGHT if status in found), "paid"), unknown
