/**
 * The database as version 1 of the schema made it, never to be changed, with a row in every table: a conversation in the
 * middle of everything.
 */
export const VERSION_1 = `
  CREATE TABLE about (name TEXT PRIMARY KEY, value) WITHOUT ROWID;

  CREATE TABLE inbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation TEXT NOT NULL,
    about TEXT NOT NULL,
    body TEXT NOT NULL,
    accepted_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0
  );

  CREATE TABLE keys (
    name TEXT PRIMARY KEY,
    expires_at INTEGER NOT NULL,
    event INTEGER,
    answer TEXT
  ) WITHOUT ROWID;
  CREATE INDEX keys_by_expiry ON keys (expires_at);

  CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    conversation TEXT NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    unknowns INTEGER NOT NULL,
    replayed_at INTEGER
  );

  CREATE TABLE delivered (
    n INTEGER PRIMARY KEY,
    conversation TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    platform_id TEXT,
    at INTEGER NOT NULL,
    reason TEXT
  );
  CREATE INDEX delivered_by_conversation ON delivered (conversation);

  CREATE TABLE flushed (
    turn TEXT NOT NULL,
    place TEXT NOT NULL,
    id TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (turn, place)
  ) WITHOUT ROWID;

  CREATE TABLE timers (
    conversation TEXT NOT NULL,
    key TEXT NOT NULL,
    at INTEGER NOT NULL,
    event TEXT NOT NULL,
    UNIQUE (conversation, key)
  );
  CREATE INDEX timers_by_time ON timers (at);

  CREATE TABLE links (name TEXT PRIMARY KEY, own TEXT NOT NULL) WITHOUT ROWID;

  CREATE TABLE dead (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    account TEXT NOT NULL,
    conversation TEXT,
    type TEXT NOT NULL,
    body TEXT NOT NULL,
    about TEXT
  );

  CREATE TABLE latest (account TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;

  CREATE TABLE state (key TEXT NOT NULL UNIQUE, version TEXT NOT NULL, item TEXT NOT NULL);

  CREATE TABLE transcript (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation TEXT NOT NULL,
    activity_id TEXT,
    at INTEGER NOT NULL,
    activity TEXT NOT NULL,
    UNIQUE (conversation, activity_id)
  );

  PRAGMA user_version = 1;
`

/** One row of each kind. `:now`: milliseconds since 1970. */
export const ROWS_OF_VERSION_1 = `
  INSERT INTO about (name, value) VALUES ('instance', 'abc1234567'), ('life', 7), ('boot', 'old'), ('clean', 1);
  INSERT INTO inbox (seq, conversation, about, body, accepted_at) VALUES
    (41, 'gladly//talk', '{"key":"waiting","keyLifeMs":604800000,"type":"MESSAGE","origin":"webhook"}', 'waiting', :now);
  INSERT INTO keys (name, expires_at, event, answer) VALUES
    ('gladly//waiting', :now + 604800000, 41, NULL),
    ('gladly//done', :now + 604800000, 40, '{"status":200,"body":"answered"}');
  INSERT INTO outbox (seq, id, conversation, kind, payload, created_at, unknowns) VALUES
    (12, 'abc1234567-40-reply-1', 'gladly//talk', 'reply', '"on its way"', :now, 0);
  INSERT INTO delivered (conversation, id, kind, platform_id, at) VALUES
    ('gladly//talk', 'abc1234567-39-reply-1', 'reply', 'p-1', :now);
  INSERT INTO flushed (turn, place, id, hash) VALUES
    ('abc1234567-41', 'reply-1', 'abc1234567-41-reply-1', 'no such content');
  INSERT INTO timers (conversation, key, at, event) VALUES
    ('gladly//talk', 'soon', :now,
     '{"conversation":{"channelId":"gladly","account":"","conversationId":"talk"},"key":"t","keyLifeMs":1000,"type":"core/t","origin":"timer","body":"timer"}');
  INSERT INTO links (name, own) VALUES ('gladly//foreign', 'gladly//talk');
  INSERT INTO dead (kind, at, reason, channel_id, account, conversation, type, body, about) VALUES
    ('event', :now, 'because', 'gladly', '', 'gladly//talk', 'MESSAGE', 'dead',
     '{"key":"dead","keyLifeMs":1000,"type":"MESSAGE","origin":"webhook"}');
  INSERT INTO latest (account, at) VALUES ('gladly/', :now);
  INSERT INTO state (key, version, item) VALUES ('item', '6.1', '{"n":5}');
  INSERT INTO transcript (conversation, activity_id, at, activity) VALUES
    ('gladly/talk', 'a1', :now,
     '{"type":"message","id":"a1","channelId":"gladly","conversation":{"id":"talk"},"text":"said"}');
`
