-- The shop file's first schema. Never changed: later versions are migrations of their own.

CREATE TABLE customers (
  id INTEGER NOT NULL,
  email VARCHAR NOT NULL,
  name VARCHAR NOT NULL,
  country VARCHAR NOT NULL,
  region VARCHAR NOT NULL,
  city VARCHAR NOT NULL,
  language VARCHAR NOT NULL,
  consent VARCHAR NOT NULL,
  consent_at INTEGER,
  consent_source VARCHAR NOT NULL,
  attributes VARCHAR NOT NULL,
  merged_into INTEGER,
  import_id INTEGER,
  PRIMARY KEY (id),
  UNIQUE (email),
  FOREIGN KEY(merged_into) REFERENCES customers (id)
);

CREATE INDEX ix_customers_merged_into ON customers (merged_into);

CREATE TABLE products (
  "key" VARCHAR NOT NULL,
  sku VARCHAR NOT NULL,
  title VARCHAR NOT NULL,
  category VARCHAR NOT NULL,
  price INTEGER,
  cost INTEGER,
  currency VARCHAR NOT NULL,
  link VARCHAR NOT NULL,
  image VARCHAR NOT NULL,
  added_on VARCHAR NOT NULL,
  PRIMARY KEY ("key")
);

CREATE TABLE imports (
  id INTEGER NOT NULL,
  kind VARCHAR NOT NULL,
  file VARCHAR NOT NULL,
  digest VARCHAR NOT NULL,
  format VARCHAR NOT NULL,
  imported_at INTEGER NOT NULL,
  snapshot_at INTEGER,
  rows INTEGER NOT NULL,
  orders_new INTEGER NOT NULL,
  orders_updated INTEGER NOT NULL,
  customers_new INTEGER NOT NULL,
  rejected_count INTEGER NOT NULL,
  rejects_file VARCHAR NOT NULL,
  kept_file VARCHAR NOT NULL,
  undone_at INTEGER,
  result VARCHAR NOT NULL,
  PRIMARY KEY (id)
);

CREATE INDEX ix_imports_digest ON imports (digest);

CREATE TABLE triage_steps (
  id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  says VARCHAR NOT NULL,
  undo VARCHAR NOT NULL,
  undone BOOLEAN NOT NULL,
  PRIMARY KEY (id)
);

CREATE TABLE segments (
  name VARCHAR NOT NULL,
  title VARCHAR NOT NULL,
  rule VARCHAR NOT NULL,
  PRIMARY KEY (name)
);

CREATE TABLE suppressions (
  email_hash VARCHAR NOT NULL,
  email VARCHAR NOT NULL,
  reason VARCHAR NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (email_hash)
);

CREATE TABLE facts (
  name VARCHAR NOT NULL,
  value VARCHAR NOT NULL,
  PRIMARY KEY (name)
);

CREATE TABLE orders (
  id INTEGER NOT NULL,
  platform VARCHAR NOT NULL,
  number VARCHAR NOT NULL,
  customer_id INTEGER,
  placed_at INTEGER NOT NULL,
  currency VARCHAR NOT NULL,
  total INTEGER NOT NULL,
  refunded INTEGER NOT NULL,
  discount INTEGER NOT NULL,
  shipping INTEGER NOT NULL,
  tax INTEGER NOT NULL,
  codes VARCHAR NOT NULL,
  status VARCHAR NOT NULL,
  counts BOOLEAN NOT NULL,
  email VARCHAR NOT NULL,
  name VARCHAR NOT NULL,
  country VARCHAR NOT NULL,
  region VARCHAR NOT NULL,
  city VARCHAR NOT NULL,
  consent BOOLEAN,
  paid_at INTEGER,
  fulfilled_at INTEGER,
  cancelled_at INTEGER,
  snapshot_at INTEGER NOT NULL,
  snapshot_digest VARCHAR NOT NULL,
  content_hash VARCHAR NOT NULL,
  import_id INTEGER NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (platform, number),
  FOREIGN KEY(customer_id) REFERENCES customers (id)
);

CREATE INDEX ix_orders_customer_placed ON orders (customer_id, placed_at);

CREATE INDEX ix_orders_placed ON orders (placed_at);

CREATE TABLE rejected_rows (
  id INTEGER NOT NULL,
  import_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  "column" VARCHAR NOT NULL,
  value VARCHAR NOT NULL,
  reason VARCHAR NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY(import_id) REFERENCES imports (id) ON DELETE CASCADE
);

CREATE INDEX ix_rejected_rows_import_id ON rejected_rows (import_id);

CREATE TABLE import_undo (
  id INTEGER NOT NULL,
  import_id INTEGER NOT NULL,
  table_name VARCHAR NOT NULL,
  row_key VARCHAR NOT NULL,
  "before" VARCHAR NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY(import_id) REFERENCES imports (id) ON DELETE CASCADE
);

