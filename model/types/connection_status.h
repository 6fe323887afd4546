// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>

#include <chrono>

namespace model {

enum class ConnectionKind { Offline, Connecting, Online, Waiting };

/// What the status line says of one account. Value type.
struct ConnectionStatus {
    ConnectionKind kind = ConnectionKind::Offline;
    bool resumed = false; ///< the session was taken up again rather than begun
    int roundTrips = 0; ///< after TLS, of the last login
    std::chrono::milliseconds took{0}; ///< name lookup until usable
    bool catchingUp = false; ///< reading what was missed
    int waitingMessages = 0; ///< own messages that the server does not have yet
    QDateTime retryAt; ///< UTC, when Waiting
    QString problem; ///< sentence with cause and advice, translated; empty: none
    QString detail; ///< technical words behind it
    bool needsPassword = false; ///< only the user can go on: ask for the password
    bool operator==(const ConnectionStatus &) const = default;
};

/// LoginReport::keptFor: as long as it runs itself.
inline constexpr std::chrono::seconds kUntilServerStops = std::chrono::seconds::max();

/// The last login, as the connection page draws it. All durations count from the start of the name lookup. Value type.
struct LoginReport {
    QDateTime at; ///< UTC; invalid: none yet
    std::chrono::microseconds resolved{}, connected{}, secured{}, live{}; ///< ends of the phases
    std::chrono::microseconds unreadKnown{}, caughtUp{}; ///< zero: not reached yet
    int roundTrips = 0;
    quint64 bytesSent = 0, bytesReceived = 0;
    bool resumed = false, tlsResumed = false;
    bool earlyData = false; ///< the first flight travelled with the TLS handshake
    bool unreadFromServer = false; ///< the unread list came with the login
    int quietReconnects = 0; ///< connections before this one that failed on what Kith believed to know of the server
    QString boundAs; ///< this session's full address
    QString host, address, tlsVersion, cipher, mechanism, channelBinding;
    quint16 port = 0;
    bool directTls = false;
    QString rung; ///< "resume", "token", "password", …
    std::chrono::seconds keptFor{0}; ///< how long the server keeps the session if Kith closes now; 0: it does not, or does not say; kUntilServerStops
    QString whyNotKept; ///< a sentence, empty when it does keep it
    QString whyNotResumed; ///< a sentence, or empty
    bool operator==(const LoginReport &) const = default;
};

/// One line of the "server features" list.
struct ServerFeature {
    QString name; ///< for people: "Message archive"
    QString id; ///< "urn:xmpp:mam:2"
    bool supported = false;
    bool operator==(const ServerFeature &) const = default;
};

} // namespace model
Q_DECLARE_METATYPE(model::ConnectionStatus)
Q_DECLARE_METATYPE(model::LoginReport)
