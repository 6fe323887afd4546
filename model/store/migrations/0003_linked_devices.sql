-- SPDX-FileCopyrightText: The Kith authors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- The devices of an account, and what each receives.

-- Public random id of this installation for this account; '' until it has signed in with a version that has devices.
ALTER TABLE account ADD COLUMN device_id TEXT NOT NULL DEFAULT ''

-- Written on this device: it stands where it was written, whatever others said until the server took it.
ALTER TABLE message ADD COLUMN written_here INTEGER NOT NULL DEFAULT 0

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

-- The line came from another device (store/history_merge.h), and no page of the archive has confirmed its place: it says nothing of where a hole ends.
ALTER TABLE message ADD COLUMN told INTEGER NOT NULL DEFAULT 0

-- A history that comes from another device of the account (linking/history_page.h): how far it has come. stage is HistoryGateway::Stage; after, people and loose are where the next
-- question goes on; rows there with larger ids than bound do not belong to it; missed: something of it did not come; head is the first page's, needed at the end.
CREATE TABLE history (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    device TEXT NOT NULL,
    stage INTEGER NOT NULL,
    after INTEGER NOT NULL DEFAULT 0,
    people TEXT DEFAULT '',
    loose INTEGER DEFAULT 0,
    bound INTEGER NOT NULL,
    round INTEGER NOT NULL DEFAULT 0,
    missed INTEGER NOT NULL DEFAULT 0,
    messages INTEGER NOT NULL DEFAULT 0,
    octets INTEGER NOT NULL DEFAULT 0,
    of_messages INTEGER NOT NULL,
    of_octets INTEGER NOT NULL,
    head BLOB NOT NULL,
    UNIQUE (account, device)
) STRICT

-- Its conversations, by their row ids there: the row and place before which lines are still to come. target is the chat here; one that is gone was removed by the user.
CREATE TABLE history_chat (
    history INTEGER NOT NULL REFERENCES history ON DELETE CASCADE,
    chat INTEGER NOT NULL,
    target INTEGER NOT NULL,
    last_at INTEGER,
    lines INTEGER NOT NULL,
    before INTEGER NOT NULL DEFAULT 0,
    place INTEGER NOT NULL DEFAULT 0,
    stage INTEGER NOT NULL DEFAULT 0,
    round INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (history, chat)
) STRICT, WITHOUT ROWID

-- Which row there is which row here, until all is here. told: there too it was only told.
CREATE TABLE history_message (
    history INTEGER NOT NULL REFERENCES history ON DELETE CASCADE,
    chat INTEGER NOT NULL,
    row INTEGER NOT NULL,
    message INTEGER NOT NULL,
    told INTEGER NOT NULL,
    round INTEGER NOT NULL,
    PRIMARY KEY (history, chat, row)
) STRICT, WITHOUT ROWID

CREATE INDEX history_message_here ON history_message (message)
