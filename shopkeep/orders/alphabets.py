"""The letters of languages and how they were written to files before there was Unicode."""

from __future__ import annotations

_WEST = {
    "German": "äöüß/é",
    "French": "àâçèéêëîïôœùû/æüÿ",
    "Spanish": "áéíñóú/ü",
    "Catalan": "àçèéíïòóú/ü",
    "Portuguese": "áâãçéêíóôõú/àüȭ",
    "Italian": "àèéìòù/íîóú",
    "Dutch": "éëï/áäèóöüúí",
    "Danish": "æøå/éüöäóè",
    "Swedish": "åäö/éüæø",
    "Irish": "áéíóú/àèìòù",
    "Turkish, in part": "çöü/âîû",
}
_NORTH = {"Icelandic": "áðéíóúýþæö", "Finnish": "äöšž/åéü", "Estonian": "äöõȭüšž"}
_CENTRAL = {
    "Polish": "ąćęłńóśźż/öüé",
    "Czech": "áčďéěíňóřšťúůýž/öü",
    "Slovak": "áäčéíľňóôšťúýž/ďĺŕöü",
    "Hungarian": "áéíóöőúüű/ä",
    "Romanian": "ăâîşţ/é",
    "Croatian": "čćđšž/éöü",
    "Albanian": "çë",
    "German": "äöüß/é",
    "French, in part": "âçéëîô",
}
_BALTIC = {
    "Lithuanian": "ąčęėįšųūž",
    "Latvian": "āčēģīķļņšūžōŗ",
    "Estonian": "äöõȭüšž",
    "Polish": "ąćęłńóśźż",
    "German": "äöüß/é",
    "Swedish": "åäö/éæø",
}
_RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюяё"
_CYRILLIC = {
    "Russian": _RUSSIAN,
    "Ukrainian": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "Bulgarian": "абвгдежзийклмнопрстуфхцчшщъьюя",
    "Serbian": "абвгдђежзијклљмнњопрстћуфхцчџш",
    "Macedonian": "абвгдѓежзѕијклљмнњопрстќуфхцчџш",
    "Belarusian": "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
}
_GREEK = {"Greek": "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋ"}
_TURKISH = {"Turkish": "çğıöşü/âîû", **_WEST}
_HEBREW = {"Hebrew": "".join(map(chr, range(0x5D0, 0x5EB)))}
_ARABIC = {"Arabic": "".join(map(chr, range(0x621, 0x652))), "Persian": "پچژگ" + "".join(map(chr, range(0x621, 0x652)))}

LANGUAGES: dict[str, dict[str, str]] = {
    "cp1252": {**_WEST, **_NORTH},
    "cp1250": _CENTRAL,
    "cp1251": _CYRILLIC,
    "cp1253": _GREEK,
    "cp1254": _TURKISH,
    "cp1257": _BALTIC,
    "cp932": {},
    "mac_roman": {**_WEST, "Icelandic": ""},
    "iso8859_2": _CENTRAL,
    "cp850": _WEST,
    "cp852": _CENTRAL,
    "cp1255": _HEBREW,
    "cp1256": _ARABIC,
    "gb18030": {},
    "big5": {},
    "cp949": {},
}
"""codec -> the letters beyond a to z of each language that is written in it, in lower case; after a stroke
those that few of its words have. `ȭ` stands for an õ that no `e` follows: Portuguese writes `Simões`, and
an õ elsewhere is Estonian, or the Hungarian ő mistaken for it."""

_KNOWN = """
café cafés crème crêpe décor naïve piñata jalapeño façade fiancé fiancée entrée rosé pâté soufflé résumé zoë
chloë zoé chloé renée rené andré andrée noël noëlle joël joëlle gaël gaëlle loïc anaïs maël maëlle raphaël
raphaëlle michaël mickaël hélène irène ève éve geneviève agnès solène marlène françois françoise frédéric
frédérique jérôme jérémy jérémie stéphane stéphanie cécile célia céline léa léo léon léonie théo théa éric
éléonore élodie élise élisabeth émilie émile étienne édouard aurélie aurélien valérie véronique rémi rémy
sébastien benoît maïté gérard gérôme hervé honoré mélanie mélissa mégane orléans nîmes besançon béziers québec
montréal genève liège côte forêt château rivière première prénom téléphone été août février décembre lefèvre
garçon cœur sœur où à très après près père mère frère bière thé pièce crémerie für über größe straße hauptstraße
müller köln münchen düsseldorf nürnberg zürich österreich günther jürgen jörg björn bärbel käthe sören süß weiß
groß schön grün göran åsa håkan märta åke öberg malmö göteborg gävle västerås örebro sjöström söderberg åberg
ström lindström nyström bergström søren jørgen bjørn bjørg mærsk århus ålborg københavn tromsø møller sørensen
jørgensen kjær næss håkon øystein åse lærke grønn rød blå på största små håndværk päivi mäkinen hämäläinen
jyväskylä väinö josé maría garcía lópez martínez rodríguez hernández gonzález pérez sánchez ramírez gómez díaz
fernández gutiérrez jiménez muñoz núñez peña íñigo begoña sofía lucía raúl óscar ángel andrés jesús mónica
verónica málaga córdoba cádiz león españa méxico bogotá año niño niña señor señora joão são simões conceição
magalhães luís inês antónio antônio gonçalves patrícia araújo brandão coração guimarães irmã não então você avó
avô mãe nicolò niccolò forlì città perché più caffè łukasz michał paweł małgorzata wiśniewski wiśniewska
dąbrowski dąbrowska kozłowski kozłowska wójcik kraków gdańsk łódź poznań wrocław władysław stanisław święta
grażyna bożena zając józef błażej jiří jiřina tomáš lukáš ondřej zdeněk věra kateřina dvořák dvořáková novák
nováková procházka růžena růžička kučera černý černá veselý veselá plzeň české žák václav matěj luboš šárka
ľubomír mária kovačević kovács szabó tóth horváth győr győző gergő erdős jenő dezső szűcs lőrinc ernő gyöngyösi
őry kőszegi tünde lászló zoltán sándor péter ştefan ştefania mihăilă bucureşti iaşi timişoara constanţa braşov
ionuţ cătălin cătălina mădălina răzvan românia jurić perić marić kovač željko željka marković petrović nikolić
jovanović ivanović šimić ayşe yıldız yılmaz şahin doğan kılıç oğuz çelik güneş ışık işıl gökhan öztürk özdemir
aydın barış eskişehir muğla kızıl beyoğlu şule çağrı uğur tuğba guðrún þór sigurðsson sigurðardóttir jón
reykjavík björk žemaitė jūratė eglė rūta šiauliai klaipėda panevėžys kęstutis jānis bērziņš ozoliņš kalniņa
liepiņa kārlis rīga liepāja
"""
KNOWN = frozenset(_KNOWN.split())
"""Names and words that are written with accents everywhere, in lower case: a reading that brings them up is
likelier to be the right one."""
