-- SPDX-FileCopyrightText: The Kith authors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Statements are separated by an empty line. Times are milliseconds since 1970, UTC. Never edit after a release: add a step.

CREATE TABLE account (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    jid TEXT NOT NULL UNIQUE,
    signed_in INTEGER NOT NULL DEFAULT 1,
    enabled INTEGER NOT NULL DEFAULT 1,
    server TEXT NOT NULL DEFAULT '',
    start_tls INTEGER NOT NULL DEFAULT 0,
    ca_file TEXT NOT NULL DEFAULT '',
    user_agent_id TEXT NOT NULL DEFAULT '',
    plain_forbidden INTEGER NOT NULL DEFAULT 0,
    device_name TEXT NOT NULL DEFAULT '',
    own_name TEXT NOT NULL DEFAULT '',
    avatar_hash TEXT NOT NULL DEFAULT '',
    roster_version TEXT NOT NULL DEFAULT '',
    archive_head TEXT NOT NULL DEFAULT '',
    history_until INTEGER -- stamp of the newest message that the archive held when it was first read; older ones count as read
) STRICT

CREATE TABLE server_features (
    account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    domain TEXT NOT NULL,
    tls INTEGER NOT NULL,
    json BLOB NOT NULL,
    PRIMARY KEY (account, domain, tls)
) STRICT, WITHOUT ROWID

CREATE TABLE session_state (
    account INTEGER PRIMARY KEY REFERENCES account ON DELETE CASCADE,
    state BLOB NOT NULL
) STRICT

-- last_* and unread follow from message; they are kept here so that the list of chats is one short table.
CREATE TABLE chat (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    peer TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    draft TEXT NOT NULL DEFAULT '',
    pinned INTEGER NOT NULL DEFAULT 0,
    muted INTEGER NOT NULL DEFAULT 0,
    archived INTEGER NOT NULL DEFAULT 0,
    request INTEGER NOT NULL DEFAULT 0,
    read_message INTEGER NOT NULL DEFAULT 0,
    read_position INTEGER NOT NULL DEFAULT 0,
    displayed_position INTEGER NOT NULL DEFAULT 0,
    marked_unread INTEGER NOT NULL DEFAULT 0,
    unread INTEGER NOT NULL DEFAULT 0,
    last_body TEXT NOT NULL DEFAULT '',
    last_at INTEGER,
    last_direction INTEGER NOT NULL DEFAULT 0,
    last_state INTEGER NOT NULL DEFAULT 6,
    UNIQUE (account, peer)
) STRICT

-- position is the place in the conversation (store/message_order.h); account repeats what the chat says, for the indexes.
CREATE TABLE message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL,
    chat INTEGER NOT NULL REFERENCES chat ON DELETE CASCADE,
    position INTEGER NOT NULL,
    direction INTEGER NOT NULL,
    sender TEXT NOT NULL,
    body TEXT NOT NULL,
    edited INTEGER NOT NULL DEFAULT 0,
    sent_at INTEGER NOT NULL,
    state INTEGER NOT NULL,
    failure TEXT NOT NULL DEFAULT '',
    stanza_id TEXT NOT NULL DEFAULT '',
    origin_id TEXT NOT NULL DEFAULT '',
    archive_id TEXT NOT NULL DEFAULT '',
    payload_hash INTEGER NOT NULL
) STRICT

CREATE UNIQUE INDEX message_order ON message (chat, position)

CREATE UNIQUE INDEX message_archive ON message (account, archive_id) WHERE archive_id <> ''

CREATE INDEX message_origin ON message (chat, origin_id) WHERE origin_id <> ''

CREATE INDEX message_stanza ON message (chat, stanza_id) WHERE stanza_id <> ''

CREATE INDEX message_waiting ON message (account, id) WHERE state IN (0, 1)

CREATE INDEX message_undisplayed ON message (chat, position) WHERE direction = 1 AND state IN (1, 2, 3)

