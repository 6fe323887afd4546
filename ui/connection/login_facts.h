// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/connection_status.h"

#include <QCoreApplication>
#include <QList>
#include <QLocale>

namespace ui {

/// The words of the connection page, from the record of the last login. Pure; the numbers follow the locale.
class LoginFacts
{
    Q_DECLARE_TR_FUNCTIONS(LoginFacts)
public:
    struct Fact {
        QString name, value;
        bool operator==(const Fact &) const = default;
    };
    /// One bar of the waterfall. Times count from the start of the login.
    struct Phase {
        enum class Kind { Lookup, Tcp, Tls, Login, Milestone };
        Kind kind = Kind::Lookup;
        QString name;
        std::chrono::microseconds from{}, to{};
        QString duration; ///< "41 ms"; for a milestone the time since the start
        bool operator==(const Phase &) const = default;
    };

    /// "Resumed in 1 round trip after TLS, 128 ms in all"
    [[nodiscard]] static QString headline(const model::LoginReport &report);
    /// "the last time Kith signed in, at 12:01:07" with the day when it was not today
    [[nodiscard]] static QString when(const model::LoginReport &report, const QDateTime &now);
    [[nodiscard]] static QList<Phase> phases(const model::LoginReport &report);
    [[nodiscard]] static QList<Fact> facts(const model::LoginReport &report);
    /// Everything as plain text, to paste into a bug report: no password, no token, no message.
    [[nodiscard]] static QString plainText(const QString &address, const model::ConnectionStatus &status, const model::LoginReport &report,
        const QList<model::ServerFeature> &features);

    /// "Connected", "Offline: the server could not be reached." …
    [[nodiscard]] static QString statusText(const model::ConnectionStatus &status);
    [[nodiscard]] static QString duration(std::chrono::microseconds time); ///< "0.4 ms", "41 ms", "2.1 s"
    [[nodiscard]] static QString keptFor(std::chrono::seconds time); ///< "12 hours"
};

} // namespace ui
