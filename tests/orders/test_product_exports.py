"""Exports of products as platforms write them: one row a variant, rows of pictures, rows of other things."""

from __future__ import annotations

import pytest

from shopkeep.jobs import importing
from shopkeep.jobs.shop import Shop
from tests.orders.conftest import WriteCsv

Row = tuple[str, str, str, int | None, int | None, str, str]


def products(shop: Shop) -> list[Row]:
    with shop.db.read() as tx:
        sql = "SELECT sku, title, category, price, cost, link, image FROM products ORDER BY title, sku"
        return [tuple(row) for row in tx.exec_driver_sql(sql).all()]


@pytest.fixture
def euro(shop: Shop) -> Shop:
    shop.settings.set("shop.currency", "EUR")
    shop.settings.set("shop.url", "https://tea.example.com/")
    return shop


SHOPIFY = (
    "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,"
    "Variant Price,Image Src,Image Position,Variant Image,Cost per item,Status"
)


def test_shopify(euro: Shop, write_csv: WriteCsv) -> None:
    path = write_csv(
        SHOPIFY,
        "tea,Nettle tea,<p>,Me,Food > Tea,Herbal tea,a,true,Size,50 g,T-50,5.00,https://cdn.example.com/1.jpg,1,,2.00,active",
        "tea,,,,,,,,,100 g,T-100,9.00,https://cdn.example.com/2.jpg,2,https://cdn.example.com/v.jpg,3.50,",
        "tea,,,,,,,,,,,,https://cdn.example.com/3.jpg,3,,,",
        "tea,,,,,,,,,200 g,,17.00,,,,,",
        "pot,Pot,<p>,Me,Home > Kitchen > Pots,,,true,Title,Default Title,,20.00,,,,,active",
    )
    done = importing.import_products(euro, path)
    assert (done.updated, done.rejected_count, done.warnings) == (4, 0, [])
    link, one = "https://tea.example.com/products/tea", "https://cdn.example.com/1.jpg"
    assert products(euro) == [
        ("T-100", "Nettle tea - 100 g", "Herbal tea", 900, 350, link, "https://cdn.example.com/v.jpg"),
        ("", "Nettle tea - 200 g", "Herbal tea", 1700, 200, link, one),
        ("T-50", "Nettle tea - 50 g", "Herbal tea", 500, 200, link, one),
        ("", "Pot", "Pots", 2000, None, "https://tea.example.com/products/pot", ""),
    ]
    assert importing.import_products(euro, write_csv(SHOPIFY, *path.read_text().splitlines()[1:], "")).updated == 0


def test_without_the_shops_address_shopify_has_no_links(shop: Shop, write_csv: WriteCsv) -> None:
    shop.settings.set("shop.currency", "EUR")
    importing.import_products(shop, write_csv(SHOPIFY, "pot,Pot,,,,,,true,,,P-1,20.00,,,,,active"))
    assert products(shop) == [("P-1", "Pot", "", 2000, None, "", "")]


def test_woocommerce(euro: Shop, write_csv: WriteCsv) -> None:
    path = write_csv(
        'ID,Type,SKU,"GTIN, UPC, EAN, or ISBN",Name,Published,"Sale price","Regular price",Categories,Tags,Images,'
        'Parent,"External URL"',
        '9,variation,TEE-S,,"Tee - S",1,,19.00,,,,id:10,',
        '10,variable,TEE,,Tee,1,,,"Clothing > Tees, Sale",,"https://example.com/a.jpg, https://example.com/b.jpg",,',
        '11,variation,TEE-L,,"Tee - L",1,15.00,21.00,,,https://example.com/l.jpg,TEE,',
        '12,simple,MUG,,Mug,1,,8.00,"Uncategorized, Salt\\, pepper",,,,',
        "13,grouped,SET,,Set,1,,,Sets,,,,",
        "14,external,EXT,,Book,0,,12.00,,,,,https://example.org/book",
        "15,variable,CAP,,Cap,1,,,Hats,,,,",
        '16,variation,,,"Cap - Red",1,,10.00,,,,id:15,',
    )
    assert importing.import_products(euro, path).rejected_count == 0
    assert products(euro) == [
        ("EXT", "Book", "", 1200, None, "https://example.org/book", ""),
        ("CAP", "Cap", "Hats", None, None, "", ""),
        ("", "Cap - Red", "Hats", 1000, None, "", ""),
        ("MUG", "Mug", "Salt, pepper", 800, None, "", ""),
        ("TEE-L", "Tee - L", "Tees", 2100, None, "", "https://example.com/l.jpg"),
        ("TEE-S", "Tee - S", "Tees", 1900, None, "", "https://example.com/a.jpg"),
    ]


