"""Column names that files of no known platform use for each field, best first, as compared names."""

from __future__ import annotations

from functools import lru_cache

from shopkeep.core import text

_NAMES = {
    "number": "order number,order name,order no,order nr,order id,marketplace order id,number,order,order ref,"
    "order reference,orderid,ordernumber,invoice number,invoice no,invoiceno,invoicenumber,invoice,transaction id,"
    "sale id,purchase id,receipt number,id,bestellnummer,bestell nr,auftragsnummer,rechnungsnummer,"
    "numero de commande,commande,n commande,numero de pedido,pedido,numero ordine,ordine,ordernummer,bestelnummer,"
    "numer zamowienia,"
    "n de commande,no commande,nr commande,commande n,commande no,numero de la commande,n de la commande,"
    "ref commande,reference de commande,n facture,n de facture,no facture,no de facture,numero de facture,"
    "no pedido,n o pedido,n o de pedido,nr pedido,numero del pedido,ref pedido,referencia del pedido,"
    "referencia de pedido,n factura,no factura,n encomenda,n da encomenda,no encomenda,"
    "n d ordine,numero d ordine,no ordine,rif ordine,riferimento ordine,numero fattura,n fattura,"
    "bestelnr,bestel nr,ordrenr,numarul comenzii,nr comenzii,nr zam,αριθμός παραγγελίας,αρ παραγγελίας,"
    "κωδικός παραγγελίας,παραγγελία,"
    "n de pedido,no de pedido,n pedido,numero pedido,n ordine,no de commande,order code,order num,web order number",
    "date": "order date,ordered at,ordered on,placed at,date ordered,ordered date,created at,date created,"
    "purchase date,sale date,created,"
    "created date,processed at,date,datetime,orderdate,order created,order created at,invoice date,invoicedate,"
    "date utc,datum,bestelldatum,auftragsdatum,kaufdatum,date de commande,date commande,fecha,fecha de pedido,"
    "fecha del pedido,data,data ordine,data do pedido,besteldatum,data zamowienia,"
    "created on,date added,date placed,order datetime,order date time,date of order,"
    "fecha pedido,fecha de creacion,date de creation,data creazione,erstellt am,aangemaakt op",
    "time": "time,order time,uhrzeit,heure,hora,ora",
    "email": "customer email,billing address email,buyer email,email,e mail,email address,buyer email,contact email,"
    "billing email,purchase email,customer e mail,e mail address,mail,customer email address,client email,"
    "kunden e mail,e mail adresse,e mail kunde,kunde e mail,adresse e mail,courriel,correo,correo electronico,"
    "email cliente,e mailadres,"
    "email client,e mail client,correo del cliente,customers email address,billing e mail",
    "buyer": "customer id,customerid,customer number,customer no,customer nr,customer code,customer key,custid,"
    "cust id,buyer id,buyerid,buyer user id,buyer username,buyer user name,user id,userid,username,user name,"
    "client id,clientid,client number,member id,member number,account id,account number,shopper id,consumer id,"
    "kundennummer,kunden nr,kundennr,kunden id,kundenid,id client,numero client,n client,code client,id cliente,"
    "numero de cliente,codigo cliente,codigo de cliente,codice cliente,numero cliente,klantnummer,klant id,klantnr,"
    "id klienta,numer klienta,kundnummer,kundenummer,kunde id,asiakasnumero,cislo zakaznika,vevoszam,vevo azonosito,"
    "cod client,id do cliente,musteri no,musteri numarasi,id клиента,номер клиента,id клієнта,顧客番号,顧客id,"
    "会員番号,客户编号,客户id,会员编号,买家id,买家会员名",
    "name": "customer name,customername,customer,buyer name,full name,billing name,shipping name,client,client name,"
    "buyer,contact name,recipient name,kunde,kundenname,name,nom du client,nom complet,nombre completo,"
    "nombre del cliente,nome cliente,klant,klantnaam",
    "first_name": "buyer first name,first name,billing first name,firstname,given name,vorname,prenom,nombre,nome,"
    "voornaam,imie",
    "last_name": "buyer last name,last name,billing last name,lastname,surname,family name,nachname,nom,apellido,"
    "apellidos,cognome,,"
    "sobrenome,achternaam,nazwisko",
    "total": "grand total,base grand total,order total,total,total price,total amount,order amount,amount,total paid,"
    "amount paid,paid amount,order value,total collected,total inc tax,order total inc tax,grand total purchased,"
    "sale price,revenue,total sales,gesamtbetrag,gesamtsumme,gesamt,summe,betrag,bruttobetrag,montant total,"
    "total ttc,montant,importe,importe total,total del pedido,totale,totale ordine,importo,valor total,totaal,"
    "totaalbedrag,bedrag,kwota,razem,"
    "total incl vat,total inc vat,total incl tax,total including tax,order total incl vat,order total amount,"
    "amount total,gross total,price incl vat,prix total,total a pagar,gesamtpreis,endbetrag,rechnungsbetrag,"
    "totaal incl btw,totaalprijs",
    "currency": "currency,currency code,order currency,order currency code,wahrung,devise,moneda,valuta,moeda",
    "refunded": "refunded amount,amount refunded,refund amount,refunded,total refunded,refund,refunds,partial refund,"
    "refunded total,total refunds,erstattet,erstattung,erstattungsbetrag,rembourse,montant rembourse,reembolso,"
    "rimborso",
    "discount": "discount amount,discount,total discount,discounts,total discounts,discount total,rabatt,remise,"
    "descuento,sconto,korting,desconto",
    "shipping": "shipping,shipping amount,shipping cost,shipping total,shipping rate,postage,delivery cost,"
    "shipping and handling,versand,versandkosten,livraison,frais de port,envio,gastos de envio,spedizione,"
    "verzendkosten",
    "tax": "tax,taxes,total tax,tax total,sales tax,tax amount,vat,mwst,ust,steuer,tva,iva,btw",
    "code": "discount code,coupon code,coupon,coupons,voucher,voucher code,promo code,discount codes,gutschein,"
    "gutscheincode,code promo,cupon,codigo de descuento,codice sconto,kortingscode",
    "sent_to": "shipping name,recipient name,recipient,ship to name,ship name,shipping full name,delivery name,"
    "deliver to,shipping address name,lieferadresse name,empfanger,empfangername,name lieferadresse,destinataire,"
    "nom destinataire,nom livraison,nom de livraison,destinatario,nombre destinatario,nombre de envio,"
    "nome destinatario,nome spedizione,ontvanger,naam ontvanger,odbiorca,destinatar",
    "sent_to_first": "shipping first name,recipient first name,ship first name,delivery first name,"
    "vorname lieferadresse,lieferadresse vorname,prenom livraison,prenom de livraison",
    "sent_to_last": "shipping last name,recipient last name,ship last name,delivery last name,nachname lieferadresse,"
    "lieferadresse nachname,nom de famille livraison",
    "postcode": "billing zip,billing postcode,billing postal code,billing zip code,billing zip postal code,"
    "billing post code,billing zipcode,postcode,post code,postal code,zip,zip code,zipcode,zip postal code,"
    "customer zip,customer postcode,buyer zip,buyer postcode,eircode,pin code,shipping zip,shipping postcode,"
    "shipping postal code,shipping zip code,shipping zipcode,shipping zip postal code,ship zip,ship zipcode,"
    "ship postal code,ship to zip,delivery zip,delivery postcode,delivery postal code,delivery zip postal code,"
    "shipping address zip,plz,postleitzahl,rechnung plz,rechnungs plz,liefer plz,code postal,cp,codigo postal,cap,"
    "codice postale,cep,cod postal,kod pocztowy,psc,postnummer,postnr,postinumero,iranyitoszam",
    "gift": "gift message,is gift,gift,gift note,gift wrap,gift wrapping,giftwrap,gift wrapped,is a gift,gift order,"
    "gift option,gift options,gift message included,geschenknachricht,geschenk,ist geschenk,als geschenk,"
    "geschenkverpackung,grusstext,message cadeau,cadeau,emballage cadeau,est un cadeau,mensaje de regalo,"
    "mensaje regalo,regalo,es regalo,envoltorio de regalo,messaggio regalo,messaggio di auguri,confezione regalo,"
    "mensagem de presente,presente,embrulho,cadeaubericht,cadeauverpakking,mesaj cadou,cadou,prezent",
    "notes": "note attributes,additional checkout info,custom attributes,order attributes",
    "cancelled": "cancelled at,canceled at,cancelled on,date cancelled,storniert am,cancelled date,cancel time,"
    "canceled date,cancellation date,date of cancellation,cancel date,cancelled time,canceled time,cancellation time,"
    "date canceled,stornodatum,date d annulation,fecha de cancelacion,fecha cancelacion,data di annullamento",
    "paid": "paid at,date paid,paid date,paid on,paid on date,payment date,payment received,bezahlt am,zahlungsdatum,"
    "paye le,date de paiement,fecha de pago,pagado el,data pagamento,data di pagamento,betaald op,betaaldatum,"
    "data de pagamento,data platii,data platnosci",
    "fulfilled": "fulfilled at,shipped at,date shipped,shipped date,ship date,shipped on,shipped on date,"
    "fulfillment date,fulfilment date,fulfilled on,dispatched at,dispatched on,dispatch date,completed date,"
    "date completed,completed at,sent on,delivery date,versendet am,versanddatum,verschickt am,expedie le,"
    "date d expedition,date expedition,fecha de envio,enviado el,data spedizione,data di spedizione,spedito il,"
    "verzonden op,verzenddatum,data de envio,data expedierii,data wysylki",
    "country": "shipping country,country,billing country,ship country,delivery country,shipping address country code,"
    "country code,shipping country code,land,pays,pais,paese",
    "region": "shipping province,shipping state,state,province,region,ship state,delivery state,bundesland",
    "city": "shipping city,city,billing city,ship city,delivery city,shipping address city,town,stadt,ort,ville,"
    "ciudad,citta,cidade,plaats",
    "consent": "accepts marketing,buyer accepts marketing,accepts email marketing,marketing consent,newsletter,"
    "marketing opt in,email marketing consent,email opt in,opt in,subscribed,email marketing status,"
    "email subscription status,marketing status,accept marketing,accepted marketing,agrees to receive marketing",
    "test": "test,test order,is test,test mode,is test order,istest,testmode,mode",
    "line_title": "product title,product name,item name,lineitem name,line item name,product,item,item title,title,"
    "description,artikel,artikelname,produkt,produktname,produit,nom du produit,producto,articulo,prodotto,articolo,"
    "produto,productnaam,"
    "line item title,lineitem title,line title",
    "line_variant": "variant,variation,lineitem variant,option,variant title,variante",
    "line_sku": "sku,product sku,item sku,lineitem sku,variant sku,productcode,product code,item code,stockcode,"
    "stock code,artikelnummer,ref produit,referencia,codice articolo,artikelnr,"
    "line item sku",
    "line_quantity": "quantity,qty,lineitem quantity,item quantity,quantity ordered,quantityordered,units,menge,"
    "anzahl,quantite,cantidad,quantita,quantidade,aantal,"
    "line item quantity,product quantity,product qty,item qty,qty ordered",
    "line_price": "unit price,price,item price,lineitem price,price each,priceeach,unitprice,einzelpreis,preis,"
    "prix unitaire,prix,precio,precio unitario,prezzo,preco,prijs,"
    "line item price,product price,product unit price,price per unit,item unit price",
    "line_total": "line total,linetotal,line price total,extended price,item total,item subtotal,line amount,"
    "row total,product total,line item total,positionssumme,zeilensumme,total ligne",
    "line_discount": "line discount,item discount,lineitem discount",
}
_MORE = {
    "number": "nr zamówienia,zamówienie,id zamówienia,numer faktury,număr comandă,nr comandă,comandă,rendelésszám,"
    "rendelés száma,rendelés azonosító,rendelés,číslo objednávky,objednávka,číslo faktúry,ordernummer,beställning,"
    "beställningsnummer,ordrenummer,ordrenr,bestillingsnummer,tilausnumero,tilaus,número do pedido,nº do pedido,"
    "encomenda,número da encomenda,sipariş no,sipariş numarası,sipariş,номер заказа,заказ,№ заказа,номер замовлення,"
    "замовлення,注文番号,注文id,受注番号,订单编号,订单号,子订单编号,主订单编号,訂單編號",
    "date": "data zamówienia,data złożenia,data comenzii,data comandă,rendelés dátuma,dátum,datum objednávky,"
    "dátum objednávky,orderdatum,beställningsdatum,ordredato,bestillingsdato,dato,tilauspäivä,päivämäärä,"
    "data da encomenda,data do pedido,sipariş tarihi,tarih,дата заказа,дата,дата замовлення,注文日時,注文日,受注日,"
    "日付,下单时间,订单创建时间,订单日期,下单日期,付款时间,訂單日期",
    "email": "adres e mail,adres email,e mail klienta,email klienta,adresă email,adresă de email,e mail cím,"
    "email cím,e mailová adresa,e mail zákazníka,e postadress,e post,epost,mejladress,e mailadresse,e mail adresse,"
    "sähköposti,sähköpostiosoite,endereço de email,endereço de e mail,e mail do cliente,email do cliente,e posta,"
    "eposta,e posta adresi,электронная почта,почта,эл почта,адрес электронной почты,електронна пошта,пошта,"
    "メールアドレス,メール,eメール,邮箱,电子邮件,买家邮箱,電子郵件",
    "name": "klient,nazwa klienta,imię i nazwisko,nume client,nume complet,vásárló,vásárló neve,vevő,vevő neve,név,"
    "zákazník,jméno zákazníka,meno zákazníka,kund,kundnamn,kundenavn,asiakas,asiakkaan nimi,nome do cliente,müşteri,"
    "müşteri adı,ad soyad,клиент,покупатель,имя клиента,фио,клієнт,покупець,顧客名,氏名,お客様名,購入者,客户姓名,"
    "买家姓名,收货人姓名,客户",
    "total": "wartość zamówienia,suma,łącznie,kwota zamówienia,do zapłaty,total comandă,valoare comandă,végösszeg,"
    "összesen,fizetendő,celkem,celková cena,celková částka,celkom,celková suma,totalt,ordersumma,summa,totalbelopp,"
    "total beløb,i alt,ordretotal,totalsum,totalbeløp,yhteensä,loppusumma,tilauksen summa,total do pedido,"
    "valor do pedido,toplam,toplam tutar,genel toplam,tutar,сумма,итого,сумма заказа,всего,сума,разом,"
    "сума замовлення,合計,合計金額,注文合計,請求金額,总金额,订单金额,实付金额,买家实付金额,实付款,买家实际支付金额,"
    "總金額",
    "currency": "waluta,monedă,pénznem,deviza,měna,mena,valuta,valutta,moeda,para birimi,валюта,通貨,币种,货币",
    "refunded": "kwota zwrotu,zwrot,visszatérítés,vráceno,återbetalt,refunderet,refundert,palautettu,reembolsado,"
    "iade tutarı,возврат,сумма возврата,повернення,返金額,退款金额,退款",
    "discount": "zniżka,reducere,kedvezmény,sleva,zľava,rabatt,rabat,alennus,indirim,скидка,знижка,割引,割引額,"
    "优惠金额",
    "shipping": "koszt wysyłki,koszt dostawy,dostawa,transport,cost transport,szállítás,szállítási költség,doprava,"
    "frakt,fragt,levering,toimituskulut,frete,envio,kargo,kargo ücreti,доставка,стоимость доставки,送料,运费",
    "tax": "podatek,podatek vat,tva,áfa,dph,moms,mva,alv,iva,imposto,kdv,ндс,налог,пдв,税,消費税,税费",
    "code": "kod rabatowy,kupon,cod reducere,kuponkód,slevový kód,zľavový kód,rabattkod,rabatkode,rabattkode,"
    "alennuskoodi,código de desconto,cupom,indirim kodu,kupon kodu,промокод,купон,クーポン,クーポンコード,优惠券",
    "country": "kraj,țară,ország,země,krajina,land,maa,país,ülke,страна,країна,国,国家",
    "city": "miasto,miejscowość,oraș,localitate,város,město,mesto,stad,ort,poststed,kaupunki,cidade,şehir,город,"
    "місто,市区町村,城市",
    "region": "województwo,județ,megye,estado,область,регион,都道府県,省份,收货省份",
    "postcode": "kod pocztowy,cod poștal,irányítószám,psč,postnummer,postinumero,cep,código postal,posta kodu,индекс,"
    "почтовый индекс,郵便番号,邮编",
    "line_title": "nazwa produktu,produkt,towar,produs,denumire produs,termék,termék neve,název produktu,"
    "názov produktu,produktnamn,artikelnamn,artikel,varenavn,vare,produktnavn,tuote,tuotteen nimi,nome do produto,"
    "ürün,ürün adı,товар,наименование,название товара,назва товару,商品名,商品,商品标题,商品名称,宝贝标题",
    "line_sku": "kod produktu,symbol,cod produs,cikkszám,kód produktu,artikelnummer,varenummer,varenr,tuotekoodi,"
    "código do produto,ürün kodu,артикул,商品コード,商品番号,商品编码,商家编码",
    "line_quantity": "ilość,sztuk,cantitate,mennyiség,darab,množství,počet,množstvo,antal,antall,määrä,kpl,"
    "quantidade,qtde,adet,miktar,количество,кол во,кількість,数量,個数,购买数量",
    "line_price": "cena,cena jednostkowa,preț,preț unitar,ár,egységár,cena za kus,jednotková cena,pris,styckpris,"
    "stykpris,hinta,yksikköhinta,preço,preço unitário,fiyat,birim fiyat,цена,ціна,価格,単価,单价",
    "paid": "data płatności,data plății,fizetés dátuma,datum platby,betaldatum,betalingsdato,maksupäivä,"
    "data de pagamento,ödeme tarihi,дата оплаты,дата оплати,支払日,入金日",
    "fulfilled": "data wysyłki,data expedierii,szállítás dátuma,datum odeslání,leveransdatum,leveringsdato,"
    "toimituspäivä,data de envio,kargo tarihi,дата отгрузки,дата отправки,出荷日,発送日,发货时间",
}
"""The main fields in further languages."""


