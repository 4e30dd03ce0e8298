-- Version 7: the index of what is at stake holds those who spent most in a year, as no others come first in a list;
-- and a message keeps the last day of the offer it was written with, whatever the sequence says later.

DROP INDEX ix_summaries_stake;

CREATE INDEX ix_summaries_at_stake ON summaries (at_stake) WHERE rank_365 <= 10000;

ALTER TABLE messages ADD COLUMN offer_ends VARCHAR;
