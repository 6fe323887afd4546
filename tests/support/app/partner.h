// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "tests/support/app/test_server.h"

#include <QProcess>

namespace test {

/// slixmpp_partner.py: a client that is not ours.
class Partner
{
public:
    /// `arguments` as the script's usage says: {"echo"}, {"flood", TO, COUNT}, {"marks"} or {"watch"}.
    Partner(const TestServer &server, const QString &user, const QString &password, const QStringList &arguments);
    ~Partner();
    [[nodiscard]] static bool isInstalled(); ///< python3-slixmpp
    [[nodiscard]] bool waitForLine(const QString &line, int ms);
    /// A command, as the script's usage says.
    void tell(const QString &line);
    /// From here on waitForLine() sees only what comes.
    void forget() { m_output.clear(); }
    [[nodiscard]] QString output() const { return m_output; }

private:
    QProcess m_process;
    QString m_output;
};

} // namespace test