_AGAIN = {
    "number": "sub order no,sub order number,suborder number,de venta,"
    "n o de venta,n de venta,numero de venta,nro de venta,venta,주문 번호,"
    "transaction no,transaction number,transaction nr,invoice id,invoice num,bill no,bill number,bill id,"
    "receipt no,receipt id,sales order number,sales order no,sales order id,so number,increment id,"
    "order increment id,confirmation number,purchase number,"
    "nro pedido,nro de pedido,numero de orden,numero orden,nro de orden,n de orden,n orden,orden,id pedido,id orden,"
    "id venta,pedido id,orden id,codigo pedido,codigo del pedido,factura,numero de factura,numero factura,boleta,"
    "id commande,commande id,numero commande,num commande,reference commande,reference de la commande,numero facture,"
    "bestellung,bestell id,bestellungs id,bestellungsnummer,bestellungsnr,auftrag,auftragsnr,auftrag nr,auftrags id,"
    "rechnungsnr,rechnung nr,rechnung,belegnummer,belegnr,bestelling,bestelling id,factuurnummer,id ordine,"
    "codice ordine,nr ordine,fattura,codigo do pedido,id do pedido,n do pedido,no pesanan,nomor pesanan,id pesanan,"
    "nomor invoice,no transaksi,mã đơn hàng,หมายเลขคำสั่งซื้อ,رقم الطلب,주문번호",
    "date": "erstellt,angelegt am,"
    "order creation time,tanggal pesanan dibuat,ngày tạo đơn,التاريخ,تاريخ الإنشاء,주문 일시,"
    "placed on,order placed,order placed at,order placed on,order timestamp,order purchase timestamp,"
    "order date and time stamp,date and time of order,order created date,order creation date,order created time,"
    "transaction date,txn date,sales date,date of sale,date of purchase,purchased at,purchased on,submitted at,"
    "submitted on,checkout date,bill date,receipt date,creation date,created time,create time,fecha de venta,"
    "fecha venta,fecha de orden,fecha orden,fecha de la orden,fecha compra,fecha de compra,fecha factura,"
    "fecha y hora,date achat,date d achat,date vente,date de vente,date facture,date heure,bestellt am,bestellzeit,"
    "bestellzeitpunkt,eingangsdatum,verkaufsdatum,rechnungsdatum,erstelldatum,data acquisto,data vendita,"
    "data da venda,data venda,data da compra,data compra,data pedido,data e hora,verkoopdatum,tanggal pesanan,"
    "waktu pesanan dibuat,tanggal transaksi,tanggal,ngày đặt hàng,วันที่ทำการสั่งซื้อ,تاريخ الطلب,주문일,주문일시,"
    "주문일자,timestamp,time stamp",
    "email": "customers e mail address,user email,shopper email,customer mail,buyer mail,mail address,contact e mail,"
    "email comprador,e mail comprador,correo del comprador,correo comprador,email acheteur,e mail acheteur,"
    "kaufer e mail,"
    "email acquirente,البريد الإلكتروني,이메일",
    "name": "nombre del comprador,nome do comprador,customer full name,buyer full name,buyers name,purchaser,"
    "purchaser name,acheteur,nom acheteur,nom client,comprador,nombre comprador,nombre cliente,kaufer,kaufername,"
    "name des kunden,acquirente,"
    "nama pelanggan,nama pembeli,اسم العميل,주문자,주문자명",
    "total": "net sales,"
    "총 실결제금액,실결제금액,총 결제금액,최종금액,총금액,합계금액,주문금액,المبلغ,المجموع,จำนวนเงินทั้งหมด,"
    "tổng số tiền người mua thanh toán,total geral do pedido,"
    "total revenue,cart total,total value,order price,order sum,invoice total,invoice amount,bill amount,"
    "payable amount,amount payable,final amount,final total,final price,gross amount,gross sales,total due,"
    "amount charged,charged amount,transaction amount,purchase amount,payment amount,total payment,total bill,"
    "order grand total,price total,total order,total order amount,total order value,monto,monto total,total venta,"
    "total de la venta,total orden,total de la orden,precio total,total pagado,importe del pedido,total commande,"
    "total de la commande,prix ttc,montant ttc,bestellsumme,bestellwert,auftragswert,bruttosumme,summe brutto,"
    "gesamt brutto,umsatz,preis gesamt,valor total do pedido,total geral,valor pago,valor da venda,"
    "total pembayaran,total harga,tổng tiền,tổng cộng,الإجمالي,إجمالي الطلب,결제금액,총 결제금액,총 주문금액",
    "shipping": "buyer shipping cost,buyer paid shipping fee,"
    "배송비,الشحن,رسوم الشحن,"
    "costo de envio,valor do frete,valor frete,frais de livraison,versandkosten brutto,biaya pengiriman",
    "code": "쿠폰,كوبون,cupon de descuento,cupom de desconto",
    "line_quantity": "transaction qty,transaction quantity,sales quantity,sold quantity,qty purchased,"
    "unidades,"
    "수량,الكمية,จำนวน,số lượng,"
    "cantidad del producto,quantidade comprada,cantidad vendida,jumlah,units sold,quantity sold,qty sold,"
    "quantity purchased,qty purchased,order quantity,order qty,order item quantity,lineitem qty,line item qty",
    "line_price": "price per item,price per piece,"
    "supplier discounted price,"
    "deal price,harga setelah diskon,giá ưu đãi,ราคาขาย,단가,판매가,السعر,سعر الوحدة,"
    "precio del producto,valor do produto,selling price per item,lineitem sale price,line item sale price,"
    "selling price,order item product price",
    "line_total": "total harga produk,상품금액,order item total,product subtotal",
    "paid": "payment date and time stamp",
    "fulfilled": "fulfillment date and time stamp,ship date time,shipping date",
    "line_title": "상품명,اسم المنتج,المنتج,ชื่อสินค้า,tên sản phẩm,título de la publicación,"
    "nombre del producto,nome do produto,nama produk,product description,item description,lineitem title",
    "discount": "할인,할인금액,الخصم",
    "city": "kota kabupaten,المدينة",
    "time": "transaction time,sale time,purchase time,time of sale",
    "first_name": "buyer first name,customer first name,bill first",
    "last_name": "buyer last name,customer last name,bill last",
    "refunded": "refunded to buyer amount",
    "line_sku": "sku reference no",
}
"""Further names that shops and their programs use."""

