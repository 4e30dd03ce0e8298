-- Version 2: what segments ask of customers and orders. Never changed once released.

ALTER TABLE customers ADD COLUMN postcode VARCHAR NOT NULL DEFAULT '';

ALTER TABLE orders ADD COLUMN postcode VARCHAR NOT NULL DEFAULT '';

ALTER TABLE orders ADD COLUMN gift BOOLEAN NOT NULL DEFAULT 0;

DROP TABLE summaries;

CREATE TABLE summaries (
  customer_id INTEGER NOT NULL,
  orders INTEGER NOT NULL,
  order_days INTEGER NOT NULL,
  spent INTEGER NOT NULL,
  first_on VARCHAR NOT NULL,
  last_on VARCHAR NOT NULL,
  last_spent INTEGER NOT NULL,
  usual_gap_days FLOAT,
  second_after_days INTEGER,
  earlier_gap_days FLOAT,
  recent_gap_days FLOAT,
  discounted INTEGER NOT NULL,
  refunds INTEGER NOT NULL,
  refunded_last BOOLEAN NOT NULL,
  gifts INTEGER NOT NULL,
  waited_days INTEGER,
  season_week INTEGER,
  last_orders INTEGER NOT NULL,
  spent_365 INTEGER NOT NULL,
  days_since INTEGER NOT NULL,
  patience_days FLOAT NOT NULL,
  return_chance FLOAT NOT NULL,
  at_stake INTEGER NOT NULL,
  lapse VARCHAR NOT NULL,
  recency INTEGER NOT NULL,
  frequency INTEGER NOT NULL,
  monetary INTEGER NOT NULL,
  rank_365 INTEGER NOT NULL,
  rank_ever INTEGER NOT NULL,
  expected_order INTEGER NOT NULL,
  margin_share FLOAT,
  milestone_near VARCHAR NOT NULL,
  milestone_passed VARCHAR NOT NULL,
  scored_on VARCHAR NOT NULL,
  search VARCHAR NOT NULL,
  PRIMARY KEY (customer_id),
  FOREIGN KEY(customer_id) REFERENCES customers (id) ON DELETE CASCADE
);

CREATE INDEX ix_summaries_chance ON summaries (return_chance);

CREATE INDEX ix_summaries_last ON summaries (last_on);

CREATE INDEX ix_summaries_orders ON summaries (orders);

CREATE INDEX ix_summaries_search ON summaries (search);

CREATE INDEX ix_summaries_spent ON summaries (spent);

CREATE INDEX ix_summaries_spent_365 ON summaries (spent_365);

CREATE INDEX ix_summaries_stake ON summaries (at_stake);

CREATE TABLE kept_apart (
  one INTEGER NOT NULL,
  other INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (one, other),
  FOREIGN KEY(one) REFERENCES customers (id) ON DELETE CASCADE,
  FOREIGN KEY(other) REFERENCES customers (id) ON DELETE CASCADE
);