CREATE INDEX ix_import_undo_import_id ON import_undo (import_id);

CREATE TABLE summaries (
  customer_id INTEGER NOT NULL,
  orders INTEGER NOT NULL,
  order_days INTEGER NOT NULL,
  spent INTEGER NOT NULL,
  spent_365 INTEGER NOT NULL,
  first_on VARCHAR NOT NULL,
  last_on VARCHAR NOT NULL,
  usual_gap_days FLOAT,
  return_chance FLOAT NOT NULL,
  at_stake INTEGER NOT NULL,
  lapse VARCHAR NOT NULL,
  recency INTEGER NOT NULL,
  frequency INTEGER NOT NULL,
  monetary INTEGER NOT NULL,
  scored_on VARCHAR NOT NULL,
  second_after_days INTEGER,
  PRIMARY KEY (customer_id),
  FOREIGN KEY(customer_id) REFERENCES customers (id) ON DELETE CASCADE
);

CREATE INDEX ix_summaries_stake ON summaries (at_stake);

CREATE INDEX ix_summaries_lapse_stake ON summaries (lapse, at_stake);

CREATE TABLE triage (
  id INTEGER NOT NULL,
  customer_id INTEGER NOT NULL,
  kind VARCHAR NOT NULL,
  text VARCHAR NOT NULL,
  until VARCHAR NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY(customer_id) REFERENCES customers (id) ON DELETE CASCADE
);

CREATE INDEX ix_triage_customer_id ON triage (customer_id);

CREATE TABLE enrolments (
  id INTEGER NOT NULL,
  sequence VARCHAR NOT NULL,
  customer_id INTEGER NOT NULL,
  email VARCHAR NOT NULL,
  "group" VARCHAR NOT NULL,
  holdout BOOLEAN NOT NULL,
  code VARCHAR NOT NULL,
  enrolled_at INTEGER NOT NULL,
  left_at INTEGER,
  left_because VARCHAR NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (sequence, customer_id),
  FOREIGN KEY(customer_id) REFERENCES customers (id)
);

CREATE INDEX ix_enrolments_sequence ON enrolments (sequence);

CREATE INDEX ix_enrolments_customer_id ON enrolments (customer_id);

CREATE TABLE order_lines (
  id INTEGER NOT NULL,
  order_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  title VARCHAR NOT NULL,
  sku VARCHAR NOT NULL,
  quantity INTEGER NOT NULL,
  unit_price INTEGER NOT NULL,
  discount INTEGER NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY(order_id) REFERENCES orders (id) ON DELETE CASCADE
);

CREATE INDEX ix_order_lines_order_id ON order_lines (order_id);

CREATE TABLE messages (
  id INTEGER NOT NULL,
  enrolment_id INTEGER NOT NULL,
  sequence VARCHAR NOT NULL,
  stage VARCHAR NOT NULL,
  mail INTEGER NOT NULL,
  variant VARCHAR NOT NULL,
  "group" VARCHAR NOT NULL,
  email VARCHAR NOT NULL,
  name VARCHAR NOT NULL,
  subject VARCHAR NOT NULL,
  code VARCHAR NOT NULL,
  state VARCHAR NOT NULL,
  attempts INTEGER NOT NULL,
  next_at INTEGER,
  last_reply VARCHAR NOT NULL,
  message_id VARCHAR NOT NULL,
  queued_at INTEGER NOT NULL,
  sending_at INTEGER,
  sent_at INTEGER,
  raw BLOB NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (enrolment_id, stage, mail),
  UNIQUE (message_id),
  FOREIGN KEY(enrolment_id) REFERENCES enrolments (id)
);

CREATE INDEX ix_messages_sequence ON messages (sequence, stage, mail);

CREATE INDEX ix_messages_state ON messages (state, next_at);

CREATE TABLE shadows (
  id INTEGER NOT NULL,
  enrolment_id INTEGER NOT NULL,
  stage VARCHAR NOT NULL,
  mail INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (enrolment_id, stage, mail),
  FOREIGN KEY(enrolment_id) REFERENCES enrolments (id)
);

CREATE TABLE attempts (
  id INTEGER NOT NULL,
  message_id INTEGER NOT NULL,
  account VARCHAR NOT NULL,
  at INTEGER NOT NULL,
  outcome VARCHAR NOT NULL,
  reply VARCHAR NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY(message_id) REFERENCES messages (id) ON DELETE CASCADE
);

CREATE INDEX ix_attempts_message_id ON attempts (message_id);

CREATE INDEX ix_attempts_account_at ON attempts (account, at);
