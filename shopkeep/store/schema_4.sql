-- Version 4: what composing, sending and results remember.

-- Adding up years of orders reads this index alone.

DROP INDEX ix_orders_customer_placed;

CREATE INDEX ix_orders_customer_placed ON orders (customer_id, placed_at, counts, currency, total, refunded);

-- Mails that came back: bounces, goodbyes, replies. One row for each address a mail is about.

CREATE TABLE inbox_mails (
  id INTEGER NOT NULL,
  digest VARCHAR NOT NULL,
  kind VARCHAR NOT NULL,
  email VARCHAR NOT NULL,
  customer_id INTEGER,
  message_id INTEGER,
  sender VARCHAR NOT NULL,
  subject VARCHAR NOT NULL,
  text VARCHAR NOT NULL,
  written_at INTEGER NOT NULL,
  read_at INTEGER NOT NULL,
  matched_by VARCHAR NOT NULL,
  why VARCHAR NOT NULL,
  effect VARCHAR NOT NULL,
  undo VARCHAR NOT NULL,
  undone_at INTEGER,
  waits BOOLEAN NOT NULL,
  back_on VARCHAR NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (digest, email),
  FOREIGN KEY(customer_id) REFERENCES customers (id) ON DELETE CASCADE,
  FOREIGN KEY(message_id) REFERENCES messages (id) ON DELETE CASCADE
);

CREATE INDEX ix_inbox_mails_customer_id ON inbox_mails (customer_id);

CREATE INDEX ix_inbox_mails_message_id ON inbox_mails (message_id);

CREATE TABLE inbox_folders (
  name VARCHAR NOT NULL,
  uidvalidity INTEGER NOT NULL,
  uid INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (name)
);

ALTER TABLE enrolments ADD COLUMN no_offer BOOLEAN NOT NULL DEFAULT 0;

CREATE TABLE dealt (
	id INTEGER NOT NULL,
	enrolment_id INTEGER NOT NULL,
	stage VARCHAR NOT NULL,
	mail INTEGER NOT NULL,
	variant VARCHAR NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (enrolment_id, stage, mail),
	FOREIGN KEY(enrolment_id) REFERENCES enrolments (id) ON DELETE CASCADE
);

CREATE TABLE codes (
	id INTEGER NOT NULL,
	code VARCHAR NOT NULL,
	source VARCHAR NOT NULL,
	gives VARCHAR NOT NULL DEFAULT '',
	made_at INTEGER NOT NULL,
	written_at INTEGER,
	file VARCHAR NOT NULL DEFAULT '',
	enrolment_id INTEGER,
	taken_at INTEGER,
	PRIMARY KEY (id),
	UNIQUE (code),
	FOREIGN KEY(enrolment_id) REFERENCES enrolments (id) ON DELETE SET NULL
);
CREATE INDEX ix_codes_enrolment_id ON codes (enrolment_id);
CREATE INDEX ix_codes_source ON codes (source, gives, taken_at);

-- Reports that took long, with a checksum of what they were made from.

CREATE TABLE kept_reports (
  name VARCHAR NOT NULL,
  state VARCHAR NOT NULL,
  said VARCHAR NOT NULL,
  PRIMARY KEY (name)
);

-- Whose an order under another address is, as the owner said.

CREATE TABLE order_owners (
  order_id INTEGER NOT NULL,
  customer_id INTEGER NOT NULL,
  theirs BOOLEAN NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (order_id, customer_id),
  FOREIGN KEY(order_id) REFERENCES orders (id) ON DELETE CASCADE,
  FOREIGN KEY(customer_id) REFERENCES customers (id) ON DELETE CASCADE
);