_LATER = {
    "number": "id de commande,id de la commande,注文id,オーダー番号,αριθμός,"
    "transaktions id,transaktionsnummer,id transaccion,id transaction,id transazione,num,"
    "checkout session id,orders id,oxordernr,shop order number,webshop order number,ticket number,"
    "sale number,sales number,rechnungs nr,auftragskennung,nr zamowienia klienta,id zamowienia allegro,"
    "sipariş id,sipariş kodu,id заказа,код заказа,id замовлення,注文no,受注no,伝票番号,ordre id,tilausnro,"
    "rendelés id,id objednávky,č objednávky,id comandă,id da encomenda,id encomenda",
    "date": "дата создания,day,fecha de la venta,"
    "create date,date created utc,creation datetime,date purchased,oxorderdate,order date time,opened,"
    "ordertime,data de criacao do pedido,,"
    "data da criacao do pedido,order paid time,data utworzenia,data zakupu,waktu pembayaran,"
    "aankoopdatum,date d achat,fecha de compra,"
    "horodateur,marca temporal,zeitstempel,informazioni cronologiche,carimbo de data hora,sygnatura czasowa,"
    "отметка времени,позначка часу,タイムスタンプ,tijdstempel,tijdstip,tidstämpel,tidsstempel,aikaleima,"
    "zaman damgası,时间戳记,타임스탬프,časové razítko,časová pečiatka,időbélyeg,marcaj de timp,χρονική σήμανση,"
    "dấu thời gian,stempel waktu,销售日期,受注日時,購入日,購入日時,дата покупки,дата продажи,дата и время",
    "email": "student email,customer contacts,メールアドレス 請求先,"
    "billemail,billingemailaddress,emailid,primary contact emailid,contact emailid,e posta adresi,"
    "email address of buyer,"
    "correo electronico del cliente,e mail du client,adresse email du client,email del cliente,"
    "oxbillemail,rechnungsadresse e mail,order customer email,billing address e mail,,"
    "e mail rechnungsadresse,e mail rechnung,payer email,customers email,kontakt e mail,"
    "email kupujacego,e mail kupujacego,email odbiorcy",
    "buyer": "ユーザー識別コード,ชื่อผู้ใช้ ผู้ซื้อ,người mua,username pembeli,nome de usuario comprador,login kupujacego,"
    "cliente id,cliente codigo,codigo do cliente,cod cliente,no cliente,client code,client no,klient id",
    "first_name": "名 請求先,billfirstname,"
    "oxbillfname,rechnungsadresse vorname,vorname rechnungsadresse,order customer first name,"
    "customers firstname,customer firstname,billing firstname,payment firstname",
    "last_name": "氏 請求先,billlastname,"
    "oxbilllname,rechnungsadresse nachname,nachname rechnungsadresse,order customer last name,"
    "customers lastname,customer lastname,billing lastname,payment lastname",
    "name": "student name,alıcı,alıcı adı,注文者氏名,注文者,alici,alici adi,"
    "buyer s name,nom de facturation,nombre de facturacion,nome di fatturazione,naam factuur,"
    "customers name,purchased by,nazwa kupujacego,kupujacy,cliente,πελάτης",
    "total": "order total gross,gross order total,total gross,"
    "brutto,betrag inkl mwst,стоимость заказа,faturalanacak tutar,paymentamount,total payment received,"
    "oxtotalordersum,total final,price incl,price incl tax,order gross,gross,invoice amount,"
    "suma zamowienia,wartosc zamowienia brutto,"
    "eindtotaal,total general,gesamtbetrag brutto,rechnungsbetrag brutto,betrag brutto,revenue amount,"
    "общая стоимость,общая сумма,сумма к оплате,итоговая сумма,付款金额,支付金额,成交金额,支払金額,お支払金額,"
    "お支払い金額,ご請求金額,総合計",
    "currency": "العملة,通貨コード,통화,สกุลเงิน,tiền tệ,đơn vị tiền tệ,mata uang,νόμισμα,מטבע,"
    "oxcurrency,wahrung iso,currency iso",
    "refunded": "refunds total,total refund,refund total,amount returned,rimborsato,montant remboursement",
    "discount": "الخصم,oxdiscount",
    "shipping": "shipment costs,"
    "totalshippingcost,shipcost,"
    "oxdelcost,total shipping,shipping charge,shipping charges,shipping fee,delivery fee,"
    "delivery charge,ongkos kirim dibayar oleh pembeli,taxa de envio pagas pelo comprador,"
    "shipping price",
    "paid": "date of payment,支払い日時,เวลาการชำระสินค้า,"
    "oxpaid,order paid time,waktu pembayaran dilakukan,hora do pagamento do pedido,paid time,pay time,"
    "payment time,支付时间",
    "fulfilled": "発送日時,oxsenddate,ship time,tanggal pengiriman",
    "line_price": "unit amount,item cost,harga jual,preco acordado,цена за единицу,цена за шт,售价",
    "line_sku": "nomor referensi sku,numero de referencia sku,inventory item code",
    "line_variant": "variation name,nama variasi,nome da variacao,options,option name,size",
    "line_title": "line items,menu item,artikelbezeichnung,produktbezeichnung,bezeichnung,artikelname",
    "line_total": "subtotal do produto",
    "line_quantity": "количество продаж,销售数量",
    "code": "coupons used,discount codes used,voucher name,discount code applied,coupon applied,coupon used,"
    "applied coupon,promo code used",
}
"""Names of programs for shops and tills."""

