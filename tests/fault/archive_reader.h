// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/ext/xep_0313_archive.h"
#include "net/session/session.h"
#include "net/transport/tcp_dialer.h"
#include "tests/support/app/test_server.h"

#include <functional>

namespace fault {

/// Reads a whole archive as the server has it, with nothing of ours between that could hide a double. Main thread.
class ArchiveReader : public QObject
{
    Q_OBJECT
public:
    /// `done` once, from the event loop: the bodies, oldest first, or why not.
    using Done = std::function<void(const net::Expected<QStringList, QString> &)>;
    ArchiveReader(const test::TestServer &server, const QString &user, const QString &password, Done done);

private:
    void ask();
    void onPage(const net::Expected<net::xep0313::Page, net::IqError> &page);
    void finish(const net::Expected<QStringList, QString> &result);

    net::SystemClock m_clock;
    net::SystemIds m_ids;
    net::TcpDialer m_dialer;
    net::xep0313::Archive m_archive;
    net::Session m_session;
    QStringList m_bodies;
    QString m_after;
    Done m_done;
};

} // namespace fault
