"""Column names that files of no known platform use for each field, best first, as compared names."""

from __future__ import annotations

_NAMES = {
    "number": "order number,order name,order no,order nr,order id,marketplace order id,number,order,order ref,"
    "order reference,invoice number,invoice no,invoice,orderid,ordernumber,transaction id,sale id,purchase id,"
    "receipt number,id,bestellnummer,bestell nr,auftragsnummer,rechnungsnummer,numero de commande,commande,"
    "n commande,numero de pedido,pedido,numero ordine,ordine,ordernummer,bestelnummer,numer zamowienia",
    "date": "order date,created at,date created,ordered at,ordered on,placed at,purchase date,sale date,created,"
    "created date,processed at,date,datetime,orderdate,order created,invoice date,invoicedate,date utc,datum,"
    "bestelldatum,auftragsdatum,kaufdatum,date de commande,date commande,fecha,fecha de pedido,fecha del pedido,"
    "data,data ordine,data do pedido,besteldatum,data zamowienia",
    "time": "time,order time,uhrzeit,heure,hora,ora",
    "email": "customer email,email,e mail,email address,buyer email,contact email,billing email,purchase email,"
    "customer e mail,e mail address,mail,customer email address,client email,kunden e mail,e mail adresse,"
    "e mail kunde,kunde e mail,adresse e mail,courriel,correo,correo electronico,email cliente,e mailadres",
    "name": "customer name,customer,buyer name,full name,billing name,shipping name,client,client name,buyer,"
    "contact name,recipient name,kunde,kundenname,name,nom du client,nom complet,nombre completo,nombre del cliente,"
    "nome cliente,klant,klantnaam",
    "first_name": "first name,billing first name,firstname,given name,vorname,prenom,nombre,nome,voornaam,imie",
    "last_name": "last name,billing last name,lastname,surname,family name,nachname,nom,apellido,apellidos,"
    "cognome,sobrenome,achternaam,nazwisko",
    "total": "order total,total,grand total,total price,total amount,order amount,amount,total paid,amount paid,"
    "paid amount,order value,total collected,total inc tax,order total inc tax,grand total purchased,sale price,"
    "revenue,gesamtbetrag,gesamtsumme,gesamt,summe,betrag,bruttobetrag,montant total,total ttc,montant,importe,"
    "importe total,total del pedido,totale,totale ordine,importo,valor total,totaal,totaalbedrag,bedrag,kwota,razem",
    "currency": "currency,currency code,order currency,order currency code,wahrung,devise,moneda,valuta,moeda",
    "refunded": "refunded amount,amount refunded,refund amount,refunded,total refunded,refund,refunds,partial refund,"
    "refunded total,erstattet,erstattung,erstattungsbetrag,rembourse,montant rembourse,reembolso,rimborso",
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
    "sent_to_last": "shipping last name,recipient last name,ship last name,delivery last name,"
    "nachname lieferadresse,lieferadresse nachname,nom de famille livraison",
    "postcode": "billing zip,billing postcode,billing postal code,billing zip code,billing zip postal code,"
    "billing post code,billing zipcode,postcode,post code,postal code,zip,zip code,zipcode,zip postal code,"
    "customer zip,customer postcode,buyer zip,buyer postcode,eircode,pin code,shipping zip,shipping postcode,"
    "shipping postal code,shipping zip code,shipping zipcode,shipping zip postal code,ship zip,ship zipcode,"
    "ship postal code,ship to zip,delivery zip,delivery postcode,delivery postal code,delivery zip postal code,"
    "shipping address zip,plz,postleitzahl,rechnung plz,rechnungs plz,liefer plz,code postal,cp,codigo postal,"
    "cap,codice postale,cep,cod postal,kod pocztowy,psc,postnummer,postnr,postinumero,iranyitoszam",
    "gift": "gift message,is gift,gift,gift note,gift wrap,gift wrapping,giftwrap,gift wrapped,is a gift,gift order,"
    "gift option,gift options,gift message included,geschenknachricht,geschenk,ist geschenk,als geschenk,"
    "geschenkverpackung,grusstext,message cadeau,cadeau,emballage cadeau,est un cadeau,mensaje de regalo,"
    "mensaje regalo,regalo,es regalo,envoltorio de regalo,messaggio regalo,messaggio di auguri,confezione regalo,"
    "mensagem de presente,presente,embrulho,cadeaubericht,cadeauverpakking,mesaj cadou,cadou,prezent",
    "notes": "note attributes,additional checkout info,custom attributes,order attributes",
    "cancelled": "cancelled at,canceled at,cancelled on,date cancelled,storniert am",
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
    "marketing opt in,email marketing consent,email opt in,opt in,subscribed",
    "test": "test,test order,is test,mode",
    "line_title": "product title,product name,item name,lineitem name,line item name,product,item,item title,title,"
    "description,artikel,artikelname,produkt,produktname,produit,nom du produit,producto,articulo,prodotto,"
    "articolo,produto,productnaam",
    "line_variant": "variant,variation,lineitem variant,option,variant title,variante",
    "line_sku": "sku,product sku,item sku,lineitem sku,variant sku,stockcode,stock code,artikelnummer,ref produit,"
    "referencia,codice articolo,artikelnr",
    "line_quantity": "quantity,qty,lineitem quantity,item quantity,quantity ordered,units,menge,anzahl,quantite,"
    "cantidad,quantita,quantidade,aantal",
    "line_price": "unit price,price,item price,lineitem price,price each,priceeach,unitprice,einzelpreis,preis,"
    "prix unitaire,prix,precio,precio unitario,prezzo,preco,prijs",
    "line_total": "line total,item total,item subtotal,line amount,row total,product total,line item total,"
    "positionssumme,zeilensumme,total ligne",
    "line_discount": "line discount,item discount,lineitem discount",
}
SYNONYMS: dict[str, tuple[str, ...]] = {name: tuple(words.split(",")) for name, words in _NAMES.items()}

STATUSES = (
    *("order status", "financial status", "payment status", "status", "fulfillment status", "fulfilment status"),
    *("bestellstatus", "zahlungsstatus", "statut", "estado", "stato"),
)
"""Columns that together say where an order stands."""
