-- Version 6: a message's finished bytes have a table of their own. SQLite writes a whole row anew when anything
-- of it changes, and every message changes twice while it is sent.

CREATE TABLE contents (
  message_id INTEGER NOT NULL,
  raw BLOB NOT NULL,
  PRIMARY KEY (message_id),
  FOREIGN KEY(message_id) REFERENCES messages (id) ON DELETE CASCADE
);

INSERT INTO contents (message_id, raw) SELECT id, raw FROM messages;

ALTER TABLE messages DROP COLUMN raw;
