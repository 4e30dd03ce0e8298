"""The words platforms have for where an order stands, as the few that matter here."""

from __future__ import annotations

import re
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
    "pending": "pending,not paid,on hold,authorized,authorised,partially paid,unpaid,pending payment,"
    "awaiting payment,"
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
_MORE: dict[OrderStatus, str] = {
    "paid": "abierta,abierto,aberta,aberto,archivada,archivado,arquivada,arquivado,cerrada,fechado,recibido,recebido,"
    "ready to dispatch,prepared,finished,finalized,finalised,active,ordered,placed,order placed,order received,"
    "settled,completo,completa,sales order,sale order,invoiced fully,fully invoiced,nothing to invoice,to invoice,"
    "erfolgreich,発送済,発送済み,処理済,新規受付,発送待ち,発送準備中,完了,入金済,入金済み,支払済,支払い済み,"
    "preparing,ready,canceled reversal,payment completed,payment complete,payment received,"
    "awaiting processing,awaiting dispatch,awaiting collection,partially fulfilled,out of stock,backordered,"
    "not refunded,not returned,no refund,non rembourse,nicht erstattet,terminadas,entrante,preparacion,"
    "قيد التنفيذ,جاري التوصيل,مدفوع,"
    "สำเร็จแล้ว,สำเร็จ,ที่ต้องจัดส่ง,การจัดส่ง,กำลังจัดส่ง,จัดส่งแล้ว,"
    "hoàn thành,đã giao,đang giao,đang giao hàng,chờ giao hàng,"
    "chờ lấy hàng,đã thanh toán,vyřízeno,vyřízena,odesláno,doručeno,zaplaceno,vybavená,odoslaná,teljesítve,"
    "teljesített,kiszállítva,fizetve,livrată,livrat,finalizată,expediată,plătită,betald,skickad,levererad,betalt,"
    "sendt,leveret,levert,maksettu,toimitettu,lähetetty,ολοκληρώθηκε,απεστάλη,πληρώθηκε,unshipped,unsent,purchased,"
    "発送済み,未発送,発送準備中,対応中,入金済み,"
    "in transit,on the way,out for delivery,picked up,collected,shipping,delivered to buyer,delivered to customer,"
    "ready to ship,ready for delivery,to ship,verschickt,zugestellt,erledigt,fertig,neu,bestatigt,komplett bezahlt,"
    "komplett abgeschlossen,teilweise versendet,teilweise versandt,livre,livree,expediee,validee,confirmee,"
    "en preparation,en cours de preparation,en cours,paiement accepte,terminada,entregado,entregada,enviada,pagada,"
    "completada,procesando,en proceso,en preparacion,confirmado,confirmada,finalizado,consegnato,consegnata,spedita,"
    "pagata,completata,in lavorazione,pagamento accettato,entregue,concluida,enviada,aprovado,aprovada,em transito,"
    "a enviar,em separacao,finalizada,afgeleverd,in behandeling,verwerkt,wysłane,dostarczone,nowe,w realizacji,"
    "zakończone,teslim edildi,tamamlandı,kargoya verildi,hazırlanıyor,onaylandı,выполнен,доставлен,оплачен,новый,"
    "в обработке,отправлен,завершен,выполнено,selesai,dikirim,diproses,perlu dikirim,배송완료,"
    "구매확정,결제완료,배송중,"
    "تم التوصيل,مكتمل,تم التنفيذ,"
    "支払済み,出荷済,出荷済み,発送完了,配送完了,取引完了,受取完了,pesanan selesai,faturado,collected,"
    "attending,checked in,"
    "доставляется,"
    "ожидает сборки,ожидает отгрузки,발송대기,신규주문,배송준비,배송준비중,거래완료,교환완료",
    "pending": "غير مدفوع,ยังไม่ชำระ,ที่ต้องชำระ,"
    "chưa thanh toán,chờ xác nhận,chờ thanh toán,čeká na platbu,nezaplaceno,"
    "fizetésre vár,în așteptare,neplătită,obetald,ikke betalt,ubetalt,odottaa maksua,αναμονή πληρωμής,未入金,"
    "入金待ち,支払い待ち,保留,past due,overdue,بانتظار الدفع,بانتظار المراجعة,"
    "payment review,pending review,holded,hold,onhold,pending paypal,unconfirmed,waiting,"
    "waiting for payment,awaiting confirmation,zahlung ausstehend,nicht bezahlt,en attente de paiement,"
    "en attente du paiement,paiement en attente,pendiente de pago,por pagar,in attesa di pagamento,"
    "aguardando pagamento,nieuw onbetaald,oczekuje na płatność,ödeme bekleniyor,beklemede,ожидает оплаты,"
    "belum bayar,입금대기,未払い,支払待ち,お支払い待ち,balance due,credit owed,미입금,입금전,尚未付款",
    "cancelled": "ยกเลิกแล้ว,ยกเลิก,ที่ยกเลิก,đã hủy,đã huỷ,hủy,"
    "zrušeno,zrušená,zrušena,stornováno,törölve,törölt,lemondva,"
    "anulată,anulat,avbruten,makulerad,annulleret,kansellert,peruttu,peruutettu,ακυρώθηκε,ακυρωμένη,скасовано,"
    "cancelled or failed,fail,failure,"
    "キャンセル,キャンセル済,キャンセル済み,محذوف,uncollectible,cancel,missing orders,missing order,"
    "abandoned cart,"
    "cancelled by customer,canceled by customer,cancelled by buyer,cancelled by seller,"
    "canceled by seller,rejected by buyer,refused,undelivered,not delivered,rto,rto complete,rto completed,"
    "rto initiated,rto locked,unsuccessful,timeout,timed out,fraud,"
    "suspected fraud,lost,abgelehnt,annule par le client,refuse,refusee,erreur de paiement,anulado,anulada,"
    "cancelada por el comprador,cancelada por el vendedor,rechazado,"
    "rechazada,annullata,rifiutato,recusado,recusada,estornado,anulowano,anulowany,iptal,iptal edildi,отменен,"
    "отменён,отмена,аннулирован,"
    "dibatalkan,batal,취소,취소완료,ملغي,تم الإلغاء,不成立,errored,dropped,"
    "failed delivery,delivery failed,not attending,deleted,отменен продавцом",
    "refunded": "คืนเงินแล้ว,คืนเงิน,hoàn tiền,đã hoàn tiền,trả hàng,vráceno,vrátené,visszatérítve,rambursată,returnată,"
    "återbetald,refunderet,refundert,palautettu,hyvitetty,επιστράφηκε,"
    "返金済,返金済み,返品,refund,return,"
    "returned to seller,returned by customer,order refunded,"
    "refund completed,retourniert,"
    "zuruckgesendet,zuruckgegeben,retour,retourne,retournee,devuelto,devuelta,reembolsada,devolvido,devolvida,"
    "rimborsata,reso,geretourneerd,zwrócone,zwrot,iade,iade edildi,возврат,возвращен,dikembalikan,환불,환불완료,반품,"
    "반품완료,退貨 退款,已退款,مسترجع",
    "draft": "quotation,quotation sent,draft order,proforma,pro forma,angebot,devis,presupuesto,preventivo,offerte",
}
"""The words of further languages, and of shops' own programs."""
_STATUS: dict[str, OrderStatus] = {
    text.key(word): status
    for listed in (_MORE, _WORDS)
    for status, words in listed.items()
    for word in words.split(",")
}
_APART = re.compile(r"\s[-–:]\s|/|\|")
_WEIGHT: tuple[OrderStatus, ...] = ("test", "draft", "cancelled", "refunded", "pending", "paid")


