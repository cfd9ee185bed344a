-- One small value by name: the settled frontier with its counters, the resolved configuration.
CREATE TABLE state (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Rows read of every input file that is settled to its end; the position within the next one stands in the progress.
CREATE TABLE input_file (
  file INTEGER PRIMARY KEY,
  documents INTEGER NOT NULL
) STRICT;

-- Rows that could not become documents.
CREATE TABLE skipped_row (
  file INTEGER NOT NULL,
  row INTEGER NOT NULL,
  reason TEXT NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (file, row)
) STRICT, WITHOUT ROWID;

-- xxHash64 of every source id met (as a signed integer), with the ordinal of the document that had it first.
CREATE TABLE document_id (
  hash INTEGER PRIMARY KEY,
  ordinal INTEGER NOT NULL
) STRICT;

-- The reorder buffer: outcomes from their arrival until their shard is sealed. The small columns stand before the
-- record, so that settling never reads a row's overflow pages.
CREATE TABLE outcome (
  task INTEGER PRIMARY KEY,
  status TEXT NOT NULL CHECK (status IN ('accepted', 'rejected', 'failed', 'deferred')),
  strategy TEXT NOT NULL,
  reason TEXT,
  task_sha TEXT NOT NULL,
  record_id TEXT NOT NULL,
  generated_tokens INTEGER NOT NULL,
  prompt_tokens INTEGER NOT NULL,
  completion_tokens INTEGER NOT NULL,
  wasted_tokens INTEGER NOT NULL,
  unbilled_attempts INTEGER NOT NULL,
  record TEXT NOT NULL
) STRICT;

-- Tasks that failed for other than their document's fault. `retry` is the number under which the second try stands in
-- the schedule; `part` the rejects file that a final failure was written to.
CREATE TABLE deferred (
  task INTEGER PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('pending', 'failed')),
  strategy TEXT NOT NULL,
  body TEXT NOT NULL,
  record TEXT NOT NULL,
  retry INTEGER UNIQUE,
  part INTEGER
) STRICT;

-- Weights of a mix balanced by tokens, stored before an epoch is planned; tokens once it is settled.
CREATE TABLE epoch (
  epoch INTEGER PRIMARY KEY,
  weights TEXT NOT NULL,
  tokens TEXT
) STRICT;

-- Frozen ranges of tasks: a row without sha256 is a shard that is still to be written.
CREATE TABLE shard (
  kind TEXT NOT NULL CHECK (kind IN ('accepted', 'rejected', 'failed')),
  part INTEGER NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  records INTEGER NOT NULL,
  path TEXT,
  bytes INTEGER,
  sha256 TEXT,
  PRIMARY KEY (kind, part)
) STRICT, WITHOUT ROWID;
