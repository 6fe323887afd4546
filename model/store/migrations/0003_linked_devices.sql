-- SPDX-FileCopyrightText: The Kith authors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- The devices of an account, and what each receives.

-- Public random id of this installation for this account; '' until it has signed in with a version that has devices.
ALTER TABLE account ADD COLUMN device_id TEXT NOT NULL DEFAULT ''

-- The account's links node, one row for each item, and this device's own before it is there. entry, name_revision and services_revision decide which of two versions is newer
-- (net/proto/kith_links.h). due: the node says less than this row. removed: taken away from the node as of this entry; kept a while, so that a late repetition is known to be one.
-- heard_at is when the node said it last, last_seen when the server last said that the device was there.
CREATE TABLE device (
    account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    id TEXT NOT NULL,
    entry INTEGER NOT NULL,
    since INTEGER NOT NULL,
    entered INTEGER NOT NULL,
    resource TEXT NOT NULL,
    software TEXT NOT NULL,
    version TEXT NOT NULL,
    system TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    name_revision INTEGER NOT NULL,
    name_by TEXT NOT NULL,
    services TEXT NOT NULL,
    services_revision INTEGER NOT NULL,
    services_by TEXT NOT NULL,
    unlinked_at INTEGER,
    unlinked_by TEXT NOT NULL,
    wipe INTEGER NOT NULL,
    due INTEGER NOT NULL,
    removed INTEGER NOT NULL,
    heard_at INTEGER NOT NULL,
    last_seen INTEGER,
    PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID

-- XEP-0494: what the server said last of the programs that may sign in, as it said it.
CREATE TABLE client_list (
    account INTEGER PRIMARY KEY REFERENCES account ON DELETE CASCADE,
    clients BLOB NOT NULL,
    asked_at INTEGER NOT NULL
) STRICT