_NEWEST = {
    "number": "backer number,id order,sale reference,referencia de venta",
    "date": "オーダー日,принят в обработку,date created gmt,post date,erstellungsdatum,訂單成立日期,訂單建立時間,"
    "ts created iso,ts created,funding date,pledged at,fecha de creacion del pedido,data do pagamento do pedido,"
    "data dodania,data dodania zamowienia",
    "email": "kontakt e mail,contact emailaddress,correo electronico del cliente,paying customer email",
    "name": "取引相手,購入者名,수취인명,구매자명,買家帳號",
    "buyer": "구매자id,買家帳號",
    "total": "сумма отправления,ご注文金額,買家總支付金額,total price with vat,price to pay,pledge amount,"
    "grand total amount,sale value,valor de la venta,"
    "총 실결제금액,실 결제금액,총 결제 금액",
    "line_total": "최종 상품별 총 주문금액,order lines subtotal,order lines total,amount items,결제액",
    "line_title": "作品タイトル,アイテム名,наименование товара,商品名稱,등록상품명,노출상품명,주문상품명,listing title,"
    "order lines product,order lines description,item items,item name items,item s name,items name,perk,reward title,"
    "ticket type,ticket name",
    "line_sku": "stock keeping unit,品番,商品選項貨號,판매자 상품코드,업체상품코드,listing sku,item code items",
    "line_quantity": "order lines quantity,quantity items,qty items,구매수,구매수 수량,數量",
    "line_price": "order lines unit price,order lines price unit,rate items,作品単価,商品活動價格,cena brutto,"
    "ваша стоимость товара,item s price,items price,item unit price with vat,상품가격",
    "line_variant": "item s variant,商品選項名稱,옵션정보",
    "shipping": "買家支付運費,運費,配送料,배송비 합계",
    "refunded": "erstatteter betrag,환불금액,退款总额",
    "code": "gutscheincode des kunden",
    "fulfilled": "発送日時,дата передачи в доставку",
}
"""Names of marketplaces of Asia and of programs for offices."""

