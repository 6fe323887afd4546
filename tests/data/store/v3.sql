-- SPDX-FileCopyrightText: The Kith authors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Rows as version 3 of the schema holds them. Never edited: it is what people have on their disks. A new schema version brings a file of its own.

INSERT INTO account (id, jid, own_name, user_agent_id, archive_head) VALUES (1, 'anna@example.org', 'Anna', 'd4565fa7-4d72-4749-b3d3-740edbf87770', 'A3')

INSERT INTO contact (account, jid, listed, name, nick, groups, subscription, avatar_hash) VALUES (1, 'bert@example.org', 1, 'Bert', 'Bertie', '["Friends"]', 3, 'abc')

INSERT INTO avatar (hash, type, bytes) VALUES ('abc', 'image/png', x'89504e47')

INSERT INTO chat (id, account, peer, created_at, draft, read_message, read_position, unread, last_body, last_at) VALUES (1, 1, 'bert@example.org', 1700000000000, 'half', 1, 1700000001000000, 1, 'there', 1700000003000)

INSERT INTO message (id, account, chat, position, direction, sender, body, sent_at, state, stanza_id, origin_id, archive_id, payload_hash) VALUES (1, 1, 1, 1700000001000000, 0, 'bert@example.org', 'hello', 1700000001000, 6, 's1', 'o1', 'A1', 11)

INSERT INTO message (id, account, chat, position, direction, sender, body, sent_at, state, stanza_id, origin_id, archive_id, payload_hash) VALUES (2, 1, 1, 1700000002000000, 1, 'anna@example.org', 'who?', 1700000002000, 4, 's2', 's2', 'A2', 12)

INSERT INTO message (id, account, chat, position, direction, sender, body, edited, sent_at, state, stanza_id, archive_id, payload_hash) VALUES (3, 1, 1, 1700000003000000, 0, 'bert@example.org', 'there', 1, 1700000003000, 6, 's3', 'A3', 13)

INSERT INTO correction (chat, message, original, sender, target_id, body, sent_at, stanza_id) VALUES (1, 3, 1, 'bert@example.org', 's3', 'ther', 1700000003000, ''), (1, 3, 0, 'bert@example.org', 's3', 'there', 1700000004000, 'c1')

INSERT INTO archive_gap (account, after_id, after_position, before_id, before_position) VALUES (1, '', 0, 'A1', 1700000001000000)

INSERT INTO setting (key, value) VALUES ('connection.proxyHost', x'5b2270726f78792e6578616d706c652e6f7267225d')

INSERT INTO session_state (account, state) VALUES (1, x'7b7d')

INSERT INTO session_queue (account, number, token, first_sent, message_id, stanza) VALUES (1, 1, 7, 1700000000000, 'm1', x'3c6d2f3e')

INSERT INTO presence (account, jid, availability, status, detached_since, said_at) VALUES (1, 'bert@example.org/phone', 4, 'bus', 1700000000000, NULL)

INSERT INTO server_info (account, json, asked_at) VALUES (1, x'7b7d', 1700000000000)

INSERT INTO displayed (account, peer, node_id, claim, settled, due) VALUES (1, 'bert@example.org', 'A1', 1, 1, 0)

INSERT INTO tls_ticket (nonce, domain, expires_at, sealed) VALUES (x'000102030405060708090a0b', 'example.org', 1800000000000, x'00')

UPDATE account SET device_id = 'd1' WHERE id = 1

INSERT INTO device (account, id, entry, since, entered, resource, software, version, system, kind, name, name_revision, name_by, services, services_revision, services_by, unlinked_at, unlinked_by, wipe, due, removed, heard_at, last_seen) VALUES (1, 'd1', 3, 1700000000000, 1700000000500, 'Kith~a', 'Kith', '0.1.0', 'Debian', 'computer', 'desk', 2, 'd2', '', 0, '', NULL, '', 0, 1, 0, 1700000000000, NULL), (1, 'd2', 5, 1690000000000, 1695000000000, 'Kith~b', 'Kith', '0.1.0', 'Windows', 'computer', 'workshop', 1, 'd2', '_message_public', 1, 'd1', 1700000001000, 'd1', 1, 0, 0, 1700000000000, 1700000002000)

INSERT INTO client_list (account, clients, asked_at) VALUES (1, x'3c636c69656e74732f3e', 1700000003000)

INSERT INTO history (account, device, stage, bound, of_messages, of_octets, head) VALUES (1, 'd2', 2, 40, 3, 300, x'00')

INSERT INTO history_chat (history, chat, target, last_at, lines) VALUES (1, 9, 1, 1700000003000, 3)

INSERT INTO history_message (history, chat, row, message, told, round) VALUES (1, 9, 33, 3, 0, 0)
