// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/linking/link_invitation.h"

#include <QObject>

namespace net {

/// How a typed code finds the device that shows it: where the system has DNS-SD (RFC 6763), the one announces its port and the other looks for such. The service is kLinkService, its name
/// something random: neither the account nor anything made of the code is said to a whole network. A stranger who announces himself too wins one guess (link_proof.h); so who
/// looks for a device tries few, one after the other, and says when none was the right one. He hears, too, which account is asked for and what the device is called: a list that is
/// offered to the person is better than trying all.
inline constexpr QStringView kLinkService = u"_kith-link._tcp";
inline constexpr int kMaxFound = 4;

class LinkAnnouncer
{
public:
    virtual ~LinkAnnouncer() = default;
    virtual void announce(const QString &name, quint16 port) = 0; ///< until withdraw() or its end
    virtual void withdraw() = 0;
};

class LinkFinder : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    virtual void start() = 0;
    virtual void stop() = 0;

Q_SIGNALS:
    void found(const QList<net::LinkAddress> &addresses); ///< of one device
};

} // namespace net
