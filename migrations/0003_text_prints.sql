-- What settling compares accepted texts by. Null in rows from before, and where a task's outcome is no accepted text.
-- `text_hash` is xxHash64 of the text (as a signed integer), `opening` a hash of its first five words, `sketch` a
-- MinHash sketch of its word 5-grams, kept where a document makes several texts.
ALTER TABLE outcome ADD COLUMN text_hash INTEGER;
ALTER TABLE outcome ADD COLUMN opening INTEGER;
ALTER TABLE outcome ADD COLUMN sketch BLOB;
ALTER TABLE standing ADD COLUMN opening INTEGER;
ALTER TABLE standing ADD COLUMN sketch BLOB;

-- Every text that was accepted, by its hash, and the record that had it first.
CREATE TABLE seen_text (
  hash INTEGER PRIMARY KEY,
  record_id TEXT NOT NULL
) STRICT;

-- The window of each strategy that the collapse watch is filling: the openings of its accepted texts, 4 bytes each, and
-- a sample of the texts themselves.
CREATE TABLE collapse_opening (
  strategy TEXT PRIMARY KEY,
  openings BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE collapse_sample (
  strategy TEXT NOT NULL,
  place INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (strategy, place)
) STRICT, WITHOUT ROWID;