_LAST = ("number", "id")
"""Names that stand for another thing where a better one is there, in whatever language."""

WEAK_NUMBERS = ("numero", "nummer", "numer", "numar", "ref", "reference", "riferimento", "code")
"""Names that an order's number has where nothing better stands, and a product's or a row's has as well."""


def _all(name: str) -> tuple[str, ...]:
    """The names of a field in every language as columns are compared, each once."""
    listed = ",".join(names.get(name, "") for names in (_NAMES, _MORE, _AGAIN, _LATER, _NEWEST))
    found = dict.fromkeys(text.key(word) for word in listed.split(",") if word)
    return (*(key for key in found if key not in _LAST), *(key for key in found if key in _LAST))


SYNONYMS: dict[str, tuple[str, ...]] = {name: _all(name) for name in _NAMES}

GLUED = {name: frozenset(key.replace(" ", "") for key in names) for name, names in SYNONYMS.items()}
"""The same names without their spaces, as programs write them: `orderdate` for `orderDate`."""


@lru_cache(maxsize=256)
def _glued(columns: frozenset[str]) -> frozenset[str]:
    return frozenset(key.replace(" ", "") for key in columns)


def names(columns: frozenset[str], field: str) -> bool:
    """Whether any of these compared column names is one of a field's, glued together or not."""
    return not GLUED[field].isdisjoint(_glued(columns))