_CALLED_OFF = (
    "cancel,storno,storni,annul,anulad,anulow,anulat,iptal,отмен,скасов,キャンセル,取消,취소,ملغ,إلغاء,ยกเลิก,đã hủy,"
    "dibatalkan,zrušen,peruut,kansell,avbrut,ακυρ"
)
_STEMS = tuple(map(text.key, _CALLED_OFF.split(",")))
"""What words for an order called off hold, in phrases that nobody can list (`Cancelled by the branch`)."""
_BUT_NOT = re.compile(
    r"\b(?:not|no|non|nicht|nie|un\w*|requested|(?:cancel|cancellation|storno) request|pending|reject\w*|declin\w*|"
    r"denied|revers\w*|partial\w*|partly|teil\w*|parcial\w*|solicit\w*|demand\w*|angefragt|beantragt)\b"
)


def _is_called_off(key: str) -> bool:
    return any(stem in key for stem in _STEMS) and not _BUT_NOT.search(key)


def is_known(word: str) -> bool:
    """Whether a word says where an order stands."""
    return text.key(word).removeprefix("wc ") in _STATUS


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
        parts = [key] if key in _STATUS else list(map(text.key, _APART.split(word)))  # `Completed - Paid`
        known = {_STATUS[part] for part in parts if part in _STATUS}
        found |= known
        if not known and _is_called_off(key):
            found.add("cancelled")
        elif not known:
            unknown = word
    return next((status for status in _WEIGHT if status in found), "paid"), unknown
