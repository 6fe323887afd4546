// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/account_gateway.h"
#include "model/store/archive_gateway.h"
#include "model/store/avatar_gateway.h"
#include "model/store/cache_gateways.h"
#include "model/store/chat_gateway.h"
#include "model/store/contact_gateway.h"
#include "model/store/device_gateway.h"
#include "model/store/displayed_gateway.h"
#include "model/store/history_gateway.h"
#include "model/store/history_reader.h"
#include "model/store/ledger_gateway.h"
#include "model/store/marker_gateway.h"
#include "model/store/message_gateway.h"
#include "model/store/presence_gateway.h"
#include "model/store/server_info_gateway.h"
#include "model/store/ticket_gateway.h"
#include "model/store/unread_hint_gateway.h"

namespace model {

/// All gateways on one connection. Through a const one nothing can be written.
///
/// Failure: gateways return plain values. The first statement that fails (full disk, damaged file) fails the whole transaction: later ones do nothing and return
/// empty values, nothing is committed, and Store::run() answers with the error. So nobody can forget to look, and half a batch is never written.
/// Belongs to the thread of its connection.
struct StoreSession {
    StoreSession(Database &db, Changes &changes)
        : accounts(db, changes), chats(db, changes), messages(db, changes), archive(db, changes), markers(db, changes), displayed(db, changes), devices(db, changes), hints(db, changes), contacts(db, changes), avatars(db), caps(db)
        , features(db), serverInfo(db), history(db, changes), historyReader(db, changes), ledger(db), presences(db), settings(db), tickets(db)
    {
    }
    AccountGateway accounts;
    ChatGateway chats;
    MessageGateway messages;
    ArchiveGateway archive;
    MarkerGateway markers;
    DisplayedGateway displayed;
    DeviceGateway devices;
    UnreadHintGateway hints;
    ContactGateway contacts;
    AvatarGateway avatars;
    CapsGateway caps;
    FeatureGateway features;
    ServerInfoGateway serverInfo;
    HistoryGateway history;
    HistoryReader historyReader;
    LedgerGateway ledger;
    PresenceGateway presences;
    SettingGateway settings;
    TicketGateway tickets;
};

} // namespace model
