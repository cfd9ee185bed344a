-- Records of sealed files that the ledger did not know: it was rebuilt, or it is older than the files. A row goes when
-- its task is settled. `hash` is xxHash64 of the record id (as a signed integer); `record` is kept for final failures.
CREATE TABLE standing (
  hash INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('accepted', 'rejected', 'failed')),
  part INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('accepted', 'rejected', 'failed')),
  strategy TEXT NOT NULL,
  reason TEXT,
  task_sha TEXT NOT NULL,
  generated_tokens INTEGER NOT NULL,
  prompt_tokens INTEGER NOT NULL,
  completion_tokens INTEGER NOT NULL,
  record TEXT
) STRICT;

-- xxHash64 (as a signed integer) of the text beside it: SQLite keeps no checksum of a row, and a flipped bit would become
-- training text. Null in rows from before.
ALTER TABLE outcome ADD COLUMN checksum INTEGER;
ALTER TABLE state ADD COLUMN checksum INTEGER;
