-- SPDX-FileCopyrightText: The Kith authors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a login needs to be ready in one round trip, and a session to outlive the process.

ALTER TABLE account ADD COLUMN archive_head_at INTEGER

-- The read markers of other devices are in, for the present session; 2: but something may have been lost since.
ALTER TABLE account ADD COLUMN displayed_known INTEGER NOT NULL DEFAULT 0

-- The ledger: what is needed to take the session up again in another process. inbound and acked are XEP-0198's counters; reconciled: the fate of what earlier sessions had sent is
-- known. States of before were never sealed, and none was ever written.
DELETE FROM session_state

ALTER TABLE session_state ADD COLUMN inbound INTEGER NOT NULL DEFAULT 0

ALTER TABLE session_state ADD COLUMN acked INTEGER NOT NULL DEFAULT 0

ALTER TABLE session_state ADD COLUMN reconciled INTEGER NOT NULL DEFAULT 0

-- The contact list was answered in this session.
ALTER TABLE session_state ADD COLUMN roster_known INTEGER NOT NULL DEFAULT 0

CREATE TABLE session_queue (
    account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    number INTEGER NOT NULL,
    token INTEGER NOT NULL,
    first_sent INTEGER,
    message_id TEXT NOT NULL,
    stanza BLOB NOT NULL,
    PRIMARY KEY (account, number)
) STRICT, WITHOUT ROWID

-- Who is there, as the present session was told; a resumed one is not told again.
CREATE TABLE presence (
    account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    jid TEXT NOT NULL,
    availability INTEGER NOT NULL,
    status TEXT NOT NULL,
    detached_since INTEGER,
    said_at INTEGER,
    PRIMARY KEY (account, jid)
) STRICT, WITHOUT ROWID

-- What the server and the account said that they can do (XEP-0030), so that not every session asks again.
CREATE TABLE server_info (
    account INTEGER PRIMARY KEY REFERENCES account ON DELETE CASCADE,
    json BLOB NOT NULL,
    asked_at INTEGER NOT NULL
) STRICT

-- What the server said at login, until this device has caught up.
ALTER TABLE chat ADD COLUMN hinted_unread INTEGER

-- Read markers that the devices of the account share (XEP-0490): what the server's node says (node_at: its time, when it names what is no line), the row up to which this device knows
-- that it was read on purpose, the furthest such row that the node is known to have held, and whether the node may have to be told. A peer need not have a chat.
CREATE TABLE displayed (
    account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    peer TEXT NOT NULL,
    node_id TEXT NOT NULL DEFAULT '',
    node_at INTEGER,
    claim INTEGER NOT NULL DEFAULT 0,
    settled INTEGER NOT NULL DEFAULT 0,
    due INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (account, peer)
) STRICT, WITHOUT ROWID

-- Archive entries that are no lines of a conversation (receipts, calls), the newest of them: a read marker may name one.
CREATE TABLE archive_passed (
    account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    archive_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (account, archive_id)
) STRICT, WITHOUT ROWID

CREATE INDEX archive_passed_at ON archive_passed (account, at)

-- A session was to catch up with it.
ALTER TABLE archive_gap ADD COLUMN catches_up INTEGER NOT NULL DEFAULT 0

-- A session was moved by a server that may lose what comes at that moment (sync/resume_check.h): from this entry, with this time and place, on it is not sure that all is here.
CREATE TABLE archive_doubt (
    account INTEGER PRIMARY KEY REFERENCES account ON DELETE CASCADE,
    after_id TEXT NOT NULL,
    after_at INTEGER,
    after_position INTEGER NOT NULL
) STRICT

-- TLS sessions to be resumed, sealed with a key from the keychain (sync/ticket_vault.h). The nonce is random and used once.
CREATE TABLE tls_ticket (
    nonce BLOB PRIMARY KEY,
    domain TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID
