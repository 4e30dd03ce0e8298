-- Version 4: what composing, sending and results remember.

-- Adding up years of orders reads this index alone.

DROP INDEX ix_orders_customer_placed;

CREATE INDEX ix_orders_customer_placed ON orders (customer_id, placed_at, counts, currency, total, refunded);