def test_ecwid(euro: Shop, write_csv: WriteCsv) -> None:
    path = write_csv(
        "type,product_internal_id,product_sku,product_name,product_price,product_cost_price,product_category_1,"
        "product_media_main_image_url,product_variation_sku,product_variation_price,category_path",
        "category,,,,,,,,,,Drinks / Tea",
        "product,1,T-1,Tea,5.00,2.00,Drinks / Tea,https://example.com/t.jpg,,,",
        "product_option,1,T-1,,,,,,,,",
        "product_variation,1,T-1,,,,,,T-1-BIG,9.00,",
    )
    importing.import_products(euro, path)
    assert products(euro) == [
        ("T-1", "Tea", "Tea", 500, 200, "", "https://example.com/t.jpg"),
        ("T-1-BIG", "Tea", "Tea", 900, 200, "", "https://example.com/t.jpg"),
    ]


def test_squarespace(euro: Shop, write_csv: WriteCsv) -> None:
    path = write_csv(
        "Product ID [Non Editable],Variant ID [Non Editable],Product Type [Non Editable],Product Page,Product URL,"
        "Title,Description,SKU,Option Name 1,Option Value 1,Price,Sale Price,On Sale,Stock,Categories,Visible,"
        "Hosted Image URLs",
        "p1,v1,PHYSICAL,store,tea,Tea,,SQ1,Size,S,5.00,4.00,No,3,/drinks/teas,Yes,https://example.com/t.jpg",
        ",v2,,,,,,SQ2,Size,L,9.00,,No,3,,,",
    )
    importing.import_products(euro, path)
    link = "https://tea.example.com/store/p/tea"
    assert products(euro) == [
        ("SQ2", "Tea - L", "teas", 900, None, link, "https://example.com/t.jpg"),
        ("SQ1", "Tea - S", "teas", 500, None, link, "https://example.com/t.jpg"),
    ]


def test_wix(euro: Shop, write_csv: WriteCsv) -> None:
    path = write_csv(
        "handleId,fieldType,name,description,productImageUrl,collection,sku,ribbon,price,surcharge,visible,cost,"
        "productOptionName1,productOptionDescription1",
        "tee,Product,Tee,,a1.jpg;b2.jpg,Shirts;New,TEE,,20,,true,7,Size,Small;Large",
        "tee,Variant,,,,,TEE-S,,,0,true,,,Small",
        "tee,Variant,,,,,TEE-L,,,4,true,8,,Large",
    )
    importing.import_products(euro, path)
    picture = "https://static.wixstatic.com/media/a1.jpg"
    assert products(euro) == [
        ("TEE", "Tee", "Shirts", 2000, 700, "", picture),
        ("TEE-L", "Tee - Large", "Shirts", 2400, 800, "", picture),
        ("TEE-S", "Tee - Small", "Shirts", 2000, 700, "", picture),
    ]


def test_bigcommerce_and_square(euro: Shop, write_csv: WriteCsv) -> None:
    big = write_csv(
        "Item Type,Product ID,Product Name,Product Type,Product Code/SKU,Price,Cost Price,Category,Product URL,"
        "Product Image URL - 1",
        "Product,1,Tea,P,B-1,5.00,2.00,Drinks>Tea,/tea/,https://example.com/t.jpg",
        "  SKU,1,,,B-1-L,,,,,",
        "  Rule,1,,,,7.00,,,,",
        name="big.csv",
    )
    square = write_csv(
        "Token,Item Name,Variation Name,SKU,Description,Categories,Price,Default Unit Cost",
        't1,Coffee,Large,Q-1,,Hot drinks,"$3.50",$1.10',
        "t2,Roll,Regular,Q-2,,Food,$2.00,",
        name="square.csv",
    )
    importing.import_products(euro, big)
    importing.import_products(euro, square)
    link = "https://tea.example.com/tea/"
    assert products(euro) == [
        ("Q-1", "Coffee - Large", "Hot drinks", 350, 110, "", ""),
        ("Q-2", "Roll", "Food", 200, None, "", ""),
        ("B-1", "Tea", "Tea", 500, 200, link, "https://example.com/t.jpg"),
        ("B-1-L", "Tea", "Tea", 500, 200, link, "https://example.com/t.jpg"),
    ]
