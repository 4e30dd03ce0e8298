-- Version 3: orders of which several exports speak, and layouts that the owner explained.

ALTER TABLE orders ADD COLUMN buyer VARCHAR NOT NULL DEFAULT '';

ALTER TABLE orders ADD COLUMN seen_by INTEGER NOT NULL DEFAULT 0;

UPDATE orders SET seen_by = coalesce(
  (SELECT max(i.id) FROM imports i WHERE i.digest = orders.snapshot_digest AND i.kind = 'orders'), import_id);

-- What undo puts back of earlier imports, in the columns of today.

UPDATE import_undo SET before = json_remove(json_set(before, '$.buyer', '', '$.cells_hash', 0, '$.shape', 0, '$.seen_by',
  coalesce((SELECT max(i.id) FROM imports i WHERE i.digest = json_extract(import_undo.before, '$.snapshot_digest')
    AND i.kind = 'orders' AND i.id < import_undo.import_id), json_extract(before, '$.import_id'))),
  '$.snapshot_at', '$.snapshot_digest', '$.content_hash')
  WHERE table_name = 'orders' AND before <> '';

UPDATE import_undo SET row_key = coalesce(
  (SELECT max(i.id) FROM imports i WHERE i.digest = substr(import_undo.row_key, instr(import_undo.row_key, ' ') + 1)
    AND i.kind = 'orders' AND i.id < import_undo.import_id), import_id)
  WHERE table_name = 'seen';

ALTER TABLE orders DROP COLUMN snapshot_at;

ALTER TABLE orders DROP COLUMN snapshot_digest;

ALTER TABLE orders DROP COLUMN content_hash;

ALTER TABLE orders ADD COLUMN cells_hash INTEGER NOT NULL DEFAULT 0;

ALTER TABLE orders ADD COLUMN shape INTEGER NOT NULL DEFAULT 0;

CREATE TABLE order_pieces (
  id INTEGER NOT NULL,
  order_id INTEGER NOT NULL,
  shape INTEGER NOT NULL,
  seen_by INTEGER NOT NULL,
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

-- Lists are sorted by how late customers are, and indexes hold those who come first. Everybody is judged anew on opening.

ALTER TABLE summaries ADD COLUMN overdue FLOAT;

DROP INDEX ix_summaries_chance;

DROP INDEX ix_summaries_last;

DROP INDEX ix_summaries_orders;

DROP INDEX ix_summaries_spent;

DROP INDEX ix_summaries_spent_365;

CREATE INDEX ix_summaries_last_on ON summaries (last_on) WHERE days_since <= 90;

CREATE INDEX ix_summaries_spent ON summaries (spent) WHERE rank_ever <= 10000;

CREATE INDEX ix_summaries_spent_365 ON summaries (spent_365) WHERE rank_365 <= 10000;

CREATE INDEX ix_summaries_overdue ON summaries (overdue) WHERE overdue >= 5;

CREATE INDEX ix_summaries_return_chance ON summaries (return_chance) WHERE return_chance >= 0.2;

CREATE INDEX ix_summaries_orders ON summaries (orders) WHERE orders >= 5;

DELETE FROM facts WHERE name = 'scored_on';
