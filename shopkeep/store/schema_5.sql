-- Version 5: several mail accounts.

-- The account a message goes through.

ALTER TABLE messages ADD COLUMN account VARCHAR NOT NULL DEFAULT 'main';
