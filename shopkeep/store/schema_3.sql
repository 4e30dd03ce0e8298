-- Version 3: orders of which several exports speak, and layouts that the owner explained.

ALTER TABLE orders ADD COLUMN cells_hash INTEGER NOT NULL DEFAULT 0;

ALTER TABLE orders ADD COLUMN buyer VARCHAR NOT NULL DEFAULT '';

ALTER TABLE orders ADD COLUMN shape INTEGER NOT NULL DEFAULT 0;

CREATE TABLE order_pieces (
  id INTEGER NOT NULL,
  order_id INTEGER NOT NULL,
  shape INTEGER NOT NULL,
  snapshot_at INTEGER NOT NULL,
  snapshot_digest VARCHAR NOT NULL,
  said VARCHAR NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY(order_id) REFERENCES orders (id) ON DELETE CASCADE
);

CREATE INDEX ix_order_pieces_order_id ON order_pieces (order_id);

CREATE TABLE layouts (
  header VARCHAR NOT NULL,
  source VARCHAR NOT NULL,
  mapping VARCHAR NOT NULL,
  answers VARCHAR NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (header)
);