REFUND_FLAGS = (
    *("fully refunded", "refunded", "refund", "is refunded", "isrefunded", "was refunded", "returned", "is returned"),
    *("isreturned", "was returned", "return", "returned flag", "refund flag", "erstattet", "retourniert", "rembourse"),
    *("retourne", "reembolsado", "devuelto", "rimborsato", "reso", "terugbetaald", "geretourneerd", "zwrocone"),
)
"""Columns that may say yes or no to whether an order was paid back."""
SALES = ("sales", "sales amount", "销售额")
"""A product's or the whole order's: only the rows tell."""

STATUSES = tuple(
    text.key(word)
    for word in (
        *("order status", "financial status", "payment status", "status", "fulfillment status", "fulfilment status"),
        *("order state", "payment state", "bestellstatus", "zahlungsstatus", "statut", "estado", "stato", "estatus"),
        *("status zamówienia", "status płatności", "stare", "állapot", "stav", "stav objednávky", "orderstatus"),
        *("ordrestatus", "tila", "situação", "durum", "sipariş durumu", "статус", "статус заказа", "статус замовлення"),
        *("status do pedido", "status do pagamento", "situação do pedido", "estado de la orden", "estado del pedido"),
        *("estado del pago", "estado de la compra", "estado orden", "estado pedido", "estado de pago", "estado pago"),
        *(
            "statut de la commande",
            "statut commande",
            "statut du paiement",
            "etat",
            "etat de la commande",
            "etat commande",
        ),
        *(
            "status bestellung",
            "auftragsstatus",
            "bezahlstatus",
            "stato ordine",
            "stato pagamento",
            "stato dell ordine",
        ),
        *(
            "bestelstatus",
            "betaalstatus",
            "status pesanan",
            "trạng thái đơn hàng",
            "สถานะการสั่งซื้อ",
            "حالة الطلب",
            "الحالة",
        ),
        *(
            "주문상태",
            "결제상태",
            "order state",
            "delivery status",
            "shipping status",
            "reason for credit entry",
            "state",
            "state of order",
            "current status",
        ),
        *("orders status", "orders status name", "order status name", "stan zamówienia", "statusname"),
        *("注文状況", "発送状況", "支払い状況", "決済状況", "取引状況", "حالة الدفع", "상태", "trạng thái"),
        *("訂單狀態", "주문 상태", "pledged status", "order current status"),
        *("ステータス", "注文ステータス", "状态", "订单状态", "订单当前状态", "交易状态"),
    )
)
"""Columns that together say where an order stands."""