-- Corrections (XEP-0308): the history of a message, and those whose message the archive has not brought yet (message NULL). The original text is the row
-- with original = 1.
CREATE TABLE correction (
    id INTEGER PRIMARY KEY,
    chat INTEGER NOT NULL REFERENCES chat ON DELETE CASCADE,
    message INTEGER REFERENCES message ON DELETE CASCADE,
    original INTEGER NOT NULL DEFAULT 0,
    sender TEXT NOT NULL,
    target_id TEXT NOT NULL,
    body TEXT NOT NULL,
    sent_at INTEGER NOT NULL,
    stanza_id TEXT NOT NULL
) STRICT

CREATE INDEX correction_target ON correction (chat, target_id)

CREATE INDEX correction_message ON correction (message)

-- Receipts and markers that name a message which is not here yet.
CREATE TABLE marker (
    chat INTEGER NOT NULL REFERENCES chat ON DELETE CASCADE,
    ref TEXT NOT NULL,
    kind INTEGER NOT NULL,
    PRIMARY KEY (chat, ref, kind)
) STRICT, WITHOUT ROWID

CREATE TABLE archive_gap (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    after_id TEXT NOT NULL,
    after_position INTEGER NOT NULL,
    before_id TEXT NOT NULL,
    before_position INTEGER NOT NULL
) STRICT

CREATE INDEX archive_gap_account ON archive_gap (account, after_position)

-- How far one chat has been filled beyond the account's gap.
CREATE TABLE archive_gap_chat (
    gap INTEGER NOT NULL REFERENCES archive_gap ON DELETE CASCADE,
    chat INTEGER NOT NULL REFERENCES chat ON DELETE CASCADE,
    closed INTEGER NOT NULL,
    before_id TEXT NOT NULL,
    before_position INTEGER NOT NULL,
    PRIMARY KEY (gap, chat)
) STRICT, WITHOUT ROWID

CREATE INDEX archive_gap_chat_chat ON archive_gap_chat (chat)

-- People: the server's contact list (listed = 1), and others whose name or picture is known.
CREATE TABLE contact (
    account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    jid TEXT NOT NULL,
    listed INTEGER NOT NULL DEFAULT 0,
    name TEXT NOT NULL DEFAULT '',
    nick TEXT NOT NULL DEFAULT '',
    groups TEXT NOT NULL DEFAULT '[]',
    subscription INTEGER NOT NULL DEFAULT 0,
    asked INTEGER NOT NULL DEFAULT 0,
    avatar_hash TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (account, jid)
) STRICT, WITHOUT ROWID

CREATE INDEX contact_avatar ON contact (avatar_hash) WHERE avatar_hash <> ''

CREATE TABLE avatar (
    hash TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    bytes BLOB NOT NULL
) STRICT

CREATE TABLE capability (
    verification TEXT PRIMARY KEY,
    features TEXT NOT NULL
) STRICT, WITHOUT ROWID

CREATE TABLE setting (
    key TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID

-- Trigrams find parts of words in every language. The text itself is not stored twice.
CREATE VIRTUAL TABLE message_fts USING fts5 (body, content = 'message', content_rowid = 'id', tokenize = 'trigram')

CREATE TRIGGER message_fts_insert AFTER INSERT ON message BEGIN
    INSERT INTO message_fts (rowid, body) VALUES (new.id, new.body);
END

CREATE TRIGGER message_fts_delete AFTER DELETE ON message BEGIN
    INSERT INTO message_fts (message_fts, rowid, body) VALUES ('delete', old.id, old.body);
END

CREATE TRIGGER message_fts_update AFTER UPDATE OF body ON message BEGIN
    INSERT INTO message_fts (message_fts, rowid, body) VALUES ('delete', old.id, old.body);
    INSERT INTO message_fts (rowid, body) VALUES (new.id, new.body);
END
